/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive: frames of the ring, copied into mbufs. What stands in the ring is
 * not trusted: each word is read once, and a frame whose parts do not lie
 * within it is dropped and counted. A frame that found no mbufs stays in the
 * ring, so an empty pool loses nothing before the ring is full.
 */
#include <errno.h>
#include <string.h>

#include <sys/socket.h>

#include <rte_cycles.h>
#include <rte_ether.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "af_packet_private.h"

/* A frame as it was found. */
struct found {
	const uint8_t *data;
	uint32_t len;
	uint32_t wire_len;
	uint64_t stamp; /* ns */
	uint32_t status;
	uint16_t tci;
	uint16_t tpid;
};

#define READ(h, field) __atomic_load_n(&(h)->field, __ATOMIC_RELAXED)

/* 0, or -EINVAL if it cannot be true. Pairs with what afp_status() does. */
static int
look(const struct afp_rxq *q, const uint8_t *frame, struct found *f)
{
	const struct tpacket2_hdr *h = (const void *)frame;
	uint32_t mac = READ(h, tp_mac);

	f->len = READ(h, tp_snaplen);
	f->wire_len = READ(h, tp_len);
	if (mac < TPACKET2_HDRLEN || mac > q->ring.framesz ||
			f->len > q->ring.framesz - mac ||
			f->len > f->wire_len || f->len < RTE_ETHER_HDR_LEN)
		return -EINVAL;
	f->data = frame + mac;
	f->stamp = READ(h, tp_sec) * UINT64_C(1000000000) + READ(h, tp_nsec);
	f->tci = READ(h, tp_vlan_tci);
	f->tpid = READ(h, tp_vlan_tpid);
	if (!(f->status & TP_STATUS_VLAN_TPID_VALID))
		f->tpid = RTE_ETHER_TYPE_VLAN;
	return 0;
}

/* A frame larger than the ring's: all of it, if the kernel could keep it. */
static int
get_large(struct afp_rxq *q, struct found *f)
{
	ssize_t len = -1;

	if (f->status & TP_STATUS_COPY)
		len = recv(q->fd, q->large, AFP_LARGEST,
				MSG_DONTWAIT | MSG_TRUNC);
	if (len < RTE_ETHER_HDR_LEN || len > AFP_LARGEST) {
		bp_eth_count(&q->cut, 1);
		return -EMSGSIZE;
	}
	f->data = q->large;
	f->len = (uint32_t)len;
	return 0;
}

/* The part of the packet beyond the first mbuf. */
static int
fill_chain(struct rte_mbuf *head, struct rte_mempool *mp, const uint8_t *data,
		uint32_t left)
{
	struct rte_mbuf *last = head, *seg;
	uint16_t part;

	while (left != 0) {
		seg = rte_pktmbuf_alloc(mp);
		if (seg == NULL)
			return -ENOMEM;
		part = (uint16_t)RTE_MIN(
				left, (uint32_t)rte_pktmbuf_tailroom(seg));
		memcpy(rte_pktmbuf_mtod(seg, void *), data, part);
		seg->data_len = part;
		last->next = seg;
		last = seg;
		head->nb_segs++;
		data += part;
		left -= part;
	}
	return 0;
}

/* The tag that the kernel took out, back in its place. */
static int
put_tag(struct rte_mbuf *m, const struct found *f)
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

static int
set_vlan(const struct afp_rxq *q, struct rte_mbuf *m, const struct found *f)
{
	if (!(q->offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) ||
			f->tpid != RTE_ETHER_TYPE_VLAN)
		return put_tag(m, f);
	m->vlan_tci = f->tci;
	m->ol_flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
	return 0;
}

