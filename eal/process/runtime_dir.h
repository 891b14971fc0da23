/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The private run-time folder's name and end; eal.h has what makes it for the
 * parts of the library with files.
 */
#ifndef RUNTIME_DIR_H
#define RUNTIME_DIR_H

/* Fix its name: 0 or -ENAMETOOLONG. */
int runtime_dir_init(const char *prefix);
/* Remove what eal_runtime_dir_need() made, and forget the name. */
void runtime_dir_fini(void);

#endif
