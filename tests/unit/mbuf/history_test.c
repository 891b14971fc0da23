/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The history of mbufs: which operations are in it and what they say, for
 * which pools it can be had and how it is switched on, and threads.
 */
#include <bufplane_mbuf_history.h>
#include <bufplane_mempool_trail.h>
#include <pthread.h>

#include "mbuf_env.h"

static char text[65536];
static char logged[4096];

static void
catch_log(void *ctx, uint32_t level, uint32_t logtype, const char *line)
{
	(void)ctx;
	(void)level;
	(void)logtype;
	strncat(logged, line, sizeof(logged) - strlen(logged) - 1);
}

static int
start(const char *history, const char *guard)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.affinity = BP_AFFINITY_KEEP,
			.no_huge = true,
			.in_memory = true,
			.log_fn = catch_log,
			.mempool_guard = guard,
			.mbuf_history = history,
	};

	logged[0] = '\0';
	return bp_init(&config);
}

static int
setup(void **state)
{
	if (start("16", NULL) != 0)
		return -1;
	pool = rte_pktmbuf_pool_create("mbufs", POOL_N, 32, POOL_PRIV,
			POOL_ROOM, SOCKET_ID_ANY);
	(void)state;
	return pool == NULL ? -1 : 0;
}

/* Nothing that is written leaves the text empty. */
static FILE *
text_file(void)
{
	text[0] = '\0';
	return fmemopen(text, sizeof(text), "w");
}

static int
dump(const struct rte_mbuf *m)
{
	FILE *f = text_file();
	int rc = bp_mbuf_history_dump(f, m);

	fclose(f);
	return rc;
}

static int
dump_out(struct rte_mempool *mp)
{
	FILE *f = text_file();
	int rc = bp_mbuf_history_dump_out(f, mp);

	fclose(f);
	return rc;
}

/* The history of m is n operations, the last of which is as said. */
static void
assert_last(const struct rte_mbuf *m, int n, const char *fmt, const void *arg)
{
	char what[128];
	char *line;

	assert_int_equal(dump(m), n);
	text[strlen(text) - 1] = '\0';
	line = strrchr(text, '\n');
	assert_non_null(line);
	snprintf(what, sizeof(what), fmt, arg);
	if (strstr(line, what) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", what, line);
}

static void
test_alloc_and_free(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	(void)state;
	assert_last(m, 1, "  alloc  at unit_mbuf_history", NULL);
	bp_mbuf_history_mark(m, "looked at it for long");
	assert_last(m, 2, "  \"looked at it fo\"  at unit_mbuf", NULL);
	bp_mbuf_history_mark(m, "");
	assert_last(m, 3, "  \"\"  at ", NULL);
	assert_int_equal(dump_out(pool), 1);
	rte_pktmbuf_free(m);
	assert_last(m, 4, "  free  at unit_mbuf_history", NULL);
	assert_non_null(strstr(text, " of pool mbufs, free now: 4 of 4"));
	assert_int_equal(dump_out(pool), 0);
}

static void
test_bulk(void **state)
{
	struct rte_mbuf *m[8];
	unsigned int i;

	(void)state;
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, 8), 0);
	for (i = 0; i < 8; i++)
		assert_true(dump(m[i]) > 0);
	assert_int_equal(dump_out(pool), 8);
	rte_pktmbuf_free_bulk(m, 8);
	assert_last(m[7], dump(m[7]), "  free  at ", NULL);
}

static void
test_attach(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *a = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *b = rte_pktmbuf_alloc(pool);
	int n_m = dump(m), n_a = dump(a), n_b = dump(b);

	(void)state;
	rte_pktmbuf_attach(a, m);
	assert_last(a, n_a + 1, " attach to %p  at unit", m);
	assert_last(m, n_m + 1, " attached by %p  at unit", a);
	/* What an attached buffer is attached to, is the owner. */
	rte_pktmbuf_attach(b, a);
	assert_last(b, n_b + 1, " attach to %p  at ", m);
	assert_last(m, n_m + 2, " attached by %p  at ", b);
	assert_last(a, n_a + 1, " attach to %p  at ", m);
	rte_pktmbuf_detach(b);
	assert_last(b, n_b + 2, " detach from %p  at ", m);
	assert_last(m, n_m + 3, " detached by %p  at ", b);
	/* The owner goes first: it is freed by its last user. */
	rte_pktmbuf_free(m);
	assert_last(m, n_m + 4, " free by one of 2 users  at ", NULL);
	rte_pktmbuf_free(a);
	assert_last(m, n_m + 6, "  free  at ", NULL);
	assert_last(a, n_a + 3, "  free  at ", NULL);
	assert_non_null(strstr(text, " detach from "));
	rte_pktmbuf_free(b);
}

static void
let_go(void *addr, void *opaque)
{
	(void)addr;
	(*(int *)opaque)++;
}

