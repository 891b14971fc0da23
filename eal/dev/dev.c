/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One device: its properties, and adding and removing it at run time. A
 * device that is added is first noted in the list of device arguments, so
 * that its bus finds it when it scans. Adding what is there already changes
 * nothing, above all not the arguments that its driver looks at. Whoever adds
 * or removes a device has its claim throughout, and the device lock except
 * while the bus has its driver probe or remove it.
 */
#include "dev/dev.h"

#include <bufplane_dev.h>
#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_devargs.h>
#include <rte_errno.h>

#include "eal.h"

BP_EXPORT
const char *
rte_driver_name(const struct rte_driver *driver)
{
	return driver->name;
}

BP_EXPORT
const struct rte_bus *
rte_dev_bus(const struct rte_device *dev)
{
	return dev->bus;
}

BP_EXPORT
const char *
rte_dev_bus_info(const struct rte_device *dev)
{
	return dev->bus_info;
}

BP_EXPORT
const struct rte_devargs *
rte_dev_devargs(const struct rte_device *dev)
{
	return dev->devargs;
}

BP_EXPORT
const struct rte_driver *
rte_dev_driver(const struct rte_device *dev)
{
	return dev->driver;
}

BP_EXPORT
const char *
rte_dev_name(const struct rte_device *dev)
{
	return dev->name;
}

BP_EXPORT
int
rte_dev_numa_node(const struct rte_device *dev)
{
	return dev->numa_node;
}

BP_EXPORT
int
rte_dev_is_probed(const struct rte_device *dev)
{
	return dev != NULL && dev->driver != NULL;
}

static int
cmp_device_name(const struct rte_device *dev, const void *name)
{
	return strcmp(dev->name, name);
}

static int
cmp_device_args(const struct rte_device *dev, const void *da)
{
	return dev->devargs != da;
}

static struct rte_device *
find_by_name(const struct rte_bus *bus, const char *name)
{
	return bus->find_device(NULL, cmp_device_name, name);
}

/* Have the bus find the device that da, which is in the list, is about. */
static int
scan_for(struct rte_devargs *da, struct rte_device **dev)
{
	int rc = da->bus->scan();

	if (rc != 0)
		return rc < 0 ? rc : -EIO;
	*dev = find_by_name(da->bus, da->name);
	if (*dev != NULL)
		return 0;
	EAL_LOG(ERR, "bus \"%s\" finds no device \"%s\"\n", da->bus->name,
			da->name);
	return -ENODEV;
}

/* Claim a device that is to be added or removed: 0 or -EBUSY. */
static int
claim_device(struct bp_dev_claim *claim, const struct rte_bus *bus,
		const char *name)
{
	int rc = bp_dev_claim_get(claim, bus, name);

	if (rc != 0)
		EAL_LOG(ERR, "device \"%s\" of bus \"%s\" is just being added or removed\n",
				name, bus->name);
	return rc;
}

/* Give a device to a driver. One that fails stays on its bus, unused. */
static int
plug(struct rte_device *dev)
{
	int rc;

	bp_dev_unlock();
	rc = dev->bus->plug(dev);
	bp_dev_lock();
	if (rc == 0 || rc == -EEXIST)
		return 0;
	EAL_LOG(ERR, "device \"%s\" of bus \"%s\" cannot be used: %s\n",
			dev->name, dev->bus->name,
			rc > 0 ? "no driver takes it" : dev_reason(rc));
	return rc < 0 ? rc : -ENOTSUP;
}

/* Enter *da, which is used up, find its device and have it probed. */
static int
find_and_plug(struct rte_devargs *da)
{
	struct rte_device *dev;
	int rc;

	rte_devargs_insert(&da);
	rc = scan_for(da, &dev);
	if (rc == 0)
		return plug(dev);
	/* A device may point to the entry, under another name too. */
	if (da->bus->find_device(NULL, cmp_device_args, da) == NULL)
		rte_devargs_remove(da);
	return rc;
}

/* Add the device of *da, which is malloc()ed and used up. */
static int
add_device(struct rte_devargs *da)
{
	struct bp_dev_claim claim;
	int rc;

	if (da->bus->plug == NULL || da->bus->unplug == NULL) {
		EAL_LOG(ERR, "bus \"%s\" cannot add devices at run time\n",
				da->bus->name);
		rc = -ENOTSUP;
		goto free_da;
	}
	rc = claim_device(&claim, da->bus, da->name);
	if (rc != 0)
		goto free_da;
	if (rte_dev_is_probed(find_by_name(da->bus, da->name)))
		goto unclaim;
	rc = find_and_plug(da);
	bp_dev_claim_put(&claim);
	return rc;

unclaim:
	bp_dev_claim_put(&claim);
free_da:
	devargs_free(da);
	return rc;
}

