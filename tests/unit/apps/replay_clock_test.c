/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

#define HZ 2500000000ull

static uint64_t true_ns;
static double counter_error; /* of the counter's rate, relative */
static uint64_t counter_at;

static uint64_t
source_ns(void)
{
	return true_ns;
}

static uint64_t
cycles(void)
{
	return counter_at +
			(uint64_t)((double)true_ns * 2.5 * (1 + counter_error));
}

static struct replay_clock
simulated(void)
{
	struct replay_clock clock;

	replay_clock_init(&clock);
	clock.source_ns = source_ns;
	clock.cycles = cycles;
	clock.hz = HZ;
	clock.last_ns = 0;
	clock.anchor_cycles = cycles();
	clock.anchor_ns = source_ns();
	return clock;
}

static uint64_t
distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static void
test_interpolates(void **state)
{
	struct replay_clock clock;

	(void)state;
	true_ns = 5000;
	counter_error = 0;
	counter_at = 0;
	clock = simulated();
	true_ns += 1000000;
	assert_in_range(replay_clock_now(&clock), 1004998, 1005002);
}

/* 100 ppm off for a month: never further away than in one second. */
static void
test_does_not_drift(void **state)
{
	struct replay_clock clock;

	(void)state;
	true_ns = 1;
	counter_error = 1e-4;
	counter_at = 0;
	clock = simulated();
	for (unsigned int i = 0; i < 26784; i++) {
		true_ns += 100 * REPLAY_S;
		assert_true(distance(replay_clock_now(&clock), true_ns) <=
				100000);
		true_ns += REPLAY_S / 2;
		assert_true(distance(replay_clock_now(&clock), true_ns) <=
				100000);
	}
}

static void
test_never_runs_backwards(void **state)
{
	struct replay_clock clock;
	uint64_t last = 0;

	(void)state;
	true_ns = 1;
	counter_error = 1e-3;
	counter_at = 0;
	clock = simulated();
	for (unsigned int i = 0; i < 10000; i++) {
		uint64_t now;

		true_ns += 999983;
		now = replay_clock_now(&clock);
		assert_true(now >= last);
		last = now;
	}
}

/* A counter that is reset (a migrated guest) gives a new anchor. */
static void
test_survives_a_counter_reset(void **state)
{
	struct replay_clock clock;

	(void)state;
	true_ns = 10 * REPLAY_S;
	counter_error = 0;
	counter_at = 0;
	clock = simulated();
	counter_at = (uint64_t)0 - cycles();
	true_ns += 1000;
	assert_int_equal(replay_clock_now(&clock), true_ns);
}

static void
test_real_clock(void **state)
{
	struct replay_clock clock;
	uint64_t before, after;

	(void)state;
	replay_clock_init(&clock);
	before = replay_clock_now(&clock);
	after = replay_clock_now(&clock);
	assert_true(before > 0 && after >= before);
	assert_true(after - before < REPLAY_S);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_interpolates),
			cmocka_unit_test(test_does_not_drift),
			cmocka_unit_test(test_never_runs_backwards),
			cmocka_unit_test(test_survives_a_counter_reset),
			cmocka_unit_test(test_real_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
