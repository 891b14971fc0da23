/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Levels by pattern and expression, and the argument --log-level: what is
 * accepted, what is refused and changes nothing, and what eal_log_fini() puts
 * back.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>

#include "eal.h"

#include <cmocka.h>

static unsigned int lines;
static char last_line[1024];

static void
count_line(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	lines++;
	snprintf(last_line, sizeof(last_line), "%s", text);
}

static int
setup(void **state)
{
	eal_log_init(count_line, NULL, 0);
	lines = 0;
	return 0;
}

static int
teardown(void **state)
{
	eal_log_fini();
	return 0;
}

static int
ring_level(void)
{
	return rte_log_get_level(RTE_LOGTYPE_RING);
}

static int
mbuf_level(void)
{
	return rte_log_get_level(RTE_LOGTYPE_MBUF);
}

static void
test_pattern_call(void **state)
{
	assert_int_equal(rte_log_set_level_pattern("lib.r?ng", 3), 0);
	assert_int_equal(ring_level(), 3);
	assert_int_equal(mbuf_level(), RTE_LOG_INFO);
	assert_int_equal(rte_log_set_level_pattern("lib.rin", 2), 0);
	assert_int_equal(ring_level(), 3);
	assert_int_equal(rte_log_set_level_pattern("none.*", 2), 0);
	/* A call is for the types that exist. */
	assert_int_equal(rte_log_get_level((uint32_t)rte_log_register(
					 "none.later")),
			RTE_LOG_INFO);
	assert_int_equal(rte_log_set_level_pattern("*", RTE_LOG_MAX + 1), -1);
	assert_int_equal(rte_log_set_level_pattern(NULL, 1), -1);
	assert_int_equal(ring_level(), 3);
	assert_int_equal(rte_log_set_level_pattern("*", RTE_LOG_INFO), 0);
	assert_int_equal(ring_level(), RTE_LOG_INFO);
}

static void
test_regexp_call(void **state)
{
	assert_int_equal(rte_log_set_level_regexp("rin", 3), 0);
	assert_int_equal(ring_level(), 3);
	assert_int_equal(rte_log_set_level_regexp("^rin", 4), 0);
	assert_int_equal(ring_level(), 3);
	assert_int_equal(rte_log_set_level_regexp("^lib\\.r[i]*ng$", 4), 0);
	assert_int_equal(ring_level(), 4);
	assert_int_equal(rte_log_set_level_regexp("[", 5), -1);
	assert_int_equal(rte_log_set_level_regexp(NULL, 5), -1);
	assert_int_equal(rte_log_set_level_regexp("lib", RTE_LOG_MAX + 1), -1);
	assert_int_equal(ring_level(), 4);
	assert_int_equal(rte_log_set_level_regexp("", RTE_LOG_INFO), 0);
	assert_int_equal(ring_level(), RTE_LOG_INFO);
}

static void
test_arg_global(void **state)
{
	static const struct {
		const char *arg;
		uint32_t level;
	} cases[] = {{"1", 1}, {"8", 8}, {"0x5", 5}, {" 5", 5}, {"+5", 5},
			{"error", 4}, {"err", 4}, {"e", 1}, {"emergency", 1},
			{"crit", 3}, {"d", 8}, {"notice", 6}, {"i", 7},
			{"warning", 5}, {"alert", 2}};

	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		assert_int_equal(eal_log_level_arg(cases[i].arg), 0);
		assert_int_equal(rte_log_get_global_level(), cases[i].level);
	}
	assert_int_equal(ring_level(), RTE_LOG_INFO);
	assert_int_equal(lines, 0);
	eal_log_fini();
	assert_int_equal(rte_log_get_global_level(), RTE_LOG_DEBUG);
}

static void
test_arg_clamps(void **state)
{
	assert_int_equal(eal_log_level_arg("lib.ring:9"), 0);
	assert_int_equal(ring_level(), RTE_LOG_MAX);
	assert_int_equal(lines, 1);
	assert_non_null(strstr(last_line, "9 higher than maximum (8)"));
}

static void
test_arg_types(void **state)
{
	assert_int_equal(eal_log_level_arg("lib.r?ng:debug"), 0);
	assert_int_equal(ring_level(), RTE_LOG_DEBUG);
	assert_int_equal(eal_log_level_arg("lib.r?ng:4"), 0);
	assert_int_equal(ring_level(), RTE_LOG_ERR);
	assert_int_equal(eal_log_level_arg("ring,notice"), 0);
	assert_int_equal(ring_level(), RTE_LOG_NOTICE);
	/* A pattern takes the whole name, and case counts. */
	assert_int_equal(eal_log_level_arg("ring:1"), 0);
	assert_int_equal(eal_log_level_arg("LIB.RING:1"), 0);
	assert_int_equal(ring_level(), RTE_LOG_NOTICE);
	assert_int_equal(mbuf_level(), RTE_LOG_INFO);
	/* The comma comes first: this is an expression with a colon. */
	assert_int_equal(eal_log_level_arg("lib.ring:4,5"), 0);
	assert_int_equal(ring_level(), RTE_LOG_NOTICE);
	assert_int_equal(eal_log_level_arg(",6"), 0);
	assert_int_equal(mbuf_level(), RTE_LOG_NOTICE);
	assert_int_equal(lines, 0);
}

