/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The version of DPDK whose interface this library has. The library's own
 * version is that of bp_version().
 */
#ifndef RTE_VERSION_H
#define RTE_VERSION_H

#include <stdio.h>
#include <string.h>

#include <rte_compat.h>
#include <rte_config.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A version as one number, greater for later ones. */
#define RTE_VERSION_NUM(a, b, c, d) ((a) << 24 | (b) << 16 | (c) << 8 | (d))

/* A release candidate has a RTE_VER_RELEASE below 99. */
#define RTE_VERSION                                                            \
	RTE_VERSION_NUM(RTE_VER_YEAR, RTE_VER_MONTH, RTE_VER_MINOR,            \
			RTE_VER_RELEASE)

/* "DPDK 22.11.11" */
const char *rte_version(void);

/* Its parts, those of the library that runs: RTE_VER_PREFIX and so on. */
const char *rte_version_prefix(void);
unsigned int rte_version_year(void);
unsigned int rte_version_month(void);
unsigned int rte_version_minor(void);
const char *rte_version_suffix(void);
unsigned int rte_version_release(void);

#ifdef __cplusplus
}
#endif

#endif
