/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hairpin queues: a receive and a transmit queue that the device joins, so that
 * packets pass without the program. Such a queue has the state
 * RTE_ETH_QUEUE_STATE_HAIRPIN and takes no part in bursts, start and stop.
 */
#include <string.h>

#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_dev_hairpin_capability_get(
		uint16_t port_id, struct rte_eth_hairpin_cap *cap)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (cap == NULL)
		return -EINVAL;
	memset(cap, 0, sizeof(*cap));
	return ethdev_call(hairpin_cap_get, dev, dev, cap);
}

static int
check_setup(const struct rte_eth_dev *dev,
		const struct rte_eth_hairpin_conf *conf, uint16_t n_desc,
		uint16_t max_desc, uint16_t max_peers)
{
	max_peers = RTE_MIN(max_peers, RTE_ETH_MAX_HAIRPIN_PEERS);
	if (n_desc <= max_desc && conf->peer_count != 0 &&
			conf->peer_count <= max_peers)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u: a hairpin queue has 1 to %u peers and up to %u descriptors, not %u and %u\n",
			dev->data->port_id, max_peers, max_desc,
			conf->peer_count, n_desc);
	return -EINVAL;
}

/* At most one kind of memory, one that the device has, and none to force. */
static int
check_memory(const struct rte_eth_dev *dev,
		const struct rte_eth_hairpin_conf *conf,
		const struct rte_eth_hairpin_queue_cap *cap)
{
	const char *wrong = NULL;

	if (conf->use_rte_memory && !cap->rte_memory)
		wrong = "use_rte_memory";
	if (conf->use_locked_device_memory && !cap->locked_device_memory)
		wrong = "use_locked_device_memory";
	if (conf->use_rte_memory && conf->use_locked_device_memory)
		wrong = "use_rte_memory with use_locked_device_memory";
	if (conf->force_memory && !conf->use_rte_memory &&
			!conf->use_locked_device_memory)
		wrong = "force_memory without a kind of memory";
	if (wrong == NULL)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: its hairpin queues cannot do %s\n",
			dev->data->port_id, wrong);
	return -EINVAL;
}

/* This queue and the others that are hairpin already. */
static int
check_count(const struct rte_eth_dev *dev, const uint8_t *state,
		uint16_t n_queues, uint16_t queue_id, uint16_t max)
{
	unsigned int q, n = 0;

	for (q = 0; q < n_queues; q++)
		n += q == queue_id || state[q] == RTE_ETH_QUEUE_STATE_HAIRPIN;
	if (n <= max)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u has at most %u hairpin queues a direction\n",
			dev->data->port_id, max);
	return -EINVAL;
}

static int
check_stopped(const struct rte_eth_dev *dev)
{
	if (!dev->data->dev_started)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: stop it to set up a hairpin queue\n",
			dev->data->port_id);
	return -EBUSY;
}

BP_EXPORT
int
rte_eth_rx_hairpin_queue_setup(uint16_t port_id, uint16_t rx_queue_id,
		uint16_t nb_rx_desc, const struct rte_eth_hairpin_conf *conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_hairpin_cap cap;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq_id(dev, rx_queue_id) != 0 || conf == NULL)
		return -EINVAL;
	rc = rte_eth_dev_hairpin_capability_get(port_id, &cap);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->rx_hairpin_queue_setup == NULL)
		return -ENOTSUP;
	if (nb_rx_desc == 0)
		nb_rx_desc = cap.max_nb_desc;
	rc = check_setup(dev, conf, nb_rx_desc, cap.max_nb_desc,
			cap.max_rx_2_tx);
	if (rc == 0)
		rc = check_memory(dev, conf, &cap.rx_cap);
	if (rc == 0)
		rc = check_count(dev, dev->data->rx_queue_state,
				dev->data->nb_rx_queues, rx_queue_id,
				cap.max_nb_queues);
	if (rc == 0)
		rc = check_stopped(dev);
	if (rc != 0)
		return rc;
	ethdev_rxq_release(dev, rx_queue_id);
	rc = dev->dev_ops->rx_hairpin_queue_setup(
			dev, rx_queue_id, nb_rx_desc, conf);
	if (rc == 0)
		dev->data->rx_queue_state[rx_queue_id] =
				RTE_ETH_QUEUE_STATE_HAIRPIN;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_tx_hairpin_queue_setup(uint16_t port_id, uint16_t tx_queue_id,
		uint16_t nb_tx_desc, const struct rte_eth_hairpin_conf *conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_hairpin_cap cap;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_txq_id(dev, tx_queue_id) != 0 || conf == NULL)
		return -EINVAL;
	rc = rte_eth_dev_hairpin_capability_get(port_id, &cap);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->tx_hairpin_queue_setup == NULL)
		return -ENOTSUP;
	if (nb_tx_desc == 0)
		nb_tx_desc = cap.max_nb_desc;
	rc = check_setup(dev, conf, nb_tx_desc, cap.max_nb_desc,
			cap.max_tx_2_rx);
	if (rc == 0)
		rc = check_memory(dev, conf, &cap.tx_cap);
	if (rc == 0)
		rc = check_count(dev, dev->data->tx_queue_state,
				dev->data->nb_tx_queues, tx_queue_id,
				cap.max_nb_queues);
	if (rc == 0)
		rc = check_stopped(dev);
	if (rc != 0)
		return rc;
	ethdev_txq_release(dev, tx_queue_id);
	rc = dev->dev_ops->tx_hairpin_queue_setup(
			dev, tx_queue_id, nb_tx_desc, conf);
	if (rc == 0)
		dev->data->tx_queue_state[tx_queue_id] =
				RTE_ETH_QUEUE_STATE_HAIRPIN;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_hairpin_bind(uint16_t tx_port, uint16_t rx_port)
{
	struct rte_eth_dev *dev = ethdev_get(tx_port);

	if (dev == NULL)
		return -ENODEV;
	if (!dev->data->dev_started) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: start it to bind its hairpin queues\n",
				tx_port);
		return -EBUSY;
	}
	if (dev->dev_ops->hairpin_bind == NULL)
		return -ENOTSUP;
	return dev->dev_ops->hairpin_bind(dev, rx_port);
}

BP_EXPORT
int
rte_eth_hairpin_unbind(uint16_t tx_port, uint16_t rx_port)
{
	struct rte_eth_dev *dev = ethdev_get(tx_port);

	if (dev == NULL)
		return -ENODEV;
	if (!dev->data->dev_started) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: start it to unbind its hairpin queues\n",
				tx_port);
		return -EBUSY;
	}
	if (dev->dev_ops->hairpin_unbind == NULL)
		return -ENOTSUP;
	return dev->dev_ops->hairpin_unbind(dev, rx_port);
}

BP_EXPORT
int
rte_eth_hairpin_get_peer_ports(uint16_t port_id, uint16_t *peer_ports,
		size_t len, uint32_t direction)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (peer_ports == NULL || len == 0)
		return -EINVAL;
	if (dev->dev_ops->hairpin_get_peer_ports == NULL)
		return -ENOTSUP;
	return dev->dev_ops->hairpin_get_peer_ports(
			dev, peer_ports, len, direction);
}
