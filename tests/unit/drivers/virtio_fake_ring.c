/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's side of rings, of both kinds (VIRTIO 1.2, sections 2.7 and 2.8).
 * What the driver wrote is read with acquire of what publishes it; what goes
 * back is shown by virtio_fake_flush() only, with release.
 */
#include <stdlib.h>
#include <string.h>

#include <rte_atomic.h>
#include <rte_common.h>

#include "virtio_fake.h"

#define AVAIL (1U << VRING_PACKED_DESC_F_AVAIL)
#define USED  (1U << VRING_PACKED_DESC_F_USED)
#define KINDS (VRING_DESC_F_NEXT | VRING_DESC_F_WRITE | VRING_DESC_F_INDIRECT)
#define WRAP  (1U << VRING_PACKED_EVENT_F_WRAP_CTR)

#define LOAD(p)         __atomic_load_n(p, __ATOMIC_RELAXED)
#define LOAD_ACQ(p)     __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define STORE(p, v)     __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define STORE_REL(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)

static bool
has(const struct virtio_fake *fake, unsigned int feature)
{
	return fake->features >> feature & 1;
}

static bool
refuse(struct virtio_fake *fake, const char *what)
{
	virtio_fake_wrong(fake, what);
	return false;
}

/* One more piece. */
static bool
add_seg(struct virtio_fake *fake, const struct fake_queue *q,
		struct fake_buf *buf, uint64_t addr, uint32_t len, bool write)
{
	unsigned int n = buf->n_out + buf->n_in;

	if (n >= q->size || n >= FAKE_SEGS)
		return refuse(fake, "a buffer of too many pieces, or a loop");
	if (!write && buf->n_in != 0)
		return refuse(fake, "a piece to read behind one to write");
	buf->segs[n].addr = virtio_fake_memory(fake, addr, len);
	buf->segs[n].len = len;
	if (buf->segs[n].addr == NULL)
		return refuse(fake, "a piece is not in registered memory");
	*(write ? &buf->n_in : &buf->n_out) += 1;
	*(write ? &buf->in_len : &buf->out_len) += len;
	return true;
}

/* A table's entries; *n of them. */
static const void *
open_table(struct virtio_fake *fake, const struct fake_queue *q, uint64_t addr,
		uint32_t len, uint16_t *n)
{
	const void *table = virtio_fake_memory(fake, addr, len);

	*n = 0;
	if (!has(fake, VIRTIO_RING_F_INDIRECT_DESC))
		virtio_fake_wrong(fake, "a table that was not agreed on");
	else if (len == 0 || len % 16 != 0 || len / 16 > q->size)
		virtio_fake_wrong(fake, "the length of a table");
	else if (table == NULL)
		virtio_fake_wrong(fake, "a table outside registered memory");
	else
		*n = (uint16_t)(len / 16);
	return table;
}

static bool
split_table(struct virtio_fake *fake, const struct fake_queue *q,
		const struct vring_desc *desc, struct fake_buf *buf)
{
	const struct vring_desc *table;
	uint16_t n, i = 0;

	table = open_table(fake, q, desc->addr, desc->len, &n);
	while (i < n) {
		const struct vring_desc *d = &table[i];

		if ((d->flags & ~(VRING_DESC_F_NEXT | VRING_DESC_F_WRITE)) != 0)
			return refuse(fake, "flags in a table");
		if (!add_seg(fake, q, buf, d->addr, d->len,
				    (d->flags & VRING_DESC_F_WRITE) != 0))
			return false;
		if ((d->flags & VRING_DESC_F_NEXT) == 0)
			return true;
		i = d->next;
	}
	return refuse(fake, "a chain leads out of its table");
}

static bool
split_chain(struct virtio_fake *fake, struct fake_queue *q, uint16_t id,
		struct fake_buf *buf)
{
	const struct vring_desc *descs = q->desc;

	for (;;) {
		const struct vring_desc *d = &descs[id];

		buf->descs++;
		if ((d->flags & ~KINDS) != 0)
			return refuse(fake, "flags of a descriptor");
		if ((d->flags & VRING_DESC_F_INDIRECT) != 0)
			return buf->descs == 1 && (d->flags & VRING_DESC_F_NEXT) == 0
					? split_table(fake, q, d, buf)
					: refuse(fake, "a chain with a table");
		if (!add_seg(fake, q, buf, d->addr, d->len,
				    (d->flags & VRING_DESC_F_WRITE) != 0))
			return false;
		if ((d->flags & VRING_DESC_F_NEXT) == 0)
			return true;
		if (d->next >= q->size)
			return refuse(fake, "next is out of range");
		if (has(fake, VIRTIO_F_IN_ORDER) &&
				d->next != (id + 1) % q->size)
			return refuse(fake, "a chain not in ring order");
		id = d->next;
	}
}

