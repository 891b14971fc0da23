/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Moving bytes of packets of several segments: a deep copy, all of it into the
 * first segment, a stretch of it for reading. Lengths in a packet are checked
 * against its segments: one that lies ends the work, never the program.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "mbuf.h"

/* The next byte to be read; seg is NULL behind the packet's end. */
struct cursor {
	const struct rte_mbuf *seg;
	uint32_t off;
};

/* Go on to the segment that holds the byte off from here. */
static void
settle(struct cursor *c)
{
	while (c->seg != NULL && c->off >= c->seg->data_len) {
		c->off -= c->seg->data_len;
		c->seg = c->seg->next;
	}
}

/* Copy up to n bytes of one segment to dst; how many, 0 at the end. */
static uint32_t
take(struct cursor *c, void *dst, uint32_t n)
{
	settle(c);
	if (c->seg == NULL)
		return 0;
	n = RTE_MIN(n, c->seg->data_len - c->off);
	memcpy(dst, rte_pktmbuf_mtod_offset(c->seg, const char *, c->off), n);
	c->off += n;
	return n;
}

/* Append an empty segment of mp that has room, or NULL. */
static struct rte_mbuf *
extend(struct rte_mbuf *head, struct rte_mbuf *last, struct rte_mempool *mp)
{
	struct rte_mbuf *seg;

	if (head->nb_segs == RTE_MBUF_MAX_NB_SEGS)
		return NULL;
	seg = rte_pktmbuf_alloc(mp);
	if (seg == NULL)
		return NULL;
	last->next = seg;
	head->nb_segs++;
	return rte_pktmbuf_tailroom(seg) > 0 ? seg : NULL;
}

/* Fill head, and more segments of mp behind it, with length bytes. */
static int
fill(struct rte_mbuf *head, struct rte_mempool *mp, struct cursor *from,
		uint32_t length)
{
	struct rte_mbuf *last = head;
	uint32_t n;

	while (length > 0) {
		if (rte_pktmbuf_tailroom(last) == 0)
			last = extend(head, last, mp);
		if (last == NULL)
			return -1;
		n = RTE_MIN(length, rte_pktmbuf_tailroom(last));
		n = take(from,
				rte_pktmbuf_mtod_offset(
						last, char *, last->data_len),
				n);
		if (n == 0)
			return -1;
		last->data_len = (uint16_t)(last->data_len + n);
		head->pkt_len += n;
		length -= n;
	}
	return 0;
}

/* m's flags, but for the kind of buffer, which stays the copy's own. */
static uint64_t
copied_flags(const struct rte_mbuf *mc, const struct rte_mbuf *m)
{
	const uint64_t kind = RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL;

	return (m->ol_flags & ~kind) | (mc->ol_flags & kind);
}

BP_EXPORT
struct rte_mbuf *
rte_pktmbuf_copy(const struct rte_mbuf *m, struct rte_mempool *mp,
		uint32_t offset, uint32_t length)
{
	struct cursor from = {.seg = m, .off = offset};
	struct rte_mbuf *mc;

	BP_MBUF_SANITY(m, 1);
	if (offset >= m->pkt_len)
		return NULL;
	mc = rte_pktmbuf_alloc(mp);
	if (mc == NULL)
		return NULL;
	mbuf_copy_fields(mc, m);
	mc->ol_flags = copied_flags(mc, m);
	if (fill(mc, mp, &from, RTE_MIN(length, m->pkt_len - offset)) != 0) {
		rte_pktmbuf_free(mc);
		return NULL;
	}
	BP_MBUF_SANITY(mc, 1);
	return mc;
}

/* The bytes behind the first segment, whatever pkt_len says. */
static uint64_t
tail_len(const struct rte_mbuf *m)
{
	uint64_t len = 0;

	for (m = m->next; m != NULL; m = m->next)
		len += m->data_len;
	return len;
}

BP_EXPORT
int
bp_pktmbuf_linearize_slow(struct rte_mbuf *m)
{
	struct rte_mbuf *seg = m->next;
	struct rte_mbuf *next;

	if (tail_len(m) > rte_pktmbuf_tailroom(m))
		return -1;
	for (; seg != NULL; seg = next) {
		next = seg->next;
		memcpy(rte_pktmbuf_mtod_offset(m, char *, m->data_len),
				rte_pktmbuf_mtod(seg, const char *),
				seg->data_len);
		m->data_len = (uint16_t)(m->data_len + seg->data_len);
		rte_pktmbuf_free_seg(seg);
	}
	m->next = NULL;
	m->nb_segs = 1;
	m->pkt_len = m->data_len;
	return 0;
}

BP_EXPORT
const void *
bp_pktmbuf_read_slow(
		const struct rte_mbuf *m, uint32_t off, uint32_t len, void *buf)
{
	struct cursor at = {.seg = m, .off = off};
	uint32_t done = 0;
	uint32_t n;

	if (len > m->pkt_len || off > m->pkt_len - len)
		return NULL;
	/* No bytes at the very end: the last segment has that place. */
	while (at.off >= at.seg->data_len && at.seg->next != NULL) {
		at.off -= at.seg->data_len;
		at.seg = at.seg->next;
	}
	if (at.off <= at.seg->data_len && len <= at.seg->data_len - at.off)
		return rte_pktmbuf_mtod_offset(at.seg, const char *, at.off);
	for (; done < len; done += n) {
		n = take(&at, (char *)buf + done, len - done);
		if (n == 0)
			return NULL;
	}
	return buf;
}
