/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hit path of a split virtqueue (VIRTIO 1.2, section 2.7). A buffer's id is
 * its first descriptor; slots stand for descriptors. The free ones are a stack,
 * so that few of them are in use, and in the cache; in order they are a circle,
 * and never linked anew.
 *
 * avail->idx and used->idx are what orders the rest: each is stored with
 * release by one side and loaded with acquire by the other.
 */
#ifndef VIRTQ_SPLIT_H
#define VIRTQ_SPLIT_H

#include "net/virtio/virtq.h"

static inline uint16_t
virtq_split_mask(const struct virtq *q)
{
	return (uint16_t)(q->size - 1);
}

/* Where the device says of which index on it wants a kick (2.7.10). */
static inline uint16_t *
virtq_split_avail_event(const struct virtq *q)
{
	return (uint16_t *)(void *)&q->split.used->ring[q->size];
}

/* Of which index on we want an interrupt (2.7.7). */
static inline uint16_t *
virtq_split_used_event(const struct virtq *q)
{
	return &q->split.avail->ring[q->size];
}

/* flags, and the length that len of each is added to. */
static __rte_always_inline struct virtq_adder
virtq_split_add_begin(const struct virtq *q, uint32_t len, uint16_t flags)
{
	return (struct virtq_adder){.descs = q->split.desc,
			.slots = q->slots,
			.ring = q->split.avail->ring,
			.meta = (uint64_t)flags << 32 | len,
			.len = len,
			.flags = flags,
			.mask = virtq_split_mask(q),
			.at = q->added,
			.id = q->head};
}

static __rte_always_inline void
virtq_split_add_next(struct virtq_adder *a, uint64_t iova, uint32_t len,
		void *cookie)
{
	struct vring_desc *desc = (struct vring_desc *)a->descs + a->id;
	struct virtq_slot *slot = &a->slots[a->id];

	desc->addr = iova;
	/* Length, flags and next at once. */
	*(uint64_t *)(void *)&desc->len = a->meta + len;
	slot->cookie = cookie;
	slot->len = (a->flags & VRING_DESC_F_WRITE) != 0 ? a->len + len : 0;
	a->ring[a->at++ & a->mask] = (uint16_t)a->id;
	a->id = slot->next;
}

static __rte_always_inline void
virtq_split_add_end(struct virtq *q, const struct virtq_adder *a, uint16_t n)
{
	q->head = (uint16_t)a->id;
	q->added = (uint16_t)a->at;
	q->free -= n;
}

/* In virtq_split.c. */
void virtq_split_add(struct virtq *q, const struct virtq_piece *pieces,
		uint16_t n_out, uint16_t n_in, void *cookie);
bool virtq_split_intr_enable(struct virtq *q);
void virtq_split_intr_disable(struct virtq *q);

static inline void
virtq_split_publish(struct virtq *q)
{
	q->news += (uint16_t)(q->added - q->published);
	q->published = q->added;
	virtq_wmb(q);
	/* Pairs with the device's load of the index. */
	__atomic_store_n(&q->split.avail->idx, q->added, __ATOMIC_RELEASE);
}

/* Section 2.7.10. */
static inline bool
virtq_split_wants_kick(struct virtq *q)
{
	const uint16_t old = (uint16_t)(q->published - q->news);
	uint16_t event;

	/* The device sees the index, or we see what it wants. */
	virtq_mb(q);
	q->news = 0;
	if (!q->event_idx)
		return (__atomic_load_n(&q->split.used->flags,
					__ATOMIC_RELAXED) &
				       VRING_USED_F_NO_NOTIFY) == 0;
	event = __atomic_load_n(virtq_split_avail_event(q), __ATOMIC_RELAXED);
	return vring_need_event(event, q->published, old);
}

/* How many of n buffers can be taken; looked up if fewer are known. */
static inline uint16_t
virtq_split_ready(struct virtq *q, uint16_t n)
{
	uint16_t ready = (uint16_t)(q->used - q->taken);

	if (likely(ready >= n) || unlikely(q->broken))
		return RTE_MIN(ready, n);
	/* Pairs with the device's store of the index. */
	q->used = __atomic_load_n(&q->split.used->idx, __ATOMIC_ACQUIRE);
	virtq_rmb(q);
	ready = (uint16_t)(q->used - q->taken);
	if (likely(ready <= (uint16_t)(q->published - q->taken)))
		return RTE_MIN(ready, n);
	virtq_breach(q, VIRTQ_BAD_INDEX);
	return 0;
}

/* The last descriptor of a buffer. */
static inline uint16_t
virtq_split_last(const struct virtq_slot *slots, uint16_t id)
{
	uint16_t n;

	for (n = slots[id].n; n > 1; n--)
		id = slots[id].next;
	return id;
}

/* A chain ends: its last descriptor goes before head. */
static inline void
virtq_split_unchain(struct virtq *q, uint16_t id, uint16_t head)
{
	const uint16_t last = virtq_split_last(q->slots, id);

	q->free += q->slots[id].n - 1;
	q->slots[id].n = 1;
	q->slots[last].next = head;
}

