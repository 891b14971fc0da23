/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Flow rules and the flow director are out of scope. What is left of them are
 * the headers of protocols, which programs get through rte_ethdev.h in 22.11.
 */
#ifndef RTE_ETH_CTRL_H
#define RTE_ETH_CTRL_H

#include <stdint.h>

#include <rte_arp.h>
#include <rte_common.h>
#include <rte_ecpri.h>
#include <rte_esp.h>
#include <rte_ether.h>
#include <rte_gre.h>
#include <rte_gtp.h>
#include <rte_higig.h>
#include <rte_icmp.h>
#include <rte_ip.h>
#include <rte_l2tpv2.h>
#include <rte_macsec.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>
#include <rte_ppp.h>
#include <rte_sctp.h>
#include <rte_tcp.h>
#include <rte_udp.h>
#include <rte_vxlan.h>

#endif
