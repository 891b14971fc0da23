/* SPDX-License-Identifier: BSD-3-Clause */
/* The dump of what is out: by site, most first, with examples; and errors. */
#include "guard_fixture.h"

static char text[4096];

static int
dump(struct rte_mempool *mp)
{
	FILE *f = fmemopen(text, sizeof(text), "w");
	int rc = bp_mempool_guard_dump(f, mp);

	fclose(f);
	return rc;
}

static void
test_by_site(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *few[2], *many[9], *one;
	char example[64];
	const char *at;

	(void)state;
	assert_int_equal(dump(mp), 0);
	assert_string_equal(text, "guard: pool p: objects that are out\n");
	assert_int_equal(rte_mempool_get_bulk(mp, few, 2), 0);
	assert_int_equal(rte_mempool_get_bulk(mp, many, 9), 0);
	assert_int_equal(rte_mempool_get(mp, &one), 0);
	rte_mempool_put(mp, one);
	assert_int_equal(dump(mp), 11);
	at = strstr(text, "\n  9 got at\n    unit_mempool_guard_guard_dump+0x");
	assert_non_null(at);
	assert_non_null(strstr(at, "\n   among them 0x"));
	at = strstr(at, "\n  2 got at\n    unit_mempool_guard_guard_dump+0x");
	assert_non_null(at);
	snprintf(example, sizeof(example), "\n   they are %p %p\n",
			few[0] < few[1] ? few[0] : few[1],
			few[0] < few[1] ? few[1] : few[0]);
	assert_non_null(strstr(at, example));
	rte_mempool_put_bulk(mp, many, 9);
	assert_int_equal(dump(mp), 2);
	assert_null(strstr(text, "9 got at"));
	rte_mempool_put_bulk(mp, few, 2);
	rte_mempool_free(mp);
}

static void
test_errors(void **state)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"p", N, 64, 0, 0, SOCKET_ID_ANY, 0);

	(void)state;
	assert_int_equal(dump(mp), -ENOTSUP);
	assert_int_equal(dump(NULL), -EINVAL);
	assert_int_equal(bp_mempool_guard_dump(NULL, mp), -EINVAL);
	rte_mempool_free(mp);
}

static void
test_not_guarded(void **state)
{
	struct rte_mempool *mp;

	(void)state;
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_start_with("0"), 0);
	mp = make_pool("p", N, 8);
	assert_int_equal(dump(mp), -ENOTSUP);
	rte_mempool_free(mp);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_setup(state), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_by_site),
			cmocka_unit_test(test_errors),
			cmocka_unit_test(test_not_guarded),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
