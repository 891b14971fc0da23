/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starting and stopping memory: what the configuration asks for, and that
 * nothing is left behind, whichever system call fails and when.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "memory/os.h"
#include "memory/source.h"
#include "memory_util.h"

enum call {
	CALL_NONE,
	CALL_MMAP,
	CALL_MPROTECT,
	CALL_MADVISE,
	CALL_MLOCKALL,
	CALL_BIND,
	CALL_READ,
};

static struct eal_os real;
static enum call fail_call;
static unsigned int fail_at; /* the how-manieth call fails */
static int fail_errno;
static unsigned int n_calls;

static bool
fails(enum call call)
{
	if (call != fail_call || ++n_calls != fail_at)
		return false;
	errno = fail_errno;
	return true;
}

static void *
fake_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	if (fails(CALL_MMAP))
		return MAP_FAILED;
	return real.mmap(addr, len, prot, flags, fd, off);
}

/* Room for the tables, none for memory. */
static void *
no_large_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	if (prot == PROT_NONE && len >= EAL_UNIT && len % EAL_UNIT == 0) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return real.mmap(addr, len, prot, flags, fd, off);
}

static int
fake_mprotect(void *addr, size_t len, int prot)
{
	return fails(CALL_MPROTECT) ? -1 : real.mprotect(addr, len, prot);
}

static int
fake_madvise(void *addr, size_t len, int advice)
{
	return fails(CALL_MADVISE) ? -1 : real.madvise(addr, len, advice);
}

static int
fake_mlockall(int flags)
{
	return fails(CALL_MLOCKALL) ? -1 : 0;
}

static int
fake_munlockall(void)
{
	return 0;
}

static int
fake_bind(void *addr, size_t len, int node)
{
	return fails(CALL_BIND) ? -1 : real.bind(addr, len, node);
}

static long
fake_read(const char *path)
{
	if (fails(CALL_READ))
		return -1;
	return real.read_number(path);
}

static int
setup(void **state)
{
	config_clear();
	fail_call = CALL_NONE;
	real = eal_os;
	eal_os.mmap = fake_mmap;
	eal_os.mprotect = fake_mprotect;
	eal_os.madvise = fake_madvise;
	eal_os.mlockall = fake_mlockall;
	eal_os.munlockall = fake_munlockall;
	eal_os.bind = fake_bind;
	eal_os.read_number = fake_read;
	return 0;
}

static int
teardown(void **state)
{
	eal_memory_fini();
	eal_os = real;
	return 0;
}

static void
fail_nth(enum call call, unsigned int n, int err)
{
	fail_call = call;
	fail_at = n;
	fail_errno = err;
	n_calls = 0;
}

static void
test_rounds(void **state)
{
	uint64_t before = low_mappings();
	unsigned int fds = open_descriptors();
	unsigned int i;
	void *p, *first = NULL;
	bool same = true;

	for (i = 0; i < 100; i++) {
		assert_int_equal(eal_memory_init(), 0);
		assert_null(rte_memzone_lookup("zone"));
		assert_non_null(rte_memzone_reserve("zone", 100, 0, 0));
		p = rte_malloc(NULL, 100000, 0);
		assert_non_null(p);
		if (i == 0)
			first = p;
		same = same && p == first;
		eal_memory_fini();
		eal_memory_fini();
	}
	assert_int_equal(low_mappings(), before);
	assert_int_equal(open_descriptors(), fds);
#ifndef EAL_HEAP_ASAN
	assert_true(same);
#else
	(void)same;
#endif
	assert_null(eal_shared);
}

static void
test_amounts(void **state)
{
	uint64_t want[2] = {6 << 20, 0};
	void *p;

	eal_config.mem_bytes = (9 << 20) + 1;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 10 << 20);
	/* What was asked for at the start never goes back. */
	p = rte_malloc(NULL, 30 << 20, 0);
	assert_non_null(p);
	rte_free(p);
	assert_in_range(rte_eal_get_physmem_size(), 10 << 20, 14 << 20);
	heaps_check();
	eal_memory_fini();
	eal_config.socket_mem = want;
	eal_config.socket_mem_n = 2;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 6 << 20);
	eal_memory_fini();
	want[0] = 0;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 0);
}

/* More than the machine has is refused at once, not after taking it all. */
static void
test_too_much(void **state)
{
	uint64_t want[1] = {1ull << 52};
	uint64_t before = low_mappings();

	eal_config.mem_bytes = UINT64_MAX;
	assert_int_equal(eal_memory_init(), -ENOMEM);
	eal_config.mem_bytes = 1ull << 50;
	assert_int_equal(eal_memory_init(), -ENOMEM);
	eal_config.mem_bytes = 0;
	eal_config.socket_mem = want;
	eal_config.socket_mem_n = 1;
	assert_int_equal(eal_memory_init(), -ENOMEM);
	assert_int_equal(low_mappings(), before);
}

