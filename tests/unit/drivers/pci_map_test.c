/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A mapped device: its BARs without the table of MSI-X, its configuration and
 * capabilities, ports, what stands in for it when it is pulled out; and devices
 * that describe themselves wrongly.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include <sys/mman.h>

#include "pci_env.h"

#define DEV  "0000:00:02.0"
#define DEV2 "0000:00:03.0"

static struct fake_device *kernel; /* its side of DEV */
static struct rte_pci_device *dev;

static int
setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	kernel = env_vfio_device(DEV, 7);
	env_start();
	dev = env_device(DEV);
	return dev != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	rte_eal_cleanup();
	return tree_teardown(state);
}

static void
test_map(void **state)
{
	uint8_t *bar;

	kernel->config[4] = 0;
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(kernel->open, 1);
	assert_int_equal(kernel->resets, 1);
	assert_int_equal(kernel->config[4], 0x7); /* decodes and masters */
	bar = dev->mem_resource[4].addr;
	assert_non_null(bar);
	assert_int_equal(dev->mem_resource[4].len, 16384);
	bar[5] = 77;
	assert_int_equal(*(uint8_t *)pci_bar_addr(dev, 4, 5, 1), 77);
	assert_int_equal(pwrite(kernel->bars[4].memory, "x", 1, 16383), 1);
	assert_int_equal(bar[16383], 'x');
	/* All of BAR 1 is the page of the table; BAR 0 is ports. */
	assert_null(dev->mem_resource[1].addr);
	assert_null(dev->mem_resource[0].addr);
	assert_null(pci_bar_addr(dev, 1, 0, 1));
	assert_null(pci_bar_addr(dev, 4, 16384, 1));
	assert_null(pci_bar_addr(dev, 4, 16383, 2));
	assert_null(pci_bar_addr(dev, 4, UINT64_MAX, 2));
	assert_null(pci_bar_addr(dev, 4, 0, UINT64_MAX));
	assert_null(pci_bar_addr(dev, 6, 0, 1));
	assert_non_null(pci_bar_addr(dev, 4, 0, 16384));
	rte_pci_unmap_device(dev);
	rte_pci_unmap_device(dev);
	assert_null(dev->mem_resource[4].addr);
	assert_null(pci_bar_addr(dev, 4, 0, 1));
	assert_int_equal(kernel->open, 0);
}

/* A BAR that is less than a page has one of its own. */
static void
test_small(void **state)
{
	struct fake_bar *bar = &kernel->bars[2];

	*bar = kernel->bars[4];
	bar->size = 256;
	bar->memory = memfd_create("small", MFD_CLOEXEC);
	assert_int_equal(ftruncate(bar->memory, 256), 0);
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(dev->mem_resource[2].len, 256);
	*(uint8_t *)pci_bar_addr(dev, 2, 255, 1) = 9;
	assert_null(pci_bar_addr(dev, 2, 255, 2));
	assert_int_equal(pci_overlay(pci_entry_of(dev)), 0);
	assert_int_equal(*(uint8_t *)dev->mem_resource[2].addr, 0xff);
	rte_pci_unmap_device(dev);
	bar->size = 4096 + 256;
	assert_int_equal(ftruncate(bar->memory, 8192), 0);
	kernel->config[0x9c] = 2; /* the table is in it */
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_null(pci_bar_addr(dev, 2, 0, 1));
	assert_non_null(pci_bar_addr(dev, 2, 4096, 256));
}

/* The table in the middle of registers. */
static void
test_msix_inside(void **state)
{
	kernel->config[0x9c] = 4; /* BAR 4 */
	kernel->config[0x9d] = 0x17;
	kernel->config[0x9a] = 255; /* 4 KiB at 0x1700: pages 1 and 2 */
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_non_null(pci_bar_addr(dev, 4, 0, 4096));
	assert_null(pci_bar_addr(dev, 4, 0, 4097));
	assert_null(pci_bar_addr(dev, 4, 4096, 1));
	assert_null(pci_bar_addr(dev, 4, 12287, 1));
	assert_non_null(pci_bar_addr(dev, 4, 12288, 4096));
	assert_non_null(dev->mem_resource[1].addr);
}