/* Where the device wants a notification: at the next buffer, or never. */
static void
split_want(struct virtio_fake *fake, struct fake_queue *q)
{
	struct vring_used *used = q->device;
	uint16_t *event = (uint16_t *)(void *)&used->ring[q->size];

	if (has(fake, VIRTIO_RING_F_EVENT_IDX))
		STORE(event, (uint16_t)(q->avail - fake->no_kicks));
	else
		STORE(&used->flags,
				fake->no_kicks ? VRING_USED_F_NO_NOTIFY : 0);
	/* The driver sees this, or we what it made available. */
	rte_smp_mb();
}

static bool
split_pop(struct virtio_fake *fake, struct fake_queue *q, struct fake_buf *buf)
{
	struct vring_avail *avail = q->driver;
	uint16_t n;

	split_want(fake, q);
	n = (uint16_t)(LOAD_ACQ(&avail->idx) - q->avail);
	if (n == 0)
		return false;
	if (n > q->size || q->held + n > q->size)
		return refuse(fake, "the available index is too far");
	buf->id = avail->ring[q->avail % q->size];
	if (buf->id >= q->size)
		return refuse(fake, "an available id is out of range");
	if (q->with_device[buf->id])
		return refuse(fake, "an available id is with the device");
	if (has(fake, VIRTIO_F_IN_ORDER) && buf->id != q->expected)
		return refuse(fake, "descriptors not in ring order");
	if (!split_chain(fake, q, buf->id, buf))
		return false;
	q->expected = (q->expected + buf->descs) % q->size;
	q->avail++;
	q->held++;
	return true;
}

static bool
packed_is_avail(uint16_t flags, bool wrap)
{
	return ((flags & AVAIL) != 0) == wrap && ((flags & USED) != 0) != wrap;
}

static bool
packed_table(struct virtio_fake *fake, const struct fake_queue *q,
		const struct vring_packed_desc *desc, struct fake_buf *buf)
{
	const struct vring_packed_desc *table;
	uint16_t n, i;

	table = open_table(fake, q, desc->addr, desc->len, &n);
	for (i = 0; i < n; i++) {
		if ((table[i].flags & ~VRING_DESC_F_WRITE) != 0)
			return refuse(fake, "flags in a table");
		if (!add_seg(fake, q, buf, table[i].addr, table[i].len,
				    table[i].flags != 0))
			return false;
	}
	return n != 0;
}

/* One descriptor of the ring: its flags, or -1. */
static int
packed_one(struct virtio_fake *fake, struct fake_queue *q, struct fake_buf *buf)
{
	struct vring_packed_desc *d =
			(struct vring_packed_desc *)q->desc + q->avail;
	uint16_t flags = LOAD_ACQ(&d->flags);
	bool ok = true;

	if (!packed_is_avail(flags, q->avail_wrap))
		ok = refuse(fake, "a list goes on with what is not available");
	else if ((flags & ~(KINDS | AVAIL | USED)) != 0)
		ok = refuse(fake, "flags of a descriptor");
	else if ((flags & VRING_DESC_F_INDIRECT) == 0)
		ok = add_seg(fake, q, buf, d->addr, d->len,
				(flags & VRING_DESC_F_WRITE) != 0);
	else if (buf->descs != 0 || (flags & VRING_DESC_F_NEXT) != 0)
		ok = refuse(fake, "a list with a table");
	else
		ok = packed_table(fake, q, d, buf);
	buf->id = d->id;
	buf->descs++;
	if (++q->avail == q->size) {
		q->avail = 0;
		q->avail_wrap = !q->avail_wrap;
	}
	return ok ? flags : -1;
}

static void
packed_want(struct virtio_fake *fake, struct fake_queue *q)
{
	struct vring_packed_desc_event *event = q->device;
	uint16_t flags = VRING_PACKED_EVENT_FLAG_ENABLE;

	if (has(fake, VIRTIO_RING_F_EVENT_IDX)) {
		flags = VRING_PACKED_EVENT_FLAG_DESC;
		STORE(&event->off_wrap,
				(uint16_t)(q->avail |
						(q->avail_wrap ? WRAP : 0)));
	}
	if (fake->no_kicks)
		flags = VRING_PACKED_EVENT_FLAG_DISABLE;
	STORE_REL(&event->flags, flags);
	rte_smp_mb();
}

