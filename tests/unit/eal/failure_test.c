/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every system call of memory/ fails once. A table of operations; each is run
 * well first and its calls are counted, then again and again with the first,
 * the second ... of them failing. An operation that says that it failed has
 * changed nothing: figures and elements of the heap, memsegs, mappings,
 * descriptors, files. One that got by without the call has worked. And what
 * is left after the end is what was there before the start.
 */
#include <rte_fbarray.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "memory/memseg.h"
#include "share_util.h"

#define MIB   ((size_t)1 << 20)
#define BIG   (3 * MIB)
#define CALLS 400 /* no operation needs more */

static struct eal_os real;
static unsigned int n_calls;
static unsigned int fail_at; /* 0: none, but count */
static const char *failed;   /* the call that did */

static bool
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
	static type fail_##name params                                         \
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

static int
fail_mlockall(int flags)
{
	(void)flags;
	return fails("mlockall", EPERM) ? -1 : 0;
}

static int
fail_munlockall(void)
{
	return 0;
}

static void
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

/* What an operation works with. */
static void *held[3];
static const struct rte_memzone *zone;
static struct rte_fbarray array;
static void *area;

static int
op_init(void)
{
	return eal_memory_init();
}

static int
op_malloc(void)
{
	held[0] = rte_malloc(NULL, BIG, 0);
	return held[0] == NULL ? -1 : 0;
}

static int
op_malloc_aligned(void)
{
	held[0] = rte_zmalloc(NULL, 3 * MIB, 1 << 21);
	return held[0] == NULL ? -1 : 0;
}

static void
prepare_block(void)
{
	held[1] = rte_malloc(NULL, 100, 0);
	memset(held[1], 0x33, 100);
}

static int
op_realloc(void)
{
	uint8_t *p = rte_realloc(held[1], BIG, 0);
	unsigned int i;

	if (p != NULL)
		held[1] = p;
	p = held[1];
	for (i = 0; i < 100; i++)
		assert_int_equal(p[i], 0x33);
	return p == held[1] && eal_heap_elem(p)->asked == BIG ? 0 : -1;
}

static void
prepare_big(void)
{
	held[1] = rte_malloc(NULL, BIG, 0);
	held[2] = rte_malloc(NULL, 100, 0);
}

/* Memory is freed in any case, and what cannot go is kept. */
static int
op_free(void)
{
	rte_free(held[1]);
	assert_int_equal(eal_shared->heaps[0].alloc_count, 1);
	return 0;
}

static int
op_zone(void)
{
	zone = rte_memzone_reserve("fail", BIG, SOCKET_ID_ANY, 0);
	assert_true((zone == NULL) == (rte_memzone_lookup("fail") == NULL));
	return zone == NULL ? -1 : 0;
}

static int
op_array(void)
{
	return rte_fbarray_init(&array, "fail", 1000, 64);
}

static void
prepare_area(void)
{
	area = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(area != MAP_FAILED);
}

static int
op_extmem(void)
{
	return rte_extmem_register(area, MIB, NULL, 0, 4096);
}

static int
op_heap_create(void)
{
	int rc = rte_malloc_heap_create("fail");

	assert_int_equal(rte_malloc_heap_get_socket("fail") < 0, rc < 0);
	return rc;
}

static void
prepare_heap(void)
{
	prepare_area();
	assert_int_equal(rte_malloc_heap_create("fail"), 0);
}

static int
op_heap_add(void)
{
	return rte_malloc_heap_memory_add("fail", area, MIB, NULL, 0, 4096);
}

static void
prepare_added(void)
{
	prepare_heap();
	assert_int_equal(op_heap_add(), 0);
}

static int
op_heap_remove(void)
{
	return rte_malloc_heap_memory_remove("fail", area, MIB);
}

static void
on_event(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
}

static int
op_callback(void)
{
	return rte_mem_event_callback_register("fail", on_event, NULL);
}

static int
on_limit(int socket, size_t limit, size_t len)
{
	return 0;
}

