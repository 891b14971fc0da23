/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Views of pools: what they hold, and that their sums are right whatever
 * state the pool is in.
 */
#include <bufplane_mempool_view.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pool_fixture.h"

static bool out_of_memory;

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *
__wrap_calloc(size_t n, size_t size)
{
	return out_of_memory ? NULL : __real_calloc(n, size);
}

static void
assert_sums(const struct bp_mempool_view *view)
{
	uint64_t memory = 0, cached = 0;

	for (unsigned int i = 0; i < view->chunks_n; i++)
		memory += view->chunks[i].len;
	for (unsigned int i = 0; i < view->caches_n; i++)
		cached += view->caches[i].len;
	assert_int_equal(view->memory, memory);
	assert_int_equal(view->in_caches, cached);
	assert_int_equal(view->available, view->in_handler + view->in_caches);
	assert_int_equal(view->size,
			view->available + view->out + view->missing);
}

static struct bp_mempool_view *
take(const struct rte_mempool *mp)
{
	struct bp_mempool_view *view = bp_mempool_view_take(mp);

	assert_non_null(view);
	assert_null(view->next);
	assert_sums(view);
	return view;
}

static void
test_facts(void **state)
{
	struct bp_mempool_view *view;
	struct rte_mempool *mp;

	(void)state;
	mp = rte_mempool_create("facts", 100, 65, 0, 24, NULL, NULL, NULL, NULL,
			0, RTE_MEMPOOL_F_SP_PUT | RTE_MEMPOOL_F_NO_SPREAD);
	assert_non_null(mp);
	view = take(mp);
	rte_mempool_free(mp); /* the view stays */
	assert_string_equal(view->name, "facts");
	assert_string_equal(view->handler, "ring_sp_mc");
	assert_false(view->guarded);
	assert_int_equal(view->flags & ~RTE_MEMPOOL_F_NON_IO,
			RTE_MEMPOOL_F_SP_PUT | RTE_MEMPOOL_F_NO_SPREAD |
					RTE_MEMPOOL_F_POOL_CREATED);
	assert_int_equal(view->socket_id, 0);
	assert_int_equal(view->size, 100);
	assert_int_equal(view->in_handler, 100);
	assert_int_equal(view->elt_size, RTE_ALIGN(65, 8));
	assert_int_equal(view->object_size,
			view->header_size + view->elt_size +
					view->trailer_size);
	assert_int_equal(view->private_size, RTE_CACHE_LINE_SIZE);
	assert_int_equal(view->cache_size, 0);
	assert_int_equal(view->caches_n, 0);
	assert_int_equal(view->chunks_n, 1);
	assert_true(view->chunks[0].len >= 100 * view->object_size);
	assert_true(view->chunks[0].page_size >= 4096);
	bp_mempool_view_free(view);
}

static void
test_levels(void **state)
{
	struct rte_mempool *mp = make_pool("levels", 100, 0);
	struct bp_mempool_view *view;
	void *objs[100];

	(void)state;
	for (unsigned int n = 0; n <= 100; n += 25) {
		if (n > 0)
			assert_int_equal(rte_mempool_get_bulk(
							 mp, objs + n - 25, 25),
					0);
		view = take(mp);
		assert_int_equal(view->out, n);
		assert_int_equal(view->available, 100 - n);
		assert_int_equal(view->missing, 0);
		bp_mempool_view_free(view);
	}
	rte_mempool_put_bulk(mp, objs, 100);
	rte_mempool_free(mp);
}

