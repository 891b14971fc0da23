/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Marks of maturity. DPDK tags calls that may still change; Bufplane keeps
 * them as stable as all others, so here both marks are remarks for the reader
 * and a program needs neither ALLOW_EXPERIMENTAL_API nor ALLOW_INTERNAL_API.
 */
#ifndef RTE_COMPAT_H
#define RTE_COMPAT_H

#ifndef __has_attribute
#define __has_attribute(x) 0
#endif

#define __rte_experimental
#define __rte_internal

#endif
