/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device lock, and the claims of those who change a device. A driver's
 * probe or remove may wait for another thread, the interrupt thread above
 * all, which may want to add or remove a device itself: so it runs without
 * the lock, under a claim of the device's name. Invariant: no two claims are
 * of one name on one bus.
 */
#include <bufplane_dev.h>
#include <bufplane_export.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include <rte_string_fns.h>

static pthread_mutex_t dev_mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_cond_t claim_ended = PTHREAD_COND_INITIALIZER;
static struct bp_dev_claim *claims;

BP_EXPORT
void
bp_dev_lock(void)
{
	pthread_mutex_lock(&dev_mutex);
}

BP_EXPORT
void
bp_dev_unlock(void)
{
	pthread_mutex_unlock(&dev_mutex);
}

/* Names that differ only beyond what a claim keeps are taken for one. */
static bool
is_claimed(const struct rte_bus *bus, const char *name)
{
	const struct bp_dev_claim *claim;

	for (claim = claims; claim != NULL; claim = claim->next)
		if (claim->bus == bus &&
				strncmp(claim->name, name,
						sizeof(claim->name) - 1) == 0)
			return true;
	return false;
}

BP_EXPORT
int
bp_dev_claim_get(struct bp_dev_claim *claim, const struct rte_bus *bus,
		const char *name)
{
	int rc = -EBUSY;

	bp_dev_lock();
	if (!is_claimed(bus, name)) {
		claim->bus = bus;
		rte_strscpy(claim->name, name, sizeof(claim->name));
		claim->next = claims;
		claims = claim;
		rc = 0;
	}
	bp_dev_unlock();
	return rc;
}

BP_EXPORT
void
bp_dev_claim_put(const struct bp_dev_claim *claim)
{
	struct bp_dev_claim **at = &claims;

	bp_dev_lock();
	while (*at != claim)
		at = &(*at)->next;
	*at = claim->next;
	pthread_cond_broadcast(&claim_ended);
	bp_dev_unlock();
}

BP_EXPORT
void
bp_dev_claim_wait(void)
{
	pthread_cond_wait(&claim_ended, &dev_mutex);
}
