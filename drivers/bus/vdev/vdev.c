/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bus of virtual devices: a device exists for each device argument that
 * names this bus and is not blocked, from the scan on that finds it. The list
 * of devices owns them. Invariant: names are unique, and a device points to
 * its argument as long as both are in their lists. The device lock guards all;
 * who probes or releases a device has its claim, and not the lock.
 */
#include "bus/vdev/vdev.h"

#include <bufplane_dev.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_memory.h>

#include "builtin.h"

struct vdev_entry {
	struct rte_vdev_device vdev; /* first: the list links these */
	unsigned int round;          /* of the last probe that tried it */
	char name[RTE_DEV_NAME_MAX_LEN];
};

RTE_TAILQ_HEAD(vdev_list, rte_vdev_device);
static struct vdev_list devices = TAILQ_HEAD_INITIALIZER(devices);

struct rte_vdev_device *
vdev_next(const struct rte_vdev_device *start)
{
	struct rte_vdev_device *cur;

	if (start == NULL)
		return TAILQ_FIRST(&devices);
	TAILQ_FOREACH (cur, &devices, next) {
		if (cur == start)
			return TAILQ_NEXT(cur, next);
	}
	return NULL;
}

struct rte_vdev_device *
vdev_find(const char *name)
{
	struct rte_vdev_device *vdev;

	TAILQ_FOREACH (vdev, &devices, next) {
		if (strcmp(vdev->device.name, name) == 0)
			return vdev;
	}
	return NULL;
}

struct rte_vdev_device *
vdev_create(struct rte_devargs *da)
{
	struct vdev_entry *entry = calloc(1, sizeof(*entry));

	if (entry == NULL)
		return NULL;
	memcpy(entry->name, da->name, sizeof(entry->name));
	entry->vdev.device.name = entry->name;
	entry->vdev.device.bus = &vdev_bus;
	entry->vdev.device.numa_node = SOCKET_ID_ANY;
	entry->vdev.device.devargs = da;
	TAILQ_INSERT_TAIL(&devices, &entry->vdev, next);
	return &entry->vdev;
}

void
vdev_destroy(struct rte_vdev_device *vdev)
{
	TAILQ_REMOVE(&devices, vdev, next);
	free(vdev);
}

/* Whether the user blocked the name, in whatever order. */
static bool
is_blocked(const char *name)
{
	struct rte_devargs *da;

	RTE_EAL_DEVARGS_FOREACH(vdev_bus.name, da)
	{
		if (da->policy == RTE_DEV_BLOCKED &&
				strcmp(da->name, name) == 0)
			return true;
	}
	return false;
}

/* Whether the device exists; of two arguments for it, the first counts. */
static bool
is_known(const struct rte_devargs *da)
{
	const struct rte_vdev_device *vdev = vdev_find(da->name);

	if (vdev == NULL)
		return false;
	if (vdev->device.devargs != da)
		VDEV_LOG(WARNING,
				"%s is given more than once: \"%s\" counts, "
				"\"%s\" does not\n",
				da->name, vdev->device.devargs->args, da->args);
	return true;
}

static int
scan(void)
{
	struct rte_devargs *da;

	vdev_custom_scan_run();
	RTE_EAL_DEVARGS_FOREACH(vdev_bus.name, da)
	{
		if (da->name[0] == '\0') {
			VDEV_LOG(ERR, "a device without a name: \"%s\"\n",
					da->data);
			return -EINVAL;
		}
		if (is_blocked(da->name) || is_known(da))
			continue;
		if (vdev_create(da) == NULL)
			return -ENOMEM;
	}
	return 0;
}

/* Claim a device without driver that this round has not tried. */
static struct rte_vdev_device *
claim_untried(unsigned int round, struct bp_dev_claim *claim)
{
	struct rte_vdev_device *vdev;

	TAILQ_FOREACH (vdev, &devices, next) {
		struct vdev_entry *entry = (struct vdev_entry *)vdev;

		if (vdev->device.driver != NULL || entry->round == round)
			continue;
		entry->round = round;
		if (bp_dev_claim_get(claim, &vdev_bus, entry->name) == 0)
			return vdev;
	}
	return NULL;
}

/* Begin a probe of all devices. */
static unsigned int
next_round(void)
{
	static unsigned int last;
	unsigned int round;

	bp_dev_lock();
	round = ++last;
	bp_dev_unlock();
	return round;
}

/* The list may change at each step, as a probe may add and remove devices. */
static int
probe(void)
{
	unsigned int round = next_round();
	struct rte_vdev_device *vdev;
	struct bp_dev_claim claim;
	int rc = 0;

	bp_dev_lock();
	while ((vdev = claim_untried(round, &claim)) != NULL) {
		int one;

		bp_dev_unlock();
		one = vdev_probe(vdev);
		bp_dev_claim_put(&claim);
		if (rc == 0 && one != 0 && one != -EEXIST)
			rc = one < 0 ? one : -ENODEV;
		bp_dev_lock();
	}
	bp_dev_unlock();
	return rc;
}

