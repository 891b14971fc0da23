/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program of pools alone that frees an object twice, and looks whether the
 * guard names its function, however it is linked. Prints nothing if so.
 */
#define _GNU_SOURCE
#include <bufplane.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_mempool.h>

static char report[4096];

static void
catch_log(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	(void)ctx;
	(void)level;
	(void)logtype;
	strncat(report, text, sizeof(report) - strlen(report) - 1);
}

__attribute__((noinline)) static void
culprit(struct rte_mempool *mp, void *obj)
{
	rte_mempool_put(mp, obj);
	__asm__ volatile("" ::: "memory");
}

/* The program itself comes first. */
static int
load_address(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	*(uintptr_t *)arg = info->dlpi_addr;
	return 1;
}

/* The first frame of the report; 0: there is none. */
static uintptr_t
first_frame(void)
{
	static const char heading[] = "it is freed again at\n    ";
	char *line = strstr(report, heading);
	uintptr_t base = 0;
	char *offset;

	if (line == NULL)
		return 0;
	line += strlen(heading);
	line[strcspn(line, "\n")] = '\0';
	offset = strrchr(line, '+');
	if (offset == NULL)
		return 0;
	dl_iterate_phdr(load_address, &base);
	return base + strtoul(offset + 1, NULL, 16);
}

int
main(void)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.log_fn = catch_log,
			.mempool_guard = "log",
	};
	struct rte_mempool *mp;
	void *obj;

	if (bp_init(&config) != 0)
		return 1;
	mp = rte_mempool_create("pool", 64, 64, 16, 0, NULL, NULL, NULL, NULL,
			SOCKET_ID_ANY, 0);
	if (mp == NULL || rte_mempool_get(mp, &obj) != 0)
		return 1;
	culprit(mp, obj);
	culprit(mp, obj);
	if (first_frame() - (uintptr_t)culprit >= 1024) {
		printf("not the culprit: %s\n", report);
		return 1;
	}
	rte_mempool_free(mp);
	return rte_eal_cleanup() != 0;
}
