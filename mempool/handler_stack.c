/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The handlers that keep a pool's free objects on a stack: stack and
 * lf_stack. pool_data is the stack, named after the pool, with room for all
 * its objects. What was put last is got first, while it may be in a cache of
 * the CPU still.
 */
#include <rte_errno.h>
#include <rte_stack.h>

#include "handlers.h"

static int
alloc_stack(struct rte_mempool *mp, uint32_t flags)
{
	char name[RTE_STACK_NAMESIZE];
	struct rte_stack *s;
	int n;

	n = snprintf(name, sizeof(name), RTE_MEMPOOL_MZ_FORMAT, mp->name);
	if (n < 0 || (size_t)n >= sizeof(name)) {
		MEMPOOL_LOG(ERR,
				"%s: name longer than the %zu characters that a handler with a stack can take\n",
				mp->name,
				sizeof(name) - sizeof(RTE_MEMPOOL_MZ_PREFIX));
		return -ENAMETOOLONG;
	}
	s = rte_stack_create(name, mp->size, mp->socket_id, flags);
	if (s == NULL)
		return -rte_errno;
	mp->pool_data = s;
	return 0;
}

int
mempool_stack_alloc(struct rte_mempool *mp)
{
	return alloc_stack(mp, 0);
}

int
mempool_lf_stack_alloc(struct rte_mempool *mp)
{
	return alloc_stack(mp, RTE_STACK_F_LF);
}

void
mempool_stack_free(struct rte_mempool *mp)
{
	rte_stack_free(mp->pool_data);
	mp->pool_data = NULL;
}

int
mempool_stack_enqueue(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	return likely(rte_stack_push(mp->pool_data, obj_table, n) == n)
			? 0
			: -ENOBUFS;
}

int
mempool_stack_dequeue(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	return likely(rte_stack_pop(mp->pool_data, obj_table, n) == n)
			? 0
			: -ENOBUFS;
}

unsigned int
mempool_stack_get_count(const struct rte_mempool *mp)
{
	return rte_stack_count(mp->pool_data);
}
