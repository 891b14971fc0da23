/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device that goes and comes back while the port is started: bursts of
 * whatever threads are kept from the queues meanwhile, which are emptied.
 *
 * A burst says that it is busy, then looks whether it may run; the pause takes
 * that leave, then waits for it not to be busy. One of the two has to see what
 * the other one wrote. The burst has no fence between its store and its load;
 * instead the pause asks the kernel for one on every processor that runs a
 * thread of this process, between its own (membarrier(2)).
 */
#include <errno.h>
#include <sched.h>
#include <unistd.h>

#include <linux/membarrier.h>
#include <sys/syscall.h>

#include <rte_errno.h>

#include "net/virtio/virtio_net_burst.h"

static int
membarrier(int command)
{
	return syscall(SYS_membarrier, command, 0, 0) == 0 ? 0 : -errno;
}

int
vnet_pause_init(void)
{
	return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
}

static void
wait_for(const bool *busy)
{
	/* Pairs with the stores in vnet_enter() and vnet_leave(). */
	while (__atomic_load_n(busy, __ATOMIC_ACQUIRE))
		sched_yield();
}

void
vnet_pause(struct rte_eth_dev *eth)
{
	struct rte_eth_dev_data *data = eth->data;
	uint16_t q;

	vnet_queues_halt(eth);
	membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
	for (q = 0; q < data->nb_rx_queues; q++)
		if (data->rx_queues[q] != NULL)
			wait_for(&((struct vnet_rxq *)data->rx_queues[q])
							->busy);
	for (q = 0; q < data->nb_tx_queues; q++)
		if (data->tx_queues[q] != NULL)
			wait_for(&((struct vnet_txq *)data->tx_queues[q])
							->busy);
}

/* Buffers that the device did not give back. */
static uint64_t
count_buffers(const struct virtq *vq)
{
	uint64_t n = 0;
	uint16_t i;

	for (i = 0; i < vq->size; i++)
		n += vq->slots[i].cookie != NULL;
	return n;
}

static uint64_t
count_all(const struct rte_eth_dev_data *data)
{
	uint64_t n = 0;
	uint16_t q;

	for (q = 0; q < data->nb_rx_queues; q++)
		if (data->rx_queues[q] != NULL)
			n += count_buffers(
					&((struct vnet_rxq *)data->rx_queues[q])
							 ->vq);
	for (q = 0; q < data->nb_tx_queues; q++)
		if (data->tx_queues[q] != NULL)
			n += count_buffers(
					&((struct vnet_txq *)data->tx_queues[q])
							 ->vq);
	return n;
}

int
vnet_refresh(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	uint64_t n = count_all(eth->data);

	bp_eth_count(&port->events[VNET_TAKEN_BACK], n);
	vnet_queues_close(eth);
	return vnet_queues_open(eth);
}

void
vnet_resume(struct rte_eth_dev *eth)
{
	vnet_queues_run(eth);
	vnet_rx_wake(eth);
	bp_eth_count(&vnet_port_of(eth)->events[VNET_RECONNECTS], 1);
}
