/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sites: each list of frames is kept once, in a hash table with open
 * addressing. Sites are added under the guard's lock, found without, and stay
 * as long as the guard. An index is that of the slot, plus one.
 */
#include <bufplane_group.h>

#include "guard.h"

#define SITES_MAX (GUARD_SITES / 4 * 3)

/* Not 0. */
static uint64_t
hash_frames(const uintptr_t *frames, unsigned int n, uint64_t process)
{
	uint64_t h = process;
	unsigned int i;

	for (i = 0; i < n; i++) {
		h = (h ^ frames[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return h != 0 ? h : 1;
}

static bool
is_same(const struct guard_site *a, const struct guard_site *b)
{
	return a->process == b->process && a->n == b->n &&
			memcmp(a->frames, b->frames,
					a->n * sizeof(a->frames[0])) == 0;
}

/* The index of a site, or 0; in *slot where it is or would be. */
static uint32_t
find(const struct mempool_guard *g, const struct guard_site *site,
		uint32_t *slot)
{
	uint32_t i = (uint32_t)site->hash & (GUARD_SITES - 1);
	uint64_t hash;

	for (;; i = (i + 1) & (GUARD_SITES - 1)) {
		/* Acquire pairs with the release in add(). */
		hash = __atomic_load_n(&g->sites[i].hash, __ATOMIC_ACQUIRE);
		*slot = i;
		if (hash == 0)
			return 0;
		if (hash == site->hash && is_same(&g->sites[i], site))
			return i + 1;
	}
}

static uint32_t
add(struct mempool_guard *g, const struct guard_site *site)
{
	struct guard_site *to;
	uint32_t idx, slot;

	bp_group_lock(&g->lock.locked);
	idx = find(g, site, &slot);
	if (idx == 0 && g->n_sites < SITES_MAX) {
		to = &g->sites[slot];
		to->process = site->process;
		to->n = site->n;
		memcpy(to->frames, site->frames, sizeof(to->frames));
		/* Pairs with find(). */
		__atomic_store_n(&to->hash, site->hash, __ATOMIC_RELEASE);
		/* Pairs with guard_site_all_taken(). */
		__atomic_store_n(&g->n_sites, g->n_sites + 1, __ATOMIC_RELAXED);
		idx = slot + 1;
	}
	bp_group_unlock(&g->lock.locked);
	return idx;
}

bool
guard_site_all_taken(const struct mempool_guard *g)
{
	/* Pairs with add(). */
	return __atomic_load_n(&g->n_sites, __ATOMIC_RELAXED) == SITES_MAX;
}

uint32_t
guard_site_here(struct mempool_guard *g)
{
	struct guard_site site = {.process = guard_frame_process()};
	uint32_t idx, slot;

	site.n = guard_frame_walk(site.frames);
	site.hash = hash_frames(site.frames, site.n, site.process);
	idx = find(g, &site, &slot);
	return idx != 0 ? idx : add(g, &site);
}

static void
print_frame(FILE *f, const struct guard_site *site, unsigned int i)
{
	if (site->process == guard_frame_process())
		guard_frame_print(f, site->frames[i]);
	else
		fprintf(f, "0x%" PRIxPTR " of another process",
				site->frames[i]);
}

void
guard_site_print(FILE *f, const struct mempool_guard *g, uint32_t idx,
		const char *indent)
{
	const struct guard_site *site;
	unsigned int i;

	if (idx == 0) {
		fprintf(f, "%sunknown, more than %u sites were seen\n", indent,
				SITES_MAX);
		return;
	}
	site = &g->sites[idx - 1];
	for (i = 0; i < site->n; i++) {
		fputs(indent, f);
		print_frame(f, site, i);
		fputc('\n', f);
	}
}

void
guard_site_print_short(FILE *f, const struct mempool_guard *g, uint32_t idx)
{
	const struct guard_site *site;
	unsigned int i;

	if (idx == 0 || idx > GUARD_SITES) {
		fputs("at a place not known", f);
		return;
	}
	site = &g->sites[idx - 1];
	for (i = 0; i < RTE_MIN(site->n, 2U); i++) {
		fputs(i == 0 ? "at " : " < ", f);
		print_frame(f, site, i);
	}
}
