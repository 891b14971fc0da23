/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a port tells a program: its limits, link, counters, queues, owner and
 * events. Every structure has 22.11's size and offsets.
 */
#ifndef RTE_ETHDEV_INFO_H
#define RTE_ETHDEV_INFO_H

#include <assert.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_dev.h>
#include <rte_ethdev_conf.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;

/* A port id: free, in use, or its device is gone. */
enum rte_eth_dev_state {
	RTE_ETH_DEV_UNUSED,
	RTE_ETH_DEV_ATTACHED,
	RTE_ETH_DEV_REMOVED,
};

/* How a device recovers from a fault of its own. */
enum rte_eth_err_handle_mode {
	RTE_ETH_ERROR_HANDLE_MODE_NONE,
	RTE_ETH_ERROR_HANDLE_MODE_PASSIVE,
	RTE_ETH_ERROR_HANDLE_MODE_PROACTIVE,
};

/* The link. Eight bytes, so that one atomic access moves all of it. */
__extension__ struct rte_eth_link {
	uint32_t link_speed; /* RTE_ETH_SPEED_NUM_*, Mbit/s */
	uint16_t link_duplex : 1;
	uint16_t link_autoneg : 1;
	uint16_t link_status : 1; /* RTE_ETH_LINK_UP or _DOWN */
} __attribute__((aligned(8)));
static_assert(sizeof(struct rte_eth_link) == 8, "layout of 22.11");

