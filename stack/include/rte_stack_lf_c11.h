/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mechanism of lock-free stacks; stack_lf.c has it, with the argument why
 * it is right.
 */
#ifndef RTE_STACK_LF_C11_H
#define RTE_STACK_LF_C11_H

#include <bufplane_stack_core.h>

#include <rte_branch_prediction.h>
#include <rte_prefetch.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Built in; rte_stack_create() says whether the processor can do it. */
#define RTE_STACK_LF_SUPPORTED

/* As rte_stack_push() and rte_stack_pop(), for lock-free stacks only. */
unsigned int bp_stack_lf_push(
		struct rte_stack *s, void *const *obj_table, unsigned int n);
unsigned int bp_stack_lf_pop(
		struct rte_stack *s, void **obj_table, unsigned int n);

/* Length and place of the top are one word: no lock, and never torn. */
static __rte_always_inline unsigned int
__rte_stack_lf_count(struct rte_stack *s)
{
	return (unsigned int)(__atomic_load_n(&s->stack_lf.used.head.pos,
					      __ATOMIC_RELAXED) >>
			32);
}

#ifdef __cplusplus
}
#endif

#endif
