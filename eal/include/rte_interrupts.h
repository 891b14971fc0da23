/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Functions that are called when a file descriptor becomes readable: that of
 * a device's interrupt, or any other. One thread, "eal-intr-thread", calls them
 * all, one after the other; it starts when it is first needed. A handle
 * describes a descriptor; registering copies what it needs of it. The second
 * half, marked __rte_internal, is for drivers: the vectors of a device's
 * queues.
 */
#ifndef RTE_INTERRUPTS_H
#define RTE_INTERRUPTS_H

#include <stdbool.h>

#include <rte_bitops.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_epoll.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_intr_handle;

/* Where a handle lives: in the process, or in memory of the group. */
#define RTE_INTR_INSTANCE_F_PRIVATE UINT32_C(0)
#define RTE_INTR_INSTANCE_F_SHARED  RTE_BIT32(0)

/* Vectors: the first one is for all but queues where there are several. */
#define RTE_MAX_RXTX_INTR_VEC_ID 512
#define RTE_INTR_VEC_ZERO_OFFSET 0
#define RTE_INTR_VEC_RXTX_OFFSET 1

/*
 * Says how many bytes are read from the descriptor before callbacks are called:
 * UIO 4, ALARM and VFIO 8, VDEV the counter size, EXT and DEV_EVENT none, so
 * that those callbacks have to read.
 */
enum rte_intr_handle_type {
	RTE_INTR_HANDLE_UNKNOWN = 0,
	RTE_INTR_HANDLE_UIO,
	RTE_INTR_HANDLE_UIO_INTX,
	RTE_INTR_HANDLE_VFIO_LEGACY, /* INTx */
	RTE_INTR_HANDLE_VFIO_MSI,
	RTE_INTR_HANDLE_VFIO_MSIX,
	RTE_INTR_HANDLE_ALARM,
	RTE_INTR_HANDLE_EXT,  /* a program's own */
	RTE_INTR_HANDLE_VDEV, /* a virtual device's; its driver fills vectors */
	RTE_INTR_HANDLE_DEV_EVENT, /* the kernel's hotplug events */
	RTE_INTR_HANDLE_VFIO_REQ,  /* the device is wanted back */
	RTE_INTR_HANDLE_MAX,
};

typedef void (*rte_intr_callback_fn)(void *cb_arg);

/* Called when a callback is gone: now its descriptor may be closed. */
typedef void (*rte_intr_unregister_callback_fn)(
		struct rte_intr_handle *intr_handle, void *cb_arg);

/*
 * Call cb(cb_arg) whenever the handle's descriptor is readable, after those
 * registered before; the same one twice is called twice. 0; -EINVAL; -ENOMEM;
 * -EPERM when the library does not run or the descriptor cannot be waited for;
 * -EBADF. A descriptor that ends or breaks is let go with all callbacks, and
 * a log line.
 */
int rte_intr_callback_register(const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb, void *cb_arg);

/*
 * Undo all registrations of this function and argument ((void *)-1: whatever
 * argument). Returns how many; -EAGAIN while callbacks of this descriptor run;
 * -ENOENT when it has none; -EINVAL.
 */
int rte_intr_callback_unregister(const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb, void *cb_arg);

/*
 * As rte_intr_callback_unregister(), but only while callbacks of the descriptor
 * run (else -EAGAIN), usually from one of them: they are undone, and ucb_fn is
 * called if it is not NULL, once those have all returned.
 */
int rte_intr_callback_unregister_pending(
		const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb_fn, void *cb_arg,
		rte_intr_unregister_callback_fn ucb_fn);

/* As rte_intr_callback_unregister(), but waits while callbacks run; a callback
 * that calls it for its own descriptor gets -EAGAIN, since it would wait for
 * itself. */
__rte_experimental int rte_intr_callback_unregister_sync(
		const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb, void *cb_arg);

/*
 * Have the device raise interrupts, stop it, or let it raise the next one (for
 * VFIO's INTx, which is masked by each). 0, or -1: nothing that can be
 * switched.
 */
int rte_intr_enable(const struct rte_intr_handle *intr_handle);
int rte_intr_disable(const struct rte_intr_handle *intr_handle);
int rte_intr_ack(const struct rte_intr_handle *intr_handle);

/* 1 if the calling thread is the interrupt thread. */
int rte_thread_is_intr(void);

/* A handle of zeros, or NULL and rte_errno EINVAL (flags) or ENOMEM. */
__rte_experimental struct rte_intr_handle *rte_intr_instance_alloc(
		uint32_t flags);
__rte_experimental void rte_intr_instance_free(
		struct rte_intr_handle *intr_handle);

/*
 * Fields. Setting returns 0, or -errno with rte_errno: EINVAL for no handle,
 * ERANGE for a number beyond rte_intr_nb_intr_get(). Getting a descriptor from
 * no handle gives -1, another number -EINVAL, the type RTE_INTR_HANDLE_UNKNOWN.
 */
