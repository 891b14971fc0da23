/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lock-free stacks. Objects lie in elements; every element is on the list
 * `used`, or on the list `free`, or in the hands of one thread that moves it
 * from one to the other. A call takes a chain of n elements off one list with
 * one exchange of its head, and gives it to the other list with another.
 *
 * I1. A head is 128 bits: the index of the topmost element and the length, in
 *     one word, and the number of takes, which never repeats. A take changes
 *     both words at once [X1], a give the first alone [X2].
 * I2. The list of length len consists of the topmost element and those that
 *     are reached from it by len - 1 steps along next.
 * I3. next and data of an element are written only by the thread in whose
 *     hands it is; data is read by that thread only. (It is accessed as an
 *     atomic so that a test may try every order of accesses.)
 * I4. next always points to an element of the stack: a thread that follows
 *     next along elements which others took meanwhile [W1] reads elements
 *     still, however wrong.
 * I5. A taker reads the number of takes [L1], then index and length [L2], then
 *     next of the chain [W1]. If its exchange succeeds, nobody took since
 *     [L1]; since gives only lengthen a list, and the length is that of [L2],
 *     nobody gave since [L2] either. So all that [W1] read was, and is, true
 *     of this list, and the chain is the taker's own. This is the protection
 *     against ABA, a head that is the same again after other changes.
 * I6. A giver relies on one fact: the element that it wrote to next is on top
 *     when [X2] succeeds. The word [X2] compares says so, whatever happened to
 *     the list in between; no count is needed.
 * I7. Index and length are one word, so a length that is too short was the
 *     length at that moment: a call that fails fails rightly, though [L1] and
 *     [L2] may belong to different states.
 * I8. A release by [X2] (the giver wrote next and data) pairs with an acquire
 *     by [L2] of whoever sees that head or a later one, since all heads
 *     between them were made by exchanges too. So a taker reads next as it was
 *     written, and touches data after the giver did. For an element that goes
 *     from `used` to `free` the same pair orders the reads of data by who
 *     popped before the writes of data by who pushes next.
 * I9. [L1] is an acquire load so that [L2] comes after it, [L2] so that [W1]
 *     does; [W1] comes before [X1], which is a release as well. [X1] comes
 *     before all that is done to the chain, as it is an acquire.
 *
 * Who fails at [X1] stands back for a moment, then starts at [L1] again. One
 * thread's failure is another's success: lock-free.
 *
 * Chains turn around on their way: taken from the top of one list, the element
 * that was topmost is given as the lowest. A single thread thus moves elements
 * as an array stack would, in memory order, `free` upwards and `used`
 * downwards from one border. The walks below guess that neighbour and check
 * it, so that loading next delays nothing while the guess is right; other
 * threads may mix the order up, which costs time only.
 */
#include <bufplane_arch.h>
#include <bufplane_export.h>

#include <rte_cpuflags.h>
#include <rte_pause.h>
#include <rte_stack.h>

#include "stack.h"

enum direction {
	UPWARDS = 1,
	DOWNWARDS = -1
};

static inline uint64_t
pos_of(uint32_t len, uint32_t idx)
{
	return (uint64_t)len << 32 | idx;
}

/* The element below e on its list, probably its neighbour in memory. */
static __rte_always_inline struct rte_stack_lf_elem *
below(struct rte_stack_lf_elem *e, enum direction guess)
{
	struct rte_stack_lf_elem *near =
			(struct rte_stack_lf_elem *)((uintptr_t)e +
					(uintptr_t)(guess * (int)sizeof(*e)));
	/* [W1] pairs with nothing by itself; see I4, I5 and I9. */
	struct rte_stack_lf_elem *next =
			__atomic_load_n(&e->next, __ATOMIC_RELAXED);

	if (unlikely(next != near))
		return next;
	/* Not `next`, whatever the compiler may conclude from equality. */
	__asm__ volatile("" : "+r"(near));
	return near;
}

/* Take n elements, at least 1: the topmost, or NULL if there are fewer. */
static __rte_always_inline struct rte_stack_lf_elem *
take(struct rte_stack_lf *lf, struct rte_stack_lf_list *list, uint32_t n,
		enum direction guess)
{
	struct rte_stack_lf_elem *first, *rest;
	uint64_t old[2], new[2];
	uint32_t len, i;

