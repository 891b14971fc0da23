/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_cpuflags.h, which DPDK splits by architecture. */
#include <rte_cpuflags.h>
