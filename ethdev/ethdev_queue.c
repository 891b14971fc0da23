/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Queues: set-up, release, start and stop of one, and what can be asked of
 * one. A queue exists while its pointer in data is not NULL; the driver is
 * called with ids below the port's number of queues only.
 */
#include <bufplane_ethdev.h>
#include <string.h>

#include <rte_mbuf.h>

#include "ethdev_private.h"

void
ethdev_queues_release(
		struct rte_eth_dev *dev, uint16_t rx_from, uint16_t tx_from)
{
	struct rte_eth_dev_data *data = dev->data;
	unsigned int q;

	for (q = rx_from; q < RTE_MAX_QUEUES_PER_PORT; q++) {
		if (data->rx_queues[q] != NULL &&
				dev->dev_ops->rx_queue_release)
			dev->dev_ops->rx_queue_release(dev, (uint16_t)q);
		data->rx_queues[q] = NULL;
		data->rx_queue_state[q] = RTE_ETH_QUEUE_STATE_STOPPED;
	}
	for (q = tx_from; q < RTE_MAX_QUEUES_PER_PORT; q++) {
		if (data->tx_queues[q] != NULL &&
				dev->dev_ops->tx_queue_release)
			dev->dev_ops->tx_queue_release(dev, (uint16_t)q);
		data->tx_queues[q] = NULL;
		data->tx_queue_state[q] = RTE_ETH_QUEUE_STATE_STOPPED;
	}
}

static int
check_id(const struct rte_eth_dev *dev, const char *kind, uint16_t id,
		uint16_t n)
{
	if (id < n)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u has %u %s queues, there is no queue %u\n",
			dev->data->port_id, n, kind, id);
	return -EINVAL;
}

static int
check_desc(const struct rte_eth_dev *dev, const char *kind, uint16_t n,
		const struct rte_eth_desc_lim *lim)
{
	if (n <= lim->nb_max && n >= lim->nb_min &&
			(lim->nb_align == 0 || n % lim->nb_align == 0))
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u: a %s queue has %u to %u descriptors, a "
			"multiple of %u; not %u\n",
			dev->data->port_id, kind, lim->nb_min, lim->nb_max,
			lim->nb_align, n);
	return -EINVAL;
}

/* A started port takes a set-up only if the driver can and the queue rests. */
static int
check_running(const struct rte_eth_dev *dev, const char *kind, uint16_t id,
		uint8_t state, int at_run_time)
{
	if (!dev->data->dev_started)
		return 0;
	if (at_run_time && state == RTE_ETH_QUEUE_STATE_STOPPED)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: stop %s to set up its %s queue %u\n",
			dev->data->port_id, at_run_time ? "the queue" : "it",
			kind, id);
	return -EBUSY;
}

/* A queue may add what the driver can do for one queue alone. */
static int
merge_offloads(const struct rte_eth_dev *dev, const char *what,
		uint64_t *offloads, uint64_t of_port, uint64_t able,
		const char *(*name)(uint64_t bit))
{
	uint64_t bad = *offloads & ~of_port & ~able;

	*offloads |= of_port;
	if (bad == 0)
		return 0;
	ethdev_refuse_bits(dev, what, bad, name);
	return -EINVAL;
}

static int
check_pool(const struct rte_eth_dev *dev, struct rte_mempool *mp,
		const struct rte_eth_dev_info *info)
{
	uint32_t room;

	if (mp == NULL) {
		RTE_ETHDEV_LOG(ERR, "Port %u: a receive queue needs a pool\n",
				dev->data->port_id);
		return -EINVAL;
	}
	if (mp->private_data_size < sizeof(struct rte_pktmbuf_pool_private)) {
		RTE_ETHDEV_LOG(ERR, "Pool %s is not a pool of mbufs\n",
				mp->name);
		return -ENOSPC;
	}
	room = rte_pktmbuf_data_room_size(mp);
	if (room >= info->min_rx_bufsize + RTE_PKTMBUF_HEADROOM ||
			info->min_rx_bufsize == 0)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u needs mbufs with room for %u bytes and %u of "
			"headroom; those of pool %s have %u in all\n",
			dev->data->port_id, info->min_rx_bufsize,
			RTE_PKTMBUF_HEADROOM, mp->name, room);
	return -EINVAL;
}

