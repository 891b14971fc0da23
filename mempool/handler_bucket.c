/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The handler that keeps a pool's objects in buckets: pieces of memory,
 * aligned to their size, of `room` adjacent objects behind a pointer to the
 * state of the bucket. Single gets drain one bucket after the other, so that
 * the others stay whole for who wants blocks.
 *
 * [B1] The objects of bucket b that nobody holds are b->free[0 .. nb_free).
 * [B2] A bucket with nb_free == room is on the list `whole`, one with none is
 *      on no list, any other on `partial`. The end of a chunk or of the pool
 *      may give a bucket with fewer objects than room: it is never whole.
 * [B3] pool->nb_free is the sum of the buckets' nb_free, pool->nb_whole the
 *      length of `whole`.
 * All of this changes under the pool's lock; nb_free may be read without. If
 * the lock's holder dies, it may not hold: nothing goes in or out any more
 * until mempool_bucket_reset().
 */
#include <bufplane_group.h>

#include <rte_malloc.h>

#include "handlers.h"

/* Of a bucket, unless pages are smaller or an object is larger. */
#define BUCKET_SIZE UINT64_C(65536)
/* The largest alignment that memory can be asked for. */
#define BUCKET_SIZE_MAX (UINT64_C(1) << 31)
/* Places are counted in units of this many bytes, which all objects keep. */
#define UNIT sizeof(uint64_t)

static_assert(BUCKET_SIZE / UNIT <= UINT16_MAX, "a place is an uint16_t");

struct bucket {
	TAILQ_ENTRY(bucket) link;
	char *base;
	uint32_t nb_objs;
	uint32_t nb_free;
	uint16_t free[]; /* places of objects: units from base on */
};

TAILQ_HEAD(bucket_list, bucket);

/* How the buckets of a pool are made up. */
struct layout {
	size_t size;   /* of a bucket, a power of two */
	size_t header; /* bytes in front of its first object */
	size_t stride; /* bytes of its state */
	uint32_t room; /* objects it has if it is not cut short */
};

/* The states of the buckets of one chunk. */
struct segment {
	struct segment *next;
	size_t n;
	char states[] __rte_cache_aligned;
};

struct bucket_pool {
	int lock; /* bp_group_lock() */
	bool broken;
	uint32_t nb_free;
	uint32_t nb_whole;
	struct bucket_list whole;
	struct bucket_list partial;
	struct layout layout;
	struct segment *segments;
};

/* Lay out the buckets of a pool; 0, or -EINVAL for objects too large. */
static int
make_layout(const struct rte_mempool *mp, struct layout *layout)
{
	const size_t total = mempool_total_size(mp);
	const size_t page = mempool_page_size(mp);
	size_t state;

	layout->header = (mp->flags & RTE_MEMPOOL_F_NO_CACHE_ALIGN) != 0
			? sizeof(struct bucket *)
			: RTE_MEMPOOL_ALIGN;
	/* Within a page no object lies across the border of one. */
	layout->size = page == 0 ? BUCKET_SIZE : RTE_MIN(page, BUCKET_SIZE);
	layout->room = (uint32_t)((layout->size - layout->header) / total);
	if (layout->room == 0) {
		layout->size = rte_align64pow2(layout->header + total);
		layout->room = 1;
	}
	if (layout->size > BUCKET_SIZE_MAX) {
		MEMPOOL_LOG(ERR,
				"%s: objects of %zu bytes: must be less than %" PRIu64
				" for the handler bucket\n",
				mp->name, total, BUCKET_SIZE_MAX);
		return -EINVAL;
	}
	state = sizeof(struct bucket) + layout->room * sizeof(uint16_t);
	layout->stride = RTE_ALIGN_CEIL(state, (size_t)RTE_CACHE_LINE_SIZE);
	return 0;
}

/* The layout that a pool has, or would have if its alloc ran now. */
static int
get_layout(const struct rte_mempool *mp, struct layout *layout)
{
	const struct bucket_pool *pool = mp->pool_data;

	if ((mp->flags & RTE_MEMPOOL_F_POOL_CREATED) == 0)
		return make_layout(mp, layout);
	*layout = pool->layout;
	return 0;
}

