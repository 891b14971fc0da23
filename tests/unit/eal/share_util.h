/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of what processes share: memory with files in a run-time folder
 * of this test's own, every file call counted and one of them made to fail,
 * and what the process and the folder hold as one figure each.
 */
#ifndef SHARE_UTIL_H
#define SHARE_UTIL_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sys/mman.h>

#include <rte_eal.h>

#include "memory_util.h"
#include "process/runtime_dir.h"

enum share_call {
	SHARE_NONE,
	SHARE_OPEN,
	SHARE_FLOCK,
	SHARE_FSTAT,
	SHARE_FTRUNCATE,
	SHARE_FALLOCATE,
	SHARE_MMAP,
	SHARE_MPROTECT,
	SHARE_MADVISE,
	SHARE_MKDIR,
	SHARE_ENTRIES,
	SHARE_CALLOC,
	SHARE_MUTEX,
	SHARE_CALLS,
};

struct share_held {
	unsigned int fds, files;
	uint64_t maps;
};

static struct eal_os share_real;
static enum share_call share_failing;
static unsigned int share_at, share_count;
static int share_errno;
static char share_base[64];
static char share_prefix[64];
static char share_log[8192];

static inline bool
share_fails(enum share_call call)
{
	if (call != share_failing || ++share_count != share_at)
		return false;
	errno = share_errno;
	return true;
}

/* The n-th such call from now on fails with err. */
static inline void
share_fail(enum share_call call, unsigned int n, int err)
{
	share_failing = call;
	share_at = n;
	share_errno = err;
	share_count = 0;
}

static inline int
share_open(const char *path, int flags, mode_t mode)
{
	return share_fails(SHARE_OPEN) ? -1
				       : share_real.open(path, flags, mode);
}

static inline int
share_flock(int fd, int op)
{
	return share_fails(SHARE_FLOCK) ? -1 : share_real.flock(fd, op);
}

static inline int
share_fstat(int fd, struct stat *st)
{
	return share_fails(SHARE_FSTAT) ? -1 : share_real.fstat(fd, st);
}

static inline int
share_ftruncate(int fd, off_t len)
{
	return share_fails(SHARE_FTRUNCATE) ? -1
					    : share_real.ftruncate(fd, len);
}

static inline int
share_fallocate(int fd, int mode, off_t off, off_t len)
{
	return share_fails(SHARE_FALLOCATE)
			? -1
			: share_real.fallocate(fd, mode, off, len);
}

static inline void *
share_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	return share_fails(SHARE_MMAP)
			? MAP_FAILED
			: share_real.mmap(addr, len, prot, flags, fd, off);
}

static inline int
share_mprotect(void *addr, size_t len, int prot)
{
	return share_fails(SHARE_MPROTECT)
			? -1
			: share_real.mprotect(addr, len, prot);
}

static inline int
share_madvise(void *addr, size_t len, int advice)
{
	return share_fails(SHARE_MADVISE)
			? -1
			: share_real.madvise(addr, len, advice);
}

static inline int
share_mkdir(const char *path, mode_t mode)
{
	return share_fails(SHARE_MKDIR) ? -1 : share_real.mkdir(path, mode);
}

static inline int
share_entries(const char *path, void (*fn)(const char *name, void *arg),
		void *arg)
{
	return share_fails(SHARE_ENTRIES)
			? -1
			: share_real.each_entry(path, fn, arg);
}

static inline void *
share_calloc(size_t n, size_t size)
{
	return share_fails(SHARE_CALLOC) ? NULL : share_real.calloc(n, size);
}

static inline int
share_mutex(pthread_mutex_t *m, const pthread_mutexattr_t *a)
{
	return share_fails(SHARE_MUTEX) ? share_errno
					: share_real.mutex_init(m, a);
}

static inline void
share_wrap(void)
{
	share_real = eal_os;
	eal_os.open = share_open;
	eal_os.flock = share_flock;
	eal_os.fstat = share_fstat;
	eal_os.ftruncate = share_ftruncate;
	eal_os.fallocate = share_fallocate;
	eal_os.mmap = share_mmap;
	eal_os.mprotect = share_mprotect;
	eal_os.madvise = share_madvise;
	eal_os.mkdir = share_mkdir;
	eal_os.each_entry = share_entries;
	eal_os.calloc = share_calloc;
	eal_os.mutex_init = share_mutex;
}

static inline void
share_hear(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	(void)ctx;
	(void)level;
	(void)logtype;
	strncat(share_log, text, sizeof(share_log) - strlen(share_log) - 1);
}

static inline bool
share_said(const char *text)
{
	return strstr(share_log, text) != NULL;
}

/* Configured to share, in a folder of its own; nothing started. */
static inline void
share_config(void)
{
	config_clear();
	eal_config.in_memory = false;
	eal_config.prefix = share_prefix;
	share_log[0] = '\0';
	share_fail(SHARE_NONE, 0, 0);
}

static inline int
share_setup(void **state)
{
	(void)state;
	snprintf(share_prefix, sizeof(share_prefix), "unit-share-%d",
			(int)getpid());
	strcpy(share_base, "/tmp/bp-unit-XXXXXX");
	if (mkdtemp(share_base) == NULL)
		return -1;
	setenv("XDG_RUNTIME_DIR", share_base, 1);
	share_config();
	share_wrap();
	eal_log_init(share_hear, NULL, 0);
	return runtime_dir_init(share_prefix);
}

/* Fails if anything was left in the folder. */
static inline int
share_teardown(void **state)
{
	char path[PATH_MAX];

	(void)state;
	share_fail(SHARE_NONE, 0, 0);
	snprintf(path, sizeof(path), "%s", rte_eal_get_runtime_dir());
	runtime_dir_fini();
	eal_log_fini();
	eal_os = share_real;
	if (access(path, F_OK) == 0) {
		print_message("%s is still there\n", path);
		return -1;
	}
	/* Made by a process that was killed, perhaps. */
	snprintf(path, sizeof(path), "%s/dpdk", share_base);
	rmdir(path);
	return rmdir(share_base);
}

/* As share_setup(), and memory is up. */
static inline int
share_start(void **state)
{
	int rc = share_setup(state);

	return rc == 0 ? eal_memory_init() : rc;
}

static inline int
share_stop(void **state)
{
	eal_memory_fini();
	return share_teardown(state);
}

static inline struct share_held
share_look(void)
{
	struct share_held h = {.maps = low_mappings()};

	h.fds = open_descriptors();
	h.files = entries_of(rte_eal_get_runtime_dir());
	return h;
}

static inline void
share_same(const struct share_held *before)
{
	struct share_held now = share_look();

	assert_int_equal(now.fds, before->fds);
	assert_int_equal(now.files, before->files);
	assert_int_equal(now.maps, before->maps);
}

/* A file of the folder. */
static inline bool
share_file(const char *name, struct stat *st)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", rte_eal_get_runtime_dir(), name);
	return lstat(path, st) == 0;
}

#endif
