/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the fake device does with buffers as a network card (VIRTIO 1.2, section
 * 5.1.6): frames out, frames in over as many buffers as they take, commands.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/virtio_net.h>

#include <rte_common.h>

#include "virtio_fake.h"

#define FRAME_MAX (128 * 1024)

/* With the header of a frame, whatever the features (5.1.6.1). */
#define NET_HDR sizeof(struct virtio_net_hdr_v1)

/* Bytes of commands that are looked at, and buffers of a run. */
#define COMMAND_MAX 8192
#define RUN_MAX     1024

static bool
is_mergeable(const struct virtio_fake *fake)
{
	return fake->features >> VIRTIO_NET_F_MRG_RXBUF & 1;
}

uint32_t
virtio_fake_gather(const struct fake_buf *buf, uint8_t *to, uint32_t max)
{
	uint32_t done = 0;
	uint16_t i;

	for (i = 0; i < buf->n_out; i++) {
		uint32_t n = RTE_MIN(buf->segs[i].len, max - done);

		memcpy(to + done, buf->segs[i].addr, n);
		done += n;
	}
	return done;
}

uint32_t
virtio_fake_scatter(const struct fake_buf *buf, uint32_t offset,
		const void *from, uint32_t len)
{
	const struct fake_seg *seg = &buf->segs[buf->n_out];
	uint32_t done = 0;
	uint16_t i;

	for (i = 0; i < buf->n_in && done < len; i++, seg++) {
		uint32_t skip = RTE_MIN(offset, seg->len);
		uint32_t n = RTE_MIN(seg->len - skip, len - done);

		memcpy(seg->addr + skip, (const uint8_t *)from + done, n);
		offset -= skip;
		done += n;
	}
	return done;
}

static void
transmit(struct virtio_fake *fake, uint16_t queue, const struct fake_buf *buf)
{
	static uint8_t frame[FRAME_MAX];
	uint32_t len = virtio_fake_gather(buf, frame, sizeof(frame));

	if (buf->n_in != 0)
		virtio_fake_wrong(fake, "a frame to send is to be written");
	else if (len < NET_HDR || buf->out_len > sizeof(frame))
		virtio_fake_wrong(fake, "the length of a frame to send");
	else if (fake->on_transmit != NULL)
		fake->on_transmit(fake, queue, frame, len);
}

/* Whether FAULT_ACK, which is the control queue's, is due. */
static bool
bad_ack(struct virtio_fake *fake)
{
	if (fake->fault != FAULT_ACK)
		return false;
	if (fake->after > 0) {
		fake->after--;
		return false;
	}
	fake->fault = FAULT_NONE;
	fake->faults_n++;
	return true;
}

/* Section 5.1.6.5: class and command, data, and a byte for the ack. */
static uint32_t
command(struct virtio_fake *fake, const struct fake_buf *buf)
{
	static uint8_t bytes[COMMAND_MAX];
	uint32_t len = virtio_fake_gather(buf, bytes, sizeof(bytes));
	uint8_t ack = VIRTIO_NET_ERR;

	if (len < 2 || buf->out_len > sizeof(bytes) || buf->in_len == 0) {
		virtio_fake_wrong(fake, "the form of a command");
		return 0;
	}
	if (fake->on_control != NULL)
		ack = fake->on_control(fake, bytes, len);
	if (bad_ack(fake))
		ack = 0x5a;
	virtio_fake_scatter(buf, buf->in_len - 1, &ack, 1);
	return buf->in_len;
}

unsigned int
virtio_fake_run_queue(struct virtio_fake *fake, uint16_t queue)
{
	static struct fake_buf bufs[RUN_MAX];
	bool control = fake->control != 0 && queue == fake->control;
	bool reverse = fake->reverse &&
			(fake->features >> VIRTIO_F_IN_ORDER & 1) == 0;
	uint32_t written[RUN_MAX] = {0};
	unsigned int n = 0, i;

	if (!control && queue % 2 == 0)
		return 0;
	while (n < RUN_MAX && virtio_fake_pop(fake, queue, &bufs[n])) {
		if (control)
			written[n] = command(fake, &bufs[n]);
		else
			transmit(fake, queue, &bufs[n]);
		n++;
	}
	for (i = 0; i < n; i++) {
		unsigned int at = reverse ? n - 1 - i : i;

		virtio_fake_push(fake, queue, &bufs[at], written[at]);
	}
	virtio_fake_flush(fake, queue);
	return n;
}

