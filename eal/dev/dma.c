/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of the program's for one device: the bus knows how. Only memory that
 * the library knows, by rte_extmem_register() or as its own, is let through.
 */
#include <bufplane_dev.h>
#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>

#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"

typedef int (*dma_fn)(
		struct rte_device *dev, void *addr, uint64_t iova, size_t len);

/* Have the bus do it: 0, or -1 with rte_errno. */
static int
run(dma_fn fn, struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	int rc;

	if (fn == NULL || len == 0) {
		rte_errno = ENOTSUP;
		return -1;
	}
	if (rte_mem_virt2memseg_list(addr) == NULL) {
		EAL_LOG(ERR,
				"device \"%s\": memory at %p is not known: register"
				" it with rte_extmem_register() before\n",
				dev->name, addr);
		rte_errno = EINVAL;
		return -1;
	}
	bp_dev_lock();
	rc = fn(dev, addr, iova, len);
	bp_dev_unlock();
	return rc;
}

BP_EXPORT
int
rte_dev_dma_map(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	return run(dev->bus->dma_map, dev, addr, iova, len);
}

BP_EXPORT
int
rte_dev_dma_unmap(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	return run(dev->bus->dma_unmap, dev, addr, iova, len);
}