static void
test_external(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *a = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *b = rte_pktmbuf_alloc(pool);
	int n_m = dump(m), n_a = dump(a), n_b = dump(b), gone = 0;
	static char memory[1024];
	uint16_t len = sizeof(memory);
	struct rte_mbuf_ext_shared_info *shinfo =
			rte_pktmbuf_ext_shinfo_init_helper(
					memory, &len, let_go, &gone);

	(void)state;
	rte_pktmbuf_attach_extbuf(m, memory, RTE_BAD_IOVA, len, shinfo);
	assert_last(m, n_m + 1, " attach to %p  at unit", memory);
	/* It is the memory that both use; neither is the other's owner. */
	rte_pktmbuf_attach(a, m);
	assert_last(a, n_a + 1, " attach to %p  at ", memory);
	rte_pktmbuf_attach(b, a);
	assert_last(b, n_b + 1, " attach to %p  at ", memory);
	assert_int_equal(dump(m), n_m + 1);
	rte_pktmbuf_detach(b);
	assert_last(b, n_b + 2, " detach from %p  at ", memory);
	rte_pktmbuf_free(b);
	rte_pktmbuf_free(a);
	assert_last(a, n_a + 3, "  free  at ", NULL);
	rte_pktmbuf_detach_extbuf(m);
	assert_last(m, n_m + 2, " detach from %p  at ", memory);
#ifndef RTE_ENABLE_ASSERT
	rte_pktmbuf_detach(m); /* of nothing */
#endif
	assert_int_equal(dump(m), n_m + 2);
	assert_int_equal(gone, 1);
	rte_pktmbuf_free(m);
}

static void
test_packets(void **state)
{
	const uint16_t lens[] = {1, 2, 3};
	struct rte_mbuf *m[2] = {make_packet(pool, lens, 3, 0),
			make_packet(pool, lens, 1, 0)};
	struct rte_mbuf *seg;
	int n = dump(m[1]), n2 = dump(m[0]->next->next);

	(void)state;
	bp_mbuf_history_rx(m, 2, 3, 15);
	assert_last(m[1], n + 1, " rx port 3 queue 15  at unit", NULL);
	assert_last(m[0]->next->next, n2 + 1, " rx port 3 queue 15", NULL);
	bp_mbuf_history_tx(m, 1, 2, 0);
	for (seg = m[0]; seg != NULL; seg = seg->next)
		assert_last(seg, dump(seg), " tx port 2 queue 0  at", NULL);
	assert_int_equal(dump(m[1]), n + 1);
	bp_mbuf_history_tx(m, 0, 2, 0);
	/* A chain that lies about its length is not followed for ever. */
	seg = m[0]->next->next;
	seg->next = m[0];
	bp_mbuf_history_tx(m, 1, 9, 0);
	seg->next = NULL;
	m[0]->nb_segs = 9;
	bp_mbuf_history_tx(m, 1, 9, 1);
	m[0]->nb_segs = 3;
	assert_last(seg, n2 + 4, " tx port 9 queue 1", NULL);
	rte_pktmbuf_free_bulk(m, 2);
}

static void
test_errors(void **state)
{
	struct rte_mempool *other = rte_mempool_create("other", 15,
			sizeof(struct rte_mbuf), 0, 0, NULL, NULL, NULL, NULL,
			SOCKET_ID_ANY, 0);
	struct rte_mempool *empty = rte_mempool_create_empty("empty", 15, 256,
			0, sizeof(struct rte_pktmbuf_pool_private),
			SOCKET_ID_ANY, 0);
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool), none = {.pool = pool};
	void *obj;

	(void)state;
	assert_int_equal(bp_mbuf_history_enable(NULL, 0), -EINVAL);
	assert_int_equal(bp_mbuf_history_enable(pool, 3), -EINVAL);
	assert_int_equal(bp_mbuf_history_enable(pool, 8), -EBUSY);
	assert_int_equal(bp_mbuf_history_enable(pool, 16), 0);
	assert_int_equal(bp_mbuf_history_enable(pool, 0), 0);
	logged[0] = '\0';
	assert_int_equal(bp_mbuf_history_enable(other, 0), -ENOTSUP);
	assert_non_null(strstr(
			logged, "other: a history needs a pool of mbufs"));
	assert_int_equal(bp_mbuf_history_enable(empty, 0), -ENOTSUP);
	assert_int_equal(dump(NULL), -EINVAL);
	assert_int_equal(bp_mbuf_history_dump(NULL, m), -EINVAL);
	assert_int_equal(dump(&none), -ENOENT);
	bp_mbuf_history_mark(&none, "x");
	assert_int_equal(rte_mempool_get(other, &obj), 0);
	assert_int_equal(dump(obj), -ENOTSUP);
	rte_mempool_put(other, obj);
	assert_int_equal(dump_out(NULL), -EINVAL);
	assert_int_equal(dump_out(other), -ENOTSUP);
	assert_int_equal(bp_mbuf_history_dump_out(NULL, pool), -EINVAL);
	bp_mbuf_history_mark(NULL, "x");
	bp_mbuf_history_mark(m, NULL);
	rte_pktmbuf_free(m);
	rte_mempool_free(other);
	rte_mempool_free(empty);
}

