/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bursts of pcap-replay's transmit queues, on ports whose rings the test
 * reads: where packets go, when, in which order, how late they count, and what
 * becomes of those that a full port does not take.
 */
#include <rte_eth_ring.h>
#include <rte_ring.h>

#include "../drivers/ports.h"
#include "pcap_replay/replay.h"

#define PORTS  2
#define QUEUES 2
#define ROOM   63 /* packets of a ring */

static struct rte_ring *rings[PORTS][QUEUES];
static uint16_t ids[PORTS];
static struct replay_queues queues;
static struct replay_histogram late;

static void
open_queues(enum replay_order order)
{
	struct replay_options opt = {
			.order = order, .ports_n = PORTS, .queues = QUEUES};

	memcpy(opt.ports, ids, sizeof(ids));
	memset(&late, 0, sizeof(late));
	assert_int_equal(replay_queues_init(&queues, &opt), 0);
	replay_clock_init(&queues.clock);
	queues.error = &late;
}

/* A packet of 60 bytes whose first ones are its number. */
static void
add(uint32_t flow, uint32_t file, uint32_t number, uint64_t due)
{
	const struct replay_packet packet = {.flow = flow, .file = file};
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	assert_non_null(m);
	memcpy(rte_pktmbuf_append(m, 60), &number, sizeof(number));
	replay_queues_add(&queues, &packet, m, due);
}

/* Takes all out of a ring; their numbers rise. Returns how many. */
static unsigned int
drain(struct rte_ring *r)
{
	uint32_t last = 0, number;
	unsigned int n = 0;
	void *m;

	for (; rte_ring_dequeue(r, &m) == 0; n++) {
		memcpy(&number, rte_pktmbuf_mtod((struct rte_mbuf *)m, void *),
				sizeof(number));
		assert_true(n == 0 || number > last);
		last = number;
		rte_pktmbuf_free(m);
	}
	return n;
}

static void
a_burst_leaves_when_it_is_full(void **unused)
{
	open_queues(REPLAY_IN_TURN);
	for (uint32_t i = 0; i < REPLAY_BURST - 1; i++)
		add(0, 0, i, 0);
	assert_int_equal(rte_ring_count(rings[0][0]), 0);
	assert_int_equal(queues.waiting, REPLAY_BURST - 1);
	assert_int_equal(late.n, 0);
	add(0, 0, REPLAY_BURST, 0);
	assert_int_equal(drain(rings[0][0]), REPLAY_BURST);
	assert_int_equal(queues.waiting, 0);
	add(0, 0, 1, 0);
	replay_queues_flush(&queues);
	assert_int_equal(drain(rings[0][0]), 1);
	assert_int_equal(replay_queues_sum(&queues).packets, REPLAY_BURST + 1);
	assert_int_equal(replay_queues_sum(&queues).bytes,
			60 * (REPLAY_BURST + 1));
	replay_queues_free(&queues);
}

/* All queues of all ports, a quarter of the flows each. */
static void
flows_are_spread(void **unused)
{
	open_queues(REPLAY_IN_TURN);
	for (uint32_t i = 0; i < 40; i++)
		add(i % 4 << 30 | i, 7, i, 0);
	replay_queues_flush(&queues);
	for (unsigned int i = 0; i < PORTS * QUEUES; i++) {
		assert_int_equal(queues.list[i].port, ids[i / QUEUES]);
		assert_int_equal(queues.list[i].queue, i % QUEUES);
		assert_int_equal(queues.list[i].count.packets, 10);
		assert_int_equal(drain(rings[i / QUEUES][i % QUEUES]), 10);
	}
	replay_queues_free(&queues);
}

static void
a_file_keeps_to_its_port(void **unused)
{
	open_queues(REPLAY_FILE_PER_PORT);
	for (uint32_t i = 0; i < 40; i++)
		add(i % 2 == 0 ? 0 : UINT32_MAX, 1, i, 0);
	replay_queues_flush(&queues);
	assert_int_equal(drain(rings[0][0]) + drain(rings[0][1]), 0);
	assert_int_equal(drain(rings[1][0]), 20);
	assert_int_equal(drain(rings[1][1]), 20);
	replay_queues_free(&queues);
}

