/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts, from start to stop, if the device's bus has given the port a
 * handle: vector 0 tells of changes of the configuration, the others of receive
 * queues. A device with one interrupt for all has none of queues. Events are
 * sent from the interrupt thread, each once, and never from a burst: a callback
 * may do anything to the port.
 */
#include <errno.h>
#include <unistd.h>

#include <sys/eventfd.h>

#include <rte_alarm.h>
#include <rte_errno.h>
#include <rte_interrupts.h>

#include "net/virtio/virtio_net_burst.h"
#include "net/virtio/virtq_any.h"

#define CONFIG_VECTOR 0

/* The next transmit burst tells the network where we are (5.1.6.5.4). */
static void
announce(struct rte_eth_dev *eth)
{
	struct vnet_txq *q = eth->data->nb_tx_queues == 0
			? NULL
			: eth->data->tx_queues[0];

	if (q != NULL)
		/* Pairs with the load in tx(). */
		__atomic_store_n(&q->announce, true, __ATOMIC_RELEASE);
	vnet_ctrl_announced(vnet_port_of(eth));
}

static void
look_at_config(struct rte_eth_dev *eth)
{
	const struct vnet_port *port = vnet_port_of(eth);
	uint16_t status = 0;

	if (virtio_has(port->dev, VIRTIO_NET_F_GUEST_ANNOUNCE) &&
			vnet_config_status(port, &status) == 0 &&
			(status & VIRTIO_NET_S_ANNOUNCE))
		announce(eth);
	if (vnet_link_update(eth, 0) == 0 && eth->data->dev_conf.intr_conf.lsc)
		rte_eth_dev_callback_process(eth, RTE_ETH_EVENT_INTR_LSC, NULL);
}

/* True for the first who says so. */
static bool
is_news(bool *flag)
{
	/* Pairs with nothing; one thread gets it. */
	return !__atomic_exchange_n(flag, true, __ATOMIC_RELAXED);
}

/* The device is gone; this may be known already. */
void
vnet_removed(struct rte_eth_dev *eth)
{
	if (is_news(&vnet_port_of(eth)->removed) &&
			eth->data->dev_conf.intr_conf.rmv)
		rte_eth_dev_callback_process(eth, RTE_ETH_EVENT_INTR_RMV, NULL);
}

/* The device changed, or failed; a callback may have closed the port. */
static void
look(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = virtio_dev_check(port->dev);

	if (rc == 0) {
		look_at_config(eth);
	} else if (rc == -ENODEV) {
		vnet_removed(eth);
	} else if (is_news(&port->needs_reset)) {
		bp_eth_count(&port->events[VNET_RESETS_WANTED], 1);
		VNET_LOG(ERR, "%s: the device wants to be reset\n",
				eth->data->name);
		rte_eth_dev_callback_process(
				eth, RTE_ETH_EVENT_INTR_RESET, NULL);
	}
}

static void
on_interrupt(void *arg)
{
	struct rte_eth_dev *eth = arg;
	struct vnet_port *port = vnet_port_of(eth);
	uint8_t isr = VIRTIO_ISR_CONFIG;

	/* Reading it ends the interrupt; MSI-X knows none (4.1.4.5). */
	if (!port->has_vectors)
		isr = port->dev->transport->isr(port->dev);
	rte_intr_ack(eth->intr_handle);
	if (vnet_is_live(port) && (isr & VIRTIO_ISR_CONFIG))
		look(eth);
}

/* A descriptor and a vector for each receive queue. */
static int
open_rx(struct rte_eth_dev *eth)
{
	struct rte_intr_handle *handle = eth->intr_handle;
	uint16_t n = eth->data->nb_rx_queues, q;
	int rc;

	if (!vnet_port_of(eth)->has_vectors)
		return -ENOTSUP;
	rc = rte_intr_efd_enable(handle, n);
	if (rc == 0)
		rc = rte_intr_vec_list_alloc(handle, NULL, n);
	for (q = 0; q < n && rc == 0; q++)
		rc = rte_intr_vec_list_index_set(
				handle, q, q + RTE_INTR_VEC_RXTX_OFFSET);
	return rc;
}

static int
open_handle(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	const struct virtio_transport *t = port->dev->transport;
	int rc = 0;

	port->has_vectors = rte_intr_cap_multiple(eth->intr_handle) != 0;
	if (eth->data->dev_conf.intr_conf.rxq)
		rc = open_rx(eth);
	if (rc == 0)
		rc = rte_intr_callback_register(
				eth->intr_handle, on_interrupt, eth);
	if (rc != 0)
		return rc;
	port->has_callback = true;
	rc = rte_intr_enable(eth->intr_handle) == 0 ? 0 : -EIO;
	if (rc == 0 && port->has_vectors)
		rc = t->config_vector(port->dev, CONFIG_VECTOR);
	return rc;
}

