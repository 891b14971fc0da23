/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio on PCI: devices of the bus become ports. The bus maps a device
 * before probe and unmaps it after remove. A program is told of a device that
 * is pulled out; its bursts move nothing then, since its rings stand still.
 */
#include <errno.h>

#include <rte_eal.h>
#include <rte_malloc.h>

#include "builtin.h"
#include "bus/pci/pci.h"
#include "net/virtio/virtio_net.h"
#include "net/virtio/virtio_pci.h"

PCI_PMD_INFO(net_virtio, VNET_PARAMS, "* vfio-pci", VIRTIO_PCI_NET_IDS);

struct vnet_pci {
	struct vnet_port port; /* first */
	struct virtio_pci pci;
};

static void
tell_gone(const char *name)
{
	struct rte_eth_dev *eth = rte_eth_dev_allocated(name);

	if (eth != NULL)
		vnet_removed(eth);
}

static const struct pci_gone_ops gone_ops = {
		.tell = tell_gone,
};

/* Nobody tells the port any more; tell has returned, unless it closes it. */
static void
forget_gone(struct rte_eth_dev *eth)
{
	pci_gone_set(RTE_ETH_DEV_TO_PCI(eth), NULL);
}

static int
init_port(struct rte_eth_dev *eth, struct rte_pci_device *pci)
{
	const struct rte_devargs *da = pci->device.devargs;
	struct vnet_pci *p;
	int rc;

	p = rte_zmalloc_socket("virtio_port", sizeof(*p), RTE_CACHE_LINE_SIZE,
			pci->device.numa_node);
	if (p == NULL)
		return -ENOMEM;
	eth->data->dev_private = p;
	eth->data->numa_node = pci->device.numa_node;
	eth->device = &pci->device;
	p->port.on_close = forget_gone;
	rc = virtio_pci_open(&p->pci, pci);
	if (rc != 0)
		return rc;
	if (pci_intr_vectors(pci) > 0)
		eth->intr_handle = pci->intr_handle;
	return vnet_init(eth, &p->pci.dev, da == NULL ? NULL : da->args);
}

static int
probe(struct rte_pci_driver *drv, struct rte_pci_device *pci)
{
	struct rte_eth_dev *eth;
	int rc;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY) {
		VNET_LOG(ERR,
				"%s: the port is used by the primary process "
				"alone\n",
				pci->device.name);
		return -ENOTSUP;
	}
	eth = rte_eth_dev_allocate(pci->device.name);
	if (eth == NULL)
		return -ENOMEM;
	rc = init_port(eth, pci);
	if (rc != 0) {
		rte_eth_dev_release_port(eth);
		return rc;
	}
	pci_gone_set(pci, &gone_ops);
	rte_eth_dev_probing_finish(eth);
	return 0;
}

static int
remove_port(struct rte_pci_device *pci)
{
	return bp_eth_dev_remove(pci->device.name);
}

static struct rte_pci_driver driver = {
		.driver = {.name = "net_virtio"},
		.probe = probe,
		.remove = remove_port,
		.id_table = virtio_pci_net_ids,
		.drv_flags = RTE_PCI_DRV_NEED_MAPPING | RTE_PCI_DRV_INTR_LSC |
				RTE_PCI_DRV_INTR_RMV,
};

static int
component_prepare(void)
{
	rte_pci_register(&driver);
	return 0;
}

static void
component_fini(void)
{
	rte_pci_unregister(&driver);
}

const struct bp_component bp_component_net_virtio = {
		.name = "net_virtio",
		.fini = component_fini,
		.prepare = component_prepare,
};
