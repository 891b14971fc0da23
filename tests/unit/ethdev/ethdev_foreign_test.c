/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports of another process: here a slot that the test writes as a primary
 * would, whose process does not answer. Those that do are tested by
 * tests/system/group_ports_test.py.
 */
#include <bus_driver.h>
#include <dev_driver.h>

#include "ethdev_private.h"
#include "fake.h"

#define FAR 9 /* the id of the port that is not ours */

static struct rte_bus bus = {.name = "far_bus"};
static struct rte_device device = {.name = "far0", .bus = &bus};
static unsigned int events[2]; /* new, gone */

static struct ethdev_slot *
slot(void)
{
	return &ethdev_shared_get()->slots[FAR];
}

static int
count_event(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	assert_int_equal(id, FAR);
	events[event == RTE_ETH_EVENT_NEW ? 0 : 1]++;
	return 0;
}

/* What a primary does when it shows a port. */
static void
show(void)
{
	struct rte_eth_dev_data *data = &ethdev_shared_get()->data[FAR];

	memset(data, 0, sizeof(*data));
	strcpy(data->name, "far0");
	data->port_id = FAR;
	data->nb_rx_queues = 1;
	data->nb_tx_queues = 1;
	data->rx_queues[0] = &fake;
	data->tx_queues[0] = &fake;
	data->mac_addrs = calloc(1, sizeof(*data->mac_addrs));
	slot()->maker = 5;
	strcpy(slot()->bus, bus.name);
	strcpy(slot()->device, device.name);
	slot()->round = ++ethdev_shared_get()->rounds;
}

static int
setup(void **state)
{
	int rc = fake_setup(state);

	memset(events, 0, sizeof(events));
	rte_eth_dev_callback_register(
			RTE_ETH_ALL, RTE_ETH_EVENT_NEW, count_event, NULL);
	rte_eth_dev_callback_register(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, count_event, NULL);
	show();
	return rc;
}

static int
teardown(void **state)
{
	ethdev_foreign_fini();
	rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, RTE_ETH_EVENT_NEW, count_event, NULL);
	rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, count_event, NULL);
	free(ethdev_shared_get()->data[FAR].mac_addrs);
	memset(&ethdev_shared_get()->data[FAR], 0,
			sizeof(struct rte_eth_dev_data));
	memset(slot(), 0, sizeof(*slot()));
	return fake_teardown(state);
}

/* Only the shared part of the fake driver's work. */
static void
set_functions(struct rte_eth_dev *dev)
{
	dev->dev_ops = &fake_ops;
	dev->rx_pkt_burst = fake_rx;
	dev->tx_pkt_burst = fake_tx;
}

/* This process's first look, which finds one port that it did not make. */
static void
attach(void)
{
	ethdev_foreign_attach_all();
	assert_int_equal(rte_eth_dev_count_avail(), 2);
	assert_int_equal(events[0], 1);
}

static void
attaches_by_name(void **state)
{
	struct rte_eth_dev *dev;

	assert_null(rte_eth_dev_attach_secondary(NULL));
	assert_null(rte_eth_dev_attach_secondary(""));
	assert_null(rte_eth_dev_attach_secondary("far1"));
	slot()->round = 0; /* not shown yet */
	assert_null(rte_eth_dev_attach_secondary("far0"));
	slot()->round = 1;
	dev = rte_eth_dev_attach_secondary("far0");
	assert_ptr_equal(dev, &rte_eth_devices[FAR]);
	assert_ptr_equal(rte_eth_dev_attach_secondary("far0"), dev);
	assert_ptr_equal(rte_eth_dev_attach_secondary("fake0"),
			&rte_eth_devices[port]);
	assert_false(rte_eth_dev_is_valid_port(FAR));
	rte_eth_dev_probing_finish(dev);
	assert_true(rte_eth_dev_is_valid_port(FAR));
}

