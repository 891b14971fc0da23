/* SPDX-License-Identifier: BSD-3-Clause */
/* Hairpin queues. */
#include "contract.h"

static struct rte_eth_hairpin_conf conf;
static struct rte_eth_hairpin_cap cap, able;
static uint16_t peer_ports[4];
static int cap_rc;

static int
op_cap(struct rte_eth_dev *dev, struct rte_eth_hairpin_cap *c)
{
	*c = able;
	return cap_rc;
}

static int
op_rx(struct rte_eth_dev *dev, uint16_t q, uint16_t n,
		const struct rte_eth_hairpin_conf *c)
{
	fake.nb_desc = n;
	if (fake.rc == 0)
		dev->data->rx_queues[q] = &fake;
	return op(dev);
}

static int
op_tx(struct rte_eth_dev *dev, uint16_t q, uint16_t n,
		const struct rte_eth_hairpin_conf *c)
{
	fake.nb_desc = n;
	if (fake.rc == 0)
		dev->data->tx_queues[q] = &fake;
	return op(dev);
}

static void
reset_conf(void)
{
	memset(&conf, 0, sizeof(conf));
	memset(&able, 0, sizeof(able));
	cap_rc = 0;
	conf.peer_count = 1;
	able.max_nb_queues = 4;
	able.max_rx_2_tx = 1;
	able.max_tx_2_rx = 1;
	able.max_nb_desc = 64;
}

OP(hairpin_bind, uint16_t rx_port)
OP(hairpin_unbind, uint16_t rx_port)
OP(hairpin_get_peer_ports, uint16_t *p, size_t n, uint32_t d)

CALL(bind_all, rte_eth_hairpin_bind(id, RTE_MAX_ETHPORTS))
CALL(unbind_all, rte_eth_hairpin_unbind(id, RTE_MAX_ETHPORTS))
CALL(peers, rte_eth_hairpin_get_peer_ports(id, peer_ports, 4, 1))
CALL(peers_null, rte_eth_hairpin_get_peer_ports(id, NULL, 4, 1))
CALL(peers_none, rte_eth_hairpin_get_peer_ports(id, peer_ports, 0, 1))
CALL(capa, rte_eth_dev_hairpin_capability_get(id, &cap))
CALL(capa_bad, rte_eth_dev_hairpin_capability_get(id, NULL))
CALL(rx, rte_eth_rx_hairpin_queue_setup(id, 1, 0, &conf))
CALL(rx_bad, rte_eth_rx_hairpin_queue_setup(id, 1, 0, NULL))
CALL(rx_queue, rte_eth_rx_hairpin_queue_setup(id, 2, 0, &conf))
CALL(rx_other, rte_eth_rx_hairpin_queue_setup(id, 0, 0, &conf))
CALL(tx, rte_eth_tx_hairpin_queue_setup(id, 1, 0, &conf))
CALL(tx_bad, rte_eth_tx_hairpin_queue_setup(id, 1, 0, NULL))
CALL(tx_queue, rte_eth_tx_hairpin_queue_setup(id, 2, 0, &conf))

static void
set_ops(void)
{
	fake_ops.hairpin_bind = op_hairpin_bind;
	fake_ops.hairpin_unbind = op_hairpin_unbind;
	fake_ops.hairpin_get_peer_ports = op_hairpin_get_peer_ports;
	fake_ops.hairpin_cap_get = op_cap;
	fake_ops.rx_hairpin_queue_setup = op_rx;
	fake_ops.tx_hairpin_queue_setup = op_tx;
}

static const struct contract cases[] = {
		{.op = AT(hairpin_get_peer_ports),
				.call = peers,
				.bad = peers_null,
				.keeps_error = 1},
		{.op = AT(hairpin_get_peer_ports),
				.call = peers,
				.bad = peers_none,
				.keeps_error = 1},
		{.op = AT(rx_hairpin_queue_setup), .call = rx, .bad = rx_bad},
		{.op = AT(rx_hairpin_queue_setup), .call = rx, .bad = rx_queue},
		{.op = AT(tx_hairpin_queue_setup), .call = tx, .bad = tx_bad},
		{.op = AT(tx_hairpin_queue_setup), .call = tx, .bad = tx_queue},
};

