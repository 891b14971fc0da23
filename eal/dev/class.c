/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The classes of devices of this process. Invariant: each class in the list
 * has a name, and none is in it twice. Guarded by the device lock.
 */
#include <bufplane_dev.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_class.h>

#include "eal.h"

static struct rte_class_list classes = TAILQ_HEAD_INITIALIZER(classes);

static int
cmp_class_addr(const struct rte_class *cls, const void *addr)
{
	return cls != addr;
}

static int
cmp_class_name(const struct rte_class *cls, const void *name)
{
	return strcmp(cls->name, name);
}

BP_EXPORT
struct rte_class *
rte_class_find(const struct rte_class *start, rte_class_cmp_t cmp,
		const void *data)
{
	struct rte_class *cls;

	if (cmp == NULL)
		return NULL;
	bp_dev_lock();
	cls = start != NULL ? TAILQ_NEXT(start, next) : TAILQ_FIRST(&classes);
	while (cls != NULL && cmp(cls, data) != 0)
		cls = TAILQ_NEXT(cls, next);
	bp_dev_unlock();
	return cls;
}

BP_EXPORT
struct rte_class *
rte_class_find_by_name(const char *name)
{
	if (name == NULL)
		return NULL;
	return rte_class_find(NULL, cmp_class_name, name);
}

BP_EXPORT
void
rte_class_register(struct rte_class *cls)
{
	if (cls == NULL || cls->name == NULL || cls->name[0] == '\0') {
		EAL_LOG(ERR, "a device class must have a name\n");
		return;
	}
	bp_dev_lock();
	if (rte_class_find(NULL, cmp_class_addr, cls) == NULL)
		TAILQ_INSERT_TAIL(&classes, cls, next);
	bp_dev_unlock();
}

BP_EXPORT
void
rte_class_unregister(struct rte_class *cls)
{
	bp_dev_lock();
	if (cls != NULL && rte_class_find(NULL, cmp_class_addr, cls) != NULL)
		TAILQ_REMOVE(&classes, cls, next);
	bp_dev_unlock();
}
