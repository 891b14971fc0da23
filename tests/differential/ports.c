/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the port API says without a port, of one that is not configured, and at
 * each stage of the life of a net_null port.
 */
#include <string.h>

#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_ethdev.h>

#include "case.h"

#define NAME      "net_null_diff"
#define ASK(call) ask(stage, #call, (long)(call))

static struct rte_mempool *pool;

static void
ask(const char *stage, const char *call, long rc)
{
	tell("ports/%s, %s: %ld", stage, call, rc);
}

static void
state(const char *stage, uint16_t port)
{
	struct rte_eth_dev_info info;
	struct rte_ether_addr addr, addrs[2];
	struct rte_eth_stats stats;
	struct rte_eth_link link;
	struct rte_eth_conf conf;
	char name[RTE_ETH_NAME_MAX_LEN];
	uint16_t mtu = 0;

	ASK(rte_eth_dev_is_valid_port(port));
	ASK(rte_eth_dev_info_get(port, &info));
	ASK(rte_eth_dev_info_get(port, NULL));
	ASK(rte_eth_macaddr_get(port, &addr));
	ASK(rte_eth_macaddr_get(port, NULL));
	ASK(rte_eth_macaddrs_get(port, addrs, 2));
	ASK(rte_eth_macaddrs_get(port, addrs, 0));
	ASK(rte_eth_stats_get(port, &stats));
	ASK(rte_eth_stats_get(port, NULL));
	ASK(rte_eth_stats_reset(port));
	ASK(rte_eth_link_get(port, NULL));
	ASK(rte_eth_link_get_nowait(port, &link));
	ASK(rte_eth_dev_conf_get(port, &conf));
	ASK(rte_eth_dev_get_mtu(port, &mtu));
	ASK(rte_eth_dev_get_mtu(port, NULL));
	ASK(rte_eth_dev_set_mtu(port, 0));
	ASK(rte_eth_dev_set_mtu(port, 65535));
	ASK(rte_eth_promiscuous_get(port));
	ASK(rte_eth_allmulticast_get(port));
	ASK(rte_eth_dev_get_name_by_port(port, name));
	ASK(rte_eth_dev_get_name_by_port(port, NULL));
	ASK(rte_eth_dev_is_removed(port));
	ASK(rte_eth_dev_get_vlan_offload(port));
	ASK(rte_eth_dev_vlan_filter(port, 1, 1));
	ASK(rte_eth_dev_set_vlan_offload(port, RTE_ETH_VLAN_STRIP_OFFLOAD));
	ASK(rte_eth_xstats_get_names(port, NULL, 0));
	ASK(rte_eth_xstats_get(port, NULL, 0));
	ASK(rte_eth_dev_get_supported_ptypes(port, UINT32_MAX, NULL, 0));
	ASK(rte_eth_dev_pool_ops_supported(port, "ring_mp_mc"));
}

static void
queues(const char *stage, uint16_t port)
{
	struct rte_eth_rxq_info rxq;
	struct rte_eth_txq_info txq;
	struct rte_eth_burst_mode mode;

	ASK(rte_eth_rx_queue_info_get(port, 0, &rxq));
	ASK(rte_eth_rx_queue_info_get(port, 9, &rxq));
	ASK(rte_eth_tx_queue_info_get(port, 0, &txq));
	ASK(rte_eth_tx_queue_info_get(port, 0, NULL));
	ASK(rte_eth_rx_burst_mode_get(port, 9, &mode));
	ASK(rte_eth_dev_rx_queue_start(port, 9));
	ASK(rte_eth_dev_tx_queue_stop(port, 9));
	ASK(rte_eth_tx_done_cleanup(port, 0, 0));
	ASK(rte_eth_dev_rx_intr_enable(port, 0));
	ASK(rte_eth_dev_rx_intr_ctl_q(port, 0, 0, 0, NULL));
	ASK(rte_eth_rx_queue_count(port, 0));
	ASK(rte_eth_rx_descriptor_status(port, 0, 0));
	ASK(rte_eth_tx_descriptor_status(port, 0, 0));
}

