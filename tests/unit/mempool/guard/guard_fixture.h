/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of the guard share: the library with its log caught, and a
 * guarded pool.
 */
#ifndef GUARD_FIXTURE_H
#define GUARD_FIXTURE_H

#include <bufplane_mempool_trail.h>
#include <stdlib.h>
#include <string.h>

#include "guard/guard.h"
#include "pool_fixture.h"

#define N 64

/* All that was logged since the last clear_log(), and in how many pieces. */
static char logged[16384];
static unsigned int logged_n;

static inline void
clear_log(void)
{
	logged[0] = '\0';
	logged_n = 0;
}

static inline void
catch_log(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	(void)ctx;
	(void)level;
	(void)logtype;
	strncat(logged, text, sizeof(logged) - strlen(logged) - 1);
	logged_n++;
}

static inline int
guard_start_with(const char *mempool_guard)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.log_fn = catch_log,
			.mempool_guard = mempool_guard,
	};

	clear_log();
	return bp_init(&config);
}

static inline int
guard_setup(void **state)
{
	(void)state;
	return guard_start_with("log");
}

static inline int
guard_teardown(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

static inline void
assert_logged(const char *what)
{
	if (strstr(logged, what) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", what, logged);
}

static inline struct rte_mempool *
make_by_ops(const char *name, const char *ops)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			name, N, 64, 8, 0, SOCKET_ID_ANY, 0);

	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(mp, ops, NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), N);
	return mp;
}

/* A pool that keeps n operations of each object, the only one. */
static inline struct rte_mempool *
make_trailed(unsigned int n)
{
	struct rte_mempool *mp = make_pool("p", N, 8);

	assert_int_equal(bp_mempool_trail_enable(mp, n), 1);
	return mp;
}

/* How many faults of each kind were counted since *before. */
static inline void
assert_counted(const struct bp_mempool_guard_counts *before, uint64_t doubles,
		uint64_t foreign, uint64_t writes, uint64_t leaks)
{
	struct bp_mempool_guard_counts now;

	bp_mempool_guard_totals(&now);
	assert_int_equal(now.double_frees - before->double_frees, doubles);
	assert_int_equal(now.foreign_frees - before->foreign_frees, foreign);
	assert_int_equal(now.writes_after_free - before->writes_after_free,
			writes);
	assert_int_equal(now.leaks - before->leaks, leaks);
}

#endif
