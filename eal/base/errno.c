/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_errno.h: the per-thread error variable and the texts of its values.
 * A text that has to be put together lives in a buffer of the calling thread,
 * so that threads never see one another's.
 */
#include <bufplane_export.h>
#include <string.h>

#include <rte_errno.h>

#define STRERROR_LEN 256

BP_EXPORT
RTE_DEFINE_PER_LCORE(int, _rte_errno);

static __thread char strerror_buf[STRERROR_LEN];

BP_EXPORT
const char *
rte_strerror(int errnum)
{
	switch (errnum) {
	case E_RTE_SECONDARY:
		return "Invalid call in secondary process";
	case E_RTE_NO_CONFIG:
		return "Missing rte_config structure";
	default:
		/* GNU's variant, which may return a text of its own */
		return strerror_r(errnum, strerror_buf, sizeof(strerror_buf));
	}
}
