/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCI bus as the library knows it: all devices probed, found, mapped memory
 * for and closed. Who gets which device is pci_plug.c's.
 */
#include <bufplane_dev.h>
#include <errno.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_vfio.h>

#include "builtin.h"
#include "bus/pci/pci.h"

/* Claim a device without driver that this round has not tried. */
static struct pci_entry *
claim_untried(unsigned int round, struct bp_dev_claim *claim)
{
	struct pci_entry *e;

	for (e = pci_next(NULL); e != NULL; e = pci_next(&e->dev)) {
		if (e->round == round || e->dev.driver != NULL)
			continue;
		e->round = round;
		if (pci_claim(e, claim) == 0)
			return e;
	}
	return NULL;
}

/* The list may change at each step; a device keeps no other from being used. */
static int
probe(void)
{
	static unsigned int last_round;
	struct bp_dev_claim claim;
	struct pci_entry *e;
	unsigned int round;

	bp_dev_lock();
	round = ++last_round;
	while ((e = claim_untried(round, &claim)) != NULL) {
		bp_dev_unlock();
		pci_probe(e);
		bp_dev_lock();
		pci_unclaim(e, &claim);
	}
	bp_dev_unlock();
	return 0;
}

static struct rte_device *
find_device(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	struct pci_entry *e;

	e = pci_next(start != NULL ? RTE_DEV_TO_PCI_CONST(start) : NULL);
	while (e != NULL && cmp(&e->dev.device, data) != 0)
		e = pci_next(&e->dev);
	return e != NULL ? &e->dev.device : NULL;
}

/* Claim the last device, once nobody else has it; NULL if none is left. */
static struct pci_entry *
claim_last(struct bp_dev_claim *claim)
{
	struct pci_entry *e;

	while ((e = pci_last()) != NULL && pci_claim(e, claim) != 0)
		bp_dev_claim_wait();
	return e;
}

/* Close everything, the last first, whatever the drivers say. */
static int
cleanup(void)
{
	struct bp_dev_claim claim;
	struct pci_entry *e;
	int rc = 0;

	bp_dev_lock();
	while ((e = claim_last(&claim)) != NULL) {
		int one;

		bp_dev_unlock();
		one = pci_release(e);
		rc = rc != 0 ? rc : one;
		rte_pci_unmap_device(&e->dev);
		bp_dev_lock();
		pci_drop(e);
		bp_dev_claim_put(&claim);
	}
	bp_dev_unlock();
	return rc;
}

/* addr, if any, is a struct rte_pci_addr. */
static int
parse(const char *name, void *addr)
{
	struct rte_pci_addr where;

	if (rte_pci_addr_parse(name, &where) < 0)
		return -1;
	if (addr != NULL)
		memcpy(addr, &where, sizeof(where));
	return 0;
}

static int
dma_map(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	struct rte_pci_device *pci = RTE_DEV_TO_PCI(dev);

	if (pci->driver == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	if (pci->driver->dma_map != NULL)
		return pci->driver->dma_map(pci, addr, iova, len);
	if (pci->kdrv == RTE_PCI_KDRV_VFIO)
		return rte_vfio_container_dma_map(RTE_VFIO_DEFAULT_CONTAINER_FD,
				(uintptr_t)addr, iova, len);
	rte_errno = ENOTSUP;
	return -1;
}

static int
dma_unmap(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	struct rte_pci_device *pci = RTE_DEV_TO_PCI(dev);

	if (pci->driver == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	if (pci->driver->dma_unmap != NULL)
		return pci->driver->dma_unmap(pci, addr, iova, len);
	if (pci->kdrv == RTE_PCI_KDRV_VFIO)
		return rte_vfio_container_dma_unmap(
				RTE_VFIO_DEFAULT_CONTAINER_FD, (uintptr_t)addr,
				iova, len);
	rte_errno = ENOTSUP;
	return -1;
}

/* Without an IOMMU devices need physical addresses, with one they do not. */
static enum rte_iova_mode
get_iommu_class(void)
{
	const char *sysfs = rte_pci_get_sysfs_path();
	enum rte_iova_mode mode = RTE_IOVA_DC;
	const struct pci_entry *e;

	for (e = pci_next(NULL); e != NULL; e = pci_next(&e->dev)) {
		if (e->dev.kdrv != RTE_PCI_KDRV_VFIO ||
				pci_driver_for(&e->dev, NULL) == NULL)
			continue;
		if (vfio_is_noiommu(sysfs, e->dev.name))
			return RTE_IOVA_PA;
		mode = RTE_IOVA_VA;
	}
	return mode;
}

struct rte_bus pci_bus = {
		.name = "pci",
		.scan = pci_scan,
		.probe = probe,
		.find_device = find_device,
		.plug = pci_plug,
		.unplug = pci_unplug,
		.parse = parse,
		.devargs_parse = pci_devargs_parse,
		.dma_map = dma_map,
		.dma_unmap = dma_unmap,
		.get_iommu_class = get_iommu_class,
		.dev_iterate = pci_iterate,
		.cleanup = cleanup,
};

static int
component_prepare(void)
{
	rte_bus_register(&pci_bus);
	return rte_bus_find_by_name(pci_bus.name) == &pci_bus ? 0 : -EEXIST;
}

static void
component_fini(void)
{
	cleanup();
	rte_bus_unregister(&pci_bus);
	vfio_fini();
}

const struct bp_component bp_component_bus_pci = {
		.name = "bus_pci",
		.fini = component_fini,
		.prepare = component_prepare,
};
