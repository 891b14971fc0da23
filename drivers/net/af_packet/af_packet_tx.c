/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit: packets are copied into frames of the ring, and one system call a
 * burst hands them to the kernel. The pending frames end before q->head; the
 * first of them is where the kernel looks next, so frames are only ever taken
 * back all together. A full ring leaves packets unsent. Packets to be segmented
 * may be longer than a frame of the ring: these go by a socket without a ring,
 * once the kernel has taken all before them.
 */
#include <errno.h>
#include <string.h>

#include <sys/socket.h>

#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_ether.h>
#include <rte_mbuf.h>
#include <rte_net.h>

#include "af_packet_private.h"

#define TRIES 2 /* the first may only fetch an error of the past */

/* The longest frame without a tag that the interface takes. */
static uint32_t
longest(const struct afp_port *port)
{
	/* Pairs with the store in afp_port_refresh_mtu(). */
	return __atomic_load_n(&port->mtu, __ATOMIC_RELAXED) +
			RTE_ETHER_HDR_LEN;
}

static int
is_tagged(const uint8_t *data)
{
	uint16_t type;

	memcpy(&type, data + AFP_TYPE_OFFSET, sizeof(type));
	return type == rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN);
}

static void
copy(uint8_t *to, const struct rte_mbuf *m)
{
	for (; m != NULL; m = m->next) {
		memcpy(to, rte_pktmbuf_mtod(m, const void *), m->data_len);
		to += m->data_len;
	}
}

/* Write the packet to data, the room for which is known to suffice. */
static void
write_packet(uint8_t *data, const struct rte_mbuf *m)
{
	uint16_t words[2] = {rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN), 0};

	if (likely(!(m->ol_flags & RTE_MBUF_F_TX_VLAN))) {
		copy(data, m);
		return;
	}
	copy(data + RTE_VLAN_HLEN, m);
	memmove(data, data + RTE_VLAN_HLEN, AFP_TYPE_OFFSET);
	words[1] = rte_cpu_to_be_16(m->vlan_tci);
	memcpy(data + AFP_TYPE_OFFSET, words, sizeof(words));
}

/* The longest frame that comes of the packet, without what is put in. */
static uint32_t
on_the_wire(const struct afp_txq *q, const struct rte_mbuf *m)
{
	if (q->vnet_len == 0 || !(m->ol_flags & RTE_MBUF_F_TX_TCP_SEG))
		return m->pkt_len;
	return RTE_MIN(m->pkt_len, vhdr_headers(m) + m->tso_segsz);
}

/* The interface may take more, or less, by now than it did. */
static int
fits(struct afp_txq *q, const uint8_t *data, uint32_t len)
{
	uint32_t tag = is_tagged(data) ? RTE_VLAN_HLEN : 0;
	uint64_t now;

	if (likely(len <= longest(q->port) + tag))
		return 1;
	now = rte_get_timer_cycles();
	if (now < q->next_mtu)
		return 0;
	q->next_mtu = now + rte_get_timer_hz() / AFP_CHECK_PERIOD;
	afp_port_refresh_mtu(q->port);
	return len <= longest(q->port) + tag;
}

static uint32_t
tag_of(const struct rte_mbuf *m)
{
	return m->ol_flags & RTE_MBUF_F_TX_VLAN ? RTE_VLAN_HLEN : 0;
}

/* With the header in front, where there is room for both; 0 or -errno. */
static int
write_frame(struct afp_txq *q, uint8_t *to, const struct rte_mbuf *m)
{
	uint8_t *data = to + q->vnet_len;
	int rc = q->vnet_len == 0 ? 0 : vhdr_tx_check(m);

	if (unlikely(rc != 0))
		return rc;
	write_packet(data, m);
	if (unlikely(!fits(q, data, on_the_wire(q, m) + tag_of(m))))
		return -EMSGSIZE;
	if (q->vnet_len != 0) {
		vhdr_tx_describe((void *)to, data + tag_of(m), tag_of(m), m);
		vhdr_tx_sums(data + tag_of(m), m);
	}
	return 0;
}

