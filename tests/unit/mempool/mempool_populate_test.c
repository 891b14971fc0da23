/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of pools: sizes of objects (facts of DPDK 22.11), filling from
 * every source, in one chunk or several, errors, and who gives memory back.
 */
#include <stdlib.h>

#include "account.h"
#include "pool_fixture.h"

#define PAGE 4096

static unsigned int given_back;

static void
give_back(struct rte_mempool_memhdr *chunk, void *opaque)
{
	(void)chunk;
	free(opaque);
	given_back++;
}

static char *
take_memory(size_t len)
{
	char *mem = aligned_alloc(PAGE, RTE_ALIGN_CEIL(len, (size_t)PAGE));

	assert_non_null(mem);
	return mem;
}

struct obj_case {
	uint32_t elt, flags;
	struct rte_mempool_objsz sz;
};

struct mem_case {
	uint32_t n, shift, reserve;
	ssize_t size;
};

/* Lines of 64 bytes with objects spread, or of 128 and nothing spread. */
#if defined(__x86_64__)
static const struct obj_case obj_cases[] = {
		{1, 0, {8, 64, 120, 192}},
		{106, 0, {112, 64, 16, 192}},
		{248, 0, {248, 64, 8, 320}},
		{3155, 0, {3160, 64, 40, 3264}},
		{1, RTE_MEMPOOL_F_NO_SPREAD, {8, 64, 56, 128}},
		{45, RTE_MEMPOOL_F_NO_CACHE_ALIGN, {48, 24, 120, 192}},
		{19, 3, {24, 24, 0, 48}},
		{64, 0, {64, 64, 64, 192}},
};
static const struct mem_case mem_cases[] = {
		{0, 0, 0, 0},
		{1, 0, 0, 2112},
		{8, 0, 64, 16960},
		{1, 12, 0, 4223},
		{8, 12, 0, 32895},
		{57, 12, 64, 233663},
		{2801, 21, 0, 5921919},
		{19608, 21, 64, 41453183},
};
#else
static const struct obj_case obj_cases[] = {
		{1, 0, {8, 128, 120, 256}},
		{106, 0, {112, 128, 16, 256}},
		{248, 0, {248, 128, 8, 384}},
		{3155, 0, {3160, 128, 40, 3328}},
		{1, RTE_MEMPOOL_F_NO_SPREAD, {8, 128, 120, 256}},
		{45, RTE_MEMPOOL_F_NO_CACHE_ALIGN, {48, 24, 0, 72}},
		{19, 3, {24, 24, 0, 48}},
		{64, 0, {64, 128, 64, 256}},
};
static const struct mem_case mem_cases[] = {
		{0, 0, 0, 0},
		{1, 0, 0, 2176},
		{8, 0, 64, 17472},
		{1, 12, 0, 4351},
		{8, 12, 0, 33023},
		{57, 12, 64, 233791},
		{2801, 21, 0, 6100479},
		{19608, 21, 64, 42702527},
};
#endif

static struct rte_mempool *
make_empty(unsigned int n, unsigned int flags)
{
	struct rte_mempool *mp;

	mp = rte_mempool_create_empty("p", n, 64, 0, 0, SOCKET_ID_ANY, flags);
	assert_non_null(mp);
	return mp;
}

static void
test_obj_size(void **state)
{
	struct rte_mempool_objsz sz;
	unsigned int i;

	(void)state;
	if (MEMPOOL_TRAILER_SIZE != 0)
		skip(); /* the figures are those without cookies */
	for (i = 0; i < RTE_DIM(obj_cases); i++) {
		assert_int_equal(rte_mempool_calc_obj_size(obj_cases[i].elt,
						 obj_cases[i].flags, &sz),
				obj_cases[i].sz.total_size);
		assert_memory_equal(&sz, &obj_cases[i].sz, sizeof(sz));
		assert_int_equal(rte_mempool_calc_obj_size(obj_cases[i].elt,
						 obj_cases[i].flags, NULL),
				sz.total_size);
	}
	assert_int_equal(rte_mempool_calc_obj_size(UINT32_MAX, 0, NULL), 0);
	assert_int_equal(
			rte_mempool_calc_obj_size(UINT32_MAX - 16, 3, NULL), 0);
}

