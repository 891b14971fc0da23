/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fake device's transport and its status (VIRTIO 1.2, section 2.1), with
 * checks of what the driver does when.
 */
#include "virtio_fake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_memory.h>

#define BIT(n) (UINT64_C(1) << (n))
#define IDS    65536

static struct virtio_fake *
fake_of(struct virtio_dev *dev)
{
	struct virtio_fake *fake = (struct virtio_fake *)(void *)dev;

	if (fake->on_call != NULL)
		fake->on_call(fake);
	return fake;
}

void
virtio_fake_wrong(struct virtio_fake *fake, const char *what)
{
	if (fake->wrong == NULL)
		fake->wrong = what;
}

static bool
has(const struct virtio_fake *fake, unsigned int feature)
{
	return fake->features >> feature & 1;
}

/* A row of memsegs whose addresses go on on both sides. */
void *
virtio_fake_memory(struct virtio_fake *fake, uint64_t iova, uint64_t len)
{
	uint8_t *first = fake->trusting ? (void *)(uintptr_t)iova
					: rte_mem_iova2virt(iova);
	uint64_t done = 0;

	if (fake->trusting || first == NULL || iova + len < iova)
		return first;
	while (done < len) {
		const struct rte_memseg *ms;

		if (rte_mem_iova2virt(iova + done) != first + done)
			return NULL;
		ms = rte_mem_virt2memseg(first + done, NULL);
		if (ms == NULL)
			return NULL;
		done = ms->addr_64 + ms->len - (uintptr_t)first;
	}
	return first;
}

void
virtio_fake_signal(struct virtio_fake *fake, uint16_t vector)
{
	if (vector != VIRTIO_NO_VECTOR && fake->on_interrupt != NULL)
		fake->on_interrupt(fake, vector);
}

static int
features_get(struct virtio_dev *dev, uint64_t *features)
{
	struct virtio_fake *fake = fake_of(dev);

	*features = fake->offered;
	return fake->gone ? -ENODEV : 0;
}

static int
features_set(struct virtio_dev *dev, uint64_t features)
{
	struct virtio_fake *fake = fake_of(dev);

	if (fake->gone)
		return -ENODEV;
	if ((fake->status & VIRTIO_CONFIG_S_DRIVER) == 0 ||
			(fake->status & VIRTIO_CONFIG_S_FEATURES_OK) != 0)
		virtio_fake_wrong(fake, "features at the wrong time");
	if ((features & ~fake->offered) != 0)
		virtio_fake_wrong(fake, "features that are not offered");
	fake->features = features;
	return 0;
}

static uint8_t
status_get(struct virtio_dev *dev)
{
	struct virtio_fake *fake = fake_of(dev);

	return fake->gone ? VIRTIO_STATUS_GONE : fake->status;
}

/* Section 3.1.1: bits are added, one after the other. */
static void
status_set(struct virtio_dev *dev, uint8_t status)
{
	static const uint8_t order[] = {VIRTIO_CONFIG_S_ACKNOWLEDGE,
			VIRTIO_CONFIG_S_DRIVER, VIRTIO_CONFIG_S_FEATURES_OK,
			VIRTIO_CONFIG_S_DRIVER_OK};
	struct virtio_fake *fake = fake_of(dev);
	uint8_t kept = fake->status & ~VIRTIO_CONFIG_S_NEEDS_RESET;
	unsigned int i;

	if (fake->gone)
		return;
	if ((kept & ~status) != 0)
		virtio_fake_wrong(fake, "a status bit is taken back");
	for (i = 1; i < RTE_DIM(order); i++)
		if ((status & order[i]) != 0 && (status & order[i - 1]) == 0)
			virtio_fake_wrong(fake,
					"a step of the status is left out");
	fake->status |= status;
	if (fake->refuse_features)
		fake->status &= ~VIRTIO_CONFIG_S_FEATURES_OK;
}

static void
stop_queue(struct fake_queue *q)
{
	struct fake_queue fresh = {.size_max = q->size_max,
			.vector = VIRTIO_NO_VECTOR,
			.with_device = q->with_device,
			.kicks = q->kicks,
			.interrupts = q->interrupts,
			.enabled = q->enabled,
			.buffers = q->buffers,
			.avail_wrap = true,
			.used_wrap = true};

	if (q->size != 0)
		memset(q->with_device, 0, IDS * sizeof(bool));
	*q = fresh;
}

static int
reset(struct virtio_dev *dev)
{
	struct virtio_fake *fake = fake_of(dev);
	unsigned int i;

	if (fake->gone)
		return -ENODEV;
	fake->resets++;
	fake->status = 0;
	fake->features = 0;
	fake->isr = 0;
	fake->config_vector = VIRTIO_NO_VECTOR;
	for (i = 0; i < FAKE_QUEUES; i++)
		stop_queue(&fake->queues[i]);
	return 0;
}

