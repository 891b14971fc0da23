/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the ring layer offers its own tests.
 */
#ifndef RING_H
#define RING_H

#include <stdbool.h>

#include <rte_ring.h>

/*
 * Whether a ring that nobody uses at the moment keeps its invariants (I1 of
 * rte_ring_c11_pvt.h, and the relation of its sizes); if not, *reason says
 * which one is broken.
 */
bool ring_check(const struct rte_ring *r, const char **reason);

#endif
