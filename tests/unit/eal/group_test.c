/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A primary that is alone asks about the processes of its group, and of them.
 * Those that answer are tested by tests/system/group_ports_test.py.
 */
#include <bufplane_group.h>
#include <unistd.h>

#include <rte_eal.h>

#include "mp/mp.h"
#include "share_util.h"

static struct rte_mp_msg msg = {.name = "name"};

static int
start(void **state)
{
	return share_start(state) != 0 || eal_mp_init() != 0;
}

static int
stop(void **state)
{
	eal_mp_fini();
	return share_stop(state);
}

static void
test_alone(void **state)
{
	unsigned int slot;

	(void)state;
	assert_int_equal(bp_group_slot(), 0);
	assert_int_equal(bp_group_pid(0), getpid());
	for (slot = 1; slot < BP_GROUP_MEMBERS; slot++)
		assert_int_equal(bp_group_pid(slot), 0);
	/* Nobody is there, and this process does not ask itself. */
	assert_int_equal(bp_group_request(0, &msg, 10), -ENOENT);
	assert_int_equal(bp_group_request(1, &msg, 10), -ENOENT);
	assert_int_equal(bp_group_request(BP_GROUP_MEMBERS - 1, &msg, 10),
			-ENOENT);
}

static void
test_not_shared(void **state)
{
	(void)state;
	assert_int_equal(bp_group_slot(), 0);
	assert_int_equal(bp_group_pid(0), 0);
	assert_int_equal(bp_group_request(1, &msg, 10), -ENOTSUP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_alone, start, stop),
			cmocka_unit_test(test_not_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