/* Allocate arguments and fill them: 0 or -errno. */
static int
make_devargs(const char *busname, const char *name, const char *args,
		struct rte_devargs **da)
{
	struct rte_bus *bus = rte_bus_find_by_name(busname);
	char names[256];
	int rc;

	if (bus == NULL) {
		EAL_LOG(ERR, "there is no bus \"%s\"; known: %s\n", busname,
				bus_names(names, sizeof(names)));
		return -EFAULT;
	}
	if (bus->parse == NULL || bus->parse(name, NULL) != 0) {
		EAL_LOG(ERR, "\"%s\" is no device of bus \"%s\"\n", name,
				busname);
		return -EFAULT;
	}
	*da = malloc(sizeof(**da));
	if (*da == NULL)
		return -ENOMEM;
	rc = devargs_fill(*da, bus, name, strlen(name), args);
	if (rc != 0)
		free(*da);
	return rc;
}

BP_EXPORT
int
rte_eal_hotplug_add(
		const char *busname, const char *devname, const char *drvargs)
{
	struct rte_devargs *da;
	int rc;

	if (busname == NULL || devname == NULL)
		return -EFAULT;
	bp_dev_lock();
	rc = make_devargs(
			busname, devname, drvargs != NULL ? drvargs : "", &da);
	if (rc == 0)
		rc = add_device(da);
	bp_dev_unlock();
	return rc;
}

/* Parse text into arguments that name a device: 0 or -errno. */
static int
parse_devargs(const char *text, struct rte_devargs **da)
{
	int rc;

	*da = calloc(1, sizeof(**da));
	if (*da == NULL)
		return -ENOMEM;
	rc = rte_devargs_parse(*da, text);
	if (rc == 0 && ((*da)->bus == NULL || (*da)->name[0] == '\0')) {
		EAL_LOG(ERR, "\"%s\" names no device of a bus\n", text);
		rte_devargs_reset(*da);
		rc = -EINVAL;
	}
	if (rc != 0)
		free(*da);
	return rc;
}

BP_EXPORT
int
rte_dev_probe(const char *devargs)
{
	struct rte_devargs *da;
	int rc;

	bp_dev_lock();
	rc = parse_devargs(devargs, &da);
	if (rc == 0)
		rc = add_device(da);
	bp_dev_unlock();
	return rc;
}

/* Have the bus take a device from its driver; then it is gone. */
static int
unplug(struct rte_device *dev)
{
	struct rte_devargs *da = devargs_take_out(dev->devargs);
	const struct rte_bus *bus = dev->bus;
	int rc;

	bp_dev_unlock();
	rc = bus->unplug(dev);
	bp_dev_lock();
	if (rc == 0) {
		devargs_free(da);
		return 0;
	}
	devargs_put_back(da);
	EAL_LOG(ERR, "device \"%s\" cannot be removed: %s\n", dev->name,
			dev_reason(rc));
	return rc < 0 ? rc : -ENOENT;
}

/* Take a device off its driver and bus, and forget its arguments. */
static int
remove_device(struct rte_device *dev)
{
	const struct rte_bus *bus = dev->bus;
	struct bp_dev_claim claim;
	int rc = claim_device(&claim, bus, dev->name);

	if (rc != 0)
		return rc;

	if (dev->driver == NULL) {
		EAL_LOG(ERR, "device \"%s\" is not in use\n", dev->name);
		rc = -ENOENT;
	} else if (bus->unplug == NULL) {
		EAL_LOG(ERR, "bus \"%s\" cannot remove devices at run time\n",
				bus->name);
		rc = -ENOTSUP;
	} else {
		rc = unplug(dev);
	}
	bp_dev_claim_put(&claim);
	return rc;
}

BP_EXPORT
int
rte_dev_remove(struct rte_device *dev)
{
	int rc = -EINVAL;

	if (dev == NULL)
		return -EINVAL;
	bp_dev_lock();
	if (rte_bus_find_by_device(dev) != NULL)
		rc = remove_device(dev);
	bp_dev_unlock();
	return rc;
}

/* Remove by name, with the lock held. */
static int
remove_by_name(const char *busname, const char *devname)
{
	const struct rte_bus *bus = rte_bus_find_by_name(busname);
	struct rte_device *dev;

	if (bus == NULL) {
		EAL_LOG(ERR, "there is no bus \"%s\"\n", busname);
		return -ENOENT;
	}
	dev = find_by_name(bus, devname);
	if (dev == NULL) {
		EAL_LOG(ERR, "bus \"%s\" has no device \"%s\"\n", busname,
				devname);
		return -EINVAL;
	}
	return remove_device(dev);
}

BP_EXPORT
int
rte_eal_hotplug_remove(const char *busname, const char *devname)
{
	int rc;

	if (busname == NULL || devname == NULL)
		return -EINVAL;
	bp_dev_lock();
	rc = remove_by_name(busname, devname);
	bp_dev_unlock();
	return rc;
}
