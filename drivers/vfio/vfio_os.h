/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every call that VFIO makes to the kernel, behind one table so that a test
 * can put a kernel of its own there. They behave as the calls of the same
 * name: -1 (or MAP_FAILED) and errno.
 */
#ifndef VFIO_OS_H
#define VFIO_OS_H

#include <stddef.h>

#include <sys/resource.h>
#include <sys/types.h>

struct vfio_os {
	int (*open)(const char *path, int flags);
	int (*close)(int fd);
	int (*ioctl)(int fd, unsigned long request, void *arg);
	void *(*mmap)(void *addr, size_t len, int prot, int flags, int fd,
			off_t offset);
	int (*munmap)(void *addr, size_t len);
	ssize_t (*pread)(int fd, void *buf, size_t n, off_t offset);
	ssize_t (*pwrite)(int fd, const void *buf, size_t n, off_t offset);
	int (*access)(const char *path, int mode);
	int (*getrlimit)(int resource, struct rlimit *limit);
};

extern struct vfio_os vfio_os;

#endif