/* Nobody answers: each question fails, and what is in data is there. */
static void
asks_in_vain(void **state)
{
	struct rte_eth_xstat_name names[64];
	struct rte_eth_xstat xstats[64];
	struct rte_eth_dev_info info;
	struct rte_eth_stats stats;
	struct rte_eth_link link;
	uint16_t mtu;

	attach();
	assert_int_equal(rte_eth_dev_info_get(FAR, &info), -ENOTSUP);
	assert_int_equal(rte_eth_stats_get(FAR, &stats), -ENOTSUP);
	assert_int_equal(rte_eth_stats_reset(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_xstats_get(FAR, xstats, 64), -ENOTSUP);
	assert_int_equal(rte_eth_xstats_get_names(FAR, names, 64), -ENOTSUP);
	assert_int_equal(rte_eth_xstats_reset(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_link_get(FAR, &link), 0);
	assert_int_equal(rte_eth_dev_get_mtu(FAR, &mtu), 0);
	assert_string_equal(rte_dev_name(rte_eth_devices[FAR].device), "far0");
}

static void
refuses_changes(void **state)
{
	static const struct rte_eth_conf conf;
	struct rte_ether_addr addr = {{2, 0, 0, 0, 0, 1}};
	uint16_t q;

	assert_int_equal(bp_eth_attach_all(&device, set_functions), 0);
	attach();
	assert_int_equal(rte_eth_dev_configure(FAR, 1, 1, &conf), -ENOTSUP);
	assert_int_equal(rte_eth_rx_queue_setup(FAR, 0, 64, 0, NULL, pool),
			-ENOTSUP);
	assert_int_equal(rte_eth_tx_queue_setup(FAR, 0, 64, 0, NULL), -ENOTSUP);
	assert_int_equal(rte_eth_dev_start(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_dev_stop(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_dev_reset(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_dev_set_mtu(FAR, 1000), -ENOTSUP);
	assert_int_equal(rte_eth_promiscuous_enable(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_promiscuous_disable(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_allmulticast_enable(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_allmulticast_disable(FAR), -ENOTSUP);
	assert_int_equal(
			rte_eth_dev_default_mac_addr_set(FAR, &addr), -ENOTSUP);
	assert_int_equal(rte_eth_dev_mac_addr_add(FAR, &addr, 0), -ENOTSUP);
	assert_int_equal(rte_eth_dev_mac_addr_remove(FAR, &addr), -ENOTSUP);
	assert_int_equal(rte_eth_dev_vlan_filter(FAR, 1, 1), -ENOTSUP);
	assert_int_equal(rte_eth_dev_set_vlan_offload(FAR, 0), -ENOTSUP);
	assert_int_equal(rte_eth_dev_set_link_up(FAR), -ENOTSUP);
	assert_int_equal(rte_eth_dev_set_link_down(FAR), -ENOTSUP);
	for (q = 0; q < 1; q++) {
		assert_int_not_equal(rte_eth_dev_rx_queue_start(FAR, q), 0);
		assert_int_equal(rte_eth_dev_tx_queue_stop(FAR, q), -ENOTSUP);
	}
	assert_int_equal(fake.calls + fake.starts + fake.stops, 0);
}

/* Of a driver's functions only those that read are reached. */
static void
uses_a_driver(void **state)
{
	struct rte_eth_dev_info info;
	struct rte_eth_stats stats;
	struct rte_mbuf *m;

	ethdev_foreign_attach_all();
	assert_int_equal(rte_eth_dev_close(FAR), 0);
	assert_int_equal(bp_eth_attach_all(&device, set_functions), 1);
	assert_int_equal(bp_eth_attach_all(&device, set_functions), 0);
	assert_ptr_equal(rte_eth_devices[FAR].device, &device);
	assert_int_equal(rte_eth_dev_info_get(FAR, &info), 0);
	assert_int_equal(rte_eth_stats_get(FAR, &stats), 0);
	assert_int_equal(stats.ipackets, 11);
	assert_null(rte_eth_devices[FAR].dev_ops->dev_start);
	/* Bursts, while the maker lets them. */
	assert_int_equal(rte_eth_rx_burst(FAR, 0, &m, 1), 0);
	slot()->open = true;
	assert_int_equal(ethdev_foreign_follow(FAR), 0);
	assert_int_equal(rte_eth_rx_burst(FAR, 0, &m, 1), 1);
	assert_int_equal(rte_eth_tx_burst(FAR, 0, &m, 1), 1);
	slot()->open = false;
	assert_int_equal(ethdev_foreign_follow(FAR), 0);
	assert_int_equal(rte_eth_rx_burst(FAR, 0, &m, 1), 0);
}

/* A second port of a device is attached to as the first was. */
static void
knows_siblings(void **state)
{
	ethdev_foreign_attach_all();
	assert_int_equal(rte_eth_dev_close(FAR), 0);
	assert_int_equal(bp_eth_attach_all(&device, set_functions), 1);
	ethdev_shared_get()->slots[FAR + 1] = *slot();
	ethdev_shared_get()->data[FAR + 1] = ethdev_shared_get()->data[FAR];
	strcpy(ethdev_shared_get()->data[FAR + 1].name, "far1");
	ethdev_shared_get()->data[FAR + 1].port_id = FAR + 1;
	rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, RTE_ETH_EVENT_NEW, count_event, NULL);
	rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, count_event, NULL);
	assert_int_equal(ethdev_foreign_follow(FAR + 1), 0);
	assert_ptr_equal(rte_eth_devices[FAR + 1].device, &device);
	assert_ptr_equal(rte_eth_devices[FAR + 1].rx_pkt_burst, fake_rx);
	ethdev_foreign_fini();
	memset(&ethdev_shared_get()->slots[FAR + 1], 0, sizeof(*slot()));
	memset(&ethdev_shared_get()->data[FAR + 1], 0,
			sizeof(struct rte_eth_dev_data));
}

static int
close_it(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	assert_int_equal(rte_eth_dev_close(id), -EBUSY);
	assert_int_equal(
			rte_eth_dev_release_port(&rte_eth_devices[id]), -EBUSY);
	(*(unsigned int *)arg)++;
	return 0;
}

/* While it goes it is no port that could be closed. */
static void
closed_as_it_goes(void **state)
{
	unsigned int n = 0;

	attach();
	assert_int_equal(rte_eth_dev_callback_register(FAR,
					 RTE_ETH_EVENT_DESTROY, close_it, &n),
			0);
	assert_int_equal(rte_eth_dev_close(FAR), 0);
	assert_int_equal(n, 1);
	assert_string_equal(ethdev_shared_get()->data[FAR].name, "far0");
}

static void
follows(void **state)
{
	attach();
	slot()->round = 0;
	assert_int_equal(ethdev_foreign_follow(FAR), 0);
	assert_false(rte_eth_dev_is_valid_port(FAR));
	assert_int_equal(events[1], 1);
	assert_int_equal(ethdev_foreign_follow(FAR), 0);
	/* The next of that id is another port. */
	slot()->round = ++ethdev_shared_get()->rounds;
	assert_int_equal(ethdev_foreign_follow(FAR), 0);
	assert_int_equal(events[0], 2);
	/* One went and one came, of which we hear at once. */
	slot()->round = ++ethdev_shared_get()->rounds;
	assert_int_equal(ethdev_foreign_follow(FAR), 0);
	assert_int_equal(events[0], 3);
	assert_int_equal(events[1], 2);
}

/* What this process lets go of stays as it was, and away. */
static void
lets_go(void **state)
{
	attach();
	assert_int_equal(rte_eth_dev_close(FAR), 0);
	assert_int_equal(events[1], 1);
	assert_int_equal(rte_eth_dev_close(FAR), -ENODEV);
	assert_string_equal(ethdev_shared_get()->data[FAR].name, "far0");
	assert_non_null(ethdev_shared_get()->data[FAR].mac_addrs);
	/* Who still looks finds what was there, but nothing to free. */
	assert_non_null(rte_eth_devices[FAR].data);
	assert_null(rte_eth_dev_allocated("far0"));
	assert_int_equal(rte_eth_dev_release_port(&rte_eth_devices[FAR]),
			-EINVAL);
	assert_int_equal(bp_eth_dev_remove("far0"), 0);
	slot()->open = true;
	assert_int_equal(ethdev_foreign_follow(FAR), 0);
	assert_false(rte_eth_dev_is_valid_port(FAR));
	assert_non_null(rte_eth_dev_attach_secondary("far0"));
	assert_int_equal(rte_eth_dev_release_port(&rte_eth_devices[FAR]), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					attaches_by_name, setup, teardown),
			cmocka_unit_test_setup_teardown(
					asks_in_vain, setup, teardown),
			cmocka_unit_test_setup_teardown(
					refuses_changes, setup, teardown),
			cmocka_unit_test_setup_teardown(
					uses_a_driver, setup, teardown),
			cmocka_unit_test_setup_teardown(
					knows_siblings, setup, teardown),
			cmocka_unit_test_setup_teardown(
					closed_as_it_goes, setup, teardown),
			cmocka_unit_test_setup_teardown(
					follows, setup, teardown),
			cmocka_unit_test_setup_teardown(
					lets_go, setup, teardown),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
