/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the user says about devices: which ones to use, and with which
 * arguments. The library keeps one entry a device in a list of the process;
 * buses read it when they scan. Two ways of writing are understood:
 *
 *     [bus:]name[,key=value...]            "net_null0,size=128"
 *     bus=B,...[/class=C,...[/driver=D,...]]
 *                                          "bus=vdev,name=net_null0"
 */
#ifndef RTE_DEVARGS_H
#define RTE_DEVARGS_H

#include <stdio.h>

#include <rte_compat.h>
#include <rte_dev.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_bus;

/* The first key of each part of the second way of writing. */
#define RTE_DEVARGS_KEY_BUS    "bus"
#define RTE_DEVARGS_KEY_CLASS  "class"
#define RTE_DEVARGS_KEY_DRIVER "driver"

/* How the user named the device: -a, -b, --vdev. */
enum rte_devtype {
	RTE_DEVTYPE_ALLOWED,
	RTE_DEVTYPE_BLOCKED,
	RTE_DEVTYPE_VIRTUAL,
};

struct rte_devargs {
	RTE_TAILQ_ENTRY(rte_devargs) next;
	enum rte_devtype type;
	enum rte_dev_policy policy;
	char name[RTE_DEV_NAME_MAX_LEN];
	RTE_STD_C11
	union {
		const char *args;    /* first way: what follows the name */
		const char *drv_str; /* second way: the driver's part */
	};
	struct rte_bus *bus;
	struct rte_class *cls;
	const char *bus_str; /* second way: the bus's part, or NULL */
	const char *cls_str; /* second way: the class's part, or NULL */
	char *data;          /* the text that the strings above point into */
};

/*
 * Parse dev into *da, whose former content is ignored. The name of the bus
 * may be left out in the first way of writing; then the first bus that
 * recognizes the name has it. Release the result with rte_devargs_reset().
 * Returns 0, or a negative value with nothing to release: -EINVAL for a NULL
 * pointer or a name that is too long, -EFAULT when no bus or the named class
 * does not exist or the name is not one of that bus, -ENOMEM.
 */
int rte_devargs_parse(struct rte_devargs *da, const char *dev);

/* As rte_devargs_parse(), but the text is made with printf()'s rules. */
__rte_format_printf(2, 0) int rte_devargs_parsef(
		struct rte_devargs *da, const char *format, ...);

/* Free what a parse allocated; NULL is fine. */
__rte_experimental void rte_devargs_reset(struct rte_devargs *da);

/*
 * Put *da, which was allocated with malloc(), into the list, which owns it
 * from then on. If the list has an entry of the same bus and name, that entry
 * takes over the content, *da is freed and points to the entry. Returns 0, or
 * -1 when da or *da is NULL.
 */
int rte_devargs_insert(struct rte_devargs **da);

/*
 * Parse devargs_str and put it into the list. Returns 0, or a negative value:
 * as rte_devargs_parse().
 */
int rte_devargs_add(enum rte_devtype devtype, const char *devargs_str);

/*
 * Take the entry of this bus and name out of the list and free it. Returns 0,
 * 1 if there is none, -1 if devargs is NULL or has no bus.
 */
int rte_devargs_remove(struct rte_devargs *devargs);

/* How many entries of the list are of this type. */
unsigned int rte_devargs_type_count(enum rte_devtype devtype);

/* Print the list. */
void rte_devargs_dump(FILE *f);

/*
 * The entry after start (NULL: the first) that is for the bus called busname
 * (NULL: any bus). NULL at the end.
 */
struct rte_devargs *rte_devargs_next(
		const char *busname, const struct rte_devargs *start);

/* For each entry of a bus; the body must not remove da. */
#define RTE_EAL_DEVARGS_FOREACH(busname, da)                                   \
	for ((da) = rte_devargs_next(busname, NULL); (da) != NULL;             \
			(da) = rte_devargs_next(busname, da))

#ifdef __cplusplus
}
#endif

#endif
