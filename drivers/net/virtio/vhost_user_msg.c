/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exchanges with a back end: a message goes out, and what comes back is held
 * against what was asked for. Each has one limit of time for all of it.
 */
#include "net/virtio/vhost_user_msg.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/uio.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "net/virtio/virtio_net.h"

/* Descriptors that a peer may send at once, for Linux (SCM_MAX_FD). */
#define FDS_MAX 253

static const char *const names[] = {
		[VHOST_USER_GET_FEATURES] = "GET_FEATURES",
		[VHOST_USER_SET_FEATURES] = "SET_FEATURES",
		[VHOST_USER_SET_OWNER] = "SET_OWNER",
		[VHOST_USER_SET_MEM_TABLE] = "SET_MEM_TABLE",
		[VHOST_USER_SET_VRING_NUM] = "SET_VRING_NUM",
		[VHOST_USER_SET_VRING_ADDR] = "SET_VRING_ADDR",
		[VHOST_USER_SET_VRING_BASE] = "SET_VRING_BASE",
		[VHOST_USER_GET_VRING_BASE] = "GET_VRING_BASE",
		[VHOST_USER_SET_VRING_KICK] = "SET_VRING_KICK",
		[VHOST_USER_SET_VRING_CALL] = "SET_VRING_CALL",
		[VHOST_USER_GET_PROTOCOL_FEATURES] = "GET_PROTOCOL_FEATURES",
		[VHOST_USER_SET_PROTOCOL_FEATURES] = "SET_PROTOCOL_FEATURES",
		[VHOST_USER_GET_QUEUE_NUM] = "GET_QUEUE_NUM",
		[VHOST_USER_SET_VRING_ENABLE] = "SET_VRING_ENABLE",
		[VHOST_USER_SET_STATUS] = "SET_STATUS",
		[VHOST_USER_GET_STATUS] = "GET_STATUS",
};

