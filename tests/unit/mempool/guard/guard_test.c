/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * States and verdicts: each fault is found, counted once, and kept from the
 * handler; nothing is found where there is no fault.
 */
#include <pthread.h>

#include <rte_malloc.h>

#include "guard_fixture.h"
#include "handlers.h"

static struct bp_mempool_guard_counts before;

static int
each_setup(void **state)
{
	(void)state;
	clear_log();
	bp_mempool_guard_totals(&before);
	return 0;
}

static void
assert_silent(void)
{
	assert_string_equal(logged, "");
	assert_counted(&before, 0, 0, 0, 0);
}

static void
count_guard(struct rte_mempool *mp, void *arg)
{
	if (guard_of(mp) != NULL)
		(*(unsigned int *)arg)++;
}

static void
test_no_fault(void **state)
{
	static const char *const handlers[] = {"ring_mp_mc", "ring_sp_sc",
			"ring_mt_rts", "ring_mt_hts", "stack", "lf_stack",
			"bucket", "guard:stack"};
	struct rte_mempool *mp;
	unsigned int i, k, guarded = 0;
	void *objs[N];

	(void)state;
	for (i = 0; i < RTE_DIM(handlers); i++) {
		mp = make_by_ops("p", handlers[i]);
		assert_string_equal(rte_mempool_get_ops(mp->ops_index)->name,
				"guard");
		assert_int_equal(rte_mempool_get_bulk(mp, objs, N), 0);
		for (k = 0; k < N; k++)
			memset(objs[k], (int)k, mp->elt_size);
		assert_int_equal(rte_mempool_empty(mp), 1);
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 1), -ENOBUFS);
		rte_mempool_put_bulk(mp, objs, N);
		assert_int_equal(rte_mempool_full(mp), 1);
		assert_pool(mp);
		rte_mempool_audit(mp);
		rte_mempool_walk(count_guard, &guarded);
		rte_mempool_free(mp);
	}
	assert_int_equal(guarded, RTE_DIM(handlers));
	assert_silent();
}

static void
test_double_free(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *objs[N], *twice[3];

	(void)state;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 2), 0);
	rte_mempool_put(mp, objs[0]);
	rte_mempool_put(mp, objs[0]);
	assert_counted(&before, 1, 0, 0, 0);
	assert_int_equal(logged_n, 1);
	/* Twice in one call, among others. */
	twice[0] = objs[1];
	twice[1] = objs[1];
	twice[2] = objs[0];
	rte_mempool_put_bulk(mp, twice, 3);
	assert_counted(&before, 3, 0, 0, 0);
	assert_int_equal(logged_n, 3);
	/* Each object is there once. */
	assert_int_equal(rte_mempool_avail_count(mp), N);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, N), 0);
	assert_int_equal(rte_mempool_get(mp, twice), -ENOBUFS);
	rte_mempool_put_bulk(mp, objs, N);
	rte_mempool_free(mp);
	assert_counted(&before, 3, 0, 0, 0);
}

static void
test_never_allocated(void **state)
{
	struct rte_mempool *mp = make_pool("p", 4, 0);

	(void)state;
	rte_mempool_put(mp, STAILQ_FIRST(&mp->elt_list) + 1);
	assert_counted(&before, 1, 0, 0, 0);
	assert_logged("free since the pool was filled");
	rte_mempool_free(mp);
}

static void
test_foreign_free(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	struct rte_mempool *other = make_pool("other", N, 8);
	void *a, *b, *bad[4];

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &a), 0);
	assert_int_equal(rte_mempool_get(other, &b), 0);
	bad[0] = b;
	bad[1] = NULL;
	bad[2] = (void *)(uintptr_t)0xdead0000beef;
	bad[3] = (char *)a + 8;
	rte_mempool_put_bulk(mp, bad, 4);
	assert_counted(&before, 0, 4, 0, 0);
	rte_mempool_put(mp, a);
	rte_mempool_put(other, b);
	assert_int_equal(rte_mempool_avail_count(mp), N);
	rte_mempool_free(mp);
	rte_mempool_free(other);
	assert_counted(&before, 0, 4, 0, 0);
}

