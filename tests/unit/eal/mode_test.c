/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program that says it was compiled for another number of queues than the
 * library was: the start is refused, whatever compiled the library.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BP_IN_LIBRARY /* the program's own layout is the one below */

#include <bufplane.h>

#include <rte_config.h>
#include <rte_errno.h>

#include "base/mode.h"

#undef RTE_MAX_QUEUES_PER_PORT
#define RTE_MAX_QUEUES_PER_PORT 77

#include <bufplane_mode.h>

const struct bp_layout bp_program_layout = BP_LAYOUT;

static char heard[256];

static void
hear(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	(void)ctx;
	(void)level;
	(void)logtype;
	if (strstr(text, "compiled with") != NULL)
		snprintf(heard, sizeof(heard), "%s", text);
}

static void
another_layout(void **state)
{
	struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.log_fn = hear,
	};

	(void)state;
	assert_int_equal(eal_layout_check(), -EINVAL);
	assert_true(bp_init(&config) < 0);
	assert_int_equal(rte_errno, EINVAL);
	assert_non_null(strstr(heard,
			"RTE_MAX_QUEUES_PER_PORT 77, the library with 1024"));
}

/* Of the library's own, which the processes of a group compare. */
static void
hash(void **state)
{
	(void)state;
	assert_int_equal(eal_layout_hash(), eal_layout_hash());
	assert_true(eal_layout_hash() != 0);
	assert_true(eal_layout_mix(1, 2) != eal_layout_mix(2, 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(another_layout),
			cmocka_unit_test(hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
