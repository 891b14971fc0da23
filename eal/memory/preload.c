/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory that is taken at the start: what -m and --socket-mem ask for,
 * and all hugepages there are for --legacy-mem without them. As much as fits
 * comes in the largest hugepages, the rest in the smallest that will do, and
 * in ordinary pages where there are not enough.
 */
#include <errno.h>

#include "eal.h"
#include "memory/heap.h"
#include "memory/memseg.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source.h"

#define LEGACY_BYTES (64 << 20)

static bool
huge_list(unsigned int list, int node)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];

	return msl->socket_id == node && !msl->external &&
			eal_page_sz_huge(msl->page_sz);
}

/* Whole hugepages of a list, as many as there are, up to most bytes. */
static uint64_t
take_huge(struct eal_heap *h, unsigned int list, uint64_t most)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];
	uint64_t n = eal_hugepages_available(msl->page_sz,
			eal_numa_nodes() > 1 ? msl->socket_id : -1);

	n = RTE_MIN(n * msl->page_sz, RTE_ALIGN_FLOOR(most, eal_unit(list)));
	n = RTE_ALIGN_FLOOR(RTE_MIN(n, msl->len), eal_unit(list));
	return n == 0 ? 0 : eal_heap_preload(h, n, (int)list);
}

/* Lists go from small pages to large ones: the last is the first here. */
static uint64_t
take_largest(struct eal_heap *h, uint64_t most)
{
	unsigned int i = eal_shared->lists_n;
	uint64_t got = 0;

	while (i-- > 0 && got < most)
		if (huge_list(i, h->socket_id))
			got += take_huge(h, i, most - got);
	return got;
}

static int
preload(unsigned int idx, uint64_t want)
{
	struct eal_heap *h = &eal_shared->heaps[idx];
	uint64_t got = take_largest(h, want);

	if (got < want)
		got += eal_heap_preload(h, want - got, -1);
	if (got >= want)
		return 0;
	EAL_LOG(ERR, "node %d: %llu MiB of memory were asked for, there are %llu\n",
			eal_numa_node_id(idx), (unsigned long long)want >> 20,
			(unsigned long long)got >> 20);
	return -ENOMEM;
}

/* What cannot be there is refused before the first page is taken. */
static int
check_total(uint64_t want)
{
	uint64_t all = eal_os.ram_bytes();

	if (want <= all)
		return 0;
	EAL_LOG(ERR, "%llu MiB of memory were asked for, the machine has %llu\n",
			(unsigned long long)want >> 20,
			(unsigned long long)all >> 20);
	return -ENOMEM;
}

/* An equal share of each node, the first ones bear the rest. */
static int
preload_even(uint64_t want)
{
	unsigned int i, n = eal_shared->heaps_n;
	uint64_t units = RTE_ALIGN_CEIL(want, EAL_UNIT) / EAL_UNIT;
	int rc = check_total(want);

	for (i = 0; i < n && rc == 0; i++)
		rc = preload(i, (units / n + (i < units % n)) * EAL_UNIT);
	return rc;
}

static int
check_nodes(void)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < eal_config.socket_mem_n && rc == 0; i++) {
		if (i < eal_shared->heaps_n || eal_config.socket_mem[i] == 0) {
			rc = check_total(eal_config.socket_mem[i]);
			continue;
		}
		EAL_LOG(ERR,
				"memory was asked for on node number %u (from 0 on),"
				" there are %u nodes\n",
				i, eal_shared->heaps_n);
		rc = -ENOMEM;
	}
	return rc;
}

static int
preload_nodes(void)
{
	unsigned int i;
	int rc = check_nodes();

	for (i = 0; i < eal_config.socket_mem_n && rc == 0; i++)
		if (eal_config.socket_mem[i] != 0)
			rc = preload(i, eal_config.socket_mem[i]);
	return rc;
}

/* All hugepages; a little ordinary memory if there are none. */
static int
preload_everything(void)
{
	uint64_t got = 0;
	unsigned int i;

	for (i = 0; i < eal_shared->heaps_n; i++)
		got += take_largest(&eal_shared->heaps[i], UINT64_MAX / 2);
	return got > 0 ? 0 : preload_even(LEGACY_BYTES);
}

int
eal_preload(void)
{
	if (eal_config.legacy_mem && eal_config.socket_limit_n > 0)
		EAL_LOG(WARNING,
				"socket_limit (--socket-limit) has no effect with legacy_mem (--legacy-mem), which never grows\n");
	if (eal_config.socket_mem_n > 0)
		return preload_nodes();
	if (eal_config.mem_bytes > 0)
		return preload_even(eal_config.mem_bytes);
	return eal_config.legacy_mem ? preload_everything() : 0;
}
