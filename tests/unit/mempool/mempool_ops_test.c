/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of handlers: built-in indices, what registration refuses, when a
 * pool's handler can be chosen, and that free follows a good alloc only.
 */
#include <string.h>

#include "pool_fixture.h"

static unsigned int frees;
static int alloc_rc;

static int
fake_alloc(struct rte_mempool *mp)
{
	(void)mp;
	return alloc_rc;
}

static void
fake_free(struct rte_mempool *mp)
{
	(void)mp;
	frees++;
}

static int
fake_enqueue(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	(void)mp;
	(void)objs;
	return n > 1 ? -EIO : 0;
}

static int
fake_dequeue(struct rte_mempool *mp, void **objs, unsigned int n)
{
	(void)mp;
	(void)objs;
	(void)n;
	return -ENOBUFS;
}

static unsigned int
fake_count(const struct rte_mempool *mp)
{
	(void)mp;
	return 0;
}

static int
fake_info(const struct rte_mempool *mp, struct rte_mempool_info *info)
{
	(void)mp;
	info->contig_block_size = 7;
	return 0;
}

static int
fake_blocks(struct rte_mempool *mp, void **objs, unsigned int n)
{
	(void)mp;
	(void)objs;
	return n > 1 ? -ENOBUFS : 0;
}

static struct rte_mempool_ops
fake(const char *name)
{
	struct rte_mempool_ops ops = {
			.alloc = fake_alloc,
			.free = fake_free,
			.enqueue = fake_enqueue,
			.dequeue = fake_dequeue,
			.get_count = fake_count,
			.get_info = fake_info,
			.dequeue_contig_blocks = fake_blocks,
	};

	memcpy(ops.name, name, strlen(name));
	return ops;
}

static const struct rte_mempool_ops linked_in = {
		.name = "linked_in",
		.alloc = fake_alloc,
		.enqueue = fake_enqueue,
		.dequeue = fake_dequeue,
		.get_count = fake_count,
};
RTE_MEMPOOL_REGISTER_OPS(linked_in)

static void
test_builtin(void **state)
{
	static const char *const names[] = {"ring_mp_mc", "ring_sp_sc",
			"ring_mp_sc", "ring_sp_mc", "ring_mt_rts",
			"ring_mt_hts", "stack", "lf_stack", "bucket"};
	struct rte_mempool *mp;
	void *objs[10];
	int i;

	(void)state;
	for (i = 0; i < (int)RTE_DIM(names); i++) {
		mp = rte_mempool_create_empty(
				"p", 10, 64, 0, 0, SOCKET_ID_ANY, 0);
		assert_int_equal(rte_mempool_set_ops_byname(mp, names[i], &i),
				0);
		assert_int_equal(mp->ops_index, i);
		assert_ptr_equal(mp->pool_config, &i);
		assert_int_equal(rte_mempool_populate_default(mp), 10);
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 10), 0);
		assert_int_equal(rte_mempool_get(mp, &objs[0]), -ENOBUFS);
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 2), -ENOBUFS);
		rte_mempool_put(mp, objs[0]);
		rte_mempool_put_bulk(mp, &objs[1], 9);
		assert_int_equal(rte_mempool_full(mp), 1);
		assert_int_equal(rte_mempool_set_ops_byname(mp, names[0], NULL),
				-EEXIST);
		assert_pool(mp);
		rte_mempool_free(mp);
	}
}

static int
flagging_alloc(struct rte_mempool *mp)
{
	mp->flags |= RTE_MEMPOOL_F_NO_IOVA_CONTIG;
	return 0;
}

static uint32_t shift_seen;

static ssize_t
seeing_calc(const struct rte_mempool *mp, uint32_t obj_num, uint32_t pg_shift,
		size_t *min_chunk_size, size_t *align)
{
	shift_seen = pg_shift;
	return rte_mempool_op_calc_mem_size_default(
			mp, obj_num, pg_shift, min_chunk_size, align);
}

/* What alloc says of the pool counts for its memory, as in 22.11. */
static void
test_alloc_sets_flags(void **state)
{
	struct rte_mempool_ops ops = fake("flagging");
	struct rte_mempool *mp;

	(void)state;
	ops.alloc = flagging_alloc;
	ops.calc_mem_size = seeing_calc;
	assert_true(rte_mempool_register_ops(&ops) > 0);
	mp = rte_mempool_create_empty("p", 1, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "flagging", NULL), 0);
	shift_seen = 99;
	assert_int_equal(rte_mempool_populate_default(mp), 1);
	assert_int_equal(shift_seen, 0);
	rte_mempool_free(mp);
}

