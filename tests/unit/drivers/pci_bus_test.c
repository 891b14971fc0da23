/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which driver gets which device, what the flags of drivers do, hot-plug, and
 * that all goes at the end.
 */
#include <errno.h>
#include <pthread.h>

#include <sys/mman.h>

#include "pci_env.h"
#include "process/config.h"

#define DEV  "0000:00:02.0"
#define DEV2 "0000:00:03.0"

static char trace[256]; /* what drivers were called with */
static int probe_rc, remove_rc;
static bool was_mapped;

static const struct rte_pci_id toy_ids[] = {
		{RTE_PCI_DEVICE(0xdead, 0xbee4)}, {.vendor_id = 0}};

static void
note(char what, const struct rte_pci_device *pci)
{
	const struct rte_devargs *da = pci->device.devargs;
	size_t used = strlen(trace);

	snprintf(trace + used, sizeof(trace) - used, "%c%s(%s)", what,
			pci->device.name,
			da != NULL && da->args != NULL ? da->args : "");
	was_mapped = pci_entry_of(pci)->vfio.fd >= 0;
}

static void (*in_driver)(void); /* by the next call of one, once */

static void
call_in_driver(void)
{
	void (*fn)(void) = in_driver;

	in_driver = NULL;
	if (fn != NULL)
		fn();
}

static int
toy_probe(struct rte_pci_driver *drv, struct rte_pci_device *pci)
{
	assert_ptr_equal(pci->driver, drv);
	note('+', pci);
	call_in_driver();
	return probe_rc;
}

static int
toy_remove(struct rte_pci_device *pci)
{
	note('-', pci);
	call_in_driver();
	return remove_rc;
}

static struct rte_pci_driver toy = {.probe = toy_probe,
		.remove = toy_remove,
		.id_table = toy_ids,
		.drv_flags = RTE_PCI_DRV_NEED_MAPPING};
RTE_PMD_REGISTER_PCI(net_toy_pci, toy);
RTE_PMD_REGISTER_PCI_TABLE(net_toy_pci, toy_ids);
RTE_PMD_REGISTER_KMOD_DEP(net_toy_pci, "* vfio-pci");
RTE_PMD_REGISTER_PARAM_STRING(net_toy_pci, "size=<int>");
PCI_PMD_INFO(net_toy_pci, "size=<int>", "* vfio-pci",
		"[57005, 48868, 65535, 65535]");

/* As DPDK's own tools write it into a driver, and dpdk-pmdinfo.py reads it. */
static void
test_pmd_info(void **state)
{
	assert_string_equal(net_toy_pci_pmd_info,
			"PMD_INFO_STRING= {\"name\": \"net_toy_pci\", \"params\": "
			"\"size=<int>\", \"kmod\": \"* vfio-pci\", \"pci_ids\": "
			"[[57005, 48868, 65535, 65535]]}");
	assert_string_equal(__net_toy_pci_pci_tbl_export, "toy_ids");
	assert_string_equal(__net_toy_pci_kmod_dep_export, "* vfio-pci");
	assert_string_equal(__net_toy_pci_param_string_export, "size=<int>");
}

static int
toy_dma(struct rte_pci_device *pci, void *addr, uint64_t iova, size_t len)
{
	return 7;
}

/* Another driver of the same devices, which never wants one. */
static int
shy_probe(struct rte_pci_driver *drv, struct rte_pci_device *pci)
{
	note('?', pci);
	return 1;
}

static struct rte_pci_driver shy = {
		.driver = {.name = "net_shy"},
		.probe = shy_probe,
		.id_table = toy_ids,
};

static int
setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	trace[0] = '\0';
	probe_rc = remove_rc = 0;
	in_driver = NULL;
	toy.drv_flags = RTE_PCI_DRV_NEED_MAPPING;
	env_vfio_device(DEV, 7);
	return 0;
}

static int
teardown(void **state)
{
	remove_rc = 0;
	rte_pci_unregister(&shy);
	rte_eal_cleanup();
	return tree_teardown(state);
}

static void
test_probe(void **state)
{
	struct rte_pci_device *dev;

	env_vfio_device(DEV2, 8);
	env_start();
	assert_string_equal(trace, "+0000:00:02.0()+0000:00:03.0()");
	assert_true(was_mapped);
	dev = env_device(DEV);
	assert_string_equal(rte_driver_name(rte_dev_driver(&dev->device)),
			"net_toy_pci");
	assert_int_equal(rte_dev_is_probed(&dev->device), 1);
	assert_int_equal(rte_eal_iova_mode(), RTE_IOVA_VA);
	assert_int_equal(rte_bus_probe(), 0);
	trace[0] = '\0';
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_string_equal(trace, "-0000:00:03.0()-0000:00:02.0()");
	assert_int_equal(fake.devices[0].open, 0);
}

