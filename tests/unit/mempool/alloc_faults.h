/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Allocations that fail on request, through the linker's --wrap, and what must
 * be as before when a creation has failed: the heaps, the memzones, the lists
 * of pools, rings and stacks, and mappings that are shared, as
 * rte_mempool_populate_anon() makes them. For one .c file of a test.
 */
#ifndef ALLOC_FAULTS_H
#define ALLOC_FAULTS_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <sys/mman.h>
#include <sys/queue.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_tailq.h>

static struct {
	unsigned int at;    /* the call that fails, from 1; 0: none */
	bool onwards;       /* and all behind it */
	int zone_error;     /* rte_errno of a memzone that fails */
	unsigned int calls; /* so far */
	unsigned int failed;
	int error; /* of the first one that failed */
} faults;

static void
arm(unsigned int at, bool onwards, int zone_error)
{
	faults.at = at;
	faults.onwards = onwards;
	faults.zone_error = zone_error;
	faults.calls = faults.failed = 0;
	faults.error = 0;
}

/* No call fails any more; whether one did. */
static bool
disarm(void)
{
	faults.at = 0;
	return faults.failed != 0;
}

/* Whether the call that asks is to fail, with that error. */
static bool
fails(int error)
{
	if (faults.at == 0)
		return false;
	faults.calls++;
	if (faults.calls < faults.at ||
			(faults.calls > faults.at && !faults.onwards))
		return false;
	if (faults.failed++ == 0)
		faults.error = error;
	return true;
}

/* One allocator that fails with NULL: its type, parameters and arguments. */
#define FAULTY(function, parameters, arguments)                                \
	void *__real_##function parameters;                                    \
	void *__wrap_##function parameters;                                    \
	void *__wrap_##function parameters                                     \
	{                                                                      \
		return fails(ENOMEM) ? NULL : __real_##function arguments;     \
	}

FAULTY(malloc, (size_t size), (size))
FAULTY(calloc, (size_t n, size_t size), (n, size))
FAULTY(rte_malloc, (const char *type, size_t size, unsigned int align),
		(type, size, align))
FAULTY(rte_zmalloc, (const char *type, size_t size, unsigned int align),
		(type, size, align))
FAULTY(rte_malloc_socket,
		(const char *type, size_t size, unsigned int align, int socket),
		(type, size, align, socket))
FAULTY(rte_zmalloc_socket,
		(const char *type, size_t size, unsigned int align, int socket),
		(type, size, align, socket))
FAULTY(rte_calloc,
		(const char *type, size_t n, size_t size, unsigned int align),
		(type, n, size, align))
FAULTY(rte_calloc_socket,
		(const char *type, size_t n, size_t size, unsigned int align,
				int socket),
		(type, n, size, align, socket))

const struct rte_memzone *__real_rte_memzone_reserve(const char *name,
		size_t len, int socket_id, unsigned int flags);
const struct rte_memzone *__wrap_rte_memzone_reserve(const char *name,
		size_t len, int socket_id, unsigned int flags);
const struct rte_memzone *__real_rte_memzone_reserve_aligned(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align);
const struct rte_memzone *__wrap_rte_memzone_reserve_aligned(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align);
void *__real_mmap(
		void *addr, size_t len, int prot, int flags, int fd, off_t off);
void *__wrap_mmap(
		void *addr, size_t len, int prot, int flags, int fd, off_t off);
int __real_munmap(void *addr, size_t len);
int __wrap_munmap(void *addr, size_t len);

const struct rte_memzone *
__wrap_rte_memzone_reserve(
		const char *name, size_t len, int socket_id, unsigned int flags)
{
	if (!fails(faults.zone_error))
		return __real_rte_memzone_reserve(name, len, socket_id, flags);
	rte_errno = faults.zone_error;
	return NULL;
}

const struct rte_memzone *
__wrap_rte_memzone_reserve_aligned(const char *name, size_t len, int socket_id,
		unsigned int flags, unsigned int align)
{
	if (!fails(faults.zone_error))
		return __real_rte_memzone_reserve_aligned(
				name, len, socket_id, flags, align);
	rte_errno = faults.zone_error;
	return NULL;
}

