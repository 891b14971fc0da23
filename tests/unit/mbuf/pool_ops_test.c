/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which handler pools get: the default, else the platform's choice, else the
 * user's, which --mbuf-pool-ops-name begins with. Each test starts anew.
 */
#include <rte_mbuf_pool_ops.h>

#include "mbuf_env.h"

/* rte_eal_init() asks for the built-in drivers; this program links none. */
const struct bp_component *const bp_builtin_components[] = {NULL};
const unsigned int bp_builtin_components_n = 0;

#define ops_test(f) cmocka_unit_test_setup_teardown(f, env_start, env_stop)

/* Names of 31 characters, which fit, and of 32. */
static const char long31[] = "0123456789012345678901234567890";
static const char long32[] = "01234567890123456789012345678901";

static void
assert_choices(const char *platform, const char *user, const char *best)
{
	if (platform == NULL)
		assert_null(rte_mbuf_platform_mempool_ops());
	else
		assert_string_equal(rte_mbuf_platform_mempool_ops(), platform);
	if (user == NULL)
		assert_null(rte_mbuf_user_mempool_ops());
	else
		assert_string_equal(rte_mbuf_user_mempool_ops(), user);
	assert_string_equal(rte_mbuf_best_mempool_ops(), best);
}

/* Pools of both kinds are made with the handler; by_ops() still decides. */
static void
assert_pools_use(const char *handler)
{
	static char rooms[31 * 256];
	const struct rte_pktmbuf_extmem mem = {
			rooms, RTE_BAD_IOVA, sizeof(rooms), 256};
	struct rte_mempool *mp[4] = {
			rte_pktmbuf_pool_create(
					"plain", 31, 0, 0, 256, SOCKET_ID_ANY),
			rte_pktmbuf_pool_create_by_ops("null", 31, 0, 0, 256,
					SOCKET_ID_ANY, NULL),
			rte_pktmbuf_pool_create_extbuf("ext", 31, 0, 0, 256,
					SOCKET_ID_ANY, &mem, 1),
			rte_pktmbuf_pool_create_by_ops("named", 31, 0, 0, 256,
					SOCKET_ID_ANY, "ring_mp_sc"),
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(mp); i++) {
		assert_non_null(mp[i]);
		assert_string_equal(rte_mempool_get_ops(mp[i]->ops_index)->name,
				i == 3 ? "ring_mp_sc" : handler);
		assert_pool_whole(mp[i]);
		rte_mempool_free(mp[i]);
	}
}

static void
the_platform_chooses_once(void **state)
{
	(void)state;
	assert_choices(NULL, NULL, RTE_MBUF_DEFAULT_MEMPOOL_OPS);
	assert_pools_use("ring_mp_mc");
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(NULL), -EINVAL);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(""), -EINVAL);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(long32),
			-ENAMETOOLONG);
	assert_choices(NULL, NULL, RTE_MBUF_DEFAULT_MEMPOOL_OPS);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("stack"), 0);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("stack"), 0);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("stac"), -EEXIST);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("stack_"), -EEXIST);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(""), -EINVAL);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(NULL), -EINVAL);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops(long32),
			-ENAMETOOLONG);
	assert_choices("stack", NULL, "stack");
	assert_pools_use("stack");
}

static void
the_user_chooses_again_and_again(void **state)
{
	(void)state;
	assert_int_equal(rte_mbuf_set_user_mempool_ops(NULL), -EINVAL);
	assert_int_equal(rte_mbuf_set_user_mempool_ops(""), -EINVAL);
	assert_int_equal(rte_mbuf_set_user_mempool_ops(long32), -ENAMETOOLONG);
	assert_choices(NULL, NULL, RTE_MBUF_DEFAULT_MEMPOOL_OPS);
	assert_int_equal(rte_mbuf_set_user_mempool_ops(long31), 0);
	assert_choices(NULL, long31, long31);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("ring_sp_sc"), 0);
	assert_choices(NULL, "ring_sp_sc", "ring_sp_sc");
	assert_int_equal(rte_mbuf_set_user_mempool_ops(""), -EINVAL);
	assert_int_equal(rte_mbuf_set_user_mempool_ops(long32), -ENAMETOOLONG);
	assert_choices(NULL, "ring_sp_sc", "ring_sp_sc");
	assert_pools_use("ring_sp_sc");
}

