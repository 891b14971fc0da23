/* SPDX-License-Identifier: BSD-3-Clause */
/* rte_epoll_*: states, what is reported, signals, threads. No library runs. */
#include <signal.h>
#include <time.h>

#include <sys/epoll.h>

#include "intr_util.h"

#define OWN RTE_EPOLL_PER_THREAD

static struct rte_epoll_event a, b, out[4];
static int efd, calls;

static int
setup(void **state)
{
	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	memset(out, 0xee, sizeof(out));
	a.epdata.event = b.epdata.event = EPOLLIN;
	calls = 0;
	efd = eventfd(0, EFD_NONBLOCK);
	return efd < 0;
}

static int
teardown(void **state)
{
	close(efd);
	return 0;
}

static void
read_it(int fd, void *arg)
{
	uint64_t value;

	assert_int_equal(fd, efd);
	assert_ptr_equal(arg, &calls);
	assert_int_equal(a.status, RTE_EPOLL_EXEC);
	assert_int_equal(read(fd, &value, sizeof(value)), sizeof(value));
	calls++;
}

static void
refused(void **state)
{
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, NULL), -1);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, efd, NULL), -1);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, 999, &a), -1);
	assert_int_equal(a.status, RTE_EPOLL_INVALID);
	assert_int_equal(rte_epoll_ctl(999, EPOLL_CTL_ADD, efd, &a), -1);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_MOD, efd, &a), -1);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, efd, &a), -1);
	assert_int_equal(rte_epoll_ctl(OWN, 77, efd, &a), -1);
	assert_int_equal(rte_epoll_wait(999, out, 1, 0), -1);
	assert_int_equal(rte_epoll_wait(OWN, NULL, 1, 0), -1);
	assert_int_equal(rte_epoll_wait(OWN, out, 0, 0), -1);
	assert_int_equal(rte_epoll_wait(OWN, out, -1, 0), -1);
	assert_int_equal(rte_epoll_wait_interruptible(OWN, NULL, 1, 0), -1);
	assert_int_equal(rte_epoll_wait(OWN, out, 1, 0), 0);
}

static void
reported(void **state)
{
	a.epdata.data = &b;
	a.epdata.event = EPOLLIN | EPOLLOUT;
	a.epdata.cb_fun = read_it;
	a.epdata.cb_arg = &calls;
	assert_int_equal(eventfd_write(efd, 1), 0);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, &a), 0);
	assert_int_equal(a.status, RTE_EPOLL_VALID);
	assert_int_equal(a.fd, efd);
	assert_int_equal(a.epfd, rte_intr_tls_epfd());
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(calls, 1);
	assert_int_equal(out[0].status, RTE_EPOLL_VALID);
	assert_int_equal(out[0].fd, efd);
	assert_int_equal(out[0].epfd, rte_intr_tls_epfd());
	assert_int_equal(out[0].epdata.event, EPOLLIN | EPOLLOUT);
	assert_ptr_equal(out[0].epdata.data, &b);
	assert_int_equal(a.status, RTE_EPOLL_VALID);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, &b), -1);
	assert_int_equal(b.status, RTE_EPOLL_INVALID);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, efd, &a), 0);
	assert_int_equal(a.status, RTE_EPOLL_INVALID);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
}

static void
changed(void **state)
{
	a.epdata.event = EPOLLIN | EPOLLET;
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, &a), 0);
	assert_int_equal(eventfd_write(efd, 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	a.epdata.event = EPOLLIN;
	a.epdata.data = &a;
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_MOD, efd, &a), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_ptr_equal(out[0].epdata.data, &a);
	/* One that is not valid is passed over. */
	a.status = RTE_EPOLL_INVALID;
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	a.status = RTE_EPOLL_VALID;
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, efd, &a), 0);
}

static void
take_out(int fd, void *arg)
{
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, fd, arg), 0);
	calls++;
}

static void
taken_out_by_itself(void **state)
{
	a.epdata.cb_fun = take_out;
	a.epdata.cb_arg = &a;
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, &a), 0);
	assert_int_equal(eventfd_write(efd, 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(calls, 1);
	assert_int_equal(a.status, RTE_EPOLL_INVALID);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
}

static struct rte_epoll_event *pair[2];
static int pair_fds[2];

/* Takes out both, whose memory is something else from then on. */
static void
take_out_both(int fd, void *arg)
{
	int i;

	for (i = 0; i < 2; i++) {
		assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, pair_fds[i],
						 pair[i]),
				0);
		memset(pair[i], RTE_EPOLL_VALID, sizeof(*pair[i]));
		pair[i]->status = RTE_EPOLL_VALID;
		free(pair[i]);
	}
	calls++;
}

static void
add_pair(rte_intr_event_cb_t cb_fun)
{
	int i;

	for (i = 0; i < 2; i++) {
		pair[i] = calloc(1, sizeof(*pair[i]));
		assert_non_null(pair[i]);
		pair_fds[i] = eventfd(1, 0);
		pair[i]->epdata.event = EPOLLIN;
		pair[i]->epdata.cb_fun = cb_fun;
		assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, pair_fds[i],
						 pair[i]),
				0);
	}
}

static void
close_pair(void)
{
	close(pair_fds[0]);
	close(pair_fds[1]);
}

/* Of two that came at once, the first one's function takes out the second. */
static void
taken_out_by_its_neighbour(void **state)
{
	add_pair(take_out_both);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(calls, 1);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	close_pair();
}

/* The first function waits and so calls the second, which takes out both. */
static void
wait_again(int fd, void *arg)
{
	struct rte_epoll_event got[2];

	if (calls++ == 0)
		assert_int_equal(rte_epoll_wait(OWN, got, 2, 1000), 1);
	else
		take_out_both(fd, arg);
}

