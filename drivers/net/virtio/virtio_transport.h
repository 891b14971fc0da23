/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What separates a virtio device from the way in which it is reached (VIRTIO
 * 1.2, sections 2 and 4): rings and the network driver know a struct
 * virtio_dev and call it through the functions below, and a transport provides
 * them: PCI, a vhost-user socket, a fake device of the tests.
 *
 * The device is not trusted: what these functions return has been read once,
 * and callers check it. Numbers are in this machine's byte order. Calls come
 * from one thread at a time, but for notify, which is called by whoever uses
 * the queue, and status_get, config_read and isr, which any thread may call.
 */
#ifndef VIRTIO_TRANSPORT_H
#define VIRTIO_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/virtio_config.h>

#define VIRTIO_NO_VECTOR UINT16_MAX

/* Features of VIRTIO 1.2 that linux/virtio_config.h may not know yet. */
#ifndef VIRTIO_F_NOTIFICATION_DATA
#define VIRTIO_F_NOTIFICATION_DATA 38
#endif
#ifndef VIRTIO_F_RING_RESET
#define VIRTIO_F_RING_RESET 40
#endif

/* What isr() returns (4.1.4.5): buffers were used, the configuration changed.
 */
#define VIRTIO_ISR_QUEUE  0x1
#define VIRTIO_ISR_CONFIG 0x2

/* What status_get() returns when the device is gone. */
#define VIRTIO_STATUS_GONE 0xff

struct virtio_dev;

/* Where a queue's three parts are (sections 2.7 and 2.8), for the device. */
struct virtio_queue_place {
	uint16_t index;
	uint16_t size;   /* descriptors */
	uint16_t vector; /* of MSI-X, or VIRTIO_NO_VECTOR */
	uint64_t desc;
	uint64_t driver; /* available ring, or driver event suppression */
	uint64_t device; /* used ring, or device event suppression */
};

/* Those that can fail return 0 or -errno and log why. */
struct virtio_transport {
	const char *name;

	/*
	 * Feature bits: those offered that the transport can do; then those
	 * taken.
	 */
	int (*features_get)(struct virtio_dev *dev, uint64_t *features);
	int (*features_set)(struct virtio_dev *dev, uint64_t features);

	/* VIRTIO_CONFIG_S_*, or VIRTIO_STATUS_GONE. */
	uint8_t (*status_get)(struct virtio_dev *dev);
	void (*status_set)(struct virtio_dev *dev, uint8_t status);

	/* Returns when the device has forgotten all; -ETIMEDOUT, -ENODEV. */
	int (*reset)(struct virtio_dev *dev);

	/*
	 * Keep a device that did not end its reset from all memory until one
	 * ends: 0, also if there is no device any more. NULL if the transport
	 * cannot.
	 */
	int (*cut_off)(struct virtio_dev *dev);

	/*
	 * The device's own configuration: len bytes at an offset, all of them
	 * of one generation (section 2.5); -ERANGE if there are not so many,
	 * -EAGAIN if they do not stop changing, -ENODEV. Fields of 2 and 4
	 * bytes at such offsets are accessed at once; their bytes are in little
	 * endian.
	 */
	int (*config_read)(struct virtio_dev *dev, uint32_t offset, void *buf,
			uint32_t len);
	int (*config_write)(struct virtio_dev *dev, uint32_t offset,
			const void *buf, uint32_t len);

	/*
	 * How many queues there may be, and the most entries of one, whatever
	 * the device says: 0 if there is no such queue. Callers check it.
	 */
	uint16_t (*queues_max)(struct virtio_dev *dev);
	uint16_t (*queue_size_max)(struct virtio_dev *dev, uint16_t index);

	/*
	 * Start a queue; *doorbell is what notify is called with. -EINVAL,
	 * -ENODEV, -ENOSPC if the device has no such vector, -EBUSY if the
	 * queue is started already.
	 */
	int (*queue_enable)(struct virtio_dev *dev,
			const struct virtio_queue_place *place,
			void **doorbell);
	/*
	 * Stop one and have the device forget it (VIRTIO_F_RING_RESET):
	 * -ENOTSUP if that is not agreed, -ETIMEDOUT, -ENODEV. queue_enable
	 * starts it again.
	 */
	int (*queue_reset)(struct virtio_dev *dev, uint16_t index);

	/*
	 * Which vector tells of changes of the configuration: -ENOSPC if the
	 * device has no such vector.
	 */
	int (*config_vector)(struct virtio_dev *dev, uint16_t vector);

	/*
	 * Whether the device reaches len bytes at addr by that address of its
	 * own. NULL: it reaches all that the library has.
	 */
	bool (*reaches)(struct virtio_dev *dev, const void *addr, uint64_t iova,
			uint32_t len);

	/*
	 * There is something new in a queue. data is its index, or with
	 * VIRTIO_F_NOTIFICATION_DATA what section 2.9 says.
	 */
	void (*notify)(struct virtio_dev *dev, void *doorbell, uint32_t data);

	/* Read and clear the interrupt status: VIRTIO_ISR_*. */
	uint8_t (*isr)(struct virtio_dev *dev);

	/*
	 * NULL: commands for a network device go through its control queue.
	 * Else the device has none, and the transport does them: 0; -EIO: it
	 * refuses; -ETIMEDOUT, -ENODEV.
	 */
	int (*command)(struct virtio_dev *dev, uint8_t class, uint8_t cmd,
			const void *data, uint32_t len);

	/*
	 * Have the device reach memory of the library's where it does not reach
	 * all of it (BP_DMA_POOLS). NULL: it does.
	 */
	int (*need)(struct virtio_dev *dev, const void *addr, size_t len);
};

struct virtio_dev {
	const struct virtio_transport *transport;
	const char *name;  /* for messages */
	uint64_t features; /* that were agreed on; 0 before */
	uint8_t status;    /* that virtio_dev.c has set */
	int socket_id;     /* where its queues should lie */
	bool iova_va;      /* IOVAs are not physical: an IOMMU must translate */
};

static inline bool
virtio_has(const struct virtio_dev *dev, unsigned int feature)
{
	return dev->features >> feature & 1;
}

static inline int
virtio_need(struct virtio_dev *dev, const void *addr, size_t len)
{
	return dev->transport->need == NULL
			? 0
			: dev->transport->need(dev, addr, len);
}

#endif
