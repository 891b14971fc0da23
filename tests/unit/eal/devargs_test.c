/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Parsing device arguments in both ways of writing, on a fake bus and class,
 * and that no text makes the parser misbehave or leak.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_class.h>
#include <rte_errno.h>

#include "fake_bus.h"

#include <cmocka.h>

#define NAME_63                                                                \
	"fake56789_123456789_123456789_123456789_123456789_123456789_123"

static struct rte_class fake_class = {.name = "toy"};

static int
setup(void **state)
{
	fake_bus_setup();
	rte_class_register(&fake_class);
	return 0;
}

static int
teardown(void **state)
{
	rte_class_unregister(&fake_class);
	rte_bus_unregister(&fake_bus);
	return 0;
}

static void
expect_plain(const char *text, const char *name, const char *args)
{
	struct rte_devargs da;

	memset(&da, 0xff, sizeof(da));
	assert_int_equal(rte_devargs_parse(&da, text), 0);
	assert_string_equal(da.name, name);
	assert_string_equal(da.args, args);
	assert_string_equal(da.data, args);
	assert_ptr_equal(da.bus, &fake_bus);
	assert_null(da.cls);
	assert_null(da.bus_str);
	assert_null(da.cls_str);
	assert_int_equal(da.type, RTE_DEVTYPE_ALLOWED);
	assert_int_equal(da.policy, RTE_DEV_ALLOWED);
	rte_devargs_reset(&da);
	assert_null(da.data);
}

static void
test_plain(void **state)
{
	expect_plain("fake0", "fake0", "");
	expect_plain("fake0,", "fake0", "");
	expect_plain("fake0,a=1,b", "fake0", "a=1,b");
	expect_plain("fake:fake0,a=1", "fake0", "a=1");
	expect_plain("fake,fake0", "fake0", "");
	expect_plain("fake_x", "fake_x", "");
	expect_plain("fakefake", "fakefake", "");
	expect_plain("fake0,path=/a/bus=b", "fake0", "path=/a/bus=b");
	expect_plain(NAME_63, NAME_63, "");
}

static void
expect_error(const char *text, int rc)
{
	struct rte_devargs da = {.name = "before"};

	assert_int_equal(rte_devargs_parse(&da, text), rc);
	assert_string_equal(da.name, "before");
	assert_null(da.data);
}

static void
test_plain_errors(void **state)
{
	struct rte_devargs da;

	expect_error("", -EFAULT);
	expect_error(",a", -EFAULT);
	expect_error("nosuch0", -EFAULT);
	expect_error("foo:bar", -EFAULT);
	expect_error("fake:", -EFAULT);
	expect_error("fake:x", -EFAULT);
	expect_error("0000:00:1f.7", -EFAULT);
	expect_error("pci:00:1f.7,x=1", -EFAULT);
	expect_error(NAME_63 "x", -EINVAL);
	expect_error("fake:" NAME_63 "x,a=1", -EINVAL);
	expect_error(NULL, -EINVAL);
	assert_int_equal(rte_devargs_parse(NULL, "fake0"), -EINVAL);
	assert_int_equal(rte_devargs_parse(NULL, NULL), -EINVAL);
	assert_int_equal(rte_devargs_parsef(NULL, "fake%d", 1), -EINVAL);
	fake_bus.parse = NULL;
	assert_int_equal(rte_devargs_parse(&da, "fake0"), -EFAULT);
	assert_int_equal(rte_devargs_parse(&da, "fake:fake0"), -EFAULT);
}

static void
check_str(const char *is, const char *should)
{
	if (should == NULL)
		assert_null(is);
	else
		assert_string_equal(is, should);
}

