/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device for tests, in the test's own process and thread, behind a
 * transport of its own. It knows VIRTIO from linux/virtio_ring.h and the
 * specification alone, holds the driver to the rules (the first breach of one
 * is kept in fake->wrong), and breaks them itself when a fault is asked for.
 *
 *	struct virtio_fake *fake = virtio_fake_new(features, queues, size);
 *	... drive &fake->dev through fake->dev.transport ...
 *	virtio_fake_run(fake);           the device does what is to be done
 *	assert_null(fake->wrong);
 *	virtio_fake_free(fake);
 *
 * The device does nothing but in calls of virtio_fake_*() and when notified:
 * then it looks at that queue at once, unless fake->asleep is set. Everything
 * may be set directly between two calls: what is offered, fake->config, the
 * sizes of queues, faults.
 *
 * As a network card its queue 2n receives (virtio_fake_receive()), queue
 * 2n + 1 transmits (to fake->on_transmit), and fake->control is the control
 * queue (to fake->on_control). A test of rings alone sets fake->manual and
 * takes and returns buffers itself: virtio_fake_pop(), _push(), _flush(). Rings
 * may be used from one thread while the driver runs in another one.
 */
#ifndef VIRTIO_FAKE_H
#define VIRTIO_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/virtio_ring.h>

#include "net/virtio/virtio_transport.h"

#define FAKE_QUEUES  17
#define FAKE_CONFIG  64
#define FAKE_SEGS    64 /* pieces of a buffer that are looked at */
#define FAKE_VECTORS 32

/* What the device does wrong, once, with fake->fault_at or any queue. */
enum virtio_fault {
	FAULT_NONE,
	FAULT_ID_RANGE,   /* returns an id out of range */
	FAULT_ID_STALE,   /* returns an id that is not with it */
	FAULT_ID_TWICE,   /* returns a buffer once more */
	FAULT_LEN_SHORT,  /* says that 3 bytes were written */
	FAULT_LEN_ZERO,   /* says that none was */
	FAULT_LEN_LONG,   /* says that one more was than there is room for */
	FAULT_LEN_MAX,    /* says that 2^32 - 1 were */
	FAULT_MERGE_ZERO, /* num_buffers is 0 */
	FAULT_MERGE_MANY, /* num_buffers is more than there are */
	FAULT_MERGE_MAX,  /* num_buffers is 65535 */
	FAULT_INDEX_JUMP, /* split: used index goes size + 1 too far; packed:
			     uses a descriptor that nobody made available */
	FAULT_WRAP,       /* packed: the wrap bit is wrong; split: goes back */
	FAULT_RESET,      /* resets itself before it returns a buffer */
	FAULT_NEEDS_RESET,
	FAULT_GONE,   /* everything reads as ones from now on */
	FAULT_SILENT, /* does not answer a command; the buffer stays with it */
	FAULT_ACK,    /* writes an ack that does not exist */
	FAULT_NO_ACK, /* returns the command with nothing written */
};

/* A piece of a buffer. */
struct fake_seg {
	uint8_t *addr;
	uint32_t len;
};

/* A buffer that the driver made available: what to read, then to write. */
struct fake_buf {
	uint16_t id;
	uint16_t descs; /* of the ring */
	uint16_t n_out;
	uint16_t n_in;
	uint32_t out_len;
	uint32_t in_len;
	struct fake_seg segs[FAKE_SEGS];
};

struct fake_queue {
	uint16_t size_max;
	uint16_t size; /* 0: it is not enabled */
	uint16_t vector;
	uint16_t avail; /* split: index; packed: place, with its wrap counter */
	uint16_t used;
	bool avail_wrap;
	bool used_wrap;
	void *desc, *driver, *device;
	bool *with_device;  /* by id */
	uint16_t held;      /* buffers that are popped */
	uint16_t expected;  /* in order: the next descriptor of the driver */
	uint16_t unflushed; /* split: buffers; packed: descriptors */
	uint16_t first;     /* packed: the first that is not shown */
	uint16_t first_flags;
	uint16_t last_id; /* of an unflushed batch */
	uint32_t last_len;
	uint16_t batch_descs;
	uint16_t signalled; /* where it was when an interrupt was decided on */
	uint64_t kicks;
	uint64_t interrupts; /* that the driver let through */
	uint64_t enabled;    /* times */
	uint64_t buffers;    /* returned */
};

struct virtio_fake {
	struct virtio_dev dev; /* the driver's */

	uint64_t offered;
	uint8_t config[FAKE_CONFIG];
	uint32_t config_len;
	uint16_t queues_n;
	uint16_t control; /* index of the control queue; 0: none */
	uint16_t vectors; /* how many there are */
	struct fake_queue queues[FAKE_QUEUES];

