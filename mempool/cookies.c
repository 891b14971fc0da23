/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cookies: one word before each object that says whether it is free, and one
 * behind it. An object is free from the start of the put on, be it in a cache
 * or in the handler, and until a get has it back; handlers know nothing of
 * this. A word that is wrong means that an object was put twice, or that
 * somebody wrote past the end of it or of its neighbour: the program stops.
 * Where the guard is on, gets and puts are its to judge, by its policy, and
 * audits alone look at cookies.
 */
#include <rte_debug.h>

#include "account.h"
#include "checks.h"

#ifdef RTE_LIBRTE_MEMPOOL_DEBUG

static_assert(sizeof(struct rte_mempool_objhdr) == 32, "part of the contract");
static_assert(offsetof(struct rte_mempool_objhdr, cookie) == 24, "as above");
static_assert(sizeof(struct rte_mempool_objtlr) == 8, "as above");

/* What happens to objects whose cookies are checked. */
enum {
	OBJS_PUT,
	OBJS_GOT,
	OBJS_ONLY_LOOKED_AT,
};

/* Atomic for the sake of audits; pairs with itself and store(). */
static uint64_t
load(const uint64_t *cookie)
{
	return __atomic_load_n(cookie, __ATOMIC_RELAXED);
}

static void
store(uint64_t *cookie, uint64_t value)
{
	__atomic_store_n(cookie, value, __ATOMIC_RELAXED);
}

static __rte_noinline __rte_cold __rte_noreturn void
stop(const struct rte_mempool *mp, const void *obj, const char *which,
		uint64_t cookie, const char *meaning)
{
	rte_panic("MEMPOOL: pool %s, object %p: %s cookie 0x%" PRIx64 ": %s\n",
			mp->name, obj, which, cookie, meaning);
}

static void
check_header(const struct rte_mempool *mp, void *obj, int what)
{
	const struct rte_mempool_objhdr *hdr = rte_mempool_get_header(obj);
	const uint64_t cookie = load(&hdr->cookie);

	if (cookie != RTE_MEMPOOL_HEADER_COOKIE1 &&
			cookie != RTE_MEMPOOL_HEADER_COOKIE2)
		stop(mp, obj, "header", cookie,
				"broken: a write before the object, or it is no object of a pool");
	if (hdr->mp != mp)
		stop(mp, obj, "header", cookie,
				"good, but the object belongs to another pool");
	if (what == OBJS_PUT && cookie == RTE_MEMPOOL_HEADER_COOKIE1)
		stop(mp, obj, "header", cookie,
				"free already: the object is put twice");
	if (what == OBJS_GOT && cookie == RTE_MEMPOOL_HEADER_COOKIE2)
		stop(mp, obj, "header", cookie,
				"in use already: the pool hands it out twice");
}

static void
check_trailer(const struct rte_mempool *mp, void *obj)
{
	const uint64_t cookie = load(&rte_mempool_get_trailer(obj)->cookie);

	if (cookie != RTE_MEMPOOL_TRAILER_COOKIE)
		stop(mp, obj, "trailer", cookie,
				"broken: a write behind the object");
}

static bool
guarded(const struct rte_mempool *mp)
{
	return (mempool_hidden(mp)->checks & MEMPOOL_CHECK_GUARD) != 0;
}

static void
check_object(const struct rte_mempool *mp, void *obj, int what)
{
	struct rte_mempool_objhdr *hdr = rte_mempool_get_header(obj);

	if (what != OBJS_ONLY_LOOKED_AT && guarded(mp))
		return;
	check_header(mp, obj, what);
	check_trailer(mp, obj);
	if (what == OBJS_PUT)
		store(&hdr->cookie, RTE_MEMPOOL_HEADER_COOKIE1);
	else if (what == OBJS_GOT)
		store(&hdr->cookie, RTE_MEMPOOL_HEADER_COOKIE2);
}

void
mempool_cookies_set(void *obj)
{
	store(&rte_mempool_get_header(obj)->cookie, RTE_MEMPOOL_HEADER_COOKIE1);
	store(&rte_mempool_get_trailer(obj)->cookie,
			RTE_MEMPOOL_TRAILER_COOKIE);
}

#else

static_assert(sizeof(struct rte_mempool_objhdr) == 24, "part of the contract");

#define OBJS_ONLY_LOOKED_AT 2

static void
check_object(const struct rte_mempool *mp, void *obj, int what)
{
	(void)mp;
	(void)obj;
	(void)what;
}

void
mempool_cookies_set(void *obj)
{
	(void)obj;
}

#endif

void
mempool_cookies_audit(const struct rte_mempool *mp)
{
	struct rte_mempool_objhdr *hdr;

	STAILQ_FOREACH (hdr, &mp->elt_list, next)
		check_object(mp, hdr + 1, OBJS_ONLY_LOOKED_AT);
}

BP_EXPORT
void
rte_mempool_check_cookies(const struct rte_mempool *mp,
		void *const *obj_table_const, unsigned int n, int free)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		check_object(mp, obj_table_const[i], free);
}

BP_EXPORT
void
rte_mempool_contig_blocks_check_cookies(const struct rte_mempool *mp,
		void *const *first_obj_table_const, unsigned int n, int free)
{
	struct rte_mempool_info info = {0};
	unsigned int i, k;

	if (rte_mempool_ops_get_info(mp, &info) < 0)
		return;
	for (i = 0; i < n; i++) {
		for (k = 0; k < info.contig_block_size; k++)
			check_object(mp,
					RTE_PTR_ADD(first_obj_table_const[i],
							k * mempool_total_size(mp)),
					free);
	}
}
