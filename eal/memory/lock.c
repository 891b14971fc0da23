/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Robust locks on top of POSIX mutexes. The invariant: a lock that was
 * initialised can always be taken; a dead holder is reported to exactly one
 * of those who wait, and the mutex is marked consistent before it is told,
 * so that no later failure can make the lock unusable.
 */
#include "memory/lock.h"

#include <errno.h>

#include <rte_pause.h>

#include "memory/os.h"

/* How often a lock that is held is looked at before sleep, and the pauses. */
#define LOOKS  10
#define PAUSES 32

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

static int
look_again(pthread_mutex_t *m)
{
	unsigned int i, k;
	int err = EBUSY;

	for (i = 0; i < LOOKS && err == EBUSY; i++) {
		for (k = 0; k < PAUSES; k++)
			rte_pause();
		err = pthread_mutex_trylock(m);
	}
	return err == EBUSY ? pthread_mutex_lock(m) : err;
}

bool
eal_lock_take(struct eal_lock *l)
{
	int err = pthread_mutex_trylock(&l->mutex);

	if (__builtin_expect(err == EBUSY, 0))
		err = look_again(&l->mutex);
	if (__builtin_expect(err != EOWNERDEAD, 1))
		return false;
	pthread_mutex_consistent(&l->mutex);
	return true;
}

void
eal_lock_release(struct eal_lock *l)
{
	pthread_mutex_unlock(&l->mutex);
}
