/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Named lists whose heads lie in shared memory, so that every process of a
 * group finds the same list. A library registers a struct rte_tailq_elem at
 * load time; rte_eal_init() binds it to its head, rte_eal_cleanup() takes the
 * head away again. The lists are guarded by the lock of rte_eal_memconfig.h.
 */
#ifndef RTE_TAILQ_H
#define RTE_TAILQ_H

#include <stdio.h>

#include <rte_common.h>
#include <rte_debug.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An entry of a list whose objects do not embed their links. */
struct rte_tailq_entry {
	RTE_TAILQ_ENTRY(rte_tailq_entry) next;
	void *data;
};

RTE_TAILQ_HEAD(rte_tailq_entry_head, rte_tailq_entry);

#define RTE_TAILQ_NAMESIZE 32

/* A list in shared memory; its name is empty while it is unused. */
struct rte_tailq_head {
	struct rte_tailq_entry_head tailq_head;
	char name[RTE_TAILQ_NAMESIZE];
};

/* A process's view of one list; head is NULL unless the library runs. */
struct rte_tailq_elem {
	struct rte_tailq_head *head;
	RTE_TAILQ_ENTRY(rte_tailq_elem) next;
	const char name[RTE_TAILQ_NAMESIZE];
};

/* The list of a struct rte_tailq_head as a struct struct_name. */
#define RTE_TAILQ_CAST(tailq_entry, struct_name)                               \
	((struct struct_name *)&(tailq_entry)->tailq_head)

/* As RTE_TAILQ_CAST(), but by name; NULL if there is none. */
#define RTE_TAILQ_LOOKUP(name, struct_name)                                    \
	((struct struct_name *)(void *)rte_eal_tailq_lookup(name))

/* The head of a list by name; NULL if there is none. */
struct rte_tailq_head *rte_eal_tailq_lookup(const char *name);

/*
 * Add a list, before or after rte_eal_init(); the structure has to stay.
 * Returns 0, or -1 when the name is taken or all RTE_MAX_TAILQ are; head is
 * NULL then.
 */
int rte_eal_tailq_register(struct rte_tailq_elem *t);

/* Print name and ends of each list. */
void rte_dump_tailq(FILE *f);

/* Register t at load time; a failure is logged and leaves t.head NULL. */
#define EAL_REGISTER_TAILQ(t)                                                  \
	RTE_INIT(bp_tailq_register_##t)                                        \
	{                                                                      \
		(void)rte_eal_tailq_register(&(t));                            \
	}

/* As TAILQ_FOREACH, but var may be removed and freed in the body. */
#ifndef RTE_TAILQ_FOREACH_SAFE
#define RTE_TAILQ_FOREACH_SAFE(var, head, field, tvar)                         \
	for ((var) = RTE_TAILQ_FIRST(head); (var) != NULL &&                   \
			((tvar) = RTE_TAILQ_NEXT(var, field), 1);              \
			(var) = (tvar))
#endif

#ifdef __cplusplus
}
#endif

#endif
