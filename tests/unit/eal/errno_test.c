/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_errno.h: texts, and that threads do not disturb one another.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_errno.h>

#include <cmocka.h>

static void
test_texts(void **state)
{
	assert_string_equal(rte_strerror(0), "Success");
	assert_string_equal(rte_strerror(EINVAL), "Invalid argument");
	assert_string_equal(rte_strerror(E_RTE_SECONDARY),
			"Invalid call in secondary process");
	assert_string_equal(rte_strerror(E_RTE_NO_CONFIG),
			"Missing rte_config structure");
	assert_string_equal(rte_strerror(RTE_MIN_ERRNO), "Unknown error 1000");
	assert_string_equal(rte_strerror(RTE_MAX_ERRNO), "Unknown error 1003");
	assert_string_equal(rte_strerror(-22), "Unknown error -22");
	assert_int_equal(RTE_MIN_ERRNO, 1000);
	assert_int_equal(RTE_MAX_ERRNO, 1003);
}

static void *
other_thread(void *arg)
{
	int *seen = arg;

	*seen = rte_errno;
	rte_errno = ENOMEM;
	rte_strerror(5555);
	return NULL;
}

static void
test_threads(void **state)
{
	const char *text = rte_strerror(4444);
	pthread_t thread;
	int seen = -1;

	rte_errno = EBUSY;
	assert_int_equal(pthread_create(&thread, NULL, other_thread, &seen), 0);
	pthread_join(thread, NULL);
	assert_int_equal(seen, 0);
	assert_int_equal(rte_errno, EBUSY);
	assert_string_equal(text, "Unknown error 4444");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_texts),
			cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