unsigned int
virtio_fake_run(struct virtio_fake *fake)
{
	unsigned int n = 0;
	uint16_t i;

	for (i = 0; i < fake->queues_n && i < FAKE_QUEUES; i++)
		n += virtio_fake_run_queue(fake, i);
	return n;
}

/* num_buffers as it is, or as a fault has it. */
static uint16_t
num_buffers(struct virtio_fake *fake, uint16_t queue, uint16_t n)
{
	enum virtio_fault fault = fake->fault;

	if (fault < FAULT_MERGE_ZERO || fault > FAULT_MERGE_MAX ||
			(fake->fault_at >= 0 && fake->fault_at != queue))
		return n;
	if (fake->after > 0) {
		fake->after--;
		return n;
	}
	fake->fault = FAULT_NONE;
	fake->faults_n++;
	if (fault == FAULT_MERGE_ZERO)
		return 0;
	return fault == FAULT_MERGE_MAX ? UINT16_MAX : n + 1;
}

/* Pop buffers until they have room for len bytes: how many. */
static uint16_t
collect(struct virtio_fake *fake, uint16_t queue, uint32_t len,
		struct fake_buf *bufs)
{
	uint32_t room = 0;
	uint16_t n = 0;

	while (room < len && n < RUN_MAX &&
			virtio_fake_pop(fake, queue, &bufs[n])) {
		if (bufs[n].n_out != 0 || bufs[n].in_len < NET_HDR)
			virtio_fake_wrong(fake, "a buffer to receive into");
		room += bufs[n++].in_len;
		if (!is_mergeable(fake))
			break;
	}
	return n;
}

static bool
fits(const struct fake_buf *bufs, uint16_t n, uint32_t len)
{
	uint32_t room = 0;

	while (n > 0)
		room += bufs[--n].in_len;
	return room >= len;
}

/* As if the buffers had never been looked at. */
static void
give_back(struct virtio_fake *fake, uint16_t queue,
		const struct fake_queue *before, const struct fake_buf *bufs,
		uint16_t n)
{
	while (n > 0)
		before->with_device[bufs[--n].id] = false;
	fake->queues[queue] = *before;
}

bool
virtio_fake_receive(struct virtio_fake *fake, uint16_t queue, const void *hdr,
		uint32_t hdr_len, const void *data, uint32_t len)
{
	static struct fake_buf bufs[RUN_MAX];
	static uint8_t bytes[FRAME_MAX];
	struct virtio_net_hdr_v1 *net = (void *)bytes;
	uint32_t done = 0, all = hdr_len + len;
	struct fake_queue before;
	uint16_t n, i;

	if (hdr_len < NET_HDR || all > sizeof(bytes))
		return false;
	before = fake->queues[queue];
	n = collect(fake, queue, all, bufs);
	if (!fits(bufs, n, all)) {
		give_back(fake, queue, &before, bufs, n);
		return false;
	}
	memset(bytes, 0, hdr_len);
	if (hdr != NULL)
		memcpy(bytes, hdr, hdr_len);
	memcpy(bytes + hdr_len, data, len);
	net->num_buffers = num_buffers(fake, queue, n);
	for (i = 0; i < n; i++) {
		uint32_t part = RTE_MIN(bufs[i].in_len, all - done);

		virtio_fake_scatter(&bufs[i], 0, bytes + done, part);
		virtio_fake_push(fake, queue, &bufs[i], part);
		done += part;
	}
	virtio_fake_flush(fake, queue);
	return true;
}
