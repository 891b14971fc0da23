/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page sources without files: which source each page size has, what is fallen
 * back on and said, placing on nodes, and huge pages for ordinary memory.
 */
#include <errno.h>

#include <sys/wait.h>

#include <rte_memzone.h>

#include "fake_huge.h"

static uint64_t
size_at(const void *p)
{
	return rte_mem_virt2memseg(p, NULL)->hugepage_sz;
}

static void
start(bool shares)
{
	eal_config.in_memory = !shares;
	assert_int_equal(eal_memory_init(), 0);
}

static bool
said(const char *text)
{
	return strstr(share_log, text) != NULL;
}

/* How often. */
static unsigned int
times_said(const char *text)
{
	const char *p = share_log;
	unsigned int n = 0;

	while ((p = strstr(p, text)) != NULL) {
		n++;
		p++;
	}
	return n;
}

static void
test_order_of_sizes(void **state)
{
	void *p;

	start(false);
	assert_int_equal(eal_sources_n(), 3);
	assert_int_equal(eal_sources_page_sz(0), SIZE_A);
	assert_int_equal(eal_sources_page_sz(1), SIZE_B);
	assert_int_equal(eal_sources_page_sz(2), getpagesize());
	assert_int_equal(eal_unit(0), SIZE_A);
	assert_int_equal(eal_unit(1), SIZE_B);
	assert_int_equal(eal_unit(2), EAL_UNIT);
	assert_int_equal((uintptr_t)eal_shared->lists[1].base_va % SIZE_B, 0);
	p = rte_malloc(NULL, 100, 0);
	assert_int_equal(size_at(p), SIZE_A);
	rte_free(p);
	assert_int_equal(eal_source_hugetlb_free(), 10);
}

/* Large pages are announced, given back and asked for as such. */
static void
test_large_pages(void **state)
{
	const struct rte_memzone *mz;

	start(false);
	mz = rte_memzone_reserve("large", 3 << 20, 0, RTE_MEMZONE_16MB);
	assert_non_null(mz);
	assert_int_equal(mz->hugepage_sz, SIZE_B);
	assert_int_equal(rte_eal_get_physmem_size(), SIZE_B);
	assert_null(rte_memzone_reserve("none", 1, 0, RTE_MEMZONE_1GB));
	mz = rte_memzone_reserve("hint", 1, 0,
			RTE_MEMZONE_1GB | RTE_MEMZONE_SIZE_HINT_ONLY);
	assert_non_null(mz);
	heaps_check();
	assert_int_equal(rte_memzone_free(mz), 0);
	assert_int_equal(rte_memzone_free(rte_memzone_lookup("large")), 0);
	assert_true(rte_eal_get_physmem_size() < SIZE_B);
	heaps_check();
}

/* Not enough of one size: the next, each said once. */
static void
test_shortage(void **state)
{
	void *a, *b;

	start(false);
	share_fail(SHARE_MMAP, 1, ENOMEM);
	a = rte_malloc(NULL, 3 << 20, 0);
	assert_int_equal(size_at(a), SIZE_B);
	assert_true(said(
			"4 MiB in hugepages of 2 MiB were asked for and are free, but cannot be had"));
	share_fail(SHARE_MMAP, 1, ENOMEM);
	b = rte_malloc(NULL, 20 << 20, 0);
	assert_int_equal(size_at(b), SIZE_B);
	assert_int_equal(times_said("hugepages of 2 MiB were"), 1);
	rte_free(a);
	rte_free(b);
	heaps_check();
}

static void
test_shortage_of_all(void **state)
{
	void *p;

	start(false);
	fake.populate_errno = EFAULT;
	assert_null(rte_malloc(NULL, 3 << 20, 0));
	assert_null(rte_malloc(NULL, 3 << 20, 0));
	assert_int_equal(times_said("hugepages of 2 MiB were"), 1);
	assert_int_equal(times_said("hugepages of 16 MiB were"), 1);
	assert_int_equal(times_said("in pages of 4 KiB were"), 1);
	assert_int_equal(rte_eal_get_physmem_size(), 0);
	fake.populate_errno = 0;
	p = rte_malloc(NULL, 3 << 20, 0);
	assert_int_equal(size_at(p), SIZE_A);
	rte_free(p);
	heaps_check();
}

/* What is asked for at the start comes in large pages as far as it fills. */
static void
test_preload(void **state)
{
	eal_config.mem_bytes = 22 << 20;
	start(false);
	assert_int_equal(eal_shared->lists[1].memseg_arr.count, 1);
	assert_int_equal(eal_shared->lists[0].memseg_arr.count, 3);
	assert_int_equal(eal_shared->lists[2].memseg_arr.count, 0);
	assert_int_equal(eal_shared->heaps[0].pinned, 22 << 20);
	heaps_check();
	eal_memory_fini();
	fake.free[1] = 0;
	eal_config.mem_bytes = 20 << 20; /* more than eight pages */
	share_fail(SHARE_MMAP, 0, 0);
	start(false);
	assert_true(eal_shared->lists[0].memseg_arr.count >= 8);
	assert_int_equal(rte_eal_get_physmem_size(), 20 << 20);
}

