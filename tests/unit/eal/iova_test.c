/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses as devices see them, on a machine whose page map and hugepages
 * are made up: which mode may be used, what addresses mean, and how far a
 * device reaches.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "memory/iova.h"
#include "memory_util.h"

#define PRESENT (UINT64_C(1) << 63)
#define SHIFT   0x1000 /* frames of a page over its number */

static struct eal_os real;
static uint64_t frame_mask; /* what the page map shows of a frame number */
static bool present;
static ssize_t short_by;
static int open_errno;
static bool have_pools;
static char said[1024];

static int
fake_open(const char *path, int flags, mode_t mode)
{
	if (strcmp(path, "/proc/self/pagemap") != 0)
		return real.open(path, flags, mode);
	if (open_errno != 0) {
		errno = open_errno;
		return -1;
	}
	return real.open("/dev/null", flags, mode);
}

/* Each page lies SHIFT frames above its address. */
static ssize_t
fake_pread(int fd, void *buf, size_t n, off_t offset)
{
	uint64_t entry = (offset / 8 + SHIFT) & frame_mask;

	assert_int_equal(n, sizeof(entry));
	if (present)
		entry |= PRESENT;
	memcpy(buf, &entry, sizeof(entry));
	errno = EIO;
	return (ssize_t)n - short_by;
}

static int
fake_each_entry(const char *path, void (*fn)(const char *name, void *arg),
		void *arg)
{
	if (strncmp(path, "/sys/kernel/mm/hugepages", 24) != 0)
		return real.each_entry(path, fn, arg);
	if (have_pools)
		fn("hugepages-2048kB", arg);
	return 0;
}

static long
fake_read_number(const char *path)
{
	return strstr(path, "hugepages") != NULL ? 8 : real.read_number(path);
}

static void
keep_text(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	strncat(said, text, sizeof(said) - strlen(said) - 1);
}

static int
setup(void **state)
{
	int rc;

	said[0] = '\0';
	eal_log_init(keep_text, NULL, 0);
	rc = memory_start(state);
	real = eal_os;
	eal_os.open = fake_open;
	eal_os.pread = fake_pread;
	eal_os.each_entry = fake_each_entry;
	eal_os.read_number = fake_read_number;
	frame_mask = PRESENT - 1;
	present = true;
	short_by = 0;
	open_errno = 0;
	have_pools = true;
	eal_config.no_huge = false;
	return rc;
}

static int
teardown(void **state)
{
	eal_os = real;
	memory_stop(state);
	eal_log_fini();
	return 0;
}

static phys_addr_t
fake_phys(const void *p)
{
	return (uintptr_t)p + (uint64_t)SHIFT * getpagesize();
}

static void
test_virt2phy(void **state)
{
	char here = 0;

	assert_int_equal(rte_mem_virt2phy(&here), fake_phys(&here));
	short_by = 4;
	assert_int_equal(rte_mem_virt2phy(&here), RTE_BAD_IOVA);
	short_by = 9; /* an error */
	assert_int_equal(rte_mem_virt2phy(&here), RTE_BAD_IOVA);
	short_by = 0;
	present = false;
	assert_int_equal(rte_mem_virt2phy(&here), RTE_BAD_IOVA);
	present = true;
	frame_mask = 0;
	assert_int_equal(rte_mem_virt2phy(&here), RTE_BAD_IOVA);
	frame_mask = PRESENT - 1;
	open_errno = EACCES;
	assert_int_equal(rte_mem_virt2phy(&here), RTE_BAD_IOVA);
}

static void
test_using_phys(void **state)
{
	assert_int_equal(rte_eal_using_phys_addrs(), 1);
	frame_mask = 0;
	assert_int_equal(rte_eal_using_phys_addrs(), 0);
	frame_mask = PRESENT - 1;
	have_pools = false;
	assert_int_equal(rte_eal_using_phys_addrs(), 0);
	have_pools = true;
	eal_config.no_huge = true;
	assert_int_equal(rte_eal_using_phys_addrs(), 0);
}

static void
test_mode(void **state)
{
	assert_int_equal(eal_iova_init(), 0);
	assert_int_equal(eal_shared->iova_mode, RTE_IOVA_VA);
	eal_config.iova_mode = RTE_IOVA_VA;
	assert_int_equal(eal_iova_init(), 0);
	assert_int_equal(eal_shared->iova_mode, RTE_IOVA_VA);
	eal_config.iova_mode = RTE_IOVA_PA;
	assert_int_equal(eal_iova_init(), 0);
	assert_int_equal(eal_shared->iova_mode, RTE_IOVA_PA);
	assert_string_equal(said, "");
}

/* What is missing, and what to do about it, is said. */
static void
test_mode_refused(void **state)
{
	eal_config.iova_mode = RTE_IOVA_PA;
	have_pools = false;
	assert_int_equal(eal_iova_init(), -ENOTSUP);
	assert_non_null(strstr(said, "set up hugepages"));
	assert_non_null(strstr(said, "--iova-mode=va"));
	have_pools = true;
	said[0] = '\0';
	frame_mask = 0;
	assert_int_equal(eal_iova_init(), -EPERM);
	assert_non_null(strstr(said, "CAP_SYS_ADMIN"));
	assert_non_null(strstr(said, "--iova-mode=va"));
	said[0] = '\0';
	open_errno = ENOENT;
	assert_int_equal(eal_iova_init(), -EPERM);
	assert_non_null(strstr(said, "cannot be read"));
	assert_int_equal(eal_shared->iova_mode, RTE_IOVA_VA);
}

