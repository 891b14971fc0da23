/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A large array of bits that is scanned quickly where it is sparse. array2
 * holds the bits, 64 to a slab; array1 has a bit for each cache line of
 * array2. Invariant: a line's bit is set exactly when the line is not empty,
 * and bits past the bitmap's size are 0. A scan walks the set bits in turn,
 * around the end. No locks: one thread at a time.
 */
#ifndef RTE_BITMAP_H
#define RTE_BITMAP_H

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_config.h>
#include <rte_debug.h>
#include <rte_memory.h>
#include <rte_prefetch.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_BITMAP_SLAB_BIT_SIZE      64
#define RTE_BITMAP_SLAB_BIT_SIZE_LOG2 6
#define RTE_BITMAP_SLAB_BIT_MASK      (RTE_BITMAP_SLAB_BIT_SIZE - 1)

#define RTE_BITMAP_CL_BIT_SIZE      (RTE_CACHE_LINE_SIZE * 8)
#define RTE_BITMAP_CL_BIT_SIZE_LOG2 (RTE_CACHE_LINE_SIZE_LOG2 + 3)
#define RTE_BITMAP_CL_BIT_MASK      (RTE_BITMAP_CL_BIT_SIZE - 1)

#define RTE_BITMAP_CL_SLAB_SIZE                                                \
	(RTE_BITMAP_CL_BIT_SIZE / RTE_BITMAP_SLAB_BIT_SIZE)
#define RTE_BITMAP_CL_SLAB_SIZE_LOG2                                           \
	(RTE_BITMAP_CL_BIT_SIZE_LOG2 - RTE_BITMAP_SLAB_BIT_SIZE_LOG2)
#define RTE_BITMAP_CL_SLAB_MASK (RTE_BITMAP_CL_SLAB_SIZE - 1)

struct rte_bitmap {
	uint64_t *array1;     /* a bit a cache line of array2 */
	uint64_t *array2;     /* the bits, whole cache lines */
	uint32_t array1_size; /* in slabs */
	uint32_t array2_size; /* in slabs */

	uint32_t index1;  /* unused: DPDK's scan has more state */
	uint32_t offset1; /* unused */
	uint32_t index2;  /* the slab of array2 where the scan goes on */
	uint32_t go2;     /* unused */

	__extension__ uint8_t memory[]; /* array1, then array2 */
};

/* Sizes in slabs, then in bytes from the bitmap's start. */
struct bp_bitmap_plan {
	uint32_t array1_slabs;
	uint32_t array2_slabs;
	uint64_t array2_offset;
	uint64_t size;
};

static inline struct bp_bitmap_plan
bp_bitmap_plan_make(uint32_t n_bits)
{
	struct bp_bitmap_plan plan;
	uint64_t lines = ((uint64_t)n_bits + RTE_BITMAP_CL_BIT_MASK) >>
			RTE_BITMAP_CL_BIT_SIZE_LOG2;
	uint64_t sums = (lines + RTE_BITMAP_SLAB_BIT_MASK) >>
			RTE_BITMAP_SLAB_BIT_SIZE_LOG2;

	plan.array1_slabs = (uint32_t)rte_align64pow2(sums);
	plan.array2_slabs = (uint32_t)(lines << RTE_BITMAP_CL_SLAB_SIZE_LOG2);
	plan.array2_offset = RTE_CACHE_LINE_ROUNDUP(sizeof(struct rte_bitmap) +
			plan.array1_slabs * sizeof(uint64_t));
	plan.size = plan.array2_offset + plan.array2_slabs * sizeof(uint64_t);
	return plan;
}

/* The bytes that a bitmap of n_bits takes; 0 for 0 bits. */
static inline uint32_t
rte_bitmap_get_memory_footprint(uint32_t n_bits)
{
	return n_bits == 0 ? 0 : (uint32_t)bp_bitmap_plan_make(n_bits).size;
}

/* Start the scan over. */
static inline void
bp_bitmap_rewind(struct rte_bitmap *bmp)
{
	bmp->go2 = 0;
	bmp->index2 = 0;
	bmp->index1 = 0;
	bmp->offset1 = 0;
}

