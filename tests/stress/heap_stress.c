/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A million random steps on the heap by two threads: allocate, resize, free,
 * of 1 byte to 4 MiB, with alignments, on nodes that exist and that do not.
 * What is written stays until it is freed, zeroed memory is zero, the walker
 * finds nothing wrong on the way, and in the end all memory is given back.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "memory/heap.h"
#include "memory/shared.h"
#include "stress.h"

#define THREADS     2
#define STEPS       500000 /* a thread */
#define SLOTS       512
#define CHECK_EVERY 20000
#define WHOLE       512        /* up to here every byte is looked at */
#define EDGE        64         /* of larger ones at either end */
#define KEPT        (8u << 20) /* what an empty heap may hold */

struct slot {
	uint8_t *p;
	size_t size;
	uint8_t mark;
};

struct work {
	struct slot slots[SLOTS];
	uint64_t seed;
	unsigned int id;
	const char *wrong;
};

static uint32_t
rand_below(struct work *w, uint32_t max)
{
	w->seed = w->seed * UINT64_C(6364136223846793005) + 1;
	return (uint32_t)(((w->seed >> 32) * max) >> 32);
}

static size_t
random_size(struct work *w)
{
	uint32_t kind = rand_below(w, 2000);

	if (kind < 1700)
		return 1 + rand_below(w, 1024);
	if (kind < 1980)
		return 1 + rand_below(w, 16384);
	if (kind < 1999)
		return 1 + rand_below(w, 200000);
	return 1 + rand_below(w, 4 << 20);
}

static bool
all_are(const uint8_t *p, size_t n, uint8_t mark)
{
	/* All equal to the first, by comparison with itself one further. */
	return n == 0 || (p[0] == mark && memcmp(p, p + 1, n - 1) == 0);
}

static bool
holds(const uint8_t *p, size_t size, uint8_t mark)
{
	if (size <= WHOLE)
		return all_are(p, size, mark);
	return all_are(p, EDGE, mark) && p[size / 2] == mark &&
			all_are(p + size - EDGE, EDGE, mark);
}

static void
fill(struct slot *s, uint8_t mark)
{
	s->mark = mark;
	if (s->size <= WHOLE) {
		memset(s->p, mark, s->size);
		return;
	}
	memset(s->p, mark, EDGE);
	s->p[s->size / 2] = mark;
	memset(s->p + s->size - EDGE, mark, EDGE);
}

static const char *
allocate(struct work *w, struct slot *s)
{
	static const int sockets[] = {SOCKET_ID_ANY, SOCKET_ID_ANY, 0, 1, 7};
	int socket = sockets[rand_below(w, RTE_DIM(sockets))];
	unsigned int align = 1u << rand_below(w, 14);
	bool zero = rand_below(w, 4) == 0;

	if (eal_shared->heaps_n > 1)
		socket = SOCKET_ID_ANY;
	s->size = random_size(w);
	s->p = zero ? rte_zmalloc_socket(NULL, s->size, align, socket)
		    : rte_malloc_socket(NULL, s->size, align, socket);
	if (s->p == NULL)
		return "an allocation failed";
	if ((uintptr_t)s->p % align != 0)
		return "memory is not aligned";
	if (zero && !all_are(s->p, RTE_MIN(s->size, (size_t)4096), 0))
		return "zeroed memory is not zero";
	if (zero && !holds(s->p, s->size, 0))
		return "zeroed memory is not zero";
	fill(s, (uint8_t)rand_below(w, 256));
	return NULL;
}

static const char *
resize(struct work *w, struct slot *s)
{
	size_t size = random_size(w), keep = RTE_MIN(size, s->size);
	uint8_t *p = rte_realloc(s->p, size, 0);

	if (p == NULL)
		return "a resize failed";
	s->p = p;
	if (!all_are(p, RTE_MIN(keep, (size_t)EDGE), s->mark))
		return "a resize lost what was there";
	s->size = size;
	fill(s, (uint8_t)rand_below(w, 256));
	return NULL;
}

static const char *
step(struct work *w)
{
	struct slot *s = &w->slots[rand_below(w, SLOTS)];

	if (s->p == NULL)
		return allocate(w, s);
	if (!holds(s->p, s->size, s->mark))
		return "memory in use was changed";
	if (rand_below(w, 4) == 0)
		return resize(w, s);
	rte_free(s->p);
	s->p = NULL;
	return NULL;
}

static const char *
check_heaps(void)
{
	const char *reason;
	unsigned int i;

	for (i = 0; i < eal_shared->heaps_n; i++)
		if (!eal_heap_check(&eal_shared->heaps[i], &reason))
			return reason;
	return NULL;
}

static void *
run(void *arg)
{
	struct work *w = arg;
	unsigned int i;

	for (i = 0; i < STEPS && w->wrong == NULL; i++) {
		w->wrong = step(w);
		if (w->wrong == NULL && i % CHECK_EVERY == w->id)
			w->wrong = check_heaps();
	}
	if (w->wrong != NULL)
		printf("thread %u, step %u: %s\n", w->id, i, w->wrong);
	for (i = 0; i < SLOTS; i++)
		rte_free(w->slots[i].p);
	return NULL;
}

static bool
empty(unsigned int before)
{
	struct rte_malloc_socket_stats s;
	const char *wrong = check_heaps();
	unsigned int i, in_use = 0;
	size_t total = 0;

	for (i = 0; i < eal_shared->heaps_n; i++) {
		rte_malloc_get_socket_stats(eal_shared->heaps[i].socket_id, &s);
		in_use += s.alloc_count;
		total += s.heap_totalsz_bytes;
	}
	if (wrong == NULL && in_use != before)
		wrong = "pieces are left";
	if (wrong == NULL && total > KEPT * eal_shared->heaps_n)
		wrong = "memory was not given back";
	if (wrong != NULL)
		printf("at the end: %s; %u pieces, %zu bytes\n", wrong, in_use,
				total);
	return wrong == NULL;
}

static unsigned int
pieces(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < eal_shared->heaps_n; i++)
		n += eal_shared->heaps[i].alloc_count;
	return n;
}

int
main(void)
{
	static struct work w[THREADS];
	pthread_t threads[THREADS];
	unsigned int i, before;
	bool good = true;

	start_library();
	before = pieces();
	for (i = 0; i < THREADS; i++) {
		w[i].id = i;
		w[i].seed = i + 1;
		if (pthread_create(&threads[i], NULL, run, &w[i]) != 0)
			return 1;
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		good = good && w[i].wrong == NULL;
	}
	good = empty(before) && good;
	rte_eal_cleanup();
	printf("%u steps on %u threads: %s\n", THREADS * STEPS, THREADS,
			good ? "good" : "wrong");
	return good ? 0 : 1;
}
