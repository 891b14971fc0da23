/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The built-in parts of the drivers layer, one component each: init registers
 * the bus or driver, fini takes it out again. builtin.c, the composition
 * root, is the only one to use them together.
 */
#ifndef BUILTIN_H
#define BUILTIN_H

#include <bufplane.h>

extern const struct bp_component bp_component_bus_vdev;
extern const struct bp_component bp_component_net_null;
extern const struct bp_component bp_component_net_pcap;
extern const struct bp_component bp_component_net_ring;

#endif
