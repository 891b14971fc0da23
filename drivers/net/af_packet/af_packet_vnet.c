/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header in front of a received frame: what it says is held against the
 * frame before anything is done with it. A checksum that is only begun gets
 * completed, or marked as such for a port that asked for that. The frame in
 * the ring stays as it is, so that it can be looked at again if there were no
 * mbufs; what is to be written goes into the packet.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <linux/if_packet.h>
#include <sys/socket.h>

#include <rte_ethdev.h>
#include <rte_net.h>
#include <rte_sctp.h>

#include "af_packet_offload.h"

#define CRC32C_INIT UINT32_MAX
#define TAGS_MAX    (8 * RTE_VLAN_HLEN)
#define TCP_SUM     offsetof(struct rte_tcp_hdr, cksum)
#define UDP_SUM     offsetof(struct rte_udp_hdr, dgram_cksum)

/* Before the socket has a ring; later it is refused. 0 or -errno. */
int
afp_vnet_enable(int fd)
{
	int on = 1;

	return setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) == 0
			? 0
			: -errno;
}

/* Whether the checksum's field and what it sums up lie within the frame. */
static bool
sum_fits(const struct virtio_net_hdr *h, uint32_t len)
{
	return h->csum_start >= RTE_ETHER_HDR_LEN &&
			(uint32_t)h->csum_start + h->csum_offset +
					sizeof(uint16_t) <=
			len;
}

static bool
is_tag(const uint8_t *type)
{
	uint16_t value;

	memcpy(&value, type, sizeof(value));
	return value == rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN) ||
			value == rte_cpu_to_be_16(RTE_ETHER_TYPE_QINQ);
}

/* Tags in front of the last one, in bytes; that one looks like the first. */
static uint32_t
outer_tags(const uint8_t *data, uint32_t len)
{
	const uint8_t *type = data + (size_t)2 * RTE_ETHER_ADDR_LEN;
	uint32_t n = 0;

	while (n < TAGS_MAX && n + RTE_VLAN_HLEN + RTE_ETHER_HDR_LEN <= len &&
			is_tag(type + n) && is_tag(type + n + RTE_VLAN_HLEN))
		n += RTE_VLAN_HLEN;
	return n;
}

/* The type of the frame's first headers, and their lengths. */
uint32_t
afp_vnet_type(const uint8_t *data, uint32_t len, struct rte_net_hdr_lens *lens)
{
	uint32_t tags = outer_tags(data, len), type;
	struct rte_mbuf m;

	memset(&m, 0, sizeof(m));
	memset(lens, 0, sizeof(*lens));
	m.buf_addr = (void *)(uintptr_t)(data + tags);
	m.data_len = (uint16_t)RTE_MIN(len - tags, (uint32_t)AFP_GSO_HEADERS);
	m.pkt_len = m.data_len;
	m.nb_segs = 1;
	type = rte_net_get_ptype(&m, lens,
			RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK |
					RTE_PTYPE_L4_MASK);
	lens->l2_len = (uint8_t)(lens->l2_len + tags);
	return type;
}

/* SCTP has a CRC (RFC 9260, appendix A) where the header does not say so. */
static bool
is_sctp(const struct virtio_net_hdr *h, const uint8_t *data, uint32_t len)
{
	struct rte_net_hdr_lens lens;

	return h->csum_offset == offsetof(struct rte_sctp_hdr, cksum) &&
			(afp_vnet_type(data, len, &lens) & RTE_PTYPE_L4_MASK) ==
			RTE_PTYPE_L4_SCTP &&
			h->csum_start == lens.l2_len + lens.l3_len &&
			len - h->csum_start >= sizeof(struct rte_sctp_hdr);
}

