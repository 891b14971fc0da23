/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's side of rings, of both kinds: buffers go back, with a fault if
 * one is asked for. The driver sees them with virtio_fake_flush() only, by a
 * store with release.
 */
#include "virtio_fake_ring.h"

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