/* Clear all bits, and start the scan over. */
static inline void
rte_bitmap_reset(struct rte_bitmap *bmp)
{
	uint8_t *begin = (uint8_t *)bmp->array1;
	uint8_t *end = (uint8_t *)(bmp->array2 + bmp->array2_size);

	/* The arrays follow one another, and nothing else is between. */
	memset(begin, 0, (size_t)(end - begin));
	bp_bitmap_rewind(bmp);
}

/*
 * Make a bitmap of n_bits zeros in mem, which is aligned to a cache line and
 * has mem_size bytes, at least rte_bitmap_get_memory_footprint(n_bits).
 * Returns the bitmap, which starts where mem does, or NULL.
 */
static inline struct rte_bitmap *
rte_bitmap_init(uint32_t n_bits, uint8_t *mem, uint32_t mem_size)
{
	struct rte_bitmap *bmp = (struct rte_bitmap *)(void *)mem;
	struct bp_bitmap_plan plan;

	if (n_bits == 0 || mem == NULL ||
			!rte_is_aligned(mem, RTE_CACHE_LINE_SIZE))
		return NULL;
	plan = bp_bitmap_plan_make(n_bits);
	if (mem_size < plan.size)
		return NULL;
	bmp->array1 = (uint64_t *)(void *)bmp->memory;
	bmp->array2 = (uint64_t *)RTE_PTR_ADD(mem, plan.array2_offset);
	bmp->array1_size = plan.array1_slabs;
	bmp->array2_size = plan.array2_slabs;
	rte_bitmap_reset(bmp);
	return bmp;
}

/* Set the first n bits of an array of zeros. */
static inline void
bp_bitmap_fill(uint64_t *slabs, uint32_t n)
{
	uint32_t whole = n >> RTE_BITMAP_SLAB_BIT_SIZE_LOG2;
	uint32_t rest = n & RTE_BITMAP_SLAB_BIT_MASK;

	memset(slabs, 0xff, whole * sizeof(uint64_t));
	if (rest != 0)
		slabs[whole] = RTE_LEN2MASK(rest, uint64_t);
}

/* As rte_bitmap_init, but of n_bits ones. */
__rte_experimental static inline struct rte_bitmap *
rte_bitmap_init_with_all_set(uint32_t n_bits, uint8_t *mem, uint32_t mem_size)
{
	struct rte_bitmap *bmp = rte_bitmap_init(n_bits, mem, mem_size);

	if (bmp == NULL)
		return NULL;
	bp_bitmap_fill(bmp->array2, n_bits);
	bp_bitmap_fill(bmp->array1,
			bmp->array2_size >> RTE_BITMAP_CL_SLAB_SIZE_LOG2);
	return bmp;
}

/* The memory stays the caller's. 0, or -1 for NULL. */
static inline int
rte_bitmap_free(struct rte_bitmap *bmp)
{
	return bmp == NULL ? -1 : 0;
}

/* The slab that holds the bit at pos. */
static inline uint64_t *
bp_bitmap_slab(struct rte_bitmap *bmp, uint32_t pos)
{
	return &bmp->array2[pos >> RTE_BITMAP_SLAB_BIT_SIZE_LOG2];
}

/* The line that holds the bit at pos has become, or is, not empty. */
static inline void
bp_bitmap_line_mark(struct rte_bitmap *bmp, uint32_t pos)
{
	uint32_t line = pos >> RTE_BITMAP_CL_BIT_SIZE_LOG2;

	bmp->array1[line >> RTE_BITMAP_SLAB_BIT_SIZE_LOG2] |= UINT64_C(1)
			<< (line & RTE_BITMAP_SLAB_BIT_MASK);
}

/* Bits of the line that holds pos were cleared: is it empty now? */
static inline void
bp_bitmap_line_check(struct rte_bitmap *bmp, uint32_t pos)
{
	uint32_t line = pos >> RTE_BITMAP_CL_BIT_SIZE_LOG2;
	const uint64_t *slab =
			&bmp->array2[line << RTE_BITMAP_CL_SLAB_SIZE_LOG2];
	uint64_t any = 0;

	for (uint32_t i = 0; i < RTE_BITMAP_CL_SLAB_SIZE; i++)
		any |= slab[i];
	if (any == 0)
		bmp->array1[line >> RTE_BITMAP_SLAB_BIT_SIZE_LOG2] &= ~(
				UINT64_C(1)
				<< (line & RTE_BITMAP_SLAB_BIT_MASK));
}