static void
test_sparse(void **state)
{
	struct fake_bar *bar = &kernel->bars[4];

	/* Out of order, overlapping, not whole pages, outside. */
	bar->sparse_n = 4;
	bar->sparse[0].offset = 12288;
	bar->sparse[0].size = 4096;
	bar->sparse[1].offset = 0;
	bar->sparse[1].size = 8192;
	bar->sparse[2].offset = 8192 + 100;
	bar->sparse[2].size = 3900;
	bar->sparse[3].offset = 16384;
	bar->sparse[3].size = 1 << 20;
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_non_null(pci_bar_addr(dev, 4, 0, 8192));
	assert_null(pci_bar_addr(dev, 4, 8192, 1));
	assert_null(pci_bar_addr(dev, 4, 4096, 8192));
	assert_non_null(pci_bar_addr(dev, 4, 12288, 4096));
	rte_pci_unmap_device(dev);
	/* Two that touch are as one. */
	bar->sparse_n = 2;
	bar->sparse[0].offset = 4096;
	bar->sparse[0].size = 12288;
	bar->sparse[1].offset = 0;
	bar->sparse[1].size = 4096;
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_non_null(pci_bar_addr(dev, 4, 100, 16284));
	rte_pci_unmap_device(dev);
	/* None at all, in effect: nothing is mapped, and that is no error. */
	bar->sparse_n = 1;
	bar->sparse[0].offset = UINT64_MAX - 4095;
	bar->sparse[0].size = 8192;
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_null(dev->mem_resource[4].addr);
	rte_pci_unmap_device(dev);
	/* A chain that leads nowhere says nothing. */
	bar->sparse_n = 0;
	bar->lies = true;
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_non_null(pci_bar_addr(dev, 4, 0, 16384));
}

static const struct {
	enum fake_call call;
	unsigned int after;
	int err;
	const char *text;
} failures[] = {
		{FAKE_REGION_INFO, 0, EIO, "does not describe its regions"},
		{FAKE_REGION_INFO, 6, EIO, "does not describe its regions"},
		{FAKE_PREAD, 0, EIO, "configuration is unusable"},
		{FAKE_PREAD, 2, EIO, "configuration is unusable"},
		{FAKE_PREAD, 3, EIO, "configuration is unusable"},
		{FAKE_PREAD, 4, EIO, "configuration is unusable"},
		{FAKE_PREAD, 5, EIO, "configuration is unusable"},
		{FAKE_PWRITE, 0, EIO, "configuration is unusable"},
		{FAKE_PWRITE, 1, EIO, "configuration is unusable"},
		{FAKE_MMAP, 0, ENOMEM, "cannot map BAR 4 of 16384 bytes"},
		{FAKE_MMAP_ANON, 0, ENOMEM, "cannot map BAR 4 of 16384 bytes"},
};

static void
test_failures(void **state)
{
	for (unsigned int i = 0; i < RTE_DIM(failures); i++) {
		kernel->config[4] = 0;
		fake.fail[failures[i].call] = failures[i].err;
		fake.after[failures[i].call] = failures[i].after;
		assert_true(rte_pci_map_device(dev) < 0);
		assert_true(was_logged(failures[i].text));
		assert_int_equal(kernel->open, 0);
		assert_null(dev->mem_resource[4].addr);
		fake.fail[failures[i].call] = 0;
	}
	/* A device that cannot be reset is used as it is. */
	fake.fail[FAKE_RESET] = EINVAL;
	assert_int_equal(rte_pci_map_device(dev), 0);
	rte_pci_unmap_device(dev);
	kernel->no_reset = true;
	assert_int_equal(rte_pci_map_device(dev), 0);
	rte_pci_unmap_device(dev);
	kernel->not_pci = true;
	assert_true(rte_pci_map_device(dev) < 0);
	assert_true(was_logged("does not take it for a PCI device"));
}

static void
test_hostile_msix(void **state)
{
	/* Beyond its BAR, in a BAR that is none, in one that is not there. */
	kernel->config[0x9f] = 0xff;
	assert_int_equal(rte_pci_map_device(dev), 0);
	rte_pci_unmap_device(dev);
	kernel->config[0x9f] = 0;
	kernel->config[0x9c] = 3;
	assert_int_equal(rte_pci_map_device(dev), 0);
	rte_pci_unmap_device(dev);
	kernel->config[0x9c] = 7;
	assert_int_equal(rte_pci_map_device(dev), -EINVAL);
	assert_true(was_logged("configuration is unusable"));
}

static void
test_hostile_regions(void **state)
{
	kernel->bars[5].size = UINT64_MAX;
	assert_true(rte_pci_map_device(dev) < 0);
	assert_true(was_logged("does not describe its regions"));
	kernel->bars[5].size = 0;
	kernel->config_size = 0;
	assert_true(rte_pci_map_device(dev) < 0);
	assert_true(was_logged("configuration is unusable"));
}

