/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of devices, in the order of their addresses, and the scan that
 * makes it: a device is in it if the kernel has bound it to some driver and the
 * user's lists (-a, -b) do not leave it out. A device that a driver of ours
 * has, or may be about to get, stays as it is; the others are as the last scan
 * found them. The device lock guards the list.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "bus/pci/pci.h"

RTE_TAILQ_HEAD(pci_list, rte_pci_device);
static struct pci_list devices = TAILQ_HEAD_INITIALIZER(devices);

struct pci_entry *
pci_next(const struct rte_pci_device *start)
{
	struct rte_pci_device *cur = TAILQ_FIRST(&devices);

	while (start != NULL && cur != NULL && cur != start)
		cur = TAILQ_NEXT(cur, next);
	if (start != NULL && cur != NULL)
		cur = TAILQ_NEXT(cur, next);
	return cur != NULL ? pci_entry_of(cur) : NULL;
}

struct pci_entry *
pci_last(void)
{
	struct rte_pci_device *dev = TAILQ_LAST(&devices, pci_list);

	return dev != NULL ? pci_entry_of(dev) : NULL;
}

struct pci_entry *
pci_find(const struct rte_pci_addr *addr)
{
	struct rte_pci_device *dev;

	TAILQ_FOREACH (dev, &devices, next) {
		if (rte_pci_addr_cmp(&dev->addr, addr) == 0)
			return pci_entry_of(dev);
	}
	return NULL;
}

static void
free_entry(struct pci_entry *e)
{
	pci_intr_free(e);
	free(e);
}

void
pci_drop(struct pci_entry *e)
{
	TAILQ_REMOVE(&devices, &e->dev, next);
	free_entry(e);
}

/* Put a device before the first one with a higher address. */
static void
insert(struct pci_entry *e)
{
	struct rte_pci_device *cur;

	TAILQ_FOREACH (cur, &devices, next) {
		if (rte_pci_addr_cmp(&cur->addr, &e->dev.addr) > 0)
			break;
	}
	if (cur != NULL)
		TAILQ_INSERT_BEFORE(cur, &e->dev, next);
	else
		TAILQ_INSERT_TAIL(&devices, &e->dev, next);
}

/* What the user said about an address: a block counts before the rest. */
static struct rte_devargs *
devargs_of(const struct rte_pci_addr *addr)
{
	struct rte_devargs *da, *allowed = NULL;
	struct rte_pci_addr at;

	RTE_EAL_DEVARGS_FOREACH(pci_bus.name, da)
	{
		if (rte_pci_addr_parse(da->name, &at) < 0 ||
				rte_pci_addr_cmp(&at, addr) != 0)
			continue;
		if (da->policy == RTE_DEV_BLOCKED)
			return da;
		if (allowed == NULL)
			allowed = da;
	}
	return allowed;
}

static bool
is_wanted(const struct rte_devargs *da)
{
	if (da != NULL)
		return da->policy != RTE_DEV_BLOCKED;
	return pci_bus.conf.scan_mode != RTE_BUS_SCAN_ALLOWLIST;
}

/* Make an entry, outside the list; NULL: no memory. */
static struct pci_entry *
make_entry(const struct rte_pci_addr *addr)
{
	struct pci_entry *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	if (pci_intr_alloc(e) < 0) {
		free(e);
		return NULL;
	}
	e->dev.addr = *addr;
	rte_pci_device_name(addr, e->dev.name, sizeof(e->dev.name));
	e->dev.device.name = e->dev.name;
	e->dev.device.bus = &pci_bus;
	e->dev.bus_info = e->info;
	e->dev.device.bus_info = e->info;
	vfio_device_init(&e->vfio);
	return e;
}

/* Read what there is to know; say why not if the user wants the device. */
static bool
is_usable(struct pci_entry *e)
{
	if (pci_sysfs_read(e) < 0)
		return false;
	if (e->dev.kdrv != RTE_PCI_KDRV_NONE)
		return true;
	if (e->dev.device.devargs != NULL)
		PCI_LOG(ERR,
				"%s is bound to no driver of the kernel: bind it"
				" with \"dpdk-devbind.py --bind=vfio-pci %s\"\n",
				e->dev.name, e->dev.name);
	return false;
}

/* The address that a folder is named after, if it is one in full. */
static bool
is_device(const char *name, struct rte_pci_addr *addr)
{
	char full[PCI_PRI_STR_SIZE];

	if (rte_pci_addr_parse(name, addr) < 0)
		return false;
	rte_pci_device_name(addr, full, sizeof(full));
	return strcmp(name, full) == 0;
}

/* One entry of the folder. What is left as not found is dropped later. */
static int
scan_one(const char *name)
{
	struct rte_pci_addr addr;
	struct rte_devargs *da;
	struct pci_entry *e;
	bool listed;

	if (!is_device(name, &addr))
		return 0;
	e = pci_find(&addr);
	listed = e != NULL;
	if (listed && pci_in_use(e)) {
		e->found = true;
		return 0;
	}
	da = devargs_of(&addr);
	if (!is_wanted(da))
		return 0;
	if (!listed)
		e = make_entry(&addr);
	if (e == NULL)
		return -ENOMEM;
	e->dev.device.devargs = da;
	e->found = is_usable(e);
	if (!listed && e->found)
		insert(e);
	else if (!listed)
		free_entry(e);
	return 0;
}

/* Drop it, but not if somebody has its claim: a later scan does that. */
static void
drop_unclaimed(struct pci_entry *e)
{
	struct bp_dev_claim claim;

	if (bp_dev_claim_get(&claim, &pci_bus, e->dev.name) != 0)
		return;
	pci_drop(e);
	bp_dev_claim_put(&claim);
}

/* Forget devices that are gone and that nobody has. */
static void
drop_missing(void)
{
	struct pci_entry *e, *next;

	for (e = pci_next(NULL); e != NULL; e = next) {
		next = pci_next(&e->dev);
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): unlinked first */
		if (!e->found && !pci_in_use(e))
			drop_unclaimed(e);
	}
}

static int
scan_folder(DIR *dir)
{
	struct rte_pci_device *dev;
	const struct dirent *entry;
	int rc = 0;

	TAILQ_FOREACH (dev, &devices, next)
		pci_entry_of(dev)->found = false;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else has dir */
	while (rc == 0 && (entry = readdir(dir)) != NULL)
		rc = scan_one(entry->d_name);
	if (rc == 0)
		drop_missing();
	return rc;
}

int
pci_scan(void)
{
	bool wanted = rte_devargs_next(pci_bus.name, NULL) != NULL;
	const char *path = rte_pci_get_sysfs_path();
	DIR *dir;
	int rc;

	if (!rte_eal_has_pci())
		return 0;
	dir = opendir(path);
	if (dir == NULL) {
		rte_log(wanted ? RTE_LOG_ERR : RTE_LOG_DEBUG, RTE_LOGTYPE_EAL,
				"EAL: pci: no device can be found: %s: %s\n",
				path, rte_strerror(errno));
		return 0;
	}
	rc = scan_folder(dir);
	closedir(dir);
	return rc;
}
