/* SPDX-License-Identifier: BSD-3-Clause */
/* UUIDs: the written form both ways, order, and what is no UUID. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_common.h>
#include <rte_uuid.h>

#include <cmocka.h>

#define TEXT "12345678-9abc-def0-1234-56789abcdef0"

static const rte_uuid_t sample = RTE_UUID_INIT(
		0x12345678, 0x9abc, 0xdef0, 0x1234, 0x56789abcdef0ULL);

static void
test_init(void **state)
{
	static const unsigned char expected[16] = {0x12, 0x34, 0x56, 0x78, 0x9a,
			0xbc, 0xde, 0xf0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc,
			0xde, 0xf0};

	assert_memory_equal(sample, expected, sizeof(expected));
}

static void
test_unparse(void **state)
{
	char text[RTE_UUID_STRLEN + 1];

	rte_uuid_unparse(sample, text, RTE_UUID_STRLEN);
	assert_string_equal(text, TEXT);
	memset(text, '#', sizeof(text));
	rte_uuid_unparse(sample, text, 10);
	assert_string_equal(text, "12345678-");
	assert_int_equal(text[10], '#');
	rte_uuid_unparse(sample, text, 1);
	assert_string_equal(text, "");
	text[0] = '#';
	rte_uuid_unparse(sample, text, 0);
	assert_int_equal(text[0], '#');
}

static void
test_parse(void **state)
{
	rte_uuid_t uu = {0};

	assert_int_equal(rte_uuid_parse(TEXT, uu), 0);
	assert_int_equal(rte_uuid_compare(uu, sample), 0);
	memset(uu, 0, sizeof(uu));
	assert_int_equal(rte_uuid_parse("12345678-9ABC-dEF0-1234-56789ABCDEF0",
					 uu),
			0);
	assert_int_equal(rte_uuid_compare(uu, sample), 0);
}

static void
test_parse_refuses(void **state)
{
	static const char *const bad[] = {"", "1", "12345678", "12345678-",
			"12345678-9abc-def0-1234-56789abcdef",
			"12345678-9abc-def0-1234-56789abcdef0a",
			"12345678-9abc-def0-1234-56789abcdefg",
			"12345678x9abc-def0-1234-56789abcdef0",
			"1234567-89abc-def0-1234-56789abcdef0",
			"{12345678-9abc-def0-1234-56789abcdef0}",
			" 2345678-9abc-def0-1234-56789abcdef0",
			"12345678-9abc-def0-1234-56789abcdef0 ",
			"123456789abcdef0123456789abcdef01234"};
	rte_uuid_t uu;

	rte_uuid_copy(uu, sample);
	for (size_t i = 0; i < RTE_DIM(bad); i++) {
		assert_int_equal(rte_uuid_parse(bad[i], uu), -1);
		assert_memory_equal(uu, sample, sizeof(uu));
	}
}

static void
test_compare(void **state)
{
	for (unsigned int i = 0; i < sizeof(rte_uuid_t); i++) {
		rte_uuid_t other;

		rte_uuid_copy(other, sample);
		other[i]++;
		assert_true(rte_uuid_compare(sample, other) < 0);
		assert_true(rte_uuid_compare(other, sample) > 0);
	}
}

static void
test_is_null(void **state)
{
	rte_uuid_t uu = {0};

	assert_true(rte_uuid_is_null(uu));
	assert_false(rte_uuid_is_null(sample));
	uu[15] = 1;
	assert_false(rte_uuid_is_null(uu));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_init),
			cmocka_unit_test(test_unparse),
			cmocka_unit_test(test_parse),
			cmocka_unit_test(test_parse_refuses),
			cmocka_unit_test(test_compare),
			cmocka_unit_test(test_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