static void
test_node_missing(void **state)
{
	uint64_t want[RTE_MAX_NUMA_NODES + 1] = {0};
	uint64_t before = low_mappings();

	want[RTE_MAX_NUMA_NODES] = 2 << 20;
	eal_config.socket_mem = want;
	eal_config.socket_mem_n = RTE_MAX_NUMA_NODES + 1;
	assert_int_equal(eal_memory_init(), -ENOMEM);
	assert_int_equal(low_mappings(), before);
}

static void
test_socket_limit(void **state)
{
	uint64_t limit[1] = {8 << 20};
	void *p;

	eal_config.socket_limit = limit;
	eal_config.socket_limit_n = eal_numa_nodes() == 1 ? 1 : 0;
	if (eal_config.socket_limit_n == 0)
		skip();
	assert_int_equal(eal_memory_init(), 0);
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_non_null(p);
	assert_null(rte_malloc(NULL, 5 << 20, 0));
	rte_free(p);
	heaps_check();
	eal_memory_fini();
	/* It limits growth, not what is asked for at the start. */
	eal_config.mem_bytes = 10 << 20;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 10 << 20);
	assert_null(rte_malloc(NULL, 11 << 20, 0));
	eal_memory_fini();
	/* Legacy memory has no limit, for it does not grow. */
	eal_config.in_memory = false;
	eal_config.no_shconf = true;
	eal_config.legacy_mem = true;
	assert_int_equal(eal_memory_init(), 0);
}

/* All at the start, and nothing comes or goes later. */
static void
test_legacy(void **state)
{
	void *p;

	eal_config.in_memory = false;
	eal_config.no_shconf = true;
	eal_config.legacy_mem = true;
	eal_config.mem_bytes = 8 << 20;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 8 << 20);
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_non_null(p);
	assert_null(rte_malloc(NULL, 5 << 20, 0));
	rte_free(p);
	assert_int_equal(rte_eal_get_physmem_size(), 8 << 20);
	heaps_check();
	eal_memory_fini();
	eal_config.mem_bytes = 0;
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_eal_get_physmem_size(), 64 << 20);
}

static void
count(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	((uint64_t *)arg)[event] += len;
}

/* What came in one piece stays until all of it is free, then goes. */
static void
test_match_allocations(void **state)
{
	uint64_t seen[2] = {0};
	void *a, *b, *c;

	eal_config.match_allocations = true;
	assert_int_equal(eal_memory_init(), 0);
	rte_mem_event_callback_register("count", count, seen);
	a = rte_malloc(NULL, 3000 << 10, 0);
	b = rte_malloc(NULL, 3000 << 10, 0);
	c = rte_malloc(NULL, 100 << 10, 0); /* fits beside one of them */
	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(c);
	heaps_check();
	assert_int_equal(seen[RTE_MEM_EVENT_ALLOC], 8 << 20);
	assert_int_equal(rte_eal_get_physmem_size(), 8 << 20);
	rte_free(a);
	rte_free(b);
	assert_int_equal(seen[RTE_MEM_EVENT_FREE], 4 << 20);
	heaps_check();
	rte_free(c);
	assert_int_equal(seen[RTE_MEM_EVENT_FREE], 8 << 20);
	assert_int_equal(rte_eal_get_physmem_size(), 0);
	heaps_check();
}

static void
test_base_virtaddr(void **state)
{
	eal_config.base_virtaddr = 0x2000000000;
	assert_int_equal(eal_memory_init(), 0);
#ifndef EAL_HEAP_ASAN
	assert_true((uintptr_t)eal_shared >= 0x2000000000);
	assert_true((uintptr_t)rte_malloc(NULL, 10, 0) < 1ULL << 39);
#endif
}

static void
try_init(enum call call, unsigned int n, int err)
{
	uint64_t before = low_mappings();
	void *p;
	int rc;

	config_clear();
	eal_config.mem_bytes = 4 << 20;
	eal_config.lock_memory = true;
	fail_nth(call, n, err);
	rc = eal_memory_init();
	if (rc == 0) {
		/* Then it did not matter. */
		assert_int_equal(rte_eal_get_physmem_size(), 4 << 20);
		p = rte_malloc(NULL, 1 << 20, 0);
		assert_non_null(p);
		memset(p, 1, 1 << 20);
		heaps_check();
	} else {
		assert_true(rc < 0);
		assert_null(eal_shared);
	}
	eal_memory_fini();
	fail_call = CALL_NONE;
	assert_int_equal(low_mappings(), before);
}