static int
check_rx_setup(struct rte_eth_dev *dev, uint16_t id, uint16_t *nb_desc,
		struct rte_eth_rxconf *conf, struct rte_mempool *mp,
		const struct rte_eth_dev_info *info)
{
	int rc;

	rc = check_pool(dev, mp, info);
	if (rc != 0)
		return rc;
	if (*nb_desc == 0)
		*nb_desc = info->default_rxportconf.ring_size;
	if (*nb_desc == 0)
		*nb_desc = RTE_ETH_DEV_FALLBACK_RX_RINGSIZE;
	rc = check_desc(dev, "receive", *nb_desc, &info->rx_desc_lim);
	if (rc == 0)
		rc = check_running(dev, "receive", id,
				dev->data->rx_queue_state[id],
				!!(info->dev_capa &
						RTE_ETH_DEV_CAPA_RUNTIME_RX_QUEUE_SETUP));
	if (rc == 0)
		rc = merge_offloads(dev, "for one queue the receive offload",
				&conf->offloads,
				dev->data->dev_conf.rxmode.offloads,
				info->rx_queue_offload_capa,
				rte_eth_dev_rx_offload_name);
	return rc;
}

/* The queues of a port share the smallest room of their mbufs. */
static void
note_room(struct rte_eth_dev_data *data, struct rte_mempool *mp)
{
	uint32_t room = rte_pktmbuf_data_room_size(mp);

	if (data->min_rx_buf_size == 0 || room < data->min_rx_buf_size)
		data->min_rx_buf_size = room;
}

BP_EXPORT
int
rte_eth_rx_queue_setup(uint16_t port_id, uint16_t rx_queue_id,
		uint16_t nb_rx_desc, unsigned int socket_id,
		const struct rte_eth_rxconf *rx_conf,
		struct rte_mempool *mb_pool)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_dev_info info;
	struct rte_eth_rxconf conf;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = check_id(dev, "receive", rx_queue_id, dev->data->nb_rx_queues);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->rx_queue_setup == NULL)
		return -ENOTSUP;
	rc = rte_eth_dev_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	conf = rx_conf != NULL ? *rx_conf : info.default_rxconf;
	rc = check_rx_setup(
			dev, rx_queue_id, &nb_rx_desc, &conf, mb_pool, &info);
	if (rc != 0)
		return rc;
	if (dev->data->rx_queues[rx_queue_id] != NULL) {
		if (dev->dev_ops->rx_queue_release != NULL)
			dev->dev_ops->rx_queue_release(dev, rx_queue_id);
		dev->data->rx_queues[rx_queue_id] = NULL;
	}
	rc = dev->dev_ops->rx_queue_setup(dev, rx_queue_id, nb_rx_desc,
			socket_id, &conf, mb_pool);
	if (rc == 0)
		note_room(dev->data, mb_pool);
	return ethdev_rc(dev, rc);
}

static int
check_tx_setup(struct rte_eth_dev *dev, uint16_t id, uint16_t *nb_desc,
		struct rte_eth_txconf *conf,
		const struct rte_eth_dev_info *info)
{
	int rc;

	if (*nb_desc == 0)
		*nb_desc = info->default_txportconf.ring_size;
	if (*nb_desc == 0)
		*nb_desc = RTE_ETH_DEV_FALLBACK_TX_RINGSIZE;
	rc = check_desc(dev, "transmit", *nb_desc, &info->tx_desc_lim);
	if (rc == 0)
		rc = check_running(dev, "transmit", id,
				dev->data->tx_queue_state[id],
				!!(info->dev_capa &
						RTE_ETH_DEV_CAPA_RUNTIME_TX_QUEUE_SETUP));
	if (rc == 0)
		rc = merge_offloads(dev, "for one queue the transmit offload",
				&conf->offloads,
				dev->data->dev_conf.txmode.offloads,
				info->tx_queue_offload_capa,
				rte_eth_dev_tx_offload_name);
	return rc;
}

BP_EXPORT
int
rte_eth_tx_queue_setup(uint16_t port_id, uint16_t tx_queue_id,
		uint16_t nb_tx_desc, unsigned int socket_id,
		const struct rte_eth_txconf *tx_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_dev_info info;
	struct rte_eth_txconf conf;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = check_id(dev, "transmit", tx_queue_id, dev->data->nb_tx_queues);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->tx_queue_setup == NULL)
		return -ENOTSUP;
	rc = rte_eth_dev_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	conf = tx_conf != NULL ? *tx_conf : info.default_txconf;
	rc = check_tx_setup(dev, tx_queue_id, &nb_tx_desc, &conf, &info);
	if (rc != 0)
		return rc;
	if (dev->data->tx_queues[tx_queue_id] != NULL) {
		if (dev->dev_ops->tx_queue_release != NULL)
			dev->dev_ops->tx_queue_release(dev, tx_queue_id);
		dev->data->tx_queues[tx_queue_id] = NULL;
	}
	rc = dev->dev_ops->tx_queue_setup(
			dev, tx_queue_id, nb_tx_desc, socket_id, &conf);
	return ethdev_rc(dev, rc);
}

