/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For programs that name this header: there is no processor here that lacks
 * the mechanism of rte_stack_lf_c11.h when programs are compiled.
 */
#ifndef RTE_STACK_LF_STUBS_H
#define RTE_STACK_LF_STUBS_H

#include <rte_common.h>
#include <rte_stack_lf_c11.h>

#endif
