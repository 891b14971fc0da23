/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Congestion management: the modes in which a queue may drop early, and their
 * parameters. Types only.
 */
#ifndef RTE_CMAN_H
#define RTE_CMAN_H

#include <stdint.h>

#include <rte_bitops.h>

/* How congestion is managed. */
enum rte_cman_mode {
	RTE_CMAN_RED = RTE_BIT32(0), /* random early detection */
};

/* Thresholds in percent of the queue; 1 / maxp_inv is the top probability. */
struct rte_cman_red_params {
	uint8_t min_th;
	uint8_t max_th;
	uint16_t maxp_inv;
};

#endif
