/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a packet buffer is: struct rte_mbuf, its flags and the constants of its
 * fields; no function lives here. A buffer is two 64-byte lines: the first is
 * what receive paths read and write, the second is for chains and transmit.
 *
 * Invariant of a buffer inside its pool: refcnt 1, nb_segs 1, next NULL, and
 * buf_addr, buf_iova, buf_len and priv_size as the pool's set-up left them.
 *
 * Words: direct: the data lies behind the structure; indirect: the data is
 * another buffer's; external: the data is the program's; pinned: external for
 * good, given at pool creation.
 */
#ifndef RTE_MBUF_CORE_H
#define RTE_MBUF_CORE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_config.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Receive: what the port found out about the packet. */
#define RTE_MBUF_F_RX_VLAN               (1ULL << 0)
#define RTE_MBUF_F_RX_RSS_HASH           (1ULL << 1)
#define RTE_MBUF_F_RX_FDIR               (1ULL << 2)
#define RTE_MBUF_F_RX_OUTER_IP_CKSUM_BAD (1ULL << 5)
#define RTE_MBUF_F_RX_VLAN_STRIPPED      (1ULL << 6)
#define RTE_MBUF_F_RX_IEEE1588_PTP       (1ULL << 9)
#define RTE_MBUF_F_RX_IEEE1588_TMST      (1ULL << 10)
#define RTE_MBUF_F_RX_FDIR_ID            (1ULL << 13)
#define RTE_MBUF_F_RX_FDIR_FLX           (1ULL << 14)
#define RTE_MBUF_F_RX_QINQ_STRIPPED      (1ULL << 15)
#define RTE_MBUF_F_RX_LRO                (1ULL << 16)
#define RTE_MBUF_F_RX_SEC_OFFLOAD        (1ULL << 18)
#define RTE_MBUF_F_RX_SEC_OFFLOAD_FAILED (1ULL << 19)
#define RTE_MBUF_F_RX_QINQ               (1ULL << 20)

/*
 * Receive: checksums, two bits each. Neither bit: not looked at; one bit: bad
 * or good; both: the field is not right, but the data is known to be intact.
 */
#define RTE_MBUF_F_RX_L4_CKSUM_MASK    ((1ULL << 3) | (1ULL << 8))
#define RTE_MBUF_F_RX_L4_CKSUM_UNKNOWN 0
#define RTE_MBUF_F_RX_L4_CKSUM_BAD     (1ULL << 3)
#define RTE_MBUF_F_RX_L4_CKSUM_GOOD    (1ULL << 8)
#define RTE_MBUF_F_RX_L4_CKSUM_NONE    ((1ULL << 3) | (1ULL << 8))

#define RTE_MBUF_F_RX_IP_CKSUM_MASK    ((1ULL << 4) | (1ULL << 7))
#define RTE_MBUF_F_RX_IP_CKSUM_UNKNOWN 0
#define RTE_MBUF_F_RX_IP_CKSUM_BAD     (1ULL << 4)
#define RTE_MBUF_F_RX_IP_CKSUM_GOOD    (1ULL << 7)
#define RTE_MBUF_F_RX_IP_CKSUM_NONE    ((1ULL << 4) | (1ULL << 7))

#define RTE_MBUF_F_RX_OUTER_L4_CKSUM_MASK    ((1ULL << 21) | (1ULL << 22))
#define RTE_MBUF_F_RX_OUTER_L4_CKSUM_UNKNOWN 0
#define RTE_MBUF_F_RX_OUTER_L4_CKSUM_BAD     (1ULL << 21)
#define RTE_MBUF_F_RX_OUTER_L4_CKSUM_GOOD    (1ULL << 22)
#define RTE_MBUF_F_RX_OUTER_L4_CKSUM_INVALID ((1ULL << 21) | (1ULL << 22))

/* The bits between these two, inclusive, are for dynamic flags. */
#define RTE_MBUF_F_FIRST_FREE (1ULL << 23)
#define RTE_MBUF_F_LAST_FREE  (1ULL << 40)

