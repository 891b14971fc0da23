/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every system call that starts memory fails once, in each configuration that
 * starts in another way. failure_util.h says what must be true then.
 */
#include "failure_util.h"

static void
run_failures(bool all)
{
	static const struct op start = {
			.name = "init", .go = eal_memory_init, .starts = true};

	(void)all; /* there is but one */
	fail_each_call(&start);
}

int
main(void)
{
	return failure_main();
}
