/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interrupt thread: there when it is needed, and gone without a trace;
 * its name, where it runs, forks, and a cleanup called by itself.
 */
#include <sched.h>

#include <sys/epoll.h>
#include <sys/wait.h>

#include <rte_alarm.h>

#include "intr_util.h"

#define CYCLES 100

static int calls;

static void
ring(void *arg)
{
	count(&calls);
}

static void
use_all(void)
{
	int fd = eventfd(1, EFD_NONBLOCK);
	struct rte_intr_handle *h = handle_new(RTE_INTR_HANDLE_VFIO_MSI, fd);
	struct rte_epoll_event event = {.epdata.event = EPOLLIN}, out;

	calls = 0;
	assert_int_equal(rte_intr_callback_register(h, ring, NULL), 0);
	assert_int_equal(rte_eal_alarm_set(1, ring, NULL), 0);
	wait_count(&calls, 2);
	assert_int_equal(rte_epoll_ctl(RTE_EPOLL_PER_THREAD, EPOLL_CTL_ADD, fd,
					 &event),
			0);
	assert_int_equal(rte_epoll_wait(RTE_EPOLL_PER_THREAD, &out, 1, 0), 0);
	/* The callback stays, and an alarm that never rings. */
	assert_int_equal(rte_eal_alarm_set(UINT32_MAX, ring, NULL), 0);
	rte_intr_instance_free(h);
	close(fd);
}

/* A thread that has been joined may still be on its way out. */
static void
check_threads(int wanted)
{
	int i;

	for (i = 0; i < 1000 && count_threads() > wanted; i++)
		usleep(1000);
	assert_int_equal(count_threads(), wanted);
}

static void
nothing_is_left(void **state)
{
	int fds = 0, threads, i;

	/* A sanitizer may start a thread of its own with the first one. */
	assert_int_equal(start(NULL), 0);
	use_all();
	assert_int_equal(stop(NULL), 0);
	usleep(10000);
	threads = count_threads();
	for (i = 0; i < CYCLES; i++) {
		assert_int_equal(start(NULL), 0);
		/* Who does not use it has no thread. */
		check_threads(threads);
		use_all();
		check_threads(threads + 1);
		assert_int_equal(stop(NULL), 0);
		check_threads(threads);
		if (i == 0)
			fds = count_fds();
		assert_int_equal(count_fds(), fds);
	}
}

static void
not_before_start(void **state)
{
	struct rte_intr_handle *h = handle_new(RTE_INTR_HANDLE_EXT, 0);

	assert_int_equal(rte_intr_callback_register(h, ring, NULL), -EPERM);
	assert_int_equal(rte_intr_callback_unregister(h, ring, NULL), -ENOENT);
	assert_int_equal(rte_thread_is_intr(), 0);
	rte_intr_instance_free(h);
	assert_null(rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_SHARED));
	assert_int_equal(rte_errno, ENOMEM);
}

static char name[16];
static cpu_set_t cpus;

static void
look(void *arg)
{
	pthread_getname_np(pthread_self(), name, sizeof(name));
	sched_getaffinity(0, sizeof(cpus), &cpus);
	assert_true(rte_thread_is_intr());
	count(&calls);
}

/* With another CPU than the lcore's, there. */
static void
name_and_place(void **state)
{
	struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.lcores = "0",
			.log_level = RTE_LOG_EMERG};
	cpu_set_t all;

	sched_getaffinity(0, sizeof(all), &all);
	if (!CPU_ISSET(0, &all) || bp_init(&config) != 0) {
		print_message("CPU 0 is not ours\n");
		skip();
	}
	calls = 0;
	assert_int_equal(rte_eal_alarm_set(1, look, NULL), 0);
	wait_count(&calls, 1);
	assert_string_equal(name, "eal-intr-thread");
	assert_int_equal(CPU_ISSET(0, &cpus), CPU_COUNT(&all) == 1);
	assert_int_equal(stop(NULL), 0);
}

static int cleanup_rc;

static void
clean_up(void *arg)
{
	cleanup_rc = rte_eal_cleanup();
	count(&calls);
}

static void
cleanup_by_itself(void **state)
{
	assert_int_equal(start(NULL), 0);
	calls = 0;
	assert_int_equal(rte_eal_alarm_set(1, clean_up, NULL), 0);
	wait_count(&calls, 1);
	assert_int_equal(cleanup_rc, -EBUSY);
	assert_int_equal(stop(NULL), 0);
}

static void
take(void *arg)
{
	uint64_t value;

	if (read((int)(intptr_t)arg, &value, sizeof(value)) == sizeof(value))
		count(&calls);
}

/* The child's own: what it registers is called, what it inherited is not. */
static int
child(struct rte_intr_handle *inherited, int fd)
{
	int own_fd = eventfd(0, EFD_NONBLOCK);
	struct rte_intr_handle *own = handle_new(RTE_INTR_HANDLE_EXT, own_fd);

	calls = 0;
	if (eventfd_write(fd, 1) != 0 || rte_thread_is_intr())
		return 1;
	if (rte_eal_alarm_cancel(ring, NULL) != 0)
		return 2;
	if (rte_intr_callback_register(own, take, (void *)(intptr_t)own_fd))
		return 3;
	if (eventfd_write(own_fd, 1) != 0 || rte_eal_alarm_set(1, ring, NULL))
		return 4;
	wait_count(&calls, 2);
	if (rte_intr_callback_unregister_sync(own, take, (void *)-1) != 1)
		return 5;
	if (rte_intr_callback_unregister(inherited, take, (void *)-1) != 1)
		return 6;
	rte_intr_instance_free(own);
	return rte_eal_cleanup() == 0 ? 0 : 7;
}

static __rte_unused void
forks(void **state)
{
	int fd = eventfd(0, EFD_NONBLOCK), status;
	struct rte_intr_handle *h = handle_new(RTE_INTR_HANDLE_EXT, fd);
	pid_t pid;

	assert_int_equal(start(NULL), 0);
	calls = 0;
	assert_int_equal(rte_intr_tls_epfd() >= 0, 1);
	assert_int_equal(rte_intr_callback_register(
					 h, take, (void *)(intptr_t)fd),
			0);
	assert_int_equal(rte_eal_alarm_set(UINT32_MAX, ring, NULL), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(child(h, fd));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	/* What the child wrote came here, and so does the next. */
	wait_count(&calls, 1);
	assert_int_equal(eventfd_write(fd, 1), 0);
	wait_count(&calls, 2);
	assert_int_equal(rte_eal_alarm_cancel(ring, NULL), 1);
	assert_int_equal(rte_intr_callback_unregister_sync(h, take, (void *)-1),
			1);
	rte_intr_instance_free(h);
	close(fd);
	assert_int_equal(stop(NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(not_before_start),
		cmocka_unit_test(nothing_is_left),
		cmocka_unit_test(name_and_place),
		cmocka_unit_test(cleanup_by_itself),
/* These end a child that starts a thread: ThreadSanitizer, qemu-user. */
#if !defined(__SANITIZE_THREAD__) && !defined(__aarch64__)
		cmocka_unit_test(forks),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
