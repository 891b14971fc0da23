/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ethernet: addresses, frame and VLAN headers, and moving a VLAN tag between
 * the frame and its buffer's fields. Structures are what is on the wire, with
 * fields in network order; a frame's length here never counts the preamble.
 */
#ifndef RTE_ETHER_H
#define RTE_ETHER_H

#include <bufplane_layout.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_byteorder.h>
#include <rte_mbuf.h>
#include <rte_random.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_ETHER_ADDR_LEN 6
#define RTE_ETHER_TYPE_LEN 2
#define RTE_ETHER_CRC_LEN  4
#define RTE_ETHER_HDR_LEN  (RTE_ETHER_ADDR_LEN * 2 + RTE_ETHER_TYPE_LEN)
#define RTE_ETHER_MIN_LEN  64   /* with CRC */
#define RTE_ETHER_MAX_LEN  1518 /* with CRC */
#define RTE_ETHER_MTU                                                          \
	(RTE_ETHER_MAX_LEN - RTE_ETHER_HDR_LEN - RTE_ETHER_CRC_LEN)

#define RTE_VLAN_HLEN                 4
#define RTE_ETHER_MAX_VLAN_FRAME_LEN  (RTE_ETHER_MAX_LEN + RTE_VLAN_HLEN)
#define RTE_ETHER_MAX_JUMBO_FRAME_LEN 0x3F00 /* with CRC */
#define RTE_ETHER_MAX_VLAN_ID         4095
#define RTE_ETHER_MIN_MTU             68 /* what IPv4 needs */

/* The tag control information: priority, drop eligible, VLAN. */
#define RTE_VLAN_DEI_SHIFT 12
#define RTE_VLAN_PRI_SHIFT 13
#define RTE_VLAN_ID_MASK   0x0fff
#define RTE_VLAN_DEI_MASK  0x1000
#define RTE_VLAN_PRI_MASK  0xe000

#define RTE_VLAN_TCI_ID(vlan_tci) ((vlan_tci)&RTE_VLAN_ID_MASK)
#define RTE_VLAN_TCI_DEI(vlan_tci)                                             \
	(((vlan_tci)&RTE_VLAN_DEI_MASK) >> RTE_VLAN_DEI_SHIFT)
#define RTE_VLAN_TCI_PRI(vlan_tci)                                             \
	(((vlan_tci)&RTE_VLAN_PRI_MASK) >> RTE_VLAN_PRI_SHIFT)
#define RTE_VLAN_TCI_MAKE(id, pri, dei)                                        \
	((id) | ((pri) << RTE_VLAN_PRI_SHIFT) | ((dei) << RTE_VLAN_DEI_SHIFT))

/* Bits of an address's first byte. */
#define RTE_ETHER_GROUP_ADDR       0x01
#define RTE_ETHER_LOCAL_ADMIN_ADDR 0x02

struct rte_ether_addr {
	uint8_t addr_bytes[RTE_ETHER_ADDR_LEN];
} __rte_aligned(2);

BP_SIZE_IS(struct rte_ether_addr, 6);

struct rte_ether_hdr {
	struct rte_ether_addr dst_addr;
	struct rte_ether_addr src_addr;
	rte_be16_t ether_type;
} __rte_aligned(2);

BP_SIZE_IS(struct rte_ether_hdr, 14);
BP_FIELD_AT(struct rte_ether_hdr, src_addr, 6);
BP_FIELD_AT(struct rte_ether_hdr, ether_type, 12);

/* What follows the type RTE_ETHER_TYPE_VLAN or one of the QinQ types. */
struct rte_vlan_hdr {
	rte_be16_t vlan_tci;
	rte_be16_t eth_proto;
} __rte_packed;

BP_SIZE_IS(struct rte_vlan_hdr, 4);
BP_FIELD_AT(struct rte_vlan_hdr, eth_proto, 2);

#define RTE_ETHER_TYPE_IPV4            0x0800
#define RTE_ETHER_TYPE_IPV6            0x86DD
#define RTE_ETHER_TYPE_ARP             0x0806
#define RTE_ETHER_TYPE_RARP            0x8035
#define RTE_ETHER_TYPE_VLAN            0x8100
#define RTE_ETHER_TYPE_QINQ            0x88A8
#define RTE_ETHER_TYPE_QINQ1           0x9100
#define RTE_ETHER_TYPE_QINQ2           0x9200
#define RTE_ETHER_TYPE_QINQ3           0x9300
#define RTE_ETHER_TYPE_PPPOE_DISCOVERY 0x8863
#define RTE_ETHER_TYPE_PPPOE_SESSION   0x8864
#define RTE_ETHER_TYPE_ETAG            0x893F
#define RTE_ETHER_TYPE_1588            0x88F7
#define RTE_ETHER_TYPE_SLOW            0x8809
#define RTE_ETHER_TYPE_TEB             0x6558
#define RTE_ETHER_TYPE_LLDP            0x88CC
#define RTE_ETHER_TYPE_MPLS            0x8847
#define RTE_ETHER_TYPE_MPLSM           0x8848
#define RTE_ETHER_TYPE_ECPRI           0xAEFE

static inline int
rte_is_same_ether_addr(const struct rte_ether_addr *ea1,
		const struct rte_ether_addr *ea2)
{
	return __builtin_memcmp(ea1, ea2, sizeof(*ea1)) == 0;
}

static inline int
rte_is_zero_ether_addr(const struct rte_ether_addr *ea)
{
	static const struct rte_ether_addr zero = {{0, 0, 0, 0, 0, 0}};

	return rte_is_same_ether_addr(ea, &zero);
}

