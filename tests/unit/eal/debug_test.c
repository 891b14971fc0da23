/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls that stop the program, each in a child of its own: its status and
 * what it printed.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#define RTE_ENABLE_ASSERT 1

#include <rte_bitops.h>
#include <rte_debug.h>

#include "eal.h"

static char output[16384];

/* Run fn in a child with stderr in output. Returns its wait status. */
static int
run_child(void (*fn)(void))
{
	struct rlimit no_core = {0, 0};
	size_t len = 0;
	int pipe_fds[2];
	int status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(pipe_fds), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		dup2(pipe_fds[1], STDERR_FILENO);
		close(pipe_fds[0]);
		close(pipe_fds[1]);
		fn();
		_exit(99);
	}
	close(pipe_fds[1]);
	while ((n = read(pipe_fds[0], output + len, sizeof(output) - 1 - len)) >
			0)
		len += (size_t)n;
	output[len] = '\0';
	close(pipe_fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
assert_aborted(int status)
{
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void
assert_exited(int status, int code)
{
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static void
panic_with_text(void)
{
	rte_panic("bad %d\n", 3);
}

static void
panic_plain(void)
{
	rte_panic("plain\n");
}

static void
test_panic(void **state)
{
	assert_aborted(run_child(panic_with_text));
	assert_int_equal(strncmp(output,
					 "PANIC in panic_with_text():\n"
					 "bad 3\n0: ",
					 37),
			0);
	assert_non_null(strstr(output, "\n1: "));
	assert_aborted(run_child(panic_plain));
	assert_non_null(strstr(output, "PANIC in panic_plain():\nplain\n"));
}

static unsigned int evaluated;

static void
verify_false(void)
{
	RTE_VERIFY(evaluated == 77);
}

static void
verify_true(void)
{
	RTE_VERIFY(++evaluated == 1);
	RTE_VERIFY(evaluated == 1);
	_exit(5);
}

static void
assert_false_too(void)
{
	RTE_ASSERT(evaluated == 78);
}

static uint32_t word = 2;

static void
assert_with_macro(void)
{
	RTE_ASSERT(word == RTE_BIT32(2));
}

static void
assert_bit(void)
{
	rte_bit_relaxed_get32(1, &word);
	rte_bit_relaxed_get32(32, &word);
}

static void
test_verify(void **state)
{
	assert_aborted(run_child(verify_false));
	assert_non_null(strstr(output, "PANIC in verify_false():\nline "));
	assert_non_null(strstr(
			output, "\tassert \"evaluated == 77\" failed\n"));
	assert_exited(run_child(verify_true), 5);
	assert_string_equal(output, "");
	assert_aborted(run_child(assert_false_too));
	assert_non_null(strstr(output, "evaluated == 78"));
	assert_aborted(run_child(assert_with_macro));
	assert_non_null(strstr(output, "\"word == RTE_BIT32(2)\" failed"));
	assert_aborted(run_child(assert_bit));
	assert_non_null(strstr(output, "\"nr < 32\" failed"));
}

/* Not inlined and with work after the call, so that it has a frame. */
static __rte_noinline int
dump_from_here(int depth)
{
	volatile int below = depth > 0 ? dump_from_here(depth - 1) : 0;

	if (depth == 0)
		rte_dump_stack();
	return below + 1;
}

static void
dump_stack(void)
{
	dump_from_here(5);
	_exit(0);
}

static void
test_dump_stack(void **state)
{
	unsigned int frames = 0;
	char *line, *rest;
	char want[16];

	assert_exited(run_child(dump_stack), 0);
	for (line = strtok_r(output, "\n", &rest); line != NULL;
			line = strtok_r(NULL, "\n", &rest)) {
		snprintf(want, sizeof(want), "%u: ", frames++);
		assert_int_equal(strncmp(line, want, strlen(want)), 0);
		assert_non_null(strstr(line, " ["));
		assert_int_equal(line[strlen(line) - 1], ']');
	}
	assert_true(frames >= 7);
}

static void
leave_marker(void)
{
	static const char text[] = "atexit ran\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(98);
}

static void
exit_with_error(void)
{
	atexit(leave_marker);
	rte_exit(3, "no %s left\n", "room");
}

static void
exit_well(void)
{
	rte_exit(0, "all done\n");
}

static void
test_exit(void **state)
{
	assert_exited(run_child(exit_with_error), 3);
	assert_int_equal(strncmp(output,
					 "EAL: Error - exiting with code: 3\n"
					 "  Cause: no room left\n",
					 56),
			0);
	assert_non_null(strstr(output, "atexit ran\n"));
	assert_exited(run_child(exit_well), 0);
	assert_int_equal(strncmp(output, "all done\n", 9), 0);
}

static int
component_init(void)
{
	return 0;
}

static void
component_fini(void)
{
	static const char text[] = "cleaned up\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(98);
}

static void
exit_while_running(void)
{
	static const struct bp_component part = {
			"debug_test", component_init, component_fini};
	static const struct bp_component *const parts[] = {&part};
	struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.components = parts,
			.components_n = 1};

	if (bp_init(&config) != 0)
		_exit(97);
	rte_exit(4, "stop\n");
}

/* rte_exit() runs rte_eal_cleanup() first. */
static void
test_exit_cleans_up(void **state)
{
	const char *cause, *cleaned;

	assert_exited(run_child(exit_while_running), 4);
	cause = strstr(output, "  Cause: stop\n");
	cleaned = strstr(output, "cleaned up\n");
	assert_non_null(cause);
	assert_non_null(cleaned);
	assert_true(cause < cleaned);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_panic),
			cmocka_unit_test(test_verify),
			cmocka_unit_test(test_dump_stack),
			cmocka_unit_test(test_exit),
			cmocka_unit_test(test_exit_cleans_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
