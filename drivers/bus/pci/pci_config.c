/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The configuration space of a mapped device. The device is not trusted: its
 * chains of capabilities are followed for as many steps as they can have, and
 * inside the space only.
 */
#include <bufplane_export.h>
#include <errno.h>

#include <rte_byteorder.h>
#include <rte_errno.h>

#include "bus/pci/pci.h"

#define STATUS           0x06
#define STATUS_CAPS      0x10
#define CAP_POINTER      0x34
#define CAP_FIRST        0x40 /* behind the header */
#define CAP_STEPS        48   /* capabilities of 4 bytes that fit */
#define EXT_CAP_STEPS    960
#define COMMAND_ALL_ONES 0xffff

/* 0 or -errno; what is logged names the device. */
static int
check_open(const struct rte_pci_device *dev)
{
	if (pci_entry_of(dev)->vfio.fd >= 0)
		return 0;
	PCI_LOG(ERR,
			"%s is not mapped: its configuration cannot be"
			" reached\n",
			dev->name);
	return -ENODEV;
}

BP_EXPORT
int
rte_pci_read_config(const struct rte_pci_device *device, void *buf, size_t len,
		off_t offset)
{
	const struct vfio_device *vfio = &pci_entry_of(device)->vfio;
	int rc = check_open(device);

	if (rc == 0)
		rc = offset < 0 || len > INT_MAX
				? -EINVAL
				: vfio_region_read(vfio, &vfio->config, buf,
						  len, (uint64_t)offset);
	if (rc == 0)
		return (int)len;
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
int
rte_pci_write_config(const struct rte_pci_device *device, const void *buf,
		size_t len, off_t offset)
{
	const struct vfio_device *vfio = &pci_entry_of(device)->vfio;
	int rc = check_open(device);

	if (rc == 0)
		rc = offset < 0 || len > INT_MAX
				? -EINVAL
				: vfio_region_write(vfio, &vfio->config, buf,
						  len, (uint64_t)offset);
	if (rc == 0)
		return (int)len;
	rte_errno = -rc;
	return -1;
}

/* A register of 16 bits: 0 or -errno. */
static int
read16(const struct rte_pci_device *dev, int at, uint16_t *value)
{
	rte_le16_t raw;

	if (rte_pci_read_config(dev, &raw, sizeof(raw), at) != sizeof(raw))
		return -rte_errno;
	*value = rte_le_to_cpu_16(raw);
	return 0;
}

/* PCI 3.0, section 6.7: id and next, each a byte; the low bits are to be 0. */
int
pci_find_capability(const struct rte_pci_device *dev, uint8_t cap, int after)
{
	uint16_t value = 0;
	unsigned int steps;
	int at;
	int rc = read16(dev, STATUS, &value);

	if (rc < 0)
		return rc;
	if ((value & STATUS_CAPS) == 0)
		return 0;
	rc = after == 0 ? read16(dev, CAP_POINTER, &value)
			: read16(dev, after, &value);
	at = (after == 0 ? value : value >> 8) & 0xfc;
	for (steps = CAP_STEPS; rc == 0 && at >= CAP_FIRST && steps > 0;
			steps--) {
		rc = read16(dev, at, &value);
		if (rc == 0 && (value & 0xff) == cap)
			return at;
		at = value >> 8 & 0xfc;
	}
	return rc;
}

/* PCI Express 4.0, section 7.6.3: a word with id, version and next. */
BP_EXPORT
off_t
rte_pci_find_ext_capability(struct rte_pci_device *dev, uint32_t cap)
{
	off_t at = RTE_PCI_CFG_SPACE_SIZE;
	unsigned int steps;
	rte_le32_t raw;
	uint32_t word;

	for (steps = EXT_CAP_STEPS; at >= RTE_PCI_CFG_SPACE_SIZE && steps > 0;
			steps--) {
		int n;

		/* A device without such a space has none of them. */
		if (pci_entry_of(dev)->vfio.fd >= 0 &&
				pci_entry_of(dev)->vfio.config.size <
						(uint64_t)at + sizeof(raw))
			return 0;
		n = rte_pci_read_config(dev, &raw, sizeof(raw), at);
		if (n != sizeof(raw))
			return -1;
		word = rte_le_to_cpu_32(raw);
		if (word == 0 || word == UINT32_MAX)
			return 0;
		if (RTE_PCI_EXT_CAP_ID(word) == cap)
			return at;
		at = RTE_PCI_EXT_CAP_NEXT(word);
	}
	return 0;
}

BP_EXPORT
int
rte_pci_set_bus_master(struct rte_pci_device *dev, bool enable)
{
	uint16_t old = 0, command;
	rte_le16_t raw;

	if (read16(dev, RTE_PCI_COMMAND, &old) < 0 || old == COMMAND_ALL_ONES) {
		PCI_LOG(ERR, "%s: its command register cannot be read\n",
				dev->name);
		return -1;
	}
	command = enable ? old | RTE_PCI_COMMAND_MASTER
			 : old & ~RTE_PCI_COMMAND_MASTER;
	if (command == old)
		return 0;
	raw = rte_cpu_to_le_16(command);
	if (rte_pci_write_config(dev, &raw, sizeof(raw), RTE_PCI_COMMAND) ==
			sizeof(raw))
		return 0;
	PCI_LOG(ERR, "%s: its command register cannot be written\n", dev->name);
	return -1;
}