/* No creation fails for want of lazy memory, so it is no call to be failed. */
static bool no_lazy;
/* Pieces of it that are not freed yet. */
static unsigned int lazy_pieces;

void *__real_bp_lazy_alloc(size_t size);
void *__wrap_bp_lazy_alloc(size_t size);
void __real_bp_lazy_free(void *addr, size_t size);
void __wrap_bp_lazy_free(void *addr, size_t size);

void *
__wrap_bp_lazy_alloc(size_t size)
{
	void *addr = no_lazy ? NULL : __real_bp_lazy_alloc(size);

	lazy_pieces += addr != NULL;
	return addr;
}

void
__wrap_bp_lazy_free(void *addr, size_t size)
{
	lazy_pieces -= addr != NULL;
	__real_bp_lazy_free(addr, size);
}

/* The shared mappings that are not undone yet. */
static struct {
	void *addr;
	size_t len;
} maps[8];

static bool
is_pools(int flags, int fd)
{
	return fd == -1 && flags == (MAP_SHARED | MAP_ANONYMOUS);
}

void *
__wrap_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	unsigned int i = 0;

	if (!is_pools(flags, fd))
		return __real_mmap(addr, len, prot, flags, fd, off);
	if (fails(EAGAIN)) {
		errno = EAGAIN;
		return MAP_FAILED;
	}
	addr = __real_mmap(addr, len, prot, flags, fd, off);
	while (i < RTE_DIM(maps) - 1 && maps[i].addr != NULL)
		i++;
	maps[i].addr = addr;
	maps[i].len = len;
	return addr;
}

int
__wrap_munmap(void *addr, size_t len)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(maps); i++) {
		if (maps[i].addr == addr && maps[i].len == len)
			maps[i].addr = NULL;
	}
	return __real_munmap(addr, len);
}

/* What there is in the process. */
struct holdings {
	size_t heap_bytes;
	unsigned int heap_pieces, zones, pools, rings, stacks, maps, lazy;
};

static void
count_zone(const struct rte_memzone *mz, void *arg)
{
	(void)mz;
	(*(unsigned int *)arg)++;
}

TAILQ_HEAD(any_list, rte_tailq_entry);

static unsigned int
list_length(const char *name)
{
	const struct any_list *list = RTE_TAILQ_LOOKUP(name, any_list);
	const struct rte_tailq_entry *te;
	unsigned int n = 0;

	if (list == NULL)
		return 0;
	TAILQ_FOREACH (te, list, next)
		n++;
	return n;
}

static struct holdings
take_stock(void)
{
	struct rte_malloc_socket_stats stats;
	struct holdings h = {0};
	unsigned int i;

	for (i = 0; i < RTE_MAX_NUMA_NODES; i++) {
		if (rte_malloc_get_socket_stats((int)i, &stats) != 0)
			continue;
		h.heap_bytes += stats.heap_allocsz_bytes;
		h.heap_pieces += stats.alloc_count;
	}
	rte_memzone_walk(count_zone, &h.zones);
	h.pools = list_length("RTE_MEMPOOL");
	h.rings = list_length("RTE_RING");
	h.stacks = list_length("RTE_STACK");
	for (i = 0; i < RTE_DIM(maps); i++)
		h.maps += maps[i].addr != NULL;
	h.lazy = lazy_pieces;
	return h;
}

#define assert_nothing_left(before, what)                                      \
	do {                                                                   \
		const struct holdings now_ = take_stock();                     \
                                                                               \
		if (memcmp(&now_, &(before), sizeof(now_)) != 0)               \
			fail_msg("%s: heap %zd bytes in %d pieces, %d zones, " \
				 "%d pools, %d rings, %d stacks, %d maps, %d " \
				 "lazy pieces left",                           \
					(what),                                \
					(ssize_t)(now_.heap_bytes -            \
							(before).heap_bytes),  \
					(int)(now_.heap_pieces -               \
							(before).heap_pieces), \
					(int)(now_.zones - (before).zones),    \
					(int)(now_.pools - (before).pools),    \
					(int)(now_.rings - (before).rings),    \
					(int)(now_.stacks - (before).stacks),  \
					(int)(now_.maps - (before).maps),      \
					(int)(now_.lazy - (before).lazy));     \
	} while (0)

#endif
