/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtqueue's life. All that it shares with the device is one memzone, zeroed
 * when it begins: the ring that the driver writes, the one that the device
 * writes, in cache lines of its own, and the indirect tables.
 */
#include <errno.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_log.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "net/virtio/virtq_packed.h"
#include "net/virtio/virtq_split.h"

/* Sections 2.7, 2.8 and 2.7.5.3: an entry of a ring or table of either kind. */
_Static_assert(sizeof(struct vring_desc) == 16, "descriptor");
_Static_assert(sizeof(struct vring_packed_desc) == 16, "descriptor");
_Static_assert(sizeof(struct vring_packed_desc_event) == 4, "event");
_Static_assert(sizeof(struct virtq_slot) == 16, "slot");

#define DESC_SIZE 16

#define QUEUE_LOG(level, dev, index, fmt, ...)                                 \
	RTE_LOG(level, PMD, "%s: queue %u: " fmt "\n", (dev)->name, index,     \
			##__VA_ARGS__)

/* Offsets of the parts within the memzone; the ring begins it. */
struct layout {
	size_t driver;
	size_t device;
	size_t tables;
	size_t bytes;
};

/* The alignments that the specification asks for are less than a cache line. */
static size_t
round_up(size_t bytes)
{
	return RTE_ALIGN_CEIL(bytes, (size_t)RTE_CACHE_LINE_SIZE);
}

static struct layout
lay_out(const struct virtq *q)
{
	size_t driver = sizeof(struct vring_packed_desc_event);
	size_t device = sizeof(struct vring_packed_desc_event);
	struct layout l;

	if (!q->is_packed) {
		/* A word behind each for the other's event index. */
		driver = sizeof(struct vring_avail) +
				(size_t)2 * (q->size + 1U);
		device = sizeof(struct vring_used) + 2 +
				sizeof(struct vring_used_elem) * q->size;
	}
	l.driver = round_up((size_t)q->size * DESC_SIZE);
	l.device = l.driver + round_up(driver);
	l.tables = l.device + round_up(device);
	l.bytes = l.tables;
	if (q->indirect)
		l.bytes += (size_t)q->size * q->pieces * DESC_SIZE;
	return l;
}

static void
point_at_memory(struct virtq *q, const struct layout *l)
{
	uint8_t *base = q->memory->addr;

	if (q->is_packed) {
		q->packed.desc = (void *)base;
		q->packed.driver = (void *)(base + l->driver);
		q->packed.device = (void *)(base + l->device);
	} else {
		q->split.desc = (void *)base;
		q->split.avail = (void *)(base + l->driver);
		q->split.used = (void *)(base + l->device);
	}
	q->tables = q->indirect ? base + l->tables : NULL;
	q->desc_iova = q->memory->iova;
	q->driver_iova = q->memory->iova + l->driver;
	q->device_iova = q->memory->iova + l->device;
	q->tables_iova = q->memory->iova + l->tables;
}

static int
check_conf(const struct virtio_dev *dev, const struct virtq_conf *conf)
{
	const char *wrong = NULL;

	if (conf->size == 0 || conf->size > VIRTQ_SIZE_MAX)
		wrong = "1 to 32768 are possible";
	else if (!virtio_has(dev, VIRTIO_F_RING_PACKED) &&
			!rte_is_power_of_2(conf->size))
		wrong = "a split queue has a power of two";
	else if (conf->pieces == 0)
		wrong = "a buffer has one piece at least";
	if (wrong == NULL)
		return 0;
	QUEUE_LOG(ERR, dev, conf->index,
			"%u descriptors, buffers of %u pieces: %s", conf->size,
			conf->pieces, wrong);
	return -EINVAL;
}

static void
take_over(struct virtq *q, struct virtio_dev *dev,
		const struct virtq_conf *conf)
{
	memset(q, 0, sizeof(*q));
	q->dev = dev;
	q->index = conf->index;
	q->size = conf->size;
	/* Section 2.7.5.3.1: no more than the queue's size either way. */
	q->pieces = RTE_MIN(conf->pieces, conf->size);
	q->is_packed = virtio_has(dev, VIRTIO_F_RING_PACKED);
	q->event_idx = virtio_has(dev, VIRTIO_RING_F_EVENT_IDX);
	q->in_order = virtio_has(dev, VIRTIO_F_IN_ORDER);
	q->order_platform = virtio_has(dev, VIRTIO_F_ORDER_PLATFORM);
	q->indirect = virtio_has(dev, VIRTIO_RING_F_INDIRECT_DESC) &&
			q->pieces > 1;
}

/* Memory that the device reaches, and slots: 0 or -errno. */
static int
get_memory(struct virtq *q, const struct virtq_conf *conf)
{
	struct layout l = lay_out(q);
	int rc;

	q->memory = rte_memzone_reserve_aligned(conf->name, l.bytes,
			conf->socket_id, RTE_MEMZONE_IOVA_CONTIG,
			RTE_CACHE_LINE_SIZE);
	if (q->memory == NULL)
		return -rte_errno;
	rc = virtio_need(q->dev, q->memory->addr, l.bytes);
	if (rc < 0)
		return rc;
	q->slots = rte_zmalloc_socket("virtq", q->size * sizeof(*q->slots),
			RTE_CACHE_LINE_SIZE, conf->socket_id);
	if (q->slots == NULL)
		return -ENOMEM;
	point_at_memory(q, &l);
	return 0;
}

int
virtq_init(struct virtq *q, struct virtio_dev *dev,
		const struct virtq_conf *conf)
{
	int rc = check_conf(dev, conf);

	if (rc < 0) {
		memset(q, 0, sizeof(*q));
		return rc;
	}
	take_over(q, dev, conf);
	rc = get_memory(q, conf);
	if (rc < 0) {
		QUEUE_LOG(ERR, dev, conf->index,
				"memory \"%s\" for %u descriptors: %s",
				conf->name, conf->size, rte_strerror(-rc));
		virtq_fini(q);
		return rc;
	}
	virtq_reset(q);
	return 0;
}

void
virtq_fini(struct virtq *q)
{
	if (q->memory != NULL)
		rte_memzone_free(q->memory);
	rte_free(q->slots);
	memset(q, 0, sizeof(*q));
}

void
virtq_place(const struct virtq *q, struct virtio_queue_place *place)
{
	memset(place, 0, sizeof(*place));
	place->index = q->index;
	place->size = q->size;
	place->vector = VIRTIO_NO_VECTOR;
	place->desc = q->desc_iova;
	place->driver = q->driver_iova;
	place->device = q->device_iova;
}

void *
virtq_detach(struct virtq *q)
{
	for (; q->detached < q->size; q->detached++) {
		struct virtq_slot *slot = &q->slots[q->detached];
		void *cookie = slot->cookie;

		slot->cookie = NULL;
		if (cookie != NULL)
			return cookie;
	}
	return NULL;
}

/* The free slots: all of them, in a circle. */
static void
free_slots(struct virtq *q)
{
	unsigned int i;

	memset(q->slots, 0, q->size * sizeof(*q->slots));
	for (i = 0; i < q->size; i++) {
		q->slots[i].next = (uint16_t)(i + 1 < q->size ? i + 1 : 0);
		q->slots[i].n = 1;
	}
	q->free = q->size;
	q->head = 0;
	q->tail = 0;
}

void
virtq_reset(struct virtq *q)
{
	memset(q->memory->addr, 0, lay_out(q).bytes);
	free_slots(q);
	q->added = 0;
	q->published = 0;
	q->taken = 0;
	q->used = 0;
	q->avail_flags = VIRTQ_AVAIL;
	q->used_flags = VIRTQ_ROUND;
	q->held_flags = 0;
	q->held = 0;
	q->with_device = 0;
	q->news = 0;
	q->unkicked = 0;
	q->kicked_for = 0;
	q->owes_kick = false;
	q->in_batch = false;
	q->broken = false;
	q->doorbell = NULL;
	q->detached = 0;
	if (q->is_packed)
		virtq_packed_intr_disable(q);
	else
		virtq_split_intr_disable(q);
}

/* Section 2.9. */
static uint32_t
notification_data(const struct virtq *q)
{
	uint32_t next = q->added;

	if (!virtio_has(q->dev, VIRTIO_F_NOTIFICATION_DATA))
		return q->index;
	if (q->is_packed && q->avail_flags == VIRTQ_AVAIL)
		next |= VIRTQ_EVENT_WRAP;
	return next << 16 | q->index;
}

void
virtq_kick(const struct virtq *q)
{
	q->dev->transport->notify(q->dev, q->doorbell, notification_data(q));
}

void
virtq_breach(struct virtq *q, enum virtq_breach breach)
{
	static const char *const what[VIRTQ_BREACHES] = {
			[VIRTQ_BAD_ID] = "an id out of range",
			[VIRTQ_STALE_ID] = "a buffer that is not with it",
			[VIRTQ_BAD_LEN] = "more bytes than it may write",
			[VIRTQ_BAD_INDEX] = "more buffers than it was given",
	};

	q->breaches[breach]++;
	q->broken = true;
	q->free = 0;
	q->used = q->taken;
	q->in_batch = false;
	QUEUE_LOG(ERR, q->dev, q->index,
			"the device returned %s: nothing more is taken from it"
			" before it is reset",
			what[breach]);
}

/* Split: what the index says, but no more than there can be. */
static uint16_t
used_count_split(const struct virtq *q)
{
	uint16_t idx = __atomic_load_n(&q->split.used->idx, __ATOMIC_RELAXED);
	uint16_t ready = (uint16_t)(idx - q->taken);
	uint16_t most = (uint16_t)(q->published - q->taken);

	return RTE_MIN(ready, most);
}

/* A place in a packed ring, and in the order of its buffers. */
struct walk {
	uint32_t at;
	uint16_t flags;
	uint16_t tail;
	uint32_t n; /* buffers so far */
};

/* Whether the walk is at a used descriptor; which id it has. */
static bool
walk_used(const struct virtq *q, const struct walk *w, uint16_t *id)
{
	uint64_t meta;

	*id = q->batch_id;
	if (w->n >= q->with_device || (w->n == 0 && q->in_batch))
		return w->n < q->with_device;
	meta = virtq_packed_read(q, (uint16_t)w->at);
	*id = (uint16_t)(meta >> 32);
	return virtq_packed_round(meta) == w->flags && *id < q->size &&
			q->slots[*id].cookie != NULL;
}

static void
walk_past(const struct virtq *q, struct walk *w, uint16_t id)
{
	w->n++;
	w->at += q->slots[id].n;
	w->tail = w->tail + 1U < q->size ? w->tail + 1 : 0;
	if (w->at < q->size)
		return;
	w->at -= q->size;
	w->flags ^= VIRTQ_ROUND;
}

static uint16_t
used_count_packed(const struct virtq *q)
{
	struct walk w = {q->taken, q->used_flags, q->tail, 0};
	uint16_t id;

	while (walk_used(q, &w, &id)) {
		/* Those of a batch before its last have no descriptor. */
		while (q->in_order && w.tail != id && w.n < q->with_device)
			walk_past(q, &w, w.tail);
		walk_past(q, &w, id);
	}
	return (uint16_t)RTE_MIN(w.n, q->with_device);
}

uint16_t
virtq_used_count(const struct virtq *q)
{
	if (q->broken)
		return 0;
	return q->is_packed ? used_count_packed(q) : used_count_split(q);
}