/* Transmit: what the port is asked to do to the packet. */
#define RTE_MBUF_F_TX_OUTER_UDP_CKSUM (1ULL << 41)
#define RTE_MBUF_F_TX_UDP_SEG         (1ULL << 42)
#define RTE_MBUF_F_TX_SEC_OFFLOAD     (1ULL << 43)
#define RTE_MBUF_F_TX_MACSEC          (1ULL << 44)

/* Transmit: the tunnel's kind, a number of four bits. */
#define RTE_MBUF_F_TX_TUNNEL_VXLAN     (0x1ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_GRE       (0x2ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_IPIP      (0x3ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_GENEVE    (0x4ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_MPLSINUDP (0x5ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_VXLAN_GPE (0x6ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_GTP       (0x7ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_ESP       (0x8ULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_IP        (0xDULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_UDP       (0xEULL << 45)
#define RTE_MBUF_F_TX_TUNNEL_MASK      (0xFULL << 45)

#define RTE_MBUF_F_TX_QINQ          (1ULL << 49)
#define RTE_MBUF_F_TX_TCP_SEG       (1ULL << 50)
#define RTE_MBUF_F_TX_IEEE1588_TMST (1ULL << 51)

/* Transmit: the checksum of layer 4, a number of two bits. */
#define RTE_MBUF_F_TX_L4_NO_CKSUM (0ULL << 52)
#define RTE_MBUF_F_TX_TCP_CKSUM   (1ULL << 52)
#define RTE_MBUF_F_TX_SCTP_CKSUM  (2ULL << 52)
#define RTE_MBUF_F_TX_UDP_CKSUM   (3ULL << 52)
#define RTE_MBUF_F_TX_L4_MASK     (3ULL << 52)

#define RTE_MBUF_F_TX_IP_CKSUM       (1ULL << 54)
#define RTE_MBUF_F_TX_IPV4           (1ULL << 55)
#define RTE_MBUF_F_TX_IPV6           (1ULL << 56)
#define RTE_MBUF_F_TX_VLAN           (1ULL << 57)
#define RTE_MBUF_F_TX_OUTER_IP_CKSUM (1ULL << 58)
#define RTE_MBUF_F_TX_OUTER_IPV4     (1ULL << 59)
#define RTE_MBUF_F_TX_OUTER_IPV6     (1ULL << 60)

/* All bits that ask for something on transmit: 41 to 60. */
#define RTE_MBUF_F_TX_OFFLOAD_MASK (((1ULL << 20) - 1) << 41)

/* What kind of buffer this is; neither bit: a direct one. */
#define RTE_MBUF_F_EXTERNAL (1ULL << 61)
#define RTE_MBUF_F_INDIRECT (1ULL << 62)

#define RTE_MBUF_PRIV_ALIGN 8 /* of the private area's size */

#define RTE_MBUF_DEFAULT_DATAROOM 2048
#define RTE_MBUF_DEFAULT_BUF_SIZE                                              \
	(RTE_MBUF_DEFAULT_DATAROOM + RTE_PKTMBUF_HEADROOM)

#define RTE_MBUF_MAX_NB_SEGS  UINT16_MAX
#define RTE_MBUF_PORT_INVALID UINT16_MAX
#define MBUF_INVALID_PORT     RTE_MBUF_PORT_INVALID

/* Widths and places of the fields of rte_mbuf.tx_offload. */
enum {
	RTE_MBUF_L2_LEN_BITS = 7,
	RTE_MBUF_L3_LEN_BITS = 9,
	RTE_MBUF_L4_LEN_BITS = 8,
	RTE_MBUF_TSO_SEGSZ_BITS = 16,
	RTE_MBUF_OUTL3_LEN_BITS = 9,
	RTE_MBUF_OUTL2_LEN_BITS = 7,
	RTE_MBUF_TXOFLD_UNUSED_BITS = 8,

	RTE_MBUF_L2_LEN_OFS = 0,
	RTE_MBUF_L3_LEN_OFS = 7,
	RTE_MBUF_L4_LEN_OFS = 16,
	RTE_MBUF_TSO_SEGSZ_OFS = 24,
	RTE_MBUF_OUTL3_LEN_OFS = 40,
	RTE_MBUF_OUTL2_LEN_OFS = 49,
	RTE_MBUF_TXOFLD_UNUSED_OFS = 56,
};

