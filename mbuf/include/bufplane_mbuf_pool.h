/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools of packet buffers: making one, what it says about its buffers, and
 * where the parts of a buffer lie. An object of such a pool is
 *
 *	struct rte_mbuf | private area | data room (headroom, data, tailroom)
 *
 * except in a pinned pool, whose data rooms are the program's memory.
 * Programs include rte_mbuf.h.
 */
#ifndef BUFPLANE_MBUF_POOL_H
#define BUFPLANE_MBUF_POOL_H

#include <assert.h>
#include <stdint.h>

#include <rte_mbuf_core.h>
#include <rte_mempool.h>
#include <rte_prefetch.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The first part of a pool's private area. */
struct rte_pktmbuf_pool_private {
	uint16_t mbuf_data_room_size; /* headroom included */
	uint16_t mbuf_priv_size;      /* of each buffer's private area */
	uint32_t flags;               /* RTE_PKTMBUF_POOL_F_* */
};

static_assert(sizeof(struct rte_pktmbuf_pool_private) == 8,
		"rte_pktmbuf_pool_private size");

/* Data rooms are external memory that never changes its buffer. */
#define RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF (1 << 0)

/* One stretch of memory of the program's, for pinned buffers. */
struct rte_pktmbuf_extmem {
	void *buf_ptr;
	rte_iova_t buf_iova; /* RTE_BAD_IOVA: no device will see it */
	size_t buf_len;
	uint16_t elt_size; /* of one data room */
};

static_assert(sizeof(struct rte_pktmbuf_extmem) == 32,
		"rte_pktmbuf_extmem size");

/*
 * A pool of n packet buffers, with the handler that
 * rte_mbuf_best_mempool_ops() names. priv_size is a multiple of
 * RTE_MBUF_PRIV_ALIGN; data_room_size includes the headroom. NULL on failure,
 * with rte_errno: EINVAL (priv_size, cache_size, unknown handler), ENOMEM,
 * EEXIST (the name is taken), ENAMETOOLONG, ENOSPC. One thread at a time.
 */
struct rte_mempool *rte_pktmbuf_pool_create(const char *name, unsigned int n,
		unsigned int cache_size, uint16_t priv_size,
		uint16_t data_room_size, int socket_id);

/* As rte_pktmbuf_pool_create(), but with the handler named, unless NULL. */
struct rte_mempool *rte_pktmbuf_pool_create_by_ops(const char *name,
		unsigned int n, unsigned int cache_size, uint16_t priv_size,
		uint16_t data_room_size, int socket_id, const char *ops_name);

/*
 * As rte_pktmbuf_pool_create(), but the data rooms are cut from the ext_num
 * stretches of ext_mem, whose memory must outlive the pool, and stays the
 * program's; a stretch shorter than one room is skipped. EINVAL as well for
 * a stretch without memory or with rooms that are too small, ENOMEM when they
 * hold fewer than n.
 */
struct rte_mempool *rte_pktmbuf_pool_create_extbuf(const char *name,
		unsigned int n, unsigned int cache_size, uint16_t priv_size,
		uint16_t data_room_size, int socket_id,
		const struct rte_pktmbuf_extmem *ext_mem, unsigned int ext_num);

/*
 * For pools made by hand with rte_mempool_create(): its mp_init. opaque_arg is
 * a struct rte_pktmbuf_pool_private to copy, or NULL: no private area and all
 * of the element behind struct rte_mbuf as data room, up to 65,535 bytes.
 * What does not fit into the elements is refused: buffers have neither private
 * area nor data room then. A pool that no mbuf fits into is left alone. Both
 * are a log line and rte_errno EINVAL.
 */
void rte_pktmbuf_pool_init(struct rte_mempool *mp, void *opaque_arg);

/*
 * The same pools' obj_init: put buffer obj into its pool's resting state. Does
 * nothing in a pool that rte_pktmbuf_pool_init() left alone.
 */
