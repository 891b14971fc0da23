/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Giving packets back: plain ones, chains, shared ones and holes, of several
 * pools in one call.
 */
#include "mixed.h"

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

/* More of each pool than are gathered at once, and no two of one in a row. */
static void
pools_in_turn(void **state)
{
	struct rte_mempool *mps[4] = {pool};
	struct rte_mbuf *m[4 * 80 + 3];
	char name[] = "turn0";
	unsigned int i;

	(void)state;
	for (i = 1; i < 4; i++, name[4]++) {
		mps[i] = rte_pktmbuf_pool_create(
				name, 100, i * 8, 0, 256, SOCKET_ID_ANY);
		assert_non_null(mps[i]);
	}
	for (i = 0; i < RTE_DIM(m); i++) {
		m[i] = NULL;
		if (i % 100 == 99)
			continue;
		m[i] = rte_pktmbuf_alloc(mps[i % 4]);
		assert_non_null(m[i]);
		/* Some do not go straight from the array. */
		if (i % 3 == 0)
			rte_pktmbuf_refcnt_update(m[i], 1);
	}
	rte_pktmbuf_free_bulk(m, RTE_DIM(m));
	for (i = 0; i < RTE_DIM(m); i++)
		if (i % 3 != 0)
			m[i] = NULL;
	rte_pktmbuf_free_bulk(m, RTE_DIM(m));
	for (i = 1; i < 4; i++) {
		assert_pool_whole(mps[i]);
		rte_mempool_free(mps[i]);
	}
}

/* Chains whose segments are of several pools, between single ones. */
static void
chains_of_several_pools(void **state)
{
	struct rte_mempool *other = rte_pktmbuf_pool_create(
			"other", 63, 8, 0, 256, SOCKET_ID_ANY);
	struct rte_mbuf *m[20];
	unsigned int i, j;

	(void)state;
	assert_non_null(other);
	for (i = 0; i < 20; i++) {
		m[i] = rte_pktmbuf_alloc(i % 2 ? pool : other);
		for (j = 0; j < i % 5; j++)
			mixed_chain(m[i],
					rte_pktmbuf_alloc(
							j % 2 ? pool : other));
		assert_sound(m[i]);
	}
	rte_pktmbuf_free_bulk(m, 20);
	assert_pool_whole(other);
	rte_mempool_free(other);
}

/* An owner and its clones, all kinds, in one call: in either order. */
static void
a_packet_and_its_clones(void **state)
{
	struct rte_mbuf *m[3];
	unsigned int first;

	(void)state;
	for (first = 0; first < 3; first++) {
		m[first] = make_mixed();
		m[(first + 1) % 3] = rte_pktmbuf_clone(m[first], pool);
		m[(first + 2) % 3] =
				rte_pktmbuf_clone(m[(first + 1) % 3], pool);
		rte_pktmbuf_free_bulk(m, 3);
		assert_int_equal(freed, 1);
		assert_pool_whole(pool);
		assert_pool_whole(pinned);
	}
}

/* The same packet twice, when it has two users. */
static void
users_in_one_call(void **state)
{
	const uint16_t lens[] = {10, 20};
	struct rte_mbuf *m[2];

	(void)state;
	m[0] = make_packet(pool, lens, 2, 0);
	m[1] = m[0];
	rte_pktmbuf_refcnt_update(m[0], 1);
	rte_pktmbuf_free_bulk(m, 2);
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

/* What the rest of the library expects of a buffer that goes back. */
static void
assert_goes_back(struct rte_mbuf *m)
{
	assert_ptr_equal(rte_pktmbuf_prefree_seg(m), m);
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	assert_int_equal(m->nb_segs, 1);
	assert_null(m->next);
	assert_int_equal(m->buf_len, rte_pktmbuf_data_room_size(m->pool));
	assert_int_equal(m->priv_size, rte_pktmbuf_priv_size(m->pool));
	rte_mbuf_raw_free(m);
}

/* A user who is not the last leaves all as it is, the chain too. */
static void
prefree_of_one_of_several(void **state)
{
	const uint16_t lens[] = {1, 2};
	struct rte_mbuf *m = make_packet(pool, lens, 2, 0);
	struct rte_mbuf *tail = m->next;

	(void)state;
	rte_mbuf_refcnt_update(m, 2);
	assert_null(rte_pktmbuf_prefree_seg(m));
	assert_null(rte_pktmbuf_prefree_seg(m));
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	assert_int_equal(m->nb_segs, 2);
	assert_ptr_equal(m->next, tail);
	assert_goes_back(m);
	assert_goes_back(tail);
}

static void
prefree_of_attached_and_owner(void **state)
{
	const uint16_t lens[] = {10};
	struct rte_mbuf *m = make_packet(pool, lens, 1, 0);
	struct rte_mbuf *mi = rte_pktmbuf_clone(m, pool);

	(void)state;
	assert_null(rte_pktmbuf_prefree_seg(m));
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	assert_ptr_equal(rte_mbuf_from_indirect(mi), m);
	/* It takes the owner home at once. */
	assert_ptr_equal(rte_pktmbuf_prefree_seg(mi), mi);
	assert_int_equal(rte_mempool_in_use_count(pool), 1);
	assert_int_equal(mi->ol_flags, 0);
	assert_int_equal(mi->data_len, 0);
	assert_int_equal(mi->data_off, RTE_PKTMBUF_HEADROOM);
	assert_ptr_equal(mi->buf_addr, rte_mbuf_to_baddr(mi));
	rte_mbuf_raw_free(mi);
}

static void
prefree_of_each_kind(void **state)
{
	struct rte_mbuf *m = make_mixed();
	struct rte_mbuf *next;

	(void)state;
	for (; m != NULL; m = next) {
		next = m->next;
		assert_goes_back(m);
	}
	assert_int_equal(freed, 1);
}

/* Pinned buffers keep flag and memory; their clones decide when they go. */
static void
prefree_of_pinned_buffers(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pinned);
	struct rte_mbuf *clone;
	void *addr;

	(void)state;
	m->ol_flags |= RTE_MBUF_F_RX_VLAN;
	rte_mbuf_refcnt_update(m, 1);
	assert_null(rte_pktmbuf_prefree_seg(m));
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 1);
	clone = rte_pktmbuf_clone(m, pool);
	assert_null(rte_pktmbuf_prefree_seg(m));
	assert_int_equal(rte_mbuf_ext_refcnt_read(clone->shinfo), 1);
	assert_int_equal(rte_mempool_in_use_count(pinned), 1);
	assert_goes_back(clone);
	assert_int_equal(rte_mempool_in_use_count(pinned), 0);
	m = rte_pktmbuf_alloc(pinned);
	addr = m->buf_addr;
	m->ol_flags |= RTE_MBUF_F_RX_VLAN;
	assert_ptr_equal(rte_pktmbuf_prefree_seg(m), m);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_EXTERNAL);
	assert_ptr_equal(m->buf_addr, addr);
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 1);
	rte_mbuf_raw_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mixed_test(null_is_nothing),
			mixed_test(a_mixed_lot),
			mixed_test(pools_in_turn),
			mixed_test(chains_of_several_pools),
			mixed_test(a_packet_and_its_clones),
			mixed_test(users_in_one_call),
			mixed_test(a_long_chain),
			mixed_test(segments_one_by_one),
			mixed_test(prefree_of_one_of_several),
			mixed_test(prefree_of_attached_and_owner),
			mixed_test(prefree_of_each_kind),
			mixed_test(prefree_of_pinned_buffers),
	};

	return cmocka_run_group_tests(tests, mixed_start, mixed_stop);
}