static inline int
rte_is_broadcast_ether_addr(const struct rte_ether_addr *ea)
{
	static const struct rte_ether_addr all = {
			{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

	return rte_is_same_ether_addr(ea, &all);
}

/* Broadcast is multicast too. */
static inline int
rte_is_multicast_ether_addr(const struct rte_ether_addr *ea)
{
	return ea->addr_bytes[0] & RTE_ETHER_GROUP_ADDR;
}

static inline int
rte_is_unicast_ether_addr(const struct rte_ether_addr *ea)
{
	return !rte_is_multicast_ether_addr(ea);
}

/* Whether somebody chose the address, rather than a manufacturer. */
static inline int
rte_is_local_admin_ether_addr(const struct rte_ether_addr *ea)
{
	return (ea->addr_bytes[0] & RTE_ETHER_LOCAL_ADMIN_ADDR) != 0;
}

static inline int
rte_is_universal_ether_addr(const struct rte_ether_addr *ea)
{
	return !rte_is_local_admin_ether_addr(ea);
}

/* Whether a port may have the address: unicast, and not zero. */
static inline int
rte_is_valid_assigned_ether_addr(const struct rte_ether_addr *ea)
{
	return rte_is_unicast_ether_addr(ea) && !rte_is_zero_ether_addr(ea);
}

/* Make a unicast, locally administered address. */
void rte_eth_random_addr(uint8_t *addr);

static inline void
rte_ether_addr_copy(const struct rte_ether_addr *__restrict ea_from,
		struct rte_ether_addr *__restrict ea_to)
{
	*ea_to = *ea_from;
}

/* For printf(): the format, its arguments, the bytes with the NUL. */
#define RTE_ETHER_ADDR_PRT_FMT "%02X:%02X:%02X:%02X:%02X:%02X"
#define RTE_ETHER_ADDR_BYTES(mac_addrs)                                        \
	((mac_addrs)->addr_bytes[0]), ((mac_addrs)->addr_bytes[1]),            \
			((mac_addrs)->addr_bytes[2]),                          \
			((mac_addrs)->addr_bytes[3]),                          \
			((mac_addrs)->addr_bytes[4]),                          \
			((mac_addrs)->addr_bytes[5])
#define RTE_ETHER_ADDR_FMT_SIZE 18

/* Write the address as RTE_ETHER_ADDR_PRT_FMT, cut to size. */
void rte_ether_format_addr(char *buf, uint16_t size,
		const struct rte_ether_addr *eth_addr);

/*
 * Read an address: six numbers of two hexadecimal digits, or three of four,
 * with colons between them, and nothing else. 0, or -1 with rte_errno EINVAL;
 * the address is written on success only.
 */
int rte_ether_unformat_addr(const char *str, struct rte_ether_addr *eth_addr);

/* A tag where it lies in a frame, which may begin at an odd address. */
struct bp_vlan_tag {
	rte_be16_t type;
	rte_be16_t tci;
} __rte_packed;

BP_SIZE_IS(struct bp_vlan_tag, RTE_VLAN_HLEN);

/* The tag behind the addresses, if it is one. */
static inline struct bp_vlan_tag *
bp_vlan_tag_of(char *frame)
{
	return (struct bp_vlan_tag *)(void *)(frame +
			2 * sizeof(struct rte_ether_addr));
}

/*
 * Take the VLAN tag out of the frame and put it into vlan_tci, with flags as
 * hardware sets them. 0, or -1 when the first segment has none. It moves the
 * addresses within the buffer, whoever else sees them: nothing checks that.
 */
static inline int
rte_vlan_strip(struct rte_mbuf *m)
{
	const size_t addrs = 2 * sizeof(struct rte_ether_addr);
	char *frame = rte_pktmbuf_mtod(m, char *);
	const struct bp_vlan_tag *tag = bp_vlan_tag_of(frame);

	if (m->data_len < RTE_ETHER_HDR_LEN + sizeof(*tag) ||
			tag->type != rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN))
		return -1;
	m->ol_flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
	m->vlan_tci = rte_be_to_cpu_16(tag->tci);
	/* The addresses move up to the type that follows the tag. */
	__builtin_memmove(frame + sizeof(*tag), frame, addrs);
	rte_pktmbuf_adj(m, sizeof(*tag));
	return 0;
}

/*
 * Put the tag of vlan_tci into the frame; the offload lengths grow with it. 0,
 * -EINVAL when the buffer is shared or not direct, or its first segment too
 * short for the addresses, -ENOSPC without headroom.
 */
static inline int
rte_vlan_insert(struct rte_mbuf **m)
{
	const size_t addrs = 2 * sizeof(struct rte_ether_addr);
	struct rte_mbuf *mb = *m;
	struct bp_vlan_tag *tag;
	char *frame;

	if (!bp_mbuf_is_private(mb) || mb->data_len < addrs)
		return -EINVAL;
	frame = rte_pktmbuf_prepend(mb, sizeof(*tag));
	if (frame == NULL)
		return -ENOSPC;
	__builtin_memmove(frame, frame + sizeof(*tag), addrs);
	tag = bp_vlan_tag_of(frame);
	tag->type = rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN);
	tag->tci = rte_cpu_to_be_16(mb->vlan_tci);
	mb->ol_flags &= ~(RTE_MBUF_F_RX_VLAN_STRIPPED | RTE_MBUF_F_TX_VLAN);
	if (mb->ol_flags & RTE_MBUF_F_TX_TUNNEL_MASK)
		mb->outer_l2_len += sizeof(*tag);
	else
		mb->l2_len += sizeof(*tag);
	return 0;
}

#ifdef __cplusplus
}
#endif

#endif