static void
test_arg_refused(void **state)
{
	static const char *const bad[] = {"", "0", "-1", "foo", "4x", "ERROR",
			"errorx", "disabled", "unknown", "x,y:8", "a,b,5",
			"lib.ring:", "lib.ring,", "lib.ring:0", "lib.ring:4:5",
			"lib.ring:foo", ":8", "[,3", "99999999999999999999",
			"-18446744073709551612"};

	for (size_t i = 0; i < RTE_DIM(bad); i++) {
		lines = 0;
		assert_int_equal(eal_log_level_arg(bad[i]), -EINVAL);
		assert_int_equal(lines, 1);
		/* The message quotes the argument. */
		assert_non_null(strstr(last_line, "--log-level="));
		assert_non_null(strstr(last_line, bad[i]));
		assert_int_equal(rte_log_get_global_level(), RTE_LOG_DEBUG);
		assert_int_equal(ring_level(), RTE_LOG_INFO);
	}
	assert_int_equal(eal_log_level_arg(NULL), -EINVAL);
}

static void
test_arg_for_later_types(void **state)
{
	assert_int_equal(eal_log_level_arg("later.*:8"), 0);
	assert_int_equal(eal_log_level_arg("later.b$,3"), 0);
	assert_int_equal(
			rte_log_get_level(
					(uint32_t)rte_log_register_type_and_pick_level(
							"later.a", 5)),
			8);
	assert_int_equal(
			rte_log_get_level(
					(uint32_t)rte_log_register_type_and_pick_level(
							"later.b", 5)),
			3);
	assert_int_equal(
			rte_log_get_level(
					(uint32_t)rte_log_register_type_and_pick_level(
							"other", 5)),
			5);
	eal_log_fini();
	/* What an argument changed is as the registration asked. */
	assert_int_equal(rte_log_get_level(
					 (uint32_t)rte_log_register("later.a")),
			5);
	assert_int_equal(
			rte_log_get_level(
					(uint32_t)rte_log_register_type_and_pick_level(
							"later.c", 5)),
			5);
}

static void
test_fini_restores(void **state)
{
	assert_int_equal(rte_log_set_level(RTE_LOGTYPE_HASH, 2), 0);
	assert_int_equal(eal_log_level_arg("lib.*:6"), 0);
	assert_int_equal(eal_log_level_arg("lib.*:4"), 0);
	assert_int_equal(eal_log_level_arg("3"), 0);
	/* What the program sets itself stays. */
	assert_int_equal(rte_log_set_level(RTE_LOGTYPE_MBUF, 5), 0);
	eal_log_fini();
	assert_int_equal(rte_log_get_level(RTE_LOGTYPE_HASH), 2);
	assert_int_equal(ring_level(), RTE_LOG_INFO);
	assert_int_equal(mbuf_level(), 5);
	assert_int_equal(rte_log_get_global_level(), RTE_LOG_DEBUG);
	eal_log_fini();
	assert_int_equal(mbuf_level(), 5);
	rte_log_set_level(RTE_LOGTYPE_MBUF, RTE_LOG_INFO);
	rte_log_set_level(RTE_LOGTYPE_HASH, RTE_LOG_INFO);
}

static void
test_change_is_logged(void **state)
{
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_DEBUG);
	assert_string_equal(last_line,
			"EAL: lib.eal log level changed from info to debug\n");
	lines = 0;
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_DEBUG);
	assert_int_equal(lines, 0);
	rte_log_set_level(RTE_LOGTYPE_RING, 0);
	assert_string_equal(last_line,
			"EAL: lib.ring log level changed from info to "
			"disabled\n");
	rte_log_set_level(RTE_LOGTYPE_RING, RTE_LOG_INFO);
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_INFO);
}

static void
test_help(void **state)
{
	char text[8192] = "";
	FILE *f = tmpfile();
	int saved;

	assert_non_null(f);
	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	dup2(fileno(f), STDOUT_FILENO);
	assert_int_equal(eal_log_level_arg("help"), -ECANCELED);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	rewind(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	assert_non_null(strstr(text, "\tlib.eal\n"));
	assert_non_null(strstr(text, "8   debug\n"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_pattern_call),
			TEST(test_regexp_call),
			TEST(test_arg_global),
			TEST(test_arg_clamps),
			TEST(test_arg_types),
			TEST(test_arg_refused),
			TEST(test_arg_for_later_types),
			TEST(test_fini_restores),
			TEST(test_change_is_logged),
			TEST(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
