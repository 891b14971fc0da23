/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The lock of everything that processes share: a robust, recursive,
 * process-shared mutex. When its holder dies, the next one to take it is told
 * so once and repairs what the lock guards; the lock itself stays usable.
 */
#ifndef EAL_LOCK_H
#define EAL_LOCK_H

#include <pthread.h>
#include <stdbool.h>

struct eal_lock {
	pthread_mutex_t mutex;
};

/* 0 or -errno. */
int eal_lock_init(struct eal_lock *l);
void eal_lock_fini(struct eal_lock *l);

/*
 * Wait for the lock, at first awake: what it guards is mostly held for less
 * time than a sleep takes. Returns true when its last holder died with it:
 * what it guards may be half changed then.
 */
bool eal_lock_take(struct eal_lock *l);
void eal_lock_release(struct eal_lock *l);

#endif
