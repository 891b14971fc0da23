/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Pools: handlers, caches, gets and puts at both edges, caches of the caller's,
 * and what create, populate and the handlers' table refuse. Which objects come
 * is not told, but that none comes twice and that they keep what was written.
 */
#include <string.h>

#include <rte_errno.h>
#include <rte_mempool.h>

#include "case.h"

#define OUT_MAX 600

struct subject {
	struct rte_mempool *mp;
	char label[64];
	struct rte_mempool_cache *cache; /* the caller's own, or NULL */
	void *out[OUT_MAX];
	unsigned int n_out;
};

static void
told(struct subject *s, unsigned int step, const char *what, unsigned int n,
		int rc)
{
	unsigned int held = s->cache ? s->cache->len : 0;

	/* How much a cache of the caller's holds is not promised. */
	tell("%s step %u %s %u: %d, out %u, available %u in use %u full %d",
			s->label, step, what, n, rc, s->n_out,
			rte_mempool_avail_count(s->mp) + held,
			rte_mempool_in_use_count(s->mp) - held,
			s->cache == NULL && rte_mempool_full(s->mp));
}

/* What is out bears its own address. */
static void
take(struct subject *s, unsigned int step, unsigned int n)
{
	void **to = &s->out[s->n_out];
	int rc;

	n = RTE_MIN(n, OUT_MAX - s->n_out);
	rc = s->cache ? rte_mempool_generic_get(s->mp, to, n, s->cache)
		      : rte_mempool_get_bulk(s->mp, to, n);
	if (rc == 0) {
		for (unsigned int i = 0; i < n; i++) {
			if (*(uintptr_t *)to[i] == (uintptr_t)to[i])
				tell("%s step %u: came twice", s->label, step);
			*(uintptr_t *)to[i] = (uintptr_t)to[i];
			if (rte_mempool_from_obj(to[i]) != s->mp)
				tell("%s step %u: not of this pool", s->label,
						step);
		}
		s->n_out += n;
	}
	told(s, step, "get", n, rc);
}

static void
give(struct subject *s, unsigned int step, unsigned int n)
{
	n = RTE_MIN(n, s->n_out);
	s->n_out -= n;
	for (unsigned int i = s->n_out; i < s->n_out + n; i++) {
		if (*(uintptr_t *)s->out[i] != (uintptr_t)s->out[i])
			tell("%s step %u: written to", s->label, step);
		*(uintptr_t *)s->out[i] = 0;
	}
	if (s->cache)
		rte_mempool_generic_put(s->mp, &s->out[s->n_out], n, s->cache);
	else
		rte_mempool_put_bulk(s->mp, &s->out[s->n_out], n);
	told(s, step, "put", n, 0);
}

/* A get of more than half of a pool may find some of it in a cache, and
 * nothing is promised then. */
static void
steps_through(struct subject *s, unsigned int steps)
{
	unsigned int margin = 2 * (s->mp->cache_size + (s->cache ? 32 : 0));

	for (unsigned int step = 0; step < steps; step++) {
		unsigned int n = 1 + below(below(4) ? 8 : 60);
		unsigned int in = s->mp->size - s->n_out;

		if (below(2))
			give(s, step, n);
		else if (margin == 0 || n + margin < in)
			take(s, step, n);
	}
	give(s, steps, s->n_out);
	if (s->cache)
		rte_mempool_cache_flush(s->cache, s->mp);
	told(s, steps, "end", 0, 0);
}

static void
count_one(struct rte_mempool *mp, void *opaque, void *obj, unsigned int number)
{
	unsigned int *n = opaque;

	(void)mp;
	(void)obj;
	*n += number == *n ? 1 : 1000000;
}

