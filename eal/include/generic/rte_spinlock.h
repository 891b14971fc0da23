/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_spinlock.h, which DPDK splits by architecture. */
#include <rte_spinlock.h>
