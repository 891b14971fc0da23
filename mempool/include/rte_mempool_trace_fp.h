/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Empty: Bufplane has no trace points. The file exists because programs get
 * it through rte_mempool.h, or include it themselves.
 */
#ifndef RTE_MEMPOOL_TRACE_FP_H
#define RTE_MEMPOOL_TRACE_FP_H

#endif