static void
life(unsigned int number, const char *ops, unsigned int steps)
{
	struct subject s = {0};
	unsigned int n = 1 + below(500), cache = below(2) * below(64);
	unsigned int seen = 0, rc;

	snprintf(s.label, sizeof(s.label), "pools/%u %s, %u cache %u", number,
			ops, n, cache);
	rte_errno = 0;
	s.mp = rte_mempool_create_empty("life", n, 8 + 8 * below(40), cache,
			below(100), SOCKET_ID_ANY, 0);
	if (s.mp == NULL) {
		tell("%s: none, %d", s.label, rte_errno);
		return;
	}
	rc = (unsigned int)rte_mempool_set_ops_byname(s.mp, ops, NULL);
	rc += 1000 * (unsigned int)rte_mempool_populate_default(s.mp);
	rte_mempool_obj_iter(s.mp, count_one, &seen);
	tell("%s: %u, %u objects, %u populated, flags %#x", s.label, rc, seen,
			s.mp->populated_size, s.mp->flags);
	if (cache == 0 && below(3) == 0)
		s.cache = rte_mempool_cache_create(
				1 + below(32), SOCKET_ID_ANY);
	steps_through(&s, steps);
	rte_mempool_audit(s.mp);
	rte_mempool_cache_free(s.cache);
	rte_mempool_free(s.mp);
}

static void
create(const char *name, unsigned int n, unsigned int size, unsigned int cache,
		unsigned int flags)
{
	struct rte_mempool *mp;

	rte_errno = 0;
	mp = rte_mempool_create(name, n, size, cache, 16, NULL, NULL, NULL,
			NULL, SOCKET_ID_ANY, flags);
	if (mp == NULL) {
		tell("pools/create \"%.8s\" (%zu) %u of %u cache %u flags %#x: "
		     "none, %d",
				name, strlen(name), n, size, cache, flags,
				rte_errno);
		return;
	}
	tell("pools/create \"%.8s\" (%zu) %u of %u cache %u flags %#x: "
	     "%s, %u %u, flags %#x, %s",
			name, strlen(name), n, size, cache, flags, mp->name,
			mp->cache_size, mp->populated_size, mp->flags,
			rte_mempool_get_ops(mp->ops_index)->name);
	rte_mempool_free(mp);
}

static void
creates(void)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	struct rte_mempool *mp = rte_mempool_create("twice", 8, 64, 0, 0, NULL,
			NULL, NULL, NULL, SOCKET_ID_ANY, 0);

	create("twice", 8, 64, 0, 0);
	rte_mempool_free(mp);
	for (unsigned int len = 0; len <= 36; len++)
		create(letters + 36 - len, 8, 64, 0, 0);
	for (unsigned int bit = 0; bit < 32; bit++)
		create("flag", 8, 64, 0, 1u << bit);
	for (unsigned int flags = 0; flags < 0x20; flags++)
		create("flags", 8, 8, 0, flags);
	for (unsigned int cache = 0; cache < 14; cache++)
		create("cache", 16, 64, cache, 0);
	create("cache", 2000, 64, 512, 0);
	create("cache", 2000, 64, 513, 0);
	create("count", 0, 64, 0, 0);
	create("count", 1, 64, 0, 0);
	create("size", 8, UINT32_MAX, 0, 0);
	create("large", 1u << 30, 2048, 0, 0);
	rte_errno = 0;
	tell("pools/lookup unknown: %d %d", rte_mempool_lookup("no") == NULL,
			rte_errno);
	rte_mempool_free(NULL);
	rte_errno = 0;
	tell("pools/cache of 0: %d %d",
			rte_mempool_cache_create(0, SOCKET_ID_ANY) == NULL,
			rte_errno);
	tell("pools/cache of 513: %d %d",
			rte_mempool_cache_create(513, SOCKET_ID_ANY) == NULL,
			rte_errno);
}

/* One object a time until there is none, and back. */
static void
drain(const char *ops)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"drained", 63, 64, 0, 0, SOCKET_ID_ANY, 0);
	void *objects[64], *one;
	unsigned int n = 0;

	rte_mempool_set_ops_byname(mp, ops, NULL);
	rte_mempool_populate_default(mp);
	while (rte_mempool_get(mp, &objects[n]) == 0)
		n++;
	tell("pools/drain %s: %u, then %d, bulk %d, %u %u", ops, n,
			rte_mempool_get(mp, &one),
			rte_mempool_get_bulk(mp, &one, 1),
			rte_mempool_avail_count(mp),
			rte_mempool_in_use_count(mp));
	rte_mempool_put(mp, objects[--n]);
	tell("pools/drain %s, one back: %d %u", ops,
			rte_mempool_get_bulk(mp, &objects[n], 2),
			rte_mempool_avail_count(mp));
	while (n > 0)
		rte_mempool_put(mp, objects[--n]);
	tell("pools/drain %s, all back: %d", ops, rte_mempool_full(mp));
	rte_mempool_free(mp);
}

