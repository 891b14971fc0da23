/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which objects are out, by the site that got them. Counted while others get
 * and put, each object is counted as it was at some moment of the call.
 */
#include <stdlib.h>

#include "guard.h"

#define EXAMPLES 4

/* What one site got; the first is of objects whose site is not known. */
struct holding {
	uint32_t site;
	uint32_t n;
	uintptr_t examples[EXAMPLES];
};

static uint32_t
collect(const struct mempool_guard *g, struct holding *holdings)
{
	const struct guard_record *rec;
	struct holding *h;
	uint32_t i, n, total = 0;

	/* Acquire pairs with the release in guard_table_add(). */
	n = __atomic_load_n(&g->n_records, __ATOMIC_ACQUIRE);
	for (i = 0; i < n; i++) {
		rec = &g->records[i];
		/* Acquire pairs with the release of who got it. */
		if (__atomic_load_n(&rec->state, __ATOMIC_ACQUIRE) != GUARD_OUT)
			continue;
		h = &holdings[__atomic_load_n(&rec->got_at, __ATOMIC_RELAXED)];
		if (h->n < EXAMPLES)
			h->examples[h->n] = rec->obj;
		h->n++;
		total++;
	}
	return total;
}

/* Most first, then in the order of sites. */
static int
compare(const void *a, const void *b)
{
	const struct holding *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->site < y->site ? -1 : 1;
}

static void
print(FILE *f, const struct mempool_guard *g, const struct holding *h)
{
	unsigned int i;

	fprintf(f, "  %u got at\n", h->n);
	guard_site_print(f, g, h->site, "    ");
	fprintf(f, "   %s", h->n > EXAMPLES ? "among them" : "they are");
	for (i = 0; i < RTE_MIN(h->n, (uint32_t)EXAMPLES); i++)
		fprintf(f, " 0x%" PRIxPTR, h->examples[i]);
	fputc('\n', f);
}

int
guard_dump_out(FILE *f, const struct mempool_guard *g)
{
	struct holding *holdings;
	uint32_t i, total;

	holdings = calloc(GUARD_SITES + 1, sizeof(*holdings));
	if (holdings == NULL)
		return -ENOMEM;
	for (i = 0; i <= GUARD_SITES; i++)
		holdings[i].site = i;
	total = collect(g, holdings);
	qsort(holdings, GUARD_SITES + 1, sizeof(*holdings), compare);
	for (i = 0; i <= GUARD_SITES && holdings[i].n > 0; i++)
		print(f, g, &holdings[i]);
	free(holdings);
	return (int)total;
}

BP_EXPORT
int
bp_mempool_guard_dump(FILE *f, struct rte_mempool *mp)
{
	if (f == NULL || mp == NULL)
		return -EINVAL;
	if (guard_of(mp) == NULL)
		return -ENOTSUP;
	fprintf(f, "guard: pool %s: objects that are out\n", mp->name);
	return guard_dump_out(f, guard_of(mp));
}
