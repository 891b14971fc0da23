/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The handlers that keep a pool's free objects in a ring: ring_mp_mc,
 * ring_sp_sc, ring_mp_sc, ring_sp_mc, ring_mt_rts and ring_mt_hts. pool_data
 * is the ring, named after the pool, with room for all its objects, so that a
 * put always fits.
 */
#include <rte_errno.h>
#include <rte_ring.h>

#include "handlers.h"

static int
alloc_ring(struct rte_mempool *mp, unsigned int flags)
{
	char name[RTE_RING_NAMESIZE];
	struct rte_ring *r;

	snprintf(name, sizeof(name), RTE_MEMPOOL_MZ_FORMAT, mp->name);
	r = rte_ring_create(
			name, mp->size, mp->socket_id, flags | RING_F_EXACT_SZ);
	if (r == NULL)
		return -rte_errno;
	mp->pool_data = r;
	return 0;
}

int
mempool_ring_alloc_mp_mc(struct rte_mempool *mp)
{
	return alloc_ring(mp, 0);
}

int
mempool_ring_alloc_sp_sc(struct rte_mempool *mp)
{
	return alloc_ring(mp, RING_F_SP_ENQ | RING_F_SC_DEQ);
}

int
mempool_ring_alloc_mp_sc(struct rte_mempool *mp)
{
	return alloc_ring(mp, RING_F_SC_DEQ);
}

int
mempool_ring_alloc_sp_mc(struct rte_mempool *mp)
{
	return alloc_ring(mp, RING_F_SP_ENQ);
}

int
mempool_ring_alloc_mt_rts(struct rte_mempool *mp)
{
	return alloc_ring(mp, RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ);
}

int
mempool_ring_alloc_mt_hts(struct rte_mempool *mp)
{
	return alloc_ring(mp, RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ);
}

void
mempool_ring_free(struct rte_mempool *mp)
{
	rte_ring_free(mp->pool_data);
	mp->pool_data = NULL;
}

/* What a bulk call of a ring, asked for n, tells the pool. */
static __rte_always_inline int
ring_result(unsigned int done, unsigned int n)
{
	return likely(done == n) ? 0 : -ENOBUFS;
}

/*
 * One object has code of its own: it needs no call to copy, and so no
 * registers saved around it.
 */
static __rte_noinline int
enqueue_many_mp(struct rte_ring *r, void *const *obj_table, unsigned int n)
{
	return ring_result(rte_ring_mp_enqueue_bulk(r, obj_table, n, NULL), n);
}

int
mempool_ring_enqueue_mp(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (n != 1)
		return enqueue_many_mp(r, obj_table, n);
	return ring_result(rte_ring_mp_enqueue_bulk(r, obj_table, 1, NULL), 1);
}

static __rte_noinline int
enqueue_many_sp(struct rte_ring *r, void *const *obj_table, unsigned int n)
{
	return ring_result(rte_ring_sp_enqueue_bulk(r, obj_table, n, NULL), n);
}

int
mempool_ring_enqueue_sp(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (n != 1)
		return enqueue_many_sp(r, obj_table, n);
	return ring_result(rte_ring_sp_enqueue_bulk(r, obj_table, 1, NULL), 1);
}

static __rte_noinline int
dequeue_many_mc(struct rte_ring *r, void **obj_table, unsigned int n)
{
	return ring_result(rte_ring_mc_dequeue_bulk(r, obj_table, n, NULL), n);
}

int
mempool_ring_dequeue_mc(
		struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (n != 1)
		return dequeue_many_mc(r, obj_table, n);
	return ring_result(rte_ring_mc_dequeue_bulk(r, obj_table, 1, NULL), 1);
}

static __rte_noinline int
dequeue_many_sc(struct rte_ring *r, void **obj_table, unsigned int n)
{
	return ring_result(rte_ring_sc_dequeue_bulk(r, obj_table, n, NULL), n);
}

