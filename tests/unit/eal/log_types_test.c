/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Log types and their levels: the built-in ones, registration at load time
 * and at run time by several threads, and the listings.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_log.h>

#include "eal.h"

#include <cmocka.h>

#define RTE_LOG_DEFAULT_LOGTYPE log_types_test.default

RTE_LOG_REGISTER(named_type, log_types_test.named, WARNING)
RTE_LOG_REGISTER_DEFAULT(default_type, ERR)
RTE_LOG_REGISTER_SUFFIX(suffix_type, more, DEBUG)

static void
test_builtin(void **state)
{
	assert_int_equal(rte_log_get_level(RTE_LOGTYPE_EAL), RTE_LOG_INFO);
	assert_int_equal(rte_log_get_level(RTE_LOGTYPE_USER8), RTE_LOG_INFO);
	assert_int_equal(rte_log_get_level(21), 0);
	assert_int_equal(rte_log_get_level(UINT32_MAX), -1);
	assert_int_equal(rte_log_register("lib.eal"), RTE_LOGTYPE_EAL);
	assert_int_equal(rte_log_register("pmd"), RTE_LOGTYPE_PMD);
	assert_int_equal(rte_log_register("user8"), RTE_LOGTYPE_USER8);
	assert_int_equal(rte_log_get_global_level(), RTE_LOG_DEBUG);
}

static void
test_constructors(void **state)
{
	assert_true(named_type >= RTE_LOGTYPE_FIRST_EXT_ID);
	assert_int_equal(rte_log_register("log_types_test.named"), named_type);
	assert_int_equal(rte_log_get_level((uint32_t)named_type),
			RTE_LOG_WARNING);
	assert_int_equal(rte_log_register("log_types_test.default"),
			default_type);
	assert_int_equal(
			rte_log_get_level((uint32_t)default_type), RTE_LOG_ERR);
	assert_int_equal(rte_log_register("log_types_test.default.more"),
			suffix_type);
	assert_int_equal(rte_log_get_level((uint32_t)suffix_type),
			RTE_LOG_DEBUG);
}

static void
test_register(void **state)
{
	int a = rte_log_register("t.a");
	int b = rte_log_register_type_and_pick_level("t.b", RTE_LOG_CRIT);

	assert_true(a >= RTE_LOGTYPE_FIRST_EXT_ID);
	assert_int_equal(b, a + 1);
	assert_int_equal(rte_log_register("t.a"), a);
	assert_int_equal(rte_log_get_level((uint32_t)a), RTE_LOG_INFO);
	assert_int_equal(rte_log_get_level((uint32_t)b), RTE_LOG_CRIT);
	/* A type that exists keeps its level. */
	assert_int_equal(rte_log_register_type_and_pick_level(
					 "t.a", RTE_LOG_ERR),
			a);
	assert_int_equal(rte_log_get_level((uint32_t)a), RTE_LOG_INFO);
	assert_int_equal(rte_log_register(NULL), -EINVAL);
	assert_int_equal(
			rte_log_register_type_and_pick_level(NULL, 1), -EINVAL);
}

static void
test_set_level(void **state)
{
	assert_int_equal(rte_log_set_level(RTE_LOGTYPE_RING, 0), 0);
	assert_int_equal(rte_log_get_level(RTE_LOGTYPE_RING), 0);
	assert_false(rte_log_can_log(RTE_LOGTYPE_RING, RTE_LOG_EMERG));
	assert_int_equal(rte_log_set_level(RTE_LOGTYPE_RING, RTE_LOG_MAX), 0);
	assert_true(rte_log_can_log(RTE_LOGTYPE_RING, RTE_LOG_DEBUG));
	assert_int_equal(rte_log_set_level(RTE_LOGTYPE_RING, RTE_LOG_MAX + 1),
			-1);
	assert_int_equal(rte_log_get_level(RTE_LOGTYPE_RING), RTE_LOG_MAX);
	assert_int_equal(rte_log_set_level(100000, RTE_LOG_ERR), -1);
	assert_false(rte_log_can_log(100000, RTE_LOG_EMERG));
	assert_int_equal(rte_log_set_level(RTE_LOGTYPE_RING, RTE_LOG_INFO), 0);
}

