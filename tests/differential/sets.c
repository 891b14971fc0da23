/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Sets and arithmetic: fbarrays and bitmaps after random changes, stacks,
 * reciprocals, bits, alignments, times, and the bounds of random numbers.
 */
#include <stdlib.h>
#include <string.h>

#include <rte_bitmap.h>
#include <rte_bitops.h>
#include <rte_common.h>
#include <rte_errno.h>
#include <rte_fbarray.h>
#include <rte_random.h>
#include <rte_reciprocal.h>
#include <rte_stack.h>
#include <rte_time.h>

#include "case.h"

typedef int (*find)(struct rte_fbarray *arr, unsigned int start);
typedef int (*find_n)(
		struct rte_fbarray *arr, unsigned int start, unsigned int n);

static void
fbarray_asked(struct rte_fbarray *arr, const char *label)
{
	static const struct {
		const char *name;
		find call;
	} finds[] = {
			{"next free", rte_fbarray_find_next_free},
			{"next used", rte_fbarray_find_next_used},
			{"prev free", rte_fbarray_find_prev_free},
			{"prev used", rte_fbarray_find_prev_used},
			{"contig free", rte_fbarray_find_contig_free},
			{"contig used", rte_fbarray_find_contig_used},
			{"rev contig free", rte_fbarray_find_rev_contig_free},
			{"rev contig used", rte_fbarray_find_rev_contig_used},
			{"biggest free", rte_fbarray_find_biggest_free},
			{"biggest used", rte_fbarray_find_biggest_used},
			{"rev biggest free", rte_fbarray_find_rev_biggest_free},
			{"rev biggest used", rte_fbarray_find_rev_biggest_used},
	};
	static const struct {
		const char *name;
		find_n call;
	} finds_n[] = {
			{"next n free", rte_fbarray_find_next_n_free},
			{"next n used", rte_fbarray_find_next_n_used},
			{"prev n free", rte_fbarray_find_prev_n_free},
			{"prev n used", rte_fbarray_find_prev_n_used},
	};
	unsigned int start = below(arr->len + 1), n = below(20);

	for (size_t i = 0; i < RTE_DIM(finds); i++) {
		int rc;

		rte_errno = 0;
		rc = finds[i].call(arr, start);
		tell("%s %s from %u: %d %d", label, finds[i].name, start, rc,
				rc < 0 ? rte_errno : 0);
	}
	for (size_t i = 0; i < RTE_DIM(finds_n); i++) {
		int rc;

		rte_errno = 0;
		rc = finds_n[i].call(arr, start, n);
		tell("%s %s from %u, %u: %d %d", label, finds_n[i].name, start,
				n, rc, rc < 0 ? rte_errno : 0);
	}
}

static void
fbarray(unsigned int number, unsigned int steps)
{
	/* A multiple of 64, as 22.11 finds bits past the end of others. */
	unsigned int len = 64 * (1 + below(6));
	struct rte_fbarray arr = {0};
	char name[32], label[64];

	snprintf(name, sizeof(name), "array%u", number);
	if (rte_fbarray_init(&arr, name, len, 1 + below(40)) != 0) {
		tell("sets/fbarray %u: none %d", number, rte_errno);
		return;
	}
	for (unsigned int step = 0; step < steps; step++) {
		unsigned int at = below(len), n = 1 + below(30);
		bool use = below(2);
		int rc = 0;

		for (; n > 0 && at < len; n--, at++)
			rc += use ? rte_fbarray_set_used(&arr, at)
				  : rte_fbarray_set_free(&arr, at);
		snprintf(label, sizeof(label), "sets/fbarray %u of %u step %u",
				number, len, step);
		tell("%s: %d, %u, %d", label, rc, arr.count,
				rte_fbarray_is_used(&arr, below(len)));
		fbarray_asked(&arr, label);
	}
	rte_fbarray_destroy(&arr);
}

