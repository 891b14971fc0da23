/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A bus for tests. Its devices are those of the device arguments that name
 * it, at most eight; names begin with "fake". The knobs make operations fail,
 * the counters tell what was called.
 */
#ifndef FAKE_BUS_H
#define FAKE_BUS_H

#include <bufplane_dev.h>
#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_devargs.h>

static struct {
	struct rte_device devs[8];
	unsigned int n; /* places of devs in use, free ones have no name */
	int scan_rc, probe_rc, plug_rc, unplug_rc, devargs_rc;
	bool blind; /* scan finds nothing */
	unsigned int scans, probes, plugs, cleanups;
	enum rte_iova_mode iova;
	void (*in_driver)(struct rte_device *dev); /* called while a device
						      changes */
} fake;

static const struct rte_driver fake_driver = {.name = "fake_driver"};
static struct rte_bus fake_bus;

static int
fake_scan(void)
{
	struct rte_devargs *da;

	fake.scans++;
	if (fake.scan_rc != 0 || fake.blind)
		return fake.scan_rc;
	RTE_EAL_DEVARGS_FOREACH("fake", da)
	{
		unsigned int i = 0;

		while (i < fake.n &&
				(fake.devs[i].name == NULL ||
						strcmp(fake.devs[i].name,
								da->name) != 0))
			i++;
		if (i < fake.n || fake.n == RTE_DIM(fake.devs))
			continue;
		fake.devs[i].name = da->name;
		fake.devs[i].bus = &fake_bus;
		fake.devs[i].devargs = da;
		fake.n++;
	}
	return 0;
}

static int
fake_probe(void)
{
	fake.probes++;
	return fake.probe_rc;
}

static struct rte_device *
fake_find(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	unsigned int i = start != NULL ? (unsigned int)(start - fake.devs) + 1
				       : 0;

	for (; i < fake.n; i++) {
		if (fake.devs[i].name != NULL && cmp(&fake.devs[i], data) == 0)
			return &fake.devs[i];
	}
	return NULL;
}

static int
fake_plug(struct rte_device *dev)
{
	if (fake.in_driver != NULL)
		fake.in_driver(dev);
	bp_dev_lock();
	fake.plugs++;
	if (fake.plug_rc == 0)
		dev->driver = &fake_driver;
	bp_dev_unlock();
	return fake.plug_rc;
}

static int
fake_unplug(struct rte_device *dev)
{
	if (fake.in_driver != NULL)
		fake.in_driver(dev);
	bp_dev_lock();
	if (fake.unplug_rc == 0)
		memset(dev, 0, sizeof(*dev));
	/* Another thread's scan may come right now: it finds nothing. */
	fake_scan();
	bp_dev_unlock();
	return fake.unplug_rc;
}

static int
fake_parse(const char *name, void *addr)
{
	(void)addr;
	return strncmp(name, "fake", 4);
}

static int
fake_devargs_parse(struct rte_devargs *da)
{
	(void)da;
	return fake.devargs_rc;
}

static enum rte_iova_mode
fake_iommu_class(void)
{
	return fake.iova;
}

static int
fake_any(const struct rte_device *dev, const void *data)
{
	(void)dev;
	(void)data;
	return 0;
}

/* The condition is the beginning of the name. */
static int
fake_prefix(const struct rte_device *dev, const void *data)
{
	return strncmp(dev->name, data, strlen(data));
}

static void *
fake_iterate(const void *start, const char *args,
		const struct rte_dev_iterator *it)
{
	(void)it;
	return fake_find(start, args != NULL ? fake_prefix : fake_any, args);
}

static int
fake_cleanup(void)
{
	fake.cleanups++;
	fake.n = 0;
	return 0;
}

/* A fresh, registered bus. */
static inline void
fake_bus_setup(void)
{
	memset(&fake, 0, sizeof(fake));
	memset(&fake_bus, 0, sizeof(fake_bus));
	fake_bus.name = "fake";
	fake_bus.scan = fake_scan;
	fake_bus.probe = fake_probe;
	fake_bus.find_device = fake_find;
	fake_bus.plug = fake_plug;
	fake_bus.unplug = fake_unplug;
	fake_bus.parse = fake_parse;
	fake_bus.devargs_parse = fake_devargs_parse;
	fake_bus.get_iommu_class = fake_iommu_class;
	fake_bus.dev_iterate = fake_iterate;
	fake_bus.cleanup = fake_cleanup;
	rte_bus_register(&fake_bus);
}

#endif
