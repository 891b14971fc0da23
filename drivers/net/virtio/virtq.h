/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtqueue (VIRTIO 1.2, sections 2.6 to 2.8), split or packed: buffers are
 * added, the device uses them, and they are taken back. Each has an owner's
 * pointer, its cookie, never NULL.
 *
 * Invariant: all that the driver needs to know it keeps in memory of its own
 * (struct virtq_slot); from the shared rings it reads only what the device
 * writes, each word once, and holds it against that: an id must be that of a
 * buffer that is with the device, a length no more than what the device may
 * write. A device that breaks this stops the queue: it is marked broken, gives
 * nothing any more, has no room for more, and the breach is counted.
 *
 * A queue belongs to one thread at a time. The rings are in little endian, as
 * are the processors that the library is for.
 */
#ifndef VIRTQ_H
#define VIRTQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/virtio_ring.h>

#include <rte_atomic.h>
#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_prefetch.h>

#include "net/virtio/virtio_transport.h"

#define VIRTQ_SIZE_MAX 32768

/* What a device may do wrong; each has a counter. */
enum virtq_breach {
	VIRTQ_BAD_ID,    /* out of range */
	VIRTQ_STALE_ID,  /* not with the device, or twice */
	VIRTQ_BAD_LEN,   /* more than it may write */
	VIRTQ_BAD_INDEX, /* used index beyond what was added, or its wrap bit */
	VIRTQ_BREACHES,
};

/* A piece of memory as the device sees it. */
struct virtq_piece {
	uint64_t iova;
	uint32_t len;
};

struct virtq_conf {
	const char *name; /* of the memzone */
	uint16_t index;
	uint16_t size;   /* a power of two for a split one */
	uint16_t pieces; /* the most of a buffer; >1: indirect tables if agreed
			  */
	int socket_id;
};

/* The buffer that a slot, named by its id, stands for. */
struct virtq_slot {
	void *cookie;  /* NULL: it is not with the device */
	uint32_t len;  /* bytes that the device may write */
	uint16_t n;    /* descriptors; 1 while it is free */
	uint16_t next; /* of the free ones; or of a chain, if split */
};

struct virtq {
	/* Shared with the device, which writes the last of each only. */
	union {
		struct {
			struct vring_desc *desc;
			struct vring_avail *avail;
			struct vring_used *used;
		} split;
		struct {
			struct vring_packed_desc *desc;
			struct vring_packed_desc_event *driver;
			struct vring_packed_desc_event *device;
		} packed;
	};
	struct virtq_slot *slots;

	uint16_t size;
	uint16_t free; /* descriptors */
	uint16_t head; /* the next slot to take, the first of the free ones */

	/*
	 * Split: counts of buffers, that wrap at 65536: added; published; taken
	 * back; used, when that was last looked up.
	 * Packed: places in the ring: of the next descriptor to add; of the
	 * first buffer that is held back; of the next used descriptor.
	 */
	uint16_t added;
	uint16_t published;
	uint16_t taken;
	uint16_t used; /* split */

	/* Packed: flags as they are in this round of the ring; counts. */
	uint16_t avail_flags;
	uint16_t used_flags;
	uint16_t held_flags; /* of the descriptor at published */
	uint16_t held;       /* buffers that are added and not published */
	uint16_t with_device;

	uint16_t news; /* split: buffers that no kick told of */
	/* Packed: descriptors since a kick, at most 65535; what it was for. */
	uint16_t unkicked;
	uint16_t kicked_for; /* the event that the device named */
	bool owes_kick;      /* one that was left out may be missed */
	uint16_t tail;     /* in order: slot of the next buffer to come back */
	uint16_t batch_id; /* in order: the last buffer of a batch, and */
	uint32_t batch_len;
	bool in_batch; /* that it is being taken */

	bool broken;
	bool is_packed;
	bool event_idx;
	bool in_order;
	bool indirect;
	bool order_platform;

