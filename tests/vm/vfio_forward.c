/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vfio_forward [EAL OPTION]... -- QUEUES DESCRIPTORS: a cable between two ports
 * that leaves all to them: checksums and segments that one port received
 * unfinished are finished by the other one. It sleeps until an interrupt when
 * nothing comes, and ends with SIGINT; then it tells what each queue has
 * received.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_interrupts.h>
#include <rte_mbuf.h>
#include <rte_net.h>

#include "numa_check.h"

#define PORTS      2
#define QUEUES_MAX 4
#define BURST      32
#define MBUFS      4096
#define PATIENCE   200 /* polls of all queues without a packet */
#define NAP_MS     1000
#define L4_CKSUMS  (RTE_ETH_RX_OFFLOAD_TCP_CKSUM | RTE_ETH_RX_OFFLOAD_UDP_CKSUM)

struct queue {
	uint64_t packets, begun, large;
};

static struct queue queues[PORTS][QUEUES_MAX];
static uint16_t n_queues = 1, n_desc = 256;
static uint64_t naps, lost;
static volatile sig_atomic_t over;

static void
on_signal(int sig)
{
	(void)sig;
	over = 1;
}

static struct rte_eth_conf
conf_of(uint16_t port)
{
	struct rte_eth_dev_info info;
	struct rte_eth_conf conf;

	memset(&conf, 0, sizeof(conf));
	rte_eth_dev_info_get(port, &info);
	conf.intr_conf.rxq = 1;
	conf.rxmode.offloads = info.rx_offload_capa &
			(L4_CKSUMS | RTE_ETH_RX_OFFLOAD_TCP_LRO |
					RTE_ETH_RX_OFFLOAD_SCATTER);
	conf.txmode.offloads = info.tx_offload_capa &
			(RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
					RTE_ETH_TX_OFFLOAD_UDP_CKSUM |
					RTE_ETH_TX_OFFLOAD_TCP_TSO |
					RTE_ETH_TX_OFFLOAD_MULTI_SEGS);
	if (n_queues > 1 && info.flow_type_rss_offloads != 0) {
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
		conf.rx_adv_conf.rss_conf.rss_hf = info.flow_type_rss_offloads;
	}
	printf("Port %u: offloads %#lx of %#lx, %#lx of %#lx, RSS %#lx\n", port,
			conf.rxmode.offloads, info.rx_offload_capa,
			conf.txmode.offloads, info.tx_offload_capa,
			conf.rx_adv_conf.rss_conf.rss_hf);
	return conf;
}

static bool
open_port(uint16_t port, struct rte_mempool *pool)
{
	struct rte_eth_conf conf = conf_of(port);
	int rc = rte_eth_dev_configure(port, n_queues, n_queues, &conf);

	for (uint16_t q = 0; q < n_queues && rc == 0; q++) {
		rc = rte_eth_rx_queue_setup(port, q, n_desc, 0, NULL, pool);
		if (rc == 0)
			rc = rte_eth_tx_queue_setup(port, q, n_desc, 0, NULL);
	}
	if (rc == 0)
		rc = rte_eth_promiscuous_enable(port);
	return CHECK(rc == 0, "port %u: %s", port, rte_strerror(-rc));
}

/* Interrupts are there from start on. */
static bool
start_port(uint16_t port)
{
	int rc = rte_eth_dev_start(port);

	for (uint16_t q = 0; q < n_queues && rc == 0; q++)
		rc = rte_eth_dev_rx_intr_ctl_q(port, q, RTE_EPOLL_PER_THREAD,
				RTE_INTR_EVENT_ADD, NULL);
	return CHECK(rc == 0, "start of port %u: %s", port, rte_strerror(-rc));
}

/* What was left undone to this packet is asked of the port that sends it. */
static void
hand_on(struct rte_mbuf *m, struct queue *queue)
{
	struct rte_net_hdr_lens lens;
	const uint64_t flags = m->ol_flags;
	uint32_t type;

	queue->packets++;
	m->ol_flags = 0;
	if (!(flags & RTE_MBUF_F_RX_LRO) &&
			(flags & RTE_MBUF_F_RX_L4_CKSUM_MASK) !=
					RTE_MBUF_F_RX_L4_CKSUM_NONE)
		return;
	type = rte_net_get_ptype(m, &lens, RTE_PTYPE_ALL_MASK);
	m->l2_len = lens.l2_len;
	m->l3_len = lens.l3_len;
	m->l4_len = lens.l4_len;
	m->ol_flags |= RTE_ETH_IS_IPV4_HDR(type) ? RTE_MBUF_F_TX_IPV4
						 : RTE_MBUF_F_TX_IPV6;
	queue->begun++;
	if (flags & RTE_MBUF_F_RX_LRO) {
		queue->large++;
		m->ol_flags |= RTE_MBUF_F_TX_TCP_SEG;
		if (RTE_ETH_IS_IPV4_HDR(type))
			m->ol_flags |= RTE_MBUF_F_TX_IP_CKSUM;
	} else if ((type & RTE_PTYPE_L4_MASK) == RTE_PTYPE_L4_UDP) {
		m->ol_flags |= RTE_MBUF_F_TX_UDP_CKSUM;
	} else {
		m->ol_flags |= RTE_MBUF_F_TX_TCP_CKSUM;
	}
}

