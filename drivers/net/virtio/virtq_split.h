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

/* n buffers of one piece each; they are of the same length if step is 0. */
static __rte_always_inline void
virtq_split_add_one_n(struct virtq *q, const uint64_t *iovas,
		const uint32_t *lens, size_t step, uint16_t flags,
		void *const *cookies, uint16_t n)
{
	struct vring_desc *descs = q->split.desc;
	struct virtq_slot *slots = q->slots;
	uint16_t *ring = q->split.avail->ring;
	const uint16_t mask = virtq_split_mask(q);
	uint16_t at = q->added;
	uint16_t id = q->head;
	uint16_t i;

	for (i = 0; i < n; i++) {
		struct virtq_slot *slot = &slots[id];
		struct vring_desc *desc = &descs[id];
		const uint32_t len = lens[i * step];

		desc->addr = iovas[i];
		/* Length, flags and next at once. */
		*(uint64_t *)(void *)&desc->len = (uint64_t)flags << 32 | len;
		slot->cookie = cookies[i];
		slot->len = (flags & VRING_DESC_F_WRITE) != 0 ? len : 0;
		slot->n = 1;
		ring[at++ & mask] = id;
		id = slot->next;
	}
	q->head = id;
	q->added = at;
	q->free -= n;
}

static __rte_always_inline void
virtq_split_add_in_n(struct virtq *q, const uint64_t *iovas, uint32_t len,
		void *const *cookies, uint16_t n)
{
	virtq_split_add_one_n(
			q, iovas, &len, 0, VRING_DESC_F_WRITE, cookies, n);
}

static __rte_always_inline void
virtq_split_add_out_n(struct virtq *q, const uint64_t *iovas,
		const uint32_t *lens, void *const *cookies, uint16_t n)
{
	virtq_split_add_one_n(q, iovas, lens, 1, 0, cookies, n);
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

static __rte_always_inline uint16_t
virtq_split_take_n(struct virtq *q, void **cookies, uint32_t *lens, uint16_t n)
{
	const vring_used_elem_t *ring = q->split.used->ring;
	const uint32_t size = q->size;
	struct virtq_slot *slots = q->slots;
	enum virtq_breach breach = VIRTQ_BREACHES;
	uint16_t at, head, i;

	if (unlikely(q->in_order))
		return virtq_in_order_take_n(q, cookies, lens, n);
	n = virtq_split_ready(q, n);
	at = q->taken;
	head = q->head;
	for (i = 0; i < n; i++) {
		const vring_used_elem_t *elem = &ring[at & (size - 1)];
		uint32_t id = __atomic_load_n(&elem->id, __ATOMIC_RELAXED);
		uint32_t len = lens == NULL
				? 0
				: __atomic_load_n(&elem->len, __ATOMIC_RELAXED);
		struct virtq_slot *slot;

		breach = virtq_judge(slots, size, id, len);
		if (unlikely(breach != VIRTQ_BREACHES))
			break;
		slot = &slots[id];
		if (lens != NULL)
			lens[i] = len;
		cookies[i] = slot->cookie;
		slot->cookie = NULL;
		if (likely(slot->n == 1)) {
			slot->next = head;
		} else {
			q->free += slot->n - 1;
			slots[virtq_split_last(slots, (uint16_t)id)].next =
					head;
		}
		head = (uint16_t)id;
		at++;
	}
	q->taken = at;
	q->head = head;
	q->free += i;
	if (unlikely(breach != VIRTQ_BREACHES))
		virtq_breach(q, breach);
	return i;
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
