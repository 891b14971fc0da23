/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An example of a mempool handler: "malloc" takes each object from the C
 * library in an allocation of its own. Slower than a ring, and of no use to a
 * device or to a second process, but AddressSanitizer and valgrind then see
 * the end of every packet buffer.
 *
 * pool_data is a struct store. It knows every object that was ever made, as
 * the memory of an object must outlive its place in the pool's lists: it is
 * given back in free, or when the pool is filled anew, never in between.
 *
 * Builds unchanged against Bufplane and DPDK 22.11, into a program or as a
 * plug-in; docs/handlers.md has the commands.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_mempool.h>
#include <rte_spinlock.h>

struct store {
	rte_spinlock_t lock; /* of all that follows */
	unsigned int n_made; /* objects that exist */
	unsigned int n_idle; /* of these, the ones not handed out */
	unsigned int room;   /* of each table */
	char **blocks;       /* what malloc returned, for free */
	void **idle;         /* a stack of objects */
};

static size_t
block_size(const struct rte_mempool *mp)
{
	return RTE_ALIGN_CEIL((size_t)mp->header_size + mp->elt_size +
					mp->trailer_size,
			(size_t)RTE_MEMPOOL_ALIGN);
}

static void
drop_blocks(struct store *store, unsigned int from)
{
	unsigned int i;

	for (i = from; i < store->n_made; i++)
		free(store->blocks[i]);
	store->n_made = from;
}

static void
free_store(struct rte_mempool *mp)
{
	struct store *store = mp->pool_data;

	/* DPDK 22.11 calls free even when alloc failed or never ran. */
	if (store == NULL)
		return;
	drop_blocks(store, 0);
	free(store->blocks);
	free(store->idle);
	free(store);
	mp->pool_data = NULL;
}

static int
alloc_store(struct rte_mempool *mp)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL)
		return -ENOMEM;
	mp->pool_data = store;
	rte_spinlock_init(&store->lock);
	store->room = mp->size;
	store->blocks = calloc(mp->size, sizeof(store->blocks[0]));
	store->idle = calloc(mp->size, sizeof(store->idle[0]));
	if (store->blocks == NULL || store->idle == NULL) {
		free_store(mp);
		return -ENOMEM;
	}
	/* No device knows this memory: leaves the pool marked as NON_IO. */
	mp->flags |= RTE_MEMPOOL_F_NO_IOVA_CONTIG;
	return 0;
}

static int
enqueue(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct store *store = mp->pool_data;
	int rc = -ENOBUFS;

	rte_spinlock_lock(&store->lock);
	if (n <= store->room - store->n_idle) {
		memcpy(&store->idle[store->n_idle], obj_table,
				n * sizeof(obj_table[0]));
		store->n_idle += n;
		rc = 0;
	}
	rte_spinlock_unlock(&store->lock);
	return rc;
}

static int
dequeue(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct store *store = mp->pool_data;
	int rc = -ENOBUFS;

	rte_spinlock_lock(&store->lock);
	if (n <= store->n_idle) {
		store->n_idle -= n;
		memcpy(obj_table, &store->idle[store->n_idle],
				n * sizeof(obj_table[0]));
		rc = 0;
	}
	rte_spinlock_unlock(&store->lock);
	return rc;
}

static unsigned int
get_count(const struct rte_mempool *mp)
{
	const struct store *store = mp->pool_data;

	return __atomic_load_n(&store->n_idle, __ATOMIC_RELAXED);
}

/*
 * The library reserves a chunk before it calls populate. Nothing will lie in
 * it, so it is as small as can be.
 */
static ssize_t
calc_mem_size(const struct rte_mempool *mp, uint32_t obj_num, uint32_t pg_shift,
		size_t *min_chunk_size, size_t *align)
{
	(void)mp;
	(void)obj_num;
	(void)pg_shift;
	*min_chunk_size = RTE_MEMPOOL_ALIGN;
	*align = RTE_MEMPOOL_ALIGN;
	return RTE_MEMPOOL_ALIGN;
}

/* Make n objects behind those that exist: all, or none and -ENOMEM. */
static int
make_blocks(struct store *store, unsigned int n, size_t size)
{
	const unsigned int before = store->n_made;
	char *block;

	while (store->n_made < before + n) {
		block = aligned_alloc(RTE_MEMPOOL_ALIGN, size);
		if (block == NULL) {
			drop_blocks(store, before);
			return -ENOMEM;
		}
		/* A chunk of the library's would be zeroed as well. */
		memset(block, 0, size);
		store->blocks[store->n_made++] = block;
	}
	return 0;
}

/*
 * The chunk is only a token. All that can fail comes before the first obj_cb:
 * an object that was announced is in the pool's list, and is written to when
 * the list is taken apart.
 */
static int
populate(struct rte_mempool *mp, unsigned int max_objs, void *vaddr,
		rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	struct store *store = mp->pool_data;
	unsigned int i, first;
	void *obj;
	int rc;

	(void)vaddr;
	(void)iova;
	(void)len;
	/* The first chunk, or anew after a failure: no object is in a list. */
	if (mp->populated_size == 0) {
		drop_blocks(store, 0);
		store->n_idle = 0;
	}
	first = store->n_made;
	max_objs = RTE_MIN(max_objs, store->room - first);
	rc = make_blocks(store, max_objs, block_size(mp));
	if (rc != 0)
		return rc;
	for (i = first; i < store->n_made; i++) {
		obj = store->blocks[i] + mp->header_size;
		obj_cb(mp, obj_cb_arg, obj, RTE_BAD_IOVA);
		rc = rte_mempool_ops_enqueue_bulk(mp, &obj, 1);
		if (rc != 0)
			return rc;
	}
	return (int)max_objs;
}

static const struct rte_mempool_ops malloc_ops = {
		.name = "malloc",
		.alloc = alloc_store,
		.free = free_store,
		.enqueue = enqueue,
		.dequeue = dequeue,
		.get_count = get_count,
		.calc_mem_size = calc_mem_size,
		.populate = populate,
};

RTE_MEMPOOL_REGISTER_OPS(malloc_ops);
