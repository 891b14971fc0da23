/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls of rte_stack.h for a stack under a lock. Invariant: the objects are
 * objs[0] to objs[len - 1], the top last, and so they are at every moment: len
 * grows after the objects are there. So the lock of a process that died can be
 * taken over, and the stack is as it was before the call or after it.
 */
#ifndef RTE_STACK_STD_H
#define RTE_STACK_STD_H

#include <bufplane_group.h>
#include <bufplane_stack_core.h>

#include <rte_branch_prediction.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Two pointers that are moved as one, wherever they lie. Both ways use this
 * size, since a load that spans several stores has to wait for them.
 */
typedef uintptr_t bp_stack_pair
		__attribute__((vector_size(16), aligned(8), may_alias));

/* Copy n pointers. */
static __rte_always_inline void
bp_stack_copy_up(void **to, void *const *from, unsigned int n)
{
	if (n & 1)
		*to++ = *from++;
	for (n /= 2; n > 0; n--, to += 2, from += 2)
		*(bp_stack_pair *)to = *(const bp_stack_pair *)from;
}

/* Copy n pointers to `to`, the last of those that end before `end` first. */
static __rte_always_inline void
bp_stack_copy_down(void **to, void *const *end, unsigned int n)
{
	if (n & 1)
		*to++ = *--end;
	for (n /= 2; n > 0; n--, to += 2) {
		end -= 2;
		const bp_stack_pair up = *(const bp_stack_pair *)end;
		const bp_stack_pair down = {up[1], up[0]};

		*(bp_stack_pair *)to = down;
	}
}

/* As the calls below, when another thread has the lock: wait for it. */
unsigned int bp_stack_std_push_wait(
		struct rte_stack *s, void *const *obj_table, unsigned int n);
unsigned int bp_stack_std_pop_wait(
		struct rte_stack *s, void **obj_table, unsigned int n);

/* Push with the lock held, and let it go. */
static __rte_always_inline unsigned int
bp_stack_std_push_locked(
		struct rte_stack *s, void *const *obj_table, unsigned int n)
{
	struct rte_stack_std *std = &s->stack_std;
	uint32_t len = std->len;

	if (unlikely(n > s->capacity - len)) {
		n = 0;
	} else {
		bp_stack_copy_up(&std->objs[len], obj_table, n);
		/* A process that dies stops between two instructions. */
		__atomic_signal_fence(__ATOMIC_RELEASE);
		__atomic_store_n(&std->len, len + n, __ATOMIC_RELAXED);
	}
	bp_group_unlock(&std->lock.locked);
	return n;
}

/* Pop with the lock held, and let it go. */
static __rte_always_inline unsigned int
bp_stack_std_pop_locked(struct rte_stack *s, void **obj_table, unsigned int n)
{
	struct rte_stack_std *std = &s->stack_std;
	uint32_t len = std->len;

	if (unlikely(n > len)) {
		n = 0;
	} else {
		bp_stack_copy_down(obj_table, &std->objs[len], n);
		__atomic_store_n(&std->len, len - n, __ATOMIC_RELAXED);
	}
	bp_group_unlock(&std->lock.locked);
	return n;
}

static __rte_always_inline unsigned int
__rte_stack_std_push(
		struct rte_stack *s, void *const *obj_table, unsigned int n)
{
	if (unlikely(!bp_group_trylock(&s->stack_std.lock.locked)))
		return bp_stack_std_push_wait(s, obj_table, n);
	return bp_stack_std_push_locked(s, obj_table, n);
}

static __rte_always_inline unsigned int
__rte_stack_std_pop(struct rte_stack *s, void **obj_table, unsigned int n)
{
	if (unlikely(!bp_group_trylock(&s->stack_std.lock.locked)))
		return bp_stack_std_pop_wait(s, obj_table, n);
	return bp_stack_std_pop_locked(s, obj_table, n);
}

static __rte_always_inline unsigned int
__rte_stack_std_count(struct rte_stack *s)
{
	return __atomic_load_n(&s->stack_std.len, __ATOMIC_RELAXED);
}

#ifdef __cplusplus
}
#endif

#endif
