/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking buffers back from a packed virtqueue, on the hit path: in rows of
 * descriptors, which end with the ring; a second row begins it anew. What ends
 * a row before is looked at behind the loop.
 */
#ifndef VIRTQ_PACKED_TAKE_H
#define VIRTQ_PACKED_TAKE_H

#include "net/virtio/virtq_packed.h"

/* n buffers of so many descriptors were taken. */
static __rte_always_inline void
virtq_packed_pass(struct virtq *q, uint32_t n, uint32_t descs)
{
	uint32_t at = q->taken + descs;

	if (at >= q->size) {
		at -= q->size;
		q->used_flags ^= VIRTQ_ROUND;
	}
	q->taken = (uint16_t)at;
	q->with_device -= (uint16_t)n;
	q->free += (uint16_t)descs;
}

/*
 * What was read last, which is not used, is as it should be; or, if nothing is
 * with the device, what is next.
 */
static inline void
virtq_packed_end(struct virtq *q, uint64_t meta)
{
	if (q->with_device == 0)
		meta = virtq_packed_read(q, q->taken);
	if (virtq_packed_none(meta, q->used_flags, q->with_device) !=
			VIRTQ_BREACHES)
		virtq_breach(q, VIRTQ_BAD_INDEX);
}

/* It is used, and is not what it can be. */
static inline void
virtq_packed_bad(struct virtq *q, uint64_t meta, bool lengths)
{
	virtq_breach(q,
			virtq_judge(q->slots, q->size, (uint16_t)(meta >> 32),
					lengths ? (uint32_t)meta : 0));
}

/* Descriptors of a buffer beyond the first; a free slot has none. */
static __rte_always_inline uint32_t
virtq_packed_unlist(struct virtq_slot *slot)
{
	const uint32_t n = slot->n;

	if (unlikely(n != 1))
		slot->n = 1;
	return n - 1;
}

static __rte_always_inline uint32_t
virtq_packed_len(uint64_t meta, const uint32_t *lens)
{
	return lens == NULL ? 0 : (uint32_t)meta;
}

/* Up to n used buffers, but none beyond the end of the ring: how many. */
VIRTQ_LOOP uint32_t
virtq_packed_take_row(struct virtq *q, void **cookies, uint32_t *lens,
		uint32_t n, size_t ahead, bool single)
{
	const uint64_t want = virtq_packed_meta(0, 0, q->used_flags);
	const uint32_t size = q->size, left = size - q->taken;
	const uint32_t most = RTE_MIN(n, q->with_device);
	struct vring_packed_desc *descs = &q->packed.desc[q->taken];
	struct virtq_slot *slots = q->slots, *slot;
	uint32_t head = q->head, more = 0, i;
	uint64_t meta = 0;

	for (i = 0; i < most && i + more < left; i++) {
		meta = virtq_packed_load(q, &descs[i + more]);
		if (((meta ^ want) & VIRTQ_ROUND_META) != 0 ||
				!virtq_is_good(slots, size,
						(uint16_t)(meta >> 32),
						virtq_packed_len(meta, lens)))
			break;
		slot = &slots[(uint16_t)(meta >> 32)];
		if (lens != NULL)
			lens[i] = (uint32_t)meta;
		cookies[i] = slot->cookie;
		virtq_expect(cookies[i], ahead);
		slot->cookie = NULL;
		slot->next = (uint16_t)head;
		head = (uint16_t)(meta >> 32);
		if (!single)
			more += virtq_packed_unlist(slot);
	}
	q->head = (uint16_t)head;
	virtq_packed_pass(q, i, i + more);
	if (i == n || unlikely(i + more >= left))
		return i;
	if (i < most && ((meta ^ want) & VIRTQ_ROUND_META) == 0)
		virtq_packed_bad(q, meta, lens != NULL);
	else
		virtq_packed_end(q, meta);
	return i;
}