static void
test_each_call_fails_at_init(void **state)
{
	unsigned int n;

	for (n = 1; n <= 8; n++) {
		try_init(CALL_MMAP, n, ENOMEM);
		try_init(CALL_MPROTECT, n, ENOMEM);
	}
	for (n = 1; n <= 16; n++)
		try_init(CALL_MADVISE, n, n % 2 == 0 ? ENOMEM : EFAULT);
	for (n = 12; n <= 15; n++)
		try_init(CALL_MADVISE, n, EINVAL);
	try_init(CALL_MLOCKALL, 1, EPERM);
	try_init(CALL_BIND, 1, EPERM);
	try_init(CALL_READ, 1, EPERM);
	/* The ones without which it cannot start. */
	fail_nth(CALL_MMAP, 1, ENOMEM);
	assert_int_equal(eal_memory_init(), -ENOMEM);
	fail_nth(CALL_MPROTECT, 2, ENOMEM);
	assert_int_equal(eal_memory_init(), -ENOMEM);
	eal_config.lock_memory = true;
	fail_nth(CALL_MLOCKALL, 1, EPERM);
	assert_int_equal(eal_memory_init(), -EPERM);
}

/* Growing fails at each call: as if it had not been tried. */
static void
try_grow(enum call call, unsigned int n, int err)
{
	struct rte_malloc_socket_stats before, after;
	uint64_t maps = low_mappings();
	int id = eal_numa_node_id(0);
	void *p;

	rte_malloc_get_socket_stats(id, &before);
	fail_nth(call, n, err);
	p = rte_malloc(NULL, 9 << 20, 0);
	fail_call = CALL_NONE;
	if (p != NULL)
		memset(p, 1, 9 << 20);
	rte_free(p);
	rte_malloc_get_socket_stats(id, &after);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(low_mappings(), maps);
	heaps_check();
}

static void
test_each_call_fails_at_growth(void **state)
{
	unsigned int n;
	void *p;

	assert_int_equal(eal_memory_init(), 0);
	p = rte_malloc(NULL, 1000, 0);
	rte_free(rte_malloc(NULL, 9 << 20, 0)); /* some of it is kept */
	for (n = 1; n <= 4; n++) {
		try_grow(CALL_MMAP, n, ENOMEM);
		try_grow(CALL_MADVISE, n, ENOMEM);
		try_grow(CALL_MADVISE, n, EINVAL);
		try_grow(CALL_MADVISE, n, EFAULT);
	}
	/* The page fault itself: the third advice, an error and no signal. */
	fail_nth(CALL_MADVISE, 3, EFAULT);
	assert_null(rte_malloc(NULL, 9 << 20, 0));
	fail_nth(CALL_MMAP, 1, ENOMEM);
	assert_null(rte_malloc(NULL, 9 << 20, 0));
	rte_free(p);
	heaps_check();
}

/* Giving back fails: the range is unused and may be taken again. */
static void
test_give_back_fails(void **state)
{
	void *p;

	assert_int_equal(eal_memory_init(), 0);
	p = rte_malloc(NULL, 9 << 20, 0);
	fail_nth(CALL_MMAP, 1, ENOMEM);
	rte_free(p);
	heaps_check();
	assert_true(rte_eal_get_physmem_size() <= 4 << 20);
	p = rte_malloc(NULL, 9 << 20, 0);
	assert_non_null(p);
	memset(p, 1, 9 << 20);
	rte_free(p);
	heaps_check();
}

#define NO_LIMIT 77

/* Lists are as large as a small limit on addresses lets them be. */
static void
test_address_limit(void **state)
{
#if defined(EAL_HEAP_ASAN) || defined(__SANITIZE_THREAD__)
	skip(); /* a sanitizer needs more addresses than any limit */
#else
	struct rlimit limit = {256 << 20, 256 << 20};
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		setrlimit(RLIMIT_AS, &limit);
		if (mmap(NULL, limit.rlim_cur, PROT_NONE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1,
				    0) != MAP_FAILED)
			_exit(NO_LIMIT);
		if (eal_memory_init() != 0)
			_exit(1);
		if (rte_malloc(NULL, 20 << 20, 0) == NULL)
			_exit(2);
		_exit(rte_malloc(NULL, 200 << 20, 0) == NULL ? 0 : 3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_LIMIT) {
		print_message("RLIMIT_AS is not enforced here\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
#endif
}

/* None at all is named, and nothing else happens. */
static void
test_no_addresses(void **state)
{
	uint64_t before = low_mappings();

	fail_nth(CALL_NONE, 0, 0);
	eal_os.mmap = no_large_mmap;
	assert_int_equal(eal_memory_init(), -ENOMEM);
	assert_int_equal(low_mappings(), before);
}

#define test(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_rounds),
			test(test_amounts),
			test(test_too_much),
			test(test_node_missing),
			test(test_socket_limit),
			test(test_legacy),
			test(test_match_allocations),
			test(test_base_virtaddr),
			test(test_each_call_fails_at_init),
			test(test_each_call_fails_at_growth),
			test(test_give_back_fails),
			test(test_address_limit),
			test(test_no_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
