/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bucket handler: every object can be got, whole blocks and only these
 * come as blocks, and nothing is handed out twice, whatever the number and
 * the size of objects, the memory and the order of gets and puts. Buckets are
 * as large as a page here, where there are no hugepages.
 */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "pool_fixture.h"

#define PAGE     4096
#define MAX_OBJS 4096

static unsigned int seed = 1;

static unsigned int
next_random(unsigned int below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % below;
}

/* The call of rte_zmalloc_socket() that fails; 0: none. */
static unsigned int fail_at;

void *__real_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket);
void *__wrap_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket);

void *
__wrap_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket)
{
	if (fail_at > 0 && --fail_at == 0)
		return NULL;
	return __real_rte_zmalloc_socket(type, size, align, socket);
}

static struct rte_mempool *
make_empty(const char *name, unsigned int n, unsigned int elt_size,
		unsigned int cache_size, unsigned int flags)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			name, n, elt_size, cache_size, 0, SOCKET_ID_ANY, flags);

	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "bucket", NULL), 0);
	assert_int_equal(mp->ops_index, 8);
	return mp;
}

static void
number(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	(void)arg;
	assert_ptr_equal(rte_mempool_from_obj(obj), mp);
	memcpy(obj, &idx, RTE_MIN(mp->elt_size, sizeof(idx)));
}

static struct rte_mempool *
make_buckets(unsigned int n, unsigned int elt_size, unsigned int cache_size,
		unsigned int flags)
{
	struct rte_mempool *mp =
			make_empty("b", n, elt_size, cache_size, flags);

	assert_int_equal(rte_mempool_populate_default(mp), n);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_int_equal(rte_mempool_obj_iter(mp, number, NULL), n);
	assert_pool(mp);
	return mp;
}

static unsigned int
block_size(const struct rte_mempool *mp)
{
	struct rte_mempool_info info = {0};

	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	assert_int_not_equal(info.contig_block_size, 0);
	return info.contig_block_size;
}

/* The number that an object was given. */
static unsigned int
number_of(const void *obj)
{
	unsigned int idx;

	memcpy(&idx, obj, sizeof(idx));
	assert_true(idx < MAX_OBJS);
	return idx;
}

/* Note an object as held by the test; it may not be so already. */
static void
hold(bool *held, const void *obj)
{
	unsigned int idx = number_of(obj);

	assert_false(held[idx]);
	held[idx] = true;
}

static void
shuffle(void **objs, unsigned int n)
{
	unsigned int i, j;

	for (i = n; i > 1; i--) {
		void *obj = objs[i - 1];

		j = next_random(i);
		objs[i - 1] = objs[j];
		objs[j] = obj;
	}
}

/* All objects of a block whose first one is given. */
static void
expand(const struct rte_mempool *mp, void *first, void **objs, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		objs[i] = RTE_PTR_ADD(first, i * mempool_total_size(mp));
}

/* Get all objects one by one, write all their bytes, put them back. */
static void
use_all_singly(struct rte_mempool *mp)
{
	static void *objs[MAX_OBJS];
	static bool held[MAX_OBJS];
	unsigned int i;

	memset(held, 0, sizeof(held));
	for (i = 0; i < mp->size; i++) {
		assert_int_equal(rte_mempool_get(mp, &objs[i]), 0);
		assert_int_equal(rte_mempool_avail_count(mp), mp->size - i - 1);
		hold(held, objs[i]);
	}
	assert_int_equal(rte_mempool_get(mp, &objs[0]), -ENOBUFS);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, &objs[0], 1),
			-ENOBUFS);
	for (i = 0; i < mp->size; i++)
		memset((char *)objs[i] + 4, 0xa5, mp->elt_size - 4);
	assert_pool(mp);
	shuffle(objs, mp->size);
	for (i = 0; i < mp->size; i++)
		rte_mempool_put(mp, objs[i]);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_pool(mp);
}

