/* SPDX-License-Identifier: BSD-3-Clause */
/* Callbacks of descriptors: called, removed in each way, and what goes bad. */
#include <fcntl.h>
#include <time.h>

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "intr_util.h"

#define ANY ((void *)-1)

static struct rte_intr_handle *h;
static int efd, calls, farewells, seen[4];
static int gate[2]; /* a pipe: slow() waits for a byte */

static int
setup(void **state)
{
	efd = eventfd(0, EFD_NONBLOCK);
	h = handle_new(RTE_INTR_HANDLE_EXT, efd);
	calls = farewells = 0;
	memset(seen, 77, sizeof(seen));
	return pipe(gate);
}

/* Nothing is left of any test. */
static int
teardown(void **state)
{
	int rc = rte_intr_callback_unregister(h, NULL, NULL);

	close(gate[0]);
	close(gate[1]);
	close(efd);
	rte_intr_instance_free(h);
	return rc != -ENOENT;
}

static void
empty(void)
{
	uint64_t value;

	assert_int_equal(read(rte_intr_fd_get(h), &value, sizeof(value)),
			sizeof(value));
}

static void
quiet(void *arg)
{
	count(&calls);
}

static void
take(void *arg)
{
	empty();
	count(&calls);
}

static void
slow(void *arg)
{
	char c;

	empty();
	count(&calls);
	assert_int_equal(read(gate[0], &c, 1), 1);
}

static void
farewell(struct rte_intr_handle *copy, void *arg)
{
	assert_int_equal(rte_intr_fd_get(copy), rte_intr_fd_get(h));
	assert_true(rte_thread_is_intr());
	count(&farewells);
}

static void
signal_it(void)
{
	assert_int_equal(eventfd_write(efd, 1), 0);
}

static void
expect(int rc, int wanted, int error)
{
	assert_int_equal(rc, wanted);
	assert_int_equal(rte_errno, error);
	rte_errno = 0;
}

static void
refused(void **state)
{
	struct rte_intr_handle *bad = handle_new(RTE_INTR_HANDLE_EXT, -1);
	int file = open("/proc/self/exe", O_RDONLY);

	rte_errno = 0;
	expect(rte_intr_callback_register(NULL, quiet, NULL), -EINVAL, EINVAL);
	expect(rte_intr_callback_register(bad, quiet, NULL), -EINVAL, 0);
	expect(rte_intr_callback_register(h, NULL, NULL), -EINVAL, 0);
	expect(rte_intr_callback_unregister(NULL, quiet, 0), -EINVAL, EINVAL);
	expect(rte_intr_callback_unregister(h, quiet, NULL), -ENOENT, 0);
	expect(rte_intr_callback_unregister_sync(NULL, quiet, NULL), -EINVAL,
			EINVAL);
	expect(rte_intr_callback_unregister_sync(h, quiet, NULL), -ENOENT, 0);
	expect(rte_intr_callback_unregister_pending(NULL, quiet, NULL, NULL),
			-EINVAL, EINVAL);
	expect(rte_intr_callback_unregister_pending(h, quiet, NULL, NULL),
			-ENOENT, 0);
	/* In 22.11 these end the program. */
	rte_intr_fd_set(bad, 999);
	assert_int_equal(rte_intr_callback_register(bad, quiet, NULL), -EBADF);
	rte_intr_fd_set(bad, file);
	assert_int_equal(rte_intr_callback_register(bad, quiet, NULL), -EPERM);
	assert_int_equal(rte_intr_callback_unregister(bad, quiet, NULL),
			-ENOENT);
	close(file);
	rte_intr_instance_free(bad);
}

static void
called(void **state)
{
	int i;

	assert_int_equal(rte_intr_callback_register(h, take, NULL), 0);
	for (i = 1; i <= 100; i++) {
		signal_it();
		wait_count(&calls, i);
	}
	assert_int_equal(rte_intr_callback_unregister_pending(
					 h, take, NULL, farewell),
			-EAGAIN);
	assert_int_equal(rte_intr_callback_unregister_sync(h, take, NULL), 1);
	signal_it();
	usleep(2000);
	assert_int_equal(counted(&calls), 100);
}

static void
several(void **state)
{
	assert_int_equal(rte_intr_callback_register(h, take, NULL), 0);
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	assert_int_equal(rte_intr_callback_register(h, quiet, (void *)1), 0);
	signal_it();
	wait_count(&calls, 4);
	assert_int_equal(rte_intr_callback_unregister_sync(h, quiet, (void *)2),
			0);
	assert_int_equal(rte_intr_callback_unregister(h, NULL, NULL), 0);
	assert_int_equal(rte_intr_callback_unregister(h, quiet, ANY), 3);
	signal_it();
	wait_count(&calls, 5);
	assert_int_equal(rte_intr_callback_unregister_sync(h, take, NULL), 1);
	assert_int_equal(rte_intr_callback_unregister(h, take, NULL), -ENOENT);
}

