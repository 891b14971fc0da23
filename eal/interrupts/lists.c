/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The lists of a handle: descriptors of queues (efds) with what epoll knows of
 * each (elist), both of nb_intr entries, and the vector of each queue. An index
 * out of range is refused, never followed.
 */
#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "interrupts.h"

static bool
in_list(const struct rte_intr_handle *handle, int index)
{
	return index >= 0 && index < handle->nb_intr;
}

BP_EXPORT
int
rte_intr_efds_index_set(struct rte_intr_handle *intr_handle, int index, int fd)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	if (!in_list(intr_handle, index))
		return intr_fail(ERANGE);
	intr_handle->efds[index] = fd;
	return 0;
}

BP_EXPORT
int
rte_intr_efds_index_get(const struct rte_intr_handle *intr_handle, int index)
{
	if (intr_handle == NULL || !in_list(intr_handle, index))
		return intr_fail(EINVAL);
	return intr_handle->efds[index];
}

BP_EXPORT
int
rte_intr_elist_index_set(struct rte_intr_handle *intr_handle, int index,
		struct rte_epoll_event elist)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	if (!in_list(intr_handle, index))
		return intr_fail(ERANGE);
	intr_handle->elist[index] = elist;
	return 0;
}

BP_EXPORT
struct rte_epoll_event *
rte_intr_elist_index_get(struct rte_intr_handle *intr_handle, int index)
{
	if (intr_handle != NULL && in_list(intr_handle, index))
		return &intr_handle->elist[index];
	rte_errno = intr_handle == NULL ? EINVAL : ERANGE;
	return NULL;
}

/* An event that epoll knows must not move. */
static bool
is_waited_for(const struct rte_intr_handle *handle)
{
	int i;

	for (i = 0; i < handle->nb_intr; i++)
		if (__atomic_load_n(&handle->elist[i].status,
				    __ATOMIC_RELAXED) != RTE_EPOLL_INVALID)
			return true;
	return false;
}

BP_EXPORT
int
rte_intr_event_list_update(struct rte_intr_handle *intr_handle, int size)
{
	struct rte_epoll_event *elist;
	size_t kept;
	int *efds;

	if (intr_handle == NULL || size == 0)
		return intr_fail(EINVAL);
	if (size < 0)
		return intr_fail(ENOMEM);
	if (is_waited_for(intr_handle)) {
		EAL_LOG(ERR, "interrupt handle: its vectors are waited for\n");
		return intr_fail(EBUSY);
	}
	efds = intr_zalloc(
			intr_handle, "intr_efds", (size_t)size, sizeof(*efds));
	elist = intr_zalloc(intr_handle, "intr_elist", (size_t)size,
			sizeof(*elist));
	if (efds == NULL || elist == NULL) {
		intr_release(intr_handle, efds);
		intr_release(intr_handle, elist);
		return intr_fail(ENOMEM);
	}
	kept = (size_t)RTE_MIN(size, intr_handle->nb_intr);
	if (kept != 0) {
		memcpy(efds, intr_handle->efds, kept * sizeof(*efds));
		memcpy(elist, intr_handle->elist, kept * sizeof(*elist));
	}
	intr_release(intr_handle, intr_handle->efds);
	intr_release(intr_handle, intr_handle->elist);
	intr_handle->efds = efds;
	intr_handle->elist = elist;
	intr_handle->nb_intr = size;
	return 0;
}

/* A list that is there already stays as it is. */
BP_EXPORT
int
rte_intr_vec_list_alloc(
		struct rte_intr_handle *intr_handle, const char *name, int size)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	if (intr_handle->vec_list != NULL)
		return 0;
	if (size < 0 || size > intr_handle->nb_intr)
		return intr_fail(ERANGE);
	intr_handle->vec_list =
			intr_zalloc(intr_handle, name, (size_t)RTE_MAX(size, 1),
					sizeof(*intr_handle->vec_list));
	if (intr_handle->vec_list == NULL)
		return intr_fail(ENOMEM);
	intr_handle->vec_list_size = size;
	return 0;
}

BP_EXPORT
int
rte_intr_vec_list_index_set(
		struct rte_intr_handle *intr_handle, int index, int vec)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	if (index < 0 || index >= intr_handle->vec_list_size)
		return intr_fail(ERANGE);
	intr_handle->vec_list[index] = vec;
	return 0;
}

BP_EXPORT
int
rte_intr_vec_list_index_get(
		const struct rte_intr_handle *intr_handle, int index)
{
	if (intr_handle == NULL)
		return intr_fail(EINVAL);
	if (index < 0 || index >= intr_handle->vec_list_size)
		return intr_fail(ERANGE);
	return intr_handle->vec_list[index];
}

BP_EXPORT
void
rte_intr_vec_list_free(struct rte_intr_handle *intr_handle)
{
	if (intr_handle == NULL)
		return;
	intr_release(intr_handle, intr_handle->vec_list);
	intr_handle->vec_list = NULL;
	intr_handle->vec_list_size = 0;
}
