/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses as text, with the answers of DPDK 22.11, and the layout of the
 * public structures.
 */
#include <bus_pci_driver.h>
#include <stdio.h>

#include <rte_log.h>
#include <rte_pci.h>

#include "../layout.h"

TYPE(struct rte_pci_addr, 8, 4);
FIELD(struct rte_pci_addr, domain, 0, 4);
FIELD(struct rte_pci_addr, bus, 4, 1);
FIELD(struct rte_pci_addr, devid, 5, 1);
FIELD(struct rte_pci_addr, function, 6, 1);
TYPE(struct rte_pci_id, 12, 4);
FIELD(struct rte_pci_id, class_id, 0, 4);
FIELD(struct rte_pci_id, vendor_id, 4, 2);
FIELD(struct rte_pci_id, device_id, 6, 2);
FIELD(struct rte_pci_id, subsystem_vendor_id, 8, 2);
FIELD(struct rte_pci_id, subsystem_device_id, 10, 2);
TYPE(struct rte_pci_device, 312, 8);
FIELD(struct rte_pci_device, next, 0, 16);
FIELD(struct rte_pci_device, device, 16, 64);
FIELD(struct rte_pci_device, addr, 80, 8);
FIELD(struct rte_pci_device, id, 88, 12);
FIELD(struct rte_pci_device, mem_resource, 104, 144);
FIELD(struct rte_pci_device, intr_handle, 248, 8);
FIELD(struct rte_pci_device, driver, 256, 8);
FIELD(struct rte_pci_device, max_vfs, 264, 2);
FIELD(struct rte_pci_device, kdrv, 268, 4);
FIELD(struct rte_pci_device, name, 272, 18);
FIELD(struct rte_pci_device, bus_info, 296, 8);
FIELD(struct rte_pci_device, vfio_req_intr_handle, 304, 8);
TYPE(struct rte_pci_driver, 96, 8);
FIELD(struct rte_pci_driver, next, 0, 16);
FIELD(struct rte_pci_driver, driver, 16, 32);
FIELD(struct rte_pci_driver, probe, 48, 8);
FIELD(struct rte_pci_driver, remove, 56, 8);
FIELD(struct rte_pci_driver, dma_map, 64, 8);
FIELD(struct rte_pci_driver, dma_unmap, 72, 8);
FIELD(struct rte_pci_driver, id_table, 80, 8);
FIELD(struct rte_pci_driver, drv_flags, 88, 4);
TYPE(struct rte_pci_ioport, 24, 8);
FIELD(struct rte_pci_ioport, dev, 0, 8);
FIELD(struct rte_pci_ioport, base, 8, 8);
FIELD(struct rte_pci_ioport, len, 16, 8);
VALUE(RTE_PCI_KDRV_UNKNOWN, 0);
VALUE(RTE_PCI_KDRV_IGB_UIO, 1);
VALUE(RTE_PCI_KDRV_VFIO, 2);
VALUE(RTE_PCI_KDRV_UIO_GENERIC, 3);
VALUE(RTE_PCI_KDRV_NIC_UIO, 4);
VALUE(RTE_PCI_KDRV_NONE, 5);
VALUE(RTE_PCI_KDRV_NET_UIO, 6);
VALUE(PCI_PRI_STR_SIZE, 17);
VALUE(RTE_PCI_EXT_CAP_ID(0x12345678), 0x5678);
VALUE(RTE_PCI_EXT_CAP_NEXT(0x12345678U), 0x120);
VALUE(RTE_PCI_SRIOV_SUP_PGSIZE, 0x1c);

