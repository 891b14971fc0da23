/* SPDX-License-Identifier: BSD-3-Clause */
/* Delays last as long as asked, and the program can put in its own. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <sys/time.h>

#include <rte_cycles.h>

#include <cmocka.h>

static uint64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static uint64_t
time_us(void (*delay)(unsigned int), unsigned int us)
{
	uint64_t start = now_us();

	delay(us);
	return now_us() - start;
}

/* The counter's rate is known to 2 percent at worst. */
static void
test_block(void **state)
{
	assert_ptr_equal(rte_delay_us, rte_delay_us_block);
	assert_true(time_us(rte_delay_us_block, 10000) >= 9800);
	assert_true(time_us(rte_delay_us_block, 10000) < 500000);
	assert_true(time_us(rte_delay_us_block, 0) < 10000);
	/* The test is run on a busy machine: only the lower bound is sure. */
	assert_true(time_us(rte_delay_us_block, 1) < 100000);
}

static void
test_sleep(void **state)
{
	assert_true(time_us(rte_delay_us_sleep, 10000) >= 10000);
	assert_true(time_us(rte_delay_us_sleep, 0) < 100000);
}

static volatile sig_atomic_t alarms;

static void
count_alarm(int sig)
{
	alarms++;
}

/* A signal does not end the sleep early. */
static void
test_sleep_interrupted(void **state)
{
	struct sigaction action = {.sa_handler = count_alarm};
	struct itimerval every_ms = {{0, 1000}, {0, 1000}};
	struct itimerval never = {{0, 0}, {0, 0}};
	uint64_t us;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &every_ms, NULL);
	us = time_us(rte_delay_us_sleep, 20000);
	setitimer(ITIMER_REAL, &never, NULL);
	assert_true(alarms > 0);
	assert_true(us >= 20000);
}

static unsigned int asked_us;

static void
record_delay(unsigned int us)
{
	asked_us = us;
}

static void
test_callback(void **state)
{
	rte_delay_us_callback_register(record_delay);
	rte_delay_us(123);
	assert_int_equal(asked_us, 123);
	rte_delay_ms(5);
	assert_int_equal(asked_us, 5000);
	rte_delay_us_callback_register(rte_delay_us_sleep);
	assert_ptr_equal(rte_delay_us, rte_delay_us_sleep);
	rte_delay_us_callback_register(NULL);
	assert_ptr_equal(rte_delay_us, rte_delay_us_block);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_block),
			cmocka_unit_test(test_sleep),
			cmocka_unit_test(test_sleep_interrupted),
			cmocka_unit_test(test_callback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
