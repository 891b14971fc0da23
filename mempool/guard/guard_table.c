/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the address of an object to its record: a hash table with open
 * addressing over an array of records, which are in the order of adding.
 * Records are added under the guard's lock and found without; they go all at
 * once, when nobody uses the pool. At most half of the slots are in use.
 */
#include <bufplane_group.h>

#include <rte_malloc.h>

#include "guard.h"

/* Where to begin; objects lie at multiples of their size. */
static uint32_t
first_slot(const struct mempool_guard *g, uintptr_t obj)
{
	uint64_t h = (uint64_t)obj * UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(h >> 32) & g->slot_mask;
}

struct mempool_guard *
guard_table_create(uint32_t n, int socket_id)
{
	/* rte_align32pow2() of more than half of 32 bits would be 0. */
	uint64_t slots = rte_align64pow2((uint64_t)n * 2);
	size_t records_size = (size_t)n * sizeof(struct guard_record);
	struct mempool_guard *g;

	if (slots > UINT32_MAX)
		return NULL;
	g = rte_zmalloc_socket("MEMPOOL_GUARD",
			sizeof(*g) + records_size + slots * sizeof(uint32_t),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (g == NULL)
		return NULL;
	g->max_records = n;
	g->slot_mask = (uint32_t)slots - 1;
	g->records = (struct guard_record *)(g + 1);
	g->slots = (uint32_t *)(g->records + n);
	rte_spinlock_init(&g->lock);
	return g;
}

/* The record of obj, or NULL and in *slot where it would be. */
static struct guard_record *
find(const struct mempool_guard *g, uintptr_t obj, uint32_t *slot)
{
	uint32_t i = first_slot(g, obj), idx;

	for (;; i = (i + 1) & g->slot_mask) {
		/* Acquire pairs with the release in guard_table_add(). */
		idx = __atomic_load_n(&g->slots[i], __ATOMIC_ACQUIRE);
		if (idx == 0)
			break;
		if (g->records[idx - 1].obj == obj)
			return &g->records[idx - 1];
	}
	*slot = i;
	return NULL;
}

struct guard_record *
guard_table_find(const struct mempool_guard *g, uintptr_t obj)
{
	uint32_t slot;

	return find(g, obj, &slot);
}

struct guard_record *
guard_table_add(struct mempool_guard *g, uintptr_t obj)
{
	struct guard_record *rec;
	uint32_t slot;

	bp_group_lock(&g->lock.locked);
	rec = find(g, obj, &slot);
	if (rec == NULL && g->n_records < g->max_records) {
		rec = &g->records[g->n_records];
		rec->obj = obj;
		/* Pairs with guard_table_around(), then with find(). */
		__atomic_store_n(&g->n_records, g->n_records + 1,
				__ATOMIC_RELEASE);
		__atomic_store_n(&g->slots[slot], g->n_records,
				__ATOMIC_RELEASE);
	}
	bp_group_unlock(&g->lock.locked);
	return rec;
}

const struct guard_record *
guard_table_around(const struct mempool_guard *g, uintptr_t addr, size_t size)
{
	/* Acquire pairs with the release in guard_table_add(). */
	uint32_t n = __atomic_load_n(&g->n_records, __ATOMIC_ACQUIRE);
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (addr - g->records[i].obj < size)
			return &g->records[i];
	}
	return NULL;
}

void
guard_table_clear(struct mempool_guard *g)
{
	memset(g->records, 0, g->n_records * sizeof(*g->records));
	memset(g->slots, 0, ((size_t)g->slot_mask + 1) * sizeof(*g->slots));
	g->n_records = 0;
	g->n_settled = 0;
}