static void
test_write_after_free(void **state)
{
	struct rte_mempool *mp = make_pool("p", 4, 0);
	uint64_t *obj;
	void *objs[4];
	unsigned int i;

	(void)state;
	for (i = 0; i < mp->elt_size / sizeof(*obj); i++) {
		assert_int_equal(rte_mempool_get(mp, (void **)&obj), 0);
		rte_mempool_put(mp, obj);
		obj[i] ^= 1;
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 4), 0);
		assert_counted(&before, 0, 0, i + 1, 0);
		/* It was given out with what was written. */
		rte_mempool_put_bulk(mp, objs, 4);
	}
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 4), 0);
	rte_mempool_put_bulk(mp, objs, 4);
	rte_mempool_free(mp);
	assert_counted(&before, 0, 0, i, 0);
}

static void
test_audit(void **state)
{
	struct rte_mempool *mp = make_pool("p", 4, 0);
	uint64_t *obj, word;
	void *out;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, (void **)&obj), 0);
	assert_int_equal(rte_mempool_get(mp, &out), 0);
	rte_mempool_put(mp, obj);
	*(uint64_t *)out = 5;
	rte_mempool_audit(mp);
	assert_silent();
	word = ++obj[0];
	rte_mempool_audit(mp);
	assert_counted(&before, 0, 0, 1, 0);
	/* Found once, and left as it is. */
	rte_mempool_audit(mp);
	assert_counted(&before, 0, 0, 1, 0);
	assert_int_equal(obj[0], word);
	rte_mempool_put(mp, out);
	rte_mempool_free(mp);
}

static void
write_to(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	(void)arg;
	memset(obj, (int)i + 1, mp->elt_size);
}

static void
test_obj_iter(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *objs[N];

	(void)state;
	rte_mempool_obj_iter(mp, write_to, NULL);
	rte_mempool_audit(mp);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, N), 0);
	rte_mempool_put_bulk(mp, objs, N);
	assert_silent();
	/* But not what was written before. */
	memset(objs[3], 0x55, 8);
	rte_mempool_obj_iter(mp, write_to, NULL);
	assert_counted(&before, 0, 0, 1, 0);
	rte_mempool_free(mp);
}

static void
test_leaks(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *objs[N];

	(void)state;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, N), 0);
	rte_mempool_put_bulk(mp, objs, 5);
	rte_mempool_free(mp);
	assert_counted(&before, 0, 0, 0, N - 5);
	assert_int_equal(logged_n, 1);
}

static void
test_blocks(void **state)
{
	struct rte_mempool *mp = make_by_ops("p", "bucket");
	struct rte_mempool_info info;
	void *first, *objs[N];
	unsigned int i;

	(void)state;
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	assert_in_range(info.contig_block_size, 1, N);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, &first, 1), 0);
	for (i = 0; i < info.contig_block_size; i++)
		objs[i] = (char *)first + i * mempool_total_size(mp);
	rte_mempool_put_bulk(mp, objs, info.contig_block_size);
	assert_silent();
	rte_mempool_put(mp, objs[info.contig_block_size - 1]);
	assert_counted(&before, 1, 0, 0, 0);
	((uint64_t *)objs[1])[3]++;
	assert_int_equal(rte_mempool_get_contig_blocks(mp, &first, 1), 0);
	rte_mempool_free(mp);
	assert_counted(&before, 1, 0, 1, info.contig_block_size);
}

static void *memory;

static int
enqueue_refused(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	(void)obj_table;
	(void)n;
	(void)mp;
	return -ENOSPC;
}

/* A handler that takes objects without enqueue, or refuses them at first. */
static bool refuse;

static int
populate_itself(struct rte_mempool *mp, unsigned int max_objs, void *vaddr,
		rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	const size_t step = mempool_total_size(mp);
	char *obj = (char *)vaddr + mp->header_size;
	unsigned int i;

	(void)iova;
	for (i = 0; i < max_objs && (i + 1) * step <= len; i++, obj += step) {
		obj_cb(mp, obj_cb_arg, obj, RTE_BAD_IOVA);
		if (refuse && i == 2)
			return enqueue_refused(mp, NULL, 0);
		mempool_stack_enqueue(mp, (void *const *)&obj, 1);
	}
	return (int)i;
}

