/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport of a vhost-user back end. Most of it only notes what the driver
 * sets; DRIVER_OK gives it to the back end, a reset takes it back.
 *
 * The back end knows rings and frames. What a network device has beyond that is
 * made up here: its configuration (address, link, number of queues), and the
 * control queue, whose commands never leave the process. The number of queue
 * pairs in use is told by SET_VRING_ENABLE; modes and the address are accepted,
 * since filtering is done "on a best effort basis" (5.1.6.5) and a back end
 * delivers everything.
 */
#include "net/virtio/virtio_user.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <sys/eventfd.h>

#include <rte_bitops.h>
#include <rte_byteorder.h>
#include <rte_errno.h>

#include "net/virtio/virtio_net.h"

#define BIT(feature) RTE_BIT64(feature)

/* What is between driver and rings, and no business of the transport's. */
#define PASSED                                                                 \
	(BIT(VIRTIO_NET_F_CSUM) | BIT(VIRTIO_NET_F_GUEST_CSUM) |               \
			BIT(VIRTIO_NET_F_GUEST_TSO4) |                         \
			BIT(VIRTIO_NET_F_GUEST_TSO6) |                         \
			BIT(VIRTIO_NET_F_GUEST_ECN) |                          \
			BIT(VIRTIO_NET_F_HOST_TSO4) |                          \
			BIT(VIRTIO_NET_F_HOST_TSO6) |                          \
			BIT(VIRTIO_NET_F_HOST_ECN) | RINGS)
#define RINGS                                                                  \
	(BIT(VIRTIO_NET_F_MRG_RXBUF) | BIT(VIRTIO_RING_F_INDIRECT_DESC) |      \
			BIT(VIRTIO_RING_F_EVENT_IDX) |                         \
			BIT(VIRTIO_F_VERSION_1) | BIT(VIRTIO_F_RING_PACKED) |  \
			BIT(VIRTIO_F_IN_ORDER) | BIT(VIRTIO_F_ORDER_PLATFORM))

/* What is made up. */
#define OWN                                                                    \
	(BIT(VIRTIO_NET_F_MAC) | BIT(VIRTIO_NET_F_STATUS) |                    \
			BIT(VIRTIO_NET_F_CTRL_VQ) |                            \
			BIT(VIRTIO_NET_F_CTRL_RX) |                            \
			BIT(VIRTIO_NET_F_CTRL_MAC_ADDR))

/*
 * Supposed of a back end that never was there. What is only for speed is not:
 * whoever comes first has to offer what is agreed on.
 */
#define SUPPOSED                                                               \
	(PASSED &                                                              \
			~(BIT(VIRTIO_RING_F_INDIRECT_DESC) |                   \
					BIT(VIRTIO_RING_F_EVENT_IDX) |         \
					BIT(VIRTIO_F_IN_ORDER) |               \
					BIT(VIRTIO_F_ORDER_PLATFORM)))

static struct virtio_user *
user_of(struct virtio_dev *dev)
{
	return (struct virtio_user *)(void *)dev;
}

static uint64_t
refused(const struct virtio_user_args *args)
{
	return (args->mrg_rxbuf ? 0 : BIT(VIRTIO_NET_F_MRG_RXBUF)) |
			(args->in_order ? 0 : BIT(VIRTIO_F_IN_ORDER)) |
			(args->packed_vq ? 0 : BIT(VIRTIO_F_RING_PACKED));
}

static uint16_t
pairs_of(const struct virtio_user *u)
{
	/* Pairs with the stores in virtio_user_peer.c. */
	uint16_t pairs = __atomic_load_n(&u->peer_pairs, __ATOMIC_RELAXED);

	return RTE_MIN(u->args.queues, pairs);
}

static int
features_get(struct virtio_dev *dev, uint64_t *features)
{
	struct virtio_user *u = user_of(dev);

	pthread_mutex_lock(&u->lock);
	*features = (u->peer & PASSED & ~refused(&u->args)) | OWN;
	if (pairs_of(u) > 1)
		*features |= BIT(VIRTIO_NET_F_MQ);
	pthread_mutex_unlock(&u->lock);
	return 0;
}

/* A back end does not know of what is made up, but for several queues. */
static int
features_set(struct virtio_dev *dev, uint64_t features)
{
	user_of(dev)->features = features & (PASSED | BIT(VIRTIO_NET_F_MQ));
	return 0;
}

