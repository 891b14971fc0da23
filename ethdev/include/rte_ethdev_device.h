/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a port is asked about its device: firmware, registers, modules, error
 * correction, clock, and single abilities. Return codes are those of
 * rte_ethdev.h, which includes this file.
 */
#ifndef RTE_ETHDEV_DEVICE_H
#define RTE_ETHDEV_DEVICE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <rte_dev_info.h>
#include <rte_ethdev_ext.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The version of the firmware as text: 0, or the size that it needs if that is
 * more than fw_size.
 */
int rte_eth_dev_fw_version_get(
		uint16_t port_id, char *fw_version, size_t fw_size);

/* Registers and EEPROM in raw form; a length in bytes. */
int rte_eth_dev_get_reg_info(uint16_t port_id, struct rte_dev_reg_info *info);
int rte_eth_dev_get_eeprom_length(uint16_t port_id);
int rte_eth_dev_get_eeprom(uint16_t port_id, struct rte_dev_eeprom_info *info);
int rte_eth_dev_set_eeprom(uint16_t port_id, struct rte_dev_eeprom_info *info);

/* The plug-in module of the port. */
int rte_eth_dev_get_module_info(
		uint16_t port_id, struct rte_eth_dev_module_info *modinfo);
int rte_eth_dev_get_module_eeprom(
		uint16_t port_id, struct rte_dev_eeprom_info *info);

/* The light that helps to find the port. */
int rte_eth_led_on(uint16_t port_id);
int rte_eth_led_off(uint16_t port_id);

/*
 * Forward error correction. get_capability returns how many speeds there are,
 * num of them written; the others take modes as bits.
 */
int rte_eth_fec_get_capability(uint16_t port_id,
		struct rte_eth_fec_capa *speed_fec_capa, unsigned int num);
int rte_eth_fec_get(uint16_t port_id, uint32_t *fec_capa);
int rte_eth_fec_set(uint16_t port_id, uint32_t fec_capa);

/* IEEE 1588 time stamps, and the clock of the device. */
int rte_eth_timesync_enable(uint16_t port_id);
int rte_eth_timesync_disable(uint16_t port_id);
int rte_eth_timesync_read_rx_timestamp(
		uint16_t port_id, struct timespec *timestamp, uint32_t flags);
int rte_eth_timesync_read_tx_timestamp(
		uint16_t port_id, struct timespec *timestamp);
int rte_eth_timesync_adjust_time(uint16_t port_id, int64_t delta);
int rte_eth_timesync_read_time(uint16_t port_id, struct timespec *time);
int rte_eth_timesync_write_time(uint16_t port_id, const struct timespec *time);
int rte_eth_read_clock(uint16_t port_id, uint64_t *clock);

/* Reassembly of IP fragments: of a configured port, set while stopped. */
int rte_eth_ip_reassembly_capability_get(
		uint16_t port_id, struct rte_eth_ip_reassembly_params *capa);
int rte_eth_ip_reassembly_conf_get(
		uint16_t port_id, struct rte_eth_ip_reassembly_params *conf);
int rte_eth_ip_reassembly_conf_set(uint16_t port_id,
		const struct rte_eth_ip_reassembly_params *conf);

/* Agree on RTE_ETH_RX_METADATA_* before the port is configured, or -EBUSY. */
int rte_eth_rx_metadata_negotiate(uint16_t port_id, uint64_t *features);

/* Packet types at which headers can be split off; as supported_ptypes. */
int rte_eth_buffer_split_get_supported_hdr_ptypes(
		uint16_t port_id, uint32_t *ptypes, int num);

/* Does the device like pools of these ops? 0: best, 1: usable, or an error. */
int rte_eth_dev_pool_ops_supported(uint16_t port_id, const char *pool);

/* The ports that can stand for functions of the device; NULL: how many. */
int rte_eth_representor_info_get(
		uint16_t port_id, struct rte_eth_representor_info *info);

/* The driver's own state in words, and its security context or NULL. */
int rte_eth_dev_priv_dump(uint16_t port_id, FILE *file);
void *rte_eth_dev_get_sec_ctx(uint16_t port_id);

#ifdef __cplusplus
}
#endif

#endif
