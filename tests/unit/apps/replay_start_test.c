/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --start, in a time zone of one hour, at 2026-11-21T12:00:00.25Z.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

#define NOON (1795262400 * REPLAY_S)
#define NOW  (NOON + REPLAY_S / 4)
#define HOUR (3600 * REPLAY_S)

static int
set_zone(void **state)
{
	(void)state;
	setenv("TZ", "XYZ-1", 1);
	tzset();
	return 0;
}

static void
test_taken(void **state)
{
	static const struct {
		const char *text;
		uint64_t at;
	} table[] = {
			{"+0", NOW},
			{"+90.5", NOW + 90 * REPLAY_S + REPLAY_S / 2},
			{"@1795262401", NOON + REPLAY_S},
			{"@1795262400.5", NOON + REPLAY_S / 2},
			{"@1795262400.250000001", NOW + 1},
			{"2026-11-21T12:00:01Z", NOON + REPLAY_S},
			{"2026-11-21T14:00:00", NOON + HOUR},
			{"13:30", NOON + HOUR / 2},
			{"13:00:01", NOON + REPLAY_S},
			{"13:00:00", NOON + 24 * HOUR},
			{"12:59", NOON + 24 * HOUR - HOUR / 60},
			{"00:00", NOON + 11 * HOUR},
			{"2200-01-01T00:00:00Z", 7258118400 * REPLAY_S},
	};
	uint64_t at;

	(void)state;
	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(
				replay_start_parse(table[i].text, NOW, &at), 0);
		assert_int_equal(at, table[i].at);
	}
}

static void
test_refused(void **state)
{
	static const char *const bad[] = {"", "now", "+", "+-1", "+x", "+1s",
			"+nan", "+1e300", "@", "@1", "@1795262400", "@-5",
			"@1e10", "25:00", "13:60", "13:00:00Z", "13",
			"2026-11-21", "2026-11-21T12:00:00Z",
			"2026-11-21T12:00:00+01", "1960-01-01T00:00:00Z",
			"9999-01-01T00:00:00Z"};
	uint64_t at = 42;

	(void)state;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(replay_start_parse(bad[i], NOW, &at), -EINVAL);
	assert_int_equal(at, 42);
}

/* A clock that is set while we wait moves the start. */
static void
test_due(void **state)
{
	(void)state;
	assert_int_equal(replay_start_due(NOW + 100, NOW, 7), 107);
	assert_int_equal(replay_start_due(NOW + 100, NOW + 90, 8), 18);
	assert_int_equal(replay_start_due(NOW + 100, NOW + 100, 9), 9);
	assert_int_equal(replay_start_due(NOW + 100, NOW + HOUR, 9), 9);
	assert_true(replay_real_ns() > NOON / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_taken),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_due),
	};

	return cmocka_run_group_tests(tests, set_zone, NULL);
}
