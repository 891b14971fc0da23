/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The link of a port: its state, and words for it. The state in data is read
 * and written in one atomic access; without a link interrupt the driver
 * refreshes it at each question.
 */
#include <string.h>

#include "ethdev_private.h"

static int
get_link(uint16_t port_id, struct rte_eth_link *link, int wait)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (link == NULL)
		return -EINVAL;
	if (!dev->data->dev_conf.intr_conf.lsc || !dev->data->dev_started) {
		if (dev->dev_ops->link_update == NULL)
			return -ENOTSUP;
		dev->dev_ops->link_update(dev, wait);
	}
	rte_eth_linkstatus_get(dev, link);
	return 0;
}

BP_EXPORT
int
rte_eth_link_get(uint16_t port_id, struct rte_eth_link *link)
{
	return get_link(port_id, link, 1);
}

BP_EXPORT
int
rte_eth_link_get_nowait(uint16_t port_id, struct rte_eth_link *link)
{
	return get_link(port_id, link, 0);
}

BP_EXPORT
int
rte_eth_dev_set_link_up(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set the link of") != 0)
		return -ENOTSUP;
	if (dev->dev_ops->dev_set_link_up == NULL)
		return -ENOTSUP;
	return ethdev_rc(dev, dev->dev_ops->dev_set_link_up(dev));
}

BP_EXPORT
int
rte_eth_dev_set_link_down(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set the link of") != 0)
		return -ENOTSUP;
	if (dev->dev_ops->dev_set_link_down == NULL)
		return -ENOTSUP;
	return ethdev_rc(dev, dev->dev_ops->dev_set_link_down(dev));
}

struct speed {
	uint32_t mbps;
	uint32_t full; /* the bit at full duplex */
	uint32_t half; /* the bit at half duplex */
	const char *text;
};

#define SPEED(x, text)                                                         \
	{                                                                      \
		RTE_ETH_SPEED_NUM_##x, RTE_ETH_LINK_SPEED_##x,                 \
				RTE_ETH_LINK_SPEED_##x, text                   \
	}

static const struct speed speeds[] = {
		{RTE_ETH_SPEED_NUM_NONE, 0, 0, "None"},
		{RTE_ETH_SPEED_NUM_10M, RTE_ETH_LINK_SPEED_10M,
				RTE_ETH_LINK_SPEED_10M_HD, "10 Mbps"},
		{RTE_ETH_SPEED_NUM_100M, RTE_ETH_LINK_SPEED_100M,
				RTE_ETH_LINK_SPEED_100M_HD, "100 Mbps"},
		SPEED(1G, "1 Gbps"),
		SPEED(2_5G, "2.5 Gbps"),
		SPEED(5G, "5 Gbps"),
		SPEED(10G, "10 Gbps"),
		SPEED(20G, "20 Gbps"),
		SPEED(25G, "25 Gbps"),
		SPEED(40G, "40 Gbps"),
		SPEED(50G, "50 Gbps"),
		SPEED(56G, "56 Gbps"),
		SPEED(100G, "100 Gbps"),
		SPEED(200G, "200 Gbps"),
		{RTE_ETH_SPEED_NUM_UNKNOWN, 0, 0, "Unknown"},
};

static const struct speed *
find_speed(uint32_t mbps)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(speeds); i++)
		if (speeds[i].mbps == mbps)
			return &speeds[i];
	return NULL;
}

BP_EXPORT
const char *
rte_eth_link_speed_to_str(uint32_t link_speed)
{
	const struct speed *s = find_speed(link_speed);

	return s != NULL ? s->text : "Invalid";
}

BP_EXPORT
uint32_t
rte_eth_speed_bitflag(uint32_t speed, int duplex)
{
	const struct speed *s = find_speed(speed);

	if (s == NULL)
		return 0;
	return duplex != RTE_ETH_LINK_HALF_DUPLEX ? s->full : s->half;
}

BP_EXPORT
int
rte_eth_link_to_str(char *str, size_t len, const struct rte_eth_link *eth_link)
{
	if (str == NULL || len == 0 || eth_link == NULL)
		return -EINVAL;
	if (eth_link->link_status == RTE_ETH_LINK_DOWN)
		return snprintf(str, len, "Link down");
	return snprintf(str, len, "Link up at %s %s %s",
			rte_eth_link_speed_to_str(eth_link->link_speed),
			eth_link->link_duplex ? "FDX" : "HDX",
			eth_link->link_autoneg ? "Autoneg" : "Fixed");
}
