/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of the run-time folder as memory. A lock belongs to the open file, so
 * that a child of fork() has a part in its parent's; what a child changes, it
 * changes through a file that it opened itself. A lock on a file whose name
 * is gone counts for nothing: opening starts again then. Memory is put behind
 * a file before it is written to, for a full file system answers a write to a
 * mapping with a signal.
 */
#include "memory/table.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/space.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define TRIES 100

/* An error of a call as -errno, also from a call that forgot to set it. */
static int
failed(void)
{
	return errno > 0 ? -errno : -EIO;
}

static int
make_path(char path[PATH_MAX], const char *name)
{
	const char *dir = rte_eal_get_runtime_dir();
	int n = snprintf(path, PATH_MAX, "%s/%s", dir, name);

	if (n < 0 || n >= PATH_MAX)
		return -ENAMETOOLONG;
	return *dir == '/' && strchr(name, '/') == NULL ? 0 : -ENOENT;
}

/* Lock an open file, unless its name went meanwhile: -ESTALE then. */
static int
lock_file(int fd, int operation)
{
	struct stat st;

	if (eal_os.flock(fd, operation | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : failed();
	if (eal_os.fstat(fd, &st) < 0)
		return failed();
	return st.st_nlink > 0 ? 0 : -ESTALE;
}

static void
unlink_name(const char *name)
{
	char path[PATH_MAX];

	if (make_path(path, name) < 0)
		return;
	if (eal_os.unlink(path) < 0 && errno != ENOENT)
		EAL_LOG(ERR, "cannot remove %s: %s\n", path,
				rte_strerror(errno));
}

/* An open and locked file of that name, or -errno. */
static int
open_locked(const char *name, int flags, int operation)
{
	char path[PATH_MAX];
	int i, fd, rc = make_path(path, name);

	if (rc < 0)
		return rc;
	for (i = 0; i < TRIES; i++) {
		fd = eal_os.open(path, flags | O_RDWR | O_NOFOLLOW, 0600);
		if (fd < 0)
			return failed();
		rc = lock_file(fd, operation);
		if (rc == 0)
			return fd;
		if (rc != -ESTALE && rc != -EBUSY && (flags & O_CREAT) != 0)
			unlink_name(name);
		eal_os.close(fd);
		if (rc != -ESTALE)
			return rc;
	}
	return rc;
}

static void
set(struct eal_table *t, const char *name, void *addr, size_t len, int fd)
{
	memset(t, 0, sizeof(*t));
	rte_strlcpy(t->name, name, sizeof(t->name));
	t->addr = addr;
	t->len = len;
	t->fd = fd;
	t->pid = getpid();
}

int
eal_table_anonymous(struct eal_table *t, size_t len)
{
	void *p = eal_space_table(len);

	if (p == NULL)
		return failed();
	set(t, "", p, len, -1);
	return 0;
}

/* Map an emptied file somewhere low: its address, or NULL with errno. */
static void *
map_new(int fd, size_t len)
{
	void *p, *at = eal_space_reserve(len, getpagesize());
	int err;

	if (at == NULL)
		return NULL;
	p = eal_os.mmap(at, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
			fd, 0);
	if (p == MAP_FAILED) {
		err = errno;
		eal_space_release(at, len);
		errno = err;
		return NULL;
	}
	eal_os.madvise(p, len, MADV_DODUMP);
	return p;
}

/* A file beyond the limit RLIMIT_FSIZE would be a signal. */
static bool
too_large(size_t len)
{
	struct rlimit limit;

	return eal_os.getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
			len > limit.rlim_cur;
}

int
eal_table_file(struct eal_table *t, const char *name, size_t len)
{
	void *p;
	int rc, fd;

	if (too_large(len))
		return -EFBIG;
	fd = open_locked(name, O_CREAT, LOCK_EX);
	if (fd < 0)
		return fd;
	len = RTE_ALIGN_CEIL(len, (size_t)getpagesize());
	/* What a former process left is gone first. */
	if (eal_os.ftruncate(fd, 0) < 0 || eal_os.ftruncate(fd, (off_t)len) < 0)
		goto remove;
	p = map_new(fd, len);
	if (p == NULL)
		goto remove;
	set(t, name, p, len, fd);
	return 0;
remove:
	rc = failed();
	unlink_name(name);
	eal_os.close(fd);
	return rc;
}

static int
map_at(int fd, void *addr, size_t len)
{
	void *p = eal_os.mmap(addr, len, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);

	if (p == MAP_FAILED)
		return errno == EEXIST ? -EADDRNOTAVAIL : failed();
	if (p == addr)
		return 0;
	eal_os.munmap(p, len); /* a kernel that does not know the flag */
	return -EADDRNOTAVAIL;
}

int
eal_table_map(struct eal_table *t, const char *name, int fd, void *addr,
		size_t len)
{
	struct stat st;
	int rc;

	len = RTE_ALIGN_CEIL(len, (size_t)getpagesize());
	if (eal_os.fstat(fd, &st) < 0)
		return failed();
	if ((uint64_t)st.st_size < len)
		return -EINVAL; /* to read behind its end is a signal */
	rc = map_at(fd, addr, len);
	if (rc == 0)
		set(t, name, addr, len, fd);
	return rc;
}

int
eal_table_attach(struct eal_table *t, const char *name, void *addr, size_t len)
{
	int rc, fd = open_locked(name, 0, LOCK_SH);

	if (fd < 0)
		return fd;
	rc = eal_table_map(t, name, fd, addr, len);
	if (rc < 0)
		eal_os.close(fd);
	return rc;
}

int
eal_table_populate(const struct eal_table *t, size_t off, size_t len)
{
	size_t page_sz = getpagesize();
	size_t end = RTE_ALIGN_CEIL(off + len, page_sz);
	int rc = 0;

	if (t->fd < 0 || len == 0)
		return 0;
	off = RTE_ALIGN_FLOOR(off, page_sz);
	if (eal_os.fallocate(t->fd, 0, (off_t)off, (off_t)(end - off)) == 0)
		return 0;
	/* Not every file system can do it, but its pages can be faulted in. */
	if (errno == EOPNOTSUPP || errno == ENOSYS) {
		if (eal_os.madvise((uint8_t *)t->addr + off, end - off,
				    MADV_POPULATE_WRITE) == 0)
			return 0;
		if (errno == EFAULT)
			errno = ENOSPC;
	}
	rc = failed();
	EAL_LOG(ERR, "cannot have %zu KiB of %s/%s: %s; make room there, or start with --in-memory\n",
			(end - off) >> 10, rte_eal_get_runtime_dir(), t->name,
			rte_strerror(-rc));
	return rc;
}

void
eal_table_share(const struct eal_table *t)
{
	if (t->fd >= 0 && eal_os.flock(t->fd, LOCK_SH | LOCK_NB) < 0)
		EAL_LOG(WARNING, "cannot share the lock of %s/%s: %s\n",
				rte_eal_get_runtime_dir(), t->name,
				rte_strerror(errno));
}

void
eal_table_detach(struct eal_table *t)
{
	eal_space_release(t->addr, t->len);
	if (t->fd >= 0)
		eal_os.close(t->fd); /* a lock goes with its last user */
	memset(t, 0, sizeof(*t));
	t->fd = -1;
}

/*
 * A child of fork() lets go of what it has from its parent and opens the file
 * itself: true if the file is there and can be held.
 */
static bool
own_file(struct eal_table *t, int operation)
{
	int fd;

	if (t->pid == getpid())
		return t->fd >= 0;
	if (t->fd >= 0)
		eal_os.close(t->fd);
	fd = open_locked(t->name, 0, operation);
	t->fd = fd >= 0 ? fd : -1;
	t->pid = getpid();
	return fd >= 0;
}

int
eal_table_remove(struct eal_table *t)
{
	if (t->fd >= 0 && own_file(t, LOCK_SH)) {
		if (eal_os.flock(t->fd, LOCK_EX | LOCK_NB) < 0) {
			/* The attempt has cost the lock that was there. */
			eal_table_share(t);
			return -EBUSY;
		}
		unlink_name(t->name);
	}
	eal_table_detach(t);
	return 0;
}

void
eal_table_forget(struct eal_table *t, bool name)
{
	if (t->fd < 0 || t->pid != getpid())
		return;
	if (name)
		unlink_name(t->name);
	eal_os.close(t->fd);
	t->fd = -1;
}

static void
sweep_entry(const char *name, void *arg)
{
	int fd;

	RTE_SET_USED(arg);
	if (strncmp(name, "fbarray_", 8) != 0)
		return;
	fd = open_locked(name, 0, LOCK_EX);
	if (fd < 0)
		return; /* somebody uses it */
	unlink_name(name);
	eal_os.close(fd);
}

void
eal_tables_sweep(void)
{
	eal_os.each_entry(rte_eal_get_runtime_dir(), sweep_entry, NULL);
}
