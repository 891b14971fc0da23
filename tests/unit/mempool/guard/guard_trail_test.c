/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trails: what is kept and what is overwritten, repeats, who did it, switching
 * them on in each state of a pool, and threads that mark one object at once.
 */
#include <pthread.h>

#include <rte_lcore.h>

#include "guard/guard_trail.h"
#include "guard_fixture.h"

static struct guard_step steps[BP_MEMPOOL_TRAIL_MAX];
static uint64_t total;

/* The next allocation fails. */
static bool no_memory;

void *__real_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket);
void *__wrap_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket);

void *
__wrap_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket)
{
	if (no_memory) {
		no_memory = false;
		return NULL;
	}
	return __real_rte_zmalloc_socket(type, size, align, socket);
}

/* What threads mark. */
static void *shared_obj;

static unsigned int
read_trail(struct rte_mempool *mp, const void *obj)
{
	struct mempool_guard *g = guard_of(mp);
	struct guard_record *rec = guard_table_find(g, (uintptr_t)obj);

	assert_non_null(rec);
	return guard_trail_read(g, rec, steps, &total);
}

static void
mark(struct rte_mempool *mp, const void *obj, uint64_t word)
{
	struct bp_mempool_mark m = {
			.op = BP_MEMPOOL_TRAIL_TX, .word = {word, 7}};

	bp_mempool_trail_mark(&m, mp, obj);
}

/* All from one place: a loop that is unrolled has several. */
__attribute__((noinline)) static void
mark_times(struct rte_mempool *mp, const void *obj, uint64_t word,
		unsigned int n)
{
	volatile unsigned int i;

	for (i = 0; i < n; i++)
		mark(mp, obj, word);
}

static void
test_get_and_put(void **state)
{
	struct rte_mempool *mp = make_trailed(0);
	void *obj;

	(void)state;
	assert_int_equal(bp_mempool_trails, 1);
	assert_int_equal(guard_trail_size(guard_of(mp)),
			BP_MEMPOOL_TRAIL_DEFAULT);
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	mark(mp, obj, 3);
	rte_mempool_put(mp, obj);
	assert_int_equal(read_trail(mp, obj), 3);
	assert_int_equal(total, 3);
	assert_int_equal(steps[0].op.op, BP_MEMPOOL_TRAIL_GET);
	assert_int_equal(steps[1].op.op, BP_MEMPOOL_TRAIL_TX);
	assert_int_equal(steps[1].op.word[0], 3);
	assert_int_equal(steps[1].op.word[1], 7);
	assert_int_equal(steps[2].op.op, BP_MEMPOOL_TRAIL_PUT);
	assert_true(steps[0].tsc <= steps[1].tsc);
	assert_true(steps[1].tsc <= steps[2].tsc);
	assert_true(steps[0].op.site != 0 && steps[2].op.site != 0);
	assert_false(steps[0].by_thread);
	assert_int_equal(steps[0].who, rte_lcore_id());
	rte_mempool_free(mp);
	assert_int_equal(bp_mempool_trails, 0);
}

static void
test_wrap(void **state)
{
	struct rte_mempool *mp = make_trailed(4);
	void *obj, *other;
	uint64_t i;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	assert_int_equal(rte_mempool_get(mp, &other), 0);
	for (i = 0; i < 1001; i++)
		mark(mp, obj, i);
	assert_int_equal(read_trail(mp, obj), 4);
	assert_int_equal(total, 1002);
	for (i = 0; i < 4; i++)
		assert_int_equal(steps[i].op.word[0], 997 + i);
	/* The neighbour has its own ring. */
	assert_int_equal(read_trail(mp, other), 1);
	rte_mempool_put(mp, other);
	rte_mempool_put(mp, obj);
	assert_int_equal(read_trail(mp, obj), 4);
	assert_int_equal(steps[3].op.op, BP_MEMPOOL_TRAIL_PUT);
	rte_mempool_free(mp);
}