static uint8_t
status_get(struct virtio_dev *dev)
{
	/* Pairs with the stores here. */
	return __atomic_load_n(&user_of(dev)->status, __ATOMIC_ACQUIRE);
}

static void
set_status(struct virtio_user *u, uint8_t status)
{
	/* Pairs with status_get(). */
	__atomic_store_n(&u->status, status, __ATOMIC_RELEASE);
}

/*
 * Somebody who is there now has to take the session. That he went away
 * meanwhile is as good as that he never came.
 */
static void
status_set(struct virtio_dev *dev, uint8_t status)
{
	struct virtio_user *u = user_of(dev);
	int rc = 0;

	if ((status & ~u->status & VIRTIO_CONFIG_S_DRIVER_OK) != 0) {
		virtio_user_lock(u);
		if (u->conn.fd >= 0)
			rc = virtio_user_begin(u);
		virtio_user_unlock(u);
	}
	if (rc != 0 && rc != -ENODEV)
		status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	set_status(u, status);
}

static int
end_session(struct virtio_user *u)
{
	int rc = u->up ? virtio_user_end(u) : 0;
	uint16_t i;

	if (rc == -ENODEV)
		rc = 0;
	if (virtio_user_is_haunted(u))
		return rc != 0 ? rc : -ETIMEDOUT;
	set_status(u, 0);
	u->features = 0;
	u->pairs = 1;
	for (i = 0; i < VIRTIO_USER_QUEUES; i++)
		u->queues[i].placed = false;
	return 0;
}

/* The next driver may find another back end, or none. */
static int
reset(struct virtio_dev *dev)
{
	struct virtio_user *u = user_of(dev);
	int rc;

	pthread_mutex_lock(&u->lock);
	rc = end_session(u);
	if (u->conn.fd >= 0 && vhost_user_look(&u->conn) != 0)
		virtio_user_part(u, -ENODEV);
	if (rc == 0 && u->conn.fd < 0)
		virtio_user_meet(u);
	pthread_mutex_unlock(&u->lock);
	return rc;
}

static int
config_read(struct virtio_dev *dev, uint32_t offset, void *buf, uint32_t len)
{
	const struct virtio_user *u = user_of(dev);
	struct virtio_net_config config = {
			.max_virtqueue_pairs = rte_cpu_to_le_16(pairs_of(u))};
	const uint32_t size = offsetof(struct virtio_net_config, mtu);

	if (offset > size || len > size - offset)
		return -ERANGE;
	if (virtio_user_is_up(u))
		config.status = rte_cpu_to_le_16(VIRTIO_NET_S_LINK_UP);
	memcpy(config.mac, &u->args.mac, sizeof(config.mac));
	memcpy(buf, (const uint8_t *)&config + offset, len);
	return 0;
}

static int
config_write(struct virtio_dev *dev, uint32_t offset, const void *buf,
		uint32_t len)
{
	return -ENOTSUP;
}

static uint16_t
queues_max(struct virtio_dev *dev)
{
	return 2 * pairs_of(user_of(dev));
}

static uint16_t
queue_size_max(struct virtio_dev *dev, uint16_t index)
{
	return index < queues_max(dev) ? user_of(dev)->args.queue_size : 0;
}

/* A queue keeps its descriptor as long as there may be somebody who kicks. */
static int
queue_enable(struct virtio_dev *dev, const struct virtio_queue_place *place,
		void **doorbell)
{
	struct virtio_user *u = user_of(dev);
	struct virtio_user_queue *q;

	if (place->index >= queues_max(dev))
		return -EINVAL;
	if (place->vector != VIRTIO_NO_VECTOR && place->vector >= u->vectors_n)
		return -ENOSPC;
	q = &u->queues[place->index];
	if (q->kick < 0)
		q->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (q->kick < 0) {
		VNET_LOG(ERR, "%s: no event descriptor for queue %u: %s\n",
				dev->name, place->index, rte_strerror(errno));
		return -errno;
	}
	q->place = *place;
	q->placed = true;
	*doorbell = q;
	return 0;
}

static int
queue_reset(struct virtio_dev *dev, uint16_t index)
{
	return -ENOTSUP;
}

static int
config_vector(struct virtio_dev *dev, uint16_t vector)
{
	return vector == VIRTIO_NO_VECTOR || vector < user_of(dev)->vectors_n
			? 0
			: -ENOSPC;
}

/* A counter that is full has been heard. */
static void
notify(struct virtio_dev *dev, void *doorbell, uint32_t data)
{
	const struct virtio_user_queue *q = doorbell;

	eventfd_write(q->kick, 1);
}

