/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of system calls as the process uses it: the calls themselves.
 * Nothing in memory/ maps, unmaps or advises in another way.
 */
#include "memory/os.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <numaif.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/mman.h>

#define BITS_PER_LONG (sizeof(unsigned long) * CHAR_BIT)
#define NODES_MAX     1024

static int
os_bind(void *addr, size_t len, int node)
{
	unsigned long mask[NODES_MAX / BITS_PER_LONG] = {0};

	if (node < 0 || node >= NODES_MAX) {
		errno = EINVAL;
		return -1;
	}
	mask[node / BITS_PER_LONG] = 1UL << (node % BITS_PER_LONG);
	return (int)mbind(addr, len, MPOL_PREFERRED, mask, NODES_MAX, 0);
}

static int
os_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags | O_CLOEXEC, mode);
}

static int
os_memfd_create(const char *name, unsigned int flags)
{
	return memfd_create(name, flags | MFD_CLOEXEC);
}

static long
os_read_number(const char *path)
{
	char text[32];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return -1;
	text[n] = '\0';
	return strtol(text, NULL, 10);
}

static uint64_t
os_ram_bytes(void)
{
	return (uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
}

struct eal_os eal_os = {
		.mmap = mmap,
		.munmap = munmap,
		.mprotect = mprotect,
		.madvise = madvise,
		.mlockall = mlockall,
		.munlockall = munlockall,
		.open = os_open,
		.close = close,
		.memfd_create = os_memfd_create,
		.ftruncate = ftruncate,
		.fallocate = fallocate,
		.flock = flock,
		.unlink = unlink,
		.calloc = calloc,
		.mutex_init = pthread_mutex_init,
		.bind = os_bind,
		.read_number = os_read_number,
		.ram_bytes = os_ram_bytes,
};
