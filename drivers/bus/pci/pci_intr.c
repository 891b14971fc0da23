/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of devices, and devices that go. A mapped device has an interrupt
 * handle for its driver, and one that the kernel uses to ask for it back: its
 * owner unbinds it, or it is pulled out. Then, in the interrupt thread:
 *
 * 1. ordinary memory is put where its BARs are (on_request; unmapping waits
 *    for that, so it waits for nobody);
 * 2. the program is told, once (tell; without any lock), by its callbacks for
 *    events of devices and by the driver, unless the device is being removed
 *    already, or its driver has not got it yet;
 * 3. after a time the device is removed, unless the program did (remove_late).
 *
 * Steps 2 and 3 are alarms: nobody waits for them, and they look whether the
 * device is there still. 3 needs the device's claim, and tries again while it
 * is another's. The kernel asks again every few seconds until it has the
 * device, and each time 3 follows.
 */
#include <bufplane_dev.h>
#include <errno.h>

#include <rte_alarm.h>
#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "bus/pci/pci.h"

uint64_t pci_gone_grace_us = 1000000;

/* The serial of the device that a driver tells of now, or 0. */
static uintptr_t telling;

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

/* Everybody who is told that a device goes is told here, once. */
static void
announce(const char *name, const struct pci_gone_ops *ops)
{
	rte_dev_event_callback_process(name, RTE_DEV_EVENT_REMOVE);
	if (ops != NULL)
		ops->tell(name);
}

/* Whether it is time to tell, and what the driver wants called, or NULL. */
static bool
start_telling(void *serial, char *name, size_t size,
		const struct pci_gone_ops **ops)
{
	struct pci_entry *e;
	bool now;

	bp_dev_lock();
	e = find_gone(serial);
	now = e != NULL && !e->told && (e->gone_ops != NULL || !e->busy);
	if (now) {
		*ops = e->gone_ops;
		e->told = true;
		/* Pairs with the load in wait_told(). */
		__atomic_store_n(&telling, e->serial, __ATOMIC_RELEASE);
		rte_strlcpy(name, e->dev.name, size);
	}
	bp_dev_unlock();
	return now;
}

static void
tell(void *serial)
{
	char name[sizeof(((struct rte_pci_device *)0)->name)];
	const struct pci_gone_ops *ops = NULL;

	if (!start_telling(serial, name, sizeof(name), &ops))
		return;
	announce(name, ops);
	/* Pairs with the load in wait_told(). */
	__atomic_store_n(&telling, 0, __ATOMIC_RELEASE);
}

/* Until nobody tells of that device; in the interrupt thread that is us. */
static void
wait_told(uintptr_t serial)
{
	if (serial == 0 || rte_thread_is_intr())
		return;
	/* Pairs with the stores in start_telling() and tell(). */
	while (__atomic_load_n(&telling, __ATOMIC_ACQUIRE) == serial)
		rte_delay_us_sleep(100);
}

const struct pci_gone_ops *
pci_gone_set(struct rte_pci_device *dev, const struct pci_gone_ops *ops)
{
	struct pci_entry *e = pci_entry_of(dev);
	const struct pci_gone_ops *before;
	bool late;

	bp_dev_lock();
	before = e->gone_ops;
	e->gone_ops = ops;
	late = ops != NULL && !e->told && pci_is_gone(dev);
	bp_dev_unlock();
	if (late)
		rte_eal_alarm_set(1, tell, (void *)e->serial);
	if (ops == NULL)
		wait_told(e->serial);
	return before;
}

/* What a program has mapped itself, without a driver, is left to it. */
static void
remove_late(void *serial)
{
	struct bp_dev_claim claim;
	struct pci_entry *e;
	int rc = 0;

	/* Unless it was: a driver may have got it only now. */
	tell(serial);
	bp_dev_lock();
	e = find_gone(serial);
	if (e != NULL)
		rc = bp_dev_claim_get(&claim, &pci_bus, e->dev.name);
	bp_dev_unlock();
	if (e == NULL)
		return;
	if (rc != 0) {
		rte_eal_alarm_set(pci_gone_grace_us, remove_late, serial);
		return;
	}
	if (e->dev.driver != NULL && pci_remove(e) != 0)
		PCI_LOG(ERR, "%s is asked back, but stays in use\n",
				claim.name);
	bp_dev_claim_put(&claim);
}

/* The kernel wants it back. Nothing here waits; e is there until it returns. */
static void
on_request(void *arg)
{
	struct pci_entry *e = arg;
	void *serial = (void *)e->serial;

	if (!pci_is_gone(&e->dev)) {
		PCI_LOG(WARNING, "%s is asked back, or was pulled out\n",
				e->dev.name);
		if (pci_overlay(e) < 0)
			PCI_LOG(ERR, "%s: its BARs cannot be replaced\n",
					e->dev.name);
		/* Pairs with the load in pci_is_gone(). */
		__atomic_store_n(&e->gone, true, __ATOMIC_RELEASE);
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
	bp_dev_lock();
	e->serial = ++last_serial;
	bp_dev_unlock();
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
	bp_dev_lock();
	__atomic_store_n(&e->gone, false, __ATOMIC_RELEASE);
	e->told = false;
	bp_dev_unlock();
	e->vectors = 0;
}

int
pci_intr_vectors(const struct rte_pci_device *dev)
{
	return pci_entry_of(dev)->vectors;
}