static void
test_va(void **state)
{
	char *p = rte_malloc(NULL, 100, 0);
	char here;

	assert_int_equal(rte_mem_virt2iova(p + 3), (uintptr_t)p + 3);
	assert_int_equal(rte_mem_virt2iova(&here), (uintptr_t)&here);
	assert_int_equal(rte_mem_virt2iova(NULL), 0);
	assert_ptr_equal(rte_mem_iova2virt((uintptr_t)p + 3), p + 3);
	rte_errno = 0;
	assert_null(rte_mem_iova2virt((uintptr_t)&here));
	assert_int_equal(rte_errno, EINVAL);
	rte_free(p);
}

static int
shift_iova(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	((struct rte_memseg *)(uintptr_t)ms)->iova = fake_phys(ms->addr);
	return 0;
}

static void
test_pa(void **state)
{
	char *p = rte_malloc(NULL, 100, 0);
	char here = 0;

	eal_shared->iova_mode = RTE_IOVA_PA;
	rte_memseg_walk(shift_iova, NULL);
	assert_int_equal(rte_mem_virt2iova(p + 3), fake_phys(p + 3));
	assert_int_equal(rte_malloc_virt2iova(p), fake_phys(p));
	assert_int_equal(rte_mem_virt2iova(&here), fake_phys(&here));
	assert_ptr_equal(rte_mem_iova2virt(fake_phys(p + 3)), p + 3);
	assert_null(rte_mem_iova2virt(fake_phys(&here)));
	assert_null(rte_mem_iova2virt(RTE_BAD_IOVA));
	present = false;
	assert_int_equal(rte_mem_virt2iova(p), RTE_BAD_IOVA);
	/* Ordinary pages move: they are not used, and nothing is left. */
	assert_null(rte_malloc(NULL, 50 << 20, 0));
	assert_non_null(strstr(said, "cannot use other pages"));
	heaps_check();
	rte_free(p);
}

static unsigned int
bits_of(const void *p)
{
	return 64 - __builtin_clzll((uintptr_t)p);
}

static void
test_masks(void **state)
{
	char *p = rte_malloc(NULL, 100, 0);
	unsigned int bits = bits_of(p);

	assert_int_equal(rte_mem_check_dma_mask(64), -1);
	assert_non_null(strstr(said, "64"));
	assert_int_equal(rte_mem_check_dma_mask(255), -1);
	said[0] = '\0';
	assert_int_equal(rte_mem_check_dma_mask(bits - 1), 1);
	assert_non_null(strstr(said, "IOVAs up to 0x"));
	assert_int_equal(rte_mem_check_dma_mask(0), 1);
	assert_int_equal(eal_shared->dma_bits, 0); /* nothing changed */
	assert_int_equal(rte_mem_check_dma_mask(63), 0);
	assert_int_equal(eal_shared->dma_bits, 63);
	assert_int_equal(rte_mem_check_dma_mask_thread_unsafe(bits), 0);
	assert_int_equal(rte_mem_check_dma_mask(62), 0); /* wider */
	assert_int_equal(eal_shared->dma_bits, bits);
	rte_mem_set_dma_mask(64);
	assert_int_equal(eal_shared->dma_bits, bits);
	rte_mem_set_dma_mask(20);
	assert_int_equal(eal_shared->dma_bits, 20);
	rte_mem_set_dma_mask(0);
	assert_int_equal(eal_shared->dma_bits, 0);
	rte_free(p);
}

/* Memory without an IOVA is no device's. */
static int
no_iova(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	((struct rte_memseg *)(uintptr_t)ms)->iova = RTE_BAD_IOVA;
	return 0;
}

static void
test_mask_without_iova(void **state)
{
	void *p = rte_malloc(NULL, 100, 0);

	rte_memseg_walk(no_iova, NULL);
	assert_int_equal(rte_mem_check_dma_mask(20), 0);
	assert_null(rte_mem_iova2virt((uintptr_t)p));
	rte_free(p);
}

static void
test_not_started(void **state)
{
	char here;

	eal_memory_fini();
	assert_int_equal(rte_mem_virt2iova(&here), (uintptr_t)&here);
	assert_null(rte_mem_iova2virt((uintptr_t)&here));
	rte_mem_set_dma_mask(30);
	assert_int_equal(rte_mem_check_dma_mask(30), 0);
	assert_int_equal(rte_memory_get_nchannel(), 0);
	assert_int_equal(rte_memory_get_nrank(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 0);
	rte_dump_physmem_layout(stdout);
}

#define test(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_virt2phy),
			test(test_using_phys),
			test(test_mode),
			test(test_mode_refused),
			test(test_va),
			test(test_pa),
			test(test_masks),
			test(test_mask_without_iova),
			test(test_not_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
