/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a packet carries for hardware and scheduler beside its bytes: the
 * offload fields, their consistency, the names of flags, the scheduler's
 * decision. Programs include rte_mbuf.h.
 */
#ifndef BUFPLANE_MBUF_OFFLOAD_H
#define BUFPLANE_MBUF_OFFLOAD_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_mbuf_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The name of one receive flag, or NULL. */
const char *rte_get_rx_ol_flag_name(uint64_t mask);

/*
 * Write the names of the receive flags in mask to buf, a space after each.
 * 0, or -1 when buf is too small; it then holds the start.
 */
int rte_get_rx_ol_flag_list(uint64_t mask, char *buf, size_t buflen);

/* As rte_get_rx_ol_flag_name(), but of transmit flags. */
const char *rte_get_tx_ol_flag_name(uint64_t mask);

/* As rte_get_rx_ol_flag_list(), but of transmit flags. */
int rte_get_tx_ol_flag_list(uint64_t mask, char *buf, size_t buflen);

/* The value of rte_mbuf.tx_offload for the given field values. */
static __rte_always_inline uint64_t
rte_mbuf_tx_offload(uint64_t il2, uint64_t il3, uint64_t il4, uint64_t tso,
		uint64_t ol3, uint64_t ol2, uint64_t unused)
{
	uint64_t inner = il2 << RTE_MBUF_L2_LEN_OFS |
			il3 << RTE_MBUF_L3_LEN_OFS | il4 << RTE_MBUF_L4_LEN_OFS;
	uint64_t outer = ol3 << RTE_MBUF_OUTL3_LEN_OFS |
			ol2 << RTE_MBUF_OUTL2_LEN_OFS;

	return inner | outer | tso << RTE_MBUF_TSO_SEGSZ_OFS |
			unused << RTE_MBUF_TXOFLD_UNUSED_OFS;
}

/* 0, or -EINVAL when the packet's transmit flags contradict one another. */
static inline int
rte_validate_tx_offload(const struct rte_mbuf *m)
{
	const uint64_t f = m->ol_flags;
	const bool v4 = (f & RTE_MBUF_F_TX_IPV4) != 0;
	const bool v6 = (f & RTE_MBUF_F_TX_IPV6) != 0;
	const bool sum = (f & RTE_MBUF_F_TX_IP_CKSUM) != 0;
	const bool tso = (f & RTE_MBUF_F_TX_TCP_SEG) != 0;
	const bool l4 = tso || (f & RTE_MBUF_F_TX_L4_MASK) != 0;
	const uint64_t outer = f &
			(RTE_MBUF_F_TX_OUTER_IP_CKSUM |
					RTE_MBUF_F_TX_OUTER_IPV4);

	/* IPv4 alone has a header checksum, and needs one in each TSO part. */
	if (outer == RTE_MBUF_F_TX_OUTER_IP_CKSUM || (v6 && sum) ||
			(tso && v4 && !sum))
		return -EINVAL;
	/* Layer 4 is summed with the addresses, so their kind must be known. */
	if ((l4 && !v4 && !v6) || (tso && m->tso_segsz == 0))
		return -EINVAL;
	return 0;
}

static inline uint32_t
rte_mbuf_sched_queue_get(const struct rte_mbuf *m)
{
	return m->hash.sched.queue_id;
}

static inline uint8_t
rte_mbuf_sched_traffic_class_get(const struct rte_mbuf *m)
{
	return m->hash.sched.traffic_class;
}

static inline uint8_t
rte_mbuf_sched_color_get(const struct rte_mbuf *m)
{
	return m->hash.sched.color;
}

static inline void
rte_mbuf_sched_get(const struct rte_mbuf *m, uint32_t *queue_id,
		uint8_t *traffic_class, uint8_t *color)
{
	*queue_id = rte_mbuf_sched_queue_get(m);
	*traffic_class = rte_mbuf_sched_traffic_class_get(m);
	*color = rte_mbuf_sched_color_get(m);
}

static inline void
rte_mbuf_sched_queue_set(struct rte_mbuf *m, uint32_t queue_id)
{
	m->hash.sched.queue_id = queue_id;
}

static inline void
rte_mbuf_sched_traffic_class_set(struct rte_mbuf *m, uint8_t traffic_class)
{
	m->hash.sched.traffic_class = traffic_class;
}

static inline void
rte_mbuf_sched_color_set(struct rte_mbuf *m, uint8_t color)
{
	m->hash.sched.color = color;
}

/* Set the whole decision; the reserved part becomes 0. */
static inline void
rte_mbuf_sched_set(struct rte_mbuf *m, uint32_t queue_id, uint8_t traffic_class,
		uint8_t color)
{
	struct rte_mbuf_sched sched;

	sched.queue_id = queue_id;
	sched.traffic_class = traffic_class;
	sched.color = color;
	sched.reserved = 0;
	m->hash.sched = sched;
}

#ifdef __cplusplus
}
#endif

#endif
