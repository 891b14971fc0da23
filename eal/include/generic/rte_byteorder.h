/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of rte_byteorder.h, which DPDK splits by architecture. */
#include <rte_byteorder.h>