static const struct {
	const char *text;
	int rc;
	struct rte_pci_addr addr;
} cases[] = {
		{"0000:00:00.0", 0, {0, 0, 0, 0}},
		{"0:0.0", 0, {0, 0, 0, 0}},
		{"1:2:3.4", 0, {1, 2, 3, 4}},
		{"ffff:ff:1f.7", 0, {0xffff, 0xff, 0x1f, 7}},
		{"ffff:ff:20.0", 0, {0xffff, 0xff, 0x20, 0}},
		{"00:1f.9", 0, {0, 0, 0x1f, 9}},
		{"10000:00:00.0", 0, {0x10000, 0, 0, 0}},
		{"ffffffff:00:00.0", 0, {0xffffffff, 0, 0, 0}},
		{"0x1:0x2:0x3.0x1", 0, {1, 2, 3, 1}},
		{"00:000.01", 0, {0, 0, 0, 1}},
		{"0000:0000:00.0", 0, {0, 0, 0, 0}},
		{"FFFF:AB:1F.1", 0, {0xffff, 0xab, 0x1f, 1}},
		{"100:00.0", -1, {0}},
		{"100000000:00:00.0", -1, {0}},
		{"fffffffffffffffff:00:00.0", -1, {0}},
		{"0000:100:00.0", -1, {0}},
		{"00:100.0", -1, {0}},
		{"00:00.100", -1, {0}},
		{"", -1, {0}},
		{" 00:00.0", -1, {0}},
		{"00:00.0 ", -1, {0}},
		{"00:00.0x", -1, {0}},
		{"00:00.0,", -1, {0}},
		{"00:00", -1, {0}},
		{"0000:00:00", -1, {0}},
		{"-1:00.0", -1, {0}},
		{"00:-1.0", -1, {0}},
		{"00:00.-0", -1, {0}},
		{"00:00.", -1, {0}},
		{"00: 1.0", -1, {0}},
		{"0000: 00:00.0", -1, {0}},
		{"g:00.0", -1, {0}},
		{"0:0:0:0.0", -1, {0}},
		{"net_null0", -1, {0}},
		/* 22.11 takes these for 0 or 1; nobody means that. */
		{":00.0", -1, {0}},
		{"0000::00.0", -1, {0}},
		{"00:.0", -1, {0}},
		{"+1:00.0", -1, {0}},
};

static void
test_parse(void **state)
{
	for (unsigned int i = 0; i < RTE_DIM(cases); i++) {
		struct rte_pci_addr addr = {0xee, 0xee, 0xee, 0xee};
		struct rte_pci_addr before = addr;

		if (rte_pci_addr_parse(cases[i].text, &addr) != cases[i].rc)
			fail_msg("\"%s\"", cases[i].text);
		if (cases[i].rc == 0)
			before = cases[i].addr;
		assert_int_equal(rte_pci_addr_cmp(&addr, &before), 0);
	}
	assert_int_equal(rte_pci_addr_parse(NULL, NULL), -1);
	assert_int_equal(rte_pci_addr_parse("0:0.0", NULL), -1);
}

static void
test_name(void **state)
{
	const struct rte_pci_addr addr = {1, 0xab, 0x1f, 7};
	const struct rte_pci_addr wide = {0x12345678, 0, 0, 0};
	char text[PCI_PRI_STR_SIZE + 3] = "unchanged";

	rte_pci_device_name(&addr, text, sizeof(text));
	assert_string_equal(text, "0001:ab:1f.7");
	rte_pci_device_name(&wide, text, PCI_PRI_STR_SIZE);
	assert_string_equal(text, "12345678:00:00.0");
	/* 22.11 ends the program here. */
	rte_pci_device_name(&addr, text, PCI_PRI_STR_SIZE - 1);
	assert_string_equal(text, "");
	strcpy(text, "x");
	rte_pci_device_name(&addr, text, 0);
	assert_string_equal(text, "x");
}

static void
test_cmp(void **state)
{
	static const struct rte_pci_addr rising[] = {
			{0, 0, 0, 0},
			{0, 0, 0, 1},
			{0, 0, 1, 0},
			{0, 1, 0, 0},
			{1, 0, 0, 0},
			{0x10000, 0, 0, 0},
			{0xffffffff, 0xff, 0xff, 0xff},
	};

	for (unsigned int i = 0; i < RTE_DIM(rising); i++)
		for (unsigned int j = 0; j < RTE_DIM(rising); j++)
			assert_int_equal(rte_pci_addr_cmp(&rising[i],
							 &rising[j]),
					i < j ? -1 : i > j);
	assert_int_equal(rte_pci_addr_cmp(NULL, &rising[0]), -1);
	assert_int_equal(rte_pci_addr_cmp(&rising[0], NULL), -1);
	assert_int_equal(rte_pci_addr_cmp(NULL, NULL), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_parse),
			cmocka_unit_test(test_name),
			cmocka_unit_test(test_cmp),
	};

	rte_log_set_global_level(RTE_LOG_EMERG);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
