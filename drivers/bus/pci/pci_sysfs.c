/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What sysfs says about one device. Nothing of it is believed: each file is
 * read up to a limit, each number has to be one and to fit, and a device of
 * which something required is missing or wrong is not used.
 */
#include <bufplane_export.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "bus/pci/pci.h"

#define SYSFS_PATH    "/sys/bus/pci/devices"
#define RESOURCE_MEM  0x200
#define RESOURCE_SIZE 2048 /* of the file: 13 lines of 57 characters today */

BP_EXPORT
const char *
rte_pci_get_sysfs_path(void)
{
	const char *path = secure_getenv("SYSFS_PCI_DEVICES");

	return path != NULL ? path : SYSFS_PATH;
}

/* The path of a file of a device: 0 or -ENAMETOOLONG. */
static int
path_of(const struct pci_entry *e, const char *file, char path[PATH_MAX])
{
	int n = snprintf(path, PATH_MAX, "%s/%s/%s", rte_pci_get_sysfs_path(),
			e->dev.name, file);

	return n >= 0 && n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Read a file as text of less than size bytes: 0 or -errno. */
static int
read_text(const struct pci_entry *e, const char *file, char *text, size_t size)
{
	char path[PATH_MAX];
	size_t used = 0;
	ssize_t n = 1;
	int rc = path_of(e, file, path);
	int fd;

	if (rc < 0)
		return rc;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	while (used < size && n > 0) {
		n = read(fd, text + used, size - used);
		used += n > 0 ? (size_t)n : 0;
	}
	rc = n < 0 ? -errno : 0;
	close(fd);
	if (rc == 0 && (used == size || memchr(text, '\0', used) != NULL))
		rc = -EINVAL;
	if (rc == 0)
		text[used] = '\0';
	return rc;
}

/* Read a number, in base 0: what follows it, or NULL. */
static const char *
parse_number(const char *text, uint64_t max, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return errno == 0 && *value <= max ? end : NULL;
}

/* The number that is all of a file: 0 or -errno. */
static int
read_number(const struct pci_entry *e, const char *file, uint64_t max,
		uint64_t *value)
{
	char text[32] = "";
	const char *end;
	int rc = read_text(e, file, text, sizeof(text));

	if (rc < 0)
		return rc;
	end = parse_number(text, max, value);
	if (end == NULL || (*end != '\0' && strcmp(end, "\n") != 0))
		return -EINVAL;
	return 0;
}

/* As read_number(), but the device is of no use without. */
static int
need_number(const struct pci_entry *e, const char *file, uint64_t max,
		uint64_t *value)
{
	int rc = read_number(e, file, max, value);

	if (rc < 0)
		PCI_LOG(WARNING,
				"%s is left out: its file \"%s\" is unusable:"
				" %s\n",
				e->dev.name, file, rte_strerror(-rc));
	return rc;
}

static int
read_ids(struct pci_entry *e)
{
	struct rte_pci_id *id = &e->dev.id;
	uint64_t class_id = 0, vendor = 0, device = 0;
	uint64_t sub_vendor = 0, sub_device = 0;
	int rc = need_number(e, "vendor", UINT16_MAX, &vendor);

	if (rc == 0)
		rc = need_number(e, "device", UINT16_MAX, &device);
	if (rc == 0)
		rc = need_number(
				e, "subsystem_vendor", UINT16_MAX, &sub_vendor);
	if (rc == 0)
		rc = need_number(
				e, "subsystem_device", UINT16_MAX, &sub_device);
	if (rc == 0)
		rc = need_number(e, "class", UINT32_MAX, &class_id);
	if (rc < 0)
		return rc;
	id->class_id = (uint32_t)class_id & RTE_CLASS_ANY_ID;
	id->vendor_id = (uint16_t)vendor;
	id->device_id = (uint16_t)device;
	id->subsystem_vendor_id = (uint16_t)sub_vendor;
	id->subsystem_device_id = (uint16_t)sub_device;
	snprintf(e->info, sizeof(e->info), "vendor_id=%x, device_id=%x",
			id->vendor_id, id->device_id);
	return 0;
}

/* One line, "0xSTART 0xEND 0xFLAGS": the next one, or NULL. */
static const char *
parse_resource(const char *text, struct rte_mem_resource *r)
{
	uint64_t value[PCI_RESOURCE_FMT_NVAL];
	unsigned int i;

	for (i = 0; i < PCI_RESOURCE_FMT_NVAL; i++) {
		text = parse_number(text, UINT64_MAX, &value[i]);
		if (text == NULL || *text != (i < 2 ? ' ' : '\n'))
			return NULL;
		text++;
	}
	if ((value[2] & RESOURCE_MEM) == 0)
		return text;
	if (value[1] < value[0] || value[1] - value[0] == UINT64_MAX)
		return NULL;
	r->phys_addr = value[0];
	r->len = value[1] - value[0] + 1;
	return text;
}

/* Where the BARs are. I/O ports are none of them. */
static int
read_resources(struct pci_entry *e)
{
	struct rte_mem_resource found[PCI_MAX_RESOURCE];
	char text[RESOURCE_SIZE] = "";
	const char *line = text;
	unsigned int i;
	int rc = read_text(e, "resource", text, sizeof(text));

	memset(found, 0, sizeof(found));
	for (i = 0; rc == 0 && i < PCI_MAX_RESOURCE; i++) {
		line = parse_resource(line, &found[i]);
		if (line == NULL)
			rc = -EINVAL;
	}
	if (rc < 0)
		PCI_LOG(WARNING,
				"%s is left out: its BARs are unreadable: %s\n",
				e->dev.name, rte_strerror(-rc));
	else
		memcpy(e->dev.mem_resource, found, sizeof(found));
	return rc;
}

/* The node that it is near to, if the machine has nodes and it says so. */
static void
read_node(struct pci_entry *e)
{
	uint64_t node;

	e->dev.device.numa_node = SOCKET_ID_ANY;
	if (read_number(e, "numa_node", RTE_MAX_NUMA_NODES - 1, &node) == 0)
		e->dev.device.numa_node = (int)node;
}

static void
read_vfs(struct pci_entry *e)
{
	uint64_t n = 0;

	if (read_number(e, "max_vfs", UINT16_MAX, &n) < 0 &&
			read_number(e, "sriov_numvfs", UINT16_MAX, &n) < 0)
		n = 0;
	e->dev.max_vfs = (uint16_t)n;
}

static enum rte_pci_kernel_driver
kdrv_named(const char *name)
{
	if (name[0] == '\0')
		return RTE_PCI_KDRV_NONE;
	if (strcmp(name, "vfio-pci") == 0)
		return RTE_PCI_KDRV_VFIO;
	if (strcmp(name, "igb_uio") == 0)
		return RTE_PCI_KDRV_IGB_UIO;
	if (strcmp(name, "uio_pci_generic") == 0)
		return RTE_PCI_KDRV_UIO_GENERIC;
	return RTE_PCI_KDRV_UNKNOWN;
}

/* The kernel's driver is the last part of what a link points to. */
static void
read_kernel_driver(struct pci_entry *e)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t n = -1;

	e->kdrv_name[0] = '\0';
	if (path_of(e, "driver", path) == 0)
		n = readlink(path, target, sizeof(target) - 1);
	if (n > 0) {
		target[n] = '\0';
		name = strrchr(target, '/');
		rte_strlcpy(e->kdrv_name, name != NULL ? name + 1 : target,
				sizeof(e->kdrv_name));
	}
	e->dev.kdrv = kdrv_named(e->kdrv_name);
}

int
pci_sysfs_read(struct pci_entry *e)
{
	int rc = read_ids(e);

	if (rc == 0)
		rc = read_resources(e);
	if (rc < 0)
		return rc;
	read_node(e);
	read_vfs(e);
	read_kernel_driver(e);
	return 0;
}