static void
test_repeats(void **state)
{
	struct rte_mempool *mp = make_trailed(2);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	mark_times(mp, obj, 1, 12);
	assert_int_equal(read_trail(mp, obj), 2);
	assert_int_equal(total, 2);
	assert_int_equal(steps[0].times, 1);
	assert_int_equal(steps[1].times, 12);
	mark_times(mp, obj, 1, 1000);
	assert_int_equal(read_trail(mp, obj), 2);
	assert_int_equal(steps[1].times, UINT8_MAX + 1);
	/* Another word or place is another operation. */
	mark(mp, obj, 2);
	assert_int_equal(read_trail(mp, obj), 2);
	assert_int_equal(steps[0].op.word[0], 1);
	assert_int_equal(steps[1].times, 1);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

static void
test_enable_errors(void **state)
{
	static const unsigned int wrong[] = {1, 3, 12, 65, 128, 1U << 31};
	struct rte_mempool *mp = rte_mempool_create_empty(
			"p", N, 64, 0, 0, SOCKET_ID_ANY, 0);
	unsigned int i;

	(void)state;
	assert_int_equal(bp_mempool_trail_enable(NULL, 0), -EINVAL);
	for (i = 0; i < RTE_DIM(wrong); i++) {
		clear_log();
		assert_int_equal(
				bp_mempool_trail_enable(mp, wrong[i]), -EINVAL);
		assert_logged("power of two from 2 to 64");
	}
	clear_log();
	assert_int_equal(bp_mempool_trail_enable(mp, 0), -ENOTSUP);
	assert_logged("p: a history needs a pool that is guarded");
	assert_int_equal(rte_mempool_populate_default(mp), N);
	no_memory = true;
	clear_log();
	assert_int_equal(bp_mempool_trail_enable(mp, 0), -ENOMEM);
	assert_logged("no memory");
	assert_int_equal(guard_trail_size(guard_of(mp)), 0);
	assert_int_equal(bp_mempool_trails, 0);
	assert_int_equal(bp_mempool_trail_enable(mp, 64), 1);
	assert_int_equal(bp_mempool_trail_enable(mp, 64), 0);
	assert_int_equal(bp_mempool_trail_enable(mp, 0), 0);
	clear_log();
	assert_int_equal(bp_mempool_trail_enable(mp, 32), -EBUSY);
	assert_logged("kept already");
	assert_int_equal(guard_trail_size(guard_of(mp)), 64);
	assert_int_equal(bp_mempool_trails, 1);
	rte_mempool_free(mp);
	assert_int_equal(bp_mempool_trails, 0);
}

static void
test_not_guarded(void **state)
{
	struct rte_mempool *mp;
	void *obj;

	(void)state;
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_start_with("0"), 0);
	mp = make_pool("p", N, 8);
	assert_int_equal(bp_mempool_trail_enable(mp, 0), -ENOTSUP);
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	mark(mp, obj, 1);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_setup(state), 0);
}

static void
test_marks_that_go_nowhere(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	char foreign[64];
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	mark(mp, obj, 1); /* not kept yet */
	assert_int_equal(bp_mempool_trail_enable(mp, 0), 1);
	assert_int_equal(read_trail(mp, obj), 0);
	mark(NULL, obj, 1);
	mark(mp, foreign, 1);
	mark(mp, NULL, 1);
	assert_int_equal(read_trail(mp, obj), 0);
	/* Switched on in use: the put is the first that is kept. */
	rte_mempool_put(mp, obj);
	assert_int_equal(read_trail(mp, obj), 1);
	assert_int_equal(steps[0].op.op, BP_MEMPOOL_TRAIL_PUT);
	rte_mempool_free(mp);
}

/* A refused put is no operation of the object. */
static void
test_double_free(void **state)
{
	struct rte_mempool *mp = make_trailed(8);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	rte_mempool_put(mp, obj);
	rte_mempool_put(mp, obj);
	assert_int_equal(read_trail(mp, obj), 2);
	rte_mempool_free(mp);
}

/* One mark for objects of two pools: the sites are each pool's own. */
static void
test_two_pools(void **state)
{
	struct rte_mempool *a = make_trailed(2);
	struct rte_mempool *b = make_pool("q", N, 8);
	struct bp_mempool_mark m = {.op = BP_MEMPOOL_TRAIL_RX};
	void *x, *y;

	(void)state;
	assert_int_equal(bp_mempool_trail_enable(b, 2), 0);
	assert_int_equal(rte_mempool_get(a, &x), 0);
	assert_int_equal(rte_mempool_get(b, &y), 0);
	bp_mempool_trail_mark(&m, a, x);
	bp_mempool_trail_mark(&m, b, y);
	assert_ptr_equal(m.mp, b);
	assert_int_equal(read_trail(b, y), 2);
	assert_int_equal(steps[1].op.site, m.site);
	assert_int_equal(guard_of(b)->sites[m.site - 1].process,
			guard_frame_process());
	rte_mempool_put(a, x);
	rte_mempool_put(b, y);
	rte_mempool_free(a);
	rte_mempool_free(b);
}

