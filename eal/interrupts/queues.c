/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of a device's queues: a descriptor each, which whoever polls the
 * queue adds to an epoll instance of its own. The interrupt thread has nothing
 * to do with them.
 */
#include <errno.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <rte_errno.h>

#include "interrupts.h"

#define OTHER_VECTORS 1 /* what is not of a queue has one vector */

/* Empty the counter, so that the next event is a new one. */
static void
read_counter(int fd, void *arg)
{
	const struct rte_intr_handle *handle = arg;
	size_t size = intr_read_size(handle);
	uint8_t bytes[INTR_READ_MAX];
	ssize_t n;

	do {
		n = size == 0 ? 0 : read(fd, bytes, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN)
		EAL_LOG(ERR, "interrupts: reading from descriptor %d: %s\n", fd,
				rte_strerror(errno));
}

static bool
is_waited_for(const struct rte_epoll_event *event)
{
	return __atomic_load_n(&event->status, __ATOMIC_ACQUIRE) !=
			RTE_EPOLL_INVALID;
}

static int
add(struct rte_intr_handle *handle, int epfd, int index, void *data)
{
	struct rte_epoll_event *event = &handle->elist[index];

	if (is_waited_for(event)) {
		EAL_LOG(DEBUG, "interrupts: queue %d is waited for already\n",
				index);
		return -EEXIST;
	}
	event->epdata.event = EPOLLIN | EPOLLPRI | EPOLLET;
	event->epdata.data = data;
	event->epdata.cb_fun = read_counter;
	event->epdata.cb_arg = handle;
	return rte_epoll_ctl(epfd, EPOLL_CTL_ADD, handle->efds[index], event);
}

/* One that is closed already, on either side, is not waited for any more. */
static void
forget(struct rte_epoll_event *event)
{
	epoll_ctl(event->epfd, EPOLL_CTL_DEL, event->fd, NULL);
	intr_epoll_retire(event);
}

static int
take_out(struct rte_intr_handle *handle, int index)
{
	struct rte_epoll_event *event = &handle->elist[index];

	if (!is_waited_for(event)) {
		EAL_LOG(ERR, "interrupts: queue %d is not waited for\n", index);
		return -EPERM;
	}
	forget(event);
	return 0;
}

BP_EXPORT
int
rte_intr_rx_ctl(struct rte_intr_handle *intr_handle, int epfd, int op,
		unsigned int vec, void *data)
{
	unsigned int index = vec >= RTE_INTR_VEC_RXTX_OFFSET
			? vec - RTE_INTR_VEC_RXTX_OFFSET
			: vec;

	if (intr_handle == NULL || intr_handle->nb_efd <= 0 ||
			index >= (unsigned int)RTE_MIN(intr_handle->nb_efd,
						 intr_handle->nb_intr)) {
		EAL_LOG(ERR, "interrupts: there is no vector %u\n", vec);
		return -EPERM;
	}
	switch (op) {
	case (int)RTE_INTR_EVENT_ADD:
		return add(intr_handle, epfd, (int)index, data);
	case (int)RTE_INTR_EVENT_DEL:
		return take_out(intr_handle, (int)index);
	default:
		EAL_LOG(ERR, "interrupts: %d is no RTE_INTR_EVENT_*\n", op);
		return -EPERM;
	}
}

BP_EXPORT
void
rte_intr_free_epoll_fd(struct rte_intr_handle *intr_handle)
{
	struct rte_epoll_event *event;
	int i;

	if (intr_handle == NULL)
		return;
	for (i = 0; i < RTE_MIN(intr_handle->nb_efd, intr_handle->nb_intr);
			i++) {
		event = &intr_handle->elist[i];
		if (is_waited_for(event))
			forget(event);
	}
}

static void
close_efds(struct rte_intr_handle *handle, int n)
{
	int i;

	for (i = 0; i < RTE_MIN(n, handle->nb_intr); i++) {
		if (handle->efds[i] >= 0)
			close(handle->efds[i]);
		handle->efds[i] = -1;
	}
}

/* One descriptor a queue, and a vector more for the rest. */
static int
open_efds(struct rte_intr_handle *handle, uint32_t n)
{
	int i, rc = 0;

	if (n >= (uint32_t)handle->nb_intr) {
		EAL_LOG(ERR, "interrupts: %u queues need %u vectors, there are %d\n",
				n, n + OTHER_VECTORS, handle->nb_intr);
		return intr_fail(ERANGE);
	}
	for (i = 0; i < (int)n && rc == 0; i++) {
		handle->efds[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		if (handle->efds[i] < 0)
			rc = -errno;
	}
	if (rc != 0) {
		EAL_LOG(ERR, "interrupts: an eventfd for queue %d: %s\n", i - 1,
				rte_strerror(-rc));
		close_efds(handle, i);
		return rc;
	}
	handle->nb_efd = (int)n;
	handle->max_intr = (int)n + OTHER_VECTORS;
	return 0;
}

BP_EXPORT
int
rte_intr_efd_enable(struct rte_intr_handle *intr_handle, uint32_t nb_efd)
{
	if (intr_handle == NULL || nb_efd == 0)
		return intr_fail(EINVAL);
	switch (intr_handle->type) {
	case RTE_INTR_HANDLE_VFIO_MSIX:
		return open_efds(intr_handle, nb_efd);
	case RTE_INTR_HANDLE_VDEV:
		if (intr_handle->counter_size <= INTR_READ_MAX)
			return 0;
		EAL_LOG(ERR, "interrupts: a counter has at most %d bytes, not %u\n",
				INTR_READ_MAX, intr_handle->counter_size);
		return -EINVAL;
	default:
		intr_handle->efds[0] = intr_handle->fd;
		intr_handle->nb_efd = 1;
		intr_handle->max_intr = 1;
		return 0;
	}
}

BP_EXPORT
void
rte_intr_efd_disable(struct rte_intr_handle *intr_handle)
{
	if (intr_handle == NULL)
		return;
	rte_intr_free_epoll_fd(intr_handle);
	/* A shared descriptor is the handle's own. */
	if (intr_handle->max_intr > intr_handle->nb_efd)
		close_efds(intr_handle, intr_handle->nb_efd);
	intr_handle->nb_efd = 0;
	intr_handle->max_intr = 0;
}

BP_EXPORT
int
rte_intr_dp_is_en(struct rte_intr_handle *intr_handle)
{
	return rte_intr_nb_efd_get(intr_handle) > 0;
}

BP_EXPORT
int
rte_intr_allow_others(struct rte_intr_handle *intr_handle)
{
	if (intr_handle == NULL) {
		rte_errno = EINVAL;
		return 0;
	}
	return intr_handle->nb_efd == 0 ||
			intr_handle->max_intr != intr_handle->nb_efd;
}

BP_EXPORT
int
rte_intr_cap_multiple(struct rte_intr_handle *intr_handle)
{
	enum rte_intr_handle_type type = rte_intr_type_get(intr_handle);

	return type == RTE_INTR_HANDLE_VFIO_MSIX ||
			type == RTE_INTR_HANDLE_VDEV;
}
