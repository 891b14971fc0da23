/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of HiGig2, which Broadcom's switch chips put before Ethernet.
 */
#ifndef RTE_HIGIG_H
#define RTE_HIGIG_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The fabric routing control. */
struct rte_higig2_frc {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint32_t ksop : 8;
	uint32_t tc : 4;
	uint32_t mcst : 1;
	uint32_t resv : 3;
	uint32_t dst_modid : 8;
	uint32_t dst_pid : 8;
	uint32_t src_modid : 8;
	uint32_t src_pid : 8;
	uint32_t lbid : 8;
	uint32_t ppd_type : 3; /* which of the two types follows */
	uint32_t resv1 : 3;
	uint32_t dp : 2;
#else
	uint32_t ksop : 8;
	uint32_t resv : 3;
	uint32_t mcst : 1;
	uint32_t tc : 4;
	uint32_t dst_modid : 8;
	uint32_t dst_pid : 8;
	uint32_t src_modid : 8;
	uint32_t src_pid : 8;
	uint32_t lbid : 8;
	uint32_t dp : 2;
	uint32_t resv1 : 3;
	uint32_t ppd_type : 3;
#endif
};

BP_SIZE_IS(struct rte_higig2_frc, 8);

/* The packet processing descriptor, type 0. */
struct rte_higig2_ppt_type0 {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint32_t mirror : 1;
	uint32_t mirror_done : 1;
	uint32_t mirror_only : 1;
	uint32_t ingress_tagged : 1;
	uint32_t dst_tgid : 3;
	uint32_t dst_t : 1;
	uint32_t vc_label2 : 4;
	uint32_t label_present : 1;
	uint32_t l3 : 1;
	uint32_t res : 2;
	uint32_t vc_label1 : 8;
	uint32_t vc_label0 : 8;
	uint32_t vid_high : 8;
	uint32_t vid_low : 8;
	uint32_t opc : 3;
	uint32_t res1 : 2;
	uint32_t srce_t : 1;
	uint32_t pf : 2;
	uint32_t res2 : 5;
	uint32_t hdr_ext_length : 3;
#else
	uint32_t dst_t : 1;
	uint32_t dst_tgid : 3;
	uint32_t ingress_tagged : 1;
	uint32_t mirror_only : 1;
	uint32_t mirror_done : 1;
	uint32_t mirror : 1;
	uint32_t res : 2;
	uint32_t l3 : 1;
	uint32_t label_present : 1;
	uint32_t vc_label2 : 4;
	uint32_t vc_label1 : 8;
	uint32_t vc_label0 : 8;
	uint32_t vid_high : 8;
	uint32_t vid_low : 8;
	uint32_t pf : 2;
	uint32_t srce_t : 1;
	uint32_t res1 : 2;
	uint32_t opc : 3;
	uint32_t hdr_ext_length : 3;
	uint32_t res2 : 5;
#endif
};

BP_SIZE_IS(struct rte_higig2_ppt_type0, 8);

/* The packet processing descriptor, type 1. */
struct rte_higig2_ppt_type1 {
	uint16_t classification;
	uint16_t resv;
	uint16_t vid;
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint16_t opcode : 3;
	uint16_t resv1 : 2;
	uint16_t src_t : 1;
	uint16_t pfm : 2;
	uint16_t resv2 : 5;
	uint16_t hdr_ext_len : 3;
#else
	uint16_t pfm : 2;
	uint16_t src_t : 1;
	uint16_t resv1 : 2;
	uint16_t opcode : 3;
	uint16_t hdr_ext_len : 3;
	uint16_t resv2 : 5;
#endif
};

BP_SIZE_IS(struct rte_higig2_ppt_type1, 8);
BP_FIELD_AT(struct rte_higig2_ppt_type1, resv, 2);
BP_FIELD_AT(struct rte_higig2_ppt_type1, vid, 4);

struct rte_higig2_hdr {
	struct rte_higig2_frc fcr;
	RTE_STD_C11
	union {
		struct rte_higig2_ppt_type0 ppt0;
		struct rte_higig2_ppt_type1 ppt1;
	};
};

BP_SIZE_IS(struct rte_higig2_hdr, 16);
BP_FIELD_AT(struct rte_higig2_hdr, ppt0, 8);
BP_FIELD_AT(struct rte_higig2_hdr, ppt1, 8);

#ifdef __cplusplus
}
#endif

#endif