static void
lateness_is_that_of_leaving(void **unused)
{
	uint64_t now;

	open_queues(REPLAY_IN_TURN);
	now = replay_clock_now(&queues.clock);
	add(0, 0, 1, now - 5 * REPLAY_S);
	add(0, 0, 2, now + 3600 * REPLAY_S);
	replay_queues_flush(&queues);
	assert_int_equal(late.n, 2);
	assert_int_equal(late.bins[0], 1);
	assert_true(late.max >= 5 * REPLAY_S);
	queues.error = NULL;
	add(0, 0, 3, 0);
	replay_queues_flush(&queues);
	assert_int_equal(late.n, 2);
	assert_int_equal(drain(rings[0][0]), 3);
	replay_queues_free(&queues);
}

#define STALL_LOOKS 20

/* Called while the ring is full: at last somebody empties it. */
static void
meanwhile(void *arg)
{
	unsigned int *looks = arg;

	if (++*looks == STALL_LOOKS)
		assert_int_equal(drain(rings[0][0]), ROOM);
}

/* A port that stalls: others have their turn, and its packets are late. */
static void
a_stalled_port_silences_nobody(void **unused)
{
	unsigned int looks = 0;
	uint64_t due;

	open_queues(REPLAY_IN_TURN);
	replay_queues_meanwhile(&queues, meanwhile, &looks);
	due = replay_clock_now(&queues.clock);
	for (uint32_t i = 0; i < 2 * REPLAY_BURST; i++)
		add(0, 0, i, due);
	assert_int_equal(looks, STALL_LOOKS);
	assert_int_equal(late.n, 2 * REPLAY_BURST);
	/* The one packet that found no room waited for a millisecond a look. */
	assert_true(late.max >= STALL_LOOKS * 1000000);
	assert_true(replay_histogram_below(&late, 4000000) < 2 * REPLAY_BURST);
	assert_int_equal(replay_queues_sum(&queues).dropped, 0);
	assert_int_equal(drain(rings[0][0]), 1);
	replay_queues_free(&queues);
}

/* The last test: the program is told to stop, so as not to wait a second. */
static void
what_a_full_port_does_not_take(void **unused)
{
	app_stop();
	open_queues(REPLAY_IN_TURN);
	for (uint32_t i = 0; i < 3 * REPLAY_BURST; i++)
		add(0, 0, i, 0);
	assert_int_equal(replay_queues_sum(&queues).packets, ROOM);
	assert_int_equal(replay_queues_sum(&queues).bytes, 60 * ROOM);
	assert_int_equal(replay_queues_sum(&queues).dropped,
			3 * REPLAY_BURST - ROOM);
	assert_int_equal(rte_mempool_in_use_count(pool), ROOM);
	assert_int_equal(drain(rings[0][0]), ROOM);
	replay_queues_free(&queues);
}

static int
setup(void **state)
{
	char name[16];
	int id;

	if (ports_setup(state) != 0)
		return -1;
	for (unsigned int p = 0; p < PORTS; p++) {
		for (unsigned int q = 0; q < QUEUES; q++) {
			snprintf(name, sizeof(name), "ring%u%u", p, q);
			rings[p][q] = rte_ring_create(name, ROOM + 1,
					SOCKET_ID_ANY,
					RING_F_SP_ENQ | RING_F_SC_DEQ);
		}
		snprintf(name, sizeof(name), "port%u", p);
		id = rte_eth_from_rings(
				name, rings[p], QUEUES, rings[p], QUEUES, 0);
		if (id < 0)
			return -1;
		ids[p] = (uint16_t)id;
		port_start(ids[p], QUEUES, pool);
	}
	return 0;
}

static int
teardown(void **state)
{
	for (unsigned int p = 0; p < PORTS; p++) {
		rte_eth_dev_stop(ids[p]);
		rte_eth_dev_close(ids[p]);
		for (unsigned int q = 0; q < QUEUES; q++)
			rte_ring_free(rings[p][q]);
	}
	return ports_teardown(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(a_burst_leaves_when_it_is_full),
			cmocka_unit_test(flows_are_spread),
			cmocka_unit_test(a_file_keeps_to_its_port),
			cmocka_unit_test(lateness_is_that_of_leaving),
			cmocka_unit_test(a_stalled_port_silences_nobody),
			cmocka_unit_test(what_a_full_port_does_not_take),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
