/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long a memory-only process without PCI takes to start: rte_eal_init()
 * alone, and until the first mbuf of a pool of 8,191 is in hand. One start a
 * run, as a process has; only the API of DPDK 22.11, so that it builds against
 * both libraries. Prints one line a row: name, tab, milliseconds.
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

int
main(int argc, char **argv)
{
	double start = now_ms();
	struct rte_mempool *pool;
	double up, mbuf;

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	up = now_ms();
	pool = rte_pktmbuf_pool_create("bench", 8191, 256, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (pool == NULL || rte_pktmbuf_alloc(pool) == NULL)
		return 1;
	mbuf = now_ms();
	printf("rte_eal_init\t%.3f\n", up - start);
	printf("start to first mbuf\t%.3f\n", mbuf - start);
	return 0;
}
