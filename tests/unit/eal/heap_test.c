/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The heap's inside: whatever is allocated, resized and freed, by one thread
 * or two, its walker finds nothing wrong and no contents change.
 */
#include <pthread.h>
#include <stdlib.h>

#include <rte_malloc.h>
#include <rte_memzone.h>

#include "memory/malloc.h"
#include "memory/memseg.h"
#include "memory/source.h"
#include "memory_util.h"

#define SLOTS 128
#define STEPS 100000

static struct eal_heap *
heap(void)
{
	return &eal_shared->heaps[0];
}

struct slot {
	uint8_t *p;
	size_t size;
	uint8_t mark;
};

struct work {
	struct slot slots[SLOTS];
	unsigned int seed;
	unsigned int steps;
	bool check;
};

static bool
slot_intact(const struct slot *s)
{
	return s->p[0] == s->mark && s->p[s->size - 1] == s->mark &&
			s->p[s->size / 2] == s->mark;
}

static void
slot_fill(struct slot *s, size_t size, uint8_t mark)
{
	s->size = size;
	s->mark = mark;
	s->p[0] = mark;
	s->p[size / 2] = mark;
	s->p[size - 1] = mark;
}

static size_t
random_size(struct work *w)
{
	unsigned int kind = rand_r(&w->seed) % 100;

	if (kind < 80)
		return 1 + rand_r(&w->seed) % 2000;
	if (kind < 99)
		return 1 + rand_r(&w->seed) % 60000;
	return 1 + rand_r(&w->seed) % 3000000;
}

static bool
step(struct work *w)
{
	struct slot *s = &w->slots[rand_r(&w->seed) % SLOTS];
	unsigned int align = 1U << (rand_r(&w->seed) % 13);
	size_t size = random_size(w);
	uint8_t mark = (uint8_t)rand_r(&w->seed);
	uint8_t *p;

	if (s->p == NULL) {
		s->p = rte_malloc(NULL, size, align);
		if (s->p == NULL || (uintptr_t)s->p % align != 0)
			return false;
		slot_fill(s, size, mark);
		return true;
	}
	if (!slot_intact(s))
		return false;
	if (mark % 2 == 0) {
		rte_free(s->p);
		s->p = NULL;
		return true;
	}
	p = rte_realloc(s->p, size, align);
	if (p == NULL || p[0] != s->mark || (uintptr_t)p % align != 0)
		return false;
	s->p = p;
	slot_fill(s, size, mark);
	return true;
}

static void *
run(void *arg)
{
	struct work *w = arg;
	const char *reason;
	unsigned int i;

	for (i = 0; i < w->steps; i++) {
		if (!step(w))
			return w;
		if (w->check && i % 2000 == 0 &&
				!eal_heap_check(heap(), &reason))
			return w;
	}
	for (i = 0; i < SLOTS; i++)
		rte_free(w->slots[i].p);
	return NULL;
}

static void
test_random(void **state)
{
	struct work *w = calloc(1, sizeof(*w));

	w->seed = 7;
	w->steps = STEPS / 2;
	w->check = true;
	assert_null(run(w));
	heaps_check();
	assert_int_equal(heap()->alloc_count, 0);
	assert_int_equal(heap()->free_count, 1);
	/* All but a little went back. */
	assert_true(heap()->total <= 4 * EAL_UNIT);
	free(w);
}

static void
test_random_threads(void **state)
{
	struct work *w = calloc(2, sizeof(*w));
	pthread_t threads[2];
	void *wrong;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		w[i].seed = i + 1;
		w[i].steps = STEPS / 4;
		w[i].check = i == 0;
		assert_int_equal(pthread_create(&threads[i], NULL, run, &w[i]),
				0);
	}
	for (i = 0; i < 2; i++) {
		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
	heaps_check();
	assert_int_equal(heap()->alloc_count, 0);
	free(w);
}

/* Pieces of a unit that come back in any order are one again. */
static void
test_coalesce(void **state)
{
	static const unsigned int order[] = {1, 3, 5, 0, 4, 2};
	void *p[6];
	unsigned int i;

	for (i = 0; i < RTE_DIM(p); i++)
		p[i] = rte_malloc(NULL, 100 + i * 1000, 0);
	for (i = 0; i < RTE_DIM(p); i++) {
		rte_free(p[order[i]]);
		heaps_check();
	}
	assert_int_equal(heap()->free_count, 1);
	assert_int_equal(heap()->alloc, 0);
}

