/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls of rte_stack.h for a stack made with RTE_STACK_F_LF. They are
 * calls indeed, not inlined: four atomic exchanges outweigh one.
 */
#ifndef RTE_STACK_LF_H
#define RTE_STACK_LF_H

#include <rte_stack_lf_c11.h>

#ifdef __cplusplus
extern "C" {
#endif

static __rte_always_inline unsigned int
__rte_stack_lf_push(struct rte_stack *s, void *const *obj_table, unsigned int n)
{
	return bp_stack_lf_push(s, obj_table, n);
}

static __rte_always_inline unsigned int
__rte_stack_lf_pop(struct rte_stack *s, void **obj_table, unsigned int n)
{
	return bp_stack_lf_pop(s, obj_table, n);
}

#ifdef __cplusplus
}
#endif

#endif
