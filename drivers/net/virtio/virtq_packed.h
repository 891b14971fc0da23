/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hit path of a packed virtqueue (VIRTIO 1.2, section 2.8). Slots stand for
 * ids; the free ones are a stack, or in order a circle. The ring has places of
 * its own, which are gone through in turn, by the driver that makes descriptors
 * available and by the device that writes used ones.
 *
 * Nothing is published before the first descriptor that is held back gets its
 * flags, with release, since the device looks at one after the other. Those
 * behind it have theirs already. A used descriptor is read at once: flags, id
 * and length are one word of 64 bits, loaded with acquire.
 */
#ifndef VIRTQ_PACKED_H
#define VIRTQ_PACKED_H

#include <bufplane_arch.h>

#include "net/virtio/virtq.h"

#define VIRTQ_AVAIL (1U << VRING_PACKED_DESC_F_AVAIL)
#define VIRTQ_USED  (1U << VRING_PACKED_DESC_F_USED)
/* Both change from one round of the ring to the next. */
#define VIRTQ_ROUND (VIRTQ_AVAIL | VIRTQ_USED)

#define VIRTQ_ROUND_META ((uint64_t)VIRTQ_ROUND << 48)
#define VIRTQ_ID_META    ((uint64_t)UINT16_MAX << 32)

/* Of an event suppression area: offset and wrap counter, then flags. */
#define VIRTQ_EVENT_WRAP (1U << VRING_PACKED_EVENT_F_WRAP_CTR)

/* All of a descriptor but its address. */
static inline uint64_t
virtq_packed_meta(uint32_t len, uint16_t id, uint16_t flags)
{
	return (uint64_t)flags << 48 | (uint64_t)id << 32 | len;
}

static inline uint64_t *
virtq_packed_word(struct vring_packed_desc *desc)
{
	return (uint64_t *)(void *)&desc->len;
}

static inline void
virtq_packed_write(struct vring_packed_desc *desc, uint64_t addr, uint64_t meta)
{
	desc->addr = addr;
	__atomic_store_n(virtq_packed_word(desc), meta, __ATOMIC_RELAXED);
}

static inline uint64_t
virtq_packed_load(const struct virtq *q, struct vring_packed_desc *desc)
{
	/* Pairs with the device's store of the flags. */
	uint64_t meta = __atomic_load_n(
			virtq_packed_word(desc), __ATOMIC_ACQUIRE);

	bp_arch_acquire_part(&desc->flags);
	virtq_rmb(q);
	return meta;
}

static inline uint64_t
virtq_packed_read(const struct virtq *q, uint32_t at)
{
	return virtq_packed_load(q, &q->packed.desc[at]);
}

static inline uint16_t
virtq_packed_round(uint64_t meta)
{
	return meta >> 48 & VIRTQ_ROUND;
}

/* Its id and length, as virtq_in_order_go_on() takes them. */
static inline uint64_t
virtq_packed_used(uint64_t meta)
{
	return (meta & UINT32_MAX) << 32 | (uint16_t)(meta >> 32);
}

/* flags, and the length that len of each is added to. */
static __rte_always_inline struct virtq_adder
virtq_packed_add_begin(const struct virtq *q, uint32_t len, uint16_t flags)
{
	const uint64_t meta = virtq_packed_meta(len, 0, q->avail_flags | flags);

	return (struct virtq_adder){.descs = q->packed.desc,
			.slots = q->slots,
			.first = q->held != 0 ? meta : meta ^ VIRTQ_ROUND_META,
			.meta = meta,
			.len = len,
			.flags = flags,
			.size = q->size,
			.at = q->added,
			.id = q->head};
}

static __rte_always_inline void
virtq_packed_add_next(struct virtq_adder *a, uint64_t iova, uint32_t len,
		void *cookie)
{
	struct vring_packed_desc *descs = a->descs;
	struct virtq_slot *slot = &a->slots[a->id];

	virtq_packed_write(&descs[a->at], iova,
			(a->first | (uint64_t)a->id << 32) + len);
	slot->cookie = cookie;
	slot->len = (a->flags & VRING_DESC_F_WRITE) != 0 ? a->len + len : 0;
	a->id = slot->next;
	if (unlikely(++a->at == a->size)) {
		a->at = 0;
		a->meta ^= VIRTQ_ROUND_META;
	}
	a->first = a->meta;
}

