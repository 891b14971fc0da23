/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A view of a pool as a person reads it, on 80 columns: a bar that shows where
 * the objects are, a line that explains each of its signs, and then what is
 * behind them. What is printed depends on the view alone.
 */
#include <bufplane_mempool_view.h>
#include <string.h>

#include <rte_errno.h>

#include "mempool.h"

#define WIDTH     80
#define BAR_CELLS 54U
#define INDENT    11 /* of what stands behind the name of a line */
/* When there are more chunks, only the first few are named. */
#define CHUNKS_ALL   6U
#define CHUNKS_FIRST 4U

#define GROUPED_SIZE 16

/* Objects that are in one place, shown as one sign. */
struct part {
	char sign;
	uint32_t n;
	unsigned int cells;
};

enum {
	PART_HANDLER,
	PART_CACHES,
	PART_OUT,
	PART_MISSING,
	PARTS,
};

/* 1234567 as "1,234,567". */
static const char *
grouped(char buf[GROUPED_SIZE], uint32_t value)
{
	char *to = buf + GROUPED_SIZE - 1;
	unsigned int digits = 0;

	*to = '\0';
	do {
		if (digits > 0 && digits % 3 == 0)
			*--to = ',';
		*--to = (char)('0' + value % 10);
		value /= 10;
		digits++;
	} while (value > 0);
	return to;
}

/* A number of bytes with its unit, and one decimal unless it is whole. */
static void
print_bytes(FILE *f, uint64_t bytes)
{
	static const char *const units[] = {
			"bytes", "KiB", "MiB", "GiB", "TiB"};
	unsigned int unit = 0;
	uint64_t scale = 1;

	while (unit + 1 < RTE_DIM(units) && bytes / scale >= 1024) {
		scale *= 1024;
		unit++;
	}
	fprintf(f, "%.*f %s", bytes % scale != 0, (double)bytes / (double)scale,
			units[unit]);
}

static double
percent(uint32_t n, uint32_t size)
{
	return size == 0 ? 0 : 100.0 * n / size;
}

/* Shares of the bar: one cell at least for what is there at all. */
static void
share_cells(struct part parts[PARTS])
{
	struct part *largest = &parts[0];
	unsigned int used = 0;
	uint64_t all = 0;

	for (unsigned int i = 0; i < PARTS; i++)
		all += parts[i].n;
	for (unsigned int i = 0; i < PARTS; i++) {
		struct part *part = &parts[i];

		if (part->n > largest->n)
			largest = part;
		if (part->n != 0)
			part->cells = RTE_MAX(1U,
					(unsigned int)((uint64_t)part->n *
							BAR_CELLS / all));
		used += part->cells;
	}
	if (used != 0)
		largest->cells += BAR_CELLS - used;
}

static void
print_bar(FILE *f, const struct part parts[PARTS])
{
	char bar[BAR_CELLS + 1];
	char *to = bar;

	for (unsigned int i = 0; i < PARTS; i++) {
		memset(to, parts[i].sign, parts[i].cells);
		to += parts[i].cells;
	}
	*to = '\0';
	fprintf(f, "  [%s]", bar);
}

static void
print_part(FILE *f, const struct part *part, uint32_t size)
{
	char n[GROUPED_SIZE], all[GROUPED_SIZE];

	fprintf(f, "  %c %*s %5.1f %%  ", part->sign,
			(int)strlen(grouped(all, size)), grouped(n, part->n),
			percent(part->n, size));
}

static void
print_parts(FILE *f, const struct bp_mempool_view *view)
{
	struct part parts[PARTS] = {
			[PART_HANDLER] = {'#', view->in_handler, 0},
			[PART_CACHES] = {'+', view->in_caches, 0},
			[PART_OUT] = {'.', view->out, 0},
			[PART_MISSING] = {'x', view->missing, 0},
	};

	share_cells(parts);
	print_bar(f, parts);
	fprintf(f, " %.1f %% available\n",
			percent(view->available, view->size));
	print_part(f, &parts[PART_HANDLER], view->size);
	fprintf(f, "in handler %s%s%s\n", view->handler,
			view->guarded ? ", guarded" : "",
			view->asan ? ", under AddressSanitizer" : "");
	if (view->cache_size != 0 || view->caches_n != 0) {
		print_part(f, &parts[PART_CACHES], view->size);
		fprintf(f, "in %u cache%s of %u\n", view->caches_n,
				view->caches_n == 1 ? "" : "s",
				view->cache_size);
	}
	print_part(f, &parts[PART_OUT], view->size);
	fprintf(f, "out, with the program or a device\n");
	if (view->missing != 0) {
		print_part(f, &parts[PART_MISSING], view->size);
		fprintf(f, "without memory yet\n");
	}
}

/* How many characters a number takes. */
static int
digits(uint32_t value)
{
	int n = 1;

	while (value >= 10) {
		value /= 10;
		n++;
	}
	return n;
}

/* The caches in columns, "lcore  3  256". */
static void
print_caches(FILE *f, const struct bp_mempool_view *view)
{
	unsigned int columns, i;
	int id = 1, len = 1, owner = 5;

	for (i = 0; i < view->caches_n; i++) {
		id = RTE_MAX(id, digits(view->caches[i].id));
		len = RTE_MAX(len, digits(view->caches[i].len));
		if (view->caches[i].is_thread)
			owner = 6;
	}
	/* Two blanks before the number, three before the next owner. */
	columns = (unsigned int)((WIDTH - INDENT + 3) /
			(owner + 1 + id + 2 + len + 3));
	for (i = 0; i < view->caches_n; i++) {
		if (i % columns == 0)
			fprintf(f, i == 0 ? "  caches   " : "\n%*s", INDENT,
					"");
		else
			fprintf(f, "   ");
		fprintf(f, "%-*s %*u  %*u", owner,
				view->caches[i].is_thread ? "thread" : "lcore",
				id, view->caches[i].id, len,
				view->caches[i].len);
	}
	if (i > 0)
		fprintf(f, "\n");
}

