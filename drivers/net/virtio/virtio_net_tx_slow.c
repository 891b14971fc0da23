/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit, what is not plain: packets of several segments, shared or without
 * headroom, with a tag to be put in, or with work left to the device. Nothing
 * is written into a packet but the header in its own headroom; a header that
 * cannot be there, and a tag with the addresses before it, are in a front.
 *
 * The cookie of a packet with a front is the front, marked by its lowest bit;
 * that of one without has the next bit. Both are counted in q->others: while
 * there is none, cookies are mbufs that were plain.
 */
#include <errno.h>
#include <string.h>

#include <rte_arp.h>
#include <rte_errno.h>
#include <rte_net.h>

#include "net/common/virtio_hdr.h"
#include "net/virtio/virtio_net_burst.h"

#define FRONT_MARK ((uintptr_t)1)
#define OTHER_MARK ((uintptr_t)2)
#define ADDRESSES  (2 * (size_t)RTE_ETHER_ADDR_LEN)

static_assert(VNET_HDR_MAX + ADDRESSES + RTE_VLAN_HLEN <= VNET_TX_FRONT,
		"a front has room for all");

/* The mbuf of a cookie, whose front is free from now on. */
static struct rte_mbuf *
mbuf_of(struct vnet_txq *q, void *cookie)
{
	struct vnet_front *f;

	if (((uintptr_t)cookie & (FRONT_MARK | OTHER_MARK)) == 0)
		return cookie;
	q->others--;
	if ((uintptr_t)cookie & OTHER_MARK)
		return (void *)((uintptr_t)cookie - OTHER_MARK);
	f = (void *)((uintptr_t)cookie - FRONT_MARK);
	f->next = q->front;
	q->front = f;
	return f->m;
}

/* Packets that the device has done with. */
void
vnet_tx_free(struct vnet_txq *q, void **cookies, uint16_t n)
{
	uint16_t i;

	for (i = 0; i < n && q->others != 0; i++)
		cookies[i] = mbuf_of(q, cookies[i]);
	rte_pktmbuf_free_bulk((struct rte_mbuf **)cookies, n);
}

static bool
is_tagged(const struct rte_mbuf *m)
{
	return m->ol_flags & RTE_MBUF_F_TX_VLAN;
}

/* Whether the device agreed to do what is asked for: 0 or -ENOTSUP. */
static int
check_features(const struct vnet_txq *q, const struct rte_mbuf *m)
{
	const struct virtio_dev *dev = q->vq.dev;

	if ((m->ol_flags & RTE_MBUF_F_TX_L4_MASK) != 0 &&
			!virtio_has(dev, VIRTIO_NET_F_CSUM))
		return -ENOTSUP;
	if ((m->ol_flags & RTE_MBUF_F_TX_TCP_SEG) == 0)
		return 0;
	return virtio_has(dev,
			       m->ol_flags & RTE_MBUF_F_TX_IPV6
					       ? VIRTIO_NET_F_HOST_TSO6
					       : VIRTIO_NET_F_HOST_TSO4)
			? 0
			: -ENOTSUP;
}

/* Segments with data in them, beyond what a front takes of the first. */
static uint32_t
count_pieces(const struct rte_mbuf *m, uint32_t skip)
{
	uint32_t n = 0;

	for (; m != NULL; m = m->next, skip = 0)
		n += m->data_len > skip;
	return n;
}

static bool
needs_front(const struct vnet_txq *q, const struct rte_mbuf *m)
{
	return is_tagged(m) || !bp_mbuf_is_private(m) ||
			rte_pktmbuf_headroom(m) < q->hdr_len;
}

/* Pieces of a packet with its header. */
static uint32_t
pieces_of(const struct vnet_txq *q, const struct rte_mbuf *m)
{
	if (!needs_front(q, m))
		return count_pieces(m, 0);
	return 1 + count_pieces(m, is_tagged(m) ? ADDRESSES : 0);
}

/* 0, or why it cannot be sent: -EINVAL, -ENOTSUP. */
static int
check(const struct vnet_txq *q, const struct rte_mbuf *m)
{
	uint32_t headers = 0;
	int rc = vhdr_tx_check(m);

	if (rc == 0)
		rc = check_features(q, m);
	if (rc != 0)
		return rc;
	if (m->ol_flags & RTE_MBUF_F_TX_TCP_SEG)
		headers = vhdr_headers(m);
	/* All that is read of it has to be in the first segment. */
	if (m->data_len < RTE_ETHER_HDR_LEN || m->data_len < headers ||
			m->pkt_len > VNET_LRO_FRAME ||
			pieces_of(q, m) > q->pieces_max)
		return -EINVAL;
	return 0;
}