static void
the_user_goes_before_the_platform(void **state)
{
	(void)state;
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("stack"), 0);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("lf_stack"), 0);
	assert_choices("stack", "lf_stack", "lf_stack");
	assert_pools_use("lf_stack");
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("bucket"), -EEXIST);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("ring_mp_mc"), 0);
	assert_pools_use("ring_mp_mc");
}

/* What was returned may be passed, and a part of it. */
static void
names_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(rte_mbuf_set_user_mempool_ops("lf_stack"), 0);
	assert_int_equal(rte_mbuf_set_user_mempool_ops(
					 rte_mbuf_best_mempool_ops()),
			0);
	assert_choices(NULL, "lf_stack", "lf_stack");
	assert_int_equal(rte_mbuf_set_user_mempool_ops(
					 rte_mbuf_user_mempool_ops() + 3),
			0);
	assert_choices(NULL, "stack", "stack");
	assert_pools_use("stack");
}

static void
a_handler_that_is_none(void **state)
{
	(void)state;
	assert_int_equal(rte_mbuf_set_user_mempool_ops("no_such"), 0);
	rte_errno = 0;
	assert_null(rte_pktmbuf_pool_create(
			"bad", 31, 0, 0, 256, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_mempool_lookup("bad"));
	assert_int_equal(rte_mbuf_set_user_mempool_ops("stack"), 0);
	assert_pools_use("stack");
}

/* The name of a handler behind "guard:" is one, too. */
static void
a_guarded_choice(void **state)
{
	(void)state;
	assert_int_equal(rte_mbuf_set_user_mempool_ops("guard:stack"), 0);
	assert_choices(NULL, "guard:stack", "guard:stack");
	assert_pools_use("guard");
}

/* They end with the process's use of the library, as all that is shared. */
static void
each_start_begins_anew(void **state)
{
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("stack"), 0);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("lf_stack"), 0);
	assert_int_equal(env_stop(state), 0);
	assert_choices(NULL, NULL, RTE_MBUF_DEFAULT_MEMPOOL_OPS);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("lf_stack"),
			-E_RTE_NO_CONFIG);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("lf_stack"),
			-E_RTE_NO_CONFIG);
	assert_int_equal(env_start(state), 0);
	assert_choices(NULL, NULL, RTE_MBUF_DEFAULT_MEMPOOL_OPS);
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("bucket"), 0);
	assert_pools_use("bucket");
}

/* As programs start: with arguments. */
static void
start_with(const char *ops_name)
{
	const char *args[] = {"test", "--no-huge", "--in-memory", "--no-pci",
			"-l", "0", "--mbuf-pool-ops-name", ops_name};

	assert_true(rte_eal_init(RTE_DIM(args), (char **)(uintptr_t)args) >= 0);
}

static void
an_argument_is_the_users_choice(void **state)
{
	(void)state;
	start_with("lf_stack");
	assert_string_equal(rte_eal_mbuf_user_pool_ops(), "lf_stack");
	assert_choices(NULL, "lf_stack", "lf_stack");
	assert_pools_use("lf_stack");
	assert_int_equal(rte_mbuf_set_platform_mempool_ops("bucket"), 0);
	assert_choices("bucket", "lf_stack", "lf_stack");
	assert_pools_use("lf_stack");
	assert_int_equal(rte_mbuf_set_user_mempool_ops("stack"), 0);
	assert_choices("bucket", "stack", "stack");
	assert_pools_use("stack");
	assert_string_equal(rte_eal_mbuf_user_pool_ops(), "lf_stack");
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_choices(NULL, NULL, RTE_MBUF_DEFAULT_MEMPOOL_OPS);
}

/* It is looked up when a pool is made, since handlers may come later. */
static void
an_argument_that_is_no_handler(void **state)
{
	(void)state;
	start_with(long32);
	assert_choices(NULL, long32, long32);
	rte_errno = 0;
	assert_null(rte_pktmbuf_pool_create(
			"bad", 31, 0, 0, 256, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("stack"), 0);
	assert_pools_use("stack");
	assert_int_equal(rte_eal_cleanup(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			ops_test(the_platform_chooses_once),
			ops_test(the_user_chooses_again_and_again),
			ops_test(the_user_goes_before_the_platform),
			ops_test(names_of_its_own),
			ops_test(a_handler_that_is_none),
			ops_test(a_guarded_choice),
			ops_test(each_start_begins_anew),
			cmocka_unit_test(an_argument_is_the_users_choice),
			cmocka_unit_test(an_argument_that_is_no_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
