/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is not on the hit path of a packed virtqueue: buffers of several pieces,
 * as a list of descriptors in a row, or as a table of the slot's own; and
 * interrupts.
 */
#include "net/virtio/virtq_packed.h"

#include <rte_debug.h>

/*
 * Flags that do not show a descriptor yet, if it is the first of those that
 * are held back; it gets the others when they are published.
 */
static uint16_t
hold(struct virtq *q, uint16_t flags)
{
	if (q->held++ != 0)
		return flags;
	q->held_flags = flags;
	return flags ^ VIRTQ_ROUND;
}

/* The place behind the one of the next descriptor. */
static void
step(struct virtq *q)
{
	if (likely(++q->added < q->size))
		return;
	q->added = 0;
	q->avail_flags ^= VIRTQ_ROUND;
}

/* Section 2.8.7: entries of a table say only what the device may do. */
static uint32_t
fill_table(struct vring_packed_desc *table, const struct virtq_piece *pieces,
		uint16_t n_out, uint16_t n)
{
	uint32_t in = 0;
	uint16_t i;

	for (i = 0; i < n; i++) {
		table[i].addr = pieces[i].iova;
		table[i].len = pieces[i].len;
		table[i].id = 0;
		table[i].flags = i < n_out ? 0 : VRING_DESC_F_WRITE;
		in += i < n_out ? 0 : pieces[i].len;
	}
	return in;
}

/*
 * Section 2.8.6: the pieces as a list of descriptors. If its first is not held
 * back, something before it is.
 */
static uint32_t
fill_list(struct virtq *q, const struct virtq_piece *pieces, uint16_t n_out,
		uint16_t n)
{
	uint32_t in = 0;
	uint16_t i;

	for (i = 0; i < n; i++) {
		const struct virtq_piece *piece = &pieces[i];
		uint16_t flags = q->avail_flags |
				(i < n_out ? 0 : VRING_DESC_F_WRITE) |
				(i + 1 < n ? VRING_DESC_F_NEXT : 0);

		if (i == 0)
			flags = hold(q, flags);
		virtq_packed_write(&q->packed.desc[q->added], piece->iova,
				virtq_packed_meta(piece->len, q->head, flags));
		step(q);
		in += i < n_out ? 0 : piece->len;
	}
	return in;
}

void
virtq_packed_add(struct virtq *q, const struct virtq_piece *pieces,
		uint16_t n_out, uint16_t n_in, void *cookie)
{
	const uint16_t n = n_out + n_in;
	const uint16_t id = q->head;
	struct virtq_slot *slot = &q->slots[id];

	RTE_ASSERT(n != 0 && n <= q->pieces);
	slot->cookie = cookie;
	if (q->indirect && n > 1) {
		const size_t first = (size_t)id * q->pieces;
		struct vring_packed_desc *table =
				(struct vring_packed_desc *)q->tables + first;
		uint16_t flags =
				hold(q, q->avail_flags | VRING_DESC_F_INDIRECT);

		slot->len = fill_table(table, pieces, n_out, n);
		slot->n = 1;
		virtq_packed_write(&q->packed.desc[q->added],
				q->tables_iova + first * sizeof(*table),
				virtq_packed_meta(n * (uint32_t)sizeof(*table),
						id, flags));
		step(q);
	} else {
		slot->len = fill_list(q, pieces, n_out, n);
		slot->n = n;
	}
	q->head = slot->next;
	q->free -= slot->n;
}

/* Section 2.8.10. */
void
virtq_packed_intr_disable(struct virtq *q)
{
	__atomic_store_n(&q->packed.driver->flags,
			VRING_PACKED_EVENT_FLAG_DISABLE, __ATOMIC_RELAXED);
}

bool
virtq_packed_intr_enable(struct virtq *q)
{
	uint16_t wrap = q->used_flags != 0 ? VIRTQ_EVENT_WRAP : 0;
	uint16_t flags = VRING_PACKED_EVENT_FLAG_ENABLE;

	if (q->event_idx) {
		__atomic_store_n(&q->packed.driver->off_wrap, q->taken | wrap,
				__ATOMIC_RELAXED);
		flags = VRING_PACKED_EVENT_FLAG_DESC;
		virtq_wmb(q);
	}
	/* Pairs with the device's load: the place is that of these flags. */
	__atomic_store_n(&q->packed.driver->flags, flags, __ATOMIC_RELEASE);
	/* The device sees this, or we see what it has used. */
	virtq_mb(q);
	return !virtq_packed_has_used(q);
}