static void
fbarray_errors(void)
{
	struct rte_fbarray arr = {0}, other = {0};
	int rc = rte_fbarray_init(&arr, "errors", 64, 8);

#define TELL(what, call)                                                       \
	do {                                                                   \
		rte_errno = 0;                                                 \
		rc = call;                                                     \
		tell("sets/fbarray error %s: %d %d", what, rc,                 \
				rc < 0 ? rte_errno : 0);                       \
	} while (0)

	TELL("length 0", rte_fbarray_init(&other, "zero", 0, 8));
	TELL("element 0", rte_fbarray_init(&other, "zero", 8, 0));
	TELL("length 1 << 31", rte_fbarray_init(&other, "long", 1u << 31, 8));
	TELL("no name", rte_fbarray_init(&other, "", 8, 8));
	TELL("NULL name", rte_fbarray_init(&other, NULL, 8, 8));
	TELL("NULL array", rte_fbarray_init(NULL, "null", 8, 8));
	TELL("long name",
			rte_fbarray_init(&other,
					"0123456789012345678901234567890123456789"
					"0123456789012345678901234567890123456789",
					8, 8));
	TELL("set past", rte_fbarray_set_used(&arr, 64));
	TELL("free past", rte_fbarray_set_free(&arr, 64));
	TELL("ask past", rte_fbarray_is_used(&arr, 64));
	TELL("set NULL", rte_fbarray_set_used(NULL, 0));
	TELL("next past", rte_fbarray_find_next_free(&arr, 64));
	TELL("prev past", rte_fbarray_find_prev_free(&arr, 64));
	TELL("next used of none", rte_fbarray_find_next_used(&arr, 0));
	TELL("next 0 free", rte_fbarray_find_next_n_free(&arr, 0, 0));
	TELL("next 65 free", rte_fbarray_find_next_n_free(&arr, 0, 65));
	TELL("next 64 free at 1", rte_fbarray_find_next_n_free(&arr, 1, 64));
	TELL("find NULL", rte_fbarray_find_idx(&arr, NULL));
	TELL("find before", rte_fbarray_find_idx(&arr, &arr));
	TELL("find", rte_fbarray_find_idx(&arr, rte_fbarray_get(&arr, 5)));
	tell("sets/fbarray get past: %d", rte_fbarray_get(&arr, 64) == NULL);
	TELL("detach NULL", rte_fbarray_detach(NULL));
	TELL("destroy NULL", rte_fbarray_destroy(NULL));
	rte_fbarray_destroy(&arr);
}

static void
bitmap(unsigned int number, unsigned int steps)
{
	uint32_t bits = 512 * (1 + below(20)), pos = 0;
	uint32_t len = rte_bitmap_get_memory_footprint(bits);
	uint8_t *memory = aligned_alloc(64, RTE_ALIGN_CEIL(len, 64u));
	struct rte_bitmap *bmp = rte_bitmap_init(bits, memory, len);
	uint64_t slab = 0;

	for (unsigned int step = 0; step < steps && bmp != NULL; step++) {
		uint32_t at = below(bits);

		switch (below(6)) {
		case 0:
			rte_bitmap_clear(bmp, at);
			break;
		case 1: /* 22.11 ORs: into an empty slab only */
			at &= ~63u;
			for (uint32_t i = 0; i < 64; i++)
				rte_bitmap_clear(bmp, at + i);
			rte_bitmap_set_slab(bmp, at, rnd());
			break;
		case 2:
			if (below(30) == 0)
				rte_bitmap_reset(bmp);
			break;
		default:
			rte_bitmap_set(bmp, at);
		}
		slab = 0;
		pos = 0;
		tell("sets/bitmap %u step %u: %d %d %u %#lx", number, step,
				rte_bitmap_get(bmp, at) != 0,
				rte_bitmap_scan(bmp, &pos, &slab), pos, slab);
	}
	free(memory);
}

static void
bitmap_errors(void)
{
	static uint8_t memory[4096] __attribute__((aligned(64)));

	for (uint32_t bits = 0; bits <= 1024; bits += 256)
		for (uint32_t len = 0; len <= 512; len += 64)
			tell("sets/bitmap of %u in %u: %d", bits, len,
					rte_bitmap_init(bits, memory, len) !=
							NULL);
	tell("sets/bitmap without memory: %d",
			rte_bitmap_init(64, NULL, 512) != NULL);
	tell("sets/bitmap beside a line: %d",
			rte_bitmap_init(64, memory + 8, 512) != NULL);
	tell("sets/bitmap all set: %d",
			rte_bitmap_init_with_all_set(1000, memory,
					rte_bitmap_get_memory_footprint(
							1000)) != NULL);
	tell("sets/bitmap free NULL: %d", rte_bitmap_free(NULL));
}

static void
stack(unsigned int number, uint32_t flags, unsigned int steps)
{
	unsigned int count = 1 + below(100), next = 1;
	struct rte_stack *s =
			rte_stack_create("stack", count, SOCKET_ID_ANY, flags);
	void *objects[128];

	for (unsigned int step = 0; step < steps && s != NULL; step++) {
		unsigned int n = below(below(4) ? 10 : 120), rc;
		bool push = below(2);

		for (unsigned int i = 0; i < RTE_DIM(objects); i++)
			objects[i] = push ? (void *)(uintptr_t)next++ : NULL;
		rc = push ? rte_stack_push(s, objects, n)
			  : rte_stack_pop(s, objects, n);
		tell("sets/stack %u of %u flags %#x step %u %s %u: %u, %u %u, "
		     "%016lx",
				number, count, flags, step,
				push ? "push" : "pop", n, rc,
				rte_stack_count(s), rte_stack_free_count(s),
				push ? 0
				     : hash(0, objects, rc * sizeof(void *)));
	}
	rte_stack_free(s);
}