/* Objects are taken from the pool and cut again: nothing is left of before. */
static void
test_clear(void **state)
{
	struct rte_mempool *mp = make_trailed(4);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	mark(mp, obj, 5);
	guard_trail_clear(guard_of(mp));
	assert_int_equal(read_trail(mp, obj), 0);
	assert_int_equal(total, 0);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

/* A place that is taken and not written yet has an operation of a lap ago. */
static void
test_place_not_written(void **state)
{
	struct rte_mempool *mp = make_trailed(4);
	struct mempool_guard *g = guard_of(mp);
	uint64_t *count, i;
	unsigned int n;
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	count = &g->trail->counts[guard_table_find(g, (uintptr_t)obj) -
			g->records];
	for (i = 1; i < 12; i++) {
		mark(mp, obj, i);
		++*count;
		n = read_trail(mp, obj);
		assert_int_equal(n, RTE_MIN(i + 1, 3U));
		assert_int_equal(steps[n - 1].op.word[0], i);
		--*count;
	}
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

/* Of a pool whose trails another process began, marks are wanted as long. */
static void
test_another_process(void **state)
{
	struct rte_mempool *mp = make_trailed(4);
	struct rte_mempool *own = make_pool("q", N, 8);

	(void)state;
	guard_of(mp)->trail->process += 2;
	guard_trail_reset();
	assert_int_equal(bp_mempool_trails, 0);
	assert_int_equal(bp_mempool_trail_enable(own, 4), 1);
	assert_int_equal(bp_mempool_trails, 1);
	assert_int_equal(bp_mempool_trail_enable(mp, 0), 0);
	assert_int_equal(bp_mempool_trail_enable(mp, 4), 0);
	rte_mempool_free(own);
	assert_true(bp_mempool_trails > 0);
	own = make_pool("q", N, 8);
	assert_int_equal(bp_mempool_trail_enable(own, 4), 0);
	rte_mempool_free(own);
	assert_true(bp_mempool_trails > 0);
	guard_trail_reset();
	assert_int_equal(bp_mempool_trails, 0);
	assert_int_equal(bp_mempool_trail_enable(mp, 0), 1);
	assert_int_equal(bp_mempool_trail_enable(mp, 0), 0);
	guard_trail_reset();
	/* What was kept before a reset does not count a second time. */
	guard_of(mp)->trail->process -= 2;
	rte_mempool_free(mp);
	assert_int_equal(bp_mempool_trails, 0);
}

static uint32_t marking;

static void *
mark_ascending(void *arg)
{
	struct rte_mempool *mp = arg;
	uint64_t i;

	/* Pairs with the store in test_order(). */
	for (i = 1; __atomic_load_n(&marking, __ATOMIC_RELAXED); i++)
		mark(mp, shared_obj, i);
	return NULL;
}

/* A reader that others overtake skips operations, but keeps the order. */
static void
test_order(void **state)
{
	struct rte_mempool *mp = make_trailed(8);
	unsigned int i, k, n;
	pthread_t thread;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &shared_obj), 0);
	marking = 1;
	pthread_create(&thread, NULL, mark_ascending, mp);
	for (i = 0; i < 20000; i++) {
		n = read_trail(mp, shared_obj);
		for (k = 1; k < n; k++)
			assert_true(steps[k - 1].op.word[0] <
					steps[k].op.word[0]);
	}
	__atomic_store_n(&marking, 0, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	rte_mempool_put(mp, shared_obj);
	rte_mempool_free(mp);
}

#define THREADS 4
#define ROUNDS  2000

static struct rte_mempool *shared;

static void *
mark_shared(void *arg)
{
	const uint64_t own = (uintptr_t)arg;
	uint64_t i;

	for (i = 0; i < ROUNDS; i++) {
		assert_true(bp_mempool_trail_enable(shared, 0) >= 0);
		mark(shared, shared_obj, own << 32 | i);
	}
	return NULL;
}

static void
check_shared_step(const struct guard_step *step)
{
	assert_int_equal(step->op.op, BP_MEMPOOL_TRAIL_TX);
	assert_true(step->op.word[0] >> 32 < THREADS);
	assert_true((uint32_t)step->op.word[0] < ROUNDS);
	assert_int_equal(step->op.word[1], 7);
	assert_true(step->by_thread && step->tsc != 0);
}

static void
test_threads(void **state)
{
	pthread_t threads[THREADS];
	unsigned int i, k, n;

	(void)state;
	shared = make_pool("p", N, 0);
	assert_int_equal(rte_mempool_get(shared, &shared_obj), 0);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, mark_shared,
				(void *)(uintptr_t)i);
	for (i = 0; i < ROUNDS; i++) {
		if (guard_trail_size(guard_of(shared)) == 0)
			continue;
		n = read_trail(shared, shared_obj);
		assert_true(n <= BP_MEMPOOL_TRAIL_DEFAULT);
		for (k = 0; k < n; k++)
			check_shared_step(&steps[k]);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(bp_mempool_trails, 1);
	read_trail(shared, shared_obj);
	assert_int_equal(total, THREADS * ROUNDS);
	/* One that was overtaken may have spoilt a place for one lap. */
	for (i = 0; i < BP_MEMPOOL_TRAIL_DEFAULT; i++)
		mark(shared, shared_obj, i);
	assert_int_equal(read_trail(shared, shared_obj),
			BP_MEMPOOL_TRAIL_DEFAULT);
	rte_mempool_put(shared, shared_obj);
	rte_mempool_free(shared);
	assert_int_equal(bp_mempool_trails, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_get_and_put),
			cmocka_unit_test(test_wrap),
			cmocka_unit_test(test_repeats),
			cmocka_unit_test(test_enable_errors),
			cmocka_unit_test(test_not_guarded),
			cmocka_unit_test(test_marks_that_go_nowhere),
			cmocka_unit_test(test_double_free),
			cmocka_unit_test(test_two_pools),
			cmocka_unit_test(test_clear),
			cmocka_unit_test(test_place_not_written),
			cmocka_unit_test(test_another_process),
			cmocka_unit_test(test_order),
			cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
