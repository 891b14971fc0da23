/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver made for tests: it records what it is asked for in struct fake, and
 * its knobs make each operation fail. Each test binary includes it once.
 */
#ifndef FAKE_H
#define FAKE_H

#include <bufplane.h>
#include <bufplane_ethdev.h>
#include <ethdev_driver.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>

#include <cmocka.h>

struct fake {
	int rc; /* what each operation returns */
	int removed;
	int at_end;
	unsigned int calls; /* of any operation that changes something */
	unsigned int setups, releases, starts, stops, closes;
	struct rte_eth_dev_info info;
	struct rte_eth_conf conf;     /* at the last dev_configure */
	struct rte_eth_rxconf rxconf; /* at the last set-up */
	struct rte_eth_txconf txconf;
	uint16_t nb_desc;
	uint16_t tx_room; /* how many a burst takes */
	uint64_t own[2];  /* its own counters */
};

static struct fake fake;
static struct eth_dev_ops fake_ops;
static struct rte_mempool *pool;
static uint16_t port; /* of the current test */

static int
op(struct rte_eth_dev *dev)
{
	fake.calls++;
	return fake.rc;
}

static int
op_configure(struct rte_eth_dev *dev)
{
	fake.conf = dev->data->dev_conf;
	return op(dev);
}

static int
op_start(struct rte_eth_dev *dev)
{
	fake.starts++;
	return fake.rc;
}

static int
op_stop(struct rte_eth_dev *dev)
{
	fake.stops++;
	return fake.rc;
}

static int
op_close(struct rte_eth_dev *dev)
{
	fake.closes++;
	return fake.rc;
}

static int
op_removed(struct rte_eth_dev *dev)
{
	return fake.removed;
}

static int
op_info(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	info->max_rx_queues = fake.info.max_rx_queues;
	info->max_tx_queues = fake.info.max_tx_queues;
	info->max_mac_addrs = 4;
	info->max_hash_mac_addrs = fake.info.max_hash_mac_addrs;
	info->min_rx_bufsize = fake.info.min_rx_bufsize;
	info->max_rx_pktlen = 9018;
	info->max_mtu = 9000;
	info->rx_offload_capa = fake.info.rx_offload_capa;
	info->tx_offload_capa = fake.info.tx_offload_capa;
	info->rx_queue_offload_capa = fake.info.rx_queue_offload_capa;
	info->tx_queue_offload_capa = fake.info.tx_queue_offload_capa;
	info->flow_type_rss_offloads = fake.info.flow_type_rss_offloads;
	info->max_lro_pkt_size = fake.info.max_lro_pkt_size;
	info->dev_capa = fake.info.dev_capa;
	info->max_rx_mempools = fake.info.max_rx_mempools;
	info->rx_seg_capa = fake.info.rx_seg_capa;
	if (fake.info.rx_desc_lim.nb_max != 0) {
		info->rx_desc_lim = fake.info.rx_desc_lim;
		info->tx_desc_lim = fake.info.rx_desc_lim;
	}
	info->default_rxportconf = fake.info.default_rxportconf;
	info->default_txportconf = fake.info.default_txportconf;
	return fake.removed ? fake.rc : 0;
}

static int
op_rx_setup(struct rte_eth_dev *dev, uint16_t q, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	fake.rxconf = *conf;
	fake.nb_desc = nb_desc;
	if (fake.rc == 0) {
		dev->data->rx_queues[q] = &fake;
		fake.setups++;
	}
	return fake.rc;
}

static int
op_tx_setup(struct rte_eth_dev *dev, uint16_t q, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf)
{
	fake.txconf = *conf;
	fake.nb_desc = nb_desc;
	if (fake.rc == 0) {
		dev->data->tx_queues[q] = &fake;
		fake.setups++;
	}
	return fake.rc;
}

static void
op_release(struct rte_eth_dev *dev, uint16_t q)
{
	fake.releases++;
}

static int
op_rxq_start(struct rte_eth_dev *dev, uint16_t q)
{
	if (fake.rc == 0)
		dev->data->rx_queue_state[q] = RTE_ETH_QUEUE_STATE_STARTED;
	return op(dev);
}

