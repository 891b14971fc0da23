/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part that all devices, and all drivers, have in common, for those who
 * write a bus or a driver. Bus-specific structures embed these.
 */
#ifndef DEV_DRIVER_H
#define DEV_DRIVER_H

#include <rte_common.h>
#include <rte_dev.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_driver {
	RTE_TAILQ_ENTRY(rte_driver) next;
	const char *name;
	const char *alias; /* a second name, or NULL */
};

struct rte_device {
	RTE_TAILQ_ENTRY(rte_device) next;
	const char *name;
	const char *bus_info;
	const struct rte_driver *driver; /* NULL until one has it */
	const struct rte_bus *bus;
	int numa_node;
	struct rte_devargs *devargs; /* what the user said, or NULL */
};

#ifdef __cplusplus
}
#endif

#endif
