/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Included before vhost_user_msg.c: what it asks the kernel is answered by the
 * fuzz target.
 */
#ifndef VHOST_USER_FUZZ_H
#define VHOST_USER_FUZZ_H

#include <poll.h>

#include <sys/socket.h>

ssize_t fuzz_sendmsg(int fd, const struct msghdr *msg, int flags);
ssize_t fuzz_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t fuzz_recv(int fd, void *buf, size_t len, int flags);
int fuzz_shutdown(int fd, int how);
int fuzz_poll(struct pollfd *fds, nfds_t n, int timeout);

#ifdef BP_IN_LIBRARY
#define sendmsg  fuzz_sendmsg
#define recvmsg  fuzz_recvmsg
#define recv     fuzz_recv
#define poll     fuzz_poll
#define shutdown fuzz_shutdown
#endif

#endif
