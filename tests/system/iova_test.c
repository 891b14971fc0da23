/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * IOVA mode PA on real hugepages: every page's IOVA is what the kernel says,
 * before and after memory was given back and taken again, and a contiguous
 * memzone is contiguous. A bus that needs PA gets it without the user's help.
 * In either mode no object of a pool lies across pages, and the handler bucket
 * has blocks. Needs root and free hugepages; skips without.
 */
#include <bufplane.h>
#include <bus_driver.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_malloc.h>
#include <rte_memory.h>
#include <rte_mempool.h>
#include <rte_memzone.h>

#include <cmocka.h>

#define SKIP  77
#define BLOCK ((size_t)6 << 20)

/* What the handler bucket cuts blocks from: 22.11's size less its header. */
#define BUCKET ((size_t)65536 - 64)

static unsigned int pages;

static int
scan_nothing(void)
{
	return 0;
}

static struct rte_device *
find_nothing(const struct rte_device *start, rte_dev_cmp_t cmp,
		const void *data)
{
	return NULL;
}

static enum rte_iova_mode
want_pa(void)
{
	return RTE_IOVA_PA;
}

static struct rte_bus bus = {.name = "pa",
		.scan = scan_nothing,
		.probe = scan_nothing,
		.find_device = find_nothing,
		.get_iommu_class = want_pa};

static int
check_page(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	pages++;
	assert_true(ms->hugepage_sz >= RTE_PGSIZE_2M);
	assert_int_equal(ms->iova, rte_mem_virt2phy(ms->addr));
	assert_int_equal(ms->iova % ms->hugepage_sz, 0);
	assert_ptr_equal(rte_mem_iova2virt(ms->iova + 77),
			(uint8_t *)ms->addr + 77);
	return 0;
}

static void
check_all_pages(void)
{
	pages = 0;
	assert_int_equal(rte_memseg_walk(check_page, NULL), 0);
	assert_true(pages > 0);
}

static void
check_zone(void)
{
	const struct rte_memzone *mz = rte_memzone_reserve("contig", 1 << 20,
			SOCKET_ID_ANY, RTE_MEMZONE_IOVA_CONTIG);
	size_t off;

	assert_non_null(mz);
	for (off = 0; off < mz->len; off += 4096)
		assert_int_equal(rte_mem_virt2iova((uint8_t *)mz->addr + off),
				mz->iova + off);
	assert_int_equal(rte_memzone_free(mz), 0);
}

static void
check_object(struct rte_mempool *mp, void *opaque, void *obj, unsigned int idx)
{
	const uint8_t *first = obj, *last = first + mp->elt_size - 1;

	assert_int_equal(rte_mempool_virt2iova(obj), rte_mem_virt2iova(obj));
	assert_int_equal(rte_mem_virt2iova(last) - rte_mem_virt2iova(first),
			mp->elt_size - 1);
	/* Memsegs are hugepages: one page, or one whose neighbour follows. */
	assert_ptr_equal(rte_mem_virt2memseg(first, NULL),
			rte_mem_virt2memseg(last, NULL));
}

static void
use_pool(void)
{
	const size_t size = rte_mempool_calc_obj_size(2048, 0, NULL);
	struct rte_mempool *mp = rte_mempool_create_empty(
			"bucket", 1000, 2048, 0, 0, SOCKET_ID_ANY, 0);
	struct rte_mempool_info info;
	uint8_t *first;
	unsigned int i;

	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "bucket", NULL), 0);
	assert_true(rte_mempool_populate_default(mp) > 0);
	assert_int_equal(rte_mempool_obj_iter(mp, check_object, NULL),
			mp->populated_size);
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	assert_int_equal(info.contig_block_size, BUCKET / size);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, (void **)&first, 1),
			0);
	assert_int_equal(rte_mempool_in_use_count(mp), BUCKET / size);
	for (i = 0; i < BUCKET / size; i++)
		rte_mempool_put(mp, first + i * size);
	assert_true(rte_mempool_full(mp));
	rte_mempool_free(mp);
}

static void
use_memory(void)
{
	uint8_t *p = rte_malloc(NULL, BLOCK, 0);

	assert_non_null(p);
	memset(p, 1, BLOCK);
	assert_int_equal(rte_malloc_virt2iova(p), rte_mem_virt2phy(p));
	check_all_pages();
	rte_free(p);
	p = rte_malloc(NULL, BLOCK, 0);
	assert_non_null(p);
	check_all_pages();
	check_zone();
	rte_free(p);
}

static void
test_asked_by_user(void **state)
{
	struct bp_config c = {.size = sizeof(c),
			.in_memory = true,
			.iova_mode = RTE_IOVA_PA};

	assert_int_equal(bp_init(&c), 0);
	assert_int_equal(rte_eal_iova_mode(), RTE_IOVA_PA);
	use_memory();
	use_pool();
	assert_int_equal(rte_eal_cleanup(), 0);
}

static void
test_asked_by_bus(void **state)
{
	struct bp_config c = {.size = sizeof(c), .in_memory = true};

	rte_bus_register(&bus);
	assert_int_equal(bp_init(&c), 0);
	assert_int_equal(rte_eal_iova_mode(), RTE_IOVA_PA);
	use_memory();
	assert_int_equal(rte_eal_cleanup(), 0);
	/* The user's word counts. */
	c.iova_mode = RTE_IOVA_VA;
	assert_int_equal(bp_init(&c), 0);
	assert_int_equal(rte_eal_iova_mode(), RTE_IOVA_VA);
	use_pool();
	assert_int_equal(rte_eal_cleanup(), 0);
	rte_bus_unregister(&bus);
}

static bool
have_pages(void)
{
	FILE *f = fopen("/sys/kernel/mm/hugepages/hugepages-2048kB/"
			"free_hugepages",
			"r");
	unsigned int n = 0;

	if (f == NULL)
		return false;
	if (fscanf(f, "%u", &n) != 1)
		n = 0;
	fclose(f);
	return n >= 8;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_asked_by_user),
			cmocka_unit_test(test_asked_by_bus),
	};

	if (!have_pages() || !rte_eal_using_phys_addrs()) {
		puts("skipped: needs 8 free hugepages of 2 MiB and the right to"
		     " read frame numbers (root)");
		return SKIP;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
