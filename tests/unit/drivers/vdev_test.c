/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bus of virtual devices: how devices come (arguments, init, hot-plug),
 * which driver gets them, how they go, and that threads may do it at once.
 */
#include <bufplane_bus_vdev.h>
#include <bufplane_dev.h>
#include <bufplane_driver.h>
#include <bus_driver.h>
#include <bus_vdev_driver.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_errno.h>

#include "builtin.h"

#include <cmocka.h>

static char trace[256]; /* what the drivers were called with, locked */
static int probe_rc, remove_rc;
static void (*in_driver)(void); /* called once by probe or remove */

static void
note(const char *line)
{
	bp_dev_lock();
	strncat(trace, line, sizeof(trace) - strlen(trace) - 1);
	bp_dev_unlock();
}

static void
call_once(void)
{
	void (*once)(void) =
			__atomic_exchange_n(&in_driver, NULL, __ATOMIC_ACQ_REL);

	if (once != NULL)
		once();
}

static int
toy_probe(struct rte_vdev_device *vdev)
{
	char line[64];

	snprintf(line, sizeof(line), "+%s(%s)", rte_vdev_device_name(vdev),
			rte_vdev_device_args(vdev));
	note(line);
	call_once();
	return probe_rc;
}

static int
toy_remove(struct rte_vdev_device *vdev)
{
	char line[64];

	snprintf(line, sizeof(line), "-%s", rte_vdev_device_name(vdev));
	note(line);
	call_once();
	return remove_rc;
}

static struct rte_vdev_driver toy = {.probe = toy_probe, .remove = toy_remove};
RTE_PMD_REGISTER_VDEV(net_toy, toy);
RTE_PMD_REGISTER_ALIAS(net_toy, eth_toy);
RTE_PMD_REGISTER_PARAM_STRING(net_toy, "size=<int>");
RTE_PMD_REGISTER_KMOD_DEP(net_toy, "* vfio-pci");

/* A driver whose probe makes another device, and whose remove drops it. */
static int
pair_probe(struct rte_vdev_device *vdev)
{
	return rte_vdev_init("net_toy_peer", "of=pair");
}

static int
pair_remove(struct rte_vdev_device *vdev)
{
	return rte_vdev_uninit("net_toy_peer");
}

static struct rte_vdev_driver pair = {
		.driver = {.name = "net_pair"},
		.probe = pair_probe,
		.remove = pair_remove,
};

static int
setup(void **state)
{
	trace[0] = '\0';
	probe_rc = remove_rc = 0;
	return bp_component_bus_vdev.prepare();
}

static void
forget_devargs(void)
{
	struct rte_devargs *da;

	while ((da = rte_devargs_next(NULL, NULL)) != NULL)
		assert_int_equal(rte_devargs_remove(da), 0);
}

static int
teardown(void **state)
{
	bp_component_bus_vdev.fini();
	forget_devargs();
	return 0;
}

static int
toy_dma(struct rte_vdev_device *vdev, void *addr, uint64_t iova, size_t len)
{
	return -7;
}

static unsigned int
count_devices(void)
{
	struct rte_dev_iterator it;
	struct rte_device *dev;
	unsigned int n = 0;

	RTE_DEV_FOREACH(dev, "bus=vdev", &it)
	n++;
	return n;
}

static struct rte_device *
device(const char *name)
{
	struct rte_dev_iterator it;
	char str[128];

	snprintf(str, sizeof(str), "bus=vdev,name=%s", name);
	assert_int_equal(rte_dev_iterator_init(&it, str), 0);
	return rte_dev_iterator_next(&it);
}

static void
test_arguments(void **state)
{
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_toy0"), 0);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_toy1,a=1,b"),
			0);
	assert_int_equal(
			rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "vdev:eth_toy2,c"),
			0);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL,
					 "bus=vdev,name=x/driver=net_toy,d=4"),
			0);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "toy"), -1);
	/* The first of a name counts. */
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_toy0,z"), 0);
	assert_int_equal(rte_bus_scan(), 0);
	assert_int_equal(rte_bus_scan(), 0);
	assert_int_equal(rte_bus_probe(), 0);
	assert_int_equal(rte_bus_probe(), 0);
	assert_string_equal(trace,
			"+net_toy0()+net_toy1(a=1,b)+eth_toy2(c)+x(d=4)");
	assert_int_equal(count_devices(), 4);
	bp_component_bus_vdev.fini();
	assert_non_null(strstr(trace, "-x-eth_toy2-net_toy1-net_toy0"));
	assert_null(rte_bus_find_by_name("vdev"));
}

