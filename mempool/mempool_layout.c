/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How an object is made up: header, element and trailer, each in whole lines
 * unless the pool's flags say otherwise, and all of it of a size that spreads
 * objects over the channels of memory.
 */
#include <rte_memory.h>

#include "account.h"

#if defined(__x86_64__)
static unsigned int
gcd(unsigned int a, unsigned int b)
{
	while (b != 0) {
		unsigned int rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * The smallest size from size on in cache lines that has no factor in common
 * with the number of memory channels and ranks, so that objects in a row
 * begin on all of them in turn.
 */
static uint64_t
spread(uint64_t size)
{
	unsigned int channels = rte_memory_get_nchannel();
	unsigned int ranks = rte_memory_get_nrank();
	uint64_t lines = (size + RTE_MEMPOOL_ALIGN_MASK) / RTE_MEMPOOL_ALIGN;
	unsigned int banks;

	banks = (channels == 0 ? 4 : channels) * (ranks == 0 ? 1 : ranks);
	while (gcd(banks, (unsigned int)(lines % banks)) != 1)
		lines++;
	return lines * RTE_MEMPOOL_ALIGN;
}
#else
/* As in DPDK, objects are spread on x86-64 only. */
static uint64_t
spread(uint64_t size)
{
	return size;
}
#endif

BP_EXPORT
uint32_t
rte_mempool_calc_obj_size(
		uint32_t elt_size, uint32_t flags, struct rte_mempool_objsz *sz)
{
	const bool align = (flags & RTE_MEMPOOL_F_NO_CACHE_ALIGN) == 0;
	uint64_t header = sizeof(struct rte_mempool_objhdr);
	uint64_t elt = RTE_ALIGN_CEIL((uint64_t)elt_size, sizeof(uint64_t));
	uint64_t total = MEMPOOL_TRAILER_SIZE;

	if (align)
		header = RTE_ALIGN_CEIL(header, (uint64_t)RTE_MEMPOOL_ALIGN);
	total += header + elt;
	if (align)
		total = RTE_ALIGN_CEIL(total, (uint64_t)RTE_MEMPOOL_ALIGN);
	if ((flags & RTE_MEMPOOL_F_NO_SPREAD) == 0)
		total = spread(total);
	if (total > UINT32_MAX)
		return 0;
	if (sz != NULL) {
		sz->elt_size = (uint32_t)elt;
		sz->header_size = (uint32_t)header;
		sz->trailer_size = (uint32_t)(total - header - elt);
		sz->total_size = (uint32_t)total;
	}
	return (uint32_t)total;
}
