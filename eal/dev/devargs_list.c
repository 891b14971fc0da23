/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of device arguments of this process, in the order in which they
 * came. Entries are malloc()ed and belong to the list; an entry that is
 * written anew keeps its address, because devices point to it. Guarded by the
 * device lock.
 */
#include <bufplane_dev.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_devargs.h>

#include "dev/dev.h"
#include "eal.h"

RTE_TAILQ_HEAD(devargs_list, rte_devargs);
static struct devargs_list entries = TAILQ_HEAD_INITIALIZER(entries);

/* The entry itself if it is in the list, else one of its bus and name. */
static struct rte_devargs *
find_entry(const struct rte_devargs *da)
{
	struct rte_devargs *same = NULL;
	struct rte_devargs *cur;

	TAILQ_FOREACH (cur, &entries, next) {
		if (cur == da)
			return cur;
		if (same == NULL && cur->bus == da->bus &&
				strcmp(cur->name, da->name) == 0)
			same = cur;
	}
	return same;
}

/* Move the content of an entry outside the list into one in it. */
static void
take_over(struct rte_devargs *listed, struct rte_devargs *da)
{
	rte_devargs_reset(listed);
	da->next = listed->next;
	*listed = *da;
	free(da);
}

BP_EXPORT
int
rte_devargs_insert(struct rte_devargs **da)
{
	struct rte_devargs *listed;

	if (da == NULL || *da == NULL || (*da)->bus == NULL)
		return -1;
	bp_dev_lock();
	listed = find_entry(*da);
	if (listed == NULL) {
		TAILQ_INSERT_TAIL(&entries, *da, next);
	} else if (listed != *da) {
		take_over(listed, *da);
		*da = listed;
	}
	bp_dev_unlock();
	return 0;
}

/* Append one argument to the list; equal names are kept, in order. */
static int
add_argument(enum rte_devtype type, const char *text)
{
	struct rte_devargs *da;
	int rc;

	da = calloc(1, sizeof(*da));
	if (da == NULL)
		return -ENOMEM;
	rc = rte_devargs_parse(da, text);
	if (rc == 0 && da->bus == NULL) {
		EAL_LOG(ERR, "device \"%s\" names no bus\n", text);
		rte_devargs_reset(da);
		rc = -EFAULT;
	}
	if (rc != 0) {
		free(da);
		return rc;
	}
	da->type = type;
	if (type == RTE_DEVTYPE_BLOCKED)
		da->policy = RTE_DEV_BLOCKED;
	if (da->bus->conf.scan_mode == RTE_BUS_SCAN_UNDEFINED)
		da->bus->conf.scan_mode = type == RTE_DEVTYPE_BLOCKED
				? RTE_BUS_SCAN_BLOCKLIST
				: RTE_BUS_SCAN_ALLOWLIST;
	TAILQ_INSERT_TAIL(&entries, da, next);
	return 0;
}

BP_EXPORT
int
rte_devargs_add(enum rte_devtype devtype, const char *devargs_str)
{
	int rc;

	bp_dev_lock();
	rc = add_argument(devtype, devargs_str);
	bp_dev_unlock();
	return rc == 0 ? 0 : -1;
}

/* Add the arguments of the configuration: all, or none and an error. */
int
eal_devargs_add_all(void)
{
	int rc = 0;

	bp_dev_lock();
	for (unsigned int i = 0; i < eal_config.devices_n && rc == 0; i++) {
		const struct bp_device_arg *arg = &eal_config.devices[i];

		rc = add_argument((enum rte_devtype)arg->kind, arg->args);
		if (rc != 0 && rc != -ENOMEM)
			rc = -ENODEV;
	}
	if (rc != 0)
		eal_devargs_fini();
	bp_dev_unlock();
	return rc;
}

void
devargs_free(struct rte_devargs *da)
{
	rte_devargs_reset(da);
	free(da);
}

static void
remove_entry(struct rte_devargs *da)
{
	TAILQ_REMOVE(&entries, da, next);
	devargs_free(da);
}

struct rte_devargs *
devargs_take_out(const struct rte_devargs *da)
{
	struct rte_devargs *listed = da != NULL ? find_entry(da) : NULL;

	if (listed != NULL)
		TAILQ_REMOVE(&entries, listed, next);
	return listed;
}

void
devargs_put_back(struct rte_devargs *da)
{
	if (da != NULL)
		TAILQ_INSERT_TAIL(&entries, da, next);
}

void
eal_devargs_fini(void)
{
	struct rte_bus *bus = NULL;

	bp_dev_lock();
	while (!TAILQ_EMPTY(&entries))
		remove_entry(TAILQ_FIRST(&entries));
	while ((bus = bus_next(bus)) != NULL)
		bus->conf.scan_mode = RTE_BUS_SCAN_UNDEFINED;
	bp_dev_unlock();
}

BP_EXPORT
int
rte_devargs_remove(struct rte_devargs *devargs)
{
	struct rte_devargs *listed;

	if (devargs == NULL || devargs->bus == NULL)
		return -1;
	bp_dev_lock();
	listed = find_entry(devargs);
	if (listed != NULL)
		remove_entry(listed);
	bp_dev_unlock();
	return listed != NULL ? 0 : 1;
}

BP_EXPORT
unsigned int
rte_devargs_type_count(enum rte_devtype devtype)
{
	const struct rte_devargs *da;
	unsigned int n = 0;

	bp_dev_lock();
	TAILQ_FOREACH (da, &entries, next)
		n += da->type == devtype;
	bp_dev_unlock();
	return n;
}

BP_EXPORT
void
rte_devargs_dump(FILE *f)
{
	const struct rte_devargs *da;

	bp_dev_lock();
	fprintf(f, "User device list:\n");
	TAILQ_FOREACH (da, &entries, next)
		fprintf(f, "  [%s]: %s %s\n", da->bus->name, da->name,
				da->args != NULL ? da->args : "");
	bp_dev_unlock();
}

BP_EXPORT
struct rte_devargs *
rte_devargs_next(const char *busname, const struct rte_devargs *start)
{
	struct rte_devargs *da;

	bp_dev_lock();
	da = start != NULL ? TAILQ_NEXT(start, next) : TAILQ_FIRST(&entries);
	while (da != NULL && busname != NULL &&
			strcmp(da->bus->name, busname) != 0)
		da = TAILQ_NEXT(da, next);
	bp_dev_unlock();
	return da;
}