static bool
packed_pop(struct virtio_fake *fake, struct fake_queue *q, struct fake_buf *buf)
{
	struct vring_packed_desc *d = q->desc;
	int flags;

	packed_want(fake, q);
	if (!packed_is_avail(LOAD_ACQ(&d[q->avail].flags), q->avail_wrap))
		return false;
	do
		flags = packed_one(fake, q, buf);
	while (flags >= 0 && (flags & VRING_DESC_F_NEXT) != 0);
	if (flags < 0)
		return false;
	if (q->with_device[buf->id])
		return refuse(fake, "an available id is with the device");
	q->held += buf->descs;
	if (q->held > q->size)
		return refuse(fake, "more descriptors than there are");
	return true;
}

bool
virtio_fake_pop(struct virtio_fake *fake, uint16_t queue, struct fake_buf *buf)
{
	struct fake_queue *q = &fake->queues[queue];

	memset(buf, 0, offsetof(struct fake_buf, segs));
	if (q->size == 0 || fake->wrong != NULL)
		return false;
	if (!(has(fake, VIRTIO_F_RING_PACKED) ? packed_pop(fake, q, buf)
					      : split_pop(fake, q, buf)))
		return false;
	q->with_device[buf->id] = true;
	return true;
}

/* A descriptor at the device's place; the first is shown by the flush. */
static void
packed_put(struct fake_queue *q, uint16_t id, uint32_t len, uint16_t descs,
		bool lie)
{
	struct vring_packed_desc *d =
			(struct vring_packed_desc *)q->desc + q->used;
	uint16_t flags = q->used_wrap != lie ? AVAIL | USED : 0;

	STORE(&d->id, id);
	STORE(&d->len, len);
	if (q->unflushed == 0) {
		q->first = q->used;
		q->first_flags = flags;
	} else {
		STORE_REL(&d->flags, flags);
	}
	q->unflushed++;
	q->used += descs;
	if (q->used >= q->size) {
		q->used -= q->size;
		q->used_wrap = !q->used_wrap;
	}
}

static void
split_put(struct fake_queue *q, uint16_t at, uint32_t id, uint32_t len)
{
	struct vring_used *used = q->device;

	STORE(&used->ring[at % q->size].id, id);
	STORE(&used->ring[at % q->size].len, len);
}

static void
put(struct virtio_fake *fake, struct fake_queue *q, uint32_t id, uint32_t len,
		uint16_t descs)
{
	if (fake->batch && has(fake, VIRTIO_F_IN_ORDER)) {
		q->last_id = (uint16_t)id;
		q->last_len = len;
		q->batch_descs += descs;
		q->unflushed++;
	} else if (has(fake, VIRTIO_F_RING_PACKED)) {
		packed_put(q, (uint16_t)id, len, descs, false);
	} else {
		split_put(q, q->used + q->unflushed, id, len);
		q->unflushed++;
	}
}

/* The fault that this buffer is to meet. */
static enum virtio_fault
fault_now(struct virtio_fake *fake, uint16_t queue)
{
	enum virtio_fault fault = fake->fault;

	if (fault == FAULT_NONE || fault == FAULT_ACK ||
			(fault >= FAULT_MERGE_ZERO &&
					fault <= FAULT_MERGE_MAX) ||
			(fake->fault_at >= 0 && fake->fault_at != queue))
		return FAULT_NONE;
	if (fake->after > 0) {
		fake->after--;
		return FAULT_NONE;
	}
	fake->fault = FAULT_NONE;
	fake->faults_n++;
	return fault;
}

static uint32_t
bad_id(const struct fake_queue *q, enum virtio_fault fault, uint16_t id)
{
	uint16_t i;

	if (fault == FAULT_ID_RANGE)
		return q->size;
	for (i = 0; i < q->size; i++)
		if (!q->with_device[i] && i != id)
			return i;
	return q->size;
}

/* What becomes of the device at once; the buffer is not returned. */
static bool
bad_device(struct virtio_fake *fake, enum virtio_fault fault)
{
	switch (fault) {
	case FAULT_RESET:
		fake->dev.transport->reset(&fake->dev);
		return true;
	case FAULT_NEEDS_RESET:
		virtio_fake_needs_reset(fake);
		return true;
	case FAULT_GONE:
		virtio_fake_unplug(fake);
		return true;
	default:
		return fault == FAULT_SILENT;
	}
}

static uint32_t
bad_len(const struct fake_buf *buf, enum virtio_fault fault, uint32_t len)
{
	switch (fault) {
	case FAULT_LEN_SHORT:
		return 3;
	case FAULT_LEN_ZERO:
	case FAULT_NO_ACK:
		return 0;
	case FAULT_LEN_LONG:
		return buf->in_len + 1;
	case FAULT_LEN_MAX:
		return UINT32_MAX;
	default:
		return len;
	}
}

