/* SPDX-License-Identifier: BSD-3-Clause */
/* What lies where a process needs its group's addresses. */
#ifndef EAL_OCCUPIED_H
#define EAL_OCCUPIED_H

#include <stddef.h>

/*
 * Say that the primary's what cannot be mapped at its addresses, because of rc
 * or of what lies there; returns rc.
 */
int eal_space_occupied(const char *what, const void *addr, size_t len, int rc);

#endif
