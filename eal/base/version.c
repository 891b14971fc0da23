/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The two versions: that of the DPDK interface, from rte_build_config.h, and
 * Bufplane's own, from the build.
 */
#include <bufplane.h>
#include <bufplane_export.h>

#include <rte_common.h>
#include <rte_version.h>

#include "base/project_version.h"

/* A final release; a candidate would carry a suffix and its number. */
_Static_assert(RTE_VER_RELEASE == 99, "rte_version() is for final releases");

#define VERSION_TEXT                                                           \
	RTE_VER_PREFIX " " RTE_STR(RTE_VER_YEAR) "." RTE_STR(                  \
			RTE_VER_MONTH) "." RTE_STR(RTE_VER_MINOR)

BP_EXPORT
const char *
rte_version(void)
{
	return VERSION_TEXT;
}

BP_EXPORT
const char *
rte_version_prefix(void)
{
	return RTE_VER_PREFIX;
}

BP_EXPORT
unsigned int
rte_version_year(void)
{
	return RTE_VER_YEAR;
}

BP_EXPORT
unsigned int
rte_version_month(void)
{
	return RTE_VER_MONTH;
}

BP_EXPORT
unsigned int
rte_version_minor(void)
{
	return RTE_VER_MINOR;
}

BP_EXPORT
const char *
rte_version_suffix(void)
{
	return RTE_VER_SUFFIX;
}

BP_EXPORT
unsigned int
rte_version_release(void)
{
	return RTE_VER_RELEASE;
}

BP_EXPORT
const char *
bp_version(void)
{
	return BP_PROJECT_VERSION;
}
