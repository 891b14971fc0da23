/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What l2fwd's work costs on ports without hardware: cycles of the time-stamp
 * counter a packet, which is received, gets new addresses, and is sent. Between
 * two ports that make and drop packets, around two rings, and from a capture
 * into a port that drops everything or into another capture, which counts until
 * it is closed. Only calls of DPDK 22.11, so that the same source measures both
 * libraries; scripts/bench does. The files are in /dev/shm, or in $TMPDIR if
 * that is set. Prints one line a row: name, tab, cycles.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_ether.h>
#include <rte_mbuf.h>

#define BURST 32
/* Of a file; passes over it: the best counts. */
#define FILE_BYTES (64u << 20)
#define PASSES     3
/* Between ports without files, and how many of them are on their way. */
#define PACKETS  (1u << 20)
#define IN_RINGS 64

static struct rte_mempool *pool;
static char in[256], out[256];

static void
fail(const char *what)
{
	fprintf(stderr, "ports_bench: %s\n", what);
	unlink(in);
	unlink(out);
	exit(1);
}

/* Packets of len bytes, a microsecond apart. Returns how many. */
static uint32_t
write_input(uint32_t len)
{
	const uint32_t head[] = {0xa1b23c4d, 4u << 16 | 2, 0, 0, 262144, 1};
	uint32_t n = FILE_BYTES / (16 + len), i;
	FILE *f = fopen(in, "w");
	uint8_t data[2048] = {0};

	if (f == NULL)
		fail("no file to read from");
	fwrite(head, sizeof(head), 1, f);
	for (i = 0; i < n; i++) {
		const uint32_t record[] = {
				i / 1000000, i % 1000000 * 1000, len, len};

		fwrite(record, sizeof(record), 1, f);
		fwrite(data, len, 1, f);
	}
	if (fclose(f) != 0)
		fail("no room for the file to read from");
	return n;
}

static uint16_t
open_port(const char *name, const char *args)
{
	struct rte_eth_conf conf;
	uint16_t id = 0;

	memset(&conf, 0, sizeof(conf));
	if (rte_eal_hotplug_add("vdev", name, args) != 0 ||
			rte_eth_dev_get_port_by_name(name, &id) != 0 ||
			rte_eth_dev_configure(id, 1, 1, &conf) != 0 ||
			rte_eth_rx_queue_setup(id, 0, 512, 0, NULL, pool) !=
					0 ||
			rte_eth_tx_queue_setup(id, 0, 512, 0, NULL) != 0 ||
			rte_eth_dev_start(id) != 0)
		fail(args);
	return id;
}

/* The next packets of a port, up to a burst, to another one. */
static uint16_t
forward_burst(uint16_t from, uint16_t to)
{
	static const struct rte_ether_addr dst = {{2, 0, 0, 0, 0, 1}},
					   src = {{2, 0, 0, 0, 0, 2}};
	struct rte_mbuf *m[BURST];
	uint16_t got = rte_eth_rx_burst(from, 0, m, BURST), sent, i;

	if (got == 0)
		fail("no packets");
	for (i = 0; i < got; i++) {
		struct rte_ether_hdr *eth =
				rte_pktmbuf_mtod(m[i], struct rte_ether_hdr *);

		rte_ether_addr_copy(&dst, &eth->dst_addr);
		rte_ether_addr_copy(&src, &eth->src_addr);
	}
	for (sent = 0; sent < got;)
		sent += rte_eth_tx_burst(to, 0, &m[sent], got - sent);
	return got;
}

static void
forward(uint16_t from, uint16_t to, uint32_t n)
{
	while (n > 0)
		n -= forward_burst(from, to);
}

/* Both ways in turn. */
static void
exchange(uint16_t a, uint16_t b, uint32_t n)
{
	for (; n > 0; n -= 2 * BURST) {
		forward_burst(a, b);
		forward_burst(b, a);
	}
}

/* Packets into a port that has them come back. */
static void
fill(uint16_t port)
{
	struct rte_mbuf *m[IN_RINGS];
	unsigned int i;

	if (rte_pktmbuf_alloc_bulk(pool, m, IN_RINGS) != 0)
		fail("no packets to fill a ring with");
	for (i = 0; i < IN_RINGS; i++)
		rte_pktmbuf_append(m[i], 60);
	if (rte_eth_tx_burst(port, 0, m, IN_RINGS) != IN_RINGS)
		fail("a ring is too small");
}

static void
measure_pair(const char *row, const char *name_a, const char *name_b, bool ring)
{
	uint16_t a = open_port(name_a, ""), b = open_port(name_b, "");
	uint64_t best = UINT64_MAX, cycles;
	unsigned int i;

	if (ring)
		fill(a);
	exchange(a, b, PACKETS / 8);
	for (i = 0; i < PASSES; i++) {
		cycles = rte_rdtsc_precise();
		exchange(a, b, PACKETS);
		cycles = rte_rdtsc_precise() - cycles;
		if (cycles < best)
			best = cycles;
	}
	rte_eth_dev_stop(a);
	rte_eth_dev_stop(b);
	rte_eal_hotplug_remove("vdev", name_b);
	rte_eal_hotplug_remove("vdev", name_a);
	printf("%s\t%.3f\n", row, (double)best / PACKETS);
}

/* Cycles for all n packets. */
static uint64_t
pass(const char *to_name, const char *to_args, uint32_t n)
{
	char args[300];
	uint16_t from, to;
	uint64_t start;

	snprintf(args, sizeof(args), "rx_pcap=%s", in);
	from = open_port("net_pcap0", args);
	to = open_port(to_name, to_args);
	start = rte_rdtsc_precise();
	forward(from, to, n);
	rte_eth_dev_stop(to);
	start = rte_rdtsc_precise() - start;
	rte_eth_dev_stop(from);
	rte_eal_hotplug_remove("vdev", to_name);
	rte_eal_hotplug_remove("vdev", "net_pcap0");
	unlink(out);
	return start;
}

static void
measure(const char *row, uint32_t len, const char *to_name, const char *to_args)
{
	uint32_t n = write_input(len), i;
	uint64_t best = UINT64_MAX, cycles;

	for (i = 0; i < PASSES; i++) {
		cycles = pass(to_name, to_args, n);
		if (cycles < best)
			best = cycles;
	}
	printf("%s, packets of %" PRIu32 "\t%.3f\n", row, len,
			(double)best / n);
}

int
main(int argc, char **argv)
{
	static const uint32_t lens[] = {60, 1514};
	const char *dir = getenv("TMPDIR");
	char args[300];
	unsigned int i;

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	pool = rte_pktmbuf_pool_create("pool", 8191, 256, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (pool == NULL)
		fail("no pool");
	dir = dir == NULL ? "/dev/shm" : dir;
	snprintf(in, sizeof(in), "%s/ports_bench_in.%d", dir, (int)getpid());
	snprintf(out, sizeof(out), "%s/ports_bench_out.%d", dir, (int)getpid());
	snprintf(args, sizeof(args), "tx_pcap=%s", out);
	measure_pair("null to null", "net_null0", "net_null1", false);
	measure_pair("ring to ring", "net_ring0", "net_ring1", true);
	for (i = 0; i < RTE_DIM(lens); i++) {
		measure("pcap to null", lens[i], "net_null0", "");
		measure("pcap to pcap", lens[i], "net_pcap1", args);
	}
	unlink(in);
	rte_mempool_free(pool);
	rte_eal_cleanup();
	return 0;
}