/* Get all blocks, then the rest; all objects are there, once. */
static void
use_all_blocks(struct rte_mempool *mp)
{
	const unsigned int block = block_size(mp);
	const unsigned int blocks = mp->size / block;
	static void *firsts[MAX_OBJS], *objs[MAX_OBJS];
	static bool held[MAX_OBJS];
	unsigned int i;

	memset(held, 0, sizeof(held));
	assert_int_equal(rte_mempool_get_contig_blocks(mp, firsts, 0), 0);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, firsts, blocks + 1),
			-ENOBUFS);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, firsts, blocks), 0);
	assert_int_equal(rte_mempool_avail_count(mp), mp->size % block);
	for (i = 0; i < blocks; i++)
		expand(mp, firsts[i], &objs[(size_t)i * block], block);
	i *= block;
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[i], mp->size % block),
			0);
	for (i = 0; i < mp->size; i++)
		hold(held, objs[i]);
	shuffle(objs, mp->size);
	rte_mempool_put_bulk(mp, objs, mp->size);
	assert_int_equal(rte_mempool_full(mp), 1);
}

static void
test_sizes(void **state)
{
	static const unsigned int counts[] = {
			1, 2, 20, 21, 22, 42, 100, 511, 2000};
	static const unsigned int elts[] = {
			1, 64, 200, 1000, 2048, 3968, 4000, 4096, 9000};
	struct rte_mempool *mp;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(counts); i++) {
		for (j = 0; j < RTE_DIM(elts); j++) {
			if (counts[i] > 100 && elts[j] > 200)
				continue;
			mp = make_buckets(counts[i], elts[j], 0, 0);
			use_all_singly(mp);
			use_all_blocks(mp);
			use_all_singly(mp);
			rte_mempool_free(mp);
		}
	}
	mp = make_buckets(5, 70000, 0, 0);
	use_all_singly(mp);
	use_all_blocks(mp);
	rte_mempool_free(mp);
}

/* No block is missing when their number is a power of two. */
static void
test_powers_of_two(void **state)
{
	struct rte_mempool *mp = make_empty("b", 1, 64, 0, 0);
	const unsigned int block = block_size(mp);
	unsigned int blocks;

	(void)state;
	rte_mempool_free(mp);
	for (blocks = 1; blocks <= 128; blocks *= 2) {
		mp = make_buckets(blocks * block, 64, 0, 0);
		use_all_blocks(mp);
		use_all_blocks(mp);
		use_all_singly(mp);
		use_all_blocks(mp);
		rte_mempool_free(mp);
	}
}

/* The figures of 22.11. */
static void
test_block_size(void **state)
{
	static const struct {
		unsigned int elt_size, flags, block;
	} rows[] = {
			{64, RTE_MEMPOOL_F_NO_SPREAD, 31},
			{64, RTE_MEMPOOL_F_NO_CACHE_ALIGN, 46},
			{1, RTE_MEMPOOL_F_NO_SPREAD, 31},
			{2048, 0, 1},
			{3968, RTE_MEMPOOL_F_NO_SPREAD, 1},
			{9000, 0, 1},
	};
	struct rte_mempool *mp;
	unsigned int i;

	if (RTE_CACHE_LINE_SIZE != 64 || MEMPOOL_TRAILER_SIZE != 0)
		skip(); /* the figures are those of x86-64 without cookies */
	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		mp = make_empty("b", 2000, rows[i].elt_size, 0, rows[i].flags);
		assert_int_equal(block_size(mp), rows[i].block);
		rte_mempool_free(mp);
		mp = make_buckets(100, rows[i].elt_size, 0, rows[i].flags);
		assert_int_equal(block_size(mp), rows[i].block);
		use_all_blocks(mp);
		rte_mempool_free(mp);
	}
}