static void
test_no_pci(void **state)
{
	struct bp_config config = {.no_pci = true};

	assert_int_equal(env_start_with(config), 0);
	assert_string_equal(trace, "");
	assert_null(env_device(DEV));
}

static void
test_arguments(void **state)
{
	const struct bp_device_arg args[] = {
			{BP_DEVICE_ALLOWED, "00:02.0,size=3"}};
	struct bp_config config = {.devices = args, .devices_n = 1};

	env_vfio_device(DEV2, 8);
	assert_int_equal(env_start_with(config), 0);
	assert_string_equal(trace, "+0000:00:02.0(size=3)");
}

/* A device that fails does not keep the library, or others, from starting. */
static void
test_probe_fails(void **state)
{
	probe_rc = -EIO;
	env_start();
	assert_true(was_logged("driver \"net_toy_pci\" does not take it: "
			       "Input/output error"));
	assert_null(env_device(DEV)->driver);
	assert_int_equal(fake.devices[0].open, 0);
	/* Nor one that its group keeps away from us. */
	rte_eal_cleanup();
	trace[0] = '\0';
	probe_rc = 0;
	fake.fail[FAKE_OPEN_GROUP] = EACCES;
	env_start();
	assert_string_equal(trace, "");
	assert_true(was_logged("0000:00:02.0 cannot be used"));
}

static void
test_unbound(void **state)
{
	const struct bp_device_arg args[] = {{BP_DEVICE_ALLOWED, "00:03.0"},
			{BP_DEVICE_ALLOWED, "00:04.0"}};
	struct bp_config config = {.devices = args, .devices_n = 2};

	tree_device(DEV2, NULL);
	tree_device("0000:00:04.0", "e1000");
	assert_int_equal(env_start_with(config), 0);
	assert_non_null(strstr(logged,
			"0000:00:03.0 is bound to no driver of "
			"the kernel: bind it with"));
	assert_true(was_logged("0000:00:04.0 is bound to \"e1000\" of the "
			       "kernel, not to vfio-pci"));
	assert_string_equal(trace, "");
}

static void
test_flags(void **state)
{
	struct rte_pci_device *dev;

	toy.drv_flags = 0;
	env_start();
	dev = env_device(DEV);
	assert_false(was_mapped);
	assert_int_equal(pci_bus.plug(&dev->device), -EEXIST);
	toy.drv_flags = RTE_PCI_DRV_PROBE_AGAIN;
	assert_int_equal(pci_bus.plug(&dev->device), 0);
	probe_rc = -EBUSY;
	assert_int_equal(pci_bus.plug(&dev->device), -EBUSY);
	assert_ptr_equal(dev->driver, &toy); /* it had it before */
	probe_rc = 0;
	rte_eal_cleanup();
	/* It asks for what this process has, and has no longer. */
	trace[0] = '\0';
	toy.drv_flags = RTE_PCI_DRV_NEED_IOVA_AS_VA;
	env_start();
	assert_string_equal(trace, "+0000:00:02.0()");
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	config_set_iova_mode(RTE_IOVA_PA);
	assert_int_equal(rte_dev_probe(DEV), -EINVAL);
	assert_true(was_logged("driver \"net_toy_pci\" needs IOVA as VA"));
}

static void
test_second_driver(void **state)
{
	rte_pci_unregister(&toy);
	rte_pci_register(&shy);
	rte_pci_register(&toy);
	env_start();
	assert_string_equal(trace, "?0000:00:02.0()+0000:00:02.0()");
}

static void
test_keep_mapped(void **state)
{
	toy.drv_flags |= RTE_PCI_DRV_KEEP_MAPPED_RES;
	probe_rc = 1;
	env_start();
	assert_null(env_device(DEV)->driver);
	assert_int_equal(fake.devices[0].open, 1);
	rte_eal_cleanup();
	assert_int_equal(fake.devices[0].open, 0);
	probe_rc = -EIO;
	env_start();
	assert_int_equal(fake.devices[0].open, 0);
}