static void
control(const char *stage, uint16_t port)
{
	struct rte_ether_addr unicast = {{2, 0, 0, 0, 0, 1}}, zero = {{0}};
	struct rte_eth_rss_conf rss = {0};
	struct rte_eth_rss_reta_entry64 reta[2] = {0};
	struct rte_eth_fc_conf fc = {0};
	struct timespec ts;
	uint64_t id = 0;

	ASK(rte_eth_dev_mac_addr_add(port, &unicast, 0));
	ASK(rte_eth_dev_mac_addr_add(port, &zero, 0));
	ASK(rte_eth_dev_mac_addr_add(port, &unicast, 99));
	ASK(rte_eth_dev_mac_addr_remove(port, &unicast));
	ASK(rte_eth_dev_default_mac_addr_set(port, &zero));
	ASK(rte_eth_dev_default_mac_addr_set(port, &unicast));
	ASK(rte_eth_dev_set_mc_addr_list(port, &unicast, 1));
	ASK(rte_eth_dev_rss_hash_conf_get(port, NULL));
	ASK(rte_eth_dev_rss_hash_update(port, &rss));
	ASK(rte_eth_dev_rss_reta_query(port, reta, 0));
	ASK(rte_eth_dev_rss_reta_query(port, NULL, 64));
	ASK(rte_eth_dev_flow_ctrl_get(port, &fc));
	ASK(rte_eth_dev_flow_ctrl_set(port, &fc));
	ASK(rte_eth_led_on(port));
	ASK(rte_eth_dev_set_link_up(port));
	ASK(rte_eth_timesync_enable(port));
	ASK(rte_eth_timesync_read_time(port, &ts));
	ASK(rte_eth_read_clock(port, &id));
	ASK(rte_eth_dev_get_eeprom_length(port));
	ASK(rte_eth_dev_fw_version_get(port, NULL, 0));
	ASK(rte_eth_dev_owner_get(port, NULL));
	ASK(rte_eth_dev_owner_unset(port, 77));
	ASK(rte_eth_dev_owner_delete(77));
	ASK(rte_eth_xstats_get_id_by_name(port, "none", &id));
	ASK(rte_eth_xstats_get_id_by_name(port, "rx_good_packets", &id));
	ASK(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_MAX, NULL, NULL));
	ASK(rte_eth_dev_callback_unregister(
			port, RTE_ETH_EVENT_INTR_LSC, NULL, NULL));
}

static void
configure(const char *stage, uint16_t port)
{
	struct rte_eth_conf conf = {0};

	ASK(rte_eth_dev_configure(port, 1, 1, NULL));
	ASK(rte_eth_dev_configure(port, 2000, 1, &conf));
	ASK(rte_eth_dev_configure(port, 0, 0, &conf));
	conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_TIMESTAMP;
	ask(stage, "offload", rte_eth_dev_configure(port, 1, 1, &conf));
	conf.rxmode.offloads = 0;
	conf.rxmode.mtu = 100000;
	ask(stage, "mtu", rte_eth_dev_configure(port, 1, 1, &conf));
	conf.rxmode.mtu = 0;
	conf.intr_conf.lsc = 1;
	ask(stage, "lsc", rte_eth_dev_configure(port, 1, 1, &conf));
	conf.intr_conf.lsc = 0;
	ASK(rte_eth_dev_configure(port, 1, 1, &conf));
}

static void
setup(const char *stage, uint16_t port)
{
	struct rte_eth_rxconf rx = {.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP};

	ASK(rte_eth_rx_queue_setup(port, 9, 64, 0, NULL, pool));
	ASK(rte_eth_rx_queue_setup(port, 0, 64, 0, NULL, NULL));
	ASK(rte_eth_rx_queue_setup(port, 0, 64, 0, &rx, pool));
	ASK(rte_eth_rx_queue_setup(port, 0, 64, 0, NULL, pool));
	ASK(rte_eth_tx_queue_setup(port, 9, 64, 0, NULL));
	ASK(rte_eth_tx_queue_setup(port, 0, 64, 0, NULL));
}

