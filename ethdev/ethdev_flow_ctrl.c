/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pause frames: for the whole link, by priority, and by priority and queue.
 * What is asked of queues is held against the port's queues and the driver's
 * traffic classes before the driver sees it.
 */
#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_dev_flow_ctrl_get(uint16_t port_id, struct rte_eth_fc_conf *fc_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (fc_conf == NULL)
		return -EINVAL;
	return ethdev_call(flow_ctrl_get, dev, dev, fc_conf);
}

BP_EXPORT
int
rte_eth_dev_flow_ctrl_set(uint16_t port_id, struct rte_eth_fc_conf *fc_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (fc_conf == NULL)
		return -EINVAL;
	if (fc_conf->send_xon > 1) {
		RTE_ETHDEV_LOG(ERR, "Port %u: send_xon is 0 or 1, not %u\n",
				port_id, fc_conf->send_xon);
		return -EINVAL;
	}
	return ethdev_call(flow_ctrl_set, dev, dev, fc_conf);
}

BP_EXPORT
int
rte_eth_dev_priority_flow_ctrl_set(
		uint16_t port_id, struct rte_eth_pfc_conf *pfc_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (pfc_conf == NULL)
		return -EINVAL;
	if (pfc_conf->priority >= RTE_ETH_DCB_NUM_USER_PRIORITIES) {
		RTE_ETHDEV_LOG(ERR, "Port %u: priorities are 0 to %d, not %u\n",
				port_id, RTE_ETH_DCB_NUM_USER_PRIORITIES - 1,
				pfc_conf->priority);
		return -EINVAL;
	}
	return ethdev_call(priority_flow_ctrl_set, dev, dev, pfc_conf);
}

BP_EXPORT
int
rte_eth_dev_priority_flow_ctrl_queue_info_get(
		uint16_t port_id, struct rte_eth_pfc_queue_info *pfc_queue_info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (pfc_queue_info == NULL)
		return -EINVAL;
	return ethdev_call(priority_flow_ctrl_queue_info_get, dev, dev,
			pfc_queue_info);
}

/* One direction: a queue of n, and a traffic class of n_tc. */
static int
check_pause(const struct rte_eth_dev *dev, const char *kind, uint16_t queue,
		uint16_t n, uint8_t tc, uint8_t n_tc)
{
	if (queue < n && tc < n_tc)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u: pause names %s queue %u of %u, class %u of "
			"%u\n",
			dev->data->port_id, kind, queue, n, tc, n_tc);
	return -EINVAL;
}

static int
check_modes(const struct rte_eth_dev *dev, enum rte_eth_fc_mode able,
		enum rte_eth_fc_mode wanted)
{
	bool no_tx = able == RTE_ETH_FC_RX_PAUSE &&
			wanted == RTE_ETH_FC_TX_PAUSE;
	bool no_rx = able == RTE_ETH_FC_TX_PAUSE &&
			wanted == RTE_ETH_FC_RX_PAUSE;

	if (!no_tx && !no_rx)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u cannot do %s pause by queue\n",
			dev->data->port_id, no_tx ? "transmit" : "receive");
	return -EINVAL;
}

static int
check_pfc_queue(const struct rte_eth_dev *dev,
		const struct rte_eth_pfc_queue_info *info,
		const struct rte_eth_pfc_queue_conf *conf)
{
	bool full = conf->mode == RTE_ETH_FC_FULL;
	int rc;

	rc = check_modes(dev, info->mode_capa, conf->mode);
	if (rc == 0 && (full || conf->mode == RTE_ETH_FC_RX_PAUSE))
		rc = check_pause(dev, "transmit", conf->rx_pause.tx_qid,
				dev->data->nb_tx_queues, conf->rx_pause.tc,
				info->tc_max);
	if (rc == 0 && (full || conf->mode == RTE_ETH_FC_TX_PAUSE))
		rc = check_pause(dev, "receive", conf->tx_pause.rx_qid,
				dev->data->nb_rx_queues, conf->tx_pause.tc,
				info->tc_max);
	return rc;
}

BP_EXPORT
int
rte_eth_dev_priority_flow_ctrl_queue_configure(
		uint16_t port_id, struct rte_eth_pfc_queue_conf *pfc_queue_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_pfc_queue_info info = {0};
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (pfc_queue_conf == NULL)
		return -EINVAL;
	rc = rte_eth_dev_priority_flow_ctrl_queue_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	if (info.tc_max == 0) {
		RTE_ETHDEV_LOG(ERR, "Port %u has no traffic classes\n",
				port_id);
		return -ENOTSUP;
	}
	rc = check_pfc_queue(dev, &info, pfc_queue_conf);
	if (rc != 0)
		return rc;
	return ethdev_call(priority_flow_ctrl_queue_config, dev, dev,
			pfc_queue_conf);
}
