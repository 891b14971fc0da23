/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of ports: allocation by name, release, look-up and iteration. An
 * id is in use while the shared name is not empty; programs see it while the
 * process-local state is not RTE_ETH_DEV_UNUSED, which probing_finish ends.
 */
#include <string.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_string_fns.h>

#include "ethdev_private.h"

BP_EXPORT
struct rte_eth_dev rte_eth_devices[RTE_MAX_ETHPORTS];

BP_EXPORT
RTE_LOG_REGISTER(rte_eth_dev_logtype, lib.ethdev, INFO)

struct rte_eth_dev *
ethdev_get(uint16_t port_id)
{
	if (rte_eth_dev_is_valid_port(port_id))
		return &rte_eth_devices[port_id];
	RTE_ETHDEV_LOG(ERR, "There is no port %u\n", port_id);
	return NULL;
}

int
ethdev_rc(struct rte_eth_dev *dev, int rc)
{
	if (rc < 0 && rte_eth_dev_is_removed(dev->data->port_id))
		return -EIO;
	return rc;
}

int
ethdev_find_name(const struct ethdev_shared *sh, const char *name)
{
	int id;

	if (sh == NULL)
		return -1;
	for (id = 0; id < RTE_MAX_ETHPORTS; id++)
		if (strcmp(sh->data[id].name, name) == 0)
			return id;
	return -1;
}

void
ethdev_wipe(struct rte_eth_dev *dev)
{
	const size_t at = offsetof(struct rte_eth_dev, state);
	const size_t behind = at + sizeof(dev->state);

	/* Other threads may look, which learn no more than that. */
	__atomic_store_n(&dev->state, RTE_ETH_DEV_UNUSED, __ATOMIC_RELAXED);
	memset(dev, 0, at);
	memset((uint8_t *)dev + behind, 0, sizeof(*dev) - behind);
}

static struct rte_eth_dev *
take_slot(struct ethdev_shared *sh, int id, const char *name)
{
	struct rte_eth_dev *dev = &rte_eth_devices[id];
	struct rte_eth_dev_data *data = &sh->data[id];

	ethdev_readers_hold((uint16_t)id);
	memset(data, 0, sizeof(*data));
	memset(&sh->slots[id], 0, sizeof(sh->slots[id]));
	sh->slots[id].maker = bp_group_slot();
	ethdev_wipe(dev);
	ethdev_readers_admit((uint16_t)id);
	data->port_id = (uint16_t)id;
	data->mtu = RTE_ETHER_MTU;
	data->backer_port_id = RTE_MAX_ETHPORTS;
	data->numa_node = SOCKET_ID_ANY;
	dev->data = data;
	ethdev_callbacks_init(dev);
	rte_strscpy(data->name, name, sizeof(data->name));
	return dev;
}

static struct rte_eth_dev *
allocate_locked(const char *name)
{
	int id, rc;

	rc = ethdev_shared_attach();
	if (rc != 0) {
		RTE_ETHDEV_LOG(ERR, "No memory for the data of ports: %s\n",
				rte_strerror(-rc));
		return NULL;
	}
	if (ethdev_find_name(ethdev_shared_get(), name) >= 0) {
		RTE_ETHDEV_LOG(ERR, "Port %s exists already\n", name);
		return NULL;
	}
	id = ethdev_find_name(ethdev_shared_get(), "");
	if (id < 0) {
		RTE_ETHDEV_LOG(ERR, "Port %s: all %d port ids are in use\n",
				name, RTE_MAX_ETHPORTS);
		return NULL;
	}
	return take_slot(ethdev_shared_get(), id, name);
}

BP_EXPORT
struct rte_eth_dev *
rte_eth_dev_allocate(const char *name)
{
	size_t len = name == NULL ? 0 : strnlen(name, RTE_ETH_NAME_MAX_LEN);
	struct rte_eth_dev *dev;

	if (len == 0 || len == RTE_ETH_NAME_MAX_LEN) {
		RTE_ETHDEV_LOG(ERR,
				"A port's name has 1 to %d characters, not %zu\n",
				RTE_ETH_NAME_MAX_LEN - 1, len);
		return NULL;
	}
	ethdev_lock();
	dev = allocate_locked(name);
	ethdev_unlock();
	return dev;
}

BP_EXPORT
void
rte_eth_dev_probing_finish(struct rte_eth_dev *dev)
{
	if (dev == NULL)
		return;
	if (ethdev_is_foreign(dev))
		ethdev_foreign_finish(dev);
	/* Release pairs with the acquire in rte_eth_dev_is_valid_port(). */
	__atomic_store_n(&dev->state, RTE_ETH_DEV_ATTACHED, __ATOMIC_RELEASE);
	rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_NEW, NULL);
	ethdev_share_show(dev);
}

bool
ethdev_is_here(const struct rte_eth_dev *dev)
{
	const struct ethdev_shared *sh = ethdev_shared_get();

	/* Of a port of others that is let go of the data stays to be read. */
	if (dev->data == NULL)
		return false;
	return ethdev_is_foreign(dev) ||
			sh->slots[dev - rte_eth_devices].maker ==
			bp_group_slot();
}