/* As virtq_packed_take_row(), in order; what is in a batch is a call. */
VIRTQ_LOOP uint32_t
virtq_packed_take_row_in_order(struct virtq *q, void **cookies, uint32_t *lens,
		uint32_t n, size_t ahead, bool single)
{
	const uint64_t want = virtq_packed_meta(0, 0, q->used_flags);
	const uint32_t size = q->size, most = RTE_MIN(n, q->with_device);
	struct virtq_slot *slots = q->slots;
	struct vring_packed_desc *descs = &q->packed.desc[q->taken];
	const uint32_t left = size - q->taken;
	uint32_t tail = q->tail, more = 0, i;
	uint64_t meta = 0;

	for (i = 0; i < most && i + more < left; i++) {
		const uint64_t next = want | (uint64_t)tail << 32;
		struct virtq_slot *slot = &slots[tail];

		meta = virtq_packed_load(q, &descs[i + more]);
		/* Its round and its id. */
		if (((meta ^ next) & (VIRTQ_ROUND_META | VIRTQ_ID_META)) != 0 ||
				unlikely(virtq_packed_len(meta, lens) >
						slot->len))
			break;
		if (lens != NULL)
			lens[i] = (uint32_t)meta;
		cookies[i] = slot->cookie;
		virtq_expect(cookies[i], ahead);
		slot->cookie = NULL;
		if (!single)
			more += virtq_packed_unlist(slot);
		tail = tail + 1 < size ? tail + 1 : 0;
	}
	q->tail = (uint16_t)tail;
	virtq_packed_pass(q, i, i + more);
	if (i == n || unlikely(i + more >= left))
		return i;
	if (i < most && ((meta ^ want) & VIRTQ_ROUND_META) == 0)
		i += virtq_in_order_go_on(q, virtq_packed_used(meta),
				cookies + i, lens == NULL ? NULL : lens + i,
				(uint16_t)(n - i));
	else
		virtq_packed_end(q, meta);
	return i;
}

/* Whether a row ended where the ring begins anew, and there may be more. */
static __rte_always_inline bool
virtq_packed_has_more(
		const struct virtq *q, uint16_t flags, uint32_t got, uint32_t n)
{
	return unlikely(got < n && q->used_flags != flags && !q->broken);
}

static __rte_always_inline uint16_t
virtq_packed_take_any_n(struct virtq *q, void **cookies, uint32_t *lens,
		uint16_t n, size_t ahead, bool single)
{
	const uint16_t flags = q->used_flags;
	uint32_t i;

	if (unlikely(q->broken))
		return 0;
	i = virtq_packed_take_row(q, cookies, lens, n, ahead, single);
	if (virtq_packed_has_more(q, flags, i, n))
		i += virtq_packed_take_row(q, cookies + i,
				lens == NULL ? NULL : lens + i, n - i, ahead,
				single);
	return (uint16_t)i;
}

static __rte_always_inline uint16_t
virtq_packed_take_in_order_n(struct virtq *q, void **cookies, uint32_t *lens,
		uint16_t n, size_t ahead, bool single)
{
	const uint16_t flags = q->used_flags;
	uint32_t i;

	if (unlikely(q->in_batch || q->broken))
		return virtq_in_order_take_n(q, cookies, lens, n);
	i = virtq_packed_take_row_in_order(q, cookies, lens, n, ahead, single);
	if (virtq_packed_has_more(q, flags, i, n))
		i += virtq_in_order_take_n(q, cookies + i,
				lens == NULL ? NULL : lens + i,
				(uint16_t)(n - i));
	return (uint16_t)i;
}

static inline uint16_t
virtq_packed_take_n(struct virtq *q, void **cookies, uint32_t *lens, uint16_t n)
{
	const bool single = q->pieces == 1;

	return q->in_order ? virtq_packed_take_in_order_n(
					     q, cookies, lens, n, 0, single)
			   : virtq_packed_take_any_n(
					     q, cookies, lens, n, 0, single);
}

#endif
