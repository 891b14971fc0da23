/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arena of lazy memory, bufplane_lazy.h: one a process group. Which of its
 * units are used stands in the shared region.
 */
#ifndef EAL_LAZY_H
#define EAL_LAZY_H

#include <stddef.h>
#include <stdint.h>

#include <rte_config.h>

#include "memory/lock.h"

/* What is given out at once, a multiple of any page; 8 MiB for each lcore. */
#define EAL_LAZY_UNIT  ((size_t)64 << 10)
#define EAL_LAZY_UNITS ((size_t)RTE_MAX_LCORE * 128)

struct eal_lazy {
	struct eal_lock lock; /* guards used */
	uint64_t addr;        /* where it lies in every process; 0: nowhere */
	uint64_t units;
	uint64_t used[EAL_LAZY_UNITS / 64]; /* a bit a unit */
};

/* Reserve the arena. Without one the library runs all the same. */
void eal_lazy_init(void);
void eal_lazy_fini(void);
/* Map the arena that the primary made: 0, or -errno after a log line. */
int eal_lazy_attach(void);
/* Unmap it; others use it. */
void eal_lazy_detach(void);
/* Its descriptor, as sync.h has it: how many there are, or -errno. */
int eal_lazy_fd(int *fd);
/* In a child of fork(), whose arena is its parent's. */
void eal_lazy_leave(void);

#endif
