/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of the mempool layer share: the library without devices or
 * files, and pools that are checked as they are made.
 */
#ifndef POOL_FIXTURE_H
#define POOL_FIXTURE_H

#include <bufplane.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mempool.h>

#include "mempool.h"

#include <cmocka.h>

static inline int
fixture_start(void **state)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
	};

	(void)state;
	return bp_init(&config);
}

static inline int
fixture_stop(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

static inline void
assert_pool(const struct rte_mempool *mp)
{
	const char *reason = "ok";

	if (!mempool_check(mp, &reason))
		fail_msg("%s: %s", mp->name, reason);
}

static inline struct rte_mempool *
make_pool(const char *name, unsigned int n, unsigned int cache_size)
{
	struct rte_mempool *mp;

	mp = rte_mempool_create(name, n, 64, cache_size, 0, NULL, NULL, NULL,
			NULL, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_pool(mp);
	assert_int_equal(rte_mempool_avail_count(mp), n);
	return mp;
}

#endif
