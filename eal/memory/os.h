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

#include <sys/types.h>

struct eal_os {
	void *(*mmap)(void *addr, size_t len, int prot, int flags, int fd,
			off_t offset);
	int (*munmap)(void *addr, size_t len);
	int (*mprotect)(void *addr, size_t len, int prot);
	int (*madvise)(void *addr, size_t len, int advice);
	int (*mlockall)(int flags);
	int (*munlockall)(void);
	int (*open)(const char *path, int flags, mode_t mode);
	int (*close)(int fd);
	int (*memfd_create)(const char *name, unsigned int flags);
	int (*ftruncate)(int fd, off_t len);
	int (*fallocate)(int fd, int mode, off_t offset, off_t len);
	int (*flock)(int fd, int operation);
	int (*unlink)(const char *path);
	void *(*calloc)(size_t n, size_t size);
	/* Returns the error, as pthread_mutex_init() does. */
	int (*mutex_init)(pthread_mutex_t *m, const pthread_mutexattr_t *a);
	/* Prefer a node for the pages of a range. */
	int (*bind)(void *addr, size_t len, int node);
	/* The number in a file, for example of /sys; -1 if there is none. */
	long (*read_number)(const char *path);
	/* How many bytes of memory the machine has. */
	uint64_t (*ram_bytes)(void);
};

extern struct eal_os eal_os;

#endif
