/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread-specific values, on top of the C library's. A key lives from create
 * to delete; using it afterwards is the caller's error.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include <rte_errno.h>
#include <rte_thread.h>

#include "bufplane_export.h"

struct eal_tls_key {
	pthread_key_t index;
};

static int
fail(int error)
{
	rte_errno = error;
	return -1;
}

BP_EXPORT
int
rte_thread_key_create(rte_thread_key *key, void (*destructor)(void *))
{
	struct eal_tls_key *made;
	int rc;

	if (key == NULL)
		return fail(EINVAL);
	made = malloc(sizeof(*made));
	if (made == NULL)
		return fail(ENOMEM);
	rc = pthread_key_create(&made->index, destructor);
	if (rc != 0) {
		free(made);
		return fail(rc == EAGAIN ? EAGAIN : ENOEXEC);
	}
	*key = made;
	return 0;
}

BP_EXPORT
int
rte_thread_key_delete(rte_thread_key key)
{
	if (key == NULL)
		return fail(EINVAL);
	if (pthread_key_delete(key->index) != 0)
		return fail(ENOEXEC);
	free(key);
	return 0;
}

BP_EXPORT
int
rte_thread_value_set(rte_thread_key key, const void *value)
{
	if (key == NULL)
		return fail(EINVAL);
	if (pthread_setspecific(key->index, value) != 0)
		return fail(ENOEXEC);
	return 0;
}

BP_EXPORT
void *
rte_thread_value_get(rte_thread_key key)
{
	if (key == NULL) {
		rte_errno = EINVAL;
		return NULL;
	}
	return pthread_getspecific(key->index);
}
