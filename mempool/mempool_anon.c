/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of objects from the kernel: one mapping for all of a pool, which goes
 * with the pool.
 */
#include <errno.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_errno.h>

#include "mempool.h"

/* Bytes to map for all objects; -errno. */
static ssize_t
mapping_size(const struct rte_mempool *mp)
{
	size_t smallest, align;

	return mempool_ops_calc_mem_size(rte_mempool_get_ops(mp->ops_index), mp,
			mp->size,
			(unsigned int)__builtin_ctz(
					(unsigned int)getpagesize()),
			&smallest, &align);
}

/* opaque is the start of the mapping, which the chunk may lie behind. */
static void
free_mapping(struct rte_mempool_memhdr *chunk, void *opaque)
{
	munmap(opaque, (size_t)mapping_size(chunk->mp));
}

/* Map memory for all objects and add it; how many it gave, or -errno. */
static int
add_mapping(struct rte_mempool *mp)
{
	ssize_t size = mapping_size(mp);
	char *addr;
	int rc;

	if (size < 0)
		return (int)size;
	addr = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (addr == MAP_FAILED)
		return -errno;
	rc = rte_mempool_populate_virt(mp, addr, (size_t)size,
			(size_t)getpagesize(), free_mapping, addr);
	if (rc <= 0)
		munmap(addr, (size_t)size);
	return rc == 0 ? -ENOBUFS : rc;
}

BP_EXPORT
int
rte_mempool_populate_anon(struct rte_mempool *mp)
{
	int rc;

	if (mp->nb_mem_chunks != 0) {
		rte_errno = EINVAL;
		return 0;
	}
	rc = mempool_ops_alloc_once(mp);
	if (rc == 0)
		rc = add_mapping(mp);
	if (rc < 0) {
		rte_errno = -rc;
		return 0;
	}
	return (int)mp->populated_size;
}
