/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic flags: bits from the lowest on, what is refused, until none is left.
 */
#include <rte_mbuf_dyn.h>

#include "mbuf_env.h"

static int
add(const char *name, unsigned int flags, unsigned int bit)
{
	struct rte_mbuf_dynflag flag = {.flags = flags};
	int rc;

	if (name == NULL)
		memset(flag.name, 'x', sizeof(flag.name));
	else
		snprintf(flag.name, sizeof(flag.name), "%s", name);
	rte_errno = 0;
	rc = rte_mbuf_dynflag_register_bitnum(&flag, bit);
	return rc == -1 ? -rte_errno : rc;
}

static void
refused(void **state)
{
	struct rte_mbuf_dynflag flag;

	(void)state;
	assert_int_equal(add("a", 1, UINT_MAX), -EINVAL);
	assert_int_equal(add("a", 0, 64), -EINVAL);
	assert_int_equal(add("a", 0, UINT_MAX - 1), -EINVAL);
	assert_int_equal(add("a", 0, 63), -EBUSY);
	assert_int_equal(add("a", 0, 22), -EBUSY);
	assert_int_equal(add("a", 0, 41), -EBUSY);
	assert_int_equal(add(NULL, 0, UINT_MAX), -ENAMETOOLONG);
	rte_errno = 0;
	assert_int_equal(rte_mbuf_dynflag_lookup("a", &flag), -1);
	assert_int_equal(rte_errno, ENOENT);
}

static void
until_none_is_left(void **state)
{
	struct rte_mbuf_dynflag flag;
	char name[16];
	int i;

	(void)state;
	assert_int_equal(add("top", 0, 40), 40);
	assert_int_equal(add("top", 0, UINT_MAX), 40);
	assert_int_equal(add("top", 0, 40), 40);
	assert_int_equal(add("top", 0, 39), -EEXIST);
	assert_int_equal(add("other", 0, 40), -EBUSY);
	for (i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(add(name, 0, UINT_MAX), 23 + i);
	}
	assert_int_equal(add("more", 0, UINT_MAX), -ENOENT);
	assert_int_equal(rte_mbuf_dynflag_lookup("f3", &flag), 26);
	assert_string_equal(flag.name, "f3");
	assert_int_equal(rte_mbuf_dynflag_lookup("f3", NULL), 26);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(refused),
			mbuf_test(until_none_is_left),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