static void
test_config(void **state)
{
	uint8_t buf[300];

	assert_int_equal(rte_pci_read_config(dev, buf, 2, 0), -1);
	assert_int_equal(rte_errno, ENODEV);
	assert_true(was_logged("is not mapped"));
	assert_int_equal(rte_pci_write_config(dev, buf, 2, 0), -1);
	assert_int_equal(rte_pci_find_ext_capability(dev, 3), -1);
	assert_int_equal(rte_pci_set_bus_master(dev, true), -1);
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(rte_pci_read_config(dev, buf, 256, 0), 256);
	assert_int_equal(buf[0], 0xf4);
	assert_int_equal(rte_pci_read_config(dev, buf, 1, 256), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_pci_read_config(dev, buf, 257, 0), -1);
	assert_int_equal(rte_pci_read_config(dev, buf, 1, -1), -1);
	assert_int_equal(rte_pci_write_config(dev, buf, 1, -1), -1);
	assert_int_equal(rte_pci_write_config(dev, buf, 4, 254), -1);
	assert_int_equal(rte_pci_write_config(dev, "ab", 2, 0x3e), 2);
	assert_memory_equal(kernel->config + 0x3e, "ab", 2);
	assert_int_equal(rte_pci_set_bus_master(dev, false), 0);
	assert_int_equal(kernel->config[4], 3);
	assert_int_equal(rte_pci_set_bus_master(dev, false), 0);
	assert_int_equal(rte_pci_set_bus_master(dev, true), 0);
	assert_int_equal(kernel->config[4], 7);
	/* A device that is gone answers all ones. */
	memset(kernel->config, 0xff, sizeof(kernel->config));
	assert_int_equal(rte_pci_set_bus_master(dev, true), -1);
	assert_int_equal(pci_find_capability(dev, PCI_CAP_MSIX, 0), 0);
}

static void
test_capabilities(void **state)
{
	int at;

	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(pci_find_capability(dev, PCI_CAP_MSIX, 0), 0x98);
	at = pci_find_capability(dev, PCI_CAP_VENDOR, 0);
	assert_int_equal(at, 0x84);
	at = pci_find_capability(dev, PCI_CAP_VENDOR, at);
	assert_int_equal(at, 0x70);
	assert_int_equal(pci_find_capability(dev, PCI_CAP_VENDOR, at), 0);
	assert_int_equal(pci_find_capability(dev, 0x55, 0), 0);
	/* A ring, and one that leads into the header. */
	kernel->config[0x71] = 0x98;
	assert_int_equal(pci_find_capability(dev, 0x55, 0), 0);
	kernel->config[0x71] = 0x3c;
	assert_int_equal(pci_find_capability(dev, 0x55, 0), 0);
	kernel->config[0x34] = 0xff; /* 0xfc: the last there can be */
	assert_int_equal(pci_find_capability(dev, 0x55, 0), 0);
	kernel->config[6] = 0;
	assert_int_equal(pci_find_capability(dev, PCI_CAP_MSIX, 0), 0);
	fake.fail[FAKE_PREAD] = EIO;
	assert_int_equal(pci_find_capability(dev, PCI_CAP_MSIX, 0), -EIO);
}

static void
put32(unsigned int at, uint32_t value)
{
	memcpy(kernel->config + at, &value, sizeof(value));
}

static void
test_ext_capabilities(void **state)
{
	assert_int_equal(rte_pci_map_device(dev), 0);
	/* No such space. */
	assert_int_equal(rte_pci_find_ext_capability(dev, 3), 0);
	rte_pci_unmap_device(dev);
	kernel->config_size = 4096;
	put32(0x100, 0x14010001);
	put32(0x140, 0xffc10010);
	put32(0xffc, 0x20010003);
	put32(0x200, 0x10010044); /* back to the first: a ring */
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(rte_pci_find_ext_capability(dev, 1), 0x100);
	assert_int_equal(rte_pci_find_ext_capability(dev, 0x10), 0x140);
	assert_int_equal(rte_pci_find_ext_capability(dev, 3), 0xffc);
	assert_int_equal(rte_pci_find_ext_capability(dev, 0x55), 0);
	put32(0x140, 0x0fc10010); /* into what is no extended space */
	assert_int_equal(rte_pci_find_ext_capability(dev, 3), 0);
	put32(0x100, UINT32_MAX);
	assert_int_equal(rte_pci_find_ext_capability(dev, 3), 0);
	fake.fail[FAKE_PREAD] = EIO;
	assert_int_equal(rte_pci_find_ext_capability(dev, 3), -1);
}

