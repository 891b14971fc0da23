/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of what ends the program: a child that has a library and a pool of
 * its own, as memory of pools does not go along with a fork. So the test itself
 * must not have started the library.
 */
#ifndef MBUF_CHILD_H
#define MBUF_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include <sys/resource.h>
#include <sys/wait.h>

#include "mbuf_env.h"

/* Run fn(arg) in this child, and leave with 0 if it returns. */
static inline void
child_run(void (*fn)(const void *arg), const void *arg, int err_fd)
{
	struct rlimit no_core = {0, 0};

	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGABRT, SIG_DFL);
	if (env_start(NULL) != 0)
		_exit(99);
	dup2(err_fd, STDERR_FILENO);
	fn(arg);
	_exit(0);
}

/*
 * Run fn(arg) in a child. Returns whether the child aborted, having written
 * text to stderr; if not, says what became of it instead.
 */
static inline bool
child_panics(void (*fn)(const void *arg), const void *arg, const char *text)
{
	static char output[16384];
	size_t len = 0;
	int fds[2];
	int status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child_run(fn, arg, fds[1]);
	close(fds[1]);
	while ((n = read(fds[0], output + len, sizeof(output) - 1 - len)) > 0)
		len += (size_t)n;
	output[len] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
			strstr(output, text) != NULL)
		return true;
	print_message("status %#x instead of \"%s\", having written:\n%s\n",
			status, text, output);
	return false;
}

#endif
