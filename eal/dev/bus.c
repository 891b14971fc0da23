/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The buses of this process, and what is done with all of them at a start and
 * at the end. Invariant: each bus in the list has the required operations,
 * and no two have the same name. The device lock guards the list; it is not
 * held while a bus probes or closes devices.
 */
#include <bufplane_dev.h>
#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_errno.h>

#include "dev/dev.h"
#include "eal.h"

static struct rte_bus_list buses = TAILQ_HEAD_INITIALIZER(buses);

const char *
dev_reason(int rc)
{
	return rc >= -1 ? "it does not say why" : rte_strerror(-rc);
}

struct rte_bus *
bus_next(const struct rte_bus *start)
{
	struct rte_bus *bus;

	bp_dev_lock();
	bus = start != NULL ? TAILQ_NEXT(start, next) : TAILQ_FIRST(&buses);
	bp_dev_unlock();
	return bus;
}

/* The bus before start (NULL: the last), NULL at the end. */
static struct rte_bus *
bus_previous(const struct rte_bus *start)
{
	struct rte_bus *bus;

	bp_dev_lock();
	bus = start != NULL ? TAILQ_PREV(start, rte_bus_list, next)
			    : TAILQ_LAST(&buses, rte_bus_list);
	bp_dev_unlock();
	return bus;
}

static bool
bus_is_complete(const struct rte_bus *bus)
{
	return bus->name != NULL && bus->name[0] != '\0' && bus->scan != NULL &&
			bus->probe != NULL && bus->find_device != NULL &&
			(bus->plug == NULL || bus->unplug != NULL);
}

BP_EXPORT
void
rte_bus_register(struct rte_bus *bus)
{
	const struct rte_bus *other;

	if (bus == NULL || !bus_is_complete(bus)) {
		EAL_LOG(ERR, "bus \"%s\" lacks a name or a required operation\n",
				bus != NULL && bus->name != NULL ? bus->name
								 : "");
		return;
	}
	bp_dev_lock();
	other = rte_bus_find_by_name(bus->name);
	if (other == NULL)
		TAILQ_INSERT_TAIL(&buses, bus, next);
	else if (other != bus)
		EAL_LOG(ERR, "a bus \"%s\" is registered already\n", bus->name);
	bp_dev_unlock();
}

static int
cmp_bus_addr(const struct rte_bus *bus, const void *addr)
{
	return bus != addr;
}

BP_EXPORT
void
rte_bus_unregister(struct rte_bus *bus)
{
	bp_dev_lock();
	if (bus != NULL && rte_bus_find(NULL, cmp_bus_addr, bus) != NULL)
		TAILQ_REMOVE(&buses, bus, next);
	bp_dev_unlock();
}

BP_EXPORT
const char *
rte_bus_name(const struct rte_bus *bus)
{
	return bus->name;
}

BP_EXPORT
struct rte_bus *
rte_bus_find(const struct rte_bus *start, rte_bus_cmp_t cmp, const void *data)
{
	struct rte_bus *bus;

	if (cmp == NULL)
		return NULL;
	bp_dev_lock();
	for (bus = bus_next(start); bus != NULL; bus = bus_next(bus)) {
		if (cmp(bus, data) == 0)
			break;
	}
	bp_dev_unlock();
	return bus;
}

static int
cmp_bus_name(const struct rte_bus *bus, const void *name)
{
	return strcmp(bus->name, name);
}

BP_EXPORT
struct rte_bus *
rte_bus_find_by_name(const char *busname)
{
	if (busname == NULL)
		return NULL;
	return rte_bus_find(NULL, cmp_bus_name, busname);
}

static int
cmp_device_addr(const struct rte_device *dev, const void *addr)
{
	return dev != addr;
}

static int
cmp_bus_has(const struct rte_bus *bus, const void *dev)
{
	return bus->find_device(NULL, cmp_device_addr, dev) == NULL;
}

BP_EXPORT
struct rte_bus *
rte_bus_find_by_device(const struct rte_device *dev)
{
	return dev != NULL ? rte_bus_find(NULL, cmp_bus_has, dev) : NULL;
}

