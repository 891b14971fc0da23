/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walking over virtual devices by a description. The one condition that it
 * may hold is a name.
 */
#include <errno.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_kvargs.h>

#include "bus/vdev/vdev.h"

void *
vdev_iterate(const void *start, const char *args,
		__rte_unused const struct rte_dev_iterator *it)
{
	static const char *const keys[] = {"name", NULL};
	const struct rte_device *from = start;
	struct rte_vdev_device *vdev;
	struct rte_kvargs *list;
	const char *name;

	list = rte_kvargs_parse(args != NULL ? args : "", keys);
	if (list == NULL) {
		VDEV_LOG(ERR,
				"\"%s\": a description may have the key "
				"\"name\" only\n",
				args);
		rte_errno = EINVAL;
		return NULL;
	}
	name = rte_kvargs_get(list, "name");
	vdev = vdev_next(from != NULL ? RTE_DEV_TO_VDEV_CONST(from) : NULL);
	while (vdev != NULL && name != NULL &&
			strcmp(vdev->device.name, name) != 0)
		vdev = vdev_next(vdev);
	rte_kvargs_free(list);
	return vdev != NULL ? &vdev->device : NULL;
}
