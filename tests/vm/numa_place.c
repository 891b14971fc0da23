/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cases of where memory comes from: each node's own pages, what is taken at
 * the start, limits, and what happens when a node has no more.
 */
#include <errno.h>
#include <numa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_memory.h>
#include <rte_mempool.h>
#include <rte_memzone.h>

#include "numa_check.h"
#include "numa_guest.h"

#define MIB      ((size_t)1 << 20)
#define PIECE    (4 * MIB)
#define SMALLEST 4096
#define MAX_N    1024
#define FREE_2M                                                                \
	"/sys/devices/system/node/node%d/hugepages/hugepages-2048kB/"          \
	"free_hugepages"

struct pieces {
	void *p[MAX_N];
	unsigned int n;
};

/* Pieces of a size until there are so many bytes or no more; the bytes. */
static size_t
take(struct pieces *pieces, size_t size, size_t bytes, int node)
{
	unsigned int start = pieces->n;
	void *p = NULL;

	while (pieces->n < MAX_N && (pieces->n - start) * size < bytes) {
		p = rte_malloc_socket("piece", size, 0, node);
		if (p == NULL)
			break;
		pieces->p[pieces->n++] = p;
	}
	return (pieces->n - start) * size;
}

static void
give(struct pieces *pieces)
{
	while (pieces->n > 0)
		rte_free(pieces->p[--pieces->n]);
}

static void
check_memseg(const void *p, int node, size_t page_sz)
{
	const struct rte_memseg *ms = rte_mem_virt2memseg(p, NULL);

	if (!CHECK(ms != NULL, "%p has no memseg", p))
		return;
	CHECK(ms->socket_id == node, "%d, wanted %d", ms->socket_id, node);
	CHECK(page_sz == 0 || ms->hugepage_sz == page_sz, "%zu, wanted %zu",
			(size_t)ms->hugepage_sz, page_sz);
}

static void
place_heap(int node, size_t page_sz)
{
	void *big = rte_malloc_socket("big", 6 * MIB, 0, node);
	void *small[64];
	unsigned int i;

	if (!CHECK(big != NULL, "no memory on node %d", node))
		return;
	numa_check_on("rte_malloc_socket", big, 6 * MIB, node);
	check_memseg(big, node, page_sz);
	for (i = 0; i < RTE_DIM(small); i++) {
		struct numa_pages pages;

		small[i] = rte_zmalloc_socket("small", 5000, 4096, node);
		if (!CHECK(small[i] != NULL, "no memory on node %d", node))
			break;
		numa_pages_of(small[i], 5000, SMALLEST, &pages);
		CHECK(pages.on[node] == pages.n, "small piece %u", i);
	}
	while (i-- > 0)
		rte_free(small[i]);
	rte_free(big);
}

static unsigned int
size_flag(size_t page_sz)
{
	return page_sz == RTE_PGSIZE_1G            ? RTE_MEMZONE_1GB
			: page_sz == RTE_PGSIZE_2M ? RTE_MEMZONE_2MB
						   : 0;
}

/*
 * Keep a page of the size on the node while the rest comes and goes:
 * clearing a page of 1 GiB for each of them takes emulation seconds.
 */
