/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages of the vhost-user protocol, and its sockets. The back end is the
 * other end of a pair: what it answers is written before it is asked.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/stat.h>

#include <rte_common.h>
#include <rte_log.h>

#include "net/virtio/vhost_user_msg.h"

#include <cmocka.h>

#define ACK   (UINT64_C(1) << VHOST_USER_PROTOCOL_F_REPLY_ACK)
#define REPLY (VHOST_USER_VERSION | VHOST_USER_REPLY)

struct number {
	struct vhost_user_header h;
	uint64_t value;
} __attribute__((packed));

static struct vhost_user_conn conn;
static int peer = -1;

static int
open_pair(void **state)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) != 0)
		return -1;
	conn = (struct vhost_user_conn){
			.fd = fds[0], .name = "test", .patience = 20};
	peer = fds[1];
	return 0;
}

static int
close_pair(void **state)
{
	close(conn.fd);
	if (peer >= 0)
		close(peer);
	peer = -1;
	return 0;
}

static void
say(const void *bytes, size_t len)
{
	assert_int_equal(write(peer, bytes, len), len);
}

/* What came, with its descriptors closed: how many these were. */
static size_t
hear(void *bytes, size_t len)
{
	char space[CMSG_SPACE(8 * sizeof(int))];
	struct iovec part = {bytes, len};
	struct msghdr msg = {.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = space,
			.msg_controllen = sizeof(space)};
	struct cmsghdr *c;
	size_t n, i;
	int fd;

	assert_int_equal(recvmsg(peer, &msg, 0), len);
	c = CMSG_FIRSTHDR(&msg);
	if (c == NULL)
		return 0;
	n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(fd);
	for (i = 0; i < n; i++) {
		memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
		assert_int_equal(close(fd), 0);
	}
	return n;
}

static void
test_ask(void **state)
{
	struct number reply = {
			{VHOST_USER_GET_FEATURES, REPLY, 8}, 0x123456789a};
	struct vhost_user_header sent;
	uint64_t value = 0;

	say(&reply, sizeof(reply));
	assert_int_equal(vhost_user_ask_u64(&conn, VHOST_USER_GET_FEATURES,
					 &value),
			0);
	assert_int_equal(value, 0x123456789a);
	hear(&sent, sizeof(sent));
	assert_int_equal(sent.request, VHOST_USER_GET_FEATURES);
	assert_int_equal(sent.flags, VHOST_USER_VERSION);
	assert_int_equal(sent.size, 0);
	assert_int_equal(vhost_user_look(&conn), 0);
}

static void
test_tell(void **state)
{
	struct number sent, reply = {{VHOST_USER_SET_FEATURES, REPLY, 8}, 0};

	assert_int_equal(vhost_user_tell_u64(&conn, VHOST_USER_SET_FEATURES, 5),
			0);
	hear(&sent, sizeof(sent));
	assert_int_equal(sent.h.request, VHOST_USER_SET_FEATURES);
	assert_int_equal(sent.h.flags, VHOST_USER_VERSION);
	assert_int_equal(sent.h.size, 8);
	assert_int_equal(sent.value, 5);

	conn.protocol = ACK;
	say(&reply, sizeof(reply));
	assert_int_equal(vhost_user_tell_u64(&conn, VHOST_USER_SET_FEATURES, 5),
			0);
	hear(&sent, sizeof(sent));
	assert_int_equal(sent.h.flags,
			VHOST_USER_VERSION | VHOST_USER_NEED_REPLY);

	reply.value = 1;
	say(&reply, sizeof(reply));
	assert_int_equal(vhost_user_tell_u64(&conn, VHOST_USER_SET_FEATURES, 5),
			-EIO);
}

static void
test_descriptors(void **state)
{
	int fds[] = {0, 1, 2, 0, 1, 2, 0, 1, 2};
	struct vhost_user_table table = {.n = 8};
	struct vhost_user_out out = {.request = VHOST_USER_SET_MEM_TABLE,
			.payload = &table,
			.size = sizeof(table),
			.fds = fds,
			.fds_n = 8};
	uint8_t bytes[sizeof(struct vhost_user_header) + sizeof(table)];

	assert_int_equal(vhost_user_tell(&conn, &out), 0);
	assert_int_equal(hear(bytes, sizeof(bytes)), 8);
	out.fds_n = 9;
	assert_int_equal(vhost_user_tell(&conn, &out), -EPROTO);
	out.fds_n = 0;
	out.size = sizeof(table) + 1;
	assert_int_equal(vhost_user_tell(&conn, &out), -EPROTO);
}

