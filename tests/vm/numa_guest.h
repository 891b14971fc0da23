/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cases of numa_guest. A case runs after rte_eal_init(), on its main
 * thread, and checks with CHECK(); args are the words behind "--".
 */
#ifndef NUMA_GUEST_H
#define NUMA_GUEST_H

#include <stddef.h>

struct numa_case {
	const char *name;
	void (*run)(int argc, char **argv);
	void (*before_init)(void); /* or NULL */
};

/* The n-th number behind "--", or 0. */
size_t numa_arg(int argc, char **argv, int n);

/* What was logged since the start, as text that stays until the next call. */
const char *numa_log(void);

void numa_case_place(int argc, char **argv);
void numa_case_preload(int argc, char **argv);
void numa_case_limit(int argc, char **argv);
void numa_case_any(int argc, char **argv);
void numa_case_short(int argc, char **argv);
void numa_case_spill(int argc, char **argv);
void numa_case_ids(int argc, char **argv);
void numa_case_dump(int argc, char **argv);
void numa_case_events(int argc, char **argv);
void numa_case_validators(int argc, char **argv);
void numa_case_nested(int argc, char **argv);
void numa_case_crossed(int argc, char **argv);
void numa_case_refused(int argc, char **argv);
void numa_refuse_mbind(void);

#endif
