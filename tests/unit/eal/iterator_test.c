/* SPDX-License-Identifier: BSD-3-Clause */
/* Walking over devices: by bus, by class, by both, and to the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_class.h>
#include <rte_errno.h>

#include "eal.h"
#include "fake_bus.h"

#include <cmocka.h>

/* Two objects on fake1 and one on fake2; devstr is the least object. */
static const struct toy {
	const char *device;
	char tag;
} toys[] = {{"fake1", 'a'}, {"fake1", 'b'}, {"fake2", 'c'}};

static void *
toy_iterate(const void *start, const char *devstr,
		const struct rte_dev_iterator *it)
{
	size_t i = start != NULL
			? (size_t)((const struct toy *)start - toys) + 1
			: 0;

	if (strcmp(devstr, "error") == 0) {
		rte_errno = EINVAL;
		return NULL;
	}
	for (; i < RTE_DIM(toys); i++) {
		if (strcmp(toys[i].device, it->device->name) == 0 &&
				toys[i].tag >= devstr[0])
			return (void *)(uintptr_t)&toys[i];
	}
	return NULL;
}

static struct rte_class toy = {.name = "toy", .dev_iterate = toy_iterate};
static struct rte_class bare = {.name = "bare"};

static int
setup(void **state)
{
	fake_bus_setup();
	rte_class_register(&toy);
	rte_class_register(&bare);
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake0");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake2");
	rte_bus_scan();
	return 0;
}

static int
teardown(void **state)
{
	rte_class_unregister(&toy);
	rte_class_unregister(&bare);
	eal_devargs_fini();
	rte_bus_unregister(&fake_bus);
	return 0;
}

/* The numbers of the devices found, each with the object on it. */
static const char *
walk(const char *str)
{
	static char out[64];
	struct rte_dev_iterator it;
	struct rte_device *dev;

	out[0] = '\0';
	RTE_DEV_FOREACH(dev, str, &it)
	{
		const struct toy *t = it.class_device;

		strncat(out, dev->name + 4, 1);
		if (t != NULL)
			strncat(out, &t->tag, 1);
	}
	assert_null(rte_dev_iterator_next(&it));
	return out;
}

static void
test_walk(void **state)
{
	assert_string_equal(walk("bus=fake"), "012");
	assert_string_equal(walk("bus=fake,fake1"), "1");
	assert_string_equal(walk("bus=fake,none"), "");
	assert_string_equal(walk("class=toy"), "1a1b2c");
	assert_string_equal(walk("class=toy,b"), "1b2c");
	assert_string_equal(walk("bus=fake/class=toy"), "1a1b2c");
	assert_string_equal(walk("bus=fake,fake2/class=toy"), "2c");
	assert_string_equal(walk("class=toy,b/bus=fake,fake1"), "1b");
	assert_string_equal(walk("bus=fake,fake0/class=toy"), "");
	assert_int_equal(rte_errno, 0);
	assert_string_equal(walk("nonsense"), "");
}

static void
test_errors(void **state)
{
	struct rte_dev_iterator it;

	assert_int_equal(rte_dev_iterator_init(NULL, "bus=fake"), -EINVAL);
	assert_int_equal(rte_dev_iterator_init(&it, NULL), -EINVAL);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_dev_iterator_init(&it, ""), -EINVAL);
	assert_int_equal(rte_dev_iterator_init(&it, "fake0"), -EINVAL);
	assert_int_equal(rte_dev_iterator_init(&it, "driver=x"), -EINVAL);
	assert_int_equal(rte_dev_iterator_init(&it, "bus=x"), -EFAULT);
	assert_int_equal(rte_errno, EFAULT);
	assert_int_equal(rte_dev_iterator_init(&it, "class=x"), -EFAULT);
	assert_int_equal(rte_dev_iterator_init(&it, "bus=fake/class=x"),
			-EFAULT);
	assert_int_equal(rte_dev_iterator_init(&it, "class=bare"), -ENOTSUP);
	assert_int_equal(rte_errno, ENOTSUP);
	fake_bus.dev_iterate = NULL;
	assert_int_equal(rte_dev_iterator_init(&it, "bus=fake"), -ENOTSUP);
	assert_null(rte_dev_iterator_next(&it));
	assert_null(rte_dev_iterator_next(NULL));
	assert_string_equal(walk("class=toy"), "");
}

static void
test_class_error(void **state)
{
	struct rte_dev_iterator it;

	assert_int_equal(rte_dev_iterator_init(&it, "class=toy,error"), 0);
	assert_null(rte_dev_iterator_next(&it));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_dev_iterator_next(&it));
	assert_int_equal(rte_errno, 0);
}

/* A device that goes away under a walk ends it. */
static void
test_removed(void **state)
{
	struct rte_dev_iterator it;

	assert_int_equal(rte_dev_iterator_init(&it, "class=toy"), 0);
	assert_non_null(rte_dev_iterator_next(&it));
	it.class_device = (void *)(uintptr_t)&toys[2];
	memset(&fake.devs[1], 0, sizeof(fake.devs[1]));
	fake.devs[1].name = "gone";
	fake.n = 1;
	assert_null(rte_dev_iterator_next(&it));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_walk),
			TEST(test_errors),
			TEST(test_class_error),
			TEST(test_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
