/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Callbacks that run at each scan of the bus, before it reads the device
 * arguments. They are kept until they are removed, over stops of the library
 * too. One that runs may remove itself and others: what is removed stays in
 * the list, marked, until no scan runs. Guarded by the device lock.
 */
#include <bufplane_dev.h>
#include <bufplane_export.h>
#include <errno.h>
#include <stdlib.h>

#include <sys/queue.h>

#include "bus/vdev/vdev.h"

/* With this argument a removal means every pair of the callback. */
#define ANY_ARG ((void *)-1)

struct custom_scan {
	TAILQ_ENTRY(custom_scan) next;
	rte_vdev_scan_callback callback; /* NULL: removed */
	void *user_arg;
};

static TAILQ_HEAD(, custom_scan) scans = TAILQ_HEAD_INITIALIZER(scans);
static unsigned int running; /* scans under way: nothing is freed meanwhile */

static struct custom_scan *
find_scan(rte_vdev_scan_callback callback, const void *user_arg)
{
	struct custom_scan *cur;

	TAILQ_FOREACH (cur, &scans, next) {
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): unlinked first */
		if (cur->callback == callback &&
				(user_arg == ANY_ARG ||
						cur->user_arg == user_arg))
			return cur;
	}
	return NULL;
}

/* Keep the pair, with the lock held. */
static int
add_scan(rte_vdev_scan_callback callback, void *user_arg)
{
	struct custom_scan *scan;

	TAILQ_FOREACH (scan, &scans, next) {
		if (scan->callback == callback && scan->user_arg == user_arg)
			return 0;
	}
	scan = malloc(sizeof(*scan));
	if (scan == NULL)
		return -ENOMEM;
	scan->callback = callback;
	scan->user_arg = user_arg;
	TAILQ_INSERT_TAIL(&scans, scan, next);
	return 0;
}

BP_EXPORT
int
rte_vdev_add_custom_scan(rte_vdev_scan_callback callback, void *user_arg)
{
	int rc;

	if (callback == NULL)
		return -EINVAL;
	bp_dev_lock();
	rc = add_scan(callback, user_arg);
	bp_dev_unlock();
	return rc;
}

static void
drop_removed(void)
{
	struct custom_scan *scan, *next;

	for (scan = TAILQ_FIRST(&scans); scan != NULL && running == 0;
			scan = next) {
		next = TAILQ_NEXT(scan, next);
		if (scan->callback != NULL)
			continue;
		TAILQ_REMOVE(&scans, scan, next);
		free(scan);
	}
}

BP_EXPORT
int
rte_vdev_remove_custom_scan(rte_vdev_scan_callback callback, void *user_arg)
{
	struct custom_scan *scan;

	bp_dev_lock();
	while (callback != NULL &&
			(scan = find_scan(callback, user_arg)) != NULL)
		scan->callback = NULL;
	drop_removed();
	bp_dev_unlock();
	return 0;
}

void
vdev_custom_scan_run(void)
{
	struct custom_scan *scan;

	running++;
	TAILQ_FOREACH (scan, &scans, next)
		if (scan->callback != NULL)
			scan->callback(scan->user_arg);
	running--;
	drop_removed();
}
