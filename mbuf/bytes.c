/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bytes into packets. New segments hang on a list of their own until all are
 * there; only then does the packet change, so a failure has nothing to undo
 * in it.
 */
#include <bufplane_export.h>
#include <bufplane_mbuf_bytes.h>
#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "mbuf.h"

/* Give back segments that are no packet yet. */
static void
drop_segments(struct rte_mbuf *seg)
{
	struct rte_mbuf *next;

	for (; seg != NULL; seg = next) {
		next = seg->next;
		rte_pktmbuf_free_seg(seg);
	}
}

/* Segments that hold len bytes in order; NULL if there are too few. */
static struct rte_mbuf *
make_segments(struct rte_mempool *mp, const uint8_t *data, uint32_t len,
		uint32_t room)
{
	struct rte_mbuf *first = NULL, **link = &first, *seg;
	uint32_t part;

	while (len != 0) {
		seg = rte_pktmbuf_alloc(mp);
		if (seg == NULL) {
			drop_segments(first);
			return NULL;
		}
		part = RTE_MIN(len, room);
		memcpy(rte_pktmbuf_mtod(seg, void *), data, part);
		seg->data_len = (uint16_t)part;
		*link = seg;
		link = &seg->next;
		data += part;
		len -= part;
	}
	return first;
}

/* The room of a fresh mbuf of this pool. */
static uint32_t
room_of(struct rte_mempool *mp)
{
	uint32_t size = rte_pktmbuf_data_room_size(mp);

	return size - RTE_MIN(size, (uint32_t)RTE_PKTMBUF_HEADROOM);
}

BP_EXPORT
int
bp_pktmbuf_append_bytes(struct rte_mbuf *m, struct rte_mempool *mp,
		const void *data, uint32_t len)
{
	struct rte_mbuf *last = rte_pktmbuf_lastseg(m), *more = NULL;
	uint32_t here = RTE_MIN(len, (uint32_t)rte_pktmbuf_tailroom(last));
	uint32_t room = room_of(mp), left = len - here;
	uint64_t segs = m->nb_segs;

	if (m->pkt_len > UINT32_MAX - len)
		return -EOVERFLOW;
	if (left != 0) {
		if (room == 0)
			return -EINVAL;
		segs += ((uint64_t)left + room - 1) / room;
		if (segs > RTE_MBUF_MAX_NB_SEGS)
			return -EOVERFLOW;
		more = make_segments(
				mp, (const uint8_t *)data + here, left, room);
		if (more == NULL)
			return -ENOMEM;
	}
	if (here != 0)
		memcpy(rte_pktmbuf_mtod_offset(last, void *, last->data_len),
				data, here);
	last->data_len = (uint16_t)(last->data_len + here);
	last->next = more;
	m->nb_segs = (uint16_t)segs;
	m->pkt_len += len;
	return 0;
}

BP_EXPORT
struct rte_mbuf *
bp_pktmbuf_from_bytes(struct rte_mempool *mp, const void *data, uint32_t len)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(mp);
	int rc;

	rc = m == NULL ? -ENOMEM : bp_pktmbuf_append_bytes(m, mp, data, len);
	if (rc == 0)
		return m;
	rte_pktmbuf_free(m);
	rte_errno = -rc;
	return NULL;
}
