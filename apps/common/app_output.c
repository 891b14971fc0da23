/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where reports go. A file is opened without being emptied, looked at, and
 * locked as net_pcap locks its captures; the first report empties it.
 */
#include "app_output.h"

#include <byteswap.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/stat.h>

static bool stdout_taken;

static int
complain(const char *option, const char *name, const char *what, int error)
{
	char text[128];

	fprintf(stderr, "%s: %s cannot be %s: %s\n", option, name, what,
			strerror_r(error, text, sizeof(text)));
	return -error;
}

int
app_output_name(const char *option, const char *text, const char **name)
{
	if (*text == '\0') {
		fprintf(stderr, "%s: no name of a file; '-' is standard output\n",
				option);
		return -EINVAL;
	}
	*name = text;
	return 0;
}

static int
take_stdout(const char *option)
{
	int fd;

	if (stdout_taken) {
		fprintf(stderr, "%s: standard output has something else already\n",
				option);
		return -EBUSY;
	}
	fflush(stdout);
	fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		int rc = complain(option, "standard output", "opened", errno);

		if (fd >= 0)
			close(fd);
		return rc;
	}
	stdout_taken = true;
	return fd;
}

/* What libpcap reads as a capture begins with one of these. */
static bool
is_capture(const char *name)
{
	static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34,
			0xa1b234cd, 0xa12b3c4d, 0x0a0d0d0a};
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	uint32_t magic = 0;
	bool found = false;

	if (fd < 0)
		return false;
	if (read(fd, &magic, sizeof(magic)) == (ssize_t)sizeof(magic))
		for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
			found |= magic == magics[i] ||
					magic == bswap_32(magics[i]);
	close(fd);
	return found;
}

/* 0, or a negative errno after a message. */
static int
check_file(const char *option, const char *name, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return complain(option, name, "opened", errno);
	if (!S_ISREG(st.st_mode))
		return 0;
	if (is_capture(name)) {
		fprintf(stderr, "%s: %s is a capture, which is not overwritten\n",
				option, name);
		return -EEXIST;
	}
	/* A file system without locks is no reason to refuse the file. */
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		fprintf(stderr, "%s: %s is in use: by a port, or for other reports\n",
				option, name);
		return -EBUSY;
	}
	return 0;
}

static int
open_file(const char *option, const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	int rc;

	if (fd < 0)
		return complain(option, name, "opened", errno);
	rc = check_file(option, name, fd);
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

int
app_output_open(struct app_output *out, const char *option, const char *name)
{
	const bool standard = name != NULL && strcmp(name, "-") == 0;
	int fd;

	*out = (struct app_output){.option = option, .fd = -1};
	if (name == NULL)
		return 0;
	fd = standard ? take_stdout(option) : open_file(option, name);
	if (fd < 0)
		return fd;
	out->fd = fd;
	out->name = standard ? "standard output" : name;
	out->begun = standard; /* a shell may have it append */
	return 0;
}

/* A pipe that is not to block, as its other users set it so. */
static void
wait_for_room(int fd)
{
	struct pollfd room = {.fd = fd, .events = POLLOUT};

	(void)poll(&room, 1, -1);
}

static int
write_all(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t rc = write(fd, text, n);

		if (rc >= 0) {
			text += rc;
			n -= (size_t)rc;
		} else if (errno == EAGAIN) {
			wait_for_room(fd);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

/* Nothing to empty in a pipe or a device. */
static int
begin(struct app_output *out)
{
	out->begun = true;
	return ftruncate(out->fd, 0) == 0 || errno == EINVAL ? 0 : -errno;
}

void
app_output_fail(struct app_output *out, int error)
{
	if (out->broken == 0)
		out->broken = complain(
				out->option, out->name, "written", error);
}

void
app_output_write(struct app_output *out, const char *text, size_t n)
{
	int rc = out->begun ? 0 : begin(out);

	if (rc == 0)
		rc = write_all(out->fd, text, n);
	if (rc < 0)
		app_output_fail(out, -rc);
}

int
app_output_close(struct app_output *out)
{
	if (out->name == NULL)
		return out->broken;
	if (close(out->fd) != 0)
		app_output_fail(out, errno);
	out->name = NULL;
	return out->broken;
}
