/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel that VFIO talks to: the calls themselves. */
#include "vfio/vfio_os.h"

#include <fcntl.h>
#include <unistd.h>

#include <sys/ioctl.h>
#include <sys/mman.h>

static int
os_open(const char *path, int flags)
{
	return open(path, flags | O_CLOEXEC);
}

static int
os_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg);
}

static int
os_getrlimit(int resource, struct rlimit *limit)
{
	return getrlimit((__rlimit_resource_t)resource, limit);
}

struct vfio_os vfio_os = {
		.open = os_open,
		.close = close,
		.ioctl = os_ioctl,
		.mmap = mmap,
		.munmap = munmap,
		.pread = pread,
		.pwrite = pwrite,
		.access = access,
		.getrlimit = os_getrlimit,
};
