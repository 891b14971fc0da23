/* SPDX-License-Identifier: BSD-3-Clause */
/* Pools on memory that the program supplied, and the IOVAs of their objects. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/mman.h>

#include <rte_malloc.h>
#include <rte_memory.h>

#include "pool_fixture.h"

#define PG    4096UL
#define PAGES 64UL
#define LEN   (PAGES * PG)

static uint8_t *area;
static rte_iova_t iovas[PAGES];

/* Runs of three pages have IOVAs in a row, from high ones to low ones. */
static int
start(void **state)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		iovas[i] = 0x10000000 + (99 - i / 3) * 0x100000 + i % 3 * PG;
	area = mmap(NULL, LEN, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return -1;
	memset(area, 0xa5, LEN);
	return fixture_start(state);
}

static int
stop(void **state)
{
	int rc = fixture_stop(state);

	munmap(area, LEN);
	return rc;
}

static int
make_heap(rte_iova_t *table)
{
	assert_int_equal(rte_malloc_heap_create("ext"), 0);
	assert_int_equal(rte_malloc_heap_memory_add(
					 "ext", area, LEN, table, PAGES, PG),
			0);
	return rte_malloc_heap_get_socket("ext");
}

/* All of the pool's memory is back. */
static void
drop_heap(void)
{
	assert_int_equal(rte_malloc_heap_memory_remove("ext", area, LEN), 0);
	assert_int_equal(rte_malloc_heap_destroy("ext"), 0);
}

static rte_iova_t
iova_of(const uint8_t *p)
{
	return iovas[(size_t)(p - area) / PG] + (uintptr_t)p % PG;
}

/* Each object lies in the area and in one piece for devices. */
static void
check_table(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	const uint8_t *p = obj;

	assert_true(p >= area && p + mp->elt_size <= area + LEN);
	assert_int_equal(rte_mempool_virt2iova(obj), iova_of(p));
	assert_int_equal(iova_of(p + mp->elt_size - 1),
			iova_of(p) + mp->elt_size - 1);
	++*(unsigned int *)arg;
}

static void
check_address(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	assert_int_equal(rte_mempool_virt2iova(obj), (uintptr_t)obj);
	++*(unsigned int *)arg;
}

static void
check_objects(struct rte_mempool *mp, rte_mempool_obj_cb_t *check)
{
	unsigned int n = 0;

	assert_pool(mp);
	assert_int_equal(rte_mempool_obj_iter(mp, check, &n), mp->size);
	assert_int_equal(n, mp->size);
}

static void
use_all(struct rte_mempool *mp)
{
	void **objs = calloc(mp->size, sizeof(*objs));
	unsigned int i;

	assert_non_null(objs);
	for (i = 0; i < mp->size; i++) {
		assert_int_equal(rte_mempool_get(mp, &objs[i]), 0);
		memset(objs[i], 1, mp->elt_size);
	}
	for (i = 0; i < mp->size; i++)
		rte_mempool_put(mp, objs[i]);
	free(objs);
}

/* Objects smaller and larger than a page. */
static void
test_heap(void **state)
{
	static const unsigned int sizes[] = {40, 1000, 2048, 5000};
	struct rte_mempool *mp;
	unsigned int i;
	int id = make_heap(iovas);

	for (i = 0; i < RTE_DIM(sizes); i++) {
		mp = rte_mempool_create("p", 9, sizes[i], 0, 0, NULL, NULL,
				NULL, NULL, id, 0);
		assert_non_null(mp);
		check_objects(mp, check_table);
		use_all(mp);
		rte_errno = 0;
		assert_int_equal(
				rte_malloc_heap_memory_remove("ext", area, LEN),
				-1);
		assert_int_equal(rte_errno, EBUSY);
		rte_mempool_free(mp);
	}
	drop_heap();
}

static void
test_heap_contig(void **state)
{
	static const char *const handlers[] = {"ring_mp_mc", "stack"};
	struct rte_mempool *mp;
	unsigned int i;
	int id = make_heap(iovas);

	for (i = 0; i < RTE_DIM(handlers); i++) {
		mp = rte_mempool_create_empty("p", 50, 500, 0, 0, id, 0);
		assert_non_null(mp);
		if (rte_mempool_set_ops_byname(mp, handlers[i], NULL) == 0) {
			assert_int_equal(rte_mempool_populate_default(mp), 50);
			check_objects(mp, check_table);
		}
		rte_mempool_free(mp);
	}
	drop_heap();
}

static void
test_heap_too_small(void **state)
{
	int id = make_heap(iovas);

	rte_errno = 0;
	assert_null(rte_mempool_create(
			"p", 1000, 1000, 0, 0, NULL, NULL, NULL, NULL, id, 0));
	assert_int_equal(rte_errno, ENOMEM);
	/* Larger than any run of pages. */
	assert_null(rte_mempool_create("p", 1, 4 * PG, 0, 0, NULL, NULL, NULL,
			NULL, id, RTE_MEMPOOL_F_NO_SPREAD));
	drop_heap();
}

/* Where nothing is known of IOVAs they are addresses. */
static void
test_heap_unknown(void **state)
{
	int id = make_heap(NULL);
	struct rte_mempool *mp = rte_mempool_create(
			"p", 50, 1000, 0, 0, NULL, NULL, NULL, NULL, id, 0);

	assert_non_null(mp);
	check_objects(mp, check_address);
	rte_mempool_free(mp);
	drop_heap();
}

static struct rte_mempool *
populate(unsigned int n, unsigned int size, size_t pg_sz)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"p", n, size, 0, 0, SOCKET_ID_ANY, 0);

	assert_non_null(mp);
	assert_int_equal(rte_mempool_populate_virt(mp, (char *)area, LEN, pg_sz,
					 NULL, NULL),
			n);
	return mp;
}

static void
test_registered(void **state)
{
	static const size_t pages[] = {PG, 2 * PG, 1UL << 21};
	struct rte_mempool *mp;
	unsigned int i;

	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
	/* What the caller says of pages does not make them larger. */
	for (i = 0; i < RTE_DIM(pages); i++) {
		mp = populate(100, 1000, pages[i]);
		check_objects(mp, check_table);
		use_all(mp);
		rte_mempool_free(mp);
	}
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
}

static void
test_registered_unknown(void **state)
{
	struct rte_mempool *mp;

	assert_int_equal(rte_extmem_register(area, LEN, NULL, 0, PG), 0);
	mp = populate(100, 1000, PG);
	check_objects(mp, check_address);
	rte_mempool_free(mp);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
}

/* The caller's IOVA counts, whatever the table says. */
static void
test_given_iova(void **state)
{
	struct rte_mempool *mp;

	assert_int_equal(rte_extmem_register(area, LEN, NULL, 0, PG), 0);
	mp = rte_mempool_create_empty("p", 3, 1000, 0, 0, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_int_equal(rte_mempool_populate_iova(mp, (char *)area, iovas[0],
					 3 * PG, NULL, NULL),
			3);
	check_objects(mp, check_table);
	rte_mempool_free(mp);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
}

#define test(t) cmocka_unit_test_setup_teardown(t, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_heap),
			test(test_heap_contig),
			test(test_heap_too_small),
			test(test_heap_unknown),
			test(test_registered),
			test(test_registered_unknown),
			test(test_given_iova),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