static uint32_t
crc32c(uint32_t crc, const uint8_t *data, size_t len)
{
	static const uint32_t table[16] = {0, 0x105ec76f, 0x20bd8ede,
			0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362,
			0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6,
			0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a,
			0xf36e6f75};
	size_t i;

	for (i = 0; i < len; i++) {
		crc ^= data[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return crc;
}

static void
sum_sctp(struct afp_vnet *v, const uint8_t *data, uint32_t len)
{
	static const uint8_t zero[sizeof(uint32_t)];
	uint32_t end = v->sum_at + (uint32_t)sizeof(zero);
	uint32_t crc = crc32c(CRC32C_INIT, data + v->hdr.csum_start,
			v->hdr.csum_offset);

	crc = crc32c(crc, zero, sizeof(zero));
	crc = rte_cpu_to_le_32(~crc32c(crc, data + end, len - end));
	memcpy(v->sum, &crc, sizeof(crc));
	v->sum_len = sizeof(crc);
}

/* The field holds what is to be added: the sum of the pseudo-header. */
static void
sum_plain(struct afp_vnet *v, const uint8_t *data, uint32_t len)
{
	uint16_t sum = (uint16_t)~rte_raw_cksum(
			data + v->hdr.csum_start, len - v->hdr.csum_start);

	/* In UDP, 0 says that there is none. */
	if (sum == 0 && v->hdr.csum_offset == UDP_SUM)
		sum = UINT16_MAX;
	memcpy(v->sum, &sum, sizeof(sum));
	v->sum_len = sizeof(sum);
}

/*
 * Whether the port asked to see this checksum undone. One within a tunnel it
 * would not find.
 */
static bool
is_wanted(const struct virtio_net_hdr *h, const uint8_t *data, uint32_t len,
		uint64_t offloads)
{
	struct rte_net_hdr_lens lens;
	uint64_t asked = 0;
	uint32_t type;

	if (h->csum_offset == TCP_SUM)
		asked = offloads & RTE_ETH_RX_OFFLOAD_TCP_CKSUM;
	else if (h->csum_offset == UDP_SUM)
		asked = offloads & RTE_ETH_RX_OFFLOAD_UDP_CKSUM;
	if (asked == 0)
		return false;
	type = afp_vnet_type(data, len, &lens) & RTE_PTYPE_L4_MASK;
	return h->csum_start == lens.l2_len + lens.l3_len &&
			type ==
			(h->csum_offset == TCP_SUM ? RTE_PTYPE_L4_TCP
						   : RTE_PTYPE_L4_UDP);
}

static void
look_at_sum(struct afp_vnet *v, const uint8_t *data, uint32_t len,
		uint64_t offloads)
{
	const struct virtio_net_hdr *h = &v->hdr;

	if (is_wanted(h, data, len, offloads)) {
		v->ol_flags |= RTE_MBUF_F_RX_L4_CKSUM_NONE;
		return;
	}
	v->sum_at = (uint32_t)h->csum_start + h->csum_offset;
	if (is_sctp(h, data, len))
		sum_sctp(v, data, len);
	else
		sum_plain(v, data, len);
}

/* The kernel knows that the checksum is right; of what, it does not say. */
static void
look_at_valid(struct afp_vnet *v, const uint8_t *data, uint32_t len,
		uint64_t offloads)
{
	struct rte_net_hdr_lens lens;
	uint32_t l4;

	if (!(offloads & AFP_RX_CKSUM))
		return;
	l4 = afp_vnet_type(data, len, &lens) & RTE_PTYPE_L4_MASK;
	if ((l4 == RTE_PTYPE_L4_TCP &&
			    (offloads & RTE_ETH_RX_OFFLOAD_TCP_CKSUM)) ||
			(l4 == RTE_PTYPE_L4_UDP &&
					(offloads & RTE_ETH_RX_OFFLOAD_UDP_CKSUM)))
		v->ol_flags |= RTE_MBUF_F_RX_L4_CKSUM_GOOD;
}

/* Large TCP is left whole for a port that asked for LRO. */
static int
look_at_gso(struct afp_vnet *v, const uint8_t *data, uint32_t len,
		uint64_t offloads)
{
	struct afp_gso gso;

	v->split = v->hdr.gso_type == AFP_GSO_UDP_L4 ||
			!(offloads & RTE_ETH_RX_OFFLOAD_TCP_LRO);
	if (v->split)
		return 0;
	v->tso_segsz = v->hdr.gso_size;
	v->ol_flags |= RTE_MBUF_F_RX_LRO;
	return afp_gso_begin(&gso, &v->hdr, data, len);
}

/*
 * 0, or -EINVAL if the header cannot be that of the frame. A frame to be split
 * is afp_gso_begin()'s to judge.
 */
int
afp_vnet_look(struct afp_vnet *v, const uint8_t *data, uint32_t len,
		uint64_t offloads)
{
	const struct virtio_net_hdr *h = &v->hdr;
	int rc = 0;

	memset(v, 0, sizeof(*v));
	memcpy(&v->hdr, data - AFP_VNET_LEN, AFP_VNET_LEN);
	if ((h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) && !sum_fits(h, len))
		return -EINVAL;
	if (h->gso_type != VIRTIO_NET_HDR_GSO_NONE)
		rc = look_at_gso(v, data, len, offloads);
	if (rc != 0 || v->split)
		return rc;
	if (h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		look_at_sum(v, data, len, offloads);
	else if (h->flags & VIRTIO_NET_HDR_F_DATA_VALID)
		look_at_valid(v, data, len, offloads);
	return 0;
}

/* To the packet of this frame, which begins where the frame does. */
void
afp_vnet_apply(const struct afp_vnet *v, struct rte_mbuf *m)
{
	uint32_t at = v->sum_at;
	uint8_t i;

	m->ol_flags |= v->ol_flags;
	m->tso_segsz = v->tso_segsz;
	for (i = 0; i < v->sum_len; i++, at++) {
		for (; at >= m->data_len; m = m->next)
			at -= m->data_len;
		*rte_pktmbuf_mtod_offset(m, uint8_t *, at) = v->sum[i];
	}
}
