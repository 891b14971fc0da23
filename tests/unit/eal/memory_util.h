/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For the tests of memory/: start it alone, from an empty configuration, and
 * stop it again. Hugepages are left alone so that every machine does the same,
 * and nothing is shared, so that tests run side by side.
 */
#ifndef MEMORY_UTIL_H
#define MEMORY_UTIL_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/syscall.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/shared.h"

#include <cmocka.h>

/* A public function returns -1, with the reason in rte_errno. */
#define assert_fails(call, err)                                                \
	do {                                                                   \
		rte_errno = 0;                                                 \
		assert_int_equal(call, -1);                                    \
		assert_int_equal(rte_errno, err);                              \
	} while (0)

/* Emulators may take long over reserving addresses: a small machine's few. */
static inline uint64_t
small_ram_bytes(void)
{
	return 1 << 30;
}

static inline void
config_clear(void)
{
	memset(&eal_config, 0, sizeof(eal_config));
	eal_config.size = sizeof(eal_config);
	eal_config.no_huge = true;
	eal_config.in_memory = true;
	eal_os.ram_bytes = small_ram_bytes;
}

/* Emulators may not tell of a mutex's dead holder: its waiters wait on. */
static inline bool
dead_holders_are_told(void)
{
	void *head = NULL;
	size_t len = 0;

	return syscall(SYS_get_robust_list, 0, &head, &len) == 0;
}

static inline unsigned int
entries_of(const char *path)
{
	unsigned int n = 0;
	DIR *d = opendir(path);

	if (d == NULL)
		return 0;
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static inline unsigned int
open_descriptors(void)
{
	return entries_of("/proc/self/fd");
}

/* Everything mapped where our memory goes, as one number. */
static inline uint64_t
low_mappings(void)
{
	unsigned long long start, end, hash = 0;
	char line[512];
	FILE *f = fopen("/proc/self/maps", "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "%llx-%llx", &start, &end) == 2 &&
				start >= 1ULL << 32 && start < 1ULL << 39)
			hash = hash * 31 + start + 7 * end;
	fclose(f);
	return hash;
}

static inline int
memory_start(void **state)
{
	(void)state;
	config_clear();
	return eal_memory_init();
}

static inline int
memory_stop(void **state)
{
	(void)state;
	eal_memory_fini();
	return 0;
}

static inline void
heaps_check(void)
{
	const char *reason = NULL;
	unsigned int i;

	for (i = 0; i < eal_shared->heaps_n; i++)
		if (!eal_heap_check(&eal_shared->heaps[i], &reason))
			fail_msg("heap %u: %s", i, reason);
}

#endif
