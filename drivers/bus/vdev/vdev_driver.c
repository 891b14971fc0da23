/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The drivers of virtual devices, in the order in which they registered, and
 * which of them a device belongs to. Invariant: each driver in the list has a
 * name and a probe, and none is in it twice. Registrations outlive the starts
 * and stops of the library.
 */
#include <bufplane_bus_vdev.h>
#include <bufplane_dev.h>
#include <bufplane_export.h>
#include <stdbool.h>
#include <string.h>

#include <sys/queue.h>

#include "bus/vdev/vdev.h"

RTE_TAILQ_HEAD(vdev_drivers, rte_vdev_driver);
static struct vdev_drivers drivers = TAILQ_HEAD_INITIALIZER(drivers);

static bool
is_registered(const struct rte_vdev_driver *driver)
{
	const struct rte_vdev_driver *cur;

	TAILQ_FOREACH (cur, &drivers, next) {
		if (cur == driver)
			return true;
	}
	return false;
}

BP_EXPORT
void
rte_vdev_register(struct rte_vdev_driver *driver)
{
	const char *name = driver != NULL ? driver->driver.name : NULL;

	if (name == NULL || name[0] == '\0' || driver->probe == NULL) {
		VDEV_LOG(ERR, "driver \"%s\" lacks a name or a probe\n",
				name != NULL ? name : "");
		return;
	}
	bp_dev_lock();
	if (!is_registered(driver))
		TAILQ_INSERT_TAIL(&drivers, driver, next);
	bp_dev_unlock();
}

BP_EXPORT
void
rte_vdev_unregister(struct rte_vdev_driver *driver)
{
	bp_dev_lock();
	if (is_registered(driver))
		TAILQ_REMOVE(&drivers, driver, next);
	bp_dev_unlock();
}

BP_EXPORT
const struct rte_vdev_driver *
bp_vdev_driver_next(const struct rte_vdev_driver *start)
{
	return start != NULL ? TAILQ_NEXT(start, next) : TAILQ_FIRST(&drivers);
}

static bool
has_prefix(const char *name, const char *prefix)
{
	return prefix != NULL && strncmp(name, prefix, strlen(prefix)) == 0;
}

/* Whether the driver's name or alias is exactly the len characters at text. */
static bool
is_called(const struct rte_vdev_driver *driver, const char *text, size_t len)
{
	const char *const names[] = {driver->driver.name, driver->driver.alias};

	for (unsigned int i = 0; i < RTE_DIM(names); i++) {
		if (names[i] != NULL && strlen(names[i]) == len &&
				memcmp(names[i], text, len) == 0)
			return true;
	}
	return false;
}

/* Whether a device is for the driver; wanted begins with its name, or NULL. */
static bool
is_for(const struct rte_vdev_driver *driver, const char *name,
		const char *wanted)
{
	if (wanted != NULL)
		return is_called(driver, wanted, strcspn(wanted, ","));
	return has_prefix(name, driver->driver.name) ||
			has_prefix(name, driver->driver.alias);
}

struct rte_vdev_driver *
vdev_find_driver(const char *name, const char *args)
{
	static const char key[] = RTE_DEVARGS_KEY_DRIVER "=";
	struct rte_vdev_driver *driver;
	const char *wanted = NULL;

	if (args != NULL && has_prefix(args, key))
		wanted = args + strlen(key);
	bp_dev_lock();
	TAILQ_FOREACH (driver, &drivers, next)
		if (is_for(driver, name, wanted))
			break;
	bp_dev_unlock();
	return driver;
}
