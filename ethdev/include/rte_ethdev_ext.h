/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The less common vocabulary of the port interface: flow control, FEC,
 * hairpin queues, representors, reassembly, congestion, tunnels, and the
 * details that come with some events. Types only.
 */
#ifndef RTE_ETHDEV_EXT_H
#define RTE_ETHDEV_EXT_H

#include <assert.h>
#include <stdint.h>

#include <rte_cman.h>
#include <rte_common.h>
#include <rte_dev.h>
#include <rte_ethdev_flags.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;

/* Which tunnel a UDP port belongs to. */
enum rte_eth_tunnel_type {
	RTE_ETH_TUNNEL_TYPE_NONE,
	RTE_ETH_TUNNEL_TYPE_VXLAN,
	RTE_ETH_TUNNEL_TYPE_GENEVE,
	RTE_ETH_TUNNEL_TYPE_TEREDO,
	RTE_ETH_TUNNEL_TYPE_NVGRE,
	RTE_ETH_TUNNEL_TYPE_IP_IN_GRE,
	RTE_ETH_L2_TUNNEL_TYPE_E_TAG,
	RTE_ETH_TUNNEL_TYPE_VXLAN_GPE,
	RTE_ETH_TUNNEL_TYPE_ECPRI,
	RTE_ETH_TUNNEL_TYPE_MAX,
};

struct rte_eth_udp_tunnel {
	uint16_t udp_port;
	uint8_t prot_type; /* enum rte_eth_tunnel_type */
};

/* Pause frames: neither way, one way, both. */
enum rte_eth_fc_mode {
	RTE_ETH_FC_NONE,
	RTE_ETH_FC_RX_PAUSE,
	RTE_ETH_FC_TX_PAUSE,
	RTE_ETH_FC_FULL,
};

struct rte_eth_fc_conf {
	uint32_t high_water; /* bytes queued before a pause is sent */
	uint32_t low_water;  /* bytes queued before it ends */
	uint16_t pause_time;
	uint16_t send_xon;
	enum rte_eth_fc_mode mode;
	uint8_t mac_ctrl_frame_fwd;
	uint8_t autoneg;
};
static_assert(sizeof(struct rte_eth_fc_conf) == 20, "layout of 22.11");

struct rte_eth_pfc_conf {
	struct rte_eth_fc_conf fc;
	uint8_t priority;
};

struct rte_eth_pfc_queue_info {
	uint8_t tc_max;
	enum rte_eth_fc_mode mode_capa;
};

struct rte_eth_pfc_queue_conf {
	enum rte_eth_fc_mode mode;
	struct {
		uint16_t tx_qid;
		uint8_t tc;
	} rx_pause;
	struct {
		uint16_t pause_time;
		uint16_t rx_qid;
		uint8_t tc;
	} tx_pause;
};
static_assert(sizeof(struct rte_eth_pfc_queue_conf) == 16, "layout of 22.11");

/* Forward error correction. */
enum rte_eth_fec_mode {
	RTE_ETH_FEC_NOFEC,
	RTE_ETH_FEC_AUTO,
	RTE_ETH_FEC_BASER,
	RTE_ETH_FEC_RS,
};

/* A mode as a bit, by value and by the last part of its name. */
#define RTE_ETH_FEC_MODE_TO_CAPA(x)   RTE_BIT32(x)
#define RTE_ETH_FEC_MODE_CAPA_MASK(x) RTE_BIT32(RTE_ETH_FEC_##x)

struct rte_eth_fec_capa {
	uint32_t speed; /* RTE_ETH_SPEED_NUM_* */
	uint32_t capa;  /* modes, as bits */
};

/* Traffic classes and the queues of each. */
struct rte_eth_dcb_tc_queue_mapping {
	struct {
		uint16_t base;
		uint16_t nb_queue;
	} tc_rxq[RTE_ETH_MAX_VMDQ_POOL][RTE_ETH_DCB_NUM_TCS];
	struct {
		uint16_t base;
		uint16_t nb_queue;
	} tc_txq[RTE_ETH_MAX_VMDQ_POOL][RTE_ETH_DCB_NUM_TCS];
};

struct rte_eth_dcb_info {
	uint8_t nb_tcs;
	uint8_t prio_tc[RTE_ETH_DCB_NUM_USER_PRIORITIES];
	uint8_t tc_bws[RTE_ETH_DCB_NUM_TCS];
	struct rte_eth_dcb_tc_queue_mapping tc_queue;
};
static_assert(sizeof(struct rte_eth_dcb_info) == 4114, "layout of 22.11");

/* Virtual functions of the port. */
struct rte_eth_dev_sriov {
	uint8_t active;
	uint8_t nb_q_per_pool;
	uint16_t def_vmdq_idx;
	uint16_t def_pool_q_idx;
};
#define RTE_ETH_DEV_SRIOV(dev) ((dev)->data->sriov)

/* Hairpin queues: receive and transmit queues joined in the device. */
struct rte_eth_hairpin_peer {
	uint16_t port;
	uint16_t queue;
};

struct rte_eth_hairpin_conf {
	uint32_t peer_count : 16;
	uint32_t tx_explicit : 1;
	uint32_t manual_bind : 1;
	uint32_t use_locked_device_memory : 1;
	uint32_t use_rte_memory : 1;
	uint32_t force_memory : 1;
	uint32_t reserved : 11;
	struct rte_eth_hairpin_peer peers[RTE_ETH_MAX_HAIRPIN_PEERS];
};
static_assert(sizeof(struct rte_eth_hairpin_conf) == 132, "layout of 22.11");

