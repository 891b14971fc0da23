/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets on their way out and in. Descriptors that come with something that
 * is refused are closed at once. Only this user and root are listened to,
 * whatever the modes of folder and socket became; log lines about refused
 * packets stop after some, for a peer must not be able to fill a disk.
 */
#include "mp/wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>

#include <rte_common.h>
#include <rte_string_fns.h>

#include "eal.h"

#define MAGIC       UINT32_C(0x62704d31)
#define REFUSED_MAX 16 /* log lines */

union control {
	struct cmsghdr align;
	char buf[CMSG_SPACE(WIRE_FDS_MAX * sizeof(int)) +
			CMSG_SPACE(sizeof(struct ucred))];
};

static unsigned int refused;

void
wire_begin(struct wire_packet *p, enum wire_kind kind)
{
	memset(p, 0, sizeof(*p));
	p->magic = MAGIC;
	p->kind = kind;
}

void
wire_from_msg(struct wire_packet *p, enum wire_kind kind,
		const struct rte_mp_msg *msg)
{
	wire_begin(p, kind);
	rte_strlcpy(p->name, msg->name, sizeof(p->name));
	p->len = (uint32_t)msg->len_param;
	p->n_fds = (uint32_t)msg->num_fds;
	memcpy(p->param, msg->param, p->len);
}

void
wire_to_msg(struct rte_mp_msg *msg, const struct wire_parcel *parcel)
{
	const struct wire_packet *p = &parcel->packet;

	memset(msg, 0, sizeof(*msg));
	rte_strlcpy(msg->name, p->name, sizeof(msg->name));
	msg->len_param = (int)p->len;
	msg->num_fds = (int)p->n_fds;
	memcpy(msg->param, p->param, p->len);
	memcpy(msg->fds, parcel->fds, p->n_fds * sizeof(int));
}

static void
add_fds(struct msghdr *h, union control *control, const int *fds,
		unsigned int n)
{
	struct cmsghdr *c;

	if (n == 0)
		return;
	memset(control, 0, sizeof(*control));
	h->msg_control = control->buf;
	h->msg_controllen = CMSG_SPACE(n * sizeof(int));
	c = CMSG_FIRSTHDR(h);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(c), fds, n * sizeof(int));
}