int
mempool_bucket_alloc(struct rte_mempool *mp)
{
	struct bucket_pool *pool;
	struct layout layout;
	int rc = make_layout(mp, &layout);

	if (rc != 0)
		return rc;
	pool = rte_zmalloc_socket("MEMPOOL_BUCKETS", sizeof(*pool),
			RTE_CACHE_LINE_SIZE, mp->socket_id);
	if (pool == NULL) {
		MEMPOOL_LOG(ERR, "%s: no memory for its lists of buckets\n",
				mp->name);
		return -ENOMEM;
	}
	TAILQ_INIT(&pool->whole);
	TAILQ_INIT(&pool->partial);
	pool->layout = layout;
	mp->pool_data = pool;
	return 0;
}

void
mempool_bucket_free(struct rte_mempool *mp)
{
	struct bucket_pool *pool = mp->pool_data;
	struct segment *segment;

	while ((segment = pool->segments) != NULL) {
		pool->segments = segment->next;
		rte_free(segment);
	}
	rte_free(pool);
	mp->pool_data = NULL;
}

/* Take the lock; false: the pool is broken. */
static __rte_always_inline bool
lock(const struct rte_mempool *mp, struct bucket_pool *pool)
{
	if (unlikely(!bp_group_lock(&pool->lock))) {
		pool->broken = true;
		MEMPOOL_LOG(ERR,
				"%s: a process died while it used its buckets: gets and puts fail until bp_mempool_recover()\n",
				mp->name);
	}
	if (likely(!pool->broken))
		return true;
	bp_group_unlock(&pool->lock);
	return false;
}

void
mempool_bucket_reset(struct rte_mempool *mp)
{
	struct bucket_pool *pool = mp->pool_data;
	struct segment *segment;
	struct bucket *b;
	size_t i;

	for (segment = pool->segments; segment != NULL;
			segment = segment->next) {
		for (i = 0; i < segment->n; i++) {
			b = RTE_PTR_ADD(segment->states,
					i * pool->layout.stride);
			b->nb_free = 0;
		}
	}
	TAILQ_INIT(&pool->whole);
	TAILQ_INIT(&pool->partial);
	pool->nb_whole = 0;
	pool->nb_free = 0;
	pool->broken = false;
	pool->lock = 0;
}

static struct bucket *
bucket_of(const struct bucket_pool *pool, const void *obj)
{
	return *(struct bucket **)((uintptr_t)obj & ~(pool->layout.size - 1));
}

/* The list that [B2] puts a bucket with that many free objects on. */
static struct bucket_list *
list_of(struct bucket_pool *pool, uint32_t nb_free)
{
	if (nb_free == 0)
		return NULL;
	return nb_free == pool->layout.room ? &pool->whole : &pool->partial;
}

/* Set a bucket's number of free objects; keeps [B2] and nb_whole. */
static void
set_free(struct bucket_pool *pool, struct bucket *b, uint32_t nb_free)
{
	struct bucket_list *from = list_of(pool, b->nb_free);
	struct bucket_list *to = list_of(pool, nb_free);

	b->nb_free = nb_free;
	if (likely(from == to))
		return;
	if (from != NULL)
		TAILQ_REMOVE(from, b, link);
	/*
	 * Gets drain the first of the partial ones; the others have time to
	 * become whole. Of the whole ones the last is in a cache still.
	 */
	if (to == &pool->whole)
		TAILQ_INSERT_HEAD(to, b, link);
	else if (to != NULL)
		TAILQ_INSERT_TAIL(to, b, link);
	pool->nb_whole += to == &pool->whole;
	pool->nb_whole -= from == &pool->whole;
}

/* The lock is held; atomic for those who count meanwhile. */
static void
add_count(struct bucket_pool *pool, uint32_t n)
{
	/* Pairs with mempool_bucket_get_count(). */
	__atomic_store_n(&pool->nb_free, pool->nb_free + n, __ATOMIC_RELAXED);
}

