/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trails: for each record a ring of the operations on its object, and a count
 * of all there were, which is where the next one goes.
 *
 * (T1) A writer takes a place by one atomic add. tsc is 0 while an entry
 *      changes; a reader that finds it 0, or another one afterwards, skips the
 *      entry: it is being written. So it does when the entry is not of the
 *      place it looks for, but of a lap before or after. Two writers that meet
 *      in one entry, one of them a whole ring late, may mix two operations;
 *      each word is still one that somebody wrote, and is checked before use.
 * (T2) An operation that repeats a thread's last one, which is the newest of
 *      all, is counted in that: a full queue is offered a packet many times.
 * (T3) Trails stay until the pool's guard goes.
 */
#include "guard_trail.h"

#include <bufplane_cleanup.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_malloc.h>

/* Of what: who | site << 32 | odd lap << 47 | op << 48 | repeats << 56. */
#define WHO_THREAD   0x80000000U /* the rest is its id; else an lcore's id */
#define SITE_SHIFT   32
#define SITE_MAX     INT16_MAX
#define LAP_SHIFT    47
#define OP_SHIFT     48
#define REPEAT_SHIFT 56
#define REPEAT_ONE   (UINT64_C(1) << REPEAT_SHIFT)
#define NOT_REPEAT   (REPEAT_ONE - 1)

static_assert(GUARD_SITES <= SITE_MAX, "a site has 15 bits of what");

struct guard_trail_entry {
	uint64_t tsc;
	uint64_t what;
	uint64_t word[2];
};

/* Of bp_mempool_trails: this process uses trails that another one began. */
#define JOINED 0x80000000U

/* Pairs with loads in this file, and in layers above; it orders nothing. */
BP_EXPORT
uint32_t bp_mempool_trails;

static struct guard_trail *
trail_of(const struct mempool_guard *g)
{
	/* Acquire pairs with the exchange in publish(). */
	return __atomic_load_n(&g->trail, __ATOMIC_ACQUIRE);
}

unsigned int
guard_trail_size(const struct mempool_guard *g)
{
	const struct guard_trail *t = trail_of(g);

	return t == NULL ? 0 : t->n;
}

