/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What rings and pools cost when two cores use one: cycles of the time-stamp
 * counter an object, as one of the cores sees them. As pools_bench.c, only
 * calls of DPDK 22.11, and one line a row: name, tab, cycles. "both": each core
 * enqueues and dequeues, or gets and puts; "from to": one core sends what the
 * other takes. Start it with two lcores.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_pause.h>
#include <rte_ring.h>

#define POOL_SIZE 8191
#define ELT_SIZE  2048
#define CACHE     256
#define RING_SIZE 1024
#define BURST     32
/*
 * Objects a core and measurement; measurements a row, of which the one below
 * three quarters of the others counts: others may want a core for a while.
 */
#define OBJS   (1 << 20)
#define ROUNDS 8

/* What a row works on, and what each core does. */
struct bench {
	struct rte_mempool *mp;
	struct rte_ring *r;
	unsigned int n; /* at a time */
	void (*fn[2])(const struct bench *b, void **table);
	unsigned int ready; /* cores that wait for the start */
	uint64_t cycles[2];
};

static void
fail(const char *what)
{
	fprintf(stderr, "cores_bench: %s failed: %s\n", what,
			rte_strerror(rte_errno));
	exit(1);
}

static void
send_all(struct rte_ring *r, void **table, unsigned int n)
{
	unsigned int done = 0;

	while (done < n) {
		done += rte_ring_enqueue_burst(r, &table[done], n - done, NULL);
		if (done < n)
			rte_pause();
	}
}

static void
take_all(struct rte_ring *r, void **table, unsigned int n)
{
	unsigned int done = 0;

	while (done < n) {
		done += rte_ring_dequeue_burst(r, &table[done], n - done, NULL);
		if (done < n)
			rte_pause();
	}
}

static void
ring_both(const struct bench *b, void **table)
{
	unsigned int i;

	for (i = 0; i < OBJS; i += b->n) {
		send_all(b->r, table, b->n);
		take_all(b->r, table, b->n);
	}
}

static void
ring_from(const struct bench *b, void **table)
{
	unsigned int i;

	for (i = 0; i < OBJS; i += b->n)
		send_all(b->r, table, b->n);
}

static void
ring_to(const struct bench *b, void **table)
{
	unsigned int i;

	for (i = 0; i < OBJS; i += b->n)
		take_all(b->r, table, b->n);
}

static void
pool_both(const struct bench *b, void **table)
{
	unsigned int i;

	for (i = 0; i < OBJS; i += b->n) {
		while (rte_mempool_get_bulk(b->mp, table, b->n) != 0)
			rte_pause();
		rte_mempool_put_bulk(b->mp, table, b->n);
	}
}

static void
mbufs_from(const struct bench *b, void **table)
{
	struct rte_mbuf **m = (struct rte_mbuf **)table;
	unsigned int i;

	for (i = 0; i < OBJS; i += b->n) {
		while (rte_pktmbuf_alloc_bulk(b->mp, m, b->n) != 0)
			rte_pause();
		send_all(b->r, table, b->n);
	}
}

static void
mbufs_to(const struct bench *b, void **table)
{
	unsigned int i;

	for (i = 0; i < OBJS; i += b->n) {
		take_all(b->r, table, b->n);
		rte_pktmbuf_free_bulk((struct rte_mbuf **)table, b->n);
	}
}

/* One core's share of a measurement. */
static void
run(struct bench *b, unsigned int core)
{
	void *table[BURST] = {NULL};
	uint64_t start;

	__atomic_add_fetch(&b->ready, 1, __ATOMIC_ACQ_REL);
	while (__atomic_load_n(&b->ready, __ATOMIC_ACQUIRE) != 2)
		rte_pause();
	start = rte_rdtsc_precise();
	b->fn[core](b, table);
	b->cycles[core] = rte_rdtsc_precise() - start;
}

