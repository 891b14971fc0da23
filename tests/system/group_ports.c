/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What one process of a group does with ports, for group_ports_test.py. Packets
 * carry running numbers; a pool of a port's name is the port's.
 */
#include "group_ports.h"

#include <bus_driver.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_bus_vdev.h>
#include <rte_cycles.h>
#include <rte_dev.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define POOL_N  8191
#define BURST   32
#define LIMIT_S 60

static unsigned int shown, gone;
static pthread_t poller;
static bool polling, polled_once;

static int
event(uint16_t id, enum rte_eth_event_type type, void *arg, void *ret)
{
	(void)id;
	(void)arg;
	(void)ret;
	__atomic_fetch_add(type == RTE_ETH_EVENT_NEW ? &shown : &gone, 1,
			__ATOMIC_RELEASE);
	return 0;
}

void
ports_init(void)
{
	rte_eth_dev_callback_register(
			RTE_ETH_ALL, RTE_ETH_EVENT_NEW, event, NULL);
	rte_eth_dev_callback_register(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, event, NULL);
}

static uint16_t
id_of(const char *name)
{
	uint16_t id = RTE_MAX_ETHPORTS;

	rte_eth_dev_get_port_by_name(name, &id);
	return id;
}

void
do_ports(const char *a, const char *b)
{
	char name[RTE_ETH_NAME_MAX_LEN];
	uint16_t id;

	(void)a;
	(void)b;
	printf("%u", rte_eth_dev_count_avail());
	RTE_ETH_FOREACH_DEV (id)
		if (rte_eth_dev_get_name_by_port(id, name) == 0)
			printf(" %u:%s", id, name);
	putchar('\n');
}

void
do_plug(const char *name, const char *args)
{
	printf("%d\n", rte_eal_hotplug_add("vdev", name, args));
}

void
do_unplug(const char *name, const char *b)
{
	(void)b;
	printf("%d\n", rte_eal_hotplug_remove("vdev", name));
}

void
do_close(const char *name, const char *b)
{
	(void)b;
	printf("%d\n", rte_eth_dev_close(id_of(name)));
}

void
do_stop(const char *name, const char *b)
{
	(void)b;
	printf("%d\n", rte_eth_dev_stop(id_of(name)));
}

void
do_start(const char *name, const char *queues)
{
	const struct rte_eth_conf conf = {0};
	struct rte_mempool *mp = rte_mempool_lookup(name);
	uint16_t q, n = (uint16_t)RTE_MAX(atoi(queues), 1), id = id_of(name);
	int rc;

	if (mp == NULL)
		mp = rte_pktmbuf_pool_create(name, POOL_N, 64, 0, 2176, 0);
	rc = mp == NULL ? -1 : rte_eth_dev_configure(id, n, n, &conf);
	for (q = 0; q < n && rc == 0; q++)
		rc = rte_eth_rx_queue_setup(id, q, 64, 0, NULL, mp);
	for (q = 0; q < n && rc == 0; q++)
		rc = rte_eth_tx_queue_setup(id, q, 64, 0, NULL);
	printf("%d\n", rc == 0 ? rte_eth_dev_start(id) : rc);
}

/* What each of the calls that change a port returns. */
void
do_control(const char *name, const char *b)
{
	const struct rte_eth_conf conf = {0};
	struct rte_ether_addr addr = {{2, 0, 0, 0, 0, 1}};
	const uint16_t id = id_of(name);

	(void)b;
	printf("%d %d %d %d %d %d %d %d %d %d\n",
			rte_eth_dev_configure(id, 1, 1, &conf),
			rte_eth_rx_queue_setup(id, 0, 64, 0, NULL, NULL),
			rte_eth_tx_queue_setup(id, 0, 64, 0, NULL),
			rte_eth_dev_start(id), rte_eth_dev_stop(id),
			rte_eth_dev_reset(id), rte_eth_dev_set_mtu(id, 1000),
			rte_eth_promiscuous_disable(id),
			rte_eth_dev_default_mac_addr_set(id, &addr),
			rte_eth_dev_rx_queue_start(id, 0));
}

void
do_info(const char *name, const char *b)
{
	struct rte_eth_dev_info info;
	struct rte_ether_addr addr;
	struct rte_eth_link link;
	uint16_t mtu = 0, id = id_of(name);
	int rc = rte_eth_dev_info_get(id, &info);

	(void)b;
	if (rc == 0)
		rc = rte_eth_link_get_nowait(id, &link);
	if (rc == 0)
		rc = rte_eth_macaddr_get(id, &addr);
	if (rc == 0)
		rc = rte_eth_dev_get_mtu(id, &mtu);
	if (rc != 0) {
		printf("failed %d\n", rc);
		return;
	}
	printf("driver=%s device=%s queues=%u/%u max=%u link=%u mtu=%u "
	       "mac=" RTE_ETHER_ADDR_PRT_FMT "\n",
			info.driver_name == NULL ? "?" : info.driver_name,
			info.device == NULL ? "?" : rte_dev_name(info.device),
			info.nb_rx_queues, info.nb_tx_queues,
			info.max_rx_queues, link.link_status, mtu,
			RTE_ETHER_ADDR_BYTES(&addr));
}