/* Without -m legacy memory is all hugepages there are. */
static void
test_legacy(void **state)
{
	eal_config.legacy_mem = true;
	fake_mount(0);
	start(true);
	assert_int_equal(eal_shared->lists[0].memseg_arr.count, 8);
	assert_int_equal(eal_shared->lists[1].memseg_arr.count, 2);
	assert_int_equal(rte_eal_get_physmem_size(), 48 << 20);
	assert_int_equal(fake_files(0), 8);
	assert_null(rte_malloc(NULL, 60 << 20, 0));
	heaps_check();
}

static void
test_no_hugepages(void **state)
{
	memset(fake.nr, 0, sizeof(fake.nr));
	memset(fake.free, 0, sizeof(fake.free));
	start(false);
	assert_int_equal(eal_sources_n(), 1);
	assert_int_equal(eal_source_hugetlb_free(), -1);
	assert_true(said(
			"no free hugepages: using ordinary memory, in transparent huge pages"));
	eal_memory_fini();
	/* Pages beyond the pool are as good. */
	share_log[0] = '\0';
	fake.over[0] = 4;
	start(false);
	assert_int_equal(eal_sources_n(), 2);
	assert_int_equal(eal_source_hugetlb_free(), 4);
	assert_false(said("no free hugepages"));
}

static void
say(bool shares, const char *thp, const char *shmem, const char *want)
{
	fake.thp = thp;
	fake.shmem_thp = shmem;
	share_log[0] = '\0';
	start(shares);
	if (!said(want))
		fail_msg("\"%s\" is not in \"%s\"", want, share_log);
	eal_memory_fini();
}

/* What the settings allow is looked at, and said. */
static void
test_thp_is_said(void **state)
{
	memset(fake.nr, 0, sizeof(fake.nr));
	memset(fake.free, 0, sizeof(fake.free));
	say(true, "[always]", "[advise] never", "in transparent huge pages");
	say(true, "[always]", "advise [never]", "in transparent huge pages");
	say(true, "[always]", "never [deny]", "shmem_enabled is deny");
	say(true, "[always]", NULL, "has no transparent huge pages");
	say(false, "[never]", "[deny]", "in transparent huge pages");
	fake.knows_collapse = false;
	say(false, "[never]", "[deny]",
			"transparent_hugepage/enabled is never");
	say(true, "[always]", "[never]", "shmem_enabled is never");
	say(false, NULL, "[never]", "has no transparent huge pages");
}

static void
take(bool shares, const char *thp, unsigned int advised, unsigned int collapsed)
{
	fake.thp = fake.shmem_thp = thp;
	start(shares);
	fake.advised = fake.collapsed = 0;
	rte_free(rte_malloc(NULL, 5 << 20, 0));
	assert_int_equal(fake.advised, advised);
	assert_int_equal(fake.collapsed, collapsed);
	heaps_check();
	eal_memory_fini();
}

static void
test_thp_is_used(void **state)
{
	eal_config.no_huge = true;
	take(false, "[always]", 1, 0);
	take(true, "[force]", 1, 0);
	take(false, "[never]", 1, 1);
	take(true, "[never]", 1, 1);
	take(true, "[deny]", 0, 0);
	take(true, NULL, 0, 0);
	fake.knows_collapse = false;
	take(true, "[never]", 0, 0);
}

/* A process that shares has a descriptor for every page. */
static void
test_descriptors(void **state)
{
	struct rte_memseg *ms;
	size_t off = 0;
	char *p;

	eal_config.no_huge = true;
	start(true);
	p = rte_zmalloc(NULL, 5 << 20, 0);
	assert_non_null(p);
	ms = rte_mem_virt2memseg(p + (3 << 20), NULL);
	assert_true(eal_pages_fd(0, ms->addr, &off) >= 0);
	assert_int_equal(off,
			(uint8_t *)ms->addr -
					(uint8_t *)eal_shared->lists[0]
							.base_va);
	strcpy(p + (3 << 20), "text");
	memset(&off, 0, sizeof(off));
	assert_int_equal(eal_pages_fd(1, p, &off), -ENOTSUP);
	assert_int_equal(eal_pages_fd(RTE_MAX_MEMSEG_LISTS, p, &off), -ENOTSUP);
	assert_int_equal(eal_pages_fd(0, &off, &off), -EINVAL);
	/* What comes again is zero. */
	rte_free(p);
	assert_true(rte_eal_get_physmem_size() <= EAL_UNIT);
	p = rte_zmalloc(NULL, 5 << 20, 0);
	assert_int_equal(p[3 << 20], 0);
	rte_free(p);
	eal_memory_fini();
	start(false);
	p = rte_malloc(NULL, 10, 0);
	assert_int_equal(eal_pages_fd(0, p, &off), -ENOTSUP);
}