__rte_experimental int rte_intr_fd_set(
		struct rte_intr_handle *intr_handle, int fd);
__rte_experimental int rte_intr_fd_get(
		const struct rte_intr_handle *intr_handle);
__rte_experimental int rte_intr_type_set(struct rte_intr_handle *intr_handle,
		enum rte_intr_handle_type type);
__rte_experimental enum rte_intr_handle_type rte_intr_type_get(
		const struct rte_intr_handle *intr_handle);

/* The epoll instance that RTE_EPOLL_PER_THREAD means, or -1. */
__rte_internal int rte_intr_tls_epfd(void);

/*
 * Add or remove (RTE_INTR_EVENT_*) a queue's vector at an epoll instance. 0;
 * -EEXIST when it is at one; -EPERM for no such vector, or one that is at none.
 */
__rte_internal int rte_intr_rx_ctl(struct rte_intr_handle *intr_handle,
		int epfd, int op, unsigned int vec, void *data);

/* Remove all vectors from wherever they are. */
__rte_internal void rte_intr_free_epoll_fd(struct rte_intr_handle *intr_handle);

/*
 * Give nb_efd queues descriptors: one each for MSI-X; for VDEV those that its
 * driver has set; else all share the handle's own. 0 or -errno. Disable also
 * closes those that are the queues' own.
 */
__rte_internal int rte_intr_efd_enable(
		struct rte_intr_handle *intr_handle, uint32_t nb_efd);
__rte_internal void rte_intr_efd_disable(struct rte_intr_handle *intr_handle);

/* Whether queues have descriptors, others have one of their own, and could. */
__rte_internal int rte_intr_dp_is_en(struct rte_intr_handle *intr_handle);
__rte_internal int rte_intr_allow_others(struct rte_intr_handle *intr_handle);
__rte_internal int rte_intr_cap_multiple(struct rte_intr_handle *intr_handle);

/* A private copy without descriptors of queues and vectors, or NULL. */
__rte_internal struct rte_intr_handle *rte_intr_instance_dup(
		const struct rte_intr_handle *src);

/* The device's own descriptor, as VFIO has it. */
__rte_internal int rte_intr_dev_fd_set(
		struct rte_intr_handle *intr_handle, int fd);
__rte_internal int rte_intr_dev_fd_get(
		const struct rte_intr_handle *intr_handle);

/* How many vectors the device is given. */
__rte_internal int rte_intr_max_intr_set(
		struct rte_intr_handle *intr_handle, int max_intr);
__rte_internal int rte_intr_max_intr_get(
		const struct rte_intr_handle *intr_handle);

/* How many queues have descriptors. */
__rte_internal int rte_intr_nb_efd_set(
		struct rte_intr_handle *intr_handle, int nb_efd);
__rte_internal int rte_intr_nb_efd_get(
		const struct rte_intr_handle *intr_handle);

/* The room of the lists below, 512 unless rte_intr_event_list_update(). */
__rte_internal int rte_intr_nb_intr_get(
		const struct rte_intr_handle *intr_handle);

/* Bytes to read from a VDEV's descriptor, at most 16. */
__rte_internal int rte_intr_efd_counter_size_set(
		struct rte_intr_handle *intr_handle, uint8_t efd_counter_size);
__rte_internal int rte_intr_efd_counter_size_get(
		const struct rte_intr_handle *intr_handle);

/* The queues' descriptors, and what epoll knows of them. */
__rte_internal int rte_intr_efds_index_set(
		struct rte_intr_handle *intr_handle, int index, int fd);
__rte_internal int rte_intr_efds_index_get(
		const struct rte_intr_handle *intr_handle, int index);
__rte_internal int rte_intr_elist_index_set(struct rte_intr_handle *intr_handle,
		int index, struct rte_epoll_event elist);
__rte_internal struct rte_epoll_event *rte_intr_elist_index_get(
		struct rte_intr_handle *intr_handle, int index);

/* The vector of each queue; there is no list before alloc (-ERANGE). */
__rte_internal int rte_intr_vec_list_alloc(struct rte_intr_handle *intr_handle,
		const char *name, int size);
__rte_internal int rte_intr_vec_list_index_set(
		struct rte_intr_handle *intr_handle, int index, int vec);
__rte_internal int rte_intr_vec_list_index_get(
		const struct rte_intr_handle *intr_handle, int index);
__rte_internal void rte_intr_vec_list_free(struct rte_intr_handle *intr_handle);

/* Make room for so many, keeping those that fit. 0, -EINVAL or -ENOMEM. */
__rte_internal int rte_intr_event_list_update(
		struct rte_intr_handle *intr_handle, int size);

/* Carried along for programs that are also built elsewhere. */
__rte_internal void *rte_intr_instance_windows_handle_get(
		struct rte_intr_handle *intr_handle);
__rte_internal int rte_intr_instance_windows_handle_set(
		struct rte_intr_handle *intr_handle, void *windows_handle);

#ifdef __cplusplus
}
#endif

#endif
