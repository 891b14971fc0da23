/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports that another process made, as this one sees them: the data is shared,
 * functions, callbacks and the table of bursts are its own. A driver that knows
 * the port in this process too says which functions work here; without one they
 * ask the process that made it. This process follows what the port's slot says.
 * One that lets go of a port does not get it again by itself: seen is the round
 * of the slot that was attached to last. One thread at a time attaches or
 * follows.
 */
#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>
#include <string.h>

#include <rte_string_fns.h>

#include "ethdev_private.h"

static struct foreign {
	uint64_t seen;
	bool attached;
	bool leaving;
	bp_eth_attach_t set; /* the driver's, or NULL */
	/* Of a port without a device of its own in this process. */
	struct rte_device device;
	struct rte_driver driver;
	char device_name[RTE_DEV_NAME_MAX_LEN];
	char driver_name[RTE_DEV_NAME_MAX_LEN];
	struct eth_dev_ops ops;
} foreign[RTE_MAX_ETHPORTS];

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static bool following;

static uint64_t
round_of(uint16_t id)
{
	/* Acquire pairs with the release of who shows the port. */
	return __atomic_load_n(&ethdev_shared_get()->slots[id].round,
			__ATOMIC_ACQUIRE);
}

bool
ethdev_is_foreign(const struct rte_eth_dev *dev)
{
	/* Any thread asks; what follows from it needs no other order. */
	return __atomic_load_n(&foreign[dev - rte_eth_devices].attached,
			__ATOMIC_RELAXED);
}

int
ethdev_refuse_foreign(const struct rte_eth_dev *dev, const char *what)
{
	if (!ethdev_is_foreign(dev))
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u (%s): only the primary process can %s it\n",
			dev->data->port_id, dev->data->name, what);
	return -ENOTSUP;
}

void
ethdev_foreign_name_driver(struct rte_eth_dev *dev, const char *name)
{
	struct foreign *f = &foreign[dev - rte_eth_devices];

	if (dev->device != &f->device || f->driver.name != NULL)
		return;
	rte_strscpy(f->driver_name, name, sizeof(f->driver_name));
	f->driver.name = f->driver_name;
	f->device.driver = &f->driver;
}

/* What answers for a device that this process does not have. */
static struct rte_device *
stand_in(struct foreign *f, const struct ethdev_slot *slot, int node)
{
	memset(&f->device, 0, sizeof(f->device));
	memset(&f->driver, 0, sizeof(f->driver));
	rte_strscpy(f->device_name, slot->device, sizeof(f->device_name));
	f->device.name = f->device_name;
	f->device.bus = rte_bus_find_by_name(slot->bus);
	f->device.numa_node = node;
	return &f->device;
}

/* With both locks. */
static struct rte_eth_dev *
begin(uint16_t id)
{
	struct ethdev_shared *sh = ethdev_shared_get();
	struct rte_eth_dev *dev = &rte_eth_devices[id];

	ethdev_readers_hold(id);
	ethdev_wipe(dev);
	ethdev_readers_admit(id);
	dev->data = &sh->data[id];
	dev->device = stand_in(
			&foreign[id], &sh->slots[id], dev->data->numa_node);
	dev->dev_ops = &ethdev_ask_ops;
	dev->rx_pkt_burst = rte_eth_pkt_burst_dummy;
	dev->tx_pkt_burst = rte_eth_pkt_burst_dummy;
	ethdev_callbacks_init(dev);
	foreign[id].seen = sh->slots[id].round;
	foreign[id].set = NULL;
	__atomic_store_n(&foreign[id].attached, true, __ATOMIC_RELAXED);
	return dev;
}

BP_EXPORT
struct rte_eth_dev *
rte_eth_dev_attach_secondary(const char *name)
{
	struct rte_eth_dev *dev = NULL;
	int id = -1;

	pthread_mutex_lock(&lock);
	ethdev_lock();
	if (name != NULL && name[0] != '\0')
		id = ethdev_find_name(ethdev_shared_get(), name);
	if (id >= 0 && ethdev_is_here(&rte_eth_devices[id]))
		dev = &rte_eth_devices[id];
	else if (id >= 0 && round_of((uint16_t)id) != 0)
		dev = begin((uint16_t)id);
	ethdev_unlock();
	pthread_mutex_unlock(&lock);
	if (dev == NULL)
		RTE_ETHDEV_LOG(ERR, "The primary process has no port %s\n",
				name == NULL ? "(null)" : name);
	return dev;
}