static int
check_queue(const struct rte_eth_dev *dev, const char *kind, uint16_t id,
		uint16_t n, void *const *queues)
{
	int rc = check_id(dev, kind, id, n);

	if (rc != 0)
		return rc;
	if (queues[id] != NULL)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: %s queue %u is not set up\n",
			dev->data->port_id, kind, id);
	return -EINVAL;
}

static int
check_started(const struct rte_eth_dev *dev)
{
	if (dev->data->dev_started)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: start it before its queues\n",
			dev->data->port_id);
	return -EINVAL;
}

static int
check_rx(const struct rte_eth_dev *dev, uint16_t id)
{
	return check_queue(dev, "receive", id, dev->data->nb_rx_queues,
			dev->data->rx_queues);
}

static int
check_tx(const struct rte_eth_dev *dev, uint16_t id)
{
	return check_queue(dev, "transmit", id, dev->data->nb_tx_queues,
			dev->data->tx_queues);
}

/* Start or stop one queue through op, unless it is in that state already. */
static int
switch_queue(struct rte_eth_dev *dev, uint16_t id, eth_queue_op_t op,
		uint8_t state, uint8_t wanted)
{
	if (op == NULL)
		return -ENOTSUP;
	if (state == wanted)
		return 0;
	return ethdev_rc(dev, op(dev, id));
}

static int
switch_rx(uint16_t port_id, uint16_t id, uint8_t wanted)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	bool start = wanted == RTE_ETH_QUEUE_STATE_STARTED;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = start ? check_started(dev) : 0;
	if (rc == 0)
		rc = check_rx(dev, id);
	if (rc != 0)
		return rc;
	return switch_queue(dev, id,
			start ? dev->dev_ops->rx_queue_start
			      : dev->dev_ops->rx_queue_stop,
			dev->data->rx_queue_state[id], wanted);
}

static int
switch_tx(uint16_t port_id, uint16_t id, uint8_t wanted)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	bool start = wanted == RTE_ETH_QUEUE_STATE_STARTED;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = start ? check_started(dev) : 0;
	if (rc == 0)
		rc = check_tx(dev, id);
	if (rc != 0)
		return rc;
	return switch_queue(dev, id,
			start ? dev->dev_ops->tx_queue_start
			      : dev->dev_ops->tx_queue_stop,
			dev->data->tx_queue_state[id], wanted);
}

BP_EXPORT
int
rte_eth_dev_rx_queue_start(uint16_t port_id, uint16_t rx_queue_id)
{
	return switch_rx(port_id, rx_queue_id, RTE_ETH_QUEUE_STATE_STARTED);
}

BP_EXPORT
int
rte_eth_dev_rx_queue_stop(uint16_t port_id, uint16_t rx_queue_id)
{
	return switch_rx(port_id, rx_queue_id, RTE_ETH_QUEUE_STATE_STOPPED);
}

BP_EXPORT
int
rte_eth_dev_tx_queue_start(uint16_t port_id, uint16_t tx_queue_id)
{
	return switch_tx(port_id, tx_queue_id, RTE_ETH_QUEUE_STATE_STARTED);
}

BP_EXPORT
int
rte_eth_dev_tx_queue_stop(uint16_t port_id, uint16_t tx_queue_id)
{
	return switch_tx(port_id, tx_queue_id, RTE_ETH_QUEUE_STATE_STOPPED);
}

BP_EXPORT
int
rte_eth_tx_done_cleanup(uint16_t port_id, uint16_t queue_id, uint32_t free_cnt)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = check_tx(dev, queue_id);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->tx_done_cleanup == NULL)
		return -ENOTSUP;
	return ethdev_rc(dev,
			dev->dev_ops->tx_done_cleanup(
					dev->data->tx_queues[queue_id],
					free_cnt));
}

BP_EXPORT
int
bp_eth_rx_at_end(uint16_t port_id, uint16_t queue_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = check_rx(dev, queue_id);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->rx_at_end == NULL)
		return -ENOTSUP;
	return dev->dev_ops->rx_at_end(dev, queue_id);
}
