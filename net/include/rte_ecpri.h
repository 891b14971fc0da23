/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers of eCPRI messages (eCPRI specification 2.0), behind Ethernet or
 * UDP. Fields are in network order. The bit-fields are those of 32-bit words
 * in the order of the processor: swap the whole word to read them.
 */
#ifndef RTE_ECPRI_H
#define RTE_ECPRI_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_ECPRI_REV_UP_TO_20 1 /* the revision, up to version 2.0 */

#define RTE_ECPRI_MSG_TYPE_IQ_DATA   0
#define RTE_ECPRI_MSG_TYPE_BIT_SEQ   1
#define RTE_ECPRI_MSG_TYPE_RTC_CTRL  2
#define RTE_ECPRI_MSG_TYPE_GEN_DATA  3
#define RTE_ECPRI_MSG_TYPE_RM_ACC    4
#define RTE_ECPRI_MSG_TYPE_DLY_MSR   5
#define RTE_ECPRI_MSG_TYPE_RMT_RST   6
#define RTE_ECPRI_MSG_TYPE_EVT_IND   7
#define RTE_ECPRI_MSG_TYPE_IWF_UP    8
#define RTE_ECPRI_MSG_TYPE_IWF_OPT   9
#define RTE_ECPRI_MSG_TYPE_IWF_MAP   10
#define RTE_ECPRI_MSG_TYPE_IWF_DCTRL 11

/* Types of an event indication. */
#define RTE_ECPRI_EVT_IND_FAULT_IND 0x00
#define RTE_ECPRI_EVT_IND_FAULT_ACK 0x01
#define RTE_ECPRI_EVT_IND_NTFY_IND  0x02
#define RTE_ECPRI_EVT_IND_SYNC_REQ  0x03
#define RTE_ECPRI_EVT_IND_SYNC_ACK  0x04
#define RTE_ECPRI_EVT_IND_SYNC_END  0x05

/* The header that all messages have. */
struct rte_ecpri_common_hdr {
	RTE_STD_C11
	union {
		rte_be32_t u32;
		struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
			uint32_t size : 16; /* of the payload */
			uint32_t type : 8;  /* RTE_ECPRI_MSG_TYPE_* */
			uint32_t c : 1;     /* another message follows */
			uint32_t res : 3;
			uint32_t revision : 4;
#else
			uint32_t revision : 4;
			uint32_t res : 3;
			uint32_t c : 1;
			uint32_t type : 8;
			uint32_t size : 16;
#endif
		};
	};
};

BP_SIZE_IS(struct rte_ecpri_common_hdr, 4);
BP_FIELD_AT(struct rte_ecpri_common_hdr, u32, 0);

/* Type 0: IQ data. */
struct rte_ecpri_msg_iq_data {
	rte_be16_t pc_id; /* physical channel */
	rte_be16_t seq_id;
};

BP_SIZE_IS(struct rte_ecpri_msg_iq_data, 4);
BP_FIELD_AT(struct rte_ecpri_msg_iq_data, seq_id, 2);

/* Type 1: a bit sequence. */
struct rte_ecpri_msg_bit_seq {
	rte_be16_t pc_id;
	rte_be16_t seq_id;
};

BP_SIZE_IS(struct rte_ecpri_msg_bit_seq, 4);
BP_FIELD_AT(struct rte_ecpri_msg_bit_seq, seq_id, 2);

/* Type 2: real-time control data. */
struct rte_ecpri_msg_rtc_ctrl {
	rte_be16_t rtc_id;
	rte_be16_t seq_id;
};

BP_SIZE_IS(struct rte_ecpri_msg_rtc_ctrl, 4);
BP_FIELD_AT(struct rte_ecpri_msg_rtc_ctrl, seq_id, 2);

/* Type 3: generic data transfer. */
struct rte_ecpri_msg_gen_data {
	rte_be32_t pc_id;
	rte_be32_t seq_id;
};

BP_SIZE_IS(struct rte_ecpri_msg_gen_data, 8);
BP_FIELD_AT(struct rte_ecpri_msg_gen_data, seq_id, 4);

/* Type 4: remote memory access. */
struct rte_ecpri_msg_rm_access {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint32_t ele_id : 16; /* whose memory */
	uint32_t rr : 4;      /* request or response */
	uint32_t rw : 4;      /* read or write */
	uint32_t rma_id : 8;
#else
	uint32_t rma_id : 8;
	uint32_t rw : 4;
	uint32_t rr : 4;
	uint32_t ele_id : 16;
#endif
	uint8_t addr[6];
	rte_be16_t length;
};

BP_SIZE_IS(struct rte_ecpri_msg_rm_access, 12);
BP_FIELD_AT(struct rte_ecpri_msg_rm_access, addr, 4);
BP_FIELD_AT(struct rte_ecpri_msg_rm_access, length, 10);

/* Type 5: one-way delay measurement. */
struct rte_ecpri_msg_delay_measure {
	uint8_t msr_id;
	uint8_t act_type;
};

BP_SIZE_IS(struct rte_ecpri_msg_delay_measure, 2);
BP_FIELD_AT(struct rte_ecpri_msg_delay_measure, act_type, 1);

/* Type 6: remote reset. */
struct rte_ecpri_msg_remote_reset {
	rte_be16_t rst_id;
	uint8_t rst_op;
};

BP_SIZE_IS(struct rte_ecpri_msg_remote_reset, 4);
BP_FIELD_AT(struct rte_ecpri_msg_remote_reset, rst_op, 2);

/* Type 7: event indication. */
struct rte_ecpri_msg_event_ind {
	uint8_t evt_id;
	uint8_t evt_type; /* RTE_ECPRI_EVT_IND_* */
	uint8_t seq;
	uint8_t number; /* of faults or notifications */
};

BP_SIZE_IS(struct rte_ecpri_msg_event_ind, 4);
BP_FIELD_AT(struct rte_ecpri_msg_event_ind, evt_type, 1);
BP_FIELD_AT(struct rte_ecpri_msg_event_ind, seq, 2);
BP_FIELD_AT(struct rte_ecpri_msg_event_ind, number, 3);

/* Any message: the common header and what its type names. */
struct rte_ecpri_combined_msg_hdr {
	struct rte_ecpri_common_hdr common;
	RTE_STD_C11
	union {
		struct rte_ecpri_msg_iq_data type0;
		struct rte_ecpri_msg_bit_seq type1;
		struct rte_ecpri_msg_rtc_ctrl type2;
		struct rte_ecpri_msg_gen_data type3;
		struct rte_ecpri_msg_rm_access type4;
		struct rte_ecpri_msg_delay_measure type5;
		struct rte_ecpri_msg_remote_reset type6;
		struct rte_ecpri_msg_event_ind type7;
		rte_be32_t dummy[3];
	};
};

BP_SIZE_IS(struct rte_ecpri_combined_msg_hdr, 16);
BP_FIELD_AT(struct rte_ecpri_combined_msg_hdr, type4, 4);
BP_FIELD_AT(struct rte_ecpri_combined_msg_hdr, dummy, 4);

#ifdef __cplusplus
}
#endif

#endif
