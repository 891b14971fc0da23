/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of virtqueues: a queue with a fake device on its other side, and
 * memory for buffers. Whoever
 * ends a test checks both sides (queue_free()).
 */
#ifndef VIRTQ_ENV_H
#define VIRTQ_ENV_H

#include <bufplane.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_malloc.h>

#include "net/virtio/virtq_packed.h"
#include "net/virtio/virtq_split.h"
#include "virtio_fake.h"
#include "virtq_check.h"
#include "virtq_kinds.h"

#include <cmocka.h>

#define QUEUE 3 /* its index; any will do */
#define AREA  65536

struct queue {
	const struct kind *kind;
	struct virtio_fake *fake;
	struct virtq q;
};

static uint8_t *area; /* memory that devices reach */

static inline int
env_setup(void **state)
{
	const struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.log_level = RTE_LOG_EMERG};

	if (bp_init(&config) != 0)
		return -1;
	area = rte_zmalloc("area", AREA, 64);
	return area == NULL ? -1 : 0;
}

static inline int
env_teardown(void **state)
{
	rte_free(area);
	return rte_eal_cleanup();
}

static inline uint64_t
area_iova(size_t offset)
{
	return rte_malloc_virt2iova(area) + offset;
}

/* The number n as a cookie. */
static inline void *
cookie_of(uintptr_t n)
{
	return (void *)(n + 1);
}

static inline uintptr_t
number_of(const void *cookie)
{
	return (uintptr_t)cookie - 1;
}

/* Both sides are sound. */
static inline void
queue_check(const struct queue *t)
{
	const char *reason = NULL;

	assert_null(t->fake->wrong);
	if (virtq_check(&t->q, &reason) != 0)
		fail_msg("%s: %s", t->kind->name, reason);
}

/* Have the device start the queue. */
static inline void
queue_start(struct queue *t)
{
	struct virtio_queue_place place;

	virtq_place(&t->q, &place);
	assert_int_equal(place.index, QUEUE);
	assert_int_equal(t->fake->dev.transport->queue_enable(
					 &t->fake->dev, &place, &t->q.doorbell),
			0);
	queue_check(t);
}

static inline void
queue_new(struct queue *t, const struct kind *kind, uint64_t features,
		uint16_t size, uint16_t pieces)
{
	struct virtq_conf conf = {"virtq", QUEUE, size, pieces, SOCKET_ID_ANY};

	t->kind = kind;
	t->fake = virtio_fake_new(features | kind->features, QUEUE + 1, size);
	virtio_fake_agree(t->fake);
	t->fake->manual = true;
	assert_int_equal(virtq_init(&t->q, &t->fake->dev, &conf), 0);
	queue_start(t);
}

/* Take out what is left: how many. */
static inline unsigned int
queue_empty(struct queue *t)
{
	unsigned int n = 0;

	while (virtq_detach(&t->q) != NULL)
		n++;
	return n;
}

static inline void
queue_free(struct queue *t)
{
	queue_check(t);
	queue_empty(t);
	virtq_fini(&t->q);
	virtio_fake_free(t->fake);
}

/* One buffer to write, of len bytes, and the device may use it. */
static inline void
queue_add_in(struct queue *t, uint32_t len, uintptr_t number)
{
	uint64_t iova = area_iova(0);
	void *cookie = cookie_of(number);

	t->kind->add_in_n(&t->q, &iova, len, &cookie, 1);
	t->kind->publish(&t->q);
}

/* The device takes one and returns it. */
static inline void
device_use(struct queue *t, uint32_t len)
{
	struct fake_buf buf;

	assert_true(virtio_fake_pop(t->fake, QUEUE, &buf));
	virtio_fake_push(t->fake, QUEUE, &buf, len);
	virtio_fake_flush(t->fake, QUEUE);
}

/* Tests, each for both kinds. */
#define BOTH(fn)                                                               \
	{#fn " split", fn, NULL, NULL, (void *)(uintptr_t)&kind_split},        \
	{                                                                      \
#fn " packed", fn, NULL, NULL, (void *)(uintptr_t)&kind_packed \
	}

#endif