static void
test_bound(void **state)
{
	struct eal_heap_req req = {.size = 1000, .align = 64, .bound = 1024};
	uintptr_t p[50];
	unsigned int i;

	for (i = 0; i < RTE_DIM(p); i++) {
		p[i] = (uintptr_t)eal_malloc(&req, SOCKET_ID_ANY);
		assert_int_not_equal(p[i], 0);
		assert_int_equal(p[i] / 1024, (p[i] + 999) / 1024);
		assert_int_equal(p[i] % 64, 0);
	}
	heaps_check();
	for (i = 0; i < RTE_DIM(p); i++)
		rte_free((void *)p[i]);
	heaps_check();
}

/* Memory that came back used is cleared when zeroes are asked for. */
static void
test_zero(void **state)
{
	struct eal_heap_req req = {.size = 5000, .zero = true};
	unsigned int round, i;
	uint8_t *p;

	for (round = 0; round < 4; round++) {
		p = eal_malloc(&req, SOCKET_ID_ANY);
		assert_non_null(p);
		for (i = 0; i < 5000; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xa5, 5000);
		rte_free(p);
	}
}

static void
test_impossible(void **state)
{
	struct eal_heap_req req = {.size = SIZE_MAX - 100};
	uint64_t before = heap()->total;

	assert_null(eal_malloc(&req, SOCKET_ID_ANY));
	req.size = 1ULL << 50;
	assert_null(eal_malloc(&req, SOCKET_ID_ANY));
	req = (struct eal_heap_req){.size = 1, .align = 1ULL << 63};
	assert_null(eal_malloc(&req, SOCKET_ID_ANY));
	assert_int_equal(heap()->total, before);
	heaps_check();
}

/* The walker sees damage: each field in turn. */
static void
test_check_finds(void **state)
{
	uint8_t *p = rte_malloc(NULL, 100, 0);
	struct eal_elem *e = eal_heap_elem(p);
	struct eal_elem saved = *e;
	const char *reason;

	assert_non_null(e);
	e->state = 1;
	assert_false(eal_heap_check(heap(), &reason));
	*e = saved;
	e->size += 8;
	assert_false(eal_heap_check(heap(), &reason));
	*e = saved;
	e->prev = e;
	assert_false(eal_heap_check(heap(), &reason));
	*e = saved;
	e->heap = 3;
	assert_false(eal_heap_check(heap(), &reason));
	*e = saved;
	heap()->alloc++;
	assert_false(eal_heap_check(heap(), &reason));
	heap()->alloc--;
	heap()->free_count++;
	assert_false(eal_heap_check(heap(), &reason));
	heap()->free_count--;
	heap()->map[4] ^= 1;
	assert_false(eal_heap_check(heap(), &reason));
	heap()->map[4] ^= 1;
	assert_true(eal_heap_check(heap(), &reason));
	rte_free(p);
}

/* Whole units go back when they are free, wherever they lie. */
static void
test_units_go_back(void **state)
{
	size_t size = 3 * EAL_UNIT;
	void *p[5];
	unsigned int i;

	for (i = 0; i < RTE_DIM(p); i++)
		p[i] = rte_malloc(NULL, size, 0);
	assert_true(heap()->total >= RTE_DIM(p) * size);
	rte_free(p[2]);
	heaps_check();
	rte_free(p[0]);
	heaps_check();
	rte_free(p[4]);
	heaps_check();
	assert_true(heap()->total <= 4 * size);
	rte_free(p[1]);
	rte_free(p[3]);
	heaps_check();
	assert_true(heap()->total <= 2 * EAL_UNIT);
	assert_int_equal(eal_pages_bytes(heap()->socket_id), heap()->total);
}

#define test(t) cmocka_unit_test_setup_teardown(t, memory_start, memory_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_random),
			test(test_random_threads),
			test(test_coalesce),
			test(test_bound),
			test(test_zero),
			test(test_impossible),
			test(test_check_finds),
			test(test_units_go_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