/* As in 22.11: nothing to do is done, unless the driver has something. */
static void
test_dma(void **state)
{
	const struct rte_bus *bus = rte_bus_find_by_name("vdev");
	struct rte_device *dev;
	int mem;

	assert_int_equal(rte_vdev_init("net_toy0", ""), 0);
	dev = device("net_toy0");
	assert_int_equal(bus->dma_map(dev, &mem, 0, 1), 0);
	assert_int_equal(bus->dma_unmap(dev, &mem, 0, 1), 0);
	toy.dma_map = toy.dma_unmap = toy_dma;
	assert_int_equal(bus->dma_map(dev, &mem, 0, 1), -7);
	assert_int_equal(bus->dma_unmap(dev, &mem, 0, 1), -7);
	toy.dma_map = toy.dma_unmap = NULL;
	/* Memory that nobody knows is refused before. */
	assert_int_equal(rte_dev_dma_map(dev, &mem, 0, 1), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_dev_dma_map(dev, &mem, 0, 0), -1);
	assert_int_equal(rte_errno, ENOTSUP);
}

static void
test_blocked(void **state)
{
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_toy0");
	rte_devargs_add(RTE_DEVTYPE_BLOCKED, "net_toy0");
	rte_devargs_add(RTE_DEVTYPE_ALLOWED, "net_toy1");
	rte_bus_scan();
	rte_bus_probe();
	assert_string_equal(trace, "+net_toy1()");
}

/* The bus reports what fails, and goes on with the others. */
static void
test_probe_error(void **state)
{
	const struct rte_bus *bus = rte_bus_find_by_name("vdev");

	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "bus=vdev,name=nobody");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_toy0");
	assert_int_equal(bus->scan(), 0);
	assert_int_equal(bus->probe(), -ENODEV);
	assert_string_equal(trace, "+net_toy0()");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "bus=vdev,name=q/driver=none");
	assert_int_equal(bus->scan(), 0);
	assert_int_equal(bus->probe(), -ENODEV);
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "bus=vdev");
	assert_int_equal(bus->scan(), -EINVAL);
}

static void
test_init(void **state)
{
	char name[RTE_DEV_NAME_MAX_LEN + 1];
	struct rte_device *dev;

	memset(name, 'a', sizeof(name));
	memcpy(name, "net_toy", 7);
	name[RTE_DEV_NAME_MAX_LEN] = '\0';
	assert_int_equal(rte_vdev_init("net_toy0", "a=1"), 0);
	assert_int_equal(rte_vdev_init("net_toy0", NULL), -EEXIST);
	assert_int_equal(rte_vdev_init("net_toy1", NULL), 0);
	assert_string_equal(trace, "+net_toy0(a=1)+net_toy1()");
	assert_int_equal(rte_vdev_init(NULL, NULL), -EINVAL);
	assert_int_equal(rte_vdev_init("", NULL), -1);
	assert_int_equal(rte_vdev_init("nobody", NULL), -1);
	assert_int_equal(rte_vdev_init(name, NULL), -ENOMEM);
	name[RTE_DEV_NAME_MAX_LEN - 1] = '\0';
	assert_int_equal(rte_vdev_init(name, NULL), 0);
	dev = device("net_toy0");
	assert_non_null(dev);
	assert_string_equal(rte_dev_driver(dev)->name, "net_toy");
	assert_string_equal(rte_bus_name(rte_dev_bus(dev)), "vdev");
	assert_int_equal(rte_devargs_type_count(RTE_DEVTYPE_VIRTUAL), 3);
	probe_rc = -7;
	assert_int_equal(rte_vdev_init("net_toy3", NULL), -7);
	assert_null(device("net_toy3"));
	assert_int_equal(rte_devargs_type_count(RTE_DEVTYPE_VIRTUAL), 3);
}

