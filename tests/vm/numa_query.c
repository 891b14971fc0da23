/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cases of what is said of nodes: the answer to ids of nodes that are not
 * there, and the dumps.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_memory.h>
#include <rte_mempool.h>
#include <rte_memzone.h>

#include "numa_check.h"
#include "numa_guest.h"

#define MIB ((size_t)1 << 20)

/* Which node a piece lies on, by its first page. */
static int
node_of(const void *p)
{
	struct numa_pages pages;

	numa_pages_of(p, 1, 1, &pages);
	return pages.on[0] ? 0 : pages.on[1] ? 1 : -1;
}

/* What 22.11 answers for a socket id; 0: there is memory. */
struct id_answer {
	int id;
	bool heap;
	int zone, pool;
	int stats;
};

static const struct id_answer on_hugepages[] = {
		{SOCKET_ID_ANY, true, 0, 0, -1},
		{0, true, 0, 0, 0},
		{1, true, 0, 0, 0},
		{2, false, ENOMEM, ENOMEM, -1},
		{RTE_MAX_NUMA_NODES - 1, false, ENOMEM, ENOMEM, -1},
		{RTE_MAX_NUMA_NODES, false, ENOMEM, ENOMEM, -1},
		{256, false, ENOMEM, ENOMEM, -1},
		{1000, false, ENOMEM, ENOMEM, -1},
		{-2, false, EINVAL, EINVAL, -1},
};

/* Without hugepages an unknown node is any node. */
static const struct id_answer on_ordinary[] = {
		{SOCKET_ID_ANY, true, 0, 0, -1},
		{0, true, 0, 0, 0},
		{1, true, 0, 0, 0},
		{2, true, 0, 0, -1},
		{RTE_MAX_NUMA_NODES - 1, true, 0, 0, -1},
		{RTE_MAX_NUMA_NODES, true, ENOMEM, ENOMEM, -1},
		{1000, true, ENOMEM, ENOMEM, -1},
		{-2, true, EINVAL, EINVAL, -1},
};

static void
check_id(const struct id_answer *a)
{
	struct rte_malloc_socket_stats stats;
	char name[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;
	struct rte_mempool *mp;
	void *p = rte_malloc_socket("id", MIB, 0, a->id);
	int rc;

	CHECK((p != NULL) == a->heap, "id %d: rte_malloc_socket: %p", a->id, p);
	rte_free(p);
	snprintf(name, sizeof(name), "id%d", a->id);
	mz = rte_memzone_reserve(name, MIB, a->id, 0);
	rc = mz == NULL ? rte_errno : 0;
	CHECK(rc == a->zone, "id %d: rte_memzone_reserve: %d", a->id, rc);
	if (mz != NULL)
		CHECK(mz->socket_id == node_of(mz->addr), "id %d: socket_id %d",
				a->id, mz->socket_id);
	rte_memzone_free(mz);
	mp = rte_pktmbuf_pool_create(name, 127, 0, 0, 256, a->id);
	rc = mp == NULL ? rte_errno : 0;
	CHECK(rc == a->pool, "id %d: rte_pktmbuf_pool_create: %d", a->id, rc);
	CHECK(mp == NULL || mp->socket_id == a->id, "id %d: another", a->id);
	rte_mempool_free(mp);
	rc = rte_malloc_get_socket_stats(a->id, &stats);
	CHECK(rc == a->stats, "id %d: rte_malloc_get_socket_stats: %d", a->id,
			rc);
}

void
numa_case_ids(int argc, char **argv)
{
	unsigned int i;

	if (rte_eal_has_hugepages())
		for (i = 0; i < RTE_DIM(on_hugepages); i++)
			check_id(&on_hugepages[i]);
	else
		for (i = 0; i < RTE_DIM(on_ordinary); i++)
			check_id(&on_ordinary[i]);
	numa_check_all();
}

static bool
dump_names(void (*dump)(FILE *f), const char *pattern)
{
	char word[64], *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	bool both = true;
	int node;

	if (f == NULL)
		return false;
	dump(f);
	fclose(f);
	printf("%s", text);
	for (node = 0; node < 2; node++) {
		snprintf(word, sizeof(word), "%s%d", pattern, node);
		both = both && strstr(text, word) != NULL;
	}
	free(text);
	return both;
}

static void
dump_stats(FILE *f)
{
	rte_malloc_dump_stats(f, NULL);
}

void
numa_case_dump(int argc, char **argv)
{
	struct rte_malloc_socket_stats stats;
	void *p[2];
	int node;

	for (node = 0; node < 2; node++)
		p[node] = rte_malloc_socket("dump", 3 * MIB, 0, node);
	for (node = 0; node < 2; node++) {
		CHECK(rte_malloc_get_socket_stats(node, &stats) == 0, "%d",
				node);
		CHECK(stats.heap_totalsz_bytes == numa_held(node), "%zu, %zu",
				stats.heap_totalsz_bytes, numa_held(node));
		CHECK(stats.heap_allocsz_bytes >= 3 * MIB, "%zu",
				stats.heap_allocsz_bytes);
	}
	CHECK(dump_names(rte_dump_physmem_layout, "node ") ||
					dump_names(rte_dump_physmem_layout,
							"socket_id:"),
			"no line of each node");
	CHECK(dump_names(dump_stats, "socket_"), "no heap of each node");
	CHECK(dump_names(rte_malloc_dump_heaps, "socket_"),
			"no heap of each node");
	for (node = 0; node < 2; node++)
		rte_free(p[node]);
}