static void
test_mem_size(void **state)
{
	const unsigned int line = RTE_CACHE_LINE_SIZE;
	struct rte_mempool *mp;
	size_t smallest, align;
	unsigned int i;

	(void)state;
	if (MEMPOOL_TRAILER_SIZE != 0)
		skip(); /* as above */
	mp = rte_mempool_create_empty("p", 10, 2048, 0, 0, SOCKET_ID_ANY, 0);
	for (i = 0; i < RTE_DIM(mem_cases); i++) {
		assert_int_equal(rte_mempool_op_calc_mem_size_helper(mp,
						 mem_cases[i].n,
						 mem_cases[i].shift,
						 mem_cases[i].reserve,
						 &smallest, &align),
				mem_cases[i].size);
		assert_int_equal(smallest, 2048 + line);
		assert_int_equal(align, line);
	}
	rte_mempool_free(mp);
	mp = rte_mempool_create_empty("p", 10, 10000, 0, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_op_calc_mem_size_helper(
					 mp, 8, 12, 64, &smallest, &align),
			98304);
	rte_mempool_free(mp);
}

static void
test_default(void **state)
{
	struct rte_mempool *mp = make_empty(10, 0);

	(void)state;
	assert_int_equal(rte_mempool_populate_default(mp), 10);
	assert_int_equal(mp->flags, RTE_MEMPOOL_F_POOL_CREATED);
	assert_pool(mp);
	assert_int_equal(rte_mempool_populate_default(mp), -EEXIST);
	rte_errno = 0;
	assert_int_equal(rte_mempool_populate_anon(mp), 0);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_mempool_populate_iova(mp, NULL, RTE_BAD_IOVA, 4096,
					 NULL, NULL),
			-ENOSPC);
	assert_int_equal(rte_mempool_populate_virt(
					 mp, NULL, 4096, 4096, NULL, NULL),
			0);
	assert_pool(mp);
	rte_mempool_free(mp);
}

static void
test_default_without_iova(void **state)
{
	struct rte_mempool *mp = make_empty(100, RTE_MEMPOOL_F_NO_IOVA_CONTIG);

	(void)state;
	assert_int_equal(rte_mempool_populate_default(mp), 100);
	assert_true((mp->flags & RTE_MEMPOOL_F_NON_IO) != 0);
	assert_pool(mp);
	rte_mempool_free(mp);
}

static void
test_anon(void **state)
{
	struct rte_mempool *mp = make_empty(1000, 0);

	(void)state;
	assert_int_equal(rte_mempool_populate_anon(mp), 1000);
	assert_pool(mp);
	rte_mempool_free(mp);
}

static void
test_iova(void **state)
{
	const unsigned int line = RTE_CACHE_LINE_SIZE;
	struct rte_mempool *mp = make_empty(10, 0);
	const size_t five = 5 * mempool_total_size(mp);
	char *mem = take_memory(PAGE), *more = take_memory(2 * PAGE);

	(void)state;
	given_back = 0;
	assert_int_equal(rte_mempool_populate_iova(mp, mem, RTE_BAD_IOVA, 100,
					 give_back, mem),
			0);
	assert_int_equal(mp->nb_mem_chunks, 0);
	assert_int_equal(rte_mempool_populate_iova(mp, mem, RTE_BAD_IOVA,
					 five + 40, give_back, mem),
			5);
	assert_true((mp->flags & RTE_MEMPOOL_F_NON_IO) != 0);
	assert_pool(mp);
	/* An odd address costs up to a cache line, and iova goes along. */
	assert_int_equal(rte_mempool_populate_iova(mp, more + 1, 0x100001, 5000,
					 give_back, more),
			5);
	assert_true((mp->flags & RTE_MEMPOOL_F_NON_IO) == 0);
	assert_int_equal(rte_mempool_virt2iova(more + 2 * line),
			0x100000 + 2 * line);
	assert_int_equal(mp->nb_mem_chunks, 2);
	assert_pool(mp);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
	assert_int_equal(given_back, 2);
}