/* Before queues are enabled, which are told their vectors then. */
int
vnet_intr_open(struct rte_eth_dev *eth)
{
	const struct rte_eth_intr_conf *conf = &eth->data->dev_conf.intr_conf;
	int rc = -ENOTSUP;

	if (eth->intr_handle != NULL)
		rc = open_handle(eth);
	if (rc == 0)
		return 0;
	vnet_intr_close(eth);
	/* Without them, NEEDS_RESET is not heard of, and no more. */
	if (!conf->lsc && !conf->rxq && !conf->rmv)
		return 0;
	VNET_LOG(ERR, "%s: interrupts%s: %s\n", eth->data->name,
			conf->rxq ? " of queues" : "",
			rc == -ENOTSUP ? "the device has none to offer"
				       : rte_strerror(-rc));
	return rc;
}

void
vnet_intr_close(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct rte_intr_handle *handle = eth->intr_handle;

	if (handle == NULL)
		return;
	if (port->has_callback) {
		rte_intr_disable(handle);
		/* In an event's callback it goes when that returns. */
		if (rte_intr_callback_unregister_sync(
				    handle, on_interrupt, eth) == -EAGAIN)
			rte_intr_callback_unregister_pending(
					handle, on_interrupt, eth, NULL);
	}
	port->has_callback = false;
	port->has_vectors = false;
	rte_intr_free_epoll_fd(handle);
	rte_intr_efd_disable(handle);
	rte_intr_vec_list_free(handle);
}

uint16_t
vnet_rx_vector(const struct vnet_port *port, uint16_t id)
{
	const struct rte_eth_dev *eth = vnet_eth_of(port);

	if (!port->has_vectors || !eth->data->dev_conf.intr_conf.rxq)
		return VIRTIO_NO_VECTOR;
	return id + RTE_INTR_VEC_RXTX_OFFSET;
}

/* What came before is not told of: then we wake whoever is to sleep. */
static int
wake(const struct rte_eth_dev *eth, uint16_t id)
{
	int fd = rte_intr_efds_index_get(eth->intr_handle, id);

	return fd < 0 || eventfd_write(fd, 1) != 0 ? -EIO : 0;
}

/* Whoever sleeps looks again: what interrupts it asked for is forgotten. */
void
vnet_rx_wake(const struct rte_eth_dev *eth)
{
	uint16_t q;

	for (q = 0; q < eth->data->nb_rx_queues; q++)
		if (vnet_rx_vector(vnet_port_of(eth), q) != VIRTIO_NO_VECTOR)
			wake(eth, q);
}

/* While a device is away there is nothing to set; the next one wakes all. */
static int
away(const struct rte_eth_dev *eth, uint16_t id)
{
	return eth->data->rx_queue_state[id] == RTE_ETH_QUEUE_STATE_STARTED
			? 0
			: -EINVAL;
}

int
vnet_rx_intr_enable(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_rxq *q = eth->data->rx_queues[id];
	bool slept;

	if (vnet_rx_vector(q->port, id) == VIRTIO_NO_VECTOR)
		return -ENOTSUP;
	if (!vnet_enter(&q->busy, &q->started))
		return away(eth, id);
	slept = virtq_intr_enable(&q->vq);
	vnet_leave(&q->busy);
	return slept ? 0 : wake(eth, id);
}

int
vnet_rx_intr_disable(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_rxq *q = eth->data->rx_queues[id];

	if (vnet_rx_vector(q->port, id) == VIRTIO_NO_VECTOR)
		return -ENOTSUP;
	if (!vnet_enter(&q->busy, &q->started))
		return away(eth, id);
	virtq_intr_disable(&q->vq);
	vnet_leave(&q->busy);
	return 0;
}

/* A close ends the alarm, or waits for it: the port is there. */
static void
tell_broken(void *arg)
{
	rte_eth_dev_callback_process(&rte_eth_devices[(uintptr_t)arg],
			RTE_ETH_EVENT_INTR_RESET, NULL);
}

static void *
alarm_arg(const struct vnet_port *port)
{
	return (void *)(uintptr_t)port->port_id;
}

/* A queue is broken, which a reset of the port mends; bursts call this, too. */
void
vnet_broken(struct vnet_port *port, const char *kind, uint16_t id,
		const char *why)
{
	VNET_LOG(ERR,
			"%s: %s queue %u: %s; it stands still until the port "
			"starts again\n",
			vnet_name(port), kind, id, why);
	if (is_news(&port->broken))
		rte_eal_alarm_set(1, tell_broken, alarm_arg(port));
}

/* At stop and close: nobody is told of it any more. */
void
vnet_broken_forget(struct vnet_port *port)
{
	if (__atomic_exchange_n(&port->broken, false, __ATOMIC_RELAXED))
		rte_eal_alarm_cancel(tell_broken, alarm_arg(port));
}
