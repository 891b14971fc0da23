/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of receive queues: the driver's switches, and waiting for them. */
#include <unistd.h>

#include <sys/eventfd.h>

#include <rte_interrupts.h>

#include "contract.h"

#define OWN RTE_EPOLL_PER_THREAD
#define ADD RTE_INTR_EVENT_ADD
#define DEL RTE_INTR_EVENT_DEL

OP(rx_queue_intr_enable, uint16_t q)
OP(rx_queue_intr_disable, uint16_t q)

CALL(on, rte_eth_dev_rx_intr_enable(id, 1))
CALL(on_bad, rte_eth_dev_rx_intr_enable(id, 2))
CALL(off, rte_eth_dev_rx_intr_disable(id, 1))
CALL(off_bad, rte_eth_dev_rx_intr_disable(id, 2))
CALL(ctl, rte_eth_dev_rx_intr_ctl(id, OWN, ADD, NULL))
CALL(ctl_q, rte_eth_dev_rx_intr_ctl_q(id, 1, OWN, ADD, NULL))
CALL(ctl_q_bad, rte_eth_dev_rx_intr_ctl_q(id, 2, OWN, ADD, NULL))
CALL(get_fd, rte_eth_dev_rx_intr_ctl_q_get_fd(id, 1))
CALL(get_fd_bad, rte_eth_dev_rx_intr_ctl_q_get_fd(id, 2))

static struct rte_intr_handle *handle;
static struct rte_epoll_event out[4];
static int fds[2];

static void
set_ops(void)
{
	fake_ops.rx_queue_intr_enable = op_rx_queue_intr_enable;
	fake_ops.rx_queue_intr_disable = op_rx_queue_intr_disable;
}

static const struct contract cases[] = {
		{.op = AT(rx_queue_intr_enable), .call = on, .bad = on_bad},
		{.op = AT(rx_queue_intr_disable), .call = off, .bad = off_bad},
};

static void
contract(void **state)
{
	const struct rte_eth_conf conf = {0};

	set_ops();
	expect(on, port, -EINVAL, 0);
	assert_int_equal(rte_eth_dev_configure(port, 2, 2, &conf), 0);
	expect(on, port, -EINVAL, 0); /* the queue is not set up */
	expect(off, port, -EINVAL, 0);
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

static void
no_handle(void **state)
{
	fake_ready(2);
	expect(ctl, 77, -ENODEV, 0);
	expect(ctl, port, -ENOTSUP, 0);
	expect(ctl_q, 77, -ENODEV, 0);
	expect(ctl_q, port, -ENOTSUP, 0);
	expect(ctl_q_bad, port, -EINVAL, 0);
	expect(get_fd, 77, -1, 0);
	expect(get_fd, port, -1, 0);
	expect(get_fd_bad, port, -1, 0);
}

/* A port of two queues with a handle. */
static int
handle_setup(void **state)
{
	int rc = fake_setup(state);

	handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (rc != 0 || handle == NULL)
		return -1;
	rte_eth_devices[port].intr_handle = handle;
	fake_ready(2);
	return 0;
}

/* With a vector and a descriptor for each queue. */
static void
give_vectors(void)
{
	int q;

	rte_intr_type_set(handle, RTE_INTR_HANDLE_VDEV);
	assert_int_equal(rte_intr_vec_list_alloc(handle, NULL, 2), 0);
	for (q = 0; q < 2; q++) {
		fds[q] = eventfd(0, EFD_NONBLOCK);
		rte_intr_vec_list_index_set(
				handle, q, q + RTE_INTR_VEC_RXTX_OFFSET);
		rte_intr_efds_index_set(handle, q, fds[q]);
	}
	rte_intr_nb_efd_set(handle, 2);
}

static int
handle_teardown(void **state)
{
	int q, n = rte_intr_nb_efd_get(handle);

	rte_intr_free_epoll_fd(handle);
	for (q = 0; q < n; q++)
		close(fds[q]);
	rte_eth_devices[port].intr_handle = NULL;
	rte_intr_instance_free(handle);
	return fake_teardown(state);
}

static void
no_vectors(void **state)
{
	expect(ctl, port, -EPERM, 0);
	expect(ctl_q, port, -EPERM, 0);
	expect(ctl_q_bad, port, -EINVAL, 0);
	expect(get_fd, port, -1, 0);
	/* Vectors without descriptors: one call fails, the other only logs. */
	assert_int_equal(rte_intr_vec_list_alloc(handle, NULL, 2), 0);
	expect(ctl, port, 0, 0);
	expect(ctl_q, port, -EPERM, 0);
}

static void
one_queue(void **state)
{
	give_vectors();
	expect(get_fd, port, fds[1], 0);
	assert_int_equal(
			rte_eth_dev_rx_intr_ctl_q(port, 1, OWN, ADD, &fake), 0);
	expect(ctl_q, port, 0, 0); /* again */
	assert_int_equal(eventfd_write(fds[0], 1), 0);
	assert_int_equal(eventfd_write(fds[1], 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 1);
	assert_int_equal(out[0].fd, fds[1]);
	assert_ptr_equal(out[0].epdata.data, &fake);
	assert_int_equal(rte_eth_dev_rx_intr_ctl_q(port, 1, OWN, 9, NULL),
			-EPERM);
	assert_int_equal(rte_eth_dev_rx_intr_ctl_q(port, 1, OWN, DEL, NULL), 0);
	assert_int_equal(rte_eth_dev_rx_intr_ctl_q(port, 1, OWN, DEL, NULL),
			-EPERM);
	assert_int_equal(
			rte_eth_dev_rx_intr_ctl_q(port, 1, 999, ADD, NULL), -1);
}

static void
all_queues(void **state)
{
	give_vectors();
	assert_int_equal(rte_eth_dev_rx_intr_ctl(port, OWN, ADD, NULL), 0);
	assert_int_equal(rte_eth_dev_rx_intr_ctl(port, OWN, ADD, NULL), 0);
	assert_int_equal(eventfd_write(fds[0], 1), 0);
	assert_int_equal(eventfd_write(fds[1], 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 1000), 2);
	assert_int_equal(rte_eth_dev_rx_intr_ctl(port, OWN, DEL, NULL), 0);
	assert_int_equal(rte_eth_dev_rx_intr_ctl(port, OWN, DEL, NULL), 0);
	assert_int_equal(eventfd_write(fds[1], 1), 0);
	assert_int_equal(rte_epoll_wait(OWN, out, 4, 0), 0);
}

#define HANDLE_TEST(f)                                                         \
	cmocka_unit_test_setup_teardown(f, handle_setup, handle_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(no_handle),
			HANDLE_TEST(no_vectors),
			HANDLE_TEST(one_queue),
			HANDLE_TEST(all_queues),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
