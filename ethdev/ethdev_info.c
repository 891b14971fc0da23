/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a port says about itself: limits, settings, queues and packet types.
 * The driver fills in what it knows over defaults that refuse nothing.
 */
#include <string.h>

#include <rte_eal.h>
#include <rte_mbuf.h>

#include "ethdev_private.h"

static const struct rte_eth_desc_lim any_desc = {
		.nb_max = UINT16_MAX,
		.nb_min = 0,
		.nb_align = 1,
		.nb_seg_max = UINT16_MAX,
		.nb_mtu_seg_max = UINT16_MAX,
};

static void
set_defaults(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	memset(info, 0, sizeof(*info));
	info->switch_info.domain_id = RTE_ETH_DEV_SWITCH_DOMAIN_ID_INVALID;
	info->rx_desc_lim = any_desc;
	info->tx_desc_lim = any_desc;
	info->device = dev->device;
	info->min_mtu = RTE_ETHER_MIN_LEN - RTE_ETHER_HDR_LEN -
			RTE_ETHER_CRC_LEN;
	info->max_mtu = UINT16_MAX;
}

static int
get_info(struct rte_eth_dev *dev, struct rte_eth_dev_info *dev_info)
{
	int rc;

	if (dev_info == NULL)
		return -EINVAL;
	if (dev->dev_ops->dev_infos_get == NULL)
		return -ENOTSUP;
	set_defaults(dev, dev_info);
	rc = dev->dev_ops->dev_infos_get(dev, dev_info);
	if (rc != 0) {
		memset(dev_info, 0, sizeof(*dev_info));
		return ethdev_rc(dev, rc);
	}
	dev_info->max_rx_queues = RTE_MIN(
			dev_info->max_rx_queues, RTE_MAX_QUEUES_PER_PORT);
	dev_info->max_tx_queues = RTE_MIN(
			dev_info->max_tx_queues, RTE_MAX_QUEUES_PER_PORT);
	if (dev->device != NULL && dev->device->driver != NULL)
		dev_info->driver_name = dev->device->driver->name;
	/* Until it is configured they are the driver's, as in 22.11. */
	if (dev->data->nb_rx_queues != 0 || dev->data->nb_tx_queues != 0) {
		dev_info->nb_rx_queues = dev->data->nb_rx_queues;
		dev_info->nb_tx_queues = dev->data->nb_tx_queues;
	}
	dev_info->dev_flags = &dev->data->dev_flags;
	return 0;
}

BP_EXPORT
int
rte_eth_dev_info_get(uint16_t port_id, struct rte_eth_dev_info *dev_info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		return get_info(dev, dev_info);
	/* The primary may take it away meanwhile. */
	dev = ethdev_read_begin(port_id);
	if (dev == NULL)
		return -ENODEV;
	rc = get_info(dev, dev_info);
	ethdev_read_end(port_id);
	return rc;
}

BP_EXPORT
int
rte_eth_dev_conf_get(uint16_t port_id, struct rte_eth_conf *dev_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (dev_conf == NULL)
		return -EINVAL;
	*dev_conf = dev->data->dev_conf;
	return 0;
}

static void
adjust_desc(uint16_t *n, const struct rte_eth_desc_lim *lim)
{
	uint32_t count = *n;

	if (lim->nb_align > 1)
		count = RTE_ALIGN_MUL_CEIL(count, lim->nb_align);
	if (lim->nb_max != 0)
		count = RTE_MIN(count, (uint32_t)lim->nb_max);
	*n = (uint16_t)RTE_MAX(count, (uint32_t)lim->nb_min);
}

BP_EXPORT
int
rte_eth_dev_adjust_nb_rx_tx_desc(
		uint16_t port_id, uint16_t *nb_rx_desc, uint16_t *nb_tx_desc)
{
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(port_id, &info);

	if (rc != 0)
		return rc;
	if (nb_rx_desc != NULL)
		adjust_desc(nb_rx_desc, &info.rx_desc_lim);
	if (nb_tx_desc != NULL)
		adjust_desc(nb_tx_desc, &info.tx_desc_lim);
	return 0;
}

