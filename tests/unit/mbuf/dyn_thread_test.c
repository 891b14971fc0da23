/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that register the same names, and names of their own, at once: each
 * name gets one place, the same for all, no two names share one, and the last
 * byte and the last bit are given out. Run it under ThreadSanitizer, too.
 */
#include <pthread.h>

#include <rte_memzone.h>

#include "dyn_env.h"

#define THREADS 4
#define ROUNDS  100

/* Together the 36 bytes and the 18 bits that there are. */
#define SHARED_FIELDS 4
#define OWN_FIELDS    8
#define SHARED_FLAGS  2
#define OWN_FLAGS     4

static pthread_barrier_t start;

struct worker {
	pthread_t thread;
	unsigned int id;
	int shared_fields[SHARED_FIELDS], own_fields[OWN_FIELDS];
	int shared_flags[SHARED_FLAGS], own_flags[OWN_FLAGS];
	bool found; /* what it registered, each time it looked */
};

static int
one_byte(const char *format, unsigned int id, unsigned int i)
{
	struct rte_mbuf_dynfield field = {.size = 1, .align = 1};

	snprintf(field.name, sizeof(field.name), format, id, i);
	return rte_mbuf_dynfield_register(&field);
}

static int
one_bit(const char *format, unsigned int id, unsigned int i)
{
	struct rte_mbuf_dynflag flag = {.flags = 0};

	snprintf(flag.name, sizeof(flag.name), format, id, i);
	return rte_mbuf_dynflag_register(&flag);
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	char name[RTE_MBUF_DYN_NAMESIZE];
	unsigned int i;

	w->found = true;
	pthread_barrier_wait(&start);
	for (i = 0; i < OWN_FIELDS; i++) {
		w->own_fields[i] = one_byte("field %u of %u", i, w->id);
		w->shared_fields[i % SHARED_FIELDS] =
				one_byte("field %u", i % SHARED_FIELDS, 0);
		w->own_flags[i % OWN_FLAGS] =
				one_bit("flag %u of %u", i % OWN_FLAGS, w->id);
		w->shared_flags[i % SHARED_FLAGS] =
				one_bit("flag %u", i % SHARED_FLAGS, 0);
		snprintf(name, sizeof(name), "field %u of %u", i, w->id);
		w->found &= rte_mbuf_dynfield_lookup(name, NULL) ==
				w->own_fields[i];
		w->found &= rte_mbuf_dynflag_lookup("flag 0", NULL) ==
				w->shared_flags[0];
	}
	return NULL;
}

/* Note that a place is used, by nobody else. */
static void
claim(bool *used, int first, int n, int place)
{
	assert_in_range(place, first, first + n - 1);
	assert_false(used[place - first]);
	used[place - first] = true;
}

static void
judge(const struct worker *workers)
{
	bool bytes[36] = {false}, bits[18] = {false};
	unsigned int i, t;

	for (i = 0; i < SHARED_FIELDS; i++)
		claim(bytes, 92, 36, workers[0].shared_fields[i]);
	for (i = 0; i < SHARED_FLAGS; i++)
		claim(bits, 23, 18, workers[0].shared_flags[i]);
	for (t = 0; t < THREADS; t++) {
		assert_true(workers[t].found);
		assert_memory_equal(workers[t].shared_fields,
				workers[0].shared_fields,
				sizeof(workers[0].shared_fields));
		assert_memory_equal(workers[t].shared_flags,
				workers[0].shared_flags,
				sizeof(workers[0].shared_flags));
		for (i = 0; i < OWN_FIELDS; i++)
			claim(bytes, 92, 36, workers[t].own_fields[i]);
		for (i = 0; i < OWN_FLAGS; i++)
			claim(bits, 23, 18, workers[t].own_flags[i]);
	}
}

/* Each round ends with the table gone, and so begins with making one. */
static void
run_round(void)
{
	struct worker workers[THREADS] = {0};
	unsigned int t;

	for (t = 0; t < THREADS; t++) {
		workers[t].id = t;
		assert_int_equal(pthread_create(&workers[t].thread, NULL, work,
						 &workers[t]),
				0);
	}
	dump_text();
	for (t = 0; t < THREADS; t++)
		assert_int_equal(pthread_join(workers[t].thread, NULL), 0);
	judge(workers);
	assert_int_equal(add_field("more", 1, 1, 0, ANY), -ENOENT);
	assert_int_equal(add_flag("more", 0, ANY_BIT), -ENOENT);
	assert_int_equal(rte_memzone_free(rte_memzone_lookup("mbuf_dyn")), 0);
}

static void
names_from_many_threads(void **state)
{
	unsigned int i;

	(void)state;
	assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
	for (i = 0; i < ROUNDS; i++)
		run_round();
	pthread_barrier_destroy(&start);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			dyn_test(names_from_many_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