static int
config_check(struct virtio_fake *fake, uint32_t offset, uint32_t len)
{
	int rc = fake->fail_config;

	fake->fail_config = 0;
	if (rc != 0 || fake->gone)
		return rc != 0 ? rc : -ENODEV;
	return offset > fake->config_len || len > fake->config_len - offset
			? -ERANGE
			: 0;
}

static int
config_read(struct virtio_dev *dev, uint32_t offset, void *buf, uint32_t len)
{
	struct virtio_fake *fake = fake_of(dev);
	int rc = config_check(fake, offset, len);

	if (rc == 0)
		memcpy(buf, fake->config + offset, len);
	return rc;
}

static int
config_write(struct virtio_dev *dev, uint32_t offset, const void *buf,
		uint32_t len)
{
	struct virtio_fake *fake = fake_of(dev);
	int rc = config_check(fake, offset, len);

	if (rc == 0)
		memcpy(fake->config + offset, buf, len);
	return rc;
}

static uint16_t
queues_max(struct virtio_dev *dev)
{
	struct virtio_fake *fake = fake_of(dev);

	return fake->gone ? UINT16_MAX : fake->queues_n;
}

static uint16_t
queue_size_max(struct virtio_dev *dev, uint16_t index)
{
	struct virtio_fake *fake = fake_of(dev);

	if (fake->gone)
		return UINT16_MAX;
	return index < fake->queues_n && index < FAKE_QUEUES
			? fake->queues[index].size_max
			: 0;
}

/* One part of a queue: aligned, and memory that was registered. */
static void *
part(struct virtio_fake *fake, uint64_t iova, size_t len, size_t align)
{
	void *p = virtio_fake_memory(fake, iova, len);

	if (iova % align != 0)
		virtio_fake_wrong(fake, "a part of a queue is not aligned");
	if (p == NULL)
		virtio_fake_wrong(fake, "a queue outside registered memory");
	return p;
}

static void
place_queue(struct virtio_fake *fake, struct fake_queue *q,
		const struct virtio_queue_place *place)
{
	size_t n = place->size;
	bool packed = has(fake, VIRTIO_F_RING_PACKED);

	if (q->with_device == NULL)
		q->with_device = calloc(IDS, sizeof(bool));
	if (q->with_device == NULL)
		abort();
	q->desc = part(fake, place->desc, n * 16, 16);
	q->driver = part(fake, place->driver, packed ? 4 : 6 + 2 * n,
			packed ? 4 : 2);
	q->device = part(fake, place->device, packed ? 4 : 6 + 8 * n, 4);
	q->size = fake->wrong == NULL ? place->size : 0;
	q->vector = place->vector;
	q->enabled++;
}

static int
queue_enable(struct virtio_dev *dev, const struct virtio_queue_place *place,
		void **doorbell)
{
	struct virtio_fake *fake = fake_of(dev);
	int rc = fake->fail_enable;
	struct fake_queue *q;

	fake->fail_enable = 0;
	if (rc != 0 || fake->gone)
		return rc != 0 ? rc : -ENODEV;
	if (place->index >= fake->queues_n)
		return -EINVAL;
	if (place->vector != VIRTIO_NO_VECTOR && place->vector >= fake->vectors)
		return -ENOSPC;
	q = &fake->queues[place->index];
	if (q->size != 0)
		return -EBUSY;
	if (place->size == 0 || place->size > q->size_max ||
			(!has(fake, VIRTIO_F_RING_PACKED) &&
					!rte_is_power_of_2(place->size)))
		virtio_fake_wrong(fake, "the size of a queue");
	if ((fake->status & VIRTIO_CONFIG_S_FEATURES_OK) == 0)
		virtio_fake_wrong(fake, "a queue before FEATURES_OK");
	place_queue(fake, q, place);
	*doorbell = q;
	return 0;
}

static int
queue_reset(struct virtio_dev *dev, uint16_t index)
{
	struct virtio_fake *fake = fake_of(dev);
	int rc = fake->fail_queue_reset;

	fake->fail_queue_reset = 0;
	if (fake->gone)
		return -ENODEV;
	if (!has(fake, VIRTIO_F_RING_RESET))
		return -ENOTSUP;
	if (index >= fake->queues_n || fake->queues[index].size == 0)
		virtio_fake_wrong(fake, "a reset of a queue that does not run");
	else if (rc == 0)
		stop_queue(&fake->queues[index]);
	return rc;
}

static int
config_vector(struct virtio_dev *dev, uint16_t vector)
{
	struct virtio_fake *fake = fake_of(dev);

	if (fake->gone)
		return -ENODEV;
	if (vector != VIRTIO_NO_VECTOR && vector >= fake->vectors)
		return -ENOSPC;
	fake->config_vector = vector;
	return 0;
}

