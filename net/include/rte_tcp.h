/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of TCP, as it is on the wire (RFC 9293). Fields are in network
 * order.
 */
#ifndef RTE_TCP_H
#define RTE_TCP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_tcp_hdr {
	rte_be16_t src_port;
	rte_be16_t dst_port;
	rte_be32_t sent_seq;
	rte_be32_t recv_ack;
	uint8_t data_off;  /* upper half: the header's length in words */
	uint8_t tcp_flags; /* RTE_TCP_*_FLAG */
	rte_be16_t rx_win;
	rte_be16_t cksum;
	rte_be16_t tcp_urp;
} __rte_packed;

BP_SIZE_IS(struct rte_tcp_hdr, 20);
BP_FIELD_AT(struct rte_tcp_hdr, dst_port, 2);
BP_FIELD_AT(struct rte_tcp_hdr, sent_seq, 4);
BP_FIELD_AT(struct rte_tcp_hdr, recv_ack, 8);
BP_FIELD_AT(struct rte_tcp_hdr, data_off, 12);
BP_FIELD_AT(struct rte_tcp_hdr, tcp_flags, 13);
BP_FIELD_AT(struct rte_tcp_hdr, rx_win, 14);
BP_FIELD_AT(struct rte_tcp_hdr, cksum, 16);
BP_FIELD_AT(struct rte_tcp_hdr, tcp_urp, 18);

#define RTE_TCP_FIN_FLAG 0x01
#define RTE_TCP_SYN_FLAG 0x02
#define RTE_TCP_RST_FLAG 0x04
#define RTE_TCP_PSH_FLAG 0x08
#define RTE_TCP_ACK_FLAG 0x10
#define RTE_TCP_URG_FLAG 0x20
#define RTE_TCP_ECE_FLAG 0x40
#define RTE_TCP_CWR_FLAG 0x80

#ifdef __cplusplus
}
#endif

#endif