static void
test_uninit(void **state)
{
	assert_int_equal(rte_vdev_uninit(NULL), -EINVAL);
	assert_int_equal(rte_vdev_uninit("net_toy0"), -ENOENT);
	assert_int_equal(rte_vdev_init("net_toy0", NULL), 0);
	remove_rc = -8;
	assert_int_equal(rte_vdev_uninit("net_toy0"), -8);
	assert_int_equal(rte_dev_is_probed(device("net_toy0")), 1);
	remove_rc = 0;
	assert_int_equal(rte_vdev_uninit("net_toy0"), 0);
	assert_null(device("net_toy0"));
	assert_null(rte_devargs_next(NULL, NULL));
}

static void
test_hotplug(void **state)
{
	assert_int_equal(rte_eal_hotplug_add("vdev", "net_toy0", "a=1"), 0);
	assert_int_equal(rte_eal_hotplug_add("vdev", "net_toy0", "a=2"), 0);
	assert_int_equal(rte_vdev_init("net_toy0", NULL), -EEXIST);
	assert_int_equal(rte_vdev_init("net_toy1", NULL), 0);
	assert_int_equal(rte_dev_probe("net_toy1"), 0);
	assert_int_equal(rte_dev_probe("nobody"), -EFAULT);
	assert_int_equal(rte_dev_probe("bus=vdev,name=nobody"), -ENOTSUP);
	assert_string_equal(trace, "+net_toy0(a=1)+net_toy1()");
	probe_rc = -1;
	assert_int_equal(rte_dev_probe("net_toy2,bad"), -1);
	probe_rc = 0;
	assert_int_equal(rte_dev_probe("net_toy2,good"), 0);
	assert_non_null(strstr(trace, "+net_toy2(bad)+net_toy2(good)"));
	probe_rc = -EEXIST; /* the driver's, for whatever is there already */
	assert_int_equal(rte_dev_probe("net_toy3,bad"), -1);
	assert_int_equal(rte_eal_hotplug_add("vdev", "net_toy3", ""), -1);
	assert_int_equal(rte_vdev_init("net_toy4", ""), -1);
	probe_rc = 0;
	remove_rc = -9;
	assert_int_equal(rte_eal_hotplug_remove("vdev", "net_toy2"), -9);
	remove_rc = 0;
	assert_int_equal(rte_eal_hotplug_remove("vdev", "net_toy2"), 0);
	assert_int_equal(rte_eal_hotplug_remove("vdev", "net_toy2"), -EINVAL);
	assert_int_equal(rte_dev_remove(device("net_toy1")), 0);
	assert_null(device("net_toy1"));
}

static void
test_iterate(void **state)
{
	struct rte_dev_iterator it;

	assert_int_equal(rte_vdev_init("net_toy0", NULL), 0);
	assert_int_equal(rte_vdev_init("net_toy1", NULL), 0);
	assert_int_equal(count_devices(), 2);
	assert_non_null(device("net_toy1"));
	assert_null(device("net_toy2"));
	assert_int_equal(rte_dev_iterator_init(&it, "bus=vdev,zz=1"), 0);
	assert_null(rte_dev_iterator_next(&it));
	assert_int_equal(rte_errno, EINVAL);
}

static void
note_scan(void *arg)
{
	strcat(trace, arg);
}

static unsigned int scans_run;
static char first_arg[] = "a", second_arg[] = "b";

/* Removes the one behind it, and itself. */
static void
leave_scans(void *arg)
{
	scans_run++;
	assert_int_equal(rte_vdev_remove_custom_scan(leave_scans, second_arg),
			0);
	assert_int_equal(rte_vdev_remove_custom_scan(leave_scans, arg), 0);
}

static void
test_custom_scan_leaves(void **state)
{
	scans_run = 0;
	assert_int_equal(rte_vdev_add_custom_scan(leave_scans, first_arg), 0);
	assert_int_equal(rte_vdev_add_custom_scan(leave_scans, second_arg), 0);
	rte_bus_scan();
	rte_bus_scan();
	assert_int_equal(scans_run, 1);
}

