/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports over a program's own rings. The bus makes the device and calls the
 * driver back in the same thread; the rings wait for it in a thread-local
 * pointer, so that no address travels through device arguments, which anybody
 * can type.
 */
#include <errno.h>
#include <string.h>

#include <rte_bus_vdev.h>
#include <rte_errno.h>
#include <rte_eth_ring.h>

#include "ring_private.h"

static __thread const struct ring_set *request;

const struct ring_set *
ring_request(void)
{
	return request;
}

static int
copy_rings(struct rte_ring **to, struct rte_ring *const from[], unsigned int n)
{
	unsigned int i;

	if (n == 0 || n > RING_QUEUES_MAX || from == NULL)
		return -EINVAL;
	for (i = 0; i < n; i++) {
		if (from[i] == NULL)
			return -EINVAL;
		to[i] = from[i];
	}
	return 0;
}

static int
make_port(const char *name, const struct ring_set *set)
{
	char device[RTE_ETH_NAME_MAX_LEN];
	uint16_t port_id;
	int n, rc;

	n = snprintf(device, sizeof(device), "net_ring_%s", name);
	if (n < 0 || (size_t)n >= sizeof(device))
		return -ENAMETOOLONG;
	request = set;
	rc = rte_vdev_init(device, NULL);
	request = NULL;
	if (rc == 0)
		rc = rte_eth_dev_get_port_by_name(device, &port_id);
	if (rc != 0)
		return rc == -ENOMEM ? rc : -EINVAL;
	return port_id;
}

BP_EXPORT
int
rte_eth_from_rings(const char *name, struct rte_ring *const rx_queues[],
		const unsigned int nb_rx_queues,
		struct rte_ring *const tx_queues[],
		const unsigned int nb_tx_queues, const unsigned int numa_node)
{
	struct ring_set set = {
			.n_rx = nb_rx_queues,
			.n_tx = nb_tx_queues,
			.node = (int)numa_node,
	};
	int rc = -EINVAL;

	if (name != NULL && copy_rings(set.rx, rx_queues, nb_rx_queues) == 0 &&
			copy_rings(set.tx, tx_queues, nb_tx_queues) == 0)
		rc = make_port(name, &set);
	if (rc >= 0)
		return rc;
	RING_LOG(ERR,
			"No port from %u and %u rings named %s: they are 1 to "
			"%d, not NULL, and the name is short and new\n",
			nb_rx_queues, nb_tx_queues,
			name == NULL ? "(null)" : name, RING_QUEUES_MAX);
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
int
rte_eth_from_ring(struct rte_ring *r)
{
	if (r == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	return rte_eth_from_rings(r->name, &r, 1, &r, 1,
			r->memzone != NULL ? (unsigned int)r->memzone->socket_id
					   : (unsigned int)SOCKET_ID_ANY);
}
