/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a receive queue gets its mbufs: one pool, several pools of different
 * sizes (rx_mempools), or a pool for each part of a packet (rx_seg). Exactly
 * one of the three is given, and what the driver cannot do is refused.
 */
#include <rte_mbuf.h>

#include "ethdev_private.h"

static int
check_pool(const struct rte_eth_dev *dev, struct rte_mempool *mp,
		const struct rte_eth_dev_info *info)
{
	uint32_t room;

	if (mp->private_data_size < sizeof(struct rte_pktmbuf_pool_private)) {
		RTE_ETHDEV_LOG(ERR, "Pool %s is not a pool of mbufs\n",
				mp->name);
		return -ENOSPC;
	}
	room = rte_pktmbuf_data_room_size(mp);
	if (room >= info->min_rx_bufsize + RTE_PKTMBUF_HEADROOM)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u needs mbufs with room for %u bytes and %u of "
			"headroom; those of pool %s have %u in all\n",
			dev->data->port_id, info->min_rx_bufsize,
			RTE_PKTMBUF_HEADROOM, mp->name, room);
	return -EINVAL;
}

/* Several pools: the driver picks one by the packet's size. */
static int
check_mempools(const struct rte_eth_dev *dev,
		const struct rte_eth_dev_info *info,
		const struct rte_eth_rxconf *conf)
{
	uint16_t i;
	int rc = 0;

	if (conf->rx_nmempool > info->max_rx_mempools) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u (%s): a receive queue has at most %u rx_mempools, not %u\n",
				dev->data->port_id, dev->data->name,
				info->max_rx_mempools, conf->rx_nmempool);
		return -EINVAL;
	}
	for (i = 0; i < conf->rx_nmempool && rc == 0; i++)
		rc = conf->rx_mempools[i] == NULL
				? -EINVAL
				: check_pool(dev, conf->rx_mempools[i], info);
	return rc;
}

/* One part of a packet: its pool takes what is meant to go there. */
static int
check_segment(const struct rte_eth_dev *dev,
		const struct rte_eth_rxseg_capa *able,
		const struct rte_eth_rxseg_split *seg,
		const struct rte_eth_rxseg_split *first)
{
	uint32_t align = able->offset_allowed
			? (1u << able->offset_align_log2) - 1
			: UINT32_MAX;
	const char *wrong = NULL;

	if (seg->mp == NULL ||
			seg->mp->private_data_size <
					sizeof(struct rte_pktmbuf_pool_private))
		wrong = "has no pool of mbufs";
	else if (seg->mp != first->mp && !able->multi_pools)
		wrong = "is of another pool than the first, which the driver cannot do";
	else if (seg->offset & align)
		wrong = "has an offset that the driver cannot do";
	else if ((uint32_t)seg->offset + seg->length +
					(seg == first ? RTE_PKTMBUF_HEADROOM
						      : 0) >
			rte_pktmbuf_data_room_size(seg->mp))
		wrong = "does not fit its pool's mbufs";
	if (wrong == NULL)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: a part of rx_seg %s\n",
			dev->data->port_id, wrong);
	return -EINVAL;
}

static int
check_segments(const struct rte_eth_dev *dev,
		const struct rte_eth_dev_info *info,
		const struct rte_eth_rxconf *conf)
{
	uint64_t offloads =
			conf->offloads | dev->data->dev_conf.rxmode.offloads;
	uint16_t i;
	int rc = 0;

	if (!(offloads & RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT)) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: rx_seg needs the offload BUFFER_SPLIT\n",
				dev->data->port_id);
		return -EINVAL;
	}
	if (conf->rx_nseg > info->rx_seg_capa.max_nseg) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u splits packets into at most %u parts, not %u\n",
				dev->data->port_id, info->rx_seg_capa.max_nseg,
				conf->rx_nseg);
		return -EINVAL;
	}
	for (i = 0; i < conf->rx_nseg && rc == 0; i++)
		rc = check_segment(dev, &info->rx_seg_capa,
				&conf->rx_seg[i].split, &conf->rx_seg[0].split);
	return rc;
}

int
ethdev_check_pools(const struct rte_eth_dev *dev,
		const struct rte_eth_dev_info *info,
		const struct rte_eth_rxconf *conf, struct rte_mempool *mp)
{
	bool several = conf->rx_mempools != NULL && conf->rx_nmempool > 0;
	bool split = conf->rx_seg != NULL && conf->rx_nseg > 0;

	if ((mp != NULL) + several + split != 1 ||
			(!several && conf->rx_nmempool > 0) ||
			(!split && conf->rx_nseg > 0)) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: a receive queue needs either a pool, or rx_mempools, or rx_seg\n",
				dev->data->port_id);
		return -EINVAL;
	}
	if (several)
		return check_mempools(dev, info, conf);
	return split ? check_segments(dev, info, conf)
		     : check_pool(dev, mp, info);
}

static void
note_pool(struct rte_eth_dev_data *data, struct rte_mempool *mp)
{
	uint32_t room = rte_pktmbuf_data_room_size(mp);

	if (data->min_rx_buf_size == 0 || room < data->min_rx_buf_size)
		data->min_rx_buf_size = room;
}

void
ethdev_note_room(struct rte_eth_dev *dev, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	uint16_t i;

	if (mp != NULL)
		note_pool(dev->data, mp);
	for (i = 0; mp == NULL && i < conf->rx_nmempool; i++)
		note_pool(dev->data, conf->rx_mempools[i]);
	for (i = 0; mp == NULL && i < conf->rx_nseg; i++)
		note_pool(dev->data, conf->rx_seg[i].split.mp);
}
