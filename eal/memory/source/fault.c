/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages come here: placed on their node, then faulted in by the kernel at
 * once, so that a shortage is an error code and not a signal later, then
 * looked at: a hugepage that came from another node than asked is refused,
 * for its list says where it lies. Ordinary pages are what is left when a
 * node has nothing better: those of another node are taken, and that is said
 * once. Where the kernel does not let us place pages, it chooses, and that is
 * said once too.
 */
#include <errno.h>
#include <fcntl.h>

#include <sys/mman.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/source/source_impl.h"
#include "memory/space.h"

static bool bind_warned;
static bool node_warned;

void
source_fault_start(void)
{
	__atomic_store_n(&bind_warned, false, __ATOMIC_RELAXED);
	__atomic_store_n(&node_warned, false, __ATOMIC_RELAXED);
}

/* A kernel before 5.14: let it write each page, which fails politely. */
static int
touch_pages(uint8_t *addr, size_t len, size_t page_sz)
{
	size_t off;
	int rc = 0;
	int fd = eal_os.open("/dev/zero", O_RDONLY, 0);

	if (fd < 0)
		return -errno;
	for (off = 0; off < len && rc == 0; off += page_sz)
		if (eal_os.pread(fd, addr + off, 1, 0) != 1)
			rc = errno == EFAULT ? -ENOMEM : -errno;
	eal_os.close(fd);
	return rc;
}

int
source_fault_in(uint8_t *addr, size_t len, size_t page_sz)
{
	if (eal_os.madvise(addr, len, MADV_POPULATE_WRITE) == 0)
		return 0;
	if (errno == EINVAL)
		return touch_pages(addr, len, page_sz);
	return errno == EFAULT ? -ENOMEM : -errno;
}

/* Whether the kernel took the wish. */
static bool
place(void *addr, size_t len, int node)
{
	if (eal_os.bind(addr, len, node) == 0)
		return true;
	if (!__atomic_exchange_n(&bind_warned, true, __ATOMIC_RELAXED))
		EAL_LOG(WARNING,
				"cannot place memory on node %d (mbind: %s): the"
				" kernel chooses\n",
				node, rte_strerror(errno));
	return false;
}

/*
 * The first node that is not the wished one, of a page at each step bytes; -1
 * if all are where they should be.
 */
static int
other_node(const struct eal_backing *b, const uint8_t *addr, size_t len,
		size_t step)
{
	size_t off;
	int node;

	for (off = 0; off < len; off += step) {
		node = eal_os.node_of(addr + off);
		if (node >= 0 && node != b->node)
			return node;
	}
	return -1;
}

static int
check_hugepages(const struct eal_backing *b, const uint8_t *addr, size_t len)
{
	int node = other_node(b, addr, len, b->page_sz);

	if (node < 0)
		return 0;
	EAL_LOG(DEBUG, "a hugepage for node %d came from node %d: not used\n",
			b->node, node);
	return -ENOMEM;
}

/* One page in each unit tells enough. */
static void
look_at_ordinary(const struct eal_backing *b, const uint8_t *addr, size_t len)
{
	int node;

	if (__atomic_load_n(&node_warned, __ATOMIC_RELAXED))
		return;
	node = other_node(b, addr, len, EAL_UNIT);
	if (node >= 0 &&
			!__atomic_exchange_n(
					&node_warned, true, __ATOMIC_RELAXED))
		EAL_LOG(WARNING,
				"node %d has no memory left: pages for it come"
				" from node %d\n",
				b->node, node);
}

int
source_settle(const struct eal_backing *b, uint8_t *addr, size_t len)
{
	bool huge = eal_page_sz_huge(b->page_sz);
	bool placed = eal_os.nodes() > 1 && place(addr, len, b->node);
	int rc;

	/* A child's copy on write would move pages that a device uses. */
	if (b->source == &eal_source_anon)
		eal_os.madvise(addr, len, MADV_DONTFORK);
	if (huge)
		rc = source_fault_in(addr, len, b->page_sz);
	else
		rc = thp_fault_in(addr, len, b->fd >= 0);
	if (rc < 0 || !placed)
		return rc;
	if (huge)
		return check_hugepages(b, addr, len);
	look_at_ordinary(b, addr, len);
	return 0;
}

int
source_see(const struct eal_backing *b, uint8_t *addr, size_t len)
{
	/* Physical addresses are known of pages that this process sees. */
	return eal_page_sz_huge(b->page_sz)
			? source_fault_in(addr, len, b->page_sz)
			: 0;
}

int
source_vacate(uint8_t *addr, size_t len)
{
	int rc = eal_space_vacate(addr, len);

	if (rc < 0)
		EAL_LOG(DEBUG, "cannot unmap %zu bytes at %p: %s\n", len,
				(void *)addr, rte_strerror(-rc));
	return rc;
}
