/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices as programs see them: what a device is called, which bus and driver
 * it has, how to add and remove one at run time, and how to walk over all that
 * match a description. A struct rte_device belongs to its bus; the pointer is
 * good until the device is removed. Also the macros with which a driver
 * publishes strings about itself in its object file.
 */
#ifndef RTE_DEV_H
#define RTE_DEV_H

#include <bufplane_driver.h>
#include <stdio.h>

#include <rte_common.h>
#include <rte_compat.h>
#include <rte_config.h>
#include <rte_log.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_bus;
struct rte_class;
struct rte_devargs;
struct rte_device;
struct rte_driver;

/* The size of a device's name, with its end. */
#define RTE_DEV_NAME_MAX_LEN 64

enum rte_dev_event_type {
	RTE_DEV_EVENT_ADD,
	RTE_DEV_EVENT_REMOVE,
	RTE_DEV_EVENT_MAX
};

typedef void (*rte_dev_event_cb_fn)(const char *device_name,
		enum rte_dev_event_type event, void *cb_arg);

/* Whether the user wants a device used. */
enum rte_dev_policy {
	RTE_DEV_ALLOWED,
	RTE_DEV_BLOCKED,
};

/* A piece of device memory. */
struct rte_mem_resource {
	uint64_t phys_addr; /* 0: no such resource */
	uint64_t len;
	void *addr; /* NULL: not mapped */
};

/* Deprecated: return from the calling function unless func is set. */
#define RTE_FUNC_PTR_OR_ERR_RET(func, retval)                                  \
	RTE_DEPRECATED(RTE_FUNC_PTR_OR_ERR_RET)                                \
	do {                                                                   \
		if ((func) == NULL)                                            \
			return retval;                                         \
	} while (0)
#define RTE_FUNC_PTR_OR_RET(func)                                              \
	RTE_DEPRECATED(RTE_FUNC_PTR_OR_RET)                                    \
	do {                                                                   \
		if ((func) == NULL)                                            \
			return;                                                \
	} while (0)

/* Properties of a device and of a driver; the pointer must not be NULL. */
const char *rte_driver_name(const struct rte_driver *driver);
const struct rte_bus *rte_dev_bus(const struct rte_device *dev);
/* The bus's own description of the device, or NULL. */
const char *rte_dev_bus_info(const struct rte_device *dev);
/* What the user said about the device, or NULL. */
const struct rte_devargs *rte_dev_devargs(const struct rte_device *dev);
/* The driver that has the device, or NULL. */
const struct rte_driver *rte_dev_driver(const struct rte_device *dev);
const char *rte_dev_name(const struct rte_device *dev);
int rte_dev_numa_node(const struct rte_device *dev);

/* 1 if a driver has the device, else 0. */
int rte_dev_is_probed(const struct rte_device *dev);

/*
 * Add the device devname of a bus and give it to a driver, with arguments
 * "key=value,..." or "". Returns 0, also when the device is there already, or
 * a negative value: -ENOMEM, -EFAULT for a bus or name that does not exist,
 * -ENOTSUP if the bus has no hot-plug, -ENODEV when the bus does not find the
 * device, -EBUSY while it is just being added or removed, or what the bus or
 * driver reports. Any thread may call it, a port's callback too.
 */
int rte_eal_hotplug_add(
		const char *busname, const char *devname, const char *drvargs);

/* As rte_eal_hotplug_add(), but from one text as rte_devargs_parse() takes. */
int rte_dev_probe(const char *devargs);

/*
 * Take the device devname from its driver and its bus. Returns 0, or -ENOENT
 * for an unknown bus, -EINVAL for an unknown device, else as rte_dev_remove().
 */
int rte_eal_hotplug_remove(const char *busname, const char *devname);

/*
 * Take a device from its driver and its bus; dev is gone afterwards. Returns
 * 0, or -EINVAL for NULL, -ENOENT when no driver has it, -ENOTSUP if the bus
 * has no hot-plug, -EBUSY while it is just being added or removed, or what the
 * bus or driver reports. Any thread may call it, a port's callback too.
 */
int rte_dev_remove(struct rte_device *dev);

/*
 * Call cb_fn when a device of this name (NULL: any) comes or goes, in the
 * interrupt thread, after those registered before. 0, -EEXIST when it is
 * registered with these arguments, -EINVAL, -ENOMEM.
 */
__rte_experimental int rte_dev_event_callback_register(const char *device_name,
		rte_dev_event_cb_fn cb_fn, void *cb_arg);

/*
 * Undo all registrations of cb_fn with this argument ((void *)-1: any) and name
 * (NULL: any). Returns how many; -ENOENT; -EAGAIN if one of them runs, and is
 * left; -EINVAL.
 */
__rte_experimental int rte_dev_event_callback_unregister(
		const char *device_name, rte_dev_event_cb_fn cb_fn,
		void *cb_arg);

