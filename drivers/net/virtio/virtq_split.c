/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is not on the hit path of a split virtqueue: buffers of several pieces,
 * as a chain of descriptors, which are slots in a row, or as a table of the
 * slot's own; and interrupts.
 */
#include "net/virtio/virtq_split.h"

#include <rte_debug.h>

/* The pieces as a table; bytes that the device may write. */
static uint32_t
fill_table(struct vring_desc *table, const struct virtq_piece *pieces,
		uint16_t n_out, uint16_t n)
{
	uint32_t in = 0;
	uint16_t i;

	for (i = 0; i < n; i++) {
		table[i].addr = pieces[i].iova;
		table[i].len = pieces[i].len;
		table[i].flags = (i < n_out ? 0 : VRING_DESC_F_WRITE) |
				(i + 1 < n ? VRING_DESC_F_NEXT : 0);
		table[i].next = i + 1 < n ? i + 1 : 0;
		in += i < n_out ? 0 : pieces[i].len;
	}
	return in;
}

/* The pieces as a chain from *head on, which becomes what is free behind it. */
static uint32_t
fill_chain(struct virtq *q, const struct virtq_piece *pieces, uint16_t n_out,
		uint16_t n)
{
	uint16_t id = q->head;
	uint32_t in = 0;
	uint16_t i;

	for (i = 0; i < n; i++) {
		struct vring_desc *desc = &q->split.desc[id];

		id = q->slots[id].next;
		desc->addr = pieces[i].iova;
		desc->len = pieces[i].len;
		desc->flags = (i < n_out ? 0 : VRING_DESC_F_WRITE) |
				(i + 1 < n ? VRING_DESC_F_NEXT : 0);
		desc->next = i + 1 < n ? id : 0;
		in += i < n_out ? 0 : pieces[i].len;
	}
	q->head = id;
	return in;
}

void
virtq_split_add(struct virtq *q, const struct virtq_piece *pieces,
		uint16_t n_out, uint16_t n_in, void *cookie)
{
	const uint16_t n = n_out + n_in;
	const uint16_t id = q->head;
	struct virtq_slot *slot = &q->slots[id];

	RTE_ASSERT(n != 0 && n <= q->pieces);
	slot->cookie = cookie;
	if (q->indirect && n > 1) {
		const size_t first = (size_t)id * q->pieces;
		struct vring_desc *table =
				(struct vring_desc *)q->tables + first;
		struct vring_desc *desc = &q->split.desc[id];

		slot->len = fill_table(table, pieces, n_out, n);
		slot->n = 1;
		desc->addr = q->tables_iova + first * sizeof(*table);
		desc->len = n * (uint32_t)sizeof(*table);
		desc->flags = VRING_DESC_F_INDIRECT;
		desc->next = 0;
		q->head = slot->next;
	} else {
		slot->len = fill_chain(q, pieces, n_out, n);
		slot->n = n;
	}
	q->split.avail->ring[q->added++ & virtq_split_mask(q)] = id;
	q->free -= slot->n;
}

/*
 * Section 2.7.7. With event indices, an index just behind is what comes last
 * in 65536 buffers.
 */
void
virtq_split_intr_disable(struct virtq *q)
{
	if (q->event_idx)
		__atomic_store_n(virtq_split_used_event(q),
				(uint16_t)(q->taken - 1), __ATOMIC_RELAXED);
	else
		__atomic_store_n(&q->split.avail->flags,
				VRING_AVAIL_F_NO_INTERRUPT, __ATOMIC_RELAXED);
}

bool
virtq_split_intr_enable(struct virtq *q)
{
	if (q->event_idx)
		__atomic_store_n(virtq_split_used_event(q), q->taken,
				__ATOMIC_RELAXED);
	else
		__atomic_store_n(&q->split.avail->flags, 0, __ATOMIC_RELAXED);
	/* The device sees this, or we see what it has used. */
	virtq_mb(q);
	return !virtq_split_has_used(q);
}
