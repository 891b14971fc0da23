/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A look as people read it: a table for each kind of thing that there is, the
 * ones that change most first, as what does not fit on a terminal is cut off
 * below. Lines have at most 80 columns, names that are too long excepted.
 */
#include <bufplane_mempool_view.h>
#include <string.h>

#include "top.h"

#define BAR_CELLS  20U
#define CACHE_ROOM 46 /* columns for caches, beside the bar */

static double
percent(uint64_t part, uint64_t whole)
{
	return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

/* How much of it is there: one cell at least for something. */
static void
print_bar(FILE *out, uint64_t part, uint64_t whole)
{
	unsigned int cells = whole == 0
			? 0
			: (unsigned int)(part * BAR_CELLS / whole);
	char bar[BAR_CELLS + 1];

	if (cells == 0 && part > 0)
		cells = 1;
	memset(bar, '#', cells);
	memset(bar + cells, '.', BAR_CELLS - cells);
	bar[BAR_CELLS] = '\0';
	fprintf(out, "  [%s] %3.0f %%", bar, percent(part, whole));
}

/* As many caches as fit on the line. */
static void
print_caches(FILE *out, const struct bp_mempool_view *view)
{
	int at = fprintf(out, "  caches");
	char text[32];
	uint32_t i;

	for (i = 0; i < view->caches_n; i++) {
		const struct bp_mempool_view_cache *cache = &view->caches[i];
		int n = snprintf(text, sizeof(text), "  %s%u %u",
				cache->is_thread ? "t" : "", cache->id,
				cache->len);

		if (at + n > CACHE_ROOM - (i + 1 < view->caches_n ? 5 : 0))
			break;
		at += fprintf(out, "%s", text);
	}
	if (i < view->caches_n)
		fprintf(out, "  +%u", view->caches_n - i);
}

static void
print_pool(FILE *out, const struct bp_mempool_view *view)
{
	char size[APP_GROUPED_SIZE], available[APP_GROUPED_SIZE];
	char used[APP_GROUPED_SIZE];

	fprintf(out, "%-25s %11s %11s %11s  %s%s\n", view->name,
			app_grouped(size, view->size),
			app_grouped(available, view->available),
			app_grouped(used, view->out), view->handler,
			view->guarded ? ", guarded" : "");
	print_bar(out, view->available, view->size);
	if (view->caches_n > 0)
		print_caches(out, view);
	fputc('\n', out);
}

static void
show_guard(FILE *out, const struct look *look, const char *pool)
{
	for (unsigned int i = 0; i < look->guards_n; i++) {
		const struct look_guard *guard = &look->guards[i];

		if (guard->pool == pool && guard->text != NULL)
			fputs(guard->text, out);
	}
}

static void
show_pools(FILE *out, const struct look *look, bool guard)
{
	const struct bp_mempool_view *view;

	fprintf(out, "\n%-25s %11s %11s %11s  %s\n", "POOL", "OBJECTS",
			"AVAILABLE", "OUT", "HANDLER");
	for (view = look->pools; view != NULL; view = view->next) {
		print_pool(out, view);
		if (guard)
			show_guard(out, look, view->name);
	}
	if (look->pools == NULL)
		fprintf(out, "none\n");
}

static const char *
sync_name(enum rte_ring_sync_type type)
{
	static const char *const names[] = {
			[RTE_RING_SYNC_MT] = "many",
			[RTE_RING_SYNC_ST] = "one",
			[RTE_RING_SYNC_MT_RTS] = "rts",
			[RTE_RING_SYNC_MT_HTS] = "hts",
	};

	return (size_t)type < RTE_DIM(names) ? names[type] : "?";
}

static void
show_rings(FILE *out, const struct look *look)
{
	char capacity[APP_GROUPED_SIZE], used[APP_GROUPED_SIZE];
	unsigned int n = 0;

	fprintf(out, "\n%-25s %11s %11s  %-5s %-5s %5s\n", "RING", "CAPACITY",
			"USED", "PUT", "GET", "FULL");
	for (unsigned int i = 0; i < look->rings_n; i++) {
		const struct look_ring *r = &look->rings[i];

		if (r->of_pool)
			continue;
		n++;
		fprintf(out, "%-25s %11s %11s  %-5s %-5s", r->name,
				app_grouped(capacity, r->capacity),
				app_grouped(used, r->used),
				sync_name(r->producers),
				sync_name(r->consumers));
		fprintf(out, " %3.0f %%\n", percent(r->used, r->capacity));
	}
	if (n == 0)
		fprintf(out, "none\n");
}

static void
show_stacks(FILE *out, const struct look *look)
{
	char capacity[APP_GROUPED_SIZE], used[APP_GROUPED_SIZE];

	if (look->stacks_n == 0)
		return;
	fprintf(out, "\n%-25s %11s %11s  %s\n", "STACK", "CAPACITY", "USED",
			"KIND");
	for (unsigned int i = 0; i < look->stacks_n; i++) {
		const struct look_stack *s = &look->stacks[i];

		fprintf(out, "%-25s %11s %11s  %-11s %3.0f %%\n", s->name,
				app_grouped(capacity, s->capacity),
				app_grouped(used, s->used),
				s->lock_free ? "lock-free" : "locked",
				percent(s->used, s->capacity));
	}
}

void
text_show(FILE *out, const struct look *look, const struct look *before,
		const struct top_options *opt)
{
	if ((opt->show & SHOW_PORTS) != 0)
		text_show_ports(out, look, before);
	if ((opt->show & SHOW_POOLS) != 0)
		show_pools(out, look, opt->guard);
	if ((opt->show & SHOW_RINGS) != 0)
		show_rings(out, look);
	if ((opt->show & SHOW_STACKS) != 0)
		show_stacks(out, look);
	if ((opt->show & SHOW_MEMORY) != 0)
		text_show_memory(out, look);
}
