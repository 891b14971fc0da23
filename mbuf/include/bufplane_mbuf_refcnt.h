/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many users a buffer, or an external memory area, has. While the count
 * is 1 its one user owns the buffer and changes the count with plain stores;
 * otherwise changes are atomic. Without RTE_MBUF_REFCNT_ATOMIC those of
 * buffers never are, for programs that share no buffer between threads: program
 * and library must agree on that, and bufplane_mode.h sees to it. The count of
 * an external area is atomic in any case.
 *
 * Order: each drop of a reference is a release, and whoever then finds itself
 * the last user has made an acquire, so the others' accesses to the data come
 * before its own. Programs include rte_mbuf.h.
 */
#ifndef BUFPLANE_MBUF_REFCNT_H
#define BUFPLANE_MBUF_REFCNT_H

#include <bufplane_mbuf_check.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_mbuf_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Acquire: pairs with the release in bp_refcnt_add() of other users. */
static inline uint16_t
bp_refcnt_load(const uint16_t *refcnt)
{
	return __atomic_load_n(refcnt, __ATOMIC_ACQUIRE);
}

/* Relaxed: only the sole user stores; others get the buffer from it. */
static inline void
bp_refcnt_store(uint16_t *refcnt, uint16_t value)
{
	__atomic_store_n(refcnt, value, __ATOMIC_RELAXED);
}

/* Release for the drop, acquire for the one who drops last: pairs with itself
 * and with bp_refcnt_load(). */
static inline uint16_t
bp_refcnt_add(uint16_t *refcnt, int16_t value)
{
	return __atomic_add_fetch(refcnt, (uint16_t)value, __ATOMIC_ACQ_REL);
}

/* Change a count, and return the new one. */
static inline uint16_t
bp_refcnt_update(uint16_t *refcnt, int16_t value)
{
	uint16_t one;

	if (unlikely(bp_refcnt_load(refcnt) != 1))
		return bp_refcnt_add(refcnt, value);
	one = (uint16_t)(1 + value);
	bp_refcnt_store(refcnt, one);
	return one;
}

#ifdef RTE_MBUF_REFCNT_ATOMIC

/* The number of users of m. */
static inline uint16_t
rte_mbuf_refcnt_read(const struct rte_mbuf *m)
{
	return bp_refcnt_load(&m->refcnt);
}

/* Set the number of users; for the sole user only. */
static inline void
rte_mbuf_refcnt_set(struct rte_mbuf *m, uint16_t new_value)
{
	bp_refcnt_store(&m->refcnt, new_value);
}

/* As rte_mbuf_refcnt_update(), for a buffer that is known to be shared. */
static inline uint16_t
__rte_mbuf_refcnt_update(struct rte_mbuf *m, int16_t value)
{
	return bp_refcnt_add(&m->refcnt, value);
}

/* Add value, which may be negative, to the users; returns their number. */
static inline uint16_t
rte_mbuf_refcnt_update(struct rte_mbuf *m, int16_t value)
{
	return bp_refcnt_update(&m->refcnt, value);
}

#else

static inline uint16_t
rte_mbuf_refcnt_read(const struct rte_mbuf *m)
{
	return m->refcnt;
}

static inline void
rte_mbuf_refcnt_set(struct rte_mbuf *m, uint16_t new_value)
{
	m->refcnt = new_value;
}

static inline uint16_t
__rte_mbuf_refcnt_update(struct rte_mbuf *m, int16_t value)
{
	m->refcnt = (uint16_t)(m->refcnt + value);
	return m->refcnt;
}

static inline uint16_t
rte_mbuf_refcnt_update(struct rte_mbuf *m, int16_t value)
{
	return __rte_mbuf_refcnt_update(m, value);
}

#endif

/* As rte_mbuf_refcnt_read(), but of an external memory area. */
static inline uint16_t
rte_mbuf_ext_refcnt_read(const struct rte_mbuf_ext_shared_info *shinfo)
{
	return bp_refcnt_load(&shinfo->refcnt);
}

/* As rte_mbuf_refcnt_set(), but of an external memory area. */
static inline void
rte_mbuf_ext_refcnt_set(
		struct rte_mbuf_ext_shared_info *shinfo, uint16_t new_value)
{
	bp_refcnt_store(&shinfo->refcnt, new_value);
}

/* As rte_mbuf_refcnt_update(), but of an external memory area. */
static inline uint16_t
rte_mbuf_ext_refcnt_update(
		struct rte_mbuf_ext_shared_info *shinfo, int16_t value)
{
	return bp_refcnt_update(&shinfo->refcnt, value);
}

/* Add v to the users of every segment of a packet. */
static inline void
rte_pktmbuf_refcnt_update(struct rte_mbuf *m, int16_t v)
{
	BP_MBUF_SANITY(m, 1);
	for (; m != NULL; m = m->next)
		rte_mbuf_refcnt_update(m, v);
}

#ifdef __cplusplus
}
#endif

#endif