/* Fetch what the calls below will read for the bit at pos. */
static inline void
rte_bitmap_prefetch0(struct rte_bitmap *bmp, uint32_t pos)
{
	rte_prefetch0(bp_bitmap_slab(bmp, pos));
}

/* Not 0 when the bit is set. */
static inline uint64_t
rte_bitmap_get(struct rte_bitmap *bmp, uint32_t pos)
{
	return *bp_bitmap_slab(bmp, pos) &
			(UINT64_C(1) << (pos & RTE_BITMAP_SLAB_BIT_MASK));
}

static inline void
rte_bitmap_set(struct rte_bitmap *bmp, uint32_t pos)
{
	*bp_bitmap_slab(bmp, pos) |= UINT64_C(1)
			<< (pos & RTE_BITMAP_SLAB_BIT_MASK);
	bp_bitmap_line_mark(bmp, pos);
}

/* Make the 64 bits around pos those of slab, the ones that it clears too. */
static inline void
rte_bitmap_set_slab(struct rte_bitmap *bmp, uint32_t pos, uint64_t slab)
{
	*bp_bitmap_slab(bmp, pos) = slab;
	if (slab != 0)
		bp_bitmap_line_mark(bmp, pos);
	else
		bp_bitmap_line_check(bmp, pos);
}

static inline void
rte_bitmap_clear(struct rte_bitmap *bmp, uint32_t pos)
{
	uint64_t *slab = bp_bitmap_slab(bmp, pos);

	*slab &= ~(UINT64_C(1) << (pos & RTE_BITMAP_SLAB_BIT_MASK));
	if (*slab == 0)
		bp_bitmap_line_check(bmp, pos);
}

/* The first line from the given one on that is not empty, or UINT32_MAX. */
static inline uint32_t
bp_bitmap_line_find(const struct rte_bitmap *bmp, uint32_t line)
{
	uint32_t i = line >> RTE_BITMAP_SLAB_BIT_SIZE_LOG2;
	uint64_t skip = UINT64_MAX << (line & RTE_BITMAP_SLAB_BIT_MASK);
	uint64_t sum;

	for (; i < bmp->array1_size; i++) {
		sum = bmp->array1[i] & skip;
		if (sum != 0)
			return (i << RTE_BITMAP_SLAB_BIT_SIZE_LOG2) +
					rte_bsf64(sum);
		skip = UINT64_MAX;
	}
	return UINT32_MAX;
}

/* The first slab from i to the end of its line that is not 0; or that end. */
static inline uint32_t
bp_bitmap_slab_find(const struct rte_bitmap *bmp, uint32_t i)
{
	uint32_t end = (i | RTE_BITMAP_CL_SLAB_MASK) + 1;

	while (i < end && bmp->array2[i] == 0)
		i++;
	return i;
}

/*
 * Find the next slab that is not 0, after the one found last and around the
 * end: 1, with its content in *slab and the position of its first bit in
 * *pos; or 0 when the bitmap is empty.
 */
static inline int
rte_bitmap_scan(struct rte_bitmap *bmp, uint32_t *pos, uint64_t *slab)
{
	uint32_t i = bmp->index2;
	uint32_t line;

	if (i & RTE_BITMAP_CL_SLAB_MASK)
		i = bp_bitmap_slab_find(bmp, i);
	if ((i & RTE_BITMAP_CL_SLAB_MASK) == 0) {
		line = bp_bitmap_line_find(
				bmp, i >> RTE_BITMAP_CL_SLAB_SIZE_LOG2);
		if (line == UINT32_MAX)
			line = bp_bitmap_line_find(bmp, 0);
		if (line == UINT32_MAX)
			return 0;
		i = bp_bitmap_slab_find(
				bmp, line << RTE_BITMAP_CL_SLAB_SIZE_LOG2);
	}
	*slab = bmp->array2[i];
	*pos = i << RTE_BITMAP_SLAB_BIT_SIZE_LOG2;
	bmp->index2 = i + 1 < bmp->array2_size ? i + 1 : 0;
	return 1;
}

#ifdef __cplusplus
}
#endif

#endif
