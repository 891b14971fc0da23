/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counts of users. Compiled twice, with atomic counts of buffers and without,
 * whatever the library was built with: nothing of it is called but its pools.
 */
#include <pthread.h>

#include <rte_build_config.h>

#undef RTE_MBUF_REFCNT_ATOMIC
#if TEST_ATOMIC
#define RTE_MBUF_REFCNT_ATOMIC
#endif
/* The mode's symbol would refuse to link to the library of the other kind. */
#define BP_IN_LIBRARY

#include "mbuf_env.h"

#define ROUNDS 100000

static void
buffer_counts(void **state)
{
	struct rte_mbuf m = {.refcnt = 1};

	(void)state;
	assert_int_equal(rte_mbuf_refcnt_read(&m), 1);
	assert_int_equal(rte_mbuf_refcnt_update(&m, 1), 2);
	assert_int_equal(rte_mbuf_refcnt_update(&m, 1000), 1002);
	assert_int_equal(rte_mbuf_refcnt_update(&m, -1001), 1);
	assert_int_equal(rte_mbuf_refcnt_update(&m, -1), 0);
	assert_int_equal(m.refcnt, 0);
	assert_int_equal(rte_mbuf_refcnt_update(&m, -1), UINT16_MAX);
	assert_int_equal(rte_mbuf_refcnt_update(&m, 2), 1);
	assert_int_equal(__rte_mbuf_refcnt_update(&m, 4), 5);
	assert_int_equal(__rte_mbuf_refcnt_update(&m, -5), 0);
	rte_mbuf_refcnt_set(&m, 65534);
	assert_int_equal(m.refcnt, 65534);
	assert_int_equal(rte_mbuf_refcnt_read(&m), 65534);
	assert_int_equal(rte_mbuf_refcnt_update(&m, -32768), 32766);
	rte_mbuf_refcnt_set(&m, 1);
	assert_int_equal(rte_mbuf_refcnt_update(&m, 32767), 32768);
}

static void
area_counts(void **state)
{
	struct rte_mbuf_ext_shared_info info = {.refcnt = 1};

	(void)state;
	assert_int_equal(rte_mbuf_ext_refcnt_read(&info), 1);
	assert_int_equal(rte_mbuf_ext_refcnt_update(&info, 2), 3);
	assert_int_equal(rte_mbuf_ext_refcnt_update(&info, -2), 1);
	assert_int_equal(rte_mbuf_ext_refcnt_update(&info, -1), 0);
	assert_int_equal(info.refcnt, 0);
	rte_mbuf_ext_refcnt_set(&info, 7);
	assert_int_equal(rte_mbuf_ext_refcnt_read(&info), 7);
	assert_int_equal(rte_mbuf_ext_refcnt_update(&info, -8), UINT16_MAX);
}

static void
all_segments_count(void **state)
{
	const uint16_t lens[] = {3, 2, 1};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 0);
	struct rte_mbuf *seg;

	(void)state;
	rte_pktmbuf_refcnt_update(m, 4);
	for (seg = m; seg != NULL; seg = seg->next)
		assert_int_equal(rte_mbuf_refcnt_read(seg), 5);
	rte_pktmbuf_refcnt_update(m, -4);
	for (seg = m; seg != NULL; seg = seg->next)
		assert_int_equal(rte_mbuf_refcnt_read(seg), 1);
	rte_pktmbuf_free(m);
}

/* Many threads' users come and go; those of the test stay. */
struct shared {
	struct rte_mbuf m;
	struct rte_mbuf_ext_shared_info info;
};

static void *
come_and_go(void *arg)
{
	struct shared *s = arg;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		rte_mbuf_ext_refcnt_update(&s->info, 1);
		rte_mbuf_ext_refcnt_update(&s->info, -1);
#if TEST_ATOMIC
		rte_mbuf_refcnt_update(&s->m, 1);
		rte_mbuf_refcnt_update(&s->m, -1);
#endif
	}
	return NULL;
}

/* No count is lost where counts are atomic; those of areas always are. */
static void
threads_share(void **state)
{
	struct shared s = {.m.refcnt = 10, .info.refcnt = 10};
	pthread_t threads[2];
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, come_and_go,
						 &s),
				0);
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(rte_mbuf_ext_refcnt_read(&s.info), 10);
	assert_int_equal(rte_mbuf_refcnt_read(&s.m), 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(buffer_counts),
			cmocka_unit_test(area_counts),
			mbuf_test(all_segments_count),
			cmocka_unit_test(threads_share),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
