/* SPDX-License-Identifier: BSD-3-Clause */
/* Firmware, registers, EEPROM, modules, the light. */
#include "contract.h"

static char text[8];
static struct rte_dev_reg_info regs;
static struct rte_dev_eeprom_info rom = {.data = text, .length = sizeof(text)};
static struct rte_dev_eeprom_info empty_rom = {.data = text};
static struct rte_dev_eeprom_info lost_rom = {.length = sizeof(text)};
static struct rte_eth_dev_module_info module_info;

OP(fw_version_get, char *s, size_t n)
OP(get_reg, struct rte_dev_reg_info *i)
OP(get_eeprom, struct rte_dev_eeprom_info *i)
OP(set_eeprom, struct rte_dev_eeprom_info *i)
OP(get_module_info, struct rte_eth_dev_module_info *i)
OP(get_module_eeprom, struct rte_dev_eeprom_info *i)

CALL(fw, rte_eth_dev_fw_version_get(id, text, sizeof(text)))
CALL(fw_bad, rte_eth_dev_fw_version_get(id, NULL, 1))
CALL(fw_size, rte_eth_dev_fw_version_get(id, NULL, 0))
CALL(reg, rte_eth_dev_get_reg_info(id, &regs))
CALL(reg_bad, rte_eth_dev_get_reg_info(id, NULL))
CALL(length, rte_eth_dev_get_eeprom_length(id))
CALL(get, rte_eth_dev_get_eeprom(id, &rom))
CALL(get_bad, rte_eth_dev_get_eeprom(id, NULL))
CALL(set, rte_eth_dev_set_eeprom(id, &rom))
CALL(set_bad, rte_eth_dev_set_eeprom(id, NULL))
CALL(module, rte_eth_dev_get_module_info(id, &module_info))
CALL(module_bad, rte_eth_dev_get_module_info(id, NULL))
CALL(module_rom, rte_eth_dev_get_module_eeprom(id, &rom))
CALL(module_rom_bad, rte_eth_dev_get_module_eeprom(id, NULL))
CALL(module_rom_empty, rte_eth_dev_get_module_eeprom(id, &empty_rom))
CALL(module_rom_nowhere, rte_eth_dev_get_module_eeprom(id, &lost_rom))
CALL(led_on, rte_eth_led_on(id))
CALL(led_off, rte_eth_led_off(id))

static void
set_ops(void)
{
	fake_ops.fw_version_get = op_fw_version_get;
	fake_ops.get_reg = op_get_reg;
	fake_ops.get_eeprom_length = op;
	fake_ops.get_eeprom = op_get_eeprom;
	fake_ops.set_eeprom = op_set_eeprom;
	fake_ops.get_module_info = op_get_module_info;
	fake_ops.get_module_eeprom = op_get_module_eeprom;
	fake_ops.dev_led_on = op;
	fake_ops.dev_led_off = op;
}

static const struct contract cases[] = {
		{.op = AT(fw_version_get), .call = fw, .bad = fw_bad},
		{.op = AT(fw_version_get), .call = fw_size},
		{.op = AT(get_reg), .call = reg, .bad = reg_bad},
		{.op = AT(get_eeprom_length), .call = length},
		{.op = AT(get_eeprom), .call = get, .bad = get_bad},
		{.op = AT(set_eeprom), .call = set, .bad = set_bad},
		{.op = AT(get_module_info),
				.call = module,
				.bad = module_bad,
				.keeps_error = 1},
		{.op = AT(get_module_eeprom),
				.call = module_rom,
				.bad = module_rom_bad,
				.keeps_error = 1},
		{.op = AT(get_module_eeprom),
				.call = module_rom,
				.bad = module_rom_empty,
				.keeps_error = 1},
		{.op = AT(get_module_eeprom),
				.call = module_rom,
				.bad = module_rom_nowhere,
				.keeps_error = 1},
		{.op = AT(dev_led_on), .call = led_on},
		{.op = AT(dev_led_off), .call = led_off},
};

static void
contract(void **state)
{
	set_ops();
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

/* A driver's positive answer, the size that the text needs, comes through. */
static void
sizes(void **state)
{
	set_ops();
	fake.rc = 40;
	expect(fw, port, 40, 1);
	expect(length, port, 40, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(sizes),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
