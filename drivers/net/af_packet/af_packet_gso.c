/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One large frame of TCP or UDP becomes many packets, as a network card would
 * send them: each has the frame's headers with its own lengths, checksums,
 * sequence number and id. The frame must stay as it is in memory that is ours
 * until the last packet is made; packets are made one at a time, so however
 * many there are, no more are held than were asked for.
 */
#include <bufplane_mbuf_bytes.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <rte_net.h>

#include "af_packet_offload.h"

#define LAST_ONLY (RTE_TCP_FIN_FLAG | RTE_TCP_PSH_FLAG)

static uint32_t
headers_len(const struct afp_gso *g)
{
	return (uint32_t)g->l2_len + g->l3_len + g->l4_len;
}

static uint32_t
l4_offset(const struct afp_gso *g)
{
	return (uint32_t)g->l2_len + g->l3_len;
}

static void *
l3_of(struct afp_gso *g)
{
	return g->headers + g->l2_len;
}

static void *
l4_of(struct afp_gso *g)
{
	return g->headers + l4_offset(g);
}

static uint16_t
sum_offset(const struct afp_gso *g)
{
	return g->is_tcp ? offsetof(struct rte_tcp_hdr, cksum)
			 : offsetof(struct rte_udp_hdr, dgram_cksum);
}

static bool
is_of_type(const struct afp_gso *g, uint32_t l4, uint8_t type)
{
	if (type == VHDR_GSO_UDP_L4)
		return l4 == RTE_PTYPE_L4_UDP;
	return g->is_tcp && g->l4_len >= sizeof(struct rte_tcp_hdr) &&
			type ==
			(g->is_ip4 ? VIRTIO_NET_HDR_GSO_TCPV4
				   : VIRTIO_NET_HDR_GSO_TCPV6);
}

/* 0, or -EINVAL if the frame's headers are not what its type says. */
static int
find_headers(struct afp_gso *g, uint8_t type)
{
	struct rte_net_hdr_lens lens;
	uint32_t ptype = vhdr_type(g->data, g->len, &lens);
	uint32_t l4 = ptype & RTE_PTYPE_L4_MASK;

	g->is_ip4 = RTE_ETH_IS_IPV4_HDR(ptype) != 0;
	g->is_tcp = l4 == RTE_PTYPE_L4_TCP;
	g->l2_len = lens.l2_len;
	g->l3_len = lens.l3_len;
	g->l4_len = lens.l4_len;
	if (!g->is_ip4 && !RTE_ETH_IS_IPV6_HDR(ptype))
		return -EINVAL;
	if (headers_len(g) >= g->len || headers_len(g) > VHDR_HEADERS)
		return -EINVAL;
	return is_of_type(g, l4, type) ? 0 : -EINVAL;
}

/* The addresses' and the protocol's part of the checksum. */
static uint64_t
sum_pseudo(struct afp_gso *g)
{
	struct rte_ipv6_hdr ip6;

	if (g->is_ip4)
		return rte_ipv4_phdr_cksum(l3_of(g), RTE_MBUF_F_TX_TCP_SEG);
	memcpy(&ip6, l3_of(g), sizeof(ip6));
	ip6.proto = g->is_tcp ? IPPROTO_TCP : IPPROTO_UDP;
	return rte_ipv6_phdr_cksum(&ip6, RTE_MBUF_F_TX_TCP_SEG);
}

/*
 * A checksum that is only begun is that sum, and the length's. It knows better
 * than the addresses do: with a routing header, others than these count.
 */
static int
find_sum(struct afp_gso *g, const struct virtio_net_hdr *hdr)
{
	uint32_t len = g->len - l4_offset(g);
	uint16_t begun;

	if (!(hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)) {
		g->sum = sum_pseudo(g);
		return 0;
	}
	/* Elsewhere it is that of headers within a tunnel. */
	if (hdr->csum_start != l4_offset(g) ||
			hdr->csum_offset != sum_offset(g))
		return -EINVAL;
	memcpy(&begun, (uint8_t *)l4_of(g) + sum_offset(g), sizeof(begun));
	g->sum = (uint64_t)begun + (uint16_t)~rte_cpu_to_be_16((uint16_t)len);
	return 0;
}

