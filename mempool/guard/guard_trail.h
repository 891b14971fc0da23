/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trails, which a guard may keep: for each record the last operations on its
 * object. guard_trail.c notes and reads them, guard_trail_dump.c prints them
 * and has the calls of bufplane_mempool_trail.h.
 */
#ifndef GUARD_TRAIL_H
#define GUARD_TRAIL_H

#include <bufplane_mempool_trail.h>

#include "guard.h"

struct guard_trail_entry;

/* The trails of all records. */
struct guard_trail {
	uint64_t process; /* guard_frame_process() of who made it */
	uint32_t n;       /* entries of an object, a power of two */
	uint64_t *counts; /* of each record, since trails are kept */
	struct guard_trail_entry *entries;
};

/* An operation on an object. */
struct guard_op {
	uint8_t op;    /* enum bp_mempool_trail_op */
	uint32_t site; /* where; 0: not known */
	uint64_t word[2];
};

/* The same as it is read from a trail. */
struct guard_step {
	struct guard_op op;
	uint64_t tsc;
	bool by_thread; /* not by an lcore */
	uint32_t who;   /* id of the lcore or thread */
	uint32_t times; /* UINT8_MAX + 1: that or more */
};

/*
 * guard_trail.c: keep n operations of each object, 0: the default or what is
 * kept already; 0, 1 when this process had no use for marks until now, -EBUSY
 * when another number is kept, -ENOMEM.
 */
int guard_trail_start(struct mempool_guard *g, unsigned int n, int socket_id);
void guard_trail_stop(struct mempool_guard *g);
/* The library is cleaned up: no pool of this process has trails any more. */
void guard_trail_reset(void);
/* Forget the operations; nobody uses the pool. */
void guard_trail_clear(struct mempool_guard *g);
/* How many operations of each object are kept; 0: trails are off. */
unsigned int guard_trail_size(const struct mempool_guard *g);
/* Note an operation, if trails are kept. */
void guard_trail_add(struct mempool_guard *g, const struct guard_record *rec,
		const struct guard_op *op);
/*
 * Copy the last operations, oldest first, to steps, which has room for
 * guard_trail_size(), not 0; how many. *total is how many there were ever.
 */
unsigned int guard_trail_read(const struct mempool_guard *g,
		const struct guard_record *rec, struct guard_step *steps,
		uint64_t *total);
/* guard_trail_dump.c: print the trail of an object, if one is kept. */
void guard_trail_print(FILE *f, const struct rte_mempool *mp, uintptr_t obj);
/* The same for up to max objects that are out; how many. */
uint32_t guard_trail_print_out(
		FILE *f, const struct rte_mempool *mp, uint32_t max);

#endif
