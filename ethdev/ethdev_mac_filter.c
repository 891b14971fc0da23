/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses beyond those of the port: the multicast list, and unicast addresses
 * let in by hash. data->hash_mac_addrs has max_hash_mac_addrs entries if the
 * driver hashes; zero marks a free one, and an entry changes after the driver
 * has agreed.
 */
#include <string.h>

#include <rte_ether.h>

#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_dev_set_mc_addr_list(uint16_t port_id,
		struct rte_ether_addr *mc_addr_set, uint32_t nb_mc_addr)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(set_mc_addr_list, dev, dev, mc_addr_set, nb_mc_addr);
}

BP_EXPORT
int
rte_eth_dev_uc_all_hash_table_set(uint16_t port_id, uint8_t on)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(uc_all_hash_table_set, dev, dev, on);
}

/* The entry that holds addr, or NULL. */
static struct rte_ether_addr *
find_hash(const struct rte_eth_dev *dev, const struct rte_ether_addr *addr,
		uint32_t n)
{
	struct rte_ether_addr *table = dev->data->hash_mac_addrs;
	uint32_t i;

	for (i = 0; table != NULL && i < n; i++)
		if (rte_is_same_ether_addr(addr, &table[i]))
			return &table[i];
	return NULL;
}

/* The entry to change: 0, or an error; NULL if there is nothing to do. */
static int
choose_hash(const struct rte_eth_dev *dev, const struct rte_ether_addr *addr,
		bool on, struct rte_ether_addr **entry)
{
	static const struct rte_ether_addr zero;
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(dev->data->port_id, &info);

	if (rc != 0)
		return rc;
	*entry = find_hash(dev, addr, info.max_hash_mac_addrs);
	if (!on && *entry == NULL) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: the address is not in its hash table\n",
				dev->data->port_id);
		return -EINVAL;
	}
	if (!on)
		return 0;
	if (*entry != NULL) {
		*entry = NULL;
		return 0;
	}
	*entry = find_hash(dev, &zero, info.max_hash_mac_addrs);
	if (*entry != NULL)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u has no entry for a hashed address left\n",
			dev->data->port_id);
	return -ENOSPC;
}

BP_EXPORT
int
rte_eth_dev_uc_hash_table_set(
		uint16_t port_id, struct rte_ether_addr *addr, uint8_t on)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_ether_addr *entry;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (addr == NULL || rte_is_zero_ether_addr(addr))
		return -EINVAL;
	rc = choose_hash(dev, addr, on != 0, &entry);
	if (rc != 0 || entry == NULL)
		return rc;
	rc = ethdev_call(uc_hash_table_set, dev, dev, addr, on);
	if (rc != 0)
		return rc;
	if (on)
		rte_ether_addr_copy(addr, entry);
	else
		memset(entry, 0, sizeof(*entry));
	return 0;
}
