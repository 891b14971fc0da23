/* SPDX-License-Identifier: BSD-3-Clause */
/* Callbacks for devices that come and go: who is called, and who may leave. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_dev.h>

#include <cmocka.h>

#define ANY_ARG ((void *)-1)

static char trace[256];
static int unregistered;

static void
note(const char *name, enum rte_dev_event_type event, void *arg)
{
	char line[64];

	snprintf(line, sizeof(line), "%s:%d:%s ", name, event,
			(const char *)arg);
	strncat(trace, line, sizeof(trace) - strlen(trace) - 1);
}

static void
leave(const char *name, enum rte_dev_event_type event, void *arg)
{
	note(name, event, arg);
	unregistered = rte_dev_event_callback_unregister(name, leave, arg);
	assert_int_equal(rte_dev_event_callback_unregister(
					 "other", note, ANY_ARG),
			-ENOENT);
}

static int
setup(void **state)
{
	trace[0] = '\0';
	return 0;
}

static int
teardown(void **state)
{
	rte_dev_event_callback_unregister(NULL, note, ANY_ARG);
	rte_dev_event_callback_unregister(NULL, leave, ANY_ARG);
	return 0;
}

static void
who_is_called(void **state)
{
	assert_int_equal(rte_dev_event_callback_register("d", note, "x"), 0);
	assert_int_equal(rte_dev_event_callback_register("d", note, "x"),
			-EEXIST);
	assert_int_equal(rte_dev_event_callback_register("d", note, "y"), 0);
	assert_int_equal(rte_dev_event_callback_register(NULL, note, "all"), 0);
	assert_int_equal(rte_dev_event_callback_register(NULL, note, "all"),
			-EEXIST);
	assert_int_equal(rte_dev_event_callback_register("d", NULL, "y"),
			-EINVAL);
	rte_dev_event_callback_process("d", RTE_DEV_EVENT_ADD);
	rte_dev_event_callback_process("e", RTE_DEV_EVENT_REMOVE);
	rte_dev_event_callback_process(NULL, RTE_DEV_EVENT_REMOVE);
	assert_string_equal(trace, "d:0:x d:0:y d:0:all e:1:all ");
}

static void
who_is_forgotten(void **state)
{
	assert_int_equal(rte_dev_event_callback_register("d", note, "x"), 0);
	assert_int_equal(rte_dev_event_callback_register("d", note, "y"), 0);
	assert_int_equal(rte_dev_event_callback_register(NULL, note, "x"), 0);
	assert_int_equal(rte_dev_event_callback_unregister("d", note, "z"),
			-ENOENT);
	assert_int_equal(rte_dev_event_callback_unregister("e", note, "x"),
			-ENOENT);
	assert_int_equal(rte_dev_event_callback_unregister("d", NULL, "x"),
			-EINVAL);
	assert_int_equal(rte_dev_event_callback_unregister("d", note, ANY_ARG),
			2);
	assert_int_equal(rte_dev_event_callback_register("d", note, "x"), 0);
	assert_int_equal(rte_dev_event_callback_unregister(NULL, note, "x"), 2);
	assert_int_equal(rte_dev_event_callback_unregister(NULL, note, "x"),
			-ENOENT);
	rte_dev_event_callback_process("d", RTE_DEV_EVENT_ADD);
	assert_string_equal(trace, "");
}

static void
not_while_it_runs(void **state)
{
	assert_int_equal(rte_dev_event_callback_register("d", leave, "x"), 0);
	assert_int_equal(rte_dev_event_callback_register("d", note, "y"), 0);
	rte_dev_event_callback_process("d", RTE_DEV_EVENT_ADD);
	assert_int_equal(unregistered, -EAGAIN);
	assert_string_equal(trace, "d:0:x d:0:y ");
	assert_int_equal(rte_dev_event_callback_unregister("d", leave, "x"), 1);
}

#define ROUNDS 2000

static int calls;

static void
add_one(const char *name, enum rte_dev_event_type event, void *arg)
{
	__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
}

static void *
process(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		rte_dev_event_callback_process("d", RTE_DEV_EVENT_ADD);
	return NULL;
}

static void
threads(void **state)
{
	pthread_t t[2];
	int i, rc;

	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&t[i], NULL, process, NULL), 0);
	for (i = 0; i < ROUNDS; i++) {
		assert_int_equal(rte_dev_event_callback_register(
						 "d", add_one, NULL),
				0);
		do
			rc = rte_dev_event_callback_unregister(
					"d", add_one, NULL);
		while (rc == -EAGAIN);
		assert_int_equal(rc, 1);
	}
	for (i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(who_is_called),
			TEST(who_is_forgotten),
			TEST(not_while_it_runs),
			TEST(threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
