/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Processes that die, and what is proven by that. A child takes a slot of the
 * region as a secondary would, and is killed, stopped or kept; what it did in
 * shared memory is the test's to say.
 */
#include <bufplane_lcore.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <sys/wait.h>

#include "mp/member.h"
#include "mp/mp.h"
#include "mp/thread_stat.h"
#include "share_util.h"

#define SLOT 7

static pid_t child;
static uint32_t word;

/* In a child: have the slot's lock until killed. */
static void
hold_slot(int told)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", rte_eal_get_runtime_dir(),
			EAL_SHARED_FILE);
	fd = open(path, O_RDWR);
	if (fd < 0 || member_lock(fd, SLOT) != 0 || write(told, "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

/* Another process of the group; its number. */
static uint32_t
enter(void)
{
	struct eal_member *m = &eal_shared->members[SLOT];
	struct thread_stat st;
	int fds[2];
	char c;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		hold_slot(fds[1]);
	assert_int_equal(read(fds[0], &c, 1), 1);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(thread_stat_read(&st, child, 0), 0);
	m->pid = child;
	m->start = st.start;
	m->number = bp_group_self + ++eal_shared->numbers;
	m->state = MEMBER_MAPPED;
	eal_shared->joined = 1;
	return m->number;
}

static void
end_child(void)
{
	if (child == 0)
		return;
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	child = 0;
}

static int
stop(void **state)
{
	end_child();
	return share_stop(state);
}

static void
test_parse(void **state)
{
	static const char fields[] =
			" 4 5 6 7 8 9 10 11 12 13 140 15 16 17 18 19 20 21 2200 23";
	struct thread_stat st;
	char text[256];

	(void)state;
	snprintf(text, sizeof(text), "12 (a) b (c)) S%s\n", fields);
	assert_int_equal(thread_stat_parse(&st, text), 0);
	assert_int_equal(st.state, 'S');
	assert_int_equal(st.ticks, 155);
	assert_int_equal(st.start, 2200);
	assert_int_equal(thread_stat_parse(&st, ""), -EINVAL);
	assert_int_equal(thread_stat_parse(&st, "12 (a"), -EINVAL);
	assert_int_equal(thread_stat_parse(&st, "12 (a) S 4 5"), -EINVAL);
	assert_int_equal(thread_stat_read(&st, getpid(), getpid()), 0);
	assert_int_equal(st.state, 'R');
	assert_int_equal(thread_stat_read(&st, -1, 0), -ENOENT);
}

static void
test_numbers(void **state)
{
	uint32_t number;

	(void)state;
	assert_int_not_equal(bp_group_self, BP_GROUP_ALONE);
	assert_int_equal(bp_group_number(), bp_group_self);
	assert_false(bp_group_gone(bp_group_self));
	assert_false(bp_group_gone(BP_GROUP_ALONE));
	assert_true(bp_group_gone(bp_group_self + 100));
	number = enter();
	assert_false(bp_group_gone(number));
	end_child();
	assert_true(bp_group_gone(number));
}

static void
test_deaths(void **state)
{
	(void)state;
	assert_int_equal(member_deaths(), 0);
	enter();
	eal_shared->lcores[5] = SLOT + 1;
	eal_shared->lcores[6] = SLOT;
	assert_int_equal(member_deaths(), 0);
	member_tell_deaths();
	assert_int_equal(eal_shared->lcores[5], SLOT + 1);
	end_child();
	assert_int_equal(member_deaths(), 1);
	assert_int_equal(member_deaths(), 1);
	assert_int_equal(eal_shared->lcores[5], 0);
	assert_int_equal(eal_shared->lcores[6], SLOT);
	assert_int_equal(eal_shared->members[SLOT].state, MEMBER_NONE);
	assert_false(share_said("is gone"));
	member_tell_deaths();
	assert_true(share_said("is gone without rte_eal_cleanup() (1 of"));
	share_log[0] = '\0';
	member_tell_deaths();
	assert_false(share_said("is gone"));
	/* One that ends well is no death. */
	enter();
	eal_shared->members[SLOT].state = MEMBER_NONE;
	end_child();
	assert_int_equal(member_deaths(), 1);
	/* The next one of a slot counts what nobody had noticed. */
	enter();
	end_child();
	assert_int_equal(eal_shared->deaths, 1);
	member_count_death(SLOT);
	assert_int_equal(member_deaths(), 2);
}

static void
test_lock(void **state)
{
	uint32_t number = enter();
	volatile int lock = 0;

	(void)state;
	assert_true(bp_group_lock(&lock));
	assert_int_equal(lock, bp_group_self);
	bp_group_unlock(&lock);
	assert_int_equal(lock, 0);
	end_child();
	lock = (int)number;
	assert_false(bp_group_lock(&lock));
	assert_int_equal(lock, bp_group_self);
}

static volatile int contended;

static void *
unlock_later(void *arg)
{
	usleep(20000);
	bp_group_unlock(&contended);
	return arg;
}

static void
test_lock_of_living(void **state)
{
	pthread_t t;

	(void)state;
	contended = (int)enter();
	pthread_create(&t, NULL, unlock_later, NULL);
	assert_true(bp_group_lock(&contended));
	pthread_join(t, NULL);
}

static void
test_stuck(void **state)
{
	(void)state;
	word = 5;
	/* Nobody else was here; then nobody died. */
	assert_false(bp_group_stuck(&word, 5));
	enter();
	assert_false(bp_group_stuck(&word, 5));
	end_child();
	assert_true(bp_group_stuck(&word, 5));
	assert_false(bp_group_stuck(&word, 4));
	/* Another one, who sleeps and so has nothing to do with it. */
	enter();
	assert_true(bp_group_stuck(&word, 5));
	/* It has the pid, but is not the process that came. */
	eal_shared->members[SLOT].start++;
	assert_false(bp_group_stuck(&word, 5));
}

static void *
change_word(void *arg)
{
	usleep(50000);
	__atomic_store_n(&word, 6, __ATOMIC_RELAXED);
	return arg;
}

/* Who is stopped may be in the middle of it, and is waited for. */
static void
test_stopped(void **state)
{
	pthread_t t;
	int status;

	(void)state;
	word = 5;
	enter();
	end_child();
	assert_int_equal(member_deaths(), 1);
	enter();
	kill(child, SIGSTOP);
	assert_int_equal(waitpid(child, &status, WUNTRACED), child);
	pthread_create(&t, NULL, change_word, NULL);
	assert_false(bp_group_stuck(&word, 5));
	pthread_join(t, NULL);
	assert_int_equal(word, 6);
}

static bool ended;

static void *
run_on(void *arg)
{
	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED))
		continue;
	return arg;
}

/* A thread that has run for long is through. */
static void
test_running(void **state)
{
	pthread_t t;

	(void)state;
	word = 5;
	enter();
	end_child();
	assert_int_equal(member_deaths(), 1);
	pthread_create(&t, NULL, run_on, NULL);
	assert_true(bp_group_stuck(&word, 5));
	__atomic_store_n(&ended, true, __ATOMIC_RELAXED);
	pthread_join(t, NULL);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, share_start, stop)
	const struct CMUnitTest tests[] = {
			TEST(test_parse),
			TEST(test_numbers),
			TEST(test_deaths),
			TEST(test_lock),
			TEST(test_lock_of_living),
			TEST(test_stuck),
			TEST(test_stopped),
			TEST(test_running),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