static void
read_headers(struct afp_gso *g)
{
	const struct rte_ipv4_hdr *ip4 = l3_of(g);
	const struct rte_tcp_hdr *tcp = l4_of(g);

	if (g->is_ip4)
		g->id = rte_be_to_cpu_16(ip4->packet_id);
	if (g->is_tcp) {
		g->seq = rte_be_to_cpu_32(tcp->sent_seq);
		g->flags = tcp->tcp_flags;
	}
}

/* 0, or -EINVAL if this is no frame to be split; nothing is active then. */
int
afp_gso_begin(struct afp_gso *g, const struct virtio_net_hdr *hdr,
		const uint8_t *data, uint32_t len)
{
	uint8_t type = hdr->gso_type & (uint8_t)~VIRTIO_NET_HDR_GSO_ECN;
	int rc;

	memset(g, 0, sizeof(*g));
	g->data = data;
	g->len = len;
	g->pos = len;
	g->size = hdr->gso_size;
	if (g->size == 0 || hdr->hdr_len > len || find_headers(g, type) != 0 ||
			(uint32_t)g->l3_len + g->l4_len + g->size > UINT16_MAX)
		return -EINVAL;
	memcpy(g->headers, data, headers_len(g));
	rc = find_sum(g, hdr);
	if (rc != 0)
		return rc;
	read_headers(g);
	g->pos = headers_len(g);
	return 0;
}

static void
write_l3(struct afp_gso *g, uint32_t part)
{
	struct rte_ipv4_hdr *ip4 = l3_of(g);
	struct rte_ipv6_hdr *ip6 = l3_of(g);
	uint16_t len = (uint16_t)(g->l3_len + g->l4_len + part);

	if (!g->is_ip4) {
		ip6->payload_len = rte_cpu_to_be_16(
				(uint16_t)(len - sizeof(*ip6)));
		return;
	}
	ip4->total_length = rte_cpu_to_be_16(len);
	ip4->packet_id = rte_cpu_to_be_16(g->id);
	ip4->hdr_checksum = 0;
	ip4->hdr_checksum = rte_ipv4_cksum(ip4);
}

static void
write_tcp(struct afp_gso *g, uint32_t part)
{
	struct rte_tcp_hdr *tcp = l4_of(g);

	tcp->sent_seq = rte_cpu_to_be_32(g->seq);
	tcp->tcp_flags = g->flags;
	/* Congestion is answered once (RFC 3168, 6.1.2). */
	if (g->pos != headers_len(g))
		tcp->tcp_flags &= (uint8_t)~RTE_TCP_CWR_FLAG;
	if (g->pos + part != g->len)
		tcp->tcp_flags &= (uint8_t)~LAST_ONLY;
	tcp->cksum = 0;
}

static void
write_udp(struct afp_gso *g, uint32_t part)
{
	struct rte_udp_hdr *udp = l4_of(g);

	udp->dgram_len = rte_cpu_to_be_16((uint16_t)(sizeof(*udp) + part));
	udp->dgram_cksum = 0;
}

/* The headers of the next packet, whose payload is so many bytes. */
static void
write_headers(struct afp_gso *g, uint32_t part)
{
	uint64_t sum = g->sum + rte_cpu_to_be_16((uint16_t)(g->l4_len + part));
	uint16_t field;

	write_l3(g, part);
	if (g->is_tcp)
		write_tcp(g, part);
	else
		write_udp(g, part);
	sum += rte_raw_cksum(l4_of(g), g->l4_len);
	sum += rte_raw_cksum(g->data + g->pos, part);
	field = bp_l4_cksum(bp_cksum_fold(sum),
			g->is_tcp ? IPPROTO_TCP : IPPROTO_UDP);
	memcpy((uint8_t *)l4_of(g) + sum_offset(g), &field, sizeof(field));
}

/* The next packet, or NULL: there are no mbufs, try again later. */
struct rte_mbuf *
afp_gso_next(struct afp_gso *g, struct rte_mempool *mp)
{
	uint32_t part = RTE_MIN(g->size, g->len - g->pos);
	struct rte_mbuf *m;

	write_headers(g, part);
	m = bp_pktmbuf_from_bytes(mp, g->headers, headers_len(g));
	if (m == NULL)
		return NULL;
	if (bp_pktmbuf_append_bytes(m, mp, g->data + g->pos, part) != 0) {
		rte_pktmbuf_free(m);
		return NULL;
	}
	g->pos += part;
	g->seq += part;
	g->id++;
	return m;
}
