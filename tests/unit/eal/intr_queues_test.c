/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors of queues: given out by type, waited for, taken back. */
#include <fcntl.h>

#include <sys/epoll.h>

#include "intr_util.h"

#define OWN RTE_EPOLL_PER_THREAD
#define ADD RTE_INTR_EVENT_ADD
#define DEL RTE_INTR_EVENT_DEL

static struct rte_intr_handle *h;
static struct rte_epoll_event out[4];
static int efd;

static int
setup(void **state)
{
	efd = eventfd(0, EFD_NONBLOCK);
	h = handle_new(RTE_INTR_HANDLE_VFIO_MSIX, efd);
	return 0;
}

static int
teardown(void **state)
{
	rte_intr_efd_disable(h);
	rte_intr_instance_free(h);
	close(efd);
	return 0;
}

static void
no_handle(void **state)
{
	assert_int_equal(rte_intr_efd_enable(NULL, 1), -EINVAL);
	assert_int_equal(rte_intr_rx_ctl(NULL, OWN, ADD, 0, NULL), -EPERM);
	assert_int_equal(rte_intr_dp_is_en(NULL), 0);
	assert_int_equal(rte_intr_allow_others(NULL), 0);
	assert_int_equal(rte_intr_cap_multiple(NULL), 0);
	rte_intr_efd_disable(NULL);
	rte_intr_free_epoll_fd(NULL);
}

static void
own_ones(void **state)
{
	int fds = count_fds(), i;

	assert_int_equal(rte_intr_dp_is_en(h), 0);
	assert_int_equal(rte_intr_allow_others(h), 1);
	assert_int_equal(rte_intr_efd_enable(h, 0), -EINVAL);
	assert_int_equal(rte_intr_efd_enable(h, 512), -ERANGE);
	assert_int_equal(count_fds(), fds);
	assert_int_equal(rte_intr_efd_enable(h, 3), 0);
	assert_int_equal(rte_intr_nb_efd_get(h), 3);
	assert_int_equal(rte_intr_max_intr_get(h), 4);
	assert_int_equal(rte_intr_dp_is_en(h), 1);
	assert_int_equal(rte_intr_allow_others(h), 1);
	assert_int_equal(rte_intr_cap_multiple(h), 1);
	for (i = 0; i < 3; i++)
		assert_true(rte_intr_efds_index_get(h, i) > 0);
	assert_int_equal(count_fds(), fds + 3);
	rte_intr_efd_disable(h);
	assert_int_equal(count_fds(), fds);
	assert_int_equal(rte_intr_nb_efd_get(h), 0);
	assert_int_equal(rte_intr_max_intr_get(h), 0);
}

/* The handle's own is shared, and stays open. */
static void
shared_one(void **state)
{
	rte_intr_type_set(h, RTE_INTR_HANDLE_VFIO_MSI);
	assert_int_equal(rte_intr_cap_multiple(h), 0);
	assert_int_equal(rte_intr_efd_enable(h, 3), 0);
	assert_int_equal(rte_intr_nb_efd_get(h), 1);
	assert_int_equal(rte_intr_max_intr_get(h), 1);
	assert_int_equal(rte_intr_efds_index_get(h, 0), efd);
	assert_int_equal(rte_intr_allow_others(h), 0);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 2, NULL), -EPERM);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 1, NULL), 0);
	rte_intr_efd_disable(h);
	assert_true(fcntl(efd, F_GETFD) >= 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
}

static void
a_drivers_own(void **state)
{
	rte_intr_type_set(h, RTE_INTR_HANDLE_VDEV);
	assert_int_equal(rte_intr_cap_multiple(h), 1);
	rte_intr_efd_counter_size_set(h, 17);
	assert_int_equal(rte_intr_efd_enable(h, 3), -EINVAL);
	rte_intr_efd_counter_size_set(h, 16);
	assert_int_equal(rte_intr_efd_enable(h, 3), 0);
	assert_int_equal(rte_intr_nb_efd_get(h), 0);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 0, NULL), -EPERM);
	/* A count that its lists cannot hold. */
	rte_intr_nb_efd_set(h, 1000);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 700, NULL), -EPERM);
	rte_intr_free_epoll_fd(h);
}

static void
waited_for(void **state)
{
	int second;

	assert_int_equal(rte_intr_efd_enable(h, 2), 0);
	second = rte_intr_efds_index_get(h, 1);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 0, (void *)5), 0);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 1, NULL), -EEXIST);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 2, (void *)7), 0);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 3, NULL), -EPERM);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, 9, 1, NULL), -EPERM);
	assert_int_equal(eventfd_write(second, 3), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(out[0].fd, second);
	assert_ptr_equal(out[0].epdata.data, (void *)7);
	/* Its counter has been read. */
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, DEL, 2, NULL), 0);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, DEL, 2, NULL), -EPERM);
	assert_int_equal(eventfd_write(second, 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	assert_int_equal(rte_intr_rx_ctl(h, 999, ADD, 2, NULL), -1);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 2, NULL), 0);
	rte_intr_free_epoll_fd(h);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 2, NULL), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	/* One that its driver closed too early. */
	close(second);
	rte_intr_free_epoll_fd(h);
	assert_int_equal(rte_intr_elist_index_get(h, 1)->status,
			RTE_EPOLL_INVALID);
	rte_intr_efds_index_set(h, 1, -1);
}

/* Nothing is read: the driver's descriptor is for its burst function. */
static void
counter_of_no_size(void **state)
{
	uint64_t value;

	rte_intr_type_set(h, RTE_INTR_HANDLE_VDEV);
	rte_intr_efds_index_set(h, 0, efd);
	rte_intr_nb_efd_set(h, 1);
	assert_int_equal(rte_intr_rx_ctl(h, OWN, ADD, 1, NULL), 0);
	assert_int_equal(eventfd_write(efd, 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
	assert_int_equal(read(efd, &value, sizeof(value)), sizeof(value));
	rte_intr_free_epoll_fd(h);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(no_handle),
			TEST(own_ones),
			TEST(shared_one),
			TEST(a_drivers_own),
			TEST(waited_for),
			TEST(counter_of_no_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
