/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a device hands out about itself in raw form: registers, EEPROM and
 * plug-in modules. Types and numbers only.
 */
#ifndef RTE_DEV_INFO_H
#define RTE_DEV_INFO_H

#include <stdint.h>

/* A window of device registers; data NULL asks for length and width. */
struct rte_dev_reg_info {
	void *data;
	uint32_t offset; /* first register */
	uint32_t length; /* number of registers */
	uint32_t width;  /* bytes a register */
	uint32_t version;
};

/* A window of the device's EEPROM, in bytes. */
struct rte_dev_eeprom_info {
	void *data;
	uint32_t offset;
	uint32_t length;
	uint32_t magic; /* device specific, guards writes */
};

/* Kinds of plug-in module, and the bytes of EEPROM of each. */
#define RTE_ETH_MODULE_SFF_8079         0x1
#define RTE_ETH_MODULE_SFF_8079_LEN     256
#define RTE_ETH_MODULE_SFF_8472         0x2
#define RTE_ETH_MODULE_SFF_8472_LEN     512
#define RTE_ETH_MODULE_SFF_8636         0x3
#define RTE_ETH_MODULE_SFF_8636_LEN     256
#define RTE_ETH_MODULE_SFF_8636_MAX_LEN 640
#define RTE_ETH_MODULE_SFF_8436         0x4
#define RTE_ETH_MODULE_SFF_8436_LEN     256
#define RTE_ETH_MODULE_SFF_8436_MAX_LEN 640

/* The plug-in module that is present. */
struct rte_eth_dev_module_info {
	uint32_t type; /* RTE_ETH_MODULE_* */
	uint32_t eeprom_len;
};

#endif
