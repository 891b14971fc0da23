/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtqueue of either kind, as virtq.h describes it; packed is
 * q->is_packed, a constant where a caller is made for one kind.
 */
#ifndef VIRTQ_ANY_H
#define VIRTQ_ANY_H

#include "net/virtio/virtq_packed.h"
#include "net/virtio/virtq_split.h"

/* The device may use what was added, and is told if it asked for that. */
static __rte_always_inline void
virtq_submit(struct virtq *q, bool packed)
{
	bool kick;

	if (packed) {
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
virtq_idle(struct virtq *q, bool packed)
{
	if (packed && virtq_packed_wants_owed(q))
		virtq_kick(q);
}

static __rte_always_inline uint16_t
virtq_take_n(struct virtq *q, void **cookies, uint32_t *lens, uint16_t n,
		bool packed)
{
	return packed ? virtq_packed_take_n(q, cookies, lens, n)
		      : virtq_split_take_n(q, cookies, lens, n);
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
