/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared data: reference counts, indirect buffers, clones, external memory.
 * Whoever lets go last, the owner's buffer goes home once.
 */
#include "mbuf_env.h"

static void
counts_of_users(void **state)
{
	const uint16_t lens[] = {1, 1, 1};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 0);

	(void)state;
	assert_int_equal(rte_mbuf_refcnt_update(m, 4), 5);
	assert_int_equal(rte_mbuf_refcnt_update(m, -3), 2);
	assert_int_equal(rte_mbuf_refcnt_update(m, -1), 1);
	assert_int_equal(rte_mbuf_refcnt_update(m, -1), 0);
	rte_mbuf_refcnt_set(m, 1);
	rte_pktmbuf_refcnt_update(m, 1);
	assert_int_equal(rte_mbuf_refcnt_read(m->next->next), 2);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(pool), 3);
	rte_pktmbuf_free(m);
}

static void
attach_and_detach(void **state)
{
	const uint16_t lens[] = {20};
	struct rte_mbuf *m = make_packet(pool, lens, 1, 7);
	struct rte_mbuf *mi = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *mj = rte_pktmbuf_alloc(pool);

	(void)state;
	m->vlan_tci = 12;
	m->ol_flags = RTE_MBUF_F_RX_VLAN;
	rte_pktmbuf_attach(mi, m);
	assert_true(RTE_MBUF_CLONED(mi));
	assert_false(RTE_MBUF_DIRECT(mi));
	assert_int_equal(mi->vlan_tci, 12);
	assert_true(mi->ol_flags & RTE_MBUF_F_RX_VLAN);
	assert_ptr_equal(rte_mbuf_from_indirect(mi), m);
	assert_int_equal(rte_mbuf_refcnt_read(m), 2);
	/* Attached to an attached one: the owner counts. */
	rte_pktmbuf_attach(mj, mi);
	assert_int_equal(rte_mbuf_refcnt_read(m), 3);
	assert_int_equal(rte_mbuf_refcnt_read(mi), 1);
	assert_bytes(mj, 0, 20, 7);
	rte_pktmbuf_detach(mi);
	assert_true(RTE_MBUF_DIRECT(mi));
	assert_int_equal(mi->data_len, 0);
	assert_ptr_equal(mi->buf_addr, rte_mbuf_to_baddr(mi));
	rte_pktmbuf_detach(mi); /* a direct one: nothing happens */
	assert_int_equal(rte_mbuf_refcnt_read(mi), 1);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(pool), 3);
	rte_pktmbuf_free(mj); /* takes m home too */
	assert_int_equal(rte_mempool_in_use_count(pool), 1);
	mi->pkt_len = 0;
	rte_pktmbuf_free(mi);
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
	rte_pktmbuf_free(m);
	rte_pktmbuf_free(a);
	assert_bytes(b, 0, 90, 1);
	rte_pktmbuf_free(b);
}

static void
clones_need_all_buffers(void **state)
{
	const uint16_t lens[] = {20, 30, 40};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 1);
	struct rte_mbuf *out[POOL_N];
	unsigned int have;

	(void)state;
	for (have = 0; have < 3; have++) {
		unsigned int n = POOL_N - 3 - have;

		assert_int_equal(rte_pktmbuf_alloc_bulk(pool, out, n), 0);
		assert_null(rte_pktmbuf_clone(m, pool));
		assert_int_equal(rte_mempool_avail_count(pool), have);
		rte_pktmbuf_free_bulk(out, n);
	}
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	rte_pktmbuf_free(m);
}

static unsigned int freed;
static void *freed_addr;

static void
count_free(void *addr, void *opaque)
{
	freed_addr = addr;
	*(unsigned int *)opaque += 1;
}

static void
external_memory(void **state)
{
	static char area[1024] __rte_aligned(8);
	uint16_t len = sizeof(area);
	struct rte_mbuf_ext_shared_info *info;
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *clone, *copy;

	(void)state;
	freed = 0;
	info = rte_pktmbuf_ext_shinfo_init_helper(
			area, &len, count_free, &freed);
	assert_ptr_equal(info, area + sizeof(area) - sizeof(*info));
	assert_int_equal(len, sizeof(area) - sizeof(*info));
	assert_int_equal(rte_mbuf_ext_refcnt_read(info), 1);
	rte_pktmbuf_attach_extbuf(m, area, RTE_BAD_IOVA, len, info);
	rte_pktmbuf_reset_headroom(m);
	assert_true(RTE_MBUF_HAS_EXTBUF(m));
	memset(rte_pktmbuf_append(m, 200), 9, 200);
	clone = rte_pktmbuf_clone(m, pool);
	copy = rte_pktmbuf_copy(m, pool, 0, UINT32_MAX);
	assert_non_null(clone);
	assert_non_null(copy);
	assert_true(RTE_MBUF_DIRECT(copy));
	assert_int_equal(rte_mbuf_ext_refcnt_read(info), 2);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 0);
	assert_int_equal(rte_pktmbuf_mtod(clone, char *)[199], 9);
	rte_pktmbuf_free(clone);
	assert_int_equal(freed, 1);
	assert_ptr_equal(freed_addr, area);
	rte_pktmbuf_free(copy);
}

static void
external_memory_is_detached(void **state)
{
	static char area[256] __rte_aligned(8);
	uint16_t len = sizeof(area);
	struct rte_mbuf_ext_shared_info *info;
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	(void)state;
	freed = 0;
	info = rte_pktmbuf_ext_shinfo_init_helper(
			area, &len, count_free, &freed);
	rte_pktmbuf_attach_extbuf(m, area, RTE_BAD_IOVA, len, info);
	rte_pktmbuf_detach_extbuf(m);
	assert_int_equal(freed, 1);
	assert_true(RTE_MBUF_DIRECT(m));
	assert_ptr_equal(m->buf_addr, rte_mbuf_to_baddr(m));
	rte_pktmbuf_free(m);
}

static void
shared_info_needs_room(void **state)
{
	char area[64] __rte_aligned(8);
	uint16_t len;

	(void)state;
	for (len = 0; len <= 24; len++) {
		uint16_t left = len;

		assert_null(rte_pktmbuf_ext_shinfo_init_helper(
				area, &left, count_free, NULL));
		assert_int_equal(left, len);
	}
	len = 32;
	assert_non_null(rte_pktmbuf_ext_shinfo_init_helper(
			area, &len, count_free, NULL));
	assert_int_equal(len, 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(counts_of_users),
			mbuf_test(attach_and_detach),
			mbuf_test(clones_share_bytes),
			mbuf_test(clones_need_all_buffers),
			mbuf_test(external_memory),
			mbuf_test(external_memory_is_detached),
			mbuf_test(shared_info_needs_room),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
