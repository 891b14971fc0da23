/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_atomic.h, which DPDK splits by architecture. */
#include <rte_atomic.h>