static void
print_memory(FILE *f, const struct bp_mempool_view *view)
{
	fprintf(f, "  %-9s", "memory");
	print_bytes(f, view->memory);
	fprintf(f, " in %u chunk%s", view->chunks_n,
			view->chunks_n == 1 ? "" : "s");
	if (view->size > view->missing)
		fprintf(f, ", %" PRIu64 " bytes an object",
				view->memory / (view->size - view->missing));
	if (view->socket_id >= 0)
		fprintf(f, ", socket %d", view->socket_id);
	fprintf(f, "\n");
}

static void
print_chunk(FILE *f, const struct bp_mempool_view_chunk *chunk)
{
	fprintf(f, "%*s0x%" PRIx64 "  ", INDENT, "", chunk->addr);
	print_bytes(f, chunk->len);
	if (chunk->page_size != 0) {
		fprintf(f, ", pages of ");
		print_bytes(f, chunk->page_size);
	}
	if (chunk->iova == RTE_BAD_IOVA)
		fprintf(f, ", no IOVA\n");
	else if (chunk->iova == chunk->addr)
		fprintf(f, ", IOVA the same\n");
	else
		fprintf(f, ", IOVA 0x%" PRIx64 "\n", chunk->iova);
}

static void
print_chunks(FILE *f, const struct bp_mempool_view *view)
{
	const uint32_t n = view->chunks_n > CHUNKS_ALL ? CHUNKS_FIRST
						       : view->chunks_n;
	uint64_t rest = view->memory;

	for (uint32_t i = 0; i < n; i++) {
		print_chunk(f, &view->chunks[i]);
		rest -= view->chunks[i].len;
	}
	if (n == view->chunks_n)
		return;
	fprintf(f, "%*sand %u more of ", INDENT, "", view->chunks_n - n);
	print_bytes(f, rest);
	fprintf(f, "\n");
}

static const struct {
	unsigned int flag;
	const char *name;
} flag_names[] = {
		{RTE_MEMPOOL_F_NO_SPREAD, "NO_SPREAD"},
		{RTE_MEMPOOL_F_NO_CACHE_ALIGN, "NO_CACHE_ALIGN"},
		{RTE_MEMPOOL_F_SP_PUT, "SP_PUT"},
		{RTE_MEMPOOL_F_SC_GET, "SC_GET"},
		{RTE_MEMPOOL_F_POOL_CREATED, "POOL_CREATED"},
		{RTE_MEMPOOL_F_NO_IOVA_CONTIG, "NO_IOVA_CONTIG"},
		{RTE_MEMPOOL_F_NON_IO, "NON_IO"},
};

BP_EXPORT
const char *
bp_mempool_flag_name(unsigned int flag)
{
	for (unsigned int i = 0; i < RTE_DIM(flag_names); i++) {
		if (flag_names[i].flag == flag)
			return flag_names[i].name;
	}
	return "?";
}

/* The flags, without the one that only says that there is a handler. */
static void
print_flags(FILE *f, unsigned int flags)
{
	flags &= ~RTE_MEMPOOL_F_POOL_CREATED;
	if (flags == 0)
		return;
	fprintf(f, "  %-8s", "flags");
	for (; flags != 0; flags &= flags - 1)
		fprintf(f, " %s", bp_mempool_flag_name(flags & -flags));
	fprintf(f, "\n");
}

static void
print_one(FILE *f, const struct bp_mempool_view *view)
{
	char n[GROUPED_SIZE];

	fprintf(f, "pool %s: %s object%s of %" PRIu64 " bytes\n", view->name,
			grouped(n, view->size), view->size == 1 ? "" : "s",
			view->object_size);
	print_parts(f, view);
	print_caches(f, view);
	fprintf(f, "  %-9sheader %u, element %u, trailer %u bytes\n", "object",
			view->header_size, view->elt_size, view->trailer_size);
	print_flags(f, view->flags);
	print_memory(f, view);
	print_chunks(f, view);
}

BP_EXPORT
void
bp_mempool_view_print(FILE *f, const struct bp_mempool_view *views)
{
	const struct bp_mempool_view *view;

	for (view = views; view != NULL; view = view->next) {
		if (view != views)
			fprintf(f, "\n");
		print_one(f, view);
	}
}

BP_EXPORT
int
bp_mempool_print(FILE *f, const struct rte_mempool *mp)
{
	struct bp_mempool_view *view = bp_mempool_view_take(mp);

	if (view == NULL)
		return -ENOMEM;
	bp_mempool_view_print(f, view);
	bp_mempool_view_free(view);
	return 0;
}

BP_EXPORT
int
bp_mempool_list_print(FILE *f)
{
	struct bp_mempool_view *views;
	int n = bp_mempool_view_take_all(&views);

	if (n < 0)
		return n;
	if (n == 0)
		fprintf(f, "no pools\n");
	bp_mempool_view_print(f, views);
	bp_mempool_view_free(views);
	return 0;
}