static void
describe(const struct vnet_txq *q, const struct rte_mbuf *m, uint8_t *to)
{
	uint32_t tag = is_tagged(m) ? RTE_VLAN_HLEN : 0;
	struct virtio_net_hdr hdr;

	vhdr_tx_describe(&hdr, rte_pktmbuf_mtod(m, const uint8_t *), tag, m);
	/* It cannot be told: all parts have the flag then. */
	if (!q->ecn)
		hdr.gso_type &= (uint8_t)~VIRTIO_NET_HDR_GSO_ECN;
	memset(to, 0, q->hdr_len);
	memcpy(to, &hdr, sizeof(hdr));
}

static uint16_t
add_segments(struct virtq_piece *pieces, const struct rte_mbuf *m,
		uint32_t skip)
{
	uint16_t n = 0;

	for (; m != NULL; m = m->next, skip = 0) {
		if (m->data_len <= skip)
			continue;
		pieces[n].iova = rte_mbuf_data_iova(m) + skip;
		pieces[n++].len = m->data_len - skip;
	}
	return n;
}

/* Header, and with a tag the addresses and it, in a front. */
static uint16_t
fill_front(struct vnet_txq *q, struct rte_mbuf *m, struct virtq_piece *pieces)
{
	const uint16_t words[2] = {rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN),
			rte_cpu_to_be_16(m->vlan_tci)};
	struct vnet_front *f = q->front;
	uint32_t len = q->hdr_len, skip = 0;

	q->front = f->next;
	f->m = m;
	describe(q, m, f->data);
	if (is_tagged(m)) {
		skip = ADDRESSES;
		memcpy(f->data + len, rte_pktmbuf_mtod(m, void *), skip);
		memcpy(f->data + len + skip, words, sizeof(words));
		len += skip + sizeof(words);
	}
	pieces[0] = (struct virtq_piece){f->iova, len};
	return 1 + add_segments(pieces + 1, m, skip);
}

static uint16_t
fill_headroom(const struct vnet_txq *q, struct rte_mbuf *m,
		struct virtq_piece *pieces)
{
	uint16_t n;

	describe(q, m, rte_pktmbuf_mtod(m, uint8_t *) - q->hdr_len);
	n = add_segments(pieces, m, 0);
	pieces[0].iova -= q->hdr_len;
	pieces[0].len += q->hdr_len;
	return n;
}

/* 0; -EAGAIN: there is no room for it; else it cannot be sent at all. */
int
vnet_tx_slow(struct vnet_txq *q, struct rte_mbuf *m)
{
	struct virtq_piece pieces[VNET_TX_PIECES];
	void *cookie;
	uint16_t n;
	int rc = check(q, m);

	if (rc != 0)
		return rc;
	if (virtq_descs(&q->vq, (uint16_t)pieces_of(q, m)) >
			virtq_free(&q->vq) - q->spare)
		return -EAGAIN;
	if (needs_front(q, m)) {
		cookie = (void *)((uintptr_t)q->front + FRONT_MARK);
		n = fill_front(q, m, pieces);
	} else {
		cookie = (void *)((uintptr_t)m + OTHER_MARK);
		n = fill_headroom(q, m, pieces);
	}
	q->others++;
	virtq_add(&q->vq, pieces, n, 0, cookie);
	return 0;
}

static int
prepare(const struct vnet_txq *q, struct rte_mbuf *m)
{
	int rc = check(q, m);

	if (rc != 0 || (m->ol_flags & VHDR_TX_FLAGS) == 0)
		return rc;
	rc = rte_net_intel_cksum_prepare(m);
	if (rc == 0)
		vhdr_tx_sums(rte_pktmbuf_mtod(m, uint8_t *), m);
	return rc;
}

uint16_t
vnet_tx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct vnet_txq *q = queue;
	uint16_t i;
	int rc;

	for (i = 0; i < n; i++) {
		rc = q == NULL ? -EINVAL : prepare(q, pkts[i]);
		if (rc == 0)
			continue;
		rte_errno = -rc;
		break;
	}
	return i;
}

/* What tells the network where this address is; NULL without an mbuf. */
struct rte_mbuf *
vnet_announcement(struct vnet_txq *q)
{
	const struct rte_eth_dev *eth = vnet_eth_of(q->port);
	const struct vnet_rxq *rxq = eth->data->nb_rx_queues == 0
			? NULL
			: eth->data->rx_queues[0];

	__atomic_store_n(&q->announce, false, __ATOMIC_RELAXED);
	if (rxq == NULL)
		return NULL;
	return rte_net_make_rarp_packet(rxq->mp, eth->data->mac_addrs);
}