static void
test_register(void **state)
{
	struct rte_pci_driver bad = shy;

	rte_log_set_global_level(RTE_LOG_EMERG);
	bad.probe = NULL;
	rte_pci_register(&bad);
	bad = shy;
	bad.id_table = NULL;
	rte_pci_register(&bad);
	bad = shy;
	bad.driver.name = "";
	rte_pci_register(&bad);
	rte_pci_register(NULL);
	rte_pci_unregister(&bad);
	rte_pci_register(&shy);
	rte_pci_register(&shy);
	rte_pci_unregister(&shy);
	rte_pci_unregister(&shy);
	env_start();
	assert_string_equal(trace, "+0000:00:02.0()");
}

/* Rows of a table, against vendor dead, device bee4 of 1af4:1, class 20000. */
static void
test_match(void **state)
{
	static const struct {
		struct rte_pci_id row;
		bool match;
	} rows[] = {
			{{RTE_PCI_DEVICE(0xdead, 0xbee4)}, true},
			{{RTE_PCI_DEVICE(0xdead, RTE_PCI_ANY_ID)}, true},
			{{RTE_PCI_DEVICE(RTE_PCI_ANY_ID, RTE_PCI_ANY_ID)},
					true},
			{{RTE_PCI_DEVICE(0xdead, 0xbee5)}, false},
			{{RTE_PCI_DEVICE(0xbeef, 0xbee4)}, false},
			{{0x020000, 0xdead, 0xbee4, 0x1af4, 1}, true},
			{{0x020001, 0xdead, 0xbee4, 0x1af4, 1}, false},
			{{0x020000, 0xdead, 0xbee4, 0x1af5, 1}, false},
			{{0x020000, 0xdead, 0xbee4, 0x1af4, 2}, false},
	};

	rte_pci_unregister(&toy);
	env_start();
	for (unsigned int i = 0; i < RTE_DIM(rows); i++) {
		struct rte_pci_id table[] = {{RTE_PCI_DEVICE(1, 1)},
				rows[i].row, {.vendor_id = 0}};

		shy.id_table = table;
		rte_pci_register(&shy);
		assert_int_equal(pci_driver_for(env_device(DEV), NULL) == &shy,
				rows[i].match);
		rte_pci_unregister(&shy);
	}
	shy.id_table = toy_ids;
	rte_pci_register(&toy);
}

static void
test_hotplug(void **state)
{
	struct rte_pci_device *dev;

	env_start();
	trace[0] = '\0';
	assert_int_equal(rte_dev_probe(DEV), 0); /* it is there */
	assert_int_equal(rte_dev_probe("0000:00:09.0"), -ENODEV);
	assert_int_equal(rte_dev_probe("pci:zz"), -EFAULT);
	assert_int_equal(rte_eal_hotplug_add("pci", "zz", ""), -EFAULT);
	env_vfio_device(DEV2, 8);
	assert_int_equal(rte_eal_hotplug_add("pci", DEV2, "a=1"), 0);
	assert_string_equal(trace, "+0000:00:03.0(a=1)");
	dev = env_device(DEV2);
	trace[0] = '\0';
	remove_rc = -EBUSY;
	assert_int_equal(rte_dev_remove(&dev->device), -EBUSY);
	assert_ptr_equal(dev->driver, &toy);
	remove_rc = 0;
	trace[0] = '\0';
	assert_int_equal(rte_dev_remove(&dev->device), 0);
	assert_string_equal(trace, "-0000:00:03.0(a=1)");
	assert_null(env_device(DEV2));
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV2), -EINVAL);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	assert_int_equal(fake.devices[0].open + fake.devices[1].open, 0);
	/* It was bound anew, and is wanted again. */
	trace[0] = '\0';
	assert_int_equal(rte_dev_probe("bus=pci,addr=00:03.0/driver=t,b=2"), 0);
	assert_string_equal(trace, "+0000:00:03.0(driver=t,b=2)");
}

/*
 * The short form of a name finds no device, as in 22.11, but what the bus
 * found meanwhile does not point to arguments that are gone.
 */
static void
test_short_name(void **state)
{
	struct rte_pci_device *dev;

	rte_pci_unregister(&toy);
	env_start();
	assert_int_equal(rte_eal_hotplug_add("pci", "00:02.0", "c=3"), -ENODEV);
	dev = env_device(DEV);
	assert_non_null(dev->device.devargs);
	assert_string_equal(dev->device.devargs->args, "c=3");
	assert_int_equal(rte_dev_probe(DEV), -ENOTSUP);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), -ENOENT);
	rte_pci_register(&toy);
}

