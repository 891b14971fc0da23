/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests that repeat an operation until none of its calls fails: one in
 * turn of those that want memory from the system fails with ENOMEM.
 */
#ifndef BAD_CALLS_H
#define BAD_CALLS_H

#include <errno.h>

#include <sys/mman.h>

#include "memory/os.h"

static struct eal_os bad_real;
static unsigned int bad_calls, bad_at;

static inline bool
bad_now(void)
{
	errno = ENOMEM;
	return ++bad_calls == bad_at;
}

static inline void *
bad_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	return bad_now() ? MAP_FAILED
			 : bad_real.mmap(addr, len, prot, flags, fd, off);
}

static inline int
bad_madvise(void *addr, size_t len, int advice)
{
	return bad_now() ? -1 : bad_real.madvise(addr, len, advice);
}

static inline void *
bad_calloc(size_t n, size_t size)
{
	return bad_now() ? NULL : bad_real.calloc(n, size);
}

static inline int
bad_mutex(pthread_mutex_t *m, const pthread_mutexattr_t *a)
{
	return bad_now() ? ENOMEM : bad_real.mutex_init(m, a);
}

/* From here on the n-th call fails. */
static inline void
bad_start(unsigned int n)
{
	bad_at = n;
	bad_calls = 0;
}

static inline void
bad_wrap(void)
{
	bad_real = eal_os;
	eal_os.mmap = bad_mmap;
	eal_os.madvise = bad_madvise;
	eal_os.calloc = bad_calloc;
	eal_os.mutex_init = bad_mutex;
}

static inline void
bad_unwrap(void)
{
	eal_os = bad_real;
}

#endif
