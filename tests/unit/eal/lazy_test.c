/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lazy memory: it costs nothing until it is touched, is all zero whoever had
 * it before, and goes away with the library; without an arena, or when it is
 * full, there is an error and nothing else.
 */
#include <bufplane_lazy.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include <sys/wait.h>

#include <rte_common.h>
#include <rte_pause.h>

#include "memory_util.h"

#define MIB  ((size_t)1 << 20)
#define LOTS 4096

static struct eal_os real;
static int refused_advice; /* of madvise(), with this errno */
static int advice_errno;
static bool no_mmap, no_fallocate;

static int
refusing_madvise(void *addr, size_t len, int advice)
{
	if (advice_errno == 0 || advice != refused_advice)
		return real.madvise(addr, len, advice);
	errno = advice_errno;
	return -1;
}

static void *
refusing_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	if (!no_mmap || (flags & MAP_FIXED) == 0)
		return real.mmap(addr, len, prot, flags, fd, off);
	errno = ENOMEM;
	return MAP_FAILED;
}

static int
refusing_fallocate(int fd, int mode, off_t off, off_t len)
{
	if (!no_fallocate)
		return real.fallocate(fd, mode, off, len);
	errno = EOPNOTSUPP;
	return -1;
}

static int
setup(void **state)
{
	(void)state;
	real = eal_os;
	advice_errno = 0;
	no_mmap = no_fallocate = false;
	config_clear();
	eal_os.madvise = refusing_madvise;
	eal_os.mmap = refusing_mmap;
	eal_os.fallocate = refusing_fallocate;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	advice_errno = 0;
	no_mmap = no_fallocate = false;
	eal_memory_fini();
	eal_os = real;
	return 0;
}

/* With the memory up, too. */
static int
setup_up(void **state)
{
	return setup(state) == 0 ? eal_memory_init() : -1;
}

/* The same where a child of fork() has a part in memory. */
static int
setup_shared(void **state)
{
	if (setup(state) != 0)
		return -1;
	eal_config.in_memory = false;
	eal_config.no_shconf = true;
	return eal_memory_init();
}

static size_t
page_size(void)
{
	return (size_t)getpagesize();
}

/* How many pages of a range are in memory. */
static size_t
pages_of(const void *addr, size_t len)
{
	size_t i, n = 0;
	unsigned char in;

	for (i = 0; i < len; i += page_size()) {
		assert_int_equal(
				mincore((uint8_t *)(uintptr_t)addr + i, 1, &in),
				0);
		n += in & 1;
	}
	return n;
}

static void
assert_zero(const uint8_t *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != 0)
			fail_msg("byte %zu is %u", i, p[i]);
}

static void
test_touch(void **state)
{
	uint8_t *a = bp_lazy_alloc(MIB);
	uint8_t *b = bp_lazy_alloc(1);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_true(b >= a + MIB || b < a);
	assert_int_equal((uintptr_t)a % page_size(), 0);
	assert_int_equal((uintptr_t)b % page_size(), 0);
	assert_int_equal(pages_of(a, MIB), 0);
	a[MIB / 2] = 1;
	assert_int_equal(pages_of(a, MIB), 1);
	assert_zero(a, MIB / 2);
	bp_lazy_free(a, MIB);
	bp_lazy_free(b, 1);
	bp_lazy_free(NULL, 1);
	rte_errno = 0;
	assert_null(bp_lazy_alloc(0));
	assert_int_equal(rte_errno, EINVAL);
}

/* Who gets the same addresses again finds nothing of what was there. */
static void
assert_reused_empty(void)
{
	uint8_t *p = bp_lazy_alloc(MIB);

	assert_non_null(p);
	memset(p, 0xee, MIB);
	bp_lazy_free(p, MIB);
	assert_ptr_equal(bp_lazy_alloc(MIB), p);
	assert_int_equal(pages_of(p, MIB), 0);
	assert_zero(p, MIB);
	bp_lazy_free(p, MIB);
}

static void
test_reuse(void **state)
{
	(void)state;
	assert_reused_empty();
	/* As for locked pages. */
	refused_advice = MADV_DONTNEED;
	advice_errno = EINVAL;
	assert_reused_empty();
}

static void
test_reuse_shared(void **state)
{
	(void)state;
	assert_reused_empty();
}

