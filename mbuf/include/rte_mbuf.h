/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packet buffers. This header is the way in; each concept has one of its own:
 *
 *	rte_mbuf_core.h		struct rte_mbuf and its flags
 *	rte_mbuf_ptype.h	packet types
 *	bufplane_mbuf_pool.h	pools, and where the parts of a buffer lie
 *	bufplane_mbuf_refcnt.h	the number of users
 *	bufplane_mbuf_check.h	checks and dumps
 *	bufplane_mbuf_life.h	alloc, free, attach, clone, copy
 *	bufplane_mbuf_data.h	the packet's bytes and segments
 *	bufplane_mbuf_offload.h	flags' names, offload and scheduler fields
 *
 * A buffer belongs to one thread at a time, except for its reference count.
 */
#ifndef RTE_MBUF_H
#define RTE_MBUF_H

#include <bufplane_mbuf_check.h>
#include <bufplane_mbuf_data.h>
#include <bufplane_mbuf_life.h>
#include <bufplane_mbuf_offload.h>
#include <bufplane_mbuf_pool.h>
#include <bufplane_mbuf_refcnt.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_config.h>
#include <rte_mbuf_core.h>
#include <rte_mbuf_ptype.h>
#include <rte_mempool.h>
#include <rte_prefetch.h>

#endif