/* Counters since the last reset; bytes do not count the CRC. */
struct rte_eth_stats {
	uint64_t ipackets;
	uint64_t opackets;
	uint64_t ibytes;
	uint64_t obytes;
	uint64_t imissed; /* dropped because no buffer was posted */
	uint64_t ierrors;
	uint64_t oerrors;
	uint64_t rx_nombuf; /* a pool was empty */
	uint64_t q_ipackets[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_opackets[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_ibytes[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_obytes[RTE_ETHDEV_QUEUE_STAT_CNTRS];
	uint64_t q_errors[RTE_ETHDEV_QUEUE_STAT_CNTRS];
};
static_assert(sizeof(struct rte_eth_stats) == 704, "layout of 22.11");

/* One extended counter: its number, and its value. */
struct rte_eth_xstat {
	uint64_t id;
	uint64_t value;
};

struct rte_eth_xstat_name {
	char name[RTE_ETH_XSTATS_NAME_SIZE];
};

/* What a descriptor ring may hold. */
struct rte_eth_desc_lim {
	uint16_t nb_max;
	uint16_t nb_min;
	uint16_t nb_align;
	uint16_t nb_seg_max;     /* segments of a TSO packet */
	uint16_t nb_mtu_seg_max; /* segments of any other packet */
};

/* What a driver would choose itself; 0: no preference. */
struct rte_eth_dev_portconf {
	uint16_t burst_size;
	uint16_t ring_size;
	uint16_t nb_queues;
};

/* The switch that a port is part of, if domain_id is valid. */
struct rte_eth_switch_info {
	const char *name;
	uint16_t domain_id;
	uint16_t port_id;
	uint16_t rx_domain;
};

/* What splitting a packet over pools can do. */
struct rte_eth_rxseg_capa {
	__extension__ uint32_t multi_pools : 1;
	uint32_t offset_allowed : 1;
	uint32_t offset_align_log2 : 4;
	uint16_t max_nseg;
	uint16_t reserved;
};
static_assert(sizeof(struct rte_eth_rxseg_capa) == 8, "layout of 22.11");

/* The limits and abilities of a port. */
struct rte_eth_dev_info {
	struct rte_device *device;
	const char *driver_name;
	unsigned int if_index; /* the kernel's interface; 0: none */
	uint16_t min_mtu;
	uint16_t max_mtu;
	const uint32_t *dev_flags;
	uint32_t min_rx_bufsize;
	uint32_t max_rx_pktlen;
	uint32_t max_lro_pkt_size;
	uint16_t max_rx_queues;
	uint16_t max_tx_queues;
	uint32_t max_mac_addrs;
	uint32_t max_hash_mac_addrs;
	uint16_t max_vfs;
	uint16_t max_vmdq_pools;
	struct rte_eth_rxseg_capa rx_seg_capa;
	uint64_t rx_offload_capa;       /* port and queue together */
	uint64_t tx_offload_capa;       /* port and queue together */
	uint64_t rx_queue_offload_capa; /* settable for one queue */
	uint64_t tx_queue_offload_capa; /* settable for one queue */
	uint16_t reta_size;
	uint8_t hash_key_size;
	uint64_t flow_type_rss_offloads;
	struct rte_eth_rxconf default_rxconf;
	struct rte_eth_txconf default_txconf;
	uint16_t vmdq_queue_base;
	uint16_t vmdq_queue_num;
	uint16_t vmdq_pool_base;
	struct rte_eth_desc_lim rx_desc_lim;
	struct rte_eth_desc_lim tx_desc_lim;
	uint32_t speed_capa;   /* RTE_ETH_LINK_SPEED_* */
	uint16_t nb_rx_queues; /* configured */
	uint16_t nb_tx_queues; /* configured */
	uint16_t max_rx_mempools;
	struct rte_eth_dev_portconf default_rxportconf;
	struct rte_eth_dev_portconf default_txportconf;
	uint64_t dev_capa; /* RTE_ETH_DEV_CAPA_* */
	struct rte_eth_switch_info switch_info;
	enum rte_eth_err_handle_mode err_handle_mode;
	uint64_t reserved_64s[2];
	void *reserved_ptrs[2];
};
static_assert(sizeof(struct rte_eth_dev_info) == 376, "layout of 22.11");

/* A receive queue as it was set up. */
struct rte_eth_rxq_info {
	struct rte_mempool *mp;
	struct rte_eth_rxconf conf;
	uint8_t scattered_rx;
	uint8_t queue_state; /* RTE_ETH_QUEUE_STATE_* */
	uint16_t nb_desc;
	uint16_t rx_buf_size;
	uint8_t avail_thresh;
} __attribute__((aligned(64)));
static_assert(sizeof(struct rte_eth_rxq_info) == 128, "layout of 22.11");

/* A transmit queue as it was set up. */
struct rte_eth_txq_info {
	struct rte_eth_txconf conf;
	uint16_t nb_desc;
	uint8_t queue_state; /* RTE_ETH_QUEUE_STATE_* */
} __attribute__((aligned(64)));
static_assert(sizeof(struct rte_eth_txq_info) == 64, "layout of 22.11");

/* Which of its burst functions a driver chose, in its own words. */
struct rte_eth_burst_mode {
	uint64_t flags; /* RTE_ETH_BURST_FLAG_* */
	char info[RTE_ETH_BURST_MODE_INFO_SIZE];
};

/* Who has claimed a port. */
struct rte_eth_dev_owner {
	uint64_t id;
	char name[RTE_ETH_MAX_OWNER_NAME_LEN];
};

/* What happened to a port. */
enum rte_eth_event_type {
	RTE_ETH_EVENT_UNKNOWN,
	RTE_ETH_EVENT_INTR_LSC,
	RTE_ETH_EVENT_QUEUE_STATE,
	RTE_ETH_EVENT_INTR_RESET,
	RTE_ETH_EVENT_VF_MBOX,
	RTE_ETH_EVENT_MACSEC,
	RTE_ETH_EVENT_INTR_RMV,
	RTE_ETH_EVENT_NEW,
	RTE_ETH_EVENT_DESTROY,
	RTE_ETH_EVENT_IPSEC,
	RTE_ETH_EVENT_FLOW_AGED,
	RTE_ETH_EVENT_RX_AVAIL_THRESH,
	RTE_ETH_EVENT_ERR_RECOVERING,
	RTE_ETH_EVENT_RECOVERY_SUCCESS,
	RTE_ETH_EVENT_RECOVERY_FAILED,
	RTE_ETH_EVENT_MAX,
};

/* Called for an event of a port; ret_param is the event's own detail. */
typedef int (*rte_eth_dev_cb_fn)(uint16_t port_id,
		enum rte_eth_event_type event, void *cb_arg, void *ret_param);

/* Sees a received burst first; returns how many of nb_pkts it left. */
typedef uint16_t (*rte_rx_callback_fn)(uint16_t port_id, uint16_t queue,
		struct rte_mbuf *pkts[], uint16_t nb_pkts, uint16_t max_pkts,
		void *user_param);

/* Sees a burst before it is sent; returns how many of nb_pkts it left. */
typedef uint16_t (*rte_tx_callback_fn)(uint16_t port_id, uint16_t queue,
		struct rte_mbuf *pkts[], uint16_t nb_pkts, void *user_param);

/* Takes the packets of a transmit buffer that were not sent. */
typedef void (*buffer_tx_error_fn)(
		struct rte_mbuf **unsent, uint16_t count, void *userdata);

/* Packets that wait until a burst is full. */
struct rte_eth_dev_tx_buffer {
	buffer_tx_error_fn error_callback;
	void *error_userdata;
	uint16_t size; /* how many fill it */
	uint16_t length;
	__extension__ struct rte_mbuf *pkts[];
};
static_assert(sizeof(struct rte_eth_dev_tx_buffer) == 24, "layout of 22.11");

/* Bytes to allocate for a transmit buffer of sz packets. */
#define RTE_ETH_TX_BUFFER_SIZE(sz)                                             \
	(sizeof(struct rte_eth_dev_tx_buffer) +                                \
			(sz) * sizeof(struct rte_mbuf *))

#ifdef __cplusplus
}
#endif

#endif