static int
cmp_bus_parses(const struct rte_bus *bus, const void *name)
{
	return bus->parse == NULL || bus->parse(name, NULL) != 0;
}

struct rte_bus *
bus_for_device(const char *name)
{
	return rte_bus_find(NULL, cmp_bus_parses, name);
}

const char *
bus_names(char *buf, size_t size)
{
	const struct rte_bus *bus;
	size_t used = 0;

	snprintf(buf, size, "none");
	TAILQ_FOREACH (bus, &buses, next) {
		int n = snprintf(buf + used, size - used, "%s%s",
				used > 0 ? ", " : "", bus->name);

		if (n < 0 || (size_t)n >= size - used)
			break;
		used += (size_t)n;
	}
	return buf;
}

BP_EXPORT
void
rte_bus_dump(FILE *f)
{
	const struct rte_bus *bus;

	bp_dev_lock();
	TAILQ_FOREACH (bus, &buses, next)
		fprintf(f, " %s\n", bus->name);
	bp_dev_unlock();
}

/* Scan every bus; the first error, if any. */
int
eal_bus_scan(void)
{
	struct rte_bus *bus;
	int rc = 0;

	bp_dev_lock();
	TAILQ_FOREACH (bus, &buses, next) {
		int one = bus->scan();

		if (one != 0)
			EAL_LOG(ERR, "bus \"%s\" cannot scan: %s\n", bus->name,
					dev_reason(one));
		if (rc == 0 && one != 0)
			rc = one < 0 ? one : -EIO;
	}
	bp_dev_unlock();
	return rc;
}

/* Probe one bus; its error, if any. */
static int
probe_bus(const struct rte_bus *bus)
{
	int rc = bus->probe();

	if (rc == 0)
		return 0;
	EAL_LOG(ERR, "bus \"%s\": some device cannot be used: %s\n", bus->name,
			dev_reason(rc));
	return rc < 0 ? rc : -EIO;
}

/* Probe every bus, virtual devices last as they may refer to others. */
int
eal_bus_probe(void)
{
	const struct rte_bus *vdev = rte_bus_find_by_name("vdev");
	const struct rte_bus *bus = NULL;
	int rc = 0;

	while ((bus = bus_next(bus)) != NULL) {
		int one = bus != vdev ? probe_bus(bus) : 0;

		rc = rc != 0 ? rc : one;
	}
	if (vdev != NULL) {
		int one = probe_bus(vdev);

		rc = rc != 0 ? rc : one;
	}
	return rc;
}

BP_EXPORT
int
rte_bus_scan(void)
{
	eal_bus_scan();
	return 0;
}

BP_EXPORT
int
rte_bus_probe(void)
{
	eal_bus_probe();
	return 0;
}

/* Close the devices of every bus, the last registered first. */
void
eal_bus_cleanup(void)
{
	const struct rte_bus *bus = NULL;

	while ((bus = bus_previous(bus)) != NULL) {
		int rc = bus->cleanup != NULL ? bus->cleanup() : 0;

		if (rc != 0)
			EAL_LOG(ERR, "bus \"%s\" cannot clean up: %s\n",
					bus->name, dev_reason(rc));
	}
}

BP_EXPORT
enum rte_iova_mode
rte_bus_get_iommu_class(void)
{
	const struct rte_bus *bus;
	bool pa = false;
	bool va = false;

	bp_dev_lock();
	TAILQ_FOREACH (bus, &buses, next) {
		enum rte_iova_mode mode = RTE_IOVA_DC;

		if (bus->get_iommu_class != NULL)
			mode = bus->get_iommu_class();
		pa = pa || mode == RTE_IOVA_PA;
		va = va || mode == RTE_IOVA_VA;
	}
	bp_dev_unlock();
	if (pa && va)
		EAL_LOG(WARNING,
				"some buses want IOVA as PA and others as VA: "
				"some may not come up\n");
	if (pa == va)
		return RTE_IOVA_DC;
	return va ? RTE_IOVA_VA : RTE_IOVA_PA;
}