	/* Indirect tables, one a slot; those of both kinds have 16 bytes. */
	void *tables;
	uint64_t tables_iova;
	uint16_t pieces; /* the most that a buffer may have */

	uint16_t index;
	uint64_t breaches[VIRTQ_BREACHES];
	struct virtio_dev *dev;
	void *doorbell; /* from the transport: set it once the queue is enabled
			 */
	const struct rte_memzone *memory;
	uint64_t desc_iova; /* of the three parts */
	uint64_t driver_iova;
	uint64_t device_iova;
	uint16_t detached; /* slots that virtq_detach() has seen */
};

/*
 * Memory for the rings and slots, from a memzone that the device reaches: 0 or
 * -errno, with a log line. dev->features decide on the kind. place tells a
 * transport where the rings are. Interrupts are off.
 *
 * q->pieces is what came of conf->pieces: no more than there are descriptors.
 * fini frees all, also after an init that failed or none, if *q is zeros; what
 * is with the device belongs to it until that is reset: take out the cookies
 * then, with virtq_detach(), before.
 */
int virtq_init(struct virtq *q, struct virtio_dev *dev,
		const struct virtq_conf *conf);
void virtq_fini(struct virtq *q);
void virtq_place(const struct virtq *q, struct virtio_queue_place *place);

/*
 * A cookie that is with the device, which is reset; NULL: there is none. Then
 * virtq_reset() makes the queue as it was after init, also a broken one; only
 * the breaches stay counted.
 */
void *virtq_detach(struct virtq *q);
void virtq_reset(struct virtq *q);

/* Tell the device, through the transport, of what is published. */
void virtq_kick(const struct virtq *q);

/* How many buffers the device has used that were not taken. */
uint16_t virtq_used_count(const struct virtq *q);

/* A breach: the queue is broken. */
void virtq_breach(struct virtq *q, enum virtq_breach breach);

/*
 * As virtq_X_take_n() below, for a device that uses buffers in order, whatever
 * it does; go_on where an id and, above it, its length have been read.
 */
uint16_t virtq_in_order_take_n(
		struct virtq *q, void **cookies, uint32_t *lens, uint16_t n);
uint16_t virtq_in_order_go_on(struct virtq *q, uint64_t used, void **cookies,
		uint32_t *lens, uint16_t n);

/*
 * For each kind X of split and packed, inline, in virtq_X.h (to take from
 * packed ones, in virtq_packed_take.h):
 *
 * struct virtq_adder virtq_X_add_begin(q, len, flags), virtq_X_add_next(&adder,
 *     iova, more, cookie), virtq_X_add_end(q, &adder, n): n buffers of one
 *     piece, of len + more bytes; flags: VRING_DESC_F_WRITE or 0. Nothing else
 *     is done to the queue meanwhile.
 * void virtq_X_add(q, pieces, n_out, n_in, cookie): first those that it reads,
 *     n_out + n_in in 1 to q->pieces; through an indirect table if that is
 *     agreed and there are two or more.
 * void virtq_X_publish(q): the device may use what was added.
 * bool virtq_X_wants_kick(q): whether it asked to be told of what was published
 *     since the last call.
 * bool virtq_X_has_used(q): whether take would find something.
 * uint16_t virtq_X_take_n(q, cookies, lens, n): up to n used buffers' cookies,
 *     and how many bytes were written to each; lens NULL: it does not matter.
 *     0: there is none, or the queue is broken. It is one of
 * virtq_X_take_any_n(q, cookies, lens, n, ahead, single), and
 * virtq_X_take_in_order_n(): as q->in_order says. Two cache lines, from ahead
 *     bytes behind each cookie on, are fetched; single: q->pieces is 1.
 * bool virtq_X_intr_enable(q): at the next used buffer; false if there is one
 *     already.
 * void virtq_X_intr_disable(q).
 *
 * Who adds makes sure that there are descriptors: virtq_free(q) is no less than
 * the sum of virtq_descs(q, pieces) of the buffers. Who takes has published all
 * that was added. Bursts are faster: one take_n and one publish for all of it.
 */

