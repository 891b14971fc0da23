/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI devices by description: "addr=" is the one key that walks and arguments
 * may have, with or without a domain.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_devargs.h>
#include <rte_errno.h>
#include <rte_kvargs.h>

#include "bus/pci/pci.h"

static const char *const walk_keys[] = {"addr", NULL};

/* The address that the list names: 1 if so, 0 if none, -EINVAL. */
static int
addr_of(const struct rte_kvargs *list, struct rte_pci_addr *addr)
{
	const char *text = rte_kvargs_get(list, walk_keys[0]);

	if (text == NULL)
		return 0;
	if (rte_pci_addr_parse(text, addr) == 0)
		return 1;
	PCI_LOG(ERR, "\"%s\" is no address: as 0000:3b:00.1 or 3b:00.1\n",
			text);
	return -EINVAL;
}

void *
pci_iterate(const void *start, const char *args,
		__rte_unused const struct rte_dev_iterator *it)
{
	const struct rte_device *from = start;
	struct rte_pci_addr addr;
	struct rte_kvargs *list;
	struct pci_entry *e;
	int named;

	list = rte_kvargs_parse(args != NULL ? args : "", walk_keys);
	named = list != NULL ? addr_of(list, &addr) : -EINVAL;
	rte_kvargs_free(list);
	if (named < 0) {
		PCI_LOG(ERR,
				"\"%s\": a description may have the key"
				" \"addr\" only\n",
				args);
		rte_errno = EINVAL;
		return NULL;
	}
	e = pci_next(from != NULL ? RTE_DEV_TO_PCI_CONST(from) : NULL);
	while (e != NULL && named == 1 &&
			rte_pci_addr_cmp(&e->dev.addr, &addr) != 0)
		e = pci_next(&e->dev);
	return e != NULL ? &e->dev.device : NULL;
}

int
pci_devargs_parse(struct rte_devargs *da)
{
	struct rte_kvargs *list = rte_kvargs_parse(da->bus_str, NULL);
	struct rte_pci_addr addr;
	int named = list != NULL ? addr_of(list, &addr) : -EINVAL;

	rte_kvargs_free(list);
	if (named == 1)
		rte_pci_device_name(&addr, da->name, sizeof(da->name));
	return named < 0 ? named : 0;
}
