/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What checksums cost: cycles of the time-stamp counter a call, on one core and
 * out of the first-level cache. Only calls of DPDK 22.11, so that the same
 * source measures both libraries; scripts/bench does. Prints one line a row:
 * name, tab, cycles. Lengths are known at run time only. Rows:
 *
 *   raw       an area that begins anywhere
 *   mixed     the same, of random lengths: branches are mispredicted
 *   udp4/6    header, pseudo header and data of a datagram, by its IP header
 *   chain     an mbuf of segments of 64 bytes
 *   ipv4      the header alone
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ip.h>

#define AREA  4096
#define CALLS 2048
/* Areas that a row goes through, and measurements: the best counts. */
#define SPOTS  512
#define ROUNDS 600

typedef uint32_t (*bench_fn)(unsigned int times);

struct spot {
	uint32_t at;
	uint32_t len;
};

static uint8_t area[AREA] __rte_aligned(64);
static struct spot spots[SPOTS];
static struct rte_mbuf segs[32];
/* Keeps the sums from being optimised away. */
static volatile uint32_t result;

/* Behind an Ethernet header, as IP headers are. */
static struct rte_ipv4_hdr *const ipv4 =
		(struct rte_ipv4_hdr *)(void *)(area + 14);
static struct rte_ipv6_hdr *const ipv6 =
		(struct rte_ipv6_hdr *)(void *)(area + 14);

/* The same numbers every time, whatever the library: below max. */
static uint32_t
rand_below(uint32_t max)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + 1;
	return (uint32_t)(state >> 33) % max;
}

static uint32_t
raw(unsigned int times)
{
	uint32_t sum = 0;

	while (times-- > 0) {
		const struct spot *spot = &spots[times % SPOTS];

		sum += rte_raw_cksum(area + spot->at, spot->len);
		rte_compiler_barrier();
	}
	return sum;
}

static uint32_t
udp4(unsigned int times)
{
	uint32_t sum = 0;

	while (times-- > 0) {
		sum += rte_ipv4_udptcp_cksum(ipv4, ipv4 + 1);
		rte_compiler_barrier();
	}
	return sum;
}

static uint32_t
udp6(unsigned int times)
{
	uint32_t sum = 0;

	while (times-- > 0) {
		sum += rte_ipv6_udptcp_cksum(ipv6, ipv6 + 1);
		rte_compiler_barrier();
	}
	return sum;
}

static uint32_t
chain(unsigned int times)
{
	uint32_t sum = 0;
	uint16_t cksum;

	while (times-- > 0) {
		if (rte_raw_cksum_mbuf(segs, 0, segs[0].pkt_len, &cksum) == 0)
			sum += cksum;
		rte_compiler_barrier();
	}
	return sum;
}

static uint32_t
header(unsigned int times)
{
	uint32_t sum = 0;

	while (times-- > 0) {
		sum += rte_ipv4_cksum(ipv4);
		rte_compiler_barrier();
	}
	return sum;
}

static void
measure(const char *what, unsigned int n, bench_fn fn)
{
	uint64_t best = UINT64_MAX;
	unsigned int i;

	result = fn(CALLS);
	for (i = 0; i < ROUNDS; i++) {
		uint64_t start = rte_rdtsc_precise();

		result = fn(CALLS);
		start = rte_rdtsc_precise() - start;
		if (start < best)
			best = start;
	}
	printf("cksum %s %u\t%.3f\n", what, n, (double)best / CALLS);
}

static void
raw_row(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < SPOTS; i++) {
		spots[i].at = rand_below(1024);
		spots[i].len = n;
	}
	measure("raw", n, raw);
}

static void
mixed_row(unsigned int max)
{
	unsigned int i;

	for (i = 0; i < SPOTS; i++) {
		spots[i].at = rand_below(1024);
		spots[i].len = 1 + rand_below(max);
	}
	measure("mixed 1 to", max, raw);
}

/* Packets of n bytes, Ethernet header included. */
static void
packet_rows(unsigned int n)
{
	const uint16_t len = (uint16_t)(n - 14);

	ipv4->version_ihl = RTE_IPV4_VHL_DEF;
	ipv4->next_proto_id = IPPROTO_UDP;
	ipv4->total_length = rte_cpu_to_be_16(len);
	measure("udp4", n, udp4);
	ipv6->proto = IPPROTO_UDP;
	ipv6->payload_len = rte_cpu_to_be_16((uint16_t)(len - 40));
	measure("udp6", n, udp6);
}

static void
chain_row(unsigned int n)
{
	unsigned int i, used;

	memset(segs, 0, sizeof(segs));
	for (i = 0, used = 0; used < n; i++, used += segs[0].data_len) {
		segs[i].buf_addr = area + 128 * i;
		segs[i].data_len = (uint16_t)RTE_MIN(64U, n - used);
		segs[i].next = used + 64 < n ? &segs[i + 1] : NULL;
	}
	segs[0].nb_segs = (uint16_t)i;
	segs[0].pkt_len = n;
	measure("chain", n, chain);
}

int
main(int argc, char **argv)
{
	static const unsigned int lengths[] = {64, 256, 1500};
	size_t i;

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	for (i = 0; i < AREA; i++)
		area[i] = (uint8_t)rand_below(256);
	for (i = 0; i < RTE_DIM(lengths); i++)
		raw_row(lengths[i]);
	for (i = 0; i < RTE_DIM(lengths); i++)
		mixed_row(lengths[i]);
	for (i = 0; i < RTE_DIM(lengths); i++)
		packet_rows(lengths[i]);
	for (i = 0; i < RTE_DIM(lengths); i++)
		chain_row(lengths[i]);
	ipv4->version_ihl = RTE_IPV4_VHL_DEF;
	measure("ipv4", 20, header);
	rte_eal_cleanup();
	return 0;
}
