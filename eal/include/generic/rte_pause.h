/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_pause.h, which DPDK splits by architecture. */
#include <rte_pause.h>
