/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The socket of a transmit queue: it hears nothing, so the kernel spends no
 * time on it for what is received. Without a group it can be bound anew, and
 * keeps its ring when the interface is replaced. A queue that segments has a
 * second one without a ring, for what is larger than the ring's frames.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/socket.h>

#include <rte_cycles.h>
#include <rte_errno.h>

#include "af_packet_private.h"

static int
set_option(int fd, int option)
{
	int on = 1;

	return setsockopt(fd, SOL_PACKET, option, &on, sizeof(on)) == 0
			? 0
			: -errno;
}

/*
 * Past the queueing discipline the kernel drops what it would have to cut
 * itself, for an interface that does not segment.
 */
static bool
bypasses(const struct afp_txq *q)
{
	return q->port->args.qdisc_bypass &&
			!(q->offloads & RTE_ETH_TX_OFFLOAD_TCP_TSO);
}

/* Without PACKET_LOSS one bad frame would stop the ring for good. */
static int
set_options(const struct afp_txq *q, int fd)
{
	const struct afp_args *args = &q->port->args;
	int bytes = (int)RTE_MIN(
			(uint64_t)args->framecnt * (args->framesz + 1024),
			UINT64_C(1) << 30);
	int rc = set_option(fd, PACKET_LOSS);

	if (rc == 0 && q->vnet_len != 0)
		rc = afp_vnet_enable(fd);
	if (rc == 0 && bypasses(q))
		rc = set_option(fd, PACKET_QDISC_BYPASS);
	if (rc != 0) {
		AFP_LOG(ERR, "Interface %s: options of the socket: %s\n",
				args->iface, rte_strerror(-rc));
		return rc;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)) !=
			0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	return 0;
}

/* Both sockets, or the one there is; 0 or -errno. */
static int
bind_to(struct afp_txq *q, unsigned int if_index)
{
	int rc = afp_bind(q->fd, if_index, 0);

	return rc != 0 || q->large == NULL ? rc
					   : afp_bind(q->large_fd, if_index, 0);
}

static int
open_large(struct afp_txq *q)
{
	if (q->vnet_len == 0 || !(q->offloads & RTE_ETH_TX_OFFLOAD_TCP_TSO))
		return 0;
	q->large_fd = afp_socket(&q->port->args);
	if (q->large_fd < 0)
		return q->large_fd;
	q->large = malloc(AFP_LARGE_BYTES);
	return q->large == NULL ? -ENOMEM : set_options(q, q->large_fd);
}

static int
open_sockets(struct afp_txq *q)
{
	const struct afp_args *args = &q->port->args;
	int rc;

	q->fd = afp_socket(args);
	if (q->fd < 0)
		return q->fd;
	rc = set_options(q, q->fd);
	if (rc == 0)
		rc = afp_ring_map(&q->ring, q->fd, PACKET_TX_RING, args);
	if (rc == 0)
		rc = open_large(q);
	if (rc == 0 && q->if_index != 0)
		rc = bind_to(q, q->if_index);
	return rc;
}

/*
 * Called with port->lock held: the ring stays. What the kernel has not taken by
 * now is lost, which takes a socket of its own to be sure of.
 */
void
afp_txq_rest(struct afp_txq *q)
{
	if (q->fd >= 0 && q->pending != 0)
		afp_txq_close(q);
}

/* Whether the socket at rest goes on, maybe on another interface. */
static bool
wakes(struct afp_txq *q)
{
	if (q->if_index == 0 || !afp_ring_is_fit(&q->ring, &q->port->args))
		return false;
	return bind_to(q, q->if_index) == 0;
}

/* Called with port->lock held. */
int
afp_txq_open(struct afp_txq *q)
{
	int rc = -ENOMEM;

	q->if_index = afp_port_index(q->port);
	if (q->fd >= 0 && wakes(q))
		return 0;
	afp_txq_close(q);
	q->head = 0;
	q->pending = 0;
	q->fd = -1;
	q->large_fd = -1;
	q->vnet_len = 0;
	if (q->port->vnet &&
			(q->offloads & (AFP_TX_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_TSO)))
		q->vnet_len = AFP_VNET_LEN;
	q->len = calloc(q->port->args.framecnt, sizeof(*q->len));
	if (q->len != NULL)
		rc = open_sockets(q);
	if (rc != 0)
		afp_txq_close(q);
	return rc;
}

/* What the kernel has not taken by now is lost, and counts so. */
void
afp_txq_close(struct afp_txq *q)
{
	bp_eth_count(&q->count.now.errors, q->pending);
	q->pending = 0;
	afp_ring_unmap(&q->ring);
	if (q->fd >= 0)
		close(q->fd);
	if (q->large_fd >= 0)
		close(q->large_fd);
	q->fd = -1;
	q->large_fd = -1;
	free(q->large);
	q->large = NULL;
	free(q->len);
	q->len = NULL;
}

void
afp_txq_release(struct rte_eth_dev *dev, uint16_t queue_id)
{
	afp_txq_close(dev->data->tx_queues[queue_id]);
	bp_eth_txq_free(dev, queue_id);
}

/*
 * Sending has failed: the interface may have been replaced. Whether the queue
 * has moved to another one, so that it is worth another try. Not asked of the
 * kernel with each burst, unless others have moved already.
 */
int
afp_txq_move(struct afp_txq *q)
{
	uint64_t now = rte_get_timer_cycles();
	unsigned int found;

	/* Pairs with the store in afp_port_index(). */
	found = __atomic_load_n(&q->port->if_index, __ATOMIC_RELAXED);
	if (found == q->if_index && now < q->next_check)
		return 0;
	q->next_check = now + rte_get_timer_hz() / AFP_CHECK_PERIOD;
	if (afp_iface_exists(q->fd, q->if_index))
		return 0;
	rte_spinlock_lock(&q->port->lock);
	found = afp_port_index(q->port);
	rte_spinlock_unlock(&q->port->lock);
	if (found == 0 || bind_to(q, found) != 0)
		return 0;
	q->if_index = found;
	return 1;
}
