/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Is this buffer what it should be? The checks that a program calls, and those
 * which the inline functions make and which cost nothing otherwise: whether a
 * buffer is sound (RTE_LIBRTE_MBUF_DEBUG), and whether it may be used in this
 * way (RTE_ASSERT(), with RTE_ENABLE_ASSERT). Any program may be compiled with
 * either, whatever the library was built with. Programs include rte_mbuf.h.
 */
#ifndef BUFPLANE_MBUF_CHECK_H
#define BUFPLANE_MBUF_CHECK_H

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

/* The name by which programs and drivers written for 22.11 know it. */
#define __rte_mbuf_sanity_check(m, is_h) BP_MBUF_SANITY(m, is_h)

/* Whether this file's functions check anything: some work differently then. */
#if defined(RTE_LIBRTE_MBUF_DEBUG) || defined(RTE_ENABLE_ASSERT)
#define BP_MBUF_CHECKED 1
#else
#define BP_MBUF_CHECKED 0
#endif

#ifdef __cplusplus
}
#endif

#endif
