/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading the files "stat" of /proc. A thread's name, in parentheses, may hold
 * anything, so that fields are counted from the last parenthesis on.
 */
#include "mp/thread_stat.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "memory/os.h"

int
thread_stat_parse(struct thread_stat *st, const char *text)
{
	const char *rest = strrchr(text, ')');
	uint64_t user, system;

	/* Fields 3 (state), 14 and 15 (times) and 22 (start). */
	if (rest == NULL ||
			sscanf(rest + 1,
					" %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64
					" %" SCNu64
					" %*s %*s %*s %*s %*s %*s %" SCNu64,
					&st->state, &user, &system,
					&st->start) != 4)
		return -EINVAL;
	st->ticks = user + system;
	return 0;
}

int
thread_stat_read(struct thread_stat *st, int pid, int tid)
{
	char path[64], text[1024];
	ssize_t n;
	int fd;

	if (tid == 0)
		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	else
		snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, tid);
	fd = eal_os.open(path, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	n = eal_os.pread(fd, text, sizeof(text) - 1, 0);
	eal_os.close(fd);
	/* One that ended meanwhile has no text. */
	if (n <= 0)
		return n < 0 ? -errno : -ESRCH;
	text[n] = '\0';
	return thread_stat_parse(st, text);
}