int
wire_send(int sock, const char *path, const struct wire_packet *p,
		const int *fds)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct iovec iov = {(void *)(uintptr_t)p, sizeof(*p)};
	struct msghdr h = {.msg_iov = &iov, .msg_iovlen = 1};
	union control control;
	ssize_t n;

	if (path != NULL) {
		if (rte_strlcpy(to.sun_path, path, sizeof(to.sun_path)) >=
				sizeof(to.sun_path))
			return -ENAMETOOLONG;
		h.msg_name = &to;
		h.msg_namelen = sizeof(to);
	}
	add_fds(&h, &control, fds, p->n_fds);
	do
		n = sendmsg(sock, &h, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/*
 * Add n descriptors, or close those beyond the limit and return -E2BIG: there
 * is room for some of them where no credentials come.
 */
static int
keep_fds(struct wire_parcel *parcel, unsigned int *n_fds, const uint8_t *data,
		unsigned int n)
{
	const unsigned int kept = RTE_MIN(n, WIRE_FDS_MAX - *n_fds);
	unsigned int i;
	int fd;

	memcpy(&parcel->fds[*n_fds], data, kept * sizeof(fd));
	*n_fds += kept;
	for (i = kept; i < n; i++) {
		memcpy(&fd, data + i * sizeof(fd), sizeof(fd));
		close(fd);
	}
	return kept == n ? 0 : -E2BIG;
}

/* Collect the descriptors, and tell who sent it: its user id, or -1. */
static uid_t
read_control(struct msghdr *h, struct wire_parcel *parcel, unsigned int *n_fds)
{
	struct ucred cred = {.uid = (uid_t)-1};
	struct cmsghdr *c;
	unsigned int n;

	for (c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != SOL_SOCKET)
			continue;
		if (c->cmsg_type == SCM_CREDENTIALS)
			memcpy(&cred, CMSG_DATA(c), sizeof(cred));
		if (c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (unsigned int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		if (keep_fds(parcel, n_fds, CMSG_DATA(c), n) < 0)
			h->msg_flags |= MSG_CTRUNC;
	}
	return cred.uid;
}

/* What is wrong with a packet, or NULL. */
static const char *
wrong(const struct wire_packet *p, size_t len, unsigned int n_fds)
{
	unsigned int most = RTE_MP_MAX_FD_NUM;

	if (len != sizeof(*p))
		return "its length is not that of a packet";
	if (p->magic != MAGIC)
		return "it is no packet of this library";
	if (p->kind < WIRE_MESSAGE || p->kind > WIRE_MEMORY)
		return "its kind is unknown";
	if (p->kind == WIRE_MEMORY)
		most = WIRE_FDS_MAX;
	if (p->n_fds != n_fds || n_fds > most)
		return "the number of its descriptors is wrong";
	if (p->len > sizeof(p->param))
		return "its data are too long";
	if (p->kind != WIRE_MEMORY &&
			(p->name[0] == '\0' ||
					strnlen(p->name, sizeof(p->name)) ==
							sizeof(p->name)))
		return "its name has to have 1 to 63 characters";
	return NULL;
}

static int
refuse(const struct wire_parcel *parcel, const char *why)
{
	unsigned int n = __atomic_add_fetch(&refused, 1, __ATOMIC_RELAXED);

	if (n <= REFUSED_MAX)
		EAL_LOG(WARNING, "a message from %s is refused: %s%s\n",
				parcel->from[0] != '\0'
						? parcel->from
						: "a socket without a name",
				why,
				n == REFUSED_MAX
						? " (others will not be told of)"
						: "");
	return -EBADMSG;
}

static bool
may_speak(int sock, uid_t uid)
{
	int on = 0;
	socklen_t len = sizeof(on);

	/* A socket pair of ours does not ask who sends. */
	if (getsockopt(sock, SOL_SOCKET, SO_PASSCRED, &on, &len) == 0 && !on)
		return true;
	return uid == geteuid() || uid == 0;
}

/* What one call to receive fills in. */
struct inbox {
	struct msghdr h;
	struct iovec iov;
	struct sockaddr_un from;
	union control control;
};

/* Take one from the socket: its length, or -errno. */
static ssize_t
take(int sock, struct wire_parcel *parcel, struct inbox *in)
{
	const size_t at = offsetof(struct sockaddr_un, sun_path);
	ssize_t n;

	in->iov = (struct iovec){&parcel->packet, sizeof(parcel->packet)};
	in->from.sun_family = AF_UNIX;
	in->h = (struct msghdr){
			.msg_name = &in->from,
			.msg_namelen = sizeof(in->from),
			.msg_iov = &in->iov,
			.msg_iovlen = 1,
			.msg_control = in->control.buf,
			.msg_controllen = sizeof(in->control.buf),
	};
	do
		n = recvmsg(sock, &in->h, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n >= 0 && in->h.msg_namelen > at)
		rte_strlcpy(parcel->from, in->from.sun_path,
				RTE_MIN(sizeof(parcel->from),
						in->h.msg_namelen - at + 1));
	return n < 0 ? -errno : n;
}

int
wire_receive(int sock, struct wire_parcel *parcel)
{
	const char *why = NULL;
	unsigned int n_fds = 0;
	struct inbox in;
	ssize_t n;
	uid_t uid;

	memset(parcel, 0, sizeof(*parcel));
	n = take(sock, parcel, &in);
	if (n < 0)
		return (int)n;
	uid = read_control(&in.h, parcel, &n_fds);
	if ((in.h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		why = "it is too long, or has too many descriptors";
	else if (!may_speak(sock, uid))
		why = "it comes from another user";
	else
		why = wrong(&parcel->packet, (size_t)n, n_fds);
	if (why == NULL)
		return 0;
	parcel->packet.n_fds = n_fds;
	wire_close(parcel);
	/* The end of a socket pair, not a packet. */
	return n == 0 && parcel->from[0] == '\0' ? -ECONNRESET
						 : refuse(parcel, why);
}

void
wire_close(struct wire_parcel *parcel)
{
	unsigned int i;

	for (i = 0; i < parcel->packet.n_fds; i++)
		close(parcel->fds[i]);
	parcel->packet.n_fds = 0;
}