/* While callbacks run; each of them is still in its list. */
static void
try_all(void *arg)
{
	seen[0] = rte_intr_callback_unregister(h, try_all, NULL);
	seen[1] = rte_intr_callback_unregister(h, quiet, NULL);
	seen[2] = rte_intr_callback_unregister_sync(h, quiet, NULL);
	seen[3] = rte_intr_callback_unregister_pending(
			h, try_all, NULL, farewell);
	take(arg);
}

static void
from_a_callback(void **state)
{
	assert_int_equal(rte_intr_callback_register(h, try_all, NULL), 0);
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	signal_it();
	wait_count(&farewells, 1);
	assert_int_equal(calls, 2);
	assert_int_equal(seen[0], -EAGAIN);
	assert_int_equal(seen[1], -EAGAIN);
	assert_int_equal(seen[2], -EAGAIN);
	assert_int_equal(seen[3], 1);
	assert_int_equal(
			rte_intr_callback_unregister_sync(h, try_all, NULL), 0);
	assert_int_equal(rte_intr_callback_unregister(h, quiet, NULL), 1);
}

/* What a callback adds is called in the same round; what it removes, not. */
static void
change_list(void *arg)
{
	take(arg);
	seen[0] = rte_intr_callback_unregister_pending(
			h, change_list, ANY, farewell);
	seen[1] = rte_intr_callback_register(h, quiet, NULL);
}

static void
changes_in_a_callback(void **state)
{
	assert_int_equal(rte_intr_callback_register(h, change_list, NULL), 0);
	assert_int_equal(rte_intr_callback_register(h, change_list, (void *)1),
			0);
	signal_it();
	wait_count(&farewells, 2);
	assert_int_equal(seen[0], 2);
	assert_int_equal(seen[1], 0);
	assert_int_equal(calls, 2);
	assert_int_equal(rte_intr_callback_unregister_sync(h, change_list, ANY),
			0);
	assert_int_equal(rte_intr_callback_unregister(h, quiet, ANY), 1);
}

static void
end_it(struct rte_intr_handle *copy, void *arg)
{
	close(rte_intr_fd_get(copy));
	efd = -1;
	count(&farewells);
}

static void
leave(void *arg)
{
	empty();
	assert_int_equal(rte_intr_callback_unregister_pending(
					 h, leave, NULL, end_it),
			1);
	/* A second one counts and says no other farewell. */
	assert_int_equal(rte_intr_callback_unregister_pending(
					 h, leave, NULL, end_it),
			1);
}

static void
farewell_closes(void **state)
{
	int fds = count_fds();

	assert_int_equal(rte_intr_callback_register(h, leave, NULL), 0);
	signal_it();
	wait_count(&farewells, 1);
	assert_int_equal(rte_intr_callback_unregister_sync(h, leave, NULL),
			-ENOENT);
	assert_int_equal(count_fds(), fds - 1);
}

/* In a farewell: the source is still active. */
static void
leave_late(struct rte_intr_handle *copy, void *arg)
{
	count(&farewells);
	seen[0] = rte_intr_callback_unregister_pending(
			h, quiet, NULL, farewell);
}

static void
leave_with_another(void *arg)
{
	empty();
	assert_int_equal(rte_intr_callback_unregister_pending(h,
					 leave_with_another, NULL, leave_late),
			1);
}

/* What is promised in a farewell is kept without a further interrupt. */
static void
leaves_in_a_farewell(void **state)
{
	assert_int_equal(
			rte_intr_callback_register(h, leave_with_another, NULL),
			0);
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	signal_it();
	wait_count(&farewells, 2);
	assert_int_equal(seen[0], 1);
	assert_int_equal(rte_intr_callback_unregister_sync(h, quiet, NULL),
			-ENOENT);
}

static void
doze(void *arg)
{
	count(&calls);
	usleep(100);
}

/* Nobody reads: it is called again and again, but not while one waits. */
static void
storm(void **state)
{
	int i, before, during = 0;

	signal_it();
	for (i = 0; i < 100; i++) {
		before = counted(&calls);
		assert_int_equal(rte_intr_callback_register(h, doze, NULL), 0);
		while (counted(&calls) == before)
			usleep(10);
		before = counted(&calls);
		assert_int_equal(rte_intr_callback_unregister_sync(
						 h, doze, NULL),
				1);
		during += counted(&calls) - before;
	}
	assert_true(during < 200);
}

