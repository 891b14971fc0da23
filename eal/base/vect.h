/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the arguments decide about rte_vect.h: --force-max-simd-bitwidth.
 */
#ifndef EAL_BASE_VECT_H
#define EAL_BASE_VECT_H

#include <stdint.h>

/*
 * Fix the widest vector, in bits, so that rte_vect_set_max_simd_bitwidth()
 * refuses from then on; 0 undoes that and brings the default back. Returns 0,
 * or -EINVAL when the width is none of enum rte_vect_max_simd's kind.
 */
int eal_vect_force(uint16_t bitwidth);

#endif
