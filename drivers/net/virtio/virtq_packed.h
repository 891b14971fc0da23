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
virtq_packed_read(const struct virtq *q, uint16_t at)
{
	struct vring_packed_desc *desc = &q->packed.desc[at];
	/* Pairs with the device's store of the flags. */
	uint64_t meta = __atomic_load_n(
			virtq_packed_word(desc), __ATOMIC_ACQUIRE);

	bp_arch_acquire_part(&desc->flags);
	virtq_rmb(q);
	return meta;
}

static inline uint16_t
virtq_packed_round(uint64_t meta)
{
	return meta >> 48 & VIRTQ_ROUND;
}

/* n buffers of one piece each; they are of the same length if step is 0. */
static __rte_always_inline void
virtq_packed_add_one_n(struct virtq *q, const uint64_t *iovas,
		const uint32_t *lens, size_t step, uint16_t kind,
		void *const *cookies, uint16_t n)
{
	struct vring_packed_desc *descs = q->packed.desc;
	struct virtq_slot *slots = q->slots;
	const uint16_t size = q->size;
	const uint64_t round = virtq_packed_meta(0, 0, VIRTQ_ROUND);
	uint64_t meta = virtq_packed_meta(0, 0, q->avail_flags | kind);
	uint64_t hide = q->held == 0 ? round : 0;
	uint16_t at = q->added;
	uint16_t id = q->head;
	uint16_t i;

	if (hide != 0)
		q->held_flags = q->avail_flags | kind;
	for (i = 0; i < n; i++) {
		struct virtq_slot *slot = &slots[id];
		const uint32_t len = lens[i * step];

		virtq_packed_write(&descs[at], iovas[i],
				(meta ^ hide) | (uint64_t)id << 32 | len);
		slot->cookie = cookies[i];
		slot->len = (kind & VRING_DESC_F_WRITE) != 0 ? len : 0;
		slot->n = 1;
		id = slot->next;
		hide = 0;
		if (unlikely(++at == size)) {
			at = 0;
			meta ^= round;
		}
	}
	q->head = id;
	q->added = at;
	q->avail_flags = virtq_packed_round(meta);
	q->held += n;
	q->free -= n;
}

static __rte_always_inline void
virtq_packed_add_in_n(struct virtq *q, const uint64_t *iovas, uint32_t len,
		void *const *cookies, uint16_t n)
{
	virtq_packed_add_one_n(
			q, iovas, &len, 0, VRING_DESC_F_WRITE, cookies, n);
}

static __rte_always_inline void
virtq_packed_add_out_n(struct virtq *q, const uint64_t *iovas,
		const uint32_t *lens, void *const *cookies, uint16_t n)
{
	virtq_packed_add_one_n(q, iovas, lens, 1, 0, cookies, n);
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

static __rte_always_inline uint16_t
virtq_packed_take_n(struct virtq *q, void **cookies, uint32_t *lens, uint16_t n)
{
	struct virtq_slot *slots = q->slots;
	enum virtq_breach breach = VIRTQ_BREACHES;
	const uint16_t size = q->size;
	uint16_t left = q->with_device;
	uint16_t used_flags = q->used_flags;
	uint16_t at = q->taken;
	uint16_t head = q->head;
	uint16_t i;

	if (unlikely(q->in_order))
		return virtq_in_order_take_n(q, cookies, lens, n);
	if (unlikely(q->broken))
		return 0;
	for (i = 0; i < n; i++) {
		uint64_t meta = virtq_packed_read(q, at);
		uint16_t id = (uint16_t)(meta >> 32);
		struct virtq_slot *slot;

		if (virtq_packed_round(meta) != used_flags || left == 0) {
			breach = virtq_packed_none(meta, used_flags, left);
			break;
		}
		breach = virtq_judge(slots, size, id,
				lens == NULL ? 0 : (uint32_t)meta);
		if (unlikely(breach != VIRTQ_BREACHES))
			break;
		slot = &slots[id];
		if (lens != NULL)
			lens[i] = (uint32_t)meta;
		cookies[i] = slot->cookie;
		slot->cookie = NULL;
		slot->next = head;
		head = id;
		q->free += slot->n;
		left--;
		at += slot->n;
		if (unlikely(at >= size)) {
			at -= size;
			used_flags ^= VIRTQ_ROUND;
		}
	}
	q->taken = at;
	q->used_flags = used_flags;
	q->with_device = left;
	q->head = head;
	if (unlikely(breach != VIRTQ_BREACHES))
		virtq_breach(q, breach);
	return i;
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
