/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The public functions of messages in a primary that is alone, and in one that
 * does not share; what they return is 22.11's. Messages between processes are
 * tested by tests/system/group_test.py.
 */
#include <fcntl.h>

#include <rte_eal.h>

#include "mp/member.h"
#include "mp/mp.h"
#include "share_util.h"

static struct rte_mp_msg msg;
static const struct timespec soon = {.tv_nsec = 1000000};
static unsigned int called;

static int
act(const struct rte_mp_msg *m, const void *peer)
{
	(void)m;
	(void)peer;
	return 0;
}

static int
count(const struct rte_mp_msg *req, const struct rte_mp_reply *reply)
{
	assert_string_equal(req->name, "name");
	assert_int_equal(reply->nb_sent, 0);
	assert_int_equal(reply->nb_received, 0);
	assert_null(reply->msgs);
	__atomic_fetch_add(&called, 1, __ATOMIC_RELEASE);
	return 0;
}

static int
start(void **state)
{
	memset(&msg, 0, sizeof(msg));
	strcpy(msg.name, "name");
	return share_start(state) != 0 || eal_mp_init() != 0 ||
			eal_mp_actions_init() != 0;
}

static int
stop(void **state)
{
	eal_mp_actions_fini();
	eal_mp_fini();
	return share_stop(state);
}

static void
test_actions(void **state)
{
	char name[RTE_MP_MAX_NAME_LEN + 1];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[RTE_MP_MAX_NAME_LEN] = '\0';
	assert_fails(rte_mp_action_register(name, act), E2BIG);
	name[RTE_MP_MAX_NAME_LEN - 1] = '\0';
	assert_int_equal(rte_mp_action_register(name, act), 0);
	assert_fails(rte_mp_action_register(NULL, act), EINVAL);
	assert_fails(rte_mp_action_register("", act), EINVAL);
	assert_int_equal(rte_mp_action_register("none", NULL), 0);
	assert_fails(rte_mp_action_register("none", act), EEXIST);
	rte_mp_action_unregister("none");
	rte_mp_action_unregister("none");
	rte_mp_action_unregister(NULL);
	assert_int_equal(rte_mp_action_register("none", act), 0);
}

static void
test_before_start(void **state)
{
	strcpy(msg.name, "name");
	assert_int_equal(rte_mp_action_register("early", act), 0);
	assert_fails(rte_mp_sendmsg(&msg), ENOENT);
	assert_int_equal(start(state), 0);
	assert_fails(rte_mp_action_register("early", act), EEXIST);
	assert_int_equal(rte_mp_action_register("late", act), 0);
	assert_int_equal(stop(state), 0);
	/* What came while it ran went with it. */
	assert_fails(rte_mp_action_register("early", act), EEXIST);
	assert_int_equal(rte_mp_action_register("late", act), 0);
	rte_mp_action_unregister("early");
	rte_mp_action_unregister("late");
}

static void
bad(int len, int fds, int err)
{
	struct rte_mp_reply reply;

	msg.len_param = len;
	msg.num_fds = fds;
	memset(&reply, 0xff, sizeof(reply));
	assert_fails(rte_mp_sendmsg(&msg), err);
	assert_fails(rte_mp_request_sync(&msg, &reply, &soon), err);
	assert_int_equal(reply.nb_sent, 0);
	assert_int_equal(reply.nb_received, 0);
	assert_null(reply.msgs);
	assert_fails(rte_mp_request_async(&msg, &soon, count), err);
	assert_fails(rte_mp_reply(&msg, "peer"), err);
}

static void
test_bad_messages(void **state)
{
	struct rte_mp_reply reply;

	(void)state;
	bad(-1, 0, EINVAL);
	bad(RTE_MP_MAX_PARAM_LEN + 1, 0, E2BIG);
	bad(0, -1, EINVAL);
	bad(0, RTE_MP_MAX_FD_NUM + 1, E2BIG);
	msg.name[0] = '\0';
	bad(0, 0, EINVAL);
	memset(msg.name, 'a', sizeof(msg.name));
	bad(0, 0, E2BIG);
	assert_fails(rte_mp_sendmsg(NULL), EINVAL);
	assert_fails(rte_mp_request_sync(NULL, &reply, &soon), EINVAL);
	assert_fails(rte_mp_request_sync(&msg, NULL, &soon), EINVAL);
	assert_fails(rte_mp_request_sync(&msg, &reply, NULL), EINVAL);
	assert_fails(rte_mp_request_async(NULL, &soon, count), EINVAL);
	assert_fails(rte_mp_request_async(&msg, &soon, NULL), EINVAL);
	assert_fails(rte_mp_request_async(&msg, NULL, count), EINVAL);
	assert_fails(rte_mp_reply(NULL, "peer"), EINVAL);
}

