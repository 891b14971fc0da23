/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests in which every system call of memory/ fails once. An operation is
 * run well first and its calls are counted, then again and again with the
 * first, the second ... of them failing. An operation that says that it failed
 * has changed nothing: figures and elements of the heap, memsegs, mappings,
 * descriptors, files. One that got by without the call has worked. And what
 * is left after the end is what was there before the start.
 */
#ifndef FAILURE_UTIL_H
#define FAILURE_UTIL_H

#include <rte_fbarray.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "memory/memseg.h"
#include "share_util.h"

#define MIB   ((size_t)1 << 20)
#define CALLS 400 /* no operation needs more */

static struct eal_os real;
static unsigned int n_calls;
static unsigned int fail_at; /* 0: none, but count */
static const char *failed;   /* the call that did */

static inline bool
fails(const char *name, int err)
{
	if (++n_calls != fail_at)
		return false;
	failed = name;
	errno = err;
	return true;
}

/* A call that fails with err and returns bad. */
#define CALL(type, name, params, args, bad, err)                               \
	static inline type fail_##name params                                  \
	{                                                                      \
		return fails(#name, err) ? (bad) : real.name args;             \
	}

CALL(void *, mmap,
		(void *addr, size_t len, int prot, int flags, int fd,
				off_t off),
		(addr, len, prot, flags, fd, off), MAP_FAILED, ENOMEM)
CALL(int, mprotect, (void *addr, size_t len, int prot), (addr, len, prot), -1,
		ENOMEM)
CALL(int, madvise, (void *addr, size_t len, int advice), (addr, len, advice),
		-1, ENOMEM)
CALL(int, open, (const char *path, int flags, mode_t mode), (path, flags, mode),
		-1, EMFILE)
CALL(int, memfd_create, (const char *name, unsigned int flags), (name, flags),
		-1, EMFILE)
CALL(int, ftruncate, (int fd, off_t len), (fd, len), -1, ENOSPC)
CALL(int, fallocate, (int fd, int mode, off_t off, off_t len),
		(fd, mode, off, len), -1, ENOSPC)
CALL(int, flock, (int fd, int operation), (fd, operation), -1, ENOLCK)
CALL(int, fstat, (int fd, struct stat *st), (fd, st), -1, EIO)
CALL(int, lstat, (const char *path, struct stat *st), (path, st), -1, EIO)
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode), -1, ENOSPC)
CALL(void *, calloc, (size_t n, size_t size), (n, size), NULL, ENOMEM)
CALL(int, mutex_init, (pthread_mutex_t * m, const pthread_mutexattr_t *a),
		(m, a), ENOMEM, 0)
CALL(int, bind, (void *addr, size_t len, int node), (addr, len, node), -1,
		EPERM)
CALL(long, read_number, (const char *path), (path), -1, EIO)

static inline int
fail_mlockall(int flags)
{
	(void)flags;
	return fails("mlockall", EPERM) ? -1 : 0;
}

static inline int
fail_munlockall(void)
{
	return 0;
}

static inline void
wrap(void)
{
	real = eal_os;
	eal_os.mmap = fail_mmap;
	eal_os.mprotect = fail_mprotect;
	eal_os.madvise = fail_madvise;
	eal_os.open = fail_open;
	eal_os.memfd_create = fail_memfd_create;
	eal_os.ftruncate = fail_ftruncate;
	eal_os.fallocate = fail_fallocate;
	eal_os.flock = fail_flock;
	eal_os.fstat = fail_fstat;
	eal_os.lstat = fail_lstat;
	eal_os.mkdir = fail_mkdir;
	eal_os.calloc = fail_calloc;
	eal_os.mutex_init = fail_mutex_init;
	eal_os.bind = fail_bind;
	eal_os.read_number = fail_read_number;
	eal_os.mlockall = fail_mlockall;
	eal_os.munlockall = fail_munlockall;
}

/* What operations may work with, put away after each. */
static struct rte_fbarray array;
static void *area;

struct op {
	const char *name;
	void (*prepare)(void); /* memory is up then */
	int (*go)(void);
	bool starts; /* it is what brings memory up */
};

/* What the library, if it runs, and the process hold. */
struct picture {
	struct share_held process;
	uint64_t pages;
	uint64_t total, alloc;
	uint32_t alloc_count, free_count, lists, zones;
	bool up;
};

static inline struct picture
take_picture(void)
{
	struct picture p;
	unsigned int i;

	memset(&p, 0, sizeof(p));
	p.process = share_look();
	p.up = eal_shared != NULL;
	if (!p.up)
		return p;
	heaps_check();
	p.pages = rte_eal_get_physmem_size();
	p.zones = eal_shared->memzones.count;
	for (i = 0; i < eal_shared->heaps_n; i++) {
		p.total += eal_shared->heaps[i].total;
		p.alloc += eal_shared->heaps[i].alloc;
		p.alloc_count += eal_shared->heaps[i].alloc_count;
		p.free_count += eal_shared->heaps[i].free_count;
	}
	for (i = 0; i < eal_shared->lists_n; i++)
		p.lists += eal_shared->lists[i].page_sz != 0;
	return p;
}

