/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a port is told about its traffic: which frames come in, over which
 * queues they are spread, how congestion is dealt with, and how single queues
 * behave. Return codes are those of rte_ethdev.h, which includes this file.
 */
#ifndef RTE_ETHDEV_CONTROL_H
#define RTE_ETHDEV_CONTROL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_dev.h>
#include <rte_ethdev_conf.h>
#include <rte_ethdev_ext.h>
#include <rte_ether.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_power_monitor_cond;

/*
 * A walk over the ports that match "class=eth[,mac=..]", "bus=.." or
 * "[bus:]name[,..]": next gives RTE_MAX_ETHPORTS at the end. The text has to
 * live as long as the walk. cleanup is for a walk left midway.
 */
int rte_eth_iterator_init(struct rte_dev_iterator *iter, const char *devargs);
uint16_t rte_eth_iterator_next(struct rte_dev_iterator *iter);
void rte_eth_iterator_cleanup(struct rte_dev_iterator *iter);

#define RTE_ETH_FOREACH_MATCHING_DEV(id, devargs, iter)                        \
	for (rte_eth_iterator_init(iter, devargs),                             \
			(id) = rte_eth_iterator_next(iter);                    \
			(id) != RTE_MAX_ETHPORTS;                              \
			(id) = rte_eth_iterator_next(iter))

/*
 * VLAN. The offload mask holds RTE_ETH_*_OFFLOAD bits; what it lacks is
 * switched off. The filter needs that offload: -ENOSYS without it.
 */
int rte_eth_dev_set_vlan_offload(uint16_t port_id, int offload_mask);
int rte_eth_dev_get_vlan_offload(uint16_t port_id);
int rte_eth_dev_vlan_filter(uint16_t port_id, uint16_t vlan_id, int on);
int rte_eth_dev_set_vlan_strip_on_queue(
		uint16_t port_id, uint16_t rx_queue_id, int on);
int rte_eth_dev_set_vlan_ether_type(uint16_t port_id,
		enum rte_vlan_type vlan_type, uint16_t tag_type);
int rte_eth_dev_set_vlan_pvid(uint16_t port_id, uint16_t pvid, int on);

/*
 * RSS of a port configured for it, else -ENOTSUP. Tables come in groups of 64
 * entries; those whose bit is set in the mask are read or written.
 */
int rte_eth_dev_rss_hash_update(
		uint16_t port_id, struct rte_eth_rss_conf *rss_conf);
int rte_eth_dev_rss_hash_conf_get(
		uint16_t port_id, struct rte_eth_rss_conf *rss_conf);
int rte_eth_dev_rss_reta_update(uint16_t port_id,
		struct rte_eth_rss_reta_entry64 *reta_conf, uint16_t reta_size);
int rte_eth_dev_rss_reta_query(uint16_t port_id,
		struct rte_eth_rss_reta_entry64 *reta_conf, uint16_t reta_size);

/* Multicast addresses, all at once; unicast ones by hash, -ENOSPC if full. */
int rte_eth_dev_set_mc_addr_list(uint16_t port_id,
		struct rte_ether_addr *mc_addr_set, uint32_t nb_mc_addr);
int rte_eth_dev_uc_hash_table_set(
		uint16_t port_id, struct rte_ether_addr *addr, uint8_t on);
int rte_eth_dev_uc_all_hash_table_set(uint16_t port_id, uint8_t on);

/* Tunnels that the device knows by their UDP port. */
int rte_eth_dev_udp_tunnel_port_add(
		uint16_t port_id, struct rte_eth_udp_tunnel *tunnel_udp);
int rte_eth_dev_udp_tunnel_port_delete(
		uint16_t port_id, struct rte_eth_udp_tunnel *tunnel_udp);

/* Pause frames for the link, for a priority, for a queue. */
int rte_eth_dev_flow_ctrl_get(
		uint16_t port_id, struct rte_eth_fc_conf *fc_conf);
int rte_eth_dev_flow_ctrl_set(
		uint16_t port_id, struct rte_eth_fc_conf *fc_conf);
int rte_eth_dev_priority_flow_ctrl_set(
		uint16_t port_id, struct rte_eth_pfc_conf *pfc_conf);
int rte_eth_dev_priority_flow_ctrl_queue_info_get(uint16_t port_id,
		struct rte_eth_pfc_queue_info *pfc_queue_info);
