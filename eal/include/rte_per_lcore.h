/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Variables of which each thread has its own copy. The object behind NAME is
 * called per_lcore_NAME and is an ordinary thread-local: threads that are no
 * lcores have one too, and a new thread's copy starts as the definition says.
 */
#ifndef RTE_PER_LCORE_H
#define RTE_PER_LCORE_H

#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_DEFINE_PER_LCORE(type, name)                                       \
	__thread __typeof__(type) per_lcore_##name

#define RTE_DECLARE_PER_LCORE(type, name)                                      \
	extern __thread __typeof__(type) per_lcore_##name

/* The calling thread's copy, an lvalue. */
#define RTE_PER_LCORE(name) (per_lcore_##name)

#ifdef __cplusplus
}
#endif

#endif
