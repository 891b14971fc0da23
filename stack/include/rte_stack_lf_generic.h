/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For programs that name this header: every processor has the one mechanism
 * of rte_stack_lf_c11.h.
 */
#ifndef RTE_STACK_LF_GENERIC_H
#define RTE_STACK_LF_GENERIC_H

#include <rte_branch_prediction.h>
#include <rte_prefetch.h>
#include <rte_stack_lf_c11.h>

#endif