/* Pools made by hand, and those of pinned buffers, have a history as well. */
static void
test_each_kind_of_pool(void **state)
{
	static char memory[16 * 512];
	const struct rte_pktmbuf_extmem extmem = {
			memory, RTE_BAD_IOVA, sizeof(memory), 512};
	struct rte_mempool *pinned = rte_pktmbuf_pool_create_extbuf(
			"pinned", 16, 0, 0, 512, SOCKET_ID_ANY, &extmem, 1);
	struct rte_mempool *hand = rte_mempool_create("hand", 16,
			sizeof(struct rte_mbuf) + 512, 0,
			sizeof(struct rte_pktmbuf_pool_private),
			rte_pktmbuf_pool_init, NULL, rte_pktmbuf_init, NULL,
			SOCKET_ID_ANY, 0);
	struct rte_mbuf *m = rte_pktmbuf_alloc(pinned);
	struct rte_mbuf *mi = rte_pktmbuf_alloc(hand);
	struct rte_mbuf *again = rte_pktmbuf_alloc(hand);

	int n;

	(void)state;
	assert_int_equal(bp_mempool_trails, 3);
	rte_pktmbuf_attach(mi, m);
	assert_last(m, 2, " attached by %p  at ", mi);
	assert_last(mi, 2, " attach to %p  at ", m);
	rte_pktmbuf_attach(again, mi);
	assert_last(m, 3, " attached by %p  at ", again);
	assert_last(again, 2, " attach to %p  at ", m);
	assert_int_equal(dump(mi), 2);
	rte_pktmbuf_free(m);
	assert_last(m, 4, "  free by one of 3 users  at ", NULL);
	assert_int_equal(dump_out(pinned), 1); /* the others use it */
	rte_pktmbuf_detach(again);
	assert_last(m, 5, " detached by %p  at ", again);
	assert_last(again, 3, " detach from %p  at ", m);
	rte_pktmbuf_free(again);
	rte_pktmbuf_free(mi);
	assert_int_equal(dump_out(pinned), 0);
	assert_last(m, 7, "  free  at ", NULL);
	/* Of a buffer that nobody shares, no user lets go. */
	m = rte_pktmbuf_alloc(pinned);
	n = dump(m);
	rte_pktmbuf_free(m);
	assert_last(m, n + 1, "  free  at ", NULL);
	assert_null(strstr(text, "free by one of 1"));
	rte_mempool_free(pinned);
	rte_mempool_free(hand);
	assert_int_equal(bp_mempool_trails, 1);
}

#define THREADS 4
#define ROUNDS  300

/* Each is a user of one buffer, clones it over and over, and dumps it now and
 * then. */
static void *
share(void *arg)
{
	FILE *f = fopen("/dev/null", "w");
	struct rte_mbuf *m = arg, *mi;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		mi = rte_pktmbuf_clone(m, pool);
		assert_non_null(mi);
		bp_mbuf_history_mark(mi, "cloned");
		bp_mbuf_history_tx(&mi, 1, 0, 1);
		if (i % 16 == 0)
			assert_true(bp_mbuf_history_dump(f, m) >= 0);
		if (i % 64 == 0)
			assert_true(bp_mbuf_history_dump_out(f, pool) > 0);
		rte_pktmbuf_free(mi);
	}
	fclose(f);
	rte_pktmbuf_free(m);
	return NULL;
}

static void
test_threads(void **state)
{
	pthread_t threads[THREADS];
	struct rte_mbuf *m;
	unsigned int i;
	int n;

	(void)state;
#ifndef RTE_MBUF_REFCNT_ATOMIC
	skip(); /* threads do not share mbufs in this build */
#endif
	m = rte_pktmbuf_alloc(pool);
	rte_pktmbuf_refcnt_update(m, THREADS); /* each is a user */
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, share, m);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	n = dump(m); /* a place may be spoilt by one that was overtaken */
	assert_true(n > 8 && n <= 16);
	assert_non_null(strstr(text, "  thread "));
	rte_pktmbuf_free(m);
}

static unsigned int watched;

static void
watch(void)
{
	assert_true(bp_mbuf_history_is_on());
	watched++;
}