static void
test_virt(void **state)
{
	struct rte_mempool *mp = make_empty(100, 0);
	char *mem = take_memory(8 * PAGE);

	(void)state;
	given_back = 0;
	assert_int_equal(rte_mempool_populate_virt(mp, mem, 8 * PAGE, 3000,
					 give_back, mem),
			-EINVAL);
	assert_int_equal(rte_mempool_populate_virt(mp, mem, 8 * PAGE,
					 (size_t)3 << 30, give_back, mem),
			-EINVAL);
	assert_int_equal(given_back, 0);
	assert_int_equal(
			rte_mempool_populate_virt(mp, mem, 0, PAGE, NULL, NULL),
			0);
	assert_true(rte_mempool_populate_virt(mp, mem, 8 * PAGE, PAGE,
				    give_back, mem) > 0);
	assert_true(mp->nb_mem_chunks >= 1);
	assert_pool(mp);
	rte_mempool_free(mp);
	assert_int_equal(given_back, 1);
}

/* A handler that takes 64 objects and no more. */
static int
alloc_little(struct rte_mempool *mp)
{
	mp->pool_data = mp;
	return 0;
}

static int
enqueue_little(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	(void)objs;
	if (mp->pool_data == NULL || n > 64)
		return -ENOBUFS;
	mp->pool_data = NULL;
	return 0;
}

static int
dequeue_little(struct rte_mempool *mp, void **objs, unsigned int n)
{
	(void)mp;
	(void)objs;
	(void)n;
	return -ENOBUFS;
}

static unsigned int
count_little(const struct rte_mempool *mp)
{
	return mp->pool_data == NULL ? 64 : 0;
}

/* Objects of memory that the caller keeps may not stay in the pool. */
static void
test_handler_that_refuses(void **state)
{
	static const struct rte_mempool_ops ops = {
			.name = "little",
			.alloc = alloc_little,
			.enqueue = enqueue_little,
			.dequeue = dequeue_little,
			.get_count = count_little,
	};
	struct rte_mempool *mp = make_empty(200, 0);
	char *mem = take_memory(16 * PAGE);

	(void)state;
	given_back = 0;
	assert_true(rte_mempool_register_ops(&ops) >= 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "little", NULL), 0);
	assert_int_equal(rte_mempool_populate_iova(mp, mem, RTE_BAD_IOVA,
					 16 * PAGE, give_back, mem),
			-ENOBUFS);
	assert_int_equal(given_back, 0);
	free(mem);
	assert_int_equal(mp->populated_size, 0);
	assert_int_equal(rte_mempool_obj_iter(mp, NULL, NULL), 0);
	assert_int_equal(mp->nb_mem_chunks, 0);
	rte_mempool_free(mp);
}

static void
see_object(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	const uintptr_t first = (uintptr_t)obj - mp->header_size;
	const uintptr_t last = (uintptr_t)obj + mp->elt_size - 1;

	(void)arg;
	(void)idx;
	assert_int_equal(first / PAGE, last / PAGE);
}

/* Without hugepages objects keep off the borders of pages. */
static void
test_borders(void **state)
{
	struct rte_mempool *mp;

	(void)state;
	mp = rte_mempool_create("p", 100, 1500, 0, 0, NULL, NULL, NULL, NULL,
			SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	if (mempool_page_size(mp) == PAGE)
		assert_int_equal(rte_mempool_obj_iter(mp, see_object, NULL),
				100);
	rte_mempool_free(mp);
}

static void
keep(struct rte_mempool *mp, void *arg, void *obj, rte_iova_t iova)
{
	const uintptr_t total = mempool_total_size(mp);

	(void)iova;
	(*(unsigned int *)arg)++;
	assert_int_equal(((uintptr_t)obj - mp->header_size) % total, 0);
}

static void
test_align_obj(void **state)
{
	struct rte_mempool *mp = make_empty(100, 0);
	char *mem = take_memory(8 * PAGE);
	unsigned int n = 0;
	int rc;

	(void)state;
	assert_int_equal(mempool_ops_alloc_once(mp), 0);
	rc = rte_mempool_op_populate_helper(mp,
			RTE_MEMPOOL_POPULATE_F_ALIGN_OBJ, 100, mem + 64,
			RTE_BAD_IOVA, 7 * PAGE, keep, &n);
	assert_true(rc > 90);
	assert_int_equal(rc, n);
	free(mem);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_obj_size),
			cmocka_unit_test(test_mem_size),
			cmocka_unit_test(test_default),
			cmocka_unit_test(test_default_without_iova),
			cmocka_unit_test(test_anon),
			cmocka_unit_test(test_iova),
			cmocka_unit_test(test_virt),
			cmocka_unit_test(test_handler_that_refuses),
			cmocka_unit_test(test_borders),
			cmocka_unit_test(test_align_obj),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
