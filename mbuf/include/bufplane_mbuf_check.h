/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Is this buffer what it should be? The checks that a program calls, and those
 * which the inline functions make in programs built with RTE_LIBRTE_MBUF_DEBUG
 * and which cost nothing otherwise. Programs include rte_mbuf.h.
 */
#ifndef BUFPLANE_MBUF_CHECK_H
#define BUFPLANE_MBUF_CHECK_H

#include <bufplane_mbuf_refcnt.h>
#include <stdio.h>

#include <rte_debug.h>
#include <rte_mbuf_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Whether m is sound. is_header says that it is the first segment of a packet:
 * then the chain behind it is looked at too. 0, or -1 with *reason pointing at
 * a constant text that says what is wrong.
 */
int rte_mbuf_check(
		const struct rte_mbuf *m, int is_header, const char **reason);

/* As rte_mbuf_check(), but a buffer that is not sound ends the program. */
void rte_mbuf_sanity_check(const struct rte_mbuf *m, int is_header);

/*
 * Write the buffer's fields, and those of each segment behind it, to f, with
 * the packet's first dump_len bytes in hexadecimal.
 */
void rte_pktmbuf_dump(FILE *f, const struct rte_mbuf *m, unsigned int dump_len);

#ifdef RTE_LIBRTE_MBUF_DEBUG
#define BP_MBUF_SANITY(m, is_header) rte_mbuf_sanity_check(m, is_header)
#else
#define BP_MBUF_SANITY(m, is_header)                                           \
	do {                                                                   \
	} while (0)
#endif

/* The resting state of a buffer in its pool; see rte_mbuf_core.h. */
static inline void
bp_mbuf_raw_check(const struct rte_mbuf *m)
{
	BP_MBUF_SANITY(m, 0);
	RTE_ASSERT(m->nb_segs == 1 && m->next == NULL);
	RTE_ASSERT(rte_mbuf_refcnt_read(m) == 1);
	(void)m;
}

/* For drivers that take buffers from a pool without rte_mbuf_raw_alloc(). */
#define MBUF_RAW_ALLOC_CHECK(m) bp_mbuf_raw_check(m)

#ifdef __cplusplus
}
#endif

#endif