static int
op_validator(void)
{
	return rte_mem_alloc_validator_register("fail", on_limit, 0, 1);
}

struct op {
	const char *name;
	void (*prepare)(void); /* memory is up then */
	int (*go)(void);
	bool starts; /* it is what brings memory up */
};

static const struct op ops[] = {
		{"init", NULL, op_init, true},
		{"malloc that grows", NULL, op_malloc, false},
		{"aligned zmalloc", NULL, op_malloc_aligned, false},
		{"realloc", prepare_block, op_realloc, false},
		{"free that shrinks", prepare_big, op_free, false},
		{"memzone", NULL, op_zone, false},
		{"fbarray", NULL, op_array, false},
		{"extmem", prepare_area, op_extmem, false},
		{"heap", NULL, op_heap_create, false},
		{"heap memory", prepare_heap, op_heap_add, false},
		{"heap memory gone", prepare_added, op_heap_remove, false},
		{"callback", NULL, op_callback, false},
		{"validator", NULL, op_validator, false},
};

/* What the library, if it runs, and the process hold. */
struct picture {
	struct share_held process;
	uint64_t pages;
	uint64_t total, alloc;
	uint32_t alloc_count, free_count, lists, zones;
	bool up;
};

static struct picture
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

static void
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

/* One run; the at-th call fails, if at is not 0. Returns how many it made. */
static unsigned int
run_once(const struct op *op, unsigned int at)
{
	struct picture before, after;
	unsigned int n;
	int rc;

	if (!op->starts)
		assert_int_equal(eal_memory_init(), 0);
	if (op->prepare != NULL)
		op->prepare();
	before = take_picture();
	failed = "nothing";
	n_calls = 0;
	fail_at = at;
	rc = op->go();
	n = n_calls;
	fail_at = 0;
	after = take_picture();
	if (rc != 0)
		compare(op, &before, &after);
	if (at == 0 && rc != 0)
		fail_msg("%s does not work at all: %d", op->name, rc);
	if (array.data != NULL) /* the program's own */
		rte_fbarray_destroy(&array);
	memset(&array, 0, sizeof(array));
	eal_memory_fini();
	if (area != NULL)
		munmap(area, MIB);
	area = NULL;
	return n;
}

static void
run_all(bool growing_only)
{
	unsigned int i, k, n;
	struct picture before, after;

	for (i = 0; i < RTE_DIM(ops); i++) {
		if (growing_only && i > 1)
			break;
		run_once(&ops[i], 0); /* what is made once is there now */
		before = take_picture();
		n = run_once(&ops[i], 0);
		assert_true(n < CALLS);
		for (k = 1; k <= n; k++) {
			run_once(&ops[i], k);
			after = take_picture();
			compare(&ops[i], &before, &after);
		}
	}
}

static int
setup(void **state)
{
	int rc = share_setup(state);

	wrap();
	fail_at = 0;
	return rc;
}

static void
test_private(void **state)
{
	eal_config.in_memory = true;
	run_all(false);
}

static void
test_private_filled(void **state)
{
	eal_config.in_memory = true;
	eal_config.mem_bytes = 4 * MIB;
	eal_config.lock_memory = true;
	run_all(true);
}

static void
test_sharing(void **state)
{
	run_all(false);
}

static void
test_sharing_one_file(void **state)
{
	eal_config.mem_bytes = 4 * MIB;
	eal_config.single_file_segments = true;
	run_all(true);
}

static void
test_matching(void **state)
{
	eal_config.in_memory = true;
	eal_config.match_allocations = true;
	run_all(true);
}

static void
test_legacy(void **state)
{
	eal_config.in_memory = true;
	eal_config.legacy_mem = true;
	eal_config.mem_bytes = 4 * MIB;
	run_all(true);
}

#define test(t) cmocka_unit_test_setup_teardown(t, setup, share_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_private),
			test(test_private_filled),
			test(test_sharing),
			test(test_sharing_one_file),
			test(test_matching),
			test(test_legacy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