/* Get up to n objects of one bucket; returns how many. */
static uint32_t
drain(struct bucket_pool *pool, struct bucket *b, void **objs, unsigned int n)
{
	uint32_t left = b->nb_free;
	uint32_t end = left - RTE_MIN(left, n);

	while (left > end)
		*objs++ = b->base + b->free[--left] * UNIT;
	n = b->nb_free - end;
	set_free(pool, b, end);
	return n;
}

int
mempool_bucket_dequeue(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct bucket_pool *pool = mp->pool_data;
	struct bucket *b;
	unsigned int got;

	if (unlikely(!lock(mp, pool)))
		return -ENOBUFS;
	if (unlikely(pool->nb_free < n)) {
		bp_group_unlock(&pool->lock);
		return -ENOBUFS;
	}
	/* By [B3] the lists do not run dry. */
	for (got = 0; got < n;) {
		b = TAILQ_FIRST(&pool->partial);
		if (b == NULL)
			b = TAILQ_FIRST(&pool->whole);
		got += drain(pool, b, &obj_table[got], n - got);
	}
	add_count(pool, -n);
	bp_group_unlock(&pool->lock);
	return 0;
}

/* Whether an object fits in its bucket; if not, it is there already. */
static bool
put_back(struct bucket_pool *pool, void *obj)
{
	struct bucket *b = bucket_of(pool, obj);

	if (unlikely(b->nb_free == b->nb_objs))
		return false;
	b->free[b->nb_free] = (uint16_t)(((char *)obj - b->base) / UNIT);
	set_free(pool, b, b->nb_free + 1);
	return true;
}

int
mempool_bucket_enqueue(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct bucket_pool *pool = mp->pool_data;
	struct bucket *b;
	unsigned int i;

	if (unlikely(!lock(mp, pool)))
		return -ENOBUFS;
	for (i = 0; i < n && put_back(pool, obj_table[i]); i++)
		;
	if (likely(i == n)) {
		add_count(pool, n);
		bp_group_unlock(&pool->lock);
		return 0;
	}
	/* All or none: what was put last is on top. */
	while (i-- > 0) {
		b = bucket_of(pool, obj_table[i]);
		set_free(pool, b, b->nb_free - 1);
	}
	bp_group_unlock(&pool->lock);
	return -ENOBUFS;
}

int
mempool_bucket_dequeue_blocks(
		struct rte_mempool *mp, void **first_obj_table, unsigned int n)
{
	struct bucket_pool *pool = mp->pool_data;
	const size_t offset = pool->layout.header + mp->header_size;
	struct bucket *b;
	unsigned int i;

	if (unlikely(!lock(mp, pool)))
		return -ENOBUFS;
	if (unlikely(pool->nb_whole < n)) {
		bp_group_unlock(&pool->lock);
		return -ENOBUFS;
	}
	for (i = 0; i < n; i++) {
		b = TAILQ_FIRST(&pool->whole);
		first_obj_table[i] = b->base + offset;
		set_free(pool, b, 0);
	}
	add_count(pool, -(n * pool->layout.room));
	bp_group_unlock(&pool->lock);
	return 0;
}

unsigned int
mempool_bucket_get_count(const struct rte_mempool *mp)
{
	const struct bucket_pool *pool = mp->pool_data;

	/* Pairs with add_count(), of which any recent one will do. */
	return __atomic_load_n(&pool->nb_free, __ATOMIC_RELAXED);
}

int
mempool_bucket_get_info(
		const struct rte_mempool *mp, struct rte_mempool_info *info)
{
	struct layout layout;
	int rc = get_layout(mp, &layout);

	if (rc == 0)
		info->contig_block_size = layout.room;
	return rc;
}

