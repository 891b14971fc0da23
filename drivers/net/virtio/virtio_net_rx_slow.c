/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive, what is not plain: packets of several buffers, and what a header
 * says is left undone. Both are held against what the device was given and
 * asked for; a packet that cannot be is dropped, with all of its buffers, and
 * counted.
 */
#include <errno.h>

#include "net/common/virtio_hdr.h"
#include "net/virtio/virtio_net_burst.h"

static_assert(offsetof(struct virtio_net_hdr_v1, num_buffers) ==
				sizeof(struct virtio_net_hdr),
		"the headers begin alike");
static_assert(offsetof(struct virtio_net_hdr, csum_offset) == sizeof(uint64_t),
		"what is read first ends here");

static void
breach_of(struct vnet_rxq *q, enum vnet_breach breach)
{
	bp_eth_count(&q->breaches[breach], 1);
	bp_eth_count(&q->count.now.errors, 1);
}

static void
drop_packet(struct vnet_rxq *q, enum vnet_breach breach)
{
	rte_pktmbuf_free(q->head);
	q->head = NULL;
	breach_of(q, breach);
}

/* The device has not used what it said belongs to the packet. */
void
vnet_rx_cut(struct vnet_rxq *q)
{
	q->to_come = 0;
	if (q->head != NULL)
		drop_packet(q, VNET_BAD_BUFFERS);
}

/* A buffer that does not begin a packet has data where a header would be. */
static struct rte_mbuf *
go_on(struct vnet_rxq *q, struct rte_mbuf *m, uint32_t len)
{
	struct rte_mbuf *head = q->head;

	q->to_come--;
	if (head == NULL) {
		rte_pktmbuf_free_seg(m);
		return NULL;
	}
	m->data_off -= q->hdr_len;
	m->data_len = (uint16_t)len;
	q->tail->next = m;
	q->tail = m;
	head->nb_segs++;
	head->pkt_len += len;
	if (len == 0 || head->pkt_len > q->max_frame) {
		drop_packet(q, VNET_BAD_LENGTH);
		return NULL;
	}
	if (q->to_come != 0)
		return NULL;
	q->head = NULL;
	return head;
}

/* The first of several buffers; a packet that is too long is not kept. */
static struct rte_mbuf *
begin(struct vnet_rxq *q, struct rte_mbuf *m, uint32_t len,
		struct vnet_rx_header h)
{
	const uint64_t chains =
			RTE_ETH_RX_OFFLOAD_SCATTER | RTE_ETH_RX_OFFLOAD_TCP_LRO;

	vnet_rx_set_len(m, len - q->hdr_len);
	if (h.buffers == 1)
		return m;
	q->to_come = h.buffers - 1;
	q->head = m;
	q->tail = m;
	q->first = h.first;
	if (!(q->offloads & chains))
		drop_packet(q, VNET_BAD_LENGTH);
	return NULL;
}

/* The packet that a buffer completes, or NULL. */
static struct rte_mbuf *
join(struct vnet_rxq *q, struct rte_mbuf *m, uint32_t len,
		struct vnet_rx_header h)
{
	enum vnet_breach breach = VNET_BREACHES;

	if (len < q->hdr_len + (uint32_t)RTE_ETHER_HDR_LEN)
		breach = VNET_BAD_LENGTH;
	else if (h.buffers == 0 || h.buffers > q->nb_desc)
		breach = VNET_BAD_BUFFERS;
	if (breach == VNET_BREACHES)
		return begin(q, m, len, h);
	/* It never became a packet, and has no length yet. */
	rte_pktmbuf_free_seg(m);
	breach_of(q, breach);
	return NULL;
}

/* Whether this is a large packet of TCP, of that version of IP. */
static bool
gso_fits(const struct rte_mbuf *m, const struct virtio_net_hdr *h)
{
	struct rte_net_hdr_lens lens;
	uint32_t ptype = vhdr_mbuf_type(m, &lens);
	uint32_t l4 = (uint32_t)lens.l2_len + lens.l3_len;
	uint8_t type = h->gso_type & (uint8_t)~VIRTIO_NET_HDR_GSO_ECN;

	if ((ptype & RTE_PTYPE_L4_MASK) != RTE_PTYPE_L4_TCP ||
			lens.l4_len < sizeof(struct rte_tcp_hdr) ||
			l4 + lens.l4_len >= m->pkt_len || h->gso_size == 0)
		return false;
	if ((h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) && h->csum_start != l4)
		return false;
	return RTE_ETH_IS_IPV4_HDR(ptype) ? type == VIRTIO_NET_HDR_GSO_TCPV4
					  : RTE_ETH_IS_IPV6_HDR(ptype) &&
					type == VIRTIO_NET_HDR_GSO_TCPV6;
}

/* What the header says, which has been read once: 0 or -EINVAL. */
static int
offload(struct vnet_rxq *q, struct rte_mbuf *m, const struct virtio_net_hdr *h)
{
	struct vhdr_rx todo;

	if (h->gso_type != VIRTIO_NET_HDR_GSO_NONE) {
		if (!(q->offloads & RTE_ETH_RX_OFFLOAD_TCP_LRO) ||
				!gso_fits(m, h)) {
			breach_of(q, VNET_BAD_GSO);
			return -EINVAL;
		}
		m->ol_flags |= RTE_MBUF_F_RX_LRO;
		m->tso_segsz = h->gso_size;
	}
	if (vhdr_rx_look(&todo, h, m, q->offloads) != 0) {
		breach_of(q, VNET_BAD_CKSUM);
		return -EINVAL;
	}
	vhdr_rx_apply(&todo, m);
	return 0;
}

/* A packet is complete; first is what its header begins with. */
static struct rte_mbuf *
finish(struct vnet_rxq *q, struct rte_mbuf *m, uint64_t first)
{
	const struct virtio_net_hdr *at = (const void *)vnet_rx_header(q, m);
	struct virtio_net_hdr h;

	if ((uint16_t)first == 0)
		return m;
	memcpy(&h, &first, sizeof(first));
	h.csum_offset = __atomic_load_n(&at->csum_offset, __ATOMIC_RELAXED);
	if (offload(q, m, &h) == 0)
		return m;
	rte_pktmbuf_free(m);
	return NULL;
}

/* The packet that a buffer completes, or NULL. */
struct rte_mbuf *
vnet_rx_slow(struct vnet_rxq *q, struct rte_mbuf *m, uint32_t len,
		struct vnet_rx_header header)
{
	uint64_t first = header.first;

	if (q->to_come != 0) {
		first = q->first;
		m = go_on(q, m, len);
	} else {
		m = join(q, m, len, header);
	}
	return m == NULL ? NULL : finish(q, m, first);
}
