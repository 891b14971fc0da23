/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver contract, all of it.
 *
 * Life of a port. probe: rte_eth_dev_allocate() (or rte_eth_vdev_allocate())
 * gives a struct rte_eth_dev; the driver sets dev_ops, data->dev_private,
 * data->mac_addrs and device, then calls rte_eth_dev_probing_finish(). From
 * there the library calls the ops: configure -> queue set-ups -> start ->
 * stop -> ... -> close, and checks states, ids and offloads first, so that an
 * op never sees a call in the wrong state. remove: if the port still exists,
 * stop it, run its close and call rte_eth_dev_release_port().
 *
 * Life of a queue. setup stores the driver's queue in data->rx_queues[id] or
 * tx_queues[id]; release frees it and is called before a new setup, when
 * the number of queues shrinks, and at close. Burst functions get that pointer.
 *
 * Memory. data lies in memory that processes share and holds no function
 * pointer; the struct rte_eth_dev is the process's own. dev_private, mac_addrs
 * and queues come from rte_malloc.
 *
 * Ops return 0 or -errno and log why. The library refuses a call whose op is
 * NULL with -ENOTSUP; those marked * must be there. A queue op is given the
 * offloads of the port and the queue together.
 */
#ifndef ETHDEV_DRIVER_H
#define ETHDEV_DRIVER_H

#include <bufplane.h>
#include <bufplane_ethdev_create.h>
#include <dev_driver.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_ethdev.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mempool;
struct rte_intr_handle;
struct rte_eth_dev;

TAILQ_HEAD(rte_eth_dev_cb_list, rte_eth_dev_callback);

/* Shapes that several ops share. */
typedef int (*eth_dev_op_t)(struct rte_eth_dev *dev);
typedef int (*eth_queue_op_t)(struct rte_eth_dev *dev, uint16_t queue_id);
typedef void (*eth_queue_release_t)(struct rte_eth_dev *dev, uint16_t queue_id);
typedef int (*eth_hairpin_setup_t)(struct rte_eth_dev *dev, uint16_t queue_id,
		uint16_t nb_desc, const struct rte_eth_hairpin_conf *conf);
typedef int (*eth_descriptor_dump_t)(const struct rte_eth_dev *dev,
		uint16_t queue_id, uint16_t offset, uint16_t num, FILE *file);
typedef int (*eth_eeprom_t)(
		struct rte_eth_dev *dev, struct rte_dev_eeprom_info *info);
typedef int (*eth_reassembly_t)(struct rte_eth_dev *dev,
		struct rte_eth_ip_reassembly_params *params);
typedef int (*eth_burst_mode_get_t)(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_burst_mode *mode);

struct eth_dev_ops {
	/* The port. */
	int (*dev_infos_get)(struct rte_eth_dev *dev, /* * */
			struct rte_eth_dev_info *info);
	eth_dev_op_t dev_configure; /* * reads data->dev_conf */
	eth_dev_op_t dev_start;     /* * marks its queues started */
	eth_dev_op_t dev_stop;      /* ends as stopped even if it fails */
	eth_dev_op_t dev_close;     /* * after all queues are released */
	eth_dev_op_t dev_reset;
	eth_dev_op_t is_removed; /* 1 or 0 */

	/* Queues. */
	int (*rx_queue_setup)(struct rte_eth_dev *dev, uint16_t queue_id,
			uint16_t nb_desc, unsigned int socket_id,
			const struct rte_eth_rxconf *conf,
			struct rte_mempool *mp);
	int (*tx_queue_setup)(struct rte_eth_dev *dev, uint16_t queue_id,
			uint16_t nb_desc, unsigned int socket_id,
			const struct rte_eth_txconf *conf);
	eth_queue_release_t rx_queue_release;
	eth_queue_release_t tx_queue_release;
	eth_queue_op_t rx_queue_start; /* sets data->rx_queue_state */
	eth_queue_op_t rx_queue_stop;
	eth_queue_op_t tx_queue_start; /* sets data->tx_queue_state */
	eth_queue_op_t tx_queue_stop;
	/* 1: spent, 0: not, -errno: broken off; any thread asks. */
	eth_queue_op_t rx_at_end;
	void (*rxq_info_get)(struct rte_eth_dev *dev, uint16_t queue_id,
			struct rte_eth_rxq_info *info);
	void (*txq_info_get)(struct rte_eth_dev *dev, uint16_t queue_id,
			struct rte_eth_txq_info *info);
	eth_burst_mode_get_t rx_burst_mode_get;
	eth_burst_mode_get_t tx_burst_mode_get;
	int (*tx_done_cleanup)(void *txq, uint32_t free_cnt);
	eth_queue_op_t rx_queue_intr_enable;
	eth_queue_op_t rx_queue_intr_disable;
	eth_descriptor_dump_t eth_rx_descriptor_dump;
	eth_descriptor_dump_t eth_tx_descriptor_dump;
	int (*get_monitor_addr)(void *rxq, struct rte_power_monitor_cond *pmc);

