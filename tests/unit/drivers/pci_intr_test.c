/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of PCI devices, from the fake kernel to callbacks; and devices
 * that are asked back: what their driver and the program see of it, in which
 * order, and that nobody waits for anybody.
 */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>

#include <sys/resource.h>

#include <rte_cycles.h>
#include <rte_interrupts.h>
#include <rte_pci_dev_feature_defs.h>

#include "pci_env.h"

#define DEV     "0000:00:02.0"
#define REQUEST VFIO_PCI_REQ_IRQ_INDEX
#define MSIX    VFIO_PCI_MSIX_IRQ_INDEX
#define MSI     VFIO_PCI_MSI_IRQ_INDEX
#define INTX    VFIO_PCI_INTX_IRQ_INDEX
#define GRACE   20000 /* us */

static struct fake_device *kernel;
static struct rte_pci_device *dev;
static unsigned int fds_before;

/* What happened, each counted with one atomic add and read with one load. */
static struct {
	int callbacks, telling, told, removed, events;
	int bar_byte; /* of the device when it was removed */
	int in_thread;
	char name[32];
} seen;
static int remove_rc;
static bool removes_itself; /* the program, when told */
static unsigned int tell_us;

static int
count(const int *what)
{
	return __atomic_load_n(what, __ATOMIC_ACQUIRE);
}

static void
add(int *what)
{
	__atomic_fetch_add(what, 1, __ATOMIC_RELEASE);
}

/* Until something has happened so often, for at most 5 s. */
static void
wait_for(const int *what, int n)
{
	unsigned int ms;

	for (ms = 0; count(what) < n && ms < 5000; ms++)
		rte_delay_us_sleep(1000);
	assert_int_equal(count(what), n);
}

static unsigned int
count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static void
tell(const char *name)
{
	add(&seen.telling);
	snprintf(seen.name, sizeof(seen.name), "%s", name);
	rte_delay_us_sleep(tell_us);
	if (removes_itself)
		assert_int_equal(rte_eal_hotplug_remove("pci", name), 0);
	add(&seen.told);
}

static const struct pci_gone_ops gone_ops = {.tell = tell};

/* It comes before the driver tells, and any program may ask for it. */
static void
on_event(const char *name, enum rte_dev_event_type type, void *arg)
{
	assert_string_equal(name, DEV);
	assert_int_equal(type, RTE_DEV_EVENT_REMOVE);
	assert_int_equal(count(&seen.telling), count(&seen.told));
	add(&seen.events);
}

static void
wait_gone(const struct rte_pci_device *at)
{
	unsigned int ms;

	for (ms = 0; !pci_is_gone(at) && ms < 5000; ms++)
		rte_delay_us_sleep(1000);
	assert_true(pci_is_gone(at));
}

static void
ask_back(void)
{
	assert_true(vfio_fake_interrupt(kernel, REQUEST, 0));
}

static bool early; /* it is asked back before its driver has it */

static int
drv_probe(struct rte_pci_driver *driver, struct rte_pci_device *at)
{
	if (early) {
		ask_back();
		wait_gone(at);
		rte_delay_us_sleep(5000);
	}
	pci_gone_set(at, &gone_ops);
	return 0;
}

static void (*in_remove)(void); /* once */

static int
drv_remove(struct rte_pci_device *at)
{
	int rc = __atomic_load_n(&remove_rc, __ATOMIC_ACQUIRE);
	void (*fn)(void) = in_remove;

	in_remove = NULL;
	if (!rte_thread_is_intr())
		assert_int_equal(count(&seen.telling), count(&seen.told));
	seen.bar_byte = *(uint8_t *)at->mem_resource[4].addr;
	seen.in_thread = rte_thread_is_intr();
	if (fn != NULL)
		fn();
	add(&seen.removed);
	return rc;
}

static const struct rte_pci_id ids[] = {
		{RTE_PCI_DEVICE(0xdead, 0xbee4)}, {.vendor_id = 0}};

static struct rte_pci_driver driver = {
		.driver.name = "test",
		.probe = drv_probe,
		.remove = drv_remove,
		.id_table = ids,
		.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
};