static void
test_before_populate(void **state)
{
	static char memory[1 << 14] __rte_cache_aligned;
	struct bp_mempool_view *view;
	struct rte_mempool *mp;
	int n;

	(void)state;
	mp = rte_mempool_create_empty(
			"empty", 1000, 64, 8, 0, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	view = take(mp);
	assert_int_equal(view->missing, 1000);
	assert_int_equal(view->out, 0);
	assert_int_equal(view->chunks_n, 0);
	bp_mempool_view_free(view);
	/* Some memory, which no device can reach, in two chunks. */
	n = rte_mempool_populate_iova(
			mp, memory, RTE_BAD_IOVA, 8192, NULL, NULL);
	assert_true(n > 0);
	assert_int_equal(rte_mempool_populate_iova(mp, memory + 8192, 4096,
					 8192, NULL, NULL),
			n);
	view = take(mp);
	assert_int_equal(view->missing, 1000 - 2 * n);
	assert_int_equal(view->in_handler, 2 * n);
	assert_int_equal(view->chunks_n, 2);
	assert_int_equal(view->memory, 16384);
	assert_int_equal(view->chunks[0].addr, (uintptr_t)memory);
	assert_int_equal(view->chunks[0].iova, RTE_BAD_IOVA);
	assert_int_equal(view->chunks[1].iova, 4096);
	assert_int_equal(view->chunks[0].page_size, 0);
	bp_mempool_view_free(view);
	rte_mempool_free(mp);
}

/* Takes an object as the lcore of that number. */
static void *
get_as(struct rte_mempool *mp, unsigned int lcore_id)
{
	const unsigned int own = rte_lcore_id();
	void *obj;

	RTE_PER_LCORE(_lcore_id) = lcore_id;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	RTE_PER_LCORE(_lcore_id) = own;
	return obj;
}

static void
test_caches(void **state)
{
	static const unsigned int lcores[] = {
			RTE_MAX_LCORE - 1, 3, 64, 0, 63, 1, 2, 4, 5, 6};
	struct rte_mempool *mp = make_pool("caches", 1000, 16);
	struct bp_mempool_view *view;
	void *objs[RTE_DIM(lcores)];
	const unsigned int n = RTE_DIM(lcores);

	(void)state;
	view = take(mp);
	assert_int_equal(view->cache_size, 16);
	assert_int_equal(view->caches_n, 0);
	bp_mempool_view_free(view);
	for (unsigned int i = 0; i < n; i++)
		objs[i] = get_as(mp, lcores[i]);
	view = take(mp);
	assert_int_equal(view->caches_n, n);
	assert_int_equal(view->in_caches, n * 8);
	assert_int_equal(view->out, n);
	for (unsigned int i = 0; i < n; i++) {
		assert_false(view->caches[i].is_thread);
		assert_int_equal(view->caches[i].size, 16);
		assert_int_equal(view->caches[i].len, 8);
		assert_true(i == 0 ||
				view->caches[i].id > view->caches[i - 1].id);
	}
	assert_int_equal(view->caches[n - 1].id, RTE_MAX_LCORE - 1);
	bp_mempool_view_free(view);
	rte_mempool_put_bulk(mp, objs, n);
	rte_mempool_free(mp);
}

/* A thread that is no lcore sees its own cache. */
static void *
view_from_thread(void *arg)
{
	struct rte_mempool *mp = arg;
	struct bp_mempool_view *view;
	void *obj;

	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	view = take(mp);
	assert_int_equal(view->caches_n, 2);
	assert_false(view->caches[0].is_thread);
	assert_true(view->caches[1].is_thread);
	assert_int_equal(view->caches[1].id, gettid());
	assert_int_equal(view->caches[1].size, 16);
	assert_int_equal(view->caches[1].len, 8);
	assert_int_equal(view->out, 2);
	bp_mempool_view_free(view);
	rte_mempool_put(mp, obj);
	return mp;
}

static void
test_thread_cache(void **state)
{
	struct rte_mempool *mp = make_pool("threads", 1000, 16);
	void *result = NULL;
	void *obj = get_as(mp, 5);
	pthread_t thread;

	(void)state;
	assert_int_equal(
			pthread_create(&thread, NULL, view_from_thread, mp), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, mp);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

/* A count that was read while objects moved: more than there can be. */
static void
test_counts_that_do_not_add_up(void **state)
{
	struct rte_mempool *mp = make_pool("torn", 20, 8);
	struct bp_mempool_view *view;
	void *obj = get_as(mp, 1);

	(void)state;
	assert_int_equal(mp->local_cache[1].len, 4);
	mp->local_cache[1].len = 8;
	view = take(mp);
	assert_int_equal(view->in_caches, 8);
	assert_int_equal(view->in_handler, 12);
	assert_int_equal(view->out, 0);
	bp_mempool_view_free(view);
	mp->local_cache[1].len = 4;
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

static void
test_guarded(void **state)
{
	struct bp_mempool_view *view;
	struct rte_mempool *mp;

	(void)state;
	mp = rte_mempool_create_empty("guarded", 10, 64, 4, 0, 0, 0);
	assert_non_null(mp);
	assert_int_equal(
			rte_mempool_set_ops_byname(mp, "guard:stack", NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), 10);
	view = take(mp);
	assert_true(view->guarded);
	assert_string_equal(view->handler, "stack");
	assert_int_equal(view->in_handler, 10);
	bp_mempool_view_free(view);
	rte_mempool_free(mp);
}

static void
test_all(void **state)
{
	struct bp_mempool_view *views = (void *)&views;
	struct rte_mempool *a, *b;

	(void)state;
	assert_int_equal(bp_mempool_view_take_all(&views), 0);
	assert_null(views);
	a = make_pool("a", 10, 0);
	b = make_pool("b", 20, 4);
	assert_int_equal(bp_mempool_view_take_all(&views), 2);
	assert_string_equal(views->name, "a");
	assert_string_equal(views->next->name, "b");
	assert_null(views->next->next);
	assert_sums(views);
	assert_sums(views->next);
	bp_mempool_view_free(views);
	rte_mempool_free(a);
	rte_mempool_free(b);
	bp_mempool_view_free(NULL);
}

static void
test_no_memory(void **state)
{
	struct rte_mempool *mp = make_pool("p", 10, 0);
	struct bp_mempool_view *views = (void *)&views;

	(void)state;
	out_of_memory = true;
	rte_errno = 0;
	assert_null(bp_mempool_view_take(mp));
	assert_int_equal(rte_errno, ENOMEM);
	assert_int_equal(bp_mempool_view_take_all(&views), -ENOMEM);
	assert_ptr_equal(views, &views);
	assert_int_equal(bp_mempool_print(stderr, mp), -ENOMEM);
	assert_int_equal(bp_mempool_list_print(stderr), -ENOMEM);
	out_of_memory = false;
	rte_mempool_free(mp);
}

static void *
get_and_put(void *arg)
{
	struct rte_mempool *mp = arg;
	void *objs[16];

	for (unsigned int i = 0; i < 20000; i++) {
		if (rte_mempool_get_bulk(mp, objs, 1 + i % 16) == 0)
			rte_mempool_put_bulk(mp, objs, 1 + i % 16);
	}
	return NULL;
}

/* Nobody stops; the sums are right all the same. */
static void
test_while_in_use(void **state)
{
	struct rte_mempool *mp = make_pool("busy", 64, 32);
	pthread_t threads[2];

	(void)state;
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, get_and_put,
						 mp),
				0);
	for (unsigned int i = 0; i < 200; i++)
		bp_mempool_view_free(take(mp));
	for (unsigned int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_facts),
			cmocka_unit_test(test_levels),
			cmocka_unit_test(test_before_populate),
			cmocka_unit_test(test_caches),
			cmocka_unit_test(test_thread_cache),
			cmocka_unit_test(test_counts_that_do_not_add_up),
			cmocka_unit_test(test_guarded),
			cmocka_unit_test(test_all),
			cmocka_unit_test(test_no_memory),
			cmocka_unit_test(test_while_in_use),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
