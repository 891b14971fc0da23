/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of system calls as the process uses it: the calls themselves.
 * Nothing in memory/ maps, unmaps or advises in another way.
 */
#include "memory/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <numaif.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/mman.h>

#include "eal.h"

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

static int
os_node_of(const void *addr)
{
	void *page = (void *)(uintptr_t)addr;
	int status = -1;

	if (move_pages(0, 1, &page, NULL, &status, 0) < 0)
		return -1;
	if (status >= 0)
		return status;
	errno = -status;
	return -1;
}

static int
os_read_line(const char *path, char *text, size_t len)
{
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	n = read(fd, text, len - 1);
	close(fd);
	if (n < 0)
		return -1;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return (int)strlen(text);
}

static long
os_read_number(const char *path)
{
	char text[32];

	if (os_read_line(path, text, sizeof(text)) <= 0)
		return -1;
	return strtol(text, NULL, 10);
}

static int
os_getrlimit(int resource, struct rlimit *limit)
{
	return getrlimit((__rlimit_resource_t)resource, limit);
}

static int
os_setrlimit(int resource, const struct rlimit *limit)
{
	return setrlimit((__rlimit_resource_t)resource, limit);
}

static FILE *
os_mounts(void)
{
	return setmntent("/proc/self/mounts", "re");
}

static int
os_each_entry(const char *path, void (*fn)(const char *name, void *arg),
		void *arg)
{
	struct dirent *e;
	DIR *d = opendir(path);

	if (d == NULL)
		return -1;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else has d */
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			fn(e->d_name, arg);
	closedir(d);
	return 0;
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
		.mlock = mlock,
		.mlockall = mlockall,
		.munlockall = munlockall,
		.open = os_open,
		.close = close,
		.pread = pread,
		.memfd_create = os_memfd_create,
		.ftruncate = ftruncate,
		.fallocate = fallocate,
		.flock = flock,
		.unlink = unlink,
		.fstat = fstat,
		.lstat = lstat,
		.mkdir = mkdir,
		.rmdir = rmdir,
		.each_entry = os_each_entry,
		.calloc = calloc,
		.mutex_init = pthread_mutex_init,
		.access = access,
		.statfs = statfs,
		.getrlimit = os_getrlimit,
		.setrlimit = os_setrlimit,
		.mounts = os_mounts,
		.nodes = eal_numa_nodes,
		.bind = os_bind,
		.node_of = os_node_of,
		.read_line = os_read_line,
		.read_number = os_read_number,
		.ram_bytes = os_ram_bytes,
};
