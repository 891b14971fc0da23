/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trails as text, and the calls about them. A trail is read once and printed
 * from the copy; others may go on meanwhile, and the pool does not wait.
 */
#include <rte_cycles.h>

#include "guard_trail.h"

/* What each operation is called, and what its words are. */
enum words {
	NO_WORDS,
	TEXT,
	PORT_QUEUE,
	ADDRESS,
	COUNT,
};

static const struct {
	const char *name;
	enum words words;
} ops[] = {
		[BP_MEMPOOL_TRAIL_GET] = {"alloc", NO_WORDS},
		[BP_MEMPOOL_TRAIL_PUT] = {"free", NO_WORDS},
		[BP_MEMPOOL_TRAIL_LABEL] = {"", TEXT},
		[BP_MEMPOOL_TRAIL_RX] = {"rx", PORT_QUEUE},
		[BP_MEMPOOL_TRAIL_TX] = {"tx", PORT_QUEUE},
		[BP_MEMPOOL_TRAIL_ATTACH] = {"attach to", ADDRESS},
		[BP_MEMPOOL_TRAIL_ATTACHED_BY] = {"attached by", ADDRESS},
		[BP_MEMPOOL_TRAIL_DETACH] = {"detach from", ADDRESS},
		[BP_MEMPOOL_TRAIL_DETACHED_BY] = {"detached by", ADDRESS},
		[BP_MEMPOOL_TRAIL_DROP] = {"free by one of", COUNT},
};

