/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of net_af_packet on a veth pair, in a network namespace of the
 * test's own: bp1 is the port's, bp0 the test's, by a socket.
 */
#ifndef VETH_H
#define VETH_H

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <rte_cycles.h>

#include "../unit/drivers/ports.h"

#define NAME "net_af_packet0"

static int peer = -1;
static struct rte_mbuf *got[512];

static inline int
sh(const char *command)
{
	return system(command);
}

static inline void
make_peer(void)
{
	struct sockaddr_ll addr = {.sll_family = AF_PACKET,
			.sll_protocol = htons(ETH_P_ALL)};
	struct timeval patience = {.tv_sec = 2};

	peer = socket(AF_PACKET, SOCK_RAW, 0);
	assert_true(peer >= 0);
	addr.sll_ifindex = (int)if_nametoindex("bp0");
	assert_int_equal(bind(peer, (void *)&addr, sizeof(addr)), 0);
	assert_int_equal(setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience,
					 sizeof(patience)),
			0);
}

static inline int
setup(void **state)
{
	if (sh("ip link add bp0 type veth peer name bp1 && "
	       "ip link set bp0 up && ip link set bp1 up") != 0)
		return -1;
	make_peer();
	return 0;
}

static inline int
teardown(void **state)
{
	close(peer);
	rte_vdev_uninit(NAME); /* if the test broke off */
	return sh("ip link del bp0") != 0 || ports_check(state);
}

static inline void
peer_sends(uint16_t len, uint8_t flow)
{
	uint8_t data[2000] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0,
			0, 86, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0,
			2, 0, flow, 0, 7, 0, 66, 0, 0};

	assert_int_equal(send(peer, data, len, 0), len);
}

/* Receives on all queues until there are n packets, or for 2 s. */
static inline unsigned int
receive(uint16_t id, uint16_t queues, unsigned int n)
{
	uint64_t end = rte_get_timer_cycles() + 2 * rte_get_timer_hz();
	unsigned int have = 0;
	uint16_t q;

	while (have < n && rte_get_timer_cycles() < end)
		for (q = 0; q < queues && have < n; q++)
			have += rte_eth_rx_burst(id, q, &got[have],
					(uint16_t)RTE_MIN(32u, n - have));
	return have;
}

/* One queue each way, with these settings. */
static inline void
port_start_conf(uint16_t id, const struct rte_eth_conf *conf)
{
	assert_int_equal(rte_eth_dev_configure(id, 1, 1, conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(id, 0, 0, 0, NULL, pool), 0);
	assert_int_equal(rte_eth_tx_queue_setup(id, 0, 0, 0, NULL), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
}

static inline uint16_t
transmit(uint16_t id, uint16_t queue, uint16_t len)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	assert_non_null(m);
	memset(rte_pktmbuf_append(m, len), 2, len);
	return rte_eth_tx_burst(id, queue, &m, 1);
}

static inline ssize_t
peer_hears(void)
{
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	static uint8_t data[10000];
	ssize_t len;

	do {
		len = recvfrom(peer, data, sizeof(data), 0, (void *)&from,
				&size);
	} while (len >= 0 && from.sll_pkttype == PACKET_OUTGOING);
	return len;
}

/* The kernel takes its time to tell of a carrier. */
static inline void
wait_for_link(uint16_t id, uint16_t status)
{
	struct rte_eth_link link;
	unsigned int i;

	for (i = 0; i < 300; i++) {
		assert_int_equal(rte_eth_link_get_nowait(id, &link), 0);
		if (link.link_status == status)
			return;
		rte_delay_ms(10);
	}
	fail_msg("the link is %u for 3 s", link.link_status);
}

/* False, with the reason said, where there is none. */
static inline int
enter_namespace(void)
{
	if (unshare(CLONE_NEWNET) != 0 || sh("ip link set lo up") != 0) {
		printf("no network namespace to be had; it takes root\n");
		return 0;
	}
	sh("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
	return 1;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
