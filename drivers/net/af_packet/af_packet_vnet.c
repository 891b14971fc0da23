/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header in front of a received frame: what it says is held against the
 * frame before anything is done with it. A checksum that is only begun gets
 * completed, or marked as such for a port that asked for that. The frame in
 * the ring stays as it is, so that it can be looked at again if there were no
 * mbufs; what is to be written goes into the packet.
 */
#include <errno.h>
#include <string.h>

#include <linux/if_packet.h>
#include <sys/socket.h>

#include <rte_ethdev.h>

#include "af_packet_offload.h"

/* Before the socket has a ring; later it is refused. 0 or -errno. */
int
afp_vnet_enable(int fd)
{
	int on = 1;

	return setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) == 0
			? 0
			: -errno;
}

/* Large TCP is left whole for a port that asked for LRO. */
static int
look_at_gso(struct afp_vnet *v, const uint8_t *data, uint32_t len)
{
	struct afp_gso gso;

	v->tso_segsz = v->hdr.gso_size;
	v->todo.ol_flags |= RTE_MBUF_F_RX_LRO;
	return afp_gso_begin(&gso, &v->hdr, data, len);
}

/* The frame as a packet; one segment cannot tell the longest ones' length. */
static void
wrap(struct rte_mbuf seg[2], const uint8_t *data, uint32_t len)
{
	uint16_t first = (uint16_t)RTE_MIN(len, (uint32_t)UINT16_MAX);

	memset(seg, 0, 2 * sizeof(seg[0]));
	seg[0].buf_addr = (void *)(uintptr_t)data;
	seg[0].data_len = first;
	seg[0].pkt_len = len;
	seg[0].nb_segs = 2;
	seg[0].next = &seg[1];
	seg[1].buf_addr = (void *)(uintptr_t)(data + first);
	seg[1].data_len = (uint16_t)(len - first);
	seg[1].nb_segs = 1;
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
	struct rte_mbuf seg[2];
	int rc;

	memset(v, 0, sizeof(*v));
	memcpy(&v->hdr, data - AFP_VNET_LEN, AFP_VNET_LEN);
	wrap(seg, data, len);
	v->split = h->gso_type == VHDR_GSO_UDP_L4 ||
			(h->gso_type != VIRTIO_NET_HDR_GSO_NONE &&
					!(offloads & RTE_ETH_RX_OFFLOAD_TCP_LRO));
	/* Its parts have sums of their own. */
	if (v->split)
		return vhdr_rx_fits(h, len) ? 0 : -EINVAL;
	rc = vhdr_rx_look(&v->todo, h, seg, offloads);
	if (rc == 0 && h->gso_type != VIRTIO_NET_HDR_GSO_NONE)
		rc = look_at_gso(v, data, len);
	return rc;
}

/* To the packet of this frame, which begins where the frame does. */
void
afp_vnet_apply(const struct afp_vnet *v, struct rte_mbuf *m)
{
	vhdr_rx_apply(&v->todo, m);
	m->tso_segsz = v->tso_segsz;
}
