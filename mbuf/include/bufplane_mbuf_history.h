/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The history of mbufs: the last operations on each mbuf of a guarded pool,
 * with time, lcore and place in the program. Kept are alloc, free, a free by
 * one of several users, attach and detach (of both buffers), receiving and
 * sending (of all segments), and what the program marks itself. Switched on
 * here for one pool, or for all by --mbuf-history, mbuf_history of struct
 * bp_config or the environment variable BUFPLANE_HISTORY, which turn the guard
 * on too. docs/mbufs.md shows it at work.
 *
 * All calls may be made by any thread, while others use the pool.
 */
#ifndef BUFPLANE_MBUF_HISTORY_H
#define BUFPLANE_MBUF_HISTORY_H

#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;
struct rte_mempool;

/*
 * Keep the last entries operations on each mbuf of mp from now on, until mp is
 * freed: a power of two from 2 to 64, or 0 for 8, or for as many as are kept
 * already. 0, or, with a log line, -EINVAL, -ENOTSUP when mp is no pool of
 * mbufs, not guarded or not populated, -EBUSY when another number is kept,
 * -ENOMEM. In a process that did not switch it on itself only alloc and free
 * are kept of a pool that processes share.
 */
int bp_mbuf_history_enable(struct rte_mempool *mp, unsigned int entries);

/*
 * Print the history of one segment, oldest operation first. m may be free or
 * overwritten: it is not looked at. Returns how many operations, -EINVAL for
 * NULL, -ENOENT when no pool has an object there, -ENOTSUP when the pool keeps
 * no history.
 */
int bp_mbuf_history_dump(FILE *f, const struct rte_mbuf *m);

/*
 * As above, but of each mbuf of mp that is out. Returns how many these are,
 * -EINVAL or -ENOTSUP.
 */
int bp_mbuf_history_dump_out(FILE *f, struct rte_mempool *mp);

/*
 * Add an operation of the program's to the history of a segment: label, of
 * which 15 bytes are kept. Nothing happens when its pool keeps none.
 */
void bp_mbuf_history_mark(struct rte_mbuf *m, const char *label);

/*
 * For the layer of ports: all segments of n packets were received, or are
 * about to be sent.
 */
void bp_mbuf_history_rx(struct rte_mbuf *const *pkts, uint16_t n,
		uint16_t port_id, uint16_t queue_id);
void bp_mbuf_history_tx(struct rte_mbuf *const *pkts, uint16_t n,
		uint16_t port_id, uint16_t queue_id);

/* Whether any pool of this process keeps a history. */
int bp_mbuf_history_is_on(void);

/*
 * Call fn each time from now on that a history is switched on while no pool of
 * this process has one. There is one such function, of the layer of ports.
 */
void bp_mbuf_history_watch(void (*fn)(void));

#ifdef __cplusplus
}
#endif

#endif
