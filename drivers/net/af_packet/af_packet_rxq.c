/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The socket of a receive queue: opened, replaced when its interface has been
 * deleted and is there again, at rest while the port is stopped, closed.
 * Several queues share the interface's frames through a fanout group, which
 * belongs to one interface; the first queue to come to an interface makes the
 * group.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <sys/socket.h>

#include <rte_cycles.h>
#include <rte_errno.h>

#include "af_packet_private.h"

#define IGNORE_OUTGOING 0x4000 /* PACKET_FANOUT_FLAG_*; not in old headers */
#define COPY_BYTES      (16 << 20) /* of frames that do not fit into the ring */

static int
set_option(int fd, int option, int value)
{
	return setsockopt(fd, SOL_PACKET, option, &value, sizeof(value));
}

/* Frames that exceed the ring's come by the socket's own queue. */
static int
set_options(struct afp_rxq *q, const struct afp_args *args)
{
	int fd = q->fd, bytes = COPY_BYTES;

	q->vnet_len = q->port->vnet ? AFP_VNET_LEN : 0;
	if (q->vnet_len != 0 && afp_vnet_enable(fd) != 0)
		return -errno;
	if (args->rx_version == 3 &&
			set_option(fd, PACKET_VERSION, TPACKET_V3) != 0)
		return -errno;
	if (set_option(fd, PACKET_IGNORE_OUTGOING, 1) != 0 ||
			set_option(fd, PACKET_COPY_THRESH, 1) != 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) !=
			0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	return 0;
}

static int
set_fanout(struct afp_rxq *q, unsigned int flags, uint16_t id)
{
	unsigned int mode = (unsigned int)q->port->args.fanout | flags;
	unsigned int value = mode << 16 | id;

	return setsockopt(q->fd, SOL_PACKET, PACKET_FANOUT, &value,
			       sizeof(value)) == 0
			? 0
			: -errno;
}

/* Older kernels let a group hear what goes out; afp_rx() skips that. */
static int
make_group(struct afp_rxq *q)
{
	struct afp_port *port = q->port;
	unsigned int value;
	socklen_t size = sizeof(value);
	int rc;

	port->fanout_flags = IGNORE_OUTGOING;
	rc = set_fanout(q, IGNORE_OUTGOING | PACKET_FANOUT_FLAG_UNIQUEID, 0);
	if (rc == -EINVAL) {
		port->fanout_flags = 0;
		rc = set_fanout(q, PACKET_FANOUT_FLAG_UNIQUEID, 0);
	}
	if (rc != 0)
		return rc;
	if (getsockopt(q->fd, SOL_PACKET, PACKET_FANOUT, &value, &size) != 0)
		return -errno;
	port->fanout_id = (uint16_t)value;
	port->fanout_index = q->if_index;
	return 0;
}

static int
join_group(struct afp_rxq *q)
{
	if (q->port->fanout_index != q->if_index)
		return make_group(q);
	return set_fanout(q, q->port->fanout_flags, q->port->fanout_id);
}

/*
 * What came in before the group was joined would come to other queues as well,
 * and nothing is to come in while the port is stopped: meanwhile a filter that
 * takes nothing stands before the ring.
 */
static int
set_deaf(int fd, int deaf)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog filter = {.len = 1, .filter = &nothing};
	int value = 0, rc;

	rc = deaf ? setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
				    sizeof(filter))
		  : setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &value,
				    sizeof(value));
	return rc == 0 ? 0 : -errno;
}

static int
bind_group(struct afp_rxq *q)
{
	int rc = set_deaf(q->fd, 1);

	if (rc == 0)
		rc = afp_bind(q->fd, q->if_index, ETH_P_ALL);
	if (rc == 0)
		rc = join_group(q);
	return rc == 0 ? set_deaf(q->fd, 0) : rc;
}

static int
hear(struct afp_rxq *q)
{
	const struct afp_args *args = &q->port->args;
	int rc = args->qpairs > 1 ? bind_group(q)
				  : afp_bind(q->fd, q->if_index, ETH_P_ALL);

	if (rc != 0)
		AFP_LOG(ERR, "Interface %s: %s: %s\n", args->iface,
				args->qpairs > 1 ? "bind and fanout" : "bind",
				rte_strerror(-rc));
	return rc;
}

static int
map_ring(struct afp_rxq *q)
{
	const struct afp_args *args = &q->port->args;
	struct afp_args blocks;

	if (args->rx_version != 3)
		return afp_ring_map(&q->ring, q->fd, PACKET_RX_RING, args);
	afp_args_blocks(args, &blocks);
	return afp_ring_map(&q->ring, q->fd, PACKET_RX_RING, &blocks);
}

static int
open_socket(struct afp_rxq *q)
{
	const struct afp_args *args = &q->port->args;
	int rc;

	q->fd = afp_socket(args);
	if (q->fd < 0)
		return q->fd;
	rc = set_options(q, args);
	if (rc != 0) {
		AFP_LOG(ERR, "Interface %s: options of the socket: %s\n",
				args->iface, rte_strerror(-rc));
		return rc;
	}
	rc = map_ring(q);
	return rc == 0 ? hear(q) : rc;
}