static void
test_dma(void **state)
{
	const size_t size = 2U << 20;
	uint8_t *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t iova = UINT64_C(1) << 40;
	struct rte_device *dev;

	tree_device(DEV2, "e1000");
	env_start();
	dev = &env_device(DEV)->device;
	assert_int_equal(rte_dev_dma_map(dev, mem, iova, 4096), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_true(was_logged("register it with rte_extmem_register()"));
	assert_int_equal(rte_extmem_register(mem, size, NULL, 0, 4096), 0);
	assert_int_equal(rte_dev_dma_map(dev, mem, iova, 0), -1);
	assert_int_equal(rte_errno, ENOTSUP);
	assert_int_equal(rte_dev_dma_map(dev, mem, iova, 4096), 0);
	assert_true(vfio_fake_reaches(mem, iova, 4096));
	assert_int_equal(rte_dev_dma_unmap(dev, mem, iova, 8192), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_dev_dma_unmap(dev, mem, iova, 4096), 0);
	assert_false(vfio_fake_reaches(mem, iova, 4096));
	dev = &env_device(DEV2)->device; /* no driver has it */
	assert_int_equal(rte_dev_dma_map(dev, mem, iova, 4096), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_dev_dma_unmap(dev, mem, iova, 4096), -1);
	assert_int_equal(rte_errno, EINVAL);
	/* A driver that does not work through VFIO. */
	toy.drv_flags = 0;
	assert_int_equal(rte_dev_probe(DEV2), 0);
	assert_int_equal(rte_dev_dma_map(dev, mem, iova, 4096), -1);
	assert_int_equal(rte_errno, ENOTSUP);
	assert_int_equal(rte_dev_dma_unmap(dev, mem, iova, 4096), -1);
	assert_int_equal(rte_errno, ENOTSUP);
	/* One that does it itself. */
	toy.dma_map = toy.dma_unmap = toy_dma;
	assert_int_equal(rte_dev_dma_map(dev, mem, iova, 4096), 7);
	assert_int_equal(rte_dev_dma_unmap(dev, mem, iova, 4096), 7);
	toy.dma_map = toy.dma_unmap = NULL;
	assert_int_equal(rte_extmem_unregister(mem, size), 0);
	munmap(mem, size);
}

/* Which IOVAs the devices ask for. */
static void
test_iova(void **state)
{
	env_start();
	assert_int_equal(rte_bus_get_iommu_class(), RTE_IOVA_VA);
	vfio_fake_group(7)->noiommu = true;
	assert_int_equal(rte_bus_get_iommu_class(), RTE_IOVA_PA);
	rte_pci_unregister(&toy);
	assert_int_equal(rte_bus_get_iommu_class(), RTE_IOVA_DC);
	rte_pci_register(&toy);
	vfio_fake_group(7)->noiommu = false;
}

static const char *busy, *other; /* devices: the driver is at work on busy */
static int results[6];

/*
 * What a thread does that the driver waits for. Whatever sysfs says, the busy
 * device stays.
 */
static void *
change_devices(void *arg)
{
	tree_driver(busy, NULL);
	results[0] = rte_eal_hotplug_add("pci", busy, "b");
	results[1] = rte_eal_hotplug_remove("pci", busy);
	results[2] = rte_eal_hotplug_remove("pci", other);
	results[3] = rte_eal_hotplug_add("pci", other, "c");
	results[4] = rte_bus_scan();
	results[5] = rte_bus_probe();
	tree_driver(busy, "vfio-pci");
	return NULL;
}

static void
wait_for_other(void)
{
	static const int wanted[] = {-EBUSY, -EBUSY, 0, 0, 0, 0};
	struct timespec end;
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, change_devices, NULL), 0);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 20;
	assert_int_equal(pthread_timedjoin_np(t, NULL, &end), 0);
	assert_memory_equal(results, wanted, sizeof(wanted));
}

/* Two devices, and what the other thread does in the next call of a driver. */
static void
start_two(const char *busy_name, const char *other_name)
{
	env_vfio_device(DEV2, 8);
	env_start();
	trace[0] = '\0';
	busy = busy_name;
	other = other_name;
	in_driver = wait_for_other;
}

static void
test_plug_waits(void **state)
{
	start_two(DEV, DEV2);
	in_driver = NULL;
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	trace[0] = '\0';
	in_driver = wait_for_other;
	assert_int_equal(rte_eal_hotplug_add("pci", DEV, "a"), 0);
	assert_string_equal(trace,
			"+0000:00:02.0(a)-0000:00:03.0()+0000:00:03.0(c)");
}

static void
test_unplug_waits(void **state)
{
	start_two(DEV, DEV2);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	assert_string_equal(trace,
			"-0000:00:02.0()-0000:00:03.0()+0000:00:03.0(c)");
	assert_null(env_device(DEV));
	assert_ptr_equal(env_device(DEV2)->driver, &toy);
}

