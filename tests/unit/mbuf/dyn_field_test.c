/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic fields: where they go, what is refused, until no byte is left.
 */
#include <rte_mbuf_dyn.h>

#include "mbuf_env.h"

static int
add(const char *name, size_t size, size_t align, unsigned int flags,
		size_t offset)
{
	struct rte_mbuf_dynfield field = {
			.size = size,
			.align = align,
			.flags = flags,
	};
	int rc;

	if (name == NULL)
		memset(field.name, 'x', sizeof(field.name));
	else
		snprintf(field.name, sizeof(field.name), "%s", name);
	rte_errno = 0;
	rc = rte_mbuf_dynfield_register_offset(&field, offset);
	return rc == -1 ? -rte_errno : rc;
}

static void
refused(void **state)
{
	(void)state;
	assert_int_equal(add("a", 0, 1, 0, SIZE_MAX), -EINVAL);
	assert_int_equal(add("a", 128, 1, 0, SIZE_MAX), -EINVAL);
	assert_int_equal(add("a", 3, 3, 0, SIZE_MAX), -EINVAL);
	assert_int_equal(add("a", 3, 0, 0, SIZE_MAX), -EINVAL);
	assert_int_equal(add("a", 4, 4, 1, SIZE_MAX), -EINVAL);
	assert_int_equal(add("a", 4, SIZE_MAX / 2 + 1, 0, SIZE_MAX), -EINVAL);
	assert_int_equal(add(NULL, 4, 4, 0, SIZE_MAX), -ENAMETOOLONG);
	assert_int_equal(add("a", 127, 1, 0, SIZE_MAX), -ENOENT);
	assert_int_equal(add("a", 4, 64, 0, SIZE_MAX), -ENOENT);
	assert_int_equal(add("a", 4, 4, 0, 0), -EBUSY);
	assert_int_equal(add("a", 4, 4, 0, 93), -EBUSY);
	assert_int_equal(add("a", 4, 4, 0, 126), -EBUSY);
	assert_int_equal(add("a", 4, 4, 0, 128), -EBUSY);
	assert_int_equal(add("a", 4, 4, 0, SIZE_MAX - 3), -EBUSY);
}

static void
one_name_one_place(void **state)
{
	struct rte_mbuf_dynfield field;

	(void)state;
	rte_errno = 0;
	assert_int_equal(rte_mbuf_dynfield_lookup("a", &field), -1);
	assert_int_equal(rte_errno, ENOENT);
	assert_int_equal(add("a", 8, 8, 0, SIZE_MAX), 96);
	assert_int_equal(add("a", 8, 8, 0, SIZE_MAX), 96);
	assert_int_equal(add("a", 8, 8, 0, 96), 96);
	assert_int_equal(add("a", 8, 8, 0, 104), -EEXIST);
	assert_int_equal(add("a", 4, 8, 0, SIZE_MAX), -EEXIST);
	assert_int_equal(add("a", 8, 4, 0, SIZE_MAX), -EEXIST);
	assert_int_equal(add("b", 4, 4, 0, 124), 124);
	assert_int_equal(rte_mbuf_dynfield_lookup("a", &field), 96);
	assert_string_equal(field.name, "a");
	assert_int_equal(field.size, 8);
	assert_int_equal(field.align, 8);
	assert_int_equal(rte_mbuf_dynfield_lookup("a", NULL), 96);
}

/* 92 to 95 and 120 to 123 are small blocks, and go first. */
static void
small_blocks_first(void **state)
{
	char name[16];
	int i;

	(void)state;
	assert_int_equal(add("w", 4, 4, 0, SIZE_MAX), 92);
	assert_int_equal(add("x", 1, 1, 0, SIZE_MAX), 120);
	assert_int_equal(add("y", 2, 2, 0, SIZE_MAX), 122);
	assert_int_equal(add("z", 1, 1, 0, SIZE_MAX), 121);
	for (i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "q%d", i);
		assert_int_equal(add(name, 1, 1, 0, SIZE_MAX), 104 + i);
	}
	assert_int_equal(add("full", 1, 1, 0, SIZE_MAX), -ENOENT);
	assert_int_equal(add("q15", 1, 1, 0, SIZE_MAX), 119);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(refused),
			mbuf_test(one_name_one_place),
			mbuf_test(small_blocks_first),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
