/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers: reproducible from a seed, different between threads and
 * lcores, bounded without bias.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include <rte_lcore.h>
#include <rte_random.h>

#include "eal.h"

#include <cmocka.h>

#define DRAWS 64

static void
draw(uint64_t *out)
{
	for (unsigned int i = 0; i < DRAWS; i++)
		out[i] = rte_rand();
}

/* The first number that a process draws without having set a seed. */
static uint64_t
draw_in_child(void)
{
	uint64_t x = 0;
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		x = rte_rand();
		_exit(write(fds[1], &x, sizeof(x)) != sizeof(x));
	}
	assert_int_equal(read(fds[0], &x, sizeof(x)), sizeof(x));
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return x;
}

/* Runs first, while this process has no seed either. */
static void
test_no_seed(void **state)
{
	uint64_t a = draw_in_child();
	uint64_t b = draw_in_child();

	assert_int_not_equal(a, b);
	assert_int_not_equal(rte_rand(), rte_rand());
}

static void
test_seed_repeats(void **state)
{
	uint64_t a[DRAWS], b[DRAWS], c[DRAWS];

	rte_srand(1);
	draw(a);
	rte_srand(1);
	draw(b);
	assert_memory_equal(a, b, sizeof(a));
	rte_srand(2);
	draw(c);
	for (unsigned int i = 0; i < DRAWS; i++)
		assert_int_not_equal(a[i], c[i]);
}

/* A seed that the program set before the start stays in force. */
static void
test_init_keeps_seed(void **state)
{
	uint64_t a[DRAWS], b[DRAWS];

	rte_srand(3);
	draw(a);
	rte_srand(3);
	eal_random_init();
	draw(b);
	assert_memory_equal(a, b, sizeof(a));
}

struct job {
	unsigned int lcore;
	uint64_t out[DRAWS];
};

static void *
draw_as_lcore(void *arg)
{
	struct job *job = arg;

	RTE_PER_LCORE(_lcore_id) = job->lcore;
	draw(job->out);
	return NULL;
}

static void
run_job(struct job *job, unsigned int lcore)
{
	pthread_t thread;

	job->lcore = lcore;
	pthread_create(&thread, NULL, draw_as_lcore, job);
	pthread_join(thread, NULL);
}

static void
assert_disjoint(const struct job *a, const struct job *b)
{
	for (unsigned int i = 0; i < DRAWS; i++) {
		for (unsigned int k = 0; k < DRAWS; k++)
			assert_int_not_equal(a->out[i], b->out[k]);
	}
}

static void
test_lcores(void **state)
{
	struct job first, second, other, again, none, none2;

	rte_srand(5);
	run_job(&first, 1);
	run_job(&other, 2);
	/* A second thread with the id of an earlier one. */
	run_job(&second, 1);
	run_job(&none, LCORE_ID_ANY);
	run_job(&none2, LCORE_ID_ANY);
	rte_srand(5);
	run_job(&again, 1);

	assert_memory_equal(first.out, again.out, sizeof(first.out));
	assert_disjoint(&first, &other);
	assert_disjoint(&first, &second);
	assert_disjoint(&first, &none);
	assert_disjoint(&second, &none);
	assert_disjoint(&none, &none2);
}

static void
test_bits(void **state)
{
	unsigned int ones[64] = {0};

	rte_srand(7);
	for (unsigned int i = 0; i < 10000; i++) {
		uint64_t x = rte_rand();

		for (unsigned int bit = 0; bit < 64; bit++)
			ones[bit] += x >> bit & 1;
	}
	/* 5000 expected; 50 is one standard deviation. */
	for (unsigned int bit = 0; bit < 64; bit++)
		assert_in_range(ones[bit], 4700, 5300);
}

static void
test_max(void **state)
{
	unsigned int counts[6] = {0};

	assert_int_equal(rte_rand_max(0), 0);
	assert_int_equal(rte_rand_max(1), 0);
	rte_srand(9);
	for (unsigned int i = 0; i < 60000; i++) {
		uint64_t x = rte_rand_max(6);

		assert_true(x < 6);
		counts[x]++;
	}
	for (unsigned int i = 0; i < 6; i++)
		assert_in_range(counts[i], 9500, 10500);
}

/*
 * Three quarters of 2^64: a plain remainder would give the lowest third of
 * the results twice as often as the others, plain scaling every third one.
 */
static void
test_max_is_unbiased(void **state)
{
	const uint64_t bound = UINT64_C(3) << 62;
	unsigned int low = 0;
	unsigned int third = 0;

	rte_srand(11);
	for (unsigned int i = 0; i < 30000; i++) {
		uint64_t x = rte_rand_max(bound);

		assert_true(x < bound);
		low += x < bound / 3;
		third += x % 3 == 0;
	}
	assert_in_range(low, 9600, 10400);
	assert_in_range(third, 9600, 10400);
	for (unsigned int i = 0; i < 1000; i++)
		assert_true(rte_rand_max(UINT64_MAX) < UINT64_MAX);
	for (unsigned int i = 0; i < 1000; i++)
		assert_true(rte_rand_max(UINT64_C(1) << 63) >> 63 == 0);
}

static void
test_drand(void **state)
{
	double sum = 0;

	rte_srand(13);
	for (unsigned int i = 0; i < 10000; i++) {
		double x = rte_drand();

		assert_true(x >= 0.0 && x < 1.0);
		sum += x;
	}
	assert_true(sum > 4850 && sum < 5150);
}

static void *
draw_meanwhile(void *arg)
{
	for (unsigned int i = 0; i < 20000; i++)
		rte_rand();
	return NULL;
}

static void
test_seed_while_drawing(void **state)
{
	pthread_t threads[2];

	for (unsigned int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, draw_meanwhile, NULL);
	for (unsigned int i = 0; i < 200; i++)
		rte_srand(i);
	for (unsigned int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_no_seed),
			cmocka_unit_test(test_seed_repeats),
			cmocka_unit_test(test_init_keeps_seed),
			cmocka_unit_test(test_lcores),
			cmocka_unit_test(test_bits),
			cmocka_unit_test(test_max),
			cmocka_unit_test(test_max_is_unbiased),
			cmocka_unit_test(test_drand),
			cmocka_unit_test(test_seed_while_drawing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