	/* Hairpin queues, joined in the device; setup as for other queues. */
	int (*hairpin_cap_get)(struct rte_eth_dev *dev,
			struct rte_eth_hairpin_cap *cap);
	eth_hairpin_setup_t rx_hairpin_queue_setup;
	eth_hairpin_setup_t tx_hairpin_queue_setup;
	int (*hairpin_bind)(struct rte_eth_dev *dev, uint16_t rx_port);
	int (*hairpin_unbind)(struct rte_eth_dev *dev, uint16_t rx_port);
	int (*hairpin_get_peer_ports)(struct rte_eth_dev *dev, uint16_t *peers,
			size_t n, uint32_t direction);

	/* Link, through rte_eth_linkstatus_set(). */
	int (*link_update)(struct rte_eth_dev *dev, int wait_to_complete);
	eth_dev_op_t dev_set_link_up;
	eth_dev_op_t dev_set_link_down;

	/* Addresses and filters; the library keeps data up to date. */
	eth_dev_op_t promiscuous_enable;
	eth_dev_op_t promiscuous_disable;
	eth_dev_op_t allmulticast_enable;
	eth_dev_op_t allmulticast_disable;
	int (*mac_addr_set)(
			struct rte_eth_dev *dev, struct rte_ether_addr *addr);
	int (*mac_addr_add)(struct rte_eth_dev *dev,
			struct rte_ether_addr *addr, uint32_t index,
			uint32_t pool);
	void (*mac_addr_remove)(struct rte_eth_dev *dev, uint32_t index);
	int (*mtu_set)(struct rte_eth_dev *dev, uint16_t mtu);
	int (*set_mc_addr_list)(struct rte_eth_dev *dev,
			struct rte_ether_addr *list, uint32_t n); /* all */
	int (*uc_hash_table_set)(struct rte_eth_dev *dev,
			struct rte_ether_addr *addr, uint8_t on);
	int (*uc_all_hash_table_set)(struct rte_eth_dev *dev, uint8_t on);

	/* VLAN; vlan_offload_set reads dev_conf, mask says what changed. */
	int (*vlan_filter_set)(
			struct rte_eth_dev *dev, uint16_t vlan_id, int on);
	int (*vlan_offload_set)(struct rte_eth_dev *dev, int mask);
	int (*vlan_tpid_set)(struct rte_eth_dev *dev, enum rte_vlan_type type,
			uint16_t tpid);
	void (*vlan_strip_queue_set)(
			struct rte_eth_dev *dev, uint16_t queue_id, int on);
	int (*vlan_pvid_set)(struct rte_eth_dev *dev, uint16_t vlan_id, int on);

	/* RSS; tables come in groups of 64 entries with a mask. */
	int (*rss_hash_update)(
			struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf);
	int (*rss_hash_conf_get)(
			struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf);
	int (*reta_update)(struct rte_eth_dev *dev,
			struct rte_eth_rss_reta_entry64 *table, uint16_t size);
	int (*reta_query)(struct rte_eth_dev *dev,
			struct rte_eth_rss_reta_entry64 *table, uint16_t size);

