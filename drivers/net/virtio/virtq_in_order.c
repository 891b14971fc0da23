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

/* Whether a buffer can be taken: of this batch, or of one that begins. */
static bool
next_split(struct virtq *q, bool lengths)
{
	const vring_used_elem_t *elem =
			&q->split.used->ring[q->taken & virtq_split_mask(q)];
	uint32_t id;

	if (virtq_split_ready(q, 1) == 0) {
		/* The index counts all of a batch. */
		if (q->in_batch && !q->broken)
			virtq_breach(q, VIRTQ_BAD_INDEX);
		return false;
	}
	if (q->in_batch)
		return true;
	id = __atomic_load_n(&elem->id, __ATOMIC_RELAXED);
	return begin(q, id,
			lengths ? __atomic_load_n(&elem->len, __ATOMIC_RELAXED)
				: 0);
}

static bool
next_packed(struct virtq *q, bool lengths)
{
	uint64_t meta;

	if (q->in_batch || q->broken)
		return q->in_batch && !q->broken;
	meta = virtq_packed_read(q, q->taken);
	if (virtq_packed_round(meta) != q->used_flags || q->with_device == 0) {
		if (virtq_packed_none(meta, q->used_flags, q->with_device) !=
				VIRTQ_BREACHES)
			virtq_breach(q, VIRTQ_BAD_INDEX);
		return false;
	}
	return begin(q, (uint16_t)(meta >> 32), lengths ? (uint32_t)meta : 0);
}

/* The device has gone past a buffer of n descriptors. */
static void
pass_packed(struct virtq *q, uint16_t n)
{
	q->with_device--;
	q->taken += n;
	if (q->taken < q->size)
		return;
	q->taken -= q->size;
	q->used_flags ^= VIRTQ_ROUND;
}

/* The oldest buffer's cookie; *len is what was written to it. */
static void *
take_tail(struct virtq *q, uint32_t *len)
{
	struct virtq_slot *slot = &q->slots[q->tail];
	uint32_t next = q->is_packed ? q->tail + 1U
				     : (uint32_t)q->tail + slot->n;
	void *cookie = slot->cookie;

	*len = slot->len;
	if (q->tail == q->batch_id) {
		*len = q->batch_len;
		q->in_batch = false;
	}
	slot->cookie = NULL;
	q->free += slot->n;
	q->tail = (uint16_t)(next < q->size ? next : next - q->size);
	if (q->is_packed)
		pass_packed(q, slot->n);
	else
		q->taken++;
	return cookie;
}

uint16_t
virtq_in_order_take_n(
		struct virtq *q, void **cookies, uint32_t *lens, uint16_t n)
{
	bool lengths = lens != NULL;
	uint16_t i;

	for (i = 0; i < n; i++) {
		uint32_t len;

		if (!(q->is_packed ? next_packed(q, lengths)
				   : next_split(q, lengths)))
			break;
		cookies[i] = take_tail(q, &len);
		if (lengths)
			lens[i] = len;
	}
	return i;
}
