/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets for messages of the kernel: how they are opened, what is refused. */
#include <bufplane_netlink.h>
#include <fcntl.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "intr_util.h"

#define NO_PROTOCOL 31
#define NOBODY      65534

static void
opened(void **state)
{
	static const struct {
		int protocol;
		unsigned int groups;
	} cases[] = {
			{NETLINK_ROUTE, RTMGRP_LINK},
			{NETLINK_ROUTE, RTMGRP_LINK | RTMGRP_NOTIFY},
			{NETLINK_ROUTE, 0},
			{NETLINK_KOBJECT_UEVENT, 1},
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(cases); i++) {
		struct sockaddr_nl addr = {0};
		socklen_t size = sizeof(addr);
		char byte;
		int fd;

		fd = bp_netlink_open(cases[i].protocol, cases[i].groups);
		assert_true(fd >= 0);
		assert_int_equal(getsockname(fd, (struct sockaddr *)&addr,
						 &size),
				0);
		assert_int_equal(addr.nl_family, AF_NETLINK);
		assert_int_equal(addr.nl_groups, cases[i].groups);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
		if (cases[i].groups == 0) {
			assert_int_equal(recv(fd, &byte, 1, 0), -1);
			assert_int_equal(errno, EAGAIN);
		}
		assert_int_equal(close(fd), 0);
	}
}

static void
no_such_protocol(void **state)
{
	int before = count_fds();

	assert_int_equal(bp_netlink_open(NO_PROTOCOL, 1), -EPROTONOSUPPORT);
	assert_int_equal(count_fds(), before);
}

/* What the kernel's packet filter tells is for root alone. */
static int
open_as_nobody(void)
{
	int rc, before;

	if (getuid() == 0 && setuid(NOBODY) != 0)
		return 0; /* a container may have no other user */
	before = count_fds();
	rc = bp_netlink_open(NETLINK_NETFILTER, 1);
	return rc != -EPERM && rc != -EPROTONOSUPPORT ? 2
						      : count_fds() - before;
}

static void
not_for_everybody(void **state)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(open_as_nobody());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(opened),
			cmocka_unit_test(no_such_protocol),
			cmocka_unit_test(not_for_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