	for (;;) {
		/* [L1] pairs with [X1]; see I5 and I9. */
		old[1] = __atomic_load_n(&list->head.cnt, __ATOMIC_ACQUIRE);
		/* [L2] pairs with [X2]; see I8. */
		old[0] = __atomic_load_n(&list->head.pos, __ATOMIC_ACQUIRE);
		len = (uint32_t)(old[0] >> 32);
		if (unlikely(len < n))
			return NULL;
		first = rest = &lf->elems[(uint32_t)old[0]];
		for (i = 0; i < n; i++)
			rest = below(rest, guess);
		new[0] = pos_of(len - n, (uint32_t)(rest - lf->elems));
		new[1] = old[1] + 1;
		/* [X1] acquire, pairs with [X2]; release, see I9. */
		if (likely(bp_arch_cas128(&list->head.pos, old, new)))
			return first;
		bp_stand_back();
	}
}

/* Put the caller's chain of n elements from top to bottom on a list. */
static __rte_always_inline void
give(struct rte_stack_lf *lf, struct rte_stack_lf_list *list,
		struct rte_stack_lf_elem *top, struct rte_stack_lf_elem *bottom,
		uint32_t n)
{
	uint64_t old, new;

	/* Relaxed: what it says is believed only if [X2] succeeds; see I6. */
	old = __atomic_load_n(&list->head.pos, __ATOMIC_RELAXED);
	do {
		/* Atomic as [W1] of a thread whose [X1] will fail reads it. */
		__atomic_store_n(&bottom->next, &lf->elems[(uint32_t)old],
				__ATOMIC_RELAXED);
		new = pos_of((uint32_t)(old >> 32) + n,
				(uint32_t)(top - lf->elems));
		/* [X2] release, pairs with [L2] and [X1]; see I8. */
	} while (unlikely(!__atomic_compare_exchange_n(&list->head.pos, &old,
			new, 1, __ATOMIC_RELEASE, __ATOMIC_RELAXED)));
}

BP_EXPORT
unsigned int
bp_stack_lf_push(struct rte_stack *s, void *const *obj_table, unsigned int n)
{
	struct rte_stack_lf *lf = &s->stack_lf;
	struct rte_stack_lf_elem *bottom, *top, *e, *next;
	unsigned int i;

	if (unlikely(n == 0))
		return 0;
	bottom = take(lf, &lf->free, n, UPWARDS);
	if (unlikely(bottom == NULL))
		return 0;
	__atomic_store_n(&bottom->data, obj_table[0], __ATOMIC_RELAXED);
	top = bottom;
	e = below(bottom, UPWARDS);
	for (i = 1; i < n; i++) {
		next = below(e, UPWARDS);
		__atomic_store_n(&e->data, obj_table[i], __ATOMIC_RELAXED);
		__atomic_store_n(&e->next, top, __ATOMIC_RELAXED);
		top = e;
		e = next;
	}
	give(lf, &lf->used, top, bottom, n);
	return n;
}

BP_EXPORT
unsigned int
bp_stack_lf_pop(struct rte_stack *s, void **obj_table, unsigned int n)
{
	struct rte_stack_lf *lf = &s->stack_lf;
	struct rte_stack_lf_elem *bottom, *top, *e, *next;
	unsigned int i;

	if (unlikely(n == 0))
		return 0;
	bottom = take(lf, &lf->used, n, DOWNWARDS);
	if (unlikely(bottom == NULL))
		return 0;
	obj_table[0] = __atomic_load_n(&bottom->data, __ATOMIC_RELAXED);
	top = bottom;
	e = below(bottom, DOWNWARDS);
	for (i = 1; i < n; i++) {
		next = below(e, DOWNWARDS);
		obj_table[i] = __atomic_load_n(&e->data, __ATOMIC_RELAXED);
		__atomic_store_n(&e->next, top, __ATOMIC_RELAXED);
		top = e;
		e = next;
	}
	give(lf, &lf->free, top, bottom, n);
	return n;
}

void
stack_lf_init(struct rte_stack *s)
{
	struct rte_stack_lf_elem *elems = s->stack_lf.elems;
	const uint32_t n = s->capacity;
	uint32_t i;

	for (i = 0; i < n; i++)
		elems[i].next = &elems[i + 1 < n ? i + 1 : i];
	s->stack_lf.free.head.pos = pos_of(n, 0);
}

bool
stack_lf_supported(void)
{
#if defined(__x86_64__)
	return rte_cpu_get_flag_enabled(RTE_CPUFLAG_CMPXCHG16B) == 1;
#else
	return true;
#endif
}
