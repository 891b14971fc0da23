/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Switching a device's interrupts on and off, as VFIO wants it: one request
 * ties eventfds to vectors (linux/vfio.h, VFIO_DEVICE_SET_IRQS). With MSI-X the
 * first vector is the handle's own descriptor, the next ones are the queues'.
 */
#include <errno.h>
#include <string.h>

#include <linux/vfio.h>
#include <sys/ioctl.h>

#include <rte_errno.h>

#include "interrupts.h"

#define VECTORS_MAX (RTE_MAX_RXTX_INTR_VEC_ID + 1)

union request {
	struct vfio_irq_set set;
	struct {
		uint8_t head[sizeof(struct vfio_irq_set)];
		int fds[VECTORS_MAX]; /* where set has its data */
	};
};

/* flags 0: take the index out of use. n counts fds. */
static int
ask(const struct rte_intr_handle *handle, uint32_t index, uint32_t flags,
		union request *req, uint32_t n)
{
	bool with_fds = flags & VFIO_IRQ_SET_DATA_EVENTFD;

	req->set.argsz = (uint32_t)(sizeof(req->set) +
			(with_fds ? n * sizeof(req->fds[0]) : 0));
	req->set.flags = flags;
	req->set.index = index;
	req->set.start = 0;
	req->set.count = n;
	if (ioctl(handle->dev_fd, VFIO_DEVICE_SET_IRQS, req) == 0)
		return 0;
	EAL_LOG(ERR, "interrupts: VFIO descriptor %d, index %u, flags 0x%x: %s\n",
			handle->dev_fd, index, flags, rte_strerror(errno));
	return -1;
}

static int
index_of(enum rte_intr_handle_type type)
{
	switch (type) {
	case RTE_INTR_HANDLE_VFIO_LEGACY:
		return VFIO_PCI_INTX_IRQ_INDEX;
	case RTE_INTR_HANDLE_VFIO_MSI:
		return VFIO_PCI_MSI_IRQ_INDEX;
	case RTE_INTR_HANDLE_VFIO_MSIX:
		return VFIO_PCI_MSIX_IRQ_INDEX;
	case RTE_INTR_HANDLE_VFIO_REQ:
		return VFIO_PCI_REQ_IRQ_INDEX;
	default:
		return -1;
	}
}

/* The index of a handle that can be switched, or -1. */
static int
check(const struct rte_intr_handle *handle)
{
	int index;

	if (handle == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	if (handle->fd < 0 || handle->dev_fd < 0)
		return -1;
	index = index_of(handle->type);
	if (index < 0)
		EAL_LOG(ERR, "interrupts: type %d of descriptor %d has no switch\n",
				(int)handle->type, handle->fd);
	return index;
}

static bool
is_vdev(const struct rte_intr_handle *handle)
{
	return handle != NULL && handle->type == RTE_INTR_HANDLE_VDEV;
}

/* Unmask or mask INTx. */
static int
let_through(const struct rte_intr_handle *handle, bool on)
{
	union request req;

	return ask(handle, VFIO_PCI_INTX_IRQ_INDEX,
			VFIO_IRQ_SET_DATA_NONE |
					(on ? VFIO_IRQ_SET_ACTION_UNMASK
					    : VFIO_IRQ_SET_ACTION_MASK),
			&req, 1);
}

/* Take the index out of use: its descriptors are no longer told. */
static int
switch_off(const struct rte_intr_handle *handle, uint32_t index)
{
	union request req;

	return ask(handle, index,
			VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER,
			&req, 0);
}

BP_EXPORT
int
rte_intr_enable(const struct rte_intr_handle *intr_handle)
{
	union request req;
	uint32_t n = 1;
	int index, i;

	if (is_vdev(intr_handle))
		return 0;
	index = check(intr_handle);
	if (index < 0)
		return -1;
	req.fds[0] = intr_handle->fd;
	if (index == VFIO_PCI_MSIX_IRQ_INDEX)
		for (i = 0; i < intr_handle->nb_efd &&
				i < intr_handle->nb_intr && n < VECTORS_MAX;
				i++)
			req.fds[n++] = intr_handle->efds[i];
	if (ask(intr_handle, (uint32_t)index,
			    VFIO_IRQ_SET_DATA_EVENTFD |
					    VFIO_IRQ_SET_ACTION_TRIGGER,
			    &req, n) != 0)
		return -1;
	if (index != VFIO_PCI_INTX_IRQ_INDEX ||
			let_through(intr_handle, true) == 0)
		return 0;
	switch_off(intr_handle, (uint32_t)index);
	return -1;
}

BP_EXPORT
int
rte_intr_disable(const struct rte_intr_handle *intr_handle)
{
	int index;

	if (is_vdev(intr_handle))
		return 0;
	index = check(intr_handle);
	if (index < 0)
		return -1;
	if (index == VFIO_PCI_INTX_IRQ_INDEX &&
			let_through(intr_handle, false) != 0)
		return -1;
	return switch_off(intr_handle, (uint32_t)index);
}

BP_EXPORT
int
rte_intr_ack(const struct rte_intr_handle *intr_handle)
{
	if (is_vdev(intr_handle))
		return 0;
	switch (check(intr_handle)) {
	case VFIO_PCI_INTX_IRQ_INDEX:
		return let_through(intr_handle, true);
	case VFIO_PCI_MSI_IRQ_INDEX:
	case VFIO_PCI_MSIX_IRQ_INDEX:
		return 0;
	default:
		return -1;
	}
}
