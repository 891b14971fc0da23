/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Captures with random bits flipped, through the reader in all its orders, the
 * flow hash and the read-ahead: nothing crashes, hangs or leaks, and no byte
 * beyond a packet is read. The arguments are a capture and how many mutants;
 * without the latter there are a few.
 */
#include <errno.h>
#include <sched.h>

#include "replay_files.h"

#define KEPT    6000 /* bytes of the capture */
#define MUTANTS 300

static uint8_t sample[KEPT];
static uint8_t mutant[KEPT];
static unsigned long mutants = MUTANTS;
static volatile uint8_t read_sum; /* so that the bytes are read */
static uint64_t state = 88172645463325252;

/* The same numbers in each run. */
static uint32_t
any(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 32) * below >> 32);
}

/* Where lengths and stamps are, near the start, is hit often. */
static void
flip(void)
{
	memcpy(mutant, sample, sizeof(mutant));
	for (uint32_t n = 1 + any(8); n > 0; n--)
		mutant[any(any(2) ? 48 : KEPT)] ^= (uint8_t)(1u << any(8));
}

static void
write_mutant(const char *name)
{
	FILE *out = fopen(name, "w");

	assert_non_null(out);
	assert_int_equal(fwrite(mutant, 1, KEPT, out), KEPT);
	assert_int_equal(fclose(out), 0);
}

/* Reads all there is, each byte of it; returns its last answer. */
static int
drain(struct replay_feed *feed)
{
	struct replay_packet packet;
	unsigned int n = 0;
	uint8_t sum = 0;
	int rc;

	do {
		rc = replay_feed_next(feed, &packet);
		if (rc == -EAGAIN)
			sched_yield();
		for (uint32_t i = 0; rc == 1 && i < packet.len; i++)
			sum ^= packet.data[i];
		n += rc == 1;
		assert_true(n <= 4 * KEPT / 16);
	} while (rc == 1 || rc == -EAGAIN);
	read_sum = sum;
	return rc;
}

static void
test_mutants(void **unused)
{
	(void)unused;
	files_name();
	files_name();
	for (unsigned long i = 0; i < mutants; i++) {
		struct replay_options opt = files_options(
				(enum replay_order)any(3), 1 + any(2));
		struct replay_feed feed;

		flip();
		write_mutant(files.names[0]);
		flip();
		write_mutant(files.names[1]);
		opt.files_n = 1 + any(2);
		opt.queues = 4;
		opt.align = any(2);
		opt.preload = any(4) == 0;
		opt.read_ahead = any(4) == 0 ? REPLAY_AHEAD_MIN : 0;
		if (replay_feed_open(&feed, &opt) < 0)
			continue;
		assert_true(drain(&feed) <= 0);
		replay_feed_close(&feed);
	}
}

static void
load(const char *name)
{
	FILE *in = fopen(name, "r");

	if (in == NULL || fread(sample, 1, KEPT, in) != KEPT) {
		fprintf(stderr, "%s: not %d bytes\n", name, KEPT);
		exit(1);
	}
	fclose(in);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(test_mutants,
					files_setup, files_teardown),
	};

	if (argc < 2) {
		fprintf(stderr, "usage: %s CAPTURE [MUTANTS]\n", argv[0]);
		return 1;
	}
	load(argv[1]);
	if (argc > 2)
		mutants = strtoul(argv[2], NULL, 0);
	/* What is wrong with each of them nobody wants to read. */
	if (getenv("VERBOSE") == NULL &&
			freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
