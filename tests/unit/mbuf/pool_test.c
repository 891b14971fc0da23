/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools: what a new buffer is like, sizes, handlers, and each error.
 */
#include <rte_mbuf_pool_ops.h>

#include "mbuf_env.h"

static void
buffers_are_laid_out(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	(void)state;
	assert_non_null(m);
	assert_int_equal(rte_pktmbuf_data_room_size(pool), POOL_ROOM);
	assert_int_equal(rte_pktmbuf_priv_size(pool), POOL_PRIV);
	assert_int_equal(rte_pktmbuf_priv_flags(pool), 0);
	assert_ptr_equal(rte_mbuf_to_priv(m), (char *)m + 128);
	assert_ptr_equal(m->buf_addr, (char *)m + 128 + POOL_PRIV);
	assert_ptr_equal(rte_mbuf_buf_addr(m, pool), m->buf_addr);
	assert_ptr_equal(rte_mbuf_to_baddr(m), m->buf_addr);
	assert_ptr_equal(rte_mbuf_data_addr_default(m),
			rte_pktmbuf_mtod(m, char *));
	assert_int_equal(m->buf_iova,
			rte_mempool_virt2iova(m) + 128 + POOL_PRIV);
	assert_int_equal(rte_mbuf_iova_get(m), m->buf_iova);
	assert_int_equal(rte_mbuf_data_iova(m), m->buf_iova + 128);
	assert_int_equal(rte_mbuf_data_iova_default(m), m->buf_iova + 128);
	assert_int_equal(rte_pktmbuf_iova_offset(m, 4), m->buf_iova + 132);
	assert_int_equal(m->buf_len, POOL_ROOM);
	assert_int_equal(m->data_off, RTE_PKTMBUF_HEADROOM);
	assert_false(RTE_MBUF_HAS_PINNED_EXTBUF(m));
	rte_pktmbuf_free(m);
}

static void
small_rooms_have_less_headroom(void **state)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create(
			"small", 15, 0, 0, 64, SOCKET_ID_ANY);
	struct rte_mbuf *m;

	(void)state;
	assert_non_null(mp);
	m = rte_pktmbuf_alloc(mp);
	assert_non_null(m);
	assert_int_equal(rte_pktmbuf_headroom(m), 64);
	assert_int_equal(rte_pktmbuf_tailroom(m), 0);
	rte_pktmbuf_free(m);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

static void
sizes_from_nothing_to_all(void **state)
{
	struct rte_mempool *mp;

	(void)state;
	mp = rte_pktmbuf_pool_create("zero", 7, 0, 0, 0, SOCKET_ID_ANY);
	assert_non_null(mp);
	assert_int_equal(mp->elt_size, 128);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
	mp = rte_pktmbuf_pool_create("huge", 3, 0, 0, 65535, SOCKET_ID_ANY);
	assert_non_null(mp);
	assert_int_equal(rte_pktmbuf_data_room_size(mp), 65535);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

static void
refuse(int err, const char *name, unsigned int n, unsigned int cache,
		uint16_t priv, const char *ops)
{
	rte_errno = 0;
	assert_null(rte_pktmbuf_pool_create_by_ops(
			name, n, cache, priv, 256, SOCKET_ID_ANY, ops));
	assert_int_equal(rte_errno, err);
	if (strlen(name) < 20)
		assert_null(rte_mempool_lookup("bad"));
}

static void
errors_leave_nothing(void **state)
{
	(void)state;
	refuse(EINVAL, "bad", 31, 0, 3, NULL);
	refuse(EINVAL, "bad", 31, 0, 0, "no_such_handler");
	refuse(EINVAL, "bad", 0, 0, 0, NULL);
	refuse(EINVAL, "bad", 2000, RTE_MEMPOOL_CACHE_MAX_SIZE + 1, 0, NULL);
	refuse(EINVAL, "bad", 100, 90, 0, NULL);
	refuse(ENAMETOOLONG, "0123456789012345678901234567890123456789", 31, 0,
			0, NULL);
	refuse(EEXIST, "mbufs", 31, 0, 0, NULL);
}

static void
a_handler_by_name(void **state)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create_by_ops(
			"spsc", 31, 0, 8, 256, SOCKET_ID_ANY, "ring_sp_sc");

	(void)state;
	assert_non_null(mp);
	assert_string_equal(
			rte_mempool_get_ops(mp->ops_index)->name, "ring_sp_sc");
	assert_string_equal(rte_mempool_get_ops(pool->ops_index)->name,
			RTE_MBUF_DEFAULT_MEMPOOL_OPS);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

/* Pools by hand: without an argument all of the element is data room. */
static void
a_pool_by_hand(void **state)
{
	struct rte_mempool *mp;

	(void)state;
	mp = rte_mempool_create("hand", 31, 128 + 304, 0,
			sizeof(struct rte_pktmbuf_pool_private),
			rte_pktmbuf_pool_init, NULL, rte_pktmbuf_init, NULL,
			SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_int_equal(rte_pktmbuf_data_room_size(mp), 304);
	assert_int_equal(rte_pktmbuf_priv_size(mp), 0);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(buffers_are_laid_out),
			mbuf_test(small_rooms_have_less_headroom),
			mbuf_test(sizes_from_nothing_to_all),
			mbuf_test(errors_leave_nothing),
			mbuf_test(a_handler_by_name),
			mbuf_test(a_pool_by_hand),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
