/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices that a program adds and removes by name. An added one has an argument
 * of its own in the list of device arguments, and both go together.
 */
#include <bufplane_dev.h>
#include <bufplane_export.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_devargs.h>

#include "bus/vdev/vdev.h"

static struct rte_devargs *
create_devargs(const char *name, const char *args)
{
	struct rte_devargs *da;

	if (strlen(name) >= sizeof(da->name))
		return NULL;
	da = calloc(1, sizeof(*da));
	if (da == NULL)
		return NULL;
	da->data = strdup(args != NULL ? args : "");
	if (da->data == NULL) {
		free(da);
		return NULL;
	}
	memcpy(da->name, name, strlen(name));
	da->type = RTE_DEVTYPE_VIRTUAL;
	da->bus = &vdev_bus;
	da->args = da->data;
	return da;
}

/* Claim a name and make its device and argument: 0 or -errno. */
static int
add_device(const char *name, const char *args, struct bp_dev_claim *claim,
		struct rte_vdev_device **vdev)
{
	struct rte_devargs *da;
	int rc;

	if (rte_bus_find_by_name(vdev_bus.name) != &vdev_bus)
		return -ENODEV;
	if (vdev_find(name) != NULL)
		return -EEXIST;
	da = create_devargs(name, args);
	if (da == NULL)
		return -ENOMEM;
	rc = bp_dev_claim_get(claim, &vdev_bus, name);
	if (rc != 0) {
		rte_devargs_reset(da);
		free(da);
		return rc;
	}
	rte_devargs_insert(&da);
	*vdev = vdev_create(da);
	if (*vdev != NULL)
		return 0;
	rte_devargs_remove(da);
	bp_dev_claim_put(claim);
	return -ENOMEM;
}

/* Undo add_device() but for the claim. */
static void
drop_device(struct rte_vdev_device *vdev)
{
	struct rte_devargs *da = vdev->device.devargs;

	bp_dev_lock();
	vdev_destroy(vdev);
	rte_devargs_remove(da);
	bp_dev_unlock();
}

BP_EXPORT
int
rte_vdev_init(const char *name, const char *args)
{
	struct rte_vdev_device *vdev;
	struct bp_dev_claim claim;
	int rc;

	if (name == NULL)
		return -EINVAL;
	bp_dev_lock();
	rc = add_device(name, args, &claim, &vdev);
	bp_dev_unlock();
	if (rc != 0)
		return rc;
	rc = vdev_probe(vdev);
	if (rc != 0)
		drop_device(vdev);
	bp_dev_claim_put(&claim);
	return rc > 0 ? -1 : rc;
}

/* Claim the device of a name: 0 or -errno. */
static int
claim_named(const char *name, struct bp_dev_claim *claim,
		struct rte_vdev_device **vdev)
{
	int rc = -ENOENT;

	bp_dev_lock();
	*vdev = vdev_find(name);
	if (*vdev != NULL)
		rc = bp_dev_claim_get(claim, &vdev_bus, name);
	bp_dev_unlock();
	return rc;
}

BP_EXPORT
int
rte_vdev_uninit(const char *name)
{
	struct rte_vdev_device *vdev;
	struct bp_dev_claim claim;
	int rc;

	if (name == NULL)
		return -EINVAL;
	rc = claim_named(name, &claim, &vdev);
	if (rc != 0)
		return rc;
	rc = vdev_release(vdev);
	if (rc == 0)
		drop_device(vdev);
	bp_dev_claim_put(&claim);
	return rc;
}
