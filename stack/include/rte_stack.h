/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A stack of pointers, last in, first out, of a fixed capacity, that any
 * number of threads use at once. A call moves all of its objects or none. By
 * default a spinlock guards it; with RTE_STACK_F_LF it is lock-free, which
 * costs more per call, but no thread ever waits for one that was preempted.
 */
#ifndef RTE_STACK_H
#define RTE_STACK_H

#include <bufplane_stack_core.h>

#include <rte_debug.h>
#include <rte_errno.h>
#include <rte_memzone.h>
#include <rte_spinlock.h>
#include <rte_stack_lf.h>
#include <rte_stack_std.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Push n objects, the last of them on top. Returns n, or 0 without any pushed
 * when there is not room for all.
 */
static __rte_always_inline unsigned int
rte_stack_push(struct rte_stack *s, void *const *obj_table, unsigned int n)
{
	if (s->flags & RTE_STACK_F_LF)
		return __rte_stack_lf_push(s, obj_table, n);
	return __rte_stack_std_push(s, obj_table, n);
}

/*
 * Pop n objects, the topmost first. Returns n, or 0 with obj_table untouched
 * when there are fewer.
 */
static __rte_always_inline unsigned int
rte_stack_pop(struct rte_stack *s, void **obj_table, unsigned int n)
{
	if (s->flags & RTE_STACK_F_LF)
		return __rte_stack_lf_pop(s, obj_table, n);
	return __rte_stack_std_pop(s, obj_table, n);
}

/* How many objects are on the stack, at some moment of the call. */
static __rte_always_inline unsigned int
rte_stack_count(struct rte_stack *s)
{
	if (s->flags & RTE_STACK_F_LF)
		return __rte_stack_lf_count(s);
	return __rte_stack_std_count(s);
}

/* For how many more objects there is room, at some moment of the call. */
static __rte_always_inline unsigned int
rte_stack_free_count(struct rte_stack *s)
{
	return s->capacity - rte_stack_count(s);
}

/*
 * Create a stack for count objects, with memory of socket_id or any
 * (SOCKET_ID_ANY); flags are RTE_STACK_F_* or 0. Returns NULL with rte_errno
 * EINVAL, ENAMETOOLONG, EEXIST, ENOSPC or ENOMEM, or ENOTSUP if this
 * processor cannot have it lock-free.
 */
struct rte_stack *rte_stack_create(const char *name, unsigned int count,
		int socket_id, uint32_t flags);

/* Free a stack that no thread uses any more; NULL is ignored. */
void rte_stack_free(struct rte_stack *s);

/* Find a stack by name; NULL with rte_errno ENOENT, or EINVAL for NULL. */
struct rte_stack *rte_stack_lookup(const char *name);

#ifdef __cplusplus
}
#endif

#endif