/* Call those registered for the device, now and here. */
__rte_experimental void rte_dev_event_callback_process(
		const char *device_name, enum rte_dev_event_type event);

/*
 * Listen to the kernel's messages about PCI devices; stopped as often as it was
 * started. 0 or a negative value; from a callback the last stop is -EAGAIN.
 */
__rte_experimental int rte_dev_event_monitor_start(void);
__rte_experimental int rte_dev_event_monitor_stop(void);

/*
 * Survive accesses to devices that are gone: 0. There is nothing to switch, as
 * no signal is caught: registers of a device that is gone are memory that
 * nobody reads.
 */
__rte_experimental int rte_dev_hotplug_handle_enable(void);
__rte_experimental int rte_dev_hotplug_handle_disable(void);

/* Compares a device with data: 0 for a match, as strcmp() for an order. */
typedef int (*rte_dev_cmp_t)(const struct rte_device *dev, const void *data);

/* Strings about a driver, for tools that read its object file. */
#define RTE_PMD_EXPORT_NAME_ARRAY(n, idx) n##idx[]
#define RTE_PMD_EXPORT_NAME(name, idx)                                         \
	static const char RTE_PMD_EXPORT_NAME_ARRAY(this_pmd_name, idx)        \
			__rte_used = RTE_STR(name)
#define DRV_EXP_TAG(name, tag) __##name##_##tag
#define RTE_PMD_REGISTER_PCI_TABLE(name, table)                                \
	static const char DRV_EXP_TAG(name, pci_tbl_export)[] __rte_used =     \
			RTE_STR(table)
/*
 * The arguments that the driver takes, "key=<type> ...", for those tools and
 * for bp_driver_params_find().
 */
#define RTE_PMD_REGISTER_PARAM_STRING(name, str)                               \
	static const char DRV_EXP_TAG(                                         \
			name, param_string_export)[] __rte_used = str;         \
	RTE_INIT(DRV_EXP_TAG(name, param_string_add))                          \
	{                                                                      \
		static struct bp_driver_params entry = {RTE_STR(name),         \
				DRV_EXP_TAG(name, param_string_export), NULL}; \
		bp_driver_params_add(&entry);                                  \
	}                                                                      \
	struct bp_driver_params
/* The kernel modules that it needs: "* vfio-pci | uio_pci_generic". */
#define RTE_PMD_REGISTER_KMOD_DEP(name, str)                                   \
	static const char DRV_EXP_TAG(name, kmod_dep_export)[] __rte_used = str

/*
 * Let a device reach len bytes at addr, as iova, or undo it. The memory is the
 * library's or was registered (rte_extmem_register()). Returns 0, or -1 with
 * rte_errno: EINVAL for unknown memory or a device without driver, ENOTSUP if
 * the bus cannot or len is 0, or what the bus reports.
 */
__rte_experimental int rte_dev_dma_map(
		struct rte_device *dev, void *addr, uint64_t iova, size_t len);
__rte_experimental int rte_dev_dma_unmap(
		struct rte_device *dev, void *addr, uint64_t iova, size_t len);

/* Where a walk over devices is; see rte_dev_iterator_init(). */
struct rte_dev_iterator {
	const char *dev_str; /* the description */
	const char *bus_str; /* its part for the bus, or NULL */
	const char *cls_str; /* its part for the class, or NULL */
	struct rte_bus *bus;
	struct rte_class *cls;
	struct rte_device *device;
	void *class_device;
};

/*
 * How a bus or class walks: the element after start (NULL: the first) that
 * matches devstr, or NULL at the end, or on an error with rte_errno set.
 * devstr is what follows "bus=B," or "class=C,", so "" without any condition;
 * a bus gets NULL when the description has no part for it. A class looks only
 * at what is on it->device.
 */
typedef void *(*rte_dev_iterate_t)(const void *start, const char *devstr,
		const struct rte_dev_iterator *it);

/*
 * Start a walk over the devices that match str, "bus=B,...", "class=C,..." or
 * "bus=B,.../class=C,...". str has to live as long as the walk, which needs no
 * end. Returns 0, or a negative value with rte_errno set: EINVAL for a text
 * that names neither bus nor class or is malformed, EFAULT for an unknown bus
 * or class, ENOTSUP if that bus or class cannot walk.
 */
__rte_experimental int rte_dev_iterator_init(
		struct rte_dev_iterator *it, const char *str);

/* The next device, or NULL: at the end, or on an error with rte_errno set. */
__rte_experimental struct rte_device *rte_dev_iterator_next(
		struct rte_dev_iterator *it);

#define RTE_DEV_FOREACH(dev, devstr, it)                                       \
	for (rte_dev_iterator_init(it, devstr),                                \
			(dev) = rte_dev_iterator_next(it);                     \
			(dev) != NULL; (dev) = rte_dev_iterator_next(it))

#ifdef __cplusplus
}
#endif

#endif