static void
expect_parts(const char *text, const char *name, const char *bus,
		const char *cls, const char *drv)
{
	struct rte_devargs da;

	assert_int_equal(rte_devargs_parse(&da, text), 0);
	assert_string_equal(da.name, name);
	check_str(da.bus_str, bus);
	check_str(da.cls_str, cls);
	check_str(da.drv_str, drv);
	assert_ptr_equal(da.bus, bus != NULL ? &fake_bus : NULL);
	assert_ptr_equal(da.cls, cls != NULL ? &fake_class : NULL);
	rte_devargs_reset(&da);
}

static void
test_parts(void **state)
{
	expect_parts("bus=fake", "", "bus=fake", NULL, NULL);
	expect_parts("bus=fake,name=q", "q", "bus=fake,name=q", NULL, NULL);
	expect_parts("bus=fake,name=a,name=b", "a", "bus=fake,name=a,name=b",
			NULL, NULL);
	expect_parts("bus=fake,name", "", "bus=fake,name", NULL, NULL);
	expect_parts("class=toy", "", NULL, "class=toy", NULL);
	expect_parts("bus=fake,name=x/class=toy,k=v/driver=d,s=4", "x",
			"bus=fake,name=x", "class=toy,k=v", "driver=d,s=4");
	expect_parts("class=toy/driver=d/bus=fake,name=x", "x",
			"bus=fake,name=x", "class=toy", "driver=d");
	expect_parts("bus=fake,name=a/b/c", "a/b/c", "bus=fake,name=a/b/c",
			NULL, NULL);
	expect_parts("bus=fake,/class=toy", "", "bus=fake,", "class=toy", NULL);
}

static void
test_parts_errors(void **state)
{
	expect_error("bus=foo,name=x", -EFAULT);
	assert_int_equal(rte_errno, EFAULT);
	expect_error("bus=", -EFAULT);
	expect_error("bus=/class=toy", -EFAULT);
	expect_error("bus", -EFAULT);
	expect_error("class=foo", -EFAULT);
	expect_error("class=", -EFAULT);
	expect_error("driver=x", -EFAULT);
	expect_error("bus=fake,name=x/class=foo", -EFAULT);
	expect_error("bus=fake,name=" NAME_63 "x", -EFAULT);
	assert_int_equal(rte_errno, E2BIG);
	fake.devargs_rc = -33;
	expect_error("bus=fake,name=x", -EFAULT);
	assert_int_equal(rte_errno, 33);
}

static void
test_parsef(void **state)
{
	struct rte_devargs da;

	assert_int_equal(rte_devargs_parsef(&da, "fake%d,n=%s", 8, "x"), 0);
	assert_string_equal(da.name, "fake8");
	assert_string_equal(da.args, "n=x");
	rte_devargs_reset(&da);
	rte_devargs_reset(&da);
	rte_devargs_reset(NULL);
	assert_int_equal(rte_devargs_parsef(&da, NULL), -EINVAL);
	assert_int_equal(rte_devargs_parsef(&da, "%s", "qq"), -EFAULT);
}

static void
quiet(void)
{
	rte_log_set_global_level(RTE_LOG_EMERG);
}

/* Texts of likely words in random order. */
static void
test_random_text(void **state)
{
	static const char *const words[] = {"bus=", "class=", "driver=", "fake",
			"toy", "/", ",", "=", "name=", ":", "[", "]", "a",
			"pci", "0000:00:1f.7", "fake_0", NAME_63, "\x80",
			"%s%n"};

	quiet();
	srand(2);
	for (unsigned int round = 0; round < 20000; round++) {
		unsigned int n = (unsigned int)rand() % 12;
		char text[1024] = "";
		struct rte_devargs da;

		while (n-- > 0)
			strcat(text, words[(size_t)rand() % RTE_DIM(words)]);
		if (rte_devargs_parse(&da, text) != 0)
			continue;
		assert_true(da.bus != NULL || da.cls != NULL);
		assert_true(strlen(da.name) < sizeof(da.name));
		rte_devargs_reset(&da);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_plain, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_plain_errors, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_parts, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_parts_errors, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_parsef, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_random_text, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
