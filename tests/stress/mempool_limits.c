/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools at the upper end: millions of objects with each handler, and objects
 * of many pages. Every object is got, in bursts and one at a time, is told
 * apart from all others by a number that is written into it, and is put back.
 */
#include <bufplane.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mempool.h>

#include "mempool.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define OBJECTS  100000u
#define LARGE    (5u << 20)
#define NEED_MIB 256
#else
#define OBJECTS  4000000u
#define LARGE    (64u << 20)
#define NEED_MIB 2048
#endif
#define BURST 500u

static void **objs;

static void
die(const char *what)
{
	fprintf(stderr, "mempool_limits: %s: %s\n", what,
			rte_strerror(rte_errno));
	abort();
}

/* MiB that programs can have; 0: it is not known. */
static unsigned long
free_mib(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	unsigned long kib = 0;
	char line[128];

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "MemAvailable: %lu", &kib) == 1)
			break;
	if (f != NULL)
		fclose(f);
	return kib >> 10;
}

static struct rte_mempool *
make(const char *handler, unsigned int n, unsigned int elt_size,
		unsigned int cache_size, unsigned int flags)
{
	struct rte_mempool *mp;

	mp = rte_mempool_create_empty("limits", n, elt_size, cache_size, 0,
			SOCKET_ID_ANY, flags);
	if (mp == NULL)
		die("rte_mempool_create_empty");
	if (rte_mempool_set_ops_byname(mp, handler, NULL) != 0)
		die("rte_mempool_set_ops_byname");
	if (rte_mempool_populate_default(mp) != (int)n)
		die("rte_mempool_populate_default");
	return mp;
}

static void
assert_whole(const struct rte_mempool *mp)
{
	const char *reason = "";

	if (!mempool_check(mp, &reason))
		die(reason);
	if (rte_mempool_avail_count(mp) != mp->size)
		die("objects are lost");
}

/* Each object keeps the number of its place in the table. */
static void
number(unsigned int n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		memcpy(objs[i], &i, sizeof(i));
	for (i = 0; i < n; i++)
		if (memcmp(objs[i], &i, sizeof(i)) != 0)
			die("two objects are one");
}

static void
get_all(struct rte_mempool *mp, unsigned int burst)
{
	unsigned int i, n;
	void *more;

	for (i = 0; i < mp->size; i += n) {
		n = RTE_MIN(burst, mp->size - i);
		if (rte_mempool_get_bulk(mp, &objs[i], n) != 0)
			die("objects are missing");
	}
	if (rte_mempool_get(mp, &more) == 0)
		die("there is one object too many");
}

static void
put_all(struct rte_mempool *mp, unsigned int burst)
{
	unsigned int i, n;

	for (i = 0; i < mp->size; i += n) {
		n = RTE_MIN(burst, mp->size - i);
		rte_mempool_put_bulk(mp, &objs[i], n);
	}
}

static void
use_and_free(struct rte_mempool *mp)
{
	const char *name = rte_mempool_get_ops(mp->ops_index)->name;

	assert_whole(mp);
	get_all(mp, BURST);
	number(mp->size);
	put_all(mp, 1);
	get_all(mp, 1);
	number(mp->size);
	put_all(mp, BURST);
	assert_whole(mp);
	printf("%s: %u objects of %u bytes, cache %u, %u chunks\n", name,
			mp->size, mp->elt_size, mp->cache_size,
			mp->nb_mem_chunks);
	rte_mempool_free(mp);
}

static void
many_objects(void)
{
	static const char *const handlers[] = {
			"ring_mp_mc", "stack", "lf_stack", "bucket"};
	static const char *const rings[] = {
			"ring_sp_sc", "ring_mt_rts", "ring_mt_hts"};
	const unsigned int small =
			RTE_MEMPOOL_F_NO_SPREAD | RTE_MEMPOOL_F_NO_CACHE_ALIGN;
	unsigned int i;

	for (i = 0; i < RTE_DIM(handlers); i++)
		use_and_free(make(handlers[i], OBJECTS, 1, 0, small));
	for (i = 0; i < RTE_DIM(rings); i++)
		use_and_free(make(rings[i], OBJECTS / 8, 1, 0, small));
	/* And as most programs have them: a cache, and lines of their own. */
	use_and_free(make("ring_mp_mc", OBJECTS, 64, RTE_MEMPOOL_CACHE_MAX_SIZE,
			0));
}

static void
large_objects(void)
{
	use_and_free(make("ring_mp_mc", 3, LARGE, 0, 0));
	use_and_free(make("stack", 3, LARGE + 1, 2,
			RTE_MEMPOOL_F_NO_IOVA_CONTIG));
	use_and_free(make("bucket", 3, LARGE - 4096, 0, 0));
}

int
main(void)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
	};

	if (free_mib() < NEED_MIB) {
		printf("skipped: %lu MiB of memory are free, %d are needed\n",
				free_mib(), NEED_MIB);
		return 77;
	}
	objs = calloc(OBJECTS, sizeof(*objs));
	if (objs == NULL || bp_init(&config) != 0)
		die("the start");
	many_objects();
	large_objects();
	free(objs);
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
