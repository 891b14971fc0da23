/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the bus of virtual devices share. Callers hold the device
 * lock, except for vdev_find_driver() and where another thing is said.
 */
#ifndef VDEV_H
#define VDEV_H

#include <bus_driver.h>
#include <bus_vdev_driver.h>

#include <rte_log.h>

extern struct rte_bus vdev_bus;

#define VDEV_LOG(level, ...) RTE_LOG(level, EAL, "vdev: " __VA_ARGS__)

/* The device after start (NULL: the first), NULL at the end. */
struct rte_vdev_device *vdev_next(const struct rte_vdev_device *start);

/* The device of this name, or NULL. */
struct rte_vdev_device *vdev_find(const char *name);

/*
 * The driver that args name ("driver=D,..."), or else the first whose name or
 * alias name begins with. NULL if there is none. args may be NULL.
 */
struct rte_vdev_driver *vdev_find_driver(const char *name, const char *args);

/* The driver that a device is for, whether it has it already or not. */
struct rte_vdev_driver *vdev_driver_of(const struct rte_vdev_device *vdev);

/* Make the device of an argument, at the end of the list; NULL: no memory. */
struct rte_vdev_device *vdev_create(struct rte_devargs *da);
void vdev_destroy(struct rte_vdev_device *vdev);

/*
 * Without the lock, of a claimed device. Probe: 0, 1 if no driver has it,
 * -EEXIST if one has it already, and nothing else, or what the driver says.
 */
int vdev_probe(struct rte_vdev_device *vdev);
int vdev_release(struct rte_vdev_device *vdev);

/* Call the callbacks that want to run at scans. */
void vdev_custom_scan_run(void);

/* As rte_dev_iterate_t: by name. */
void *vdev_iterate(const void *start, const char *args,
		const struct rte_dev_iterator *it);

#endif