static int
fill(struct afp_rxq *q, struct rte_mbuf *m, const struct found *f)
{
	uint16_t part = (uint16_t)RTE_MIN(f->len, (uint32_t)q->room);

	if (part < f->len && !(q->offloads & RTE_ETH_RX_OFFLOAD_SCATTER))
		return -EMSGSIZE;
	memcpy(rte_pktmbuf_mtod(m, void *), f->data, part);
	m->data_len = part;
	m->pkt_len = f->len;
	m->port = q->port_id;
	if (unlikely(part < f->len) &&
			fill_chain(m, q->mp, f->data + part, f->len - part))
		return -ENOMEM;
	if (q->stamp_offset >= 0) {
		*RTE_MBUF_DYNFIELD(m, q->stamp_offset, rte_mbuf_timestamp_t *) =
				f->stamp;
		m->ol_flags |= q->stamp_flag;
	}
	return f->status & TP_STATUS_VLAN_VALID ? set_vlan(q, m, f) : 0;
}

/*
 * The packet of a frame. NULL: there are no mbufs (*done is 0, and the frame is
 * to stay), or the frame is no good (*done is 1).
 */
static struct rte_mbuf *
take(struct afp_rxq *q, const uint8_t *frame, uint32_t status, int *done)
{
	struct found f = {.status = status};
	struct rte_mbuf *m;
	int rc = look(q, frame, &f);

	*done = 1;
	if (unlikely(rc != 0)) {
		bp_eth_count(&q->bad, 1);
		bp_eth_count(&q->count.now.errors, 1);
		return NULL;
	}
	m = rte_pktmbuf_alloc(q->mp);
	if (unlikely(m == NULL)) {
		*done = 0;
		return NULL;
	}
	if (unlikely(f.len < f.wire_len))
		rc = get_large(q, &f);
	if (rc == 0)
		rc = fill(q, m, &f);
	if (likely(rc == 0))
		return m;
	rte_pktmbuf_free(m);
	/* What came by the socket's queue is not there a second time. */
	if (rc == -ENOMEM && f.data != q->large)
		*done = 0;
	else
		bp_eth_count(&q->count.now.errors, 1);
	return NULL;
}

/* What the interface sends is not to be heard, not even by a fanout group. */
static int
is_outgoing(const uint8_t *frame)
{
	const struct sockaddr_ll *from = (const void *)(frame +
			TPACKET_ALIGN(sizeof(struct tpacket2_hdr)));

	return READ(from, sll_pkttype) == PACKET_OUTGOING;
}

/* What is in the frame: a packet, or NULL. 0 if the frame has to stay. */
static int
handle(struct afp_rxq *q, const uint8_t *frame, uint32_t status,
		struct rte_mbuf **m)
{
	int done = 1;

	*m = NULL;
	if (likely(!is_outgoing(frame)))
		*m = take(q, frame, status, &done);
	if (unlikely(!done))
		bp_eth_count_shared(q->nombuf, 1);
	return done;
}

static uint16_t
walk(struct afp_rxq *q, struct rte_mbuf **pkts, uint16_t n)
{
	struct rte_mbuf *m;
	uint64_t bytes = 0;
	unsigned int seen;
	uint16_t got = 0;
	uint32_t status;
	uint8_t *frame;

	for (seen = 0; seen < q->ring.n && got < n; seen++) {
		frame = q->ring.frame[q->idx];
		status = afp_status(frame);
		if (!(status & TP_STATUS_USER) || !handle(q, frame, status, &m))
			break;
		if (likely(m != NULL)) {
			bytes += m->pkt_len;
			pkts[got++] = m;
		}
		afp_set_status(frame, TP_STATUS_KERNEL);
		q->idx = q->idx + 1 == q->ring.n ? 0 : q->idx + 1;
	}
	bp_eth_count(&q->count.now.packets, got);
	bp_eth_count(&q->count.now.bytes, bytes);
	return got;
}

uint16_t
afp_rx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct afp_rxq *q = queue;
	uint16_t got;

	if (unlikely(q == NULL))
		return 0;
	got = walk(q, pkts, n);
	if (got == 0 && rte_get_timer_cycles() >= q->next_check)
		afp_rxq_check(q);
	return got;
}