/* Where the kernel refuses memfds, memory is anonymous. */
static void
test_no_memfd(void **state)
{
	size_t off;
	void *p;

	fake.huge_memfd_errno = ENOSYS;
	start(false);
	p = rte_malloc(NULL, 3 << 20, 0);
	assert_int_equal(size_at(p), SIZE_A);
	assert_int_equal(eal_pages_fd(0, p, &off), -ENOTSUP);
	rte_free(p);
	heaps_check();
	eal_memory_fini();
	assert_false(said("other processes cannot map"));
	fake.memfd_errno = ENOSYS;
	eal_config.no_huge = true;
	start(true);
	assert_true(said("pages of 4 KiB (Function not implemented)"));
	p = rte_malloc(NULL, 3 << 20, 0);
	assert_non_null(p);
	assert_int_equal(eal_pages_fd(0, p, &off), -ENOTSUP);
}

/* Two nodes: placed, and a hugepage from the wrong one is not used. */
static void
test_nodes(void **state)
{
	int id = eal_numa_node_id(0);
	void *p;

	fake.nodes = 2;
	fake.page_node = id;
	start(false);
	p = rte_malloc_socket(NULL, 3 << 20, 0, id);
	assert_int_equal(size_at(p), SIZE_A);
	assert_int_equal(fake.binds, 1);
	rte_free(p);
	eal_memory_fini();
	fake.page_node = id + 1;
	start(false);
	p = rte_malloc_socket(NULL, 3 << 20, 0, id);
	assert_int_equal(size_at(p), getpagesize());
	assert_int_equal(times_said("hugepages of 2 MiB were"), 1);
	rte_free(p);
	heaps_check();
	eal_memory_fini();
	/* If pages cannot be placed, any will do: said once. */
	share_log[0] = '\0';
	fake.bind_errno = EPERM;
	start(false);
	rte_free(rte_malloc_socket(NULL, 3 << 20, 0, id));
	p = rte_malloc_socket(NULL, 9 << 20, 0, id);
	assert_int_equal(size_at(p), SIZE_A);
	assert_int_equal(times_said("mbind"), 1);
}

/* The kernel before 5.14 cannot fault pages in at once. */
static void
test_old_kernel(void **state)
{
	void *p;

	fake.populate_errno = EINVAL;
	start(false);
	p = rte_malloc(NULL, 3 << 20, 0);
	assert_non_null(p);
	memset(p, 1, 3 << 20);
	rte_free(p);
	heaps_check();
}

static void *
no_large_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	if (prot == PROT_NONE && len >= SIZE_B && len % EAL_UNIT == 0) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return fake_mmap(addr, len, prot, flags, fd, off);
}

/* Few addresses: short lists, and no large pages if not even one fits. */
static void
test_few_addresses(void **state)
{
	eal_os.mmap = no_large_mmap;
	start(false);
	assert_true(said("no addresses (RLIMIT_AS) for hugepages of 16 MiB"));
	assert_int_equal(eal_shared->lists_n, 2);
	assert_true(eal_shared->lists[0].len < SIZE_B);
	assert_int_equal(eal_shared->lists[1].page_sz, getpagesize());
	assert_non_null(rte_malloc(NULL, 3 << 20, 0));
	assert_null(rte_malloc(NULL, 20 << 20, 0));
	heaps_check();
}

/* Nothing that devices cannot reach is taken; other sizes may lie lower. */
static void
test_dma_mask(void **state)
{
#ifdef EAL_HEAP_ASAN
	skip(); /* memory lies anywhere */
#else
	uint64_t low, high;
	void *p;

	start(false);
	low = (uintptr_t)eal_shared->lists[0].base_va + (4 << 20);
	high = (uintptr_t)eal_shared->lists[2].base_va;
	assert_true(low < high);
	p = rte_malloc(NULL, 1 << 20, 0);
	eal_shared->dma_bits = 64 - __builtin_clzll(low);
	assert_true(high >> eal_shared->dma_bits != 0 ||
			eal_shared->dma_bits > 32);
	eal_shared->dma_bits = 32;
	assert_null(rte_malloc(NULL, 30 << 20, 0));
	assert_true(said("below 2^32"));
	heaps_check();
	rte_free(p);
#endif
}

