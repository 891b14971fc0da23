/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Owners of ports. An owner id is valid once rte_eth_dev_owner_new() gave it
 * out; ids are never reused. RTE_ETH_FOREACH_DEV skips ports with an owner.
 */
#include <inttypes.h>
#include <string.h>

#include <rte_string_fns.h>

#include "ethdev_private.h"

static int
id_valid(uint64_t id)
{
	const struct ethdev_shared *sh = ethdev_shared_get();

	if (sh != NULL && id != RTE_ETH_DEV_NO_OWNER && id < sh->next_owner_id)
		return 1;
	RTE_ETHDEV_LOG(ERR, "Owner id 0x%" PRIx64 " was never given out\n", id);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_owner_new(uint64_t *owner_id)
{
	int rc;

	if (owner_id == NULL)
		return -EINVAL;
	ethdev_lock();
	rc = ethdev_shared_attach();
	if (rc == 0)
		*owner_id = ethdev_shared_get()->next_owner_id++;
	ethdev_unlock();
	return rc;
}

/* Change the owner from one id to another; the lock is held. */
static int
change_owner(uint16_t port_id, uint64_t from, uint64_t to, const char *name)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_dev_owner *owner;

	if (dev == NULL)
		return -ENODEV;
	if (!id_valid(from == RTE_ETH_DEV_NO_OWNER ? to : from))
		return -EINVAL;
	owner = &dev->data->owner;
	if (owner->id != from) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u belongs to owner %s 0x%" PRIx64 "\n",
				port_id, owner->name, owner->id);
		return -EPERM;
	}
	if (name != NULL)
		rte_strscpy(owner->name, name, sizeof(owner->name));
	else
		owner->name[0] = '\0';
	owner->id = to;
	return 0;
}

BP_EXPORT
int
rte_eth_dev_owner_set(
		const uint16_t port_id, const struct rte_eth_dev_owner *owner)
{
	int rc;

	if (ethdev_get(port_id) == NULL)
		return -ENODEV;
	if (owner == NULL)
		return -EINVAL;
	ethdev_lock();
	rc = change_owner(
			port_id, RTE_ETH_DEV_NO_OWNER, owner->id, owner->name);
	ethdev_unlock();
	return rc;
}

BP_EXPORT
int
rte_eth_dev_owner_unset(const uint16_t port_id, const uint64_t owner_id)
{
	int rc;

	if (ethdev_get(port_id) == NULL)
		return -ENODEV;
	ethdev_lock();
	rc = owner_id == RTE_ETH_DEV_NO_OWNER
			? -EINVAL
			: change_owner(port_id, owner_id, RTE_ETH_DEV_NO_OWNER,
					  NULL);
	ethdev_unlock();
	return rc;
}

BP_EXPORT
int
rte_eth_dev_owner_delete(const uint64_t owner_id)
{
	uint16_t id;
	int rc = 0;

	ethdev_lock();
	if (!id_valid(owner_id)) {
		rc = -EINVAL;
		goto unlock;
	}
	for (id = rte_eth_find_next_owned_by(0, owner_id);
			id < RTE_MAX_ETHPORTS;
			id = rte_eth_find_next_owned_by(id + 1, owner_id))
		memset(&rte_eth_devices[id].data->owner, 0,
				sizeof(struct rte_eth_dev_owner));
unlock:
	ethdev_unlock();
	return rc;
}

BP_EXPORT
int
rte_eth_dev_owner_get(const uint16_t port_id, struct rte_eth_dev_owner *owner)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (owner == NULL)
		return -EINVAL;
	ethdev_lock();
	*owner = dev->data->owner;
	ethdev_unlock();
	return 0;
}