static void
contract(void **state)
{
	set_ops();
	reset_conf();
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

static void
capability(void **state)
{
	set_ops();
	reset_conf();
	expect(capa, 77, -ENODEV, 0);
	expect(capa_bad, port, -EINVAL, 0);
	expect(capa, port, 0, 0);
	assert_int_equal(cap.max_nb_desc, 64);
	cap_rc = -EPERM;
	fake_ready(2);
	expect(capa, port, -EPERM, 0);
	expect(rx, port, -EPERM, 0);
	fake_ops.hairpin_cap_get = NULL;
	expect(capa, port, -ENOTSUP, 0);
	expect(tx, port, -ENOTSUP, 0);
}

static void
limits(void **state)
{
	set_ops();
	reset_conf();
	fake_ready(2);
	expect(rx, port, 0, 1);
	assert_int_equal(fake.nb_desc, 64);
	assert_int_equal(rte_eth_rx_hairpin_queue_setup(port, 1, 65, &conf),
			-EINVAL);
	conf.peer_count = 2;
	expect(rx, port, -EINVAL, 0);
	conf.peer_count = 0;
	expect(tx, port, -EINVAL, 0);
	reset_conf();
	able.max_nb_queues = 1;
	expect(rx, port, 0, 1);
	expect(rx_other, port, -EINVAL, 0);
	able.max_nb_queues = 0;
	expect(tx, port, -EINVAL, 0);
}

static void
memory(void **state)
{
	set_ops();
	reset_conf();
	fake_ready(2);
	conf.force_memory = 1;
	expect(rx, port, -EINVAL, 0);
	conf.use_rte_memory = 1;
	expect(rx, port, -EINVAL, 0);
	able.rx_cap.rte_memory = 1;
	expect(rx, port, 0, 1);
	conf.use_locked_device_memory = 1;
	able.rx_cap.locked_device_memory = 1;
	expect(rx, port, -EINVAL, 0);
	conf.use_rte_memory = 0;
	expect(rx, port, 0, 1);
	expect(tx, port, -EINVAL, 0);
}

static void
a_hairpin_queue_is_no_other(void **state)
{
	struct rte_eth_rxq_info rx_info;
	struct rte_eth_txq_info tx_info;

	set_ops();
	reset_conf();
	fake_ready(2);
	fake.releases = 0;
	expect(rx, port, 0, 1);
	expect(tx, port, 0, 1);
	assert_int_equal(fake.releases, 2);
	assert_int_equal(rte_eth_rx_queue_info_get(port, 1, &rx_info), -EINVAL);
	assert_int_equal(rte_eth_tx_queue_info_get(port, 1, &tx_info), -EINVAL);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_eth_dev_rx_queue_start(port, 1), -EINVAL);
	assert_int_equal(rte_eth_dev_rx_queue_stop(port, 1), -EINVAL);
	assert_int_equal(rte_eth_dev_tx_queue_start(port, 1), -EINVAL);
	assert_int_equal(rte_eth_dev_tx_queue_stop(port, 1), -EINVAL);
	expect(rx, port, -EBUSY, 0);
	expect(tx, port, -EBUSY, 0);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_eth_rx_queue_setup(port, 1, 0, 0, NULL, pool), 0);
	assert_int_equal(rte_eth_rx_queue_info_get(port, 1, &rx_info), 0);
}

static void
binding(void **state)
{
	set_ops();
	fake_ready(1);
	expect(bind_all, 77, -ENODEV, 0);
	expect(unbind_all, 77, -ENODEV, 0);
	expect(bind_all, port, -EBUSY, 0);
	expect(unbind_all, port, -EBUSY, 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	expect(bind_all, port, 0, 1);
	expect(unbind_all, port, 0, 1);
	fake.rc = -EPERM;
	expect(bind_all, port, -EPERM, 1);
	expect(unbind_all, port, -EPERM, 1);
	fake_ops.hairpin_bind = NULL;
	fake_ops.hairpin_unbind = NULL;
	expect(bind_all, port, -ENOTSUP, 0);
	expect(unbind_all, port, -ENOTSUP, 0);
	fake.rc = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(capability),
			FAKE_TEST(limits),
			FAKE_TEST(memory),
			FAKE_TEST(a_hairpin_queue_is_no_other),
			FAKE_TEST(binding),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
