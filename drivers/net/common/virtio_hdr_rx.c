/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of a received packet: what it says is held against the packet
 * before anything is done with it. A checksum that is only begun gets
 * completed, or marked as such for a port that asked for that.
 */
#include <bufplane_cksum.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <rte_sctp.h>

#include "net/common/virtio_hdr.h"

#define CRC32C_INIT UINT32_MAX
#define TAGS_MAX    (8 * RTE_VLAN_HLEN)
#define TCP_SUM     offsetof(struct rte_tcp_hdr, cksum)
#define UDP_SUM     offsetof(struct rte_udp_hdr, dgram_cksum)

bool
vhdr_rx_fits(const struct virtio_net_hdr *h, uint32_t len)
{
	if (!(h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM))
		return true;
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

uint32_t
vhdr_type(const uint8_t *data, uint32_t len, struct rte_net_hdr_lens *lens)
{
	uint32_t tags = outer_tags(data, len), type;
	struct rte_mbuf m;

	memset(&m, 0, sizeof(m));
	memset(lens, 0, sizeof(*lens));
	m.buf_addr = (void *)(uintptr_t)(data + tags);
	m.data_len = (uint16_t)RTE_MIN(len - tags, (uint32_t)VHDR_HEADERS);
	m.pkt_len = m.data_len;
	m.nb_segs = 1;
	type = rte_net_get_ptype(&m, lens,
			RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK |
					RTE_PTYPE_L4_MASK);
	lens->l2_len = (uint8_t)(lens->l2_len + tags);
	return type;
}

uint32_t
vhdr_mbuf_type(const struct rte_mbuf *m, struct rte_net_hdr_lens *lens)
{
	uint8_t space[VHDR_HEADERS + TAGS_MAX];
	uint32_t len = RTE_MIN(m->pkt_len, (uint32_t)sizeof(space));

	return vhdr_type(rte_pktmbuf_read(m, 0, len, space), len, lens);
}

/* SCTP has a CRC (RFC 9260, appendix A) where the header does not say so. */
static bool
is_sctp(const struct virtio_net_hdr *h, const struct rte_mbuf *m)
{
	struct rte_net_hdr_lens lens;

	return h->csum_offset == offsetof(struct rte_sctp_hdr, cksum) &&
			(vhdr_mbuf_type(m, &lens) & RTE_PTYPE_L4_MASK) ==
			RTE_PTYPE_L4_SCTP &&
			h->csum_start == lens.l2_len + lens.l3_len &&
			m->pkt_len - h->csum_start >=
			sizeof(struct rte_sctp_hdr);
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

/* Of the packet's bytes from one offset to another. */
static uint32_t
crc32c_chain(uint32_t crc, const struct rte_mbuf *m, uint32_t from, uint32_t to)
{
	uint32_t part;

	for (; m != NULL && from < to; m = m->next) {
		part = RTE_MIN((uint32_t)m->data_len, to);
		if (from < part)
			crc = crc32c(crc,
					rte_pktmbuf_mtod_offset(m,
							const uint8_t *, from),
					part - from);
		from -= RTE_MIN(from, (uint32_t)m->data_len);
		to -= part;
	}
	return crc;
}

static void
sum_sctp(struct vhdr_rx *v, const struct virtio_net_hdr *h,
		const struct rte_mbuf *m)
{
	static const uint8_t zero[sizeof(uint32_t)];
	uint32_t end = v->sum_at + (uint32_t)sizeof(zero);
	uint32_t crc = crc32c_chain(CRC32C_INIT, m, h->csum_start, v->sum_at);

	crc = crc32c(crc, zero, sizeof(zero));
	crc = rte_cpu_to_le_32(~crc32c_chain(crc, m, end, m->pkt_len));
	memcpy(v->sum, &crc, sizeof(crc));
	v->sum_len = sizeof(crc);
}

/* The field holds what is to be added: the sum of the pseudo-header. */
static void
sum_plain(struct vhdr_rx *v, const struct virtio_net_hdr *h,
		const struct rte_mbuf *m)
{
	uint64_t all = 0;
	uint16_t sum;

	bp_cksum_mbuf(m, h->csum_start, m->pkt_len - h->csum_start, &all);
	sum = (uint16_t)~bp_cksum_fold(all);
	/* In UDP, 0 says that there is none. */
	if (sum == 0 && h->csum_offset == UDP_SUM)
		sum = UINT16_MAX;
	memcpy(v->sum, &sum, sizeof(sum));
	v->sum_len = sizeof(sum);
}

/*
 * Whether the port asked to see this checksum undone. One within a tunnel it
 * would not find.
 */
static bool
is_wanted(const struct virtio_net_hdr *h, const struct rte_mbuf *m,
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
	type = vhdr_mbuf_type(m, &lens) & RTE_PTYPE_L4_MASK;
	return h->csum_start == lens.l2_len + lens.l3_len &&
			type ==
			(h->csum_offset == TCP_SUM ? RTE_PTYPE_L4_TCP
						   : RTE_PTYPE_L4_UDP);
}

static void
look_at_sum(struct vhdr_rx *v, const struct virtio_net_hdr *h,
		const struct rte_mbuf *m, uint64_t offloads)
{
	if (is_wanted(h, m, offloads)) {
		v->ol_flags |= RTE_MBUF_F_RX_L4_CKSUM_NONE;
		return;
	}
	v->sum_at = (uint32_t)h->csum_start + h->csum_offset;
	if (is_sctp(h, m))
		sum_sctp(v, h, m);
	else
		sum_plain(v, h, m);
}

/* The sender knows that the checksum is right; of what, it does not say. */
static void
look_at_valid(struct vhdr_rx *v, const struct rte_mbuf *m, uint64_t offloads)
{
	struct rte_net_hdr_lens lens;
	uint32_t l4;

	if (!(offloads & VHDR_RX_CKSUM))
		return;
	l4 = vhdr_mbuf_type(m, &lens) & RTE_PTYPE_L4_MASK;
	if ((l4 == RTE_PTYPE_L4_TCP &&
			    (offloads & RTE_ETH_RX_OFFLOAD_TCP_CKSUM)) ||
			(l4 == RTE_PTYPE_L4_UDP &&
					(offloads & RTE_ETH_RX_OFFLOAD_UDP_CKSUM)))
		v->ol_flags |= RTE_MBUF_F_RX_L4_CKSUM_GOOD;
}

int
vhdr_rx_look(struct vhdr_rx *v, const struct virtio_net_hdr *h,
		const struct rte_mbuf *m, uint64_t offloads)
{
	memset(v, 0, sizeof(*v));
	if (!vhdr_rx_fits(h, m->pkt_len))
		return -EINVAL;
	if (h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		look_at_sum(v, h, m, offloads);
	else if (h->flags & VIRTIO_NET_HDR_F_DATA_VALID)
		look_at_valid(v, m, offloads);
	return 0;
}

void
vhdr_rx_apply(const struct vhdr_rx *v, struct rte_mbuf *m)
{
	uint32_t at = v->sum_at;
	uint8_t i;

	m->ol_flags |= v->ol_flags;
	for (i = 0; i < v->sum_len; i++, at++) {
		for (; at >= m->data_len; m = m->next)
			at -= m->data_len;
		*rte_pktmbuf_mtod_offset(m, uint8_t *, at) = v->sum[i];
	}
}
