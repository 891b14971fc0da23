/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets: what goes in comes out, and what is none of ours is refused. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include <sys/socket.h>

#include "memory_util.h"
#include "mp/wire.h"

#define SENT_MAX 100 /* descriptors */

static int ends[2];
static char heard[4096];

static void
hear(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	(void)ctx;
	(void)level;
	(void)logtype;
	strncat(heard, text, sizeof(heard) - strlen(heard) - 1);
}

static int
setup(void **state)
{
	(void)state;
	heard[0] = '\0';
	eal_log_init(hear, NULL, 0);
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int
teardown(void **state)
{
	(void)state;
	eal_log_fini();
	close(ends[1]);
	return close(ends[0]);
}

static void
make(struct wire_packet *p, struct rte_mp_msg *msg)
{
	memset(msg, 0, sizeof(*msg));
	strcpy(msg->name, "name");
	msg->len_param = 5;
	memcpy(msg->param, "text", 5);
	wire_from_msg(p, WIRE_REQUEST, msg);
}

static void
test_there_and_back(void **state)
{
	unsigned int before = open_descriptors();
	struct wire_parcel parcel;
	struct rte_mp_msg msg, back;
	struct wire_packet p;
	struct stat a, b;
	int fds[RTE_MP_MAX_FD_NUM], i;

	(void)state;
	make(&p, &msg);
	p.n_fds = RTE_MP_MAX_FD_NUM;
	for (i = 0; i < RTE_MP_MAX_FD_NUM; i++)
		fds[i] = ends[0];
	assert_int_equal(wire_receive(ends[1], &parcel), -EAGAIN);
	assert_int_equal(wire_send(ends[0], NULL, &p, fds), 0);
	assert_int_equal(wire_receive(ends[1], &parcel), 0);
	assert_int_equal(parcel.packet.kind, WIRE_REQUEST);
	assert_string_equal(parcel.from, "");
	wire_to_msg(&back, &parcel);
	assert_string_equal(back.name, "name");
	assert_int_equal(back.len_param, 5);
	assert_memory_equal(back.param, "text", 5);
	assert_int_equal(back.num_fds, RTE_MP_MAX_FD_NUM);
	assert_int_equal(fstat(ends[0], &a), 0);
	for (i = 0; i < RTE_MP_MAX_FD_NUM; i++) {
		assert_int_equal(fstat(back.fds[i], &b), 0);
		assert_true(a.st_ino == b.st_ino);
		assert_int_equal(fcntl(back.fds[i], F_GETFD), FD_CLOEXEC);
	}
	assert_int_equal(open_descriptors(), before + RTE_MP_MAX_FD_NUM);
	wire_close(&parcel);
	assert_int_equal(open_descriptors(), before);
}

static void
test_most_descriptors(void **state)
{
	unsigned int before = open_descriptors();
	struct wire_parcel parcel;
	struct wire_packet p;
	int fds[WIRE_FDS_MAX], i;

	(void)state;
	for (i = 0; i < WIRE_FDS_MAX; i++)
		fds[i] = ends[0];
	wire_begin(&p, WIRE_MEMORY);
	p.n_fds = WIRE_FDS_MAX;
	assert_int_equal(wire_send(ends[0], NULL, &p, fds), 0);
	assert_int_equal(wire_receive(ends[1], &parcel), 0);
	assert_int_equal(parcel.packet.n_fds, WIRE_FDS_MAX);
	wire_close(&parcel);
	assert_int_equal(open_descriptors(), before);
}

/* n_fds descriptors come with it, whatever it says. */
static void
refused_with(const void *data, size_t len, unsigned int n_fds, const char *why)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(SENT_MAX * sizeof(int))];
	} control = {.buf = {0}};
	struct iovec iov = {(void *)(uintptr_t)data, len};
	struct msghdr h = {.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control.buf,
			.msg_controllen = CMSG_SPACE(n_fds * sizeof(int))};
	struct cmsghdr *c = CMSG_FIRSTHDR(&h);
	unsigned int before = open_descriptors(), i;
	struct wire_parcel parcel;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
	for (i = 0; i < n_fds; i++)
		memcpy(CMSG_DATA(c) + i * sizeof(int), &ends[0], sizeof(int));
	heard[0] = '\0';
	assert_int_equal(sendmsg(ends[0], &h, 0), len);
	assert_int_equal(wire_receive(ends[1], &parcel), -EBADMSG);
	assert_int_equal(open_descriptors(), before);
	if (strstr(heard, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", heard, why);
}

static void
refused(const void *data, size_t len, const char *why)
{
	refused_with(data, len, 1, why);
}

static void
test_refused(void **state)
{
	char longer[sizeof(struct wire_packet) + 1] = {0};
	struct wire_packet good, p;
	struct rte_mp_msg msg;

	(void)state;
	make(&good, &msg);
	good.n_fds = 1;
	refused(&good, sizeof(good) - 1, "length");
	memcpy(longer, &good, sizeof(good));
	refused(longer, sizeof(longer), "too long");
	p = good;
	p.magic++;
	refused(&p, sizeof(p), "no packet of this library");
	p = good;
	p.kind = WIRE_MEMORY + 1;
	refused(&p, sizeof(p), "kind");
	p.kind = 0;
	refused(&p, sizeof(p), "kind");
	p = good;
	p.n_fds = 2;
	refused(&p, sizeof(p), "descriptors");
	p.n_fds = 0;
	refused(&p, sizeof(p), "descriptors");
	p = good;
	p.len = RTE_MP_MAX_PARAM_LEN + 1;
	refused(&p, sizeof(p), "data are too long");
	p = good;
	p.name[0] = '\0';
	refused(&p, sizeof(p), "name");
	memset(p.name, 'x', sizeof(p.name));
	refused(&p, sizeof(p), "name");
#ifndef __aarch64__ /* qemu-user keeps those that it has no room for */
	/* The first of these find room, and none of them may stay. */
	p = good;
	p.kind = WIRE_MEMORY;
	p.n_fds = WIRE_FDS_MAX;
	refused_with(&p, sizeof(p), WIRE_FDS_MAX + 1, "too many descriptors");
	refused_with(&p, sizeof(p), SENT_MAX, "too many descriptors");
#endif
}

static void
test_nobody(void **state)
{
	int sock = socket(AF_UNIX, SOCK_DGRAM, 0);
	char path[200];
	struct wire_parcel parcel;
	struct wire_packet p;
	struct rte_mp_msg msg;

	(void)state;
	make(&p, &msg);
	assert_int_equal(wire_send(sock, "/nowhere", &p, NULL), -ENOENT);
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(wire_send(sock, path, &p, NULL), -ENAMETOOLONG);
	assert_int_equal(wire_send(-1, NULL, &p, NULL), -EBADF);
	assert_int_equal(wire_receive(-1, &parcel), -EBADF);
	close(sock);
	/* The other end closes: the end, not a packet. */
	shutdown(ends[0], SHUT_WR);
	assert_int_equal(wire_receive(ends[1], &parcel), -ECONNRESET);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_there_and_back, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_most_descriptors, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_refused, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_nobody, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
