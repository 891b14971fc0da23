/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking buffers back from a device that uses them in order (VIRTIO 1.2,
 * sections 2.7.9 and 2.8.11). Slots are then a circle: those with
 * the device are the ones from q->tail on, as they were added. The device may
 * tell of a batch by its last buffer alone; those before it count as written
 * wholly. An id that is with the device is thus always reached from the tail.
 */
#include "net/virtio/virtq_packed.h"
#include "net/virtio/virtq_split.h"

/* Begin a batch that the device told of. */
static bool
begin(struct virtq *q, uint32_t id, uint32_t len)
{
	enum virtq_breach breach = virtq_judge(q->slots, q->size, id, len);

	if (breach != VIRTQ_BREACHES) {
		virtq_breach(q, breach);
		return false;
	}
	q->batch_id = (uint16_t)id;
	q->batch_len = len;
	q->in_batch = true;
	return true;
}

/* How many of n buffers can be taken: of this batch, or of one that begins. */
static uint16_t
next_split(struct virtq *q, bool lengths, uint16_t n)
{
	const vring_used_elem_t *ring = q->split.used->ring;
	uint64_t used;

	n = virtq_split_ready(q, n);
	if (n == 0) {
		/* The index counts all of a batch. */
		if (q->in_batch && !q->broken)
			virtq_breach(q, VIRTQ_BAD_INDEX);
		return 0;
	}
	if (q->in_batch)
		return n;
	used = virtq_read_pair(&ring[q->taken & virtq_split_mask(q)]);
	return begin(q, (uint32_t)used, lengths ? (uint32_t)(used >> 32) : 0)
			? n
			: 0;
}

static uint16_t
next_packed(struct virtq *q, bool lengths, uint16_t n)
{
	uint64_t meta;

	if (q->in_batch || q->broken)
		return q->in_batch && !q->broken ? n : 0;
	meta = virtq_packed_read(q, q->taken);
	if (virtq_packed_round(meta) != q->used_flags || q->with_device == 0) {
		if (virtq_packed_none(meta, q->used_flags, q->with_device) !=
				VIRTQ_BREACHES)
			virtq_breach(q, VIRTQ_BAD_INDEX);
		return 0;
	}
	return begin(q, (uint16_t)(meta >> 32), lengths ? (uint32_t)meta : 0)
			? n
			: 0;
}

/* The device has gone past n buffers of so many descriptors. */
static void
pass(struct virtq *q, uint16_t n, uint32_t descs)
{
	uint32_t at = q->taken + descs;

	q->free += (uint16_t)descs;
	if (!q->is_packed) {
		q->taken += n;
		return;
	}
	q->with_device -= n;
	if (at >= q->size) {
		at -= q->size;
		q->used_flags ^= VIRTQ_ROUND;
	}
	q->taken = (uint16_t)at;
}

/* The oldest n buffers, or those to the end of the batch: how many. */
static uint16_t
take_batch(struct virtq *q, void **cookies, uint32_t *lens, uint16_t n)
{
	const uint32_t size = q->size;
	uint32_t tail = q->tail, descs = 0;
	uint16_t i;

	for (i = 0; i < n && q->in_batch; i++) {
		struct virtq_slot *slot = &q->slots[tail];

		cookies[i] = slot->cookie;
		slot->cookie = NULL;
		if (lens != NULL)
			lens[i] = slot->len;
		if (tail == q->batch_id) {
			if (lens != NULL)
				lens[i] = q->batch_len;
			q->in_batch = false;
		}
		descs += slot->n;
		tail += q->is_packed ? 1 : slot->n;
		slot->n = 1;
		tail = tail < size ? tail : tail - size;
	}
	q->tail = (uint16_t)tail;
	pass(q, i, descs);
	return i;
}

uint16_t
virtq_in_order_take_n(
		struct virtq *q, void **cookies, uint32_t *lens, uint16_t n)
{
	const bool lengths = lens != NULL;
	uint16_t i = 0, k;

	while (i < n) {
		k = n - i;
		k = q->is_packed ? next_packed(q, lengths, k)
				 : next_split(q, lengths, k);
		if (k == 0)
			break;
		i += take_batch(q, cookies + i, lengths ? lens + i : NULL, k);
	}
	return i;
}

uint16_t
virtq_in_order_go_on(struct virtq *q, uint64_t used, void **cookies,
		uint32_t *lens, uint16_t n)
{
	uint32_t len = lens == NULL ? 0 : (uint32_t)(used >> 32);

	return begin(q, (uint32_t)used, len)
			? virtq_in_order_take_n(q, cookies, lens, n)
			: 0;
}