static void
taken_out_from_within(void **state)
{
	add_pair(wait_again);
	assert_int_equal(rte_epoll_wait(OWN, out, 1, 1000), 1);
	assert_int_equal(calls, 3);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	close_pair();
}

/* The number of an event is not that of the next one in its place. */
static void
add_other(int fd, void *arg)
{
	take_out(fd, &a);
	b.epdata.cb_fun = take_out;
	b.epdata.cb_arg = &b;
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, fd, &b), 0);
}

static void
replaced_by_itself(void **state)
{
	a.epdata.cb_fun = add_other;
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, &a), 0);
	assert_int_equal(eventfd_write(efd, 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(a.status, RTE_EPOLL_INVALID);
	assert_int_equal(b.status, RTE_EPOLL_VALID);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(b.status, RTE_EPOLL_INVALID);
	assert_int_equal(calls, 2);
}

static void
closed_before(void **state)
{
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, &a), 0);
	close(efd);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, efd, &a), -1);
	assert_int_equal(a.status, RTE_EPOLL_INVALID);
	efd = eventfd(1, EFD_NONBLOCK);
	/* One that failed elsewhere changes nothing. */
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, efd, &a), 0);
	assert_int_equal(rte_epoll_ctl(999, EPOLL_CTL_DEL, efd, &a), -1);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_MOD, 999, &a), -1);
	assert_int_equal(a.status, RTE_EPOLL_VALID);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, efd, &a), 0);
}

static void
many(void **state)
{
	struct rte_epoll_event events[100], got[100];
	int fds[100], i, n, sum = 0;

	for (i = 0; i < 100; i++) {
		events[i] = a;
		events[i].epdata.event |= EPOLLET;
		fds[i] = eventfd(1, 0);
		assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_ADD, fds[i],
						 &events[i]),
				0);
	}
	while ((n = rte_epoll_wait(OWN, got, 100, 0)) > 0)
		sum += n;
	assert_int_equal(sum, 100);
	for (i = 0; i < 100; i++) {
		assert_int_equal(rte_epoll_ctl(OWN, EPOLL_CTL_DEL, fds[i],
						 &events[i]),
				0);
		close(fds[i]);
	}
}

static void
on_signal(int sig)
{
	(void)sig;
}

static void *
disturb(void *arg)
{
	int i;

	for (i = 0; i < 5; i++) {
		usleep(10000);
		pthread_kill(*(pthread_t *)arg, SIGUSR1);
	}
	return NULL;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The time is the same, however many signals come. */
static void
signals(void **state)
{
	struct sigaction action = {.sa_handler = on_signal};
	pthread_t self = pthread_self(), t;
	int64_t from;

	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
	assert_int_equal(pthread_create(&t, NULL, disturb, &self), 0);
	from = now_ms();
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 100), 0);
	assert_true(now_ms() - from >= 99);
	pthread_join(t, NULL);
	assert_int_equal(pthread_create(&t, NULL, disturb, &self), 0);
	assert_int_equal(rte_epoll_wait_interruptible(OWN, out, 4, 5000), -1);
	assert_int_equal(errno, EINTR);
	pthread_join(t, NULL);
}

static void *
use_own(void *arg)
{
	*(int *)arg = rte_intr_tls_epfd();
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	return NULL;
}

/* Each thread has an instance, which ends with it. */
static void
one_a_thread(void **state)
{
	int own = rte_intr_tls_epfd(), other = -1, fds, i;
	pthread_t t;

	assert_int_equal(rte_intr_tls_epfd(), own);
	fds = count_fds();
	for (i = 0; i < 50; i++) {
		assert_int_equal(pthread_create(&t, NULL, use_own, &other), 0);
		pthread_join(t, NULL);
		assert_true(other >= 0 && other != own);
	}
	assert_int_equal(count_fds(), fds);
}

static int stopping;

static void
nap(int fd, void *arg)
{
	(void)fd;
	usleep(10);
	*(unsigned int *)arg += 1;
}

static void *
poll_shared(void *arg)
{
	struct rte_epoll_event got[4];

	while (!__atomic_load_n(&stopping, __ATOMIC_ACQUIRE))
		rte_epoll_wait(*(int *)arg, got, 4, 1);
	return NULL;
}

/* After a DEL nobody looks at the event or is in its function. */
static void
taken_out_by_another(void **state)
{
	int epfd = epoll_create1(0), i;
	struct rte_epoll_event *event;
	unsigned int naps;
	pthread_t t[2];

	assert_int_equal(eventfd_write(efd, 1), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(
				pthread_create(&t[i], NULL, poll_shared, &epfd),
				0);
	for (i = 0; i < 200; i++) {
		naps = 0;
		event = malloc(sizeof(*event));
		assert_non_null(event);
		*event = a;
		event->epdata.cb_fun = nap;
		event->epdata.cb_arg = &naps;
		assert_int_equal(rte_epoll_ctl(epfd, EPOLL_CTL_ADD, efd, event),
				0);
		usleep(50);
		assert_int_equal(rte_epoll_ctl(epfd, EPOLL_CTL_DEL, efd, event),
				0);
		naps = 0;
		free(event);
	}
	__atomic_store_n(&stopping, 1, __ATOMIC_RELEASE);
	for (i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	close(epfd);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(refused),
			TEST(reported),
			TEST(changed),
			TEST(taken_out_by_itself),
			TEST(taken_out_by_its_neighbour),
			TEST(taken_out_from_within),
			TEST(replaced_by_itself),
			TEST(closed_before),
			TEST(many),
			TEST(signals),
			TEST(one_a_thread),
			TEST(taken_out_by_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
