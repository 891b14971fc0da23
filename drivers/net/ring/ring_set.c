/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sets of rings by name: ring i of a set is called ETH_RXTXi_<name>, has one
 * producer and one consumer, and is both receive and transmit queue i.
 */
#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "ring_private.h"

static int
ring_name(char *buf, size_t size, unsigned int i, const char *name)
{
	int n = snprintf(buf, size, "ETH_RXTX%u_%s", i, name);

	if (n > 0 && (size_t)n < size)
		return 0;
	RING_LOG(ERR, "The name %s is too long for rings: ETH_RXTX%u_%s\n",
			name, i, name);
	return -EINVAL;
}

static void
put(struct ring_set *set, unsigned int i, struct rte_ring *r)
{
	set->rx[i] = r;
	set->tx[i] = r;
	set->n_rx = i + 1;
	set->n_tx = i + 1;
}

void
ring_set_free(struct ring_set *set)
{
	unsigned int i;

	for (i = 0; set->owned && i < set->n_rx; i++)
		rte_ring_free(set->rx[i]);
	memset(set, 0, sizeof(*set));
}

int
ring_set_create(struct ring_set *set, const char *name, int node)
{
	char buf[RTE_RING_NAMESIZE];
	struct rte_ring *r;
	unsigned int i;
	int rc;

	memset(set, 0, sizeof(*set));
	set->owned = 1;
	for (i = 0; i < RING_QUEUES_MAX; i++) {
		rc = ring_name(buf, sizeof(buf), i, name);
		if (rc != 0)
			goto free_set;
		r = rte_ring_create(buf, RING_SLOTS, node,
				RING_F_SP_ENQ | RING_F_SC_DEQ);
		if (r == NULL) {
			rc = -rte_errno;
			RING_LOG(ERR, "Ring %s cannot be made: %s\n", buf,
					rte_strerror(rte_errno));
			goto free_set;
		}
		put(set, i, r);
	}
	return 0;
free_set:
	ring_set_free(set);
	return rc;
}

int
ring_set_attach(struct ring_set *set, const char *name)
{
	char buf[RTE_RING_NAMESIZE];
	struct rte_ring *r;
	unsigned int i;
	int rc;

	memset(set, 0, sizeof(*set));
	for (i = 0; i < RING_QUEUES_MAX; i++) {
		rc = ring_name(buf, sizeof(buf), i, name);
		if (rc != 0)
			return rc;
		r = rte_ring_lookup(buf);
		if (r == NULL) {
			RING_LOG(ERR, "There is no ring %s to attach to\n",
					buf);
			return -ENOENT;
		}
		put(set, i, r);
	}
	return 0;
}
