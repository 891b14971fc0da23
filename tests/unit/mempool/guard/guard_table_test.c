/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of records: exact finds only, one record an address, a limit,
 * addresses inside objects, and forgetting all.
 */
#include <rte_malloc.h>

#include "guard_fixture.h"

#define SIZE 192

static void
test_add_and_find(void **state)
{
	struct mempool_guard *g = guard_table_create(1000, SOCKET_ID_ANY);
	struct guard_record *rec;
	uintptr_t addr;
	unsigned int i;

	(void)state;
	assert_non_null(g);
	for (i = 0; i < 1000; i++) {
		addr = 0x100000 + (uintptr_t)i * SIZE;
		assert_null(guard_table_find(g, addr));
		rec = guard_table_add(g, addr);
		assert_non_null(rec);
		assert_int_equal(rec->obj, addr);
		assert_ptr_equal(guard_table_add(g, addr), rec);
		assert_int_equal(g->n_records, i + 1);
	}
	assert_null(guard_table_add(g, 8));
	for (i = 0; i < 1000; i++) {
		addr = 0x100000 + (uintptr_t)i * SIZE;
		rec = guard_table_find(g, addr);
		assert_ptr_equal(rec, &g->records[i]);
		assert_null(guard_table_find(g, addr + 8));
		assert_ptr_equal(guard_table_around(g, addr, 64), rec);
		assert_ptr_equal(guard_table_around(g, addr + 63, 64), rec);
		assert_null(guard_table_around(g, addr + 64, 64));
	}
	assert_null(guard_table_find(g, 0));
	rte_free(g);
}

static void
test_clear(void **state)
{
	struct mempool_guard *g = guard_table_create(4, SOCKET_ID_ANY);
	unsigned int round, i;

	(void)state;
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 4; i++)
			guard_table_add(g, 64 + i)->state = GUARD_OUT;
		g->n_settled = 4;
		guard_table_clear(g);
		assert_int_equal(g->n_records, 0);
		assert_int_equal(g->n_settled, 0);
		assert_null(guard_table_find(g, 64));
		assert_null(guard_table_around(g, 64, 8));
	}
	rte_free(g);
}

static void
test_sizes(void **state)
{
	struct mempool_guard *g = guard_table_create(1, SOCKET_ID_ANY);

	(void)state;
	assert_non_null(guard_table_add(g, 64));
	assert_null(guard_table_add(g, 128));
	assert_null(guard_table_find(g, 128));
	rte_free(g);
	assert_null(guard_table_create(UINT32_MAX, SOCKET_ID_ANY));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_add_and_find),
			cmocka_unit_test(test_clear),
			cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
