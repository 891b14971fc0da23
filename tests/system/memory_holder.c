/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program for the tests of hugepages: it starts with the arguments given,
 * then does what each word behind "--" says, and prints what memory it has.
 *   take=KB    allocate and write to it     zone=2M|1G  reserve a memzone
 *   drop       free the last allocation     zero=KB     is zeroed memory zero?
 *   walk       print the runs of pages      wait        until it is killed
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>
#include <rte_memzone.h>

static void *last;

static int
print_run(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	(void)msl;
	(void)arg;
	printf("run kib=%zu page=%llu flags=%u fd=%d iova=%s\n", len >> 10,
			(unsigned long long)ms->hugepage_sz >> 10, ms->flags,
			rte_memseg_get_fd(ms) >= 0,
			ms->iova == ms->addr_64 ? "va" : "pa");
	return 0;
}

static void
take(size_t bytes)
{
	last = rte_malloc(NULL, bytes, 0);
	printf("take %s\n", last == NULL ? "failed" : "done");
	if (last != NULL)
		memset(last, 0x55, bytes);
}

static void
check_zero(size_t bytes)
{
	const char *p = rte_zmalloc(NULL, bytes, 0);
	size_t i = 0;

	while (p != NULL && i < bytes && p[i] == 0)
		i++;
	printf("zero %s\n", i == bytes ? "yes" : "no");
}

static void
reserve(const char *size)
{
	unsigned int flag = strcmp(size, "1G") == 0 ? RTE_MEMZONE_1GB
						    : RTE_MEMZONE_2MB;
	const struct rte_memzone *mz = rte_memzone_reserve(size, 100, 0, flag);

	printf("zone %s\n", mz == NULL ? "failed" : "done");
}

static void
obey(const char *word)
{
	if (strncmp(word, "take=", 5) == 0)
		take(strtoul(word + 5, NULL, 10) << 10);
	else if (strncmp(word, "zero=", 5) == 0)
		check_zero(strtoul(word + 5, NULL, 10) << 10);
	else if (strncmp(word, "zone=", 5) == 0)
		reserve(word + 5);
	else if (strcmp(word, "drop") == 0)
		rte_free(last);
	else if (strcmp(word, "walk") == 0)
		rte_memseg_contig_walk(print_run, NULL);
	else if (strcmp(word, "wait") == 0)
		for (puts("waiting"), fflush(stdout);;)
			pause();
}

int
main(int argc, char **argv)
{
	int i = rte_eal_init(argc, argv);

	if (i < 0) {
		printf("init failed: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	while (++i < argc)
		obey(argv[i]);
	printf("size kib=%llu\n",
			(unsigned long long)rte_eal_get_physmem_size() >> 10);
	fflush(stdout);
	return rte_eal_cleanup() == 0 ? 0 : 2;
}
