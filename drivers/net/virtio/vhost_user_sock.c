/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Unix sockets by path, for either side of a connection. A path that a server
 * left behind when it was killed is taken over; one that is in use is not, nor
 * is a file that is no socket.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <rte_errno.h>

#include "net/virtio/vhost_user_msg.h"
#include "net/virtio/virtio_net.h"

#define BACKLOG 1

static int
fill_address(const char *name, const char *path, struct sockaddr_un *addr)
{
	memset(addr, 0, sizeof(*addr));
	addr->sun_family = AF_UNIX;
	if (path[0] != '\0' && strlen(path) < sizeof(addr->sun_path)) {
		memcpy(addr->sun_path, path, strlen(path));
		return 0;
	}
	VNET_LOG(ERR, "%s: the path of a socket has 1 to %zu bytes: '%s'\n",
			name, sizeof(addr->sun_path) - 1, path);
	return -ENAMETOOLONG;
}

static int
open_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd >= 0 ? fd : -errno;
}

int
vhost_user_connect(const char *name, const char *path)
{
	struct sockaddr_un addr;
	int rc = fill_address(name, path, &addr);
	int fd = rc == 0 ? open_socket() : rc;

	if (fd < 0)
		return fd;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}

/* A socket at which nobody listens makes place: 0 or -errno. */
static int
make_place(const char *name, const char *path)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(st.st_mode))
		return -EEXIST;
	fd = vhost_user_connect(name, path);
	if (fd >= 0)
		close(fd);
	if (fd != -ECONNREFUSED)
		return -EADDRINUSE;
	return unlink(path) == 0 ? 0 : -errno;
}

int
vhost_user_listen(const char *name, const char *path)
{
	struct sockaddr_un addr;
	int rc = fill_address(name, path, &addr);
	int fd;

	if (rc != 0)
		return rc;
	fd = open_socket();
	rc = fd < 0 ? fd : make_place(name, path);
	if (rc == 0 && bind(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0)
		rc = -errno;
	if (rc == 0 && listen(fd, BACKLOG) != 0)
		rc = -errno;
	if (rc == 0)
		return fd;
	VNET_LOG(ERR, "%s: no server at %s: %s\n", name, path,
			rc == -EEXIST ? "it is a file other than a socket"
				      : rte_strerror(-rc));
	if (fd >= 0)
		close(fd);
	return rc;
}

int
vhost_user_accept(int fd)
{
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	return peer >= 0 ? peer : -errno;
}
