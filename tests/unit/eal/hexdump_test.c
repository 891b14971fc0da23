/* SPDX-License-Identifier: BSD-3-Clause */
/* The text of dumps, byte by byte, for full, short and empty buffers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_hexdump.h>

#include <cmocka.h>

typedef void (*dump_fn)(
		FILE *f, const char *title, const void *buf, unsigned int len);

static uint8_t bytes[40];

static int
fill(void **state)
{
	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7 + 20);
	return 0;
}

static void
check(dump_fn dump, const char *title, unsigned int len, const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	dump(f, title, bytes, len);
	fclose(f);
	assert_string_equal(text, expected);
	free(text);
}

static void
check_rows(const char *title, unsigned int len, const char *name,
		const char *rows)
{
	char expected[1024];

	snprintf(expected, sizeof(expected), "%s at [%p], len=%u\n%s", name,
			(void *)bytes, len, rows);
	check(rte_hexdump, title, len, expected);
}

#define ROW0                                                                   \
	"00000000: 14 1B 22 29 30 37 3E 45 4C 53 5A 61 68 6F 76 7D | "         \
	"..\")07>ELSZahov}\n"
#define ROW1                                                                   \
	"00000010: 84 8B 92 99 A0 A7 AE B5 BC C3 CA D1 D8 DF E6 ED | "         \
	"................\n"

static void
test_hexdump(void **state)
{
	check_rows("T", 40, "T",
			ROW0 ROW1
			"00000020: F4 FB 02 09 10 17 1E 25                    "
			"     | .......%\n");
	check_rows("T", 32, "T", ROW0 ROW1);
	check_rows(NULL, 16, "  Dump data", ROW0);
	check_rows("", 1, "",
			"00000000: 14                                         "
			"     | .\n");
	check_rows("T", 0, "T", "");
}

static void
test_memdump(void **state)
{
	check(rte_memdump, "T", 3, "T: 14:1b:22\n");
	check(rte_memdump, "", 3, ": 14:1b:22\n");
	check(rte_memdump, NULL, 1, "14\n");
	check(rte_memdump, NULL, 0, "\n");
	check(rte_memdump, "x", 0, "x: \n");
	check(rte_memdump, NULL, 26,
			"14:1b:22:29:30:37:3e:45:4c:53:5a:61:68:6f:76:7d:84:8b:"
			"92:99:a0:a7:ae:b5:bc:c3\n");
}

static void
test_hexdump_offsets(void **state)
{
	static const uint8_t zeroes[300];
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	rte_hexdump(f, NULL, zeroes, sizeof(zeroes));
	fclose(f);
	assert_non_null(strstr(text, "\n000000F0: 00 "));
	assert_non_null(strstr(text, "\n00000120: 00 "));
	assert_null(strstr(text, "\n00000130: "));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_hexdump),
			cmocka_unit_test(test_hexdump_offsets),
			cmocka_unit_test(test_memdump),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
