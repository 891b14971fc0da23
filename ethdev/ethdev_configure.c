/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_eth_dev_configure(): every demand is held against the driver's limits
 * before the driver sees it. Queues survive unless their number shrinks; a
 * failure leaves the previous settings in data, and the port not configured.
 */
#include <string.h>

#include <rte_errno.h>

#include "ethdev_private.h"

static int
check_count(const struct rte_eth_dev *dev, const char *kind, uint16_t n,
		uint16_t max)
{
	if (n <= max)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u (%s) has at most %u %s queues, not %u\n",
			dev->data->port_id, dev->data->name, max, kind, n);
	return -EINVAL;
}

static int
check_bits(const struct rte_eth_dev *dev, const char *what, uint64_t wanted,
		uint64_t able, const char *(*name)(uint64_t bit))
{
	if ((wanted & ~able) == 0)
		return 0;
	ethdev_refuse_bits(dev, what, wanted & ~able, name);
	return -EINVAL;
}

/* mtu 0 means the usual one, or the device's largest if that is less. */
static int
check_mtu(const struct rte_eth_dev *dev, const struct rte_eth_dev_info *info,
		struct rte_eth_conf *conf)
{
	uint32_t mtu = conf->rxmode.mtu;

	if (mtu == 0) {
		conf->rxmode.mtu = info->max_mtu == 0
				? RTE_ETHER_MTU
				: RTE_MIN(RTE_ETHER_MTU, (int)info->max_mtu);
		return 0;
	}
	if (mtu >= info->min_mtu && mtu <= info->max_mtu)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u (%s): the MTU is from %u to %u, not %u\n",
			dev->data->port_id, dev->data->name, info->min_mtu,
			info->max_mtu, mtu);
	return -EINVAL;
}

static int
check_interrupts(const struct rte_eth_dev *dev, const struct rte_eth_conf *conf)
{
	const char *what = NULL;

	if (conf->intr_conf.lsc &&
			!(dev->data->dev_flags & RTE_ETH_DEV_INTR_LSC))
		what = "link change";
	if (conf->intr_conf.rmv &&
			!(dev->data->dev_flags & RTE_ETH_DEV_INTR_RMV))
		what = "removal";
	if (what == NULL)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u (%s) has no interrupt for %s\n",
			dev->data->port_id, dev->data->name, what);
	return -EINVAL;
}

static int
check_rss(const struct rte_eth_dev *dev, const struct rte_eth_dev_info *info,
		struct rte_eth_conf *conf)
{
	struct rte_eth_rss_conf *rss = &conf->rx_adv_conf.rss_conf;

	rss->rss_hf = rte_eth_rss_hf_refine(rss->rss_hf);
	if ((conf->rxmode.offloads & RTE_ETH_RX_OFFLOAD_RSS_HASH) &&
			!(conf->rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG)) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: the offload RSS_HASH needs mq_mode "
				"RTE_ETH_MQ_RX_RSS\n",
				dev->data->port_id);
		return -EINVAL;
	}
	return check_bits(dev, "RSS over", rss->rss_hf,
			info->flow_type_rss_offloads, ethdev_rss_name);
}

static int
check_lro(const struct rte_eth_dev *dev, const struct rte_eth_dev_info *info,
		struct rte_eth_conf *conf)
{
	uint32_t *size = &conf->rxmode.max_lro_pkt_size;

	if (!(conf->rxmode.offloads & RTE_ETH_RX_OFFLOAD_TCP_LRO))
		return 0;
	if (*size == 0)
		*size = info->max_rx_pktlen;
	if (info->max_lro_pkt_size == 0 || *size <= info->max_lro_pkt_size)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u (%s): LRO packets have at most %u bytes, not "
			"%u\n",
			dev->data->port_id, dev->data->name,
			info->max_lro_pkt_size, *size);
	return -EINVAL;
}

static int
check_conf(const struct rte_eth_dev *dev, const struct rte_eth_dev_info *info,
		struct rte_eth_conf *conf)
{
	int rc;

	rc = check_interrupts(dev, conf);
	if (rc == 0)
		rc = check_mtu(dev, info, conf);
	if (rc == 0)
		rc = check_lro(dev, info, conf);
	if (rc == 0)
		rc = check_bits(dev, "receive offload", conf->rxmode.offloads,
				info->rx_offload_capa,
				rte_eth_dev_rx_offload_name);
	if (rc == 0)
		rc = check_bits(dev, "transmit offload", conf->txmode.offloads,
				info->tx_offload_capa,
				rte_eth_dev_tx_offload_name);
	return rc == 0 ? check_rss(dev, info, conf) : rc;
}

/* Neither direction asked for: what the driver prefers, or one each. */
static void
default_counts(const struct rte_eth_dev_info *info, uint16_t *rx, uint16_t *tx)
{
	if (*rx != 0 || *tx != 0)
		return;
	*rx = info->default_rxportconf.nb_queues;
	*tx = info->default_txportconf.nb_queues;
	if (*rx == 0)
		*rx = RTE_ETH_DEV_FALLBACK_RX_NBQUEUES;
	if (*tx == 0)
		*tx = RTE_ETH_DEV_FALLBACK_TX_NBQUEUES;
}

/* Hand the settings to the driver; on error data is as it was. */
static int
apply(struct rte_eth_dev *dev, uint16_t n_rx, uint16_t n_tx,
		const struct rte_eth_conf *conf)
{
	struct rte_eth_dev_data *data = dev->data;
	struct rte_eth_conf old = data->dev_conf;
	uint16_t old_rx = data->nb_rx_queues, old_tx = data->nb_tx_queues;
	uint16_t old_mtu = data->mtu;
	int rc;

	data->dev_conf = *conf;
	data->mtu = (uint16_t)conf->rxmode.mtu;
	data->nb_rx_queues = n_rx;
	data->nb_tx_queues = n_tx;
	rc = dev->dev_ops->dev_configure(dev);
	if (rc == 0) {
		ethdev_queues_release(dev, n_rx, n_tx);
		data->dev_configured = 1;
		return 0;
	}
	RTE_ETHDEV_LOG(ERR,
			"Port %u (%s): the driver cannot configure it: %s\n",
			data->port_id, data->name, rte_strerror(-rc));
	data->dev_conf = old;
	data->mtu = old_mtu;
	data->nb_rx_queues = old_rx;
	data->nb_tx_queues = old_tx;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_dev_configure(uint16_t port_id, uint16_t nb_rx_queue,
		uint16_t nb_tx_queue, const struct rte_eth_conf *eth_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_dev_info info;
	struct rte_eth_conf conf;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "configure") != 0)
		return -ENOTSUP;
	if (eth_conf == NULL)
		return -EINVAL;
	if (dev->dev_ops->dev_configure == NULL)
		return -ENOTSUP;
	if (dev->data->dev_started) {
		RTE_ETHDEV_LOG(ERR, "Port %u: stop it to configure it\n",
				port_id);
		return -EBUSY;
	}
	dev->data->dev_configured = 0;
	rc = rte_eth_dev_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	conf = *eth_conf;
	default_counts(&info, &nb_rx_queue, &nb_tx_queue);
	rc = check_count(dev, "receive", nb_rx_queue, info.max_rx_queues);
	if (rc == 0)
		rc = check_count(dev, "transmit", nb_tx_queue,
				info.max_tx_queues);
	if (rc == 0)
		rc = check_conf(dev, &info, &conf);
	return rc == 0 ? apply(dev, nb_rx_queue, nb_tx_queue, &conf) : rc;
}