static void
test_nobody(void **state)
{
	struct rte_mp_reply reply;
	unsigned int i;

	(void)state;
	memset(&reply, 0xff, sizeof(reply));
	assert_int_equal(rte_mp_sendmsg(&msg), 0);
	assert_int_equal(rte_mp_request_sync(&msg, &reply, &soon), 0);
	assert_int_equal(reply.nb_sent, 0);
	assert_int_equal(reply.nb_received, 0);
	assert_null(reply.msgs);
	called = 0;
	assert_int_equal(rte_mp_request_async(&msg, &soon, count), 0);
	for (i = 0; i < 5000; i++) {
		if (__atomic_load_n(&called, __ATOMIC_ACQUIRE) != 0)
			break;
		usleep(1000);
	}
	assert_int_equal(called, 1);
	assert_fails(rte_mp_reply(&msg, NULL), EINVAL);
	assert_fails(rte_mp_reply(&msg, "/nowhere"), ENOENT);
	assert_int_equal(rte_mp_reply(&msg, ""), 0);
	assert_int_equal(rte_eal_primary_proc_alive(NULL), 0);
	assert_int_equal(rte_eal_primary_proc_alive("/nowhere/config"), 0);
	assert_int_equal(rte_eal_primary_proc_alive(""), 0);
	assert_true(rte_mp_disable());
}

static void
test_socket(void **state)
{
	struct stat st;

	(void)state;
	assert_true(share_file("mp_socket", &st));
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(S_ISSOCK(st.st_mode));
}

/* A second start is as the first, and leaves nothing. */
static void
test_again(void **state)
{
	struct share_held before;
	unsigned int i;

	(void)state;
	eal_mp_fini();
	before = share_look();
	for (i = 0; i < 3; i++) {
		assert_int_equal(eal_mp_init(), 0);
		eal_mp_fini();
		share_same(&before);
	}
	assert_int_equal(eal_mp_init(), 0);
}

static int
start_alone(void **state)
{
	memset(&msg, 0, sizeof(msg));
	strcpy(msg.name, "name");
	return memory_start(state) != 0 || eal_mp_init() != 0 ||
			eal_mp_actions_init() != 0;
}

static int
stop_alone(void **state)
{
	eal_mp_actions_fini();
	eal_mp_fini();
	return memory_stop(state);
}

static void
test_not_shared(void **state)
{
	struct rte_mp_reply reply;

	(void)state;
	assert_fails(rte_mp_action_register("name", act), ENOTSUP);
	assert_fails(rte_mp_sendmsg(&msg), ENOTSUP);
	assert_fails(rte_mp_request_sync(&msg, &reply, &soon), ENOTSUP);
	assert_fails(rte_mp_request_async(&msg, &soon, count), ENOTSUP);
	assert_int_equal(rte_mp_reply(&msg, "/nowhere"), 0);
	assert_true(rte_mp_disable());
	assert_fails(rte_mp_sendmsg(NULL), EINVAL);
	msg.len_param = RTE_MP_MAX_PARAM_LEN + 1;
	assert_fails(rte_mp_sendmsg(&msg), E2BIG);
}

/* Where no socket can be, that is said, and the process goes on alone. */
static void
test_long_path(void **state)
{
	char prefix[101];

	(void)state;
	memset(prefix, 'p', sizeof(prefix));
	prefix[sizeof(prefix) - 1] = '\0';
	runtime_dir_fini();
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(eal_mp_init(), 0);
	assert_true(share_said("too long for the path of a socket"));
	strcpy(msg.name, "name");
	assert_fails(rte_mp_sendmsg(&msg), ENOTSUP);
	assert_int_equal(eal_shared->closed, 1);
	eal_mp_fini();
	eal_memory_fini();
	runtime_dir_fini();
	assert_int_equal(runtime_dir_init(share_prefix), 0);
}

static void
test_slots(void **state)
{
	int a = open("/proc/self/exe", O_RDONLY);
	FILE *f = tmpfile();
	char path[64];
	int b, c;

	(void)state;
	assert_non_null(f);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(f));
	b = open(path, O_RDWR);
	c = open(path, O_RDWR);
	assert_true(a >= 0 && b >= 0 && c >= 0);
	assert_false(member_locked(c, 5));
	assert_int_equal(member_lock(b, 5), 0);
	assert_int_equal(member_lock(b, 5), 0);
	assert_true(member_locked(c, 5));
	assert_false(member_locked(c, 4));
	assert_false(member_locked(c, 6));
	assert_int_equal(member_lock(c, 5), -EAGAIN);
	assert_int_equal(member_lock(c, 4), 0);
	assert_int_equal(member_lock(-1, 4), -EBADF);
	assert_int_equal(member_lock(a, 4), -EBADF);
	close(b);
	assert_false(member_locked(c, 5));
	close(a);
	close(c);
	fclose(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_slots),
			cmocka_unit_test(test_before_start),
			cmocka_unit_test_setup_teardown(
					test_actions, start, stop),
			cmocka_unit_test_setup_teardown(
					test_bad_messages, start, stop),
			cmocka_unit_test_setup_teardown(
					test_nobody, start, stop),
			cmocka_unit_test_setup_teardown(
					test_socket, start, stop),
			cmocka_unit_test_setup_teardown(
					test_again, start, stop),
			cmocka_unit_test_setup_teardown(test_long_path,
					share_setup, share_teardown),
			cmocka_unit_test_setup_teardown(test_not_shared,
					start_alone, stop_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
