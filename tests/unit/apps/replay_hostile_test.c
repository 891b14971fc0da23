/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Captures with random bits flipped, through the reader in all its orders, the
 * flow hash and the read-ahead: nothing crashes, hangs or leaks, and no byte
 * beyond a packet is read. The arguments are a capture or a folder of them,
 * how many mutants, and a seed; without the latter two there are a few.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sched.h>

#include "replay_files.h"

#define KEPT         6000 /* bytes of a capture */
#define CAPTURES_MAX 512
#define MUTANTS      300

struct capture {
	uint32_t size;
	uint8_t data[KEPT];
};

static struct capture captures[CAPTURES_MAX];
static uint32_t captures_n;
static uint8_t mutant[KEPT];
static uint32_t mutant_size;
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
mutate(void)
{
	const struct capture *c = &captures[any(captures_n)];

	mutant_size = c->size;
	memcpy(mutant, c->data, c->size);
	for (uint32_t n = 1 + any(8); n > 0; n--)
		mutant[any(any(2) ? 48 : c->size)] ^= (uint8_t)(1u << any(8));
}

static void
write_mutant(const char *name)
{
	FILE *out = fopen(name, "w");

	mutate();
	assert_non_null(out);
	assert_int_equal(fwrite(mutant, 1, mutant_size, out), mutant_size);
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

		write_mutant(files.names[0]);
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

/* Its first bytes, if there are enough for a mutant. */
static void
load_file(const char *path)
{
	struct capture *c = &captures[captures_n];
	FILE *in = fopen(path, "r");

	if (in == NULL || captures_n == CAPTURES_MAX) {
		fprintf(stderr, "%s: not to be read, or one too many\n", path);
		exit(1);
	}
	c->size = (uint32_t)fread(c->data, 1, KEPT, in);
	captures_n += c->size >= 48;
	fclose(in);
}

/* A file, or all of a folder, sorted: a seed means the same everywhere. */
static void
load(const char *path) /* NOLINT(misc-no-recursion): as deep as folders */
{
	struct dirent **list;
	char inner[512];
	int n = scandir(path, &list, NULL, alphasort);

	if (n < 0)
		load_file(path);
	for (int i = 0; i < n; i++) {
		snprintf(inner, sizeof(inner), "%s/%s", path, list[i]->d_name);
		if (list[i]->d_name[0] != '.')
			load(inner);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(test_mutants,
					files_setup, files_teardown),
	};

	if (argc < 2) {
		fprintf(stderr, "usage: %s CAPTURES [MUTANTS [SEED]]\n",
				argv[0]);
		return 1;
	}
	load(argv[1]);
	if (argc > 2)
		mutants = strtoul(argv[2], NULL, 0);
	if (argc > 3)
		state ^= strtoull(argv[3], NULL, 0) * 2654435761u;
	printf("%lu mutants of %" PRIu32 " captures\n", mutants, captures_n);
	/* What is wrong with each of them nobody wants to read. */
	if (getenv("VERBOSE") == NULL &&
			freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
