/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * VLAN: which tags are let in, stripped and inserted. dev_conf.rxmode.offloads
 * holds the offloads in force and vlan_filter_conf the ids; both change only
 * after the driver has agreed.
 */
#include <rte_common.h>

#include "ethdev_private.h"

#define VLAN_OFFLOAD(x)                                                        \
	{                                                                      \
		RTE_ETH_##x##_OFFLOAD, RTE_ETH_RX_OFFLOAD_##x                  \
	}
static const struct vlan_offload {
	int mask; /* as set and get have it, and as the driver is given it */
	uint64_t offload;
} vlan_offloads[] = {VLAN_OFFLOAD(VLAN_STRIP), VLAN_OFFLOAD(VLAN_FILTER),
		VLAN_OFFLOAD(VLAN_EXTEND), VLAN_OFFLOAD(QINQ_STRIP)};

static uint64_t
offloads_of(int mask)
{
	uint64_t offloads = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(vlan_offloads); i++)
		if (mask & vlan_offloads[i].mask)
			offloads |= vlan_offloads[i].offload;
	return offloads;
}

static int
mask_of(uint64_t offloads)
{
	unsigned int i;
	int mask = 0;

	for (i = 0; i < RTE_DIM(vlan_offloads); i++)
		if (offloads & vlan_offloads[i].offload)
			mask |= vlan_offloads[i].mask;
	return mask;
}

/* The driver reads the new set in dev_conf and is told what changed. */
static int
change_offloads(struct rte_eth_dev *dev, uint64_t wanted, uint64_t changed)
{
	uint64_t *offloads = &dev->data->dev_conf.rxmode.offloads;
	uint64_t before = *offloads;
	int rc;

	*offloads = wanted;
	rc = ethdev_call(vlan_offload_set, dev, dev, mask_of(changed));
	if (rc != 0)
		*offloads = before;
	return rc;
}

BP_EXPORT
int
rte_eth_dev_set_vlan_offload(uint16_t port_id, int offload_mask)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_dev_info info;
	uint64_t now, wanted, bad;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "change offloads of") != 0)
		return -ENOTSUP;
	now = dev->data->dev_conf.rxmode.offloads;
	wanted = (now & ~RTE_ETH_RX_OFFLOAD_VLAN) | offloads_of(offload_mask);
	if (wanted == now)
		return 0;
	rc = rte_eth_dev_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	bad = wanted & ~info.rx_offload_capa;
	if (bad != 0) {
		ethdev_refuse_bits(dev, "receive offload", bad,
				rte_eth_dev_rx_offload_name);
		return -EINVAL;
	}
	return change_offloads(dev, wanted, wanted ^ now);
}

BP_EXPORT
int
rte_eth_dev_get_vlan_offload(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	return dev == NULL ? -ENODEV
			   : mask_of(dev->data->dev_conf.rxmode.offloads);
}

static int
check_filter(const struct rte_eth_dev *dev, uint16_t vlan_id)
{
	if (!(dev->data->dev_conf.rxmode.offloads &
			    RTE_ETH_RX_OFFLOAD_VLAN_FILTER)) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: it filters by VLAN with the offload VLAN_FILTER only\n",
				dev->data->port_id);
		return -ENOSYS;
	}
	if (vlan_id <= RTE_ETH_VLAN_ID_MAX)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: VLANs are 0 to %d, not %u\n",
			dev->data->port_id, RTE_ETH_VLAN_ID_MAX, vlan_id);
	return -EINVAL;
}

BP_EXPORT
int
rte_eth_dev_vlan_filter(uint16_t port_id, uint16_t vlan_id, int on)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	uint64_t *word;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "change filters of") != 0)
		return -ENOTSUP;
	rc = check_filter(dev, vlan_id);
	if (rc == 0)
		rc = ethdev_call(vlan_filter_set, dev, dev, vlan_id, on);
	if (rc != 0)
		return rc;
	word = &dev->data->vlan_filter_conf.ids[vlan_id / 64];
	if (on)
		*word |= RTE_BIT64(vlan_id % 64);
	else
		*word &= ~RTE_BIT64(vlan_id % 64);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_set_vlan_strip_on_queue(
		uint16_t port_id, uint16_t rx_queue_id, int on)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq_id(dev, rx_queue_id) != 0)
		return -EINVAL;
	if (dev->dev_ops->vlan_strip_queue_set == NULL)
		return -ENOTSUP;
	dev->dev_ops->vlan_strip_queue_set(dev, rx_queue_id, on);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_set_vlan_ether_type(uint16_t port_id, enum rte_vlan_type vlan_type,
		uint16_t tag_type)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(vlan_tpid_set, dev, dev, vlan_type, tag_type);
}

BP_EXPORT
int
rte_eth_dev_set_vlan_pvid(uint16_t port_id, uint16_t pvid, int on)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(vlan_pvid_set, dev, dev, pvid, on);
}
