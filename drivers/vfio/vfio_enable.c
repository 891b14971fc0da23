/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the kernel has VFIO, and how it is set. */
#include <bufplane_export.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "vfio/vfio_impl.h"

/* sysfs writes names of modules with underscores. */
static bool
is_loaded(const char *modname)
{
	char path[128];
	int n = snprintf(path, sizeof(path), "/sys/module/%s", modname);
	char *c;

	if (n < 0 || (size_t)n >= sizeof(path) ||
			strchr(modname, '/') != NULL || modname[0] == '\0')
		return false;
	for (c = path; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	return vfio_os.access(path, F_OK) == 0;
}

BP_EXPORT
int
rte_vfio_enable(const char *modname)
{
	if (modname == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	if (!is_loaded(modname))
		VFIO_LOG(DEBUG, "the module %s is not loaded\n", modname);
	return 0;
}

BP_EXPORT
int
rte_vfio_is_enabled(const char *modname)
{
	return modname != NULL && is_loaded(modname) &&
			vfio_os.access(VFIO_CONTAINER_PATH, F_OK) == 0;
}

BP_EXPORT
int
rte_vfio_noiommu_is_enabled(void)
{
	int fd = vfio_os.open(VFIO_NOIOMMU_MODE, O_RDONLY);
	char value = 0;
	ssize_t n;
	int rc = 0;

	/* A kernel without that mode has no such file. */
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	n = vfio_os.pread(fd, &value, 1, 0);
	if (n != 1)
		rc = -1;
	else
		rc = value == 'Y' || value == '1';
	vfio_os.close(fd);
	return rc;
}
