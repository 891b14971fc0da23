/* SPDX-License-Identifier: BSD-3-Clause */
/* Memseg lists: lookups, walks, device addresses and masks. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>

#include "memory/source.h"
#include "memory_util.h"

#define BIG (5 * EAL_UNIT)

static uint8_t *block;

static int
setup(void **state)
{
	int rc = memory_start(state);

	block = rc < 0 ? NULL : rte_malloc(NULL, BIG, 0);
	return block == NULL ? -1 : 0;
}

static int
stop(void **state)
{
	rte_free(block);
	return memory_stop(state);
}

struct seen {
	unsigned int calls;
	unsigned int stop_at;
	int stop_with;
	uint64_t bytes;
};

static int
seen_add(struct seen *s, uint64_t bytes)
{
	s->calls++;
	s->bytes += bytes;
	return s->calls == s->stop_at ? s->stop_with : 0;
}

static int
on_seg(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	assert_int_equal(ms->len, msl->page_sz);
	assert_int_equal(ms->hugepage_sz, msl->page_sz);
	assert_int_equal(ms->iova, ms->addr_64);
	assert_int_equal(ms->socket_id, msl->socket_id);
	return seen_add(arg, ms->len);
}

static int
on_run(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	return seen_add(arg, len);
}

static int
on_list(const struct rte_memseg_list *msl, void *arg)
{
	return seen_add(arg, msl->memseg_arr.count * msl->page_sz);
}

static void
test_walks(void **state)
{
	uint64_t all = rte_eal_get_physmem_size();
	struct seen s = {0};

	assert_true(all >= BIG);
	assert_int_equal(all, eal_shared->heaps[0].total);
	assert_int_equal(rte_memseg_walk(on_seg, &s), 0);
	assert_int_equal(s.bytes, all);
	assert_int_equal(s.calls, all / getpagesize());
	s = (struct seen){0};
	assert_int_equal(rte_memseg_contig_walk(on_run, &s), 0);
	assert_int_equal(s.bytes, all);
	assert_int_equal(s.calls, 1);
	s = (struct seen){0};
	assert_int_equal(rte_memseg_list_walk(on_list, &s), 0);
	assert_int_equal(s.bytes, all);
	assert_int_equal(s.calls, eal_shared->lists_n);
}

static void
test_walks_stop(void **state)
{
	struct seen s = {.stop_at = 3, .stop_with = 1};

	assert_int_equal(rte_memseg_walk(on_seg, &s), 1);
	assert_int_equal(s.calls, 3);
	s = (struct seen){.stop_at = 2, .stop_with = -1};
	assert_int_equal(rte_memseg_walk_thread_unsafe(on_seg, &s), -1);
	assert_int_equal(s.calls, 2);
	s = (struct seen){.stop_at = 1, .stop_with = -1};
	assert_int_equal(rte_memseg_contig_walk(on_run, &s), -1);
	s = (struct seen){.stop_at = 1, .stop_with = 1};
	assert_int_equal(rte_memseg_list_walk(on_list, &s), 1);
	assert_int_equal(s.calls, 1);
}

static void
test_lookups(void **state)
{
	struct rte_memseg_list *msl = rte_mem_virt2memseg_list(block);
	struct rte_memseg *ms = rte_mem_virt2memseg(block + 5000, msl);
	uint8_t *end;

	assert_non_null(msl);
	assert_non_null(ms);
	assert_in_range((uintptr_t)block + 5000, ms->addr_64,
			ms->addr_64 + ms->len - 1);
	assert_ptr_equal(rte_mem_virt2memseg(block + 5000, NULL), ms);
	assert_null(rte_mem_virt2memseg_list(&msl));
	assert_null(rte_mem_virt2memseg(&msl, NULL));
	assert_null(rte_mem_virt2memseg(&msl, msl));
	assert_null(rte_mem_virt2memseg(NULL, NULL));
	/* Reserved, but no memory there. */
	end = (uint8_t *)msl->base_va + msl->len;
	assert_ptr_equal(rte_mem_virt2memseg_list(end - 1), msl);
	assert_null(rte_mem_virt2memseg(end - 1, NULL));
	assert_ptr_not_equal(rte_mem_virt2memseg_list(end), msl);
}