static void *
let_go(void *arg)
{
	usleep(10000);
	assert_int_equal(write(gate[1], "x", 1), 1);
	return NULL;
}

static void
from_another_thread(void **state)
{
	pthread_t t;

	assert_int_equal(rte_intr_callback_register(h, slow, NULL), 0);
	signal_it();
	wait_count(&calls, 1);
	assert_int_equal(rte_intr_callback_unregister(h, slow, NULL), -EAGAIN);
	assert_int_equal(pthread_create(&t, NULL, let_go, NULL), 0);
	assert_int_equal(rte_intr_callback_unregister_sync(h, slow, NULL), 1);
	pthread_join(t, NULL);
	assert_int_equal(rte_intr_callback_register(h, slow, NULL), 0);
	signal_it();
	wait_count(&calls, 2);
	assert_int_equal(rte_intr_callback_unregister_pending(
					 h, slow, NULL, farewell),
			1);
	assert_int_equal(pthread_create(&t, NULL, let_go, NULL), 0);
	assert_int_equal(rte_intr_callback_unregister_sync(h, slow, NULL),
			-ENOENT);
	assert_int_equal(farewells, 1);
	pthread_join(t, NULL);
}

static int left; /* in the descriptor at the first call */

static void
look(void *arg)
{
	if (counted(&calls) == 0)
		assert_int_equal(ioctl(rte_intr_fd_get(h), FIONREAD, &left), 0);
	count(&calls);
}

/* How many bytes the thread reads, by type. */
static void
read_by_type(void **state)
{
	static const struct {
		enum rte_intr_handle_type type;
		uint8_t counter_size;
		int left; /* of a pipe with 16 bytes */
	} cases[] = {
			{RTE_INTR_HANDLE_UIO, 0, 12},
			{RTE_INTR_HANDLE_UIO_INTX, 0, 12},
			{RTE_INTR_HANDLE_VFIO_LEGACY, 0, 8},
			{RTE_INTR_HANDLE_VFIO_MSI, 0, 8},
			{RTE_INTR_HANDLE_VFIO_MSIX, 0, 8},
			{RTE_INTR_HANDLE_VFIO_REQ, 0, 8},
			{RTE_INTR_HANDLE_ALARM, 0, 8},
			{RTE_INTR_HANDLE_VDEV, 5, 11},
			{RTE_INTR_HANDLE_VDEV, 255, 0},
	};
	char bytes[16] = {0};
	unsigned int i;
	int p[2];

	for (i = 0; i < RTE_DIM(cases); i++) {
		assert_int_equal(pipe(p), 0);
		rte_intr_fd_set(h, p[0]);
		rte_intr_type_set(h, cases[i].type);
		rte_intr_efd_counter_size_set(h, cases[i].counter_size);
		calls = 0;
		assert_int_equal(write(p[1], bytes, sizeof(bytes)), 16);
		assert_int_equal(rte_intr_callback_register(h, look, NULL), 0);
		while (counted(&calls) == 0)
			usleep(100);
		assert_int_equal(rte_intr_callback_unregister_sync(
						 h, look, NULL),
				1);
		assert_int_equal(left, cases[i].left);
		close(p[0]);
		close(p[1]);
	}
}

/* The writer is gone: an end that 22.11 reports for ever. */
static void
ends(enum rte_intr_handle_type type, int most)
{
	int p[2], n;

	assert_int_equal(pipe(p), 0);
	calls = 0;
	rte_intr_fd_set(h, p[0]);
	rte_intr_type_set(h, type);
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	close(p[1]);
	for (n = 0; n < 5000; n++) {
		if (rte_intr_callback_unregister(h, NULL, NULL) == -ENOENT)
			break;
		usleep(1000);
	}
	assert_int_equal(rte_intr_callback_unregister(h, quiet, NULL), -ENOENT);
	assert_true(counted(&calls) <= most);
	close(p[0]);
}

static void
descriptors_that_end(void **state)
{
	ends(RTE_INTR_HANDLE_VFIO_MSI, 0);
	ends(RTE_INTR_HANDLE_EXT, 1);
}

static void
read_byte(void *arg)
{
	char c;

	if (read(rte_intr_fd_get(h), &c, 1) == 1)
		count(&calls);
}

