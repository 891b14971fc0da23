/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The states of objects, and the verdicts about what is done to them.
 *
 * (G1) A record's state goes to GUARD_BUSY by one compare-and-swap, so that
 *      one thread at a time has a record; it stores the next state when it is
 *      done. Any order of puts and gets of one object is thus one of: a put
 *      that finds it out, and each further put that finds it free.
 * (G2) An object is GUARD_FREE before the inner handler gets it, and
 *      GUARD_OUT after it came from there, so who gets it finds it free.
 * (G3) The swap acquires and the store releases: the fields of a record, and
 *      the element as it was sealed, are seen by whoever has it next.
 */
#include <bufplane_group.h>
#include <sched.h>

#include <rte_malloc.h>
#include <rte_pause.h>

#include "guard_trail.h"

#define SPINS  1000   /* before the holder's CPU may be needed for it */
#define DOUBTS 100000 /* before the holder may be dead */

#define NOT_ASKED UINT32_MAX

/* Take a record (G1); the state that it had, or out if its holder is dead. */
static uint32_t
claim(struct guard_record *rec)
{
	uint32_t state;
	unsigned int i;

	for (i = 0;; i++) {
		state = __atomic_load_n(&rec->state, __ATOMIC_RELAXED);
		/* Acquire pairs with release() (G3). */
		if (state != GUARD_BUSY &&
				__atomic_compare_exchange_n(&rec->state, &state,
						GUARD_BUSY, false,
						__ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return state;
		if (i % DOUBTS == DOUBTS - 1 &&
				bp_group_stuck(&rec->state, GUARD_BUSY))
			return GUARD_OUT;
		if (i < SPINS)
			rte_pause();
		else
			sched_yield();
	}
}

static void
release(struct guard_record *rec, enum guard_state state)
{
	/* Release pairs with claim() (G3). */
	__atomic_store_n(&rec->state, state, __ATOMIC_RELEASE);
}

/* The caller has the record. */
static struct guard_past
past_of(const struct guard_record *rec)
{
	return (struct guard_past){.obj = rec->obj,
			.got_at = rec->got_at,
			.put_at = rec->put_at};
}

static void
seal(const struct rte_mempool *mp, struct guard_record *rec)
{
	rec->seal = guard_seal(
			(const void *)rec->obj, mp->elt_size, &rec->parts);
}

/* The quarters that a free object was changed in, a byte each; 0: none. */
static uint32_t
changes(const struct rte_mempool *mp, const struct guard_record *rec)
{
	uint32_t parts;

	if (guard_seal((const void *)rec->obj, mp->elt_size, &parts) ==
			rec->seal)
		return 0;
	parts ^= rec->parts;
	return parts != 0 ? parts : UINT32_MAX;
}

/* The site of the caller of the library, found when it is needed first. */
static uint32_t
here(struct mempool_guard *g, uint32_t *site)
{
	if (*site == NOT_ASKED)
		*site = guard_site_here(g);
	return *site;
}

int
guard_start(struct rte_mempool *mp)
{
	struct mempool_guard *g = guard_table_create(mp->size, mp->socket_id);

	if (g == NULL) {
		MEMPOOL_LOG(ERR, "%s: no memory to guard %u objects\n",
				mp->name, mp->size);
		return -ENOMEM;
	}
	mempool_hidden(mp)->guard = g;
	return 0;
}

void
guard_stop(struct rte_mempool *mp)
{
	guard_trail_stop(guard_of(mp));
	rte_free(guard_of(mp));
	mempool_hidden(mp)->guard = NULL;
}

void
guard_add(struct rte_mempool *mp, void *obj)
{
	struct guard_record *rec =
			guard_table_add(guard_of(mp), (uintptr_t)obj);

	if (rec != NULL)
		release(rec, GUARD_FRESH);
	else
		MEMPOOL_LOG(ERR, "%s: handler %s adds more than %u objects\n",
				mp->name, mempool_handler(mp)->name, mp->size);
}

void
guard_added(struct rte_mempool *mp)
{
	struct mempool_guard *g = guard_of(mp);
	struct guard_record *rec;
	uint32_t state;

	for (; g->n_settled < g->n_records; g->n_settled++) {
		rec = &g->records[g->n_settled];
		state = claim(rec);
		if (state == GUARD_FRESH) {
			seal(mp, rec);
			state = GUARD_FREE;
		}
		release(rec, state);
	}
}

/* In the object's trail; the caller has the record. */
static void
note(struct mempool_guard *g, const struct guard_record *rec,
		enum bp_mempool_trail_op op, uint32_t site)
{
	guard_trail_add(g, rec,
			&(struct guard_op){.op = (uint8_t)op, .site = site});
}

/* Whether an object may go to the inner handler. */
static bool
put_one(struct rte_mempool *mp, void *obj, uint32_t *site)
{
	struct mempool_guard *g = guard_of(mp);
	struct guard_record *rec = guard_table_find(g, (uintptr_t)obj);
	struct guard_past past;
	uint32_t state;

	if (rec == NULL) {
		guard_report_foreign(mp, (uintptr_t)obj, here(g, site));
		return false;
	}
	state = claim(rec);
	if (state == GUARD_FREE) {
		past = past_of(rec);
		release(rec, GUARD_FREE);
		guard_report_double(mp, &past, here(g, site));
		return false;
	}
	if (state == GUARD_OUT) {
		rec->put_at = here(g, site);
		note(g, rec, BP_MEMPOOL_TRAIL_PUT, rec->put_at);
	}
	seal(mp, rec);
	release(rec, GUARD_FREE);
	return true;
}

unsigned int
guard_put(struct rte_mempool *mp, void **good, void *const *obj_table,
		unsigned int n)
{
	uint32_t site = NOT_ASKED;
	unsigned int i, n_good = 0;

	for (i = 0; i < n; i++) {
		if (put_one(mp, obj_table[i], &site))
			good[n_good++] = obj_table[i];
	}
	return n_good;
}

static void
get_one(struct rte_mempool *mp, void *obj, uint32_t site)
{
	struct mempool_guard *g = guard_of(mp);
	struct guard_record *rec = guard_table_find(g, (uintptr_t)obj);
	struct guard_past past;
	uint32_t parts = 0;

	/* What a handler gives that it never added is its own affair. */
	if (rec == NULL)
		return;
	if (claim(rec) == GUARD_FREE)
		parts = changes(mp, rec);
	past = past_of(rec);
	/* Pairs with the load of guard_dump.c. */
	__atomic_store_n(&rec->got_at, site, __ATOMIC_RELAXED);
	note(g, rec, BP_MEMPOOL_TRAIL_GET, site);
	release(rec, GUARD_OUT);
	if (parts != 0)
		guard_report_write(mp, &past, parts, site);
}

void
guard_get(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	uint32_t site = guard_site_here(guard_of(mp));
	unsigned int i;

	for (i = 0; i < n; i++)
		get_one(mp, obj_table[i], site);
}

/* Look at an object if it is free, and seal it anew: one report a write. */
static void
inspect(struct rte_mempool *mp, struct guard_record *rec)
{
	struct guard_past past;
	uint32_t state, parts = 0;

	/* Objects that are out are not kept from being put. */
	if (__atomic_load_n(&rec->state, __ATOMIC_RELAXED) == GUARD_OUT)
		return;
	state = claim(rec);
	if (state == GUARD_FREE)
		parts = changes(mp, rec);
	past = past_of(rec);
	if (parts != 0)
		seal(mp, rec);
	release(rec, state);
	if (parts != 0)
		guard_report_write(mp, &past, parts,
				guard_site_here(guard_of(mp)));
}

void
guard_audit(struct rte_mempool *mp)
{
	struct mempool_guard *g = guard_of(mp);
	uint32_t i, n;

	if (g == NULL)
		return;
	/* Acquire pairs with the release in guard_table_add(). */
	n = __atomic_load_n(&g->n_records, __ATOMIC_ACQUIRE);
	for (i = 0; i < n; i++)
		inspect(mp, &g->records[i]);
}

void
guard_open(struct rte_mempool *mp, void *obj)
{
	struct guard_record *rec =
			guard_table_find(guard_of(mp), (uintptr_t)obj);

	if (rec != NULL)
		inspect(mp, rec);
}

void
guard_close(struct rte_mempool *mp, void *obj)
{
	struct guard_record *rec =
			guard_table_find(guard_of(mp), (uintptr_t)obj);
	uint32_t state;

	if (rec == NULL)
		return;
	state = claim(rec);
	if (state == GUARD_FREE)
		seal(mp, rec);
	release(rec, state);
}

void
guard_closing(struct rte_mempool *mp)
{
	struct mempool_guard *g = guard_of(mp);
	uint32_t i, n = 0;

	if (g == NULL)
		return;
	for (i = 0; i < g->n_records; i++) {
		/* Nobody uses the pool any more. */
		if (g->records[i].state == GUARD_OUT)
			n++;
	}
	if (n > 0)
		guard_report_leaks(mp, n);
}

void
guard_forget(struct rte_mempool *mp)
{
	if (guard_of(mp) == NULL)
		return;
	guard_table_clear(guard_of(mp));
	guard_trail_clear(guard_of(mp));
}
