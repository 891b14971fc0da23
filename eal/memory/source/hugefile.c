/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of hugetlbfs, <folder>/<prefix>map_<number>. Whoever uses one holds a
 * lock on its open descriptor, which the kernel takes away when the process
 * dies: a file of our prefix that can be locked alone belongs to nobody any
 * more. Files are ours alone, regular, mode 0600; links are not followed.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/stat.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/source/source_impl.h"

#define TRIES 3

static const char *
prefix(void)
{
	return eal_config.prefix != NULL ? eal_config.prefix : "rte";
}

static int
path_of(char *path, const char *dir, unsigned int number)
{
	int n = snprintf(path, PATH_MAX, "%s/%smap_%u", dir, prefix(), number);

	return n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* -EEXIST for a file that has lost its name meanwhile. */
static int
check_file(int fd, const char *path, struct stat *st)
{
	if (eal_os.fstat(fd, st) < 0)
		return -errno;
	if (st->st_nlink == 0)
		return -EEXIST;
	if (S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
			(st->st_mode & 077) == 0)
		return 0;
	EAL_LOG(ERR, "%s has to be a file of this user with mode 0600: remove it\n",
			path);
	return -EPERM;
}

static int
open_path(const char *path, int flags)
{
	int fd = eal_os.open(path, flags | O_NOFOLLOW, 0600);
	int rc = fd < 0 ? -errno : fd;

	if (rc != -EMFILE || !fdlimit_raise())
		return rc;
	fd = eal_os.open(path, flags | O_NOFOLLOW, 0600);
	return fd < 0 ? -errno : fd;
}

/* Alone at first, then in a way that attached processes can have, too. */
static int
lock(int fd)
{
	if (eal_os.flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	return eal_os.flock(fd, LOCK_SH) < 0 ? -errno : 0;
}

/*
 * Whether a file that nobody uses is gone. What it is counts once it is
 * locked: before that, another process may have put its own file there.
 */
static bool
remove_stale(const char *path)
{
	struct stat st;
	bool gone = false;
	int fd = open_path(path, O_RDWR);

	if (fd < 0)
		return false;
	if (eal_os.flock(fd, LOCK_EX | LOCK_NB) == 0 &&
			eal_os.fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
			st.st_nlink > 0)
		gone = eal_os.unlink(path) == 0;
	eal_os.close(fd);
	return gone;
}

static int
try_open(const char *path, bool reuse, struct stat *st)
{
	int fd = open_path(path, O_RDWR | O_CREAT | (reuse ? 0 : O_EXCL));
	int rc;

	if (fd < 0)
		return fd;
	rc = lock(fd);
	if (rc == 0)
		rc = check_file(fd, path, st);
	if (rc == 0)
		return fd;
	/* Made here, and nobody else has it. */
	if (!reuse && rc != -EBUSY && rc != -EEXIST)
		eal_os.unlink(path);
	eal_os.close(fd);
	return rc;
}

static void
explain(const char *path, int rc)
{
	if (rc == -EMFILE || rc == -ENFILE)
		EAL_LOG(ERR,
				"cannot open %s: %s; raise RLIMIT_NOFILE (ulimit -n)"
				" or use --single-file-segments\n",
				path, rte_strerror(-rc));
	else if (rc == -EBUSY)
		EAL_LOG(ERR,
				"%s is in use by another process: use another"
				" --file-prefix\n",
				path);
	else
		EAL_LOG(ERR, "cannot make %s: %s\n", path, rte_strerror(-rc));
}

int
hugefile_open(const struct eal_backing *b, unsigned int number, int *fd,
		size_t *old_len)
{
	bool reuse = eal_config.huge_unlink == BP_HUGE_UNLINK_NEVER;
	char path[PATH_MAX];
	struct stat st = {0};
	unsigned int tries = 0;
	int rc = path_of(path, b->dir, number);

	if (rc < 0)
		return rc;
	do {
		rc = try_open(path, reuse, &st);
		if (rc != -EEXIST)
			break;
		if (!reuse && !remove_stale(path))
			rc = -EBUSY;
	} while (rc == -EEXIST && ++tries < TRIES);
	if (rc < 0) {
		explain(path, rc);
		return rc;
	}
	*fd = rc;
	*old_len = st.st_blocks == 0 ? 0 : (size_t)st.st_size;
	return 0;
}

/* A child of fork() leaves its parent's files alone. */
void
hugefile_forget(const struct eal_backing *b, unsigned int number)
{
	char path[PATH_MAX];

	if (b->pid != getpid())
		return;
	if (path_of(path, b->dir, number) == 0 && eal_os.unlink(path) < 0 &&
			errno != ENOENT)
		EAL_LOG(WARNING, "cannot remove %s: %s\n", path,
				rte_strerror(errno));
}

void
hugefile_close(const struct eal_backing *b, unsigned int number, int fd)
{
	if (eal_config.huge_unlink == BP_HUGE_UNLINK_EXISTING)
		hugefile_forget(b, number);
	eal_os.close(fd);
}

struct sweep {
	const char *dir;
	unsigned int n;
};

/* As 22.11 names them; whoever made them is gone, whatever its prefix was. */
static void
sweep_one(const char *name, void *arg)
{
	struct sweep *s = arg;
	const char *number = strstr(name, "map_");
	char path[PATH_MAX];

	if (number == NULL)
		return;
	number += strlen("map_");
	if (*number == '\0' || number[strspn(number, "0123456789")] != '\0')
		return;
	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	s->n += remove_stale(path);
}

unsigned int
hugefile_sweep(const char *dir)
{
	struct sweep s = {.dir = dir};

	eal_os.each_entry(dir, sweep_one, &s);
	return s.n;
}
