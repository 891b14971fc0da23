/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device lock and claims of devices. One recursive lock a process guards
 * the lists of buses, drivers, devices and device arguments, and the states
 * of devices. It is never held while a driver's probe or remove runs, since
 * those may wait for a thread that wants it. Instead whoever adds or removes
 * a device claims its name before, and gives that up afterwards: meanwhile
 * the device stays in its list, and no second thread changes it. So devices
 * can be added and removed from any thread, and a driver may add further
 * devices in its probe. Code outside buses needs only the lock, to keep a
 * pointer valid for some time; it must not add or remove devices under it.
 */
#ifndef BUFPLANE_DEV_H
#define BUFPLANE_DEV_H

#include <rte_dev.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_bus;

/* The library's, from a successful bp_dev_claim_get() to bp_dev_claim_put(). */
struct bp_dev_claim {
	struct bp_dev_claim *next;
	const struct rte_bus *bus;
	char name[RTE_DEV_NAME_MAX_LEN];
};

/* Take the lock; a thread that has it may take it again. */
void bp_dev_lock(void);

/* Give it back, as often as it was taken. */
void bp_dev_unlock(void);

/*
 * Claim the device of this name, which need not exist yet. 0, or -EBUSY while
 * it is claimed, by whatever thread. With the lock or without.
 */
int bp_dev_claim_get(struct bp_dev_claim *claim, const struct rte_bus *bus,
		const char *name);
void bp_dev_claim_put(const struct bp_dev_claim *claim);

/* With the lock held once, which is free meanwhile: until a claim ends. */
void bp_dev_claim_wait(void);

#ifdef __cplusplus
}
#endif

#endif