void rte_pktmbuf_init(struct rte_mempool *mp, void *opaque_arg, void *obj,
		unsigned int i);

/* Bytes of a data room of the pool, headroom included. */
static inline uint16_t
rte_pktmbuf_data_room_size(struct rte_mempool *mp)
{
	const struct rte_pktmbuf_pool_private *priv =
			(const struct rte_pktmbuf_pool_private *)
					rte_mempool_get_priv(mp);

	return priv->mbuf_data_room_size;
}

/* Bytes of the private area of each buffer of the pool. */
static inline uint16_t
rte_pktmbuf_priv_size(struct rte_mempool *mp)
{
	const struct rte_pktmbuf_pool_private *priv =
			(const struct rte_pktmbuf_pool_private *)
					rte_mempool_get_priv(mp);

	return priv->mbuf_priv_size;
}

/* RTE_PKTMBUF_POOL_F_* of the pool. */
static inline uint32_t
rte_pktmbuf_priv_flags(struct rte_mempool *mp)
{
	const struct rte_pktmbuf_pool_private *priv =
			(const struct rte_pktmbuf_pool_private *)
					rte_mempool_get_priv(mp);

	return priv->flags;
}

/* Whether mb's pool is one of pinned external buffers. */
#define RTE_MBUF_HAS_PINNED_EXTBUF(mb)                                         \
	((rte_pktmbuf_priv_flags((mb)->pool) &                                 \
			 RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF) != 0)

/* The private area of a buffer. */
static inline void *
rte_mbuf_to_priv(struct rte_mbuf *m)
{
	return m + 1;
}

/* The data room that belongs to mb by its pool, whatever it is attached to. */
static inline char *
rte_mbuf_buf_addr(struct rte_mbuf *mb, struct rte_mempool *mp)
{
	return (char *)rte_mbuf_to_priv(mb) + rte_pktmbuf_priv_size(mp);
}

/* As rte_mbuf_buf_addr(), with the buffer's own pool. */
static inline char *
rte_mbuf_to_baddr(struct rte_mbuf *md)
{
	return rte_mbuf_buf_addr(md, md->pool);
}

/* Where data starts in the buffer's own data room after a reset. */
static inline char *
rte_mbuf_data_addr_default(struct rte_mbuf *mb)
{
	return rte_mbuf_to_baddr(mb) + RTE_PKTMBUF_HEADROOM;
}

/* The direct buffer whose data room the indirect buffer mi uses. */
static inline struct rte_mbuf *
rte_mbuf_from_indirect(struct rte_mbuf *mi)
{
	return (struct rte_mbuf *)(void *)((char *)mi->buf_addr -
			mi->priv_size - sizeof(struct rte_mbuf));
}

static inline rte_iova_t
rte_mbuf_iova_get(const struct rte_mbuf *m)
{
	return m->buf_iova;
}

static inline void
rte_mbuf_iova_set(struct rte_mbuf *m, rte_iova_t iova)
{
	m->buf_iova = iova;
}

/* The IOVA of the first byte of data. */
static inline rte_iova_t
rte_mbuf_data_iova(const struct rte_mbuf *mb)
{
	return rte_mbuf_iova_get(mb) + mb->data_off;
}

/* The IOVA of the first byte of data of a buffer just reset. */
static inline rte_iova_t
rte_mbuf_data_iova_default(const struct rte_mbuf *mb)
{
	return rte_mbuf_iova_get(mb) + RTE_PKTMBUF_HEADROOM;
}

/* Fetch the line that receive paths use. */
static inline void
rte_mbuf_prefetch_part1(struct rte_mbuf *m)
{
	rte_prefetch0(&m->cacheline0);
}

/* Fetch the second line, where lines are 64 bytes. */
static inline void
rte_mbuf_prefetch_part2(struct rte_mbuf *m)
{
#if RTE_CACHE_LINE_SIZE == 64
	rte_prefetch0(&m->cacheline1);
#else
	(void)m;
#endif
}

#ifdef __cplusplus
}
#endif

#endif
