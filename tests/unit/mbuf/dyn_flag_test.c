/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic flags: bits from the lowest on, what is refused and why, one bit for
 * one name, until none is left.
 */
#include "dyn_env.h"

static void
refused(void **state)
{
	static const struct {
		unsigned int flags, bitnum;
		int rc;
	} rows[] = {
			{1, ANY_BIT, -EINVAL},
			{1u << 31, 23, -EINVAL},
			{1, 70, -EINVAL},
			{0, 64, -EINVAL},
			{0, 1u << 31, -EINVAL},
			{0, ANY_BIT - 1, -EINVAL},
			{0, 0, -EBUSY},
			{0, 22, -EBUSY},
			{0, 41, -EBUSY},
			{0, 63, -EBUSY},
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		int rc = add_flag("a", rows[i].flags, rows[i].bitnum);

		if (rc != rows[i].rc)
			fail_msg("row %u: %d, not %d", i, rc, rows[i].rc);
	}
	assert_int_equal(find_flag("a", NULL), -ENOENT);
	assert_int_equal(add_flag("a", 0, ANY_BIT), 23);
}

static void
names_have_63_characters(void **state)
{
	char longest[RTE_MBUF_DYN_NAMESIZE] = "";
	struct rte_mbuf_dynflag flag;

	(void)state;
	memcpy(longest, endless, sizeof(longest) - 1);
	assert_int_equal(add_flag(endless, 0, ANY_BIT), -ENAMETOOLONG);
	assert_int_equal(add_flag(endless, 0, 22), -ENAMETOOLONG);
	assert_int_equal(add_flag(endless, 0, 64), -EINVAL);
	assert_int_equal(find_flag(endless, NULL), -ENOENT);
	assert_int_equal(add_flag(longest, 0, ANY_BIT), 23);
	assert_int_equal(find_flag(longest, &flag), 23);
	assert_string_equal(flag.name, longest);
	assert_int_equal(find_flag(endless, NULL), -ENOENT);
	assert_int_equal(add_flag("", 0, ANY_BIT), 24);
	assert_int_equal(find_flag("", NULL), 24);
}

static void
one_name_one_bit(void **state)
{
	(void)state;
	assert_int_equal(add_flag("top", 0, 40), 40);
	assert_int_equal(add_flag("top", 0, ANY_BIT), 40);
	assert_int_equal(add_flag("top", 0, 40), 40);
	assert_int_equal(add_flag("top", 0, 39), -EEXIST);
	assert_int_equal(add_flag("top", 0, 0), -EEXIST);
	assert_int_equal(add_flag("top", 0, 64), -EINVAL);
	assert_int_equal(add_flag("top", 1, 40), -EINVAL);
	assert_int_equal(add_flag("other", 0, 40), -EBUSY);
	assert_int_equal(add_flag("low", 0, 23), 23);
	assert_int_equal(add_flag("next", 0, ANY_BIT), 24);
	assert_int_equal(find_field("top", NULL), -ENOENT);
}

static void
lookups(void **state)
{
	struct rte_mbuf_dynflag flag, before;

	(void)state;
	memset(&flag, 0xee, sizeof(flag));
	before = flag;
	assert_int_equal(find_flag("a", &flag), -ENOENT);
	assert_int_equal(find_flag("a", NULL), -ENOENT);
	assert_int_equal(add_flag("a", 0, 30), 30);
	assert_int_equal(find_flag("b", &flag), -ENOENT);
	assert_memory_equal(&flag, &before, sizeof(flag));
	assert_int_equal(find_flag("a", NULL), 30);
	assert_int_equal(find_flag("a", &flag), 30);
	assert_string_equal(flag.name, "a");
	assert_int_equal(flag.flags, 0);
}

static void
until_none_is_left(void **state)
{
	char name[16];
	int i;

	(void)state;
	assert_int_equal(add_flag("top", 0, 40), 40);
	for (i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(add_flag(name, 0, ANY_BIT), 23 + i);
	}
	assert_int_equal(add_flag("more", 0, ANY_BIT), -ENOENT);
	assert_int_equal(add_flag("more", 0, 30), -EBUSY);
	assert_int_equal(find_flag("more", NULL), -ENOENT);
	assert_int_equal(add_flag("f3", 0, ANY_BIT), 26);
	assert_int_equal(find_flag("f3", NULL), 26);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			dyn_test(refused),
			dyn_test(names_have_63_characters),
			dyn_test(one_name_one_bit),
			dyn_test(lookups),
			dyn_test(until_none_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
