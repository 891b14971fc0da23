/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of net_virtio: a port on a fake device, configured and started in
 * one call, frames both ways, and the device's interrupts as descriptors. The
 * end of a test checks that the device saw no rule broken, and that no mbuf is
 * left.
 */
#ifndef VIRTIO_NET_ENV_H
#define VIRTIO_NET_ENV_H

#include <unistd.h>

#include <sys/eventfd.h>

#include "net/virtio/virtio_net_queue.h"
#include "ports.h"
#include "virtio_fake.h"

#define F(feature)  (UINT64_C(1) << (feature))
#define PACKED      F(VIRTIO_F_RING_PACKED)
#define MERGE       F(VIRTIO_NET_F_MRG_RXBUF)
#define INDIRECT    F(VIRTIO_RING_F_INDIRECT_DESC)
#define EVENT       F(VIRTIO_RING_F_EVENT_IDX)
#define IN_ORDER    F(VIRTIO_F_IN_ORDER)
#define CTRL        F(VIRTIO_NET_F_CTRL_VQ)
#define CTRL_RX     (CTRL | F(VIRTIO_NET_F_CTRL_RX))
#define STATUS      F(VIRTIO_NET_F_STATUS)
#define RING_RESET  F(VIRTIO_F_RING_RESET)
#define RSS         (CTRL | F(VIRTIO_NET_F_RSS))
#define QUEUE_SIZE  64
#define SENT_MAX    256
#define COMMANDS    8192
#define FRAME_BYTES 70000

struct net_env {
	struct virtio_fake *fake;
	struct rte_eth_dev *eth;
	uint16_t id;
	struct rte_intr_handle *intr;
	uint16_t desc; /* of each queue; 0: the device's */

	/* The frames that the device was sent, with their headers. */
	uint32_t sent;
	uint32_t sent_len;
	uint8_t last[FRAME_BYTES];
	uint64_t sent_bytes;

	/* Commands: the answers by class, and what came last. */
	uint32_t commands;
	uint8_t ack;
	uint8_t refuse_class; /* with an error; 0xff: none */
	uint32_t cmd_len;
	uint8_t cmd[4096];
	uint32_t by_class[8];
};

static struct net_env env;
static struct rte_driver env_driver = {.name = "net_virtio"};
static struct rte_device env_device = {
		.name = "virtio_test", .driver = &env_driver};

static inline void
note_sent(struct virtio_fake *fake, uint16_t queue, const uint8_t *frame,
		uint32_t len)
{
	env.sent++;
	env.sent_bytes += len;
	env.sent_len = len;
	memcpy(env.last, frame, RTE_MIN(len, (uint32_t)sizeof(env.last)));
}

static inline uint8_t
note_command(struct virtio_fake *fake, const uint8_t *cmd, uint32_t len)
{
	env.commands++;
	env.by_class[cmd[0] & 7]++;
	if (cmd[0] == env.refuse_class)
		return VIRTIO_NET_ERR;
	env.cmd_len = len;
	memcpy(env.cmd, cmd, RTE_MIN(len, (uint32_t)sizeof(env.cmd)));
	return env.ack;
}

static inline void
note_interrupt(struct virtio_fake *fake, uint16_t vector)
{
	int fd = vector == 0 ? rte_intr_fd_get(env.intr)
			     : rte_intr_efds_index_get(env.intr, vector - 1);

	if (env.intr != NULL && fd >= 0)
		assert_int_equal(eventfd_write(fd, 1), 0);
}

static inline struct vnet_port *
env_port(void)
{
	return env.eth->data->dev_private;
}

static inline struct vnet_rxq *
env_rxq(uint16_t q)
{
	return env.eth->data->rx_queues[q];
}

static inline struct vnet_txq *
env_txq(uint16_t q)
{
	return env.eth->data->tx_queues[q];
}

/* A device that offers this; its configuration is the test's to change. */
static inline void
env_device_new(uint64_t features, uint16_t pairs)
{
	struct virtio_net_config *c;
	uint16_t n = 2 * pairs + 1;

	memset(&env, 0, sizeof(env));
	env.refuse_class = 0xff;
	env.fake = virtio_fake_new(
			features | F(VIRTIO_NET_F_MAC), n, QUEUE_SIZE);
	assert_non_null(env.fake);
	env.fake->on_transmit = note_sent;
	env.fake->on_control = note_command;
	env.fake->on_interrupt = note_interrupt;
	if (features & CTRL)
		env.fake->control = n - 1;
	c = (void *)env.fake->config;
	env.fake->config_len = sizeof(*c);
	memcpy(c->mac, "\x02\x00\x00\x00\x00\x42", 6);
	c->status = VIRTIO_NET_S_LINK_UP;
	c->max_virtqueue_pairs = pairs;
	c->rss_max_key_size = 40;
	c->rss_max_indirection_table_length = 128;
	c->supported_hash_types = 0x3f;
}

static inline struct virtio_net_config *
env_config(void)
{
	return (void *)env.fake->config;
}