static uint8_t
isr(struct virtio_dev *dev)
{
	return VIRTIO_ISR_CONFIG;
}

/* Whoever comes next is told of it anyway. */
static int
set_pairs(struct virtio_user *u, const uint8_t *data, uint32_t len)
{
	uint16_t pairs;
	int rc = 0;

	if (len != sizeof(pairs))
		return -EIO;
	memcpy(&pairs, data, sizeof(pairs));
	pairs = rte_le_to_cpu_16(pairs);
	if (pairs == 0 || pairs > pairs_of(u))
		return -EIO;
	pthread_mutex_lock(&u->lock);
	u->pairs = pairs;
	if (u->up)
		rc = virtio_user_enable(u, pairs);
	if (rc != 0)
		virtio_user_part(u, rc);
	pthread_mutex_unlock(&u->lock);
	return rc == -ENODEV ? 0 : rc;
}

static int
command(struct virtio_dev *dev, uint8_t class, uint8_t cmd, const void *data,
		uint32_t len)
{
	if (class == VIRTIO_NET_CTRL_MQ &&
			cmd == VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET)
		return set_pairs(user_of(dev), data, len);
	return class == VIRTIO_NET_CTRL_RX || class == VIRTIO_NET_CTRL_MAC
			? 0
			: -EIO;
}

static int
need(struct virtio_dev *dev, const void *addr, size_t len)
{
	return virtio_user_memory_need(user_of(dev), addr, len);
}

static const struct virtio_transport transport = {
		.name = "vhost-user",
		.features_get = features_get,
		.features_set = features_set,
		.status_get = status_get,
		.status_set = status_set,
		.reset = reset,
		.config_read = config_read,
		.config_write = config_write,
		.queues_max = queues_max,
		.queue_size_max = queue_size_max,
		.queue_enable = queue_enable,
		.queue_reset = queue_reset,
		.config_vector = config_vector,
		.notify = notify,
		.isr = isr,
		.command = command,
		.need = need,
};

/* A client that finds nobody is of no use; a server waits for who comes. */
static int
find_peer(struct virtio_user *u)
{
	int rc;

	u->peer = SUPPOSED;
	u->peer_pairs = u->args.queues;
	if (u->args.server) {
		u->listener = vhost_user_listen(u->dev.name, u->args.path);
		return RTE_MIN(u->listener, 0);
	}
	pthread_mutex_lock(&u->lock);
	rc = virtio_user_meet(u);
	pthread_mutex_unlock(&u->lock);
	if (rc == -EAGAIN)
		VNET_LOG(ERR, "%s: no back end listens at %s\n", u->dev.name,
				u->args.path);
	else if (rc != 0)
		VNET_LOG(ERR, "%s: no session with the back end at %s: %s\n",
				u->dev.name, u->args.path, rte_strerror(-rc));
	return rc;
}

int
virtio_user_open(struct virtio_user *u, const char *name)
{
	uint16_t i;
	int rc;

	u->dev.transport = &transport;
	u->dev.name = name;
	u->dev.socket_id = SOCKET_ID_ANY;
	u->conn = (struct vhost_user_conn){.fd = -1,
			.name = name,
			.patience = VIRTIO_USER_PATIENCE};
	u->listener = -1;
	u->ghost = -1;
	u->pairs = 1;
	for (i = 0; i < VIRTIO_USER_QUEUES; i++)
		u->queues[i].kick = -1;
	pthread_mutex_init(&u->lock, NULL);
	rc = virtio_user_memory_start(u);
	if (rc == 0)
		rc = find_peer(u);
	if (rc != 0)
		virtio_user_close(u);
	return rc;
}

/* Of a device that is reset, or keeps what it has for good. */
void
virtio_user_close(struct virtio_user *u)
{
	uint16_t i;

	virtio_user_memory_stop(u);
	pthread_mutex_lock(&u->lock);
	virtio_user_part(u, -ENODEV);
	pthread_mutex_unlock(&u->lock);
	if (u->ghost >= 0)
		close(u->ghost);
	if (u->listener >= 0) {
		close(u->listener);
		unlink(u->args.path);
	}
	for (i = 0; i < VIRTIO_USER_QUEUES; i++)
		if (u->queues[i].kick >= 0)
			close(u->queues[i].kick);
	pthread_mutex_destroy(&u->lock);
}