static int
refuse_hairpin(const struct rte_eth_dev *dev, uint16_t queue_id, uint8_t state)
{
	if (state != RTE_ETH_QUEUE_STATE_HAIRPIN)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u: queue %u is a hairpin queue, it has no details\n",
			dev->data->port_id, queue_id);
	return -EINVAL;
}

BP_EXPORT
int
rte_eth_rx_queue_info_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_rxq_info *qinfo)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = qinfo == NULL ? -EINVAL : ethdev_check_rxq(dev, queue_id);
	if (rc == 0)
		rc = refuse_hairpin(dev, queue_id,
				dev->data->rx_queue_state[queue_id]);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->rxq_info_get == NULL)
		return -ENOTSUP;
	memset(qinfo, 0, sizeof(*qinfo));
	dev->dev_ops->rxq_info_get(dev, queue_id, qinfo);
	qinfo->queue_state = dev->data->rx_queue_state[queue_id];
	return 0;
}

BP_EXPORT
int
rte_eth_tx_queue_info_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_txq_info *qinfo)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = qinfo == NULL ? -EINVAL : ethdev_check_txq(dev, queue_id);
	if (rc == 0)
		rc = refuse_hairpin(dev, queue_id,
				dev->data->tx_queue_state[queue_id]);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->txq_info_get == NULL)
		return -ENOTSUP;
	memset(qinfo, 0, sizeof(*qinfo));
	dev->dev_ops->txq_info_get(dev, queue_id, qinfo);
	qinfo->queue_state = dev->data->tx_queue_state[queue_id];
	return 0;
}

BP_EXPORT
int
rte_eth_rx_burst_mode_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_burst_mode *mode)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = mode == NULL ? -EINVAL : ethdev_check_rxq(dev, queue_id);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->rx_burst_mode_get == NULL)
		return -ENOTSUP;
	memset(mode, 0, sizeof(*mode));
	return ethdev_rc(dev,
			dev->dev_ops->rx_burst_mode_get(dev, queue_id, mode));
}

BP_EXPORT
int
rte_eth_tx_burst_mode_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_burst_mode *mode)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = mode == NULL ? -EINVAL : ethdev_check_txq(dev, queue_id);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->tx_burst_mode_get == NULL)
		return -ENOTSUP;
	memset(mode, 0, sizeof(*mode));
	return ethdev_rc(dev,
			dev->dev_ops->tx_burst_mode_get(dev, queue_id, mode));
}

/* The driver's types within mask: how many; the first num are written. */
static int
list_ptypes(struct rte_eth_dev *dev, uint32_t mask, uint32_t *ptypes, int num)
{
	const uint32_t *all = NULL;
	int n = 0;

	if (dev->dev_ops->dev_supported_ptypes_get != NULL)
		all = dev->dev_ops->dev_supported_ptypes_get(dev);
	for (; all != NULL && *all != RTE_PTYPE_UNKNOWN; all++) {
		if ((*all & mask) == 0)
			continue;
		if (n < num)
			ptypes[n] = *all;
		n++;
	}
	return n;
}

BP_EXPORT
int
rte_eth_dev_get_supported_ptypes(uint16_t port_id, uint32_t ptype_mask,
		uint32_t *ptypes, int num)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ptypes == NULL && num > 0)
		return -EINVAL;
	return list_ptypes(dev, ptype_mask, ptypes, num);
}

BP_EXPORT
int
rte_eth_dev_set_ptypes(uint16_t port_id, uint32_t ptype_mask,
		uint32_t *set_ptypes, unsigned int num)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int n = 0;

	if (dev == NULL)
		return -ENODEV;
	if (num > 0 && set_ptypes == NULL)
		return -EINVAL;
	if (dev->dev_ops->dev_supported_ptypes_get != NULL &&
			dev->dev_ops->dev_ptypes_set != NULL) {
		n = list_ptypes(dev, ptype_mask, set_ptypes,
				num == 0 ? 0 : (int)num - 1);
		if (num > 0)
			set_ptypes[RTE_MIN((unsigned int)n, num - 1)] =
					RTE_PTYPE_UNKNOWN;
		return dev->dev_ops->dev_ptypes_set(dev, ptype_mask);
	}
	if (num > 0)
		set_ptypes[0] = RTE_PTYPE_UNKNOWN;
	return 0;
}
