/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --start: a time as people write it, kept as nanoseconds of CLOCK_REALTIME.
 * Where it lies on the monotonic clock is asked for again and again while it
 * is waited for, so that a clock that is set meanwhile counts.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "replay.h"

#define LATEST_S 9000000000ll /* the year 2255: below 2^63 ns */

uint64_t
replay_real_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * REPLAY_S + (uint64_t)now.tv_nsec;
}

uint64_t
replay_start_due(uint64_t start_real, uint64_t now_real, uint64_t now)
{
	return start_real > now_real ? now + (start_real - now_real) : now;
}

static int
refuse(const char *text)
{
	fprintf(stderr, "--start: '%s' is not +SECONDS, @SECONDS, HH:MM[:SS] or YYYY-MM-DDTHH:MM:SS[Z]\n",
			text);
	return -EINVAL;
}

/*
 * All of the text as seconds, in ns. The fraction is apart, as a double has no
 * nanoseconds since the epoch.
 */
static bool
parse_seconds(const char *text, uint64_t *ns)
{
	unsigned long long whole;
	double part = 0;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	whole = strtoull(text, &end, 10);
	if (*end == '.' && end[1 + strspn(end + 1, "0123456789")] == '\0')
		part = strtod(end, &end);
	if (*end != '\0' || whole > LATEST_S)
		return false;
	*ns = whole * REPLAY_S + (uint64_t)llround(part * 1e9);
	return true;
}

/* The next time that a local clock shows this. */
static bool
parse_time_of_day(const char *text, uint64_t now_real, uint64_t *ns)
{
	time_t now = (time_t)(now_real / REPLAY_S);
	struct tm tm = {0};
	const char *end;
	time_t at;

	localtime_r(&now, &tm);
	tm.tm_sec = 0;
	end = strptime(text, "%H:%M:%S", &tm);
	if (end == NULL)
		end = strptime(text, "%H:%M", &tm);
	if (end == NULL || *end != '\0')
		return false;
	tm.tm_isdst = -1;
	at = mktime(&tm);
	if (at <= now) {
		tm.tm_mday++;
		tm.tm_isdst = -1;
		at = mktime(&tm);
	}
	*ns = (uint64_t)at * REPLAY_S;
	return at > 0;
}

static bool
parse_date(const char *text, uint64_t *ns)
{
	struct tm tm = {.tm_isdst = -1};
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	time_t at;

	if (end == NULL || (*end != '\0' && strcmp(end, "Z") != 0))
		return false;
	at = *end == 'Z' ? timegm(&tm) : mktime(&tm);
	*ns = (uint64_t)at * REPLAY_S;
	return at > 0 && at < LATEST_S;
}

int
replay_start_parse(const char *text, uint64_t now_real, uint64_t *start)
{
	uint64_t at;

	if (text[0] == '+') {
		if (!parse_seconds(text + 1, &at))
			return refuse(text);
		*start = now_real + at;
		return 0;
	}
	if (text[0] == '@' ? !parse_seconds(text + 1, &at)
			   : !parse_date(text, &at) &&
							!parse_time_of_day(text,
									now_real,
									&at))
		return refuse(text);
	if (at <= now_real) {
		fprintf(stderr, "--start: '%s' passed %.0f s ago\n", text,
				(double)(now_real - at) / (double)REPLAY_S);
		return -EINVAL;
	}
	*start = at;
	return 0;
}
