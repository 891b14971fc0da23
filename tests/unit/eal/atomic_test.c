/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_atomic.h and rte_pause.h: what each call returns, and that nothing is
 * lost when threads meet.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_atomic.h>
#include <rte_cpuflags.h>
#include <rte_pause.h>
#include <rte_prefetch.h>

#include <cmocka.h>

#define THREADS 3
#define ROUNDS  5000

/* The three widths behave alike; only the names differ. */
#define CHECK_WIDTH(w)                                                         \
	do {                                                                   \
		rte_atomic##w##_t v = RTE_ATOMIC##w##_INIT(5);                 \
		volatile uint##w##_t word = 7;                                 \
		assert_int_equal(rte_atomic##w##_read(&v), 5);                 \
		rte_atomic##w##_init(&v);                                      \
		assert_int_equal(rte_atomic##w##_add_return(&v, -3), -3);      \
		assert_int_equal(rte_atomic##w##_sub_return(&v, -5), 2);       \
		rte_atomic##w##_add(&v, 10);                                   \
		rte_atomic##w##_sub(&v, 11);                                   \
		assert_int_equal(rte_atomic##w##_read(&v), 1);                 \
		assert_int_equal(rte_atomic##w##_dec_and_test(&v), 1);         \
		assert_int_equal(rte_atomic##w##_dec_and_test(&v), 0);         \
		assert_int_equal(rte_atomic##w##_inc_and_test(&v), 1);         \
		assert_int_equal(rte_atomic##w##_inc_and_test(&v), 0);         \
		rte_atomic##w##_inc(&v);                                       \
		rte_atomic##w##_dec(&v);                                       \
		assert_int_equal(rte_atomic##w##_test_and_set(&v), 0);         \
		rte_atomic##w##_clear(&v);                                     \
		assert_int_equal(rte_atomic##w##_test_and_set(&v), 1);         \
		assert_int_equal(rte_atomic##w##_read(&v), 1);                 \
		rte_atomic##w##_set(&v, -9);                                   \
		assert_int_equal(rte_atomic##w##_read(&v), -9);                \
		assert_int_equal(rte_atomic##w##_cmpset(&word, 6, 8), 0);      \
		assert_int_not_equal(rte_atomic##w##_cmpset(&word, 7, 8), 0);  \
		assert_int_equal(rte_atomic##w##_exchange(&word, 9), 8);       \
		assert_int_equal(word, 9);                                     \
	} while (0)

static void
test_widths(void **state)
{
	CHECK_WIDTH(16);
	CHECK_WIDTH(32);
	CHECK_WIDTH(64);
}

static void
run_threads(void *(*fn)(void *), void *arg)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, fn, arg), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static void *
count_up(void *arg)
{
	rte_atomic32_t *v = arg;

	for (int i = 0; i < ROUNDS; i++)
		rte_atomic32_inc(v);
	return NULL;
}

static void
test_threads(void **state)
{
	rte_atomic32_t v = RTE_ATOMIC32_INIT(0);

	run_threads(count_up, &v);
	assert_int_equal(rte_atomic32_read(&v), THREADS * ROUNDS);
}

static void
test_cas128_one(void **state)
{
	rte_int128_t at = {.val = {1, 2}}, exp = {.val = {1, 3}};
	rte_int128_t src = {.val = {5, 6}};

	assert_int_equal(rte_atomic128_cmp_exchange(&at, &exp, &src, 0,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED),
			0);
	assert_true(exp.val[0] == 1 && exp.val[1] == 2);
	assert_true(at.val[0] == 1 && at.val[1] == 2);
	assert_int_equal(rte_atomic128_cmp_exchange(&at, &exp, &src, 0,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED),
			1);
	assert_true(at.val[0] == 5 && at.val[1] == 6);
	exp.val[0] = 4;
	exp.val[1] = 6;
	assert_int_equal(rte_atomic128_cmp_exchange(&at, &exp, &src, 1,
					 __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST),
			0);
	assert_true(exp.val[0] == 5 && exp.val[1] == 6);
}

/* Each round moves both halves; a torn exchange would part them. */
static void *
count_pairs(void *arg)
{
	rte_int128_t *at = arg, seen = {.val = {0, 0}}, next;

	for (int i = 0; i < ROUNDS; i++) {
		do {
			next.val[0] = seen.val[0] + 1;
			next.val[1] = seen.val[1] + 3;
		} while (!rte_atomic128_cmp_exchange(at, &seen, &next, 1,
				__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
	}
	return NULL;
}

static void
test_cas128_threads(void **state)
{
	rte_int128_t at = {.val = {0, 0}};

	run_threads(count_pairs, &at);
	assert_true(at.val[0] == THREADS * ROUNDS);
	assert_true(at.val[1] == 3 * THREADS * ROUNDS);
}

struct handover {
	uint16_t w16;
	uint32_t w32;
	uint64_t w64;
	int data;
};

static void *
answer(void *arg)
{
	struct handover *h = arg;

	rte_wait_until_equal_16(&h->w16, 1, __ATOMIC_ACQUIRE);
	h->data++;
	__atomic_store_n(&h->w32, 2, __ATOMIC_RELEASE);
	rte_wait_until_equal_64(&h->w64, UINT64_C(1) << 40, __ATOMIC_ACQUIRE);
	h->data++;
	__atomic_store_n(&h->w32, 0x1230, __ATOMIC_RELEASE);
	return NULL;
}

/* data goes to and fro without a lock: the waits' acquires must hold. */
static void
test_waits(void **state)
{
	struct handover h = {.data = 5};
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, answer, &h), 0);
	h.data++;
	__atomic_store_n(&h.w16, 1, __ATOMIC_RELEASE);
	rte_wait_until_equal_32(&h.w32, 2, __ATOMIC_ACQUIRE);
	h.data++;
	__atomic_store_n(&h.w64, UINT64_C(1) << 40, __ATOMIC_RELEASE);
	RTE_WAIT_UNTIL_MASKED(&h.w32, 0x0ff0, >, 0x0200, __ATOMIC_ACQUIRE);
	assert_int_equal(h.data, 9);
	pthread_join(thread, NULL);
}

/* Barriers and hints have no visible effect; they must not have a bad one. */
static void
test_barriers(void **state)
{
	rte_mb();
	rte_rmb();
	rte_wmb();
	rte_smp_mb();
	rte_smp_rmb();
	rte_smp_wmb();
	rte_io_mb();
	rte_io_rmb();
	rte_io_wmb();
	rte_compiler_barrier();
	rte_atomic_thread_fence(__ATOMIC_SEQ_CST);
	rte_atomic_thread_fence(__ATOMIC_ACQUIRE);
	rte_atomic_thread_fence(__ATOMIC_RELAXED);
	rte_pause();
	rte_prefetch0(NULL);
	rte_prefetch1(state);
	rte_prefetch2(state);
	rte_prefetch_non_temporal(state);
	rte_prefetch0_write(NULL);
	rte_prefetch1_write(state);
	rte_prefetch2_write(state);
	rte_cldemote(state);
}

/* The one instruction that the oldest processors lack. */
static int
need_cas128(void **state)
{
#if defined(__x86_64__)
	if (rte_cpu_get_flag_enabled(RTE_CPUFLAG_CMPXCHG16B) != 1)
		skip();
#endif
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_widths),
			cmocka_unit_test(test_threads),
			cmocka_unit_test_setup(test_cas128_one, need_cas128),
			cmocka_unit_test_setup(
					test_cas128_threads, need_cas128),
			cmocka_unit_test(test_waits),
			cmocka_unit_test(test_barriers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
