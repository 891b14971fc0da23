/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Robust locks on top of POSIX mutexes. The invariant: a lock that was
 * initialised can always be taken; a dead holder is reported to exactly one
 * of those who wait, and the mutex is marked consistent before it is told,
 * so that no later failure can make the lock unusable.
 */
#include "memory/lock.h"

#include <errno.h>

#include "memory/os.h"

static int
set_attributes(pthread_mutexattr_t *attr)
{
	int err = pthread_mutexattr_settype(attr, PTHREAD_MUTEX_RECURSIVE);

	if (err == 0)
		err = pthread_mutexattr_setpshared(
				attr, PTHREAD_PROCESS_SHARED);
	if (err == 0)
		err = pthread_mutexattr_setrobust(attr, PTHREAD_MUTEX_ROBUST);
	return err;
}

int
eal_lock_init(struct eal_lock *l)
{
	pthread_mutexattr_t attr;
	int err = pthread_mutexattr_init(&attr);

	if (err != 0)
		return -err;
	err = set_attributes(&attr);
	if (err == 0)
		err = eal_os.mutex_init(&l->mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return -err;
}

void
eal_lock_fini(struct eal_lock *l)
{
	pthread_mutex_destroy(&l->mutex);
}

bool
eal_lock_take(struct eal_lock *l)
{
	if (pthread_mutex_lock(&l->mutex) != EOWNERDEAD)
		return false;
	pthread_mutex_consistent(&l->mutex);
	return true;
}

void
eal_lock_release(struct eal_lock *l)
{
	pthread_mutex_unlock(&l->mutex);
}
