/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Listens to the kernel's messages about devices (uevents, netlink(7)) in the
 * interrupt thread, and calls back for PCI devices that come and go. It is
 * started and stopped by several users, and runs from the first start to the
 * last stop. What others than the kernel send is ignored, and a message is
 * read as far as it goes and no further.
 */
#include "dev/monitor.h"

#include <bufplane_export.h>
#include <bufplane_netlink.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <sys/socket.h>

#include <rte_errno.h>
#include <rte_interrupts.h>
#include <rte_string_fns.h>

#include "eal.h"

#define KERNEL_GROUP 1
#define MESSAGE_MAX  8192 /* the kernel's are of 2 KiB */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rte_intr_handle *handle; /* NULL: it does not run */
static unsigned int users;

/* The value of a line "key=value" that ends before end, or NULL. */
static const char *
value_of(const char *line, const char *key)
{
	size_t len = strlen(key);

	return strncmp(line, key, len) == 0 && line[len] == '=' ? line + len + 1
								: NULL;
}

struct facts {
	const char *action;
	const char *subsystem;
	const char *slot;
};

/* Lines that end with a zero byte; what has none at the end is left out. */
static struct facts
read_lines(const char *data, size_t len)
{
	struct facts f = {NULL, NULL, NULL};
	const char *line = data, *end = data + len, *zero, *value;

	while ((zero = memchr(line, 0, (size_t)(end - line))) != NULL) {
		value = value_of(line, "ACTION");
		if (value != NULL)
			f.action = value;
		value = value_of(line, "SUBSYSTEM");
		if (value != NULL)
			f.subsystem = value;
		value = value_of(line, "PCI_SLOT_NAME");
		if (value != NULL)
			f.slot = value;
		line = zero + 1;
	}
	return f;
}

int
dev_monitor_read(const char *data, size_t len, char *name, size_t size,
		enum rte_dev_event_type *event)
{
	struct facts f = read_lines(data, len);

	if (f.action == NULL || f.subsystem == NULL || f.slot == NULL ||
			strcmp(f.subsystem, "pci") != 0)
		return -ENOENT;
	if (strcmp(f.action, "add") == 0)
		*event = RTE_DEV_EVENT_ADD;
	else if (strcmp(f.action, "remove") == 0)
		*event = RTE_DEV_EVENT_REMOVE;
	else
		return -ENOENT;
	return rte_strscpy(name, f.slot, size) <= 0 ? -ENOENT : 0;
}

/* One message: 0, or -errno when there is none. */
static int
receive(int fd)
{
	char data[MESSAGE_MAX], name[RTE_DEV_NAME_MAX_LEN];
	struct sockaddr_nl from = {0};
	socklen_t size = sizeof(from);
	enum rte_dev_event_type event;
	ssize_t len = recvfrom(fd, data, sizeof(data), MSG_DONTWAIT,
			(struct sockaddr *)&from, &size);

	if (len < 0 && errno == ENOBUFS) {
		EAL_LOG(WARNING, "events of devices were lost\n");
		return 0;
	}
	if (len < 0)
		return -errno;
	if (len == 0)
		return -EPIPE;
	if (from.nl_pid != 0 ||
			dev_monitor_read(data, (size_t)len, name, sizeof(name),
					&event) != 0)
		return 0;
	rte_dev_event_callback_process(name, event);
	return 0;
}

static void
on_message(void *arg)
{
	int fd = (int)(intptr_t)arg;

	while (receive(fd) == 0)
		;
}

/* With the lock held. */
static int
listen_to(int fd)
{
	int rc = -ENOMEM;

	handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (handle != NULL) {
		rte_intr_type_set(handle, RTE_INTR_HANDLE_DEV_EVENT);
		rte_intr_fd_set(handle, fd);
		rc = rte_intr_callback_register(
				handle, on_message, (void *)(intptr_t)fd);
	}
	if (rc == 0)
		return 0;
	rte_intr_instance_free(handle);
	handle = NULL;
	return rc;
}

int
dev_monitor_start(int fd)
{
	int rc;

	pthread_mutex_lock(&lock);
	rc = handle == NULL ? listen_to(fd) : -EBUSY;
	if (rc == 0)
		users = 1;
	pthread_mutex_unlock(&lock);
	return rc;
}

/* With the lock held: the first user. */
static int
start(void)
{
	int fd = bp_netlink_open(NETLINK_KOBJECT_UEVENT, KERNEL_GROUP);
	int rc = fd < 0 ? fd : listen_to(fd);

	if (rc == 0)
		return 0;
	EAL_LOG(ERR, "the monitor of devices does not start: %s\n",
			rte_strerror(-rc));
	if (fd >= 0)
		close(fd);
	return rc;
}

BP_EXPORT
int
rte_dev_event_monitor_start(void)
{
	int rc = 0;

	pthread_mutex_lock(&lock);
	if (users == 0)
		rc = start();
	if (rc == 0)
		users++;
	pthread_mutex_unlock(&lock);
	return rc;
}

/* Not with the lock held, for a callback that runs may want it. */
static void
end(struct rte_intr_handle *h)
{
	int fd = rte_intr_fd_get(h);

	rte_intr_callback_unregister_sync(h, on_message, (void *)(intptr_t)fd);
	close(fd);
	rte_intr_instance_free(h);
}

BP_EXPORT
int
rte_dev_event_monitor_stop(void)
{
	struct rte_intr_handle *last = NULL;
	int rc = 0;

	pthread_mutex_lock(&lock);
	if (users == 0) {
		EAL_LOG(WARNING, "the monitor of devices does not run\n");
	} else if (users == 1 && rte_thread_is_intr()) {
		EAL_LOG(ERR, "a callback cannot stop the monitor of devices\n");
		rc = -EAGAIN;
	} else if (--users == 0) {
		last = handle;
		handle = NULL;
	}
	pthread_mutex_unlock(&lock);
	if (last != NULL)
		end(last);
	return rc;
}

void
dev_monitor_fini(void)
{
	struct rte_intr_handle *last;

	pthread_mutex_lock(&lock);
	last = handle;
	handle = NULL;
	users = 0;
	pthread_mutex_unlock(&lock);
	if (last != NULL)
		end(last);
}

/*
 * In 22.11 these catch the signal of an access to a device that is gone. Here
 * nothing has to: see rte_dev.h.
 */
BP_EXPORT
int
rte_dev_hotplug_handle_enable(void)
{
	return 0;
}

BP_EXPORT
int
rte_dev_hotplug_handle_disable(void)
{
	return 0;
}
