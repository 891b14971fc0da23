/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of what the interrupt thread calls: the library started and
 * stopped, waiting for what another thread does, and what a process holds.
 */
#ifndef INTR_UTIL_H
#define INTR_UTIL_H

#include <bufplane.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/eventfd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_interrupts.h>

#include <cmocka.h>

static inline int
start(void **state)
{
	struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.log_level = RTE_LOG_EMERG};

	return bp_init(&config);
}

static inline int
stop(void **state)
{
	return rte_eal_cleanup();
}

/* Counters that callbacks add to. */
static inline void
count(int *n)
{
	__atomic_add_fetch(n, 1, __ATOMIC_SEQ_CST);
}

static inline int
counted(const int *n)
{
	return __atomic_load_n(n, __ATOMIC_SEQ_CST);
}

/* Until there are so many, for 5 s. */
static inline void
wait_count(const int *n, int wanted)
{
	int i;

	for (i = 0; i < 5000 && counted(n) < wanted; i++)
		usleep(1000);
	assert_int_equal(counted(n), wanted);
}

static inline int
entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static inline int
count_fds(void)
{
	return entries("/proc/self/fd");
}

static inline int
count_threads(void)
{
	return entries("/proc/self/task");
}

static inline struct rte_intr_handle *
handle_new(enum rte_intr_handle_type type, int fd)
{
	struct rte_intr_handle *h =
			rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);

	assert_non_null(h);
	assert_int_equal(rte_intr_type_set(h, type), 0);
	assert_int_equal(rte_intr_fd_set(h, fd), 0);
	return h;
}

#endif