static void
test_populate(void **state)
{
	const struct rte_mempool_ops ops = {
			.name = "itself",
			.alloc = mempool_stack_alloc,
			.free = mempool_stack_free,
			.enqueue = mempool_stack_enqueue,
			.dequeue = mempool_stack_dequeue,
			.get_count = mempool_stack_get_count,
			.populate = populate_itself,
	};
	struct rte_mempool *mp = rte_mempool_create_empty(
			"p", N, 64, 8, 0, SOCKET_ID_ANY, 0);
	const size_t len = mempool_total_size(mp) * N / 2;
	void *objs[N];

	(void)state;
	memory = rte_zmalloc(NULL, len * 2, 4096);
	assert_true(rte_mempool_register_ops(&ops) >= 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "itself", NULL), 0);
	refuse = true;
	assert_int_equal(rte_mempool_populate_iova(mp, memory, RTE_BAD_IOVA,
					 len, NULL, NULL),
			-ENOSPC);
	assert_int_equal(guard_of(mp)->n_records, 0);
	refuse = false;
	assert_int_equal(rte_mempool_populate_iova(mp, memory, RTE_BAD_IOVA,
					 len, NULL, NULL),
			N / 2);
	rte_mempool_audit(mp);
	assert_int_equal(rte_mempool_populate_iova(mp, (char *)memory + len,
					 RTE_BAD_IOVA, len, NULL, NULL),
			N / 2);
	assert_int_equal(guard_of(mp)->n_records, N);
	rte_mempool_audit(mp);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, N), 0);
	rte_mempool_put_bulk(mp, objs, N);
	assert_counted(&before, 0, 0, 0, 0);
	rte_mempool_put(mp, objs[0]);
	assert_counted(&before, 1, 0, 0, 0);
	rte_mempool_free(mp);
	rte_free(memory);
}

/* Some pools are empty, or never were filled. */
static void
test_empty_pool(void **state)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"p", N, 64, 8, 0, SOCKET_ID_ANY, 0);

	(void)state;
	rte_mempool_audit(mp);
	assert_int_equal(rte_mempool_obj_iter(mp, write_to, NULL), 0);
	rte_mempool_free(mp);
	assert_silent();
}

#define THREADS 4
#define ROUNDS  2000

/* Each object is put by two threads, which race to be the first. */
static struct rte_mempool *shared;
static void *contested;
static pthread_barrier_t barrier;

static void *
put_contested(void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; i < 200; i++) {
		pthread_barrier_wait(&barrier);
		rte_mempool_put(shared, contested);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

static void
test_race(void **state)
{
	pthread_t threads[2];
	unsigned int i;

	(void)state;
	shared = make_pool("p", 4, 0);
	pthread_barrier_init(&barrier, NULL, 3);
	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, put_contested, NULL);
	for (i = 0; i < 200; i++) {
		assert_int_equal(rte_mempool_get(shared, &contested), 0);
		pthread_barrier_wait(&barrier);
		pthread_barrier_wait(&barrier);
		assert_counted(&before, i + 1, 0, 0, 0);
		assert_int_equal(rte_mempool_avail_count(shared), 4);
	}
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&barrier);
	rte_mempool_free(shared);
}

static void *
get_and_put(void *arg)
{
	void *objs[8];
	unsigned int i, k;

	(void)arg;
	for (i = 0; i < ROUNDS; i++) {
		if (rte_mempool_get_bulk(shared, objs, 1 + i % 8) != 0)
			continue;
		for (k = 0; k < 1 + i % 8; k++)
			memset(objs[k], (int)i, 64);
		rte_mempool_put_bulk(shared, objs, 1 + i % 8);
	}
	return NULL;
}

static void
test_threads(void **state)
{
	pthread_t threads[THREADS];
	FILE *f = fopen("/dev/null", "w");
	unsigned int i;

	(void)state;
	shared = make_pool("p", N, 0);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, get_and_put, NULL);
	for (i = 0; i < 50; i++) {
		rte_mempool_audit(shared);
		assert_true(bp_mempool_guard_dump(f, shared) >= 0);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	fclose(f);
	assert_int_equal(rte_mempool_avail_count(shared), N);
	rte_mempool_free(shared);
	assert_silent();
}

#define EACH(test) cmocka_unit_test_setup(test, each_setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			EACH(test_no_fault),
			EACH(test_double_free),
			EACH(test_never_allocated),
			EACH(test_foreign_free),
			EACH(test_write_after_free),
			EACH(test_audit),
			EACH(test_obj_iter),
			EACH(test_leaks),
			EACH(test_blocks),
			EACH(test_populate),
			EACH(test_empty_pool),
			EACH(test_race),
			EACH(test_threads),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
