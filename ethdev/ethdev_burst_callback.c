/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Functions that see each burst of a queue: a singly linked list a queue. It
 * changes under the lock, and is walked without: an entry is complete before
 * it is linked, and keeps its next pointer after it is unlinked. Memory of a
 * removed entry belongs to the program.
 */
#include <bufplane_ethdev_callback.h>

#include <rte_errno.h>
#include <rte_malloc.h>

#include "ethdev_private.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

BP_EXPORT
uint16_t
rte_eth_call_rx_callbacks(uint16_t port_id, uint16_t queue_id,
		struct rte_mbuf **rx_pkts, uint16_t nb_rx, uint16_t nb_pkts,
		void *opaque)
{
	const struct rte_eth_rxtx_callback *cb = opaque;

	/* Acquire pairs with the release in link_entry(). */
	for (; cb != NULL; cb = __atomic_load_n(&cb->next, __ATOMIC_ACQUIRE))
		nb_rx = cb->fn.rx(port_id, queue_id, rx_pkts, nb_rx, nb_pkts,
				cb->param);
	return nb_rx;
}

BP_EXPORT
uint16_t
rte_eth_call_tx_callbacks(uint16_t port_id, uint16_t queue_id,
		struct rte_mbuf **tx_pkts, uint16_t nb_pkts, void *opaque)
{
	const struct rte_eth_rxtx_callback *cb = opaque;

	/* Acquire pairs with the release in link_entry(). */
	for (; cb != NULL; cb = __atomic_load_n(&cb->next, __ATOMIC_ACQUIRE))
		nb_pkts = cb->fn.tx(
				port_id, queue_id, tx_pkts, nb_pkts, cb->param);
	return nb_pkts;
}

static struct rte_eth_rxtx_callback *
new_entry(void *param)
{
	struct rte_eth_rxtx_callback *cb = rte_zmalloc(NULL, sizeof(*cb), 0);

	if (cb == NULL)
		rte_errno = ENOMEM;
	else
		cb->param = param;
	return cb;
}