/*
 * Called with port->lock held: the ring stays, and stays as it is. The kernel
 * takes tens of ms to open a socket with a ring, and to close it. Of V3, where
 * a block that has been begun cannot be taken back, none is kept.
 */
void
afp_rxq_rest(struct afp_rxq *q)
{
	if (q->fd < 0 || q->port->args.rx_version == 3 ||
			set_deaf(q->fd, 1) != 0) {
		afp_rxq_close(q);
		return;
	}
	afp_rxq_count_missed(q);
	afp_gso_drop(&q->gso);
}

/* Called with port->lock held: whether what is at rest can go on. */
bool
afp_rxq_is_fit(const struct afp_rxq *q)
{
	return q->fd >= 0 && q->if_index != 0 &&
			q->if_index == afp_port_index(q->port) &&
			afp_ring_is_fit(&q->ring, &q->port->args);
}

/* What came before the stop is forgotten. */
static int
wake(struct afp_rxq *q)
{
	unsigned int n;

	for (n = 0; n < q->ring.n; n++) {
		if (!(afp_status(q->ring.frame[q->idx]) & TP_STATUS_USER))
			break;
		afp_set_status(q->ring.frame[q->idx], TP_STATUS_KERNEL);
		q->idx = q->idx + 1 == q->ring.n ? 0 : q->idx + 1;
	}
	while (afp_next_copy(q) >= 0)
		;
	return set_deaf(q->fd, 0);
}

static int
open_anew(struct afp_rxq *q)
{
	q->idx = 0;
	q->left = 0;
	if (q->large == NULL)
		q->large = malloc(AFP_LARGE_BYTES);
	return q->large == NULL ? -ENOMEM : open_socket(q);
}

/*
 * Called with port->lock held; a socket at rest is fit. -ENETDOWN without a log
 * line: the interface is gone, or is down and so no group can be joined;
 * afp_rxq_done() tries again.
 */
int
afp_rxq_open(struct afp_rxq *q)
{
	struct rte_eth_link link;
	int rc;

	q->if_index = afp_port_index(q->port);
	if (q->if_index == 0)
		return -ENETDOWN;
	if (q->fd < 0 && q->port->args.qpairs > 1) {
		afp_iface_link(q->port->ctl, q->if_index, &link);
		if (link.link_status == RTE_ETH_LINK_DOWN)
			return -ENETDOWN;
	}
	rc = q->fd < 0 ? open_anew(q) : wake(q);
	if (rc == 0)
		rc = afp_intr_watch(q);
	if (rc != 0)
		afp_rxq_close(q);
	return rc;
}

/* Called with port->lock held. The kernel's count begins anew when read. */
void
afp_rxq_count_missed(struct afp_rxq *q)
{
	struct tpacket_stats_v3 s = {0}; /* V2 has the first words of it */
	socklen_t size = sizeof(s);

	if (q->fd < 0 ||
			getsockopt(q->fd, SOL_PACKET, PACKET_STATISTICS, &s,
					&size) != 0)
		return;
	q->missed += s.tp_drops;
	bp_eth_count(&q->freezes.now, s.tp_freeze_q_cnt);
}

/* Called with port->lock held. */
void
afp_rxq_close(struct afp_rxq *q)
{
	afp_rxq_count_missed(q);
	afp_ring_unmap(&q->ring);
	if (q->fd >= 0)
		close(q->fd);
	q->fd = -1;
	free(q->large);
	q->large = NULL;
	afp_gso_drop(&q->gso);
}

void
afp_rxq_release(struct rte_eth_dev *dev, uint16_t queue_id)
{
	afp_rxq_close(dev->data->rx_queues[queue_id]);
	bp_eth_rxq_free(dev, queue_id);
}

static void
replace(struct afp_rxq *q)
{
	unsigned int before = q->if_index;

	rte_spinlock_lock(&q->port->lock);
	afp_rxq_close(q);
	afp_rxq_open(q);
	rte_spinlock_unlock(&q->port->lock);
	if (q->if_index == 0 && before != 0)
		AFP_LOG(WARNING, "Interface %s is gone\n", q->port->args.iface);
}

/* An idle queue looks now and then whether its interface is still there. */
static void
check(struct afp_rxq *q)
{
	uint64_t next = rte_get_timer_cycles() +
			rte_get_timer_hz() / AFP_CHECK_PERIOD;

	/* Pairs with afp_intr_kick(). */
	__atomic_store_n(&q->next_check, next, __ATOMIC_RELAXED);
	afp_intr_seen(q);
	if (q->fd < 0 || !afp_iface_exists(q->fd, q->if_index))
		replace(q);
}

/* The end of each burst. */
uint16_t
afp_rxq_done(struct afp_rxq *q, uint16_t got, uint64_t bytes)
{
	if (got == 0) {
		if (unlikely(rte_get_timer_cycles() >=
				    __atomic_load_n(&q->next_check,
						    __ATOMIC_RELAXED)))
			check(q);
		return 0;
	}
	bp_eth_count(&q->count.now.packets, got);
	bp_eth_count(&q->count.now.bytes, bytes);
	return got;
}
