/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the stack layer offer each other and its tests.
 */
#ifndef STACK_H
#define STACK_H

#include <stdbool.h>

#include <rte_stack.h>

/* Put all elements of a lock-free stack, whose list `used` is empty, on `free`.
 */
void stack_lf_init(struct rte_stack *s);

/* Whether the processor has the exchange that lock-free stacks need. */
bool stack_lf_supported(void);

/*
 * Whether a stack that nobody uses at the moment keeps its invariants; if
 * not, *reason says which one is broken.
 */
bool stack_check(const struct rte_stack *s, const char **reason);

#endif
