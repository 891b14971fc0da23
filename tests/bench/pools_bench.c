/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What pools, packet buffers and rings cost: cycles of the time-stamp counter
 * an object, for getting and putting it (or enqueueing and dequeueing) on one
 * core, and in one row KiB of memory. Only calls of DPDK 22.11, so that the
 * same source measures both libraries; scripts/bench does. Prints one line a
 * row: name, tab, figure. Counts of 1 and 4 are constants, as most programs
 * have them; larger ones are known at run time only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_ring.h>

#define POOL_SIZE 8191
#define ELT_SIZE  2048
#define CACHE     256
#define MAX_BURST 128
#define IN_FLIGHT 512
/* Objects a measurement, and measurements a row, of which the best counts. */
#define OBJS   (1 << 18)
#define ROUNDS 15

/* What a row works on. */
struct bench {
	struct rte_mempool *mp;
	struct rte_ring *r;
	unsigned int n; /* at a time */
};

typedef void (*bench_fn)(const struct bench *b, unsigned int times);

static void *table[IN_FLIGHT];

static void
fail(const char *what)
{
	fprintf(stderr, "pools_bench: %s failed: %s\n", what,
			rte_strerror(rte_errno));
	exit(1);
}

static __rte_always_inline void
get_put(struct rte_mempool *mp, unsigned int n, unsigned int times)
{
	while (times-- > 0) {
		if (rte_mempool_get_bulk(mp, table, n) != 0)
			fail("rte_mempool_get_bulk");
		rte_mempool_put_bulk(mp, table, n);
	}
}

static void
pool_1(const struct bench *b, unsigned int times)
{
	get_put(b->mp, 1, times);
}

static void
pool_4(const struct bench *b, unsigned int times)
{
	get_put(b->mp, 4, times);
}

static void
pool_n(const struct bench *b, unsigned int times)
{
	get_put(b->mp, b->n, times);
}

static void
pool_in_flight(const struct bench *b, unsigned int times)
{
	const unsigned int n = b->n;
	unsigned int i;

	for (times /= IN_FLIGHT / n; times > 0; times--) {
		for (i = 0; i < IN_FLIGHT; i += n) {
			if (rte_mempool_get_bulk(b->mp, &table[i], n) != 0)
				fail("rte_mempool_get_bulk");
		}
		for (i = 0; i < IN_FLIGHT; i += n)
			rte_mempool_put_bulk(b->mp, &table[i], n);
	}
}

static void
mbuf_1(const struct bench *b, unsigned int times)
{
	while (times-- > 0) {
		struct rte_mbuf *m = rte_pktmbuf_alloc(b->mp);

		if (m == NULL)
			fail("rte_pktmbuf_alloc");
		rte_pktmbuf_free(m);
	}
}

static void
mbuf_n(const struct bench *b, unsigned int times)
{
	struct rte_mbuf **m = (struct rte_mbuf **)table;

	while (times-- > 0) {
		if (rte_pktmbuf_alloc_bulk(b->mp, m, b->n) != 0)
			fail("rte_pktmbuf_alloc_bulk");
		rte_pktmbuf_free_bulk(m, b->n);
	}
}

static void
ring_burst(const struct bench *b, unsigned int times)
{
	const unsigned int n = b->n;

	while (times-- > 0) {
		if (rte_ring_enqueue_burst(b->r, table, n, NULL) != n ||
				rte_ring_dequeue_burst(b->r, table, n, NULL) !=
						n)
			fail("rte_ring burst");
	}
}

static void
row(const char *name, bench_fn fn, const struct bench *b)
{
	const unsigned int times = OBJS / b->n;
	uint64_t best = UINT64_MAX;
	unsigned int i;

	fn(b, times);
	for (i = 0; i < ROUNDS; i++) {
		uint64_t start = rte_rdtsc_precise();

		fn(b, times);
		start = rte_rdtsc_precise() - start;
		if (start < best)
			best = start;
	}
	printf("%s\t%.3f\n", name, (double)best / ((double)times * b->n));
}

static struct rte_mempool *
make_pool(const char *ops, unsigned int cache_size)
{
	static unsigned int made;
	struct rte_mempool *mp;
	char name[16];

	snprintf(name, sizeof(name), "bench%u", made++);
	mp = rte_mempool_create_empty(name, POOL_SIZE, ELT_SIZE, cache_size, 0,
			SOCKET_ID_ANY, 0);
	if (mp == NULL)
		fail("rte_mempool_create_empty");
	if (rte_mempool_set_ops_byname(mp, ops, NULL) != 0 ||
			rte_mempool_populate_default(mp) != POOL_SIZE)
		fail("filling a pool");
	return mp;
}

/* A handler's own price: nothing stands before it. */
static void
handler_rows(const char *handler)
{
	struct bench b = {.mp = make_pool(handler, 0), .n = 1};
	char name[64];

	snprintf(name, sizeof(name), "mempool %s no cache 1", handler);
	row(name, pool_1, &b);
	b.n = 32;
	snprintf(name, sizeof(name), "mempool %s no cache 32", handler);
	row(name, pool_n, &b);
	rte_mempool_free(b.mp);
}

/*
 * A handler that does nothing, so that what is left is the way to it: through
 * a pool without a cache, and called directly.
 */
static int
nothing_alloc(struct rte_mempool *mp)
{
	(void)mp;
	return 0;
}

static __rte_noinline int
nothing_enqueue(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	(void)mp;
	(void)n;
	__asm__ volatile("" : : "r"(objs) : "memory");
	return 0;
}