static void
test_locked(void **state)
{
	uint8_t *p = bp_lazy_alloc(MIB);

	(void)state;
	if (mlock2(p, MIB, MLOCK_ONFAULT) != 0)
		skip();
	assert_int_equal(pages_of(p, MIB), 0);
	bp_lazy_free(p, MIB);
	assert_reused_empty();
}

/* What the system does not take back is not handed out again. */
static void
test_kept(void **state)
{
	uint8_t *p = bp_lazy_alloc(MIB), *q;

	(void)state;
	p[5] = 5;
	refused_advice = MADV_DONTNEED;
	advice_errno = EINVAL;
	no_mmap = no_fallocate = true;
	bp_lazy_free(p, MIB);
	q = bp_lazy_alloc(MIB);
	assert_non_null(q);
	assert_ptr_not_equal(p, q);
	assert_zero(q, MIB);
	advice_errno = 0;
	no_mmap = no_fallocate = false;
	bp_lazy_free(p, MIB);
	bp_lazy_free(q, MIB);
	assert_reused_empty();
}

/* Whether the system heeds an advice; an emulator may take it in vain. */
static bool
populates(void)
{
	const size_t page = page_size();
	uint8_t *p = mmap(NULL, page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool good;

	good = madvise(p, page, MADV_POPULATE_WRITE) != 0 ||
			pages_of(p, page) == 1;
	munmap(p, page);
	return good;
}

static void
test_fault(void **state)
{
	const size_t page = page_size();
	uint8_t *p = bp_lazy_alloc(MIB);
	int local;

	(void)state;
	if (!populates()) {
		bp_lazy_free(p, MIB);
		skip();
	}
	errno = EDOM;
	assert_int_equal(bp_lazy_fault(p + page - 1, 2), 0);
	assert_int_equal(errno, EDOM);
	assert_int_equal(pages_of(p, MIB), 2);
	p[page - 1] = 7;
	assert_int_equal(bp_lazy_fault(p + page - 1, page + 1), 0);
	assert_int_equal(pages_of(p, MIB), 2);
	assert_int_equal(bp_lazy_fault(p + page - 1, page + 2), 0);
	assert_int_equal(pages_of(p, MIB), 3);
	assert_int_equal(p[page - 1], 7);
	assert_int_equal(bp_lazy_fault(p, 0), 0);
	assert_int_equal(bp_lazy_fault(&local, 1), -EINVAL);
	assert_int_equal(bp_lazy_fault(NULL, 1), -EINVAL);
	assert_int_equal(bp_lazy_fault(p, SIZE_MAX), -EINVAL);
	refused_advice = MADV_POPULATE_WRITE;
	advice_errno = EFAULT;
	assert_int_equal(bp_lazy_fault(p, MIB), -ENOMEM);
	advice_errno = ENOMEM;
	assert_int_equal(bp_lazy_fault(p, MIB), -ENOMEM);
	assert_int_equal(errno, EDOM);
	assert_int_equal(pages_of(p, MIB), 3);
	/* A kernel that does not know it. */
	advice_errno = EINVAL;
	assert_int_equal(bp_lazy_fault(p + page - 1, 8 * page), 0);
	assert_int_equal(pages_of(p, MIB), 9);
	assert_int_equal(p[page - 1], 7);
	bp_lazy_free(p, MIB);
}

static void
test_exhaustion(void **state)
{
	const size_t all = eal_shared->lazy.units * EAL_LAZY_UNIT;
	static void *got[LOTS];
	size_t i, n = 0;
	uint8_t *p;

	(void)state;
	rte_errno = 0;
	assert_null(bp_lazy_alloc(all + 1));
	assert_int_equal(rte_errno, ENOMEM);
	assert_null(bp_lazy_alloc(SIZE_MAX));
	while (n < LOTS && (got[n] = bp_lazy_alloc(all / 100)) != NULL)
		n++;
	assert_in_range(n, 95, 100);
	for (i = 1; i < n; i++)
		assert_true((uint8_t *)got[i] >=
				(uint8_t *)got[i - 1] + all / 100);
	/* A gap is found, and by none that is too large. */
	bp_lazy_free(got[n / 2], all / 100);
	assert_null(bp_lazy_alloc(all / 50));
	assert_ptr_equal(bp_lazy_alloc(all / 100), got[n / 2]);
	for (i = 0; i < n; i++)
		bp_lazy_free(got[i], all / 100);
	p = bp_lazy_alloc(all);
	assert_non_null(p);
	p[0] = p[all - 1] = 1;
	assert_null(bp_lazy_alloc(1));
	bp_lazy_free(p, all);
	assert_reused_empty();
}

static void
test_bad_free(void **state)
{
	uint8_t *p = bp_lazy_alloc(MIB);
	uint8_t *q = bp_lazy_alloc(MIB);
	uint8_t local;

	(void)state;
	p[0] = 3;
	bp_lazy_free(&local, 1);
	bp_lazy_free(p + 1, 1);
	bp_lazy_free(p, 0);
	bp_lazy_free(p, SIZE_MAX);
	bp_lazy_free(p, MIB * 1000000);
	bp_lazy_free(p, 2 * MIB + 1);
	assert_int_equal(p[0], 3);
	bp_lazy_free(p, MIB);
	bp_lazy_free(p, MIB);
	bp_lazy_free(p, 2 * MIB);
	assert_ptr_equal(bp_lazy_alloc(MIB), p);
	assert_true(bp_lazy_alloc(1) >= (void *)(q + MIB));
}

static void
test_down(void **state)
{
	int local;

	(void)state;
	rte_errno = 0;
	assert_null(bp_lazy_alloc(1));
	assert_int_equal(rte_errno, ENOMEM);
	assert_int_equal(bp_lazy_fault(&local, 1), -EINVAL);
	bp_lazy_free(&local, 1);
}

/* The library runs without an arena, and leaves nothing. */
static void
assert_none(void)
{
	const uint64_t maps = low_mappings();
	const unsigned int fds = open_descriptors();

	assert_int_equal(eal_memory_init(), 0);
	rte_errno = 0;
	assert_null(bp_lazy_alloc(1));
	assert_int_equal(rte_errno, ENOMEM);
	assert_int_equal(open_descriptors(), fds);
	eal_memory_fini();
	assert_true(low_mappings() == maps);
}

static long
strict(const char *path)
{
	return strcmp(path, "/proc/sys/vm/overcommit_memory") == 0
			? 2
			: real.read_number(path);
}

static int
no_memfd(const char *name, unsigned int flags)
{
	(void)name;
	(void)flags;
	errno = EMFILE;
	return -1;
}

static int
no_ftruncate(int fd, off_t len)
{
	(void)fd;
	(void)len;
	errno = EPERM;
	return -1;
}

static int
short_files(int resource, struct rlimit *limit)
{
	limit->rlim_cur = resource == RLIMIT_FSIZE ? MIB : RLIM_INFINITY;
	limit->rlim_max = limit->rlim_cur;
	return 0;
}

/* No write to the arena; the tables' own come through mprotect(). */
static void *
no_write(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	if ((prot & PROT_WRITE) == 0)
		return real.mmap(addr, len, prot, flags, fd, off);
	errno = EAGAIN;
	return MAP_FAILED;
}

static void
test_no_arena(void **state)
{
	(void)state;
	eal_os.read_number = strict;
	assert_none();
	eal_os.read_number = real.read_number;
	eal_os.mmap = no_write;
	assert_none();
	eal_config.in_memory = false;
	eal_config.no_shconf = true;
	assert_none();
	eal_os.mmap = real.mmap;
	eal_os.memfd_create = no_memfd;
	assert_none();
	eal_os.memfd_create = real.memfd_create;
	eal_os.ftruncate = no_ftruncate;
	assert_none();
	eal_os.ftruncate = real.ftruncate;
	eal_os.getrlimit = short_files;
	assert_none();
}

/* As if RLIMIT_AS did not allow so much. */
static void *
few_addresses(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	if (len > 96 * MIB) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return real.mmap(addr, len, prot, flags, fd, off);
}

static void
test_small_arena(void **state)
{
	size_t all;

	(void)state;
	eal_os.mmap = few_addresses;
	eal_config.mem_bytes = 0;
	eal_os.ram_bytes = real.ram_bytes;
	if (eal_memory_init() != 0)
		skip(); /* the heaps want more at once */
	all = eal_shared->lazy.units * EAL_LAZY_UNIT;
	assert_in_range(all, 16 * MIB, 64 * MIB);
	assert_reused_empty();
}

static void
test_alternate(void **state)
{
	uint64_t maps;
	unsigned int i, fds;
	uint8_t *p;

	(void)state;
	maps = low_mappings();
	fds = open_descriptors();
	for (i = 0; i < 30; i++) {
		eal_config.in_memory = i % 2 == 0;
		eal_config.no_shconf = true;
		assert_int_equal(eal_memory_init(), 0);
		p = bp_lazy_alloc(MIB);
		assert_non_null(p);
		assert_zero(p, MIB);
		memset(p, 1, MIB);
		eal_memory_fini();
		assert_true(low_mappings() == maps);
		assert_int_equal(open_descriptors(), fds);
	}
}

/* Run fn in a child: its result, below 128. */
static int
in_child(int (*fn)(uint8_t *p), uint8_t *p)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(fn(p));
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
is_mapped(uint8_t *p)
{
	unsigned char in;

	return mincore(p, 1, &in) == 0;
}

static int
write_there(uint8_t *p)
{
	p[3]++;
	return 0;
}

/* As populates(). */
static bool
keeps_from_child(void)
{
	uint8_t *p = mmap(NULL, page_size(), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool good;

	*p = 1;
	good = madvise(p, page_size(), MADV_DONTFORK) == 0 &&
			in_child(is_mapped, p) == 0;
	munmap(p, page_size());
	return good;
}

static void
test_fork(void **state)
{
	uint8_t *p;

	(void)state;
	if (!keeps_from_child())
		skip();
	p = bp_lazy_alloc(MIB);
	p[3] = 1;
	assert_int_equal(in_child(is_mapped, p), 0);
	bp_lazy_free(p, MIB);
}

static void
test_fork_shared(void **state)
{
	uint8_t *p = bp_lazy_alloc(MIB);

	(void)state;
	p[3] = 1;
	assert_int_equal(in_child(write_there, p), 0);
	assert_int_equal(p[3], 2);
	bp_lazy_free(p, MIB);
}

static void *
die_with_lock(void *arg)
{
	(void)arg;
	eal_lock_take(&eal_shared->lazy.lock);
	return NULL;
}

static void
test_dead_holder(void **state)
{
	pthread_t thread;

	(void)state;
	if (!dead_holders_are_told())
		skip();
	assert_int_equal(pthread_create(&thread, NULL, die_with_lock, NULL), 0);
	pthread_join(thread, NULL);
	assert_reused_empty();
}

/* Alloc, write, free, while others do the same: nobody sees their bytes. */
static void *
churn(void *arg)
{
	const uint8_t mark = (uint8_t)(uintptr_t)arg;
	const size_t len = 3 * EAL_LAZY_UNIT;
	bool good = true;
	unsigned int i;
	uint8_t *p;

	for (i = 0; i < 200; i++) {
		p = bp_lazy_alloc(len);
		good = good && p != NULL && p[0] == 0 && p[len - 1] == 0;
		if (p == NULL)
			continue;
		good = good && bp_lazy_fault(p, 5 * page_size()) == 0;
		p[0] = p[len - 1] = mark;
		rte_pause();
		good = good && p[0] == mark && p[len - 1] == mark;
		bp_lazy_free(p, len);
	}
	return (void *)(uintptr_t)good;
}

static void
test_threads(void **state)
{
	pthread_t threads[4];
	uintptr_t i;
	void *good;

	(void)state;
	for (i = 0; i < RTE_DIM(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, churn,
						 (void *)(i + 1)),
				0);
	for (i = 0; i < RTE_DIM(threads); i++) {
		pthread_join(threads[i], &good);
		assert_true(good != NULL);
	}
	assert_reused_empty();
}

#define up(t)     cmocka_unit_test_setup_teardown(t, setup_up, teardown)
#define shared(t) cmocka_unit_test_setup_teardown(t, setup_shared, teardown)
#define down(t)   cmocka_unit_test_setup_teardown(t, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			up(test_touch),
			shared(test_touch),
			up(test_reuse),
			shared(test_reuse_shared),
			up(test_locked),
			shared(test_locked),
			up(test_kept),
			shared(test_kept),
			up(test_fault),
			shared(test_fault),
			up(test_exhaustion),
			up(test_bad_free),
			down(test_down),
			down(test_no_arena),
			down(test_small_arena),
			down(test_alternate),
			up(test_fork),
			shared(test_fork_shared),
			up(test_dead_holder),
			up(test_threads),
			shared(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