	/* What the driver made of it. */
	uint64_t features;
	uint8_t status;
	uint16_t config_vector;
	uint8_t isr;
	bool gone;
	uint64_t resets;
	const char *wrong; /* the first call or ring entry that is not right */

	/* How it behaves. */
	bool manual;  /* the test handles all queues */
	bool asleep;  /* notifications only count */
	bool reverse; /* uses buffers of a run last to first, if not in order */
	bool batch;   /* in order: tells of a run by its last buffer alone */
	bool trusting;        /* addresses are not checked: faster */
	bool no_kicks;        /* asks not to be notified */
	bool refuse_features; /* FEATURES_OK does not stay */
	int fail_enable;      /* -errno of the next queue_enable() */
	int fail_queue_reset;
	int fail_config;    /* of config_read() */
	const uint8_t *far; /* memory that it does not reach, so many bytes */
	size_t far_len;

	enum virtio_fault fault;
	int fault_at;          /* queue; -1: any */
	unsigned int after;    /* so many buffers go well before */
	unsigned int faults_n; /* that were done */

	/* A frame: its virtio_net_hdr, then bytes; as one piece. */
	void (*on_transmit)(struct virtio_fake *fake, uint16_t queue,
			const uint8_t *frame, uint32_t len);
	/* A command: class, command, then data. Returns the ack. */
	uint8_t (*on_control)(struct virtio_fake *fake, const uint8_t *cmd,
			uint32_t len);
	/* A vector was signalled. */
	void (*on_interrupt)(struct virtio_fake *fake, uint16_t vector);
	/* Before anything the driver asks the transport for. */
	void (*on_call)(struct virtio_fake *fake);
	void *user;
};

/*
 * A device with queues of a size. Its memory is that of the library, which has
 * to be there. VERSION_1 and ACCESS_PLATFORM are offered with the features.
 */
struct virtio_fake *virtio_fake_new(
		uint64_t features, uint16_t queues, uint16_t size);
void virtio_fake_free(struct virtio_fake *fake);

/* Features agreed on without a negotiation, for tests of rings alone. */
void virtio_fake_agree(struct virtio_fake *fake);

/* All that the driver made available to transmit or as a command: how many. */
unsigned int virtio_fake_run(struct virtio_fake *fake);
unsigned int virtio_fake_run_queue(struct virtio_fake *fake, uint16_t queue);

/*
 * A frame for a receive queue: hdr_len bytes of virtio_net_hdr_v1 (12, or 20
 * with a hash), NULL for zeros, and len of data. num_buffers is filled in.
 * Whether there was room; if not, buffers that were looked at are lost to the
 * device.
 */
bool virtio_fake_receive(struct virtio_fake *fake, uint16_t queue,
		const void *hdr, uint32_t hdr_len, const void *data,
		uint32_t len);

/* The status field of the configuration, or all of it, changed: interrupt. */
void virtio_fake_config_changed(struct virtio_fake *fake);

/* Ask for a reset (section 2.1.2), with the interrupt for that. */
void virtio_fake_needs_reset(struct virtio_fake *fake);

/*
 * Rings: the next buffer that is available, false if there is none or it breaks
 * the rules; return it with so many bytes written; let the driver see what was
 * returned, and interrupt it if it wants that.
 */
bool virtio_fake_pop(
		struct virtio_fake *fake, uint16_t queue, struct fake_buf *buf);
void virtio_fake_push(struct virtio_fake *fake, uint16_t queue,
		const struct fake_buf *buf, uint32_t len);
void virtio_fake_flush(struct virtio_fake *fake, uint16_t queue);

/* It is pulled out: everything reads as ones from now on. */
void virtio_fake_unplug(struct virtio_fake *fake);

/* Whether the driver wants an interrupt at the next used buffer. */
bool virtio_fake_wants_interrupt(struct virtio_fake *fake, uint16_t queue);

/* The pieces of a buffer to read, as one, and bytes into those to write. */
uint32_t virtio_fake_gather(
		const struct fake_buf *buf, uint8_t *to, uint32_t max);
uint32_t virtio_fake_scatter(const struct fake_buf *buf, uint32_t offset,
		const void *from, uint32_t len);

/* For the parts of the fake: the first breach is kept; signal a vector. */
void virtio_fake_wrong(struct virtio_fake *fake, const char *what);
void virtio_fake_signal(struct virtio_fake *fake, uint16_t vector);

/* Memory at an address of the device's; NULL: not all of it is registered. */
void *virtio_fake_memory(struct virtio_fake *fake, uint64_t iova, uint64_t len);

#endif
