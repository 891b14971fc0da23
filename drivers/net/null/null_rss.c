/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The settings of receive-side scaling, kept and given back but with nothing
 * to act on: packets from nowhere come on the queue that is asked. A program
 * that insists on configuring it can be measured with net_null all the same.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "null_private.h"

/* The well-known key that most devices start with. */
static const uint8_t first_key[NULL_RSS_KEY_LEN] = {
		0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, /* 0 */
		0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, /* 8 */
		0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, /* 16 */
		0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c, /* 24 */
		0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa, /* 32 */
};

static struct null_rss *
rss_of(const struct rte_eth_dev *dev)
{
	return &((struct null_port *)dev->data->dev_private)->rss;
}

void
null_rss_init(struct null_rss *rss)
{
	memset(rss, 0, sizeof(*rss));
	memcpy(rss->key, first_key, sizeof(rss->key));
}

int
null_rss_update(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf)
{
	struct null_rss *rss = rss_of(dev);
	int has_key = conf->rss_key != NULL && conf->rss_key_len != 0;

	if (has_key && conf->rss_key_len != NULL_RSS_KEY_LEN) {
		NULL_LOG(ERR, "%s: the hash key has %d bytes, not %u\n",
				dev->data->name, NULL_RSS_KEY_LEN,
				conf->rss_key_len);
		return -EINVAL;
	}
	if (has_key)
		memcpy(rss->key, conf->rss_key, sizeof(rss->key));
	if (conf->rss_hf != 0)
		rss->hf = conf->rss_hf;
	return 0;
}

int
null_rss_configure(struct rte_eth_dev *dev)
{
	struct rte_eth_conf *conf = &dev->data->dev_conf;

	if (!(conf->rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG))
		return 0;
	rss_of(dev)->hf = 0;
	return null_rss_update(dev, &conf->rx_adv_conf.rss_conf);
}

int
null_rss_get(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf)
{
	const struct null_rss *rss = rss_of(dev);

	conf->rss_hf = rss->hf;
	if (conf->rss_key == NULL)
		return 0;
	memcpy(conf->rss_key, rss->key, sizeof(rss->key));
	conf->rss_key_len = NULL_RSS_KEY_LEN;
	return 0;
}

static int
check_size(const struct rte_eth_dev *dev, uint16_t size)
{
	if (size == NULL_RSS_TABLE)
		return 0;
	NULL_LOG(ERR, "%s: the table has %d entries, not %u\n", dev->data->name,
			NULL_RSS_TABLE, size);
	return -EINVAL;
}

static bool
is_chosen(const struct rte_eth_rss_reta_entry64 *table, unsigned int i)
{
	return (table[i / RTE_ETH_RETA_GROUP_SIZE].mask &
			       RTE_BIT64(i % RTE_ETH_RETA_GROUP_SIZE)) != 0;
}

int
null_reta_update(struct rte_eth_dev *dev,
		struct rte_eth_rss_reta_entry64 *table, uint16_t size)
{
	struct null_rss *rss = rss_of(dev);
	unsigned int i;

	if (check_size(dev, size) != 0)
		return -EINVAL;
	for (i = 0; i < size; i++)
		if (is_chosen(table, i))
			rss->table[i] = table[i / RTE_ETH_RETA_GROUP_SIZE].reta[i %
					RTE_ETH_RETA_GROUP_SIZE];
	return 0;
}

int
null_reta_query(struct rte_eth_dev *dev, struct rte_eth_rss_reta_entry64 *table,
		uint16_t size)
{
	const struct null_rss *rss = rss_of(dev);
	unsigned int i;

	if (check_size(dev, size) != 0)
		return -EINVAL;
	for (i = 0; i < size; i++)
		if (is_chosen(table, i))
			table[i / RTE_ETH_RETA_GROUP_SIZE]
					.reta[i % RTE_ETH_RETA_GROUP_SIZE] =
					rss->table[i];
	return 0;
}