static int
setup_tree(void **state)
{
	memset(&seen, 0, sizeof(seen));
	remove_rc = 0;
	removes_itself = false;
	early = false;
	tell_us = 0;
	in_remove = NULL;
	pci_gone_grace_us = GRACE;
	fds_before = count_fds();
	if (tree_setup(state) != 0)
		return -1;
	kernel = env_vfio_device(DEV, 7);
	return rte_dev_event_callback_register(DEV, on_event, NULL);
}

/* A device that no driver has. */
static int
setup(void **state)
{
	if (setup_tree(state) != 0)
		return -1;
	env_start();
	dev = env_device(DEV);
	return dev != NULL ? 0 : -1;
}

/* One that has its driver. */
static int
setup_driver(void **state)
{
	rte_pci_register(&driver);
	if (setup(state) != 0)
		return -1;
	return dev->driver == &driver ? 0 : -1;
}

static int
teardown(void **state)
{
	int rc;

	rte_eal_cleanup();
	assert_int_equal(rte_dev_event_callback_unregister(DEV, on_event, NULL),
			1);
	rte_pci_unregister(&driver);
	rc = tree_teardown(state);
	assert_int_equal(count_fds(), fds_before);
	return rc;
}

static void
on_interrupt(void *arg)
{
	add(&seen.callbacks);
}

static void
is_none(const struct rte_intr_handle *h)
{
	assert_int_equal(rte_intr_fd_get(h), -1);
	assert_int_equal(rte_intr_dev_fd_get(h), -1);
	assert_int_equal(rte_intr_type_get(h), RTE_INTR_HANDLE_UNKNOWN);
}

/* How many of each kind there are; what is taken. */
static const struct {
	uint32_t msix, msi, intx;
	enum rte_intr_handle_type type;
	int vectors;
} kinds[] = {
		{4, 1, 1, RTE_INTR_HANDLE_VFIO_MSIX, 4},
		{0, 8, 1, RTE_INTR_HANDLE_VFIO_MSI, 8},
		{0, 0, 1, RTE_INTR_HANDLE_VFIO_LEGACY, 1},
		{0, 0, 0, RTE_INTR_HANDLE_UNKNOWN, 0},
};

static void
test_kinds(void **state)
{
	is_none(dev->intr_handle);
	is_none(dev->vfio_req_intr_handle);
	for (unsigned int i = 0; i < RTE_DIM(kinds); i++) {
		kernel->irqs[MSIX].count = kinds[i].msix;
		kernel->irqs[MSI].count = kinds[i].msi;
		kernel->irqs[MSI].flags = VFIO_IRQ_INFO_EVENTFD;
		kernel->irqs[INTX].count = kinds[i].intx;
		assert_int_equal(rte_pci_map_device(dev), 0);
		assert_int_equal(rte_intr_type_get(dev->intr_handle),
				kinds[i].type);
		assert_int_equal(pci_intr_vectors(dev), kinds[i].vectors);
		assert_int_equal(rte_intr_fd_get(dev->intr_handle) >= 0,
				kinds[i].vectors > 0);
		assert_int_equal(rte_intr_type_get(dev->vfio_req_intr_handle),
				RTE_INTR_HANDLE_VFIO_REQ);
		assert_int_equal(kernel->irqs[REQUEST].on, 1);
		rte_pci_unmap_device(dev);
		is_none(dev->intr_handle);
		is_none(dev->vfio_req_intr_handle);
		assert_int_equal(pci_intr_vectors(dev), 0);
	}
	assert_true(was_logged("has no interrupts"));
}

/* A device is used, too, if VFIO says nothing, or something of no use. */
static void
test_unusable(void **state)
{
	kernel->irqs[MSIX].flags = 0;
	kernel->irqs[INTX].flags = 0;
	kernel->irqs[REQUEST].flags = 0;
	assert_int_equal(rte_pci_map_device(dev), 0);
	is_none(dev->intr_handle);
	is_none(dev->vfio_req_intr_handle);
	assert_true(was_logged("the kernel cannot ask for it back"));
	rte_pci_unmap_device(dev);
	fake.fail[FAKE_IRQ_INFO] = EIO;
	assert_int_equal(rte_pci_map_device(dev), 0);
	is_none(dev->intr_handle);
	rte_pci_unmap_device(dev);
	fake.fail[FAKE_IRQ_INFO] = 0;
	kernel->irqs[REQUEST].flags = VFIO_IRQ_INFO_EVENTFD;
	fake.fail[FAKE_SET_IRQS] = EBUSY;
	assert_int_equal(rte_pci_map_device(dev), 0);
	is_none(dev->vfio_req_intr_handle);
	assert_true(was_logged("the kernel cannot ask for it back"));
}

