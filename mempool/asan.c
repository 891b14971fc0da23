/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools under AddressSanitizer. What nobody may touch is poisoned in the
 * run-time's eyes: the padding of each object from when it is cut until its
 * memory is given back, and its element while the object is free. The header
 * in front of the element stays readable, as do the cookies of debug builds.
 * The run-time is found through weak references, so that it does not matter
 * which of library and application was compiled for it.
 *
 * [A1] An object is poisoned before it goes to the handler: afterwards
 *      another thread may have it. It is exposed by who got it out.
 * [A2] While an object is visited (rte_mempool_obj_iter()) it is exposed. A
 *      put or get meanwhile only notes in the visit what the object is to be
 *      when the visit ends. Puts and gets hold the lock as readers: of one
 *      object they follow one another, with the handler in between.
 */
#include <bufplane_group.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <rte_rwlock.h>

#include "account.h"
#include "checks.h"

/* The interface of the run-time; NULL where there is none. */
#define RUNTIME extern __attribute__((weak))
RUNTIME void __asan_poison_memory_region(const volatile void *addr, size_t len);
RUNTIME void __asan_unpoison_memory_region(
		const volatile void *addr, size_t len);
RUNTIME int __asan_address_is_poisoned(const volatile void *addr);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool on;

static rte_rwlock_t lock = RTE_RWLOCK_INITIALIZER;
static struct mempool_visit *visits; /* of all pools */

static void
find_runtime(void)
{
	const char *wish = secure_getenv("BUFPLANE_ASAN");

	on = __asan_poison_memory_region != NULL &&
			__asan_unpoison_memory_region != NULL &&
			__asan_address_is_poisoned != NULL &&
			(wish == NULL || strcmp(wish, "0") != 0);
}

bool
mempool_asan_on(void)
{
	pthread_once(&once, find_runtime);
	return on;
}

void
mempool_asan_add(const struct rte_mempool *mp, void *obj)
{
	const char *begin = (const char *)obj - mp->header_size;
	const char *end = (const char *)obj + mp->elt_size;

	if (bp_group_joined())
		return;
	__asan_poison_memory_region(begin,
			mp->header_size - sizeof(struct rte_mempool_objhdr));
	__asan_poison_memory_region(obj, mp->elt_size);
	__asan_poison_memory_region(end + MEMPOOL_TRAILER_SIZE,
			mp->trailer_size - MEMPOOL_TRAILER_SIZE);
}

/* The latest visit, from v on, of an object; NULL: nobody looks at it. */
static struct mempool_visit *
find_visit(struct mempool_visit *v, const void *obj)
{
	while (v != NULL && v->obj != obj)
		v = v->next;
	return v;
}

/* Note in all visits of an object whether it is free; false: there is none. */
static bool
note(const void *obj, bool is_free)
{
	struct mempool_visit *first = find_visit(visits, obj);
	struct mempool_visit *v;

	for (v = first; v != NULL; v = find_visit(v->next, obj))
		v->is_free = is_free;
	return first != NULL;
}

void
mempool_asan_poison(const struct rte_mempool *mp, void *const *obj_table,
		unsigned int n)
{
	unsigned int i;

	/* What one process frees, another may get. */
	if (bp_group_joined())
		return;
	rte_rwlock_read_lock(&lock);
	for (i = 0; i < n; i++) {
		if (!note(obj_table[i], true))
			__asan_poison_memory_region(obj_table[i], mp->elt_size);
	}
	rte_rwlock_read_unlock(&lock);
}

void
mempool_asan_unpoison(const struct rte_mempool *mp, void *const *obj_table,
		unsigned int n)
{
	unsigned int i;

	rte_rwlock_read_lock(&lock);
	for (i = 0; i < n; i++) {
		if (!note(obj_table[i], false))
			__asan_unpoison_memory_region(
					obj_table[i], mp->elt_size);
	}
	rte_rwlock_read_unlock(&lock);
}

void
mempool_asan_clear(const void *addr, size_t len)
{
	__asan_unpoison_memory_region(addr, len);
}

void
mempool_asan_enter(const struct rte_mempool *mp, struct mempool_visit *v,
		void *obj)
{
	struct mempool_visit *other;

	rte_rwlock_write_lock(&lock);
	other = find_visit(visits, obj);
	v->obj = obj;
	v->is_free = other != NULL ? other->is_free
				   : __asan_address_is_poisoned(obj) != 0;
	v->next = visits;
	visits = v;
	__asan_unpoison_memory_region(obj, mp->elt_size);
	rte_rwlock_write_unlock(&lock);
}

void
mempool_asan_leave(const struct rte_mempool *mp, struct mempool_visit *v)
{
	struct mempool_visit **link = &visits;

	rte_rwlock_write_lock(&lock);
	while (*link != v)
		link = &(*link)->next;
	*link = v->next;
	if (v->is_free && find_visit(visits, v->obj) == NULL &&
			!bp_group_joined())
		__asan_poison_memory_region(v->obj, mp->elt_size);
	rte_rwlock_write_unlock(&lock);
}
