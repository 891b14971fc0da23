/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The worked example of docs/guard.md: what happens when a program frees an
 * mbuf twice. It uses nothing but the mbuf calls, and builds against DPDK as
 * well. With a cache the next two allocations get one buffer, at once; without
 * one, two allocations somewhere later do.
 */
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_mbuf.h>

#define MBUFS  16
#define FLYING 4

void send_packet(struct rte_mbuf *m);
void drop_packet(struct rte_mbuf *m);

/* Part of the program that gets packets, and frees each. */
__attribute__((noinline)) void
send_packet(struct rte_mbuf *m)
{
	rte_pktmbuf_free(m);
}

/* Another part, which thinks that an error left the packet to it. */
__attribute__((noinline)) void
drop_packet(struct rte_mbuf *m)
{
	rte_pktmbuf_free(m);
}

/* Allocate until two owners have the same buffer; whether that happens. */
static int
look_for_two_owners(struct rte_mempool *mp)
{
	struct rte_mbuf *owned[2 * MBUFS];
	unsigned int i, n;

	for (n = 0; n < 2 * MBUFS; n++) {
		owned[n] = rte_pktmbuf_alloc(mp);
		if (owned[n] == NULL)
			break;
		for (i = 0; i < n; i++) {
			if (owned[i] != owned[n])
				continue;
			printf("allocations %u and %u have the same buffer\n",
					i + 1, n + 1);
			return 1;
		}
	}
	printf("%u allocations, each with a buffer of its own\n", n);
	while (n > 0)
		rte_pktmbuf_free(owned[--n]);
	return 0;
}

/* Some mbufs are on their way elsewhere meanwhile. */
static void
free_twice(const char *name, unsigned int cache_size)
{
	struct rte_mbuf *m, *flying[FLYING];
	struct rte_mempool *mp;

	printf("a pool of %d mbufs, caches of %u\n", MBUFS, cache_size);
	mp = rte_pktmbuf_pool_create(name, MBUFS, cache_size, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (mp == NULL)
		rte_exit(EXIT_FAILURE, "no pool\n");
	m = rte_pktmbuf_alloc(mp);
	if (m == NULL || rte_pktmbuf_alloc_bulk(mp, flying, FLYING) != 0)
		rte_exit(EXIT_FAILURE, "no mbuf\n");
	send_packet(m);
	drop_packet(m);
	if (look_for_two_owners(mp) == 0)
		rte_pktmbuf_free_bulk(flying, FLYING);
	rte_mempool_free(mp);
}

int
main(int argc, char **argv)
{
	setbuf(stdout, NULL);
	if (rte_eal_init(argc, argv) < 0)
		return 1;
	free_twice("cached", 4);
	free_twice("plain", 0);
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