/* n used entries that the index tells of and that lie in a row: how many. */
VIRTQ_LOOP uint32_t
virtq_split_take_row(struct virtq *q, void **cookies, uint32_t *lens,
		uint32_t n, size_t ahead, bool single)
{
	const vring_used_elem_t *row =
			q->split.used->ring + (q->taken & virtq_split_mask(q));
	struct virtq_slot *slots = q->slots;
	const uint32_t size = q->size;
	uint32_t head = q->head, i;
	uint64_t used = 0;

	for (i = 0; i < n; i++) {
		const uint32_t len = virtq_used_len(
				used = virtq_read_pair(&row[i]), lens);
		struct virtq_slot *slot;

		if (!virtq_is_good(slots, size, (uint32_t)used, len))
			break;
		slot = &slots[(uint32_t)used];
		if (lens != NULL)
			lens[i] = len;
		cookies[i] = slot->cookie;
		virtq_expect(cookies[i], ahead);
		slot->cookie = NULL;
		if (single || likely(slot->n == 1))
			slot->next = (uint16_t)head;
		else
			virtq_split_unchain(q, (uint16_t)used, (uint16_t)head);
		head = (uint32_t)used;
	}
	q->taken += (uint16_t)i;
	q->head = (uint16_t)head;
	q->free += (uint16_t)i;
	if (unlikely(i < n))
		virtq_breach(q,
				virtq_judge(slots, size, (uint32_t)used,
						virtq_used_len(used, lens)));
	return i;
}

/* As virtq_split_take_row(), in order; what is in a batch is a call. */
VIRTQ_LOOP uint32_t
virtq_split_take_row_in_order(struct virtq *q, void **cookies, uint32_t *lens,
		uint32_t n, size_t ahead, bool single)
{
	const vring_used_elem_t *row =
			q->split.used->ring + (q->taken & virtq_split_mask(q));
	struct virtq_slot *slots = q->slots;
	const uint32_t size = q->size;
	uint32_t tail = q->tail, free = 0, i;
	uint64_t used = 0;

	for (i = 0; i < n; i++) {
		struct virtq_slot *slot = &slots[tail];

		used = virtq_read_pair(&row[i]);
		if (unlikely((uint32_t)used != tail) ||
				unlikely(virtq_used_len(used, lens) >
						slot->len))
			break;
		if (lens != NULL)
			lens[i] = virtq_used_len(used, lens);
		cookies[i] = slot->cookie;
		virtq_expect(cookies[i], ahead);
		slot->cookie = NULL;
		free += single ? 1 : slot->n;
		tail = (tail + (single ? 1 : slot->n)) & (size - 1);
		if (!single)
			slot->n = 1;
	}
	q->taken += (uint16_t)i;
	q->tail = (uint16_t)tail;
	q->free += (uint16_t)free;
	if (unlikely(i < n))
		i += virtq_in_order_go_on(q, used, cookies + i,
				lens == NULL ? NULL : lens + i,
				(uint16_t)(n - i));
	return i;
}

/* Of n, those before the used ring begins anew. */
static __rte_always_inline uint32_t
virtq_split_row(const struct virtq *q, uint32_t n)
{
	const uint32_t left = q->size - (q->taken & virtq_split_mask(q));

	return RTE_MIN(n, left);
}

static __rte_always_inline uint16_t
virtq_split_take_any_n(struct virtq *q, void **cookies, uint32_t *lens,
		uint16_t n, size_t ahead, bool single)
{
	const uint32_t ready = virtq_split_ready(q, n);
	const uint32_t row = virtq_split_row(q, ready);
	uint32_t i = virtq_split_take_row(q, cookies, lens, row, ahead, single);

	if (unlikely(i == row && i < ready))
		i += virtq_split_take_row(q, cookies + i,
				lens == NULL ? NULL : lens + i, ready - i,
				ahead, single);
	return (uint16_t)i;
}

static __rte_always_inline uint16_t
virtq_split_take_in_order_n(struct virtq *q, void **cookies, uint32_t *lens,
		uint16_t n, size_t ahead, bool single)
{
	uint32_t ready, row, i;

	if (unlikely(q->in_batch))
		return virtq_in_order_take_n(q, cookies, lens, n);
	ready = virtq_split_ready(q, n);
	row = virtq_split_row(q, ready);
	i = virtq_split_take_row_in_order(q, cookies, lens, row, ahead, single);
	if (unlikely(i == row && i < ready))
		i += virtq_in_order_take_n(q, cookies + i,
				lens == NULL ? NULL : lens + i,
				(uint16_t)(ready - i));
	return (uint16_t)i;
}

static inline uint16_t
virtq_split_take_n(struct virtq *q, void **cookies, uint32_t *lens, uint16_t n)
{
	const bool single = q->pieces == 1;

	return q->in_order ? virtq_split_take_in_order_n(
					     q, cookies, lens, n, 0, single)
			   : virtq_split_take_any_n(
					     q, cookies, lens, n, 0, single);
}

static inline bool
virtq_split_has_used(const struct virtq *q)
{
	if (unlikely(q->broken))
		return false;
	return q->used != q->taken ||
			__atomic_load_n(&q->split.used->idx,
					__ATOMIC_RELAXED) != q->taken;
}

#endif
