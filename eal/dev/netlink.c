/* SPDX-License-Identifier: BSD-3-Clause */
/* Opens sockets for messages of the kernel; their owners close them. */
#include <bufplane_export.h>
#include <bufplane_netlink.h>
#include <errno.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <sys/socket.h>

BP_EXPORT
int
bp_netlink_open(int protocol, unsigned int groups)
{
	struct sockaddr_nl addr = {
			.nl_family = AF_NETLINK, .nl_groups = groups};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			protocol);
	int rc;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}
