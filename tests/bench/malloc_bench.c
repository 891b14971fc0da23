/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What memory of the heap costs: nanoseconds for an allocation and its free.
 * Only calls of DPDK 22.11, so that the same source measures both libraries,
 * and with -DBENCH_LIBC malloc() of the C library; scripts/bench does. Prints
 * one line a row: name, tab, nanoseconds. The best of several rounds counts.
 * Rows of two threads: until both have done as many, on one heap.
 *
 *   pair        an allocation and its free at once, of one size
 *   mixed       1 to 16,384 bytes, small ones more often, 10,000 blocks live:
 *               a random one is freed and another taken in its place
 *   fragmented  n free pieces of 1 to 8 KiB between live blocks; sizes are
 *               random, so that most pieces are too small or too large
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* CPU sets */
#endif
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef BENCH_LIBC
#define take(size) malloc(size)
#define give(p)    free(p)
#else
#include <rte_eal.h>
#include <rte_malloc.h>
#define take(size) rte_malloc(NULL, size, 0)
#define give(p)    rte_free(p)
#endif

#define PAIRS    4000
#define LIVE     10000
#define ROUNDS   40
#define THREADS  2
#define HOLE_MIN 1024
#define HOLE_MAX 8192

/* What one thread works on. */
struct bench {
	uint64_t seed;
	int cpu;
	size_t size;
	void **live;
	double best;
	void (*fn)(struct bench *b);
};

static pthread_barrier_t barrier;
static int cpus[THREADS]; /* of those that the process may use */
static unsigned int cpus_n;

static void
fail(const char *what)
{
	fprintf(stderr, "malloc_bench: %s failed\n", what);
	exit(1);
}

static double
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* The same numbers every time, whatever the library: below max. */
static uint32_t
rand_below(struct bench *b, uint32_t max)
{
	b->seed = b->seed * UINT64_C(6364136223846793005) + 1;
	return (uint32_t)(((b->seed >> 32) * max) >> 32);
}

/* The first byte is written, as everybody does, and malloc() stays real. */
static inline void *
take_one(size_t size)
{
	volatile char *p = take(size);

	if (p == NULL)
		fail("an allocation");
	*p = 1;
	return (void *)(uintptr_t)p;
}

static void
pairs(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < PAIRS; i++)
		give(take_one(b->size));
}

static size_t
mixed_size(struct bench *b)
{
	return 1 + rand_below(b, 64U << rand_below(b, 9));
}

static void
mixed(struct bench *b)
{
	unsigned int i, slot;

	for (i = 0; i < PAIRS; i++) {
		slot = rand_below(b, LIVE);
		give(b->live[slot]);
		b->live[slot] = take_one(mixed_size(b));
	}
}

static void
fragmented(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < PAIRS; i++)
		give(take_one(HOLE_MIN + rand_below(b, HOLE_MAX - HOLE_MIN)));
}

static void
find_cpus(void)
{
	cpu_set_t set;
	int cpu;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		fail("sched_getaffinity");
	for (cpu = 0; cpu < CPU_SETSIZE && cpus_n < THREADS; cpu++)
		if (CPU_ISSET(cpu, &set))
			cpus[cpus_n++] = cpu;
}

/* One CPU a thread, whatever the library did. */
static void
pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void *
measure(void *arg)
{
	struct bench *b = arg;
	unsigned int i;
	double ns;

	pin(b->cpu);

	b->fn(b);
	for (i = 0; i < ROUNDS; i++) {
		pthread_barrier_wait(&barrier);
		ns = now_ns();
		b->fn(b);
		pthread_barrier_wait(&barrier);
		ns = (now_ns() - ns) / PAIRS;
		if (i == 0 || ns < b->best)
			b->best = ns;
	}
	return NULL;
}

static void
row(const char *name, struct bench *b, unsigned int n)
{
	pthread_t threads[THREADS];
	unsigned int i;

	for (i = 0; i < n; i++)
		b[i].cpu = cpus[i];
	pthread_barrier_init(&barrier, NULL, n);
	for (i = 1; i < n; i++)
		if (pthread_create(&threads[i], NULL, measure, &b[i]) != 0)
			fail("pthread_create");
	measure(b);
	for (i = 1; i < n; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&barrier);
	printf("%s\t%.2f\n", name, b[0].best);
	fflush(stdout);
}

static void
pair_rows(unsigned int n)
{
	static const size_t sizes[] = {64, 256, 1024, 4096, 65536};
	struct bench b[THREADS] = {{.fn = pairs}, {.fn = pairs}};
	char name[64];
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		b[0].size = b[1].size = sizes[i];
		snprintf(name, sizeof(name), "malloc pair %zu, threads %u",
				sizes[i], n);
		row(name, b, n);
	}
}

static void
mixed_row(unsigned int n)
{
	struct bench b[THREADS] = {{.fn = mixed}, {.fn = mixed}};
	char name[64];
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		b[i].seed = i + 1;
		b[i].live = calloc(LIVE, sizeof(*b[i].live));
		for (k = 0; b[i].live != NULL && k < LIVE; k++)
			b[i].live[k] = take_one(mixed_size(&b[i]));
	}
	snprintf(name, sizeof(name), "malloc mixed, threads %u", n);
	row(name, b, n);
	for (i = 0; i < n; i++) {
		for (k = 0; b[i].live != NULL && k < LIVE; k++)
			give(b[i].live[k]);
		free(b[i].live);
	}
}

static void
fragmented_row(unsigned int holes, unsigned int n)
{
	struct bench b[THREADS] = {{.fn = fragmented, .seed = 5},
			{.fn = fragmented, .seed = 6}};
	void **p = calloc(2 * (size_t)holes, sizeof(*p));
	char name[64];
	unsigned int i;

	if (p == NULL)
		fail("calloc");
	for (i = 0; i < 2 * holes; i++)
		p[i] = take_one(i % 2 == 1 ? 64
					   : HOLE_MIN + rand_below(b, HOLE_MAX - HOLE_MIN));
	for (i = 0; i < 2 * holes; i += 2)
		give(p[i]);
	snprintf(name, sizeof(name), "malloc fragmented %u, threads %u", holes,
			n);
	row(name, b, n);
	for (i = 1; i < 2 * holes; i += 2)
		give(p[i]);
	free(p);
}

int
main(int argc, char **argv)
{
	unsigned int n;

	find_cpus();
#ifndef BENCH_LIBC
	if (rte_eal_init(argc, argv) < 0)
		fail("rte_eal_init");
#else
	(void)argc;
	(void)argv;
#endif
	for (n = 1; n <= cpus_n; n++) {
		pair_rows(n);
		mixed_row(n);
		fragmented_row(10, n);
		fragmented_row(1000, n);
		fragmented_row(100000, n);
	}
#ifndef BENCH_LIBC
	rte_eal_cleanup();
#endif
	return 0;
}
