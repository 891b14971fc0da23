/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio_user and back ends that come and go, lie, fall silent, or offer
 * less than the one before.
 */
#include "virtio_user_env.h"

static void
test_reconnect(void **state)
{
	unsigned int round;

	up(ALL, "", 1);
	for (round = 0; round < 5; round++) {
		struct rte_mbuf *m[16];
		unsigned int i;

		echo(0, 32);
		vhost_user_fake_stop(peer);
		for (i = 0; i < RTE_DIM(m); i++)
			m[i] = make_frame(i);
		i = rte_eth_tx_burst(port, 0, m, RTE_DIM(m));
		rte_pktmbuf_free_bulk(m + i, RTE_DIM(m) - i);
		WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
		/* Nothing moves, and all was taken back. */
		m[0] = make_frame(0);
		assert_int_equal(rte_eth_tx_burst(port, 0, m, 1), 0);
		rte_pktmbuf_free(m[0]);
		assert_int_equal(rte_eth_rx_burst(port, 0, m, 1), 0);
		assert_int_equal(rte_eth_tx_done_cleanup(port, 0, 0), 0);
		WAIT_FOR(rte_mempool_in_use_count(pool) == 0);
		assert_true(port_xstat(port, "taken_back_buffers") > 0);
		vhost_user_fake_start(peer);
		WAIT_FOR(port_xstat(port, "reconnects") == round + 1);
		assert_true(link_is(RTE_ETH_LINK_UP));
	}
	echo(0, 32);
	/* It is away when the port stops and starts. */
	vhost_user_fake_stop(peer);
	WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	vhost_user_fake_start(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == round + 1);
	echo(0, 32);
	down();
}

