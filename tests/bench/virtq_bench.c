/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What virtqueues cost the driver: instructions a buffer, for bursts that are
 * received and transmitted over the fake device of the tests. Run by
 * virtq_bench.py under callgrind, which counts what is inside functions whose
 * names begin with "driver_".
 *
 *   virtq_bench split|packed rx|tx BURSTS
 */
#include <bufplane.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_malloc.h>

#include "net/virtio/virtq_packed.h"
#include "net/virtio/virtq_split.h"
#include "virtio_fake.h"

#define BURST 32
#define SIZE  256
#define LEN   2048

static struct virtq vq;
static struct virtio_fake *fake;
static uint64_t iovas[BURST];
static void *cookies[BURST];
static uint32_t lens[BURST];

/* Give back what was received, and receive the next burst. */
#define DRIVER(X)                                                              \
	__rte_noinline void driver_rx_##X(void);                               \
	void driver_rx_##X(void)                                               \
	{                                                                      \
		uint16_t n = virtq_##X##_take_n(&vq, cookies, lens, BURST);    \
                                                                               \
		virtq_##X##_add_in_n(&vq, iovas, LEN, cookies, n);             \
		virtq_##X##_publish(&vq);                                      \
		if (virtq_##X##_wants_kick(&vq))                               \
			virtq_kick(&vq);                                       \
	}                                                                      \
                                                                               \
	__rte_noinline void driver_tx_##X(void);                               \
	void driver_tx_##X(void)                                               \
	{                                                                      \
		uint16_t i, n;                                                 \
                                                                               \
		n = virtq_##X##_take_n(&vq, cookies, NULL, BURST);             \
		for (i = 0; i < n; i++)                                        \
			virtq_##X##_add_out(&vq, iovas[i], LEN, cookies[i]);   \
		virtq_##X##_publish(&vq);                                      \
		if (virtq_##X##_wants_kick(&vq))                               \
			virtq_kick(&vq);                                       \
	}

DRIVER(split)
DRIVER(packed)

static void
device_burst(bool rx)
{
	struct fake_buf buf;
	unsigned int i;

	for (i = 0; i < BURST && virtio_fake_pop(fake, 0, &buf); i++)
		virtio_fake_push(fake, 0, &buf, rx ? 64 : 0);
	virtio_fake_flush(fake, 0);
}

static void
start(bool packed)
{
	const struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP};
	struct virtq_conf conf = {"bench", 0, SIZE, 1, SOCKET_ID_ANY};
	struct virtio_queue_place place;

	if (bp_init(&config) != 0)
		exit(1);
	fake = virtio_fake_new(UINT64_C(1) << VIRTIO_RING_F_EVENT_IDX |
					(uint64_t)packed
							<< VIRTIO_F_RING_PACKED,
			1, SIZE);
	fake->manual = true;
	fake->no_kicks = true;
	fake->trusting = true;
	virtio_fake_agree(fake);
	if (virtq_init(&vq, &fake->dev, &conf) != 0)
		exit(1);
	virtq_place(&vq, &place);
	fake->dev.transport->queue_enable(&fake->dev, &place, &vq.doorbell);
}

/* A full ring of buffers to receive into, or one burst to transmit. */
static void
fill(bool packed, bool rx)
{
	unsigned int i;

	for (i = 0; i < BURST; i++) {
		iovas[i] = (uintptr_t)rte_zmalloc(NULL, LEN, 0);
		cookies[i] = (void *)(uintptr_t)(i + 1);
	}
	for (i = 0; i < (rx ? SIZE / BURST : 1); i++) {
		if (packed)
			virtq_packed_add_in_n(&vq, iovas, LEN, cookies, BURST);
		else
			virtq_split_add_in_n(&vq, iovas, LEN, cookies, BURST);
	}
	if (packed)
		virtq_packed_publish(&vq);
	else
		virtq_split_publish(&vq);
}

int
main(int argc, char **argv)
{
	void (*driver[2][2])(void) = {{driver_tx_split, driver_rx_split},
			{driver_tx_packed, driver_rx_packed}};
	bool packed, rx;
	long n;

	if (argc != 4) {
		fprintf(stderr, "virtq_bench split|packed rx|tx BURSTS\n");
		return 2;
	}
	packed = strcmp(argv[1], "packed") == 0;
	rx = strcmp(argv[2], "rx") == 0;
	start(packed);
	fill(packed, rx);
	for (n = strtol(argv[3], NULL, 0); n > 0; n--) {
		device_burst(rx);
		driver[packed][rx]();
	}
	if (fake->wrong != NULL || vq.broken ||
			fake->queues[0].buffers !=
					(uint64_t)strtol(argv[3], NULL, 0) *
							BURST) {
		fprintf(stderr, "virtq_bench: %s\n",
				fake->wrong != NULL ? fake->wrong : "lost");
		return 1;
	}
	return 0;
}
