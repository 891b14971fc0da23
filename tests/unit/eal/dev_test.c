/* SPDX-License-Identifier: BSD-3-Clause */
/* Adding and removing devices at run time, by several threads too. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

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
	eal_devargs_fini();
	rte_bus_unregister(&fake_bus);
	return 0;
}

static unsigned int
count_devargs(void)
{
	struct rte_devargs *da;
	unsigned int n = 0;

	RTE_EAL_DEVARGS_FOREACH(NULL, da)
	n++;
	return n;
}

static void
test_accessors(void **state)
{
	struct rte_devargs da = {.name = "x"};
	struct rte_device dev = {.name = "n",
			.bus_info = "i",
			.numa_node = 3,
			.bus = &fake_bus,
			.devargs = &da};

	assert_string_equal(rte_dev_name(&dev), "n");
	assert_string_equal(rte_dev_bus_info(&dev), "i");
	assert_ptr_equal(rte_dev_bus(&dev), &fake_bus);
	assert_ptr_equal(rte_dev_devargs(&dev), &da);
	assert_int_equal(rte_dev_numa_node(&dev), 3);
	assert_null(rte_dev_driver(&dev));
	assert_int_equal(rte_dev_is_probed(&dev), 0);
	dev.driver = &fake_driver;
	assert_ptr_equal(rte_dev_driver(&dev), &fake_driver);
	assert_string_equal(rte_driver_name(&fake_driver), "fake_driver");
	assert_int_equal(rte_dev_is_probed(&dev), 1);
	assert_int_equal(rte_dev_is_probed(NULL), 0);
}

static void
test_add(void **state)
{
	assert_int_equal(rte_eal_hotplug_add("fake", "fake0", "a=1"), 0);
	assert_int_equal(rte_dev_is_probed(&fake.devs[0]), 1);
	assert_string_equal(rte_dev_devargs(&fake.devs[0])->args, "a=1");
	/* Once more: no change, not even of the arguments. */
	assert_int_equal(rte_eal_hotplug_add("fake", "fake0", "a=2"), 0);
	assert_int_equal(rte_dev_probe("fake:fake0,a=3"), 0);
	assert_int_equal(fake.plugs, 1);
	assert_string_equal(rte_dev_devargs(&fake.devs[0])->args, "a=1");
	assert_int_equal(count_devargs(), 1);
	assert_int_equal(rte_eal_hotplug_add("fake", "fake1", NULL), 0);
	assert_string_equal(rte_dev_devargs(&fake.devs[1])->args, "");
	assert_int_equal(rte_dev_probe("bus=fake,name=any/driver=d"), 0);
	assert_string_equal(fake.devs[2].name, "any");
	assert_string_equal(rte_dev_devargs(&fake.devs[2])->args, "driver=d");
}

static void
test_add_errors(void **state)
{
	assert_int_equal(rte_eal_hotplug_add(NULL, "fake0", ""), -EFAULT);
	assert_int_equal(rte_eal_hotplug_add("fake", NULL, ""), -EFAULT);
	assert_int_equal(rte_eal_hotplug_add("x", "fake0", ""), -EFAULT);
	assert_int_equal(rte_eal_hotplug_add("fake", "x", ""), -EFAULT);
	assert_int_equal(rte_eal_hotplug_add("fake", "fake,0", ""), -EINVAL);
	assert_int_equal(rte_dev_probe(NULL), -EINVAL);
	assert_int_equal(rte_dev_probe(""), -EFAULT);
	assert_int_equal(rte_dev_probe("x"), -EFAULT);
	assert_int_equal(rte_dev_probe("bus=fake"), -EINVAL);
	fake.scan_rc = -7;
	assert_int_equal(rte_dev_probe("fake0"), -7);
	fake.scan_rc = 2;
	assert_int_equal(rte_dev_probe("fake0"), -EIO);
	fake.scan_rc = 0;
	fake.blind = true;
	assert_int_equal(rte_dev_probe("fake0"), -ENODEV);
	assert_int_equal(count_devargs(), 0);
	fake_bus.plug = NULL;
	assert_int_equal(rte_dev_probe("fake0"), -ENOTSUP);
	assert_int_equal(count_devargs(), 0);
	fake_bus.parse = NULL;
	assert_int_equal(rte_eal_hotplug_add("fake", "fake0", ""), -EFAULT);
}

/* A class without a bus is nothing that can be added. */
static void
test_add_class(void **state)
{
	assert_int_equal(rte_dev_probe("class=nosuch"), -EFAULT);
	assert_int_equal(count_devargs(), 0);
}

