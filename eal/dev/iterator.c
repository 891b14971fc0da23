/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walking over the devices that match a description. The position is a device
 * and, with a class, an object of the class on that device; both are only
 * compared with what is there, so a device may be removed during a walk
 * (which then ends). An iterator whose bus and class are NULL is at its end.
 */
#include <bufplane_dev.h>
#include <dev_driver.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_class.h>
#include <rte_errno.h>

#include "dev/dev.h"
#include "eal.h"

/* Look up what the parts name: 0 or -errno. */
static int
find_bus_and_class(struct rte_dev_iterator *it,
		const struct dev_span parts[DEV_PARTS])
{
	const struct dev_span *bus = &parts[DEV_PART_BUS];
	const struct dev_span *cls = &parts[DEV_PART_CLASS];
	char *name;

	if (bus->text != NULL) {
		name = dev_part_name(bus);
		it->bus = rte_bus_find_by_name(name);
		free(name);
		if (it->bus == NULL)
			return -EFAULT;
		if (it->bus->dev_iterate == NULL)
			return -ENOTSUP;
	}
	if (cls->text != NULL) {
		name = dev_part_name(cls);
		it->cls = rte_class_find_by_name(name);
		free(name);
		if (it->cls == NULL)
			return -EFAULT;
		if (it->cls->dev_iterate == NULL)
			return -ENOTSUP;
	}
	return 0;
}

static int
init_iterator(struct rte_dev_iterator *it, const char *str)
{
	struct dev_span parts[DEV_PARTS];
	int rc;

	memset(it, 0, sizeof(*it));
	if (str == NULL || !dev_parts_present(str))
		return -EINVAL;
	dev_parts_split(str, parts);
	if (parts[DEV_PART_BUS].text == NULL &&
			parts[DEV_PART_CLASS].text == NULL)
		return -EINVAL;
	rc = find_bus_and_class(it, parts);
	if (rc != 0) {
		memset(it, 0, sizeof(*it));
		return rc;
	}
	it->dev_str = str;
	it->bus_str = parts[DEV_PART_BUS].text;
	it->cls_str = parts[DEV_PART_CLASS].text;
	return 0;
}

BP_EXPORT
int
rte_dev_iterator_init(struct rte_dev_iterator *it, const char *str)
{
	int rc;

	if (it == NULL) {
		rte_errno = EINVAL;
		return -EINVAL;
	}
	bp_dev_lock();
	rc = init_iterator(it, str);
	bp_dev_unlock();
	if (rc != 0) {
		EAL_LOG(ERR, "devices \"%s\" cannot be listed: %s\n",
				str != NULL ? str : "", rte_strerror(-rc));
		rte_errno = -rc;
	}
	return rc;
}

/* The next device on one bus, whatever is on it. */
static struct rte_device *
next_on_bus(const struct rte_bus *bus, const struct rte_device *start,
		const char *bus_args, const struct rte_dev_iterator *it)
{
	if (bus->dev_iterate == NULL)
		return NULL;
	return (struct rte_device *)bus->dev_iterate(start, bus_args, it);
}

/* The next device on the iterator's bus, or on any. */
static struct rte_device *
next_device(const struct rte_dev_iterator *it, const char *bus_args)
{
	struct rte_device *dev = it->device;
	const struct rte_bus *bus;

	if (it->bus != NULL)
		return next_on_bus(it->bus, dev, bus_args, it);
	bus = dev != NULL ? rte_bus_find_by_device(dev) : bus_next(NULL);
	while (bus != NULL) {
		dev = next_on_bus(bus, dev, NULL, it);
		if (dev != NULL || rte_errno != 0)
			return dev;
		bus = bus_next(bus);
	}
	return NULL;
}

/* Move to the next object of the class on it->device; false if none. */
static bool
advance_on_device(struct rte_dev_iterator *it, const char *cls_args)
{
	if (it->cls == NULL || it->device == NULL)
		return false;
	it->class_device = it->cls->dev_iterate(it->class_device, cls_args, it);
	return it->class_device != NULL;
}

/* Move to the next match; it->device is NULL at the end. */
static void
advance(struct rte_dev_iterator *it, const char *bus_args, const char *cls_args)
{
	/* Nothing may be asked about a device that was removed meanwhile. */
	bool more = it->device == NULL ||
			rte_bus_find_by_device(it->device) != NULL;

	while (more && !advance_on_device(it, cls_args)) {
		it->device = rte_errno == 0 ? next_device(it, bus_args) : NULL;
		more = it->device != NULL;
		if (more && it->cls == NULL)
			return;
	}
	if (!more)
		it->device = NULL;
}

BP_EXPORT
struct rte_device *
rte_dev_iterator_next(struct rte_dev_iterator *it)
{
	struct dev_span parts[DEV_PARTS];
	char *bus_args = NULL;
	char *cls_args = NULL;

	rte_errno = 0;
	if (it == NULL || (it->bus == NULL && it->cls == NULL))
		return NULL;
	dev_parts_split(it->dev_str, parts);
	if (it->bus != NULL)
		bus_args = dev_part_args(&parts[DEV_PART_BUS]);
	if (it->cls != NULL)
		cls_args = dev_part_args(&parts[DEV_PART_CLASS]);
	if ((it->bus != NULL && bus_args == NULL) ||
			(it->cls != NULL && cls_args == NULL)) {
		rte_errno = ENOMEM;
		it->device = NULL;
	} else {
		bp_dev_lock();
		advance(it, bus_args, cls_args);
		bp_dev_unlock();
	}
	free(bus_args);
	free(cls_args);
	if (it->device == NULL)
		memset(it, 0, sizeof(*it));
	return it->device;
}
