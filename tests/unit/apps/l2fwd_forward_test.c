/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One burst at a time, from a port whose receive ring the test fills to one
 * whose transmit ring it reads.
 */
#include <rte_eth_ring.h>
#include <rte_ring.h>

#include "../drivers/ports.h"
#include "l2fwd/l2fwd.h"

#define ROOM 15 /* in the transmit ring */

static struct rte_ring *in, *out;
static uint16_t port;
static struct l2fwd_flow flow;

static int
setup(void **state)
{
	int id;

	in = rte_ring_create("in", 64, SOCKET_ID_ANY, 0);
	out = rte_ring_create("out", ROOM + 1, SOCKET_ID_ANY, 0);
	if (in == NULL || out == NULL)
		return -1;
	id = rte_eth_from_rings("r", &in, 1, &out, 1, SOCKET_ID_ANY);
	if (id < 0)
		return -1;
	port = (uint16_t)id;
	port_start(port, 1, pool);
	flow = (struct l2fwd_flow){
			.rx_port = port,
			.tx_port = port,
			.src = {.addr_bytes = {2, 1, 1, 1, 1, 1}},
			.dst = {.addr_bytes = {2, 0, 0, 0, 0, 9}},
	};
	return 0;
}

static int
teardown(void **state)
{
	void *m;

	while (rte_ring_dequeue(out, &m) == 0)
		rte_pktmbuf_free(m);
	if (rte_eth_dev_stop(port) != 0 || rte_vdev_uninit("net_ring_r") != 0)
		return -1;
	rte_ring_free(in);
	rte_ring_free(out);
	return ports_check(state);
}

static void
give(unsigned int n, uint16_t len)
{
	for (unsigned int i = 0; i < n; i++) {
		struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

		assert_non_null(m);
		memset(rte_pktmbuf_append(m, len), 0xaa, len);
		assert_int_equal(rte_ring_enqueue(in, m), 0);
	}
}

static void
test_one_leaves_at_once(void **state)
{
	assert_int_equal(l2fwd_poll(&flow), 0);
	give(1, 60);
	assert_int_equal(l2fwd_poll(&flow), 1);
	assert_int_equal(rte_ring_count(out), 1);
	assert_int_equal(flow.rx.packets, 1);
	assert_int_equal(flow.rx.bytes, 60);
	assert_int_equal(flow.tx.packets, 1);
	assert_int_equal(flow.tx.bytes, 60);
	assert_int_equal(flow.tx.dropped, 0);
}

static void
test_what_does_not_fit_is_dropped(void **state)
{
	give(L2FWD_BURST + 1, 100);
	assert_int_equal(l2fwd_poll(&flow), L2FWD_BURST);
	assert_int_equal(l2fwd_poll(&flow), 1);
	assert_int_equal(flow.rx.packets, L2FWD_BURST + 1);
	assert_int_equal(flow.tx.packets, ROOM);
	assert_int_equal(flow.tx.bytes, ROOM * 100);
	assert_int_equal(flow.tx.dropped, L2FWD_BURST + 1 - ROOM);
}

static void
test_addresses(void **state)
{
	struct rte_mbuf *m;
	uint8_t *data;

	give(1, 60);
	l2fwd_poll(&flow);
	flow.rewrite = true;
	give(1, RTE_ETHER_HDR_LEN);
	give(1, RTE_ETHER_HDR_LEN - 1);
	l2fwd_poll(&flow);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(rte_ring_dequeue(out, (void **)&m), 0);
		data = rte_pktmbuf_mtod(m, uint8_t *);
		if (i == 1) {
			assert_memory_equal(data, &flow.dst, 6);
			assert_memory_equal(data + 6, &flow.src, 6);
		}
		/* Others are as they were, and so is the type. */
		assert_int_equal(data[i == 1 ? 12 : 0], 0xaa);
		assert_int_equal(data[i == 1 ? 13 : 11], 0xaa);
		rte_pktmbuf_free(m);
	}
}

static void
test_a_shared_queue_is_locked(void **state)
{
	rte_spinlock_t lock = RTE_SPINLOCK_INITIALIZER;

	flow.lock = &lock;
	give(3, 60);
	assert_int_equal(l2fwd_poll(&flow), 3);
	assert_int_equal(flow.tx.packets, 3);
	assert_false(rte_spinlock_is_locked(&lock));
}

static void
test_ports_that_are_gone(void **state)
{
	flow.tx_removed = true;
	give(3, 60);
	assert_int_equal(l2fwd_poll(&flow), 3);
	assert_int_equal(flow.rx.packets, 3);
	assert_int_equal(flow.tx.packets, 0);
	assert_int_equal(flow.tx.dropped, 3);
	flow.rx_removed = true;
	give(1, 60);
	assert_int_equal(l2fwd_poll(&flow), 0);
	assert_int_equal(rte_ring_count(in), 1);
	flow.rx_removed = flow.tx_removed = false;
	assert_int_equal(l2fwd_poll(&flow), 1);
	assert_int_equal(rte_ring_count(out), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(test_one_leaves_at_once,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_what_does_not_fit_is_dropped,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_addresses, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_a_shared_queue_is_locked, setup,
					teardown),
			cmocka_unit_test_setup_teardown(
					test_ports_that_are_gone, setup,
					teardown),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
