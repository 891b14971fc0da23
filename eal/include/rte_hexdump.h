/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory printed for people to read. Any thread; f is locked meanwhile. */
#ifndef RTE_HEXDUMP_H
#define RTE_HEXDUMP_H

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Print a title line (NULL: a default title), then 16 bytes a line: offset,
 * hexadecimal and printable characters.
 */
void rte_hexdump(FILE *f, const char *title, const void *buf, unsigned int len);

/* Print "title: " (NULL: nothing) and the bytes in one line as 0a:1b:2c. */
void rte_memdump(FILE *f, const char *title, const void *buf, unsigned int len);

#ifdef __cplusplus
}
#endif

#endif
