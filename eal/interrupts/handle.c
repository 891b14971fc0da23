/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupt handles and their plain fields. A handle and what hangs on it live
 * in memory of one kind, of the process or of the group, as its flags say.
 * Fields are the owner's: nothing here locks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_malloc.h>

#include "interrupts.h"

int
intr_fail(int error)
{
	rte_errno = error;
	return -error;
}

static bool
is_shared(const struct rte_intr_handle *handle)
{
	return handle->flags & RTE_INTR_INSTANCE_F_SHARED;
}

void *
intr_zalloc(const struct rte_intr_handle *handle, const char *name, size_t n,
		size_t size)
{
	return is_shared(handle) ? rte_calloc(name, n, size, 0)
				 : calloc(n, size);
}

void
intr_release(const struct rte_intr_handle *handle, void *memory)
{
	if (is_shared(handle))
		rte_free(memory);
	else
		free(memory);
}

BP_EXPORT
struct rte_intr_handle *
rte_intr_instance_alloc(uint32_t flags)
{
	const struct rte_intr_handle kind = {.flags = flags};
	struct rte_intr_handle *handle;

	if (flags & ~RTE_INTR_INSTANCE_F_SHARED) {
		EAL_LOG(ERR, "interrupt handle: unknown flags 0x%x\n", flags);
		rte_errno = EINVAL;
		return NULL;
	}
	handle = intr_zalloc(&kind, "intr_handle", 1, sizeof(*handle));
	if (handle == NULL) {
		rte_errno = ENOMEM;
		return NULL;
	}
	handle->flags = flags;
	if (rte_intr_event_list_update(handle, RTE_MAX_RXTX_INTR_VEC_ID) == 0)
		return handle;
	rte_intr_instance_free(handle);
	rte_errno = ENOMEM;
	return NULL;
}

BP_EXPORT
void
rte_intr_instance_free(struct rte_intr_handle *intr_handle)
{
	if (intr_handle == NULL)
		return;
	rte_intr_vec_list_free(intr_handle);
	intr_release(intr_handle, intr_handle->efds);
	intr_release(intr_handle, intr_handle->elist);
	intr_release(intr_handle, intr_handle);
}

BP_EXPORT
struct rte_intr_handle *
rte_intr_instance_dup(const struct rte_intr_handle *src)
{
	struct rte_intr_handle *copy;

	if (src == NULL) {
		rte_errno = EINVAL;
		return NULL;
	}
	copy = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (copy == NULL)
		return NULL;
	copy->fd = src->fd;
	copy->dev_fd = src->dev_fd;
	copy->type = src->type;
	copy->max_intr = src->max_intr;
	copy->nb_efd = src->nb_efd;
	copy->counter_size = src->counter_size;
	copy->windows_handle = src->windows_handle;
	return copy;
}

BP_EXPORT
int
rte_intr_fd_set(struct rte_intr_handle *intr_handle, int fd)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	intr_handle->fd = fd;
	return 0;
}

BP_EXPORT
int
rte_intr_fd_get(const struct rte_intr_handle *intr_handle)
{
	if (intr_handle != NULL)
		return intr_handle->fd;
	rte_errno = EINVAL;
	return -1;
}

BP_EXPORT
int
rte_intr_dev_fd_set(struct rte_intr_handle *intr_handle, int fd)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	intr_handle->dev_fd = fd;
	return 0;
}

BP_EXPORT
int
rte_intr_dev_fd_get(const struct rte_intr_handle *intr_handle)
{
	if (intr_handle != NULL)
		return intr_handle->dev_fd;
	rte_errno = EINVAL;
	return -1;
}

BP_EXPORT
int
rte_intr_type_set(struct rte_intr_handle *intr_handle,
		enum rte_intr_handle_type type)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	intr_handle->type = type;
	return 0;
}

BP_EXPORT
enum rte_intr_handle_type
rte_intr_type_get(const struct rte_intr_handle *intr_handle)
{
	if (intr_handle != NULL)
		return intr_handle->type;
	rte_errno = EINVAL;
	return RTE_INTR_HANDLE_UNKNOWN;
}

BP_EXPORT
int
rte_intr_max_intr_set(struct rte_intr_handle *intr_handle, int max_intr)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	if (max_intr > intr_handle->nb_intr)
		return intr_fail(ERANGE);
	intr_handle->max_intr = max_intr;
	return 0;
}

BP_EXPORT
int
rte_intr_max_intr_get(const struct rte_intr_handle *intr_handle)
{
	return intr_handle == NULL ? intr_fail(EINVAL) : intr_handle->max_intr;
}

BP_EXPORT
int
rte_intr_nb_efd_set(struct rte_intr_handle *intr_handle, int nb_efd)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	intr_handle->nb_efd = nb_efd;
	return 0;
}

BP_EXPORT
int
rte_intr_nb_efd_get(const struct rte_intr_handle *intr_handle)
{
	return intr_handle == NULL ? intr_fail(EINVAL) : intr_handle->nb_efd;
}

BP_EXPORT
int
rte_intr_nb_intr_get(const struct rte_intr_handle *intr_handle)
{
	return intr_handle == NULL ? intr_fail(EINVAL) : intr_handle->nb_intr;
}

BP_EXPORT
int
rte_intr_efd_counter_size_set(
		struct rte_intr_handle *intr_handle, uint8_t efd_counter_size)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	intr_handle->counter_size = efd_counter_size;
	return 0;
}

BP_EXPORT
int
rte_intr_efd_counter_size_get(const struct rte_intr_handle *intr_handle)
{
	return intr_handle == NULL ? intr_fail(EINVAL)
				   : intr_handle->counter_size;
}

BP_EXPORT
void *
rte_intr_instance_windows_handle_get(struct rte_intr_handle *intr_handle)
{
	if (intr_handle != NULL)
		return intr_handle->windows_handle;
	rte_errno = EINVAL;
	return NULL;
}

BP_EXPORT
int
rte_intr_instance_windows_handle_set(
		struct rte_intr_handle *intr_handle, void *windows_handle)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	intr_handle->windows_handle = windows_handle;
	return 0;
}
