/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A frame of the kernel's becomes a packet: the one place for it, whatever the
 * ring it stood in. The bytes of the frame are known to lie within the ring;
 * what they say is not trusted. A frame that finds no mbufs is to stay where
 * it is, so an empty pool loses nothing before the ring is full.
 */
#include <bufplane_mbuf_bytes.h>
#include <errno.h>
#include <string.h>

#include <sys/socket.h>

#include <rte_ether.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "af_packet_private.h"

/* An error of the interface comes before frames, and once. */
ssize_t
afp_next_copy(struct afp_rxq *q)
{
	const int flags = MSG_DONTWAIT | MSG_TRUNC;
	ssize_t len = recv(q->fd, q->large, AFP_LARGE_BYTES, flags);

	if (len < 0 && errno != EAGAIN)
		len = recv(q->fd, q->large, AFP_LARGE_BYTES, flags);
	return len;
}

/* A frame larger than the ring's: all of it, if the kernel could keep it. */
static int
get_large(struct afp_rxq *q, struct afp_frame *f)
{
	ssize_t len = -1, wanted = (ssize_t)f->wire_len + q->vnet_len;

	/* Others there are of frames that were dropped from the ring. */
	if (f->status & TP_STATUS_COPY)
		do
			len = afp_next_copy(q);
		while (len >= 0 && len != wanted);
	if (len < 0 || f->wire_len > AFP_LARGEST) {
		bp_eth_count(&q->cut.now, 1);
		return -EMSGSIZE;
	}
	f->data = q->large + q->vnet_len;
	f->len = f->wire_len;
	return 0;
}

/* The tag that the kernel took out, back in its place. */
static int
put_tag(struct rte_mbuf *m, const struct afp_frame *f)
{
	uint8_t *p = (uint8_t *)rte_pktmbuf_prepend(m, RTE_VLAN_HLEN);
	uint16_t words[2] = {
			rte_cpu_to_be_16(f->tpid), rte_cpu_to_be_16(f->tci)};

	if (p == NULL)
		return -ENOSPC;
	memmove(p, p + RTE_VLAN_HLEN, AFP_TYPE_OFFSET);
	memcpy(p + AFP_TYPE_OFFSET, words, sizeof(words));
	return 0;
}

/* Tags other than 802.1Q are bytes of the frame and no more. */
static int
set_vlan(const struct afp_rxq *q, struct rte_mbuf *m, const struct afp_frame *f)
{
	if (f->tpid != RTE_ETHER_TYPE_VLAN)
		return put_tag(m, f);
	m->vlan_tci = f->tci;
	m->ol_flags |= RTE_MBUF_F_RX_VLAN;
	if (!(q->offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP))
		return put_tag(m, f);
	m->ol_flags |= RTE_MBUF_F_RX_VLAN_STRIPPED;
	return 0;
}

static int
copy(const struct afp_rxq *q, struct rte_mbuf *m, const struct afp_frame *f,
		bool chain)
{
	if (likely(f->len <= q->room)) {
		memcpy(rte_pktmbuf_mtod(m, void *), f->data, f->len);
		m->data_len = (uint16_t)f->len;
		m->pkt_len = f->len;
		return 0;
	}
	if (!chain)
		return -EMSGSIZE;
	return bp_pktmbuf_append_bytes(m, q->mp, f->data, f->len);
}

/* What is not in the bytes of the frame. */
static int
describe(const struct afp_rxq *q, struct rte_mbuf *m, const struct afp_frame *f)
{
	m->port = q->port_id;
	if (q->stamp_offset >= 0) {
		*RTE_MBUF_DYNFIELD(m, q->stamp_offset, rte_mbuf_timestamp_t *) =
				f->stamp;
		m->ol_flags |= q->stamp_flag;
	}
	return f->status & TP_STATUS_VLAN_VALID ? set_vlan(q, m, f) : 0;
}

/* The frame is more than one packet: 0 is no success here. */
static int
split(struct afp_rxq *q, const struct afp_frame *f,
		const struct virtio_net_hdr *hdr)
{
	int rc = afp_gso_begin(&q->gso, hdr, f->data, f->len);

	if (rc != 0)
		return rc;
	if (afp_gso_longest(&q->gso) <= q->room ||
			(q->offloads & RTE_ETH_RX_OFFLOAD_SCATTER))
		return -EAGAIN;
	afp_gso_drop(&q->gso);
	return -EMSGSIZE;
}

/* -EAGAIN: there are several packets in it, for take_part(). */
static int
fill(struct afp_rxq *q, struct rte_mbuf *m, const struct afp_frame *f)
{
	bool chain = q->offloads & RTE_ETH_RX_OFFLOAD_SCATTER;
	bool plain = q->vnet_len == 0 || afp_vnet_is_plain(f->data);
	struct afp_vnet v;
	int rc;

	if (likely(plain)) {
		rc = copy(q, m, f, chain);
		return rc == 0 ? describe(q, m, f) : rc;
	}
	rc = afp_vnet_look(&v, f->data, f->len, q->offloads);
	if (rc == 0 && v.split)
		rc = split(q, f, &v.hdr);
	if (rc == 0)
		rc = copy(q, m, f, chain || v.tso_segsz != 0);
	if (rc != 0)
		return rc;
	afp_vnet_apply(&v, m);
	return describe(q, m, f);
}

/* No mbufs: the frame is to stay. */
static int
keep(struct afp_rxq *q)
{
	bp_eth_count_shared(q->nombuf, 1);
	return AFP_FRAME_STAYS;
}

/* The next packet of the frame that is being split. */
static int
take_part(struct afp_rxq *q, const struct afp_frame *f, struct rte_mbuf **pkt)
{
	struct rte_mbuf *m = afp_gso_next(&q->gso, q->mp);

	if (unlikely(m == NULL))
		return keep(q);
	if (likely(describe(q, m, f) == 0)) {
		*pkt = m;
	} else {
		rte_pktmbuf_free(m);
		bp_eth_count(&q->count.now.errors, 1);
	}
	return afp_gso_is_active(&q->gso) ? AFP_FRAME_HAS_MORE : AFP_FRAME_DONE;
}

int
afp_frame_take(struct afp_rxq *q, struct afp_frame *f, struct rte_mbuf **pkt)
{
	struct rte_mbuf *m;
	int rc = 0;

	*pkt = NULL;
	if (unlikely(afp_gso_is_active(&q->gso)))
		return take_part(q, f, pkt);
	m = rte_pktmbuf_alloc(q->mp);
	if (unlikely(m == NULL))
		return keep(q);
	if (unlikely(f->len < f->wire_len))
		rc = get_large(q, f);
	if (rc == 0)
		rc = fill(q, m, f);
	if (likely(rc == 0)) {
		*pkt = m;
		return AFP_FRAME_DONE;
	}
	rte_pktmbuf_free(m);
	if (rc == -EAGAIN)
		return take_part(q, f, pkt);
	/* What came by the socket's queue is not there a second time. */
	if (rc == -ENOMEM && f->data != q->large + q->vnet_len)
		return keep(q);
	if (rc == -EINVAL)
		bp_eth_count(&q->bad.now, 1);
	bp_eth_count(&q->count.now.errors, 1);
	return AFP_FRAME_DONE;
}