/*
 * Of a driver's functions those that only read, or reset what is shared; the
 * rest is for the process that the port belongs to.
 */
static void
keep_readers(struct eth_dev_ops *to, const struct eth_dev_ops *from)
{
	*to = (struct eth_dev_ops){
			.dev_infos_get = from->dev_infos_get,
			.is_removed = from->is_removed,
			.rxq_info_get = from->rxq_info_get,
			.txq_info_get = from->txq_info_get,
			.rx_burst_mode_get = from->rx_burst_mode_get,
			.tx_burst_mode_get = from->tx_burst_mode_get,
			.link_update = from->link_update,
			.rss_hash_conf_get = from->rss_hash_conf_get,
			.reta_query = from->reta_query,
			.dev_supported_ptypes_get =
					from->dev_supported_ptypes_get,
			.stats_get = from->stats_get,
			.stats_reset = from->stats_reset,
			.xstats_get = from->xstats_get,
			.xstats_get_names = from->xstats_get_names,
			.xstats_reset = from->xstats_reset,
	};
}

static bool
has_bursts(const struct rte_eth_dev *dev)
{
	return dev->rx_pkt_burst != rte_eth_pkt_burst_dummy ||
			dev->tx_pkt_burst != rte_eth_pkt_burst_dummy;
}

/* Let bursts through exactly while the maker does; 0 or -errno. */
static int
follow_bursts(uint16_t id)
{
	/* Acquire pairs with the release of who opens: the queues are there. */
	if (!__atomic_load_n(&ethdev_shared_get()->slots[id].open,
			    __ATOMIC_ACQUIRE))
		return ethdev_guard_shut(id);
	if (!has_bursts(&rte_eth_devices[id]))
		return 0;
	return ethdev_guard_open(&rte_eth_devices[id]);
}

void
ethdev_foreign_finish(struct rte_eth_dev *dev)
{
	struct foreign *f = &foreign[dev - rte_eth_devices];

	pthread_mutex_lock(&lock);
	keep_readers(&f->ops, dev->dev_ops);
	dev->dev_ops = &f->ops;
	follow_bursts(dev->data->port_id);
	pthread_mutex_unlock(&lock);
}

/* With the lock, of a port that is attached. */
static int
release(struct rte_eth_dev *dev)
{
	const uint16_t id = dev->data->port_id;
	struct foreign *f = &foreign[id];
	int rc;

	/* A callback of the event that it goes lets go of it, too. */
	if (f->leaving)
		return -EBUSY;
	rc = ethdev_guard_shut(id);
	if (rc != 0) {
		RTE_ETHDEV_LOG(ERR, "Port %u: a burst does not end: it stays\n",
				id);
		return rc;
	}
	f->leaving = true;
	ethdev_release(dev, true);
	/* Its device may go now. */
	if (dev->device != &f->device)
		dev->device = stand_in(f, &ethdev_shared_get()->slots[id],
				dev->data->numa_node);
	f->leaving = false;
	__atomic_store_n(&f->attached, false, __ATOMIC_RELAXED);
	return 0;
}

int
ethdev_foreign_release(struct rte_eth_dev *dev)
{
	int rc = -ENODEV;

	pthread_mutex_lock(&lock);
	if (ethdev_is_foreign(dev))
		rc = release(dev);
	pthread_mutex_unlock(&lock);
	return rc;
}

/* With the lock. device and set may be NULL. */
static void
attach_as(uint16_t id, struct rte_device *device, bp_eth_attach_t set)
{
	struct rte_eth_dev *dev;

	dev = rte_eth_dev_attach_secondary(ethdev_shared_get()->data[id].name);
	if (dev == NULL)
		return;
	if (device != NULL)
		dev->device = device;
	foreign[id].set = set;
	if (set != NULL)
		set(dev);
	else
		RTE_ETHDEV_LOG(INFO,
				"Port %u (%s): its queues are used by the primary process alone\n",
				id, dev->data->name);
	rte_eth_dev_probing_finish(dev);
}