static void
test_mem_size(void **state)
{
	struct rte_mempool *mp = make_empty("b", 9, 64, 0, 0);
	const struct rte_mempool_ops *ops = rte_mempool_get_ops(8);
	const unsigned int block = block_size(mp);
	size_t smallest, align;

	(void)state;
	assert_int_equal(ops->calc_mem_size(mp, 0, 12, &smallest, &align), 0);
	assert_int_equal(ops->calc_mem_size(mp, 1, 0, &smallest, &align), PAGE);
	assert_int_equal(smallest, PAGE);
	assert_int_equal(align, PAGE);
	assert_int_equal(ops->calc_mem_size(mp, block, 12, &smallest, &align),
			PAGE);
	assert_int_equal(ops->calc_mem_size(
					 mp, block + 1, 21, &smallest, &align),
			2 * PAGE);
	rte_mempool_free(mp);
	mp = make_empty("b", 9, 9000, 0, 0);
	assert_int_equal(ops->calc_mem_size(mp, 9, 0, &smallest, &align),
			9 * 16384);
	assert_int_equal(align, 16384);
	/* Pages need not lie where the first bucket can begin. */
	assert_int_equal(ops->calc_mem_size(mp, 9, 12, &smallest, &align),
			10 * 16384 - PAGE);
	rte_mempool_free(mp);
}

/* An object that no alignment can serve is refused, with nothing changed. */
static void
test_too_large(void **state)
{
	struct rte_mempool *mp = make_empty("b", 1, 0x80000000u, 0, 0);
	struct rte_mempool_info info = {7};
	size_t smallest, align;

	(void)state;
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), -EINVAL);
	assert_int_equal(info.contig_block_size, 7);
	assert_int_equal(rte_mempool_get_ops(8)->calc_mem_size(
					 mp, 1, 0, &smallest, &align),
			-EINVAL);
	assert_int_equal(rte_mempool_populate_default(mp), -EINVAL);
	assert_int_equal(rte_mempool_populate_anon(mp), 0);
	assert_int_equal(rte_errno, EINVAL);
	rte_mempool_free(mp);
}

/* What the test holds of a pool. */
struct hand {
	struct rte_mempool *mp;
	unsigned int n;
	void *objs[MAX_OBJS];
	bool held[MAX_OBJS];
};

static void
hold_more(struct hand *h, unsigned int n)
{
	unsigned int end = h->n + n;

	while (h->n < end)
		hold(h->held, h->objs[h->n++]);
}

static void
get_some_blocks(struct hand *h, unsigned int n)
{
	const unsigned int block = block_size(h->mp);
	void *firsts[4];
	unsigned int i;

	assert_true(n <= RTE_DIM(firsts));
	if (rte_mempool_get_contig_blocks(h->mp, firsts, n) != 0)
		return;
	for (i = 0; i < n; i++) {
		expand(h->mp, firsts[i], &h->objs[h->n], block);
		hold_more(h, block);
	}
}

static void
get_some(struct hand *h, unsigned int n)
{
	n = RTE_MIN(n, h->mp->size - h->n);
	assert_int_equal(rte_mempool_get_bulk(h->mp, &h->objs[h->n], n), 0);
	hold_more(h, n);
}

static void
put_some(struct hand *h, unsigned int n)
{
	unsigned int i;

	n = RTE_MIN(n, h->n);
	shuffle(h->objs, h->n);
	h->n -= n;
	for (i = 0; i < n; i++)
		h->held[number_of(h->objs[h->n + i])] = false;
	rte_mempool_put_bulk(h->mp, &h->objs[h->n], n);
}

/* Random gets and puts of blocks and of objects; a get that fits succeeds. */
static void
mix(struct rte_mempool *mp, unsigned int rounds)
{
	static struct hand h;

	memset(&h, 0, sizeof(h));
	h.mp = mp;
	while (rounds-- > 0) {
		unsigned int n = next_random(40);

		switch (next_random(3)) {
		case 0:
			get_some_blocks(&h, n % 5);
			break;
		case 1:
			get_some(&h, n);
			break;
		default:
			put_some(&h, n * 2);
		}
		assert_int_equal(rte_mempool_avail_count(mp), mp->size - h.n);
	}
	get_some(&h, mp->size);
	assert_int_equal(rte_mempool_empty(mp), 1);
	put_some(&h, mp->size);
	rte_mempool_cache_flush(NULL, mp);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_pool(mp);
}

