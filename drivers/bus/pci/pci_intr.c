/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of devices, and devices that go. A mapped device has an interrupt
 * handle for its driver, and one that the kernel uses to ask for it back: its
 * owner unbinds it, or it is pulled out. Then, in the interrupt thread:
 *
 * 1. ordinary memory is put where its BARs are, and the driver marks its port
 *    (on_request; unmapping waits for that, so it must not wait for the device
 *    lock, which whoever unmaps may hold);
 * 2. the program is told (tell; without any lock);
 * 3. after a time the device is removed, unless the program did (remove_late).
 *
 * Steps 2 and 3 are alarms: nobody waits for them, and they look whether the
 * device is there still. The kernel asks again every few seconds until it has
 * the device, and each time 3 follows.
 */
#include <bufplane_dev.h>
#include <errno.h>
#include <string.h>

#include <rte_alarm.h>
#include <rte_errno.h>

#include "bus/pci/pci.h"

uint64_t pci_gone_grace_us = 1000000;

int
pci_intr_alloc(struct pci_entry *e)
{
	struct rte_pci_device *dev = &e->dev;

	dev->intr_handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	dev->vfio_req_intr_handle =
			rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (dev->intr_handle == NULL || dev->vfio_req_intr_handle == NULL) {
		pci_intr_free(e);
		return -ENOMEM;
	}
	vfio_intr_none(dev->intr_handle);
	vfio_intr_none(dev->vfio_req_intr_handle);
	return 0;
}

void
pci_intr_free(struct pci_entry *e)
{
	rte_intr_instance_free(e->dev.intr_handle);
	rte_intr_instance_free(e->dev.vfio_req_intr_handle);
	e->dev.intr_handle = NULL;
	e->dev.vfio_req_intr_handle = NULL;
}

void
pci_gone_set(struct rte_pci_device *dev, const struct pci_gone_ops *ops)
{
	/* Pairs with the load in on_request(). */
	__atomic_store_n(&pci_entry_of(dev)->gone_ops, ops, __ATOMIC_RELEASE);
}

bool
pci_is_gone(const struct rte_pci_device *dev)
{
	/* Pairs with the store in on_request(). */
	return __atomic_load_n(&pci_entry_of(dev)->gone, __ATOMIC_ACQUIRE);
}

/*
 * The device that goes and has that number, which is never used again, or NULL;
 * with the device lock.
 */
static struct pci_entry *
find_gone(const void *serial)
{
	struct pci_entry *e = pci_next(NULL);

	while (e != NULL && e->serial != (uintptr_t)serial)
		e = pci_next(&e->dev);
	return e != NULL && pci_is_gone(&e->dev) ? e : NULL;
}

static void
tell(void *serial)
{
	const struct pci_gone_ops *ops = NULL;
	char name[sizeof(((struct rte_pci_device *)0)->name)];
	struct pci_entry *e;

	bp_dev_lock();
	e = find_gone(serial);
	if (e != NULL && !e->told) {
		e->told = true;
		ops = e->gone_ops;
		memcpy(name, e->dev.name, sizeof(name));
	}
	bp_dev_unlock();
	if (ops != NULL && ops->tell != NULL)
		ops->tell(name);
}

/* What a program has mapped itself, without a driver, is left to it. */
static void
remove_late(void *serial)
{
	struct pci_entry *e;

	bp_dev_lock();
	e = find_gone(serial);
	if (e != NULL &&
			(e->dev.driver == NULL ||
					rte_dev_remove(&e->dev.device) < 0))
		PCI_LOG(ERR, "%s is asked back, but stays in use\n",
				e->dev.name);
	bp_dev_unlock();
}

/* The kernel wants it back. Nothing here waits; e is there until it returns. */
static void
on_request(void *arg)
{
	struct pci_entry *e = arg;
	void *serial = (void *)e->serial;
	const struct pci_gone_ops *ops;

	if (!pci_is_gone(&e->dev)) {
		PCI_LOG(WARNING, "%s is asked back, or was pulled out\n",
				e->dev.name);
		if (pci_bus.hot_unplug_handler(&e->dev.device) < 0)
			PCI_LOG(ERR, "%s: its BARs cannot be replaced\n",
					e->dev.name);
		/* Pairs with the load in pci_is_gone(). */
		__atomic_store_n(&e->gone, true, __ATOMIC_RELEASE);
		/* Pairs with the store in pci_gone_set(). */
		ops = __atomic_load_n(&e->gone_ops, __ATOMIC_ACQUIRE);
		if (ops != NULL && ops->mark != NULL)
			ops->mark(&e->dev);
		rte_eal_alarm_set(1, tell, serial);
	}
	rte_eal_alarm_set(pci_gone_grace_us, remove_late, serial);
}

/* A device that cannot ask is used all the same. */
static int
await_request(struct pci_entry *e)
{
	static uintptr_t last_serial;
	struct rte_intr_handle *handle = e->dev.vfio_req_intr_handle;
	int rc = vfio_intr_open_request(&e->vfio, handle);

	if (rc < 0)
		return rc;
	e->serial = ++last_serial;
	rc = rte_intr_callback_register(handle, on_request, e);
	if (rc == 0 && rte_intr_enable(handle) < 0) {
		rte_intr_callback_unregister_sync(handle, on_request, e);
		rc = -EIO;
	}
	if (rc < 0)
		vfio_intr_close(handle);
	return rc;
}

void
pci_intr_open(struct pci_entry *e)
{
	enum rte_intr_mode mode = rte_eal_vfio_intr_mode();
	int rc = vfio_intr_open(&e->vfio, mode, e->dev.intr_handle);

	if (rc < 0)
		rte_log(mode == RTE_INTR_MODE_NONE ? RTE_LOG_INFO
						   : RTE_LOG_WARNING,
				RTE_LOGTYPE_EAL,
				"EAL: pci: %s has no interrupts%s: %s\n",
				e->dev.name,
				mode == RTE_INTR_MODE_NONE
						? ""
						: " as --vfio-intr wants them",
				rte_strerror(-rc));
	e->vectors = RTE_MAX(rc, 0);
	rc = await_request(e);
	if (rc < 0)
		PCI_LOG(INFO, "%s: the kernel cannot ask for it back: %s\n",
				e->dev.name, rte_strerror(-rc));
}

static void
stop_listening(struct pci_entry *e)
{
	struct rte_intr_handle *handle = e->dev.vfio_req_intr_handle;

	if (rte_intr_fd_get(handle) < 0)
		return;
	rte_intr_disable(handle);
	rte_intr_callback_unregister_sync(handle, on_request, e);
	vfio_intr_close(handle);
}

void
pci_intr_close(struct pci_entry *e)
{
	stop_listening(e);
	rte_intr_efd_disable(e->dev.intr_handle);
	vfio_intr_close(e->dev.intr_handle);
	pci_gone_set(&e->dev, NULL);
	__atomic_store_n(&e->gone, false, __ATOMIC_RELEASE);
	e->told = false;
	e->vectors = 0;
}

int
pci_intr_vectors(const struct rte_pci_device *dev)
{
	return pci_entry_of(dev)->vectors;
}