int
mempool_ring_dequeue_sc(
		struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (n != 1)
		return dequeue_many_sc(r, obj_table, n);
	return ring_result(rte_ring_sc_dequeue_bulk(r, obj_table, 1, NULL), 1);
}

/*
 * With a relaxed tail a ring may look full to who puts back what it has got,
 * or empty to who gets what it has put, as long as other threads are between
 * claim and end. The heads tell how many objects there will be in the ring
 * then: while these say that n fit, or are there, it is worth waiting. Which
 * head is read first makes an estimate err on the side of waiting.
 */
static uint32_t
head_of_rts(const struct rte_ring_rts_headtail *side)
{
	/* Pairs with [C3] of rte_ring_rts_elem_pvt.h; keeps the order. */
	return __atomic_load_n(&side->head.val.pos, __ATOMIC_ACQUIRE);
}

static bool
will_fit(const struct rte_ring *r, unsigned int n)
{
	uint32_t end = head_of_rts(&r->rts_prod);

	return end - head_of_rts(&r->rts_cons) + n <= r->capacity;
}

static bool
will_be_there(const struct rte_ring *r, unsigned int n)
{
	uint32_t start = head_of_rts(&r->rts_cons);

	return head_of_rts(&r->rts_prod) - start >= n;
}

static __rte_noinline int
enqueue_many_rts(struct rte_ring *r, void *const *obj_table, unsigned int n)
{
	unsigned int turns = 0;

	while (unlikely(rte_ring_mp_rts_enqueue_bulk(r, obj_table, n, NULL) !=
			n)) {
		if (!will_fit(r, n) ||
				bp_ring_rts_hopeless(r, &r->rts_cons, &turns))
			return -ENOBUFS;
	}
	return 0;
}

int
mempool_ring_enqueue_rts(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (likely(n == 1) &&
			likely(rte_ring_mp_rts_enqueue_bulk(
					       r, obj_table, 1, NULL) == 1))
		return 0;
	return enqueue_many_rts(r, obj_table, n);
}

static __rte_noinline int
dequeue_many_rts(struct rte_ring *r, void **obj_table, unsigned int n)
{
	unsigned int turns = 0;

	while (unlikely(rte_ring_mc_rts_dequeue_bulk(r, obj_table, n, NULL) !=
			n)) {
		if (!will_be_there(r, n) ||
				bp_ring_rts_hopeless(r, &r->rts_prod, &turns))
			return -ENOBUFS;
	}
	return 0;
}

int
mempool_ring_dequeue_rts(
		struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (likely(n == 1) &&
			likely(rte_ring_mc_rts_dequeue_bulk(
					       r, obj_table, 1, NULL) == 1))
		return 0;
	return dequeue_many_rts(r, obj_table, n);
}

static __rte_noinline int
enqueue_many_hts(struct rte_ring *r, void *const *obj_table, unsigned int n)
{
	return ring_result(
			rte_ring_mp_hts_enqueue_bulk(r, obj_table, n, NULL), n);
}

int
mempool_ring_enqueue_hts(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (n != 1)
		return enqueue_many_hts(r, obj_table, n);
	return ring_result(
			rte_ring_mp_hts_enqueue_bulk(r, obj_table, 1, NULL), 1);
}

static __rte_noinline int
dequeue_many_hts(struct rte_ring *r, void **obj_table, unsigned int n)
{
	return ring_result(
			rte_ring_mc_hts_dequeue_bulk(r, obj_table, n, NULL), n);
}

int
mempool_ring_dequeue_hts(
		struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_ring *r = mp->pool_data;

	if (n != 1)
		return dequeue_many_hts(r, obj_table, n);
	return ring_result(
			rte_ring_mc_hts_dequeue_bulk(r, obj_table, 1, NULL), 1);
}

unsigned int
mempool_ring_get_count(const struct rte_mempool *mp)
{
	return rte_ring_count(mp->pool_data);
}