static inline void
compare(const struct op *op, const struct picture *a, const struct picture *b)
{
	if (memcmp(&a->process, &b->process, sizeof(a->process)) != 0)
		fail_msg("%s, %s fails: %u descriptors before, %u now; %u"
			 " files, %u; mappings %s",
				op->name, failed, a->process.fds,
				b->process.fds, a->process.files,
				b->process.files,
				a->process.maps == b->process.maps ? "the same"
								   : "differ");
	if (memcmp(a, b, sizeof(*a)) != 0)
		fail_msg("%s, %s fails: heap %llu of %llu bytes, %u lists, %u"
			 " zones before; %llu of %llu, %u, %u now",
				op->name, failed, (unsigned long long)a->alloc,
				(unsigned long long)a->total, a->lists,
				a->zones, (unsigned long long)b->alloc,
				(unsigned long long)b->total, b->lists,
				b->zones);
}

static inline void
get_ready(const struct op *op)
{
	if (!op->starts)
		assert_int_equal(eal_memory_init(), 0);
	if (op->prepare != NULL)
		op->prepare();
}

static inline void
put_away(void)
{
	if (array.data != NULL) /* the program's own */
		rte_fbarray_destroy(&array);
	memset(&array, 0, sizeof(array));
	eal_memory_fini();
	if (area != NULL)
		munmap(area, MIB);
	area = NULL;
}

/* One run; the at-th call fails, if at is not 0. Whether it has worked. */
static inline bool
run_once(const struct op *op, unsigned int at)
{
	struct picture before = take_picture();
	struct picture after;
	int rc;

	failed = "nothing";
	n_calls = 0;
	fail_at = at;
	rc = op->go();
	fail_at = 0;
	after = take_picture();
	if (n_calls < at)
		fail_msg("%s: call %u is not made", op->name, at);
	if (rc != 0)
		compare(op, &before, &after);
	if (at == 0 && rc != 0)
		fail_msg("%s does not work at all: %d", op->name, rc);
	return rc == 0;
}

/* Run well and alone: how many calls it makes. */
static inline unsigned int
count_calls(const struct op *op)
{
	unsigned int n;

	get_ready(op);
	run_once(op, 0);
	n = n_calls;
	put_away();
	return n;
}

/* What failed has changed nothing, and the next call may fail at once. */
static inline void
fail_each_call(const struct op *op)
{
	struct picture before, after;
	unsigned int k, n;
	bool ready = false;

	count_calls(op); /* what is made once is there now */
	before = take_picture();
	n = count_calls(op);
	assert_true(n < CALLS);
	for (k = 1; k <= n; k++) {
		if (!ready)
			get_ready(op);
		ready = !run_once(op, k) && !op->starts && k < n;
		if (ready)
			continue;
		put_away();
		after = take_picture();
		compare(op, &before, &after);
	}
}

static inline int
failure_setup(void **state)
{
	int rc = share_setup(state);

	wrap();
	fail_at = 0;
	return rc;
}

/* What a test file does in each configuration, and all of it in the main ones.
 */
static void run_failures(bool all);

static inline void
test_private(void **state)
{
	eal_config.in_memory = true;
	run_failures(true);
}

static inline void
test_private_filled(void **state)
{
	eal_config.in_memory = true;
	eal_config.mem_bytes = 4 * MIB;
	eal_config.lock_memory = true;
	run_failures(false);
}

static inline void
test_sharing(void **state)
{
	run_failures(true);
}

static inline void
test_sharing_one_file(void **state)
{
	eal_config.mem_bytes = 4 * MIB;
	eal_config.single_file_segments = true;
	run_failures(false);
}

static inline void
test_matching(void **state)
{
	eal_config.in_memory = true;
	eal_config.match_allocations = true;
	run_failures(false);
}

static inline void
test_legacy(void **state)
{
	eal_config.in_memory = true;
	eal_config.legacy_mem = true;
	eal_config.mem_bytes = 4 * MIB;
	run_failures(false);
}

#define failure_case(t)                                                        \
	cmocka_unit_test_setup_teardown(t, failure_setup, share_teardown)

static inline int
failure_main(void)
{
	const struct CMUnitTest tests[] = {
			failure_case(test_private),
			failure_case(test_private_filled),
			failure_case(test_sharing),
			failure_case(test_sharing_one_file),
			failure_case(test_matching),
			failure_case(test_legacy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
