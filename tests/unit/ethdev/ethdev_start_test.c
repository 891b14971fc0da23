/* SPDX-License-Identifier: BSD-3-Clause */
/* Start, stop, close, reset, removal, and bursts around them. */
#include <stdio.h>

#include "fake.h"

static uint16_t
receive(void)
{
	struct rte_mbuf *m[4];
	uint16_t n = rte_eth_rx_burst(port, 0, m, 4);

	rte_pktmbuf_free_bulk(m, n);
	return n;
}

static void
wrong_states(void **state)
{
	assert_int_equal(rte_eth_dev_start(77), -ENODEV);
	assert_int_equal(rte_eth_dev_stop(77), -ENODEV);
	assert_int_equal(rte_eth_dev_close(77), -ENODEV);
	assert_int_equal(rte_eth_dev_reset(77), -ENODEV);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(fake.stops, 0);
	assert_int_equal(rte_eth_dev_start(port), -EINVAL);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(fake.starts, 1);
	assert_int_equal(rte_eth_dev_close(port), -EINVAL);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	fake_ops.dev_start = NULL;
	fake_ops.dev_stop = NULL;
	fake_ops.dev_reset = NULL;
	fake_ops.dev_close = NULL;
	assert_int_equal(rte_eth_dev_start(port), -ENOTSUP);
	assert_int_equal(rte_eth_dev_stop(port), -ENOTSUP);
	assert_int_equal(rte_eth_dev_reset(port), -ENOTSUP);
	assert_int_equal(rte_eth_dev_close(port), -ENOTSUP);
}

static void
bursts_move_only_while_started(void **state)
{
	assert_int_equal(receive(), 0);
	fake_ready(1);
	assert_int_equal(receive(), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(receive(), 4);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(receive(), 0);
	assert_int_equal(rte_eth_tx_prepare(port, 0, NULL, 3), 3);
	assert_int_equal(rte_eth_rx_queue_count(port, 0), -ENOTSUP);
	assert_int_equal(rte_eth_rx_descriptor_status(port, 0, 0), -ENOTSUP);
	assert_int_equal(rte_eth_tx_descriptor_status(port, 0, 0), -ENOTSUP);
	assert_int_equal(rte_eth_rx_queue_count(77, 0), -EINVAL);
	assert_int_equal(rte_eth_rx_descriptor_status(77, 0, 0), -ENODEV);
	assert_int_equal(rte_eth_tx_descriptor_status(77, 0, 0), -ENODEV);
}

static unsigned int
count_lines(FILE *log, const char *what)
{
	char line[256];
	unsigned int n = 0;

	rewind(log);
	while (fgets(line, sizeof(line), log) != NULL)
		n += strstr(line, what) != NULL;
	return n;
}

/* As in 22.11, but one line a port, lcore and stop. */
static void
bursts_say_that_a_port_is_not_ready(void **state)
{
	FILE *log = tmpfile();
	struct rte_mbuf *m = NULL;
	uint16_t id = port;
	int i;

	assert_non_null(log);
	rte_openlog_stream(log);
	rte_log_set_global_level(RTE_LOG_ERR);
	for (i = 0; i < 3; i++) {
		rte_errno = 0;
		assert_int_equal(receive(), 0);
		assert_int_equal(rte_errno, ENOTSUP);
		rte_errno = 0;
		assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 0);
		assert_int_equal(rte_errno, ENOTSUP);
	}
	assert_int_equal(count_lines(log, "not ready"), 1);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(id), 0);
	rte_errno = 0;
	assert_int_equal(receive(), 4);
	assert_int_equal(rte_errno, 0);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(receive(), 0);
	assert_int_equal(rte_errno, ENOTSUP);
	assert_int_equal(count_lines(log, "not ready"), 2);
	assert_int_equal(rte_eth_dev_close(id), 0);
	rte_errno = 0;
	assert_int_equal(rte_eth_rx_burst(id, 1023, &m, 1), 0);
	assert_int_equal(rte_errno, ENOTSUP);
	rte_log_set_global_level(RTE_LOG_EMERG);
	rte_openlog_stream(NULL);
	fclose(log);
}

static uint32_t
queue_count(void *q)
{
	return 9;
}

static int
desc_status(void *q, uint16_t offset)
{
	return RTE_ETH_RX_DESC_DONE;
}

static uint16_t
prepare(void *q, struct rte_mbuf **pkts, uint16_t n)
{
	return n / 2;
}

