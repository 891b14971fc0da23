/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vfio_probe CASE [EAL OPTION]... [-- ROUNDS]: the PCI bus and VFIO against the
 * kernel, with QEMU's "edu" device and a driver of our own for it. The device
 * copies between its buffer of 4 KiB and memory, by itself, through the IOMMU:
 * what it reaches is mapped, and what it does not reach is not.
 *
 * Exit code 0: the case holds; 1: it does not.
 */
#include "vfio_probe.h"

#include <bus_pci_driver.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_bus_pci.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_interrupts.h>

#include "numa_check.h"

#define EDU_VENDOR 0x1234
#define EDU_DEVICE 0x11e8

/* Registers. */
enum {
	EDU_ID = 0x00,
	EDU_LIVE = 0x04, /* what is written is read inverted */
	EDU_RAISE = 0x60,
	EDU_ACK = 0x64,
	EDU_SRC = 0x80,
	EDU_DST = 0x88,
	EDU_LEN = 0x90,
	EDU_CMD = 0x98,
};
#define EDU_START 1u

static struct rte_pci_device *edu;
static unsigned int interrupts;

static int
edu_probe(struct rte_pci_driver *drv, struct rte_pci_device *dev)
{
	(void)drv;
	edu = dev;
	return 0;
}

static int
edu_remove(struct rte_pci_device *dev)
{
	(void)dev;
	edu = NULL;
	return 0;
}

static const struct rte_pci_id edu_ids[] = {
		{RTE_PCI_DEVICE(EDU_VENDOR, EDU_DEVICE)},
		{.vendor_id = 0},
};

static struct rte_pci_driver edu_driver = {
		.probe = edu_probe,
		.remove = edu_remove,
		.id_table = edu_ids,
		.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
};

RTE_PMD_REGISTER_PCI(vm_edu, edu_driver);

static volatile void *
edu_reg(uint32_t offset)
{
	return (uint8_t *)edu->mem_resource[0].addr + offset;
}

static uint32_t
edu_read(uint32_t offset)
{
	return *(volatile uint32_t *)edu_reg(offset);
}

static void
edu_write(uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)edu_reg(offset) = value;
}

void
probe_copy(uint64_t from, uint64_t to, uint32_t way)
{
	*(volatile uint64_t *)edu_reg(EDU_SRC) = from;
	*(volatile uint64_t *)edu_reg(EDU_DST) = to;
	*(volatile uint64_t *)edu_reg(EDU_LEN) = PROBE_LEN;
	*(volatile uint64_t *)edu_reg(EDU_CMD) = EDU_START | way;
	for (int i = 0; i < 1000 && edu_read(EDU_CMD) & EDU_START; i++)
		usleep(10000);
	CHECK(!(edu_read(EDU_CMD) & EDU_START), "the device copies for ever");
}

static void
check_registers(void)
{
	uint16_t vendor = 0;

	CHECK(edu->mem_resource[0].addr != NULL, "no BAR 0");
	CHECK((edu_read(EDU_ID) & 0xff) == 0xed, "it says %x",
			edu_read(EDU_ID));
	edu_write(EDU_LIVE, 0x12345678);
	CHECK(edu_read(EDU_LIVE) == ~0x12345678u, "it says %x",
			edu_read(EDU_LIVE));
	CHECK(rte_pci_read_config(edu, &vendor, sizeof(vendor), 0) ==
							sizeof(vendor) &&
					vendor == EDU_VENDOR,
			"vendor %x", vendor);
	CHECK(rte_pci_read_config(edu, &vendor, sizeof(vendor), 1 << 20) < 0,
			"read where there is nothing");
}

/* Lines of a file of /proc/self with a word in them; prints them. */
static unsigned int
lines(const char *path, const char *word, bool show)
{
	char line[512];
	unsigned int n = 0;
	FILE *file = fopen(path, "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		if (strstr(line, word) == NULL)
			continue;
		n++;
		if (show)
			printf("%s: %s", path, line);
	}
	if (file != NULL)
		fclose(file);
	return n;
}

static unsigned int
open_files(void)
{
	unsigned int n = 0;
	DIR *dir = opendir("/proc/self/fd");

	while (dir != NULL && readdir(dir) != NULL)
		n++;
	if (dir != NULL)
		closedir(dir);
	return n;
}

