/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What net_af_packet tells by itself: the link's changes and the interface's
 * end as events, and frames through descriptors that can be waited for.
 */
#include <dirent.h>

#include <rte_errno.h>
#include <rte_interrupts.h>

#include "veth.h"

#define OWN RTE_EPOLL_PER_THREAD

static int links, removals, closed;
static uint16_t port_id;
/* A start tells its caller of a link that it finds changed. */
static __thread bool starting;

static int
on_event(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	assert_int_equal(id, port_id);
	assert_true(rte_thread_is_intr() || starting);
	__atomic_add_fetch((int *)arg, 1, __ATOMIC_SEQ_CST);
	return 0;
}

static int
seen(const int *n)
{
	return __atomic_load_n(n, __ATOMIC_SEQ_CST);
}

static void
wait_for(const int *n, int wanted)
{
	int i;

	for (i = 0; i < 400 && seen(n) < wanted; i++)
		rte_delay_ms(10);
	assert_true(seen(n) >= wanted);
}

/* Until the port says so; with lsc it does not ask the kernel any more. */
static void
wait_for_status(uint16_t status)
{
	wait_for_link(port_id, status);
}

static void
start_port(const char *args)
{
	struct rte_eth_conf conf = {
			.intr_conf = {.lsc = 1, .rmv = 1, .rxq = 1}};

	links = removals = 0;
	port_id = port_new(NAME, args);
	assert_int_equal(rte_eth_dev_callback_register(port_id,
					 RTE_ETH_EVENT_INTR_LSC, on_event,
					 &links),
			0);
	assert_int_equal(rte_eth_dev_callback_register(port_id,
					 RTE_ETH_EVENT_INTR_RMV, on_event,
					 &removals),
			0);
	starting = true;
	port_start_conf(port_id, &conf);
	starting = false;
}

static void
start_again(void)
{
	starting = true;
	assert_int_equal(rte_eth_dev_start(port_id), 0);
	starting = false;
}

