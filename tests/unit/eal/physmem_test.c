/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical memory as a whole: how much, where, channels, locking. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sys/mman.h>
#include <sys/resource.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "memory/memseg.h"
#include "memory/source.h"
#include "memory_util.h"

static void
test_size_and_dump(void **state)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	void *p = rte_malloc(NULL, 100, 0);
	char line[128];

	assert_int_equal(rte_eal_get_physmem_size(), EAL_UNIT);
	rte_dump_physmem_layout(f);
	fclose(f);
	/* All pages in one line, with their size. */
	snprintf(line, sizeof(line), ": %zu KiB, IOVA 0x", EAL_UNIT >> 10);
	assert_non_null(strstr(text, line));
	assert_ptr_equal(strchr(text, '\n'), text + len - 1);
	free(text);
	rte_free(p);
}

/* External memory is in the dump but is none of the library's. */
static void
test_external(void **state)
{
	struct eal_list_spec spec = {.name = "ext",
			.va = (void *)0x700000000000,
			.len = 4 * 4096,
			.page_sz = 4096,
			.node = 300,
			.external = true};
	struct rte_memseg *ms;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	int i, list = eal_list_add(&spec);

	assert_true(list >= 0);
	for (i = 0; i < 4; i++) {
		ms = rte_fbarray_get(&eal_shared->lists[list].memseg_arr, i);
		ms->addr = (uint8_t *)spec.va + i * 4096;
		ms->iova = i == 1 ? RTE_BAD_IOVA : 0x5000000u + i * 4096;
		ms->len = 4096;
		ms->hugepage_sz = 4096;
		rte_fbarray_set_used(&eal_shared->lists[list].memseg_arr, i);
	}
	assert_int_equal(rte_eal_get_physmem_size(), 0);
	rte_dump_physmem_layout(f);
	fclose(f);
	assert_non_null(strstr(text, "4 KiB, IOVA 0x5000000,"));
	assert_non_null(strstr(text, "4 KiB, IOVA 0xffffffffffffffff,"));
	assert_non_null(strstr(text, "8 KiB, IOVA 0x5002000,"));
	assert_non_null(strstr(text, "external"));
	free(text);
	/* The IOVAs that were given are found, whatever the mode. */
	assert_ptr_equal(rte_mem_iova2virt(0x5002005),
			(uint8_t *)spec.va + 0x2005);
	assert_null(rte_mem_iova2virt(0x5001005));
	assert_int_equal(rte_memseg_get_fd(ms), -1);
	assert_int_equal(rte_errno, ENOTSUP);
	eal_list_drop(list);
}

static void
test_channels(void **state)
{
	eal_memory_fini();
	eal_config.channels = 4;
	eal_config.ranks = 2;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_memory_get_nchannel(), 4);
	assert_int_equal(rte_memory_get_nrank(), 2);
}

static void
test_lock_page(void **state)
{
#if defined(EAL_HEAP_ASAN) || defined(__SANITIZE_THREAD__)
	skip(); /* the sanitizers make mlock() do nothing */
#endif
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(p != MAP_FAILED);
	munmap(p + 4096, 4096);
	assert_int_equal(rte_mem_lock_page(p + 100), 0);
	munlock(p, 4096);
	rte_errno = 0;
	assert_int_equal(rte_mem_lock_page(p + 4096), -1);
	assert_int_equal(rte_errno, ENOMEM);
	rte_errno = 0;
	assert_int_equal(rte_mem_lock_page(NULL), -1);
	assert_int_equal(rte_errno, ENOMEM);
	munmap(p, 4096);
}

#define test(t) cmocka_unit_test_setup_teardown(t, memory_start, memory_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_size_and_dump),
			test(test_external),
			test(test_channels),
			test(test_lock_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