static void
bad_ring(struct virtio_fake *fake, struct fake_queue *q,
		const struct fake_buf *buf, enum virtio_fault fault,
		uint32_t len)
{
	bool packed = has(fake, VIRTIO_F_RING_PACKED);

	switch (fault) {
	case FAULT_ID_RANGE:
	case FAULT_ID_STALE:
		put(fake, q, bad_id(q, fault, buf->id), len, buf->descs);
		break;
	case FAULT_WRAP:
		if (packed)
			packed_put(q, buf->id, len, buf->descs, true);
		else
			q->unflushed = UINT16_MAX;
		break;
	case FAULT_INDEX_JUMP:
		put(fake, q, buf->id, len, buf->descs);
		if (!packed)
			q->unflushed += q->size;
		else
			put(fake, q, buf->id, len, buf->descs);
		break;
	case FAULT_ID_TWICE:
		put(fake, q, buf->id, len, buf->descs);
		put(fake, q, buf->id, len, buf->descs);
		break;
	default:
		put(fake, q, buf->id, bad_len(buf, fault, len), buf->descs);
	}
}

void
virtio_fake_push(struct virtio_fake *fake, uint16_t queue,
		const struct fake_buf *buf, uint32_t len)
{
	struct fake_queue *q = &fake->queues[queue];
	enum virtio_fault fault;

	if (q->size == 0)
		return;
	fault = fault_now(fake, queue);
	if (bad_device(fake, fault))
		return;
	bad_ring(fake, q, buf, fault, len);
	q->with_device[buf->id] = false;
	q->held -= has(fake, VIRTIO_F_RING_PACKED) ? buf->descs : 1;
	q->buffers++;
}

static bool
split_wants(struct virtio_fake *fake, struct fake_queue *q, uint16_t old)
{
	struct vring_avail *avail = q->driver;

	if (!has(fake, VIRTIO_RING_F_EVENT_IDX))
		return (LOAD(&avail->flags) & VRING_AVAIL_F_NO_INTERRUPT) == 0;
	return vring_need_event(LOAD(&avail->ring[q->size]), q->used, old);
}

/* n descriptors more than at the flush before. */
static bool
packed_wants(struct virtio_fake *fake, struct fake_queue *q, uint16_t n)
{
	struct vring_packed_desc_event *event = q->driver;
	uint16_t flags = LOAD_ACQ(&event->flags);
	uint16_t off_wrap = LOAD(&event->off_wrap);
	uint16_t at = off_wrap & (WRAP - 1);

	if (flags == VRING_PACKED_EVENT_FLAG_DISABLE)
		return false;
	if (flags == VRING_PACKED_EVENT_FLAG_ENABLE)
		return true;
	if (flags != VRING_PACKED_EVENT_FLAG_DESC ||
			!has(fake, VIRTIO_RING_F_EVENT_IDX))
		return refuse(fake, "flags of the driver's event area");
	if (((off_wrap & WRAP) != 0) != q->used_wrap)
		at -= q->size;
	return vring_need_event(at, q->used, (uint16_t)(q->used - n));
}

bool
virtio_fake_wants_interrupt(struct virtio_fake *fake, uint16_t queue)
{
	struct fake_queue next = fake->queues[queue];

	rte_smp_mb();
	if (!has(fake, VIRTIO_F_RING_PACKED)) {
		next.used++;
		return split_wants(fake, &next, next.used - 1);
	}
	if (++next.used == next.size) {
		next.used = 0;
		next.used_wrap = !next.used_wrap;
	}
	return packed_wants(fake, &next, 1);
}

static void
split_flush(struct fake_queue *q)
{
	struct vring_used *used = q->device;

	if (q->batch_descs != 0)
		split_put(q, q->used, q->last_id, q->last_len);
	q->used += q->unflushed;
	STORE_REL(&used->idx, q->used);
}

static void
packed_flush(struct fake_queue *q)
{
	struct vring_packed_desc *d = q->desc;

	if (q->batch_descs != 0) {
		q->unflushed = 0;
		packed_put(q, q->last_id, q->last_len, q->batch_descs, false);
	}
	STORE_REL(&d[q->first].flags, q->first_flags);
}

void
virtio_fake_flush(struct virtio_fake *fake, uint16_t queue)
{
	struct fake_queue *q = &fake->queues[queue];
	uint16_t from;
	bool wants;

	if (q->size == 0 || q->unflushed == 0)
		return;
	if (has(fake, VIRTIO_F_RING_PACKED)) {
		packed_flush(q);
		from = q->first;
		rte_smp_mb();
		wants = packed_wants(fake, q,
				q->used > from ? q->used - from
					       : q->used + q->size - from);
	} else {
		from = q->used;
		split_flush(q);
		rte_smp_mb();
		wants = split_wants(fake, q, from);
	}
	q->unflushed = 0;
	q->batch_descs = 0;
	if (!wants)
		return;
	q->interrupts++;
	virtio_fake_signal(fake, q->vector);
}
