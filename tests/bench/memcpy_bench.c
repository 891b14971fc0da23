/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What rte_memcpy costs: cycles of the time-stamp counter a copy, on one core
 * and out of the first-level cache. Only calls of DPDK 22.11, so that the same
 * source measures both libraries; scripts/bench does. Prints one line a row:
 * name, tab, cycles. Lengths are known at run time only but where a row says
 * constant. Where the two areas lie matters as much as the length does:
 *
 *   aligned    both at cache lines, half a page apart modulo 4 KiB
 *   any        anywhere
 *   aliasing   the destination 1 to 64 bytes ahead, modulo 4 KiB: a load looks
 *              as if it depended on the store before it
 *   mixed      anywhere, and random lengths: branches are mispredicted
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_memcpy.h>

#define PAGE    4096
#define MAX_LEN 8192
#define AREA    (MAX_LEN + PAGE)
/* Copies that a row goes through, and measurements, of which the best counts */
#define COPIES 512
#define ROUNDS 60

enum place {
	ALIGNED,
	ANY,
	ALIASING,
};

struct copy {
	uint32_t to;
	uint32_t from;
	uint32_t n;
};

typedef void (*bench_fn)(unsigned int times);

static uint8_t src[AREA] __rte_aligned(PAGE);
static uint8_t dst[AREA] __rte_aligned(PAGE);
static struct copy copies[COPIES];

/* The same numbers every time, whatever the library: below max. */
static uint32_t
rand_below(uint32_t max)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + 1;
	return (uint32_t)(state >> 33) % max;
}

static void
place_copy(struct copy *copy, enum place place, unsigned int n)
{
	const uint32_t line = rand_below(16) * 64;

	copy->n = n;
	copy->from = line;
	copy->to = line + PAGE / 2;
	if (place == ANY) {
		copy->from = rand_below(PAGE);
		copy->to = rand_below(PAGE);
	} else if (place == ALIASING) {
		copy->to = line + 1 + rand_below(64);
	}
}

static void
copy_all(unsigned int times)
{
	while (times-- > 0) {
		const struct copy *copy = &copies[times % COPIES];

		rte_memcpy(dst + copy->to, src + copy->from, copy->n);
		rte_compiler_barrier();
	}
}

static void
copy_16(unsigned int times)
{
	while (times-- > 0) {
		const struct copy *copy = &copies[times % COPIES];

		rte_memcpy(dst + copy->to, src + copy->from, 16);
		rte_compiler_barrier();
	}
}

static void
copy_64(unsigned int times)
{
	while (times-- > 0) {
		const struct copy *copy = &copies[times % COPIES];

		rte_memcpy(dst + copy->to, src + copy->from, 64);
		rte_compiler_barrier();
	}
}

static void
measure(const char *name, bench_fn fn)
{
	const unsigned int times = 4 * COPIES;
	uint64_t best = UINT64_MAX;
	unsigned int i;

	fn(times);
	for (i = 0; i < ROUNDS; i++) {
		uint64_t start = rte_rdtsc_precise();

		fn(times);
		start = rte_rdtsc_precise() - start;
		if (start < best)
			best = start;
	}
	printf("%s\t%.3f\n", name, (double)best / times);
}

static void
row(const char *where, enum place place, unsigned int n)
{
	char name[64];
	unsigned int i;

	for (i = 0; i < COPIES; i++)
		place_copy(&copies[i], place, n);
	snprintf(name, sizeof(name), "memcpy %s %u", where, n);
	measure(name, copy_all);
}

static void
mixed_row(unsigned int max)
{
	char name[64];
	unsigned int i;

	for (i = 0; i < COPIES; i++)
		place_copy(&copies[i], ANY, 1 + rand_below(max));
	snprintf(name, sizeof(name), "memcpy mixed 1 to %u", max);
	measure(name, copy_all);
}

int
main(int argc, char **argv)
{
	static const unsigned int lengths[] = {4, 8, 14, 24, 40, 64, 65, 100,
			128, 160, 200, 256, 300, 384, 512, 800, 1024, 1518,
			2048, 4096, 8192};
	static const unsigned int aliasing[] = {
			100, 256, 512, 1518, 4096, 8192};
	static const unsigned int mixed[] = {15, 64, 256, 2048};
	size_t i;

	if (rte_eal_init(argc, argv) < 0)
		return 1;
	for (i = 0; i < RTE_DIM(lengths); i++)
		row("aligned", ALIGNED, lengths[i]);
	for (i = 0; i < RTE_DIM(lengths); i++)
		row("any", ANY, lengths[i]);
	for (i = 0; i < RTE_DIM(aliasing); i++)
		row("aliasing", ALIASING, aliasing[i]);
	for (i = 0; i < RTE_DIM(mixed); i++)
		mixed_row(mixed[i]);
	for (i = 0; i < COPIES; i++)
		place_copy(&copies[i], ANY, 64);
	measure("memcpy constant any 16", copy_16);
	measure("memcpy constant any 64", copy_64);
	rte_eal_cleanup();
	return 0;
}
