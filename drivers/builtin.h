/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The built-in parts of the drivers layer, one component each: prepare
 * registers the bus or driver, fini takes it out again. builtin.c, the
 * composition root, is the only one to use them together.
 */
#ifndef BUILTIN_H
#define BUILTIN_H

#include <bufplane.h>
#include <bus_vdev_driver.h>

/* The component NAME that keeps the vdev driver DRV registered. */
#define VDEV_DRIVER_COMPONENT(NAME, DRV)                                       \
	static int component_prepare(void)                                     \
	{                                                                      \
		rte_vdev_register(&(DRV));                                     \
		return 0;                                                      \
	}                                                                      \
	static void component_fini(void)                                       \
	{                                                                      \
		rte_vdev_unregister(&(DRV));                                   \
	}                                                                      \
	const struct bp_component bp_component_##NAME = {                      \
			.name = #NAME,                                         \
			.fini = component_fini,                                \
			.prepare = component_prepare,                          \
	}

extern const struct bp_component bp_component_bus_pci;
extern const struct bp_component bp_component_bus_vdev;
extern const struct bp_component bp_component_net_af_packet;
extern const struct bp_component bp_component_net_null;
extern const struct bp_component bp_component_net_pcap;
extern const struct bp_component bp_component_net_ring;
extern const struct bp_component bp_component_net_virtio;
extern const struct bp_component bp_component_net_virtio_user;

#endif