/* Each way to switch it on and off; entries of a pool, 0: none, -1: refused. */
static void
check_switch(const char *history, const char *env, const char *guard, int n)
{
	struct rte_mempool *mp, *second;
	struct rte_mbuf *m;

	unsetenv("BUFPLANE_HISTORY");
	if (env != NULL)
		setenv("BUFPLANE_HISTORY", env, 1);
	watched = 0;
	if (n < 0) {
		assert_int_equal(start(history, guard), -EINVAL);
		assert_non_null(strstr(logged, "BUFPLANE_HISTORY"));
		return;
	}
	assert_int_equal(start(history, guard), 0);
	mp = rte_pktmbuf_pool_create("p", 15, 0, 0, 256, SOCKET_ID_ANY);
	assert_non_null(mp);
	m = rte_pktmbuf_alloc(mp);
	assert_int_equal(bp_mbuf_history_is_on(), n > 0);
	assert_int_equal(watched, n > 0);
	assert_int_equal(dump(m), n > 0 ? 1 : -ENOTSUP);
	if (n > 0)
		assert_int_equal(bp_mempool_trail_enable(mp, (unsigned int)n),
				0);
	rte_pktmbuf_free(m);
	/* Only the first pool concerns others. */
	second = rte_pktmbuf_pool_create("q", 15, 0, 0, 256, SOCKET_ID_ANY);
	if (n > 0)
		assert_int_equal(bp_mbuf_history_enable(mp, 0), 0);
	assert_int_equal(watched, n > 0);
	rte_mempool_free(second);
	rte_mempool_free(mp);
	assert_false(bp_mbuf_history_is_on());
	assert_int_equal(rte_eal_cleanup(), 0);
	unsetenv("BUFPLANE_HISTORY");
}

static void
test_switch(void **state)
{
	(void)state;
	rte_mempool_free(pool);
	assert_int_equal(rte_eal_cleanup(), 0);
	bp_mbuf_history_watch(watch);
	check_switch(NULL, NULL, NULL, 0);
	check_switch(NULL, NULL, "log", 0);
	check_switch("", NULL, NULL, 0);
	check_switch("1", NULL, NULL, 8);
	check_switch("2", NULL, NULL, 2);
	check_switch("64", NULL, "count", 64);
	check_switch(NULL, "1", NULL, 8);
	check_switch(NULL, "32", "", 32);
	check_switch("4", "32", NULL, 4);
	check_switch("0", "32", NULL, 0);
	check_switch(NULL, "0", NULL, 0);
	check_switch(NULL, "yes", NULL, -1);
	check_switch("7", NULL, NULL, -1);
	check_switch("8", NULL, "0", -1);
	unsetenv("BUFPLANE_HISTORY");
	bp_mbuf_history_watch(NULL);
	assert_int_equal(setup(state), 0);
}

/* Nobody freed the pool. */
static void
test_ends_with_the_library(void **state)
{
	assert_int_equal(bp_mbuf_history_enable(pool, 0), 0);
	assert_true(bp_mbuf_history_is_on());
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_false(bp_mbuf_history_is_on());
	assert_int_equal(setup(state), 0);
}

/* A pool that is guarded by its name, and in use when the history begins. */
static void
test_in_use(void **state)
{
	struct rte_mempool *mp;
	struct rte_mbuf *m, *mi;

	rte_mempool_free(pool);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(start(NULL, NULL), 0);
	mp = rte_pktmbuf_pool_create_by_ops(
			"plain", 15, 0, 0, 256, SOCKET_ID_ANY, NULL);
	assert_int_equal(bp_mbuf_history_enable(mp, 0), -ENOTSUP);
	rte_mempool_free(mp);
	mp = rte_pktmbuf_pool_create_by_ops("guarded", 15, 0, 0, 256,
			SOCKET_ID_ANY, "guard:ring_mp_mc");
	m = rte_pktmbuf_alloc(mp);
	assert_int_equal(dump(m), -ENOTSUP);
	bp_mbuf_history_mark(m, "before");
	assert_int_equal(bp_mbuf_history_enable(mp, 4), 0);
	assert_int_equal(dump(m), 0);
	mi = rte_pktmbuf_clone(m, mp);
	assert_last(m, 1, " attached by %p  at ", mi);
	rte_pktmbuf_free(mi);
	rte_pktmbuf_free(m);
	assert_last(m, 3, "  free  at ", NULL);
	rte_mempool_free(mp);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(setup(state), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(test_alloc_and_free),
			mbuf_test(test_bulk),
			mbuf_test(test_attach),
			mbuf_test(test_external),
			mbuf_test(test_packets),
			mbuf_test(test_errors),
			mbuf_test(test_each_kind_of_pool),
			mbuf_test(test_threads),
			mbuf_test(test_switch),
			mbuf_test(test_ends_with_the_library),
			mbuf_test(test_in_use),
	};

	unsetenv("BUFPLANE_GUARD");
	unsetenv("BUFPLANE_HISTORY");
	return cmocka_run_group_tests(tests, setup, env_stop);
}
