/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

#define START 1000000000ull

static struct replay_pacer
pacer(enum replay_mode mode, double value, uint64_t max_gap)
{
	struct replay_options opt = {
			.mode = mode,
			.speed = value,
			.pps = value,
			.max_gap = max_gap,
	};
	struct replay_pacer p;

	replay_pacer_init(&p, &opt, START);
	return p;
}

static void
test_recorded_gaps(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 777), START);
	assert_int_equal(replay_pacer_due(&p, 778), START + 1);
	assert_int_equal(replay_pacer_due(&p, 10778), START + 10001);
}

static void
test_speed(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 4, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 0), START);
	assert_int_equal(replay_pacer_due(&p, 1000), START + 250);
	assert_int_equal(replay_pacer_due(&p, 1002), START + 250);
	assert_int_equal(replay_pacer_due(&p, 1004), START + 251);
}

static void
test_stamps_that_run_backwards(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 5000), START);
	assert_int_equal(replay_pacer_due(&p, 10), START);
	assert_int_equal(replay_pacer_due(&p, 20), START + 10);
}

static void
test_max_gap(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 100);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 0), START);
	assert_int_equal(replay_pacer_due(&p, UINT64_MAX), START + 100);
	assert_int_equal(replay_pacer_due(&p, 0), START + 100);
	assert_int_equal(replay_pacer_due(&p, 50), START + 150);
}

static void
test_pps(void **state)
{
	struct replay_pacer p = pacer(REPLAY_PPS, 3, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 9), START);
	assert_int_equal(replay_pacer_due(&p, 1), START + 333333333);
	assert_int_equal(replay_pacer_due(&p, 5), START + 666666666);
	assert_in_range(replay_pacer_due(&p, 5), START + 999999999,
			START + 1000000000);
}

static void
test_for_ever(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1e-6, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 0), START);
	assert_true(replay_pacer_due(&p, UINT64_MAX) >= START + (1ull << 62));
}

/* Ten packets a round, 100 ns apart: the rhythm goes on over the seam. */
static void
test_rounds_keep_the_rhythm(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);

	(void)state;
	for (uint64_t round = 0; round < 1000; round++) {
		for (uint64_t i = 0; i < 10; i++)
			assert_int_equal(replay_pacer_due(&p, 5000 + i * 100),
					START + (round * 10 + i) * 100);
		replay_pacer_next_round(&p);
	}
}

static void
test_a_round_of_one_packet(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);

	(void)state;
	for (unsigned int round = 0; round < 3; round++) {
		assert_int_equal(replay_pacer_due(&p, 42), START);
		replay_pacer_next_round(&p);
	}
}

/* A third of a nanosecond a packet, for weeks: nothing adds up. */
static void
test_no_rounding_drift(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 3, 0);
	const uint64_t gap = 86400 * REPLAY_S / 1000 + 1;
	uint64_t due = 0;

	(void)state;
	for (uint64_t i = 0; i <= 30000; i++)
		due = replay_pacer_due(&p, i * gap);
	assert_in_range(due, START + 30000 * gap / 3 - 1,
			START + 30000 * gap / 3 + 1);
}

static void
test_wait(void **state)
{
	struct replay_clock clock;
	uint64_t now, due;

	(void)state;
	replay_clock_init(&clock);
	now = replay_clock_now(&clock);
	assert_true(replay_pacer_wait(&clock, now));
	assert_false(replay_pacer_wait(&clock, now + 3600 * REPLAY_S));
	assert_true(replay_clock_now(&clock) >= now + 49000000);
	due = replay_clock_now(&clock) + 3000000;
	assert_true(replay_pacer_wait(&clock, due));
	assert_true(replay_clock_now(&clock) >= due);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_recorded_gaps),
			cmocka_unit_test(test_speed),
			cmocka_unit_test(test_stamps_that_run_backwards),
			cmocka_unit_test(test_max_gap),
			cmocka_unit_test(test_pps),
			cmocka_unit_test(test_for_ever),
			cmocka_unit_test(test_rounds_keep_the_rhythm),
			cmocka_unit_test(test_a_round_of_one_packet),
			cmocka_unit_test(test_no_rounding_drift),
			cmocka_unit_test(test_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