static int
run_second(void *arg)
{
	run(arg, 1);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
row(const char *name, struct bench *b)
{
	const unsigned int other = rte_get_next_lcore(rte_lcore_id(), 1, 0);
	uint64_t cycles[ROUNDS];
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		b->ready = 0;
		if (rte_eal_remote_launch(run_second, b, other) != 0)
			fail("rte_eal_remote_launch");
		run(b, 0);
		rte_eal_mp_wait_lcore();
		cycles[i] = RTE_MAX(b->cycles[0], b->cycles[1]);
	}
	qsort(cycles, ROUNDS, sizeof(cycles[0]), compare);
	printf("2 cores: %s\t%.3f\n", name, (double)cycles[ROUNDS / 4] / OBJS);
}

static struct rte_ring *
make_ring(unsigned int flags)
{
	struct rte_ring *r = rte_ring_create(
			"bench_ring", RING_SIZE, SOCKET_ID_ANY, flags);

	if (r == NULL)
		fail("rte_ring_create");
	return r;
}

static void
ring_rows(const char *mode, unsigned int flags)
{
	struct bench both = {.fn = {ring_both, ring_both}};
	struct bench one_way = {.fn = {ring_from, ring_to}};
	char name[64];

	both.r = one_way.r = make_ring(flags);
	for (both.n = 8; both.n <= BURST; both.n *= 4) {
		one_way.n = both.n;
		snprintf(name, sizeof(name), "ring %s both %u", mode, both.n);
		if ((flags & RING_F_SP_ENQ) == 0)
			row(name, &both);
		snprintf(name, sizeof(name), "ring %s from to %u", mode,
				both.n);
		row(name, &one_way);
	}
	rte_ring_free(both.r);
}

static void
pool_row(const char *ops, unsigned int cache_size)
{
	struct bench b = {.n = BURST, .fn = {pool_both, pool_both}};
	char name[64];

	b.mp = rte_mempool_create_empty("bench_pool", POOL_SIZE, ELT_SIZE,
			cache_size, 0, SOCKET_ID_ANY, 0);
	if (b.mp == NULL)
		fail("rte_mempool_create_empty");
	if (rte_mempool_set_ops_byname(b.mp, ops, NULL) != 0 ||
			rte_mempool_populate_default(b.mp) != POOL_SIZE)
		fail("filling a pool");
	snprintf(name, sizeof(name), "mempool %s cache %u both %u", ops,
			cache_size, b.n);
	row(name, &b);
	rte_mempool_free(b.mp);
}

/* Caches do not help here: one runs empty and the other full all the time. */
static void
mbuf_row(unsigned int cache_size)
{
	struct bench b = {.n = BURST, .fn = {mbufs_from, mbufs_to}};
	char name[64];

	b.mp = rte_pktmbuf_pool_create("bench_mbuf", POOL_SIZE, cache_size, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (b.mp == NULL)
		fail("rte_pktmbuf_pool_create");
	b.r = make_ring(RING_F_SP_ENQ | RING_F_SC_DEQ);
	snprintf(name, sizeof(name), "pktmbuf cache %u from to %u", cache_size,
			b.n);
	row(name, &b);
	rte_ring_free(b.r);
	rte_mempool_free(b.mp);
}

int
main(int argc, char **argv)
{
	if (rte_eal_init(argc, argv) < 0)
		fail("rte_eal_init");
	if (rte_lcore_count() != 2) {
		fprintf(stderr, "cores_bench: it takes 2 lcores, not %u\n",
				rte_lcore_count());
		return 1;
	}
	ring_rows("mp_mc", 0);
	ring_rows("sp_sc", RING_F_SP_ENQ | RING_F_SC_DEQ);
	ring_rows("mt_rts", RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ);
	ring_rows("mt_hts", RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ);
	pool_row("ring_mp_mc", CACHE);
	pool_row("ring_mp_mc", 0);
	pool_row("ring_mt_rts", 0);
	pool_row("ring_mt_hts", 0);
	pool_row("stack", 0);
	pool_row("lf_stack", 0);
	mbuf_row(CACHE);
	mbuf_row(0);
	rte_eal_cleanup();
	return 0;
}