	/* Flow control, congestion, rates. */
	int (*flow_ctrl_get)(
			struct rte_eth_dev *dev, struct rte_eth_fc_conf *conf);
	int (*flow_ctrl_set)(
			struct rte_eth_dev *dev, struct rte_eth_fc_conf *conf);
	int (*priority_flow_ctrl_set)(
			struct rte_eth_dev *dev, struct rte_eth_pfc_conf *conf);
	int (*priority_flow_ctrl_queue_info_get)(struct rte_eth_dev *dev,
			struct rte_eth_pfc_queue_info *info);
	int (*priority_flow_ctrl_queue_config)(struct rte_eth_dev *dev,
			struct rte_eth_pfc_queue_conf *conf);
	int (*cman_info_get)(struct rte_eth_dev *dev,
			struct rte_eth_cman_info *info);
	int (*cman_config_init)(struct rte_eth_dev *dev,
			struct rte_eth_cman_config *conf);
	int (*cman_config_set)(struct rte_eth_dev *dev,
			const struct rte_eth_cman_config *conf);
	int (*cman_config_get)(struct rte_eth_dev *dev,
			struct rte_eth_cman_config *conf);
	int (*rx_queue_avail_thresh_set)(struct rte_eth_dev *dev,
			uint16_t queue_id, uint8_t thresh);
	int (*rx_queue_avail_thresh_query)(struct rte_eth_dev *dev,
			uint16_t *queue_id, uint8_t *thresh);
	int (*set_queue_rate_limit)(struct rte_eth_dev *dev, uint16_t queue_id,
			uint32_t mbps);
	int (*get_dcb_info)(
			struct rte_eth_dev *dev, struct rte_eth_dcb_info *info);

	/* Packet types: a list that ends with RTE_PTYPE_UNKNOWN. */
	const uint32_t *(*dev_supported_ptypes_get)(struct rte_eth_dev *dev);
	int (*dev_ptypes_set)(struct rte_eth_dev *dev, uint32_t ptype_mask);
	const uint32_t *(*buffer_split_supported_hdr_ptypes_get)(
			struct rte_eth_dev *dev);

	/* Counters. xstats ops return how many there are; ids are from 0. */
	int (*stats_get)(struct rte_eth_dev *dev, struct rte_eth_stats *stats);
	eth_dev_op_t stats_reset;
	int (*xstats_get)(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats,
			unsigned int n);
	int (*xstats_get_names)(struct rte_eth_dev *dev,
			struct rte_eth_xstat_name *names, unsigned int n);
	eth_dev_op_t xstats_reset;
	int (*queue_stats_mapping_set)(struct rte_eth_dev *dev,
			uint16_t queue_id, uint8_t stat_idx, uint8_t is_rx);

	/* The device itself. */
	int (*fw_version_get)(
			struct rte_eth_dev *dev, char *version, size_t size);
	int (*get_reg)(struct rte_eth_dev *dev, struct rte_dev_reg_info *info);
	eth_dev_op_t get_eeprom_length;
	eth_eeprom_t get_eeprom;
	eth_eeprom_t set_eeprom;
	int (*get_module_info)(struct rte_eth_dev *dev,
			struct rte_eth_dev_module_info *info);
	eth_eeprom_t get_module_eeprom;
	eth_dev_op_t dev_led_on;
	eth_dev_op_t dev_led_off;
	int (*fec_get_capability)(struct rte_eth_dev *dev,
			struct rte_eth_fec_capa *capa,
			unsigned int n); /* how many there are */
	int (*fec_get)(struct rte_eth_dev *dev, uint32_t *fec);
	int (*fec_set)(struct rte_eth_dev *dev, uint32_t fec);
	int (*udp_tunnel_port_add)(struct rte_eth_dev *dev,
			struct rte_eth_udp_tunnel *tunnel);
	int (*udp_tunnel_port_del)(struct rte_eth_dev *dev,
			struct rte_eth_udp_tunnel *tunnel);
	int (*rx_metadata_negotiate)(
			struct rte_eth_dev *dev, uint64_t *features);
	eth_reassembly_t ip_reassembly_capability_get;
	eth_reassembly_t ip_reassembly_conf_get;
	int (*ip_reassembly_conf_set)(struct rte_eth_dev *dev,
			const struct rte_eth_ip_reassembly_params *conf);
	int (*pool_ops_supported)(struct rte_eth_dev *dev,
			const char *ops); /* 0: best, 1: usable */
	int (*representor_info_get)(struct rte_eth_dev *dev,
			struct rte_eth_representor_info
					*info); /* NULL: how many */
	int (*eth_dev_priv_dump)(struct rte_eth_dev *dev, FILE *file);

