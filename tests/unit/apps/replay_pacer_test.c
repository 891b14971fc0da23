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
			.mbps = value,
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
	assert_int_equal(replay_pacer_due(&p, 777, 60), START);
	assert_int_equal(replay_pacer_due(&p, 778, 60), START + 1);
	assert_int_equal(replay_pacer_due(&p, 10778, 60), START + 10001);
}

static void
test_speed(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 4, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 0, 60), START);
	assert_int_equal(replay_pacer_due(&p, 1000, 60), START + 250);
	assert_int_equal(replay_pacer_due(&p, 1002, 60), START + 250);
	assert_int_equal(replay_pacer_due(&p, 1004, 60), START + 251);
}

/* The whole takes as long as from the lowest stamp to the highest. */
static void
test_stamps_out_of_order(void **state)
{
	static const uint64_t stamps[][2] = {{5000, 0}, {7000, 2000},
			{5500, 2000}, {6500, 2000}, {7000, 2000}, {7010, 2010},
			{6999, 2010}, {9000, 4000}};
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(stamps) / sizeof(stamps[0]); i++)
		assert_int_equal(replay_pacer_due(&p, stamps[i][0], 60),
				START + stamps[i][1]);
}

/* An hour back: what follows has its own gaps, not an hour without any. */
static void
test_a_clock_that_is_set_back(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);
	const uint64_t hour = 3600 * REPLAY_S;

	(void)state;
	assert_int_equal(replay_pacer_due(&p, hour + 5000, 60), START);
	assert_int_equal(replay_pacer_due(&p, 10, 60), START);
	assert_int_equal(replay_pacer_due(&p, 20, 60), START + 10);
	assert_int_equal(replay_pacer_due(&p, 15, 60), START + 10);
	assert_int_equal(replay_pacer_due(&p, 25, 60), START + 15);
}

static void
test_max_gap(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 100);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 0, 60), START);
	assert_int_equal(replay_pacer_due(&p, UINT64_MAX, 60), START + 100);
	assert_int_equal(replay_pacer_due(&p, 0, 60), START + 100);
	assert_int_equal(replay_pacer_due(&p, 50, 60), START + 150);
	assert_int_equal(replay_pacer_due(&p, 10, 60), START + 150);
	assert_int_equal(replay_pacer_due(&p, 250, 60), START + 250);
}

static void
test_pps(void **state)
{
	struct replay_pacer p = pacer(REPLAY_PPS, 3, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 9, 60), START);
	assert_int_equal(replay_pacer_due(&p, 1, 60), START + 333333333);
	assert_int_equal(replay_pacer_due(&p, 5, 60), START + 666666666);
	assert_in_range(replay_pacer_due(&p, 5, 60), START + 999999999,
			START + 1000000000);
}

/* 8 Mbit/s are a byte a microsecond; the first packet goes at once. */
static void
test_mbps(void **state)
{
	struct replay_pacer p = pacer(REPLAY_MBPS, 8, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 9, 1500), START);
	assert_int_equal(replay_pacer_due(&p, 1, 0), START + 1500000);
	assert_int_equal(replay_pacer_due(&p, 0, 60), START + 1500000);
	replay_pacer_next_round(&p);
	assert_int_equal(replay_pacer_due(&p, 0, 1), START + 1560000);
	assert_int_equal(replay_pacer_due(&p, 0, 1), START + 1561000);
}

static void
test_for_ever(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1e-6, 0);

	(void)state;
	assert_int_equal(replay_pacer_due(&p, 0, 60), START);
	assert_true(replay_pacer_due(&p, UINT64_MAX, 60) >=
			START + (1ull << 62));
}

