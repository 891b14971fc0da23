/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng as it is written: the form of blocks and options, what they hold, and
 * that libpcap reads it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "dump/dump.h"

#include <cmocka.h>

#define STAMP 1700000000123456789ULL

static uint8_t *bytes;
static size_t size;
static FILE *out;

static int
setup(void **state)
{
	(void)state;
	out = open_memstream((char **)&bytes, &size);
	return out == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	free(bytes);
	return 0;
}

static uint32_t
word(size_t at)
{
	uint32_t value;

	assert_true(at + 4 <= size);
	memcpy(&value, bytes + at, 4);
	return value;
}

static uint64_t
number(const uint8_t *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* The block at a place is of that type and whole; where the next one is. */
static size_t
check_block(size_t at, uint32_t type)
{
	const uint32_t length = word(at + 4);

	assert_int_equal(word(at), type);
	assert_int_equal(length % 4, 0);
	assert_true(at + length <= size);
	assert_int_equal(word(at + length - 4), length);
	return at + length;
}

/* The value of an option between two places, which end with opt_endofopt. */
static const uint8_t *
find_option(size_t at, size_t end, unsigned int code, unsigned int length)
{
	const uint8_t *found = NULL;

	while (at < end) {
		const unsigned int this = word(at) & 0xffff;
		const unsigned int n = word(at) >> 16;

		if (this == code) {
			assert_int_equal(n, length);
			found = bytes + at + 4;
		}
		at += 4 + RTE_ALIGN_CEIL(n, 4);
		if (this == 0)
			break;
	}
	assert_int_equal(at, end);
	assert_non_null(found);
	return found;
}

static const struct rte_ether_addr mac = {{2, 0, 0, 0, 0, 7}};
static const struct pcapng_if first = {
		.name = "net_ring0",
		.description = "port 0",
		.filter = "tcp or udp",
		.snaplen = 96,
		.mbit = 10000,
		.mac = &mac,
};

static void
test_head(void **state)
{
	size_t at, end;

	(void)state;
	pcapng_section(out, "tester");
	pcapng_interface(out, &first);
	fclose(out);
	at = check_block(0, 0x0a0d0d0a);
	assert_int_equal(word(8), 0x1a2b3c4d);
	assert_int_equal(word(12), 1);
	assert_int_equal(number(bytes + 16), UINT64_MAX);
	assert_memory_equal(find_option(24, at - 4, 4, 6), "tester", 6);
	end = check_block(at, 1);
	assert_int_equal(end, size);
	assert_int_equal(word(at + 8), 1);
	assert_int_equal(word(at + 12), 96);
	at += 16;
	end -= 4;
	assert_memory_equal(find_option(at, end, 2, 9), "net_ring0", 9);
	assert_memory_equal(find_option(at, end, 3, 6), "port 0", 6);
	assert_memory_equal(find_option(at, end, 6, 6), &mac, 6);
	assert_int_equal(number(find_option(at, end, 8, 8)), 10000000000);
	assert_int_equal(*find_option(at, end, 9, 1), 9);
	assert_memory_equal(find_option(at, end, 11, 11), "\0tcp or udp", 11);
}

static void
test_packet(void **state)
{
	static const uint8_t data[] = {1, 2, 3, 4, 5};

	(void)state;
	for (uint32_t n = 0; n <= sizeof(data); n++) {
		const struct dump_packet packet = {.port = 3,
				.queue = 70,
				.sent = n % 2 != 0,
				.ns = STAMP,
				.len = 1500,
				.caplen = n,
				.data = data};
		const size_t options = 28 + RTE_ALIGN_CEIL(n, 4);

		if (n > 0)
			setup(NULL);
		pcapng_packet(out, &packet);
		fclose(out);
		assert_int_equal(check_block(0, 6), size);
		assert_int_equal(word(8), 3);
		assert_int_equal(word(12), STAMP >> 32);
		assert_int_equal(word(16), STAMP & UINT32_MAX);
		assert_int_equal(word(20), n);
		assert_int_equal(word(24), 1500);
		assert_memory_equal(bytes + 28, data, n);
		assert_int_equal(*find_option(options, size - 4, 2, 4),
				n % 2 != 0 ? 2 : 1);
		assert_int_equal(*find_option(options, size - 4, 6, 4), 70);
		if (n < sizeof(data))
			teardown(NULL);
	}
}

static void
test_statistics(void **state)
{
	static const struct pcapng_stats stats = {.interface = 2,
			.start = STAMP,
			.end = STAMP + 5,
			.received = 1ULL << 40,
			.dropped = 12,
			.accepted = 77,
			.written = 65};
	size_t end;

	(void)state;
	pcapng_statistics(out, &stats);
	fclose(out);
	end = check_block(0, 5) - 4;
	assert_int_equal(word(8), 2);
	assert_int_equal(word(12), (STAMP + 5) >> 32);
	assert_int_equal(word(16), (STAMP + 5) & UINT32_MAX);
	assert_int_equal(number(find_option(20, end, 4, 8)), 1ULL << 40);
	assert_int_equal(number(find_option(20, end, 5, 8)), 12);
	assert_int_equal(number(find_option(20, end, 6, 8)), 77);
	assert_int_equal(number(find_option(20, end, 8, 8)), 65);
	/* The higher word of a time comes first. */
	assert_int_equal(number(find_option(20, end, 2, 8)),
			STAMP >> 32 | STAMP << 32);
	find_option(20, end, 3, 8);
}

/* A text that is too long for an option is cut off. */
static void
test_long_texts(void **state)
{
	struct pcapng_if interface = first;
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	interface.filter = interface.name = interface.description = text;
	interface.mbit = 0;
	pcapng_interface(out, &interface);
	fclose(out);
	assert_int_equal(check_block(0, 1), size);
	find_option(16, size - 4, 2, 1024);
	find_option(16, size - 4, 11, 1023);
}

static void
test_libpcap_reads_it(void **state)
{
	struct dump_packet packet = {.ns = STAMP,
			.len = 3000,
			.caplen = 7,
			.data = (const uint8_t *)"abcdefg"};
	const struct pcapng_stats stats = {.written = 2};
	char error[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *header;
	const u_char *data;
	pcap_t *p;

	(void)state;
	pcapng_section(out, "tester");
	pcapng_interface(out, &first);
	pcapng_interface(out, &first);
	pcapng_packet(out, &packet);
	packet.port = 1;
	pcapng_packet(out, &packet);
	pcapng_statistics(out, &stats);
	fclose(out);
	p = pcap_fopen_offline_with_tstamp_precision(fmemopen(bytes, size, "r"),
			PCAP_TSTAMP_PRECISION_NANO, error);
	assert_non_null(p);
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(pcap_next_ex(p, &header, &data), 1);
		assert_int_equal(header->caplen, 7);
		assert_int_equal(header->len, 3000);
		assert_int_equal(header->ts.tv_sec, STAMP / 1000000000);
		assert_int_equal(header->ts.tv_usec, STAMP % 1000000000);
		assert_memory_equal(data, "abcdefg", 7);
	}
	assert_int_equal(pcap_next_ex(p, &header, &data), PCAP_ERROR_BREAK);
	pcap_close(p);
}

int
main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_head),
			TEST(test_packet),
			TEST(test_statistics),
			TEST(test_long_texts),
			TEST(test_libpcap_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
