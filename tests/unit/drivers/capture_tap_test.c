/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taps on the queues of a port that hands back what it is sent: what they
 * write, what they drop, and that nothing is left of them.
 */
#include <ethdev_driver.h>
#include <pthread.h>

#include "capture/capture.h"
#include "ports.h"

#define RING  BP_CAPTURE_RING_MIN
#define BURST 8

static uint8_t ring[2][RING] __rte_cache_aligned;
static struct bp_capture_tap shared[2];
static struct capture_filter all;
static uint16_t port;

static int
setup(void **state)
{
	memset(shared, 0, sizeof(shared));
	port = port_new("net_ring_c", NULL);
	port_start(port, 1, pool);
	return 0;
}

static int
teardown(void **state)
{
	rte_eth_dev_stop(port);
	rte_eth_dev_close(port);
	rte_vdev_uninit("net_ring_c");
	capture_taps_free();
	return ports_check(state);
}

static struct capture_target
target(unsigned int i, bool sends)
{
	return (struct capture_target){
			.port_id = port,
			.sends = sends,
			.shared = &shared[i],
			.ring = ring[i],
			.size = RING,
			.snaplen = 100000,
			.filter = &all,
	};
}

static struct capture_tap *
attach(const struct capture_target *to)
{
	int rc = -1;
	struct capture_tap *t = capture_tap_attach(to, &rc);

	assert_non_null(t);
	assert_int_equal(rc, 0);
	return t;
}

static struct rte_mbuf *
packet(uint16_t len, uint8_t first)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	uint8_t *data;

	assert_non_null(m);
	data = (uint8_t *)rte_pktmbuf_append(m, len);
	assert_non_null(data);
	for (uint16_t i = 0; i < len; i++)
		data[i] = (uint8_t)(first + i);
	return m;
}

/* n packets of len bytes there and back. */
static void
move(unsigned int n, uint16_t len)
{
	struct rte_mbuf *m[BURST];

	for (unsigned int i = 0; i < n; i++)
		m[i] = packet(len, (uint8_t)i);
	assert_int_equal(rte_eth_tx_burst(port, 0, m, (uint16_t)n), n);
	assert_int_equal(rte_eth_rx_burst(port, 0, m, BURST), n);
	rte_pktmbuf_free_bulk(m, n);
}

/* The record at a place in a ring, which is a packet. */
static const struct bp_capture_record *
record_at(unsigned int i, uint64_t at)
{
	const struct bp_capture_record *r =
			(const void *)(ring[i] + (at & (RING - 1)));

	assert_int_equal(r->size % BP_CAPTURE_ALIGN, 0);
	return r;
}

static void
check_record(const struct bp_capture_record *r, uint32_t len, uint32_t caplen,
		uint8_t first)
{
	const uint8_t *data = (const uint8_t *)(r + 1);

	assert_int_equal(r->len, len);
	assert_int_equal(r->caplen, caplen);
	assert_true(r->ns > 1000000000ULL * 1600000000);
	for (uint32_t i = 0; i < caplen; i++)
		assert_int_equal(data[i], (uint8_t)(first + i));
}

static bool
has_callbacks(void)
{
	return rte_eth_devices[port].post_rx_burst_cbs[0] != NULL ||
			rte_eth_devices[port].pre_tx_burst_cbs[0] != NULL;
}

static void
test_both_directions(void **state)
{
	const struct capture_target to[] = {target(0, false), target(1, true)};
	struct capture_tap *t[2];
	uint64_t at = 0;

	(void)state;
	assert_false(has_callbacks());
	for (unsigned int i = 0; i < 2; i++)
		t[i] = attach(&to[i]);
	move(3, 60);
	for (unsigned int i = 0; i < 2; i++) {
		at = 0;
		for (uint8_t p = 0; p < 3; p++) {
			check_record(record_at(i, at), 60, 60, p);
			at += record_at(i, at)->size;
		}
		assert_int_equal(shared[i].head, at);
		assert_int_equal(shared[i].seen, 3);
		assert_int_equal(shared[i].accepted, 3);
		assert_int_equal(shared[i].dropped, 0);
	}
	/* The same moment for a burst, and sending comes first. */
	assert_true(record_at(0, 0)->ns >= record_at(1, 0)->ns);
	for (unsigned int i = 0; i < 2; i++)
		capture_tap_detach(t[i]);
	assert_false(has_callbacks());
	move(1, 60);
	assert_int_equal(shared[0].head, at);
	capture_tap_detach(t[0]); /* twice is fine */
}

