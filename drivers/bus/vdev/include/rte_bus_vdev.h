/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bus of virtual devices: ports that are made of software and exist
 * because the user asks for them, by name. The name begins with the name or
 * the alias of the driver, "net_pcap0". All calls are safe from any thread.
 */
#ifndef RTE_BUS_VDEV_H
#define RTE_BUS_VDEV_H

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*rte_vdev_scan_callback)(void *user_arg);

/*
 * Have callback called at each scan of the bus, before the bus reads the list
 * of device arguments, so that it can add to it. The same pair is kept once.
 * Returns 0, -EINVAL for a NULL callback, -ENOMEM. Must not be called from a
 * scan callback.
 */
int rte_vdev_add_custom_scan(rte_vdev_scan_callback callback, void *user_arg);

/*
 * Undo rte_vdev_add_custom_scan() for the pair, or, with a user_arg of
 * (void *)-1, for every pair with this callback. Returns 0. Must not be
 * called from a scan callback.
 */
int rte_vdev_remove_custom_scan(
		rte_vdev_scan_callback callback, void *user_arg);

/*
 * Make a device and give it to its driver. args, "key=value,...", may be NULL.
 * Returns 0, or -EINVAL for a NULL name, -EEXIST when the name is in use,
 * -ENOMEM, also for a name of 64 characters or more, -ENODEV before the bus
 * is there, -EBUSY while the name is just being removed, -1 if no driver has
 * such a name, or what the driver reports.
 */
int rte_vdev_init(const char *name, const char *args);

/*
 * Take a device from its driver and free it. Returns 0, or -EINVAL for NULL,
 * -ENOENT if there is no such device, -EBUSY while it is just being made or
 * removed, or what the driver reports.
 */
int rte_vdev_uninit(const char *name);

#ifdef __cplusplus
}
#endif

#endif
