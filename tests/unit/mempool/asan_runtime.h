/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The run-time of AddressSanitizer as a test plays it: a map of poisoned
 * granules, and somebody to watch it change. It is found in place of the real
 * one, which must not be there.
 */
#ifndef ASAN_RUNTIME_H
#define ASAN_RUNTIME_H

#include <pthread.h>
#include <stdlib.h>

#include "pool_fixture.h"

#define GRANULE   8
#define PAGE      ((size_t)4096)
#define N_BUCKETS 4096

/* The map: a page's granules, in a hash of pages. */
struct shadow {
	uintptr_t page;
	struct shadow *next;
	bool poisoned[PAGE / GRANULE];
};

static pthread_mutex_t shadow_lock = PTHREAD_MUTEX_INITIALIZER;
static struct shadow *shadows[N_BUCKETS];
static long n_poisoned; /* granules */

/* Called at each poisoning and exposure; may be NULL. */
static void (*watch)(const void *addr, size_t len, bool poison);

static bool *
granule(uintptr_t addr)
{
	struct shadow **link = &shadows[addr / PAGE % N_BUCKETS];

	while (*link != NULL && (*link)->page != addr / PAGE)
		link = &(*link)->next;
	if (*link == NULL) {
		*link = calloc(1, sizeof(**link));
		(*link)->page = addr / PAGE;
	}
	return &(*link)->poisoned[addr % PAGE / GRANULE];
}

static void
set_range(uintptr_t addr, size_t len, bool poison)
{
	uintptr_t at;
	bool *g;

	pthread_mutex_lock(&shadow_lock);
	for (at = addr; at < addr + len; at += GRANULE) {
		g = granule(at);
		n_poisoned += poison - *g;
		*g = poison;
	}
	pthread_mutex_unlock(&shadow_lock);
}

void __asan_poison_memory_region(const volatile void *addr, size_t len);
void __asan_unpoison_memory_region(const volatile void *addr, size_t len);
int __asan_address_is_poisoned(const volatile void *addr);

void
__asan_poison_memory_region(const volatile void *addr, size_t len)
{
	assert_int_equal((uintptr_t)addr % GRANULE, 0);
	assert_int_equal(len % GRANULE, 0);
	set_range((uintptr_t)addr, len, true);
	if (watch != NULL)
		watch((const void *)addr, len, true);
}

void
__asan_unpoison_memory_region(const volatile void *addr, size_t len)
{
	if (watch != NULL)
		watch((const void *)addr, len, false);
	set_range((uintptr_t)addr, len, false);
}

int
__asan_address_is_poisoned(const volatile void *addr)
{
	bool poisoned;

	pthread_mutex_lock(&shadow_lock);
	poisoned = *granule((uintptr_t)addr);
	pthread_mutex_unlock(&shadow_lock);
	return poisoned;
}

/* Whether all of [addr, addr + len) is, or is not, poisoned. */
static bool
all(const void *addr, size_t len, bool poisoned)
{
	const char *p = addr;
	size_t i;

	for (i = 0; i < len; i += GRANULE) {
		if ((__asan_address_is_poisoned(p + i) != 0) != poisoned)
			return false;
	}
	return true;
}

#endif
