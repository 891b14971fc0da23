/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings in shared memory whose users may be killed. A thread that dies between
 * claim and hand-over leaves its side of the ring waiting for it. Who waits
 * long asks whether a process of the group died (bufplane_group.h); with the
 * proof that one did in there it marks the side as broken. From then on the
 * calls that would have to wait return 0: a producer of a broken side keeps its
 * objects, a consumer gets none, and what the other side can still do without
 * it, it does.
 */
#ifndef BUFPLANE_RING_H
#define BUFPLANE_RING_H

#include <stdbool.h>

#include <rte_ring.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a side of a ring is broken, as far as is known. */
bool bp_ring_broken(const struct rte_ring *r);

/*
 * Make a ring usable again whose users died, in any mode. Claims that nobody
 * ended are undone: what a dead producer had not put in stays out, and what a
 * dead consumer had not got is in the ring still, as is what consumers of a
 * broken side were refused. Of relaxed tails (MT_RTS) nobody knows which claims
 * were ended: their elements are dropped. Returns how many these were, 0 in
 * other modes.
 *
 * The caller sees to it that no thread of any process is in a call on the ring,
 * nor between a start and a finish. Before a process takes the place of a dead
 * one on a side of one thread (ST), it is to be called as well.
 */
unsigned int bp_ring_recover(struct rte_ring *r);

#ifdef __cplusplus
}
#endif

#endif