#define MSG_LOG(c, out, fmt, ...)                                              \
	rte_log(VHOST_USER_LEVEL(c), virtio_net_logtype,                       \
			"%s: the back end " fmt " (%s)\n", (c)->name,          \
			##__VA_ARGS__, names[(out)->request])

static uint64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* 0 or -ETIMEDOUT. */
static int
wait_for(const struct vhost_user_conn *c, short events, uint64_t end)
{
	struct pollfd p = {.fd = c->fd, .events = events};
	uint64_t now;
	int n;

	do {
		now = now_ms();
		n = poll(&p, 1, now < end ? (int)(end - now) : 0);
	} while (n < 0 && errno == EINTR);
	return n > 0 ? 0 : -ETIMEDOUT;
}

static int
fold(int err)
{
	return err == EPIPE || err == ECONNRESET ? -ENODEV : -err;
}

/* As much of msg as goes at once: how many bytes, or -errno. */
static ssize_t
send_some(const struct vhost_user_conn *c, const struct msghdr *msg,
		uint64_t end)
{
	ssize_t n;
	int rc;

	for (;;) {
		n = sendmsg(c->fd, msg, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0)
			return n;
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return fold(errno);
		rc = wait_for(c, POLLOUT, end);
		if (rc != 0)
			return rc;
	}
}

/* The descriptors go with the first byte. */
static int
send_all(const struct vhost_user_conn *c, const uint8_t *bytes, size_t len,
		const struct vhost_user_out *out, uint64_t end)
{
	union {
		char space[CMSG_SPACE(VHOST_USER_FDS * sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec part = {(void *)(uintptr_t)bytes, len};
	struct msghdr msg = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t n;

	if (out->fds_n != 0) {
		msg.msg_control = control.space;
		msg.msg_controllen = CMSG_SPACE(out->fds_n * sizeof(int));
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		control.align.cmsg_len = CMSG_LEN(out->fds_n * sizeof(int));
		memcpy(CMSG_DATA(&control.align), out->fds,
				out->fds_n * sizeof(int));
	}
	while (part.iov_len > 0) {
		n = send_some(c, &msg, end);
		if (n < 0)
			return (int)n;
		part.iov_base = (uint8_t *)part.iov_base + n;
		part.iov_len -= (size_t)n;
		msg.msg_control = NULL;
		msg.msg_controllen = 0;
	}
	return 0;
}

static int
send_message(const struct vhost_user_conn *c, const struct vhost_user_out *out,
		uint32_t flags, uint64_t end)
{
	struct vhost_user_header header = {
			out->request, VHOST_USER_VERSION | flags, out->size};
	uint8_t bytes[sizeof(header) + sizeof(struct vhost_user_table)];

	if (out->size > sizeof(bytes) - sizeof(header) ||
			out->fds_n > VHOST_USER_FDS)
		return -EINVAL;
	memcpy(bytes, &header, sizeof(header));
	if (out->size != 0)
		memcpy(bytes + sizeof(header), out->payload, out->size);
	return send_all(c, bytes, sizeof(header) + out->size, out, end);
}

/* Descriptors that nobody asked for: how many there were. */
static unsigned int
close_fds(struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	unsigned int n = 0;
	size_t at;
	int fd;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg != NULL;
			cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET ||
				cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		for (at = CMSG_LEN(0); at + sizeof(fd) <= cmsg->cmsg_len;
				at += sizeof(fd)) {
			memcpy(&fd, (uint8_t *)cmsg + at, sizeof(fd));
			close(fd);
			n++;
		}
	}
	return n;
}

/* Up to len bytes: how many, -EAGAIN, or -errno. */
static ssize_t
receive_some(const struct vhost_user_conn *c, void *buf, size_t len)
{
	union {
		char space[CMSG_SPACE(FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec part = {buf, len};
	struct msghdr msg = {.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof(control)};
	ssize_t n = recvmsg(c->fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (n < 0)
		return errno == EINTR ? -EAGAIN : fold(errno);
	if (close_fds(&msg) != 0)
		return -EBADMSG;
	return n == 0 ? -ENODEV : n;
}

static int
receive(const struct vhost_user_conn *c, void *buf, size_t len, uint64_t end)
{
	uint8_t *at = buf;
	ssize_t n;
	int rc;

	while (len > 0) {
		n = receive_some(c, at, len);
		if (n == -EAGAIN) {
			rc = wait_for(c, POLLIN, end);
			if (rc != 0)
				return rc;
			continue;
		}
		if (n < 0)
			return (int)n;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* What must be true of the header of a reply: NULL, or what is not. */
static const char *
judge(const struct vhost_user_header *h, const struct vhost_user_out *out,
		uint32_t size)
{
	if ((h->flags & VHOST_USER_VERSION_MASK) != VHOST_USER_VERSION)
		return "a version other than 1";
	if ((h->flags & VHOST_USER_REPLY) == 0)
		return "no reply, but a message";
	if (h->request != out->request)
		return "the reply to another request";
	if (h->size != size)
		return "a reply of another size";
	return NULL;
}

static int
receive_reply(const struct vhost_user_conn *c, const struct vhost_user_out *out,
		void *reply, uint32_t size, uint64_t end)
{
	struct vhost_user_header h;
	const char *wrong;
	int rc = receive(c, &h, sizeof(h), end);

	if (rc != 0)
		return rc;
	wrong = judge(&h, out, size);
	if (wrong == NULL)
		return receive(c, reply, size, end);
	MSG_LOG(c, out,
			"sends %s: request %u, flags 0x%x, %u bytes where %u "
			"are due",
			wrong, h.request, h.flags, h.size, size);
	return -EPROTO;
}

/* Tell the reader of the log, and the caller. */
static int
failed(const struct vhost_user_conn *c, const struct vhost_user_out *out,
		int rc)
{
	if (rc == -EPROTO)
		return rc;
	if (rc == -ENODEV) {
		MSG_LOG(c, out, "closed the connection");
		return rc;
	}
	if (rc == -ETIMEDOUT) {
		MSG_LOG(c, out, "is silent for %u ms", c->patience);
		return rc;
	}
	if (rc == -EBADMSG)
		MSG_LOG(c, out, "sends descriptors that nobody asked for");
	else
		MSG_LOG(c, out, "cannot be talked to: %s", rte_strerror(-rc));
	return -EPROTO;
}

int
vhost_user_ask(struct vhost_user_conn *c, const struct vhost_user_out *out,
		void *reply, uint32_t size)
{
	uint64_t end = now_ms() + c->patience;
	int rc = send_message(c, out, 0, end);

	if (rc == 0)
		rc = receive_reply(c, out, reply, size, end);
	return rc == 0 ? 0 : failed(c, out, rc);
}

int
vhost_user_tell(struct vhost_user_conn *c, const struct vhost_user_out *out)
{
	bool ack = vhost_user_has(c, VHOST_USER_PROTOCOL_F_REPLY_ACK);
	uint64_t end = now_ms() + c->patience, value = 0;
	int rc = send_message(c, out, ack ? VHOST_USER_NEED_REPLY : 0, end);

	if (rc == 0 && ack)
		rc = receive_reply(c, out, &value, sizeof(value), end);
	if (rc != 0)
		return failed(c, out, rc);
	if (value == 0)
		return 0;
	MSG_LOG(c, out, "refuses with %" PRIu64, value);
	return -EIO;
}

int
vhost_user_tell_u64(struct vhost_user_conn *c, enum vhost_user_request request,
		uint64_t value)
{
	struct vhost_user_out out = {.request = request,
			.payload = &value,
			.size = sizeof(value)};

	return vhost_user_tell(c, &out);
}

int
vhost_user_ask_u64(struct vhost_user_conn *c, enum vhost_user_request request,
		uint64_t *value)
{
	struct vhost_user_out out = {.request = request};
	uint64_t answer;
	int rc = vhost_user_ask(c, &out, &answer, sizeof(answer));

	if (rc == 0)
		*value = answer;
	return rc;
}

int
vhost_user_look(const struct vhost_user_conn *c)
{
	uint8_t byte;
	ssize_t n = recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return n > 0 ? -EPROTO : -ENODEV;
}