	/* Its clock and IEEE 1588. */
	eth_dev_op_t timesync_enable;
	eth_dev_op_t timesync_disable;
	int (*timesync_read_rx_timestamp)(struct rte_eth_dev *dev,
			struct timespec *time, uint32_t flags);
	int (*timesync_read_tx_timestamp)(
			struct rte_eth_dev *dev, struct timespec *time);
	int (*timesync_adjust_time)(struct rte_eth_dev *dev, int64_t delta);
	int (*timesync_read_time)(
			struct rte_eth_dev *dev, struct timespec *time);
	int (*timesync_write_time)(
			struct rte_eth_dev *dev, const struct timespec *time);
	int (*read_clock)(struct rte_eth_dev *dev, uint64_t *ticks);
};

/* One link of a queue's chain of burst callbacks. */
struct rte_eth_rxtx_callback {
	struct rte_eth_rxtx_callback *next;
	union {
		rte_rx_callback_fn rx;
		rte_tx_callback_fn tx;
	} fn;
	void *param;
};

/* A port as this process sees it. */
struct rte_eth_dev {
	eth_rx_burst_t rx_pkt_burst;
	eth_tx_burst_t tx_pkt_burst;
	eth_tx_prep_t tx_pkt_prepare; /* NULL: nothing to prepare */
	eth_rx_queue_count_t rx_queue_count;
	eth_rx_descriptor_status_t rx_descriptor_status;
	eth_tx_descriptor_status_t tx_descriptor_status;
	struct rte_eth_dev_data *data;
	void *process_private;
	const struct eth_dev_ops *dev_ops;
	struct rte_device *device;
	struct rte_intr_handle *intr_handle;
	struct rte_eth_dev_cb_list link_intr_cbs;
	struct rte_eth_rxtx_callback
			*post_rx_burst_cbs[RTE_MAX_QUEUES_PER_PORT];
	struct rte_eth_rxtx_callback *pre_tx_burst_cbs[RTE_MAX_QUEUES_PER_PORT];
	enum rte_eth_dev_state state;
	void *security_ctx;
} __rte_cache_aligned;

/* A port as all processes see it. */
struct rte_eth_dev_data {
	char name[RTE_ETH_NAME_MAX_LEN];
	void *rx_queues[RTE_MAX_QUEUES_PER_PORT];
	void *tx_queues[RTE_MAX_QUEUES_PER_PORT];
	uint16_t nb_rx_queues;
	uint16_t nb_tx_queues;
	struct rte_eth_dev_sriov sriov;
	void *dev_private;
	struct rte_eth_link dev_link;
	struct rte_eth_conf dev_conf;
	uint16_t mtu;
	uint32_t min_rx_buf_size; /* the smallest room of the queues' mbufs */
	uint64_t rx_mbuf_alloc_failed;
	struct rte_ether_addr *mac_addrs; /* the default address first */
	uint64_t mac_pool_sel[RTE_ETH_NUM_RECEIVE_MAC_ADDR];
	struct rte_ether_addr *hash_mac_addrs;
	uint16_t port_id;
	__extension__ uint8_t promiscuous : 1, scattered_rx : 1,
			all_multicast : 1, dev_started : 1, lro : 1,
			dev_configured : 1, flow_configured : 1;
	uint8_t rx_queue_state[RTE_MAX_QUEUES_PER_PORT];
	uint8_t tx_queue_state[RTE_MAX_QUEUES_PER_PORT];
	uint32_t dev_flags; /* RTE_ETH_DEV_* */
	int numa_node;
	struct rte_vlan_filter_conf vlan_filter_conf;
	struct rte_eth_dev_owner owner;
	uint16_t representor_id;
	uint16_t backer_port_id;
} __rte_cache_aligned;

