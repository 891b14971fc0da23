/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stacks in shared memory whose users may be killed. One with a lock is taken
 * over from a dead holder by the next one who wants it, complete: it never
 * breaks. A lock-free one never waits, but has room for fewer objects after a
 * process died in a push or a pop, for its elements are nobody's.
 */
#ifndef BUFPLANE_STACK_H
#define BUFPLANE_STACK_H

#include <rte_stack.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Make a stack empty, with all of its room, whatever state it was left in. The
 * caller sees to it that no thread of any process uses it meanwhile.
 */
void bp_stack_clear(struct rte_stack *s);

#ifdef __cplusplus
}
#endif

#endif
