/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of a packet to be sent: what the packet's flags ask for, in the
 * receiver's words. As with network cards, the sum of the pseudo-header is in
 * its place already, without the length for segmentation (rte_eth_tx_prepare()
 * sees to that); the receiver wants the length in it.
 */
#include <bufplane_cksum.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "net/common/virtio_hdr.h"

#define KNOWN                                                                  \
	(VHDR_TX_FLAGS | RTE_MBUF_F_TX_VLAN | RTE_MBUF_F_TX_IPV4 |             \
			RTE_MBUF_F_TX_IPV6)

static bool
is_udp(const struct rte_mbuf *m)
{
	return (m->ol_flags & RTE_MBUF_F_TX_L4_MASK) == RTE_MBUF_F_TX_UDP_CKSUM;
}

static bool
is_tso(const struct rte_mbuf *m)
{
	return m->ol_flags & RTE_MBUF_F_TX_TCP_SEG;
}

/* Bytes of the layer-4 header that matter. */
static uint32_t
l4_len(const struct rte_mbuf *m)
{
	if (is_tso(m))
		return m->l4_len;
	if (!(m->ol_flags & RTE_MBUF_F_TX_L4_MASK))
		return 0;
	return is_udp(m) ? sizeof(struct rte_udp_hdr)
			 : sizeof(struct rte_tcp_hdr);
}

int
vhdr_tx_check(const struct rte_mbuf *m)
{
	uint32_t l3_least = m->ol_flags & RTE_MBUF_F_TX_IPV6
			? sizeof(struct rte_ipv6_hdr)
			: sizeof(struct rte_ipv4_hdr);

	if ((m->ol_flags & RTE_MBUF_F_TX_OFFLOAD_MASK & ~KNOWN) != 0 ||
			(m->ol_flags & RTE_MBUF_F_TX_L4_MASK) ==
					RTE_MBUF_F_TX_SCTP_CKSUM)
		return -ENOTSUP;
	if ((m->ol_flags & VHDR_TX_FLAGS) == 0)
		return 0;
	if (m->l2_len < RTE_ETHER_HDR_LEN || m->l3_len < l3_least ||
			(uint32_t)m->l2_len + m->l3_len + l4_len(m) >
					m->pkt_len ||
			(is_tso(m) && (is_udp(m) || m->l4_len < sizeof(struct rte_tcp_hdr))))
		return -EINVAL;
	return rte_validate_tx_offload(m);
}

static void
sum_ip(uint8_t *ip, uint32_t len)
{
	struct rte_ipv4_hdr *h = (void *)ip;

	h->hdr_checksum = 0;
	h->hdr_checksum = (uint16_t)~rte_raw_cksum(ip, len);
}

static void
segment(struct virtio_net_hdr *hdr, const uint8_t *l4, const struct rte_mbuf *m)
{
	const struct rte_tcp_hdr *tcp = (const void *)l4;

	hdr->gso_type = m->ol_flags & RTE_MBUF_F_TX_IPV6
			? VIRTIO_NET_HDR_GSO_TCPV6
			: VIRTIO_NET_HDR_GSO_TCPV4;
	if (tcp->tcp_flags & RTE_TCP_CWR_FLAG)
		hdr->gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	hdr->gso_size = m->tso_segsz;
}

void
vhdr_tx_describe(struct virtio_net_hdr *hdr, const uint8_t *data, uint32_t tag,
		const struct rte_mbuf *m)
{
	uint32_t l4 = (uint32_t)m->l2_len + m->l3_len;

	memset(hdr, 0, sizeof(*hdr));
	if (l4_len(m) == 0)
		return;
	hdr->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	hdr->hdr_len = (uint16_t)(tag + l4 + l4_len(m));
	hdr->csum_start = (uint16_t)(tag + l4);
	hdr->csum_offset = is_udp(m) ? offsetof(struct rte_udp_hdr, dgram_cksum)
				     : offsetof(struct rte_tcp_hdr, cksum);
	if (is_tso(m))
		segment(hdr, data + l4, m);
}

void
vhdr_tx_sums(uint8_t *data, const struct rte_mbuf *m)
{
	uint32_t l4 = (uint32_t)m->l2_len + m->l3_len;
	struct rte_tcp_hdr *tcp = (void *)(data + l4);

	if (m->ol_flags & RTE_MBUF_F_TX_IP_CKSUM)
		sum_ip(data + m->l2_len, m->l3_len);
	if (is_tso(m))
		tcp->cksum = bp_cksum_fold((uint64_t)tcp->cksum +
				rte_cpu_to_be_16((uint16_t)(m->pkt_len - l4)));
}
