/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The library's own error variable, one a thread. Calls that document it set
 * it when they fail and leave it alone when they succeed. Values are those of
 * errno, and a few more from RTE_MIN_ERRNO on.
 */
#ifndef RTE_ERRNO_H
#define RTE_ERRNO_H

#include <rte_per_lcore.h>

#ifdef __cplusplus
extern "C" {
#endif

RTE_DECLARE_PER_LCORE(int, _rte_errno);

#define rte_errno RTE_PER_LCORE(_rte_errno)

/*
 * Describe an error number, of errno or of the list below. The text is valid
 * until the calling thread's next call; threads do not disturb one another.
 * An unknown number gives a text that contains it. Never NULL.
 */
const char *rte_strerror(int errnum);

#ifndef __ELASTERROR
#define __ELASTERROR 1000
#endif

enum {
	RTE_MIN_ERRNO = __ELASTERROR,
	E_RTE_SECONDARY, /* only the primary process may do this */
	E_RTE_NO_CONFIG, /* the library has not been started */
	RTE_MAX_ERRNO
};

#ifdef __cplusplus
}
#endif

#endif
