/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of the PCI bus: a folder like that of sysfs, with devices as the
 * test wants them, a library that runs on it with the fake of VFIO, and what
 * was logged meanwhile. The devices are nobody's: vendor 0xdead.
 */
#ifndef PCI_ENV_H
#define PCI_ENV_H

#include <bufplane.h>
#include <bufplane_dev.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include <rte_bus.h>
#include <rte_dev.h>
#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_memory.h>

#include "builtin.h"
#include "bus/pci/pci.h"
#include "vfio_fake.h"

#include <cmocka.h>

static char tree[64]; /* the folder; its devices are in tree/dev */
static char logged[64 << 10];

/* A file of the tree, made or overwritten. NULL removes it. */
static inline void
tree_file(const char *dev, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/dev/%s/%s", tree, dev, name);
	unlink(path);
	if (text == NULL)
		return;
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* A link from a device to DIR/NAME of the tree; NULL removes it. */
static inline void
tree_link(const char *dev, const char *link, const char *dir, const char *name)
{
	char path[256], target[512];

	snprintf(path, sizeof(path), "%s/dev/%s/%s", tree, dev, link);
	unlink(path);
	if (name == NULL)
		return;
	snprintf(target, sizeof(target), "../../%s/%s", dir, name);
	assert_int_equal(symlink(target, path), 0);
}

static inline void
tree_driver(const char *dev, const char *driver)
{
	tree_link(dev, "driver", "drivers", driver);
}

/* Put a device in a group: a link each way. */
static inline void
tree_group(const char *dev, int group)
{
	char name[16], path[256], target[256];

	snprintf(name, sizeof(name), "%d", group);
	snprintf(path, sizeof(path), "%s/groups/%d", tree, group);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/groups/%d/devices", tree, group);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/groups/%d/devices/%s", tree, group,
			dev);
	snprintf(target, sizeof(target), "../../../dev/%s", dev);
	assert_int_equal(symlink(target, path), 0);
	tree_link(dev, "iommu_group", "groups", name);
}

#define TREE_BARS                                                              \
	"0x000000000000c000 0x000000000000c01f 0x0000000000040101\n"           \
	"0x00000000febd1000 0x00000000febd1fff 0x0000000000040200\n"           \
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"           \
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"           \
	"0x00000000fe000000 0x00000000fe003fff 0x000000000014220c\n"           \
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"

/* A device that is bound to a driver of the kernel (NULL: to none). */
static inline void
tree_device(const char *dev, const char *driver)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/dev/%s", tree, dev);
	assert_int_equal(mkdir(path, 0700), 0);
	tree_file(dev, "vendor", "0xdead\n");
	tree_file(dev, "device", "0xbee4\n");
	tree_file(dev, "subsystem_vendor", "0x1af4\n");
	tree_file(dev, "subsystem_device", "0x0001\n");
	tree_file(dev, "class", "0x020000\n");
	tree_file(dev, "numa_node", "-1\n");
	tree_file(dev, "resource", TREE_BARS);
	tree_driver(dev, driver);
}

static inline int
tree_remove_one(const char *path, const struct stat *st, int type,
		struct FTW *ftw)
{
	return remove(path);
}

static inline void
tree_remove(const char *path)
{
	nftw(path, tree_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The device disappears from sysfs. */
static inline void
tree_unplug(const char *dev)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/dev/%s", tree, dev);
	tree_remove(path);
}

static inline int
tree_setup(void **state)
{
	char path[80];

	strcpy(tree, "/tmp/bp_pci_XXXXXX");
	if (mkdtemp(tree) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/groups", tree);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/dev", tree);
	mkdir(path, 0700);
	setenv("SYSFS_PCI_DEVICES", path, 1);
	vfio_fake_start();
	logged[0] = '\0';
	return 0;
}

static inline int
tree_teardown(void **state)
{
	struct rte_devargs *da;

	bp_component_bus_pci.fini();
	while ((da = rte_devargs_next(NULL, NULL)) != NULL)
		rte_devargs_remove(da);
	pci_bus.conf.scan_mode = RTE_BUS_SCAN_UNDEFINED;
	unsetenv("SYSFS_PCI_DEVICES");
	tree_remove(tree);
	vfio_fake_stop();
	return 0;
}

/* What is logged, line after line. */
static inline void
env_log(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	size_t used = strlen(logged);

	snprintf(logged + used, sizeof(logged) - used, "%s", text);
}

static inline bool
was_logged(const char *text)
{
	bool found = strstr(logged, text) != NULL;

	if (!found)
		fprintf(stderr, "not logged: %s, but:\n%s", text, logged);
	logged[0] = '\0';
	return found;
}

static const struct bp_component *const env_components[] = {
		&bp_component_bus_pci};

/* The library, with the bus and whatever the tree has: as bp_init(). */
static inline int
env_start_with(struct bp_config config)
{
	config.size = sizeof(config);
	config.no_huge = true;
	config.in_memory = !config.legacy_mem;
	config.no_shconf = config.legacy_mem;
	config.affinity = BP_AFFINITY_KEEP;
	config.components = env_components;
	config.components_n = RTE_DIM(env_components);
	config.log_fn = env_log;
	config.log_level = RTE_LOG_DEBUG;
	return bp_init(&config);
}

static inline void
env_start(void)
{
	struct bp_config config = {0};

	assert_int_equal(env_start_with(config), 0);
}

/* A device of the tree by name, or NULL. */
static inline struct rte_pci_device *
env_device(const char *name)
{
	struct rte_pci_addr addr;
	struct pci_entry *e;

	assert_int_equal(rte_pci_addr_parse(name, &addr), 0);
	e = pci_find(&addr);
	return e != NULL ? &e->dev : NULL;
}

/* A device on vfio-pci in a group, in the tree and in the fake kernel. */
static inline struct fake_device *
env_vfio_device(const char *name, int group)
{
	tree_device(name, "vfio-pci");
	tree_group(name, group);
	return vfio_fake_device(name, group);
}

#endif
