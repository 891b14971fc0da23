/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory as people read it: heaps, pages and memzones.
 */
#include <inttypes.h>

#include "top.h"

const char *
text_bytes(char buf[TEXT_BYTES_SIZE], uint64_t bytes)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	double shown = (double)bytes;
	size_t unit = 0;

	for (; shown >= 1024 && unit + 1 < RTE_DIM(units); unit++)
		shown /= 1024;
	snprintf(buf, TEXT_BYTES_SIZE, "%.*f %s", unit > 0, shown, units[unit]);
	return buf;
}

static void
show_heaps(FILE *out, const struct look *look)
{
	char total[TEXT_BYTES_SIZE], used[TEXT_BYTES_SIZE];
	char largest[TEXT_BYTES_SIZE];

	fprintf(out, "\n%-25s %11s %11s %11s  %s\n", "HEAP", "SIZE", "USED",
			"FREE PIECE", "PIECES");
	for (unsigned int i = 0; i < look->heaps_n; i++) {
		const struct rte_malloc_socket_stats *s = &look->heaps[i].stats;

		fprintf(out, "socket %-18d %11s %11s %11s  %u used, %u free\n",
				look->heaps[i].socket,
				text_bytes(total, s->heap_totalsz_bytes),
				text_bytes(used, s->heap_allocsz_bytes),
				text_bytes(largest, s->greatest_free_size),
				s->alloc_count, s->free_count);
	}
	if (look->heaps_n == 0)
		fprintf(out, "none\n");
}

static void
show_lists(FILE *out, const struct look *look)
{
	char size[TEXT_BYTES_SIZE], page[TEXT_BYTES_SIZE];

	fprintf(out, "\n%-25s %11s %11s %11s  %s\n", "SEGMENTS AT", "SIZE",
			"PAGE", "PAGES", "SOCKET");
	for (unsigned int i = 0; i < look->lists_n; i++) {
		const struct look_list *list = &look->lists[i];

		fprintf(out, "0x%-23" PRIx64 " %11s %11s %11u  %d%s\n",
				list->addr,
				text_bytes(size, list->pages * list->page_size),
				text_bytes(page, list->page_size), list->pages,
				list->socket,
				list->external ? ", external" : "");
	}
}

static void
show_zones(FILE *out, const struct look *look)
{
	char size[TEXT_BYTES_SIZE];

	fprintf(out, "\n%-31s %11s  %s\n", "MEMZONE", "SIZE", "AT");
	for (unsigned int i = 0; i < look->zones_n; i++) {
		const struct look_zone *zone = &look->zones[i];

		fprintf(out, "%-31s %11s  0x%" PRIx64 ", socket %d\n",
				zone->name, text_bytes(size, zone->len),
				zone->addr, zone->socket);
	}
	if (look->zones_n == 0)
		fprintf(out, "none\n");
}

void
text_show_memory(FILE *out, const struct look *look)
{
	show_heaps(out, look);
	show_lists(out, look);
	show_zones(out, look);
}