/* A device that its driver refuses can be tried again, with other args. */
static void
test_plug_fails(void **state)
{
	fake.plug_rc = -5;
	assert_int_equal(rte_dev_probe("fake0,bad"), -5);
	fake.plug_rc = 1;
	assert_int_equal(rte_dev_probe("fake0,bad"), -ENOTSUP);
	assert_int_equal(rte_dev_is_probed(&fake.devs[0]), 0);
	fake.plug_rc = 0;
	assert_int_equal(rte_dev_probe("fake0,good"), 0);
	assert_string_equal(rte_dev_devargs(&fake.devs[0])->args, "good");
	assert_int_equal(count_devargs(), 1);
	fake.plug_rc = -EEXIST;
	assert_int_equal(rte_dev_probe("fake1"), 0);
}

static void
test_remove(void **state)
{
	struct rte_device other = {.name = "other", .bus = &fake_bus};

	assert_int_equal(rte_dev_remove(NULL), -EINVAL);
	assert_int_equal(rte_dev_remove(&other), -EINVAL);
	assert_int_equal(rte_dev_probe("fake0"), 0);
	assert_int_equal(rte_dev_probe("fake1"), 0);
	assert_int_equal(rte_dev_remove(&fake.devs[0]), 0);
	assert_int_equal(rte_dev_remove(&fake.devs[0]), -EINVAL);
	assert_int_equal(count_devargs(), 1);
	assert_int_equal(rte_eal_hotplug_remove("fake", "fake1"), 0);
	assert_int_equal(rte_eal_hotplug_remove("fake", "fake1"), -EINVAL);
	assert_int_equal(rte_eal_hotplug_remove("x", "fake1"), -ENOENT);
	assert_int_equal(rte_eal_hotplug_remove(NULL, "fake1"), -EINVAL);
	assert_int_equal(rte_eal_hotplug_remove("fake", NULL), -EINVAL);
	assert_int_equal(count_devargs(), 0);
}

static void
test_remove_errors(void **state)
{
	fake.plug_rc = -5;
	assert_int_equal(rte_dev_probe("fake0"), -5);
	assert_int_equal(rte_dev_remove(&fake.devs[0]), -ENOENT);
	fake.plug_rc = 0;
	assert_int_equal(rte_dev_probe("fake0"), 0);
	fake.unplug_rc = -6;
	assert_int_equal(rte_dev_remove(&fake.devs[0]), -6);
	fake.unplug_rc = 1;
	assert_int_equal(rte_dev_remove(&fake.devs[0]), -ENOENT);
	assert_int_equal(rte_dev_is_probed(&fake.devs[0]), 1);
	assert_int_equal(count_devargs(), 1);
	fake_bus.unplug = NULL;
	assert_int_equal(rte_dev_remove(&fake.devs[0]), -ENOTSUP);
	assert_int_equal(rte_dev_probe("fake1"), -ENOTSUP);
}

static int others[6];

/* What a thread does that the driver of fake0 waits for. */
static void *
change_devices(void *arg)
{
	fake.in_driver = NULL;
	others[0] = rte_eal_hotplug_add("fake", "fake0", "b=2");
	others[1] = rte_eal_hotplug_remove("fake", "fake0");
	others[2] = rte_dev_remove(arg);
	others[3] = rte_eal_hotplug_remove("fake", "fake1");
	others[4] = rte_dev_probe("fake:fake2,c=3");
	others[5] = rte_bus_scan();
	return NULL;
}

static void
wait_for_other(struct rte_device *busy)
{
	struct timespec end;
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, change_devices, busy), 0);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 5;
	assert_int_equal(pthread_timedjoin_np(t, NULL, &end), 0);
}

static void
expect_others(void)
{
	static const int wanted[] = {-EBUSY, -EBUSY, -EBUSY, 0, 0, 0};

	assert_memory_equal(others, wanted, sizeof(wanted));
	assert_string_equal(fake.devs[2].name, "fake2");
	assert_int_equal(rte_dev_is_probed(&fake.devs[2]), 1);
}

/* A driver may wait for a thread that changes devices: other ones go on. */
static void
test_plug_waits(void **state)
{
	assert_int_equal(rte_dev_probe("fake1"), 0);
	fake.in_driver = wait_for_other;
	assert_int_equal(rte_dev_probe("fake0,a=1"), 0);
	expect_others();
	assert_string_equal(rte_dev_devargs(&fake.devs[1])->args, "a=1");
}

static void
test_unplug_waits(void **state)
{
	assert_int_equal(rte_dev_probe("fake0,a=1"), 0);
	assert_int_equal(rte_dev_probe("fake1"), 0);
	fake.in_driver = wait_for_other;
	assert_int_equal(rte_eal_hotplug_remove("fake", "fake0"), 0);
	expect_others();
	assert_null(fake.devs[0].name);
	assert_int_equal(rte_dev_probe("fake0"), 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_accessors),
			TEST(test_add),
			TEST(test_add_errors),
			TEST(test_add_class),
			TEST(test_plug_fails),
			TEST(test_remove),
			TEST(test_remove_errors),
			TEST(test_plug_waits),
			TEST(test_unplug_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