static int
handler_alloc(struct rte_mempool *mp)
{
	(void)mp;
	return -EIO;
}

static int
handler_enqueue(struct rte_mempool *mp, void *const *table, unsigned int n)
{
	(void)mp;
	(void)table;
	return n == 0;
}

static int
handler_dequeue(struct rte_mempool *mp, void **table, unsigned int n)
{
	(void)mp;
	(void)table;
	return n == 0;
}

static unsigned int
handler_count(const struct rte_mempool *mp)
{
	(void)mp;
	return 0;
}

static void
handlers(void)
{
	struct rte_mempool_ops ops = {.name = "mine",
			.alloc = handler_alloc,
			.enqueue = handler_enqueue,
			.dequeue = handler_dequeue};
	struct rte_mempool *mp = rte_mempool_create_empty(
			"handled", 8, 64, 0, 0, SOCKET_ID_ANY, 0);
	int first;

	tell("pools/handler incomplete: %d", rte_mempool_register_ops(&ops));
	ops.get_count = handler_count;
	first = rte_mempool_register_ops(&ops);
	tell("pools/handler: %d", first >= 0);
	tell("pools/set unknown: %d",
			rte_mempool_set_ops_byname(mp, "unknown", NULL));
	tell("pools/set mine: %d %d",
			rte_mempool_set_ops_byname(mp, "mine", NULL),
			mp->ops_index == first);
	tell("pools/populate, alloc fails: %d",
			rte_mempool_populate_default(mp));
	tell("pools/set after a failure: %d",
			rte_mempool_set_ops_byname(mp, "stack", NULL));
	tell("pools/populate: %d", rte_mempool_populate_default(mp));
	tell("pools/populate again: %d", rte_mempool_populate_default(mp));
	tell("pools/set when populated: %d",
			rte_mempool_set_ops_byname(mp, "ring_mp_mc", NULL));
	rte_errno = 0;
	tell("pools/anonymous when full: %d %d", rte_mempool_populate_anon(mp),
			rte_errno);
	rte_mempool_free(mp);
}

/* Memory of the caller's, of all lengths. */
static void
populate(size_t len, size_t page, unsigned int flags)
{
	static uint8_t area[16384] __attribute__((aligned(4096)));
	struct rte_mempool *mp = rte_mempool_create_empty(
			"area", 50, 64, 0, 0, SOCKET_ID_ANY, flags);
	int rc = page ? rte_mempool_populate_virt(
					mp, (char *)area, len, page, NULL, NULL)
		      : rte_mempool_populate_iova(mp, (char *)area + 8,
					RTE_BAD_IOVA, len, NULL, NULL);

	tell("pools/populate %zu page %zu flags %#x: %d, %u", len, page, flags,
			rc, mp->populated_size);
	rte_mempool_free(mp);
}

void
pools_part(unsigned int rounds)
{
	static const char *const ops[] = {"ring_mp_mc", "ring_sp_sc",
			"ring_mp_sc", "ring_sp_mc", "ring_mt_rts",
			"ring_mt_hts", "stack", "lf_stack"};
	unsigned int number = 0;

	for (size_t i = 0; i < RTE_DIM(ops); i++) {
		for (unsigned int j = 0; j < 4; j++)
			life(number++, ops[i], rounds / 4);
		drain(ops[i]);
	}
	creates();
	handlers();
	for (size_t len = 0; len < 1024; len += 40) {
		populate(len, 0, RTE_MEMPOOL_F_NO_IOVA_CONTIG);
		populate(len, 0, 0);
	}
	populate(16384, 4096, 0);
	populate(16000, 4096, 0);
	populate(16384, 100, 0);
}