static int
op_rxq_stop(struct rte_eth_dev *dev, uint16_t q)
{
	if (fake.rc == 0)
		dev->data->rx_queue_state[q] = RTE_ETH_QUEUE_STATE_STOPPED;
	return op(dev);
}

static int
op_txq_start(struct rte_eth_dev *dev, uint16_t q)
{
	if (fake.rc == 0)
		dev->data->tx_queue_state[q] = RTE_ETH_QUEUE_STATE_STARTED;
	return op(dev);
}

static int
op_txq_stop(struct rte_eth_dev *dev, uint16_t q)
{
	if (fake.rc == 0)
		dev->data->tx_queue_state[q] = RTE_ETH_QUEUE_STATE_STOPPED;
	return op(dev);
}

static int
op_at_end(struct rte_eth_dev *dev, uint16_t q)
{
	return fake.at_end;
}

static void
op_rxq_info(struct rte_eth_dev *dev, uint16_t q, struct rte_eth_rxq_info *info)
{
	info->nb_desc = 77;
}

static void
op_txq_info(struct rte_eth_dev *dev, uint16_t q, struct rte_eth_txq_info *info)
{
	info->nb_desc = 78;
}

static int
op_burst_mode(struct rte_eth_dev *dev, uint16_t q,
		struct rte_eth_burst_mode *mode)
{
	strcpy(mode->info, "fake");
	return fake.rc;
}

static int
op_done_cleanup(void *txq, uint32_t n)
{
	return fake.rc != 0 ? fake.rc : (int)n;
}

static int
op_link(struct rte_eth_dev *dev, int wait)
{
	struct rte_eth_link link = {.link_speed = wait ? 1000 : 100,
			.link_duplex = 1,
			.link_status = RTE_ETH_LINK_UP};

	rte_eth_linkstatus_set(dev, &link);
	return 0;
}

static int
op_mac_set(struct rte_eth_dev *dev, struct rte_ether_addr *addr)
{
	return op(dev);
}

static int
op_mac_add(struct rte_eth_dev *dev, struct rte_ether_addr *addr, uint32_t index,
		uint32_t vmdq)
{
	return op(dev);
}

static void
op_mac_remove(struct rte_eth_dev *dev, uint32_t index)
{
	op(dev);
}

static int
op_mtu(struct rte_eth_dev *dev, uint16_t mtu)
{
	return op(dev);
}

static const uint32_t *
op_ptypes(struct rte_eth_dev *dev)
{
	static const uint32_t types[] = {RTE_PTYPE_L2_ETHER, RTE_PTYPE_L3_IPV4,
			RTE_PTYPE_L4_TCP, RTE_PTYPE_UNKNOWN};

	return types;
}

static int
op_set_ptypes(struct rte_eth_dev *dev, uint32_t mask)
{
	return op(dev);
}

static int
op_stats(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	stats->ipackets = 11;
	stats->obytes = 22;
	stats->q_ipackets[1] = 33;
	stats->q_obytes[0] = 44;
	return fake.rc;
}

static int
op_xstats(struct rte_eth_dev *dev, struct rte_eth_xstat *xs, unsigned int n)
{
	xs[0].value = fake.own[0];
	xs[1].value = fake.own[1];
	return fake.rc != 0 ? fake.rc : 2;
}

static int
op_xstats_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
		unsigned int n)
{
	if (names != NULL) {
		strcpy(names[0].name, "fake_a");
		strcpy(names[1].name, "fake_b");
	}
	return 2;
}

static uint16_t
fake_rx(void *q, struct rte_mbuf **pkts, uint16_t n)
{
	assert_ptr_equal(q, &fake);
	return rte_pktmbuf_alloc_bulk(pool, pkts, n) == 0 ? n : 0;
}

static uint16_t
fake_tx(void *q, struct rte_mbuf **pkts, uint16_t n)
{
	assert_ptr_equal(q, &fake);
	n = RTE_MIN(n, fake.tx_room);
	rte_pktmbuf_free_bulk(pkts, n);
	return n;
}

