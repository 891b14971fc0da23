/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What ESP puts before and behind what it encrypts (RFC 4303). Fields are in
 * network order.
 */
#ifndef RTE_ESP_H
#define RTE_ESP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_esp_hdr {
	rte_be32_t spi; /* the security association */
	rte_be32_t seq;
} __rte_packed;

BP_SIZE_IS(struct rte_esp_hdr, 8);
BP_FIELD_AT(struct rte_esp_hdr, seq, 4);

/* Follows the padding, and is encrypted with it. */
struct rte_esp_tail {
	uint8_t pad_len; /* without this structure */
	uint8_t next_proto;
} __rte_packed;

BP_SIZE_IS(struct rte_esp_tail, 2);
BP_FIELD_AT(struct rte_esp_tail, next_proto, 1);

#ifdef __cplusplus
}
#endif

#endif
