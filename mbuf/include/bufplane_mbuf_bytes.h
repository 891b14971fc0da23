/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bytes into packets: what lies in one piece (a record of a file, a frame in a
 * ring) is copied into one segment or, where it is longer than the room of
 * one, spread over a chain. All or nothing: a call that fails takes no mbuf.
 */
#ifndef BUFPLANE_MBUF_BYTES_H
#define BUFPLANE_MBUF_BYTES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;
struct rte_mempool;

/*
 * Append len bytes to the packet m: first into the tailroom of its last
 * segment, then into segments of mp. Every new segment but the last is full.
 * Nothing but lengths and the chain changes. 0, or m is as it was:
 * -ENOMEM: mp has too few mbufs. -EOVERFLOW: the packet would have more than
 * 65,535 segments or 4 GiB. -EINVAL: the mbufs of mp have no room at all.
 */
int bp_pktmbuf_append_bytes(struct rte_mbuf *m, struct rte_mempool *mp,
		const void *data, uint32_t len);

/*
 * A new packet of these len bytes (0: an empty one) in segments of mp, or NULL
 * with rte_errno: ENOMEM, EOVERFLOW, EINVAL as above.
 */
struct rte_mbuf *bp_pktmbuf_from_bytes(
		struct rte_mempool *mp, const void *data, uint32_t len);

#ifdef __cplusplus
}
#endif

#endif