static void
test_ports(void **state)
{
	struct rte_pci_ioport p = {0}, none = {0};
	uint8_t data[32];

	assert_int_equal(rte_pci_ioport_map(dev, 0, &p), -1);
	assert_int_equal(rte_pci_map_device(dev), 0);
	assert_int_equal(rte_pci_ioport_map(dev, -1, &p), -1);
	assert_int_equal(rte_pci_ioport_map(dev, 6, &p), -1);
	assert_int_equal(rte_pci_ioport_map(dev, 2, &p), -1);
	assert_int_equal(rte_pci_ioport_map(dev, 0, &p), 0);
	assert_int_equal(p.len, 32);
	rte_pci_ioport_write(&p, "1234567", 7, 3);
	assert_int_equal(fake.calls[FAKE_PWRITE], 2 + 3); /* 4, 2, 1 */
	rte_pci_ioport_read(&p, data, 7, 3);
	assert_memory_equal(data, "1234567", 7);
	memset(data, 0, sizeof(data));
	rte_pci_ioport_read(&p, data, 4, 29);
	assert_memory_equal(data, "\xff\xff\xff\xff", 4);
	assert_true(was_logged("cannot read 4 bytes of ports at 29"));
	rte_pci_ioport_write(&p, data, 1, 32);
	assert_true(was_logged("cannot write 1 bytes"));
	rte_pci_ioport_write(&p, data, 1, -1);
	assert_true(was_logged("cannot write 1 bytes of ports at -1"));
	rte_pci_ioport_read(&none, data, 1, 0);
	assert_int_equal(data[0], 0xff);
	assert_int_equal(rte_pci_ioport_unmap(&p), 0);
	assert_int_equal(rte_pci_ioport_unmap(&p), -1);
	assert_int_equal(rte_pci_ioport_unmap(NULL), -1);
}

/* Pulled out: nobody who reads on gets a signal, and nothing is written. */
static void
test_overlay(void **state)
{
	uint8_t *bar;

	assert_int_equal(rte_pci_map_device(dev), 0);
	bar = dev->mem_resource[4].addr;
	assert_int_equal(ftruncate(kernel->bars[4].memory, 0), 0);
	assert_int_equal(pci_overlay(pci_entry_of(dev)), 0);
	assert_int_equal(bar[0], 0xff);
	assert_int_equal(bar[16383], 0xff);
	bar[0] = 1;
	assert_int_equal(pci_overlay(pci_entry_of(dev)), 0);
	assert_int_equal(bar[0], 0xff);
	fake.fail[FAKE_MMAP_ANON] = ENOMEM;
	assert_int_equal(pci_overlay(pci_entry_of(dev)), -ENOMEM);
}

static struct {
	const volatile uint8_t *at;
	bool stop;
	unsigned int reads;
	unsigned int wrong; /* neither the device's nor all ones */
} reader;

static void *
read_on(void *arg)
{
	while (!__atomic_load_n(&reader.stop, __ATOMIC_ACQUIRE)) {
		uint8_t value = *reader.at;

		if (value != 1 && value != 0xff)
			reader.wrong++;
		__atomic_fetch_add(&reader.reads, 1, __ATOMIC_RELEASE);
	}
	return NULL;
}

/* Whoever reads meanwhile sees the device or all ones. */
static void
test_overlay_at_once(void **state)
{
	struct fake_bar *bar = &kernel->bars[2];
	size_t size = 4 << 20;
	pthread_t thread;

	*bar = kernel->bars[4];
	bar->size = size;
	bar->memory = memfd_create("large", MFD_CLOEXEC);
	assert_int_equal(ftruncate(bar->memory, (off_t)size), 0);
	assert_int_equal(pwrite(bar->memory, "\1", 1, (off_t)size - 1), 1);
	assert_int_equal(rte_pci_map_device(dev), 0);
	memset(&reader, 0, sizeof(reader));
	reader.at = pci_bar_addr(dev, 2, size - 1, 1);
	assert_int_equal(pthread_create(&thread, NULL, read_on, NULL), 0);
	while (__atomic_load_n(&reader.reads, __ATOMIC_ACQUIRE) == 0)
		sched_yield();
	for (unsigned int i = 0; i < 10; i++)
		assert_int_equal(pci_overlay(pci_entry_of(dev)), 0);
	__atomic_store_n(&reader.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	assert_int_equal(reader.wrong, 0);
	assert_int_equal(*reader.at, 0xff);
}

static void
test_other_drivers(void **state)
{
	tree_device(DEV2, "virtio-pci");
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_ALLOWED, DEV2), 0);
	rte_bus_scan();
	logged[0] = '\0';
	assert_int_equal(rte_pci_map_device(env_device(DEV2)), 1);
	assert_true(was_logged("0000:00:03.0 is bound to \"virtio-pci\" of the "
			       "kernel, not to vfio-pci: \"dpdk-devbind.py "
			       "--bind=vfio-pci 0000:00:03.0\""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_map),
			TEST(test_small),
			TEST(test_msix_inside),
			TEST(test_sparse),
			TEST(test_failures),
			TEST(test_hostile_msix),
			TEST(test_hostile_regions),
			TEST(test_config),
			TEST(test_capabilities),
			TEST(test_ext_capabilities),
			TEST(test_ports),
			TEST(test_overlay),
			TEST(test_overlay_at_once),
			TEST(test_other_drivers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
