/* SPDX-License-Identifier: BSD-3-Clause */
/* Callbacks: events, bursts, and transmit buffers with theirs. */
#include <bufplane_ethdev_callback.h>

#include "fake.h"

static unsigned int seen, seen_all;
static uint16_t last_port;

static int
on_event(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	unsigned int *n = arg;

	(*n)++;
	last_port = id;
	if (ret != NULL)
		*(int *)ret = rte_eth_dev_callback_unregister(
				id, event, on_event, arg);
	return 7;
}

static int
process(enum rte_eth_event_type event, void *ret)
{
	return rte_eth_dev_callback_process(&rte_eth_devices[port], event, ret);
}

static void
events(void **state)
{
	const enum rte_eth_event_type lsc = RTE_ETH_EVENT_INTR_LSC;
	int rc = 0;

	seen = 0;
	assert_int_equal(rte_eth_dev_callback_register(port, lsc, NULL, NULL),
			-EINVAL);
	assert_int_equal(rte_eth_dev_callback_register(99, lsc, on_event, NULL),
			-EINVAL);
	assert_int_equal(rte_eth_dev_callback_register(
					 port, lsc, on_event, &seen),
			0);
	assert_int_equal(rte_eth_dev_callback_register(
					 port, lsc, on_event, &seen),
			0);
	assert_int_equal(process(lsc, NULL), 7);
	assert_int_equal(process(RTE_ETH_EVENT_INTR_RMV, NULL), 0);
	assert_int_equal(seen, 1);
	assert_int_equal(process(lsc, &rc), 7);
	assert_int_equal(rc, -EAGAIN);
	assert_int_equal(rte_eth_dev_callback_unregister(port, lsc, NULL, NULL),
			-EINVAL);
	assert_int_equal(rte_eth_dev_callback_unregister(
					 99, lsc, on_event, NULL),
			-EINVAL);
	assert_int_equal(rte_eth_dev_callback_unregister(
					 port, lsc, on_event, &seen),
			0);
	assert_int_equal(process(lsc, NULL), 0);
	assert_int_equal(seen, 2);
}

static void
events_of_all_ports(void **state)
{
	seen_all = 0;
	assert_int_equal(
			rte_eth_dev_callback_register(RTE_ETH_ALL,
					RTE_ETH_EVENT_NEW, on_event, &seen_all),
			0);
	assert_int_equal(rte_eth_dev_callback_register(RTE_ETH_ALL,
					 RTE_ETH_EVENT_DESTROY, on_event,
					 &seen_all),
			0);
	assert_int_equal(fake_port("later"), 1);
	assert_int_equal(seen_all, 1);
	assert_int_equal(last_port, 1);
	assert_int_equal(bp_eth_dev_remove("later"), 0);
	assert_int_equal(seen_all, 2);
	assert_int_equal(rte_eth_dev_callback_unregister(RTE_ETH_ALL,
					 RTE_ETH_EVENT_NEW, on_event,
					 (void *)-1),
			0);
	assert_int_equal(rte_eth_dev_callback_unregister(RTE_ETH_ALL,
					 RTE_ETH_EVENT_DESTROY, on_event,
					 &seen_all),
			0);
}

static uint16_t
drop_first(uint16_t id, uint16_t q, struct rte_mbuf **pkts, uint16_t n,
		uint16_t max, void *arg)
{
	unsigned int *order = arg;

	*order = *order * 10 + 1;
	rte_pktmbuf_free(pkts[0]);
	memmove(pkts, pkts + 1, (n - 1) * sizeof(*pkts));
	return n - 1;
}

static uint16_t
look(uint16_t id, uint16_t q, struct rte_mbuf **pkts, uint16_t n, uint16_t max,
		void *arg)
{
	unsigned int *order = arg;

	assert_int_equal(max, 4);
	*order = *order * 10 + 2;
	return n;
}

static uint16_t
drop_all(uint16_t id, uint16_t q, struct rte_mbuf **pkts, uint16_t n, void *arg)
{
	rte_pktmbuf_free_bulk(pkts, n);
	return 0;
}

static void
bursts(void **state)
{
	const struct rte_eth_rxtx_callback *one, *two, *tx;
	struct rte_mbuf *m[4];
	unsigned int order = 0;

	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	one = rte_eth_add_rx_callback(port, 0, drop_first, &order);
	two = rte_eth_add_first_rx_callback(port, 0, look, &order);
	tx = rte_eth_add_tx_callback(port, 0, drop_all, NULL);
	assert_true(one != NULL && two != NULL && tx != NULL);
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 3);
	assert_int_equal(order, 21);
	assert_int_equal(rte_eth_tx_burst(port, 0, m, 3), 0);
	assert_int_equal(rte_eth_remove_rx_callback(port, 0, one), 0);
	assert_int_equal(rte_eth_remove_rx_callback(port, 0, one), -EINVAL);
	assert_int_equal(rte_eth_remove_rx_callback(port, 0, NULL), -EINVAL);
	assert_int_equal(rte_eth_remove_rx_callback(port, 3, two), -EINVAL);
	assert_int_equal(rte_eth_remove_rx_callback(77, 0, two), -ENODEV);
	assert_int_equal(rte_eth_remove_tx_callback(77, 0, tx), -ENODEV);
	assert_int_equal(rte_eth_remove_tx_callback(port, 0, tx), 0);
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 4);
	assert_int_equal(order, 212);
	assert_int_equal(rte_eth_tx_burst(port, 0, m, 4), 4);
	rte_free((void *)(uintptr_t)one);
	rte_free((void *)(uintptr_t)tx);
}

