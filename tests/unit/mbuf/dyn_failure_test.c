/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic fields and flags, and the choice of a handler, when there is no
 * memory for the table or the name: the reason is told, nothing is left, and
 * it works as soon as there is some. Once there is a table, no memory is asked
 * for any more. And processes that may not change the table.
 */
#include <rte_mbuf_pool_ops.h>

#include "alloc_faults.h"
#include "dyn_env.h"

static bool is_secondary;

enum rte_proc_type_t __real_rte_eal_process_type(void);
enum rte_proc_type_t __wrap_rte_eal_process_type(void);

enum rte_proc_type_t
__wrap_rte_eal_process_type(void)
{
	return is_secondary ? RTE_PROC_SECONDARY
			    : __real_rte_eal_process_type();
}

static int
a_field(void)
{
	return add_field("a", 4, 4, 0, ANY) == 92 ? 0 : -rte_errno;
}

static int
a_flag(void)
{
	return add_flag("a", 0, ANY_BIT) == 23 ? 0 : -rte_errno;
}

static int
a_receive_timestamp(void)
{
	return rte_mbuf_dyn_rx_timestamp_register(NULL, NULL) == 0 ? 0
								   : -rte_errno;
}

static int
a_send_timestamp(void)
{
	return rte_mbuf_dyn_tx_timestamp_register(NULL, NULL) == 0 ? 0
								   : -rte_errno;
}

static int
a_dump(void)
{
	return dump_text()[0] != '\0' ? 0 : -faults.error;
}

static int
a_platforms_choice(void)
{
	return rte_mbuf_set_platform_mempool_ops("stack");
}

static int
a_users_choice(void)
{
	return rte_mbuf_set_user_mempool_ops("stack");
}

static void
without_memory(void **state)
{
	int (*const calls[])(void) = {a_field, a_flag, a_receive_timestamp,
			a_send_timestamp, a_dump, a_platforms_choice,
			a_users_choice};
	const int errors[] = {ENOMEM, ENOSPC};
	unsigned int i;

	for (i = 0; i < RTE_DIM(calls) * RTE_DIM(errors); i++) {
		int err = errors[i % RTE_DIM(errors)];
		int (*call)(void) = calls[i / RTE_DIM(errors)];
		const struct holdings before = take_stock();

		arm(1, true, err);
		assert_int_equal(call(), -err);
		assert_true(disarm());
		assert_nothing_left(before, "a failure");
		assert_int_equal(find_field("a", NULL), -ENOENT);
		assert_int_equal(find_flag("a", NULL), -ENOENT);
		assert_null(rte_mbuf_platform_mempool_ops());
		assert_null(rte_mbuf_user_mempool_ops());
		assert_int_equal(call(), 0);
		assert_int_equal(env_stop(state), 0);
		assert_int_equal(env_start(state), 0);
	}
}

static void
later_without_memory(void **state)
{
	(void)state;
	assert_int_equal(a_flag(), 0);
	assert_int_equal(a_platforms_choice(), 0);
	assert_int_equal(a_users_choice(), 0);
	arm(1, true, ENOMEM);
	assert_int_equal(a_field(), 0);
	assert_int_equal(a_receive_timestamp(), 0);
	assert_int_equal(a_send_timestamp(), 0);
	assert_int_equal(find_field("a", NULL), 92);
	assert_int_equal(a_platforms_choice(), 0);
	assert_int_equal(rte_mbuf_set_user_mempool_ops("lf_stack"), 0);
	assert_false(disarm());
	assert_string_equal(rte_mbuf_best_mempool_ops(), "lf_stack");
}

/* What is registered is found, by its name too; nothing is added. */
static void
a_secondary_process(void **state)
{
	(void)state;
	is_secondary = true;
	assert_int_equal(a_field(), -EPERM);
	assert_int_equal(a_flag(), -EPERM);
	assert_int_equal(a_receive_timestamp(), -EPERM);
	assert_string_equal(dump_text(), "");
	is_secondary = false;
	assert_int_equal(a_field(), 0);
	assert_int_equal(a_flag(), 0);
	assert_int_equal(a_send_timestamp(), 0);
	is_secondary = true;
	assert_int_equal(a_field(), 0);
	assert_int_equal(a_flag(), 0);
	assert_int_equal(a_send_timestamp(), 0);
	assert_int_equal(a_receive_timestamp(), -EPERM);
	assert_int_equal(add_field("a", 8, 4, 0, ANY), -EEXIST);
	assert_int_equal(add_field("b", 1, 1, 0, ANY), -EPERM);
	assert_int_equal(add_flag("a", 0, 40), -EEXIST);
	assert_int_equal(add_flag("b", 0, ANY_BIT), -EPERM);
	assert_int_equal(find_field("a", NULL), 92);
	assert_int_equal(find_flag("a", NULL), 23);
	is_secondary = false;
	assert_int_equal(find_field("b", NULL), -ENOENT);
	assert_int_equal(find_flag("b", NULL), -ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			dyn_test(without_memory),
			dyn_test(later_without_memory),
			dyn_test(a_secondary_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
