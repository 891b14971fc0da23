/* SPDX-License-Identifier: BSD-3-Clause */
/* VLAN filter, strip, insert. */
#include "contract.h"

static int changed; /* the mask that the driver was given */
static uint64_t seen;

static int
op_filter(struct rte_eth_dev *dev, uint16_t id, int on)
{
	return op(dev);
}

static int
op_offload(struct rte_eth_dev *dev, int mask)
{
	changed = mask;
	seen = dev->data->dev_conf.rxmode.offloads;
	return op(dev);
}

static void
op_strip_queue(struct rte_eth_dev *dev, uint16_t q, int on)
{
	op(dev);
}

static void
configure(uint64_t offloads)
{
	struct rte_eth_conf conf = {.rxmode.offloads = offloads};

	fake.info.rx_offload_capa = RTE_ETH_RX_OFFLOAD_VLAN_FILTER |
			RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	assert_int_equal(rte_eth_dev_configure(port, 2, 2, &conf), 0);
}

OP(vlan_tpid_set, enum rte_vlan_type t, uint16_t tpid)
OP(vlan_pvid_set, uint16_t id, int on)

CALL(tpid, rte_eth_dev_set_vlan_ether_type(id, RTE_ETH_VLAN_TYPE_OUTER, 0x88a8))
CALL(pvid, rte_eth_dev_set_vlan_pvid(id, 5, 1))
CALL(filter, rte_eth_dev_vlan_filter(id, 4095, 1))
CALL(filter_bad, rte_eth_dev_vlan_filter(id, 4096, 1))
CALL(unfilter, rte_eth_dev_vlan_filter(id, 4095, 0))
CALL(strip,
		rte_eth_dev_set_vlan_offload(id,
				RTE_ETH_VLAN_STRIP_OFFLOAD |
						RTE_ETH_VLAN_FILTER_OFFLOAD))
CALL(extend, rte_eth_dev_set_vlan_offload(id, RTE_ETH_VLAN_EXTEND_OFFLOAD))
CALL(off, rte_eth_dev_set_vlan_offload(id, 0))
CALL(offloads, rte_eth_dev_get_vlan_offload(id))
CALL(strip_queue, rte_eth_dev_set_vlan_strip_on_queue(id, 1, 1))
CALL(strip_queue_bad, rte_eth_dev_set_vlan_strip_on_queue(id, 2, 1))

static void
set_ops(void)
{
	fake_ops.vlan_tpid_set = op_vlan_tpid_set;
	fake_ops.vlan_pvid_set = op_vlan_pvid_set;
	fake_ops.vlan_filter_set = op_filter;
	fake_ops.vlan_offload_set = op_offload;
	fake_ops.vlan_strip_queue_set = op_strip_queue;
}

static const struct contract cases[] = {
		{.op = AT(vlan_tpid_set), .call = tpid},
		{.op = AT(vlan_pvid_set), .call = pvid},
		{.op = AT(vlan_filter_set), .call = filter, .bad = filter_bad},
};

static void
contract(void **state)
{
	set_ops();
	configure(RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	check_contract(cases, RTE_DIM(cases));
}

static void
filter_ids(void **state)
{
	const uint64_t *ids = rte_eth_devices[port].data->vlan_filter_conf.ids;

	set_ops();
	expect(filter, port, -ENOSYS, 0);
	configure(RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	fake.rc = -EPERM;
	expect(filter, port, -EPERM, 1);
	assert_int_equal(ids[63], 0);
	fake.rc = 0;
	expect(filter, port, 0, 1);
	assert_true(ids[63] == UINT64_C(1) << 63);
	expect(unfilter, port, 0, 1);
	assert_int_equal(ids[63], 0);
}

static void
offload(void **state)
{
	set_ops();
	expect(off, 77, -ENODEV, 0);
	expect(offloads, 77, -ENODEV, 0);
	configure(RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	expect(offloads, port, RTE_ETH_VLAN_FILTER_OFFLOAD, 0);
	fake.rc = -EPERM;
	expect(strip, port, -EPERM, 1);
	expect(offloads, port, RTE_ETH_VLAN_FILTER_OFFLOAD, 0);
	fake.rc = 0;
	expect(strip, port, 0, 1);
	assert_int_equal(changed, RTE_ETH_VLAN_STRIP_MASK);
	assert_true(seen == fake.info.rx_offload_capa);
	expect(offloads, port, 3, 0);
	expect(strip, port, 0, 0);
	expect(extend, port, -EINVAL, 0);
	expect(off, port, 0, 1);
	assert_int_equal(changed, 3);
	expect(offloads, port, 0, 0);
	fake_ops.vlan_offload_set = NULL;
	expect(off, port, 0, 0);
	expect(strip, port, -ENOTSUP, 0);
	expect(offloads, port, 0, 0);
	fake_ops.dev_infos_get = NULL;
	expect(strip, port, -ENOTSUP, 0);
}

static void
one_queue(void **state)
{
	set_ops();
	expect(strip_queue, 77, -ENODEV, 0);
	expect(strip_queue, port, -EINVAL, 0);
	configure(0);
	expect(strip_queue, port, 0, 1);
	expect(strip_queue_bad, port, -EINVAL, 0);
	fake_ops.vlan_strip_queue_set = NULL;
	expect(strip_queue, port, -ENOTSUP, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(filter_ids),
			FAKE_TEST(offload),
			FAKE_TEST(one_queue),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