static void
test_custom_scan(void **state)
{
	char a[] = "a", b[] = "b";

	assert_int_equal(rte_vdev_add_custom_scan(NULL, a), -EINVAL);
	assert_int_equal(rte_vdev_add_custom_scan(note_scan, a), 0);
	assert_int_equal(rte_vdev_add_custom_scan(note_scan, a), 0);
	assert_int_equal(rte_vdev_add_custom_scan(note_scan, b), 0);
	rte_bus_scan();
	assert_string_equal(trace, "ab");
	assert_int_equal(rte_vdev_remove_custom_scan(note_scan, a), 0);
	rte_bus_scan();
	assert_string_equal(trace, "abb");
	assert_int_equal(rte_vdev_add_custom_scan(note_scan, a), 0);
	assert_int_equal(rte_vdev_remove_custom_scan(note_scan, (void *)-1), 0);
	assert_int_equal(rte_vdev_remove_custom_scan(note_scan, b), 0);
	rte_bus_scan();
	assert_string_equal(trace, "abb");
}

static void
test_nested(void **state)
{
	rte_vdev_register(&pair);
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_pair0");
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_toy0");
	rte_bus_scan();
	rte_bus_probe();
	assert_string_equal(trace, "+net_toy_peer(of=pair)+net_toy0()");
	assert_int_equal(rte_vdev_uninit("net_pair0"), 0);
	assert_null(device("net_toy_peer"));
	rte_vdev_unregister(&pair);
	rte_vdev_unregister(&pair);
	assert_int_equal(rte_vdev_init("net_pair0", NULL), -1);
}

static void
test_register(void **state)
{
	struct rte_vdev_driver bare = {.driver = {.name = "net_bare"}};

	rte_vdev_register(&toy);
	rte_vdev_register(&bare);
	rte_vdev_register(NULL);
	rte_vdev_unregister(NULL);
	assert_int_equal(rte_vdev_init("net_bare0", NULL), -1);
	rte_vdev_unregister(&toy);
	assert_int_equal(rte_vdev_init("net_toy0", NULL), -1);
	rte_vdev_register(&toy);
	assert_int_equal(rte_vdev_init("net_toy0", NULL), 0);
}

static void
test_driver_walk(void **state)
{
	const struct rte_vdev_driver *first = bp_vdev_driver_next(NULL);

	assert_ptr_equal(first, &toy);
	assert_null(bp_vdev_driver_next(first));
	assert_string_equal(
			bp_driver_params_find(toy.driver.name), "size=<int>");
	rte_vdev_register(&pair);
	assert_ptr_equal(bp_vdev_driver_next(first), &pair);
	assert_null(bp_vdev_driver_next(&pair));
	assert_null(bp_driver_params_find(pair.driver.name));
	rte_vdev_unregister(&pair);
}

static void
test_iommu_class(void **state)
{
	assert_int_equal(rte_vdev_init("net_toy0", NULL), 0);
	assert_int_equal(rte_bus_get_iommu_class(), RTE_IOVA_DC);
	toy.drv_flags = RTE_VDEV_DRV_NEED_IOVA_AS_VA;
	assert_int_equal(rte_bus_get_iommu_class(), RTE_IOVA_VA);
	toy.drv_flags = 0;
}

static void
test_rounds(void **state)
{
	for (unsigned int round = 0; round < 100; round++) {
		assert_int_equal(rte_vdev_init("net_toy0", NULL), 0);
		bp_component_bus_vdev.fini();
		bp_component_bus_vdev.fini();
		assert_int_equal(rte_vdev_init("net_toy0", NULL), -ENODEV);
		assert_int_equal(bp_component_bus_vdev.prepare(), 0);
		assert_int_equal(bp_component_bus_vdev.prepare(), 0);
		assert_int_equal(count_devices(), 0);
	}
}

static void *
plug_and_unplug(void *arg)
{
	const char *name = arg;
	intptr_t failures = 0;

	for (unsigned int i = 0; i < 300; i++) {
		failures += rte_eal_hotplug_add("vdev", name, "a=1") != 0;
		failures += count_devices() == 0;
		failures += rte_vdev_uninit(name) != 0;
		failures += rte_vdev_init(name, "b") != 0;
		failures += rte_eal_hotplug_remove("vdev", name) != 0;
	}
	return (void *)failures;
}