/* Entries of the caller's come and go, and are not freed with the port. */
static void
linked_bursts(void **state)
{
	struct rte_eth_rxtx_callback rx = {.fn.rx = look};
	struct rte_eth_rxtx_callback tx = {.fn.tx = drop_all};
	const struct rte_eth_rxtx_callback *other;
	struct rte_mbuf *m[4];
	unsigned int order = 0, i;

	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	rx.param = &order;
	other = rte_eth_add_first_rx_callback(port, 0, drop_first, &order);
	for (i = 0; i < 3; i++) {
		order = 0;
		assert_int_equal(bp_eth_link_rx_callback(port, 0, &rx), 0);
		assert_int_equal(bp_eth_link_tx_callback(port, 0, &tx), 0);
		assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 3);
		assert_int_equal(order, 21);
		assert_int_equal(rte_eth_tx_burst(port, 0, m, 3), 0);
		assert_int_equal(rte_eth_remove_rx_callback(port, 0, &rx), 0);
		assert_int_equal(rte_eth_remove_tx_callback(port, 0, &tx), 0);
	}
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 3);
	assert_int_equal(order, 211);
	assert_int_equal(rte_eth_tx_burst(port, 0, m, 3), 3);
	assert_int_equal(rte_eth_remove_rx_callback(port, 0, other), 0);
	rte_free((void *)(uintptr_t)other);
	assert_int_equal(bp_eth_link_rx_callback(port, 1, &rx), -EINVAL);
	assert_int_equal(bp_eth_link_tx_callback(port, 1, &tx), -EINVAL);
	assert_int_equal(bp_eth_link_rx_callback(77, 0, &rx), -ENODEV);
	assert_int_equal(bp_eth_link_tx_callback(77, 0, &tx), -ENODEV);
}

static void
bad_burst_callbacks(void **state)
{
	fake_ready(1);
	rte_errno = 0;
	assert_null(rte_eth_add_rx_callback(port, 0, NULL, NULL));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_eth_add_rx_callback(port, 1, look, NULL));
	assert_null(rte_eth_add_rx_callback(77, 0, look, NULL));
	assert_null(rte_eth_add_tx_callback(port, 0, NULL, NULL));
	assert_null(rte_eth_add_tx_callback(port, 1, drop_all, NULL));
	assert_null(rte_eth_add_tx_callback(77, 0, drop_all, NULL));
}

static void
transmit_buffers(void **state)
{
	struct rte_eth_dev_tx_buffer *b =
			rte_zmalloc(NULL, RTE_ETH_TX_BUFFER_SIZE(4), 0);
	uint64_t dropped = 0;
	struct rte_mbuf *m[4];
	int i;

	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_eth_tx_buffer_init(NULL, 4), -EINVAL);
	assert_int_equal(rte_eth_tx_buffer_set_err_callback(NULL, NULL, NULL),
			-EINVAL);
	assert_int_equal(rte_eth_tx_buffer_init(b, 4), 0);
	assert_int_equal(rte_eth_tx_buffer_flush(port, 0, b), 0);
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, 4), 0);
	for (i = 0; i < 3; i++)
		assert_int_equal(rte_eth_tx_buffer(port, 0, b, m[i]), 0);
	assert_int_equal(rte_eth_tx_buffer(port, 0, b, m[3]), 4);
	fake.tx_room = 1;
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, 2), 0);
	assert_int_equal(rte_eth_tx_buffer(port, 0, b, m[0]), 0);
	assert_int_equal(rte_eth_tx_buffer(port, 0, b, m[1]), 0);
	assert_int_equal(rte_eth_tx_buffer_flush(port, 0, b), 1);
	assert_int_equal(rte_eth_tx_buffer_set_err_callback(b,
					 rte_eth_tx_buffer_count_callback,
					 &dropped),
			0);
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, 3), 0);
	for (i = 0; i < 3; i++)
		assert_int_equal(rte_eth_tx_buffer(port, 0, b, m[i]), 0);
	assert_int_equal(rte_eth_tx_buffer_flush(port, 0, b), 1);
	assert_int_equal(dropped, 2);
	rte_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(events),
			FAKE_TEST(events_of_all_ports),
			FAKE_TEST(bursts),
			FAKE_TEST(linked_bursts),
			FAKE_TEST(bad_burst_callbacks),
			FAKE_TEST(transmit_buffers),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
