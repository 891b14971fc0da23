/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets between port 0, a net_virtio_user, and whatever is at the other end
 * of its socket, for either library: virtio_user_bench EAL... -- MODE SIZE
 * SECONDS. MODE rx takes what comes, tx sends as fast as it goes, io sends back
 * what comes after it sent some. Prints packets a second, in millions, counted
 * from a quarter of the time on; how many cycles a packet took on this side, in
 * calls that moved some; and cycles a second.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define BURST 32
#define DESC  256
#define MBUFS 8191
#define CACHE 256
#define FIRST 4     /* bursts that go round with io */
#define LONG  50000 /* cycles: somebody else had the processor meanwhile */

/* Calls that moved packets. */
struct busy {
	uint64_t cycles;
	uint64_t packets;
};

static struct rte_mempool *pool;
static uint16_t size;

static void
die(const char *what)
{
	fprintf(stderr, "virtio_user_bench: %s\n", what);
	exit(1);
}

static uint64_t
send_new(void)
{
	struct rte_mbuf *m[BURST];
	uint16_t i, n;

	if (rte_pktmbuf_alloc_bulk(pool, m, BURST) != 0)
		return 0;
	for (i = 0; i < BURST; i++) {
		m[i]->data_len = size;
		m[i]->pkt_len = size;
		memset(rte_pktmbuf_mtod(m[i], void *), 0x02,
				sizeof(struct rte_ether_hdr));
	}
	n = rte_eth_tx_burst(0, 0, m, BURST);
	if (n < BURST)
		rte_pktmbuf_free_bulk(m + n, BURST - n);
	return n;
}

static uint64_t
receive(void)
{
	struct rte_mbuf *m[BURST];
	uint16_t n = rte_eth_rx_burst(0, 0, m, BURST);

	if (n > 0)
		rte_pktmbuf_free_bulk(m, n);
	return n;
}

static uint64_t
forward(void)
{
	struct rte_mbuf *m[BURST];
	uint16_t n = rte_eth_rx_burst(0, 0, m, BURST);
	uint16_t sent = n > 0 ? rte_eth_tx_burst(0, 0, m, n) : 0;

	if (sent < n)
		rte_pktmbuf_free_bulk(m + sent, n - sent);
	return sent;
}

static uint64_t
run_for(uint64_t (*step)(void), double seconds, struct busy *busy)
{
	uint64_t now = rte_rdtsc(), before, all = 0, n;
	uint64_t end = now + (uint64_t)(seconds * (double)rte_get_tsc_hz());

	while (now < end) {
		before = now;
		n = step();
		now = rte_rdtsc();
		all += n;
		if (n == 0 || now - before > LONG)
			continue;
		busy->packets += n;
		busy->cycles += now - before;
	}
	return all;
}

static void
start_port(void)
{
	struct rte_eth_conf conf = {0};
	struct rte_eth_link link;
	unsigned int ms;

	pool = rte_pktmbuf_pool_create("bench", MBUFS, CACHE, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (pool == NULL || rte_eth_dev_configure(0, 1, 1, &conf) != 0 ||
			rte_eth_rx_queue_setup(0, 0, DESC, 0, NULL, pool) !=
					0 ||
			rte_eth_tx_queue_setup(0, 0, DESC, 0, NULL) != 0 ||
			rte_eth_dev_start(0) != 0)
		die("the port does not start");
	for (ms = 0; ms < 1000; ms++) {
		rte_eth_link_get_nowait(0, &link);
		if (link.link_status == RTE_ETH_LINK_UP)
			return;
		rte_delay_ms(1);
	}
	die("the link is down");
}

int
main(int argc, char **argv)
{
	int n = rte_eal_init(argc, argv), i;
	uint64_t (*step)(void) = forward;
	struct busy busy = {0, 0};
	uint64_t count, began, took;
	double seconds;

	if (n < 0 || argc - n != 4)
		die("usage: EAL... -- rx|tx|io SIZE SECONDS");
	argv += n;
	size = (uint16_t)atoi(argv[2]);
	seconds = atof(argv[3]);
	if (strcmp(argv[1], "rx") == 0)
		step = receive;
	else if (strcmp(argv[1], "tx") == 0)
		step = send_new;
	start_port();
	for (i = 0; step == forward && i < FIRST; i++)
		send_new();
	run_for(step, seconds / 4, &busy);
	busy = (struct busy){0, 0};
	began = rte_rdtsc();
	count = run_for(step, seconds * 3 / 4, &busy);
	took = rte_rdtsc() - began;
	printf("mpps %.4f cycles %.1f hz %.0f\n",
			(double)count / 1e6 * (double)rte_get_tsc_hz() /
					(double)took,
			(double)busy.cycles / (double)RTE_MAX(busy.packets, 1U),
			(double)rte_get_tsc_hz());
	rte_eth_dev_stop(0);
	rte_eth_dev_close(0);
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
