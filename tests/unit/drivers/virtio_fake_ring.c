/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's side of rings, of both kinds (VIRTIO 1.2, sections 2.7 and 2.8):
 * what the driver made available, read with acquire of what publishes it, and
 * held to the rules.
 */
#include "virtio_fake_ring.h"

#include <string.h>

#define KINDS (VRING_DESC_F_NEXT | VRING_DESC_F_WRITE | VRING_DESC_F_INDIRECT)

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
