/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What stacks cost: cycles of the time-stamp counter an object, for pushing
 * and popping it on one core. As pools_bench.c, only calls of DPDK 22.11, and
 * one line a row: name, tab, cycles. Counts of 1 are constants, larger ones
 * known at run time only. In the rows named "mixed", bursts of all sizes up to
 * 32 have shuffled the stack before.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_stack.h>

#define STACK_SIZE 8191
#define FILL       4096
#define MAX_BURST  32
/* Objects a measurement, and measurements a row, of which the best counts. */
#define OBJS   (1 << 18)
#define ROUNDS 15

typedef void (*bench_fn)(
		struct rte_stack *s, unsigned int n, unsigned int times);

static void *table[STACK_SIZE];

static void
fail(const char *what)
{
	fprintf(stderr, "stack_bench: %s failed: %s\n", what,
			rte_strerror(rte_errno));
	exit(1);
}

static __rte_always_inline void
push_pop(struct rte_stack *s, unsigned int n, unsigned int times)
{
	while (times-- > 0) {
		if (rte_stack_push(s, table, n) != n)
			fail("rte_stack_push");
		if (rte_stack_pop(s, table, n) != n)
			fail("rte_stack_pop");
	}
}

static void
one(struct rte_stack *s, unsigned int n, unsigned int times)
{
	(void)n;
	push_pop(s, 1, times);
}

static void
many(struct rte_stack *s, unsigned int n, unsigned int times)
{
	push_pop(s, n, times);
}

static void
row(const char *name, bench_fn fn, struct rte_stack *s, unsigned int n)
{
	const unsigned int times = OBJS / n;
	uint64_t best = UINT64_MAX;
	unsigned int i;

	fn(s, n, times);
	for (i = 0; i < ROUNDS; i++) {
		uint64_t start = rte_rdtsc_precise();

		fn(s, n, times);
		start = rte_rdtsc_precise() - start;
		if (start < best)
			best = start;
	}
	printf("%s\t%.3f\n", name, (double)best / ((double)times * n));
}

/* Pushes and pops of many sizes, after which as many are on it as before. */
static void
mix(struct rte_stack *s)
{
	unsigned int seed = 1, out = 0, i, n;

	for (i = 0; i < 200000; i++) {
		seed = seed * 1103515245u + 12345u;
		n = 1 + (seed >> 16) % MAX_BURST;
		if ((seed >> 24 & 1) != 0 && out + n < STACK_SIZE)
			out += rte_stack_pop(s, &table[out], n);
		else if (out >= n)
			out -= rte_stack_push(s, &table[out - n], n);
	}
	if (out > 0 && rte_stack_push(s, table, out) != out)
		fail("rte_stack_push");
}

static void
rows(const char *kind, uint32_t flags)
{
	struct rte_stack *s;
	unsigned int n;
	char name[64];

	s = rte_stack_create("bench", STACK_SIZE, SOCKET_ID_ANY, flags);
	if (s == NULL || rte_stack_push(s, table, FILL) != FILL)
		fail("rte_stack_create");
	snprintf(name, sizeof(name), "stack %s 1", kind);
	row(name, one, s, 1);
	for (n = 8; n <= MAX_BURST; n *= 4) {
		snprintf(name, sizeof(name), "stack %s %u", kind, n);
		row(name, many, s, n);
	}
	mix(s);
	snprintf(name, sizeof(name), "stack %s mixed 32", kind);
	row(name, many, s, 32);
	rte_stack_free(s);
}

int
main(int argc, char **argv)
{
	if (rte_eal_init(argc, argv) < 0)
		fail("rte_eal_init");
	rows("standard", 0);
	rows("lock-free", RTE_STACK_F_LF);
	rte_eal_cleanup();
	return 0;
}