static void
test_server(void **state)
{
	const struct rte_eth_conf conf = {0};

	peer = vhost_user_fake_new(path, ALL);
	peer->client = true;
	assert_int_equal(probe(",server=1,queues=2"), 0);
	configure(2, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	vhost_user_fake_start(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == 1);
	assert_true(link_is(RTE_ETH_LINK_UP));
	echo(0, 32);
	echo(1, 32);
	vhost_user_fake_hang_up(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == 2);
	echo(1, 32);
	down();
	assert_int_not_equal(access(path, F_OK), 0);
}

/* A back end that offers less than the port works with. */
static void
test_less(void **state)
{
	up(ALL, "", 1);
	echo(0, 1);
	vhost_user_fake_stop(peer);
	peer->offered &= ~IN_ORDER;
	vhost_user_fake_start(peer);
	WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
	WAIT_FOR(vhost_user_fake_count(peer, VHOST_USER_GET_FEATURES) > 1);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	/* Configured anew, it does. */
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_eth_dev_configure(
					 port, 1, 1, &(struct rte_eth_conf){0}),
			0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	WAIT_FOR(link_is(RTE_ETH_LINK_UP));
	echo(0, 32);
	down();
}

static void
test_probe_faults(void **state)
{
	static const uint32_t at[] = {VHOST_USER_GET_FEATURES,
			VHOST_USER_GET_PROTOCOL_FEATURES,
			VHOST_USER_GET_QUEUE_NUM, VHOST_USER_SET_OWNER};
	enum vhost_user_fault fault;
	unsigned int i;

	assert_int_equal(probe(""), -EAGAIN);
	for (i = 0; i < RTE_DIM(at); i++) {
		for (fault = PEER_CLOSES; fault <= PEER_HALF; fault++) {
			if (fault == PEER_REFUSES &&
					at[i] != VHOST_USER_SET_OWNER)
				continue;
			peer = vhost_user_fake_new(path, ALL);
			peer->fault = fault;
			peer->fault_at = at[i];
			vhost_user_fake_start(peer);
			assert_true(probe("") < 0);
			assert_int_equal(rte_eth_dev_count_total(), 0);
			vhost_user_fake_free(peer);
			peer = NULL;
		}
	}
	peer = vhost_user_fake_new(path, ALL);
	peer->offered &= ~F(VIRTIO_F_VERSION_1);
	vhost_user_fake_start(peer);
	assert_true(probe("") < 0);
	assert_null(peer->wrong);
	vhost_user_fake_free(peer);
	peer = NULL;
}

/* What is wrong in the middle of a start makes it fail; the next one works. */
static void
test_start_faults(void **state)
{
	static const uint32_t at[] = {VHOST_USER_SET_FEATURES,
			VHOST_USER_SET_STATUS, VHOST_USER_GET_STATUS,
			VHOST_USER_SET_MEM_TABLE, VHOST_USER_SET_VRING_NUM,
			VHOST_USER_SET_VRING_BASE, VHOST_USER_SET_VRING_ADDR,
			VHOST_USER_SET_VRING_CALL, VHOST_USER_SET_VRING_KICK,
			VHOST_USER_SET_VRING_ENABLE};
	static const enum vhost_user_fault faults[] = {
			PEER_SILENT, PEER_REFUSES, PEER_SIZE, PEER_FDS};
	const struct rte_eth_conf conf = {0};
	unsigned int i, j;

	peer = vhost_user_fake_new(path, ALL);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	for (i = 0; i < RTE_DIM(at); i++) {
		j = i % RTE_DIM(faults);
		if (at[i] == VHOST_USER_GET_STATUS)
			j = 0;
		vhost_user_fake_stop(peer);
		peer->fault = faults[j];
		peer->fault_at = at[i];
		vhost_user_fake_start(peer);
		be_patient(faults[j] != PEER_SILENT);
		assert_true(rte_eth_dev_start(port) < 0);
		be_patient(true);
		vhost_user_fake_stop(peer);
		peer->fault = PEER_WELL;
		vhost_user_fake_start(peer);
		WAIT_FOR(rte_eth_dev_start(port) == 0);
		echo(0, 4);
		assert_int_equal(rte_eth_dev_stop(port), 0);
	}
	vhost_user_fake_stop(peer);
	peer->refuse_features = true;
	vhost_user_fake_start(peer);
	assert_true(rte_eth_dev_start(port) < 0);
	down();
}

/* One that does not say that it let go keeps the memory until it is gone. */
static void
test_haunted(void **state)
{
	const struct rte_eth_conf conf = {0};

	peer = vhost_user_fake_new(path, ALL);
	peer->fault = PEER_FROZEN;
	peer->fault_at = VHOST_USER_GET_VRING_BASE;
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	echo(0, 32);
	be_patient(false);
	assert_int_equal(rte_eth_dev_stop(port), -ETIMEDOUT);
	be_patient(true);
	assert_int_not_equal(rte_mempool_in_use_count(pool), 0);
	assert_int_equal(rte_eth_dev_start(port), -ETIMEDOUT);
	vhost_user_fake_stop(peer);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);

	/* The same while the port runs, by a question about new memory. */
	peer->fault_at = VHOST_USER_SET_MEM_TABLE;
	peer->after = 1;
	vhost_user_fake_start(peer);
	assert_int_equal(rte_eth_dev_start(port), 0);
	echo(0, 32);
	be_patient(false);
	rte_free(rte_malloc(NULL, 64 << 20, 0));
	be_patient(true);
	WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
	usleep(100 * 1000);
	assert_int_not_equal(rte_mempool_in_use_count(pool), 0);
	vhost_user_fake_stop(peer);
	WAIT_FOR(rte_mempool_in_use_count(pool) == 0);
	peer->fault = PEER_WELL;
	vhost_user_fake_start(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == 1);
	echo(0, 32);
	down();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_reconnect, check),
			cmocka_unit_test_teardown(test_server, check),
			cmocka_unit_test_teardown(test_less, check),
			cmocka_unit_test_teardown(test_probe_faults, check),
			cmocka_unit_test_teardown(test_start_faults, check),
			cmocka_unit_test_teardown(test_haunted, check),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
