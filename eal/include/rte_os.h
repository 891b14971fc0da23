/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux and its C library provide under the names that the other headers
 * use: CPU sets and linked lists. The operations on CPU sets expand to the
 * C library's, which only exist where _GNU_SOURCE is defined.
 */
#ifndef RTE_OS_H
#define RTE_OS_H

#include <sched.h>

#include <sys/queue.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_TAILQ_HEAD(name, type)          TAILQ_HEAD(name, type)
#define RTE_TAILQ_ENTRY(type)               TAILQ_ENTRY(type)
#define RTE_TAILQ_FOREACH(var, head, field) TAILQ_FOREACH (var, head, field)
#define RTE_TAILQ_FIRST(head)               TAILQ_FIRST(head)
#define RTE_TAILQ_NEXT(elem, field)         TAILQ_NEXT(elem, field)
#define RTE_STAILQ_HEAD(name, type)         STAILQ_HEAD(name, type)
#define RTE_STAILQ_ENTRY(type)              STAILQ_ENTRY(type)

#define RTE_HAS_CPUSET

typedef cpu_set_t rte_cpuset_t;

#define RTE_CPU_AND(dst, src1, src2) CPU_AND(dst, src1, src2)
#define RTE_CPU_OR(dst, src1, src2)  CPU_OR(dst, src1, src2)

/* Put every CPU that a set can name into the set. */
#define RTE_CPU_FILL(set)                                                      \
	do {                                                                   \
		for (unsigned int cpu_ = 0; cpu_ < CPU_SETSIZE; cpu_++)        \
			CPU_SET(cpu_, set);                                    \
	} while (0)

/* dst = the CPUs that are not in src; both may be the same set. */
#define RTE_CPU_NOT(dst, src)                                                  \
	do {                                                                   \
		for (unsigned int cpu_ = 0; cpu_ < CPU_SETSIZE; cpu_++) {      \
			if (CPU_ISSET(cpu_, src))                              \
				CPU_CLR(cpu_, dst);                            \
			else                                                   \
				CPU_SET(cpu_, dst);                            \
		}                                                              \
	} while (0)

#ifdef __cplusplus
}
#endif

#endif
