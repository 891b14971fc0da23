/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Printing of log lines: where they go, one write each, what the calls
 * return, and that nothing is mixed up between threads.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>

#include <rte_log.h>

#include "eal.h"

#include <cmocka.h>

#define THREADS 4
#define LINES   200

static struct {
	unsigned int calls;
	uint32_t level;
	uint32_t logtype;
	char text[4096];
	int nested_rc;
} got;

static void
record(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	assert_ptr_equal(ctx, &got);
	got.calls++;
	got.level = level;
	got.logtype = logtype;
	snprintf(got.text, sizeof(got.text), "%s", text);
	errno = EIO;
}

static int
setup(void **state)
{
	memset(&got, 0, sizeof(got));
	eal_log_init(record, &got, 0);
	return 0;
}

static int
teardown(void **state)
{
	eal_log_fini();
	rte_openlog_stream(NULL);
	return 0;
}

static void
test_callback(void **state)
{
	errno = EBADF;
	assert_int_equal(rte_log(RTE_LOG_ERR, RTE_LOGTYPE_USER2, "x %d\n", 42),
			5);
	assert_int_equal(errno, EBADF);
	assert_int_equal(got.calls, 1);
	assert_int_equal(got.level, RTE_LOG_ERR);
	assert_int_equal(got.logtype, RTE_LOGTYPE_USER2);
	assert_string_equal(got.text, "x 42\n");
	assert_int_equal(rte_log_cur_msg_loglevel(), RTE_LOG_ERR);
	assert_int_equal(rte_log_cur_msg_logtype(), RTE_LOGTYPE_USER2);
}

static void
test_macro_text(void **state)
{
	RTE_LOG(NOTICE, USER1, "no arguments\n");
	assert_string_equal(got.text, "USER1: no arguments\n");
	RTE_LOG(NOTICE, EAL, "%s %u\n", "two", 2u);
	assert_string_equal(got.text, "EAL: two 2\n");
	RTE_LOG_DP(INFO, USER1, "data path %d\n", 1);
	assert_string_equal(got.text, "USER1: data path 1\n");
}

static void
test_data_path_level(void **state)
{
	/* RTE_LOG_DP_LEVEL is RTE_LOG_INFO: debug is compiled out. */
	rte_log_set_level(RTE_LOGTYPE_USER1, RTE_LOG_DEBUG);
	got.calls = 0;
	RTE_LOG_DP(DEBUG, USER1, "gone\n");
	assert_int_equal(got.calls, 0);
	RTE_LOG(DEBUG, USER1, "there\n");
	assert_int_equal(got.calls, 1);
	rte_log_set_level(RTE_LOGTYPE_USER1, RTE_LOG_INFO);
}

static void
test_suppressed(void **state)
{
	assert_int_equal(rte_log(RTE_LOG_DEBUG, RTE_LOGTYPE_USER1, "x"), 0);
	assert_int_equal(rte_log(RTE_LOG_MAX + 1, RTE_LOGTYPE_USER1, "x"), 0);
	assert_int_equal(rte_log(RTE_LOG_ERR, 99999, "x"), -1);
	assert_int_equal(got.calls, 0);
	rte_log_set_global_level(RTE_LOG_CRIT);
	assert_int_equal(rte_log(RTE_LOG_ERR, RTE_LOGTYPE_USER1, "x"), 0);
	assert_int_equal(got.calls, 0);
	assert_int_equal(rte_log(RTE_LOG_CRIT, RTE_LOGTYPE_USER1, "x"), 1);
	assert_int_equal(got.calls, 1);
	rte_log_set_global_level(RTE_LOG_DEBUG);
}

static void
test_long_line(void **state)
{
	char text[3001];

	memset(text, 'a', sizeof(text) - 1);
	for (size_t len = 1020; len <= 1030; len++) {
		text[len] = '\0';
		assert_int_equal(rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL, "%s",
						 text),
				len);
		assert_string_equal(got.text, text);
		text[len] = 'a';
	}
	text[3000] = '\0';
	assert_int_equal(rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL, "%s", text),
			3000);
	assert_string_equal(got.text, text);
	assert_int_equal(rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL, "%s", ""), 0);
}

static void
log_again(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	if (got.calls++ == 0)
		got.nested_rc = rte_log_register("log_test.nested");
	if (got.calls < 3)
		RTE_LOG(ERR, USER1, "nested\n");
}

/* A callback may log, register types and set levels: no lock is held. */
static void
test_callback_reenters(void **state)
{
	eal_log_init(log_again, NULL, 0);
	RTE_LOG(ERR, USER1, "outer\n");
	assert_int_equal(got.calls, 3);
	assert_true(got.nested_rc >= RTE_LOGTYPE_FIRST_EXT_ID);
}

static void
test_stream(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	assert_ptr_equal(rte_log_get_stream(), stderr);
	assert_int_equal(rte_openlog_stream(f), 0);
	assert_ptr_equal(rte_log_get_stream(), f);
	assert_int_equal(RTE_LOG(ERR, EAL, "to the stream\n"), 19);
	/* Flushed after each line. */
	assert_string_equal(text, "EAL: to the stream\n");
	assert_int_equal(got.calls, 0);
	assert_int_equal(rte_openlog_stream(NULL), 0);
	assert_ptr_equal(rte_log_get_stream(), stderr);
	RTE_LOG(ERR, EAL, "to the callback\n");
	assert_int_equal(got.calls, 1);
	fclose(f);
	free(text);
}

