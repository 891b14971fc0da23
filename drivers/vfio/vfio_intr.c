/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which interrupts a device has (linux/vfio.h, VFIO_DEVICE_GET_IRQ_INFO). They
 * are switched on and off by the interrupt handle they are put into: a handle
 * from here has an eventfd, the device's file and the type that says how.
 */
#include <errno.h>
#include <unistd.h>

#include <sys/eventfd.h>

#include <rte_common.h>

#include "vfio/vfio_impl.h"

/* How many interrupts of a kind there are that an eventfd can tell of. */
static uint32_t
count(const struct vfio_device *dev, uint32_t index)
{
	struct vfio_irq_info info = {.argsz = sizeof(info), .index = index};

	if (index >= dev->info.num_irqs ||
			vfio_os.ioctl(dev->fd, VFIO_DEVICE_GET_IRQ_INFO,
					&info) < 0 ||
			(info.flags & VFIO_IRQ_INFO_EVENTFD) == 0)
		return 0;
	return info.count;
}

/* Fill a handle: 0 or -errno. */
static int
fill(struct rte_intr_handle *handle, const struct vfio_device *dev,
		enum rte_intr_handle_type type)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	rte_intr_fd_set(handle, fd);
	rte_intr_dev_fd_set(handle, dev->fd);
	rte_intr_type_set(handle, type);
	return 0;
}

/* From the best to the worst. */
static const struct {
	enum rte_intr_mode mode;
	uint32_t index;
	enum rte_intr_handle_type type;
} kinds[] = {
		{RTE_INTR_MODE_MSIX, VFIO_PCI_MSIX_IRQ_INDEX,
				RTE_INTR_HANDLE_VFIO_MSIX},
		{RTE_INTR_MODE_MSI, VFIO_PCI_MSI_IRQ_INDEX,
				RTE_INTR_HANDLE_VFIO_MSI},
		{RTE_INTR_MODE_LEGACY, VFIO_PCI_INTX_IRQ_INDEX,
				RTE_INTR_HANDLE_VFIO_LEGACY},
};

int
vfio_intr_open(const struct vfio_device *dev, enum rte_intr_mode mode,
		struct rte_intr_handle *handle)
{
	unsigned int i;
	uint32_t n;
	int rc;

	for (i = 0; i < RTE_DIM(kinds); i++) {
		if (mode != RTE_INTR_MODE_NONE && kinds[i].mode != mode)
			continue;
		n = count(dev, kinds[i].index);
		if (n == 0)
			continue;
		rc = fill(handle, dev, kinds[i].type);
		return rc < 0 ? rc : (int)RTE_MIN(n, (uint32_t)INT32_MAX);
	}
	return -ENOTSUP;
}

int
vfio_intr_open_request(
		const struct vfio_device *dev, struct rte_intr_handle *handle)
{
	if (count(dev, VFIO_PCI_REQ_IRQ_INDEX) == 0)
		return -ENOTSUP;
	return fill(handle, dev, RTE_INTR_HANDLE_VFIO_REQ);
}

void
vfio_intr_none(struct rte_intr_handle *handle)
{
	rte_intr_fd_set(handle, -1);
	rte_intr_dev_fd_set(handle, -1);
	rte_intr_type_set(handle, RTE_INTR_HANDLE_UNKNOWN);
}

void
vfio_intr_close(struct rte_intr_handle *handle)
{
	int fd = rte_intr_fd_get(handle);

	vfio_intr_none(handle);
	if (fd >= 0)
		close(fd);
}
