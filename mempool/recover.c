/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rebuilding a pool whose users died. Objects are found by the pool's list of
 * them, which does not change after the pool was filled, so that nothing that
 * died half way is relied on: the caches are forgotten, the handler is made
 * empty, and gets all objects that nobody is said to have. Everything is
 * checked before anything is changed.
 */
#include <bufplane_mempool_recover.h>
#include <bufplane_ring.h>
#include <bufplane_stack.h>
#include <stdlib.h>

#include "account.h"
#include "cache/cache.h"
#include "checks.h"
#include "handlers.h"

/* Objects that are in use, sorted. */
struct in_use {
	void **objs;
	size_t n;
};

static int
compare(const void *a, const void *b)
{
	const uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;

	return (x > y) - (x < y);
}

static bool
is_in(const struct in_use *u, const void *obj)
{
	return u->n != 0 &&
			bsearch(&obj, u->objs, u->n, sizeof(obj), compare) !=
			NULL;
}

/* Each is an object of the pool, and none is there twice: 0 or -EINVAL. */
static int
check_in_use(const struct rte_mempool *mp, const struct in_use *u)
{
	const struct rte_mempool_objhdr *hdr;
	size_t i, known = 0;

	for (i = 1; i < u->n; i++) {
		if (u->objs[i - 1] != u->objs[i])
			continue;
		MEMPOOL_LOG(ERR, "%s: object %p is in use twice\n", mp->name,
				u->objs[i]);
		return -EINVAL;
	}
	STAILQ_FOREACH (hdr, &mp->elt_list, next)
		known += is_in(u, hdr + 1);
	if (known == u->n)
		return 0;
	MEMPOOL_LOG(ERR,
			"%s: %zu of %zu objects in use are none of this pool's\n",
			mp->name, u->n - known, u->n);
	return -EINVAL;
}

static int
sort_in_use(const struct rte_mempool *mp, void *const *objs, unsigned int n,
		struct in_use *u)
{
	int rc;

	u->objs = malloc((size_t)n * sizeof(*u->objs) + 1);
	u->n = n;
	if (u->objs == NULL)
		return -ENOMEM;
	if (n != 0)
		memcpy(u->objs, objs, n * sizeof(*u->objs));
	qsort(u->objs, n, sizeof(*u->objs), compare);
	rc = check_in_use(mp, u);
	if (rc != 0)
		free(u->objs);
	return rc;
}

static void
forget_caches(struct rte_mempool *mp)
{
	struct mempool_thread_cache *tc;
	unsigned int id;

	for (id = mempool_next_opened(mp, 0); id < RTE_MAX_LCORE;
			id = mempool_next_opened(mp, id + 1))
		__atomic_store_n(&mp->local_cache[id].len, 0, __ATOMIC_RELAXED);
	for (tc = mempool_threads_first(mp); tc != NULL; tc = tc->next) {
		__atomic_store_n(&tc->cache.len, 0, __ATOMIC_RELAXED);
		if (tc->owner != 0 && mempool_owner_ended(tc->owner))
			mempool_threads_release(mp, tc);
	}
}

/* Take what a handler that is not built in has left. */
static void
drain(struct rte_mempool *mp, const struct rte_mempool_ops *ops)
{
	uint32_t i;
	void *obj;

	for (i = 0; i < mp->size && ops->dequeue(mp, &obj, 1) == 0; i++)
		continue;
}

static void
empty_handler(struct rte_mempool *mp)
{
	const struct rte_mempool_ops *ops = mempool_handler(mp);

	if (ops->free == mempool_ring_free)
		rte_ring_reset(mp->pool_data);
	else if (ops->free == mempool_stack_free)
		bp_stack_clear(mp->pool_data);
	else if (ops->free == mempool_bucket_free)
		mempool_bucket_reset(mp);
	else
		drain(mp, ops);
}

/* Free an object that may have been anywhere. */
static int
free_one(struct rte_mempool *mp, void *obj, rte_mempool_obj_cb_t *init,
		void *init_arg, unsigned int idx)
{
	struct mempool_visit visit;

	mempool_cookies_set(obj);
	mempool_checks_add(mp, obj);
	if (init != NULL) {
		mempool_checks_open(mp, &visit, obj);
		init(mp, init_arg, obj, idx);
		mempool_checks_close(mp, &visit, obj);
	}
	return rte_mempool_ops_enqueue_bulk(mp, &obj, 1);
}

static int
free_others(struct rte_mempool *mp, const struct in_use *u,
		rte_mempool_obj_cb_t *init, void *init_arg)
{
	struct rte_mempool_objhdr *hdr;
	unsigned int idx = 0;
	int rc, n = 0;

	STAILQ_FOREACH (hdr, &mp->elt_list, next) {
		if (is_in(u, hdr + 1)) {
			idx++;
			continue;
		}
		rc = free_one(mp, hdr + 1, init, init_arg, idx++);
		if (rc < 0) {
			MEMPOOL_LOG(ERR, "%s: handler %s refused object %p\n",
					mp->name, mempool_handler(mp)->name,
					(void *)(hdr + 1));
			return rc;
		}
		n++;
	}
	return n;
}

BP_EXPORT
int
bp_mempool_recover(struct rte_mempool *mp, void *const *in_use, unsigned int n,
		rte_mempool_obj_cb_t *init, void *init_arg)
{
	struct in_use u;
	int rc = sort_in_use(mp, in_use, n, &u);

	if (rc < 0)
		return rc;
	if ((mp->flags & RTE_MEMPOOL_F_POOL_CREATED) != 0) {
		forget_caches(mp);
		empty_handler(mp);
		rc = free_others(mp, &u, init, init_arg);
	}
	free(u.objs);
	return rc;
}
