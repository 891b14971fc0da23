/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sites: one index a place, another one elsewhere, an end when all are taken,
 * and what is printed of those of other processes.
 */
#include <rte_malloc.h>

#include "guard_fixture.h"

static char text[2048];

static const char *
print(const struct mempool_guard *g, uint32_t site)
{
	FILE *f = fmemopen(text, sizeof(text), "w");

	guard_site_print(f, g, site, "> ");
	fclose(f);
	return text;
}

static void
test_same_and_other(void **state)
{
	struct mempool_guard *g = guard_table_create(1, SOCKET_ID_ANY);
	uint32_t first = 0, other;
	volatile int i; /* unrolled, the loop would be three places */

	(void)state;
	for (i = 0; i < 3; i++) {
		uint32_t site = guard_site_here(g);

		assert_in_range(site, 1, GUARD_SITES);
		assert_true(first == 0 || site == first);
		first = site;
	}
	other = guard_site_here(g);
	assert_int_not_equal(other, first);
	assert_int_equal(g->n_sites, 2);
	print(g, first);
	assert_memory_equal(text, "> unit_mempool_guard_guard_site+0x", 34);
	rte_free(g);
}

static void
test_other_process(void **state)
{
	struct mempool_guard *g = guard_table_create(1, SOCKET_ID_ANY);
	uint32_t site = guard_site_here(g);

	(void)state;
	g->sites[site - 1].process++;
	assert_non_null(strstr(print(g, site), " of another process\n"));
	rte_free(g);
}

static void
test_full(void **state)
{
	struct mempool_guard *g = guard_table_create(1, SOCKET_ID_ANY);
	uint32_t i;

	(void)state;
	for (i = 0; i < GUARD_SITES; i++)
		g->sites[i].hash = i % 4 == 0 ? 0 : 1;
	assert_false(guard_site_all_taken(g));
	g->n_sites = GUARD_SITES / 4 * 3;
	assert_true(guard_site_all_taken(g));
	assert_int_equal(guard_site_here(g), 0);
	assert_string_equal(print(g, 0),
			"> unknown, more than 3072 sites were seen\n");
	rte_free(g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_same_and_other),
			cmocka_unit_test(test_other_process),
			cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