static void
test_snaplen_and_pieces(void **state)
{
	struct capture_target to = target(0, true);
	struct rte_mbuf *m = packet(40, 0), *more = packet(40, 40);
	struct capture_tap *t;

	(void)state;
	to.snaplen = 70;
	t = attach(&to);
	assert_int_equal(rte_pktmbuf_chain(m, more), 0);
	assert_int_equal(rte_eth_tx_burst(port, 0, &m, 1), 1);
	assert_int_equal(rte_eth_rx_burst(port, 0, &m, 1), 1);
	rte_pktmbuf_free(m);
	check_record(record_at(0, 0), 80, 70, 0);
	capture_tap_detach(t);
}

static void
test_filter(void **state)
{
	struct bpf_insn odd[] = {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
			BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 1),
			BPF_STMT(BPF_RET | BPF_A, 0)};
	struct capture_filter filter = {RTE_DIM(odd), odd};
	struct capture_target to = target(0, false);
	struct capture_tap *t;

	(void)state;
	to.filter = &filter;
	t = attach(&to);
	move(5, 60);
	assert_int_equal(shared[0].seen, 5);
	assert_int_equal(shared[0].accepted, 2);
	check_record(record_at(0, 0), 60, 60, 1);
	check_record(record_at(0, record_at(0, 0)->size), 60, 60, 3);
	capture_tap_detach(t);
}

/* Records are 1056 bytes, which do not divide the ring. */
static void
test_full_and_around(void **state)
{
	const struct capture_target to = target(0, false);
	const unsigned int fit = RING / 1056;
	struct capture_tap *t = attach(&to);
	uint64_t at;

	(void)state;
	for (unsigned int i = 0; i < fit + 9; i++)
		move(1, 1024);
	assert_int_equal(shared[0].accepted, fit + 9);
	assert_int_equal(shared[0].dropped, 9);
	assert_int_equal(shared[0].head, fit * 1056);
	/* One was read: there is room, but not at the end. */
	shared[0].tail = 1056;
	move(1, 1024);
	assert_int_equal(shared[0].dropped, 9);
	at = fit * 1056;
	assert_int_equal(record_at(0, at)->caplen, BP_CAPTURE_PAD);
	assert_int_equal(record_at(0, at)->size, RING - at);
	check_record(record_at(0, 0), 1024, 1024, 0);
	assert_int_equal(shared[0].head, RING + 1056);
	/* And now it is full again. */
	move(1, 1024);
	assert_int_equal(shared[0].dropped, 10);
	capture_tap_detach(t);
}

static void
test_a_mad_reader(void **state)
{
	static const uint64_t tails[] = {1, 1ULL << 63, 12345};
	const struct capture_target to = target(0, false);
	struct capture_tap *t = attach(&to);

	(void)state;
	for (size_t i = 0; i < RTE_DIM(tails); i++) {
		shared[0].tail = tails[i];
		move(1, 60);
		assert_int_equal(shared[0].head, 0);
		assert_int_equal(shared[0].dropped, i + 1);
	}
	/* What it writes into counters and head is not believed either. */
	shared[0].tail = 0;
	shared[0].head = 12345;
	move(1, 60);
	assert_int_equal(shared[0].head, 96);
	capture_tap_detach(t);
}