static void
test_global_level(void **state)
{
	rte_log_set_global_level(RTE_LOG_NOTICE);
	assert_int_equal(rte_log_get_global_level(), RTE_LOG_NOTICE);
	assert_true(rte_log_can_log(RTE_LOGTYPE_EAL, RTE_LOG_NOTICE));
	assert_false(rte_log_can_log(RTE_LOGTYPE_EAL, RTE_LOG_INFO));
	rte_log_set_global_level(RTE_LOG_DEBUG);
	assert_true(rte_log_can_log(RTE_LOGTYPE_EAL, RTE_LOG_INFO));
	assert_false(rte_log_can_log(RTE_LOGTYPE_EAL, RTE_LOG_DEBUG));
}

static void
test_dump(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	rte_log_set_level(RTE_LOGTYPE_MBUF, 0);
	rte_log_dump(f);
	fclose(f);
	assert_int_equal(strncmp(text, "global log level is debug\n", 26), 0);
	assert_non_null(strstr(text, "\nid 0: lib.eal, level is info\n"));
	assert_non_null(strstr(text, "\nid 16: lib.mbuf, level is disabled\n"));
	assert_null(strstr(text, "\nid 21:"));
	assert_non_null(strstr(text,
			": log_types_test.named, level is "
			"warning\n"));
	free(text);
	rte_log_set_level(RTE_LOGTYPE_MBUF, RTE_LOG_INFO);
}

static void
test_list_sorted(void **state)
{
	char *text = NULL;
	char *line, *rest;
	size_t size = 0;
	unsigned int n = 0;
	const char *last = "";
	FILE *f = open_memstream(&text, &size);

	rte_log_list_types(f, "> ");
	fclose(f);
	for (line = strtok_r(text, "\n", &rest); line != NULL;
			line = strtok_r(NULL, "\n", &rest)) {
		assert_int_equal(strncmp(line, "> ", 2), 0);
		assert_true(strcmp(last, line) < 0);
		last = line;
		n++;
	}
	/* 29 built-in names and those of this file. */
	assert_true(n >= 29 + 3);
	free(text);
}

static void *
register_many(void *arg)
{
	int *ids = arg;
	char name[32];

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "many.%d", i);
		ids[i] = rte_log_register(name);
		rte_log_set_level((uint32_t)ids[i], RTE_LOG_ERR);
		rte_log_can_log((uint32_t)ids[i], RTE_LOG_ERR);
	}
	return NULL;
}

static void
test_threads_register(void **state)
{
	int ids[4][100];
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, register_many, ids[i]);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 100; i++) {
		assert_true(ids[0][i] >= RTE_LOGTYPE_FIRST_EXT_ID);
		assert_true(i == 0 || ids[0][i] > ids[0][i - 1]);
		for (int k = 1; k < 4; k++)
			assert_int_equal(ids[k][i], ids[0][i]);
	}
}

/* The last test: it uses up all ids. */
static void
test_table_full(void **state)
{
	char name[32];
	int last = 0;
	int id = 0;

	eal_log_init(NULL, NULL, RTE_LOG_EMERG);
	for (int i = 0; i < 5000 && id >= 0; i++) {
		snprintf(name, sizeof(name), "full.%d", i);
		last = id;
		id = rte_log_register(name);
	}
	eal_log_fini();
	assert_int_equal(id, -ENOMEM);
	assert_true(last > 1000);
	assert_int_equal(rte_log_get_level((uint32_t)last), RTE_LOG_INFO);
	assert_int_equal(rte_log_get_level((uint32_t)last + 1), -1);
	assert_int_equal(rte_log_register("lib.eal"), RTE_LOGTYPE_EAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_builtin),
			cmocka_unit_test(test_constructors),
			cmocka_unit_test(test_register),
			cmocka_unit_test(test_set_level),
			cmocka_unit_test(test_global_level),
			cmocka_unit_test(test_dump),
			cmocka_unit_test(test_list_sorted),
			cmocka_unit_test(test_threads_register),
			cmocka_unit_test(test_table_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
