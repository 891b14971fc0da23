/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages of the vhost-user protocol, from the front end's side, over a
 * connected Unix socket. The back end is not trusted: a reply has the version,
 * the request, the flags and the size that it must have, and no descriptors, or
 * it is refused. Every wait ends.
 *
 * After an error other than -EIO, the connection is of no use any more: nobody
 * knows what comes next. One thread at a time uses it.
 */
#ifndef VHOST_USER_MSG_H
#define VHOST_USER_MSG_H

#include <stdbool.h>
#include <stddef.h>

#include "net/virtio/vhost_user_proto.h"

struct vhost_user_conn {
	int fd; /* -1: there is nobody */
	const char *name;
	uint64_t protocol;     /* features of the protocol, agreed on */
	unsigned int patience; /* ms, for a message */
	bool quiet;            /* what is wrong was logged before */
};

/* The level at which to log what is wrong with a back end. */
#define VHOST_USER_LEVEL(c) ((c)->quiet ? RTE_LOG_DEBUG : RTE_LOG_ERR)

struct vhost_user_out {
	enum vhost_user_request request;
	const void *payload;
	uint32_t size;
	const int *fds;
	unsigned int fds_n;
};

static inline bool
vhost_user_has(const struct vhost_user_conn *c, unsigned int feature)
{
	return c->protocol >> feature & 1;
}

/*
 * Send a message that has no reply of its own, and wait until the back end says
 * that it did so, if it can. 0; -EIO: it refuses; -ENODEV: it is gone;
 * -ETIMEDOUT; -EPROTO; with a log line.
 */
int vhost_user_tell(
		struct vhost_user_conn *c, const struct vhost_user_out *out);

/* Send one whose reply has size bytes. Errors are as above. */
int vhost_user_ask(struct vhost_user_conn *c, const struct vhost_user_out *out,
		void *reply, uint32_t size);

/* Those with a number for a payload, or as a reply. */
int vhost_user_tell_u64(struct vhost_user_conn *c,
		enum vhost_user_request request, uint64_t value);
int vhost_user_ask_u64(struct vhost_user_conn *c,
		enum vhost_user_request request, uint64_t *value);

/*
 * Whether the back end is there, of which nothing is to come: 0; -ENODEV;
 * -EPROTO: it said something.
 */
int vhost_user_look(const struct vhost_user_conn *c);

/*
 * vhost_user_sock.c: sockets, which do not block. A descriptor or -errno;
 * what is wrong with a path is logged, but not that nobody is there.
 */
int vhost_user_connect(const char *name, const char *path);
int vhost_user_listen(const char *name, const char *path);
int vhost_user_accept(int fd); /* -EAGAIN: nobody yet */

#endif
