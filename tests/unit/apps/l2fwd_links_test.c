/* SPDX-License-Identifier: BSD-3-Clause */
/* A port whose link follows its start and stop, as net_null's does. */
#include <ethdev_driver.h>

#include "../drivers/ports.h"
#include "l2fwd/l2fwd.h"

static struct l2fwd_port port;

static int
setup(void **state)
{
	port = (struct l2fwd_port){.id = port_new("net_null0", NULL)};
	port_start(port.id, 1, pool);
	return 0;
}

static int
teardown(void **state)
{
	l2fwd_link_unwatch(&port);
	return rte_eth_dev_stop(port.id) != 0 ||
			rte_vdev_uninit("net_null0") != 0 || ports_check(state);
}

static void
tell_of(enum rte_eth_event_type event)
{
	rte_eth_dev_callback_process(&rte_eth_devices[port.id], event, NULL);
}

static void
tell(void)
{
	tell_of(RTE_ETH_EVENT_INTR_LSC);
}

static void
test_update(void **state)
{
	assert_true(l2fwd_link_update(&port));
	assert_true(port.up);
	assert_false(l2fwd_link_update(&port));
	assert_int_equal(rte_eth_dev_stop(port.id), 0);
	assert_true(l2fwd_link_update(&port));
	assert_false(port.up);
	assert_int_equal(port.link_changes, 2);
}

static void
test_one_that_cannot_tell(void **state)
{
	assert_int_equal(l2fwd_link_watch(&port), 0);
	assert_false(port.watched);
	tell();
	assert_false(l2fwd_links_asked());
}

static void
test_one_that_tells(void **state)
{
	rte_eth_devices[port.id].data->dev_flags |= RTE_ETH_DEV_INTR_LSC;
	assert_int_equal(l2fwd_link_watch(&port), 0);
	assert_true(port.watched);
	assert_false(l2fwd_links_asked());
	tell();
	tell();
	assert_true(l2fwd_links_asked());
	assert_false(l2fwd_links_asked());
	l2fwd_link_unwatch(&port);
	tell();
	assert_false(l2fwd_links_asked());
}

static void
test_one_that_goes_away(void **state)
{
	assert_int_equal(l2fwd_link_watch(&port), 0);
	assert_false(port.guarded);
	rte_eth_devices[port.id].data->dev_flags |= RTE_ETH_DEV_INTR_RMV;
	assert_int_equal(l2fwd_link_watch(&port), 0);
	assert_true(port.guarded);
	assert_true(l2fwd_link_update(&port));
	assert_string_equal(l2fwd_link_state(&port), "up");
	/* It may come back, until its driver says that it is gone. */
	tell_of(RTE_ETH_EVENT_INTR_RMV);
	assert_false(l2fwd_is_removed(port.id));
	assert_true(l2fwd_links_asked());
	assert_false(l2fwd_link_update(&port));
	rte_eth_devices[port.id].state = RTE_ETH_DEV_REMOVED;
	tell_of(RTE_ETH_EVENT_INTR_RMV);
	assert_true(l2fwd_is_removed(port.id));
	assert_true(l2fwd_links_asked());
	assert_true(l2fwd_link_update(&port));
	assert_string_equal(l2fwd_link_state(&port), "removed");
	assert_int_equal(port.link_changes, 1);
	/* Whatever its link is: it does not come back. */
	assert_false(l2fwd_link_update(&port));
	l2fwd_link_unwatch(&port);
	tell_of(RTE_ETH_EVENT_INTR_RMV);
	assert_false(l2fwd_links_asked());
}

static void
test_no_such_port(void **state)
{
	struct l2fwd_port none = {.id = 31};

	assert_int_equal(l2fwd_link_watch(&none), -ENODEV);
	assert_false(l2fwd_link_update(&none));
	l2fwd_link_unwatch(&none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_update, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_one_that_cannot_tell, setup,
					teardown),
			cmocka_unit_test_setup_teardown(
					test_one_that_tells, setup, teardown),
			cmocka_unit_test_setup_teardown(test_one_that_goes_away,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_no_such_port, setup, teardown),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