/* Basic counters, how many there are of all, and the sum of all by number. */
void
do_stats(const char *name, const char *b)
{
	struct rte_eth_xstat_name names[512];
	struct rte_eth_xstat xstats[512];
	struct rte_eth_stats stats;
	const uint16_t id = id_of(name);
	int i, n, named, rc = rte_eth_stats_get(id, &stats);
	uint64_t good = 0;

	(void)b;
	named = rte_eth_xstats_get_names(id, names, RTE_DIM(names));
	n = rte_eth_xstats_get(id, xstats, RTE_DIM(xstats));
	for (i = 0; i < n && i < named; i++)
		if (strcmp(names[i].name, "rx_good_packets") == 0)
			good = xstats[i].value;
	if (rc != 0 || n != named)
		printf("failed %d %d %d\n", rc, named, n);
	else
		printf("in=%" PRIu64 " out=%" PRIu64 " good=%" PRIu64 " n=%d\n",
				stats.ipackets, stats.opackets, good, n);
}

void
do_reset(const char *name, const char *b)
{
	(void)b;
	printf("%d\n", rte_eth_stats_reset(id_of(name)));
}

static bool
in_time(uint64_t start)
{
	return rte_get_timer_cycles() - start < LIMIT_S * rte_get_timer_hz();
}

/* Send packets 0 to number - 1, all of them. */
void
do_tx(const char *name, const char *number)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	const uint64_t n = strtoull(number, NULL, 10),
		       start = rte_get_timer_cycles();
	const uint16_t id = id_of(name);
	struct rte_mbuf *m = NULL;
	uint64_t i = 0;

	while (i < n && mp != NULL && in_time(start)) {
		if (m == NULL)
			m = rte_pktmbuf_alloc(mp);
		if (m == NULL)
			continue;
		m->pkt_len = m->data_len = 60;
		memcpy(rte_pktmbuf_mtod(m, void *), &i, sizeof(i));
		if (rte_eth_tx_burst(id, 0, &m, 1) == 1) {
			m = NULL;
			i++;
		}
	}
	rte_pktmbuf_free(m);
	printf("%" PRIu64 "\n", i);
}

/* Receive that many; wrong: out of order. */
void
do_rx(const char *name, const char *number)
{
	const uint64_t n = strtoull(number, NULL, 10),
		       start = rte_get_timer_cycles();
	const uint16_t id = id_of(name);
	uint64_t i = 0, wrong = 0;
	struct rte_mbuf *m;

	while (i < n && in_time(start)) {
		if (rte_eth_rx_burst(id, 0, &m, 1) == 0)
			continue;
		wrong += memcmp(rte_pktmbuf_mtod(m, void *), &i, sizeof(i)) !=
				0;
		rte_pktmbuf_free(m);
		i++;
	}
	printf("%" PRIu64 " wrong=%" PRIu64 "\n", i, wrong);
}

static uint16_t polled;

/* Receive, send what came, and look, whatever becomes of the port. */
static void *
poll_port(void *arg)
{
	struct rte_mbuf *pkts[BURST];
	struct rte_eth_dev_info info;
	struct rte_eth_stats stats;
	uint16_t n, sent;
	bool looks = true;

	while (__atomic_load_n(&polling, __ATOMIC_RELAXED)) {
		n = rte_eth_rx_burst(polled, 0, pkts, BURST);
		sent = rte_eth_tx_burst(polled, 0, pkts, n);
		rte_pktmbuf_free_bulk(pkts + sent, n - sent);
		/* Each look that fails is a line in the log. */
		if (looks)
			looks = rte_eth_dev_info_get(polled, &info) == 0 &&
					rte_eth_stats_get(polled, &stats) == 0;
		__atomic_store_n(&polled_once, true, __ATOMIC_RELAXED);
	}
	return arg;
}

/* Answers when it polls. */
void
do_poll(const char *name, const char *b)
{
	(void)b;
	polled = id_of(name);
	polling = true;
	polled_once = false;
	if (pthread_create(&poller, NULL, poll_port, NULL) != 0) {
		puts("failed");
		return;
	}
	while (!__atomic_load_n(&polled_once, __ATOMIC_RELAXED))
		usleep(100);
	puts("ok");
}

void
do_rest(const char *a, const char *b)
{
	(void)a;
	(void)b;
	__atomic_store_n(&polling, false, __ATOMIC_RELAXED);
	puts(pthread_join(poller, NULL) == 0 ? "ok" : "failed");
}

void
do_seen(const char *a, const char *b)
{
	(void)a;
	(void)b;
	printf("new=%u gone=%u\n", __atomic_load_n(&shown, __ATOMIC_ACQUIRE),
			__atomic_load_n(&gone, __ATOMIC_ACQUIRE));
}

/* The ports and devices that descriptions match. */
void
do_match(const char *text, const char *b)
{
	struct rte_dev_iterator it;
	struct rte_device *dev;
	uint16_t id, ports = 0, devices = 0;

	(void)b;
	RTE_ETH_FOREACH_MATCHING_DEV(id, text, &it)
	ports++;
	RTE_DEV_FOREACH(dev, text, &it)
	devices++;
	printf("ports=%u devices=%u\n", ports, devices);
}