/* Every reply that is not the one to this request. */
static void
test_malformed(void **state)
{
	static const struct vhost_user_header headers[] = {
			{VHOST_USER_GET_FEATURES, VHOST_USER_REPLY, 8},
			{VHOST_USER_GET_FEATURES, 2 | VHOST_USER_REPLY, 8},
			{VHOST_USER_GET_FEATURES, 3 | VHOST_USER_REPLY, 8},
			{VHOST_USER_GET_FEATURES, VHOST_USER_VERSION, 8},
			{VHOST_USER_GET_QUEUE_NUM, REPLY, 8},
			{0, REPLY, 8},
			{UINT32_MAX, REPLY, 8},
			{VHOST_USER_GET_FEATURES, REPLY, 0},
			{VHOST_USER_GET_FEATURES, REPLY, 7},
			{VHOST_USER_GET_FEATURES, REPLY, 9},
			{VHOST_USER_GET_FEATURES, REPLY, UINT32_MAX},
	};
	struct number reply = {.value = 7};
	uint64_t value;
	unsigned int i;

	for (i = 0; i < RTE_DIM(headers); i++) {
		reply.h = headers[i];
		say(&reply, sizeof(reply));
		value = 1;
		assert_int_equal(vhost_user_ask_u64(&conn,
						 VHOST_USER_GET_FEATURES,
						 &value),
				-EPROTO);
		assert_int_equal(value, 1);
		close_pair(state);
		assert_int_equal(open_pair(state), 0);
	}
}

static void
test_silent(void **state)
{
	struct number reply = {{VHOST_USER_GET_FEATURES, REPLY, 8}, 7};
	uint64_t value;
	size_t len;

	for (len = 0; len < sizeof(reply); len += 6) {
		say(&reply, len);
		assert_int_equal(vhost_user_ask_u64(&conn,
						 VHOST_USER_GET_FEATURES,
						 &value),
				-ETIMEDOUT);
		close_pair(state);
		assert_int_equal(open_pair(state), 0);
	}
}

/* One that does not read either. */
static void
test_full(void **state)
{
	int rc = 0, n;

	for (n = 0; n < 1000000 && rc == 0; n++)
		rc = vhost_user_tell_u64(&conn, VHOST_USER_SET_FEATURES, 0);
	assert_int_equal(rc, -ETIMEDOUT);
}

static void
test_closed(void **state)
{
	struct number reply = {{VHOST_USER_GET_FEATURES, REPLY, 8}, 7};
	uint64_t value;

	assert_int_equal(vhost_user_look(&conn), 0);
	say(&reply, 14);
	assert_int_equal(vhost_user_look(&conn), -EPROTO);
	shutdown(peer, SHUT_WR);
	assert_int_equal(vhost_user_ask_u64(&conn, VHOST_USER_GET_FEATURES,
					 &value),
			-ENODEV);
	assert_int_equal(vhost_user_look(&conn), -ENODEV);
	close(peer);
	peer = -1;
	assert_int_equal(vhost_user_tell_u64(&conn, VHOST_USER_SET_FEATURES, 0),
			-ENODEV);
}

/* Descriptors in a reply are refused, and closed. */
static void
test_gift(void **state)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct number reply = {{VHOST_USER_GET_FEATURES, REPLY, 8}, 7};
	struct iovec part = {&reply, sizeof(reply)};
	struct msghdr msg = {.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof(control)};
	int gift = dup(peer), before;
	uint64_t value;

	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.align), &gift, sizeof(int));
	assert_int_equal(sendmsg(peer, &msg, 0), sizeof(reply));
	before = dup(gift);
	close(before);
	assert_int_equal(vhost_user_ask_u64(&conn, VHOST_USER_GET_FEATURES,
					 &value),
			-EPROTO);
	/* The next free number is the same as before. */
	assert_int_equal(dup(gift), before);
	close(before);
	close(gift);
}

static void
test_sockets(void **state)
{
	char path[] = "/tmp/bufplane-vuXXXXXX", socket_path[64], long_path[200];
	int server, client, other;
	FILE *file;

	memset(long_path, 'x', sizeof(long_path));
	long_path[sizeof(long_path) - 1] = '\0';
	assert_non_null(mkdtemp(path));
	snprintf(socket_path, sizeof(socket_path), "%s/s", path);
	assert_int_equal(vhost_user_connect("test", socket_path), -ENOENT);
	assert_int_equal(vhost_user_connect("test", ""), -ENAMETOOLONG);
	assert_int_equal(vhost_user_listen("test", long_path), -ENAMETOOLONG);

	server = vhost_user_listen("test", socket_path);
	assert_true(server >= 0);
	assert_int_equal(vhost_user_accept(server), -EAGAIN);
	assert_int_equal(vhost_user_listen("test", socket_path), -EADDRINUSE);
	close(vhost_user_accept(server));
	client = vhost_user_connect("test", socket_path);
	assert_true(client >= 0);
	other = vhost_user_accept(server);
	assert_true(other >= 0);
	close(other);
	close(client);

	/* What a killed server left is taken over. */
	close(server);
	assert_int_equal(
			vhost_user_connect("test", socket_path), -ECONNREFUSED);
	server = vhost_user_listen("test", socket_path);
	assert_true(server >= 0);
	close(server);
	unlink(socket_path);

	/* A file is not. */
	file = fopen(socket_path, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(vhost_user_listen("test", socket_path), -EEXIST);
	unlink(socket_path);
	rmdir(path);
	snprintf(socket_path, sizeof(socket_path), "%s/none/s", path);
	assert_int_equal(vhost_user_listen("test", socket_path), -ENOENT);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_pair, close_pair)
	const struct CMUnitTest tests[] = {
			TEST(test_ask),
			TEST(test_tell),
			TEST(test_descriptors),
			TEST(test_malformed),
			TEST(test_silent),
			TEST(test_full),
			TEST(test_closed),
			TEST(test_gift),
			cmocka_unit_test(test_sockets),
	};

	rte_log_set_global_level(RTE_LOG_EMERG);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
