/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes of a packet: how much room there is before and behind them, adding
 * and cutting at both ends, chains, and reading across segments.
 *
 *	| headroom | data (data_len) | tailroom |   of buf_len bytes
 *
 * Every change keeps pkt_len the sum of the segments' data_len.
 * Programs include rte_mbuf.h.
 */
#ifndef BUFPLANE_MBUF_DATA_H
#define BUFPLANE_MBUF_DATA_H

#include <bufplane_mbuf_check.h>
#include <errno.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_mbuf_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lengths of the packet (its first segment knows) and of this segment. */
#define rte_pktmbuf_pkt_len(m)  ((m)->pkt_len)
#define rte_pktmbuf_data_len(m) ((m)->data_len)

/* Bytes before the data of this segment. */
static inline uint16_t
rte_pktmbuf_headroom(const struct rte_mbuf *m)
{
	BP_MBUF_SANITY(m, 0);
	return m->data_off;
}

/* Bytes behind the data of this segment. */
static inline uint16_t
rte_pktmbuf_tailroom(const struct rte_mbuf *m)
{
	BP_MBUF_SANITY(m, 0);
	return (uint16_t)(m->buf_len - m->data_off - m->data_len);
}

/* The last segment of a packet. */
static inline struct rte_mbuf *
rte_pktmbuf_lastseg(struct rte_mbuf *m)
{
	BP_MBUF_SANITY(m, 1);
	while (m->next != NULL)
		m = m->next;
	return m;
}

/* Whether the packet is one segment. */
static inline int
rte_pktmbuf_is_contiguous(const struct rte_mbuf *m)
{
	BP_MBUF_SANITY(m, 1);
	return m->nb_segs == 1;
}

/* Let segment seg of packet m end n bytes later, or earlier if negative. */
static inline void
bp_pktmbuf_move_end(struct rte_mbuf *m, struct rte_mbuf *seg, int n)
{
	seg->data_len = (uint16_t)(seg->data_len + n);
	m->pkt_len += (uint32_t)n;
}

/* Let packet m start n bytes later, or earlier; its end stays where it is. */
static inline char *
bp_pktmbuf_move_start(struct rte_mbuf *m, int n)
{
	m->data_off = (uint16_t)(m->data_off + n);
	bp_pktmbuf_move_end(m, m, -n);
	return rte_pktmbuf_mtod(m, char *);
}

/* Add len bytes in front. Their address, or NULL without that headroom. */
static inline char *
rte_pktmbuf_prepend(struct rte_mbuf *m, uint16_t len)
{
	BP_MBUF_SANITY(m, 1);
	if (likely(len <= m->data_off))
		return bp_pktmbuf_move_start(m, -(int)len);
	return NULL;
}

/* Add len bytes at the end of the last segment. Their address, or NULL. */
static inline char *
rte_pktmbuf_append(struct rte_mbuf *m, uint16_t len)
{
	struct rte_mbuf *seg = rte_pktmbuf_lastseg(m);

	if (unlikely(rte_pktmbuf_tailroom(seg) < len))
		return NULL;
	bp_pktmbuf_move_end(m, seg, len);
	return rte_pktmbuf_mtod_offset(seg, char *, seg->data_len - len);
}

/* Cut len bytes in front. The new start, or NULL if the segment has fewer. */
static inline char *
rte_pktmbuf_adj(struct rte_mbuf *m, uint16_t len)
{
	BP_MBUF_SANITY(m, 1);
	if (likely(len <= m->data_len))
		return bp_pktmbuf_move_start(m, len);
	return NULL;
}

/* Cut len bytes off the last segment. 0, or -1 if that has fewer. */
static inline int
rte_pktmbuf_trim(struct rte_mbuf *m, uint16_t len)
{
	struct rte_mbuf *seg = rte_pktmbuf_lastseg(m);

	if (likely(len <= seg->data_len)) {
		bp_pktmbuf_move_end(m, seg, -(int)len);
		return 0;
	}
	return -1;
}

/* Put the packet tail behind head. 0, or -EOVERFLOW: too many segments. */
static inline int
rte_pktmbuf_chain(struct rte_mbuf *head, struct rte_mbuf *tail)
{
	const int room = RTE_MBUF_MAX_NB_SEGS - head->nb_segs;
	struct rte_mbuf **link;

	if (tail->nb_segs > room)
		return -EOVERFLOW;
	link = &rte_pktmbuf_lastseg(head)->next;
	head->pkt_len += tail->pkt_len;
	head->nb_segs = (uint16_t)(head->nb_segs + tail->nb_segs);
	tail->pkt_len = tail->data_len; /* a segment, no longer a packet */
	*link = tail;
	return 0;
}

/* rte_pktmbuf_linearize() of a packet of several segments. */
int bp_pktmbuf_linearize_slow(struct rte_mbuf *m);

/*
 * Gather all data in the first segment and free the others. 0, or -1 when
 * the first has not the tailroom; nothing has changed then.
 */
static inline int
rte_pktmbuf_linearize(struct rte_mbuf *mbuf)
{
	if (rte_pktmbuf_is_contiguous(mbuf))
		return 0;
	return bp_pktmbuf_linearize_slow(mbuf);
}

/* rte_pktmbuf_read() beyond the first segment. */
const void *bp_pktmbuf_read_slow(const struct rte_mbuf *m, uint32_t off,
		uint32_t len, void *buf);

/*
 * The address of len bytes from offset off on: in the packet if one segment
 * holds them all, else copied to buf. NULL if the packet is too short.
 */
static inline const void *
rte_pktmbuf_read(
		const struct rte_mbuf *m, uint32_t off, uint32_t len, void *buf)
{
	if (likely(off <= m->data_len && len <= m->data_len - off))
		return rte_pktmbuf_mtod_offset(m, const char *, off);
	return bp_pktmbuf_read_slow(m, off, len, buf);
}

#ifdef __cplusplus
}
#endif

#endif
