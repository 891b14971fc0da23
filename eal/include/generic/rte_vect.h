/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_vect.h, which DPDK splits by architecture. */
#include <rte_vect.h>