/* Attach and detach; nothing is left each time. */
static void
case_rounds(unsigned int n)
{
	char name[64];
	unsigned int files = 0;

	snprintf(name, sizeof(name), "%s", edu->name);
	for (unsigned int i = 0; i < n; i++) {
		check_registers();
		CHECK(lines("/proc/self/maps", "vfio-device", false) > 0,
				"the BAR is not mapped");
		if (!CHECK(rte_dev_remove(&edu->device) == 0, "round %u: %s", i,
				    rte_strerror(rte_errno)))
			return;
		CHECK(edu == NULL, "its driver was not asked");
		CHECK(lines("/proc/self/maps", "vfio-device", true) == 0,
				"round %u: mapped still", i);
		if (i == 0)
			files = open_files();
		CHECK(open_files() == files, "round %u: %u files, not %u", i,
				open_files(), files);
		if (!CHECK(rte_dev_probe(name) == 0, "round %u: %s", i,
				    rte_strerror(rte_errno)) ||
				!CHECK(edu != NULL, "no driver"))
			return;
	}
	lines("/proc/self/status", "VmLck", true);
}

static void
on_interrupt(void *arg)
{
	(void)arg;
	edu_write(EDU_ACK, edu_read(0x24));
	__atomic_add_fetch(&interrupts, 1, __ATOMIC_RELEASE);
	rte_intr_ack(edu->intr_handle);
}

static bool
interrupted(unsigned int n)
{
	/* Pairs with on_interrupt(). */
	for (int i = 0; i < 300; i++) {
		if (__atomic_load_n(&interrupts, __ATOMIC_ACQUIRE) >= n)
			return true;
		usleep(10000);
	}
	return false;
}

/* The device's interrupt, enabled and disabled again and again. */
static void
case_interrupts(unsigned int n)
{
	struct rte_intr_handle *handle = edu->intr_handle;

	CHECK(rte_intr_callback_register(handle, on_interrupt, NULL) == 0,
			"register");
	for (unsigned int i = 0; i < n; i++) {
		if (!CHECK(rte_intr_enable(handle) == 0, "round %u: %s", i,
				    rte_strerror(rte_errno)))
			break;
		for (unsigned int k = 1; k <= 3; k++) {
			edu_write(EDU_RAISE, 1);
			CHECK(interrupted(i * 3 + k), "round %u: no %u", i, k);
		}
		CHECK(rte_intr_disable(handle) == 0, "disable");
	}
	CHECK(rte_intr_callback_unregister_sync(handle, on_interrupt, NULL) ==
					1,
			"unregister");
	CHECK(interrupts == 3 * n, "%u interrupts", interrupts);
}

/* Somebody pulls the device out while its registers are read. */
static void
case_unplug(unsigned int n)
{
	volatile uint32_t *live = edu_reg(EDU_LIVE);
	unsigned int i;

	(void)n;
	printf("Pull it out\n");
	for (i = 0; i < 20000 && __atomic_load_n(&edu, __ATOMIC_ACQUIRE); i++) {
		if (*live == UINT32_MAX) {
			printf("Only ones\n");
			break;
		}
		usleep(1000);
	}
	CHECK(i < 20000, "nobody did");
	for (i = 0; i < 5000 && __atomic_load_n(&edu, __ATOMIC_ACQUIRE); i++)
		usleep(1000);
	CHECK(edu == NULL, "the driver was not told");
	CHECK(lines("/proc/self/maps", "vfio-device", true) == 0,
			"mapped still");
}

static const struct {
	const char *name;
	void (*run)(unsigned int rounds);
} cases[] = {
		{"rounds", case_rounds},
		{"dma", probe_dma},
		{"external", probe_external},
		{"interrupts", case_interrupts},
		{"unplug", case_unplug},
};

int
main(int argc, char **argv)
{
	unsigned int i, rounds = 50;
	int used;

	setvbuf(stdout, NULL, _IOLBF, 0);
	alarm(60);
	for (i = 0; i < RTE_DIM(cases); i++)
		if (argc > 1 && strcmp(cases[i].name, argv[1]) == 0)
			break;
	if (i == RTE_DIM(cases))
		return 2;
	used = rte_eal_init(argc - 1, argv + 1);
	if (!CHECK(used >= 0, "rte_eal_init: %s", rte_strerror(rte_errno)) ||
			!CHECK(edu != NULL, "no device for the driver"))
		return 1;
	if (used + 2 < argc)
		rounds = (unsigned int)strtoul(argv[used + 2], NULL, 0);
	cases[i].run(rounds);
	CHECK(rte_eal_cleanup() == 0, "rte_eal_cleanup");
	CHECK(lines("/proc/self/maps", "vfio-device", true) == 0,
			"mapped still");
	return numa_failures() == 0 ? 0 : 1;
}
