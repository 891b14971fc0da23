/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * IPv4 and IPv6: their headers (bufplane_ip_core.h), the checksums of IPv4 and
 * of UDP and TCP on top of both (RFC 1071), and extension headers of IPv6. A
 * checksum is what goes into the packet, in network order already; a raw one
 * is the sum without the complement. Sums over a packet never go beyond it,
 * however wrong the lengths in its headers are; sums over an address can but
 * trust these lengths. The field of a checksum is 0 when that is computed, and
 * full when it is verified.
 */
#ifndef RTE_IP_H
#define RTE_IP_H

#include <bufplane_cksum.h>
#include <bufplane_ip_core.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <rte_byteorder.h>
#include <rte_compat.h>
#include <rte_mbuf.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the header, options included. */
static inline uint8_t
rte_ipv4_hdr_len(const struct rte_ipv4_hdr *ipv4_hdr)
{
	return (uint8_t)((ipv4_hdr->version_ihl & RTE_IPV4_HDR_IHL_MASK) *
			RTE_IPV4_IHL_MULTIPLIER);
}

/* The sum of len bytes, at any address. An odd last byte is the upper half. */
static inline uint16_t
rte_raw_cksum(const void *buf, size_t len)
{
	return bp_cksum_fold(bp_cksum_any(buf, len));
}

/*
 * A sum over several areas, each of an even length but for the last, and what
 * makes rte_raw_cksum() of it: the names that drivers written for 22.11 use.
 */
static inline uint32_t
__rte_raw_cksum(const void *buf, size_t len, uint32_t sum)
{
	return sum + rte_raw_cksum(buf, len);
}

static inline uint16_t
__rte_raw_cksum_reduce(uint32_t sum)
{
	return bp_cksum_fold(sum);
}

/* As rte_raw_cksum(), but of a packet: 0, or -1 if it ends before. */
static inline int
rte_raw_cksum_mbuf(const struct rte_mbuf *m, uint32_t off, uint32_t len,
		uint16_t *cksum)
{
	uint64_t sum;

	if (unlikely(bp_cksum_mbuf(m, off, len, &sum) != 0))
		return -1;
	*cksum = bp_cksum_fold(sum);
	return 0;
}

/* The checksum of the header, whose length is as it says. */
static inline uint16_t
rte_ipv4_cksum(const struct rte_ipv4_hdr *ipv4_hdr)
{
	const uint8_t len = rte_ipv4_hdr_len(ipv4_hdr);

	if (likely(len == sizeof(*ipv4_hdr)))
		return (uint16_t)~rte_raw_cksum(ipv4_hdr, sizeof(*ipv4_hdr));
	return (uint16_t)~rte_raw_cksum(ipv4_hdr, len);
}

/* The pseudo header's sum; its length is 0 for RTE_MBUF_F_TX_TCP_SEG. */
static inline uint64_t
bp_ipv4_phdr_sum(const struct rte_ipv4_hdr *ipv4_hdr, uint64_t ol_flags)
{
	uint64_t sum = (uint64_t)ipv4_hdr->src_addr + ipv4_hdr->dst_addr;
	uint16_t len;

	if (!(ol_flags & RTE_MBUF_F_TX_TCP_SEG)) {
		len = rte_be_to_cpu_16(ipv4_hdr->total_length);
		len = (uint16_t)(len - rte_ipv4_hdr_len(ipv4_hdr));
		sum += rte_cpu_to_be_16(len);
	}
	return sum + rte_cpu_to_be_16(ipv4_hdr->next_proto_id);
}

static inline uint64_t
bp_ipv6_phdr_sum(const struct rte_ipv6_hdr *ipv6_hdr, uint64_t ol_flags)
{
	uint64_t sum = rte_cpu_to_be_16(ipv6_hdr->proto);

	if (!(ol_flags & RTE_MBUF_F_TX_TCP_SEG))
		sum += ipv6_hdr->payload_len;
	sum = bp_cksum_add(sum, bp_cksum_short(ipv6_hdr->src_addr, 16));
	return bp_cksum_add(sum, bp_cksum_short(ipv6_hdr->dst_addr, 16));
}