/* No descriptor is left for an eventfd. */
static void
test_no_fds(void **state)
{
	struct rlimit before, none;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	is_none(dev->intr_handle);
	is_none(dev->vfio_req_intr_handle);
	assert_true(was_logged("has no interrupts: Too many open files"));
}

static void
test_mode(void **state)
{
	struct bp_config config = {.vfio_intr = RTE_INTR_MODE_LEGACY};

	assert_int_equal(env_start_with(config), 0);
	dev = env_device(DEV);
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(rte_intr_type_get(dev->intr_handle),
			RTE_INTR_HANDLE_VFIO_LEGACY);
	rte_pci_unmap_device(dev);
	kernel->irqs[INTX].count = 0;
	assert_int_equal(rte_pci_map_device(dev), 0);
	is_none(dev->intr_handle);
	assert_true(was_logged("has no interrupts as --vfio-intr wants them"));
}

static void
test_msix(void **state)
{
	struct rte_intr_handle *h;

	assert_int_equal(rte_pci_map_device(dev), 0);
	h = dev->intr_handle;
	assert_int_equal(rte_intr_callback_register(h, on_interrupt, NULL), 0);
	assert_int_equal(rte_intr_efd_enable(h, 3), 0);
	assert_int_equal(rte_intr_enable(h), 0);
	assert_int_equal(kernel->irqs[MSIX].on, 4);
	assert_true(vfio_fake_interrupt(kernel, MSIX, 0));
	wait_for(&seen.callbacks, 1);
	/* A queue's is not the thread's. */
	assert_true(vfio_fake_interrupt(kernel, MSIX, 1));
	assert_true(vfio_fake_interrupt(kernel, MSIX, 0));
	wait_for(&seen.callbacks, 2);
	assert_int_equal(rte_intr_disable(h), 0);
	assert_int_equal(kernel->irqs[MSIX].on, 0);
	rte_intr_efd_disable(h);
	/* More than it has. */
	assert_int_equal(rte_intr_efd_enable(h, 4), 0);
	assert_int_equal(rte_intr_enable(h), -1);
	assert_int_equal(rte_intr_callback_unregister_sync(
					 h, on_interrupt, NULL),
			1);
	/* What is forgotten goes with the device. */
}

static void
test_intx(void **state)
{
	struct rte_intr_handle *h;

	kernel->irqs[MSIX].count = 0;
	assert_int_equal(rte_pci_map_device(dev), 0);
	h = dev->intr_handle;
	assert_int_equal(rte_intr_callback_register(h, on_interrupt, NULL), 0);
	assert_int_equal(rte_intr_enable(h), 0);
	assert_true(vfio_fake_interrupt(kernel, INTX, 0));
	wait_for(&seen.callbacks, 1);
	assert_false(vfio_fake_interrupt(kernel, INTX, 0)); /* masked */
	assert_int_equal(rte_intr_ack(h), 0);
	assert_true(vfio_fake_interrupt(kernel, INTX, 0));
	wait_for(&seen.callbacks, 2);
	assert_int_equal(rte_intr_disable(h), 0);
	rte_intr_callback_unregister_sync(h, on_interrupt, NULL);
}

/* With the lock, so that what another thread did with it is seen whole. */
static struct rte_pci_device *
find_device(void)
{
	struct rte_pci_device *found;

	bp_dev_lock();
	found = env_device(DEV);
	bp_dev_unlock();
	return found;
}

static void
wait_removed(int removals)
{
	unsigned int ms;

	wait_for(&seen.removed, removals);
	for (ms = 0; find_device() != NULL && ms < 5000; ms++)
		rte_delay_us_sleep(1000);
	assert_null(find_device());
	assert_int_equal(kernel->open, 0);
}