static struct rte_device *
find_device(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	struct rte_vdev_device *vdev;

	vdev = vdev_next(start != NULL ? RTE_DEV_TO_VDEV_CONST(start) : NULL);
	while (vdev != NULL && cmp(&vdev->device, data) != 0)
		vdev = vdev_next(vdev);
	return vdev != NULL ? &vdev->device : NULL;
}

static int
plug(struct rte_device *dev)
{
	return vdev_probe(RTE_DEV_TO_VDEV(dev));
}

static int
unplug(struct rte_device *dev)
{
	struct rte_vdev_device *vdev = RTE_DEV_TO_VDEV(dev);
	int rc = vdev_release(vdev);

	if (rc != 0)
		return rc;
	bp_dev_lock();
	vdev_destroy(vdev);
	bp_dev_unlock();
	return 0;
}

/* Whether some driver has devices of this name; addr takes which. */
static int
parse(const char *name, void *addr)
{
	struct rte_vdev_driver *driver = vdev_find_driver(name, NULL);

	if (driver == NULL)
		return 1;
	if (addr != NULL)
		*(struct rte_vdev_driver **)addr = driver;
	return 0;
}

/* Claim the youngest device, once nobody else has it; NULL if none is left. */
static struct rte_vdev_device *
claim_last(struct bp_dev_claim *claim)
{
	struct rte_vdev_device *vdev;

	while ((vdev = TAILQ_LAST(&devices, vdev_list)) != NULL &&
			bp_dev_claim_get(claim, &vdev_bus, vdev->device.name) !=
					0)
		bp_dev_claim_wait();
	return vdev;
}

/* Close everything, the youngest first, whatever the drivers say. */
static int
cleanup(void)
{
	struct rte_vdev_device *vdev;
	struct bp_dev_claim claim;
	int rc = 0;

	bp_dev_lock();
	while ((vdev = claim_last(&claim)) != NULL) {
		int one;

		bp_dev_unlock();
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): unlinked first */
		one = vdev_release(vdev);
		bp_dev_lock();
		rc = rc != 0 ? rc : one;
		vdev_destroy(vdev);
		bp_dev_claim_put(&claim);
	}
	bp_dev_unlock();
	return rc;
}

static enum rte_iova_mode
get_iommu_class(void)
{
	const struct rte_vdev_device *vdev;

	TAILQ_FOREACH (vdev, &devices, next) {
		const struct rte_vdev_driver *driver = vdev_driver_of(vdev);

		if (driver != NULL &&
				(driver->drv_flags &
						RTE_VDEV_DRV_NEED_IOVA_AS_VA) !=
						0)
			return RTE_IOVA_VA;
	}
	return RTE_IOVA_DC;
}

/* The driver of a device, if it has one. */
static const struct rte_vdev_driver *
vdriver_of(const struct rte_device *dev)
{
	if (dev->driver == NULL)
		return NULL;
	return container_of(dev->driver, const struct rte_vdev_driver, driver);
}

/* Most virtual devices reach all memory as it is: nothing to do is no error. */
static int
dma_map(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	const struct rte_vdev_driver *driver = vdriver_of(dev);

	if (driver == NULL || driver->dma_map == NULL)
		return 0;
	return driver->dma_map(RTE_DEV_TO_VDEV(dev), addr, iova, len);
}

static int
dma_unmap(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	const struct rte_vdev_driver *driver = vdriver_of(dev);

	if (driver == NULL || driver->dma_unmap == NULL)
		return 0;
	return driver->dma_unmap(RTE_DEV_TO_VDEV(dev), addr, iova, len);
}

struct rte_bus vdev_bus = {
		.name = "vdev",
		.scan = scan,
		.probe = probe,
		.find_device = find_device,
		.plug = plug,
		.unplug = unplug,
		.parse = parse,
		.dma_map = dma_map,
		.dma_unmap = dma_unmap,
		.cleanup = cleanup,
		.get_iommu_class = get_iommu_class,
		.dev_iterate = vdev_iterate,
};

static int
component_prepare(void)
{
	rte_bus_register(&vdev_bus);
	return rte_bus_find_by_name(vdev_bus.name) == &vdev_bus ? 0 : -EEXIST;
}

static void
component_fini(void)
{
	cleanup();
	rte_bus_unregister(&vdev_bus);
}

const struct bp_component bp_component_bus_vdev = {
		.name = "bus_vdev",
		.fini = component_fini,
		.prepare = component_prepare,
};
