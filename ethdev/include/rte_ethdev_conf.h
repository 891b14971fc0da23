/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a program asks of a port: struct rte_eth_conf for the port and
 * rte_eth_rxconf, rte_eth_txconf for a queue, with all that they hold. Every
 * structure has 22.11's size and offsets; zero means the default throughout.
 */
#ifndef RTE_ETHDEV_CONF_H
#define RTE_ETHDEV_CONF_H

#include <assert.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_ethdev_flags.h>
#include <rte_ethdev_rss.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mempool;

/* How packets are spread over receive queues. */
enum rte_eth_rx_mq_mode {
	RTE_ETH_MQ_RX_NONE,
	RTE_ETH_MQ_RX_RSS = RTE_ETH_MQ_RX_RSS_FLAG,
	RTE_ETH_MQ_RX_DCB = RTE_ETH_MQ_RX_DCB_FLAG,
	RTE_ETH_MQ_RX_DCB_RSS = RTE_ETH_MQ_RX_RSS_FLAG | RTE_ETH_MQ_RX_DCB_FLAG,
	RTE_ETH_MQ_RX_VMDQ_ONLY = RTE_ETH_MQ_RX_VMDQ_FLAG,
	RTE_ETH_MQ_RX_VMDQ_RSS =
			RTE_ETH_MQ_RX_RSS_FLAG | RTE_ETH_MQ_RX_VMDQ_FLAG,
	RTE_ETH_MQ_RX_VMDQ_DCB =
			RTE_ETH_MQ_RX_VMDQ_FLAG | RTE_ETH_MQ_RX_DCB_FLAG,
	RTE_ETH_MQ_RX_VMDQ_DCB_RSS = RTE_ETH_MQ_RX_RSS_FLAG |
			RTE_ETH_MQ_RX_DCB_FLAG | RTE_ETH_MQ_RX_VMDQ_FLAG,
};

/* How transmit queues are scheduled. */
enum rte_eth_tx_mq_mode {
	RTE_ETH_MQ_TX_NONE,
	RTE_ETH_MQ_TX_DCB,
	RTE_ETH_MQ_TX_VMDQ_DCB,
	RTE_ETH_MQ_TX_VMDQ_ONLY,
};

/* The number of traffic classes under DCB. */
enum rte_eth_nb_tcs {
	RTE_ETH_4_TCS = 4,
	RTE_ETH_8_TCS = 8,
};

/* The number of queue pools under VMDq. */
enum rte_eth_nb_pools {
	RTE_ETH_8_POOLS = 8,
	RTE_ETH_16_POOLS = 16,
	RTE_ETH_32_POOLS = 32,
	RTE_ETH_64_POOLS = 64,
};

/* Which tag of a stacked VLAN is meant. */
enum rte_vlan_type {
	RTE_ETH_VLAN_TYPE_UNKNOWN,
	RTE_ETH_VLAN_TYPE_INNER,
	RTE_ETH_VLAN_TYPE_OUTER,
	RTE_ETH_VLAN_TYPE_MAX,
};

/* Receive settings of a port. mtu 0: 1500 or the device's maximum. */
struct rte_eth_rxmode {
	enum rte_eth_rx_mq_mode mq_mode;
	uint32_t mtu;
	uint32_t max_lro_pkt_size;
	uint64_t offloads; /* RTE_ETH_RX_OFFLOAD_*, for all queues */
	uint64_t reserved_64s[2];
	void *reserved_ptrs[2];
};
static_assert(sizeof(struct rte_eth_rxmode) == 56, "layout of 22.11");

/* Transmit settings of a port. */
struct rte_eth_txmode {
	enum rte_eth_tx_mq_mode mq_mode;
	uint64_t offloads; /* RTE_ETH_TX_OFFLOAD_*, for all queues */
	uint16_t pvid;
	__extension__ uint8_t hw_vlan_reject_tagged : 1,
			hw_vlan_reject_untagged : 1, hw_vlan_insert_pvid : 1;
	uint64_t reserved_64s[2];
	void *reserved_ptrs[2];
};
static_assert(sizeof(struct rte_eth_txmode) == 56, "layout of 22.11");

/* Thresholds of a descriptor ring: prefetch, host, write-back. */
struct rte_eth_thresh {
	uint8_t pthresh;
	uint8_t hthresh;
	uint8_t wthresh;
};
static_assert(sizeof(struct rte_eth_thresh) == 3, "layout of 22.11");

/* One piece of a packet that is split over pools on receive. */
struct rte_eth_rxseg_split {
	struct rte_mempool *mp;
	uint16_t length;    /* bytes of data; 0: the buffer's room */
	uint16_t offset;    /* bytes before the data */
	uint32_t proto_hdr; /* split behind these headers instead */
};
static_assert(sizeof(struct rte_eth_rxseg_split) == 16, "layout of 22.11");

union rte_eth_rxseg {
	struct rte_eth_rxseg_split split;
};

