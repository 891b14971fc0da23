/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtqueue of any kind, as virtq.h describes it; kind is virtq_kind(q), a
 * constant where a caller is made for one.
 */
#ifndef VIRTQ_ANY_H
#define VIRTQ_ANY_H

#include "net/virtio/virtq_packed_take.h"
#include "net/virtio/virtq_split.h"

/* Bits. */
#define VIRTQ_PACKED   1U
#define VIRTQ_IN_ORDER 2U
#define VIRTQ_SINGLE   4U /* a buffer is one piece, as q->pieces says */

static inline unsigned int
virtq_kind(const struct virtq *q)
{
	return (q->is_packed ? VIRTQ_PACKED : 0) |
			(q->in_order ? VIRTQ_IN_ORDER : 0) |
			(q->pieces == 1 ? VIRTQ_SINGLE : 0);
}

static __rte_always_inline struct virtq_adder
virtq_add_begin(const struct virtq *q, uint32_t len, uint16_t flags,
		unsigned int kind)
{
	return kind & VIRTQ_PACKED ? virtq_packed_add_begin(q, len, flags)
				   : virtq_split_add_begin(q, len, flags);
}

static __rte_always_inline void
virtq_add_next(struct virtq_adder *a, uint64_t iova, uint32_t len, void *cookie,
		unsigned int kind)
{
	if (kind & VIRTQ_PACKED)
		virtq_packed_add_next(a, iova, len, cookie);
	else
		virtq_split_add_next(a, iova, len, cookie);
}

static __rte_always_inline void
virtq_add_end(struct virtq *q, const struct virtq_adder *a, uint16_t n,
		unsigned int kind)
{
	if (kind & VIRTQ_PACKED)
		virtq_packed_add_end(q, a, n);
	else
		virtq_split_add_end(q, a, n);
}

/* The device may use what was added, and is told if it asked for that. */
static __rte_always_inline void
virtq_submit(struct virtq *q, unsigned int kind)
{
	bool kick;

	if (kind & VIRTQ_PACKED) {
		virtq_packed_publish(q);
		kick = virtq_packed_wants_kick(q);
	} else {
		virtq_split_publish(q);
		kick = virtq_split_wants_kick(q);
	}
	if (kick)
		virtq_kick(q);
}

/* The device takes or gives nothing: it may wait for a kick (wants_owed). */
static __rte_always_inline void
virtq_idle(struct virtq *q, unsigned int kind)
{
	if ((kind & VIRTQ_PACKED) && virtq_packed_wants_owed(q))
		virtq_kick(q);
}

static __rte_always_inline uint16_t
virtq_take_n(struct virtq *q, void **cookies, uint32_t *lens, uint16_t n,
		size_t ahead, unsigned int kind)
{
	const bool single = kind & VIRTQ_SINGLE;

	switch (kind & (VIRTQ_PACKED | VIRTQ_IN_ORDER)) {
	case 0:
		return virtq_split_take_any_n(
				q, cookies, lens, n, ahead, single);
	case VIRTQ_IN_ORDER:
		return virtq_split_take_in_order_n(
				q, cookies, lens, n, ahead, single);
	case VIRTQ_PACKED:
		return virtq_packed_take_any_n(
				q, cookies, lens, n, ahead, single);
	default:
		return virtq_packed_take_in_order_n(
				q, cookies, lens, n, ahead, single);
	}
}

static inline void
virtq_add(struct virtq *q, const struct virtq_piece *pieces, uint16_t n_out,
		uint16_t n_in, void *cookie)
{
	if (q->is_packed)
		virtq_packed_add(q, pieces, n_out, n_in, cookie);
	else
		virtq_split_add(q, pieces, n_out, n_in, cookie);
}

static inline bool
virtq_intr_enable(struct virtq *q)
{
	return q->is_packed ? virtq_packed_intr_enable(q)
			    : virtq_split_intr_enable(q);
}

static inline void
virtq_intr_disable(struct virtq *q)
{
	if (q->is_packed)
		virtq_packed_intr_disable(q);
	else
		virtq_split_intr_disable(q);
}

#endif
