/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's files as bufplane-devices reads them, in a folder that goes
 * away at the end: NICs bound to several drivers, and whatever a test adds.
 */
#ifndef DEVICES_TREE_H
#define DEVICES_TREE_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "devices/devices.h"

#include <cmocka.h>

#define PCI_DEVICES "/sys/bus/pci/devices/"
#define NIC         "0000:01:00.0"

static char tree_root[32];
static struct devices_host host = {.root = tree_root};

static inline int
tree_setup(void **state)
{
	(void)state;
	strcpy(tree_root, "/tmp/devices_test.XXXXXX");
	return mkdtemp(tree_root) == NULL;
}

static inline int
tree_remove(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static inline int
tree_teardown(void **state)
{
	(void)state;
	return nftw(tree_root, tree_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path below the root, with the folders in front of its last part. */
static inline void
tree_path(char path[DEV_PATH_SIZE], const char *name)
{
	int n = snprintf(path, DEV_PATH_SIZE, "%s%s", tree_root, name);

	assert_in_range(n, 1, DEV_PATH_SIZE - 1);
	for (char *at = path + strlen(tree_root) + 1;
			(at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
}

static inline void
tree_bytes(const char *name, const char *bytes, size_t n)
{
	char path[DEV_PATH_SIZE];
	FILE *file;

	tree_path(path, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

static inline void
tree_file(const char *name, const char *text)
{
	tree_bytes(name, text, strlen(text));
}

/* A file of n letters. */
static inline void
tree_long(const char *name, size_t n)
{
	char *text = malloc(n);

	assert_non_null(text);
	memset(text, 'x', n);
	tree_bytes(name, text, n);
	free(text);
}

static inline void
tree_link(const char *name, const char *target)
{
	char path[DEV_PATH_SIZE];

	tree_path(path, name);
	assert_int_equal(symlink(target, path), 0);
}

static inline void
tree_dir(const char *name)
{
	char path[DEV_PATH_SIZE];

	tree_path(path, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

/* A property of a PCI device. */
static inline void
pci_file(const char *address, const char *name, const char *text)
{
	char path[DEV_PATH_SIZE];

	snprintf(path, sizeof(path), PCI_DEVICES "%s/%s", address, name);
	tree_file(path, text);
}

static inline void
pci_link(const char *address, const char *name, const char *target)
{
	char path[DEV_PATH_SIZE];

	snprintf(path, sizeof(path), PCI_DEVICES "%s/%s", address, name);
	tree_link(path, target);
}

/* An Ethernet controller; no driver for NULL. */
static inline void
pci_nic(const char *address, const char *vendor, const char *device,
		const char *driver)
{
	char target[128];

	pci_file(address, "class", "0x020000\n");
	pci_file(address, "vendor", vendor);
	pci_file(address, "device", device);
	pci_file(address, "numa_node", "-1\n");
	pci_file(address, "driver_override", "(null)\n");
	if (driver == NULL)
		return;
	snprintf(target, sizeof(target), "../../../../bus/pci/drivers/%s",
			driver);
	pci_link(address, "driver", target);
}

/* Puts a device into a group of the IOMMU. */
static inline void
pci_group(const char *address, const char *group)
{
	char name[DEV_PATH_SIZE], target[DEV_PATH_SIZE];

	snprintf(target, sizeof(target), "../../../../kernel/iommu_groups/%s",
			group);
	pci_link(address, "iommu_group", target);
	snprintf(name, sizeof(name), "/sys/kernel/iommu_groups/%s/devices/%s",
			group, address);
	snprintf(target, sizeof(target), "../../../../bus/pci/devices/%s",
			address);
	tree_link(name, target);
}

#endif
