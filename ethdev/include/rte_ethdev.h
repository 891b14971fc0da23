/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The port: a network interface, real or not, that receives and sends bursts
 * of mbufs. Life: found -> rte_eth_dev_configure() -> queues set up ->
 * rte_eth_dev_start() -> bursts -> rte_eth_dev_stop() -> rte_eth_dev_close().
 * Control calls on one port come from one thread at a time; bursts on
 * different queues may run at once, on one queue from one thread.
 *
 * Unless said otherwise a call returns 0 or: -ENODEV, no such port; -EINVAL,
 * an argument or the port's state is wrong (a log line says which); -ENOTSUP,
 * the driver has no such operation; -EIO, the device is gone.
 */
#ifndef RTE_ETHDEV_H
#define RTE_ETHDEV_H

#include <stdint.h>
#include <stdio.h>

#include <rte_bitops.h>
#include <rte_cman.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_config.h>
#include <rte_dev.h>
#include <rte_dev_info.h>
#include <rte_devargs.h>
#include <rte_errno.h>
#include <rte_ethdev_conf.h>
#include <rte_ethdev_core.h>
#include <rte_ethdev_ext.h>
#include <rte_ethdev_flags.h>
#include <rte_ethdev_info.h>
#include <rte_ethdev_rss.h>
#include <rte_ether.h>
#include <rte_interrupts.h>
#include <rte_log.h>
#ifndef BP_IN_LIBRARY /* what programs get along with it */
#include <rte_eth_ctrl.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The log type of this layer, and a line of it. */
extern int rte_eth_dev_logtype;
#define RTE_ETHDEV_LOG(level, ...)                                             \
	rte_log(RTE_LOG_##level, rte_eth_dev_logtype, "" __VA_ARGS__)

/* Leave the calling function if port_id names no port. */
#define RTE_ETH_VALID_PORTID_OR_ERR_RET(port_id, retval)                       \
	do {                                                                   \
		if (bp_eth_port_unknown(port_id))                              \
			return retval;                                         \
	} while (0)
#define RTE_ETH_VALID_PORTID_OR_RET(port_id)                                   \
	do {                                                                   \
		if (bp_eth_port_unknown(port_id))                              \
			return;                                                \
	} while (0)

/*
 * Finding ports. The find functions start at port_id and give the first id
 * from there on that matches, or RTE_MAX_ETHPORTS.
 */

/* 1 if port_id is a port, owned or not; else 0. */
int rte_eth_dev_is_valid_port(uint16_t port_id);

/* For the two macros above: 1 if port_id names no port, which is logged. */
static inline int
bp_eth_port_unknown(uint16_t port_id)
{
	if (rte_eth_dev_is_valid_port(port_id))
		return 0;
	RTE_ETHDEV_LOG(ERR, "port %u: no device has this port id\n", port_id);
	return 1;
}

/* How many ports nobody owns, and how many there are. */
uint16_t rte_eth_dev_count_avail(void);
uint16_t rte_eth_dev_count_total(void);

uint16_t rte_eth_find_next(uint16_t port_id);
uint64_t rte_eth_find_next_owned_by(uint16_t port_id, const uint64_t owner_id);
uint16_t rte_eth_find_next_of(
		uint16_t port_id_start, const struct rte_device *parent);
uint16_t rte_eth_find_next_sibling(
		uint16_t port_id_start, uint16_t ref_port_id);

#define RTE_ETH_FOREACH_DEV_OWNED_BY(p, o)                                     \
	for ((p) = rte_eth_find_next_owned_by(0, o);                           \
			(unsigned int)(p) < (unsigned int)RTE_MAX_ETHPORTS;    \
			(p) = rte_eth_find_next_owned_by((p) + 1, o))
#define RTE_ETH_FOREACH_DEV(p)                                                 \
	RTE_ETH_FOREACH_DEV_OWNED_BY(p, RTE_ETH_DEV_NO_OWNER)
#define RTE_ETH_FOREACH_DEV_OF(port_id, parent)                                \
	for ((port_id) = rte_eth_find_next_of(0, parent);                      \
			(port_id) < RTE_MAX_ETHPORTS;                          \
			(port_id) = rte_eth_find_next_of(                      \
					(port_id) + 1, parent))
#define RTE_ETH_FOREACH_DEV_SIBLING(port_id, ref_port_id)                      \
	for ((port_id) = rte_eth_find_next_sibling(0, ref_port_id);            \
			(port_id) < RTE_MAX_ETHPORTS;                          \
			(port_id) = rte_eth_find_next_sibling(                 \
					(port_id) + 1, ref_port_id))

/* The name of a port into RTE_ETH_NAME_MAX_LEN bytes, and the way back. */
int rte_eth_dev_get_name_by_port(uint16_t port_id, char *name);
int rte_eth_dev_get_port_by_name(const char *name, uint16_t *port_id);

/*
 * The NUMA node of a port. SOCKET_ID_ANY with rte_errno 0 if it has none, with
 * rte_errno EINVAL if there is no such port.
 */
int rte_eth_dev_socket_id(uint16_t port_id);

/*
 * Ownership: a claim by convention, so that parts of a program do not take
 * each other's ports. rte_eth_dev_owner_new() gives a fresh id; set returns
 * -EPERM if another owner holds the port; delete frees all ports of an owner.
 */
int rte_eth_dev_owner_new(uint64_t *owner_id);
int rte_eth_dev_owner_set(
		const uint16_t port_id, const struct rte_eth_dev_owner *owner);
int rte_eth_dev_owner_unset(const uint16_t port_id, const uint64_t owner_id);
int rte_eth_dev_owner_delete(const uint64_t owner_id);
int rte_eth_dev_owner_get(
		const uint16_t port_id, struct rte_eth_dev_owner *owner);

/*
 * Life cycle.
 */

/* Limits and abilities of a port, as they are now. */
int rte_eth_dev_info_get(uint16_t port_id, struct rte_eth_dev_info *dev_info);

/*
 * Set the number of queues and the port's settings. With 0 and 0 queues the
 * driver's preference counts, or 1 and 1. What the device cannot do is refused
 * with -EINVAL and a log line naming it, and the port stays as it was. -EBUSY
 * while the port is started.
 */
int rte_eth_dev_configure(uint16_t port_id, uint16_t nb_rx_queue,
		uint16_t nb_tx_queue, const struct rte_eth_conf *eth_conf);

/* The settings in force. */
int rte_eth_dev_conf_get(uint16_t port_id, struct rte_eth_conf *dev_conf);

/* Move descriptor counts to the nearest that the device takes. */
int rte_eth_dev_adjust_nb_rx_tx_desc(
		uint16_t port_id, uint16_t *nb_rx_desc, uint16_t *nb_tx_desc);

/*
 * Set up one queue. nb_desc 0 and conf NULL mean the driver's choice. Packets
 * are received into mbufs of mb_pool: -EINVAL if they are too small, -ENOSPC
 * if it is no pool of mbufs. -EBUSY while the port is started, unless the
 * device can set up queues at run time and this one is stopped.
 */
int rte_eth_rx_queue_setup(uint16_t port_id, uint16_t rx_queue_id,
		uint16_t nb_rx_desc, unsigned int socket_id,
		const struct rte_eth_rxconf *rx_conf,
		struct rte_mempool *mb_pool);
int rte_eth_tx_queue_setup(uint16_t port_id, uint16_t tx_queue_id,
		uint16_t nb_tx_desc, unsigned int socket_id,
		const struct rte_eth_txconf *tx_conf);

/*
 * Start and stop packets. Starting a started port or stopping a stopped one
 * is 0; starting one that is not configured, or lacks a queue's set-up, is
 * -EINVAL. An error of stop tells what the driver could not finish (a capture
 * file that does not fit the disk, say); the port is stopped all the same.
 */
int rte_eth_dev_start(uint16_t port_id);
int rte_eth_dev_stop(uint16_t port_id);

/* Start and stop one queue of a started port. */
int rte_eth_dev_rx_queue_start(uint16_t port_id, uint16_t rx_queue_id);
int rte_eth_dev_rx_queue_stop(uint16_t port_id, uint16_t rx_queue_id);
int rte_eth_dev_tx_queue_start(uint16_t port_id, uint16_t tx_queue_id);
int rte_eth_dev_tx_queue_stop(uint16_t port_id, uint16_t tx_queue_id);

/* Give a stopped port back; its id is free then. A started one: -EINVAL. */
int rte_eth_dev_close(uint16_t port_id);

/* Stop the port and have the driver begin afresh; configure it again then. */
int rte_eth_dev_reset(uint16_t port_id);

/* 1 if the device is gone, else 0. */
int rte_eth_dev_is_removed(uint16_t port_id);

/*
 * Link, addresses, filters.
 */

/* The link; link_get may wait until autonegotiation ends. */
int rte_eth_link_get(uint16_t port_id, struct rte_eth_link *link);
int rte_eth_link_get_nowait(uint16_t port_id, struct rte_eth_link *link);
int rte_eth_dev_set_link_up(uint16_t port_id);
int rte_eth_dev_set_link_down(uint16_t port_id);

/* A speed in Mbit/s as text, "Invalid" if it is none that is known. */
const char *rte_eth_link_speed_to_str(uint32_t link_speed);

/* One line on the link; RTE_ETH_LINK_MAX_STR_LEN is enough. Its length. */
int rte_eth_link_to_str(
		char *str, size_t len, const struct rte_eth_link *eth_link);

/* A speed as its RTE_ETH_LINK_SPEED_* bit; 0 if there is none. */
uint32_t rte_eth_speed_bitflag(uint32_t speed, int duplex);

/* Addresses: the default, all (returns how many), and changing them. */
int rte_eth_macaddr_get(uint16_t port_id, struct rte_ether_addr *mac_addr);
int rte_eth_macaddrs_get(
		uint16_t port_id, struct rte_ether_addr *ma, unsigned int num);
int rte_eth_dev_default_mac_addr_set(
		uint16_t port_id, struct rte_ether_addr *mac_addr);
int rte_eth_dev_mac_addr_add(uint16_t port_id, struct rte_ether_addr *mac_addr,
		uint32_t pool);
int rte_eth_dev_mac_addr_remove(
		uint16_t port_id, struct rte_ether_addr *mac_addr);

/* Receive frames for others, and all multicast. get: 1, 0 or an error. */
int rte_eth_promiscuous_enable(uint16_t port_id);
int rte_eth_promiscuous_disable(uint16_t port_id);
int rte_eth_promiscuous_get(uint16_t port_id);
int rte_eth_allmulticast_enable(uint16_t port_id);
int rte_eth_allmulticast_disable(uint16_t port_id);
int rte_eth_allmulticast_get(uint16_t port_id);

/* The largest layer-3 packet, in bytes. Set needs a configured port. */
int rte_eth_dev_get_mtu(uint16_t port_id, uint16_t *mtu);
int rte_eth_dev_set_mtu(uint16_t port_id, uint16_t mtu);

/*
 * Packet types that the driver fills in, those within ptype_mask: how many
 * there are, up to num of them written. set_ptypes narrows them for good.
 */
int rte_eth_dev_get_supported_ptypes(uint16_t port_id, uint32_t ptype_mask,
		uint32_t *ptypes, int num);
int rte_eth_dev_set_ptypes(uint16_t port_id, uint32_t ptype_mask,
		uint32_t *set_ptypes, unsigned int num);

/*
 * Counters.
 */
int rte_eth_stats_get(uint16_t port_id, struct rte_eth_stats *stats);
int rte_eth_stats_reset(uint16_t port_id);

/*
 * All counters by number and name: the basic ones first, then the queues',
 * then the driver's own. Each returns how many there are; if that is more
 * than fits, nothing is written.
 */
int rte_eth_xstats_get(
		uint16_t port_id, struct rte_eth_xstat *xstats, unsigned int n);
int rte_eth_xstats_get_names(uint16_t port_id,
		struct rte_eth_xstat_name *xstats_names, unsigned int size);
int rte_eth_xstats_get_by_id(uint16_t port_id, const uint64_t *ids,
		uint64_t *values, unsigned int size);
int rte_eth_xstats_get_names_by_id(uint16_t port_id,
		struct rte_eth_xstat_name *xstats_names, unsigned int size,
		uint64_t *ids);
int rte_eth_xstats_get_id_by_name(
		uint16_t port_id, const char *xstat_name, uint64_t *id);
int rte_eth_xstats_reset(uint16_t port_id);

/*
 * Queues as they are, and names for what they do.
 */
int rte_eth_rx_queue_info_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_rxq_info *qinfo);
int rte_eth_tx_queue_info_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_txq_info *qinfo);
int rte_eth_rx_burst_mode_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_burst_mode *mode);
int rte_eth_tx_burst_mode_get(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_burst_mode *mode);

