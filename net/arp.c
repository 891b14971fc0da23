/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making ARP frames (RFC 826) and reverse ARP frames (RFC 903).
 */
#include <bufplane_export.h>
#include <string.h>

#include <rte_arp.h>
#include <rte_ether.h>
#include <rte_mbuf.h>

/* "Who am I", asked by mac of everybody, padded to the shortest frame. */
static void
fill_rarp(char *frame, const struct rte_ether_addr *mac)
{
	struct rte_ether_hdr *eth = (void *)frame;
	struct rte_arp_hdr *arp = (void *)(frame + sizeof(*eth));

	memset(frame, 0, RTE_ETHER_MIN_LEN);
	memset(&eth->dst_addr, 0xff, sizeof(eth->dst_addr));
	eth->src_addr = *mac;
	eth->ether_type = rte_cpu_to_be_16(RTE_ETHER_TYPE_RARP);
	arp->arp_hardware = rte_cpu_to_be_16(RTE_ARP_HRD_ETHER);
	arp->arp_protocol = rte_cpu_to_be_16(RTE_ETHER_TYPE_IPV4);
	arp->arp_hlen = RTE_ETHER_ADDR_LEN;
	arp->arp_plen = sizeof(arp->arp_data.arp_sip);
	arp->arp_opcode = rte_cpu_to_be_16(RTE_ARP_OP_REVREQUEST);
	arp->arp_data.arp_sha = *mac;
	arp->arp_data.arp_tha = *mac;
}

BP_EXPORT
struct rte_mbuf *
rte_net_make_rarp_packet(
		struct rte_mempool *mpool, const struct rte_ether_addr *mac)
{
	struct rte_mbuf *m;
	char *frame;

	if (mpool == NULL)
		return NULL;
	m = rte_pktmbuf_alloc(mpool);
	if (m == NULL)
		return NULL;
	frame = rte_pktmbuf_append(m, RTE_ETHER_MIN_LEN);
	if (frame == NULL) {
		rte_pktmbuf_free(m);
		return NULL;
	}
	fill_rarp(frame, mac);
	return m;
}