/* Two words that the device wrote, read at once and once, wherever they lie. */
struct virtq_pair {
	uint64_t word;
} __attribute__((packed, may_alias));

static __rte_always_inline uint64_t
virtq_read_pair(const void *at)
{
	return ((const volatile struct virtq_pair *)at)->word;
}

/* The length of a used buffer, above its id; 0 if that does not matter. */
static __rte_always_inline uint32_t
virtq_used_len(uint64_t used, const uint32_t *lens)
{
	return lens == NULL ? 0 : (uint32_t)(used >> 32);
}

/*
 * A loop over the buffers of a burst: in a function of its own it has all of
 * the registers, which is worth more than the call.
 */
#define VIRTQ_LOOP static __rte_noinline __rte_unused

/* The owner of a buffer looks there next, as far behind its cookie. */
static __rte_always_inline void
virtq_expect(const void *cookie, size_t ahead)
{
	const uint8_t *at = (const uint8_t *)cookie + ahead;

	rte_prefetch0(at);
	rte_prefetch0(at + RTE_CACHE_LINE_SIZE);
}

/* Buffers that are being added: what a loop keeps in registers of it. */
struct virtq_adder {
	void *descs;
	struct virtq_slot *slots;
	uint16_t *ring; /* split */
	/* Of a descriptor all but address and id: of the next one, which is
	 * held back if it is packed and the first; and of those behind it. */
	uint64_t first;
	uint64_t meta;
	uint32_t len;
	uint16_t flags;
	uint32_t mask; /* split */
	uint32_t size;
	uint32_t at;
	uint32_t id;
};

static inline uint16_t
virtq_free(const struct virtq *q)
{
	return q->free;
}

/* How many descriptors a buffer of n pieces takes. */
static inline uint16_t
virtq_descs(const struct virtq *q, uint16_t n)
{
	return q->indirect ? 1 : n;
}

/* Whether nothing is wrong with it; virtq_judge() says what is. */
static __rte_always_inline bool
virtq_is_good(const struct virtq_slot *slots, uint32_t size, uint32_t id,
		uint32_t len)
{
	return likely(id < size && slots[id].cookie != NULL &&
			len <= slots[id].len);
}

/*
 * What is wrong with a used id and its length; VIRTQ_BREACHES: nothing. The
 * queue's fields are the caller's copies, which no store can have changed.
 */
static inline enum virtq_breach
virtq_judge(const struct virtq_slot *slots, uint32_t size, uint32_t id,
		uint32_t len)
{
	if (unlikely(id >= size))
		return VIRTQ_BAD_ID;
	if (unlikely(slots[id].cookie == NULL))
		return VIRTQ_STALE_ID;
	if (unlikely(len > slots[id].len))
		return VIRTQ_BAD_LEN;
	return VIRTQ_BREACHES;
}

/*
 * Order towards the device (section 6, ORDER_PLATFORM): one that is a part of
 * this machine's processors is content with acquire and release, one that is
 * not takes the barriers for devices. x86 has one kind of both.
 */
static inline bool
virtq_io_order(const struct virtq *q)
{
#ifdef RTE_ARCH_X86
	return false;
#else
	return q->order_platform;
#endif
}

/* Behind a load with acquire: what follows is read after it. */
static inline void
virtq_rmb(const struct virtq *q)
{
	if (virtq_io_order(q))
		rte_io_rmb();
}

/* Before a store with release: what the device sees first. */
static inline void
virtq_wmb(const struct virtq *q)
{
	if (virtq_io_order(q))
		rte_io_wmb();
}

/* Between a store and a later load. */
static inline void
virtq_mb(const struct virtq *q)
{
	if (q->order_platform)
		rte_io_mb();
	else
		rte_smp_mb();
}

#endif
