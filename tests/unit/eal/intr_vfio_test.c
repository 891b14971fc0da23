/* SPDX-License-Identifier: BSD-3-Clause */
/* Switching interrupts: what VFIO is asked for, by an ioctl() of our own. */
#include <linux/vfio.h>
#include <sys/ioctl.h>

#include "intr_util.h"

#define DEVICE 1234

static union {
	struct vfio_irq_set set;
	struct {
		uint8_t head[sizeof(struct vfio_irq_set)];
		int fds[4];
	};
} asked[4];
static int n_asked, fail_at;

int
ioctl(int fd, unsigned long request, ...)
{
	const struct vfio_irq_set *set;
	va_list args;

	va_start(args, request);
	set = va_arg(args, const struct vfio_irq_set *);
	va_end(args);
	assert_int_equal(fd, DEVICE);
	assert_int_equal(request, VFIO_DEVICE_SET_IRQS);
	assert_in_range(set->argsz, sizeof(*set), sizeof(asked[0]));
	assert_in_range(n_asked, 0, 3);
	memcpy(&asked[n_asked++], set, set->argsz);
	errno = EIO;
	return n_asked == fail_at ? -1 : 0;
}

static struct rte_intr_handle *h;

static int
setup(void **state)
{
	h = handle_new(RTE_INTR_HANDLE_VFIO_MSIX, 5);
	rte_intr_dev_fd_set(h, DEVICE);
	memset(asked, 0, sizeof(asked));
	n_asked = fail_at = 0;
	return 0;
}

static int
teardown(void **state)
{
	rte_intr_instance_free(h);
	return 0;
}

static void
was_asked(int i, uint32_t index, uint32_t flags, uint32_t n)
{
	const struct vfio_irq_set *set = &asked[i].set;
	size_t size = sizeof(*set);

	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		size += n * sizeof(int);
	assert_int_equal(set->argsz, size);
	assert_int_equal(set->index, index);
	assert_int_equal(set->flags, flags);
	assert_int_equal(set->start, 0);
	assert_int_equal(set->count, n);
}

#define ON     (VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
#define OFF    (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER)
#define UNMASK (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK)
#define MASK   (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK)

static void
msix(void **state)
{
	rte_intr_efds_index_set(h, 0, 6);
	rte_intr_efds_index_set(h, 1, 7);
	rte_intr_nb_efd_set(h, 2);
	assert_int_equal(rte_intr_enable(h), 0);
	was_asked(0, VFIO_PCI_MSIX_IRQ_INDEX, ON, 3);
	assert_int_equal(asked[0].fds[0], 5);
	assert_int_equal(asked[0].fds[1], 6);
	assert_int_equal(asked[0].fds[2], 7);
	assert_int_equal(rte_intr_ack(h), 0);
	assert_int_equal(n_asked, 1);
	assert_int_equal(rte_intr_disable(h), 0);
	was_asked(1, VFIO_PCI_MSIX_IRQ_INDEX, OFF, 0);
}

static void
one_vector(enum rte_intr_handle_type type, uint32_t index)
{
	n_asked = 0;
	rte_intr_type_set(h, type);
	rte_intr_nb_efd_set(h, 2);
	assert_int_equal(rte_intr_enable(h), 0);
	was_asked(0, index, ON, 1);
	assert_int_equal(asked[0].fds[0], 5);
	assert_int_equal(rte_intr_disable(h), 0);
	was_asked(1, index, OFF, 0);
	assert_int_equal(n_asked, 2);
}

static void
msi_and_request(void **state)
{
	one_vector(RTE_INTR_HANDLE_VFIO_MSI, VFIO_PCI_MSI_IRQ_INDEX);
	assert_int_equal(rte_intr_ack(h), 0);
	one_vector(RTE_INTR_HANDLE_VFIO_REQ, VFIO_PCI_REQ_IRQ_INDEX);
	assert_int_equal(rte_intr_ack(h), -1);
}

/* Each interrupt masks it, hence the acknowledgement. */
static void
intx(void **state)
{
	rte_intr_type_set(h, RTE_INTR_HANDLE_VFIO_LEGACY);
	assert_int_equal(rte_intr_enable(h), 0);
	was_asked(0, VFIO_PCI_INTX_IRQ_INDEX, ON, 1);
	was_asked(1, VFIO_PCI_INTX_IRQ_INDEX, UNMASK, 1);
	n_asked = 0;
	assert_int_equal(rte_intr_ack(h), 0);
	was_asked(0, VFIO_PCI_INTX_IRQ_INDEX, UNMASK, 1);
	assert_int_equal(rte_intr_disable(h), 0);
	was_asked(1, VFIO_PCI_INTX_IRQ_INDEX, MASK, 1);
	was_asked(2, VFIO_PCI_INTX_IRQ_INDEX, OFF, 0);
}

/* INTx is not left behind if it cannot be let through. */
static void
intx_stays_masked(void **state)
{
	rte_intr_type_set(h, RTE_INTR_HANDLE_VFIO_LEGACY);
	fail_at = 2;
	assert_int_equal(rte_intr_enable(h), -1);
	was_asked(2, VFIO_PCI_INTX_IRQ_INDEX, OFF, 0);
	assert_int_equal(n_asked, 3);
}

static void
refused_by_vfio(void **state)
{
	fail_at = 1;
	assert_int_equal(rte_intr_enable(h), -1);
	n_asked = 0;
	assert_int_equal(rte_intr_disable(h), -1);
	rte_intr_type_set(h, RTE_INTR_HANDLE_VFIO_LEGACY);
	n_asked = 0;
	assert_int_equal(rte_intr_ack(h), -1);
	n_asked = 0;
	fail_at = 2;
	assert_int_equal(rte_intr_enable(h), -1);
	n_asked = 0;
	fail_at = 1;
	assert_int_equal(rte_intr_disable(h), -1);
	assert_int_equal(n_asked, 1);
}

/* VDEV has nothing to switch, and that is fine; others say no. */
static void
no_vfio(void **state)
{
	int type;

	for (type = 0; type < RTE_INTR_HANDLE_MAX; type++) {
		bool vfio = type == RTE_INTR_HANDLE_VFIO_LEGACY ||
				type == RTE_INTR_HANDLE_VFIO_MSI ||
				type == RTE_INTR_HANDLE_VFIO_MSIX ||
				type == RTE_INTR_HANDLE_VFIO_REQ;
		int rc = type == RTE_INTR_HANDLE_VDEV ? 0 : -1;

		rte_intr_type_set(h, (enum rte_intr_handle_type)type);
		rte_intr_dev_fd_set(h, vfio ? -1 : DEVICE);
		assert_int_equal(rte_intr_enable(h), rc);
		assert_int_equal(rte_intr_disable(h), rc);
		assert_int_equal(rte_intr_ack(h), rc);
	}
	rte_intr_fd_set(h, -1);
	rte_intr_dev_fd_set(h, DEVICE);
	rte_intr_type_set(h, RTE_INTR_HANDLE_VFIO_MSIX);
	assert_int_equal(rte_intr_enable(h), -1);
	assert_int_equal(rte_intr_enable(NULL), -1);
	assert_int_equal(rte_intr_disable(NULL), -1);
	assert_int_equal(rte_intr_ack(NULL), -1);
	assert_int_equal(n_asked, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(msix),
			TEST(msi_and_request),
			TEST(intx),
			TEST(intx_stays_masked),
			TEST(refused_by_vfio),
			TEST(no_vfio),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