/* Free sent packets that the driver still holds, up to free_cnt (0: all). */
int rte_eth_tx_done_cleanup(
		uint16_t port_id, uint16_t queue_id, uint32_t free_cnt);

/* The name of one offload or capability bit; "UNKNOWN" for any other. */
const char *rte_eth_dev_rx_offload_name(uint64_t offload);
const char *rte_eth_dev_tx_offload_name(uint64_t offload);
const char *rte_eth_dev_capability_name(uint64_t capability);

/* A set of RSS bits with contradicting pairs of *_ONLY bits removed. */
static inline uint64_t
rte_eth_rss_hf_refine(uint64_t rss_hf)
{
	const uint64_t l2 = RTE_ETH_RSS_L2_SRC_ONLY | RTE_ETH_RSS_L2_DST_ONLY;
	const uint64_t l3 = RTE_ETH_RSS_L3_SRC_ONLY | RTE_ETH_RSS_L3_DST_ONLY;
	const uint64_t l4 = RTE_ETH_RSS_L4_SRC_ONLY | RTE_ETH_RSS_L4_DST_ONLY;

	if ((rss_hf & l3) == l3)
		rss_hf &= ~l3;
	if ((rss_hf & l4) == l4)
		rss_hf &= ~l4;
	return (rss_hf & l2) == l2 ? rss_hf & ~l2 : rss_hf;
}