static void
test_probe_waits(void **state)
{
	start_two(DEV, DEV2);
	in_driver = NULL;
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	rte_bus_scan();
	trace[0] = '\0';
	in_driver = wait_for_other;
	rte_bus_probe();
	assert_string_equal(trace,
			"+0000:00:02.0()-0000:00:03.0()+0000:00:03.0(c)");
}

static void
test_cleanup_waits(void **state)
{
	start_two(DEV2, DEV);
	bp_component_bus_pci.fini();
	assert_string_equal(trace,
			"-0000:00:03.0()-0000:00:02.0()+0000:00:02.0(c)"
			"-0000:00:02.0(c)");
	assert_null(pci_next(NULL));
}

/* One that vanished while its claim was another's is not probed. */
static void
test_vanished(void **state)
{
	struct bp_dev_claim claim;
	struct rte_pci_device *dev;

	rte_pci_unregister(&toy);
	env_start();
	rte_pci_register(&toy);
	dev = env_device(DEV);
	assert_int_equal(bp_dev_claim_get(&claim, &pci_bus, DEV), 0);
	tree_unplug(DEV);
	rte_bus_scan();
	assert_ptr_equal(env_device(DEV), dev);
	assert_int_equal(pci_bus.plug(&dev->device), -ENODEV);
	bp_dev_claim_put(&claim);
	assert_string_equal(trace, "");
	rte_bus_scan();
	assert_null(env_device(DEV));
}

static int entered;

static void
linger(void)
{
	__atomic_store_n(&entered, 1, __ATOMIC_RELEASE);
	usleep(20000);
	strcat(trace, "!");
}

static void *
remove_slowly(void *arg)
{
	in_driver = linger;
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	return NULL;
}

/* A cleanup waits for the thread that removes a device. */
static void
test_cleanup_meets_remove(void **state)
{
	pthread_t t;

	entered = 0;
	env_start();
	trace[0] = '\0';
	assert_int_equal(pthread_create(&t, NULL, remove_slowly, NULL), 0);
	while (!__atomic_load_n(&entered, __ATOMIC_ACQUIRE))
		usleep(100);
	bp_component_bus_pci.fini();
	assert_string_equal(trace, "-0000:00:02.0()!");
	assert_int_equal(pthread_join(t, NULL), 0);
}

static pthread_barrier_t both;

static int
meet_probe(struct rte_pci_driver *drv, struct rte_pci_device *pci)
{
	pthread_barrier_wait(&both);
	return 0;
}

static struct rte_pci_driver meeting = {
		.driver = {.name = "net_meeting"},
		.probe = meet_probe,
		.id_table = toy_ids,
		.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
};

static void *
add_and_remove(void *name)
{
	intptr_t failures = 0;

	for (unsigned int i = 0; i < 20; i++) {
		failures += rte_eal_hotplug_add("pci", name, "") != 0;
		failures += rte_eal_hotplug_remove("pci", name) != 0;
	}
	return (void *)failures;
}

/* Each probe waits for that of the other device, in another thread. */
static void
test_two_at_once(void **state)
{
	pthread_t t;
	void *failures;

	rte_pci_unregister(&toy);
	env_vfio_device(DEV2, 8);
	env_start();
	rte_pci_register(&meeting);
	assert_int_equal(pthread_barrier_init(&both, NULL, 2), 0);
	assert_int_equal(pthread_create(&t, NULL, add_and_remove, DEV2), 0);
	assert_null(add_and_remove(DEV));
	assert_int_equal(pthread_join(t, &failures), 0);
	assert_null(failures);
	pthread_barrier_destroy(&both);
	rte_pci_unregister(&meeting);
	rte_pci_register(&toy);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_pmd_info),
			TEST(test_probe),
			TEST(test_no_pci),
			TEST(test_arguments),
			TEST(test_probe_fails),
			TEST(test_unbound),
			TEST(test_flags),
			TEST(test_second_driver),
			TEST(test_keep_mapped),
			TEST(test_register),
			TEST(test_match),
			TEST(test_hotplug),
			TEST(test_short_name),
			TEST(test_dma),
			TEST(test_plug_waits),
			TEST(test_unplug_waits),
			TEST(test_probe_waits),
			TEST(test_cleanup_waits),
			TEST(test_vanished),
			TEST(test_cleanup_meets_remove),
			TEST(test_two_at_once),
			TEST(test_iova),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
