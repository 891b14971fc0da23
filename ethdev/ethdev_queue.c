/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Queues: set-up and release. A queue exists while its pointer in data is not
 * NULL; the driver is called with ids below the port's number of queues only.
 */
#include <string.h>

#include <rte_malloc.h>
#include <rte_mbuf.h>

#include "ethdev_private.h"

BP_EXPORT
void
bp_eth_queues_mark(struct rte_eth_dev *dev, uint8_t state)
{
	memset(dev->data->rx_queue_state, state, dev->data->nb_rx_queues);
	memset(dev->data->tx_queue_state, state, dev->data->nb_tx_queues);
}

BP_EXPORT
uint64_t
bp_eth_rx_rearm(uint16_t port_id)
{
	struct rte_mbuf m;
	uint64_t v;

	memset(&m, 0, sizeof(m));
	m.data_off = RTE_PKTMBUF_HEADROOM;
	m.refcnt = 1;
	m.nb_segs = 1;
	m.port = port_id;
	memcpy(&v, &m.rearm_data, sizeof(v));
	return v;
}

BP_EXPORT
void
bp_eth_rxq_free(struct rte_eth_dev *dev, uint16_t queue_id)
{
	rte_free(dev->data->rx_queues[queue_id]);
}

BP_EXPORT
void
bp_eth_txq_free(struct rte_eth_dev *dev, uint16_t queue_id)
{
	rte_free(dev->data->tx_queues[queue_id]);
}

void
ethdev_rxq_release(struct rte_eth_dev *dev, uint16_t id)
{
	if (dev->data->rx_queues[id] != NULL && dev->dev_ops->rx_queue_release)
		dev->dev_ops->rx_queue_release(dev, id);
	dev->data->rx_queues[id] = NULL;
	dev->data->rx_queue_state[id] = RTE_ETH_QUEUE_STATE_STOPPED;
}

void
ethdev_txq_release(struct rte_eth_dev *dev, uint16_t id)
{
	if (dev->data->tx_queues[id] != NULL && dev->dev_ops->tx_queue_release)
		dev->dev_ops->tx_queue_release(dev, id);
	dev->data->tx_queues[id] = NULL;
	dev->data->tx_queue_state[id] = RTE_ETH_QUEUE_STATE_STOPPED;
}

void
ethdev_queues_release(
		struct rte_eth_dev *dev, uint16_t rx_from, uint16_t tx_from)
{
	uint16_t q;

	for (q = rx_from; q < RTE_MAX_QUEUES_PER_PORT; q++)
		ethdev_rxq_release(dev, q);
	for (q = tx_from; q < RTE_MAX_QUEUES_PER_PORT; q++)
		ethdev_txq_release(dev, q);
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

int
ethdev_check_rxq_id(const struct rte_eth_dev *dev, uint16_t id)
{
	return check_id(dev, "receive", id, dev->data->nb_rx_queues);
}

int
ethdev_check_txq_id(const struct rte_eth_dev *dev, uint16_t id)
{
	return check_id(dev, "transmit", id, dev->data->nb_tx_queues);
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

/* Queues that share descriptors with those of other ports. */
static int
check_share(const struct rte_eth_dev *dev, const struct rte_eth_rxconf *conf,
		const struct rte_eth_dev_info *info)
{
	if (conf->share_group == 0)
		return 0;
	if (!(info->dev_capa & RTE_ETH_DEV_CAPA_RXQ_SHARE)) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u (%s) cannot do RXQ_SHARE, which share_group %u needs\n",
				dev->data->port_id, dev->data->name,
				conf->share_group);
		return -EINVAL;
	}
	if (conf->share_qid < dev->data->nb_rx_queues)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u has %u receive queues, share_qid is %u\n",
			dev->data->port_id, dev->data->nb_rx_queues,
			conf->share_qid);
	return -EINVAL;
}

static int
check_rx_setup(struct rte_eth_dev *dev, uint16_t id, uint16_t *nb_desc,
		struct rte_eth_rxconf *conf, struct rte_mempool *mp,
		const struct rte_eth_dev_info *info)
{
	int rc;

	rc = ethdev_check_pools(dev, info, conf, mp);
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
	return rc == 0 ? check_share(dev, conf, info) : rc;
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
	if (ethdev_refuse_foreign(dev, "set up a receive queue of") != 0)
		return -ENOTSUP;
	rc = ethdev_check_rxq_id(dev, rx_queue_id);
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
	ethdev_rxq_release(dev, rx_queue_id);
	rc = dev->dev_ops->rx_queue_setup(dev, rx_queue_id, nb_rx_desc,
			socket_id, &conf, mb_pool);
	if (rc == 0)
		ethdev_note_room(dev, &conf, mb_pool);
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
	if (ethdev_refuse_foreign(dev, "set up a transmit queue of") != 0)
		return -ENOTSUP;
	rc = ethdev_check_txq_id(dev, tx_queue_id);
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
	ethdev_txq_release(dev, tx_queue_id);
	rc = dev->dev_ops->tx_queue_setup(
			dev, tx_queue_id, nb_tx_desc, socket_id, &conf);
	return ethdev_rc(dev, rc);
}