static __rte_noinline int
nothing_dequeue(struct rte_mempool *mp, void **objs, unsigned int n)
{
	(void)mp;
	(void)n;
	__asm__ volatile("" : : "r"(objs) : "memory");
	return 0;
}

static unsigned int
nothing_count(const struct rte_mempool *mp)
{
	return mp->size;
}

static const struct rte_mempool_ops nothing = {
		.name = "nothing",
		.alloc = nothing_alloc,
		.enqueue = nothing_enqueue,
		.dequeue = nothing_dequeue,
		.get_count = nothing_count,
};

static void
direct_1(const struct bench *b, unsigned int times)
{
	while (times-- > 0) {
		if (nothing_dequeue(b->mp, table, 1) != 0 ||
				nothing_enqueue(b->mp, table, 1) != 0)
			fail("a direct call");
	}
}

static void
handler_call_rows(void)
{
	struct bench b = {.n = 1};

	if (rte_mempool_register_ops(&nothing) < 0)
		fail("rte_mempool_register_ops");
	b.mp = make_pool("nothing", 0);
	row("handler call, no cache 1", pool_1, &b);
	row("direct call of the same 1", direct_1, &b);
	rte_mempool_free(b.mp);
}

static void
pool_rows(void)
{
	static const char *const handlers[] = {"ring_mp_mc", "ring_sp_sc",
			"ring_mt_rts", "ring_mt_hts", "stack", "lf_stack"};
	struct bench cached = {.mp = make_pool("ring_mp_mc", CACHE)};
	unsigned int n;
	char name[64];

	for (n = 0; n < sizeof(handlers) / sizeof(handlers[0]); n++)
		handler_rows(handlers[n]);
	handler_call_rows();
	cached.n = 1;
	row("mempool cache 256 1", pool_1, &cached);
	cached.n = 4;
	row("mempool cache 256 4", pool_4, &cached);
	for (n = 8; n <= MAX_BURST; n *= 2) {
		snprintf(name, sizeof(name), "mempool cache 256 %u", n);
		cached.n = n;
		row(name, pool_n, &cached);
	}
	cached.n = 32;
	row("mempool cache 256 512 in flight 32", pool_in_flight, &cached);
	rte_mempool_free(cached.mp);
}

static void
mbuf_rows(void)
{
	struct bench b = {.n = 1};

	b.mp = rte_pktmbuf_pool_create("bench_mbuf", POOL_SIZE, CACHE, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (b.mp == NULL)
		fail("rte_pktmbuf_pool_create");
	row("pktmbuf alloc free 1", mbuf_1, &b);
	b.n = 32;
	row("pktmbuf alloc_bulk free_bulk 32", mbuf_n, &b);
	rte_mempool_free(b.mp);
}

/* Bytes of the pages of a range that are in memory. */
static size_t
resident(const void *addr, size_t len)
{
	const size_t page_sz = (size_t)sysconf(_SC_PAGESIZE);
	uintptr_t page = (uintptr_t)addr & ~(uintptr_t)(page_sz - 1);
	const uintptr_t end = (uintptr_t)addr + len;
	unsigned char in_memory;
	size_t bytes = 0;

	for (; page < end; page += page_sz) {
		if (mincore((void *)page, page_sz, &in_memory) == 0 &&
				(in_memory & 1) != 0)
			bytes += page_sz;
	}
	return bytes;
}

static void
add_resident(struct rte_mempool *mp, void *arg, struct rte_mempool_memhdr *hdr,
		unsigned int idx)
{
	(void)mp;
	(void)idx;
	*(size_t *)arg += resident(hdr->addr, hdr->len);
}

/* What one small pool keeps in memory, with slots for all lcores' caches. */
static void
resident_row(void)
{
	struct rte_mempool *mp;
	size_t bytes;

	mp = rte_mempool_create("bench_small", 511, 64, 32, 0, NULL, NULL, NULL,
			NULL, SOCKET_ID_ANY, 0);
	if (mp == NULL)
		fail("rte_mempool_create");
	get_put(mp, 32, 100);
	bytes = resident(mp->mz->addr, mp->mz->len);
	bytes += resident(mp->local_cache,
			RTE_MAX_LCORE * sizeof(*mp->local_cache));
	rte_mempool_mem_iter(mp, add_resident, &bytes);
	printf("mempool 511 of 64 bytes, resident\t%.1f\tKiB\n",
			(double)bytes / 1024);
	rte_mempool_free(mp);
}

static void
ring_rows(const char *mode, unsigned int flags)
{
	struct bench b = {.n = 8};
	char name[64];

	b.r = rte_ring_create("bench_ring", 1024, SOCKET_ID_ANY, flags);
	if (b.r == NULL)
		fail("rte_ring_create");
	for (b.n = 8; b.n <= 32; b.n *= 4) {
		snprintf(name, sizeof(name), "ring %s burst %u", mode, b.n);
		row(name, ring_burst, &b);
	}
	rte_ring_free(b.r);
}

int
main(int argc, char **argv)
{
	if (rte_eal_init(argc, argv) < 0)
		fail("rte_eal_init");
	pool_rows();
	resident_row();
	mbuf_rows();
	ring_rows("mp_mc", 0);
	ring_rows("sp_sc", RING_F_SP_ENQ | RING_F_SC_DEQ);
	ring_rows("mt_rts", RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ);
	ring_rows("mt_hts", RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ);
	rte_eal_cleanup();
	return 0;
}
