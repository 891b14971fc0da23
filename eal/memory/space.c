/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reservation of address space. Every range starts as PROT_NONE without
 * accounting, so that neither overcommit limits nor core dumps see it; only
 * RLIMIT_AS does. A search goes from the start address upwards in growing
 * steps and asks the kernel for each place; when nothing below the limit is
 * free (under AddressSanitizer its shadow lies there), the kernel chooses.
 */
#include "memory/space.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/resource.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "eal.h"
#include "memory/os.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

#define SPACE_BASE (1ULL << 32)
#define SPACE_STEP (1ULL << 30)
#define SPACE_END  (1ULL << 47) /* of what a program may map */

static pthread_mutex_t cursor_lock = PTHREAD_MUTEX_INITIALIZER;
static uintptr_t cursor = SPACE_BASE;
static uintptr_t ceiling = EAL_SPACE_LIMIT;
static bool base_given;

void
eal_space_start(uintptr_t base)
{
	pthread_mutex_lock(&cursor_lock);
	base_given = base != 0;
	cursor = base_given ? base : SPACE_BASE;
	/* Who names a place knows what the devices reach. */
	ceiling = base_given ? SPACE_END : EAL_SPACE_LIMIT;
	pthread_mutex_unlock(&cursor_lock);
}

static void *
map_none(void *hint, size_t len)
{
	void *p = eal_os.mmap(hint, len, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* NULL with errno 0: nothing free below the limit. */
static void *
reserve_low(size_t len, size_t align)
{
	uintptr_t hint = RTE_ALIGN_CEIL(cursor, align);
	uintptr_t step = RTE_MAX(SPACE_STEP, align);
	unsigned int n = 0;
	void *p;

	while (hint < ceiling && ceiling - hint >= len) {
		p = map_none((void *)hint, len);
		if (p == NULL)
			return NULL;
		if ((uintptr_t)p == hint) {
			cursor = hint + len;
			return p;
		}
		eal_os.munmap(p, len);
		hint += step;
		if (++n % 4 == 0)
			step *= 2;
	}
	errno = 0;
	return NULL;
}

/* Anywhere: reserve more than needed and cut off what is not aligned. */
static void *
reserve_any(size_t len, size_t align)
{
	uint8_t *p = map_none(NULL, len + align);
	uint8_t *q;

	if (p == NULL)
		return NULL;
	q = (uint8_t *)RTE_ALIGN_CEIL((uintptr_t)p, align);
	if (q != p)
		eal_os.munmap(p, q - p);
	eal_os.munmap(q + len, align - (q - p));
	return q;
}

static void
explain(size_t len, int err)
{
	struct rlimit limit;

	if (eal_os.getrlimit(RLIMIT_AS, &limit) == 0 &&
			limit.rlim_cur != RLIM_INFINITY)
		EAL_LOG(ERR,
				"cannot reserve %zu MiB of addresses: %s; the limit"
				" RLIMIT_AS (ulimit -v) is %llu MiB\n",
				len >> 20, rte_strerror(err),
				(unsigned long long)limit.rlim_cur >> 20);
	else
		EAL_LOG(ERR, "cannot reserve %zu MiB of addresses: %s\n",
				len >> 20, rte_strerror(err));
	errno = err;
}

void *
eal_space_try(size_t len, size_t align)
{
	void *p;

	pthread_mutex_lock(&cursor_lock);
	p = reserve_low(len, align);
	if (p == NULL && errno == 0) {
		if (base_given)
			EAL_LOG(WARNING,
					"no room for %zu MiB from the base address on:"
					" taking any address\n",
					len >> 20);
		p = reserve_any(len, align);
	}
	pthread_mutex_unlock(&cursor_lock);
	if (p != NULL)
		eal_os.madvise(p, len, MADV_DONTDUMP);
	return p;
}

void *
eal_space_reserve(size_t len, size_t align)
{
	void *p = eal_space_try(len, align);

	if (p == NULL)
		explain(len, errno);
	return p;
}

int
eal_space_claim(void *addr, size_t len)
{
	void *p = eal_os.mmap(addr, len, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
					MAP_FIXED_NOREPLACE,
			-1, 0);

	if (p == MAP_FAILED)
		return errno == EEXIST ? -EADDRNOTAVAIL : -errno;
	if (p != addr) { /* a kernel that does not know the flag */
		eal_os.munmap(p, len);
		return -EADDRNOTAVAIL;
	}
	eal_os.madvise(addr, len, MADV_DONTDUMP);
	return 0;
}

void
eal_space_release(void *addr, size_t len)
{
	int err = errno;

	if (addr != NULL && eal_os.munmap(addr, len) < 0)
		EAL_LOG(ERR, "cannot unmap %zu bytes at %p: %s\n", len, addr,
				rte_strerror(errno));
	errno = err;
}

void *
eal_space_table(size_t len)
{
	void *p = eal_space_reserve(len, getpagesize());

	if (p == NULL)
		return NULL;
	/* One touched entry must not cost a huge page. */
	eal_os.madvise(p, len, MADV_NOHUGEPAGE);
	eal_os.madvise(p, len, MADV_DODUMP);
	if (eal_os.mprotect(p, len, PROT_READ | PROT_WRITE) < 0) {
		explain(len, errno);
		eal_space_release(p, len);
		return NULL;
	}
	return p;
}

int
eal_space_vacate(void *addr, size_t len)
{
	void *p = eal_os.mmap(addr, len, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
			-1, 0);

	if (p == MAP_FAILED)
		return -errno;
	eal_os.madvise(addr, len, MADV_DONTDUMP);
	return 0;
}
