/* SPDX-License-Identifier: BSD-3-Clause */
/* What other systems lack of POSIX: nothing is missing on Linux. */
#ifndef _RTE_OS_SHIM_
#define _RTE_OS_SHIM_

#include <rte_os.h>

#endif
