/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of buses, and what is done with all of them together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dev/dev.h"
#include "eal.h"
#include "fake_bus.h"

#include <cmocka.h>

static char order[32]; /* what the buses below did */

static int
second_scan(void)
{
	return 0;
}

static int
second_probe(void)
{
	strcat(order, fake.probes > 0 ? "fv" : "v");
	return 0;
}

static int
second_cleanup(void)
{
	strcat(order, fake.cleanups > 0 ? "FV" : "V");
	return -3;
}

static struct rte_device *
second_find(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	return NULL;
}

static enum rte_iova_mode second_mode;

static enum rte_iova_mode
second_iommu_class(void)
{
	return second_mode;
}

/* Registered before the fake bus by its macro, yet probed after it. */
static struct rte_bus second = {
		.scan = second_scan,
		.probe = second_probe,
		.cleanup = second_cleanup,
		.find_device = second_find,
		.get_iommu_class = second_iommu_class,
};
RTE_REGISTER_BUS(vdev, second)

static int
setup(void **state)
{
	fake_bus_setup();
	order[0] = '\0';
	return 0;
}

static int
teardown(void **state)
{
	eal_devargs_fini();
	rte_bus_unregister(&fake_bus);
	return 0;
}

static int
cmp_any_bus(const struct rte_bus *bus, const void *data)
{
	return 0;
}

static void
test_find(void **state)
{
	char names[32];

	assert_ptr_equal(rte_bus_find_by_name("vdev"), &second);
	assert_ptr_equal(rte_bus_find_by_name("fake"), &fake_bus);
	assert_null(rte_bus_find_by_name("other"));
	assert_null(rte_bus_find_by_name(""));
	assert_null(rte_bus_find_by_name(NULL));
	assert_null(rte_bus_find(NULL, NULL, NULL));
	assert_ptr_equal(rte_bus_find(NULL, cmp_any_bus, NULL), &second);
	assert_ptr_equal(rte_bus_find(&second, cmp_any_bus, NULL), &fake_bus);
	assert_null(rte_bus_find(&fake_bus, cmp_any_bus, NULL));
	assert_string_equal(rte_bus_name(&fake_bus), "fake");
	assert_ptr_equal(bus_for_device("fake0"), &fake_bus);
	assert_null(bus_for_device("x"));
	assert_string_equal(bus_names(names, sizeof(names)), "vdev, fake");
	bus_names(names, 3);
	assert_true(strlen(names) < 3);
}

static void
test_register(void **state)
{
	struct rte_bus twin = fake_bus;
	struct rte_bus bare = {.name = "bare"};
	struct rte_bus nameless = fake_bus;
	struct rte_bus half = fake_bus;

	nameless.name = NULL;
	half.name = "half";
	half.unplug = NULL;
	rte_bus_register(&fake_bus);
	rte_bus_register(&twin);
	rte_bus_register(&bare);
	rte_bus_register(&nameless);
	rte_bus_register(&half);
	rte_bus_register(NULL);
	assert_null(bus_next(&fake_bus));
	assert_null(rte_bus_find_by_name("bare"));
	rte_bus_unregister(&twin);
	rte_bus_unregister(NULL);
	assert_ptr_equal(rte_bus_find_by_name("fake"), &fake_bus);
	rte_bus_unregister(&fake_bus);
	assert_null(rte_bus_find_by_name("fake"));
}

static void
test_find_by_device(void **state)
{
	struct rte_device other = {.name = "other"};

	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "fake1");
	assert_int_equal(rte_bus_scan(), 0);
	assert_int_equal(fake.n, 1);
	assert_ptr_equal(rte_bus_find_by_device(&fake.devs[0]), &fake_bus);
	assert_null(rte_bus_find_by_device(&other));
	assert_null(rte_bus_find_by_device(NULL));
}

static void
test_scan_and_probe(void **state)
{
	assert_int_equal(eal_bus_scan(), 0);
	assert_int_equal(eal_bus_probe(), 0);
	assert_string_equal(order, "fv");
	fake.scan_rc = -7;
	fake.probe_rc = 5;
	assert_int_equal(eal_bus_scan(), -7);
	assert_int_equal(eal_bus_probe(), -EIO);
	assert_string_equal(order, "fvfv");
	assert_int_equal(rte_bus_scan(), 0);
	assert_int_equal(rte_bus_probe(), 0);
	assert_int_equal(fake.scans, 3);
	assert_int_equal(fake.probes, 3);
}

static void
test_cleanup(void **state)
{
	eal_bus_cleanup();
	assert_int_equal(fake.cleanups, 1);
	assert_string_equal(order, "FV");
}

static void
test_iommu_class(void **state)
{
	static const enum rte_iova_mode modes[] = {
			RTE_IOVA_DC, RTE_IOVA_PA, RTE_IOVA_VA};
	static const enum rte_iova_mode common[3][3] = {
			{RTE_IOVA_DC, RTE_IOVA_PA, RTE_IOVA_VA},
			{RTE_IOVA_PA, RTE_IOVA_PA, RTE_IOVA_DC},
			{RTE_IOVA_VA, RTE_IOVA_DC, RTE_IOVA_VA}};

	for (unsigned int i = 0; i < 3; i++) {
		for (unsigned int k = 0; k < 3; k++) {
			fake.iova = modes[i];
			second_mode = modes[k];
			assert_int_equal(rte_bus_get_iommu_class(),
					common[i][k]);
		}
	}
}

static void
test_dump(void **state)
{
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	rte_bus_dump(f);
	fclose(f);
	assert_string_equal(out, " vdev\n fake\n");
	free(out);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_find),
			TEST(test_register),
			TEST(test_find_by_device),
			TEST(test_scan_and_probe),
			TEST(test_cleanup),
			TEST(test_iommu_class),
			TEST(test_dump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
