/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which lcores there are and the CPUs of each, read from the text that
 * --lcores, -l and -c take. Nothing here has side effects.
 */
#ifndef LCORE_PARSE_H
#define LCORE_PARSE_H

#include <stddef.h>

#include <rte_config.h>
#include <rte_os.h>

/* lcore i exists if cpus[i] is not empty. */
struct lcore_map {
	unsigned int n; /* how many exist */
	rte_cpuset_t cpus[RTE_MAX_LCORE];
};

/* Why a text was refused, to be read after a negative result. */
struct parse_why {
	char text[160];
};

/*
 * Read "<lcores>[@<cpus>],..." where each side is a number, a range a-b or a
 * list of both in parentheses. Without '@', lcores outside parentheses run on
 * the CPU of their own number, and those inside on all CPUs of their group.
 * An lcore named twice has the CPUs of its last mention. CPUs that are not in
 * usable are refused. Returns 0 or -EINVAL; map is then undefined.
 */
int lcore_map_parse(const char *text, const rte_cpuset_t *usable,
		struct lcore_map *map, struct parse_why *why);

/* Read "a,b-c,..." into a set of CPUs. Returns 0 or -EINVAL. */
int cpu_list_parse(const char *text, rte_cpuset_t *set, struct parse_why *why);

/*
 * Write the lcores of a hexadecimal mask, with or without "0x", as a list
 * for lcore_map_parse(). Returns 0 or -EINVAL; the text needs len bytes,
 * LCORE_LIST_LEN always do.
 */
#define LCORE_LIST_LEN (RTE_MAX_LCORE * 5 + 1)
int core_mask_to_list(const char *mask, char *list, size_t len,
		struct parse_why *why);

#endif