/* Descriptors that the device's vectors raise, n of them for queues. */
static inline void
env_interrupts(uint16_t n)
{
	uint16_t q;

	env.intr = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_SHARED);
	assert_non_null(env.intr);
	rte_intr_type_set(env.intr, RTE_INTR_HANDLE_VDEV);
	rte_intr_fd_set(env.intr, eventfd(0, EFD_NONBLOCK));
	rte_intr_efd_counter_size_set(env.intr, sizeof(uint64_t));
	rte_intr_nb_efd_set(env.intr, n);
	for (q = 0; q < n; q++)
		rte_intr_efds_index_set(env.intr, q, eventfd(0, EFD_NONBLOCK));
}

/* The port: 0 or what the driver says. */
static inline int
env_probe(const char *args)
{
	int rc;

	env.eth = rte_eth_dev_allocate("virtio_test");
	assert_non_null(env.eth);
	env.eth->device = &env_device;
	env.eth->intr_handle = env.intr;
	env.eth->data->dev_private =
			rte_zmalloc("port", sizeof(struct vnet_port), 64);
	rc = vnet_init(env.eth, &env.fake->dev, args);
	if (rc != 0) {
		rte_eth_dev_release_port(env.eth);
		env.eth = NULL;
		return rc;
	}
	rte_eth_dev_probing_finish(env.eth);
	env.id = env.eth->data->port_id;
	return 0;
}

static inline int
env_queues(uint16_t n, struct rte_mempool *mp)
{
	uint16_t q;
	int rc = 0;

	for (q = 0; q < n && rc == 0; q++) {
		rc = rte_eth_rx_queue_setup(env.id, q, env.desc, 0, NULL, mp);
		if (rc == 0)
			rc = rte_eth_tx_queue_setup(
					env.id, q, env.desc, 0, NULL);
	}
	return rc;
}

/* n queues each way with these offloads, started. */
static inline void
env_start(uint16_t n, uint64_t rx, uint64_t tx)
{
	struct rte_eth_conf conf = {
			.rxmode.offloads = rx, .txmode.offloads = tx};

	assert_int_equal(rte_eth_dev_configure(env.id, n, n, &conf), 0);
	assert_int_equal(env_queues(n, pool), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
}

/* All of it, with one pair of queues. */
static inline void
env_up(uint64_t features, uint64_t rx, uint64_t tx)
{
	env_device_new(features, 1);
	assert_int_equal(env_probe(NULL), 0);
	env_start(1, rx, tx);
}

/* Without a check: a test that failed leaves nothing to the next one. */
static inline void
env_clear(void)
{
	int q;

	if (env.intr != NULL) {
		for (q = 0; q < rte_intr_nb_efd_get(env.intr); q++)
			close(rte_intr_efds_index_get(env.intr, q));
		close(rte_intr_fd_get(env.intr));
		rte_intr_instance_free(env.intr);
	}
	virtio_fake_free(env.fake);
	memset(&env, 0, sizeof(env));
}

static inline void
env_down(void)
{
	if (env.eth != NULL) {
		assert_int_equal(rte_eth_dev_stop(env.id), 0);
		assert_int_equal(rte_eth_dev_close(env.id), 0);
		env.eth = NULL;
	}
	assert_null(env.fake->wrong);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	env_clear();
}

/* After each test. */
static inline int
env_check(void **state)
{
	if (env.fake == NULL)
		return ports_check(state);
	if (env.eth != NULL) {
		rte_eth_dev_stop(env.id);
		rte_eth_dev_close(env.id);
	}
	env_clear();
	return -1;
}

/* Bytes that differ by frame and place; a header of Ethernet in front. */
static inline void
env_frame(uint8_t *frame, uint32_t len, uint32_t seed)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		frame[i] = (uint8_t)((seed * 31 + i * 7) ^ (i >> 8));
	frame[0] = 2;
	frame[12] = 0x88;
	frame[13] = 0xb5;
}

/* The device receives one; whether it had buffers for it. */
static inline bool
env_deliver(const void *hdr, uint32_t len, uint32_t seed)
{
	static uint8_t frame[FRAME_BYTES];

	env_frame(frame, len, seed);
	return virtio_fake_receive(env.fake, 0, hdr,
			vnet_hdr_len(env_port()->dev), frame, len);
}

/* A packet of the port, and its bytes. */
static inline const uint8_t *
env_bytes(const struct rte_mbuf *m)
{
	static uint8_t space[FRAME_BYTES];
	const char *why = "";

	assert_int_equal(rte_mbuf_check(m, 1, &why), 0);
	return rte_pktmbuf_read(m, 0, m->pkt_len, space);
}

static inline void
env_check_packet(const struct rte_mbuf *m, uint32_t len, uint32_t seed)
{
	static uint8_t frame[FRAME_BYTES];

	env_frame(frame, len, seed);
	assert_int_equal(m->pkt_len, len);
	assert_memory_equal(env_bytes(m), frame, len);
}

/* One packet, or NULL. */
static inline struct rte_mbuf *
env_receive(void)
{
	struct rte_mbuf *m = NULL;

	return rte_eth_rx_burst(env.id, 0, &m, 1) == 1 ? m : NULL;
}

static inline uint64_t
env_xstat(const char *name)
{
	return port_xstat(env.id, name);
}

#endif
