/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sums of the Internet checksum against a sum byte by byte: all lengths and
 * alignments, in line, by words and by vectors, next to memory that must not be
 * read, over more bytes than 32 bits can count, and over packets however cut.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sys/mman.h>

#include <rte_ip.h>

#include "cksum.h"

#include <cmocka.h>

#define PAGE    4096
#define MAX_LEN 700
#define PACKET  96

typedef uint16_t (*sum_fn)(const void *buf, size_t len);

static uint8_t bytes[PAGE];

/* The sum as it is on the wire, two bytes a word; then in memory's order. */
static uint16_t
sum_by_bytes(const uint8_t *p, size_t len)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? p[i] : (uint64_t)p[i] << 8;
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return rte_cpu_to_be_16((uint16_t)sum);
}

static uint16_t
sum_short(const void *buf, size_t len)
{
	return bp_cksum_fold(bp_cksum_short(buf, len));
}

static uint16_t
sum_plain(const void *buf, size_t len)
{
	return bp_cksum_fold(cksum_plain(buf, len));
}

static uint16_t
sum_wide(const void *buf, size_t len)
{
	if (len < 32)
		return sum_short(buf, len);
	return bp_cksum_fold(cksum_wide()(buf, len));
}

/* All that there are on this processor, then NULL. */
static const sum_fn *
all_sums(void)
{
	static sum_fn sums[5] = {rte_raw_cksum, sum_short, sum_plain};

	sums[3] = cksum_wide() != NULL ? sum_wide : NULL;
	return sums;
}

static int
fill(void **state)
{
	size_t i;

	(void)state;
	srand(5);
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(rand() >> 7);
	return 0;
}

static void
all_lengths_and_alignments(void **state)
{
	const sum_fn *sum;
	size_t len, at;

	(void)state;
	for (sum = all_sums(); *sum != NULL; sum++)
		for (len = 0; len <= MAX_LEN; len++)
			for (at = 0; at < 33; at += len % 5 + 1)
				assert_int_equal((*sum)(bytes + at, len),
						sum_by_bytes(bytes + at, len));
}

static void
carries(void **state)
{
	static uint8_t area[MAX_LEN];
	const sum_fn *sum;
	size_t len, i;

	(void)state;
	for (sum = all_sums(); *sum != NULL; sum++) {
		for (len = 1; len <= MAX_LEN; len++) {
			memset(area, 0, len);
			assert_int_equal((*sum)(area, len), 0);
			memset(area, 0xff, len);
			assert_int_equal((*sum)(area, len),
					len & 1 ? rte_cpu_to_be_16(0xff00)
						: 0xffff);
			/* One carry, which runs through all bits. */
			i = len - 1;
			memset(area, 0, len);
			area[0] = 1;
			area[i] = (uint8_t)(area[i] + 0x80);
			assert_int_equal((*sum)(area, len),
					sum_by_bytes(area, len));
		}
	}
}

/* 1 MiB and 33 bytes of 0xff: as many words overflow 32 bits. */
static void
long_areas(void **state)
{
	const size_t max = (1 << 20) + 33;
	uint8_t *area = malloc(max);
	const sum_fn *sum;
	size_t i;

	(void)state;
	assert_non_null(area);
	for (sum = all_sums(); *sum != NULL; sum++) {
		memset(area, 0xff, max);
		assert_int_equal((*sum)(area, max - 1), 0xffff);
		assert_int_equal((*sum)(area, max), rte_cpu_to_be_16(0xff00));
		memset(area, 0, max);
		assert_int_equal((*sum)(area, max), 0);
		for (i = 0; i < max; i++)
			area[i] = (uint8_t)(i * i >> 5);
		for (i = 65500; i < 65600; i++)
			assert_int_equal((*sum)(area + 1, i),
					sum_by_bytes(area + 1, i));
		assert_int_equal((*sum)(area, max), sum_by_bytes(area, max));
	}
	free(area);
}

/* Areas one by one, cut at even bytes, are summed as one. */
static void
areas_in_a_row(void **state)
{
	const size_t len = 301;
	size_t cut, end;
	uint32_t sum;

	(void)state;
	for (cut = 0; cut <= len; cut += 2) {
		end = cut + (len - cut) / 4 * 2;
		sum = __rte_raw_cksum(bytes, cut, 0);
		sum = __rte_raw_cksum(bytes + cut, end - cut, sum);
		sum = __rte_raw_cksum(bytes + end, len - end, sum);
		assert_int_equal(__rte_raw_cksum_reduce(sum),
				sum_by_bytes(bytes, len));
	}
	assert_int_equal(__rte_raw_cksum_reduce(UINT32_MAX), 0xffff);
	assert_int_equal(__rte_raw_cksum_reduce(0x10000), 1);
	assert_int_equal(__rte_raw_cksum_reduce(0), 0);
}

