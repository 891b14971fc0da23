/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long a memory-only process without PCI takes to start, and how much of it
 * is in memory then: after rte_eal_init() alone, and once the first mbuf of a
 * pool of 8,191 is in hand. One start a run, as a process has; only the API of
 * DPDK 22.11, so that it builds against both libraries. Prints one line a row:
 * name, tab, milliseconds, or KiB, tab, KiB for the unit.
 */
#include <stdio.h>
#include <time.h>

#include <rte_eal.h>
#include <rte_mbuf.h>

static double
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

/* Memory of the process, pages of files included. */
static void
print_resident(const char *row)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];
	unsigned long kib;

	while (status != NULL && fgets(line, sizeof(line), status) != NULL) {
		if (sscanf(line, "VmRSS: %lu", &kib) == 1)
			printf("resident, %s\t%lu\tKiB\n", row, kib);
	}
	if (status != NULL)
		fclose(status);
}

int
main(int argc, char **argv)
{
	double start = now_ms(), up, mbuf;
	struct rte_mempool *pool;

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	up = now_ms() - start;
	print_resident("rte_eal_init");
	start = now_ms();
	pool = rte_pktmbuf_pool_create("bench", 8191, 256, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (pool == NULL || rte_pktmbuf_alloc(pool) == NULL)
		return 1;
	mbuf = up + now_ms() - start;
	print_resident("first mbuf");
	printf("rte_eal_init\t%.3f\n", up);
	printf("start to first mbuf\t%.3f\n", mbuf);
	return 0;
}
