/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A stream into a pipe or device whose other end may go away. The write that
 * notices it fails with EPIPE, or tells of a part; the signal that comes with
 * it, which would end the program, is held back in this thread and taken off.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#include "pcap_private.h"

static ssize_t
write_quietly(int fd, const char *data, size_t len)
{
	const struct timespec at_once = {0, 0};
	sigset_t pipe_only, before, pending;
	ssize_t n;
	int error;

	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	sigemptyset(&pending);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
	do {
		n = write(fd, data, len);
	} while (n < 0 && errno == EINTR);
	error = errno;
	/* One that was pending before is the program's. */
	if (n < (ssize_t)len && !sigismember(&pending, SIGPIPE))
		sigtimedwait(&pipe_only, NULL, &at_once);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return n;
}

size_t
pcap_pipe_write(int fd, const void *data, size_t len)
{
	size_t done = 0;
	ssize_t n = 0;

	while (done < len && n >= 0) {
		n = write_quietly(fd, (const char *)data + done, len - done);
		done += n > 0 ? (size_t)n : 0;
	}
	return done;
}

static ssize_t
pipe_write(void *cookie, const char *data, size_t len)
{
	return (ssize_t)pcap_pipe_write((int)(intptr_t)cookie, data, len);
}

static int
pipe_close(void *cookie)
{
	return close((int)(intptr_t)cookie);
}

FILE *
pcap_pipe_stream(int fd)
{
	const cookie_io_functions_t io = {
			.write = pipe_write,
			.close = pipe_close,
	};

	return fopencookie((void *)(intptr_t)fd, "w", io);
}
