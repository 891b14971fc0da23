/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the PCI bus share, and what drivers of this library ask of
 * it beyond 22.11's calls. The device lock guards the list and what is marked
 * with "lock" here; the rest of a device is its driver's, or whoever's that
 * probes or removes it.
 */
#ifndef PCI_H
#define PCI_H

#include <bufplane_dev.h>
#include <bus_driver.h>
#include <bus_pci_driver.h>

#include <rte_log.h>

#include "vfio/vfio.h"

#define PCI_LOG(level, ...) RTE_LOG(level, EAL, "pci: " __VA_ARGS__)

/*
 * What dpdk-pmdinfo.py says about a built-in driver: its arguments, the modules
 * of the kernel that it needs, and its ids, each "[VENDOR, DEVICE, SUBVENDOR,
 * SUBDEVICE]" in decimal, with commas between.
 */
#define PCI_PMD_INFO(nm, params, kmod, ids)                                    \
	static const char nm##_pmd_info[] __rte_used =                         \
			"PMD_INFO_STRING= {\"name\": \"" RTE_STR(              \
					nm) "\", \"params\": \"" params        \
					    "\", \"kmod\": \"" kmod            \
					    "\", \"pci_ids\": [" ids "]}"

/* The command register: the device answers at its BARs. */
#define PCI_COMMAND_DECODE 0x3

/* Ids of capabilities. */
#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX   0x11

/*
 * What a driver does when its device is asked back or was pulled out, beside
 * its remove, which follows. By then the device's memory is ordinary memory,
 * of all ones until somebody writes to it: bursts move nothing any more.
 *
 * tell: the program may be told; in the interrupt thread, without any lock or
 * claim, so it may do anything, such as removing the device, of that name.
 * Before the bus calls the driver's remove it takes these back and waits for a
 * tell that is under way; so does a driver that frees earlier what tell uses
 * (when its port is closed): pci_gone_set(dev, NULL).
 *
 * If the program has not removed the device after pci_gone_grace_us, the bus
 * does.
 */
struct pci_gone_ops {
	void (*tell)(const char *name);
};

/* A device of the bus. dev.driver and the BARs in dev change with the lock. */
struct pci_entry {
	struct rte_pci_device dev; /* first: the list links these */
	unsigned int round;        /* lock: of the last probe that tried it */
	bool found;                /* lock: by the last scan */
	bool busy;                 /* lock: it is being probed or removed */
	bool mapped;               /* lock: or about to be */
	char info[48];
	char kdrv_name[32]; /* "" if it is bound to none */
	struct vfio_device vfio;
	const struct pci_gone_ops *gone_ops; /* lock; or NULL */
	uintptr_t serial;                    /* lock: of its mapping */
	bool gone; /* its memory is overlaid; by the interrupt thread */
	bool told; /* lock */
	int vectors;
};

static inline struct pci_entry *
pci_entry_of(const struct rte_pci_device *dev)
{
	return (struct pci_entry *)(uintptr_t)dev;
}

/* Whether a device stays as it is; with the lock. */
static inline bool
pci_in_use(const struct pci_entry *e)
{
	return e->dev.driver != NULL || e->mapped || e->busy;
}

extern struct rte_bus pci_bus;

/* Claim a device, to probe or remove it, and give it back; with the lock. */
static inline int
pci_claim(struct pci_entry *e, struct bp_dev_claim *claim)
{
	int rc = bp_dev_claim_get(claim, &pci_bus, e->dev.name);

	e->busy = e->busy || rc == 0;
	return rc;
}

static inline void
pci_unclaim(struct pci_entry *e, const struct bp_dev_claim *claim)
{
	e->busy = false;
	bp_dev_claim_put(claim);
}

/*
 * pci_plug.c, of a claimed device, without the lock: give it to a driver; take
 * it from its driver; forget it besides, with its arguments; and as
 * rte_bus_plug_t and rte_bus_unplug_t: 0 or what the driver says.
 */
void pci_probe(struct pci_entry *e);
int pci_release(struct pci_entry *e);
int pci_remove(struct pci_entry *e);
int pci_plug(struct rte_device *dev);
int pci_unplug(struct rte_device *dev);

/* pci_sysfs.c: read all about the device of e->dev.addr: 0 or -errno. */
int pci_sysfs_read(struct pci_entry *e);

/* pci_scan.c, with the lock: look for devices; 0 or -ENOMEM. */
int pci_scan(void);
/* The device after start (NULL: the first), NULL at the end. */
struct pci_entry *pci_next(const struct rte_pci_device *start);
/* The youngest one, or NULL. */
struct pci_entry *pci_last(void);
struct pci_entry *pci_find(const struct rte_pci_addr *addr);
/* Take a device that no driver has out of the list. */
void pci_drop(struct pci_entry *e);

/*
 * pci_driver.c: the driver after start (NULL: the first) that has the id; with
 * the lock.
 */
struct rte_pci_driver *pci_driver_for(const struct rte_pci_device *dev,
		const struct rte_pci_driver *start);

/* pci_iterate.c: as rte_dev_iterate_t: by address. */
void *pci_iterate(const void *start, const char *args,
		const struct rte_dev_iterator *it);
/* As rte_bus_devargs_parse_t: the name is the address of "addr=". */
int pci_devargs_parse(struct rte_devargs *da);

/* pci_intr.c: handles without descriptors: 0 or -ENOMEM; free them. */
int pci_intr_alloc(struct pci_entry *e);
void pci_intr_free(struct pci_entry *e);
/*
 * Fill the handles of an open device and listen for its request, as far as it
 * can raise either; and back: the interrupt thread does not touch it any more.
 */
void pci_intr_open(struct pci_entry *e);
void pci_intr_close(struct pci_entry *e);
/* How many vectors dev->intr_handle may have; 0: the device interrupts nobody.
 */
int pci_intr_vectors(const struct rte_pci_device *dev);
/*
 * For a driver's probe, without the lock: what to do if the device goes, also
 * if it did already; until it is removed. NULL: nothing, and wait for a tell
 * under way, unless this is its thread. What was set before.
 */
const struct pci_gone_ops *pci_gone_set(
		struct rte_pci_device *dev, const struct pci_gone_ops *ops);
/* Whether the device was asked back. Any thread may ask while it has it. */
bool pci_is_gone(const struct rte_pci_device *dev);
extern uint64_t pci_gone_grace_us;

/*
 * pci_config.c: where the next capability of that id after the one at
 * `after` (0: from the first) is: an offset; 0: there is none; -errno.
 */
int pci_find_capability(
		const struct rte_pci_device *dev, uint8_t cap, int after);

/*
 * pci_map.c: the address of len bytes at offset of a BAR, or NULL if they do
 * not lie in it, or not all of them are mapped.
 */
void *pci_bar_addr(const struct rte_pci_device *dev, unsigned int bar,
		uint64_t offset, uint64_t len);
/* Put memory without a device where its BARs are mapped: 0 or -errno. */
int pci_overlay(struct pci_entry *e);

#endif
