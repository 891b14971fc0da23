/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments that drivers take, as they say themselves when they are
 * loaded. Entries are in the order in which they came; none ever leaves.
 */
#include <bufplane_dev.h>
#include <bufplane_driver.h>
#include <bufplane_export.h>
#include <stddef.h>
#include <string.h>

static struct bp_driver_params *first;

/* Where the entry of this driver is linked, or where one would be. */
static struct bp_driver_params **
find(const char *driver)
{
	struct bp_driver_params **at = &first;

	while (*at != NULL && strcmp((*at)->driver, driver) != 0)
		at = &(*at)->next;
	return at;
}

BP_EXPORT
void
bp_driver_params_add(struct bp_driver_params *entry)
{
	struct bp_driver_params **at;

	bp_dev_lock();
	at = find(entry->driver);
	if (*at == NULL) {
		entry->next = NULL;
		*at = entry;
	}
	bp_dev_unlock();
}

BP_EXPORT
const char *
bp_driver_params_find(const char *driver)
{
	const struct bp_driver_params *entry;

	bp_dev_lock();
	entry = *find(driver);
	bp_dev_unlock();
	return entry != NULL ? entry->params : NULL;
}
