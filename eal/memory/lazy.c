/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arena of lazy memory. With in_memory it is anonymous memory of this
 * process, else a memfd, of which a child of fork() has a part as it has of the
 * heaps. Invariants: a unit that is not used has no memory; one whose memory
 * the system does not take back stays used, so that who gets units finds
 * zeroes. A process that dies within a call leaves units used, and nothing
 * worse.
 */
#include "memory/lazy.h"

#include <bufplane_lazy.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include <linux/falloc.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "eal.h"
#include "memory/occupied.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/space.h"
#include "memory/sync.h"

#define UNITS_MIN  (EAL_LAZY_UNITS / 16)
#define OVERCOMMIT "/proc/sys/vm/overcommit_memory"
#define STRICT     2 /* addresses count as memory */

/* Of a memfd: -1 where it is anonymous memory, and without an arena. */
static int arena_fd = -1;

/* Put empty pages at a part of the arena: 0 or -errno. */
static int
map_empty(uint8_t *addr, size_t len, off_t offset)
{
	int flags = MAP_FIXED | MAP_NORESERVE;
	void *p;

	flags |= arena_fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
	p = eal_os.mmap(addr, len, PROT_READ | PROT_WRITE, flags, arena_fd,
			offset);
	if (p == MAP_FAILED)
		return -errno;
	/* One touched slot must not cost a huge page. */
	eal_os.madvise(addr, len, MADV_NOHUGEPAGE);
	/* As the heaps. */
	if (arena_fd < 0)
		eal_os.madvise(addr, len, MADV_DONTFORK);
	return 0;
}

/* A memfd of that length, unless it would be a signal (RLIMIT_FSIZE). */
static int
open_memfd(size_t len)
{
	struct rlimit limit;
	int rc, fd;

	if (eal_os.getrlimit(RLIMIT_FSIZE, &limit) == 0 && len > limit.rlim_cur)
		return -EFBIG;
	fd = eal_os.memfd_create("bufplane_lazy", 0);
	if (fd < 0)
		return -errno;
	if (eal_os.ftruncate(fd, (off_t)len) == 0)
		return fd;
	rc = -errno;
	eal_os.close(fd);
	return rc;
}

/* As many addresses as there are: NULL when these are too few. */
static uint8_t *
reserve(size_t *units)
{
	uint8_t *addr = NULL;
	size_t n = EAL_LAZY_UNITS;

	while (addr == NULL && n >= UNITS_MIN) {
		*units = n;
		addr = eal_space_try(n * EAL_LAZY_UNIT, EAL_LAZY_UNIT);
		n /= 2;
	}
	return addr;
}

/* 0 or -errno. */
static int
make_arena(struct eal_lazy *lazy)
{
	size_t units;
	uint8_t *addr;
	int rc = 0;

	if (eal_os.read_number(OVERCOMMIT) == STRICT)
		return -ENOMEM;
	addr = reserve(&units);
	if (addr == NULL)
		return -ENOMEM;
	if (!eal_config.in_memory)
		rc = arena_fd = open_memfd(units * EAL_LAZY_UNIT);
	if (rc >= 0)
		rc = map_empty(addr, units * EAL_LAZY_UNIT, 0);
	if (rc < 0) {
		eal_space_release(addr, units * EAL_LAZY_UNIT);
		return rc;
	}
	lazy->addr = (uintptr_t)addr;
	lazy->units = units;
	return 0;
}

static void
close_fd(void)
{
	if (arena_fd >= 0)
		eal_os.close(arena_fd);
	arena_fd = -1;
}

void
eal_lazy_init(void)
{
	int rc = make_arena(&eal_shared->lazy);

	if (rc == 0)
		return;
	close_fd();
	EAL_LOG(INFO,
			"no lazy memory (%s): each pool with caches takes memory"
			" for those of all lcores\n",
			rte_strerror(-rc));
}

void
eal_lazy_leave(void)
{
	close_fd();
}

int
eal_lazy_fd(int *fd)
{
	if (arena_fd < 0)
		return -ENOENT;
	*fd = arena_fd;
	return 1;
}

int
eal_lazy_attach(void)
{
	const struct eal_lazy *lazy = &eal_shared->lazy;
	void *addr = (void *)(uintptr_t)lazy->addr;
	size_t len = lazy->units * EAL_LAZY_UNIT;
	int rc;

	if (lazy->addr == 0)
		return 0;
	rc = eal_space_claim(addr, len);
	if (rc < 0)
		return eal_space_occupied("lazy memory", addr, len, rc);
	rc = eal_sync_files(-1, NULL, 0, &arena_fd, 1);
	if (rc == 1)
		rc = map_empty(addr, len, 0);
	if (rc == 0)
		return 0;
	EAL_LOG(ERR, "cannot map the primary's lazy memory: %s\n",
			rte_strerror(-rc));
	eal_space_release(addr, len);
	close_fd();
	return rc;
}

void
eal_lazy_detach(void)
{
	const struct eal_lazy *lazy = &eal_shared->lazy;

	if (lazy->addr != 0)
		eal_space_release((void *)(uintptr_t)lazy->addr,
				lazy->units * EAL_LAZY_UNIT);
	close_fd();
}

void
eal_lazy_fini(void)
{
	struct eal_lazy *lazy = &eal_shared->lazy;

	eal_lazy_detach();
	lazy->addr = 0;
	lazy->units = 0;
}

static size_t
units_of(size_t size)
{
	return size / EAL_LAZY_UNIT + (size % EAL_LAZY_UNIT != 0);
}