static void
test_stream_error(void **state)
{
	FILE *f = fopen("/dev/full", "w");

	assert_non_null(f);
	rte_openlog_stream(f);
	assert_int_equal(RTE_LOG(ERR, EAL, "does not fit\n"), -1);
	rte_openlog_stream(NULL);
	fclose(f);
}

/* Give stderr to a socket that keeps the borders of writes. */
static int
redirect_stderr(int *saved)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	*saved = dup(STDERR_FILENO);
	assert_true(dup2(pair[0], STDERR_FILENO) >= 0);
	close(pair[0]);
	return pair[1];
}

static void
restore_stderr(int saved, int peer)
{
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(peer);
}

static void
test_one_write_to_stderr(void **state)
{
	char text[4096];
	int saved, peer;
	ssize_t n;
	int rc;

	eal_log_fini();
	peer = redirect_stderr(&saved);
	rc = RTE_LOG(ERR, EAL, "%02000d\n", 7);
	n = recv(peer, text, sizeof(text), MSG_DONTWAIT);
	restore_stderr(saved, peer);
	assert_int_equal(rc, 2006);
	assert_int_equal(n, 2006);
	assert_memory_equal(text, "EAL: 000", 8);
}

static void
test_stderr_closed(void **state)
{
	int saved = dup(STDERR_FILENO);
	int rc;

	eal_log_fini();
	close(STDERR_FILENO);
	rc = RTE_LOG(ERR, EAL, "nowhere\n");
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_int_equal(rc, -1);
}

static void
test_init_level(void **state)
{
	eal_log_init(NULL, NULL, RTE_LOG_ERR);
	assert_int_equal(rte_log_get_global_level(), RTE_LOG_ERR);
	eal_log_fini();
	assert_int_equal(rte_log_get_global_level(), RTE_LOG_DEBUG);
	eal_log_init(NULL, NULL, 0);
	assert_int_equal(rte_log_get_global_level(), RTE_LOG_DEBUG);
}

static void *
log_lines(void *arg)
{
	char letter = (char)('a' + *(int *)arg);
	char text[100];

	memset(text, letter, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < LINES; i++)
		rte_log(RTE_LOG_ERR, RTE_LOGTYPE_USER1, "%s\n", text);
	return NULL;
}

static void
check_lines(FILE *f)
{
	unsigned int n = 0;
	char line[256];

	rewind(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		assert_int_equal(strlen(line), 100);
		assert_int_equal(strspn(line, (char[2]){line[0]}), 99);
		n++;
	}
	assert_int_equal(n, THREADS * LINES);
}

static void
test_threads_do_not_mix(void **state)
{
	pthread_t threads[THREADS];
	FILE *f = tmpfile();
	int idx[THREADS];
	int saved;

	assert_non_null(f);
	eal_log_fini();
	saved = dup(STDERR_FILENO);
	dup2(fileno(f), STDERR_FILENO);
	for (int i = 0; i < THREADS; i++) {
		idx[i] = i;
		pthread_create(&threads[i], NULL, log_lines, &idx[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	check_lines(f);
	fclose(f);
}

static unsigned int mixed_pairs;

static void
check_pair_a(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	if (strcmp(ctx, "a") != 0)
		__atomic_fetch_add(&mixed_pairs, 1, __ATOMIC_RELAXED);
}

static void
check_pair_b(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	if (strcmp(ctx, "b") != 0)
		__atomic_fetch_add(&mixed_pairs, 1, __ATOMIC_RELAXED);
}

static bool stop_logging;

static void *
log_until_stopped(void *arg)
{
	while (!__atomic_load_n(&stop_logging, __ATOMIC_RELAXED))
		rte_log(RTE_LOG_ERR, RTE_LOGTYPE_USER1, "x");
	return NULL;
}

/* Callback and context belong together, even while they are changed. */
static void
test_sink_is_a_pair(void **state)
{
	static char ctx_a[] = "a";
	static char ctx_b[] = "b";
	pthread_t thread;

	eal_log_init(check_pair_a, ctx_a, 0);
	pthread_create(&thread, NULL, log_until_stopped, NULL);
	for (int i = 0; i < 100000; i++) {
		eal_log_init(check_pair_b, ctx_b, 0);
		eal_log_init(check_pair_a, ctx_a, 0);
	}
	__atomic_store_n(&stop_logging, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	assert_int_equal(mixed_pairs, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_callback, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_macro_text, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_data_path_level, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_suppressed, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_long_line, setup, teardown),
			cmocka_unit_test_setup_teardown(test_callback_reenters,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_stream, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_stream_error, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_one_write_to_stderr, setup,
					teardown),
			cmocka_unit_test_setup_teardown(
					test_stderr_closed, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_init_level, setup, teardown),
			cmocka_unit_test_setup_teardown(test_threads_do_not_mix,
					setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_sink_is_a_pair, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
