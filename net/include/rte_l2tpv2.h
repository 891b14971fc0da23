/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers of L2TP version 2 messages (RFC 2661), behind UDP. Fields are in
 * network order; the bit-fields are those of a 16-bit word in the order of the
 * processor. Which optional fields there are, follows from the flags: there is
 * a struct for each set. offset_padding stands for the padding: it has the
 * size of a pointer, and no such member is on the wire.
 */
#ifndef RTE_L2TPV2_H
#define RTE_L2TPV2_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Flags and version of a control message, and of a data message with length
 * (L), sequence numbers (S) and offset (O).
 */
#define RTE_L2TPV2_MSG_TYPE_CONTROL    0xC802
#define RTE_L2TPV2_MSG_TYPE_DATA       0x0002
#define RTE_L2TPV2_MSG_TYPE_DATA_L     0x4002
#define RTE_L2TPV2_MSG_TYPE_DATA_S     0x0802
#define RTE_L2TPV2_MSG_TYPE_DATA_O     0x0202
#define RTE_L2TPV2_MSG_TYPE_DATA_L_S   0x4802
#define RTE_L2TPV2_MSG_TYPE_DATA_L_O   0x4202
#define RTE_L2TPV2_MSG_TYPE_DATA_S_O   0x0A02
#define RTE_L2TPV2_MSG_TYPE_DATA_L_S_O 0x4A02

/* The beginning of all messages. */
struct rte_l2tpv2_common_hdr {
	RTE_STD_C11
	union {
		rte_be16_t flags_version; /* the bits below, together */
		struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
			uint16_t ver : 4;
			uint16_t res3 : 4;
			uint16_t p : 1; /* priority */
			uint16_t o : 1; /* there is an offset */
			uint16_t res2 : 1;
			uint16_t s : 1; /* there are sequence numbers */
			uint16_t res1 : 2;
			uint16_t l : 1; /* there is a length */
			uint16_t t : 1; /* a control message */
#else
			uint16_t t : 1;
			uint16_t l : 1;
			uint16_t res1 : 2;
			uint16_t s : 1;
			uint16_t res2 : 1;
			uint16_t o : 1;
			uint16_t p : 1;
			uint16_t res3 : 4;
			uint16_t ver : 4;
#endif
		};
	};
};

BP_SIZE_IS(struct rte_l2tpv2_common_hdr, 2);
BP_FIELD_AT(struct rte_l2tpv2_common_hdr, flags_version, 0);

/* Length, sequence numbers, offset. */
struct rte_l2tpv2_msg_with_all_options {
	rte_be16_t length; /* of the whole message */
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
	rte_be16_t ns; /* number of this message */
	rte_be16_t nr; /* number of the message expected next */
	rte_be16_t offset_size;
	uint8_t *offset_padding;
} __rte_packed;

BP_SIZE_IS(struct rte_l2tpv2_msg_with_all_options, 20);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_all_options, tunnel_id, 2);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_all_options, session_id, 4);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_all_options, ns, 6);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_all_options, nr, 8);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_all_options, offset_size, 10);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_all_options, offset_padding, 12);

/* Sequence numbers, offset. */
struct rte_l2tpv2_msg_without_length {
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
	rte_be16_t ns;
	rte_be16_t nr;
	rte_be16_t offset_size;
	uint8_t *offset_padding;
} __rte_packed;

BP_SIZE_IS(struct rte_l2tpv2_msg_without_length, 18);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_length, session_id, 2);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_length, ns, 4);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_length, nr, 6);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_length, offset_size, 8);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_length, offset_padding, 10);

/* Length, offset. */
struct rte_l2tpv2_msg_without_ns_nr {
	rte_be16_t length;
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
	rte_be16_t offset_size;
	uint8_t *offset_padding;
};

BP_SIZE_IS(struct rte_l2tpv2_msg_without_ns_nr, 16);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_ns_nr, tunnel_id, 2);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_ns_nr, session_id, 4);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_ns_nr, offset_size, 6);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_ns_nr, offset_padding, 8);

/* Length, sequence numbers. */
struct rte_l2tpv2_msg_without_offset {
	rte_be16_t length;
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
	rte_be16_t ns;
	rte_be16_t nr;
};

BP_SIZE_IS(struct rte_l2tpv2_msg_without_offset, 10);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_offset, tunnel_id, 2);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_offset, session_id, 4);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_offset, ns, 6);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_offset, nr, 8);

/* Offset. */
struct rte_l2tpv2_msg_with_offset {
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
	rte_be16_t offset_size;
	uint8_t *offset_padding;
} __rte_packed;

BP_SIZE_IS(struct rte_l2tpv2_msg_with_offset, 14);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_offset, session_id, 2);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_offset, offset_size, 4);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_offset, offset_padding, 6);

/* Sequence numbers. */
struct rte_l2tpv2_msg_with_ns_nr {
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
	rte_be16_t ns;
	rte_be16_t nr;
};

BP_SIZE_IS(struct rte_l2tpv2_msg_with_ns_nr, 8);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_ns_nr, session_id, 2);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_ns_nr, ns, 4);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_ns_nr, nr, 6);

/* Length. */
struct rte_l2tpv2_msg_with_length {
	rte_be16_t length;
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
};

BP_SIZE_IS(struct rte_l2tpv2_msg_with_length, 6);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_length, tunnel_id, 2);
BP_FIELD_AT(struct rte_l2tpv2_msg_with_length, session_id, 4);

/* None of them. */
struct rte_l2tpv2_msg_without_all_options {
	rte_be16_t tunnel_id;
	rte_be16_t session_id;
};

BP_SIZE_IS(struct rte_l2tpv2_msg_without_all_options, 4);
BP_FIELD_AT(struct rte_l2tpv2_msg_without_all_options, session_id, 2);

/* Any message. */
struct rte_l2tpv2_combined_msg_hdr {
	struct rte_l2tpv2_common_hdr common;
	RTE_STD_C11
	union {
		struct rte_l2tpv2_msg_with_all_options type0;
		struct rte_l2tpv2_msg_without_length type1;
		struct rte_l2tpv2_msg_without_ns_nr type2;
		struct rte_l2tpv2_msg_without_offset type3;
		struct rte_l2tpv2_msg_with_offset type4;
		struct rte_l2tpv2_msg_with_ns_nr type5;
		struct rte_l2tpv2_msg_with_length type6;
		struct rte_l2tpv2_msg_without_all_options type7;
	};
} __rte_packed;

/* type2 has a pointer where pointers belong, hence the union's 24 bytes. */
BP_SIZE_IS(struct rte_l2tpv2_combined_msg_hdr, 26);
BP_FIELD_AT(struct rte_l2tpv2_combined_msg_hdr, type0, 2);
BP_FIELD_AT(struct rte_l2tpv2_combined_msg_hdr, type7, 2);

#ifdef __cplusplus
}
#endif

#endif
