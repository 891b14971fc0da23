/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system calls of memory/, behind one table so that a test can make each
 * of them fail. They behave as the calls of the same name: -1 and errno.
 */
#ifndef EAL_OS_H
#define EAL_OS_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/types.h>

/* Of Linux 5.14; the C library's headers may not have it. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

struct eal_os {
	void *(*mmap)(void *addr, size_t len, int prot, int flags, int fd,
			off_t offset);
	int (*munmap)(void *addr, size_t len);
	int (*mprotect)(void *addr, size_t len, int prot);
	int (*madvise)(void *addr, size_t len, int advice);
	int (*mlock)(const void *addr, size_t len);
	int (*mlockall)(int flags);
	int (*munlockall)(void);
	int (*open)(const char *path, int flags, mode_t mode);
	int (*close)(int fd);
	ssize_t (*pread)(int fd, void *buf, size_t n, off_t offset);
	int (*memfd_create)(const char *name, unsigned int flags);
	int (*ftruncate)(int fd, off_t len);
	int (*fallocate)(int fd, int mode, off_t offset, off_t len);
	int (*flock)(int fd, int operation);
	int (*unlink)(const char *path);
	int (*fstat)(int fd, struct stat *st);
	int (*lstat)(const char *path, struct stat *st);
	int (*mkdir)(const char *path, mode_t mode);
	int (*rmdir)(const char *path);
	/* Call fn with the name of each entry of a folder but the dots. */
	int (*each_entry)(const char *path,
			void (*fn)(const char *name, void *arg), void *arg);
	void *(*calloc)(size_t n, size_t size);
	/* Returns the error, as pthread_mutex_init() does. */
	int (*mutex_init)(pthread_mutex_t *m, const pthread_mutexattr_t *a);
	int (*access)(const char *path, int mode);
	int (*statfs)(const char *path, struct statfs *st);
	int (*getrlimit)(int resource, struct rlimit *limit);
	int (*setrlimit)(int resource, const struct rlimit *limit);
	/* The table of mounts, for getmntent(); NULL and errno. */
	FILE *(*mounts)(void);
	/* How many NUMA nodes there are. */
	unsigned int (*nodes)(void);
	/* Prefer a node for the pages of a range. */
	int (*bind)(void *addr, size_t len, int node);
	/* The node of a page that is present; -1 and errno. */
	int (*node_of)(const void *addr);
	/* The first line of a file, for example of /sys: its length. */
	int (*read_line)(const char *path, char *text, size_t len);
	/* The number in a file, for example of /sys; -1 if there is none. */
	long (*read_number)(const char *path);
	/* How many bytes of memory the machine has. */
	uint64_t (*ram_bytes)(void);
};

extern struct eal_os eal_os;

#endif
