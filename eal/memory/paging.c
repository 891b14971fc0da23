/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The operating system's pages and mappings under names of its own. What it
 * refuses is in rte_errno.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_eal_paging.h>
#include <rte_errno.h>

BP_EXPORT
size_t
rte_mem_page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static int
translate(int flags, int flag, int native)
{
	return (flags & flag) != 0 ? native : 0;
}

BP_EXPORT
void *
rte_mem_map(void *requested_addr, size_t size, int prot, int flags, int fd,
		uint64_t offset)
{
	int p = translate(prot, RTE_PROT_READ, PROT_READ) |
			translate(prot, RTE_PROT_WRITE, PROT_WRITE) |
			translate(prot, RTE_PROT_EXECUTE, PROT_EXEC);
	int f = translate(flags, RTE_MAP_SHARED, MAP_SHARED) |
			translate(flags, RTE_MAP_ANONYMOUS, MAP_ANONYMOUS) |
			translate(flags, RTE_MAP_PRIVATE, MAP_PRIVATE) |
			translate(flags, RTE_MAP_FORCE_ADDRESS, MAP_FIXED);
	void *addr = mmap(requested_addr, size, p, f, fd, (off_t)offset);

	if (addr != MAP_FAILED)
		return addr;
	rte_errno = errno;
	return NULL;
}

static int
report(int rc)
{
	if (rc == 0)
		return 0;
	rte_errno = errno;
	return -1;
}

BP_EXPORT
int
rte_mem_unmap(void *virt, size_t size)
{
	return report(munmap(virt, size));
}

BP_EXPORT
int
rte_mem_lock(const void *virt, size_t size)
{
	return report(mlock(virt, size));
}