/* Blocks of which a cache holds an object are not given out. */
static void
test_mix(void **state)
{
	static const unsigned int counts[] = {21, 100, 500, 2000, 500};
	static const unsigned int caches[] = {0, 0, 0, 0, 64};
	struct rte_mempool *mp;
	unsigned int i;

	(void)state;
	assert_int_not_equal(rte_lcore_id(), LCORE_ID_ANY);
	for (i = 0; i < RTE_DIM(counts); i++) {
		mp = make_buckets(counts[i], 64, caches[i], 0);
		mix(mp, 3000);
		use_all_blocks(mp);
		rte_mempool_free(mp);
	}
}

/* Single gets finish one bucket before they begin another. */
static void
test_stay_whole(void **state)
{
	struct rte_mempool *mp = make_buckets(2000, 64, 0, 0);
	const unsigned int block = block_size(mp);
	const unsigned int blocks = 2000 / block;
	void *objs[2000] = {NULL}, *firsts[2000] = {NULL};
	unsigned int i;

	(void)state;
	for (i = 0; i < 3 * block; i++)
		assert_int_equal(rte_mempool_get(mp, &objs[i]), 0);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, firsts, blocks - 3),
			0);
	for (i = 0; i < 3 * block; i++)
		rte_mempool_put(mp, objs[i]);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, firsts, 3), 0);
	/* The block that was made whole last comes first. */
	expand(mp, firsts[1], objs, block);
	rte_mempool_put_bulk(mp, objs, block);
	expand(mp, firsts[0], objs, block);
	rte_mempool_put_bulk(mp, objs, block);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, &firsts[2], 1), 0);
	assert_ptr_equal(firsts[2], firsts[0]);
	rte_mempool_free(mp);
}

/* What does not fit is refused, and the other objects of the call with it. */
static void
test_put_twice(void **state)
{
	struct rte_mempool *mp = make_buckets(100, 64, 0, 0);
	void *objs[100] = {NULL}, *again[3];
	unsigned int i;

	(void)state;
	/* At the handler, so that no cookie is in the way. */
	assert_int_equal(rte_mempool_ops_dequeue_bulk(mp, objs, 100), 0);
	assert_int_equal(rte_mempool_ops_enqueue_bulk(mp, &objs[2], 98), 0);
	again[0] = objs[0];
	again[1] = objs[1];
	again[2] = objs[99];
	assert_int_equal(rte_mempool_ops_enqueue_bulk(mp, again, 3), -ENOBUFS);
	assert_int_equal(rte_mempool_avail_count(mp), 98);
	assert_int_equal(rte_mempool_ops_enqueue_bulk(mp, again, 2), 0);
	for (i = 0; i < 100; i++)
		assert_int_equal(rte_mempool_ops_enqueue_bulk(mp, &objs[i], 1),
				-ENOBUFS);
	use_all_singly(mp);
	use_all_blocks(mp);
	rte_mempool_free(mp);
}

/* Memory of the caller's, aligned or not; what 22.11 makes of it. */
static void
test_chunks(void **state)
{
	const size_t piece = 65536;
	char *memory = aligned_alloc(piece, 8 * piece);
	struct rte_mempool *mp = make_empty("b", 5000, 64, 0, 0);
	const int block = (int)block_size(mp);
	const size_t total = mempool_total_size(mp);
	const rte_iova_t iova = 0x10000000;
	void *objs[MAX_OBJS] = {NULL};
	unsigned int i, n;

	(void)state;
	if (RTE_CACHE_LINE_SIZE != 64) {
		rte_mempool_free(mp);
		free(memory);
		skip(); /* the figures are those of x86-64 */
		return;
	}
	assert_non_null(memory);
	assert_int_equal(rte_mempool_populate_iova(mp, memory, RTE_BAD_IOVA, 64,
					 NULL, NULL),
			0);
	assert_int_equal(rte_mempool_populate_iova(mp, memory + 64,
					 RTE_BAD_IOVA, PAGE - 64, NULL, NULL),
			0);
	assert_int_equal(rte_mempool_populate_iova(mp, memory + 64, iova,
					 3 * piece, NULL, NULL),
			47 * block);
	assert_int_equal(rte_mempool_populate_iova(mp, memory + 4 * piece,
					 RTE_BAD_IOVA, piece - 1, NULL, NULL),
			15 * block + (int)((PAGE - 1 - 64) / total));
	assert_int_equal(
			rte_mempool_populate_iova(mp, memory + 6 * piece,
					RTE_BAD_IOVA, piece + 1000, NULL, NULL),
			16 * block + (int)(936 / total));
	assert_pool(mp);
	n = mp->populated_size;
	assert_int_equal(rte_mempool_get_contig_blocks(mp, objs, 79), -ENOBUFS);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, objs, 78), 0);
	assert_int_equal(rte_mempool_get_bulk(mp, objs,
					 n - 78 * (unsigned int)block),
			0);
	assert_int_equal(rte_mempool_get(mp, objs), -ENOBUFS);
	rte_mempool_free(mp);
	mp = make_empty("b", 10, 64, 0, 0);
	assert_int_equal(rte_mempool_populate_iova(
					 mp, memory, iova, piece, NULL, NULL),
			10);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 10), 0);
	for (i = 0; i < 10; i++)
		assert_int_equal(rte_mempool_virt2iova(objs[i]),
				iova + (uintptr_t)((char *)objs[i] - memory));
	rte_mempool_free(mp);
	free(memory);
}