ssize_t
mempool_bucket_calc_mem_size(const struct rte_mempool *mp, uint32_t obj_num,
		uint32_t pg_shift, size_t *min_chunk_size, size_t *align)
{
	const size_t page = (size_t)1 << pg_shift;
	struct layout layout;
	size_t size;
	int rc = get_layout(mp, &layout);

	if (rc != 0)
		return rc;
	size = ((size_t)obj_num + layout.room - 1) / layout.room;
	/* UINT32_MAX buckets of BUCKET_SIZE_MAX bytes are below 2^63. */
	size *= layout.size;
	/* Memory that is aligned to such a page only: a part may be lost. */
	if (obj_num != 0 && pg_shift != 0 && page < layout.size)
		size += layout.size - page;
	*min_chunk_size = layout.size;
	*align = layout.size;
	return (ssize_t)size;
}

/* Where populate cuts objects from, and what of it is left. */
struct cut {
	struct rte_mempool *mp;
	uintptr_t begin, end;
	uintptr_t base;  /* of the next bucket */
	rte_iova_t iova; /* of begin, or RTE_BAD_IOVA */
	unsigned int left;
	rte_mempool_populate_obj_cb_t *obj_cb;
	void *arg;
};

/* Cut the bucket at c->base; returns its number of objects. */
static unsigned int
cut_bucket(struct bucket_pool *pool, struct cut *c, struct bucket *b)
{
	const size_t total = mempool_total_size(c->mp);
	const size_t offset = pool->layout.header + c->mp->header_size;
	size_t len = RTE_MIN(c->end - c->base, pool->layout.size);
	unsigned int i, n;

	if (len < pool->layout.header + total)
		return 0;
	n = (unsigned int)((len - pool->layout.header) / total);
	n = RTE_MIN(RTE_MIN(n, c->left), pool->layout.room);
	b->base = (char *)c->base;
	b->nb_objs = n;
	*(struct bucket **)c->base = b;
	for (i = 0; i < n; i++) {
		uintptr_t obj = c->base + offset + i * total;

		c->obj_cb(c->mp, c->arg, (void *)obj,
				c->iova == RTE_BAD_IOVA
						? RTE_BAD_IOVA
						: c->iova + (obj - c->begin));
		/* The first one on top. */
		b->free[n - 1 - i] = (uint16_t)((obj - c->base) / UNIT);
	}
	return n;
}

int
/* NOLINTNEXTLINE(readability-function-size): parameters as in 22.11 */
mempool_bucket_populate(struct rte_mempool *mp, unsigned int max_objs,
		void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	struct bucket_pool *pool = mp->pool_data;
	const struct layout *layout = &pool->layout;
	const uintptr_t begin = (uintptr_t)vaddr;
	struct cut c = {
			.mp = mp,
			.begin = begin,
			.end = begin + len,
			.base = RTE_ALIGN_CEIL(begin, (uintptr_t)layout->size),
			.iova = iova,
			.left = max_objs,
			.obj_cb = obj_cb,
			.arg = obj_cb_arg,
	};
	struct segment *segment;
	struct bucket *b;
	unsigned int n;
	size_t buckets;

	if (max_objs == 0 || c.base >= c.end ||
			c.end - c.base <
					layout->header + mempool_total_size(mp))
		return 0;
	buckets = RTE_MIN((c.end - c.base + layout->size - 1) / layout->size,
			((size_t)max_objs + layout->room - 1) / layout->room);
	segment = rte_zmalloc_socket("MEMPOOL_BUCKETS",
			sizeof(*segment) + buckets * layout->stride,
			RTE_CACHE_LINE_SIZE, mp->socket_id);
	if (segment == NULL) {
		MEMPOOL_LOG(ERR, "%s: no memory for %zu buckets\n", mp->name,
				buckets);
		return -ENOMEM;
	}
	segment->n = buckets;
	if (!lock(mp, pool)) {
		rte_free(segment);
		return -EIO;
	}
	segment->next = pool->segments;
	pool->segments = segment;
	for (b = (struct bucket *)segment->states; buckets > 0; buckets--) {
		n = cut_bucket(pool, &c, b);
		set_free(pool, b, n);
		add_count(pool, n);
		c.left -= n;
		c.base += layout->size;
		b = RTE_PTR_ADD(b, layout->stride);
	}
	bp_group_unlock(&pool->lock);
	return (int)(max_objs - c.left);
}
