/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What sysfs says of the groups of the IOMMU: which one a device is in, and who
 * its neighbours are.
 */
#include <bufplane_export.h>
#include <bufplane_vfio.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_string_fns.h>

#include "vfio/vfio_impl.h"

/* The last part of what a link points to, or "". */
static void
link_name(const char *path, char *name, size_t size)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	const char *slash;

	name[0] = '\0';
	if (n <= 0)
		return;
	target[n] = '\0';
	slash = strrchr(target, '/');
	rte_strlcpy(name, slash != NULL ? slash + 1 : target, size);
}

BP_EXPORT
bool
bp_vfio_is_harmless(const char *driver)
{
	static const char *const harmless[] = {
			"", "vfio-pci", "pci-stub", "pcieport"};
	size_t i;

	for (i = 0; i < RTE_DIM(harmless); i++)
		if (strcmp(driver, harmless[i]) == 0)
			return true;
	return false;
}

/* Name the neighbour that keeps a group from being used. */
void
vfio_explain_not_viable(const struct vfio_group *group, const char *sysfs_base,
		const char *dev_addr)
{
	char path[PATH_MAX], driver[64];
	const struct dirent *e;
	bool named = false;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s/iommu_group/devices", sysfs_base,
			dev_addr);
	dir = opendir(path);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else has dir */
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s/driver", sysfs_base,
				e->d_name);
		link_name(path, driver, sizeof(driver));
		if (e->d_name[0] == '.' || bp_vfio_is_harmless(driver))
			continue;
		named = true;
		VFIO_LOG(ERR,
				"%s: group %d cannot be used, for %s of the same"
				" group is bound to %s: bind it to vfio-pci too, or"
				" to nothing (\"dpdk-devbind.py --unbind %s\")\n",
				dev_addr, group->num, e->d_name, driver,
				e->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	if (!named)
		VFIO_LOG(ERR,
				"%s: group %d cannot be used: not all of its devices"
				" are bound to vfio-pci or to nothing\n",
				dev_addr, group->num);
}

/* The number that a text is, in decimal: 0 or -EINVAL. */
static int
parse_num(const char *text, int *num)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < 0 ||
			value > INT_MAX)
		return -EINVAL;
	*num = (int)value;
	return 0;
}

BP_EXPORT
int
rte_vfio_get_group_num(const char *sysfs_base, const char *dev_addr,
		int *iommu_group_num)
{
	char path[PATH_MAX], name[64];
	int n;

	if (sysfs_base == NULL || dev_addr == NULL || iommu_group_num == NULL)
		return -1;
	n = snprintf(path, sizeof(path), "%s/%s/iommu_group", sysfs_base,
			dev_addr);
	if (n < 0 || (size_t)n >= sizeof(path))
		return -1;
	link_name(path, name, sizeof(name));
	if (name[0] == '\0')
		return 0;
	if (parse_num(name, iommu_group_num) == 0)
		return 1;
	VFIO_LOG(ERR, "%s: \"%s\" is no number of a group\n", dev_addr, name);
	return -1;
}

bool
vfio_is_noiommu(const char *sysfs_base, const char *dev_addr)
{
	char path[VFIO_PATH_SIZE];
	int num;

	if (rte_vfio_get_group_num(sysfs_base, dev_addr, &num) <= 0)
		return false;
	snprintf(path, sizeof(path), VFIO_NOIOMMU_GROUP_FMT, (unsigned int)num);
	return vfio_os.access(path, F_OK) == 0;
}