static void
test_default_by_flags(void **state)
{
	static const unsigned int flags[] = {
			[0] = 0,
			[1] = RTE_MEMPOOL_F_SP_PUT | RTE_MEMPOOL_F_SC_GET,
			[2] = RTE_MEMPOOL_F_SC_GET,
			[3] = RTE_MEMPOOL_F_SP_PUT,
	};
	struct rte_mempool *mp;
	int i;

	(void)state;
	for (i = 0; i < (int)RTE_DIM(flags); i++) {
		mp = rte_mempool_create_empty(
				"p", 10, 64, 0, 0, SOCKET_ID_ANY, flags[i]);
		assert_int_equal(mp->ops_index, i);
		rte_mempool_free(mp);
	}
}

static void
test_register(void **state)
{
	struct rte_mempool_ops ops = fake("outside");
	int idx = rte_mempool_register_ops(&ops);

	(void)state;
	/* Five indices are kept, and linked_in came first. */
	assert_int_equal(idx, 11);
	assert_int_equal(rte_mempool_register_ops(&ops), idx);
	ops.free = NULL;
	assert_int_equal(rte_mempool_register_ops(&ops), -EEXIST);
	ops = fake("ring_mp_mc");
	assert_int_equal(rte_mempool_register_ops(&ops), -EEXIST);
	ops = fake("");
	assert_int_equal(rte_mempool_register_ops(&ops), -EINVAL);
	ops = fake("x");
	ops.alloc = NULL;
	assert_int_equal(rte_mempool_register_ops(&ops), -EINVAL);
	ops = fake("x");
	ops.enqueue = NULL;
	assert_int_equal(rte_mempool_register_ops(&ops), -EINVAL);
	ops = fake("x");
	ops.dequeue = NULL;
	assert_int_equal(rte_mempool_register_ops(&ops), -EINVAL);
	ops = fake("x");
	ops.get_count = NULL;
	assert_int_equal(rte_mempool_register_ops(&ops), -EINVAL);
	ops = fake("12345678901234567890123456789012");
	assert_int_equal(rte_mempool_register_ops(&ops), -EINVAL);
	ops = fake("1234567890123456789012345678901");
	assert_int_equal(rte_mempool_register_ops(&ops), 12);
}

static void
test_set(void **state)
{
	struct rte_mempool *mp;
	struct rte_mempool_info info;
	void *obj;

	(void)state;
	mp = rte_mempool_create_empty("p", 10, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "none", NULL), -EINVAL);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "", NULL), -EINVAL);
	assert_int_equal(mp->ops_index, 0);
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), -ENOTSUP);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, &obj, 1), -ENOTSUP);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "linked_in", NULL), 0);
	assert_int_equal(mp->ops_index, 10);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "outside", NULL), 0);
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	assert_int_equal(info.contig_block_size, 7);
	/* These blocks are not made of objects: they have no cookies. */
	assert_int_equal(rte_mempool_ops_dequeue_contig_blocks(mp, &obj, 1), 0);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, &obj, 2), -ENOBUFS);
	rte_mempool_free(mp);
}

static void
test_free_follows_alloc(void **state)
{
	struct rte_mempool *mp;

	(void)state;
	frees = 0;
	alloc_rc = -EPROTO;
	mp = rte_mempool_create_empty("p", 10, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "outside", NULL), 0);
	rte_mempool_free(mp);
	assert_int_equal(frees, 0);
	mp = rte_mempool_create_empty("p", 10, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "outside", NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), -EPROTO);
	assert_int_equal(rte_mempool_populate_virt(
					 mp, NULL, 0, 4096, NULL, NULL),
			-EPROTO);
	rte_mempool_free(mp);
	assert_int_equal(frees, 0);
	alloc_rc = 0;
	mp = rte_mempool_create_empty("p", 10, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "outside", NULL), 0);
	/* Its enqueue refuses ten objects: the pool stays empty and whole. */
	assert_int_equal(rte_mempool_populate_default(mp), -EIO);
	assert_int_equal(mp->populated_size, 0);
	assert_int_equal(mp->nb_mem_chunks, 0);
	assert_pool(mp);
	rte_mempool_free(mp);
	assert_int_equal(frees, 1);
}

static void
test_table_full(void **state)
{
	char name[8] = "h0";
	struct rte_mempool_ops ops;
	int i, rc;

	(void)state;
	for (i = 0; i < RTE_MEMPOOL_MAX_OPS_IDX; i++) {
		name[1] = (char)('a' + i);
		ops = fake(name);
		rc = rte_mempool_register_ops(&ops);
		if (rc < 0)
			break;
		assert_int_equal(rc, 14 + i);
	}
	assert_int_equal(i, 2);
	assert_int_equal(rc, -ENOSPC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_builtin),
			cmocka_unit_test(test_default_by_flags),
			cmocka_unit_test(test_register),
			cmocka_unit_test(test_set),
			cmocka_unit_test(test_free_follows_alloc),
			cmocka_unit_test(test_alloc_sets_flags),
			cmocka_unit_test(test_table_full),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
