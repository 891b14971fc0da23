/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports that go while l2fwd runs: each is closed once, as soon as no lcore uses
 * it, and its counts stay. The devices are net_null's, which never go: the
 * tests say so in their place.
 */
#include <ethdev_driver.h>

#include <rte_alarm.h>
#include <rte_lcore.h>

#include "../drivers/ports.h"
#include "common/app.h"
#include "l2fwd/l2fwd.h"

#define FIRST_US 20000

static struct l2fwd app;

static struct l2fwd_port *const stays = &app.ports[0],
				*const goes = &app.ports[1];

static int
setup(void **state)
{
	memset(&app, 0, sizeof(app));
	app.opt.ports_n = 2;
	app.opt.rx_queues = 1;
	for (unsigned int i = 0; i < 2; i++) {
		uint16_t id = port_new(
				i == 0 ? "net_null0" : "net_null1", "no-rx=1");

		rte_eth_devices[id].data->dev_flags |= RTE_ETH_DEV_INTR_RMV;
		app.opt.ports[i] = id;
	}
	return l2fwd_ports_open(&app);
}

static int
teardown(void **state)
{
	rte_vdev_uninit("net_null0");
	rte_vdev_uninit("net_null1");
	return ports_check(state);
}

static bool
is_there(const struct l2fwd_port *port)
{
	return rte_eth_dev_is_valid_port(port->id) == 1;
}

/* As a driver does when the device is gone. */
static void
pull_out(void *arg)
{
	struct rte_eth_dev *dev = &rte_eth_devices[goes->id];

	(void)arg;
	__atomic_store_n(&dev->state, RTE_ETH_DEV_REMOVED, __ATOMIC_RELAXED);
	rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_RMV, NULL);
}

static void
test_nobody_closes_it_in_use(void **state)
{
	pull_out(NULL);
	l2fwd_ports_drop(&app);
	assert_true(is_there(goes));
	assert_true(l2fwd_link_update(goes));
	for (unsigned int i = 0; i < app.flows_n; i++) {
		l2fwd_ports_drop(&app);
		assert_true(is_there(goes));
		app.flows[i].rx_removed = app.flows[i].rx_port == goes->id;
		app.flows[i].tx_removed = app.flows[i].tx_port == goes->id;
	}
	l2fwd_ports_drop(&app);
	assert_false(is_there(goes));
	assert_true(is_there(stays));
	assert_int_equal(l2fwd_ports_close(&app), 0);
	assert_false(is_there(stays));
}

static void
test_the_end_comes_first(void **state)
{
	pull_out(NULL);
	assert_int_equal(l2fwd_ports_close(&app), 0);
	assert_false(is_there(goes));
}

static void
test_its_bus_was_faster(void **state)
{
	pull_out(NULL);
	assert_int_equal(rte_vdev_uninit(goes->name), 0);
	assert_int_equal(l2fwd_ports_close(&app), 0);
}

/* Only one that said that it goes may be missing. */
static void
test_a_port_that_is_missing(void **state)
{
	assert_int_equal(rte_vdev_uninit(goes->name), 0);
	assert_int_equal(l2fwd_ports_close(&app), -ENODEV);
}

static void
test_counts_stay(void **state)
{
	struct l2fwd_sample sample;

	goes->closed = true;
	goes->last.imissed = 3;
	goes->last.oerrors = 4;
	l2fwd_sample_take(&app, 1, &sample);
	assert_int_equal(sample.ports[1].rx.dropped, 3);
	assert_int_equal(sample.ports[1].errors, 4);
	assert_int_equal(sample.ports[0].errors, 0);
	goes->closed = false;
	assert_int_equal(l2fwd_ports_close(&app), 0);
}

static void
stop_when_gone(void *arg)
{
	(void)arg;
	if (is_there(goes))
		rte_eal_alarm_set(FIRST_US, stop_when_gone, NULL);
	else
		app_stop();
}

/* The last one: the program does not start again. */
static void
test_the_loop_closes_it(void **state)
{
	assert_int_equal(rte_eal_alarm_set(FIRST_US, pull_out, NULL), 0);
	assert_int_equal(rte_eal_alarm_set(2 * FIRST_US, stop_when_gone, NULL),
			0);
	assert_int_equal(l2fwd_stats_open(), 0);
	assert_int_equal(l2fwd_lcore_main(&app), 0);
	assert_false(is_there(goes));
	assert_true(goes->removed);
	assert_true(is_there(stays));
	assert_int_equal(l2fwd_ports_close(&app), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_nobody_closes_it_in_use, setup,
					teardown),
			cmocka_unit_test_setup_teardown(
					test_the_end_comes_first, setup,
					teardown),
			cmocka_unit_test_setup_teardown(test_its_bus_was_faster,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_a_port_that_is_missing, setup,
					teardown),
			cmocka_unit_test_setup_teardown(
					test_counts_stay, setup, teardown),
			cmocka_unit_test_setup_teardown(test_the_loop_closes_it,
					setup, teardown),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