/* 22.11 cannot make such a pool; its buckets have the full size here. */
static void
test_no_iova_contig(void **state)
{
	struct rte_mempool *mp;

	if (RTE_CACHE_LINE_SIZE != 64 || MEMPOOL_TRAILER_SIZE != 0)
		skip(); /* the figures are those of x86-64 without cookies */
	(void)state;
	mp = make_buckets(2000, 64, 0,
			RTE_MEMPOOL_F_NO_IOVA_CONTIG | RTE_MEMPOOL_F_NO_SPREAD);
	assert_int_equal(block_size(mp), (65536 - 64) / 128);
	use_all_singly(mp);
	use_all_blocks(mp);
	rte_mempool_free(mp);
}

/* The longest name of a pool is good for this handler too. */
static void
test_anon(void **state)
{
	static const unsigned int elts[] = {64, 9000}, flags[] = {0, 0x20};
	struct rte_mempool *mp;
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		mp = make_empty("abcdefghijklmnopqrstuvwxy", 100, elts[i / 2],
				0, flags[i % 2]);
		assert_int_equal(strlen(mp->name), RTE_MEMPOOL_NAMESIZE - 1);
		assert_int_equal(rte_mempool_populate_anon(mp), 100);
		rte_mempool_obj_iter(mp, number, NULL);
		use_all_singly(mp);
		use_all_blocks(mp);
		rte_mempool_free(mp);
	}
}

/* Each allocation fails once; then the same pool can be filled. */
static void
test_no_memory(void **state)
{
	struct rte_mempool *mp = make_empty("b", 100, 64, 0, 0);

	(void)state;
	/* The lists, then, when these are there, the states. */
	for (fail_at = 1; mp->pool_data == NULL; fail_at = 2) {
		assert_int_equal(rte_mempool_populate_default(mp), -ENOMEM);
		assert_int_equal(fail_at, 0);
		assert_int_equal(rte_mempool_avail_count(mp), 0);
		assert_int_equal(mp->nb_mem_chunks, 0);
		assert_pool(mp);
	}
	fail_at = 1;
	assert_int_equal(rte_mempool_populate_anon(mp), 0);
	assert_int_equal(rte_errno, ENOMEM);
	assert_int_equal(fail_at, 0);
	assert_pool(mp);
	assert_int_equal(rte_mempool_populate_default(mp), 100);
	rte_mempool_obj_iter(mp, number, NULL);
	use_all_blocks(mp);
	rte_mempool_free(mp);
	/* The name is free again. */
	rte_mempool_free(make_buckets(100, 64, 0, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_sizes),
			cmocka_unit_test(test_powers_of_two),
			cmocka_unit_test(test_block_size),
			cmocka_unit_test(test_mem_size),
			cmocka_unit_test(test_too_large),
			cmocka_unit_test(test_mix),
			cmocka_unit_test(test_stay_whole),
			cmocka_unit_test(test_put_twice),
			cmocka_unit_test(test_chunks),
			cmocka_unit_test(test_no_iova_contig),
			cmocka_unit_test(test_anon),
			cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