/*
 * The raw checksum of the pseudo header, which belongs to that of UDP and TCP.
 * With RTE_MBUF_F_TX_TCP_SEG it is without length, as hardware wants it.
 */
static inline uint16_t
rte_ipv4_phdr_cksum(const struct rte_ipv4_hdr *ipv4_hdr, uint64_t ol_flags)
{
	return bp_cksum_fold(bp_ipv4_phdr_sum(ipv4_hdr, ol_flags));
}

/* As rte_ipv4_phdr_cksum(), for IPv6. */
static inline uint16_t
rte_ipv6_phdr_cksum(const struct rte_ipv6_hdr *ipv6_hdr, uint64_t ol_flags)
{
	return bp_cksum_fold(bp_ipv6_phdr_sum(ipv6_hdr, ol_flags));
}

/* Bytes behind the header; negative if the total does not even cover that. */
static inline int
bp_ipv4_payload_len(const struct rte_ipv4_hdr *ipv4_hdr)
{
	return rte_be_to_cpu_16(ipv4_hdr->total_length) -
			rte_ipv4_hdr_len(ipv4_hdr);
}

/* Of pseudo header, layer 4 and data; 0, which no packet has: bad lengths. */
static inline uint16_t
bp_ipv4_l4_sum(const struct rte_ipv4_hdr *ipv4_hdr, const void *l4_hdr)
{
	const int len = bp_ipv4_payload_len(ipv4_hdr);

	if (unlikely(len < 0))
		return 0;
	return bp_cksum_fold(bp_cksum_add(bp_cksum_any(l4_hdr, (size_t)len),
			bp_ipv4_phdr_sum(ipv4_hdr, 0)));
}

static inline uint16_t
bp_ipv6_l4_sum(const struct rte_ipv6_hdr *ipv6_hdr, const void *l4_hdr)
{
	const uint16_t len = rte_be_to_cpu_16(ipv6_hdr->payload_len);

	return bp_cksum_fold(bp_cksum_add(bp_cksum_any(l4_hdr, len),
			bp_ipv6_phdr_sum(ipv6_hdr, 0)));
}

/* As these two, of a packet, which may have padding behind. */
static inline uint16_t
bp_ipv4_l4_sum_mbuf(const struct rte_mbuf *m,
		const struct rte_ipv4_hdr *ipv4_hdr, uint16_t l4_off)
{
	const int len = bp_ipv4_payload_len(ipv4_hdr);
	uint64_t sum;

	if (unlikely(len < 0 ||
			    bp_cksum_mbuf(m, l4_off, (uint32_t)len, &sum) != 0))
		return 0;
	return bp_cksum_fold(bp_cksum_add(sum, bp_ipv4_phdr_sum(ipv4_hdr, 0)));
}

static inline uint16_t
bp_ipv6_l4_sum_mbuf(const struct rte_mbuf *m,
		const struct rte_ipv6_hdr *ipv6_hdr, uint16_t l4_off)
{
	const uint16_t len = rte_be_to_cpu_16(ipv6_hdr->payload_len);
	uint64_t sum;

	if (unlikely(bp_cksum_mbuf(m, l4_off, len, &sum) != 0))
		return 0;
	return bp_cksum_fold(bp_cksum_add(sum, bp_ipv6_phdr_sum(ipv6_hdr, 0)));
}

/* The checksum that a sum makes; UDP has no 0, which says "none" (RFC 768). */
static inline uint16_t
bp_l4_cksum(uint16_t sum, uint8_t proto)
{
	const uint16_t cksum = (uint16_t)~sum;

	return cksum == 0 && proto == IPPROTO_UDP ? 0xffff : cksum;
}

/* 0 if the sum is that of a packet whose checksum is right, else -1. */
static inline int
bp_l4_verify(uint16_t sum)
{
	return sum == 0xffff ? 0 : -1;
}

/*
 * The checksum of UDP or TCP on top of IPv4, from the layer-4 header on as
 * long as the IPv4 header says; 0xffff if it says less than its own length.
 */
static inline uint16_t
rte_ipv4_udptcp_cksum(const struct rte_ipv4_hdr *ipv4_hdr, const void *l4_hdr)
{
	return bp_l4_cksum(bp_ipv4_l4_sum(ipv4_hdr, l4_hdr),
			ipv4_hdr->next_proto_id);
}