static void
test_threads(void **state)
{
	char names[4][16];
	pthread_t threads[4];
	void *failures;

	for (unsigned int i = 0; i < 4; i++) {
		snprintf(names[i], sizeof(names[i]), "net_toy%u", i);
		assert_int_equal(pthread_create(&threads[i], NULL,
						 plug_and_unplug, names[i]),
				0);
	}
	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &failures), 0);
		assert_null(failures);
	}
	assert_int_equal(count_devices(), 0);
	assert_null(rte_devargs_next(NULL, NULL));
}

static int others[5];

/* What a thread does that the driver of net_toy0 waits for. */
static void *
change_devices(void *arg)
{
	others[0] = rte_vdev_init("net_toy0", "b");
	others[1] = rte_vdev_uninit("net_toy0");
	others[2] = rte_vdev_uninit("net_toy1");
	others[3] = rte_vdev_init("net_toy2", "c");
	others[4] = rte_bus_probe();
	return NULL;
}

static void
wait_for_other(void)
{
	static const int wanted[] = {-EEXIST, -EBUSY, 0, 0, 0};
	struct timespec end;
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, change_devices, NULL), 0);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 5;
	assert_int_equal(pthread_timedjoin_np(t, NULL, &end), 0);
	assert_memory_equal(others, wanted, sizeof(wanted));
}

static void
test_init_waits(void **state)
{
	assert_int_equal(rte_vdev_init("net_toy1", NULL), 0);
	in_driver = wait_for_other;
	assert_int_equal(rte_vdev_init("net_toy0", "a"), 0);
	assert_string_equal(
			trace, "+net_toy1()+net_toy0(a)-net_toy1+net_toy2(c)");
}

static void
test_uninit_waits(void **state)
{
	assert_int_equal(rte_vdev_init("net_toy0", "a"), 0);
	assert_int_equal(rte_vdev_init("net_toy1", NULL), 0);
	in_driver = wait_for_other;
	assert_int_equal(rte_vdev_uninit("net_toy0"), 0);
	assert_int_equal(count_devices(), 1);
}

static void
test_probe_waits(void **state)
{
	assert_int_equal(rte_vdev_init("net_toy1", NULL), 0);
	rte_devargs_add(RTE_DEVTYPE_VIRTUAL, "net_toy0");
	rte_bus_scan();
	in_driver = wait_for_other;
	rte_bus_probe();
	assert_int_equal(count_devices(), 2);
}

static void
test_cleanup_waits(void **state)
{
	assert_int_equal(rte_vdev_init("net_toy1", NULL), 0);
	assert_int_equal(rte_vdev_init("net_toy0", NULL), 0);
	in_driver = wait_for_other;
	bp_component_bus_vdev.fini();
	assert_int_equal(count_devices(), 0);
}

static int entered;

static void
linger(void)
{
	__atomic_store_n(&entered, 1, __ATOMIC_RELEASE);
	usleep(20000);
	note("!");
}

static void *
uninit_slowly(void *arg)
{
	in_driver = linger;
	assert_int_equal(rte_vdev_uninit("net_toy0"), 0);
	return NULL;
}

/* A cleanup waits for the thread that removes a device. */
static void
test_cleanup_meets_uninit(void **state)
{
	pthread_t t;

	assert_int_equal(rte_vdev_init("net_toy0", NULL), 0);
	assert_int_equal(pthread_create(&t, NULL, uninit_slowly, NULL), 0);
	while (!__atomic_load_n(&entered, __ATOMIC_ACQUIRE))
		usleep(100);
	bp_component_bus_vdev.fini();
	assert_string_equal(trace, "+net_toy0()-net_toy0!");
	assert_int_equal(pthread_join(t, NULL), 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_arguments),
			TEST(test_dma),
			TEST(test_blocked),
			TEST(test_probe_error),
			TEST(test_init),
			TEST(test_uninit),
			TEST(test_hotplug),
			TEST(test_iterate),
			TEST(test_custom_scan),
			TEST(test_custom_scan_leaves),
			TEST(test_nested),
			TEST(test_register),
			TEST(test_driver_walk),
			TEST(test_iommu_class),
			TEST(test_rounds),
			TEST(test_threads),
			TEST(test_init_waits),
			TEST(test_uninit_waits),
			TEST(test_probe_waits),
			TEST(test_cleanup_waits),
			TEST(test_cleanup_meets_uninit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