static uint16_t
forward(uint16_t port, uint16_t q)
{
	struct rte_mbuf *burst[BURST];
	uint16_t n = rte_eth_rx_burst(port, q, burst, BURST), ready, sent = 0;

	for (uint16_t i = 0; i < n; i++)
		hand_on(burst[i], &queues[port][q]);
	ready = rte_eth_tx_prepare(port ^ 1, q, burst, n);
	for (int tries = 0; sent < ready && tries < 10000; tries++)
		sent += rte_eth_tx_burst(
				port ^ 1, q, burst + sent, ready - sent);
	lost += n - sent;
	if (n > sent)
		rte_pktmbuf_free_bulk(burst + sent, n - sent);
	return n;
}

static unsigned int
forward_all(void)
{
	unsigned int n = 0;

	for (uint16_t port = 0; port < PORTS; port++)
		for (uint16_t q = 0; q < n_queues; q++)
			n += forward(port, q);
	return n;
}

static void
interrupts(bool on)
{
	for (uint16_t port = 0; port < PORTS; port++)
		for (uint16_t q = 0; q < n_queues; q++)
			CHECK((on ? rte_eth_dev_rx_intr_enable(port, q)
				  : rte_eth_dev_rx_intr_disable(port, q)) == 0,
					"interrupts of port %u, queue %u", port,
					q);
}

/* What came before the interrupts were on raises none. */
static void
nap(void)
{
	struct rte_epoll_event events[PORTS * QUEUES_MAX];

	interrupts(true);
	if (forward_all() == 0) {
		naps++;
		rte_epoll_wait(RTE_EPOLL_PER_THREAD, events, RTE_DIM(events),
				NAP_MS);
	}
	interrupts(false);
}

static void
run(void)
{
	unsigned int idle = 0;

	printf("Forwarding\n");
	while (!over) {
		idle = forward_all() == 0 ? idle + 1 : 0;
		if (idle > PATIENCE) {
			nap();
			idle = 0;
		}
	}
	for (uint16_t port = 0; port < PORTS; port++)
		for (uint16_t q = 0; q < n_queues; q++)
			printf("port %u queue %u: packets %lu, checksums begun "
			       "%lu, large %lu\n",
					port, q, queues[port][q].packets,
					queues[port][q].begun,
					queues[port][q].large);
	printf("naps %lu, lost %lu\n", naps, lost);
}

/* What went wrong, by the port's own counters. */
static void
print_counters(uint16_t port)
{
	struct rte_eth_xstat_name names[256];
	struct rte_eth_xstat values[256];
	int n = rte_eth_xstats_get(port, values, RTE_DIM(values));

	if (n > (int)RTE_DIM(values) ||
			rte_eth_xstats_get_names(port, names, RTE_DIM(names)) !=
					n)
		return;
	for (int i = 0; i < n; i++)
		if (values[i].value != 0)
			printf("port %u %s: %lu\n", port, names[i].name,
					values[i].value);
}

static void
close_ports(struct rte_mempool *pool)
{
	for (uint16_t port = 0; port < PORTS; port++) {
		print_counters(port);
		CHECK(rte_eth_dev_stop(port) == 0, "stop");
		CHECK(rte_eth_dev_close(port) == 0, "close");
	}
	CHECK(rte_mempool_avail_count(pool) == MBUFS, "%u of %u mbufs are back",
			rte_mempool_avail_count(pool), MBUFS);
}

int
main(int argc, char **argv)
{
	struct rte_mempool *pool;
	int used;

	setvbuf(stdout, NULL, _IOLBF, 0);
	used = rte_eal_init(argc, argv);
	if (!CHECK(used >= 0, "rte_eal_init: %s", rte_strerror(rte_errno)))
		return 1;
	if (used + 2 < argc) {
		n_queues = (uint16_t)strtoul(argv[used + 1], NULL, 0);
		n_desc = (uint16_t)strtoul(argv[used + 2], NULL, 0);
	}
	if (!CHECK(n_queues >= 1 && n_queues <= QUEUES_MAX, "%u queues",
			    n_queues))
		return 1;
	signal(SIGINT, on_signal);
	pool = rte_pktmbuf_pool_create("mbufs", MBUFS, 128, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (!CHECK(pool != NULL, "no pool") ||
			!CHECK(rte_eth_dev_count_avail() == PORTS, "%u ports",
					rte_eth_dev_count_avail()) ||
			!open_port(0, pool) || !open_port(1, pool) ||
			!start_port(0) || !start_port(1))
		return 1;
	run();
	close_ports(pool);
	CHECK(rte_eal_cleanup() == 0, "rte_eal_cleanup");
	return numa_failures() == 0 ? 0 : 1;
}
