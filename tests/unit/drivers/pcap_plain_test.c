/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fast way through a capture gives what libpcap alone does, record by
 * record and to the same end: for each capture of tests/data, and for mutants
 * of them. Once it is over, libpcap reads on.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

#include <sys/mman.h>

#include "captures.h"
#include "net/pcap/pcap_private.h"

#define SIZE_MAX_READ ((size_t)64 * 1024)
#define MUTANTS       20

static uint64_t random_state = 88172645463325252;
static unsigned int fast; /* records that did not come from libpcap */

static uint32_t
any(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)((random_state >> 32) * below >> 32);
}

/* The file behind fd through libpcap, as net_pcap opens it, or NULL. */
static pcap_t *
open_again(int fd)
{
	char why[PCAP_ERRBUF_SIZE], path[64];
	FILE *f;
	pcap_t *pcap;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	f = fopen(path, "r");
	assert_non_null(f);
	pcap = pcap_fopen_offline_with_tstamp_precision(
			f, PCAP_TSTAMP_PRECISION_NANO, why);
	if (pcap == NULL)
		fclose(f);
	return pcap;
}

static int
next_of_both(struct pcap_plain *f, struct pcap_pkthdr **hdr,
		const u_char **data)
{
	int rc = pcap_plain_next(f, data);

	*hdr = &f->hdr;
	fast += rc == 1;
	return rc == 0 ? pcap_next_ex(f->pcap, hdr, data) : rc;
}

static int
compare_record(pcap_t *wanted, struct pcap_plain *found)
{
	struct pcap_pkthdr *wh, *fh;
	const u_char *wd, *fd;
	int rc = pcap_next_ex(wanted, &wh, &wd);

	assert_int_equal(next_of_both(found, &fh, &fd), rc);
	if (rc == PCAP_ERROR)
		assert_string_equal(
				pcap_geterr(found->pcap), pcap_geterr(wanted));
	if (rc != 1)
		return 0;
	/* libpcap takes seconds after 2038 for negative at times. */
	assert_int_equal((uint32_t)fh->ts.tv_sec, (uint32_t)wh->ts.tv_sec);
	if (wh->ts.tv_usec >= 0 && wh->ts.tv_usec < 1000000000)
		assert_int_equal(fh->ts.tv_usec, wh->ts.tv_usec);
	assert_int_equal(fh->caplen, wh->caplen);
	assert_int_equal(fh->len, wh->len);
	assert_memory_equal(fd, wd, wh->caplen);
	return 1;
}

/* Twice round, the second time after a rewind where that is possible. */
static void
compare_file(int fd)
{
	pcap_t *wanted = open_again(fd), *other = open_again(fd);
	struct pcap_plain found;
	unsigned int n = 0, again = 0;

	if (wanted == NULL)
		return;
	pcap_plain_open(&found, other);
	while (compare_record(wanted, &found))
		n++;
	pcap_close(wanted);
	if (found.buf != NULL) {
		wanted = open_again(fd);
		pcap_plain_rewind(&found);
		while (compare_record(wanted, &found))
			again++;
		assert_int_equal(n, again);
		pcap_close(wanted);
	}
	pcap_plain_close(&found);
	pcap_close(other);
}

static void
compare_mutants(const uint8_t *data, size_t size)
{
	uint8_t *mutant = malloc(size);
	int fd = memfd_create("mutant", MFD_CLOEXEC), i;
	size_t cut;

	assert_true(mutant != NULL && fd >= 0);
	for (i = 0; i <= MUTANTS; i++) {
		memcpy(mutant, data, size);
		for (uint32_t n = i == 0 ? 0 : 1 + any(8); n > 0; n--)
			mutant[any(any(2) ? 64 : (uint32_t)size)] ^=
					(uint8_t)(1u << any(8));
		cut = i % 4 == 3 ? any((uint32_t)size) : size;
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, mutant, cut, 0), cut);
		compare_file(fd);
	}
	close(fd);
	free(mutant);
}

static void
compare_path(const char *folder, const char *name)
{
	static uint8_t data[SIZE_MAX_READ];
	char path[512];
	size_t size;
	FILE *f;

	snprintf(path, sizeof(path), DATA_DIR "/pcaps/%s/%s", folder, name);
	f = fopen(path, "r");
	assert_non_null(f);
	size = fread(data, 1, sizeof(data), f);
	fclose(f);
	if (size >= 64)
		compare_mutants(data, size);
}

static void
gives_what_libpcap_gives(void **state)
{
	static const char *const folders[] = {"eth", "ng", "other"};
	struct dirent **list;
	unsigned int i;
	int n, k;

	fast = 0;
	for (i = 0; i < RTE_DIM(folders); i++) {
		char path[512];

		snprintf(path, sizeof(path), DATA_DIR "/pcaps/%s", folders[i]);
		n = scandir(path, &list, NULL, alphasort);
		assert_true(n > 2);
		for (k = 0; k < n; k++) {
			if (list[k]->d_name[0] != '.')
				compare_path(folders[i], list[k]->d_name);
			free(list[k]);
		}
		free(list);
	}
	assert_true(fast > 10000);
}

/* Records across the pieces that are read, and one longer than a piece. */
static void
pieces_and_long_records(void **state)
{
	static const uint32_t lens[] = {1, 60, 1514, 65536, 262144, 262145};
	unsigned int i, swap;
	int fd;

	for (i = 0; i < RTE_DIM(lens); i++) {
		for (swap = 0; swap < 2; swap++) {
			make(in, swap ? MAGIC : NANO, (int)swap, 1,
					1 + 300000 / lens[i], lens[i], lens[i]);
			fd = open(in, O_RDONLY);
			fast = 0;
			compare_file(fd);
			close(fd);
			assert_int_equal(fast != 0, lens[i] <= 262144);
		}
	}
}

/* What the file gets later on is read too, as libpcap reads it. */
static void
a_file_that_grows(void **state)
{
	struct pcap_plain found;
	const u_char *data;
	pcap_t *pcap;
	FILE *more;
	int fd;

	make(in, MAGIC, 0, 1, 1, 60, 60);
	fd = open(in, O_RDONLY);
	pcap = open_again(fd);
	pcap_plain_open(&found, pcap);
	assert_int_equal(pcap_plain_next(&found, &data), 1);
	assert_int_equal(pcap_plain_next(&found, &data), PCAP_ERROR_BREAK);
	more = fopen(in, "a");
	assert_non_null(more);
	put32(more, 5, 0);
	put32(more, 6, 0);
	put32(more, 0, 0);
	put32(more, 0, 0);
	fclose(more);
	assert_int_equal(pcap_plain_next(&found, &data), 1);
	assert_int_equal(found.hdr.ts.tv_sec, 5);
	assert_int_equal(pcap_plain_next(&found, &data), PCAP_ERROR_BREAK);
	/* And one that shrinks ends. */
	pcap_plain_rewind(&found);
	assert_int_equal(truncate(in, 24 + 40), 0);
	found.pos = 0;
	pcap_plain_rewind(&found);
	assert_int_equal(pcap_plain_next(&found, &data), 0);
	assert_null(found.buf);
	assert_int_equal(pcap_next_ex(pcap, &(struct pcap_pkthdr *){NULL},
					 &data),
			PCAP_ERROR);
	pcap_close(pcap);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(gives_what_libpcap_gives),
			TEST(pieces_and_long_records),
			TEST(a_file_that_grows),
	};

	return cmocka_run_group_tests(tests, captures_setup, captures_teardown);
}
