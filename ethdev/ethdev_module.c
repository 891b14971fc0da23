/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a device says about itself in raw form: firmware, registers, EEPROM,
 * plug-in modules, and the light that finds it in a rack. The driver fills the
 * caller's memory; nothing is kept here.
 */
#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_dev_fw_version_get(uint16_t port_id, char *fw_version, size_t fw_size)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (fw_version == NULL && fw_size > 0)
		return -EINVAL;
	return ethdev_call(fw_version_get, dev, dev, fw_version, fw_size);
}

BP_EXPORT
int
rte_eth_dev_get_reg_info(uint16_t port_id, struct rte_dev_reg_info *info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (info == NULL)
		return -EINVAL;
	return ethdev_call(get_reg, dev, dev, info);
}

BP_EXPORT
int
rte_eth_dev_get_eeprom_length(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(get_eeprom_length, dev, dev);
}

BP_EXPORT
int
rte_eth_dev_get_eeprom(uint16_t port_id, struct rte_dev_eeprom_info *info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (info == NULL)
		return -EINVAL;
	return ethdev_call(get_eeprom, dev, dev, info);
}

BP_EXPORT
int
rte_eth_dev_set_eeprom(uint16_t port_id, struct rte_dev_eeprom_info *info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (info == NULL)
		return -EINVAL;
	return ethdev_call(set_eeprom, dev, dev, info);
}

/* The two calls on modules give the driver's error even if it is gone. */
BP_EXPORT
int
rte_eth_dev_get_module_info(
		uint16_t port_id, struct rte_eth_dev_module_info *modinfo)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (modinfo == NULL)
		return -EINVAL;
	if (dev->dev_ops->get_module_info == NULL)
		return -ENOTSUP;
	return dev->dev_ops->get_module_info(dev, modinfo);
}

BP_EXPORT
int
rte_eth_dev_get_module_eeprom(
		uint16_t port_id, struct rte_dev_eeprom_info *info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (info == NULL)
		return -EINVAL;
	if (info->data == NULL || info->length == 0) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: module EEPROM needs memory to go "
				"to, not %u bytes at %p\n",
				port_id, info->length, info->data);
		return -EINVAL;
	}
	if (dev->dev_ops->get_module_eeprom == NULL)
		return -ENOTSUP;
	return dev->dev_ops->get_module_eeprom(dev, info);
}

BP_EXPORT
int
rte_eth_led_on(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(dev_led_on, dev, dev);
}

BP_EXPORT
int
rte_eth_led_off(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(dev_led_off, dev, dev);
}
