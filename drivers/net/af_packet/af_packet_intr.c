/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of receive queues. What a program waits for is an epoll instance
 * of the queue, which stays while its socket is replaced: in it are the socket,
 * readable while frames are in its ring, and an event that is raised when the
 * interface is there again, so that the queue is looked at.
 */
#include <errno.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <rte_errno.h>
#include <rte_interrupts.h>

#include "af_packet_private.h"

static int
add(const struct afp_rxq *q, int fd)
{
	struct epoll_event ev = {.events = EPOLLIN};

	return epoll_ctl(q->wake, EPOLL_CTL_ADD, fd, &ev) == 0 ? 0 : -errno;
}

/* The queue has a new socket. Called by its own thread, or before start. */
int
afp_intr_watch(struct afp_rxq *q)
{
	return q->wake < 0 ? 0 : add(q, q->fd);
}

static int
open_queue(struct afp_rxq *q)
{
	int rc = 0;

	q->wake = epoll_create1(EPOLL_CLOEXEC);
	if (q->wake < 0)
		return -errno;
	q->kick = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	rc = q->kick < 0 ? -errno : add(q, q->kick);
	return rc;
}

static void
close_queue(struct afp_rxq *q)
{
	if (q->wake >= 0)
		close(q->wake);
	if (q->kick >= 0)
		close(q->kick);
	q->wake = -1;
	q->kick = -1;
}

/* A vector for each queue, whose descriptor is its instance. */
static int
make_handle(struct rte_eth_dev *dev)
{
	struct rte_eth_dev_data *data = dev->data;
	struct rte_intr_handle *handle =
			rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_SHARED);
	const struct afp_rxq *rxq;
	int q, rc;

	if (handle == NULL)
		return -ENOMEM;
	rte_intr_type_set(handle, RTE_INTR_HANDLE_VDEV);
	rte_intr_fd_set(handle, -1);
	rte_intr_nb_efd_set(handle, data->nb_rx_queues);
	rc = rte_intr_vec_list_alloc(handle, NULL, data->nb_rx_queues);
	for (q = 0; q < data->nb_rx_queues && rc == 0; q++) {
		rxq = data->rx_queues[q];
		rte_intr_vec_list_index_set(
				handle, q, q + RTE_INTR_VEC_RXTX_OFFSET);
		rc = rte_intr_efds_index_set(
				handle, q, rxq == NULL ? -1 : rxq->wake);
	}
	if (rc != 0) {
		rte_intr_instance_free(handle);
		return rc;
	}
	dev->intr_handle = handle;
	return 0;
}

/* Before the queues' sockets are opened. */
int
afp_intr_open(struct rte_eth_dev *dev)
{
	struct rte_eth_dev_data *data = dev->data;
	int q, rc = 0;

	if (!data->dev_conf.intr_conf.rxq)
		return 0;
	for (q = 0; q < data->nb_rx_queues && rc == 0; q++)
		if (data->rx_queues[q] != NULL)
			rc = open_queue(data->rx_queues[q]);
	if (rc == 0)
		rc = make_handle(dev);
	if (rc == 0)
		return 0;
	AFP_LOG(ERR, "%s: interrupts of queues: %s\n", data->name,
			rte_strerror(-rc));
	afp_intr_close(dev);
	return rc;
}

/* Nobody waits for the queues afterwards. */
void
afp_intr_close(struct rte_eth_dev *dev)
{
	struct rte_eth_dev_data *data = dev->data;
	int q;

	rte_intr_free_epoll_fd(dev->intr_handle);
	rte_intr_instance_free(dev->intr_handle);
	dev->intr_handle = NULL;
	for (q = 0; q < data->nb_rx_queues; q++)
		if (data->rx_queues[q] != NULL)
			close_queue(data->rx_queues[q]);
}

/* Have all queues looked at, those too that were a moment ago. */
void
afp_intr_kick(struct rte_eth_dev *dev)
{
	struct afp_rxq *rxq;
	int q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq == NULL || rxq->kick < 0)
			continue;
		/* Pairs with check(), which sets it before it looks. */
		__atomic_store_n(&rxq->next_check, 0, __ATOMIC_RELAXED);
		eventfd_write(rxq->kick, 1);
	}
}

/* What has woken the program is over when the queue is looked at. */
void
afp_intr_seen(const struct afp_rxq *q)
{
	uint64_t value;
	int error;
	socklen_t size = sizeof(error);

	if (q->wake < 0)
		return;
	if (read(q->kick, &value, sizeof(value)) < 0 && errno != EAGAIN)
		AFP_LOG(ERR, "A kick cannot be read: %s\n",
				rte_strerror(errno));
	if (q->fd >= 0)
		getsockopt(q->fd, SOL_SOCKET, SO_ERROR, &error, &size);
}

/* The kernel always tells of frames: there is nothing to switch. */
int
afp_intr_switch(struct rte_eth_dev *dev, uint16_t queue_id)
{
	RTE_SET_USED(queue_id);
	return dev->intr_handle == NULL ? -ENOTSUP : 0;
}