/* Into the frame at q->head; 0, or -errno. -E2BIG: the frame is too small. */
static int
put(struct afp_txq *q, const struct rte_mbuf *m)
{
	uint8_t *frame = q->ring.frame[q->head];
	struct tpacket2_hdr *h = (void *)frame;
	uint32_t more = q->vnet_len + tag_of(m);
	int rc;

	if (unlikely(m->pkt_len < RTE_ETHER_HDR_LEN))
		return -EMSGSIZE;
	if (unlikely(m->pkt_len > q->ring.framesz - AFP_TX_OFFSET - more))
		return -E2BIG;
	rc = write_frame(q, frame + AFP_TX_OFFSET, m);
	if (unlikely(rc != 0))
		return rc;
	h->tp_len = m->pkt_len + more;
	q->len[q->head] = m->pkt_len + tag_of(m);
	afp_set_status(frame, TP_STATUS_SEND_REQUEST);
	q->head = q->head + 1 == q->ring.n ? 0 : q->head + 1;
	q->pending++;
	return 0;
}

static unsigned int
first_pending(const struct afp_txq *q)
{
	return q->head >= q->pending ? q->head - q->pending
				     : q->head + q->ring.n - q->pending;
}

/* How many frames the kernel has taken, and their bytes. */
static unsigned int
taken(const struct afp_txq *q, uint64_t *bytes)
{
	unsigned int n, i = first_pending(q);

	*bytes = 0;
	for (n = 0; n < q->pending; n++) {
		if (afp_status(q->ring.frame[i]) &
				(TP_STATUS_SEND_REQUEST |
						TP_STATUS_WRONG_FORMAT))
			break;
		*bytes += q->len[i];
		i = i + 1 == q->ring.n ? 0 : i + 1;
	}
	return n;
}

/*
 * The kernel took n frames, but did not send so many bytes of them: those that
 * exceed an MTU that is new. How many, and their bytes.
 */
static unsigned int
find_dropped(struct afp_txq *q, unsigned int n, uint64_t lost, uint64_t *bytes)
{
	unsigned int k, dropped = 0, i = first_pending(q);

	*bytes = 0;
	afp_port_refresh_mtu(q->port);
	for (k = 0; k < n && *bytes < lost; k++) {
		if (q->len[i] > longest(q->port)) {
			*bytes += q->len[i];
			dropped++;
		}
		i = i + 1 == q->ring.n ? 0 : i + 1;
	}
	return dropped;
}

/* rc is what the system call said: bytes sent, or negative. */
static void
count_taken(struct afp_txq *q, ssize_t rc)
{
	uint64_t bytes, lost = 0;
	unsigned int n = taken(q, &bytes), dropped = 0;

	if (unlikely(rc >= 0 && (uint64_t)rc < bytes))
		dropped = find_dropped(q, n, bytes - (uint64_t)rc, &lost);
	bp_eth_count(&q->count.now.packets, n - dropped);
	bp_eth_count(&q->count.now.bytes, bytes - lost);
	bp_eth_count(&q->count.now.errors, dropped);
	q->pending -= n;
}

/* The kernel does not want what is pending: it counts as errors. */
static void
take_back(struct afp_txq *q)
{
	unsigned int i = first_pending(q), k;

	q->head = i;
	for (k = 0; k < q->pending; k++) {
		afp_set_status(q->ring.frame[i], TP_STATUS_AVAILABLE);
		i = i + 1 == q->ring.n ? 0 : i + 1;
	}
	bp_eth_count(&q->count.now.errors, q->pending);
	q->pending = 0;
}