static void
link_entry(struct rte_eth_rxtx_callback **head,
		struct rte_eth_rxtx_callback *cb, int first)
{
	pthread_mutex_lock(&lock);
	while (!first && *head != NULL)
		head = &(*head)->next;
	/* Late walks may be at an entry that is linked again. */
	__atomic_store_n(&cb->next, *head, __ATOMIC_RELAXED);
	/* Release pairs with the acquire of each walk. */
	__atomic_store_n(head, cb, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
}

static int
unlink_entry(struct rte_eth_rxtx_callback **head,
		const struct rte_eth_rxtx_callback *cb)
{
	int rc = -EINVAL;

	pthread_mutex_lock(&lock);
	while (*head != NULL && *head != cb)
		head = &(*head)->next;
	if (*head != NULL) {
		/* Release pairs with the acquire of each walk. */
		__atomic_store_n(head, cb->next, __ATOMIC_RELEASE);
		rc = 0;
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

/* The head of the list; NULL with rte_errno if there is no such queue. */
static struct rte_eth_rxtx_callback **
rx_head(uint16_t port_id, uint16_t queue_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev != NULL && queue_id < dev->data->nb_rx_queues)
		return &dev->post_rx_burst_cbs[queue_id];
	rte_errno = EINVAL;
	return NULL;
}

static struct rte_eth_rxtx_callback **
tx_head(uint16_t port_id, uint16_t queue_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev != NULL && queue_id < dev->data->nb_tx_queues)
		return &dev->pre_tx_burst_cbs[queue_id];
	rte_errno = EINVAL;
	return NULL;
}

static const struct rte_eth_rxtx_callback *
add_rx(uint16_t port_id, uint16_t queue_id, rte_rx_callback_fn fn, void *param,
		int first)
{
	struct rte_eth_rxtx_callback **head = rx_head(port_id, queue_id);
	struct rte_eth_rxtx_callback *cb;

	if (fn == NULL)
		rte_errno = EINVAL;
	if (fn == NULL || head == NULL)
		return NULL;
	cb = new_entry(param);
	if (cb == NULL)
		return NULL;
	cb->fn.rx = fn;
	link_entry(head, cb, first);
	return cb;
}

BP_EXPORT
const struct rte_eth_rxtx_callback *
rte_eth_add_rx_callback(uint16_t port_id, uint16_t queue_id,
		rte_rx_callback_fn fn, void *user_param)
{
	return add_rx(port_id, queue_id, fn, user_param, 0);
}

BP_EXPORT
const struct rte_eth_rxtx_callback *
rte_eth_add_first_rx_callback(uint16_t port_id, uint16_t queue_id,
		rte_rx_callback_fn fn, void *user_param)
{
	return add_rx(port_id, queue_id, fn, user_param, 1);
}

BP_EXPORT
const struct rte_eth_rxtx_callback *
rte_eth_add_tx_callback(uint16_t port_id, uint16_t queue_id,
		rte_tx_callback_fn fn, void *user_param)
{
	struct rte_eth_rxtx_callback **head = tx_head(port_id, queue_id);
	struct rte_eth_rxtx_callback *cb;

	if (fn == NULL)
		rte_errno = EINVAL;
	if (fn == NULL || head == NULL)
		return NULL;
	cb = new_entry(user_param);
	if (cb == NULL)
		return NULL;
	cb->fn.tx = fn;
	link_entry(head, cb, 0);
	return cb;
}

/* A port that is going lets nobody in, so that no entry of theirs is freed. */
static int
link_theirs(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_rxtx_callback *cb, bool rx)
{
	struct rte_eth_rxtx_callback **head;

	if (ethdev_read_begin(port_id) == NULL)
		return -ENODEV;
	head = rx ? rx_head(port_id, queue_id) : tx_head(port_id, queue_id);
	if (head != NULL)
		link_entry(head, cb, rx);
	ethdev_read_end(port_id);
	return head != NULL ? 0 : -EINVAL;
}

BP_EXPORT
int
bp_eth_link_rx_callback(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_rxtx_callback *cb)
{
	return link_theirs(port_id, queue_id, cb, true);
}

BP_EXPORT
int
bp_eth_link_tx_callback(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_rxtx_callback *cb)
{
	return link_theirs(port_id, queue_id, cb, false);
}

BP_EXPORT
int
rte_eth_remove_rx_callback(uint16_t port_id, uint16_t queue_id,
		const struct rte_eth_rxtx_callback *user_cb)
{
	struct rte_eth_rxtx_callback **head;

	if (ethdev_get(port_id) == NULL)
		return -ENODEV;
	head = rx_head(port_id, queue_id);
	if (head == NULL || user_cb == NULL)
		return -EINVAL;
	return unlink_entry(head, user_cb);
}

BP_EXPORT
int
rte_eth_remove_tx_callback(uint16_t port_id, uint16_t queue_id,
		const struct rte_eth_rxtx_callback *user_cb)
{
	struct rte_eth_rxtx_callback **head;

	if (ethdev_get(port_id) == NULL)
		return -ENODEV;
	head = tx_head(port_id, queue_id);
	if (head == NULL || user_cb == NULL)
		return -EINVAL;
	return unlink_entry(head, user_cb);
}

static void
free_list(struct rte_eth_rxtx_callback *cb)
{
	struct rte_eth_rxtx_callback *next;

	for (; cb != NULL; cb = next) {
		next = cb->next;
		rte_free(cb);
	}
}

void
ethdev_burst_callbacks_free(struct rte_eth_dev *dev)
{
	unsigned int q;

	for (q = 0; q < RTE_MAX_QUEUES_PER_PORT; q++) {
		free_list(dev->post_rx_burst_cbs[q]);
		free_list(dev->pre_tx_burst_cbs[q]);
		dev->post_rx_burst_cbs[q] = NULL;
		dev->pre_tx_burst_cbs[q] = NULL;
	}
}
