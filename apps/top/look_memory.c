/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory: heaps, memzones, and the lists of pages that both are made of. A
 * heap is known by its socket id, which some list of pages has.
 */
#include <errno.h>

#include <rte_string_fns.h>

#include "top.h"

struct walk {
	struct look *look;
	int rc;
};

static void
add_zone(const struct rte_memzone *mz, void *arg)
{
	struct walk *w = arg;
	struct look_zone *to = w->rc != 0
			? NULL
			: look_append(&w->look->zones, &w->look->zones_n,
					  sizeof(*to));

	if (to == NULL) {
		w->rc = -ENOMEM;
		return;
	}
	rte_strscpy(to->name, mz->name, sizeof(to->name));
	to->addr = mz->addr_64;
	to->len = mz->len;
	to->socket = mz->socket_id;
}

/* Lists that have no memory are only addresses set aside. */
static int
add_list(const struct rte_memseg_list *msl, void *arg)
{
	struct walk *w = arg;
	struct look_list *to;

	if (msl->memseg_arr.count == 0)
		return 0;
	to = look_append(&w->look->lists, &w->look->lists_n, sizeof(*to));
	if (to == NULL) {
		w->rc = -ENOMEM;
		return -1;
	}
	to->addr = msl->addr_64;
	to->len = msl->len;
	to->page_size = msl->page_sz;
	to->pages = msl->memseg_arr.count;
	to->socket = msl->socket_id;
	to->external = msl->external != 0;
	to->heap = msl->heap != 0;
	return 0;
}

static bool
has_heap(const struct look *look, int socket)
{
	unsigned int i = 0;

	while (i < look->heaps_n && look->heaps[i].socket != socket)
		i++;
	return i < look->heaps_n;
}

static int
add_heap(struct look *look, int socket)
{
	struct rte_malloc_socket_stats stats;
	struct look_heap *to;

	if (has_heap(look, socket) ||
			rte_malloc_get_socket_stats(socket, &stats) != 0)
		return 0;
	to = look_append(&look->heaps, &look->heaps_n, sizeof(*to));
	if (to == NULL)
		return -ENOMEM;
	to->socket = socket;
	to->stats = stats;
	return 0;
}

int
look_at_memory(struct look *look)
{
	struct walk w = {.look = look};

	rte_memzone_walk(add_zone, &w);
	if (w.rc == 0)
		rte_memseg_list_walk(add_list, &w);
	for (unsigned int i = 0; i < look->lists_n && w.rc == 0; i++)
		if (look->lists[i].heap)
			w.rc = add_heap(look, look->lists[i].socket);
	return w.rc;
}
