/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts and events: a port that sleeps is woken by packets, and by those
 * that came before it slept; a link that changes, a device that wants a reset
 * or is gone, and one that wants to be announced are told of, each once.
 */
#include <rte_alarm.h>
#include <rte_epoll.h>
#include <rte_interrupts.h>

#include "virtio_net_env.h"

static const uint64_t kinds[] = {0, EVENT, PACKED, PACKED | EVENT};
static int events[RTE_ETH_EVENT_MAX];
static bool close_in_callback;

static int
on_event(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	if (close_in_callback)
		rte_eth_dev_stop(id);
	__atomic_fetch_add(&events[event], 1, __ATOMIC_RELEASE);
	return 0;
}

static int
count(enum rte_eth_event_type event)
{
	return __atomic_load_n(&events[event], __ATOMIC_ACQUIRE);
}

static void
wait_for(enum rte_eth_event_type event, int n)
{
	unsigned int i;

	for (i = 0; i < 2000 && count(event) < n; i++)
		usleep(1000);
	assert_int_equal(count(event), n);
}

static void
up(uint64_t features, const struct rte_eth_intr_conf *intr)
{
	struct rte_eth_conf conf = {.intr_conf = *intr};

	memset(events, 0, sizeof(events));
	close_in_callback = false;
	env_device_new(features | STATUS, 1);
	env_interrupts(1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(
			rte_eth_dev_callback_register(RTE_ETH_ALL,
					RTE_ETH_EVENT_INTR_LSC, on_event, NULL),
			0);
	assert_int_equal(rte_eth_dev_callback_register(RTE_ETH_ALL,
					 RTE_ETH_EVENT_INTR_RESET, on_event,
					 NULL),
			0);
	assert_int_equal(
			rte_eth_dev_callback_register(RTE_ETH_ALL,
					RTE_ETH_EVENT_INTR_RMV, on_event, NULL),
			0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(env_queues(1, pool), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
}

static void
note(void *flag)
{
	__atomic_store_n((bool *)flag, true, __ATOMIC_RELEASE);
}

/*
 * The interrupt thread, which a callback that stops the port leaves to end its
 * handler, has done that: alarms follow, the second in a round of its own.
 */
static void
let_handlers_end(void)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		bool done = false;

		assert_int_equal(rte_eal_alarm_set(1, note, &done), 0);
		while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE))
			usleep(100);
	}
}

static void
down(void)
{
	static const enum rte_eth_event_type all[] = {RTE_ETH_EVENT_INTR_LSC,
			RTE_ETH_EVENT_INTR_RESET, RTE_ETH_EVENT_INTR_RMV};
	unsigned int i;

	for (i = 0; i < RTE_DIM(all); i++)
		rte_eth_dev_callback_unregister(
				RTE_ETH_ALL, all[i], on_event, NULL);
	let_handlers_end();
	env_down();
}

static int
sleep_at(int ms)
{
	struct rte_epoll_event ev;

	return rte_epoll_wait(RTE_EPOLL_PER_THREAD, &ev, 1, ms);
}

static void
sleep_and_wake(void **state)
{
	static const struct rte_eth_intr_conf intr = {.rxq = 1};
	unsigned int k, i;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		up(kinds[k], &intr);
		assert_int_equal(rte_eth_dev_rx_intr_ctl_q(env.id, 0,
						 RTE_EPOLL_PER_THREAD,
						 RTE_INTR_EVENT_ADD, NULL),
				0);
		for (i = 0; i < 5; i++) {
			/* Awake: nothing is told. */
			assert_true(env_deliver(NULL, 60, i));
			assert_int_equal(sleep_at(0), 0);
			rte_pktmbuf_free(env_receive());
			assert_int_equal(rte_eth_dev_rx_intr_enable(env.id, 0),
					0);
			assert_int_equal(sleep_at(0), 0);
			assert_true(env_deliver(NULL, 60, i));
			assert_int_equal(sleep_at(1000), 1);
			assert_int_equal(rte_eth_dev_rx_intr_disable(env.id, 0),
					0);
			rte_pktmbuf_free(env_receive());
			/* What came before wakes as well. */
			assert_true(env_deliver(NULL, 60, i));
			assert_int_equal(rte_eth_dev_rx_intr_enable(env.id, 0),
					0);
			assert_int_equal(sleep_at(1000), 1);
			assert_int_equal(rte_eth_dev_rx_intr_disable(env.id, 0),
					0);
			rte_pktmbuf_free(env_receive());
			while (sleep_at(0) > 0)
				;
		}
		down();
	}
}

