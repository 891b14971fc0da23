/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The choice of a mempool handler for packet buffers. User's and platform's
 * choices are kept in a memzone each, which holds the name: so all processes
 * of a group see them, and they end with rte_eal_cleanup().
 */
#include <bufplane_export.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mbuf_pool_ops.h>
#include <rte_mempool.h>
#include <rte_memzone.h>

#include "mbuf.h"

#define PLATFORM_ZONE "mbuf_platform_pool_ops"
#define USER_ZONE     "mbuf_user_pool_ops"

static int
check_name(const char *ops_name)
{
	size_t len;

	if (ops_name == NULL)
		return -EINVAL;
	len = strnlen(ops_name, RTE_MEMPOOL_OPS_NAMESIZE);
	if (len == 0)
		return -EINVAL;
	return len < RTE_MEMPOOL_OPS_NAMESIZE ? 0 : -ENAMETOOLONG;
}

/* The name in a zone, or NULL when it was never set. */
static char *
zone_name(const char *zone)
{
	const struct rte_memzone *mz = rte_memzone_lookup(zone);

	return mz == NULL ? NULL : mz->addr;
}

/* Write the name into the zone, which is made when it is missing. */
static int
set_zone_name(const char *zone, const char *ops_name)
{
	char copy[RTE_MEMPOOL_OPS_NAMESIZE] = "";
	char *name = zone_name(zone);
	const struct rte_memzone *mz;

	/* ops_name may be what this file returned, or lie in it. */
	snprintf(copy, sizeof(copy), "%s", ops_name);
	if (name == NULL) {
		mz = rte_memzone_reserve(zone, RTE_MEMPOOL_OPS_NAMESIZE,
				SOCKET_ID_ANY, 0);
		if (mz == NULL)
			return -rte_errno;
		name = mz->addr;
	}
	memcpy(name, copy, sizeof(copy));
	return 0;
}

BP_EXPORT
int
rte_mbuf_set_platform_mempool_ops(const char *ops_name)
{
	const char *set = zone_name(PLATFORM_ZONE);
	int rc = check_name(ops_name);

	if (rc != 0)
		return rc;
	if (set == NULL)
		return set_zone_name(PLATFORM_ZONE, ops_name);
	if (strcmp(set, ops_name) == 0)
		return 0;
	MBUF_LOG(ERR, "the platform's mempool handler is %s already, and cannot become %s\n",
			set, ops_name);
	return -EEXIST;
}

BP_EXPORT
const char *
rte_mbuf_platform_mempool_ops(void)
{
	return zone_name(PLATFORM_ZONE);
}

BP_EXPORT
int
rte_mbuf_set_user_mempool_ops(const char *ops_name)
{
	int rc = check_name(ops_name);

	return rc != 0 ? rc : set_zone_name(USER_ZONE, ops_name);
}

BP_EXPORT
const char *
rte_mbuf_user_mempool_ops(void)
{
	const char *set = zone_name(USER_ZONE);

	return set != NULL ? set : rte_eal_mbuf_user_pool_ops();
}

BP_EXPORT
const char *
rte_mbuf_best_mempool_ops(void)
{
	const char *best = rte_mbuf_user_mempool_ops();

	if (best == NULL)
		best = rte_mbuf_platform_mempool_ops();
	return best != NULL ? best : RTE_MBUF_DEFAULT_MEMPOOL_OPS;
}