/* Of a port that was made here: what all processes see of it. */
static void
free_data(struct rte_eth_dev_data *data)
{
	struct ethdev_slot *slot = &ethdev_shared_get()->slots[data->port_id];

	rte_free(data->mac_addrs);
	rte_free(data->hash_mac_addrs);
	rte_free(data->dev_private);
	memset(slot, 0, sizeof(*slot));
	memset(data, 0, sizeof(*data));
}

void
ethdev_release(struct rte_eth_dev *dev, bool foreign)
{
	const uint16_t id = dev->data->port_id;

	ethdev_readers_hold(id);
	ethdev_fastpath_shut(id);
	if (dev->state != RTE_ETH_DEV_UNUSED)
		rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_DESTROY, NULL);
	ethdev_history_end(dev);
	ethdev_lock();
	ethdev_burst_callbacks_free(dev);
	ethdev_callbacks_free(dev);
	if (!foreign) {
		free_data(dev->data);
		ethdev_wipe(dev);
	}
	ethdev_unlock();
	ethdev_readers_admit(id);
}

BP_EXPORT
int
rte_eth_dev_release_port(struct rte_eth_dev *eth_dev)
{
	int rc;

	if (eth_dev == NULL || !ethdev_is_here(eth_dev))
		return -EINVAL;
	if (ethdev_is_foreign(eth_dev))
		return ethdev_foreign_release(eth_dev);
	rc = ethdev_share_hide(eth_dev->data->port_id);
	if (rc == 0)
		ethdev_release(eth_dev, false);
	return rc;
}

BP_EXPORT
struct rte_eth_dev *
rte_eth_dev_allocated(const char *name)
{
	int id = -1;

	if (name == NULL || name[0] == '\0')
		return NULL;
	ethdev_lock();
	id = ethdev_find_name(ethdev_shared_get(), name);
	ethdev_unlock();
	if (id < 0 || !ethdev_is_here(&rte_eth_devices[id]))
		return NULL;
	return &rte_eth_devices[id];
}

BP_EXPORT
int
rte_eth_dev_is_valid_port(uint16_t port_id)
{
	/* Acquire pairs with the release in rte_eth_dev_probing_finish(). */
	return port_id < RTE_MAX_ETHPORTS &&
			__atomic_load_n(&rte_eth_devices[port_id].state,
					__ATOMIC_ACQUIRE) != RTE_ETH_DEV_UNUSED;
}

BP_EXPORT
uint16_t
rte_eth_find_next(uint16_t port_id)
{
	while (port_id < RTE_MAX_ETHPORTS &&
			!rte_eth_dev_is_valid_port(port_id))
		port_id++;
	return RTE_MIN(port_id, RTE_MAX_ETHPORTS);
}

BP_EXPORT
uint64_t
rte_eth_find_next_owned_by(uint16_t port_id, const uint64_t owner_id)
{
	port_id = rte_eth_find_next(port_id);
	while (port_id < RTE_MAX_ETHPORTS &&
			rte_eth_devices[port_id].data->owner.id != owner_id)
		port_id = rte_eth_find_next(port_id + 1);
	return port_id;
}

BP_EXPORT
uint16_t
rte_eth_find_next_of(uint16_t port_id_start, const struct rte_device *parent)
{
	uint16_t id = rte_eth_find_next(port_id_start);

	while (id < RTE_MAX_ETHPORTS && rte_eth_devices[id].device != parent)
		id = rte_eth_find_next(id + 1);
	return id;
}

BP_EXPORT
uint16_t
rte_eth_find_next_sibling(uint16_t port_id_start, uint16_t ref_port_id)
{
	if (ethdev_get(ref_port_id) == NULL)
		return RTE_MAX_ETHPORTS;
	return rte_eth_find_next_of(
			port_id_start, rte_eth_devices[ref_port_id].device);
}

BP_EXPORT
uint16_t
rte_eth_dev_count_avail(void)
{
	uint16_t id, n = 0;

	RTE_ETH_FOREACH_DEV (id)
		n++;
	return n;
}

BP_EXPORT
uint16_t
rte_eth_dev_count_total(void)
{
	uint16_t id, n = 0;

	for (id = rte_eth_find_next(0); id < RTE_MAX_ETHPORTS;
			id = rte_eth_find_next(id + 1))
		n++;
	return n;
}

BP_EXPORT
int
rte_eth_dev_get_name_by_port(uint16_t port_id, char *name)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (name == NULL)
		return -EINVAL;
	rte_strscpy(name, dev->data->name, RTE_ETH_NAME_MAX_LEN);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_get_port_by_name(const char *name, uint16_t *port_id)
{
	struct rte_eth_dev *dev;

	if (name == NULL || port_id == NULL)
		return -EINVAL;
	dev = rte_eth_dev_allocated(name);
	if (dev == NULL || !rte_eth_dev_is_valid_port(dev->data->port_id))
		return -ENODEV;
	*port_id = dev->data->port_id;
	return 0;
}

BP_EXPORT
int
rte_eth_dev_socket_id(uint16_t port_id)
{
	if (!rte_eth_dev_is_valid_port(port_id)) {
		rte_errno = EINVAL;
		return SOCKET_ID_ANY;
	}
	if (rte_eth_devices[port_id].data->numa_node == SOCKET_ID_ANY)
		rte_errno = 0;
	return rte_eth_devices[port_id].data->numa_node;
}