/* A page between two that must not be touched. */
static void
nothing_else_is_read(void **state)
{
	uint8_t *area = mmap(NULL, 3 * PAGE, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint8_t *const page = area + PAGE;
	const sum_fn *sum;
	size_t len;

	(void)state;
	assert_ptr_not_equal(area, MAP_FAILED);
	assert_int_equal(mprotect(page, PAGE, PROT_READ | PROT_WRITE), 0);
	memcpy(page, bytes, PAGE);
	for (sum = all_sums(); *sum != NULL; sum++) {
		for (len = 0; len <= MAX_LEN; len++) {
			assert_int_equal((*sum)(page, len),
					sum_by_bytes(page, len));
			assert_int_equal((*sum)(page + PAGE - len, len),
					sum_by_bytes(page + PAGE - len, len));
		}
	}
	munmap(area, 3 * PAGE);
}

/* PACKET bytes in segments of at most max bytes; how many segments. */
static unsigned int
cut(struct rte_mbuf *segs, uint8_t *copies, unsigned int max)
{
	uint16_t left = PACKET, n;
	unsigned int i;

	for (i = 0; left > 0; i++) {
		n = (uint16_t)((unsigned int)rand() % (max + 1));
		n = n > left ? left : n;
		memset(&segs[i], 0, sizeof(segs[i]));
		segs[i].buf_addr = copies + i * PACKET;
		segs[i].data_off = 3;
		segs[i].data_len = n;
		memcpy(copies + i * PACKET + 3, bytes + PACKET - left, n);
		left = (uint16_t)(left - n);
		segs[i].next = left > 0 ? &segs[i + 1] : NULL;
	}
	segs[0].pkt_len = PACKET;
	segs[0].nb_segs = (uint16_t)i;
	return i;
}

static void
check_packet(const struct rte_mbuf *m)
{
	uint32_t off, len;
	uint16_t sum;

	for (off = 0; off <= PACKET; off++) {
		for (len = 0; len <= PACKET - off; len++) {
			assert_int_equal(rte_raw_cksum_mbuf(m, off, len, &sum),
					0);
			assert_int_equal(sum, sum_by_bytes(bytes + off, len));
		}
		sum = 0x1234;
		assert_int_equal(rte_raw_cksum_mbuf(m, off, len, &sum), -1);
		assert_int_equal(rte_raw_cksum_mbuf(m, off, UINT32_MAX, &sum),
				-1);
		assert_int_equal(rte_raw_cksum_mbuf(m, UINT32_MAX - off, off,
						 &sum),
				-1);
		assert_int_equal(sum, 0x1234);
	}
}

static void
packets_however_cut(void **state)
{
	static struct rte_mbuf segs[1000];
	static uint8_t copies[1000 * PACKET];
	unsigned int max, i;

	(void)state;
	for (max = 1; max <= PACKET; max += max / 8 + 1)
		for (i = 0; i < 3; i++) {
			assert_in_range(cut(segs, copies, max), 1, 1000);
			check_packet(segs);
		}
}

/* A packet that says it is longer than its segments are. */
static void
a_packet_that_lies(void **state)
{
	struct rte_mbuf m = {.buf_addr = bytes, .data_len = 10, .pkt_len = 20};
	uint16_t sum = 0x1234;

	(void)state;
	assert_int_equal(rte_raw_cksum_mbuf(&m, 0, 11, &sum), -1);
	assert_int_equal(rte_raw_cksum_mbuf(&m, 10, 1, &sum), -1);
	assert_int_equal(rte_raw_cksum_mbuf(&m, 15, 5, &sum), -1);
	assert_int_equal(sum, 0x1234);
	assert_int_equal(rte_raw_cksum_mbuf(&m, 0, 10, &sum), 0);
	assert_int_equal(sum, sum_by_bytes(bytes, 10));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(all_lengths_and_alignments),
			cmocka_unit_test(carries),
			cmocka_unit_test(long_areas),
			cmocka_unit_test(areas_in_a_row),
			cmocka_unit_test(nothing_else_is_read),
			cmocka_unit_test(packets_however_cut),
			cmocka_unit_test(a_packet_that_lies),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
