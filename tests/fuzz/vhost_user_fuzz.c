/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The input is a vhost-user back end: its bytes say how it answers each message
 * of a front end that meets it, gives it a session and takes that back, and
 * when it goes. Whatever that is, a message counts as answered only by its own
 * reply, no descriptor is left, and nobody has the rings whom the front end
 * does not know of.
 *
 * vhost_user_msg.c is compiled with its calls of the kernel turned into those
 * here. With clang this is a target of libFuzzer's; else, or as a test, main()
 * makes inputs by chance that repeats: [COUNT [SEED]].
 */
#include "vhost_user_fuzz.h"

#include <bufplane.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/eventfd.h>
#include <sys/socket.h>

#include <rte_eal.h>
#include <rte_malloc.h>

#include "fuzz_main.h"
#include "net/virtio/virtio_net.h"
#include "net/virtio/virtio_user.h"

#define INPUT_MAX 128
#define BYTES_MAX 1024

static struct {
	const uint8_t *at;
	size_t left;
	uint8_t reply[BYTES_MAX]; /* that waits */
	size_t reply_at, reply_n;
	bool closed;
	int gift; /* a descriptor that comes with it, or -1 */
} peer;

static uint8_t *rings;

static void
die(const char *what)
{
	fprintf(stderr, "vhost_user_fuzz: %s\n", what);
	abort();
}

static uint8_t
next_byte(void)
{
	if (peer.left == 0)
		return 0;
	peer.left--;
	return *peer.at++;
}

/* What an honest one says to a message. */
static uint32_t
honest(const struct vhost_user_header *h, uint64_t *value)
{
	switch (h->request) {
	case VHOST_USER_GET_FEATURES:
		*value = UINT64_MAX;
		return 8;
	case VHOST_USER_GET_PROTOCOL_FEATURES:
		*value = next_byte() % 4 == 0 ? 0 : UINT64_MAX;
		return 8;
	case VHOST_USER_GET_QUEUE_NUM:
		*value = next_byte();
		return 8;
	case VHOST_USER_GET_STATUS:
		*value = 0xb;
		return 8;
	case VHOST_USER_GET_VRING_BASE:
		return 8; /* the same index */
	default:
		*value = next_byte() % 8 == 7;
		return h->flags & VHOST_USER_NEED_REPLY ? 8 : 0;
	}
}

/* Bytes of it, or all, are others. */
static void
spoil(void)
{
	size_t n = next_byte() % 16, at;

	while (n-- > 0 && peer.reply_n > 0) {
		at = next_byte() % peer.reply_n;
		peer.reply[at] = next_byte();
	}
	peer.reply_n -= RTE_MIN(peer.reply_n, (size_t)next_byte() % 8);
}

static void
answer(const struct vhost_user_header *h, const uint8_t *payload)
{
	struct vhost_user_header reply = {
			h->request, VHOST_USER_VERSION | VHOST_USER_REPLY, 0};
	uint64_t value = 0;
	uint8_t how = next_byte();

	if (h->size >= sizeof(value))
		memcpy(&value, payload, sizeof(value));
	reply.size = honest(h, &value);
	peer.reply_at = 0;
	peer.reply_n = reply.size == 0 ? 0 : sizeof(reply) + reply.size;
	memcpy(peer.reply, &reply, sizeof(reply));
	memcpy(peer.reply + sizeof(reply), &value, sizeof(value));
	if (how % 16 == 1)
		spoil();
	else if (how % 32 == 2)
		peer.closed = true;
	else if (how % 32 == 3)
		peer.gift = eventfd(0, 0);
}

ssize_t
fuzz_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	struct vhost_user_header h;
	const uint8_t *bytes = msg->msg_iov->iov_base;

	if (peer.closed) {
		errno = EPIPE;
		return -1;
	}
	if (msg->msg_iov->iov_len < sizeof(h))
		die("a message without a header");
	memcpy(&h, bytes, sizeof(h));
	if (h.size != msg->msg_iov->iov_len - sizeof(h))
		die("a message of another size than it says");
	answer(&h, bytes + sizeof(h));
	return (ssize_t)msg->msg_iov->iov_len;
}

ssize_t
fuzz_recvmsg(int fd, struct msghdr *msg, int flags)
{
	size_t n = RTE_MIN(msg->msg_iov->iov_len, peer.reply_n - peer.reply_at);
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);

	if (next_byte() % 4 == 3)
		n = RTE_MIN(n, (size_t)1);
	if (n == 0 && !peer.closed) {
		errno = EAGAIN;
		return -1;
	}
	memcpy(msg->msg_iov->iov_base, peer.reply + peer.reply_at, n);
	peer.reply_at += n;
	if (peer.gift < 0) {
		msg->msg_controllen = 0;
		return (ssize_t)n;
	}
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &peer.gift, sizeof(int));
	msg->msg_controllen = CMSG_SPACE(sizeof(int));
	peer.gift = -1;
	return (ssize_t)n;
}

