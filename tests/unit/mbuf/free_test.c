/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Giving packets back: plain ones, chains, shared ones and holes, of several
 * pools in one call.
 */
#include "mbuf_env.h"

static void
null_is_nothing(void **state)
{
	struct rte_mbuf *none[3] = {NULL, NULL, NULL};

	(void)state;
	rte_pktmbuf_free(NULL);
	rte_pktmbuf_free_bulk(none, 3);
	rte_pktmbuf_free_bulk(none, 0);
	rte_pktmbuf_free_bulk(NULL, 0);
}

static void
a_mixed_lot(void **state)
{
	const uint16_t lens[] = {10, 0, 30};
	struct rte_mempool *other = rte_pktmbuf_pool_create(
			"other", 63, 8, 0, 256, SOCKET_ID_ANY);
	struct rte_mbuf *m[60];
	struct rte_mbuf *shared;
	unsigned int i;

	(void)state;
	assert_non_null(other);
	for (i = 0; i < 60; i++) {
		if (i % 7 == 3)
			m[i] = NULL;
		else if (i % 5 == 1)
			m[i] = make_packet(i % 2 ? pool : other, lens, 3, 0);
		else
			m[i] = rte_pktmbuf_alloc(i % 11 < 6 ? pool : other);
		assert_true(m[i] != NULL || i % 7 == 3);
	}
	shared = m[0];
	rte_mbuf_refcnt_update(shared, 1);
	rte_pktmbuf_free_bulk(m, 60);
	assert_int_equal(rte_mempool_in_use_count(pool), 1);
	assert_int_equal(rte_mbuf_refcnt_read(shared), 1);
	rte_pktmbuf_free(shared);
	assert_pool_whole(other);
	rte_mempool_free(other);
}

/* More segments than one batch holds. */
static void
a_long_chain(void **state)
{
	uint16_t lens[100];
	struct rte_mbuf *m;
	unsigned int i;

	(void)state;
	for (i = 0; i < 100; i++)
		lens[i] = 1;
	m = make_packet(pool, lens, 100, 0);
	assert_int_equal(m->nb_segs, 100);
	assert_int_equal(rte_mempool_in_use_count(pool), 100);
	rte_pktmbuf_free(m);
}

static void
segments_one_by_one(void **state)
{
	const uint16_t lens[] = {1, 2};
	struct rte_mbuf *m = make_packet(pool, lens, 2, 0);
	struct rte_mbuf *tail = m->next;

	(void)state;
	rte_pktmbuf_free_seg(m);
	assert_int_equal(rte_mempool_in_use_count(pool), 1);
	rte_pktmbuf_free_seg(tail);
}

static void
prefree_puts_to_rest(void **state)
{
	const uint16_t lens[] = {1, 2};
	struct rte_mbuf *m = make_packet(pool, lens, 2, 0);
	struct rte_mbuf *tail = m->next;

	(void)state;
	rte_mbuf_refcnt_update(m, 2);
	assert_null(rte_pktmbuf_prefree_seg(m));
	assert_null(rte_pktmbuf_prefree_seg(m));
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	assert_ptr_equal(rte_pktmbuf_prefree_seg(m), m);
	assert_null(m->next);
	assert_int_equal(m->nb_segs, 1);
	rte_mbuf_raw_free(m);
	rte_pktmbuf_free(tail);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(null_is_nothing),
			mbuf_test(a_mixed_lot),
			mbuf_test(a_long_chain),
			mbuf_test(segments_one_by_one),
			mbuf_test(prefree_puts_to_rest),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