/* 0, also if the kernel is busy and takes the rest later, or -errno. */
static int
try_send(struct afp_txq *q)
{
	ssize_t rc = sendto(q->fd, NULL, 0, MSG_DONTWAIT, NULL, 0);
	int error = rc < 0 ? errno : 0;

	count_taken(q, rc);
	if (error == EAGAIN || error == ENOBUFS || error == EINTR ||
			error == ENOMEM || error == EBUSY)
		return 0;
	return -error;
}

static int
try_hard(struct afp_txq *q)
{
	int i, rc = -EAGAIN;

	for (i = 0; i < TRIES && q->pending != 0 && rc != 0; i++)
		rc = try_send(q);
	return rc;
}

/* An interface that is another one now may take what the old one did not. */
static void
send_pending(struct afp_txq *q)
{
	int rc = try_hard(q);

	if (likely(q->pending == 0))
		return;
	if (rc != 0 && afp_txq_move(q))
		rc = try_hard(q);
	if (q->pending == 0)
		return;
	if (rc == 0 &&
			!(afp_status(q->ring.frame[first_pending(q)]) &
					TP_STATUS_WRONG_FORMAT))
		return;
	take_back(q);
}

/* Whether the kernel has done with the frame at q->head. */
static int
has_room(const struct afp_txq *q)
{
	return q->pending < q->ring.n &&
			!(afp_status(q->ring.frame[q->head]) &
					(TP_STATUS_SEND_REQUEST |
							TP_STATUS_SENDING));
}

static int
send_copy(const struct afp_txq *q, size_t len)
{
	ssize_t rc = send(q->large_fd, q->large, len, MSG_DONTWAIT);

	return rc < 0 ? -errno : 0;
}

/* Past the ring, and in order; -EAGAIN: later. */
static int
send_large(struct afp_txq *q, const struct rte_mbuf *m)
{
	uint32_t len = m->pkt_len + tag_of(m);
	int rc;

	if (q->large == NULL || m->pkt_len > AFP_LARGEST - RTE_VLAN_HLEN)
		return -EMSGSIZE;
	if (q->pending != 0)
		send_pending(q);
	if (q->pending != 0)
		return -EAGAIN;
	rc = write_frame(q, q->large, m);
	if (rc != 0)
		return rc;
	rc = send_copy(q, q->vnet_len + len);
	if (rc == -EINTR || rc == -ENOMEM)
		return -EAGAIN;
	if (rc != 0 && rc != -EAGAIN && afp_txq_move(q))
		rc = send_copy(q, q->vnet_len + len);
	if (rc != 0)
		return rc;
	bp_eth_count(&q->count.now.packets, 1);
	bp_eth_count(&q->count.now.bytes, len);
	return 0;
}

static int
prepare(const struct afp_txq *q, struct rte_mbuf *m)
{
	int rc = vhdr_tx_check(m);

	if (rc != 0)
		return rc;
	if (m->pkt_len < RTE_ETHER_HDR_LEN || m->pkt_len > AFP_LARGEST ||
			on_the_wire(q, m) > longest(q->port) + RTE_VLAN_HLEN)
		return -EINVAL;
	if (q->vnet_len == 0)
		return m->ol_flags & VHDR_TX_FLAGS ? -ENOTSUP : 0;
	return rte_net_intel_cksum_prepare(m);
}

uint16_t
afp_tx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct afp_txq *q = queue;
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

uint16_t
afp_tx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct afp_txq *q = queue;
	uint64_t errors = 0;
	uint16_t i;
	int rc;

	if (unlikely(q == NULL || q->ring.n == 0))
		return 0;
	for (i = 0; i < n && has_room(q); i++) {
		rc = put(q, pkts[i]);
		if (unlikely(rc == -E2BIG))
			rc = send_large(q, pkts[i]);
		if (unlikely(rc == -EAGAIN))
			break;
		errors += rc != 0;
	}
	bp_eth_count(&q->count.now.errors, errors);
	rte_pktmbuf_free_bulk(pkts, i);
	if (q->pending != 0)
		send_pending(q);
	return i;
}
