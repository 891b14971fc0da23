/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is said to a back end, from the first word to the last. One that does
 * not answer, or answers wrongly, while it has the rings is told that there is
 * nothing more to come, and haunts us until it closes its side or dies, which
 * the kernel tells: only then is the memory ours again.
 */
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include <sys/socket.h>

#include <rte_bitops.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "net/virtio/virtio_net.h"
#include "net/virtio/virtio_user.h"

#define PROTOCOL                                                               \
	(RTE_BIT64(VHOST_USER_PROTOCOL_F_MQ) |                                 \
			RTE_BIT64(VHOST_USER_PROTOCOL_F_REPLY_ACK) |           \
			RTE_BIT64(VHOST_USER_PROTOCOL_F_STATUS))

#define S_AGREED                                                               \
	(VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |                \
			VIRTIO_CONFIG_S_FEATURES_OK)

/* Both at the start of a packed ring, with their wrap bits (2.8.1). */
#define PACKED_BASE (1U << 15 | 1U << 31)

#define PEER_LOG(u, fmt, ...)                                                  \
	rte_log(VHOST_USER_LEVEL(&(u)->conn), virtio_net_logtype,              \
			"%s: the back end " fmt "\n", (u)->dev.name,           \
			##__VA_ARGS__)

static bool
offers(const struct virtio_user *u, unsigned int feature)
{
	return u->peer >> feature & 1;
}

static void
set_up(struct virtio_user *u, bool up)
{
	/* Pairs with virtio_user_is_up(). */
	__atomic_store_n(&u->up, up, __ATOMIC_RELEASE);
}

static void
set_pairs(struct virtio_user *u, uint16_t pairs)
{
	/* Pairs with pairs_of(), where it orders nothing. */
	__atomic_store_n(&u->peer_pairs, pairs, __ATOMIC_RELAXED);
}

bool
virtio_user_is_haunted(struct virtio_user *u)
{
	struct vhost_user_conn ghost = {.fd = u->ghost};
	uint8_t bytes[4096];

	if (u->ghost < 0)
		return false;
	/* What it still says is in the way of its end; there is more time. */
	recv(ghost.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (vhost_user_look(&ghost) != -ENODEV)
		return true;
	close(u->ghost);
	u->ghost = -1;
	return false;
}

/* Who closed its side has let go of all. */
void
virtio_user_part(struct virtio_user *u, int rc)
{
	int fd = u->conn.fd;

	u->conn.fd = -1;
	u->conn.protocol = 0;
	u->mem.n = 0;
	if (fd < 0)
		return;
	if (u->up && rc != -ENODEV && shutdown(fd, SHUT_WR) == 0)
		u->ghost = fd;
	else
		close(fd);
	set_up(u, false);
}

/* How many pairs it has, if it has several. */
static int
learn_pairs(struct virtio_user *u)
{
	uint64_t n;
	int rc;

	set_pairs(u, 1);
	if (!vhost_user_has(&u->conn, VHOST_USER_PROTOCOL_F_MQ) ||
			!offers(u, VIRTIO_NET_F_MQ))
		return 0;
	rc = vhost_user_ask_u64(&u->conn, VHOST_USER_GET_QUEUE_NUM, &n);
	if (rc == 0 && n > 1)
		set_pairs(u, (uint16_t)RTE_MIN(n, (uint64_t)VIRTIO_USER_PAIRS));
	return rc;
}

static int
learn_protocol(struct virtio_user *u)
{
	uint64_t protocol;
	int rc;

	if (!offers(u, VHOST_USER_F_PROTOCOL_FEATURES))
		return 0;
	rc = vhost_user_ask_u64(
			&u->conn, VHOST_USER_GET_PROTOCOL_FEATURES, &protocol);
	if (rc == 0)
		rc = vhost_user_tell_u64(&u->conn,
				VHOST_USER_SET_PROTOCOL_FEATURES,
				protocol & PROTOCOL);
	if (rc == 0)
		u->conn.protocol = protocol & PROTOCOL;
	return rc;
}

static int
greet(struct virtio_user *u)
{
	struct vhost_user_out owner = {.request = VHOST_USER_SET_OWNER};
	uint64_t features;
	int rc = vhost_user_ask_u64(
			&u->conn, VHOST_USER_GET_FEATURES, &features);

	if (rc != 0)
		return rc;
	u->peer = features;
	rc = learn_protocol(u);
	if (rc == 0)
		rc = vhost_user_tell(&u->conn, &owner);
	return rc == 0 ? learn_pairs(u) : rc;
}

int
virtio_user_meet(struct virtio_user *u)
{
	uint64_t old = u->peer;
	uint16_t old_pairs = u->peer_pairs;
	int rc;

	if (virtio_user_is_haunted(u))
		return -EBUSY;
	rc = u->listener >= 0 ? vhost_user_accept(u->listener)
			      : vhost_user_connect(u->dev.name, u->args.path);
	if (rc < 0)
		return rc == -ECONNREFUSED || rc == -ENOENT ? -EAGAIN : rc;
	u->conn.fd = rc;
	rc = greet(u);
	if (rc == 0)
		return 0;
	virtio_user_part(u, rc);
	u->peer = old;
	set_pairs(u, old_pairs);
	return rc;
}

static int
tell_vring(struct virtio_user *u, enum vhost_user_request request,
		uint16_t index, uint32_t num)
{
	struct vhost_vring_state state = {index, num};
	struct vhost_user_out out = {.request = request,
			.payload = &state,
			.size = sizeof(state)};

	return vhost_user_tell(&u->conn, &out);
}

static int
tell_fd(struct virtio_user *u, enum vhost_user_request request, uint16_t index,
		int fd)
{
	uint64_t value = index | (fd < 0 ? VHOST_USER_VRING_NO_FD : 0);
	struct vhost_user_out out = {.request = request,
			.payload = &value,
			.size = sizeof(value),
			.fds = &fd,
			.fds_n = fd < 0 ? 0 : 1};

	return vhost_user_tell(&u->conn, &out);
}

static uint64_t
address(uint64_t iova)
{
	return (uintptr_t)rte_mem_iova2virt(iova);
}

/* The parts have other names here: available, used. */
static int
tell_place(struct virtio_user *u, const struct virtio_queue_place *place)
{
	struct vhost_vring_addr addr = {.index = place->index,
			.desc_user_addr = address(place->desc),
			.avail_user_addr = address(place->driver),
			.used_user_addr = address(place->device)};
	struct vhost_user_out out = {.request = VHOST_USER_SET_VRING_ADDR,
			.payload = &addr,
			.size = sizeof(addr)};

	return vhost_user_tell(&u->conn, &out);
}

/* The ring starts with its kick, so that is the last. */
static int
give_queue(struct virtio_user *u, const struct virtio_user_queue *q)
{
	const struct virtio_queue_place *place = &q->place;
	bool packed = u->features >> VIRTIO_F_RING_PACKED & 1;
	int call = place->vector < u->vectors_n ? u->vectors[place->vector]
						: -1;
	int rc = tell_vring(
			u, VHOST_USER_SET_VRING_NUM, place->index, place->size);

	if (rc == 0)
		rc = tell_vring(u, VHOST_USER_SET_VRING_BASE, place->index,
				packed ? PACKED_BASE : 0);
	if (rc == 0)
		rc = tell_place(u, place);
	if (rc == 0)
		rc = tell_fd(u, VHOST_USER_SET_VRING_CALL, place->index, call);
	if (rc == 0)
		rc = tell_fd(u, VHOST_USER_SET_VRING_KICK, place->index,
				q->kick);
	return rc;
}

/* Rings of a back end without features of the protocol are always on. */
int
virtio_user_enable(struct virtio_user *u, uint16_t pairs)
{
	uint16_t i;
	int rc = 0;

	if (!offers(u, VHOST_USER_F_PROTOCOL_FEATURES))
		return 0;
	for (i = 0; i < VIRTIO_USER_QUEUES && rc == 0; i++)
		if (u->queues[i].placed)
			rc = tell_vring(u, VHOST_USER_SET_VRING_ENABLE, i,
					i / 2 < pairs);
	return rc;
}

static int
tell_status(struct virtio_user *u, uint8_t status)
{
	if (!vhost_user_has(&u->conn, VHOST_USER_PROTOCOL_F_STATUS))
		return 0;
	return vhost_user_tell_u64(&u->conn, VHOST_USER_SET_STATUS, status);
}

/* What the driver agreed on: whether the back end does (3.1.1). */
static int
agree(struct virtio_user *u)
{
	uint64_t own = u->peer & RTE_BIT64(VHOST_USER_F_PROTOCOL_FEATURES);
	uint64_t status = S_AGREED;
	int rc = vhost_user_tell_u64(
			&u->conn, VHOST_USER_SET_FEATURES, u->features | own);

	if (rc == 0)
		rc = tell_status(u, S_AGREED);
	if (rc == 0 && vhost_user_has(&u->conn, VHOST_USER_PROTOCOL_F_STATUS))
		rc = vhost_user_ask_u64(
				&u->conn, VHOST_USER_GET_STATUS, &status);
	if (rc != 0 || (status & VIRTIO_CONFIG_S_FEATURES_OK) != 0)
		return rc;
	PEER_LOG(u, "does not take the features 0x%" PRIx64 " that it offered",
			u->features);
	return -ENOTSUP;
}

/* One that came later may offer less than the one that was agreed with. */
static int
check_offer(const struct virtio_user *u)
{
	uint64_t missing = u->features & ~u->peer;

	if (missing != 0) {
		PEER_LOG(u,
				"does not offer features 0x%" PRIx64
				" that the port works with: stop, configure and "
				"start it",
				missing);
		return -ENOTSUP;
	}
	if (u->pairs <= u->peer_pairs)
		return 0;
	PEER_LOG(u, "has %u queue pairs, not %u", u->peer_pairs, u->pairs);
	return -ENOTSUP;
}

static int
give_all(struct virtio_user *u)
{
	uint16_t i;
	int rc = agree(u);

	if (rc == 0)
		rc = virtio_user_memory_give(u, NULL);
	for (i = 0; i < VIRTIO_USER_QUEUES && rc == 0; i++)
		if (u->queues[i].placed)
			rc = give_queue(u, &u->queues[i]);
	if (rc == 0)
		rc = virtio_user_enable(u, u->pairs);
	if (rc == 0)
		rc = tell_status(u, S_AGREED | VIRTIO_CONFIG_S_DRIVER_OK);
	return rc;
}

int
virtio_user_begin(struct virtio_user *u)
{
	int rc = check_offer(u);

	if (rc == 0) {
		set_up(u, true);
		rc = give_all(u);
	}
	if (rc != 0)
		virtio_user_part(u, rc);
	return rc;
}

/* The answer says that the ring is at rest. */
static int
take_queue(struct virtio_user *u, uint16_t index)
{
	struct vhost_vring_state state = {index, 0};
	struct vhost_user_out out = {.request = VHOST_USER_GET_VRING_BASE,
			.payload = &state,
			.size = sizeof(state)};
	int rc = vhost_user_ask(&u->conn, &out, &state, sizeof(state));

	if (rc != 0 || state.index == index)
		return rc;
	PEER_LOG(u, "stops queue %u, not %u", state.index, index);
	return -EPROTO;
}

int
virtio_user_end(struct virtio_user *u)
{
	uint16_t i;
	int rc = virtio_user_enable(u, 0);

	for (i = 0; i < VIRTIO_USER_QUEUES && rc == 0; i++)
		if (u->queues[i].placed)
			rc = take_queue(u, i);
	if (rc == 0)
		rc = tell_status(u, 0);
	if (rc == 0)
		set_up(u, false);
	else
		virtio_user_part(u, rc);
	return rc;
}
