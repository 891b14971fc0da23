/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's parts, for its tests. */
#ifndef EAL_DEV_MONITOR_H
#define EAL_DEV_MONITOR_H

#include <stddef.h>

#include <rte_dev.h>

/*
 * What a message of the kernel, len bytes, says: 0 with the event and the name
 * of a PCI device, or -ENOENT if it is about something else.
 */
int dev_monitor_read(const char *data, size_t len, char *name, size_t size,
		enum rte_dev_event_type *event);

/* Start with this socket, which is the monitor's if that succeeds. */
int dev_monitor_start(int fd);

/* At the end of the library, before the interrupt thread goes. */
void dev_monitor_fini(void);

#endif
