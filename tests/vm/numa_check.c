/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The proof of where memory lies: move_pages(2) without a target moves nothing
 * and reports the node of each page, or that there is no page.
 */
#include "numa_check.h"

#include <numa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_memory.h>

#define BATCH 1024

static unsigned int failures;

bool
numa_check(bool good, const char *file, int line, const char *what,
		const char *fmt, ...)
{
	va_list args;

	if (good)
		return true;
	failures++;
	printf("%s:%d: %s: ", file, line, what);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
	return false;
}

unsigned int
numa_failures(void)
{
	return failures;
}

static void
count(void **addrs, unsigned long n, struct numa_pages *pages)
{
	int status[BATCH];
	unsigned long i;

	if (numa_move_pages(0, n, addrs, NULL, status, 0) < 0) {
		CHECK(false, "move_pages failed");
		pages->nowhere += n;
		return;
	}
	for (i = 0; i < n; i++)
		if (status[i] >= 0 && status[i] < (int)RTE_DIM(pages->on))
			pages->on[status[i]]++;
		else
			pages->nowhere++;
}

void
numa_pages_of(const void *addr, size_t len, size_t page_sz,
		struct numa_pages *pages)
{
	uintptr_t at = RTE_ALIGN_FLOOR((uintptr_t)addr, page_sz);
	uintptr_t end = (uintptr_t)addr + len;
	void *addrs[BATCH];
	unsigned long n = 0;

	memset(pages, 0, sizeof(*pages));
	for (; at < end; at += page_sz) {
		addrs[n++] = (void *)at;
		pages->n++;
		if (n == BATCH || at + page_sz >= end) {
			count(addrs, n, pages);
			n = 0;
		}
	}
}

bool
numa_check_on(const char *what, const void *addr, size_t len, int node)
{
	struct numa_pages pages;

	numa_pages_of(addr, len, (size_t)getpagesize(), &pages);
	printf("%s: %zu pages at %p, on node 0: %zu, on node 1: %zu\n", what,
			pages.n, addr, pages.on[0], pages.on[1]);
	return CHECK(pages.n > 0 && pages.on[node] == pages.n,
			"%s: %zu of %zu pages lie on node %d", what,
			pages.on[node], pages.n, node);
}

struct tally {
	struct numa_pages on[2];
	size_t bytes[2];
};

static int
tally_run(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	struct tally *t = arg;
	struct numa_pages pages;
	unsigned int i, node = (unsigned int)msl->socket_id;

	if (node > 1 || msl->external)
		return 0;
	t->bytes[node] += len;
	numa_pages_of(ms->addr, len, msl->page_sz, &pages);
	for (i = 0; i < RTE_DIM(pages.on); i++)
		t->on[node].on[i] += pages.on[i];
	t->on[node].nowhere += pages.nowhere;
	t->on[node].n += pages.n;
	return 0;
}

void
numa_check_all(void)
{
	struct tally t = {0};
	unsigned int node;

	rte_memseg_contig_walk(tally_run, &t);
	for (node = 0; node < 2; node++) {
		const struct numa_pages *p = &t.on[node];

		printf("all of socket %u: %zu MiB, pages on node 0: %zu, on"
		       " node 1: %zu, nowhere: %zu\n",
				node, t.bytes[node] >> 20, p->on[0], p->on[1],
				p->nowhere);
		CHECK(p->on[node] == p->n,
				"socket %u: %zu of %zu pages lie on its node",
				node, p->on[node], p->n);
	}
}

struct held {
	int node;
	size_t bytes;
};

static int
add_held(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	struct held *h = arg;

	if (msl->socket_id == h->node && !msl->external)
		h->bytes += len;
	return 0;
}

size_t
numa_held(int node)
{
	struct held h = {.node = node};

	rte_memseg_contig_walk(add_held, &h);
	return h.bytes;
}
