/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Classes of devices: what a device is for ("eth"), whatever bus it is on. A
 * class lets the device iterator walk over the class's own objects. The list
 * of classes belongs to the process.
 */
#ifndef RTE_CLASS_H
#define RTE_CLASS_H

#include <rte_compat.h>
#include <rte_dev.h>

#ifdef __cplusplus
extern "C" {
#endif

RTE_TAILQ_HEAD(rte_class_list, rte_class);

struct rte_class {
	RTE_TAILQ_ENTRY(rte_class) next;
	const char *name;
	rte_dev_iterate_t dev_iterate;
};

/* Compares a class with data: 0 for a match, as strcmp() for an order. */
typedef int (*rte_class_cmp_t)(const struct rte_class *cls, const void *data);

/* The first class after start (NULL: from the first) with cmp returning 0. */
__rte_experimental struct rte_class *rte_class_find(
		const struct rte_class *start, rte_class_cmp_t cmp,
		const void *data);

/* The class of this name, or NULL. */
__rte_experimental struct rte_class *rte_class_find_by_name(const char *name);

/* Add a class, which has a name; one that is in the list is left alone. */
__rte_experimental void rte_class_register(struct rte_class *cls);

/* Take a class out of the list; one that is not in it is left alone. */
__rte_experimental void rte_class_unregister(struct rte_class *cls);

/* Register a class, named nm, when the program or module is loaded. */
#define RTE_REGISTER_CLASS(nm, cls)                                            \
	RTE_INIT_PRIO(classinitfn_##nm, CLASS)                                 \
	{                                                                      \
		(cls).name = RTE_STR(nm);                                      \
		rte_class_register(&(cls));                                    \
	}

/* Take it out when the program ends or the module is unloaded. */
#define RTE_UNREGISTER_CLASS(nm, cls)                                          \
	RTE_FINI_PRIO(classfinifn_##nm, CLASS)                                 \
	{                                                                      \
		rte_class_unregister(&(cls));                                  \
	}

#ifdef __cplusplus
}
#endif

#endif
