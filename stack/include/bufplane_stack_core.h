/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The types of a stack: a header, and behind it either an array of pointers
 * under a lock or elements on two lists. Heads that many threads change have
 * cache lines of their own. The layout is part of the compatibility contract.
 */
#ifndef BUFPLANE_STACK_CORE_H
#define BUFPLANE_STACK_CORE_H

#include <stdint.h>

#include <rte_common.h>
#include <rte_debug.h>
#include <rte_errno.h>
#include <rte_memzone.h>
#include <rte_spinlock.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_TAILQ_STACK_NAME "RTE_STACK"
#define RTE_STACK_MZ_PREFIX  "STK_"
/* Longest name of a stack, with its NUL. */
#define RTE_STACK_NAMESIZE                                                     \
	(RTE_MEMZONE_NAMESIZE - sizeof(RTE_STACK_MZ_PREFIX) + 1)

/* The stack takes no lock: a thread that stops in it stops no other. */
#define RTE_STACK_F_LF 0x0001

/* Room for one object of a lock-free stack; always on one of its lists. */
struct rte_stack_lf_elem {
	void *data;
	/* the element below; some element of the stack even where none is */
	struct rte_stack_lf_elem *next;
};

/* The head of a list; stack_lf.c tells how it changes. */
struct rte_stack_lf_head {
	__extension__ union {
		struct rte_stack_lf_elem *top; /* the word's name elsewhere */
		/* length << 32 | index of the topmost element */
		uint64_t pos;
	};
	uint64_t cnt; /* how often elements were taken off */
};

struct rte_stack_lf_list {
	struct rte_stack_lf_head head __rte_aligned(16);
	uint64_t len; /* 0: the length is in the head */
};

struct rte_stack_lf {
	struct rte_stack_lf_list used __rte_cache_aligned; /* with an object */
	struct rte_stack_lf_list free __rte_cache_aligned; /* without one */
	struct rte_stack_lf_elem elems[] __rte_cache_aligned;
};

struct rte_stack_std {
	rte_spinlock_t lock;
	uint32_t len; /* how many objects it holds; changes under the lock */
	void *objs[]; /* the bottom first */
};

struct rte_stack {
	char name[RTE_STACK_NAMESIZE] __rte_cache_aligned;
	const struct rte_memzone *memzone; /* its memory */
	uint32_t capacity;                 /* objects it may hold */
	uint32_t flags;                    /* RTE_STACK_F_* */
	__extension__ union {
		struct rte_stack_lf stack_lf;
		struct rte_stack_std stack_std;
	};
} __rte_cache_aligned;

#ifdef __cplusplus
}
#endif

#endif