static bool
is_used(const struct eal_lazy *lazy, size_t unit)
{
	return (lazy->used[unit / 64] >> unit % 64 & 1) != 0;
}

static void
flip(struct eal_lazy *lazy, size_t unit, size_t n)
{
	for (; n > 0; n--, unit++)
		lazy->used[unit / 64] ^= UINT64_C(1) << unit % 64;
}

/* The first of n free units in a row, marked; lazy->units: there are none. */
static size_t
take_units(struct eal_lazy *lazy, size_t n)
{
	size_t i, run = 0;

	for (i = 0; i < lazy->units; i++) {
		run = is_used(lazy, i) ? 0 : run + 1;
		if (run != n)
			continue;
		flip(lazy, i + 1 - n, n);
		return i + 1 - n;
	}
	return lazy->units;
}

BP_EXPORT
void *
bp_lazy_alloc(size_t size)
{
	struct eal_lazy *lazy;
	size_t first;
	uint64_t addr = 0;

	if (size == 0) {
		rte_errno = EINVAL;
		return NULL;
	}
	if (eal_shared != NULL && eal_shared->lazy.addr != 0) {
		lazy = &eal_shared->lazy;
		eal_lock_take(&lazy->lock);
		first = take_units(lazy, units_of(size));
		eal_lock_release(&lazy->lock);
		if (first < lazy->units)
			addr = lazy->addr + first * EAL_LAZY_UNIT;
	}
	if (addr == 0)
		rte_errno = ENOMEM;
	return (void *)(uintptr_t)addr;
}

/* Whether the range lies in the arena. */
static bool
is_lazy(const void *addr, size_t len)
{
	const struct eal_lazy *lazy = &eal_shared->lazy;
	const uint64_t end = lazy->units * EAL_LAZY_UNIT;
	uint64_t off = (uintptr_t)addr - lazy->addr;

	return lazy->addr != 0 && off < end && len <= end - off;
}

static bool
all_used(struct eal_lazy *lazy, size_t unit, size_t n)
{
	bool all = true;

	eal_lock_take(&lazy->lock);
	for (; n > 0; n--, unit++)
		all = all && is_used(lazy, unit);
	eal_lock_release(&lazy->lock);
	return all;
}

/* Give the memory back, not the addresses: 0 or -errno. */
static int
discard(uint8_t *addr, size_t len)
{
	const uint64_t offset = (uintptr_t)addr - eal_shared->lazy.addr;
	const int punch = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;

	if (arena_fd < 0 && eal_os.madvise(addr, len, MADV_DONTNEED) == 0)
		return 0;
	/* The kernel refuses that for locked pages. */
	if (arena_fd < 0)
		return map_empty(addr, len, 0);
	if (eal_os.fallocate(arena_fd, punch, (off_t)offset, (off_t)len) == 0)
		return 0;
	return -errno;
}

BP_EXPORT
void
bp_lazy_free(void *addr, size_t size)
{
	const size_t n = units_of(size);
	struct eal_lazy *lazy;
	size_t first;
	int rc;

	if (addr == NULL)
		return;
	lazy = eal_shared == NULL ? NULL : &eal_shared->lazy;
	if (lazy == NULL || n == 0 || n > lazy->units ||
			(uintptr_t)addr % EAL_LAZY_UNIT != 0 ||
			!is_lazy(addr, n * EAL_LAZY_UNIT)) {
		EAL_LOG(ERR, "%p, %zu bytes: cannot free it, this is no lazy memory\n",
				addr, size);
		return;
	}
	first = ((uintptr_t)addr - lazy->addr) / EAL_LAZY_UNIT;
	if (!all_used(lazy, first, n)) {
		EAL_LOG(ERR, "%p, %zu bytes: cannot free it, parts of it are free\n",
				addr, size);
		return;
	}
	rc = discard(addr, n * EAL_LAZY_UNIT);
	if (rc < 0) {
		EAL_LOG(WARNING,
				"%p, %zu bytes of lazy memory: the system does not take it back: %s\n",
				addr, size, rte_strerror(-rc));
		return;
	}
	eal_lock_take(&lazy->lock);
	flip(lazy, first, n);
	eal_lock_release(&lazy->lock);
}

/*
 * A kernel before 5.14: it must be touched here. A change of nothing, that
 * others may see or not.
 */
static void
touch(uint8_t *addr, size_t len, size_t page_sz)
{
	uint8_t *end = addr + len;

	for (; addr < end; addr = RTE_PTR_ALIGN_FLOOR(addr + page_sz, page_sz))
		__atomic_fetch_or(addr, 0, __ATOMIC_RELAXED);
}

static int
fault_in(uint8_t *addr, size_t len)
{
	const size_t page_sz = (size_t)getpagesize();
	uint8_t *from = RTE_PTR_ALIGN_FLOOR(addr, page_sz);
	uint8_t *to = RTE_PTR_ALIGN_CEIL(addr + len, page_sz);

	if (eal_os.madvise(from, (size_t)(to - from), MADV_POPULATE_WRITE) == 0)
		return 0;
	if (errno != EINVAL)
		return errno == EFAULT ? -ENOMEM : -errno;
	touch(addr, len, page_sz);
	return 0;
}

BP_EXPORT
int
bp_lazy_fault(void *addr, size_t len)
{
	const int saved = errno;
	int rc;

	if (eal_shared == NULL || !is_lazy(addr, len))
		return -EINVAL;
	rc = fault_in(addr, len);
	errno = saved;
	return rc;
}
