/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools of packet buffers: a mempool whose private area says how its objects
 * are laid out, and whose objects are put into the resting state once.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_mbuf_pool_ops.h>

#include "mbuf.h"

/* Whether buffers can be described in the pool, and be its objects. */
static bool
takes_buffers(const struct rte_mempool *mp)
{
	return mp->private_data_size >=
			sizeof(struct rte_pktmbuf_pool_private) &&
			mp->elt_size >= sizeof(struct rte_mbuf);
}

/* Whether the pool's elements hold such buffers. */
static bool
fits(const struct rte_mempool *mp, const struct rte_pktmbuf_pool_private *priv)
{
	size_t behind = (priv->flags & RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF) != 0
			? sizeof(struct rte_mbuf_ext_shared_info)
			: priv->mbuf_data_room_size;

	return mp->elt_size >=
			sizeof(struct rte_mbuf) + priv->mbuf_priv_size + behind;
}

BP_EXPORT
void
rte_pktmbuf_pool_init(struct rte_mempool *mp, void *opaque_arg)
{
	struct rte_pktmbuf_pool_private *to = rte_mempool_get_priv(mp);
	const struct rte_pktmbuf_pool_private *from = opaque_arg;
	struct rte_pktmbuf_pool_private priv = {0};

	if (!takes_buffers(mp)) {
		MBUF_LOG(ERR, "pool %s: %u private bytes and elements of %u bytes do for no mbufs, which need %zu and %zu\n",
				mp->name, mp->private_data_size, mp->elt_size,
				sizeof(*to), sizeof(struct rte_mbuf));
		rte_errno = EINVAL;
		return;
	}
	if (from == NULL) {
		priv.mbuf_data_room_size = (uint16_t)RTE_MIN(
				mp->elt_size - sizeof(struct rte_mbuf),
				(size_t)UINT16_MAX);
	} else if (fits(mp, from)) {
		priv = *from;
	} else {
		MBUF_LOG(ERR, "pool %s: elements of %u bytes are too small for mbufs with %u private bytes and a data room of %u; they get neither\n",
				mp->name, mp->elt_size, from->mbuf_priv_size,
				from->mbuf_data_room_size);
		rte_errno = EINVAL;
	}
	*to = priv;
}

BP_EXPORT
void
rte_pktmbuf_init(struct rte_mempool *mp, void *opaque_arg, void *obj,
		unsigned int i)
{
	struct rte_mbuf *m = obj;
	uint16_t priv_size;
	size_t ahead;

	(void)opaque_arg;
	if (!takes_buffers(mp))
		return; /* rte_pktmbuf_pool_init() said so */
	priv_size = rte_pktmbuf_priv_size(mp);
	ahead = sizeof(*m) + priv_size;
	memset(m, 0, ahead);
	m->pool = mp;
	m->priv_size = priv_size;
	bp_mbuf_use_memory(m, (char *)obj + ahead,
			rte_mempool_virt2iova(obj) + ahead,
			rte_pktmbuf_data_room_size(mp));
	rte_mbuf_refcnt_set(m, 1);
	rte_pktmbuf_reset(m);
	if (i == 0)
		mbuf_history_pool(mp);
}

int
mbuf_priv_size_check(const char *name, uint16_t priv_size)
{
	if (priv_size % RTE_MBUF_PRIV_ALIGN == 0)
		return 0;
	MBUF_LOG(ERR, "pool %s: a private area of %u bytes is not a multiple of %d\n",
			name, priv_size, RTE_MBUF_PRIV_ALIGN);
	return -EINVAL;
}

/* Give an empty pool its handler, its private area and its objects. */
static int
furnish(struct rte_mempool *mp, const struct mbuf_pool_args *args)
{
	struct rte_pktmbuf_pool_private priv = args->priv;
	const char *ops_name = args->ops_name;
	int rc;

	if (ops_name == NULL)
		ops_name = rte_mbuf_best_mempool_ops();
	rc = rte_mempool_set_ops_byname(mp, ops_name, NULL);
	if (rc != 0) {
		MBUF_LOG(ERR, "pool %s: no mempool handler is named %s\n",
				args->name, ops_name);
		return rc;
	}
	rte_pktmbuf_pool_init(mp, &priv);
	rc = rte_mempool_populate_default(mp);
	return rc < 0 ? rc : 0;
}

struct rte_mempool *
mbuf_pool_make(const struct mbuf_pool_args *args,
		rte_mempool_obj_cb_t *obj_init, void *obj_arg)
{
	struct rte_mempool *mp;
	int rc;

	mp = rte_mempool_create_empty(args->name, args->n, args->elt_size,
			args->cache_size,
			sizeof(struct rte_pktmbuf_pool_private),
			args->socket_id, 0);
	if (mp == NULL)
		return NULL;
	rc = furnish(mp, args);
	if (rc != 0) {
		rte_mempool_free(mp);
		rte_errno = -rc;
		return NULL;
	}
	rte_mempool_obj_iter(mp, obj_init, obj_arg);
	return mp;
}

BP_EXPORT
struct rte_mempool *
rte_pktmbuf_pool_create_by_ops(const char *name, unsigned int n,
		unsigned int cache_size, uint16_t priv_size,
		uint16_t data_room_size, int socket_id, const char *ops_name)
{
	struct mbuf_pool_args args = {
			.name = name,
			.ops_name = ops_name,
			.n = n,
			.cache_size = cache_size,
			.elt_size = sizeof(struct rte_mbuf) +
					(unsigned int)priv_size +
					data_room_size,
			.socket_id = socket_id,
			.priv = {.mbuf_data_room_size = data_room_size,
					.mbuf_priv_size = priv_size},
	};

	if (mbuf_priv_size_check(name, priv_size) != 0) {
		rte_errno = EINVAL;
		return NULL;
	}
	return mbuf_pool_make(&args, rte_pktmbuf_init, NULL);
}

BP_EXPORT
struct rte_mempool *
rte_pktmbuf_pool_create(const char *name, unsigned int n,
		unsigned int cache_size, uint16_t priv_size,
		uint16_t data_room_size, int socket_id)
{
	return rte_pktmbuf_pool_create_by_ops(name, n, cache_size, priv_size,
			data_room_size, socket_id, NULL);
}