static const struct eth_dev_ops all_ops = {
		.dev_infos_get = op_info,
		.dev_configure = op_configure,
		.dev_start = op_start,
		.dev_stop = op_stop,
		.dev_close = op_close,
		.dev_reset = op,
		.is_removed = op_removed,
		.rx_queue_setup = op_rx_setup,
		.tx_queue_setup = op_tx_setup,
		.rx_queue_release = op_release,
		.tx_queue_release = op_release,
		.rx_queue_start = op_rxq_start,
		.rx_queue_stop = op_rxq_stop,
		.tx_queue_start = op_txq_start,
		.tx_queue_stop = op_txq_stop,
		.rx_at_end = op_at_end,
		.rxq_info_get = op_rxq_info,
		.txq_info_get = op_txq_info,
		.rx_burst_mode_get = op_burst_mode,
		.tx_burst_mode_get = op_burst_mode,
		.tx_done_cleanup = op_done_cleanup,
		.link_update = op_link,
		.dev_set_link_up = op,
		.dev_set_link_down = op,
		.promiscuous_enable = op,
		.promiscuous_disable = op,
		.allmulticast_enable = op,
		.allmulticast_disable = op,
		.mac_addr_set = op_mac_set,
		.mac_addr_add = op_mac_add,
		.mac_addr_remove = op_mac_remove,
		.mtu_set = op_mtu,
		.dev_supported_ptypes_get = op_ptypes,
		.dev_ptypes_set = op_set_ptypes,
		.stats_get = op_stats,
		.stats_reset = op,
		.xstats_get = op_xstats,
		.xstats_get_names = op_xstats_names,
		.xstats_reset = op,
};

static inline uint16_t
fake_port(const char *name)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocate(name);

	assert_non_null(dev);
	dev->dev_ops = &fake_ops;
	dev->rx_pkt_burst = fake_rx;
	dev->tx_pkt_burst = fake_tx;
	dev->data->dev_flags = RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
	dev->data->mac_addrs =
			rte_zmalloc(NULL, 4 * sizeof(struct rte_ether_addr), 0);
	assert_non_null(dev->data->mac_addrs);
	dev->data->mac_addrs[0].addr_bytes[0] = 2;
	rte_eth_dev_probing_finish(dev);
	return dev->data->port_id;
}

/* Before each test: one port, with everything and nothing failing. */
static inline int
fake_setup(void **state)
{
	memset(&fake, 0, sizeof(fake));
	fake.info.max_rx_queues = 4;
	fake.info.max_tx_queues = 4;
	fake.tx_room = UINT16_MAX;
	fake_ops = all_ops;
	port = fake_port("fake0");
	return 0;
}

static inline int
fake_teardown(void **state)
{
	fake.rc = 0;
	fake_ops = all_ops;
	return bp_eth_dev_remove("fake0");
}

/* The port configured, with n queues each way set up. */
static inline void
fake_ready(uint16_t n)
{
	static const struct rte_eth_conf conf;
	uint16_t q;

	assert_int_equal(rte_eth_dev_configure(port, n, n, &conf), 0);
	for (q = 0; q < n; q++) {
		assert_int_equal(rte_eth_rx_queue_setup(
						 port, q, 0, 0, NULL, pool),
				0);
		assert_int_equal(
				rte_eth_tx_queue_setup(port, q, 0, 0, NULL), 0);
	}
}

static inline int
group_setup(void **state)
{
	struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.log_level = RTE_LOG_EMERG};

	if (bp_init(&config) != 0)
		return -1;
	pool = rte_pktmbuf_pool_create("pool", 255, 16, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	return pool == NULL ? -1 : 0;
}

static inline int
group_teardown(void **state)
{
	unsigned int left = rte_mempool_in_use_count(pool);

	rte_mempool_free(pool);
	return rte_eal_cleanup() != 0 || left != 0;
}

#define FAKE_TEST(f)                                                           \
	cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

#endif
