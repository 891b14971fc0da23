/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The composition root: which buses and drivers the library has built in. It
 * is the one place that refers to all of them, and only rte_eal_init() and
 * programs that ask for bp_builtin_components refer to it, so a program that
 * wants none of them links none.
 */
#include "builtin.h"

#include <bufplane_capture.h>
#include <bufplane_export.h>
#include <ethdev_driver.h>

#include <rte_common.h>

BP_EXPORT
const struct bp_component *const bp_builtin_components[] = {
		&bp_component_bus_pci,
		&bp_component_bus_vdev,
		&bp_component_ethdev,
		&bp_component_net_af_packet,
		&bp_component_net_null,
		&bp_component_net_pcap,
		&bp_component_net_ring,
		&bp_component_net_virtio,
		&bp_component_net_virtio_user,
		&bp_component_capture,
};

BP_EXPORT
const unsigned int bp_builtin_components_n = RTE_DIM(bp_builtin_components);
