/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings of a capture as they are read: in the order of time, around the end of
 * a ring, and damaged.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "dump/dump.h"

#include <cmocka.h>

#define TAPS     3
#define SIZE     256 /* of a ring */
#define RINGS_AT 8192

static uint8_t memory[RINGS_AT + TAPS * SIZE] __rte_cache_aligned;

static struct bp_capture *const zone = (struct bp_capture *)memory;
static const struct dump_port ports[] = {
		{.is = {.port_id = 4}}, {.is = {.port_id = 9}}};
static struct reader reader;
static struct dump_packet packet;

/* Two queues of port 4, and one of port 9 that sends. */
static int
setup(void **state)
{
	(void)state;
	memset(memory, 0, sizeof(memory));
	zone->taps_n = TAPS;
	zone->rings_at = RINGS_AT;
	zone->ring_size = SIZE;
	zone->taps[0].port_id = 4;
	zone->taps[1].port_id = 4;
	zone->taps[1].queue_id = 1;
	zone->taps[2].port_id = 9;
	zone->taps[2].sends = 1;
	reader = (struct reader){0};
	reader_open(&reader, zone, ports, RTE_DIM(ports));
	return 0;
}

static struct bp_capture_record *
place(unsigned int tap)
{
	return (void *)((uint8_t *)zone + RINGS_AT + tap * SIZE +
			zone->taps[tap].head % SIZE);
}

static void
put(unsigned int tap, uint32_t size, uint32_t caplen, uint64_t ns)
{
	struct bp_capture_record *r = place(tap);

	*r = (struct bp_capture_record){
			.size = size, .caplen = caplen, .len = 1000, .ns = ns};
	if (caplen <= SIZE)
		memset(r + 1, (int)ns, caplen);
	zone->taps[tap].head += size;
}

static void
check_next(unsigned int port, uint16_t queue, uint64_t ns)
{
	assert_int_equal(reader_next(&reader, &packet), 1);
	assert_int_equal(packet.port, port);
	assert_int_equal(packet.queue, queue);
	assert_int_equal(packet.sent, port == 1);
	assert_int_equal(packet.ns, ns);
	assert_int_equal(packet.len, 1000);
	for (uint32_t i = 0; i < packet.caplen; i++)
		assert_int_equal(packet.data[i], (uint8_t)ns);
}

static void
test_order(void **state)
{
	(void)state;
	assert_int_equal(reader_next(&reader, &packet), 0);
	put(0, 64, 20, 10);
	put(0, 64, 30, 40);
	put(1, 64, 32, 20);
	put(2, 32, 0, 5);
	put(2, 64, 1, 30);
	check_next(1, 0, 5);
	check_next(0, 0, 10);
	/* What comes now is of the next round. */
	put(1, 64, 9, 21);
	check_next(0, 1, 20);
	check_next(1, 0, 30);
	check_next(0, 0, 40);
	assert_int_equal(packet.caplen, 30);
	check_next(0, 1, 21);
	assert_int_equal(reader_next(&reader, &packet), 0);
	for (unsigned int i = 0; i < TAPS; i++)
		assert_int_equal(zone->taps[i].tail, zone->taps[i].head);
}

/* A packet stays until the next one is asked for. */
static void
test_release(void **state)
{
	(void)state;
	put(0, 64, 20, 10);
	put(0, 64, 20, 11);
	check_next(0, 0, 10);
	assert_int_equal(zone->taps[0].tail, 0);
	check_next(0, 0, 11);
	assert_int_equal(zone->taps[0].tail, 64);
	assert_int_equal(reader_next(&reader, &packet), 0);
	assert_int_equal(zone->taps[0].tail, 128);
}

static void
test_around(void **state)
{
	(void)state;
	for (uint64_t i = 1; i < 50; i++) {
		if (SIZE - zone->taps[0].head % SIZE < 96)
			put(0, (uint32_t)(SIZE - zone->taps[0].head % SIZE),
					BP_CAPTURE_PAD, 0);
		put(0, 96, 50, i);
		check_next(0, 0, i);
	}
	assert_int_equal(reader_next(&reader, &packet), 0);
	assert_int_equal(zone->taps[0].tail, zone->taps[0].head);
}

static void
test_damaged(void **state)
{
	static const struct {
		uint32_t size;
		uint32_t caplen;
		uint64_t head;
	} cases[] = {
			{0, 0, 64},
			{16, 0, 64},
			{48, 0, 64},
			{96, 0, 64},  /* more than there is */
			{64, 33, 64}, /* of the next record */
			{64, UINT32_MAX - 1, 64},
			{UINT32_MAX - 31, 0, 64},
			{512, 0, SIZE},    /* behind the end */
			{32, 0, 16},       /* half a record */
			{32, 0, SIZE + 1}, /* more than a ring */
			{32, 0, UINT64_MAX},
	};

	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		setup(state);
		put(0, cases[i].size, cases[i].caplen, 1);
		zone->taps[0].head = cases[i].head;
		if (reader_next(&reader, &packet) != -EBADMSG)
			fail_msg("case %zu is not noticed", i);
	}
}

static void
test_counts_and_end(void **state)
{
	struct reader_counts n;

	(void)state;
	for (unsigned int i = 0; i < TAPS; i++) {
		zone->taps[i].seen = 100 * i + 3;
		zone->taps[i].accepted = 10 * i + 2;
		zone->taps[i].dropped = i + 1;
	}
	n = reader_count(&reader, 0);
	assert_int_equal(n.seen, 106);
	assert_int_equal(n.accepted, 14);
	assert_int_equal(n.dropped, 3);
	n = reader_count(&reader, 1);
	assert_int_equal(n.seen, 203);
	for (unsigned int i = 0; i < TAPS; i++) {
		assert_false(reader_at_end(&reader));
		zone->taps[i].ended = 1;
	}
	assert_true(reader_at_end(&reader));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(test_order, setup),
			cmocka_unit_test_setup(test_release, setup),
			cmocka_unit_test_setup(test_around, setup),
			cmocka_unit_test_setup(test_damaged, setup),
			cmocka_unit_test_setup(test_counts_and_end, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