/* Where the traffic scheduler keeps its decision. */
struct rte_mbuf_sched {
	uint32_t queue_id;
	uint8_t traffic_class; /* 0 is the most urgent */
	uint8_t color;         /* enum rte_color */
	uint16_t reserved;
};

static_assert(sizeof(struct rte_mbuf_sched) == 8, "rte_mbuf_sched size");

struct rte_mempool;

/* One packet buffer, or one segment of a packet that spans several. */
struct rte_mbuf {
	RTE_MARKER cacheline0;

	void *buf_addr; /* start of the buffer, headroom included */
	rte_iova_t buf_iova __rte_aligned(sizeof(rte_iova_t));

	/* Drivers set these eight bytes with one store. */
	RTE_MARKER64 rearm_data;
	uint16_t data_off; /* from buf_addr to the first byte of data */
	uint16_t refcnt;   /* users; rte_mbuf_refcnt_*() access it */
	uint16_t nb_segs;  /* of the packet; valid in its first segment */
	uint16_t port;     /* where it came from, or goes to */

	uint64_t ol_flags; /* RTE_MBUF_F_* */

	/* Drivers set the 16 bytes from here on with one store. */
	RTE_MARKER rx_descriptor_fields1;
	__extension__ union {
		uint32_t packet_type; /* RTE_PTYPE_* */
		__extension__ struct {
			uint8_t l2_type : 4;
			uint8_t l3_type : 4;
			uint8_t l4_type : 4;
			uint8_t tun_type : 4;
			__extension__ union {
				uint8_t inner_esp_next_proto;
				__extension__ struct {
					uint8_t inner_l2_type : 4;
					uint8_t inner_l3_type : 4;
				};
			};
			uint8_t inner_l4_type : 4;
		};
	};
	uint32_t pkt_len;  /* of all segments; valid in the first */
	uint16_t data_len; /* of this segment */
	uint16_t vlan_tci; /* host order; see RTE_MBUF_F_RX_VLAN */
	union {
		uint32_t rss;
		struct {
			__extension__ union {
				__extension__ struct {
					uint16_t hash;
					uint16_t id;
				};
				uint32_t lo;
			};
			uint32_t hi;
		} fdir;
		struct rte_mbuf_sched sched;
		struct {
			uint32_t reserved1;
			uint16_t reserved2;
			uint16_t txq;
		} txadapter;
		uint32_t usr;
	} hash;

	uint16_t vlan_tci_outer; /* host order; see RTE_MBUF_F_RX_QINQ */
	uint16_t buf_len;        /* from buf_addr on, headroom included */

	struct rte_mempool *pool; /* whose object this is */

	RTE_MARKER cacheline1 __rte_cache_min_aligned;
	struct rte_mbuf *next; /* the next segment, or NULL */

	__extension__ union {
		uint64_t tx_offload; /* as rte_mbuf_tx_offload() makes it */
		__extension__ struct {
			uint64_t l2_len : RTE_MBUF_L2_LEN_BITS;
			uint64_t l3_len : RTE_MBUF_L3_LEN_BITS;
			uint64_t l4_len : RTE_MBUF_L4_LEN_BITS;
			uint64_t tso_segsz : RTE_MBUF_TSO_SEGSZ_BITS;
			uint64_t outer_l3_len : RTE_MBUF_OUTL3_LEN_BITS;
			uint64_t outer_l2_len : RTE_MBUF_OUTL2_LEN_BITS;
		};
	};

	struct rte_mbuf_ext_shared_info *shinfo; /* of an external buffer */

	uint16_t priv_size; /* between this structure and direct data */
	uint16_t timesync;  /* IEEE 1588 slot */

	uint32_t dynfield1[9]; /* rte_mbuf_dynfield_register() shares it out */
} __rte_cache_min_aligned;

