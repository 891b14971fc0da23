/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of device classes, and registering one with the macros. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_class.h>

#include <cmocka.h>

static struct rte_class early;
RTE_REGISTER_CLASS(early, early)
RTE_UNREGISTER_CLASS(early, early)

static int
cmp_any(const struct rte_class *cls, const void *data)
{
	return 0;
}

static void
test_macro(void **state)
{
	assert_ptr_equal(rte_class_find_by_name("early"), &early);
}

static void
test_register(void **state)
{
	struct rte_class one = {.name = "one"};
	struct rte_class nameless = {0};

	assert_null(rte_class_find_by_name("one"));
	rte_class_unregister(&one);
	rte_class_register(&one);
	rte_class_register(&one);
	rte_class_register(&nameless);
	rte_class_register(NULL);
	assert_ptr_equal(rte_class_find_by_name("one"), &one);
	assert_ptr_equal(rte_class_find(NULL, cmp_any, NULL), &early);
	assert_ptr_equal(rte_class_find(&early, cmp_any, NULL), &one);
	assert_null(rte_class_find(&one, cmp_any, NULL));
	assert_null(rte_class_find(NULL, NULL, NULL));
	assert_null(rte_class_find_by_name(NULL));
	assert_null(rte_class_find_by_name(""));
	rte_class_unregister(&one);
	rte_class_unregister(&one);
	rte_class_unregister(NULL);
	assert_null(rte_class_find_by_name("one"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_macro),
			cmocka_unit_test(test_register),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
