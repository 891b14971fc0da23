/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_null inside: a port that receives as many packets as are asked for and
 * swallows what is sent. A queue is used by one thread.
 */
#ifndef NULL_PRIVATE_H
#define NULL_PRIVATE_H

#include <bufplane_ethdev_count.h>
#include <bufplane_export.h>
#include <ethdev_driver.h>

#define NULL_SIZE_DEFAULT 64
#define NULL_SIZE_MAX     UINT16_MAX
#define NULL_RSS_KEY_LEN  40
#define NULL_RSS_TABLE    RTE_ETH_RSS_RETA_SIZE_128

struct null_args {
	uint16_t size; /* bytes of a packet */
	uint8_t copy;  /* copy packet data in both directions */
	uint8_t no_rx; /* receive nothing */
};

struct null_rxq {
	struct rte_mempool *mp;
	uint64_t rearm;   /* the first 8 bytes of an mbuf's rearm_data */
	uint64_t flags;   /* of an mbuf at rest in the pool */
	uint64_t *nombuf; /* the port's count of allocation failures */
	const void *data; /* a packet to copy from; NULL: do not copy */
	uint16_t size;
	struct bp_eth_queue_counters count;
} __rte_cache_aligned;

struct null_txq {
	void *data; /* room to copy to; NULL: do not copy */
	struct bp_eth_queue_counters count;
} __rte_cache_aligned;

struct null_rss {
	uint64_t hf; /* what is hashed */
	uint8_t key[NULL_RSS_KEY_LEN];
	uint16_t table[NULL_RSS_TABLE];
};

struct null_port {
	struct null_args args;
	struct null_rss rss;
};

extern int null_logtype;
#define NULL_LOG(level, ...) rte_log(RTE_LOG_##level, null_logtype, __VA_ARGS__)

/* null_args.c: 0 or -EINVAL with a log line. */
int null_args_parse(const char *name, const char *text, struct null_args *args);

/* null_burst.c */
uint16_t null_rx(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t null_rx_copy(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t null_tx(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t null_tx_copy(void *queue, struct rte_mbuf **pkts, uint16_t n);

/* null_rss.c: the ops of these names; configure takes over dev_conf. */
void null_rss_init(struct null_rss *rss);
int null_rss_configure(struct rte_eth_dev *dev);
int null_rss_update(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf);
int null_rss_get(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf);
int null_reta_update(struct rte_eth_dev *dev,
		struct rte_eth_rss_reta_entry64 *table, uint16_t size);
int null_reta_query(struct rte_eth_dev *dev,
		struct rte_eth_rss_reta_entry64 *table, uint16_t size);

#endif