#define BP_MBUF_AT(member, offset)                                             \
	static_assert(offsetof(struct rte_mbuf, member) == (offset),           \
			"rte_mbuf." #member " has moved")

static_assert(sizeof(struct rte_mbuf) == 128, "rte_mbuf is two lines");
static_assert(RTE_CACHE_LINE_MIN_SIZE == 64, "rte_mbuf's line is 64 bytes");
BP_MBUF_AT(cacheline0, 0);
BP_MBUF_AT(buf_addr, 0);
BP_MBUF_AT(buf_iova, 8);
BP_MBUF_AT(rearm_data, 16);
BP_MBUF_AT(data_off, 16);
BP_MBUF_AT(refcnt, 18);
BP_MBUF_AT(nb_segs, 20);
BP_MBUF_AT(port, 22);
BP_MBUF_AT(ol_flags, 24);
BP_MBUF_AT(rx_descriptor_fields1, 32);
BP_MBUF_AT(packet_type, 32);
BP_MBUF_AT(inner_esp_next_proto, 34);
BP_MBUF_AT(pkt_len, 36);
BP_MBUF_AT(data_len, 40);
BP_MBUF_AT(vlan_tci, 42);
BP_MBUF_AT(hash, 44);
BP_MBUF_AT(hash.rss, 44);
BP_MBUF_AT(hash.fdir.id, 46);
BP_MBUF_AT(hash.fdir.hi, 48);
BP_MBUF_AT(hash.txadapter.txq, 50);
BP_MBUF_AT(vlan_tci_outer, 52);
BP_MBUF_AT(buf_len, 54);
BP_MBUF_AT(pool, 56);
BP_MBUF_AT(cacheline1, 64);
BP_MBUF_AT(next, 64);
BP_MBUF_AT(tx_offload, 72);
BP_MBUF_AT(shinfo, 80);
BP_MBUF_AT(priv_size, 88);
BP_MBUF_AT(timesync, 90);
BP_MBUF_AT(dynfield1, 92);

#undef BP_MBUF_AT

/* Called with the buffer and fcb_opaque when its last user has let go. */
typedef void (*rte_mbuf_extbuf_free_callback_t)(void *addr, void *opaque);

/* One for each external buffer, shared by all who are attached to it. */
struct rte_mbuf_ext_shared_info {
	rte_mbuf_extbuf_free_callback_t free_cb;
	void *fcb_opaque;
	uint16_t refcnt; /* rte_mbuf_ext_refcnt_*() access it */
};

static_assert(sizeof(struct rte_mbuf_ext_shared_info) == 24,
		"rte_mbuf_ext_shared_info size");
static_assert(offsetof(struct rte_mbuf_ext_shared_info, fcb_opaque) == 8,
		"rte_mbuf_ext_shared_info.fcb_opaque has moved");
static_assert(offsetof(struct rte_mbuf_ext_shared_info, refcnt) == 16,
		"rte_mbuf_ext_shared_info.refcnt has moved");

/* Kinds of buffers: true or false. */
#define RTE_MBUF_CLONED(mb)     (((mb)->ol_flags & RTE_MBUF_F_INDIRECT) != 0)
#define RTE_MBUF_HAS_EXTBUF(mb) (((mb)->ol_flags & RTE_MBUF_F_EXTERNAL) != 0)
#define RTE_MBUF_DIRECT(mb)                                                    \
	(((mb)->ol_flags & (RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)) == 0)

/* The data of m, o bytes in, as a t; only this segment's bytes are there. */
#define rte_pktmbuf_mtod_offset(m, t, o)                                       \
	((t)(void *)((char *)(m)->buf_addr + (m)->data_off + (o)))
#define rte_pktmbuf_mtod(m, t) rte_pktmbuf_mtod_offset(m, t, 0)

/* The same place as a device sees it. */
#define rte_pktmbuf_iova_offset(m, o)                                          \
	((rte_iova_t)((m)->buf_iova + (m)->data_off + (o)))
#define rte_pktmbuf_iova(m) rte_pktmbuf_iova_offset(m, 0)

#ifdef __cplusplus
}
#endif

#endif
