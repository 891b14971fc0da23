/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of device arguments: order, replacement, removal, configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_class.h>

#include "eal.h"
#include "fake_bus.h"

#include <cmocka.h>

static int
setup(void **state)
{
	fake_bus_setup();
	return 0;
}

static int
teardown(void **state)
{
	memset(&eal_config, 0, sizeof(eal_config));
	eal_devargs_fini();
	rte_bus_unregister(&fake_bus);
	return 0;
}

static struct rte_devargs *
make(const char *text)
{
	struct rte_devargs *da = calloc(1, sizeof(*da));

	assert_int_equal(rte_devargs_parse(da, text), 0);
	return da;
}

static void
expect_dump(const char *text)
{
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	rte_devargs_dump(f);
	fclose(f);
	assert_string_equal(out, text);
	free(out);
}

static void
test_add(void **state)
{
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1,a=1"), 0);
	assert_int_equal(fake_bus.conf.scan_mode, RTE_BUS_SCAN_ALLOWLIST);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1,a=2"), 0);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_BLOCKED, "fake2"), 0);
	assert_int_equal(fake_bus.conf.scan_mode, RTE_BUS_SCAN_ALLOWLIST);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "nosuch"), -1);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, NULL), -1);
	assert_int_equal(rte_devargs_type_count(RTE_DEVTYPE_VIRTUAL), 2);
	assert_int_equal(rte_devargs_type_count(RTE_DEVTYPE_BLOCKED), 1);
	assert_int_equal(rte_devargs_type_count(RTE_DEVTYPE_ALLOWED), 0);
	expect_dump("User device list:\n  [fake]: fake1 a=1\n"
		    "  [fake]: fake1 a=2\n  [fake]: fake2 \n");
	eal_devargs_fini();
	assert_int_equal(fake_bus.conf.scan_mode, RTE_BUS_SCAN_UNDEFINED);
	expect_dump("User device list:\n");
}

static void
test_block_first(void **state)
{
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_BLOCKED, "fake2"), 0);
	assert_int_equal(fake_bus.conf.scan_mode, RTE_BUS_SCAN_BLOCKLIST);
	assert_int_equal(rte_devargs_next(NULL, NULL)->policy, RTE_DEV_BLOCKED);
}

static void
test_insert(void **state)
{
	struct rte_devargs *first = make("fake1,a=1");
	struct rte_devargs *again = make("fake1,a=2");
	struct rte_devargs *none = NULL;
	struct rte_devargs busless = {.name = "x"};
	struct rte_devargs *p = &busless;

	assert_int_equal(rte_devargs_insert(NULL), -1);
	assert_int_equal(rte_devargs_insert(&none), -1);
	assert_int_equal(rte_devargs_insert(&p), -1);
	assert_int_equal(rte_devargs_insert(&first), 0);
	assert_int_equal(rte_devargs_insert(&again), 0);
	assert_ptr_equal(again, first);
	assert_string_equal(first->args, "a=2");
	assert_int_equal(rte_devargs_insert(&again), 0);
	expect_dump("User device list:\n  [fake]: fake1 a=2\n");
}

static void
test_remove(void **state)
{
	struct rte_devargs *copy = make("fake1");
	struct rte_devargs busless = {.name = "fake1"};

	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake2");
	assert_int_equal(rte_devargs_remove(NULL), -1);
	assert_int_equal(rte_devargs_remove(&busless), -1);
	assert_int_equal(rte_devargs_remove(copy), 0);
	assert_int_equal(rte_devargs_remove(copy), 1);
	assert_int_equal(rte_devargs_remove(rte_devargs_next(NULL, NULL)), 0);
	assert_null(rte_devargs_next(NULL, NULL));
	rte_devargs_reset(copy);
	free(copy);
}

/* Of entries of one name, the one that was meant goes. */
static void
test_remove_instance(void **state)
{
	struct rte_devargs *second;

	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1,n=1");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1,n=2");
	second = rte_devargs_next(NULL, rte_devargs_next(NULL, NULL));
	assert_int_equal(rte_devargs_remove(second), 0);
	expect_dump("User device list:\n  [fake]: fake1 n=1\n");
}

static void
test_next(void **state)
{
	struct rte_devargs *da;
	unsigned int n = 0;

	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake2");
	RTE_EAL_DEVARGS_FOREACH("fake", da)
	n++;
	assert_int_equal(n, 2);
	assert_null(rte_devargs_next("other", NULL));
	da = rte_devargs_next(NULL, NULL);
	assert_string_equal(da->name, "fake1");
	da = rte_devargs_next("fake", da);
	assert_string_equal(da->name, "fake2");
	assert_null(rte_devargs_next("fake", da));
}

static void
test_config(void **state)
{
	const struct bp_device_arg good[] = {
			{BP_DEVICE_VIRTUAL, "fake1,a=1"},
			{BP_DEVICE_BLOCKED, "fake2"},
	};
	const struct bp_device_arg bad[] = {
			{BP_DEVICE_VIRTUAL, "fake3"},
			{BP_DEVICE_ALLOWED, "0000:00:02.0"},
	};

	eal_config.devices = good;
	eal_config.devices_n = 2;
	assert_int_equal(eal_devargs_add_all(), 0);
	assert_int_equal(rte_devargs_type_count(RTE_DEVTYPE_VIRTUAL), 1);
	assert_int_equal(rte_devargs_type_count(RTE_DEVTYPE_BLOCKED), 1);
	eal_devargs_fini();
	eal_config.devices = bad;
	assert_int_equal(eal_devargs_add_all(), -ENODEV);
	assert_null(rte_devargs_next(NULL, NULL));
}

/* A class alone says nothing that a bus could be asked to find. */
static void
test_config_without_bus(void **state)
{
	struct rte_class toy = {.name = "toy"};
	const struct bp_device_arg args[] = {{BP_DEVICE_VIRTUAL, "class=toy"}};

	rte_class_register(&toy);
	eal_config.devices = args;
	eal_config.devices_n = 1;
	assert_int_equal(eal_devargs_add_all(), -ENODEV);
	rte_class_unregister(&toy);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_add),
			TEST(test_block_first),
			TEST(test_insert),
			TEST(test_remove),
			TEST(test_remove_instance),
			TEST(test_next),
			TEST(test_config),
			TEST(test_config_without_bus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
