/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the kernel tells of a thread, of this process or of another one.
 */
#ifndef MP_THREAD_STAT_H
#define MP_THREAD_STAT_H

#include <stdint.h>

struct thread_stat {
	char state;     /* 'R', 'S' and so on */
	uint64_t ticks; /* of time that it ran */
	uint64_t start; /* when, in ticks since the system's start */
};

/* The text of a file "stat": 0 or -EINVAL. */
int thread_stat_parse(struct thread_stat *st, const char *text);
/* A thread's, or (tid 0) that of a process: 0 or -errno. */
int thread_stat_read(struct thread_stat *st, int pid, int tid);

#endif
