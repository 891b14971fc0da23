/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which hugepage sizes the system has pages of, and how many are free, as
 * /sys tells.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/source/source_impl.h"

#define SIZES_DIR "/sys/kernel/mm/hugepages"

struct found {
	uint64_t *sizes;
	unsigned int n;
	unsigned int max;
};

bool
eal_page_sz_huge(uint64_t page_sz)
{
	return page_sz > (uint64_t)getpagesize();
}

static long
number(uint64_t page_sz, const char *what)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), SIZES_DIR "/hugepages-%llukB/%s",
			(unsigned long long)page_sz >> 10, what);
	return eal_os.read_number(path);
}

static void
add_size(const char *name, void *arg)
{
	struct found *f = arg;
	uint64_t size;
	char *end;
	unsigned int i;

	if (strncmp(name, "hugepages-", 10) != 0)
		return;
	size = strtoull(name + 10, &end, 10) << 10;
	if (strcmp(end, "kB") != 0 || size == 0 || (size & (size - 1)) != 0)
		return;
	if (number(size, "nr_hugepages") <= 0 &&
			number(size, "nr_overcommit_hugepages") <= 0)
		return;
	if (f->n == f->max)
		return;
	for (i = f->n++; i > 0 && f->sizes[i - 1] > size; i--)
		f->sizes[i] = f->sizes[i - 1];
	f->sizes[i] = size;
}

unsigned int
hugepage_sizes(uint64_t *sizes, unsigned int max)
{
	struct found f = {.sizes = sizes, .max = max};

	if (!eal_config.no_huge)
		eal_os.each_entry(SIZES_DIR, add_size, &f);
	return f.n;
}

static long
on_node(uint64_t page_sz, int node)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path),
			"/sys/devices/system/node/node%d/hugepages/hugepages-%llukB/free_hugepages",
			node, (unsigned long long)page_sz >> 10);
	return eal_os.read_number(path);
}

uint64_t
eal_hugepages_available(uint64_t page_sz, int node)
{
	long n = number(page_sz, "free_hugepages");
	long reserved = number(page_sz, "resv_hugepages");
	long over = number(page_sz, "nr_overcommit_hugepages");
	long surplus = number(page_sz, "surplus_hugepages");
	long here = node < 0 ? -1 : on_node(page_sz, node);

	if (n < 0) /* no descriptor to look with, perhaps: let it be tried */
		return UINT32_MAX;
	n -= RTE_MAX(reserved, 0L);
	n = RTE_MAX(n, 0L);
	if (here >= 0)
		n = RTE_MIN(n, here);
	over = RTE_MAX(over, 0L) - RTE_MAX(surplus, 0L);
	return (uint64_t)n + (uint64_t)RTE_MAX(over, 0L);
}

const char *
page_sz_text(uint64_t page_sz, char *text, size_t len)
{
	static const char units[] = "KMG";
	unsigned int i = 0;
	uint64_t n = page_sz >> 10;

	for (; i < 2 && n >= 1024; i++)
		n >>= 10;
	snprintf(text, len, "%llu %ciB", (unsigned long long)n, units[i]);
	return text;
}