/* Section 2.9: where the driver adds next. */
static uint32_t
next_avail(const struct virtio_fake *fake, const struct fake_queue *q)
{
	const struct vring_packed_desc *d = q->desc;
	const struct vring_avail *avail = q->driver;
	uint32_t at = q->avail, n;
	bool wrap = q->avail_wrap;

	if (!has(fake, VIRTIO_F_RING_PACKED))
		return avail->idx;
	for (n = q->held; n < q->size; n++) {
		uint16_t flags =
				__atomic_load_n(&d[at].flags, __ATOMIC_ACQUIRE);

		if ((flags >> VRING_PACKED_DESC_F_AVAIL & 1) != wrap ||
				(flags >> VRING_PACKED_DESC_F_USED & 1) == wrap)
			break;
		at = at + 1U < q->size ? at + 1 : 0;
		wrap = at != 0 ? wrap : !wrap;
	}
	return at | (uint32_t)wrap << 15;
}

static void
notify(struct virtio_dev *dev, void *doorbell, uint32_t data)
{
	struct virtio_fake *fake = fake_of(dev);
	uint16_t index = (uint16_t)data;
	struct fake_queue *q;
	uint32_t expect = index;

	if (fake->gone || fake->status == 0)
		return;
	if (index >= fake->queues_n || fake->queues[index].size == 0) {
		virtio_fake_wrong(fake, "a kick of a queue that does not run");
		return;
	}
	q = &fake->queues[index];
	if (doorbell != q)
		virtio_fake_wrong(fake, "the doorbell of another queue");
	if (has(fake, VIRTIO_F_NOTIFICATION_DATA))
		expect |= next_avail(fake, q) << 16;
	if (data != expect)
		virtio_fake_wrong(fake, "the data of a notification");
	__atomic_add_fetch(&q->kicks, 1, __ATOMIC_RELAXED);
	if (!fake->asleep && !fake->manual)
		virtio_fake_run_queue(fake, index);
}

static bool
reaches(struct virtio_dev *dev, const void *addr, uint64_t iova, uint32_t len)
{
	const struct virtio_fake *fake = (struct virtio_fake *)(void *)dev;
	const uint8_t *first = addr;

	return fake->far_len == 0 || first + len <= fake->far ||
			first >= fake->far + fake->far_len;
}

static uint8_t
isr(struct virtio_dev *dev)
{
	struct virtio_fake *fake = fake_of(dev);
	uint8_t was = fake->isr;

	fake->isr = 0;
	return fake->gone ? UINT8_MAX : was;
}

static const struct virtio_transport transport = {
		.name = "fake",
		.features_get = features_get,
		.features_set = features_set,
		.status_get = status_get,
		.status_set = status_set,
		.reset = reset,
		.config_read = config_read,
		.config_write = config_write,
		.queues_max = queues_max,
		.queue_size_max = queue_size_max,
		.queue_enable = queue_enable,
		.queue_reset = queue_reset,
		.config_vector = config_vector,
		.reaches = reaches,
		.notify = notify,
		.isr = isr,
};

struct virtio_fake *
virtio_fake_new(uint64_t features, uint16_t queues, uint16_t size)
{
	struct virtio_fake *fake = calloc(1, sizeof(*fake));
	unsigned int i;

	if (fake == NULL)
		abort();
	fake->dev.transport = &transport;
	fake->dev.name = "fake";
	fake->dev.socket_id = SOCKET_ID_ANY;
	fake->offered = features | BIT(VIRTIO_F_VERSION_1) |
			BIT(VIRTIO_F_ACCESS_PLATFORM);
	fake->queues_n = queues;
	fake->vectors = FAKE_VECTORS;
	fake->config_len = FAKE_CONFIG;
	fake->fault_at = -1;
	for (i = 0; i < FAKE_QUEUES; i++)
		fake->queues[i].size_max = i < queues ? size : 0;
	reset(&fake->dev);
	fake->resets = 0;
	return fake;
}

void
virtio_fake_free(struct virtio_fake *fake)
{
	unsigned int i;

	for (i = 0; i < FAKE_QUEUES; i++)
		free(fake->queues[i].with_device);
	free(fake);
}

void
virtio_fake_agree(struct virtio_fake *fake)
{
	fake->status = VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |
			VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK;
	fake->features = fake->offered;
	fake->dev.features = fake->offered;
	fake->dev.status = fake->status;
}

void
virtio_fake_unplug(struct virtio_fake *fake)
{
	unsigned int i;

	for (i = 0; i < FAKE_QUEUES; i++)
		stop_queue(&fake->queues[i]);
	fake->gone = true;
}

void
virtio_fake_config_changed(struct virtio_fake *fake)
{
	fake->isr |= VIRTIO_ISR_CONFIG;
	virtio_fake_signal(fake, fake->config_vector);
}

void
virtio_fake_needs_reset(struct virtio_fake *fake)
{
	fake->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	virtio_fake_config_changed(fake);
}
