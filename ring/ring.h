/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the ring layer share, and what it offers its tests.
 */
#ifndef RING_H
#define RING_H

#include <bufplane_ring.h>
#include <stdbool.h>

#include <rte_ring.h>

/*
 * Whether a ring that nobody uses at the moment keeps its invariants (I1 of
 * rte_ring_c11_pvt.h, and the relation of its sizes); if not, *reason says
 * which one is broken.
 */
bool ring_check(const struct rte_ring *r, const char **reason);

/*
 * ring_broken.c: what is known of a side besides 22.11's words; it lies behind
 * them, on their cache line, where only waits out of line look.
 */
struct ring_side {
	uint32_t offset; /* of prod or cons in its ring */
	uint32_t broken;
	uint32_t htd_max; /* of MT_RTS, as it was before */
};

#define RING_SIDE_OFFSET 32

/* own is a ring's prod or cons, in any of their modes. */
static inline struct ring_side *
ring_side(const volatile void *own)
{
	return (struct ring_side *)((uintptr_t)own + RING_SIDE_OFFSET);
}

static inline bool
ring_side_broken(const volatile void *own)
{
	/* Pairs with ring_side_break(). */
	return __atomic_load_n(&ring_side(own)->broken, __ATOMIC_RELAXED) != 0;
}

/* The proof is there: mark a side. */
void ring_side_break(volatile void *own, enum rte_ring_sync_type sync_type);
/* Nobody uses the side: take the mark away. */
void ring_side_mend(volatile void *own);

#endif