static struct guard_trail *
create(const struct mempool_guard *g, unsigned int n, int socket_id)
{
	const size_t records = g->max_records;
	struct guard_trail *t;

	t = rte_zmalloc_socket("MEMPOOL_TRAIL",
			sizeof(*t) + records * n * sizeof(*t->entries) +
					records * sizeof(*t->counts),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (t == NULL)
		return NULL;
	t->process = guard_frame_process();
	t->n = n;
	t->entries = (struct guard_trail_entry *)(t + 1);
	t->counts = (uint64_t *)(t->entries + records * n);
	return t;
}

/* Whether t is the guard's now; if not, another thread's is. */
static bool
publish(struct mempool_guard *g, struct guard_trail *t)
{
	struct guard_trail *none = NULL;

	/* Release pairs with trail_of(). */
	return __atomic_compare_exchange_n(&g->trail, &none, t, false,
			__ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

/*
 * Marks of this process are wanted, for trails that another one began and may
 * end unseen: until guard_trail_reset(). Whether none were wanted before.
 */
static bool
join(const struct guard_trail *t)
{
	return t->process != guard_frame_process() &&
			__atomic_fetch_or(&bp_mempool_trails, JOINED,
					__ATOMIC_SEQ_CST) == 0;
}

int
guard_trail_start(struct mempool_guard *g, unsigned int n, int socket_id)
{
	struct guard_trail *t = trail_of(g);

	if (t == NULL) {
		t = create(g, n > 0 ? n : BP_MEMPOOL_TRAIL_DEFAULT, socket_id);
		if (t == NULL)
			return -ENOMEM;
		if (publish(g, t))
			return __atomic_fetch_add(&bp_mempool_trails, 1,
					       __ATOMIC_SEQ_CST) == 0;
		rte_free(t);
		t = trail_of(g);
	}
	if (n != 0 && n != t->n)
		return -EBUSY;
	return join(t);
}

/* One trail of this process less; those of before a reset do not count. */
static void
leave(void)
{
	uint32_t old = __atomic_load_n(&bp_mempool_trails, __ATOMIC_RELAXED);

	while ((old & ~JOINED) > 0 &&
			!__atomic_compare_exchange_n(&bp_mempool_trails, &old,
					old - 1, false, __ATOMIC_SEQ_CST,
					__ATOMIC_RELAXED))
		;
}

void
guard_trail_stop(struct mempool_guard *g)
{
	struct guard_trail *t = trail_of(g);

	if (t == NULL)
		return;
	if (t->process == guard_frame_process())
		leave();
	g->trail = NULL;
	rte_free(t);
}

void
guard_trail_reset(void)
{
	__atomic_store_n(&bp_mempool_trails, 0, __ATOMIC_SEQ_CST);
}

BP_AT_CLEANUP(guard_trail_reset)

void
guard_trail_clear(struct mempool_guard *g)
{
	struct guard_trail *t = trail_of(g);

	if (t == NULL)
		return;
	memset(t->counts, 0, g->max_records * sizeof(*t->counts));
	memset(t->entries, 0,
			(size_t)g->max_records * t->n * sizeof(*t->entries));
}

static uint32_t
who(void)
{
	unsigned int lcore = rte_lcore_id();

	return lcore != LCORE_ID_ANY ? lcore
				     : WHO_THREAD | (uint32_t)rte_gettid();
}

static uint64_t
get(const uint64_t *word)
{
	/* Acquire pairs with put(), and keeps the next load behind (T1). */
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void
put(uint64_t *word, uint64_t value)
{
	/* Release pairs with get(), and keeps the last store ahead (T1). */
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* Count an operation in the newest entry, if that is the same one (T2). */
static bool
repeat(struct guard_trail_entry *newest, uint64_t what, const uint64_t *word)
{
	uint64_t before = get(&newest->what);

	if ((before & NOT_REPEAT) != what || get(&newest->tsc) == 0 ||
			get(&newest->word[0]) != word[0] ||
			get(&newest->word[1]) != word[1])
		return false;
	if (before >> REPEAT_SHIFT == UINT8_MAX)
		return true;
	/* It fails when others went round the ring; release as put(). */
	return __atomic_compare_exchange_n(&newest->what, &before,
			before + REPEAT_ONE, false, __ATOMIC_RELEASE,
			__ATOMIC_RELAXED);
}

/* What tells the operation at pos from those a lap before and after. */
static uint64_t
lap(const struct guard_trail *t, uint64_t pos)
{
	return (pos & t->n) != 0 ? UINT64_C(1) << LAP_SHIFT : 0;
}

void
guard_trail_add(struct mempool_guard *g, const struct guard_record *rec,
		const struct guard_op *op)
{
	struct guard_trail *t = trail_of(g);
	struct guard_trail_entry *entries, *e;
	uint64_t what, pos;
	size_t idx;

	if (t == NULL)
		return;
	idx = (size_t)(rec - g->records);
	entries = &t->entries[idx * t->n];
	what = who() | (uint64_t)op->site << SITE_SHIFT |
			(uint64_t)op->op << OP_SHIFT;
	pos = get(&t->counts[idx]);
	if (pos > 0 &&
			repeat(&entries[(pos - 1) & (t->n - 1)],
					what | lap(t, pos - 1), op->word))
		return;
	/* Pairs with get() here and in guard_trail_read(). */
	pos = __atomic_fetch_add(&t->counts[idx], 1, __ATOMIC_RELAXED);
	if (get(&t->counts[idx]) > pos + t->n)
		return; /* others went round the ring: this one is too old */
	e = &entries[pos & (t->n - 1)];
	put(&e->tsc, 0);
	put(&e->what, what | lap(t, pos));
	put(&e->word[0], op->word[0]);
	put(&e->word[1], op->word[1]);
	put(&e->tsc, rte_rdtsc());
}

/* Copy an entry; false while it is being written, or is of another lap. */
static bool
read_entry(const struct guard_trail_entry *e, uint64_t of_lap,
		struct guard_step *step)
{
	uint64_t what;

	step->tsc = get(&e->tsc);
	what = get(&e->what);
	step->op.word[0] = get(&e->word[0]);
	step->op.word[1] = get(&e->word[1]);
	step->op.op = (uint8_t)(what >> OP_SHIFT);
	step->op.site = (uint32_t)(what >> SITE_SHIFT) & SITE_MAX;
	step->by_thread = (what & WHO_THREAD) != 0;
	step->who = (uint32_t)what & ~WHO_THREAD;
	step->times = (uint32_t)(what >> REPEAT_SHIFT) + 1;
	return step->tsc != 0 && get(&e->tsc) == step->tsc &&
			(what & UINT64_C(1) << LAP_SHIFT) == of_lap;
}

unsigned int
guard_trail_read(const struct mempool_guard *g, const struct guard_record *rec,
		struct guard_step *steps, uint64_t *total)
{
	const struct guard_trail *t = trail_of(g);
	const size_t idx = (size_t)(rec - g->records);
	const struct guard_trail_entry *entries = &t->entries[idx * t->n];
	unsigned int n = 0;
	uint64_t pos;

	*total = get(&t->counts[idx]);
	pos = *total > t->n ? *total - t->n : 0;
	for (; pos < *total; pos++) {
		/* Who takes the place again has counted before it writes. */
		if (read_entry(&entries[pos & (t->n - 1)], lap(t, pos),
				    &steps[n]) &&
				get(&t->counts[idx]) <= pos + t->n)
			n++;
	}
	return n;
}