/* Control characters would break the line. */
static void
format_label(char *text, size_t size, const uint64_t *word)
{
	char label[2 * sizeof(*word) + 1] = "";
	char *at;

	memcpy(label, word, 2 * sizeof(*word));
	for (at = label; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	snprintf(text, size, "\"%s\"", label);
}

static void
format_op(char *text, size_t size, const struct guard_op *op)
{
	const char *name;

	if (op->op >= RTE_DIM(ops)) {
		snprintf(text, size, "operation %u", op->op);
		return;
	}
	name = ops[op->op].name;
	switch (ops[op->op].words) {
	case NO_WORDS:
		snprintf(text, size, "%s", name);
		break;
	case TEXT:
		format_label(text, size, op->word);
		break;
	case PORT_QUEUE:
		snprintf(text, size, "%s port %" PRIu64 " queue %" PRIu64, name,
				op->word[0], op->word[1]);
		break;
	case ADDRESS:
		snprintf(text, size, "%s 0x%" PRIx64, name, op->word[0]);
		break;
	case COUNT:
		snprintf(text, size, "%s %" PRIu64 " users", name, op->word[0]);
		break;
	}
}

/* A line: when, cycles since the line before, who, what, where. */
static void
print_step(FILE *f, const struct mempool_guard *g,
		const struct guard_step *step, uint64_t now, uint64_t before)
{
	const double ago = step->tsc < now ? (double)(now - step->tsc) : 0;
	char cycles[24] = "", text[48], times[24] = "";

	if (before != 0)
		snprintf(cycles, sizeof(cycles), "%+" PRId64,
				(int64_t)(step->tsc - before));
	if (step->times > 1)
		snprintf(times, sizeof(times), ", %s%u times",
				step->times > UINT8_MAX ? "over " : "",
				step->times > UINT8_MAX ? UINT8_MAX
							: step->times);
	format_op(text, sizeof(text), &step->op);
	fprintf(f, "  %13.3f us %12s  %s %-3u  %s%s  ",
			-ago * 1e6 / (double)rte_get_tsc_hz(), cycles,
			step->by_thread ? "thread" : "lcore", step->who, text,
			times);
	guard_site_print_short(f, g, step->op.site);
	fputc('\n', f);
}

static const char *
state_name(uint32_t state)
{
	switch (state) {
	case GUARD_OUT:
		return "out";
	case GUARD_BUSY:
		return "on its way";
	default:
		return "free";
	}
}

static int
print_trail(FILE *f, const struct rte_mempool *mp,
		const struct guard_record *rec, uint64_t now)
{
	struct guard_step steps[BP_MEMPOOL_TRAIL_MAX];
	const struct mempool_guard *g = guard_of(mp);
	uint64_t total, before = 0;
	unsigned int i, n;

	n = guard_trail_read(g, rec, steps, &total);
	fprintf(f, "history of 0x%" PRIxPTR " of pool %s, %s now: ", rec->obj,
			mp->name,
			/* Pairs with guard.c; it orders nothing. */
			state_name(__atomic_load_n(
					&rec->state, __ATOMIC_RELAXED)));
	if (n == 0)
		fprintf(f, "no operation since it is kept\n");
	else
		fprintf(f, "%u of %" PRIu64 " operations\n", n, total);
	for (i = 0; i < n; before = steps[i].tsc, i++)
		print_step(f, g, &steps[i], now, before);
	return (int)n;
}

static bool
has_trails(const struct rte_mempool *mp)
{
	return guard_of(mp) != NULL && guard_trail_size(guard_of(mp)) > 0;
}

void
guard_trail_print(FILE *f, const struct rte_mempool *mp, uintptr_t obj)
{
	const struct guard_record *rec = guard_table_find(guard_of(mp), obj);

	if (rec != NULL && has_trails(mp))
		print_trail(f, mp, rec, rte_rdtsc());
}

uint32_t
guard_trail_print_out(FILE *f, const struct rte_mempool *mp, uint32_t max)
{
	const struct mempool_guard *g = guard_of(mp);
	const uint64_t now = rte_rdtsc(); /* the same for all */
	uint32_t i, n, found = 0;

	if (!has_trails(mp))
		return 0;
	/* Acquire pairs with the release in guard_table_add(). */
	n = __atomic_load_n(&g->n_records, __ATOMIC_ACQUIRE);
	for (i = 0; i < n && found < max; i++) {
		/* Acquire pairs with the release of who got it. */
		if (__atomic_load_n(&g->records[i].state, __ATOMIC_ACQUIRE) !=
				GUARD_OUT)
			continue;
		print_trail(f, mp, &g->records[i], now);
		found++;
	}
	return found;
}

BP_EXPORT
int
bp_mempool_trail_enable(struct rte_mempool *mp, unsigned int n)
{
	int rc;

	if (mp == NULL || (n != 0 && !bp_mbuf_history_is_size(n))) {
		MEMPOOL_LOG(ERR,
				"%s: a history of %u entries; it is a power of two from 2 to %d, or 0\n",
				mp == NULL ? "no pool" : mp->name, n,
				BP_MEMPOOL_TRAIL_MAX);
		return -EINVAL;
	}
	if (guard_of(mp) == NULL || mp->populated_size == 0) {
		MEMPOOL_LOG(ERR,
				"%s: a history needs a pool that is guarded and populated\n",
				mp->name);
		return -ENOTSUP;
	}
	rc = guard_trail_start(guard_of(mp), n, mp->socket_id);
	if (rc < 0)
		MEMPOOL_LOG(ERR, "%s: a history of %u entries: %s\n", mp->name,
				n,
				rc == -EBUSY ? "another number is kept already"
					     : "no memory");
	return rc;
}

BP_EXPORT
void
bp_mempool_trail_mark(struct bp_mempool_mark *mark,
		const struct rte_mempool *mp, const void *obj)
{
	struct guard_op op = {.op = (uint8_t)mark->op,
			.word = {mark->word[0], mark->word[1]}};
	const struct guard_record *rec;

	if (mp == NULL || !has_trails(mp))
		return;
	rec = guard_table_find(guard_of(mp), (uintptr_t)obj);
	if (rec == NULL)
		return;
	if (mark->mp != mp) {
		mark->mp = mp;
		mark->site = guard_site_here(guard_of(mp));
	}
	op.site = mark->site;
	guard_trail_add(guard_of(mp), rec, &op);
}

/* An object whose pool is not known. */
struct search {
	FILE *f;
	uintptr_t obj;
	int rc; /* -ENOENT until its pool is found */
};

static void
look_into(struct rte_mempool *mp, void *arg)
{
	const struct guard_record *rec;
	struct search *s = arg;

	if (s->rc != -ENOENT || mempool_chunk_at(mp, s->obj) == NULL)
		return;
	if (!has_trails(mp)) {
		s->rc = -ENOTSUP;
		return;
	}
	rec = guard_table_find(guard_of(mp), s->obj);
	if (rec != NULL)
		s->rc = print_trail(s->f, mp, rec, rte_rdtsc());
}

BP_EXPORT
int
bp_mempool_trail_dump(FILE *f, const void *obj)
{
	struct search s = {.f = f, .obj = (uintptr_t)obj, .rc = -ENOENT};

	if (f == NULL || obj == NULL)
		return -EINVAL;
	rte_mempool_walk(look_into, &s);
	return s.rc;
}

BP_EXPORT
int
bp_mempool_trail_dump_out(FILE *f, const struct rte_mempool *mp)
{
	if (f == NULL || mp == NULL)
		return -EINVAL;
	if (!has_trails(mp))
		return -ENOTSUP;
	return (int)guard_trail_print_out(f, mp, UINT32_MAX);
}