static void
test_too_large_for_a_ring(void **state)
{
	const struct capture_target to = target(0, true);
	struct rte_mbuf *m = packet(2000, 0);
	struct capture_tap *t = attach(&to);

	(void)state;
	while (m->pkt_len <= RING)
		assert_int_equal(rte_pktmbuf_chain(m, packet(2000, 0)), 0);
	assert_int_equal(rte_eth_tx_burst(port, 0, &m, 1), 1);
	assert_int_equal(rte_eth_rx_burst(port, 0, &m, 1), 1);
	rte_pktmbuf_free(m);
	assert_int_equal(shared[0].dropped, 1);
	capture_tap_detach(t);
}

static void
test_refused(void **state)
{
	struct capture_target to = target(0, false);
	int rc = 0;

	(void)state;
	to.queue_id = 1;
	assert_null(capture_tap_attach(&to, &rc));
	assert_int_equal(rc, -EINVAL);
	to.port_id = 77;
	assert_null(capture_tap_attach(&to, &rc));
	assert_int_equal(rc, -ENODEV);
	to = target(0, true);
	to.queue_id = 1;
	assert_null(capture_tap_attach(&to, &rc));
	assert_int_equal(rc, -EINVAL);
	assert_false(has_callbacks());
}

static void
test_used_again(void **state)
{
	const struct capture_target to[] = {target(0, false), target(1, false)};
	struct capture_tap *t = attach(&to[0]), *other = attach(&to[1]);

	(void)state;
	assert_ptr_not_equal(t, other);
	move(2, 60);
	assert_int_equal(shared[0].seen, 2);
	assert_int_equal(shared[1].seen, 2);
	capture_tap_detach(t);
	move(2, 60);
	assert_int_equal(shared[0].seen, 2);
	assert_int_equal(shared[1].seen, 4);
	memset(&shared[0], 0, sizeof(shared[0]));
	assert_ptr_equal(attach(&to[0]), t);
	move(1, 60);
	assert_int_equal(shared[0].seen, 1);
	check_record(record_at(0, 0), 60, 60, 0);
	capture_tap_detach(t);
	capture_tap_detach(other);
}

static void
test_end(void **state)
{
	const struct capture_target to = target(0, false);
	struct capture_tap *t = attach(&to);

	(void)state;
	assert_int_equal(capture_tap_port(t), port);
	assert_int_equal(shared[0].ended, 0);
	capture_tap_end(t);
	assert_int_equal(shared[0].ended, 1);
	assert_false(has_callbacks());
	shared[0].ended = 0;
	capture_tap_end(t);
	assert_int_equal(shared[0].ended, 0);
}

static bool stop;

static void *
keep_moving(void *arg)
{
	(void)arg;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		move(4, 60);
	return NULL;
}

/* After a detach nothing is written, whatever moves meanwhile. */
static void
test_while_packets_move(void **state)
{
	const struct capture_target to[] = {target(0, false), target(1, true)};
	pthread_t thread;

	(void)state;
	stop = false;
	assert_int_equal(pthread_create(&thread, NULL, keep_moving, NULL), 0);
	for (unsigned int i = 0; i < 200; i++) {
		struct capture_tap *a = attach(&to[0]), *b = attach(&to[1]);

		/* Relaxed: only that something came is asked. */
		while (i % 8 == 0 &&
				__atomic_load_n(&shared[0].seen,
						__ATOMIC_RELAXED) == 0)
			sched_yield();
		capture_tap_detach(a);
		capture_tap_detach(b);
		memset(shared, 0, sizeof(shared));
		memset(ring, 0, 4096);
		assert_int_equal(shared[0].head, 0);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	assert_int_equal(shared[0].head, 0);
	assert_false(has_callbacks());
}

int
main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_both_directions),
			TEST(test_snaplen_and_pieces),
			TEST(test_filter),
			TEST(test_full_and_around),
			TEST(test_a_mad_reader),
			TEST(test_too_large_for_a_ring),
			TEST(test_refused),
			TEST(test_used_again),
			TEST(test_end),
			TEST(test_while_packets_move),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
