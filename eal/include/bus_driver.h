/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a bus has to provide. A bus registers itself, before the library
 * starts (RTE_REGISTER_BUS) or as a component, and stays registered over any
 * number of starts. The library calls its operations with the device lock
 * (bufplane_dev.h) held, but probe, plug, unplug and cleanup without it: those
 * take it for what they do to lists, and never over a call of a driver. For
 * plug and unplug the library has claimed the device; the others claim each.
 */
#ifndef BUS_DRIVER_H
#define BUS_DRIVER_H

#include <rte_bus.h>
#include <rte_compat.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_tailq.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_devargs;
struct rte_device;

RTE_TAILQ_HEAD(rte_bus_list, rte_bus);

/* Find the devices. Returns 0 or a negative value. */
typedef int (*rte_bus_scan_t)(void);

/* Give each device to a driver that is not claimed: 0 or a negative value. */
typedef int (*rte_bus_probe_t)(void);

/*
 * The first device after start (NULL: from the first) for which cmp returns 0
 * on data, or NULL.
 */
typedef struct rte_device *(*rte_bus_find_device_t)(
		const struct rte_device *start, rte_dev_cmp_t cmp,
		const void *data);

/* Give a device to a driver: 0, >0 if no driver wants it, or negative. */
typedef int (*rte_bus_plug_t)(struct rte_device *dev);

/* Take a device from its driver and forget it: 0 or a negative value. */
typedef int (*rte_bus_unplug_t)(struct rte_device *dev);

/*
 * Whether name can be a device of this bus: 0 if so. addr, unless NULL, takes
 * the bus's own form of it; its size is the bus's to define.
 */
typedef int (*rte_bus_parse_t)(const char *name, void *addr);

/* Complete device arguments that name this bus: 0 or a negative value. */
typedef int (*rte_bus_devargs_parse_t)(struct rte_devargs *da);

/*
 * Map memory for one device, or undo it: 0 or -1 with rte_errno set. With the
 * device lock held, so it waits for no thread that may want that.
 */
typedef int (*rte_dev_dma_map_t)(
		struct rte_device *dev, void *addr, uint64_t iova, size_t len);
typedef int (*rte_dev_dma_unmap_t)(
		struct rte_device *dev, void *addr, uint64_t iova, size_t len);

/* Deal with a device that was pulled out: 0 or a negative value. */
typedef int (*rte_bus_hot_unplug_handler_t)(struct rte_device *dev);

/* Deal with SIGBUS at failure_addr: 0, >0 if it is not ours, or negative. */
typedef int (*rte_bus_sigbus_handler_t)(const void *failure_addr);

/* Close all devices and free what scan allocated: 0 or a negative value. */
typedef int (*rte_bus_cleanup_t)(void);

/* The kind of IOVA that the devices found need. */
typedef enum rte_iova_mode (*rte_bus_get_iommu_class_t)(void);

/* Whether devices are used unless blocked, or only if allowed. */
enum rte_bus_scan_mode {
	RTE_BUS_SCAN_UNDEFINED,
	RTE_BUS_SCAN_ALLOWLIST,
	RTE_BUS_SCAN_BLOCKLIST,
};

struct rte_bus_conf {
	enum rte_bus_scan_mode scan_mode;
};

/* name, scan, probe and find_device are required; so is plug with unplug. */
struct rte_bus {
	RTE_TAILQ_ENTRY(rte_bus) next;
	const char *name;
	rte_bus_scan_t scan;
	rte_bus_probe_t probe;
	rte_bus_find_device_t find_device;
	rte_bus_plug_t plug;
	rte_bus_unplug_t unplug;
	rte_bus_parse_t parse;
	rte_bus_devargs_parse_t devargs_parse;
	rte_dev_dma_map_t dma_map;
	rte_dev_dma_unmap_t dma_unmap;
	struct rte_bus_conf conf;
	rte_bus_get_iommu_class_t get_iommu_class;
	rte_dev_iterate_t dev_iterate;
	rte_bus_hot_unplug_handler_t hot_unplug_handler;
	rte_bus_sigbus_handler_t sigbus_handler;
	rte_bus_cleanup_t cleanup;
};

/*
 * Add a bus to the list, at its end. A bus that is in the list, and one that
 * lacks a required operation or has the name of another, is not added (the
 * latter two are logged).
 */
__rte_internal void rte_bus_register(struct rte_bus *bus);

/* Take a bus out of the list; one that is not in it is left alone. */
__rte_internal void rte_bus_unregister(struct rte_bus *bus);

/* Register a bus, named nm, when the program or module is loaded. */
#define RTE_REGISTER_BUS(nm, bus)                                              \
	RTE_INIT_PRIO(businitfn_##nm, BUS)                                     \
	{                                                                      \
		(bus).name = RTE_STR(nm);                                      \
		rte_bus_register(&(bus));                                      \
	}

#ifdef __cplusplus
}
#endif

#endif