/* Settings of a receive queue. */
struct rte_eth_rxconf {
	struct rte_eth_thresh rx_thresh;
	uint16_t rx_free_thresh;
	uint8_t rx_drop_en;
	uint8_t rx_deferred_start; /* rte_eth_dev_start() leaves it stopped */
	uint16_t rx_nseg;          /* entries in rx_seg */
	uint16_t share_group;
	uint16_t share_qid;
	uint64_t offloads; /* RTE_ETH_RX_OFFLOAD_*, beyond the port's */
	union rte_eth_rxseg *rx_seg;
	struct rte_mempool **rx_mempools;
	uint16_t rx_nmempool; /* entries in rx_mempools */
	uint64_t reserved_64s[2];
	void *reserved_ptrs[2];
};
static_assert(sizeof(struct rte_eth_rxconf) == 80, "layout of 22.11");

/* Settings of a transmit queue. */
struct rte_eth_txconf {
	struct rte_eth_thresh tx_thresh;
	uint16_t tx_rs_thresh;
	uint16_t tx_free_thresh;
	uint8_t tx_deferred_start; /* rte_eth_dev_start() leaves it stopped */
	uint64_t offloads;         /* RTE_ETH_TX_OFFLOAD_*, beyond the port's */
	uint64_t reserved_64s[2];
	void *reserved_ptrs[2];
};
static_assert(sizeof(struct rte_eth_txconf) == 56, "layout of 22.11");

/* Receive-side scaling: the key, NULL for the device's own, and the fields. */
struct rte_eth_rss_conf {
	uint8_t *rss_key;
	uint8_t rss_key_len;
	uint64_t rss_hf; /* RTE_ETH_RSS_* */
};
static_assert(sizeof(struct rte_eth_rss_conf) == 24, "layout of 22.11");

/* 64 entries of the redirection table; mask says which are meant. */
struct rte_eth_rss_reta_entry64 {
	uint64_t mask;
	uint16_t reta[RTE_ETH_RETA_GROUP_SIZE];
};
static_assert(sizeof(struct rte_eth_rss_reta_entry64) == 136,
		"layout of 22.11");

/* One bit a VLAN id. */
struct rte_vlan_filter_conf {
	uint64_t ids[64];
};

struct rte_eth_dcb_rx_conf {
	enum rte_eth_nb_tcs nb_tcs;
	uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
};

struct rte_eth_vmdq_dcb_tx_conf {
	enum rte_eth_nb_pools nb_queue_pools;
	uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
};

struct rte_eth_dcb_tx_conf {
	enum rte_eth_nb_tcs nb_tcs;
	uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
};

struct rte_eth_vmdq_tx_conf {
	enum rte_eth_nb_pools nb_queue_pools;
};

/* VMDq with DCB: VLANs are mapped to pools, priorities to classes. */
struct rte_eth_vmdq_dcb_conf {
	enum rte_eth_nb_pools nb_queue_pools;
	uint8_t enable_default_pool;
	uint8_t default_pool;
	uint8_t nb_pool_maps;
	struct {
		uint16_t vlan_id;
		uint64_t pools; /* one bit a pool */
	} pool_map[RTE_ETH_VMDQ_MAX_VLAN_FILTERS];
	uint8_t dcb_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
};
static_assert(sizeof(struct rte_eth_vmdq_dcb_conf) == 1040, "layout of 22.11");

/* VMDq alone. */
struct rte_eth_vmdq_rx_conf {
	enum rte_eth_nb_pools nb_queue_pools;
	uint8_t enable_default_pool;
	uint8_t default_pool;
	uint8_t enable_loop_back;
	uint8_t nb_pool_maps;
	uint32_t rx_mode; /* RTE_ETH_VMDQ_ACCEPT_* */
	struct {
		uint16_t vlan_id;
		uint64_t pools; /* one bit a pool */
	} pool_map[RTE_ETH_VMDQ_MAX_VLAN_FILTERS];
};
static_assert(sizeof(struct rte_eth_vmdq_rx_conf) == 1040, "layout of 22.11");

/* Which interrupts are wanted: link change, receive queues, removal. */
struct rte_eth_intr_conf {
	uint32_t lsc : 1;
	uint32_t rxq : 1;
	uint32_t rmv : 1;
};
#define rte_intr_conf rte_eth_intr_conf

/* Everything about a port that rte_eth_dev_configure() sets. */
struct rte_eth_conf {
	uint32_t link_speeds; /* RTE_ETH_LINK_SPEED_*; 0: autonegotiate */
	struct rte_eth_rxmode rxmode;
	struct rte_eth_txmode txmode;
	uint32_t lpbk_mode; /* device specific; 0: no loopback */
	struct {
		struct rte_eth_rss_conf rss_conf;
		struct rte_eth_vmdq_dcb_conf vmdq_dcb_conf;
		struct rte_eth_dcb_rx_conf dcb_rx_conf;
		struct rte_eth_vmdq_rx_conf vmdq_rx_conf;
	} rx_adv_conf;
	union {
		struct rte_eth_vmdq_dcb_tx_conf vmdq_dcb_tx_conf;
		struct rte_eth_dcb_tx_conf dcb_tx_conf;
		struct rte_eth_vmdq_tx_conf vmdq_tx_conf;
	} tx_adv_conf;
	uint32_t dcb_capability_en;
	struct rte_eth_intr_conf intr_conf;
};
static_assert(sizeof(struct rte_eth_conf) == 2272, "layout of 22.11");

#ifdef __cplusplus
}
#endif

#endif
