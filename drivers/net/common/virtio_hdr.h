/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header that tells what is left undone in a packet (VIRTIO 1.2, section
 * 5.1.6): checksums, and segmentation. Devices and peers of several drivers use
 * it (virtio, the kernel's packet sockets). On receive it is held against the
 * packet before anything is done with it; to send, it says what the packet's
 * flags ask for. Numbers are in this machine's byte order.
 */
#ifndef NET_COMMON_VIRTIO_HDR_H
#define NET_COMMON_VIRTIO_HDR_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/virtio_net.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_net.h>

#define VHDR_HEADERS    256 /* bytes, from Ethernet to TCP or UDP */
#define VHDR_GSO_UDP_L4 5   /* VIRTIO_NET_HDR_GSO_UDP_L4; not in old headers */

#define VHDR_RX_CKSUM                                                          \
	(RTE_ETH_RX_OFFLOAD_UDP_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_CKSUM)
#define VHDR_TX_FLAGS                                                          \
	(RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK | RTE_MBUF_F_TX_TCP_SEG)

/* What is to be done to a packet that was received. */
struct vhdr_rx {
	uint64_t ol_flags;
	uint32_t sum_at;
	uint8_t sum_len; /* bytes of a checksum to be written, or 0 */
	uint8_t sum[4];
};

/* The types of the packet's first headers, and their lengths. */
uint32_t vhdr_type(const uint8_t *data, uint32_t len,
		struct rte_net_hdr_lens *lens);

/* As vhdr_type(), of what may be a chain. */
uint32_t vhdr_mbuf_type(
		const struct rte_mbuf *m, struct rte_net_hdr_lens *lens);

/*
 * Whether a checksum that is only begun lies, with what it sums up, within the
 * packet of so many bytes.
 */
bool vhdr_rx_fits(const struct virtio_net_hdr *h, uint32_t len);

/*
 * What the header says of checksums: 0, or -EINVAL if it cannot be that of the
 * packet. One that is only begun is completed, by vhdr_rx_apply(), unless the
 * port asked for it. The packet stays as it is.
 */
int vhdr_rx_look(struct vhdr_rx *v, const struct virtio_net_hdr *h,
		const struct rte_mbuf *m, uint64_t offloads);

/* To the packet that was looked at, or another with the same bytes. */
void vhdr_rx_apply(const struct vhdr_rx *v, struct rte_mbuf *m);

/* 0, -EINVAL if what is asked for does not fit the packet, or -ENOTSUP. */
int vhdr_tx_check(const struct rte_mbuf *m);

/*
 * The header of a packet that has passed vhdr_tx_check(). Its bytes up to the
 * flags of TCP are at data, in front of which tag bytes more are put.
 */
void vhdr_tx_describe(struct virtio_net_hdr *hdr, const uint8_t *data,
		uint32_t tag, const struct rte_mbuf *m);

/*
 * What is expected in the packet beyond that, whose bytes are at data and have
 * passed bp_net_cksum_prepare(): IPv4's checksum and, for segmentation, the
 * length in the sum of the pseudo-header.
 */
void vhdr_tx_sums(uint8_t *data, const struct rte_mbuf *m);

/* The bytes of the headers of a packet that is to be segmented. */
static inline uint32_t
vhdr_headers(const struct rte_mbuf *m)
{
	return (uint32_t)m->l2_len + m->l3_len + m->l4_len;
}

#endif
