/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the cases of numa_guest share: a check that says what went wrong and
 * goes on, and the proof of where memory lies. The proof is the kernel's, by
 * move_pages(2); what the library says of itself counts for nothing.
 */
#ifndef NUMA_CHECK_H
#define NUMA_CHECK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A condition that has to hold; else the text is printed and the case fails. */
#define CHECK(cond, ...)                                                       \
	numa_check((cond), __FILE__, __LINE__, #cond, __VA_ARGS__)

__attribute__((format(printf, 5, 6))) bool numa_check(bool good,
		const char *file, int line, const char *what, const char *fmt,
		...);

/* How many checks failed. */
unsigned int numa_failures(void);

/* Where pages lie: how many on each node, and nowhere. */
struct numa_pages {
	size_t on[8];
	size_t nowhere;
	size_t n;
};

/* Looks at the pages of a range, page_sz apart. */
void numa_pages_of(const void *addr, size_t len, size_t page_sz,
		struct numa_pages *pages);

/* Each page of the range lies on the node; prints a line with the numbers. */
bool numa_check_on(const char *what, const void *addr, size_t len, int node);

/* Each page that the library holds lies on the node that the library says. */
void numa_check_all(void);

/* Bytes that the library holds of a node, by the walk over its pages. */
size_t numa_held(int node);

#endif