static void
link_changes(void **state)
{
	static const struct rte_eth_intr_conf intr = {.lsc = 1};
	struct rte_eth_link link;
	int i;

	up(PACKED, &intr);
	for (i = 1; i < 6; i++) {
		env_config()->status = i & 1 ? 0 : VIRTIO_NET_S_LINK_UP;
		virtio_fake_config_changed(env.fake);
		wait_for(RTE_ETH_EVENT_INTR_LSC, i);
		assert_int_equal(rte_eth_link_get_nowait(env.id, &link), 0);
		assert_int_equal(link.link_status, !(i & 1));
	}
	/* No queue has asked for any. */
	assert_int_equal(rte_eth_dev_rx_intr_enable(env.id, 0), -ENOTSUP);
	assert_int_equal(rte_eth_dev_rx_intr_disable(env.id, 0), -ENOTSUP);
	/* Stop and start keep them. */
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	env_config()->status = VIRTIO_NET_S_LINK_UP;
	virtio_fake_config_changed(env.fake);
	wait_for(RTE_ETH_EVENT_INTR_LSC, 6);
	/* A callback may stop the port. */
	close_in_callback = true;
	env_config()->status = 0;
	virtio_fake_config_changed(env.fake);
	wait_for(RTE_ETH_EVENT_INTR_LSC, 7);
	down();
}

static void
resets_that_are_wanted(void **state)
{
	static const struct rte_eth_intr_conf intr = {0};
	struct rte_eth_conf conf = {0};

	up(0, &intr);
	virtio_fake_needs_reset(env.fake);
	wait_for(RTE_ETH_EVENT_INTR_RESET, 1);
	virtio_fake_needs_reset(env.fake);
	usleep(2000);
	assert_int_equal(count(RTE_ETH_EVENT_INTR_RESET), 1);
	assert_int_equal(env_xstat("resets_wanted"), 1);
	assert_int_equal(rte_eth_dev_reset(env.id), 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	assert_int_equal(rte_eth_dev_start(env.id), -EINVAL);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_true(env_deliver(NULL, 60, 1));
	rte_pktmbuf_free(env_receive());
	virtio_fake_needs_reset(env.fake);
	wait_for(RTE_ETH_EVENT_INTR_RESET, 2);
	/* One that forgot its driver by itself. */
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	env.fake->dev.transport->reset(&env.fake->dev);
	note_interrupt(env.fake, 0);
	wait_for(RTE_ETH_EVENT_INTR_RESET, 3);
	assert_int_equal(env_xstat("resets_wanted"), 3);
	down();
}

static void
a_device_that_is_pulled_out(void **state)
{
	static const struct rte_eth_intr_conf intr = {.rmv = 1};

	up(0, &intr);
	assert_int_equal(rte_eth_dev_is_removed(env.id), 0);
	virtio_fake_unplug(env.fake);
	note_interrupt(env.fake, 0);
	wait_for(RTE_ETH_EVENT_INTR_RMV, 1);
	assert_int_equal(rte_eth_dev_is_removed(env.id), 1);
	down();
}

/* Of commands that are over: the device is not in one any more. */
static uint32_t
count_announced(void)
{
	struct vnet_ctrl *ctrl = &env_port()->ctrl;
	uint32_t n;

	rte_spinlock_lock(&ctrl->lock);
	n = env.by_class[VIRTIO_NET_CTRL_ANNOUNCE];
	rte_spinlock_unlock(&ctrl->lock);
	return n;
}

/* A frame of RARP from the port's address, to all. */
static void
announcements(void **state)
{
	static const struct rte_eth_intr_conf intr = {.lsc = 1};
	struct rte_mbuf *m;
	unsigned int i;

	up(CTRL | F(VIRTIO_NET_F_GUEST_ANNOUNCE), &intr);
	env_config()->status |= VIRTIO_NET_S_ANNOUNCE;
	virtio_fake_config_changed(env.fake);
	for (i = 0; i < 2000; i++) {
		if (__atomic_load_n(&env_txq(0)->announce, __ATOMIC_ACQUIRE))
			break;
		usleep(1000);
	}
	for (; i < 2000 && count_announced() == 0; i++)
		usleep(1000);
	assert_int_equal(count_announced(), 1);
	/* It does not wait for packets of the program. */
	assert_int_equal(rte_eth_tx_burst(env.id, 0, &m, 0), 0);
	assert_int_equal(env.sent, 1);
	m = rte_pktmbuf_alloc(pool);
	rte_pktmbuf_append(m, 60);
	memset(rte_pktmbuf_mtod(m, void *), 0, 60);
	assert_int_equal(rte_eth_tx_burst(env.id, 0, &m, 1), 1);
	assert_int_equal(env.sent, 2);
	assert_int_equal(env_xstat("tx_q0_broadcast_packets"), 0);
	down();
}

#define TEST(f) cmocka_unit_test_teardown(f, env_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(sleep_and_wake),
			TEST(link_changes),
			TEST(resets_that_are_wanted),
			TEST(a_device_that_is_pulled_out),
			TEST(announcements),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
