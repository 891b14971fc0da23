/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking a view of a pool. A view is one piece of the C library's memory with
 * the chunks and then the caches behind it, so that looking at a pool changes
 * nothing in the memory that pools are made of. What is counted while others
 * get and put may not add up: then the handler's share gives way.
 */
#include <bufplane_mempool_view.h>
#include <stdlib.h>

#include <rte_errno.h>
#include <rte_string_fns.h>

#include "checks.h"

/* Room for caches that are set up while they are counted. */
#define SPARE_CACHES 8

struct taking {
	struct bp_mempool_view_cache *caches;
	uint32_t n;
	uint32_t room;
	uint64_t objects;
};

static void
add_cache(void *arg, const struct bp_mempool_view_cache *cache)
{
	struct taking *t = arg;

	t->objects += cache->len;
	if (t->n < t->room)
		t->caches[t->n] = *cache;
	t->n++;
}

static uint32_t
take_caches(struct bp_mempool_view *view, const struct rte_mempool *mp,
		struct bp_mempool_view_cache *caches, uint32_t room)
{
	struct taking t = {.caches = caches, .room = room};

	mempool_each_cache(mp, add_cache, &t);
	view->caches = caches;
	view->caches_n = RTE_MIN(t.n, room);
	return (uint32_t)RTE_MIN(t.objects, mp->populated_size);
}

static uint32_t
count_caches(const struct rte_mempool *mp)
{
	struct taking t = {.room = 0};

	mempool_each_cache(mp, add_cache, &t);
	return t.n == 0 && mp->cache_size == 0 ? 0 : t.n + SPARE_CACHES;
}

static void
take_chunks(struct bp_mempool_view *view, const struct rte_mempool *mp,
		struct bp_mempool_view_chunk *chunks, uint32_t room)
{
	const struct rte_mempool_memhdr *hdr;
	const struct rte_memseg_list *msl;

	STAILQ_FOREACH (hdr, &mp->mem_list, next) {
		if (view->chunks_n == room)
			break;
		msl = rte_mem_virt2memseg_list(hdr->addr);
		chunks[view->chunks_n++] = (struct bp_mempool_view_chunk){
				.addr = (uintptr_t)hdr->addr,
				.iova = hdr->iova,
				.len = hdr->len,
				.page_size = msl == NULL ? 0 : msl->page_sz,
		};
		view->memory += hdr->len;
	}
	view->chunks = chunks;
}

static void
take_facts(struct bp_mempool_view *view, const struct rte_mempool *mp)
{
	const unsigned int checks = mempool_hidden(mp)->checks;

	rte_strscpy(view->name, mp->name, sizeof(view->name));
	rte_strscpy(view->handler, mempool_handler(mp)->name,
			sizeof(view->handler));
	view->guarded = (checks & MEMPOOL_CHECK_GUARD) != 0;
	view->asan = (checks & MEMPOOL_CHECK_ASAN) != 0;
	view->socket_id = mp->socket_id;
	view->flags = mp->flags;
	view->size = mp->size;
	view->missing = mp->size - mp->populated_size;
	view->elt_size = mp->elt_size;
	view->header_size = mp->header_size;
	view->trailer_size = mp->trailer_size;
	view->object_size = mempool_total_size(mp);
	view->private_size = mp->private_data_size;
	view->cache_size = mp->cache_size;
}

BP_EXPORT
struct bp_mempool_view *
bp_mempool_view_take(const struct rte_mempool *mp)
{
	const uint32_t chunks_n = mp->nb_mem_chunks;
	const uint32_t caches_n = count_caches(mp);
	struct bp_mempool_view_chunk *chunks;
	struct bp_mempool_view *view;

	view = calloc(1,
			sizeof(*view) + chunks_n * sizeof(*chunks) +
					caches_n * sizeof(*view->caches));
	if (view == NULL) {
		rte_errno = ENOMEM;
		return NULL;
	}
	chunks = (struct bp_mempool_view_chunk *)(view + 1);
	take_facts(view, mp);
	take_chunks(view, mp, chunks, chunks_n);
	view->in_caches = take_caches(view, mp,
			(struct bp_mempool_view_cache *)(chunks + chunks_n),
			caches_n);
	view->in_handler = RTE_MIN(mempool_handler_count(mp),
			mp->populated_size - view->in_caches);
	view->available = view->in_handler + view->in_caches;
	view->out = mp->populated_size - view->available;
	return view;
}

struct views {
	struct bp_mempool_view *first;
	struct bp_mempool_view **end;
	int rc; /* how many, or -errno */
};

static void
take_next(struct rte_mempool *mp, void *arg)
{
	struct views *views = arg;

	if (views->rc < 0)
		return;
	*views->end = bp_mempool_view_take(mp);
	if (*views->end == NULL) {
		views->rc = -ENOMEM;
		return;
	}
	views->end = &(*views->end)->next;
	views->rc++;
}

BP_EXPORT
int
bp_mempool_view_take_all(struct bp_mempool_view **views)
{
	struct views all = {.end = &all.first};

	rte_mempool_walk(take_next, &all);
	if (all.rc < 0)
		bp_mempool_view_free(all.first);
	else
		*views = all.first;
	return all.rc;
}

BP_EXPORT
void
bp_mempool_view_free(struct bp_mempool_view *views)
{
	struct bp_mempool_view *next;

	for (; views != NULL; views = next) {
		next = views->next;
		free(views);
	}
}
