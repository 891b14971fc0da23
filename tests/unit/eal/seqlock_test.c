/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_seqcount.h and rte_seqlock.h: when a reader has to try again, and that
 * a reader who need not has never seen half of a write.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_seqlock.h>

#include <cmocka.h>

#define WRITERS 2
#define WRITES  2000

static struct {
	rte_seqlock_t lock;
	uint64_t a, b;
	unsigned int done;
} shared = {.lock = RTE_SEQLOCK_INITIALIZER};

static void
test_count(void **state)
{
	rte_seqcount_t count = RTE_SEQCOUNT_INITIALIZER;
	uint32_t sn;

	rte_seqcount_init(&count);
	sn = rte_seqcount_read_begin(&count);
	assert_false(rte_seqcount_read_retry(&count, sn));
	rte_seqcount_write_begin(&count);
	assert_true(rte_seqcount_read_retry(&count, sn));
	sn = rte_seqcount_read_begin(&count);
	/* begun within a write: never right, even if the number stays */
	assert_true(rte_seqcount_read_retry(&count, sn));
	rte_seqcount_write_end(&count);
	assert_true(rte_seqcount_read_retry(&count, sn));
	sn = rte_seqcount_read_begin(&count);
	assert_int_equal(sn, 2);
	assert_false(rte_seqcount_read_retry(&count, sn));
	/* the number wraps */
	count.sn = UINT32_MAX - 1;
	rte_seqcount_write_begin(&count);
	rte_seqcount_write_end(&count);
	assert_int_equal(count.sn, 0);
}

static void
test_lock(void **state)
{
	rte_seqlock_t lock;
	uint32_t sn;

	rte_seqlock_init(&lock);
	sn = rte_seqlock_read_begin(&lock);
	rte_seqlock_write_lock(&lock);
	assert_true(rte_spinlock_is_locked(&lock.lock));
	assert_true(rte_seqlock_read_retry(&lock, sn));
	rte_seqlock_write_unlock(&lock);
	assert_false(rte_spinlock_is_locked(&lock.lock));
	sn = rte_seqlock_read_begin(&lock);
	assert_false(rte_seqlock_read_retry(&lock, sn));
}

static void *
writer(void *arg)
{
	for (int i = 0; i < WRITES; i++) {
		rte_seqlock_write_lock(&shared.lock);
		__atomic_store_n(&shared.a, shared.a + 1, __ATOMIC_RELAXED);
		__atomic_store_n(&shared.b, shared.b + 1, __ATOMIC_RELAXED);
		rte_seqlock_write_unlock(&shared.lock);
	}
	__atomic_fetch_add(&shared.done, 1, __ATOMIC_RELEASE);
	return NULL;
}

static void
read_pair(uint64_t *a, uint64_t *b)
{
	uint32_t sn;

	do {
		sn = rte_seqlock_read_begin(&shared.lock);
		*a = __atomic_load_n(&shared.a, __ATOMIC_RELAXED);
		*b = __atomic_load_n(&shared.b, __ATOMIC_RELAXED);
	} while (rte_seqlock_read_retry(&shared.lock, sn));
}

static void
test_threads(void **state)
{
	pthread_t threads[WRITERS];
	uint64_t a, b, last = 0;

	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(
				pthread_create(&threads[i], NULL, writer, NULL),
				0);
	do {
		read_pair(&a, &b);
		assert_true(a == b);
		assert_true(a >= last);
		last = a;
	} while (__atomic_load_n(&shared.done, __ATOMIC_ACQUIRE) < WRITERS);
	for (int i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	read_pair(&a, &b);
	assert_int_equal(a, WRITERS * WRITES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_count),
			cmocka_unit_test(test_lock),
			cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
