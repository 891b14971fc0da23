/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_rwlock.h, which DPDK splits by architecture. */
#include <rte_rwlock.h>
