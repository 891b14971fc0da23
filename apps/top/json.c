/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A look as programs read it: one object with a key for each section. Pools
 * are as --pools of the other programs has them, and "guard_report" besides.
 */
#include <bufplane_mempool_view.h>
#include <inttypes.h>
#include <time.h>

#include "../common/app_json.h"
#include "top.h"

/* Addresses have more bits than readers of JSON keep of a number. */
static json_t *
address(uint64_t value)
{
	return json_sprintf("0x%" PRIx64, value);
}

static json_t *
counts(const struct app_count *count)
{
	json_t *object = json_object();

	app_json_set_int(object, "packets", count->packets);
	app_json_set_int(object, "bytes", count->bytes);
	app_json_set_int(object, "dropped", count->dropped);
	return object;
}

static json_t *
one_port(const struct look_port *port)
{
	char mac[RTE_ETHER_ADDR_FMT_SIZE];
	json_t *object, *received = counts(&port->received);

	rte_ether_format_addr(mac, sizeof(mac), &port->mac);
	app_json_set_int(received, "missed", port->missed);
	app_json_set_int(received, "no_mbuf", port->no_mbuf);
	app_json_set_int(received, "broken", port->broken);
	object = json_pack("{s:i, s:o, s:o, s:s, s:i, s:i, s:s, s:i, s:i}",
			"port", port->id, "name", app_json_string(port->name),
			"driver", app_json_string(port->driver), "mac", mac,
			"mtu", port->mtu, "socket", port->socket, "link",
			port->up ? "up" : "down", "rx_queues", port->rx_queues,
			"tx_queues", port->tx_queues);
	app_json_set_int(object, "speed_mbit", port->mbit);
	json_object_set_new(object, "received", received);
	json_object_set_new(object, "sent", counts(&port->sent));
	return object;
}

static json_t *
ports(const struct look *look)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < look->ports_n; i++)
		json_array_append_new(list, one_port(&look->ports[i]));
	return list;
}

static json_t *
pools(const struct look *look)
{
	json_t *list = app_pools_json(look->pools);
	const struct bp_mempool_view *view = look->pools;

	for (size_t i = 0; view != NULL; i++, view = view->next)
		for (unsigned int g = 0; g < look->guards_n; g++)
			if (look->guards[g].pool == view->name &&
					look->guards[g].text != NULL)
				json_object_set_new(json_array_get(list, i),
						"guard_report",
						app_json_string(look->guards[g].text));
	return list;
}

static const char *
sync_name(enum rte_ring_sync_type type)
{
	static const char *const names[] = {
			[RTE_RING_SYNC_MT] = "mt",
			[RTE_RING_SYNC_ST] = "st",
			[RTE_RING_SYNC_MT_RTS] = "mt_rts",
			[RTE_RING_SYNC_MT_HTS] = "mt_hts",
	};

	return (size_t)type < RTE_DIM(names) ? names[type] : "?";
}

static json_t *
rings(const struct look *look)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < look->rings_n; i++) {
		const struct look_ring *r = &look->rings[i];

		json_array_append_new(list,
				json_pack("{s:o, s:I, s:I, s:s, s:s, s:b, s:i}",
						"name",
						app_json_string(r->name),
						"capacity",
						(json_int_t)r->capacity, "used",
						(json_int_t)r->used,
						"producers",
						sync_name(r->producers),
						"consumers",
						sync_name(r->consumers),
						"of_pool", r->of_pool, "socket",
						r->socket));
	}
	return list;
}

static json_t *
stacks(const struct look *look)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < look->stacks_n; i++) {
		const struct look_stack *s = &look->stacks[i];

		json_array_append_new(list,
				json_pack("{s:o, s:I, s:I, s:b}", "name",
						app_json_string(s->name),
						"capacity",
						(json_int_t)s->capacity, "used",
						(json_int_t)s->used,
						"lock_free", s->lock_free));
	}
	return list;
}

static json_t *
heaps(const struct look *look)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < look->heaps_n; i++) {
		const struct rte_malloc_socket_stats *s = &look->heaps[i].stats;
		json_t *heap = json_pack(
				"{s:i}", "socket", look->heaps[i].socket);

		app_json_set_int(heap, "bytes", s->heap_totalsz_bytes);
		app_json_set_int(heap, "used", s->heap_allocsz_bytes);
		app_json_set_int(heap, "free", s->heap_freesz_bytes);
		app_json_set_int(heap, "largest_free", s->greatest_free_size);
		app_json_set_int(heap, "pieces_used", s->alloc_count);
		app_json_set_int(heap, "pieces_free", s->free_count);
		json_array_append_new(list, heap);
	}
	return list;
}

static json_t *
zones(const struct look *look)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < look->zones_n; i++) {
		const struct look_zone *z = &look->zones[i];

		json_array_append_new(list,
				json_pack("{s:o, s:o, s:I, s:i}", "name",
						app_json_string(z->name),
						"address", address(z->addr),
						"bytes", (json_int_t)z->len,
						"socket", z->socket));
	}
	return list;
}

static json_t *
lists(const struct look *look)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < look->lists_n; i++) {
		const struct look_list *l = &look->lists[i];

		json_array_append_new(list,
				json_pack("{s:o, s:I, s:I, s:I, s:i, s:b, s:b}",
						"address", address(l->addr),
						"reserved", (json_int_t)l->len,
						"page_size",
						(json_int_t)l->page_size,
						"pages", (json_int_t)l->pages,
						"socket", l->socket, "external",
						l->external, "heap", l->heap));
	}
	return list;
}

static json_t *
stamp(void)
{
	char text[] = "0000-00-00T00:00:00Z";
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_string(text);
}

json_t *
json_make(const struct look *look, unsigned int show)
{
	json_t *object = json_object();

	json_object_set_new(object, "time", stamp());
	if ((show & SHOW_PORTS) != 0)
		json_object_set_new(object, "ports", ports(look));
	if ((show & SHOW_POOLS) != 0)
		json_object_set_new(object, "pools", pools(look));
	if ((show & SHOW_RINGS) != 0)
		json_object_set_new(object, "rings", rings(look));
	if ((show & SHOW_STACKS) != 0)
		json_object_set_new(object, "stacks", stacks(look));
	if ((show & SHOW_MEMORY) != 0)
		json_object_set_new(object, "memory",
				json_pack("{s:o, s:o, s:o}", "heaps",
						heaps(look), "segments",
						lists(look), "memzones",
						zones(look)));
	return object;
}