/* What a peer sent before it closed is still handed out. */
static void
data_before_the_end(void **state)
{
	int s[2], i;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s), 0);
	rte_intr_fd_set(h, s[0]);
	assert_int_equal(write(s[1], "abc", 3), 3);
	close(s[1]);
	assert_int_equal(rte_intr_callback_register(h, read_byte, NULL), 0);
	wait_count(&calls, 3);
	for (i = 0; i < 5000 &&
			rte_intr_callback_unregister(h, NULL, NULL) != -ENOENT;
			i++)
		usleep(1000);
	assert_int_equal(rte_intr_callback_unregister(h, NULL, NULL), -ENOENT);
	close(s[0]);
}

/* Another descriptor has the number of ours, which is closed. */
static void
open_again(void)
{
	int fd = efd;

	close(efd);
	efd = eventfd(0, EFD_NONBLOCK);
	assert_int_equal(efd, fd);
}

/* Closed without a word, then another one of the same number. */
static void
closed_and_opened(void **state)
{
	assert_int_equal(rte_intr_callback_register(h, take, NULL), 0);
	open_again();
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	signal_it();
	wait_count(&calls, 2);
	assert_int_equal(rte_intr_callback_unregister_sync(h, take, NULL), 1);
	assert_int_equal(rte_intr_callback_unregister_sync(h, quiet, NULL), 1);
}

/* The second one is of a type whose callbacks read for themselves. */
static void
closed_and_opened_as_another(void **state)
{
	rte_intr_type_set(h, RTE_INTR_HANDLE_VFIO_MSI);
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	open_again();
	rte_intr_type_set(h, RTE_INTR_HANDLE_EXT);
	assert_int_equal(rte_intr_callback_register(h, take, NULL), 0);
	signal_it();
	wait_count(&calls, 2);
	assert_int_equal(rte_intr_callback_unregister_sync(h, take, NULL), 1);
	assert_int_equal(rte_intr_callback_unregister_sync(h, quiet, NULL), 1);
}

static uint64_t
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* Its file lives on in another descriptor: epoll alone would report it on. */
static void
closed_with_a_twin(void **state)
{
	int other = eventfd(0, EFD_NONBLOCK), twin = dup(efd);
	uint64_t before;

	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	close(efd);
	assert_int_equal(rte_intr_callback_unregister_sync(h, quiet, NULL), 1);
	assert_int_equal(eventfd_write(twin, 1), 0);
	usleep(20000);
	before = cpu_us();
	usleep(50000);
	assert_true(cpu_us() - before < 40000);
	assert_int_equal(calls, 0);
	efd = other;
	rte_intr_fd_set(h, efd);
	assert_int_equal(rte_intr_callback_register(h, take, NULL), 0);
	signal_it();
	wait_count(&calls, 1);
	assert_int_equal(rte_intr_callback_unregister_sync(h, take, NULL), 1);
	close(twin);
}

/* The copy counts, not the handle; two handles of one descriptor are one. */
static void
handles_are_copied(void **state)
{
	struct rte_intr_handle *other = handle_new(RTE_INTR_HANDLE_EXT, efd);

	assert_int_equal(rte_intr_callback_register(other, take, NULL), 0);
	rte_intr_instance_free(other);
	rte_intr_type_set(h, RTE_INTR_HANDLE_VFIO_MSI);
	assert_int_equal(rte_intr_callback_register(h, quiet, NULL), 0);
	signal_it();
	wait_count(&calls, 2);
	assert_int_equal(rte_intr_callback_unregister_sync(h, take, NULL), 1);
	assert_int_equal(rte_intr_callback_unregister(h, quiet, NULL), 1);
}

static void *
register_and_not(void *arg)
{
	int fd = eventfd(1, EFD_NONBLOCK), i;
	struct rte_intr_handle *own = handle_new(RTE_INTR_HANDLE_VFIO_MSI, fd);

	for (i = 0; i < 200; i++) {
		assert_int_equal(
				rte_intr_callback_register(own, quiet, arg), 0);
		assert_int_equal(eventfd_write(fd, 1), 0);
		assert_int_equal(rte_intr_callback_unregister_sync(
						 own, quiet, ANY),
				1);
	}
	close(fd);
	rte_intr_instance_free(own);
	return NULL;
}

static void
many_threads(void **state)
{
	pthread_t t[4];
	int i;

	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&t[i], NULL, register_and_not,
						 NULL),
				0);
	for (i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(refused),
			TEST(called),
			TEST(several),
			TEST(from_a_callback),
			TEST(changes_in_a_callback),
			TEST(farewell_closes),
			TEST(leaves_in_a_farewell),
			TEST(storm),
			TEST(from_another_thread),
			TEST(read_by_type),
			TEST(descriptors_that_end),
			TEST(data_before_the_end),
			TEST(closed_and_opened),
			TEST(closed_and_opened_as_another),
			TEST(closed_with_a_twin),
			TEST(handles_are_copied),
			TEST(many_threads),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