/*
 * Events. cb_fn is called in the thread that notices the event; RTE_ETH_ALL
 * registers it for all ports, those to come included. -EAGAIN from unregister:
 * the callback is running.
 */
int rte_eth_dev_callback_register(uint16_t port_id,
		enum rte_eth_event_type event, rte_eth_dev_cb_fn cb_fn,
		void *cb_arg);
int rte_eth_dev_callback_unregister(uint16_t port_id,
		enum rte_eth_event_type event, rte_eth_dev_cb_fn cb_fn,
		void *cb_arg);

/*
 * Functions that see each burst of a queue. add returns a handle, or NULL with
 * rte_errno. remove takes it out of the list and leaves the memory to the
 * caller, who frees it with rte_free() once no burst can be inside it.
 */
struct rte_eth_rxtx_callback;
const struct rte_eth_rxtx_callback *rte_eth_add_rx_callback(uint16_t port_id,
		uint16_t queue_id, rte_rx_callback_fn fn, void *user_param);
const struct rte_eth_rxtx_callback *rte_eth_add_first_rx_callback(
		uint16_t port_id, uint16_t queue_id, rte_rx_callback_fn fn,
		void *user_param);
const struct rte_eth_rxtx_callback *rte_eth_add_tx_callback(uint16_t port_id,
		uint16_t queue_id, rte_tx_callback_fn fn, void *user_param);
int rte_eth_remove_rx_callback(uint16_t port_id, uint16_t queue_id,
		const struct rte_eth_rxtx_callback *user_cb);
int rte_eth_remove_tx_callback(uint16_t port_id, uint16_t queue_id,
		const struct rte_eth_rxtx_callback *user_cb);

/*
 * Transmit buffers. init makes an empty one for size packets whose unsent
 * packets are freed; another callback may take them. The two callbacks free
 * packets; the second also adds their number to the uint64_t at userdata.
 */
int rte_eth_tx_buffer_init(struct rte_eth_dev_tx_buffer *buffer, uint16_t size);
int rte_eth_tx_buffer_set_err_callback(struct rte_eth_dev_tx_buffer *buffer,
		buffer_tx_error_fn callback, void *userdata);
void rte_eth_tx_buffer_drop_callback(
		struct rte_mbuf **pkts, uint16_t unsent, void *userdata);
void rte_eth_tx_buffer_count_callback(
		struct rte_mbuf **pkts, uint16_t unsent, void *userdata);

#ifdef __cplusplus
}
#endif

#include <rte_ethdev_burst.h>
#include <rte_ethdev_control.h>
#include <rte_ethdev_device.h>

#endif
