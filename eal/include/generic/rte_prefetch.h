/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_prefetch.h, which DPDK splits by architecture. */
#include <rte_prefetch.h>
