/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that read the counters of a port while another one closes it. A
 * reader never waits: it is told that the port is gone as soon as somebody
 * closes it, who waits for those that read before memory is freed. A driver
 * must not close its port while it is asked for counters.
 */
#include <sched.h>

#include "ethdev_private.h"

static struct {
	uint32_t readers;
	bool held;
} gates[RTE_MAX_ETHPORTS];

struct rte_eth_dev *
ethdev_read_begin(uint16_t port_id)
{
	struct rte_eth_dev *dev = NULL;

	if (port_id >= RTE_MAX_ETHPORTS)
		return ethdev_get(port_id);
	/*
	 * Pairs with ethdev_readers_hold(), which writes and reads the two the
	 * other way round: one of us sees the other, as the order is total.
	 */
	__atomic_add_fetch(&gates[port_id].readers, 1, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&gates[port_id].held, __ATOMIC_SEQ_CST))
		dev = ethdev_get(port_id);
	else
		RTE_ETHDEV_LOG(ERR, "Port %u is being closed\n", port_id);
	if (dev == NULL)
		ethdev_read_end(port_id);
	return dev;
}

void
ethdev_read_end(uint16_t port_id)
{
	/* Release pairs with the load in ethdev_readers_hold(). */
	__atomic_sub_fetch(&gates[port_id].readers, 1, __ATOMIC_RELEASE);
}

void
ethdev_readers_hold(uint16_t port_id)
{
	/* Both pair with ethdev_read_begin(). */
	__atomic_store_n(&gates[port_id].held, true, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&gates[port_id].readers, __ATOMIC_SEQ_CST) != 0)
		sched_yield();
}

void
ethdev_readers_admit(uint16_t port_id)
{
	/* Pairs with the load in ethdev_read_begin(). */
	__atomic_store_n(&gates[port_id].held, false, __ATOMIC_SEQ_CST);
}
