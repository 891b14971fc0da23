/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio inside (VIRTIO 1.2, section 5.1): a port on a struct virtio_dev,
 * whatever its transport. What a program has set is kept in the port and its
 * data, and given to the device at each start; a stop resets the device and
 * takes back all mbufs. So a port can start again after anything.
 *
 * A queue is touched by the thread that runs its bursts alone, the control
 * queue under port->ctrl.lock.
 */
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <bufplane_export.h>
#include <ethdev_driver.h>

#include <linux/virtio_net.h>

#include <rte_bitops.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_memzone.h>
#include <rte_spinlock.h>

#include "net/virtio/virtio_dev.h"
#include "net/virtio/virtq.h"

#define VNET_MACS      64
#define VNET_MC_MACS   64
#define VNET_ROOM_MIN  64   /* of an mbuf */
#define VNET_FRAME     9728 /* the longest without an MTU of the device */
#define VNET_LRO_FRAME (UINT16_MAX + RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN)
#define VNET_OVERHEAD  (RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN)
#define VNET_RSS_KEY   40
#define VNET_RSS_TABLE 512 /* entries at most */
#define VNET_CTRL_DATA 2048
#define VNET_CTRL_WAIT 3000 /* ms */
#define VNET_UNTOLD    2
#define VNET_HDR_MAX   sizeof(struct virtio_net_hdr_v1_hash)

#define VNET_TX_CKSUM                                                          \
	(RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM)

/* The arguments, for those who list drivers. */
#define VNET_PARAMS                                                            \
	"speed=<int> vdpa=<0|1> vectorized=<0|1> packed=<0|1> mrg_rxbuf=<0|1>"

struct vnet_args {
	unsigned int packed; /* 0: split rings even if the device has others */
	unsigned int mrg_rxbuf;
	unsigned int speed;     /* Mbps, or RTE_ETH_SPEED_NUM_UNKNOWN */
	unsigned int has_speed; /* was given */
	unsigned int vdpa;
	unsigned int vectorized;
};

/* What the configuration of the device says, checked. */
struct vnet_config {
	struct rte_ether_addr mac;
	uint16_t pairs;    /* at most, of receive and transmit queues */
	uint16_t mtu;      /* or 0 */
	uint16_t sizes[2]; /* of the first pair's queues, as the device says */
	uint16_t rss_table;
	uint32_t rss_types;
	uint8_t rss_key;
};

/* What may go wrong, other than packets. */
enum vnet_event {
	VNET_CTRL_TIMEOUTS,
	VNET_CTRL_REFUSALS,
	VNET_CTRL_BAD_ACKS,
	VNET_CTRL_BROKEN,
	VNET_BAD_CONFIG,
	VNET_RESETS_WANTED,
	VNET_RESET_TIMEOUTS,
	VNET_RECONNECTS, /* to a device that had gone */
	VNET_TAKEN_BACK, /* buffers of those before */
	VNET_EVENTS,
};

/* The control queue (5.1.6.5). */
struct vnet_ctrl {
	struct virtq vq;
	rte_spinlock_t lock;
	bool works;
	bool announced;        /* atomic: this is to be acknowledged */
	unsigned int patience; /* ms, for a command, or many at once */
	uint64_t end;          /* of many at once; 0: each has its own */
	const struct rte_memzone *memory;
};

/* The addresses to let in (5.1.6.5.2): a count of each kind, and they. */
struct vnet_macs {
	uint16_t len;
	uint8_t bytes[2 * sizeof(uint32_t) +
			(size_t)(VNET_MACS + VNET_MC_MACS) *
					RTE_ETHER_ADDR_LEN];
};

/*
 * What the device was told since its reset of whom to let in: ethdev says some
 * of it again after a start, which is no news then.
 */
struct vnet_told {
	uint8_t modes[2]; /* promiscuous, all-multicast: 0, 1, VNET_UNTOLD */
	struct rte_ether_addr mac;
	struct vnet_macs macs;
};

struct vnet_rss {
	uint32_t types; /* VIRTIO_NET_RSS_HASH_TYPE_* */
	uint16_t size;  /* of the table */
	uint16_t table[VNET_RSS_TABLE];
	uint8_t key[VNET_RSS_KEY];
};

