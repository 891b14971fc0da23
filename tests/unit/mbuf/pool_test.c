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
zeroed_priv(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	const char *priv = rte_mbuf_to_priv(obj);
	unsigned int j;

	(void)arg;
	(void)i;
	for (j = 0; j < rte_pktmbuf_priv_size(mp); j++)
		assert_int_equal(priv[j], 0);
}

/* From nothing to all; small rooms have less headroom. */
static void
sizes(void **state)
{
	static const struct {
		uint16_t n, cache, priv, room;
		unsigned int elt_size, headroom;
	} rows[] = {
			{1, 0, 0, 256, 384, 128},
			{31, 0, 0, 0, 128, 0},
			{31, 0, 16, 0, 144, 0},
			{31, 0, 0, 1, 136, 1},
			{31, 0, 0, 64, 192, 64},
			{31, 0, 0, 127, 256, 127},
			{31, 0, 0, 128, 256, 128},
			{31, 0, 0, 129, 264, 128},
			{31, 20, 8, 2176, 2312, 128},
			{31, 21, 0, 256, 384, 128},
			{2000, 512, 0, 256, 384, 128},
			{3, 0, 0, 65535, 65664, 128},
			{3, 0, 65528, 256, 65912, 128},
			{3, 0, 65528, 65535, 131192, 128},
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		struct rte_mempool *mp = rte_pktmbuf_pool_create("sizes",
				rows[i].n, rows[i].cache, rows[i].priv,
				rows[i].room, SOCKET_ID_ANY);
		struct rte_mbuf *m;

		assert_non_null(mp);
		assert_int_equal(mp->size, rows[i].n);
		assert_int_equal(mp->elt_size, rows[i].elt_size);
		assert_int_equal(rte_pktmbuf_data_room_size(mp), rows[i].room);
		assert_int_equal(rte_pktmbuf_priv_size(mp), rows[i].priv);
		rte_mempool_obj_iter(mp, zeroed_priv, NULL);
		m = rte_pktmbuf_alloc(mp);
		assert_non_null(m);
		assert_int_equal(m->buf_len, rows[i].room);
		assert_int_equal(rte_pktmbuf_headroom(m), rows[i].headroom);
		assert_int_equal(rte_pktmbuf_tailroom(m),
				rows[i].room - rows[i].headroom);
		rte_pktmbuf_free(m);
		assert_pool_whole(mp);
		rte_mempool_free(mp);
	}
}

static void
refuse(int err, const char *name, unsigned int n, unsigned int cache,
		uint16_t priv, const char *ops)
{
	rte_errno = 0;
	assert_null(rte_pktmbuf_pool_create_by_ops(
			name, n, cache, priv, 256, SOCKET_ID_ANY, ops));
	assert_int_equal(rte_errno, err);
	assert_null(rte_mempool_lookup("bad"));
}

static void
errors_leave_nothing(void **state)
{
	const char *long40 = "0123456789012345678901234567890123456789";

	(void)state;
	refuse(EINVAL, "bad", 31, 0, 1, NULL);
	refuse(EINVAL, "bad", 31, 0, 4, NULL);
	refuse(EINVAL, "bad", 31, 0, 65535, NULL);
	refuse(EINVAL, "bad", 31, 0, 0, "no_such_handler");
	refuse(EINVAL, "bad", 31, 0, 0, "");
	refuse(EINVAL, "bad", 31, 0, 0, long40);
	refuse(EINVAL, "bad", 0, 0, 0, NULL);
	refuse(EINVAL, "bad", 2000, RTE_MEMPOOL_CACHE_MAX_SIZE + 1, 0, NULL);
	refuse(EINVAL, "bad", 100, 90, 0, NULL);
	refuse(EINVAL, NULL, 31, 0, 0, NULL);
	refuse(ENAMETOOLONG, long40, 31, 0, 0, NULL);
	refuse(EEXIST, "mbufs", 31, 0, 0, NULL);
	/* The first thing that is wrong. */
	refuse(EINVAL, "mbufs", 31, 0, 3, NULL);
	refuse(EINVAL, "mbufs", 0, 0, 0, NULL);
	refuse(EEXIST, "mbufs", 31, 0, 0, "no_such_handler");
}

static void
names_have_25_characters(void **state)
{
	struct rte_mempool *mp =
			rte_pktmbuf_pool_create("1234567890123456789012345", 31,
					0, 0, 256, SOCKET_ID_ANY);

	(void)state;
	assert_non_null(mp);
	assert_ptr_equal(rte_mempool_lookup("1234567890123456789012345"), mp);
	rte_mempool_free(mp);
	refuse(ENAMETOOLONG, "12345678901234567890123456", 31, 0, 0, NULL);
	mp = rte_pktmbuf_pool_create("", 31, 0, 0, 256, SOCKET_ID_ANY);
	assert_non_null(mp);
	rte_mempool_free(mp);
}

static void
a_handler_by_name(void **state)
{
	static const char *const names[] = {"ring_mp_mc", "ring_sp_sc",
			"ring_mp_sc", "ring_sp_mc", "stack", "lf_stack",
			"bucket"};
	struct rte_mempool *mp;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(names); i++) {
		mp = rte_pktmbuf_pool_create_by_ops("by name", 31, 0, 8, 256,
				SOCKET_ID_ANY, names[i]);
		assert_non_null(mp);
		assert_string_equal(rte_mempool_get_ops(mp->ops_index)->name,
				names[i]);
		assert_pool_whole(mp);
		rte_mempool_free(mp);
	}
	assert_string_equal(rte_mempool_get_ops(pool->ops_index)->name,
			RTE_MBUF_DEFAULT_MEMPOOL_OPS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(buffers_are_laid_out),
			mbuf_test(sizes),
			mbuf_test(errors_leave_nothing),
			mbuf_test(names_have_25_characters),
			mbuf_test(a_handler_by_name),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