/* As rte_ipv4_udptcp_cksum(), of a packet; 0xffff if that is too short. */
__rte_experimental static inline uint16_t
rte_ipv4_udptcp_cksum_mbuf(const struct rte_mbuf *m,
		const struct rte_ipv4_hdr *ipv4_hdr, uint16_t l4_off)
{
	return bp_l4_cksum(bp_ipv4_l4_sum_mbuf(m, ipv4_hdr, l4_off),
			ipv4_hdr->next_proto_id);
}

/*
 * 0 if the checksum in the layer-4 header is right, else -1. A datagram of UDP
 * without checksum gives -1: that it has none, is for the caller to look at.
 */
__rte_experimental static inline int
rte_ipv4_udptcp_cksum_verify(
		const struct rte_ipv4_hdr *ipv4_hdr, const void *l4_hdr)
{
	return bp_l4_verify(bp_ipv4_l4_sum(ipv4_hdr, l4_hdr));
}

/* As rte_ipv4_udptcp_cksum_verify(), of a packet; -1 if that is too short. */
__rte_experimental static inline int
rte_ipv4_udptcp_cksum_mbuf_verify(const struct rte_mbuf *m,
		const struct rte_ipv4_hdr *ipv4_hdr, uint16_t l4_off)
{
	return bp_l4_verify(bp_ipv4_l4_sum_mbuf(m, ipv4_hdr, l4_off));
}

/*
 * As rte_ipv4_udptcp_cksum(), on top of IPv6. Protocol and length are those in
 * the IPv6 header: right where no extension header follows it.
 */
static inline uint16_t
rte_ipv6_udptcp_cksum(const struct rte_ipv6_hdr *ipv6_hdr, const void *l4_hdr)
{
	return bp_l4_cksum(bp_ipv6_l4_sum(ipv6_hdr, l4_hdr), ipv6_hdr->proto);
}

/* As rte_ipv6_udptcp_cksum(), of a packet; 0xffff if that is too short. */
__rte_experimental static inline uint16_t
rte_ipv6_udptcp_cksum_mbuf(const struct rte_mbuf *m,
		const struct rte_ipv6_hdr *ipv6_hdr, uint16_t l4_off)
{
	return bp_l4_cksum(bp_ipv6_l4_sum_mbuf(m, ipv6_hdr, l4_off),
			ipv6_hdr->proto);
}

/* 0 if the checksum in the layer-4 header is right, else -1. */
__rte_experimental static inline int
rte_ipv6_udptcp_cksum_verify(
		const struct rte_ipv6_hdr *ipv6_hdr, const void *l4_hdr)
{
	return bp_l4_verify(bp_ipv6_l4_sum(ipv6_hdr, l4_hdr));
}

/* As rte_ipv6_udptcp_cksum_verify(), of a packet; -1 if that is too short. */
__rte_experimental static inline int
rte_ipv6_udptcp_cksum_mbuf_verify(const struct rte_mbuf *m,
		const struct rte_ipv6_hdr *ipv6_hdr, uint16_t l4_off)
{
	return bp_l4_verify(bp_ipv6_l4_sum_mbuf(m, ipv6_hdr, l4_off));
}

/*
 * Look at the extension header at p, of which two bytes must be there, of the
 * protocol proto: its length goes to ext_len, the protocol of the next header
 * is returned. -EINVAL if proto is not an extension header's that tells it.
 */
__rte_experimental static inline int
rte_ipv6_get_next_ext(const uint8_t *p, int proto, size_t *ext_len)
{
	switch (proto) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
		*ext_len = (p[1] + (size_t)1) * 8;
		return p[0];
	case IPPROTO_FRAGMENT:
		*ext_len = RTE_IPV6_FRAG_HDR_SIZE;
		return p[0];
	case IPPROTO_AH: /* counts words of 4 bytes, RFC 4302 */
		*ext_len = (p[1] + (size_t)2) * 4;
		return p[0];
	default:
		return -EINVAL;
	}
}

#ifdef __cplusplus
}
#endif

#endif