static void
stack_errors(void)
{
	static const char *const names[] = {"", "a",
			"27 characters, and not more",
			"28 characters, and not less.",
			"a name of more than 32 characters"};

	for (size_t i = 0; i < RTE_DIM(names); i++) {
		struct rte_stack *s;

		rte_errno = 0;
		s = rte_stack_create(names[i], 8, SOCKET_ID_ANY, 0);
		tell("sets/stack \"%s\": %d %d", names[i], s != NULL,
				s ? 0 : rte_errno);
		rte_stack_free(s);
	}
	for (uint32_t flags = 2; flags != 0; flags <<= 1) {
		struct rte_stack *s;

		rte_errno = 0;
		s = rte_stack_create("flags", 8, SOCKET_ID_ANY, flags);
		tell("sets/stack flags %#x: %d %d", flags, s != NULL,
				s ? 0 : rte_errno);
		rte_stack_free(s);
	}
	rte_errno = 0;
	tell("sets/stack unknown: %d %d", rte_stack_lookup("no") != NULL,
			rte_errno);
	rte_errno = 0;
	tell("sets/stack NULL: %d %d", rte_stack_lookup(NULL) != NULL,
			rte_errno);
}

static void
arithmetic(uint64_t v, uint32_t align)
{
	uint32_t w = (uint32_t)v, p32 = 99, p64 = 99;
	int s32 = rte_bsf32_safe(w, &p32), s64 = rte_bsf64_safe(v, &p64);

	tell("sets/bits %#lx: %d %u, %d %u, %u %u, %#x %#lx, %d", v, s32, p32,
			s64, p64, rte_fls_u32(w), rte_fls_u64(v),
			rte_combine32ms1b(w), rte_combine64ms1b(v),
			rte_is_power_of_2(w));
	/* Where the next power of two exists. */
	if (w <= 1u << 31 && v <= UINT64_C(1) << 63)
		tell("sets/powers %#lx: %#x %#x %#lx %#lx %u %u", v,
				rte_align32pow2(w), rte_align32prevpow2(w),
				rte_align64pow2(v), rte_align64prevpow2(v),
				rte_log2_u32(w), rte_log2_u64(v));
	tell("sets/align %#lx to %u: %#lx %#lx %lu %lu %lu", v, align,
			RTE_ALIGN_FLOOR(v, (uint64_t)align),
			RTE_ALIGN_CEIL(v, (uint64_t)align),
			RTE_ALIGN_MUL_FLOOR(v, (uint64_t)align),
			RTE_ALIGN_MUL_CEIL(v, (uint64_t)align),
			RTE_ALIGN_MUL_NEAR(v, (uint64_t)align));
}

static void
reciprocals(uint64_t a, uint64_t d)
{
	struct rte_reciprocal_u64 r64;
	struct rte_reciprocal r32;

	if ((uint32_t)d != 0) {
		r32 = rte_reciprocal_value((uint32_t)d);
		tell("sets/reciprocal %u / %u: %u, %u %u %u", (uint32_t)a,
				(uint32_t)d,
				rte_reciprocal_divide((uint32_t)a, r32), r32.m,
				r32.sh1, r32.sh2);
	}
	if (d != 0) {
		r64 = rte_reciprocal_value_u64(d);
		tell("sets/reciprocal64 %lu / %lu: %lu, %lu %u %u", a, d,
				rte_reciprocal_divide_u64(a, &r64), r64.m,
				r64.sh1, r64.sh2);
	}
}

static void
times(unsigned int i)
{
	uint64_t ns = rnd() >> below(64);
	struct timespec t = rte_ns_to_timespec(ns);
	struct rte_timecounter tc = {.cc_mask = UINT64_MAX >> below(48)};
	uint64_t now = rnd(), passed;

	tc.cc_shift = below(20);
	tc.cycle_last = rnd();
	tc.nsec_mask = (UINT64_C(1) << tc.cc_shift) - 1;
	passed = rte_cyclecounter_cycles_to_ns(&tc, ns);
	tell("sets/time %u %lu: %ld %ld %lu, %lu %lu", i, ns, (long)t.tv_sec,
			t.tv_nsec, rte_timespec_to_ns(&t), passed,
			rte_timecounter_update(&tc, now));
}

static void
random_numbers(unsigned int rounds)
{
	unsigned int outside = 0;

	for (unsigned int i = 0; i < rounds; i++) {
		uint64_t bound = rnd() >> below(64);
		double d = rte_drand();

		if (bound != 0 && rte_rand_max(bound) >= bound)
			outside++;
		if (d < 0 || d >= 1)
			outside++;
	}
	tell("sets/random: %u outside, of 0 %lu, of 1 %lu", outside,
			rte_rand_max(0), rte_rand_max(1));
	rte_srand(7);
	tell("sets/random after rte_srand: %#lx %#lx", rte_rand(), rte_rand());
}

void
sets_part(unsigned int rounds)
{
	for (unsigned int i = 0; i < 8; i++) {
		fbarray(i, rounds / 8);
		bitmap(i, rounds / 4);
		stack(i, i & 1 ? RTE_STACK_F_LF : 0, rounds / 4);
	}
	fbarray_errors();
	bitmap_errors();
	stack_errors();
	for (unsigned int i = 0; i < 2 * rounds; i++) {
		arithmetic(rnd() >> below(64), 1u << below(12));
		reciprocals(rnd() >> below(64), rnd() >> below(64));
		times(i);
	}
	random_numbers(rounds);
}