/* Whether a port, which is there, is one of the device's. */
static bool
is_of(uint16_t id, const char *bus, const char *device)
{
	const struct ethdev_slot *slot = &ethdev_shared_get()->slots[id];

	return strcmp(slot->bus, bus) == 0 && strcmp(slot->device, device) == 0;
}

BP_EXPORT
unsigned int
bp_eth_attach_all(struct rte_device *device, bp_eth_attach_t set)
{
	unsigned int n = 0;
	uint16_t id;

	pthread_mutex_lock(&lock);
	for (id = 0; id < RTE_MAX_ETHPORTS && following; id++) {
		if (foreign[id].attached || round_of(id) == 0 ||
				!is_of(id, device->bus->name, device->name))
			continue;
		attach_as(id, device, set);
		n++;
	}
	pthread_mutex_unlock(&lock);
	return n;
}

/* An attached port of the same device, which this process has; -1: none. */
static int
find_sibling(const char *bus, const char *device)
{
	int id;

	for (id = 0; id < RTE_MAX_ETHPORTS; id++)
		if (foreign[id].attached && is_of((uint16_t)id, bus, device) &&
				rte_eth_devices[id].device !=
						&foreign[id].device)
			return id;
	return -1;
}

/*
 * Have the driver attach, through a virtual device like the primary's. One
 * that is there, but whose ports this process let go of, begins anew.
 */
static void
plug(uint16_t id)
{
	/* The original may change while drivers run. */
	const struct ethdev_slot slot = ethdev_shared_get()->slots[id];

	if (strcmp(slot.bus, "vdev") != 0 ||
			rte_bus_find_by_name(slot.bus) == NULL)
		return;
	if (rte_eal_hotplug_add(slot.bus, slot.device, slot.args) == 0 &&
			!foreign[id].attached &&
			rte_eal_hotplug_remove(slot.bus, slot.device) == 0)
		rte_eal_hotplug_add(slot.bus, slot.device, slot.args);
}

static void
attach(uint16_t id)
{
	const struct ethdev_slot *slot = &ethdev_shared_get()->slots[id];
	int sibling = find_sibling(slot->bus, slot->device);

	if (sibling >= 0)
		attach_as(id, rte_eth_devices[sibling].device,
				foreign[sibling].set);
	else
		plug(id);
	if (!foreign[id].attached)
		attach_as(id, NULL, NULL);
}

/* The primary has taken the port away; its device goes with the last one. */
static int
detach(uint16_t id)
{
	const struct rte_device *device = rte_eth_devices[id].device;
	char name[RTE_DEV_NAME_MAX_LEN];
	int rc;

	rte_strscpy(name, device->name, sizeof(name));
	rc = release(&rte_eth_devices[id]);
	if (rc == 0 && device != &foreign[id].device &&
			rte_eth_find_next_of(0, device) == RTE_MAX_ETHPORTS)
		rte_eal_hotplug_remove("vdev", name);
	return rc;
}

/* With the lock, of a port of the primary's. */
static int
follow(uint16_t id)
{
	const uint64_t round = round_of(id);
	int rc = 0;

	if (foreign[id].attached && foreign[id].seen != round)
		rc = detach(id);
	if (rc != 0 || round == 0)
		return rc;
	if (foreign[id].seen != round)
		attach(id);
	return foreign[id].attached ? follow_bursts(id) : 0;
}

int
ethdev_foreign_follow(uint16_t port_id)
{
	int rc = 0;

	pthread_mutex_lock(&lock);
	if (following)
		rc = follow(port_id);
	pthread_mutex_unlock(&lock);
	return rc;
}

void
ethdev_foreign_attach_all(void)
{
	uint16_t id;

	pthread_mutex_lock(&lock);
	following = true;
	for (id = 0; id < RTE_MAX_ETHPORTS; id++)
		follow(id);
	pthread_mutex_unlock(&lock);
}

void
ethdev_foreign_fini(void)
{
	uint16_t id;

	pthread_mutex_lock(&lock);
	following = false;
	for (id = 0; id < RTE_MAX_ETHPORTS; id++) {
		if (foreign[id].attached)
			release(&rte_eth_devices[id]);
		foreign[id].seen = 0;
	}
	ethdev_guard_fini();
	pthread_mutex_unlock(&lock);
}
