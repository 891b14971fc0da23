/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bufplane has no trace points. What is left of them are the headers that
 * programs get through rte_mempool.h in 22.11, such as rte_string_fns.h.
 */
#ifndef RTE_MEMPOOL_TRACE_FP_H
#define RTE_MEMPOOL_TRACE_FP_H

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_cycles.h>
#include <rte_debug.h>
#include <rte_log.h>
#include <rte_per_lcore.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#endif