/* Ten packets a round, 100 ns apart: the rhythm goes on over the seam. */
static void
test_rounds_keep_the_rhythm(void **state)
{
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);

	(void)state;
	for (uint64_t round = 0; round < 1000; round++) {
		for (uint64_t i = 0; i < 10; i++)
			assert_int_equal(replay_pacer_due(&p, 5000 + i * 100,
							 60),
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
		assert_int_equal(replay_pacer_due(&p, 42, 60), START);
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
		due = replay_pacer_due(&p, i * gap, 60);
	assert_in_range(due, START + 30000 * gap / 3 - 1,
			START + 30000 * gap / 3 + 1);
}

#define MONTH (30 * 86400 * REPLAY_S)

/* Rates that do not divide a second, for a year: to the nanosecond or so. */
static void
test_even_paces_for_months(void **state)
{
	struct replay_pacer p = pacer(REPLAY_PPS, 7, 0);
	struct replay_pacer b = pacer(REPLAY_MBPS, 3, 0);

	(void)state;
	for (uint64_t month = 1; month <= 12; month++) {
		p.count = 7 * (month * MONTH / REPLAY_S);
		assert_in_range(replay_pacer_due(&p, 0, 60),
				START + month * MONTH - 8,
				START + month * MONTH + 8);
		b.bytes = 3 * (month * MONTH / 8000);
		assert_in_range(replay_pacer_due(&b, 0, 60),
				START + month * MONTH - 8,
				START + month * MONTH + 8);
	}
}

/* Far beyond any life: late, but not wrapped round to now. */
static void
test_64_bits(void **state)
{
	struct replay_pacer p = pacer(REPLAY_PPS, 1e-6, 0);
	struct replay_pacer b = pacer(REPLAY_MBPS, 1e-6, 0);

	(void)state;
	p.count = UINT64_MAX;
	assert_true(replay_pacer_due(&p, 0, 60) >= 9 * (START << 30) / 2);
	b.bytes = UINT64_MAX;
	assert_true(replay_pacer_due(&b, 0, 60) >= 9 * (START << 30) / 2);
	p = pacer(REPLAY_RECORDED, 1, 0);
	replay_pacer_due(&p, 0, 60);
	replay_pacer_due(&p, UINT64_MAX - 1, 60);
	replay_pacer_next_round(&p);
	replay_pacer_due(&p, 0, 60);
	assert_true(replay_pacer_due(&p, UINT64_MAX - 1, 60) > START + MONTH);
}

static uint64_t true_ns;

static uint64_t
source_ns(void)
{
	return true_ns;
}

/* 50 ppm fast, at 2 GHz. */
static uint64_t
cycles(void)
{
	return true_ns * 2 + true_ns / 10000;
}

/*
 * A capture of one packet a day, round after round of a month, and the clock
 * leaps from each to the next: what the clock shows when a packet is due is
 * what it was recorded at, to the counter's error of a second.
 */
static void
test_clock_that_leaps_over_months(void **state)
{
	const uint64_t day = 86400 * REPLAY_S;
	struct replay_pacer p = pacer(REPLAY_RECORDED, 1, 0);
	struct replay_clock clock;

	(void)state;
	replay_clock_init(&clock);
	clock.source_ns = source_ns;
	clock.cycles = cycles;
	clock.hz = 2000000000;
	true_ns = START;
	clock.last_ns = 0;
	clock.anchor_ns = true_ns;
	clock.anchor_cycles = cycles();
	for (uint64_t i = 0; i < 36 * 30; i++) {
		uint64_t due;

		if (i % 30 == 0 && i > 0)
			replay_pacer_next_round(&p);
		due = replay_pacer_due(&p, i % 30 * day, 60);
		assert_int_equal(due, START + i * day);
		true_ns = due - 400000000;
		assert_in_range(replay_clock_now(&clock), true_ns,
				true_ns + 50000);
		true_ns = due + 1;
		assert_in_range(replay_clock_now(&clock), due, due + 50001);
		assert_true(replay_pacer_wait(&clock, due));
	}
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
			cmocka_unit_test(test_stamps_out_of_order),
			cmocka_unit_test(test_a_clock_that_is_set_back),
			cmocka_unit_test(test_max_gap),
			cmocka_unit_test(test_pps),
			cmocka_unit_test(test_mbps),
			cmocka_unit_test(test_for_ever),
			cmocka_unit_test(test_rounds_keep_the_rhythm),
			cmocka_unit_test(test_a_round_of_one_packet),
			cmocka_unit_test(test_no_rounding_drift),
			cmocka_unit_test(test_even_paces_for_months),
			cmocka_unit_test(test_64_bits),
			cmocka_unit_test(test_clock_that_leaps_over_months),
			cmocka_unit_test(test_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
