/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clones: of packets of all kinds of segments, of clones, and when the pool
 * has not enough. Each segment's data has one user more, and none else.
 */
#include "mixed.h"

/* The users of the data of each segment of a mixed packet. */
static void
assert_users(const struct rte_mbuf *m, unsigned int n)
{
	assert_int_equal(rte_mbuf_refcnt_read(rte_mbuf_from_indirect(
					 (struct rte_mbuf *)(uintptr_t)m)),
			n);
	m = m->next;
	assert_int_equal(rte_mbuf_refcnt_read(rte_mbuf_from_indirect(
					 (struct rte_mbuf *)(uintptr_t)m)),
			n);
	m = m->next;
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), n);
	m = m->next;
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), n);
}

static void
assert_clone_of_mixed(const struct rte_mbuf *clone)
{
	const uint64_t kinds[MIXED_SEGS] = {RTE_MBUF_F_INDIRECT,
			RTE_MBUF_F_INDIRECT, RTE_MBUF_F_EXTERNAL,
			RTE_MBUF_F_EXTERNAL};
	const struct rte_mbuf *seg = clone;
	unsigned int i;

	assert_sound(clone);
	assert_int_equal(clone->nb_segs, MIXED_SEGS);
	assert_int_equal(clone->pkt_len, MIXED_LEN);
	assert_bytes(clone, 0, MIXED_LEN, 0);
	for (i = 0; i < MIXED_SEGS; i++, seg = seg->next) {
		assert_int_equal(seg->ol_flags, kinds[i]);
		assert_int_equal(rte_mbuf_refcnt_read(seg), 1);
		assert_int_equal(seg->data_len, 10);
		assert_ptr_equal(seg->pool, pool);
		assert_false(RTE_MBUF_HAS_EXTBUF(seg) &&
				RTE_MBUF_HAS_PINNED_EXTBUF(seg));
		if (i > 0)
			assert_int_equal(seg->nb_segs, 1);
	}
}

static void
clones_share_bytes(void **state)
{
	const uint16_t lens[] = {20, 30, 40};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 1);
	struct rte_mbuf *a = rte_pktmbuf_clone(m, pool);
	struct rte_mbuf *b = rte_pktmbuf_clone(a, pool);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_sound(a);
	assert_sound(b);
	assert_int_equal(b->pkt_len, 90);
	assert_int_equal(b->nb_segs, 3);
	assert_int_equal(rte_mbuf_refcnt_read(m->next), 3);
	assert_int_equal(rte_mbuf_refcnt_read(a->next), 1);
	rte_pktmbuf_mtod(m->next, uint8_t *)[0] = 77;
	assert_int_equal(rte_pktmbuf_mtod(b->next, uint8_t *)[0], 77);
	rte_pktmbuf_mtod(b->next, uint8_t *)[0] = 21;
	rte_pktmbuf_free(m);
	rte_pktmbuf_free(a);
	assert_bytes(b, 0, 90, 1);
	rte_pktmbuf_free(b);
}

/* Whatever order the three are freed in. */
static void
clones_of_mixed_packets(void **state)
{
	static const uint8_t orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
			{1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	struct rte_mbuf *m[3];
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(orders); i++) {
		m[0] = make_mixed();
		assert_users(m[0], 1);
		m[1] = rte_pktmbuf_clone(m[0], pool);
		assert_non_null(m[1]);
		m[2] = rte_pktmbuf_clone(m[1], pool);
		assert_non_null(m[2]);
		assert_clone_of_mixed(m[1]);
		assert_clone_of_mixed(m[2]);
		assert_users(m[2], 3);
		for (j = 0; j < 3; j++) {
			assert_int_equal(freed, 0);
			assert_bytes(m[orders[i][j]], 0, MIXED_LEN, 0);
			rte_pktmbuf_free(m[orders[i][j]]);
		}
		assert_int_equal(freed, 1);
		assert_pool_whole(pool);
		assert_pool_whole(pinned);
	}
}

/* Fields go along, segment by segment; the clone's own stay its own. */
static void
clones_have_the_fields(void **state)
{
	const uint16_t lens[] = {20, 30};
	struct rte_mbuf *m = make_packet(pool, lens, 2, 1);
	struct rte_mbuf *clone;

	(void)state;
	set_fields(m);
	m->next->vlan_tci = 11;
	clone = rte_pktmbuf_clone(m, pool);
	assert_non_null(clone);
	assert_fields(clone, m);
	assert_int_equal(clone->ol_flags, m->ol_flags | RTE_MBUF_F_INDIRECT);
	assert_int_equal(clone->next->vlan_tci, 11);
	/* Each cuts its own view. */
	assert_non_null(rte_pktmbuf_adj(clone, 5));
	assert_int_equal(m->pkt_len, 50);
	assert_int_equal(rte_pktmbuf_trim(m, 5), 0);
	assert_int_equal(clone->pkt_len, 45);
	assert_sound(m);
	assert_sound(clone);
	rte_pktmbuf_free(m);
	rte_pktmbuf_free(clone);
}

/* It fails at each segment in turn, and leaves nothing behind. */
static void
clones_need_all_buffers(void **state)
{
	struct rte_mbuf *m = make_mixed();
	struct rte_mbuf *out[POOL_N];
	unsigned int have, in = rte_mempool_avail_count(pool);

	(void)state;
	for (have = 0; have < MIXED_SEGS; have++) {
		unsigned int n = in - have;

		assert_int_equal(rte_pktmbuf_alloc_bulk(pool, out, n), 0);
		rte_errno = 0;
		assert_null(rte_pktmbuf_clone(m, pool));
		assert_int_equal(rte_errno, 0);
		assert_int_equal(rte_mempool_avail_count(pool), have);
		assert_users(m, 1);
		assert_bytes(m, 0, MIXED_LEN, 0);
		rte_pktmbuf_free_bulk(out, n);
	}
	assert_int_equal(freed, 0);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 1);
}

static void
pinned_buffers_are_no_clones(void **state)
{
	struct rte_mbuf *m = make_mixed();
	unsigned int in = rte_mempool_avail_count(pinned);

	(void)state;
	rte_errno = 0;
	assert_null(rte_pktmbuf_clone(m, pinned));
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_mempool_avail_count(pinned), in);
	assert_users(m, 1);
	rte_pktmbuf_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mixed_test(clones_share_bytes),
			mixed_test(clones_of_mixed_packets),
			mixed_test(clones_have_the_fields),
			mixed_test(clones_need_all_buffers),
			mixed_test(pinned_buffers_are_no_clones),
	};

	return cmocka_run_group_tests(tests, mixed_start, mixed_stop);
}
