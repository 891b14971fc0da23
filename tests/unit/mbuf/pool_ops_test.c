/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which handler pools get: default, then the platform's, then the user's.
 */
#include <rte_mbuf_pool_ops.h>

#include "mbuf_env.h"

static void
the_user_wins(void **state)
{
	const char *long31 = "0123456789012345678901234567890";
	const char *long32 = "01234567890123456789012345678901";

	(void)state;
	assert_null(rte_mbuf_user_mempool_ops());
	assert_null(rte_mbuf_platform_mempool_ops());
	assert_string_equal(rte_mbuf_best_mempool_ops(), "ring_mp_mc");

	assert_int_equal(rte_mbuf_set_platform_mempool_ops(NULL), -EINVAL);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(""), -EINVAL);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(long32),
			-ENAMETOOLONG);
	assert_null(rte_mbuf_platform_mempool_ops());
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(long31), 0);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(long31), 0);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("ring_sp_sc"),
			-EEXIST);
	assert_string_equal(rte_mbuf_platform_mempool_ops(), long31);
	assert_string_equal(rte_mbuf_best_mempool_ops(), long31);

	assert_int_equal(rte_mbuf_set_user_mempool_ops(""), -EINVAL);
	assert_int_equal(rte_mbuf_set_user_mempool_ops(long32), -ENAMETOOLONG);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("a_longer_name"), 0);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("ring_sp_sc"), 0);
	assert_string_equal(rte_mbuf_user_mempool_ops(), "ring_sp_sc");
	assert_string_equal(rte_mbuf_best_mempool_ops(), "ring_sp_sc");
	/* What is set already, passed as it was returned. */
	assert_int_equal(rte_mbuf_set_user_mempool_ops(
					 rte_mbuf_best_mempool_ops()),
			0);
	assert_string_equal(rte_mbuf_best_mempool_ops(), "ring_sp_sc");
}

static void
pools_use_the_best(void **state)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create(
			"best", 31, 0, 0, 256, SOCKET_ID_ANY);

	(void)state;
	assert_non_null(mp);
	assert_string_equal(
			rte_mempool_get_ops(mp->ops_index)->name, "ring_sp_sc");
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(the_user_wins),
			mbuf_test(pools_use_the_best),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