int rte_eth_dev_priority_flow_ctrl_queue_configure(uint16_t port_id,
		struct rte_eth_pfc_queue_conf *pfc_queue_conf);
int rte_eth_dev_get_dcb_info(
		uint16_t port_id, struct rte_eth_dcb_info *dcb_info);

/* Early drops; init gives the device's defaults. */
int rte_eth_cman_info_get(uint16_t port_id, struct rte_eth_cman_info *info);
int rte_eth_cman_config_init(
		uint16_t port_id, struct rte_eth_cman_config *config);
int rte_eth_cman_config_set(
		uint16_t port_id, const struct rte_eth_cman_config *config);
int rte_eth_cman_config_get(
		uint16_t port_id, struct rte_eth_cman_config *config);

/*
 * The percentage of free descriptors at which a receive queue raises
 * RTE_ETH_EVENT_RX_AVAIL_THRESH, 0 for never. query finds a queue that did,
 * from *queue_id on: 1 if there is one, else 0.
 */
int rte_eth_rx_avail_thresh_set(
		uint16_t port_id, uint16_t queue_id, uint8_t avail_thresh);
int rte_eth_rx_avail_thresh_query(
		uint16_t port_id, uint16_t *queue_id, uint8_t *avail_thresh);

/* The rate of a transmit queue in Mbit/s, up to the link's. */
int rte_eth_set_queue_rate_limit(
		uint16_t port_id, uint16_t queue_idx, uint32_t tx_rate);

/*
 * Interrupts of receive queues, of a started port with intr_conf.rxq. The ctl
 * calls add queues to an epoll instance or remove them (rte_epoll.h; op is
 * RTE_INTR_EVENT_*), also those that are there already; data comes back with
 * the event. -EPERM if there are no vectors. get_fd is -1 then.
 */
int rte_eth_dev_rx_intr_enable(uint16_t port_id, uint16_t queue_id);
int rte_eth_dev_rx_intr_disable(uint16_t port_id, uint16_t queue_id);
int rte_eth_dev_rx_intr_ctl(uint16_t port_id, int epfd, int op, void *data);
int rte_eth_dev_rx_intr_ctl_q(uint16_t port_id, uint16_t queue_id, int epfd,
		int op, void *data);
int rte_eth_dev_rx_intr_ctl_q_get_fd(uint16_t port_id, uint16_t queue_id);

/* Which of the counters by queue in rte_eth_stats a queue adds to. */
int rte_eth_dev_set_rx_queue_stats_mapping(
		uint16_t port_id, uint16_t rx_queue_id, uint8_t stat_idx);
int rte_eth_dev_set_tx_queue_stats_mapping(
		uint16_t port_id, uint16_t tx_queue_id, uint8_t stat_idx);

/* num descriptors of a queue from offset on, in words. */
int rte_eth_rx_descriptor_dump(uint16_t port_id, uint16_t queue_id,
		uint16_t offset, uint16_t num, FILE *file);
int rte_eth_tx_descriptor_dump(uint16_t port_id, uint16_t queue_id,
		uint16_t offset, uint16_t num, FILE *file);

/* What to watch to sleep until a queue has packets. */
int rte_eth_get_monitor_addr(uint16_t port_id, uint16_t queue_id,
		struct rte_power_monitor_cond *pmc);

/*
 * Hairpin queues. Set them up as other queues, on a stopped port (else
 * -EBUSY); bind and unbind join those of two started ports.
 */
int rte_eth_dev_hairpin_capability_get(
		uint16_t port_id, struct rte_eth_hairpin_cap *cap);
int rte_eth_rx_hairpin_queue_setup(uint16_t port_id, uint16_t rx_queue_id,
		uint16_t nb_rx_desc, const struct rte_eth_hairpin_conf *conf);
int rte_eth_tx_hairpin_queue_setup(uint16_t port_id, uint16_t tx_queue_id,
		uint16_t nb_tx_desc, const struct rte_eth_hairpin_conf *conf);
int rte_eth_hairpin_bind(uint16_t tx_port, uint16_t rx_port);
int rte_eth_hairpin_unbind(uint16_t tx_port, uint16_t rx_port);
int rte_eth_hairpin_get_peer_ports(uint16_t port_id, uint16_t *peer_ports,
		size_t len, uint32_t direction);

#ifdef __cplusplus
}
#endif

#endif
