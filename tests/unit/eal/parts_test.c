/* SPDX-License-Identifier: BSD-3-Clause */
/* Taking device descriptions apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dev/dev.h"

#include <cmocka.h>

static void
expect(const struct dev_span *part, const char *name, const char *args)
{
	char *is;

	assert_non_null(part->text);
	is = dev_part_name(part);
	assert_string_equal(is, name);
	free(is);
	is = dev_part_args(part);
	assert_string_equal(is, args);
	free(is);
}

static void
test_present(void **state)
{
	assert_true(dev_parts_present("bus="));
	assert_true(dev_parts_present("class=x"));
	assert_true(dev_parts_present("driver=x"));
	assert_false(dev_parts_present(""));
	assert_false(dev_parts_present("bus"));
	assert_false(dev_parts_present("name=x,bus=y"));
	assert_false(dev_parts_present("/bus=x"));
}

static void
test_split(void **state)
{
	struct dev_span parts[DEV_PARTS];

	dev_parts_split("driver=d,a=/b,c/bus=b,name=x/y", parts);
	expect(&parts[DEV_PART_BUS], "b", "name=x/y");
	expect(&parts[DEV_PART_DRIVER], "d", "a=/b,c");
	assert_null(parts[DEV_PART_CLASS].text);
	dev_parts_split("bus=a/bus=b", parts);
	expect(&parts[DEV_PART_BUS], "b", "");
	dev_parts_split("bus=/class=,/driver=", parts);
	expect(&parts[DEV_PART_BUS], "", "");
	expect(&parts[DEV_PART_CLASS], "", "");
	expect(&parts[DEV_PART_DRIVER], "", "");
	dev_parts_split("none", parts);
	for (unsigned int i = 0; i < DEV_PARTS; i++)
		assert_null(parts[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_present),
			cmocka_unit_test(test_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