struct vnet_port {
	struct virtio_dev *dev;
	/* Of who probed it, or NULL: the port is closed. */
	void (*on_close)(struct rte_eth_dev *eth);
	uint16_t port_id;
	struct vnet_args args;
	uint64_t offered; /* features, without those refused */
	struct vnet_config config;
	struct vnet_ctrl ctrl;
	struct vnet_rss rss;
	uint32_t mc_n;
	struct rte_ether_addr mc[VNET_MC_MACS];
	struct vnet_told told;
	uint64_t events[VNET_EVENTS];
	uint64_t events_base[VNET_EVENTS];
	uint64_t agreed;     /* features, when the port was configured */
	uint64_t refused;    /* features whose fields cannot be true */
	bool has_callback;   /* for interrupts, since the start */
	bool stuck;          /* the device did not let go of its memory */
	bool own_mac;        /* the device has none */
	bool table_overflow; /* of addresses: all are let in instead */
	bool has_vectors;    /* of MSI-X, since the start */
	bool needs_reset;    /* was reported; atomic */
	bool removed;        /* was reported; atomic */
	bool broken;         /* a queue is, and an alarm set; atomic */
};

extern int virtio_net_logtype;
#define VNET_LOG(level, ...)                                                   \
	rte_log(RTE_LOG_##level, virtio_net_logtype, __VA_ARGS__)

static inline struct vnet_port *
vnet_port_of(const struct rte_eth_dev *dev)
{
	return dev->data->dev_private;
}

static inline struct rte_eth_dev *
vnet_eth_of(const struct vnet_port *port)
{
	return &rte_eth_devices[port->port_id];
}

static inline const char *
vnet_name(const struct vnet_port *port)
{
	return vnet_eth_of(port)->data->name;
}

/* The device works: queues are enabled, commands are taken. */
static inline bool
vnet_is_live(const struct vnet_port *port)
{
	return port->dev->status & VIRTIO_CONFIG_S_DRIVER_OK;
}

static inline bool
vnet_is_offered(const struct vnet_port *port, unsigned int feature)
{
	return port->offered >> feature & 1;
}

/*
 * virtio_net_ethdev.c: a port on a device that is not in use. dev_private is a
 * struct vnet_port, zeros. 0, and the caller finishes probing; else nothing is
 * left: -errno with a log line, or 1 if its arguments want another driver.
 */
int vnet_init(struct rte_eth_dev *eth, struct virtio_dev *dev,
		const char *args);

/* virtio_net_start.c: ops; features, and queues, of a device that is reset. */
int vnet_start(struct rte_eth_dev *eth);
int vnet_stop(struct rte_eth_dev *eth);
int vnet_agree(struct rte_eth_dev *eth);
int vnet_check_pairs(const struct rte_eth_dev *eth);
/* Its queues; all of them: those never set up are left alone. */
int vnet_queues_open(struct rte_eth_dev *eth);
void vnet_queues_run(struct rte_eth_dev *eth);
void vnet_queues_halt(struct rte_eth_dev *eth);
void vnet_queues_close(struct rte_eth_dev *eth);

/* virtio_net_info.c */
int vnet_info_get(struct rte_eth_dev *eth, struct rte_eth_dev_info *info);

/* virtio_net_args.c: 0; or -EINVAL with a log line; 1: it is not for us. */
int vnet_args_parse(const char *name, const char *text, struct vnet_args *args);

/* virtio_net_features.c */
uint64_t vnet_features_wanted(const struct rte_eth_dev *eth);
uint64_t vnet_rx_capa(const struct vnet_port *port);
uint64_t vnet_tx_capa(const struct vnet_port *port);
uint16_t vnet_hdr_len(const struct virtio_dev *dev);
int vnet_features_read(struct vnet_port *port);
int vnet_negotiate(struct rte_eth_dev *eth);

/* virtio_net_config.c: 0 or -errno. */
int vnet_config_read(struct vnet_port *port);
int vnet_config_status(const struct vnet_port *port, uint16_t *status);
int vnet_link_update(struct rte_eth_dev *eth, int wait);

/* virtio_net_ctrl.c: commands. 0; -ENOTSUP; -EIO: refused, or the queue is out
 * of use; -ETIMEDOUT; -ENODEV. */
uint16_t vnet_ctrl_index(const struct vnet_port *port);
int vnet_ctrl_open(struct vnet_port *port);
void vnet_ctrl_close(struct vnet_port *port);
int vnet_ctrl_send(struct vnet_port *port, uint8_t class, uint8_t command,
		const void *data, uint32_t len);
int vnet_ctrl_pairs(struct vnet_port *port, uint16_t pairs);
void vnet_ctrl_announced(struct vnet_port *port);
void vnet_ctrl_hurry(struct vnet_port *port, bool hurry);

/* virtio_net_filter.c: ops, and all of it at start. */
int vnet_filter_start(struct rte_eth_dev *eth);
int vnet_promiscuous_enable(struct rte_eth_dev *eth);
int vnet_promiscuous_disable(struct rte_eth_dev *eth);
int vnet_allmulticast_enable(struct rte_eth_dev *eth);
int vnet_allmulticast_disable(struct rte_eth_dev *eth);
int vnet_mac_set(struct rte_eth_dev *eth, struct rte_ether_addr *addr);
int vnet_mac_add(struct rte_eth_dev *eth, struct rte_ether_addr *addr,
		uint32_t index, uint32_t pool);
void vnet_mac_remove(struct rte_eth_dev *eth, uint32_t index);
int vnet_mc_set(struct rte_eth_dev *eth, struct rte_ether_addr *list,
		uint32_t n);
int vnet_vlan_filter(struct rte_eth_dev *eth, uint16_t vlan_id, int on);
int vnet_vlan_offload(struct rte_eth_dev *eth, int mask);

/* virtio_net_rss.c */
uint64_t vnet_rss_capa(const struct vnet_port *port);
uint64_t vnet_rss_functions(uint32_t type_bits);
uint16_t vnet_rss_table_size(const struct vnet_port *port);
int vnet_rss_configure(struct rte_eth_dev *eth);
int vnet_rss_start(struct rte_eth_dev *eth);
int vnet_rss_update(struct rte_eth_dev *eth, struct rte_eth_rss_conf *conf);
int vnet_rss_get(struct rte_eth_dev *eth, struct rte_eth_rss_conf *conf);
int vnet_reta_update(struct rte_eth_dev *eth,
		struct rte_eth_rss_reta_entry64 *table, uint16_t size);
int vnet_reta_query(struct rte_eth_dev *eth,
		struct rte_eth_rss_reta_entry64 *table, uint16_t size);

/* virtio_net_stats.c: ops. */
int vnet_stats_get(struct rte_eth_dev *eth, struct rte_eth_stats *stats);
int vnet_stats_reset(struct rte_eth_dev *eth);
int vnet_xstats_names(struct rte_eth_dev *eth, struct rte_eth_xstat_name *names,
		unsigned int n);
int vnet_xstats_get(struct rte_eth_dev *eth, struct rte_eth_xstat *xstats,
		unsigned int n);

/* virtio_net_intr.c: from start to stop, and events. */
int vnet_intr_open(struct rte_eth_dev *eth);
void vnet_intr_close(struct rte_eth_dev *eth);
uint16_t vnet_rx_vector(const struct vnet_port *port, uint16_t id);
int vnet_rx_intr_enable(struct rte_eth_dev *eth, uint16_t id);
int vnet_rx_intr_disable(struct rte_eth_dev *eth, uint16_t id);
void vnet_rx_wake(const struct rte_eth_dev *eth);
void vnet_removed(struct rte_eth_dev *eth);
void vnet_broken(struct vnet_port *port, const char *kind, uint16_t id,
		const char *why);
void vnet_broken_forget(struct vnet_port *port);

/*
 * virtio_net_pause.c: for a device that goes and comes back while the port is
 * started. Once: 0, or -errno if this kernel does not help.
 */
int vnet_pause_init(void);
/* Bursts move nothing, and have returned. */
void vnet_pause(struct rte_eth_dev *eth);
/* It has let go of all: the queues are empty, as at start. 0 or -errno. */
int vnet_refresh(struct rte_eth_dev *eth);
/* The device that came works. */
void vnet_resume(struct rte_eth_dev *eth);

#endif