static void
test_asked_back(void **state)
{
	ask_back();
	wait_for(&seen.told, 1);
	assert_string_equal(seen.name, DEV);
	wait_removed(1);
	assert_int_equal(seen.bar_byte, 0xff);
	assert_true(seen.in_thread);
	assert_true(was_logged("is asked back, or was pulled out"));
	/* And it can come again. */
	rte_bus_scan();
	rte_bus_probe();
	assert_non_null(find_device());
	assert_false(pci_is_gone(find_device()));
	ask_back();
	wait_removed(2);
	assert_int_equal(count(&seen.told), 2);
	assert_int_equal(count(&seen.events), 2);
}

static void
test_program_removes(void **state)
{
	removes_itself = true;
	ask_back();
	wait_removed(1);
	wait_for(&seen.told, 1);
	rte_delay_us_sleep(GRACE * 2);
	assert_int_equal(count(&seen.removed), 1);
}

/* The kernel asks until it has it. */
static void
test_refused(void **state)
{
	__atomic_store_n(&remove_rc, -EBUSY, __ATOMIC_RELEASE);
	ask_back();
	wait_for(&seen.removed, 1);
	assert_non_null(find_device());
	assert_true(pci_is_gone(dev));
	assert_true(was_logged("is asked back, but stays in use"));
	__atomic_store_n(&remove_rc, 0, __ATOMIC_RELEASE);
	ask_back();
	wait_removed(2);
	assert_int_equal(count(&seen.told), 1);
}

/* What a program has mapped itself stays until it lets go. */
static void
test_no_driver(void **state)
{
	volatile uint8_t *bar;

	assert_int_equal(rte_pci_map_device(dev), 0);
	bar = dev->mem_resource[4].addr;
	*bar = 1;
	ask_back();
	wait_gone(dev);
	assert_int_equal(*bar, 0xff);
	rte_delay_us_sleep(GRACE * 2);
	assert_ptr_equal(find_device(), dev);
	assert_false(was_logged("stays in use"));
	assert_int_equal(*bar, 0xff);
	assert_int_equal(count(&seen.events), 1);
	rte_pci_unmap_device(dev);
	assert_false(pci_is_gone(dev));
}

/* A driver that knows nothing of this, a program's own for example. */
static void
test_plain_driver(void **state)
{
	pci_gone_set(dev, NULL);
	ask_back();
	wait_removed(1);
	assert_int_equal(count(&seen.events), 1);
	assert_int_equal(count(&seen.told), 0);
}

/* Whoever has the device lock may wait for a device to go. */
static void
test_lock_held(void **state)
{
	bp_dev_lock();
	ask_back();
	wait_gone(dev);
	assert_int_equal(count(&seen.told), 0);
	bp_dev_unlock();
	wait_removed(1);
	assert_int_equal(count(&seen.told), 1);
}

/* All that the interrupt thread does about it, and more, while it is removed.
 */
static void
wait_for_thread(void)
{
	ask_back();
	wait_gone(dev);
	rte_delay_us_sleep(GRACE * 3);
	assert_int_equal(count(&seen.removed), 0);
}

static void
test_remove_waits(void **state)
{
	in_remove = wait_for_thread;
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	assert_int_equal(count(&seen.removed), 1);
	assert_null(find_device());
	rte_delay_us_sleep(GRACE * 2);
	assert_int_equal(count(&seen.removed), 1);
	assert_int_equal(count(&seen.told), 0);
	assert_int_equal(count(&seen.events), 0);
}

/* This one is refused, the next one is not. */
static void
refuse_once(void)
{
	wait_for_thread();
	__atomic_store_n(&remove_rc, 0, __ATOMIC_RELEASE);
}

/* A removal that is refused: the program is told then. */
static void
test_told_after(void **state)
{
	pci_gone_grace_us = GRACE * 10;
	in_remove = refuse_once;
	__atomic_store_n(&remove_rc, -EBUSY, __ATOMIC_RELEASE);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), -EBUSY);
	wait_for(&seen.told, 1);
	wait_removed(2);
	assert_int_equal(count(&seen.told), 1);
}