struct rte_eth_hairpin_queue_cap {
	uint32_t locked_device_memory : 1;
	uint32_t rte_memory : 1;
	uint32_t reserved : 30;
};

struct rte_eth_hairpin_cap {
	uint16_t max_nb_queues;
	uint16_t max_rx_2_tx;
	uint16_t max_tx_2_rx;
	uint16_t max_nb_desc;
	struct rte_eth_hairpin_queue_cap rx_cap;
	struct rte_eth_hairpin_queue_cap tx_cap;
};

/* Representors: ports that stand for functions of a device. */
enum rte_eth_representor_type {
	RTE_ETH_REPRESENTOR_NONE,
	RTE_ETH_REPRESENTOR_VF,
	RTE_ETH_REPRESENTOR_SF,
	RTE_ETH_REPRESENTOR_PF,
};

struct rte_eth_representor_range {
	enum rte_eth_representor_type type;
	int controller;
	int pf;
	__extension__ union {
		int vf;
		int sf;
	};
	uint32_t id_base;
	uint32_t id_end;
	char name[RTE_DEV_NAME_MAX_LEN];
};

struct rte_eth_representor_info {
	uint16_t controller;
	uint16_t pf;
	uint32_t nb_ranges_alloc;
	uint32_t nb_ranges;
	struct rte_eth_representor_range ranges[];
};
static_assert(sizeof(struct rte_eth_representor_range) == 88,
		"layout of 22.11");

/* IP reassembly by the device. */
struct rte_eth_ip_reassembly_params {
	uint32_t timeout_ms;
	uint16_t max_frags;
	uint16_t flags; /* RTE_ETH_DEV_REASSEMBLY_F_* */
};

/* What an incomplete packet carries in its dynamic field. */
typedef struct {
	struct rte_mbuf *next_frag;
	uint16_t time_spent; /* ms */
	uint16_t nb_frags;
} rte_eth_ip_reassembly_dynfield_t;

/* Congestion management: of what, and how. */
enum rte_eth_cman_obj {
	RTE_ETH_CMAN_OBJ_RX_QUEUE = RTE_BIT32(0),
	RTE_ETH_CMAN_OBJ_RX_QUEUE_MEMPOOL = RTE_BIT32(1),
};

struct rte_eth_cman_info {
	uint64_t modes_supported;
	uint64_t objs_supported;
	uint8_t rsvd[8];
};

struct rte_eth_cman_config {
	enum rte_eth_cman_obj obj;
	enum rte_cman_mode mode;
	union {
		uint16_t rx_queue;
		uint8_t rsvd_obj_params[4];
	} obj_param;
	union {
		struct rte_cman_red_params red;
		uint8_t rsvd_mode_params[4];
	} mode_param;
};
static_assert(sizeof(struct rte_eth_cman_config) == 16, "layout of 22.11");

/* The detail of RTE_ETH_EVENT_MACSEC. */
enum rte_eth_event_macsec_subtype {
	RTE_ETH_SUBEVENT_MACSEC_UNKNOWN,
	RTE_ETH_SUBEVENT_MACSEC_RX_SECTAG_V_EQ1,
	RTE_ETH_SUBEVENT_MACSEC_RX_SECTAG_E_EQ0_C_EQ1,
	RTE_ETH_SUBEVENT_MACSEC_RX_SECTAG_SL_GTE48,
	RTE_ETH_SUBEVENT_MACSEC_RX_SECTAG_ES_EQ1_SC_EQ1,
	RTE_ETH_SUBEVENT_MACSEC_RX_SECTAG_SC_EQ1_SCB_EQ1,
};

enum rte_eth_event_macsec_type {
	RTE_ETH_EVENT_MACSEC_UNKNOWN,
	RTE_ETH_EVENT_MACSEC_SECTAG_VAL_ERR,
	RTE_ETH_EVENT_MACSEC_RX_SA_PN_HARD_EXP,
	RTE_ETH_EVENT_MACSEC_RX_SA_PN_SOFT_EXP,
	RTE_ETH_EVENT_MACSEC_TX_SA_PN_HARD_EXP,
	RTE_ETH_EVENT_MACSEC_TX_SA_PN_SOFT_EXP,
	RTE_ETH_EVENT_MACSEC_SA_NOT_VALID,
};

struct rte_eth_event_macsec_desc {
	enum rte_eth_event_macsec_type type;
	enum rte_eth_event_macsec_subtype subtype;
	uint64_t metadata;
};

/* The detail of RTE_ETH_EVENT_IPSEC. */
enum rte_eth_event_ipsec_subtype {
	RTE_ETH_EVENT_IPSEC_UNKNOWN,
	RTE_ETH_EVENT_IPSEC_ESN_OVERFLOW,
	RTE_ETH_EVENT_IPSEC_SA_TIME_EXPIRY,
	RTE_ETH_EVENT_IPSEC_SA_BYTE_EXPIRY,
	RTE_ETH_EVENT_IPSEC_SA_PKT_EXPIRY,
	RTE_ETH_EVENT_IPSEC_SA_BYTE_HARD_EXPIRY,
	RTE_ETH_EVENT_IPSEC_SA_PKT_HARD_EXPIRY,
	RTE_ETH_EVENT_IPSEC_MAX,
};

struct rte_eth_event_ipsec_desc {
	enum rte_eth_event_ipsec_subtype subtype;
	uint64_t metadata;
};

#ifdef __cplusplus
}
#endif

#endif
