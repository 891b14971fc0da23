/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How large things are: objects of pools for all flags, pools of mbufs, rings,
 * bitmaps, and the memory that a pool asks for.
 */
#include <rte_bitmap.h>
#include <rte_errno.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_ring_elem.h>

#include "case.h"

static void
object(uint32_t size, uint32_t flags)
{
	struct rte_mempool_objsz sz = {0};
	uint32_t total = rte_mempool_calc_obj_size(size, flags, &sz);

	tell("sizes/object %u flags %#x: %u = %u + %u + %u", size, flags, total,
			sz.header_size, sz.elt_size, sz.trailer_size);
}

static void
objects(unsigned int rounds)
{
	static const uint32_t some[] = {1, 7, 8, 9, 63, 64, 65, 100, 127, 128,
			129, 192, 256, 1000, 1024, 2048, 2176, 2304, 4096, 9728,
			65535};

	for (uint32_t flags = 0; flags < 0x80; flags++)
		for (size_t i = 0; i < RTE_DIM(some); i++)
			object(some[i], flags);
	for (unsigned int i = 0; i < rounds; i++) {
		uint32_t size = 1 + below(1 + below(20000));

		object(size, below(0x80));
	}
}

static void
rings(void)
{
	static const unsigned int counts[] = {0, 1, 2, 3, 4, 7, 8, 15, 16, 1000,
			1024, 65536, 1u << 30, (1u << 30) + 1, 1u << 31,
			UINT32_MAX};

	for (size_t i = 0; i < RTE_DIM(counts); i++) {
		tell("sizes/ring %u: %zd", counts[i],
				rte_ring_get_memsize(counts[i]));
		for (unsigned int esize = 0; esize <= 36; esize += 2)
			tell("sizes/ring %u of %u: %zd", counts[i], esize,
					rte_ring_get_memsize_elem(
							esize, counts[i]));
	}
}

static void
bitmaps(unsigned int rounds)
{
	for (unsigned int i = 0; i < rounds; i++) {
		uint32_t bits = below(1 + below(1 << 20));

		tell("sizes/bitmap %u bits: %u", bits,
				rte_bitmap_get_memory_footprint(bits));
	}
}

/* What a pool of this shape would need, in pages of several sizes. */
static void
pool_memory(unsigned int i)
{
	uint32_t n = 1 + below(5000), size = 1 + below(3000);
	unsigned int flags = below(4) == 0 ? below(0x40) : 0;
	struct rte_mempool *mp = rte_mempool_create_empty(
			"memory", n, size, 0, below(200), SOCKET_ID_ANY, flags);

	if (mp == NULL) {
		tell("sizes/memory %u: none, %d", i, rte_errno);
		return;
	}
	for (uint32_t shift = 0; shift <= 30; shift += 3) {
		size_t chunk = 0, align = 0;
		ssize_t len = rte_mempool_op_calc_mem_size_default(
				mp, n, shift, &chunk, &align);

		tell("sizes/memory %u of %u * %u flags %#x, 1 << %u: %zd %zu %zu",
				i, n, size, flags, shift, len, chunk, align);
	}
	tell("sizes/memory %u, shape: %u %u %u %u %u", i, mp->size,
			mp->elt_size, mp->header_size, mp->trailer_size,
			mp->populated_size);
	rte_mempool_free(mp);
}

static void
mbuf_pool(unsigned int i)
{
	static const uint16_t odd[] = {0, 1, 7, 8, 16, 24, 64, 65, 1000};
	uint16_t priv = odd[below(RTE_DIM(odd))];
	uint16_t room = (uint16_t)below(1 + below(9000));
	unsigned int n = 1 + below(60), cache = below(3) * below(50);
	struct rte_mempool *mp;

	rte_errno = 0;
	mp = rte_pktmbuf_pool_create(
			"mbufs", n, cache, priv, room, SOCKET_ID_ANY);
	if (mp == NULL) {
		tell("sizes/mbufs %u, %u cache %u priv %u room %u: none, %d", i,
				n, cache, priv, room, rte_errno);
		return;
	}
	tell("sizes/mbufs %u, %u cache %u priv %u room %u: "
	     "%u/%u of %u + %u + %u, cache %u, private %u, %u %u",
			i, n, cache, priv, room, mp->populated_size, mp->size,
			mp->header_size, mp->elt_size, mp->trailer_size,
			mp->cache_size, mp->private_data_size,
			rte_pktmbuf_priv_size(mp),
			rte_pktmbuf_data_room_size(mp));
	rte_mempool_free(mp);
}

void
sizes_part(unsigned int rounds)
{
	objects(10 * rounds);
	rings();
	bitmaps(rounds);
	for (unsigned int i = 0; i < rounds; i++)
		pool_memory(i);
	for (unsigned int i = 0; i < rounds; i++)
		mbuf_pool(i);
}