static __rte_always_inline void
virtq_packed_add_end(struct virtq *q, const struct virtq_adder *a, uint16_t n)
{
	if (q->held == 0)
		q->held_flags = q->avail_flags | a->flags;
	q->head = (uint16_t)a->id;
	q->added = (uint16_t)a->at;
	q->avail_flags = virtq_packed_round(a->meta);
	q->held += n;
	q->free -= n;
}

/* In virtq_packed.c. */
void virtq_packed_add(struct virtq *q, const struct virtq_piece *pieces,
		uint16_t n_out, uint16_t n_in, void *cookie);
bool virtq_packed_intr_enable(struct virtq *q);
void virtq_packed_intr_disable(struct virtq *q);

static inline void
virtq_packed_publish(struct virtq *q)
{
	uint16_t places;

	if (q->held == 0)
		return;
	places = q->added > q->published ? q->added - q->published
					 : q->added - q->published + q->size;
	virtq_wmb(q);
	/* Pairs with the device's load of the flags. */
	__atomic_store_n(&q->packed.desc[q->published].flags, q->held_flags,
			__ATOMIC_RELEASE);
	q->with_device += q->held;
	q->held = 0;
	q->published = q->added;
	q->unkicked = (uint16_t)RTE_MIN(
			(uint32_t)q->unkicked + places, (uint32_t)UINT16_MAX);
}

/*
 * How many places ago the one of an event was published; 0: it is next. Both
 * are in one of two rounds, which the wrap counter tells apart.
 */
static inline uint32_t
virtq_packed_since(const struct virtq *q, uint16_t event)
{
	const uint32_t size = q->size;
	uint32_t now = q->added, then = event & (VIRTQ_EVENT_WRAP - 1);

	now += q->avail_flags == VIRTQ_AVAIL ? 0 : size;
	then += event & VIRTQ_EVENT_WRAP ? 0 : size;
	return now >= then ? now - then : now + 2 * size - then;
}

/*
 * Section 2.8.10. A kick is due when the descriptor that the device named is
 * published. QEMU 7.2 may take more from a packed ring after it named one, as
 * much as a ring, and sleep: that one is long past then, or seems to be still
 * to come. So each name gets a kick. That it sleeps again, with the same name,
 * shows by nothing: then a kick is owed, for when nothing comes.
 */
static inline bool
virtq_packed_wants_kick(struct virtq *q)
{
	const struct vring_packed_desc_event *device = q->packed.device;
	uint16_t flags, event;
	uint32_t since;

	/* The device sees the descriptors, or we see what it wants. */
	virtq_mb(q);
	/* Pairs with the device's store: the name is that of these flags. */
	flags = __atomic_load_n(&device->flags, __ATOMIC_ACQUIRE);
	if (flags == VRING_PACKED_EVENT_FLAG_DISABLE)
		return false;
	virtq_rmb(q);
	event = __atomic_load_n(&device->off_wrap, __ATOMIC_RELAXED);
	since = virtq_packed_since(q, event);
	q->owes_kick = flags == VRING_PACKED_EVENT_FLAG_DESC && q->event_idx &&
			(since == 0 ||
					(since > q->unkicked &&
							event == q->kicked_for));
	if (q->owes_kick)
		return false;
	q->kicked_for = event;
	q->unkicked = 0;
	return true;
}

/* Whether a kick that was left out is due after all. */
static inline bool
virtq_packed_wants_owed(struct virtq *q)
{
	if (likely(!q->owes_kick))
		return false;
	q->owes_kick = false;
	return __atomic_load_n(&q->packed.device->flags, __ATOMIC_ACQUIRE) !=
			VRING_PACKED_EVENT_FLAG_DISABLE;
}

/*
 * Whether there may be nothing to take: what is next must be as we wrote it if
 * it is with the device, and must not look used if nothing is.
 */
static inline enum virtq_breach
virtq_packed_none(uint64_t meta, uint16_t used_flags, uint16_t with_device)
{
	uint16_t round = virtq_packed_round(meta);
	bool ours = round == (used_flags ^ VIRTQ_USED);

	if (with_device != 0 ? ours : round != used_flags)
		return VIRTQ_BREACHES;
	return VIRTQ_BAD_INDEX;
}

static inline bool
virtq_packed_has_used(const struct virtq *q)
{
	if (unlikely(q->broken))
		return false;
	return q->in_batch ||
			virtq_packed_round(virtq_packed_read(q, q->taken)) ==
			q->used_flags;
}

#endif
