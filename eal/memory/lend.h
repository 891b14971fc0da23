/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory lock, lent. A process that holds it and waits for the others lets
 * their threads that serve it act as if they held it: taking it is nothing to
 * them.
 */
#ifndef EAL_LEND_H
#define EAL_LEND_H

#include <stdbool.h>

/* Whether the calling thread has it lent, from now on. */
void eal_mem_lend(bool on);
bool eal_mem_lent(void);

#endif