static void
link_changes(void **state)
{
	int n;

	start_port("iface=bp1");
	wait_for_status(RTE_ETH_LINK_UP);
	n = seen(&links);
	assert_int_equal(sh("ip link set bp0 down"), 0);
	wait_for(&links, n + 1);
	wait_for_status(RTE_ETH_LINK_DOWN);
	n = seen(&links);
	assert_int_equal(sh("ip link set bp0 up"), 0);
	wait_for(&links, n + 1);
	wait_for_status(RTE_ETH_LINK_UP);
	n = seen(&links);
	assert_int_equal(sh("ip link set bp1 down"), 0);
	wait_for(&links, n + 1);
	assert_int_equal(seen(&removals), 0);
	assert_int_equal(rte_eth_dev_stop(port_id), 0);
	/* Nothing is told of a port that is stopped. */
	n = seen(&links);
	assert_int_equal(sh("ip link set bp1 up"), 0);
	rte_delay_ms(50);
	assert_int_equal(seen(&links), n);
	start_again();
	wait_for_status(RTE_ETH_LINK_UP);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
renamed_and_mtu(void **state)
{
	uint16_t mtu;
	int i;

	start_port("iface=bp1");
	wait_for_status(RTE_ETH_LINK_UP);
	assert_int_equal(sh("ip link set bp1 down && "
			    "ip link set bp1 name bp7 && "
			    "ip link set bp7 mtu 1400 up"),
			0);
	wait_for_status(RTE_ETH_LINK_UP);
	for (i = 0, mtu = 0; i < 300 && mtu != 1400; i++) {
		assert_int_equal(rte_eth_dev_get_mtu(port_id, &mtu), 0);
		rte_delay_ms(10);
	}
	assert_int_equal(mtu, 1400);
	peer_sends(100, 1);
	assert_int_equal(receive(port_id, 1, 1), 1);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(seen(&removals), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Nobody polls: the program sleeps until there is something to do. */
static unsigned int
receive_asleep(void)
{
	struct rte_epoll_event event;
	unsigned int n = 0, i;

	for (i = 0; i < 20 && n == 0; i++) {
		if (rte_epoll_wait(OWN, &event, 1, 300) == 1)
			assert_ptr_equal(event.epdata.data, &links);
		n = rte_eth_rx_burst(port_id, 0, got, 32);
		rte_pktmbuf_free_bulk(got, n);
	}
	return n;
}

static void
removed_and_there_again(void **state)
{
	int i;

	start_port("iface=bp1");
	wait_for_status(RTE_ETH_LINK_UP);
	assert_int_equal(rte_eth_dev_rx_intr_ctl_q(port_id, 0, OWN,
					 RTE_INTR_EVENT_ADD, &links),
			0);
	assert_int_equal(sh("ip link del bp0"), 0);
	wait_for(&removals, 1);
	wait_for_status(RTE_ETH_LINK_DOWN);
	close(peer);
	assert_int_equal(setup(state), 0);
	wait_for_status(RTE_ETH_LINK_UP);
	for (i = 0; i < 3; i++) {
		rte_delay_ms(120);
		receive_asleep();
	}
	peer_sends(100, 1);
	assert_int_equal(receive_asleep(), 1);
	assert_int_equal(seen(&removals), 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
wakes_for(const char *args)
{
	struct rte_epoll_event event;
	int fd, i;

	start_port(args);
	fd = rte_eth_dev_rx_intr_ctl_q_get_fd(port_id, 0);
	assert_true(fd >= 0);
	assert_int_equal(rte_eth_dev_rx_intr_ctl_q(port_id, 0, OWN,
					 RTE_INTR_EVENT_ADD, &links),
			0);
	assert_int_equal(rte_eth_dev_rx_intr_enable(port_id, 0), 0);
	/* The interface may say a few things when it comes up. */
	while (rte_epoll_wait(OWN, &event, 1, 50) == 1)
		rte_pktmbuf_free_bulk(
				got, rte_eth_rx_burst(port_id, 0, got, 512));
	for (i = 0; i < 50; i++) {
		assert_int_equal(rte_epoll_wait(OWN, &event, 1, 0), 0);
		peer_sends(100, 1);
		assert_int_equal(rte_epoll_wait(OWN, &event, 1, 2000), 1);
		assert_int_equal(event.fd, fd);
		assert_ptr_equal(event.epdata.data, &links);
		assert_int_equal(receive(port_id, 1, 1), 1);
		rte_pktmbuf_free(got[0]);
	}
	assert_int_equal(rte_eth_dev_rx_intr_disable(port_id, 0), 0);
	/* Stopped while it is waited for: nothing is left at the instance. */
	assert_int_equal(rte_eth_dev_stop(port_id), 0);
	assert_int_equal(rte_epoll_wait(OWN, &event, 1, 0), 0);
	assert_int_equal(rte_eth_dev_rx_intr_ctl_q_get_fd(port_id, 0), -1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
waits_for_frames(void **state)
{
	wakes_for("iface=bp1");
}

static void
waits_for_blocks(void **state)
{
	wakes_for("iface=bp1,rx_version=3");
}

static void
not_asked_for(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1");

	port_start(id, 1, pool);
	assert_int_equal(rte_eth_dev_rx_intr_ctl(
					 id, OWN, RTE_INTR_EVENT_ADD, NULL),
			-ENOTSUP);
	assert_int_equal(rte_eth_dev_rx_intr_enable(id, 0), -ENOTSUP);
	assert_int_equal(rte_eth_dev_rx_intr_ctl_q_get_fd(id, 0), -1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* As programs do it on a removal: the port is closed by its own event. */
static int
close_it(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_eth_dev_close(id), 0);
	__atomic_store_n(&closed, 1, __ATOMIC_SEQ_CST);
	return 0;
}

static void
closed_by_its_event(void **state)
{
	closed = 0;
	start_port("iface=bp1");
	assert_int_equal(
			rte_eth_dev_callback_register(port_id,
					RTE_ETH_EVENT_INTR_RMV, close_it, NULL),
			0);
	assert_int_equal(sh("ip link del bp0"), 0);
	wait_for(&closed, 1);
	assert_false(rte_eth_dev_is_valid_port(port_id));
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	close(peer);
	assert_int_equal(setup(state), 0);
}

static int
count_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

/* Started and stopped while the interface flaps: no descriptor is left. */
static void
no_descriptor_is_left(void **state)
{
	int before = 0, i;

	start_port("iface=bp1,framecnt=16");
	for (i = 0; i < 30; i++) {
		assert_int_equal(sh(i & 1 ? "ip link set bp0 up"
					  : "ip link set bp0 down"),
				0);
		assert_int_equal(rte_eth_dev_stop(port_id), 0);
		if (i == 0)
			before = count_fds();
		assert_int_equal(count_fds(), before);
		start_again();
	}
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(link_changes),
			TEST(renamed_and_mtu),
			TEST(removed_and_there_again),
			TEST(waits_for_frames),
			TEST(waits_for_blocks),
			TEST(not_asked_for),
			TEST(closed_by_its_event),
			TEST(no_descriptor_is_left),
	};

	if (!enter_namespace())
		return 77;
	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