extern struct rte_eth_dev rte_eth_devices[];

/*
 * A new port of this name, or NULL: the name is taken, empty or too long, or
 * all ids are in use (a log line says which). Nobody sees it before
 * rte_eth_dev_probing_finish(), which also sends RTE_ETH_EVENT_NEW.
 */
struct rte_eth_dev *rte_eth_dev_allocate(const char *name);
void rte_eth_dev_probing_finish(struct rte_eth_dev *dev);

/* The port of this name, or NULL. */
struct rte_eth_dev *rte_eth_dev_allocated(const char *name);

/*
 * For a secondary process: a port of the primary's, or NULL with a log line.
 * Its ops ask the primary and its bursts move nothing, until the driver sets
 * what works here and calls rte_eth_dev_probing_finish(). Of its ops only those
 * that read are used.
 */
struct rte_eth_dev *rte_eth_dev_attach_secondary(const char *name);

/*
 * For a bus's or driver's probe in a secondary: attach to all ports that this
 * device has in the primary. set puts in ops and burst functions that work
 * here; NULL: there are none. Returns how many there were; after 0 the device
 * is this process's own.
 */
typedef void (*bp_eth_attach_t)(struct rte_eth_dev *dev);
unsigned int bp_eth_attach_all(struct rte_device *device, bp_eth_attach_t set);

/*
 * Free the id: sends RTE_ETH_EVENT_DESTROY, frees dev_private, mac_addrs and
 * hash_mac_addrs (set a pointer to NULL first to keep it). -EINVAL for NULL.
 */
int rte_eth_dev_release_port(struct rte_eth_dev *eth_dev);

/*
 * For a bus's remove: stop, close and release the port of this name. 0, also
 * if there is none; else the first error, and the port is gone all the same.
 */
int bp_eth_dev_remove(const char *name);

/* Run the callbacks for an event. */
int rte_eth_dev_callback_process(struct rte_eth_dev *dev,
		enum rte_eth_event_type event, void *ret_param);

/* Queue releases, for queues that are no more than memory of rte_malloc. */
void bp_eth_rxq_free(struct rte_eth_dev *dev, uint16_t queue_id);
void bp_eth_txq_free(struct rte_eth_dev *dev, uint16_t queue_id);

/* All queues of a port: RTE_ETH_QUEUE_STATE_STARTED or _STOPPED. */
void bp_eth_queues_mark(struct rte_eth_dev *dev, uint8_t state);

/* What rearm_data is in each packet that a port receives into one mbuf. */
uint64_t bp_eth_rx_rearm(uint16_t port_id);

/* A burst function that moves nothing. */
uint16_t rte_eth_pkt_burst_dummy(
		void *queue, struct rte_mbuf **pkts, uint16_t nb_pkts);

/*
 * This layer as a component, to be started before any driver: its fini closes
 * the ports that are still there, so that the library can start again.
 */
extern const struct bp_component bp_component_ethdev;

/* Store the link in one atomic access; -1 if its status is as before. */
static inline int
rte_eth_linkstatus_set(
		struct rte_eth_dev *dev, const struct rte_eth_link *new_link)
{
	uint64_t bits, before;
	struct rte_eth_link old_link;

	memcpy(&bits, new_link, sizeof(bits));
	/* Pairs with the load in rte_eth_linkstatus_get(). */
	before = __atomic_exchange_n((uint64_t *)(void *)&dev->data->dev_link,
			bits, __ATOMIC_SEQ_CST);
	memcpy(&old_link, &before, sizeof(old_link));
	return old_link.link_status == new_link->link_status ? -1 : 0;
}

/* Load the link in one atomic access. */
static inline void
rte_eth_linkstatus_get(const struct rte_eth_dev *dev, struct rte_eth_link *link)
{
	/* Pairs with the exchange in rte_eth_linkstatus_set(). */
	uint64_t bits = __atomic_load_n(
			(const uint64_t *)(const void *)&dev->data->dev_link,
			__ATOMIC_SEQ_CST);

	memcpy(link, &bits, sizeof(bits));
}

#ifdef __cplusplus
}
#endif

#endif
