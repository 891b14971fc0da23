/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a packet costs net_virtio: bursts of a port on the fake device of the
 * tests, with mbufs from the cache of a pool. Run by virtio_bench.py under
 * callgrind, which counts what is inside functions whose names begin with
 * "driver_": what the program and the device do with packets is not.
 *
 *   virtio_bench split|packed rx|tx BURSTS [merge] [order] [batch]
 *
 * order: the device uses buffers in order; batch: it tells of the last alone.
 */
#include <bufplane.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_malloc.h>

#include "net/virtio/virtio_net.h"
#include "virtio_fake.h"

#define BURST 32
#define SIZE  256
#define LEN   64

static struct virtio_fake *fake;
static struct rte_mempool *pool;
static uint16_t id;
static struct rte_mbuf *pkts[BURST];

__rte_noinline uint16_t driver_rx(void);
uint16_t
driver_rx(void)
{
	return rte_eth_rx_burst(id, 0, pkts, BURST);
}

__rte_noinline uint16_t driver_tx(void);
uint16_t
driver_tx(void)
{
	return rte_eth_tx_burst(id, 0, pkts, BURST);
}

static void
fail(const char *what)
{
	fprintf(stderr, "virtio_bench: %s\n", what);
	exit(1);
}

static void
make_device(uint64_t features, bool batch)
{
	const struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.no_pci = true};

	if (bp_init(&config) != 0)
		fail("the library does not start");
	fake = virtio_fake_new(features, 2, SIZE);
	pool = rte_pktmbuf_pool_create("pool", 1023, 256, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (fake == NULL || pool == NULL)
		fail("no memory");
	fake->asleep = true;
	fake->no_kicks = true;
	fake->trusting = true;
	fake->batch = batch;
}

static void
start_port(void)
{
	static struct rte_driver driver = {.name = "net_virtio"};
	static struct rte_device device = {.name = "bench", .driver = &driver};
	const struct rte_eth_conf conf = {0};
	struct rte_eth_dev *eth = rte_eth_dev_allocate("bench");

	eth->device = &device;
	eth->data->dev_private =
			rte_zmalloc(NULL, sizeof(struct vnet_port), 64);
	if (vnet_init(eth, &fake->dev, NULL) != 0)
		fail("no port");
	rte_eth_dev_probing_finish(eth);
	id = eth->data->port_id;
	if (rte_eth_dev_configure(id, 1, 1, &conf) != 0 ||
			rte_eth_rx_queue_setup(id, 0, SIZE, 0, NULL, pool) !=
					0 ||
			rte_eth_tx_queue_setup(id, 0, SIZE, 0, NULL) != 0 ||
			rte_eth_dev_start(id) != 0)
		fail("the port does not start");
}

static uint16_t
receive(void)
{
	static const uint8_t frame[LEN] = {2};
	uint16_t i, n;

	for (i = 0; i < BURST; i++)
		virtio_fake_receive(fake, 0, NULL,
				sizeof(struct virtio_net_hdr_v1), frame, LEN);
	n = driver_rx();
	rte_pktmbuf_free_bulk(pkts, n);
	return n;
}

static uint16_t
transmit(void)
{
	uint16_t i, n;

	if (rte_pktmbuf_alloc_bulk(pool, pkts, BURST) != 0)
		fail("no mbufs");
	for (i = 0; i < BURST; i++)
		memset(rte_pktmbuf_append(pkts[i], LEN), 2, LEN);
	n = driver_tx();
	virtio_fake_run_queue(fake, 1);
	return n;
}

static bool
has_word(char **words, const char *word)
{
	while (*words != NULL)
		if (strcmp(*words++, word) == 0)
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	uint64_t moved = 0, features = UINT64_C(1) << VIRTIO_RING_F_EVENT_IDX;
	long n, bursts;
	bool rx;

	if (argc < 4) {
		fprintf(stderr,
				"virtio_bench split|packed rx|tx BURSTS "
				"[merge] [order] [batch]\n");
		return 2;
	}
	if (strcmp(argv[1], "packed") == 0)
		features |= UINT64_C(1) << VIRTIO_F_RING_PACKED;
	if (has_word(argv + 4, "merge"))
		features |= UINT64_C(1) << VIRTIO_NET_F_MRG_RXBUF;
	if (has_word(argv + 4, "order"))
		features |= UINT64_C(1) << VIRTIO_F_IN_ORDER;
	make_device(features, has_word(argv + 4, "batch"));
	start_port();
	rx = strcmp(argv[2], "rx") == 0;
	bursts = strtol(argv[3], NULL, 0);
	for (n = 0; n < bursts; n++)
		moved += rx ? receive() : transmit();
	if (fake->wrong != NULL)
		fail(fake->wrong);
	if (moved != (uint64_t)bursts * BURST)
		fail("packets were lost");
	return 0;
}