static void
optional_fast_functions(void **state)
{
	struct rte_eth_dev *dev = &rte_eth_devices[port];

	dev->rx_queue_count = queue_count;
	dev->rx_descriptor_status = desc_status;
	dev->tx_descriptor_status = desc_status;
	dev->tx_pkt_prepare = prepare;
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_eth_rx_queue_count(port, 0), 9);
	assert_int_equal(rte_eth_rx_queue_count(port, 3), -EINVAL);
	assert_int_equal(rte_eth_rx_descriptor_status(port, 0, 0), 1);
	assert_int_equal(rte_eth_tx_descriptor_status(port, 0, 0), 1);
	assert_int_equal(rte_eth_tx_prepare(port, 0, NULL, 8), 4);
}

static void
failures(void **state)
{
	fake_ready(1);
	fake.rc = -ENOMEM;
	assert_int_equal(rte_eth_dev_start(port), -ENOMEM);
	assert_int_equal(receive(), 0);
	fake.rc = 0;
	assert_int_equal(rte_eth_promiscuous_enable(port), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	fake.rc = -ENOSPC;
	assert_int_equal(rte_eth_dev_stop(port), -ENOSPC);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_eth_dev_close(port), -ENOSPC);
	assert_false(rte_eth_dev_is_valid_port(port));
}

static void
restart_restores_what_was_set(void **state)
{
	struct rte_ether_addr addr = {{2, 0, 0, 0, 0, 9}};

	fake_ready(1);
	assert_int_equal(rte_eth_promiscuous_enable(port), 0);
	assert_int_equal(rte_eth_allmulticast_enable(port), 0);
	assert_int_equal(rte_eth_dev_mac_addr_add(port, &addr, 0), 0);
	fake.calls = 0;
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(fake.calls, 4);
}

static void
close_releases_all(void **state)
{
	fake_ready(2);
	assert_int_equal(rte_eth_dev_close(port), 0);
	assert_int_equal(fake.releases, 4);
	assert_int_equal(fake.closes, 1);
	assert_int_equal(rte_eth_dev_close(port), -ENODEV);
}

static void
reset(void **state)
{
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_eth_dev_reset(port), 0);
	assert_int_equal(fake.stops, 1);
	assert_int_equal(rte_eth_dev_start(port), -EINVAL);
}

static void
removal(void **state)
{
	assert_int_equal(rte_eth_dev_is_removed(77), 0);
	assert_int_equal(rte_eth_dev_is_removed(port), 0);
	fake.removed = 1;
	assert_int_equal(rte_eth_dev_is_removed(port), 1);
	fake.removed = 0;
	assert_int_equal(rte_eth_dev_is_removed(port), 1);
	fake.rc = -EINVAL;
	assert_int_equal(rte_eth_promiscuous_enable(port), -EIO);
}

static int lsc_events;

static int
count_lsc(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	assert_true(rte_eth_devices[id].data->dev_started);
	lsc_events++;
	return 0;
}

/* The driver sees this link at its start; op_link() sees it up, later. */
static struct rte_eth_link seen_at_start;

static int
start_with_link(struct rte_eth_dev *dev)
{
	rte_eth_linkstatus_set(dev, &seen_at_start);
	return 0;
}

static void
start_tells_of_the_link(void **state)
{
	const struct {
		int lsc;
		int status; /* at the driver's start */
		int events;
	} cases[] = {{1, RTE_ETH_LINK_DOWN, 1}, {1, RTE_ETH_LINK_UP, 0},
			{0, RTE_ETH_LINK_DOWN, 0}};
	struct rte_eth_conf conf = {0};
	struct rte_eth_link link;
	unsigned int i;

	rte_eth_devices[port].data->dev_flags |= RTE_ETH_DEV_INTR_LSC;
	fake_ops.dev_start = start_with_link;
	assert_int_equal(rte_eth_dev_callback_register(port,
					 RTE_ETH_EVENT_INTR_LSC, count_lsc,
					 NULL),
			0);
	fake_ready(1);
	for (i = 0; i < RTE_DIM(cases); i++) {
		lsc_events = 0;
		seen_at_start.link_status = cases[i].status & 1;
		conf.intr_conf.lsc = cases[i].lsc & 1;
		assert_int_equal(rte_eth_dev_configure(port, 1, 1, &conf), 0);
		assert_int_equal(rte_eth_dev_start(port), 0);
		assert_int_equal(lsc_events, cases[i].events);
		rte_eth_linkstatus_get(&rte_eth_devices[port], &link);
		assert_int_equal(link.link_status, RTE_ETH_LINK_UP);
		assert_int_equal(rte_eth_dev_stop(port), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(wrong_states),
			FAKE_TEST(bursts_move_only_while_started),
			FAKE_TEST(bursts_say_that_a_port_is_not_ready),
			FAKE_TEST(optional_fast_functions),
			FAKE_TEST(failures),
			FAKE_TEST(restart_restores_what_was_set),
			FAKE_TEST(close_releases_all),
			FAKE_TEST(reset),
			FAKE_TEST(removal),
			FAKE_TEST(start_tells_of_the_link),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
