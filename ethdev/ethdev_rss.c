/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Spreading of received packets over queues: hash fields, key and redirection
 * table. A change needs a port configured for RSS; the table names queues that
 * the port has. The driver holds the state.
 */
#include <rte_common.h>

#include "ethdev_private.h"

static int
check_mode(const struct rte_eth_dev *dev)
{
	if (dev->data->dev_conf.rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u is not configured with mq_mode RTE_ETH_MQ_RX_RSS\n",
			dev->data->port_id);
	return -ENOTSUP;
}

BP_EXPORT
int
rte_eth_dev_rss_hash_update(uint16_t port_id, struct rte_eth_rss_conf *rss_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_dev_info info;
	uint64_t bad;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set the RSS of") != 0)
		return -ENOTSUP;
	if (rss_conf == NULL)
		return -EINVAL;
	rc = rte_eth_dev_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	rss_conf->rss_hf = rte_eth_rss_hf_refine(rss_conf->rss_hf);
	bad = rss_conf->rss_hf & ~info.flow_type_rss_offloads;
	if (bad != 0) {
		ethdev_refuse_bits(dev, "RSS over", bad, ethdev_rss_name);
		return -EINVAL;
	}
	rc = check_mode(dev);
	return rc != 0 ? rc : ethdev_call(rss_hash_update, dev, dev, rss_conf);
}

BP_EXPORT
int
rte_eth_dev_rss_hash_conf_get(
		uint16_t port_id, struct rte_eth_rss_conf *rss_conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (rss_conf == NULL)
		return -EINVAL;
	return ethdev_call(rss_hash_conf_get, dev, dev, rss_conf);
}

/* A table of size entries has a group a started 64; some entry is chosen. */
static int
check_mask(const struct rte_eth_rss_reta_entry64 *table, uint16_t size)
{
	unsigned int i,
			n = RTE_ALIGN_MUL_CEIL(size, RTE_ETH_RETA_GROUP_SIZE) /
			RTE_ETH_RETA_GROUP_SIZE;

	if (table == NULL)
		return -EINVAL;
	for (i = 0; i < n; i++)
		if (table[i].mask != 0)
			return 0;
	return -EINVAL;
}

static int
check_entries(const struct rte_eth_dev *dev,
		const struct rte_eth_rss_reta_entry64 *table, uint16_t size)
{
	const struct rte_eth_rss_reta_entry64 *group;
	unsigned int i, at;

	for (i = 0; i < size; i++) {
		group = &table[i / RTE_ETH_RETA_GROUP_SIZE];
		at = i % RTE_ETH_RETA_GROUP_SIZE;
		if (!(group->mask & RTE_BIT64(at)) ||
				group->reta[at] < dev->data->nb_rx_queues)
			continue;
		RTE_ETHDEV_LOG(ERR,
				"Port %u: entry %u of its table names queue %u of %u\n",
				dev->data->port_id, i, group->reta[at],
				dev->data->nb_rx_queues);
		return -EINVAL;
	}
	return 0;
}

BP_EXPORT
int
rte_eth_dev_rss_reta_update(uint16_t port_id,
		struct rte_eth_rss_reta_entry64 *reta_conf, uint16_t reta_size)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set the RSS of") != 0)
		return -ENOTSUP;
	rc = check_mask(reta_conf, reta_size);
	if (rc == 0)
		rc = check_entries(dev, reta_conf, reta_size);
	if (rc == 0)
		rc = check_mode(dev);
	return rc != 0 ? rc
		       : ethdev_call(reta_update, dev, dev, reta_conf,
					 reta_size);
}

BP_EXPORT
int
rte_eth_dev_rss_reta_query(uint16_t port_id,
		struct rte_eth_rss_reta_entry64 *reta_conf, uint16_t reta_size)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = check_mask(reta_conf, reta_size);
	return rc != 0 ? rc
		       : ethdev_call(reta_query, dev, dev, reta_conf,
					 reta_size);
}
