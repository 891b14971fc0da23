/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_cycles.h, which DPDK splits by architecture. */
#include <rte_cycles.h>