static void
turn(const char *stage, uint16_t port)
{
	ASK(rte_eth_dev_stop(port));
	ASK(rte_eth_dev_start(port));
	ASK(rte_eth_dev_start(port));
	ASK(rte_eth_promiscuous_enable(port));
	ASK(rte_eth_promiscuous_get(port));
	ASK(rte_eth_promiscuous_disable(port));
	ASK(rte_eth_allmulticast_enable(port));
	ASK(rte_eth_allmulticast_get(port));
}

static void
bursts(const char *stage, uint16_t port)
{
	struct rte_mbuf *m[8];
	struct rte_eth_stats stats = {0};
	uint16_t n = rte_eth_rx_burst(port, 0, m, 8);

	ASK(n);
	ASK(n > 0 ? m[0]->pkt_len : 0);
	ASK(n > 0 ? m[0]->port : 0);
	ASK(rte_eth_tx_prepare(port, 0, m, n));
	ASK(rte_eth_tx_burst(port, 0, m, n));
	rte_eth_stats_get(port, &stats);
	ASK(stats.ipackets * 1000 + stats.opackets);
	ASK(rte_mempool_in_use_count(pool));
}

static void
names(void)
{
	char text[RTE_ETH_LINK_MAX_STR_LEN];
	struct rte_eth_link link = {.link_speed = 10000,
			.link_status = 1,
			.link_duplex = 1};

	for (unsigned int bit = 0; bit < 64; bit++)
		tell("ports/offload %u: %s %s %s", bit,
				rte_eth_dev_rx_offload_name(UINT64_C(1) << bit),
				rte_eth_dev_tx_offload_name(UINT64_C(1) << bit),
				rte_eth_dev_capability_name(
						UINT64_C(1) << bit));
	for (unsigned int i = 0; i < 16; i++) {
		int rc;

		link.link_status = i & 1;
		link.link_duplex = i >> 1 & 1;
		link.link_autoneg = i >> 2 & 1;
		link.link_speed = i & 8 ? UINT32_MAX : 1000;
		rc = rte_eth_link_to_str(text, sizeof(text), &link);
		tell("ports/link %u: %d %s", i, rc, text);
	}
	for (uint32_t speed = 10; speed < 1000000; speed *= 10)
		for (uint32_t times = 1; times < 6; times++)
			tell("ports/speed %u: %s %#x %#x", speed * times,
					rte_eth_link_speed_to_str(
							speed * times),
					rte_eth_speed_bitflag(speed * times, 0),
					rte_eth_speed_bitflag(
							speed * times, 1));
}

static void
all(const char *stage, uint16_t port)
{
	state(stage, port);
	queues(stage, port);
	control(stage, port);
}

void
ports_part(unsigned int rounds)
{
	const char *stage = "none";
	uint16_t port = 0;

	(void)rounds;
	names();
	pool = rte_pktmbuf_pool_create("ports", 256, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	ASK(rte_eth_dev_count_avail());
	ASK(rte_eth_dev_get_port_by_name(NAME, &port));
	ASK(rte_eth_dev_get_port_by_name(NULL, &port));
	ASK(rte_eth_find_next(0));
	state(stage, 31);
	state(stage, 32);
	ASK(rte_eth_dev_start(32));
	ASK(rte_eth_dev_close(32));
	ASK(rte_eth_dev_configure(31, 1, 1, NULL));

	stage = "new";
	ASK(rte_eal_hotplug_add("vdev", NAME, "size=100"));
	ASK(rte_eal_hotplug_add("vdev", NAME, "size=100"));
	ASK(rte_eth_dev_get_port_by_name(NAME, &port));
	state(stage, port);
	control(stage, port);
	ASK(rte_eth_dev_start(port));
	configure(stage, port);
	state("configured", port);
	control("configured", port);
	setup("configured", port);
	ASK(rte_eth_dev_start(port));
	all("started", port);
	configure("started", port);
	setup("started", port);
	bursts("started", port);
	turn("again", port);
	ASK(rte_eth_dev_close(port));
	ASK(rte_eth_dev_stop(port));
	all("stopped", port);
	ASK(rte_eth_dev_reset(port));
	ASK(rte_eth_dev_close(port));
	state("closed", port);
	ASK(rte_eth_dev_close(port));
	ASK(rte_eal_hotplug_remove("vdev", NAME));
	rte_mempool_free(pool);
}