/* Each call of growing and of giving back fails once. */
static void
try_calls(bool shares, enum share_call call, unsigned int most)
{
	struct share_held before;
	struct rte_malloc_socket_stats a, b;
	unsigned int n;
	void *p;

	for (n = 1; n <= most; n++) {
		start(shares);
		/* So that it is as at the end: one unit is kept. */
		p = rte_malloc(NULL, 100, 0);
		rte_free(rte_malloc(NULL, 5 << 20, 0));
		before = share_look();
		rte_malloc_get_socket_stats(eal_numa_node_id(0), &a);
		fake.populate_errno = call == SHARE_NONE ? ENOMEM : 0;
		share_fail(call, n, ENOMEM);
		rte_free(rte_malloc(NULL, 5 << 20, 0));
		share_fail(SHARE_NONE, 0, 0);
		fake.populate_errno = 0;
		rte_malloc_get_socket_stats(eal_numa_node_id(0), &b);
		assert_memory_equal(&a, &b, sizeof(a));
		share_same(&before);
		heaps_check();
		rte_free(p);
		eal_memory_fini();
	}
}

static void
test_each_call_fails(void **state)
{
	int shares;

	for (shares = 0; shares < 2; shares++) {
		try_calls(shares, SHARE_MMAP, 1);
		try_calls(shares, SHARE_MADVISE, 1);
		try_calls(shares, SHARE_NONE, 1);
	}
}

/* Hugepages of SIZE_A bytes, none of which lies behind another. */
static ssize_t
scattered_pread(int fd, void *buf, size_t n, off_t at)
{
	uint64_t page = (uint64_t)at / 8;
	uint64_t huge = page / (SIZE_A >> 12);
	uint64_t entry = (1ULL << 63) |
			((2 * huge + 1) * (SIZE_A >> 12) +
					page % (SIZE_A >> 12));

	(void)fd;
	memcpy(buf, &entry, sizeof(entry));
	return (ssize_t)n;
}

/* Pages that turn out not to be in a row for devices go back. */
static void
test_not_contiguous(void **state)
{
	struct rte_malloc_socket_stats before, after;
	unsigned int i;

	start(false);
	eal_shared->iova_mode = RTE_IOVA_PA;
	eal_os.pread = scattered_pread;
	rte_free(rte_malloc(NULL, 100, 0));
	rte_malloc_get_socket_stats(eal_numa_node_id(0), &before);
	for (i = 0; i < 3; i++)
		assert_null(rte_memzone_reserve("rows", 3 << 20, SOCKET_ID_ANY,
				RTE_MEMZONE_2MB | RTE_MEMZONE_IOVA_CONTIG));
	rte_malloc_get_socket_stats(eal_numa_node_id(0), &after);
	assert_memory_equal(&before, &after, sizeof(before));
	heaps_check();
	eal_shared->iova_mode = RTE_IOVA_VA;
}

/* A child of fork() has shared memory as its parent does. */
static void
test_child(void **state)
{
	int status;
	pid_t pid;
	char *p;

	start(true);
	p = rte_malloc(NULL, 3 << 20, 0);
	p[5] = 1;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		p[5]++;
		eal_memory_fini(); /* what is its parent's stays */
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(p[5], 2);
	rte_free(p);
	heaps_check();
}

/* Pages that could not be given back come again as dirty ones. */
static void
test_hole_fails(void **state)
{
	char *p;

	start(true);
	p = rte_malloc(NULL, 9 << 20, 0);
	memset(p, 0x55, 9 << 20);
	share_fail(SHARE_FALLOCATE, 1, EIO);
	rte_free(p);
	share_fail(SHARE_NONE, 0, 0);
	assert_true(said("cannot give back"));
	heaps_check();
	p = rte_zmalloc(NULL, 9 << 20, 0);
	assert_int_equal(p[0], 0);
	assert_memory_equal(p, p + 1, (9 << 20) - 1);
	assert_true((rte_mem_virt2memseg(p + (8 << 20), NULL)->flags &
				    RTE_MEMSEG_FLAG_DIRTY) != 0);
	rte_free(p);
	heaps_check();
}

#define test(t) cmocka_unit_test_setup_teardown(t, fake_setup, fake_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_order_of_sizes),
			test(test_large_pages),
			test(test_shortage),
			test(test_not_contiguous),
			test(test_child),
			test(test_shortage_of_all),
			test(test_preload),
			test(test_legacy),
			test(test_no_hugepages),
			test(test_thp_is_said),
			test(test_thp_is_used),
			test(test_descriptors),
			test(test_no_memfd),
			test(test_nodes),
			test(test_old_kernel),
			test(test_few_addresses),
			test(test_dma_mask),
			test(test_each_call_fails),
			test(test_hole_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