/* Nothing of a driver goes away while it tells the program. */
static void
test_removed_while_told(void **state)
{
	tell_us = 10000;
	pci_gone_grace_us = 5000000;
	ask_back();
	wait_for(&seen.telling, 1);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	assert_int_equal(count(&seen.told), 1);
}

static void
test_early(void **state)
{
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	early = true;
	pci_gone_grace_us = GRACE * 5;
	assert_int_equal(rte_eal_hotplug_add("pci", DEV, ""), 0);
	wait_for(&seen.told, 1);
	wait_removed(2);
	assert_int_equal(count(&seen.told), 1);
}

/* The claim of another, who does not remove it: it is tried again. */
static void
test_claimed(void **state)
{
	struct bp_dev_claim claim;

	assert_int_equal(bp_dev_claim_get(&claim, &pci_bus, DEV), 0);
	wait_for_thread();
	assert_int_equal(count(&seen.told), 1);
	bp_dev_claim_put(&claim);
	wait_removed(1);
}

static void *
remove_from_program(void *arg)
{
	int rc = rte_eal_hotplug_remove("pci", DEV);

	/* It is there and another's, or gone. */
	assert_true(rc == -EBUSY || rc == -EINVAL);
	add(&seen.callbacks);
	return NULL;
}

/* The program wants to remove it while the interrupt thread does. */
static void
wait_for_program(void)
{
	pthread_t t;

	assert_true(rte_thread_is_intr());
	assert_int_equal(
			pthread_create(&t, NULL, remove_from_program, NULL), 0);
	wait_for(&seen.callbacks, 1);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_int_equal(rte_eal_hotplug_add("pci", DEV, ""), -EBUSY);
}

static void
test_program_meets_removal(void **state)
{
	in_remove = wait_for_program;
	ask_back();
	wait_removed(1);
}

/* With its arguments: it comes again without. */
static void
test_arguments_go(void **state)
{
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	assert_int_equal(rte_eal_hotplug_add("pci", DEV, "a=1"), 0);
	ask_back();
	wait_removed(2);
	assert_null(rte_devargs_next("pci", NULL));
}

/* It is asked back while the program removes it. */
static void
test_race(void **state)
{
	/* Nobody else removes it. */
	pci_gone_grace_us = 5000000;
	for (int i = 0; i < 30; i++) {
		ask_back();
		if (i % 3 > 0)
			rte_delay_us_sleep((unsigned int)i * 30);
		assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
		assert_int_equal(count(&seen.removed), i + 1);
		assert_int_equal(rte_eal_hotplug_add("pci", DEV, ""), 0);
	}
}

/* The library stops with a device that goes. */
static void
test_cleanup(void **state)
{
	/* Nobody else removes it. */
	pci_gone_grace_us = 5000000;
	ask_back();
	wait_gone(dev);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(count(&seen.removed), 1);
	assert_int_equal(kernel->open, 0);
}

/* No memory to put there: it goes all the same. */
static void
test_no_overlay(void **state)
{
	fake.fail[FAKE_MMAP_ANON] = ENOMEM;
	ask_back();
	wait_removed(1);
	assert_true(was_logged("its BARs cannot be replaced"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define DRIVER(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_driver, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_kinds),
			TEST(test_unusable),
			TEST(test_no_fds),
			cmocka_unit_test_setup_teardown(
					test_mode, setup_tree, teardown),
			TEST(test_msix),
			TEST(test_intx),
			DRIVER(test_asked_back),
			DRIVER(test_program_removes),
			DRIVER(test_refused),
			TEST(test_no_driver),
			DRIVER(test_plain_driver),
			DRIVER(test_lock_held),
			DRIVER(test_remove_waits),
			DRIVER(test_told_after),
			DRIVER(test_removed_while_told),
			DRIVER(test_early),
			DRIVER(test_claimed),
			DRIVER(test_program_meets_removal),
			DRIVER(test_arguments_go),
			DRIVER(test_race),
			DRIVER(test_cleanup),
			DRIVER(test_no_overlay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