static const struct rte_memzone *
hold(int node, size_t page_sz)
{
	char name[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;

	snprintf(name, sizeof(name), "hold%d", node);
	mz = rte_memzone_reserve(name, 64, node, size_flag(page_sz));
	CHECK(mz != NULL, "node %d: %s", node, rte_strerror(rte_errno));
	return mz;
}

static void
place_zone(int node, size_t page_sz)
{
	char name[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;

	snprintf(name, sizeof(name), "zone%d", node);
	mz = rte_memzone_reserve(name, 5 * MIB, node, size_flag(page_sz));
	if (!CHECK(mz != NULL, "node %d: %s", node, rte_strerror(rte_errno)))
		return;
	CHECK(mz->socket_id == node, "%d", mz->socket_id);
	numa_check_on("rte_memzone_reserve", mz->addr, mz->len, node);
	check_memseg(mz->addr, node, page_sz);
	CHECK(rte_memzone_free(mz) == 0, "rte_memzone_free");
}

static void
check_chunk(struct rte_mempool *mp, void *arg, struct rte_mempool_memhdr *chunk,
		unsigned int idx)
{
	numa_check_on("chunk of a pool", chunk->addr, chunk->len, *(int *)arg);
}

static void
place_pool(int node)
{
	char name[RTE_MEMPOOL_NAMESIZE];
	struct rte_mempool *mp;
	struct rte_mbuf *m;

	snprintf(name, sizeof(name), "pool%d", node);
	mp = rte_pktmbuf_pool_create(
			name, 4095, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, node);
	if (!CHECK(mp != NULL, "node %d: %s", node, rte_strerror(rte_errno)))
		return;
	CHECK(mp->socket_id == node, "%d", mp->socket_id);
	numa_check_on("head of a pool", mp, sizeof(*mp), node);
	CHECK(rte_mempool_mem_iter(mp, check_chunk, &node) > 0, "no chunk");
	m = rte_pktmbuf_alloc(mp);
	if (CHECK(m != NULL, "rte_pktmbuf_alloc"))
		numa_check_on("an mbuf's data", m->buf_addr, m->buf_len, node);
	rte_pktmbuf_free(m);
	rte_mempool_free(mp);
}

/* Words: the page size wanted, in bytes; or none. */
void
numa_case_place(int argc, char **argv)
{
	size_t page_sz = numa_arg(argc, argv, 0);
	const struct rte_memzone *held[2];
	int node;

	CHECK(rte_socket_count() == 2, "%u", rte_socket_count());
	CHECK(rte_socket_id_by_idx(1) == 1, "%d", rte_socket_id_by_idx(1));
	for (node = 0; node < 2; node++) {
		held[node] = hold(node, page_sz);
		place_heap(node, page_sz);
		place_zone(node, page_sz);
		place_pool(node);
	}
	numa_check_all();
	for (node = 0; node < 2; node++)
		rte_memzone_free(held[node]);
}

/* Words: MiB of node 0, MiB of node 1, as --socket-mem has them. */
void
numa_case_preload(int argc, char **argv)
{
	struct pieces pieces = {.n = 0};
	size_t want, held;
	int node;

	for (node = 0; node < 2; node++) {
		want = numa_arg(argc, argv, node) * MIB;
		held = numa_held(node);
		CHECK(held == want, "node %d holds %zu, wanted %zu", node, held,
				want);
		take(&pieces, MIB, want + 8 * MIB, node);
		CHECK(numa_held(node) > want, "node %d does not grow", node);
	}
	numa_check_all();
	give(&pieces);
	for (node = 0; node < 2; node++) {
		want = numa_arg(argc, argv, node) * MIB;
		held = numa_held(node);
		CHECK(held >= want, "node %d holds %zu, wanted %zu", node, held,
				want);
	}
}

/* Words: MiB of node 0, MiB of node 1, as --socket-limit has them. */
void
numa_case_limit(int argc, char **argv)
{
	struct pieces pieces[2] = {0};
	size_t limit, got, again;
	int node;

	for (node = 0; node < 2; node++) {
		limit = numa_arg(argc, argv, node) * MIB;
		got = take(&pieces[node], PIECE / 2, 2 * limit, node);
		printf("node %d: limit %zu, taken %zu, held %zu\n", node, limit,
				got, numa_held(node));
		CHECK(got + 2 * PIECE >= limit, "%zu of %zu", got, limit);
		CHECK(numa_held(node) <= limit, "%zu", numa_held(node));
	}
	numa_check_all();
	for (node = 0; node < 2; node++) {
		limit = numa_arg(argc, argv, node) * MIB;
		give(&pieces[node]);
		again = take(&pieces[node], PIECE / 2, 2 * limit, node);
		CHECK(again + 2 * PIECE >= limit, "%zu of %zu", again, limit);
		give(&pieces[node]);
	}
}

static void
check_any(int node)
{
	void *p = rte_malloc("any", PIECE, 0);
	const struct rte_memzone *mz =
			rte_memzone_reserve("any", PIECE, SOCKET_ID_ANY, 0);

	if (CHECK(p != NULL, "no memory"))
		numa_check_on("rte_malloc", p, PIECE, node);
	if (CHECK(mz != NULL, "no memzone: %s", rte_strerror(rte_errno))) {
		numa_check_on("memzone of any node", mz->addr, mz->len, node);
		printf("memzone of any node: socket_id %d\n", mz->socket_id);
		rte_memzone_free(mz);
	}
	rte_free(p);
}

/* The main lcore is on the node of word 0, which has a limit. */
void
numa_case_any(int argc, char **argv)
{
	int own = (int)numa_arg(argc, argv, 0);
	struct pieces pieces = {.n = 0};

	CHECK((int)rte_socket_id() == own, "%u", rte_socket_id());
	check_any(own);
	take(&pieces, PIECE, 1024 * MIB, own);
	printf("node %d: %u pieces\n", own, pieces.n);
	CHECK(rte_malloc_socket("full", PIECE, 0, own) == NULL,
			"more than the limit");
	CHECK(rte_memzone_reserve("full", PIECE, own, 0) == NULL,
			"more than the limit");
	check_any(1 - own);
	CHECK(rte_malloc_socket("full", PIECE, 0, own) == NULL,
			"more than the limit");
	numa_check_all();
	give(&pieces);
	check_any(own);
}

static long
free_hugepages(int node)
{
	char path[128];
	long n = -1;
	FILE *f;

	snprintf(path, sizeof(path), FREE_2M, node);
	f = fopen(path, "r");
	if (f == NULL)
		return -1;
	if (fscanf(f, "%ld", &n) != 1)
		n = -1;
	fclose(f);
	return n;
}

/*
 * More than node 0 has in hugepages: what comes is node 0's, of smaller pages,
 * or nothing comes. The other node's hugepages stay where they are.
 */
void
numa_case_short(int argc, char **argv)
{
	size_t had = (size_t)free_hugepages(0) * 2 * MIB;
	struct pieces pieces = {.n = 0};
	long other = free_hugepages(1);
	size_t got = take(&pieces, PIECE, had + 32 * MIB, 0);

	printf("node 0 had %zu MiB of hugepages: taken %zu MiB, left %ld"
	       " pages\n",
			had >> 20, got >> 20, free_hugepages(0));
	CHECK(got + 2 * PIECE >= had, "%zu of %zu", got, had);
	CHECK(free_hugepages(1) == other,
			"node 1 had %ld free hugepages, has"
			" %ld",
			other, free_hugepages(1));
	numa_check_all();
	give(&pieces);
	CHECK(free_hugepages(0) > 0, "nothing was given back");
}

/*
 * More than node 0 has in ordinary memory; the caller has left it little. The
 * kernel may give another node's: then the log says so.
 */
void
numa_case_spill(int argc, char **argv)
{
	struct pieces pieces = {.n = 0};
	struct numa_pages pages;
	long long room = 0;
	size_t got, elsewhere = 0;
	unsigned int i;

	numa_node_size64(0, &room);
	got = take(&pieces, 8 * MIB, (size_t)room + 32 * MIB, 0);
	for (i = 0; i < pieces.n; i++) {
		numa_pages_of(pieces.p[i], 8 * MIB, SMALLEST, &pages);
		elsewhere += pages.n - pages.on[0];
	}
	printf("node 0 had %lld MiB free: taken %zu MiB, of that %zu pages"
	       " elsewhere\n",
			room >> 20, got >> 20, elsewhere);
	CHECK(elsewhere == 0 || strstr(numa_log(), "from node 1") != NULL,
			"%zu pages lie elsewhere, and the log does not say so",
			elsewhere);
	CHECK(got > 0, "nothing at all");
	give(&pieces);
}
