/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the kernel leaves undone in frames, and says so in a header in front of
 * them (PACKET_VNET_HDR): checksums, and TCP or UDP data of up to 64 KiB that
 * is one frame still. This knows of frames and mbufs, not of queues or rings;
 * a frame's header is the AFP_VNET_LEN bytes before its data, in the byte
 * order of this machine.
 */
#ifndef AFP_PACKET_OFFLOAD_H
#define AFP_PACKET_OFFLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_ether.h>
#include <rte_mbuf.h>

#include "net/common/virtio_hdr.h"

#define AFP_VNET_LEN sizeof(struct virtio_net_hdr)

#define AFP_TX_CKSUM                                                           \
	(RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM |        \
			RTE_ETH_TX_OFFLOAD_TCP_CKSUM)

/* What becomes of a frame that was received. */
struct afp_vnet {
	struct virtio_net_hdr hdr;
	struct vhdr_rx todo;
	uint16_t tso_segsz;
	bool split;
};

/* A frame that is being cut into packets; it is done when pos is len. */
struct afp_gso {
	const uint8_t *data;
	uint32_t len;
	uint32_t pos;  /* of the next byte of the payload */
	uint32_t size; /* payload bytes of a packet */
	uint64_t sum;  /* of the pseudo-header without its length */
	uint32_t seq;  /* of TCP, of the next packet */
	uint16_t id;   /* of IPv4, of the next packet */
	uint16_t l2_len;
	uint16_t l3_len;
	uint16_t l4_len;
	bool is_ip4;
	bool is_tcp;
	uint8_t flags; /* of TCP, in the frame */
	uint8_t headers[VHDR_HEADERS];
};

/* af_packet_vnet.c */
int afp_vnet_enable(int fd);
int afp_vnet_look(struct afp_vnet *v, const uint8_t *data, uint32_t len,
		uint64_t offloads);
void afp_vnet_apply(const struct afp_vnet *v, struct rte_mbuf *m);

/* af_packet_gso.c */
int afp_gso_begin(struct afp_gso *g, const struct virtio_net_hdr *hdr,
		const uint8_t *data, uint32_t len);
struct rte_mbuf *afp_gso_next(struct afp_gso *g, struct rte_mempool *mp);

static inline bool
afp_gso_is_active(const struct afp_gso *g)
{
	return g->pos != g->len;
}

/* The frame is no longer there. */
static inline void
afp_gso_drop(struct afp_gso *g)
{
	g->pos = g->len;
}

/* The longest packet that comes of the frame. */
static inline uint32_t
afp_gso_longest(const struct afp_gso *g)
{
	return RTE_MIN((uint32_t)g->l2_len + g->l3_len + g->l4_len + g->size,
			g->len);
}

/* Whether there is anything to do for the frame at data. */
static inline bool
afp_vnet_is_plain(const uint8_t *data)
{
	const struct virtio_net_hdr *h = (const void *)(data - AFP_VNET_LEN);

	return (__atomic_load_n(&h->flags, __ATOMIC_RELAXED) |
			       __atomic_load_n(&h->gso_type,
					       __ATOMIC_RELAXED)) == 0;
}

#endif