static void
test_iova(void **state)
{
	assert_int_equal(rte_mem_virt2iova(block), (uintptr_t)block);
	assert_ptr_equal(rte_mem_iova2virt((uintptr_t)block + 12345),
			block + 12345);
	assert_null(rte_mem_iova2virt((uintptr_t)&state));
	assert_int_equal(rte_mem_virt2phy(NULL), RTE_BAD_IOVA);
	assert_int_equal(rte_malloc_virt2iova(block), (uintptr_t)block);
	assert_int_equal(rte_malloc_virt2iova(block + 64), RTE_BAD_IOVA);
	assert_int_equal(rte_malloc_virt2iova(NULL), RTE_BAD_IOVA);
	assert_int_equal(rte_malloc_virt2iova(&state), RTE_BAD_IOVA);
	assert_int_equal(rte_eal_using_phys_addrs(), 0);
}

/* Where the kernel has room, memory is within reach of 39 bits. */
static void
test_low_addresses(void **state)
{
#ifndef EAL_HEAP_ASAN
	assert_true((uintptr_t)block >= 1ULL << 32);
	assert_true((uintptr_t)block + BIG <= 1ULL << 39);
#endif
	assert_int_equal((uintptr_t)rte_mem_virt2memseg_list(block)->base_va %
					EAL_UNIT,
			0);
}

static void
test_dma_mask(void **state)
{
	uint8_t bits = 64 - __builtin_clzll((uintptr_t)block);
	void *p;

	assert_int_equal(rte_mem_check_dma_mask(64), -1);
	assert_int_equal(rte_mem_check_dma_mask(0), 1);
	assert_int_equal(rte_mem_check_dma_mask(20), 1);
	assert_int_equal(eal_shared->dma_bits, 0);
	assert_int_equal(rte_mem_check_dma_mask(bits + 1), 0);
	assert_int_equal(eal_shared->dma_bits, bits + 1);
	assert_int_equal(rte_mem_check_dma_mask_thread_unsafe(63), 0);
	assert_int_equal(eal_shared->dma_bits, bits + 1);
	p = rte_malloc(NULL, BIG, 0);
	assert_non_null(p);
	rte_free(p);
	/* From now on nothing that we could take would be reachable. */
	rte_mem_set_dma_mask(20);
	assert_int_equal(eal_shared->dma_bits, 20);
	assert_null(rte_malloc(NULL, 8 * BIG, 0));
	heaps_check();
}

static void
test_lock_page(void **state)
{
	assert_int_equal(rte_mem_lock_page(block + 100), 0);
#if !defined(EAL_HEAP_ASAN) && !defined(__SANITIZE_THREAD__)
	/* Under the sanitizers mlock() does nothing. */
	assert_int_equal(rte_mem_lock_page(NULL), -1);
	assert_int_equal(rte_errno, ENOMEM);
#endif
}

static void
test_dump(void **state)
{
	char text[1024] = "", want[32];
	FILE *f = fmemopen(text, sizeof(text), "w");

	rte_dump_physmem_layout(f);
	fclose(f);
	snprintf(want, sizeof(want), "%zu KiB",
			(size_t)rte_eal_get_physmem_size() >> 10);
	assert_non_null(strstr(text, want));
}

static void
test_channels(void **state)
{
	eal_memory_fini();
	assert_int_equal(rte_memory_get_nchannel(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 0);
	eal_config.channels = 4;
	eal_config.ranks = 2;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_memory_get_nchannel(), 4);
	assert_int_equal(rte_memory_get_nrank(), 2);
	block = rte_malloc(NULL, 10, 0);
	assert_int_equal(rte_mem_virt2memseg(block, NULL)->nchannel, 4);
	assert_int_equal(rte_mem_virt2memseg(block, NULL)->nrank, 2);
}

/* The kernel moves pages that are not huge: physical addresses are no use. */
static void
test_pa_refused(void **state)
{
	eal_memory_fini();
	eal_config.iova_mode = RTE_IOVA_PA;
	assert_int_equal(eal_memory_init(), -ENOTSUP);
	assert_null(eal_shared);
	block = NULL;
}

#define test(t) cmocka_unit_test_setup_teardown(t, setup, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_walks),
			test(test_walks_stop),
			test(test_lookups),
			test(test_iova),
			test(test_low_addresses),
			test(test_dma_mask),
			test(test_lock_page),
			test(test_dump),
			test(test_channels),
			test(test_pa_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
