/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What CRCs cost: cycles of the time-stamp counter a call, by the algorithm
 * that the library chooses and by the one in plain C. As pools_bench.c, only
 * calls of DPDK 22.11, and one line a row: name, tab, cycles. The data is in
 * the cache.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_net_crc.h>

/* Bytes a measurement, and measurements a row, of which the best counts. */
#define BYTES  (1 << 17)
#define ROUNDS 99

static uint8_t data[2048];
static volatile uint32_t sink;

static void
calc(uint32_t len, enum rte_net_crc_type type, unsigned int times)
{
	uint32_t crc = 0;

	while (times-- > 0)
		crc ^= rte_net_crc_calc(data + (times & 1), len, type);
	sink = crc;
}

static void
row(const char *kind, uint32_t len, enum rte_net_crc_type type)
{
	const unsigned int times = BYTES / len;
	uint64_t best = UINT64_MAX;
	unsigned int i;

	calc(len, type, times);
	for (i = 0; i < ROUNDS; i++) {
		uint64_t start = rte_rdtsc_precise();

		calc(len, type, times);
		start = rte_rdtsc_precise() - start;
		if (start < best)
			best = start;
	}
	printf("crc %s %" PRIu32 "\t%.2f\n", kind, len, (double)best / times);
}

static void
rows(const char *crc16, const char *crc32)
{
	static const uint32_t lens[] = {14, 60, 64, 256, 1500};
	unsigned int i;

	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++)
		row(crc32, lens[i], RTE_NET_CRC32_ETH);
	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++)
		row(crc16, lens[i], RTE_NET_CRC16_CCITT);
}

int
main(int argc, char **argv)
{
	unsigned int i;

	if (rte_eal_init(argc, argv) < 0) {
		fprintf(stderr, "crc_bench: rte_eal_init failed: %s\n",
				rte_strerror(rte_errno));
		return 1;
	}
	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	rows("16", "32");
	rte_net_crc_set_alg(RTE_NET_CRC_SCALAR);
	rows("16 plain", "32 plain");
	rte_eal_cleanup();
	return 0;
}
