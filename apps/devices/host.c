/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading /sys and /proc. Every function bounds what it takes in, and gives
 * back text that is safe on a terminal.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "devices.h"

static int
make_path(char path[DEV_PATH_SIZE], const struct devices_host *host,
		const char *format, va_list args)
{
	char tail[DEV_PATH_SIZE];
	int n = vsnprintf(tail, sizeof(tail), format, args);

	if (n < 0 || (size_t)n >= sizeof(tail))
		return -ENAMETOOLONG;
	n = snprintf(path, DEV_PATH_SIZE, "%s%s", host->root, tail);
	return n < 0 || n >= DEV_PATH_SIZE ? -ENAMETOOLONG : 0;
}

/* The path of a function that ends with a format. */
#define MAKE_PATH(path, host, format, rc)                                      \
	do {                                                                   \
		va_list args;                                                  \
		va_start(args, format);                                        \
		(rc) = make_path(path, host, format, args);                    \
		va_end(args);                                                  \
	} while (0)

void
host_printable(char *text)
{
	for (; *text != '\0'; text++)
		if (!isascii(*text) || !isprint(*text))
			*text = '?';
}

static int
read_line(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n;
	char *end;

	if (fd < 0)
		return -errno;
	n = read(fd, line, size);
	if (n < 0)
		n = -errno;
	close(fd);
	if (n < 0)
		return (int)n;
	end = memchr(line, '\n', (size_t)n);
	if (end == NULL && (size_t)n == size)
		return -EFBIG;
	*(end != NULL ? end : line + n) = '\0';
	host_printable(line);
	return 0;
}

int
host_line(const struct devices_host *host, char *line, size_t size,
		const char *path, ...)
{
	char full[DEV_PATH_SIZE];
	int rc;

	MAKE_PATH(full, host, path, rc);
	if (rc == 0)
		rc = read_line(full, line, size);
	if (rc < 0)
		line[0] = '\0';
	return rc;
}

int
host_number(const struct devices_host *host, unsigned long *value,
		unsigned long max, const char *path, ...)
{
	char full[DEV_PATH_SIZE], line[24] = "", *end;
	unsigned long parsed;
	int rc;

	MAKE_PATH(full, host, path, rc);
	if (rc == 0)
		rc = read_line(full, line, sizeof(line));
	if (rc < 0)
		return rc;
	errno = 0;
	parsed = strtoul(line, &end, 0);
	if (!isdigit(line[0]) || *end != '\0' || errno != 0 || parsed > max)
		return -EINVAL;
	*value = parsed;
	return 0;
}

int
host_link(const struct devices_host *host, char *name, size_t size,
		const char *path, ...)
{
	char full[DEV_PATH_SIZE], target[4096];
	const char *last;
	ssize_t n;
	int rc;

	name[0] = '\0';
	MAKE_PATH(full, host, path, rc);
	if (rc < 0)
		return rc;
	n = readlink(full, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = '\0';
	last = strrchr(target, '/');
	last = last != NULL ? last + 1 : target;
	if (last[0] == '\0')
		return -EINVAL;
	if (strlen(last) >= size)
		return -ENAMETOOLONG;
	memcpy(name, last, strlen(last) + 1);
	host_printable(name);
	return 0;
}

static int
is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int
host_list(const struct devices_host *host, struct dirent ***list,
		const char *path, ...)
{
	char full[DEV_PATH_SIZE];
	int rc;

	*list = NULL;
	MAKE_PATH(full, host, path, rc);
	if (rc < 0)
		return rc;
	rc = scandir(full, list, is_shown, alphasort);
	return rc < 0 ? -errno : rc;
}

void
host_list_free(struct dirent **list, int n)
{
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

int
host_access(const struct devices_host *host, int mode, const char *path, ...)
{
	char full[DEV_PATH_SIZE];
	int rc;

	MAKE_PATH(full, host, path, rc);
	if (rc < 0)
		return rc;
	return access(full, mode) == 0 ? 0 : -errno;
}