/* Nothing comes later than at once. */
int
fuzz_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	return 0;
}

ssize_t
fuzz_recv(int fd, void *buf, size_t len, int flags)
{
	if (peer.reply_at < peer.reply_n) {
		if (!(flags & MSG_PEEK))
			peer.reply_at = peer.reply_n;
		return 1;
	}
	if (peer.closed)
		return 0;
	errno = EAGAIN;
	return -1;
}

/* Whether there is still somebody to be told. */
int
fuzz_shutdown(int fd, int how)
{
	if (!peer.closed)
		return 0;
	errno = ENOTCONN;
	return -1;
}

int
vhost_user_connect(const char *name, const char *path)
{
	if (next_byte() % 8 == 7)
		return -ECONNREFUSED;
	peer.closed = false;
	peer.reply_at = peer.reply_n = 0;
	return eventfd(0, 0);
}

int
vhost_user_listen(const char *name, const char *path)
{
	return -EINVAL;
}

int
vhost_user_accept(int fd)
{
	return -EAGAIN;
}

static void
enable_queues(struct virtio_user *u)
{
	struct virtio_queue_place place = {.size = 16,
			.vector = VIRTIO_NO_VECTOR,
			.desc = (uintptr_t)rings,
			.driver = (uintptr_t)rings,
			.device = (uintptr_t)rings};
	void *bell;

	for (; place.index < 4; place.index++)
		u->dev.transport->queue_enable(&u->dev, &place, &bell);
}

static void
step(struct virtio_user *u)
{
	const struct virtio_transport *t = u->dev.transport;
	uint16_t pairs = 1 + next_byte() % 2;
	uint64_t features;

	switch (next_byte() % 8) {
	case 0:
		t->reset(&u->dev);
		break;
	case 1:
	case 6:
	case 7:
		if ((u->status & VIRTIO_CONFIG_S_DRIVER_OK) != 0 ||
				t->reset(&u->dev) != 0)
			break;
		t->features_get(&u->dev, &features);
		t->features_set(&u->dev, features);
		enable_queues(u);
		t->status_set(&u->dev, 0xf);
		break;
	case 2:
		t->command(&u->dev, VIRTIO_NET_CTRL_MQ,
				VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET, &pairs,
				sizeof(pairs));
		break;
	case 3:
		rte_free(rte_malloc(NULL, 4 << 20, 0));
		break;
	case 4:
		virtio_user_lock(u);
		if (!virtio_user_is_haunted(u) && u->conn.fd < 0 &&
				virtio_user_meet(u) == 0 && u->status != 0)
			virtio_user_begin(u);
		virtio_user_unlock(u);
		break;
	default:
		peer.closed = true;
	}
	if (u->up != (u->up && u->conn.fd >= 0))
		die("rings are with nobody");
	if (u->ghost >= 0 && u->up)
		die("rings are with two");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct virtio_user *u = calloc(1, sizeof(*u));
	int first = dup(0), last;

	if (u == NULL)
		die("no memory");
	close(first);
	peer.at = data;
	peer.left = size;
	peer.gift = -1;
	u->args.queues = 1 + next_byte() % 3;
	u->args.queue_size = 256;
	u->args.packed_vq = next_byte() % 2 != 0;
	if (virtio_user_open(u, "fuzz") == 0) {
		while (peer.left > 0)
			step(u);
		virtio_user_close(u);
	}
	if (peer.gift >= 0)
		close(peer.gift);
	free(u);
	last = dup(0);
	close(last);
	if (first != last)
		die("a descriptor is left");
	return 0;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char prefix[32];
	const struct bp_config config = {.size = sizeof(config),
			.prefix = prefix,
			.no_huge = true,
			.affinity = BP_AFFINITY_KEEP,
			.log_level = RTE_LOG_EMERG};

	snprintf(prefix, sizeof(prefix), "vufuzz%d", (int)getpid());
	if (bp_init(&config) != 0)
		die("bp_init failed");
	rings = rte_zmalloc("rings", 4096, 4096);
	if (rings == NULL)
		die("no memory");
	return 0;
}

#ifndef WITH_LIBFUZZER
int
main(int argc, char **argv)
{
	uint8_t bytes[INPUT_MAX];
	uint64_t count = fuzz_by_chance(argc, argv, 500, bytes, sizeof(bytes));

	rte_free(rings);
	if (rte_eal_cleanup() != 0)
		die("the library does not stop");
	printf("%" PRIu64 " back ends\n", count);
	return 0;
}
#endif
