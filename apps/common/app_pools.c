/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reports on all pools of the process, whenever SIGUSR1 asks for one and, if
 * --pools says so, at the end. Each JSON report is one line, so that a file of
 * them is a history that jq and the like read.
 */
#include <bufplane_mempool_view.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app_json.h"

static volatile sig_atomic_t asked;
static struct app_output output; /* not open: standard error */

static void
on_signal(int number)
{
	(void)number;
	asked = 1;
}

void
app_pools_catch(void)
{
	struct sigaction action = {
			.sa_handler = on_signal,
			.sa_flags = SA_RESTART,
	};

	sigemptyset(&action.sa_mask);
	sigaction(SIGUSR1, &action, NULL);
}

bool
app_pools_asked(void)
{
	if (asked == 0)
		return false;
	asked = 0;
	return true;
}

int
app_pools_parse(struct app_pools *pools, const char *text)
{
	const size_t n = strcspn(text, ":");
	const bool json = n == 4 && memcmp(text, "json", n) == 0;

	if ((!json && (n != 4 || memcmp(text, "text", n) != 0)) ||
			strcmp(text + n, ":") == 0) {
		fprintf(stderr, "--pools: '%s' is not text, json, text:FILE or json:FILE\n",
				text);
		return -EINVAL;
	}
	pools->at_end = true;
	pools->json = json;
	pools->path = text[n] == ':' ? text + n + 1 : NULL;
	return 0;
}

int
app_pools_open(const struct app_pools *pools)
{
	return app_output_open(&output, "--pools", pools->path);
}

/* Addresses have more bits than readers of JSON keep of a number. */
static json_t *
address(uint64_t value)
{
	return json_sprintf("0x%" PRIx64, value);
}

static json_t *
flags(unsigned int left)
{
	json_t *list = json_array();

	for (; left != 0; left &= left - 1)
		json_array_append_new(list,
				json_string(bp_mempool_flag_name(
						left & -left)));
	return list;
}

static json_t *
caches(const struct bp_mempool_view *view)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < view->caches_n; i++) {
		const struct bp_mempool_view_cache *cache = &view->caches[i];

		json_array_append_new(list,
				json_pack("{s:I, s:I, s:I}",
						cache->is_thread ? "thread"
								 : "lcore",
						(json_int_t)cache->id, "size",
						(json_int_t)cache->size,
						"objects",
						(json_int_t)cache->len));
	}
	return list;
}

static json_t *
chunks(const struct bp_mempool_view *view)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < view->chunks_n; i++) {
		const struct bp_mempool_view_chunk *chunk = &view->chunks[i];

		json_array_append_new(list,
				json_pack("{s:o, s:o, s:I, s:I}", "address",
						address(chunk->addr), "iova",
						chunk->iova == RTE_BAD_IOVA
								? json_null()
								: address(chunk->iova),
						"bytes", (json_int_t)chunk->len,
						"page_size",
						(json_int_t)chunk->page_size));
	}
	return list;
}

static json_t *
numbers(const struct bp_mempool_view *view)
{
	const struct {
		const char *key;
		uint64_t value;
	} table[] = {
			{"size", view->size},
			{"available", view->available},
			{"out", view->out},
			{"missing", view->missing},
			{"in_handler", view->in_handler},
			{"in_caches", view->in_caches},
			{"cache_size", view->cache_size},
			{"object_size", view->object_size},
			{"element_size", view->elt_size},
			{"header_size", view->header_size},
			{"trailer_size", view->trailer_size},
			{"private_size", view->private_size},
			{"memory", view->memory},
	};
	json_t *object = json_object();

	for (size_t i = 0; i < RTE_DIM(table); i++)
		json_object_set_new(object, table[i].key,
				json_integer((json_int_t)table[i].value));
	return object;
}

static json_t *
one_pool(const struct bp_mempool_view *view)
{
	json_t *pool = json_pack("{s:o, s:o, s:b, s:b, s:o, s:i}", "name",
			app_json_string(view->name), "handler",
			app_json_string(view->handler), "guard", view->guarded,
			"asan", view->asan, "flags", flags(view->flags),
			"socket", view->socket_id);
	json_t *rest = numbers(view);

	json_object_update(pool, rest);
	json_decref(rest);
	json_object_set_new(pool, "caches", caches(view));
	json_object_set_new(pool, "chunks", chunks(view));
	return pool;
}

json_t *
app_pools_json(const struct bp_mempool_view *views)
{
	json_t *list = json_array();

	for (; views != NULL; views = views->next)
		json_array_append_new(list, one_pool(views));
	return list;
}

static void
write_json(FILE *out, const char *stamp, const struct bp_mempool_view *views)
{
	json_t *report = json_pack("{s:s, s:o}", "time", stamp, "pools",
			app_pools_json(views));

	json_dumpf(report, out, JSON_COMPACT);
	json_decref(report);
	fprintf(out, "\n");
}

static void
write_text(FILE *out, const char *stamp, const struct bp_mempool_view *views)
{
	fprintf(out, "Pools at %s\n", stamp);
	bp_mempool_view_print(out, views);
	fprintf(out, views == NULL ? "none\n\n" : "\n");
}

static int
write_report(const struct app_pools *pools, const char *stamp,
		const struct bp_mempool_view *views)
{
	char *text = NULL;
	size_t n;
	FILE *mem = open_memstream(&text, &n);

	if (mem == NULL)
		return -ENOMEM;
	if (pools->json)
		write_json(mem, stamp, views);
	else
		write_text(mem, stamp, views);
	if (fclose(mem) != 0) {
		free(text);
		return -ENOMEM;
	}
	if (output.name != NULL)
		app_output_write(&output, text, n);
	else
		fwrite(text, 1, n, stderr);
	free(text);
	return 0;
}

void
app_pools_report(const struct app_pools *pools)
{
	struct bp_mempool_view *views = NULL;
	char stamp[] = "0000-00-00T00:00:00Z";
	time_t now = time(NULL);
	struct tm tm;
	int rc = bp_mempool_view_take_all(&views);

	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (rc >= 0)
		rc = write_report(pools, stamp, views);
	if (rc < 0)
		fprintf(stderr, "--pools: no memory for a report\n");
	bp_mempool_view_free(views);
}

int
app_pools_close(void)
{
	return app_output_close(&output);
}
