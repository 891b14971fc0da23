/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What asan.sh builds in several ways: "work" uses pools as is right, and
 * AddressSanitizer must keep silent; "read", "write" and "twice" use a packet
 * buffer after it was freed, each in a line of this file that is marked.
 */
#include <bufplane.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

#define N_MBUFS   1023
#define BURST     100
#define N_THREADS 4

#define REQUIRE(cond)                                                          \
	do {                                                                   \
		if (!(cond)) {                                                 \
			fprintf(stderr, "line %d: not: %s\n", __LINE__,        \
					#cond);                                \
			exit(1);                                               \
		}                                                              \
	} while (0)

static struct rte_mempool *
make_pool(const char *handler)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create_by_ops("mbufs",
			N_MBUFS, 64, 0, RTE_MBUF_DEFAULT_BUF_SIZE,
			SOCKET_ID_ANY, handler);

	REQUIRE(mp != NULL);
	return mp;
}

/* Write to each byte that is a buffer's. */
static void
fill(struct rte_mbuf *m)
{
	memset(m->buf_addr, 0x5a, m->buf_len);
}

static void
use_mbufs(struct rte_mempool *mp)
{
	struct rte_mbuf *ms[BURST], *clone;
	unsigned int i;

	REQUIRE(rte_pktmbuf_alloc_bulk(mp, ms, BURST) == 0);
	for (i = 0; i < BURST; i++)
		fill(ms[i]);
	clone = rte_pktmbuf_clone(ms[0], mp);
	REQUIRE(clone != NULL);
	rte_pktmbuf_free_bulk(ms, BURST);
	REQUIRE(*rte_pktmbuf_mtod(clone, char *) == 0x5a);
	rte_pktmbuf_free(clone);
	for (i = 0; i < BURST; i++) {
		ms[0] = rte_pktmbuf_alloc(mp);
		REQUIRE(ms[0] != NULL && rte_pktmbuf_append(ms[0], 9) != NULL);
		rte_pktmbuf_free(ms[0]);
	}
}

static void
use_own_cache(struct rte_mempool *mp)
{
	struct rte_mempool_cache *cache =
			rte_mempool_cache_create(32, SOCKET_ID_ANY);
	void *objs[BURST];
	unsigned int n;

	REQUIRE(cache != NULL);
	for (n = 1; n <= BURST; n++) {
		REQUIRE(rte_mempool_generic_get(mp, objs, n, cache) == 0);
		fill(objs[n - 1]);
		rte_mempool_generic_put(mp, objs, n, cache);
	}
	rte_mempool_cache_flush(cache, mp);
	rte_mempool_cache_free(cache);
}

static void
use_blocks(struct rte_mempool *mp)
{
	struct rte_mempool_info info = {0};
	unsigned int i, step;
	void *obj, *first;

	REQUIRE(rte_mempool_ops_get_info(mp, &info) == 0);
	REQUIRE(rte_mempool_get_contig_blocks(mp, &first, 1) == 0);
	step = mp->header_size + mp->elt_size + mp->trailer_size;
	for (i = 0; i < info.contig_block_size; i++) {
		obj = (char *)first + (size_t)i * step;
		REQUIRE(rte_mempool_from_obj(obj) == mp);
		fill(obj);
		rte_mempool_put(mp, obj);
	}
}

/* The object's own bytes: what an attached buffer uses, others may free. */
static void
touch(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	(void)idx;
	memset(rte_mbuf_buf_addr(obj, mp), 0x5a, RTE_MBUF_DEFAULT_BUF_SIZE);
	++*(unsigned int *)arg;
}

static void *
work_thread(void *arg)
{
	unsigned int i;

	for (i = 0; i < 50; i++)
		use_mbufs(arg);
	return NULL;
}

/* As the main lcore, as another one, and as threads that are none. */
static void
use_threads(struct rte_mempool *mp)
{
	pthread_t threads[N_THREADS];
	unsigned int i, n = 0;

	for (i = 0; i < N_THREADS; i++)
		REQUIRE(pthread_create(&threads[i], NULL, work_thread, mp) ==
				0);
	work_thread(mp);
	for (i = 0; i < 20; i++)
		rte_mempool_obj_iter(mp, touch, &n);
	for (i = 0; i < N_THREADS; i++)
		pthread_join(threads[i], NULL);
	REQUIRE(n == 20 * N_MBUFS);
}

/* What was a pool's memory is anybody's. */
static void
use_memory_again(void)
{
	char *p = rte_zmalloc(NULL, 1 << 20, 0);

	REQUIRE(p != NULL);
	memset(p, 1, 1 << 20);
	rte_free(p);
}

static void
use_fork(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	REQUIRE(waitpid(pid, &status, 0) == pid && status == 0);
}

static void
work(const char *handler)
{
	struct rte_mempool *mp = make_pool(handler);
	struct rte_mbuf *left;

	use_mbufs(mp);
	use_own_cache(mp);
	if (strcmp(handler, "bucket") == 0)
		use_blocks(mp);
	use_threads(mp);
	use_fork();
	rte_mempool_audit(mp);
	REQUIRE(rte_mempool_full(mp));
	left = rte_pktmbuf_alloc(mp);
	REQUIRE(left != NULL);
	rte_mempool_free(mp);
	use_memory_again();
}

/* One of the ways to be wrong; returns only if nobody notices. */
static void
misuse(const char *how)
{
	struct rte_mempool *mp = make_pool("ring_mp_mc");
	struct rte_mbuf *m = rte_pktmbuf_alloc(mp);
	volatile char *data;

	REQUIRE(m != NULL);
	data = rte_pktmbuf_mtod(m, volatile char *);
	rte_pktmbuf_free(m);
	if (strcmp(how, "read") == 0)
		(void)*data; /* guilty: read */
	else if (strcmp(how, "write") == 0)
		*data = 1; /* guilty: write */
	else
		rte_pktmbuf_free_bulk(&m, 1); /* guilty: twice */
}

int
main(int argc, char **argv)
{
	static const char *const handlers[] = {
			"ring_mp_mc", "lf_stack", "bucket", "ring_mp_mc"};
	struct bp_config config;
	unsigned int i;

	memset(&config, 0, sizeof(config));
	config.size = sizeof(config);
	config.no_huge = true;
	config.in_memory = true;
	REQUIRE(argc == 2 && bp_init(&config) == 0);
	if (strcmp(argv[1], "work") != 0) {
		misuse(argv[1]);
		return 0;
	}
	for (i = 0; i < RTE_DIM(handlers); i++)
		work(handlers[i]);
	return rte_eal_cleanup() != 0;
}
