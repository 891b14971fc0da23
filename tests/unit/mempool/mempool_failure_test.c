/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Creating and filling pools while one allocation, or all from one on, fail:
 * for each handler, with and without caches, in each way to add memory. A
 * creation that fails names the reason, leaves nothing, and its name is free.
 */
#include <stdlib.h>
#include <unistd.h>

#include <rte_ring.h>
#include <rte_stack.h>

#include "alloc_faults.h"
#include "pool_fixture.h"

#define OBJECTS 100u
#define CHUNKS  4u
#define NAME    "failing"
/* More calls than any creation has. */
#define STEPS 60

static char *memory;
static size_t memory_len;
static unsigned int given_back; /* calls of give_back() */

static void
give_back(struct rte_mempool_memhdr *chunk, void *opaque)
{
	assert_ptr_equal(opaque, memory);
	assert_in_range((uintptr_t)chunk->addr, (uintptr_t)memory,
			(uintptr_t)memory + memory_len);
	given_back++;
}

/* How to fill an empty pool: objects that it has then, or -errno. */
typedef int (*fill_fn)(struct rte_mempool *mp);

static int
fill_default(struct rte_mempool *mp)
{
	return rte_mempool_populate_default(mp);
}

static int
fill_anon(struct rte_mempool *mp)
{
	int n = rte_mempool_populate_anon(mp);

	return n == 0 ? -rte_errno : n;
}

static int
fill_virt(struct rte_mempool *mp)
{
	return rte_mempool_populate_virt(mp, memory, memory_len,
			(size_t)getpagesize(), give_back, memory);
}

static int
fill_iova(struct rte_mempool *mp)
{
	return rte_mempool_populate_iova(mp, memory, RTE_BAD_IOVA, memory_len,
			give_back, memory);
}

/*
 * Chunk after chunk, those that are missing; the last has room for all objects
 * that are.
 */
static int
fill_chunks(struct rte_mempool *mp)
{
	const size_t part = memory_len / (2 * CHUNKS);
	unsigned int i;
	int rc = 0;

	for (i = mp->nb_mem_chunks; i < CHUNKS && rc >= 0; i++)
		rc = rte_mempool_populate_iova(mp, memory + i * part,
				RTE_BAD_IOVA,
				i == CHUNKS - 1 ? memory_len - i * part
						: RTE_MIN(part, (size_t)4096),
				give_back, memory);
	return rc < 0 ? rc : (int)mp->populated_size;
}

static const struct {
	const char *name;
	fill_fn fill;
} ways[] = {
		{"default", fill_default},
		{"anon", fill_anon},
		{"virt", fill_virt},
		{"iova", fill_iova},
		{"chunks", fill_chunks},
};

static const char *const handlers[] = {"ring_mp_mc", "ring_sp_sc", "ring_mp_sc",
		"ring_sp_mc", "ring_mt_rts", "ring_mt_hts", "stack", "lf_stack",
		"bucket", "guard:ring_mp_mc", "guard:ring_mt_rts",
		"guard:stack", "guard:lf_stack", "guard:bucket"};

/* Create and fill a pool; NULL with rte_errno when that fails. */
static struct rte_mempool *
create(const char *handler, unsigned int cache_size, fill_fn fill)
{
	struct rte_mempool *mp;
	int rc;

	mp = rte_mempool_create_empty(
			NAME, OBJECTS, 64, cache_size, 16, SOCKET_ID_ANY, 0);
	if (mp == NULL)
		return NULL;
	assert_int_equal(rte_mempool_set_ops_byname(mp, handler, NULL), 0);
	rc = fill(mp);
	if (rc >= 0)
		return mp;
	rte_mempool_free(mp);
	rte_errno = -rc;
	return NULL;
}

/* A pool that exists has all its objects, and they come and go. */
static void
assert_works(struct rte_mempool *mp)
{
	void *objs[OBJECTS];

	assert_pool(mp);
	assert_int_equal(rte_mempool_avail_count(mp), OBJECTS);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, OBJECTS), 0);
	assert_int_equal(rte_mempool_avail_count(mp), 0);
	rte_mempool_put_bulk(mp, objs, OBJECTS);
	assert_pool(mp);
}

struct attempt {
	const char *handler;
	unsigned int cache_size;
	unsigned int way;
	bool onwards;
	int zone_error;
};

/* Create with the call `at` failing; whether there was such a call. */
static bool
attempt(const struct attempt *a, unsigned int at, const struct holdings *before)
{
	struct rte_mempool *mp;
	bool failed;
	char what[96];

	snprintf(what, sizeof(what), "%s, cache %u, %s: %s call %u, %d",
			a->handler, a->cache_size, ways[a->way].name,
			a->onwards ? "from" : "at", at, a->zone_error);
	arm(at, a->onwards, a->zone_error);
	rte_errno = 0;
	mp = create(a->handler, a->cache_size, ways[a->way].fill);
	failed = disarm();
	/* A large memzone that is refused may be made of smaller ones. */
	if (failed && mp == NULL && rte_errno != faults.error)
		fail_msg("%s: error %d", what, rte_errno);
	if (mp != NULL && failed && faults.error != ENOMEM)
		fail_msg("%s: it went unnoticed", what);
	if (mp == NULL && !failed)
		fail_msg("%s: error %d, but nothing failed", what, rte_errno);
	if (mp != NULL)
		assert_works(mp);
	rte_mempool_free(mp);
	assert_nothing_left(*before, what);
	assert_null(rte_mempool_lookup(NAME));
	assert_null(rte_ring_lookup("MP_" NAME));
	assert_null(rte_stack_lookup("MP_" NAME));
	return failed;
}

static void
fail_each_step(struct attempt *a)
{
	const struct holdings before = take_stock();
	unsigned int mode, at;

	for (mode = 0; mode < 8; mode++) {
		a->onwards = (mode & 1) != 0;
		a->zone_error = (mode & 2) == 0 ? ENOMEM : ENOSPC;
		no_lazy = (mode & 4) != 0;
		for (at = 1; at < STEPS && attempt(a, at, &before); at++)
			given_back = 0;
		assert_in_range(at, 3, STEPS - 1);
	}
	no_lazy = false;
}

static void
fail_each_handler(unsigned int way)
{
	struct attempt a = {.way = way};
	unsigned int i;

	for (i = 0; i < RTE_DIM(handlers); i++) {
		a.handler = handlers[i];
		a.cache_size = 0;
		fail_each_step(&a);
		a.cache_size = 32;
		fail_each_step(&a);
	}
}

static void
test_default(void **state)
{
	(void)state;
	fail_each_handler(0);
}

static void
test_anon(void **state)
{
	(void)state;
	fail_each_handler(1);
}

static void
test_virt(void **state)
{
	(void)state;
	fail_each_handler(2);
}

static void
test_iova(void **state)
{
	(void)state;
	fail_each_handler(3);
}

static void
test_chunks(void **state)
{
	(void)state;
	fail_each_handler(4);
}

/* rte_mempool_create() itself, whose flags choose the handler. */
static void
test_create(void **state)
{
	const struct holdings before = take_stock();
	unsigned int flags, at;
	struct rte_mempool *mp;

	(void)state;
	for (flags = 0; flags <= 0xf; flags++) {
		mp = NULL;
		for (at = 1; at < STEPS && mp == NULL; at++) {
			arm(at, true, ENOMEM);
			mp = rte_mempool_create(NAME, OBJECTS, 64,
					flags % 3 * 16, 0, NULL, NULL, NULL,
					NULL, SOCKET_ID_ANY, flags);
			if (disarm())
				assert_int_equal(rte_errno, faults.error);
			if (mp == NULL)
				assert_nothing_left(before, "create");
		}
		assert_non_null(mp);
		assert_works(mp);
		rte_mempool_free(mp);
		assert_nothing_left(before, "create and free");
	}
}

/* After a failure the memory is the caller's; the pool can be filled yet. */
static void
test_again(void **state)
{
	const struct holdings before = take_stock();
	unsigned int i, way, at;
	struct rte_mempool *mp;
	bool failed;
	int rc;

	(void)state;
	for (i = 0; i < RTE_DIM(handlers) * RTE_DIM(ways); i++) {
		failed = true;
		way = i % RTE_DIM(ways);
		for (at = 1; at < STEPS && failed; at++) {
			mp = rte_mempool_create_empty(NAME, OBJECTS, 64, 0, 0,
					SOCKET_ID_ANY, 0);
			assert_non_null(mp);
			rc = rte_mempool_set_ops_byname(
					mp, handlers[i / RTE_DIM(ways)], NULL);
			assert_int_equal(rc, 0);
			given_back = 0;
			arm(at, true, ENOMEM);
			rc = ways[way].fill(mp);
			failed = disarm();
			if (failed)
				assert_int_equal(rc, -faults.error);
			assert_int_equal(given_back, 0);
			/* The chunks in front of one that failed stay. */
			if (failed)
				assert_in_range(ways[way].fill(mp), 1, OBJECTS);
			assert_works(mp);
			rte_mempool_free(mp);
			assert_nothing_left(before, ways[way].name);
		}
		assert_in_range(at, 3, STEPS - 1);
	}
}

/* Two pools of one name at once: the second one takes nothing of the first. */
static void
test_name_taken(void **state)
{
	struct rte_mempool *mp = make_pool(NAME, OBJECTS, 8);
	const struct holdings before = take_stock();

	(void)state;
	rte_errno = 0;
	assert_null(create("stack", 8, fill_default));
	assert_int_equal(rte_errno, EEXIST);
	assert_nothing_left(before, "EEXIST");
	assert_works(mp);
	rte_mempool_free(mp);
}

/* A memzone or ring of somebody else has a name that a pool would need. */
static void
test_inner_name_taken(void **state)
{
	struct holdings before;
	const struct rte_memzone *mz;
	struct rte_ring *r;

	(void)state;
	mz = rte_memzone_reserve("MP_" NAME "_0", 64, SOCKET_ID_ANY, 0);
	assert_non_null(mz);
	r = rte_ring_create("MP_" NAME, 64, SOCKET_ID_ANY, 0);
	assert_non_null(r);
	before = take_stock();
	assert_null(create("ring_mp_mc", 8, fill_default));
	assert_int_equal(rte_errno, EEXIST);
	assert_nothing_left(before, "a ring's name is taken");
	assert_null(create("stack", 8, fill_default));
	assert_int_equal(rte_errno, EEXIST);
	assert_nothing_left(before, "a memzone's name is taken");
	rte_ring_free(r);
	rte_memzone_free(mz);
	before = take_stock();
	rte_mempool_free(create("ring_mp_mc", 8, fill_default));
	assert_nothing_left(before, "both are free");
}

/* A handler of the program's that fails where it is told to. */
static struct {
	int alloc, mem_size, populate; /* what these return; 0: they work */
	unsigned int enqueue_at; /* the object whose enqueue fails, from 1 */
	unsigned int allocs, frees, count, seen;
	void *objs[OBJECTS];
} own;

static int
own_alloc(struct rte_mempool *mp)
{
	(void)mp;
	own.allocs += own.alloc == 0;
	return own.alloc;
}

static void
own_free(struct rte_mempool *mp)
{
	(void)mp;
	own.frees++;
}

static int
own_enqueue(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	(void)mp;
	own.seen += n;
	if (own.enqueue_at != 0 && own.seen >= own.enqueue_at)
		return -EDOM;
	memcpy(&own.objs[own.count], objs, n * sizeof(*objs));
	own.count += n;
	return 0;
}

static int
own_dequeue(struct rte_mempool *mp, void **objs, unsigned int n)
{
	(void)mp;
	if (n > own.count)
		return -ENOBUFS;
	own.count -= n;
	memcpy(objs, &own.objs[own.count], n * sizeof(*objs));
	return 0;
}

static unsigned int
own_get_count(const struct rte_mempool *mp)
{
	(void)mp;
	return own.count;
}

static ssize_t
own_calc_mem_size(const struct rte_mempool *mp, uint32_t n, uint32_t pg_shift,
		size_t *min_chunk_size, size_t *align)
{
	if (own.mem_size != 0)
		return own.mem_size;
	return rte_mempool_op_calc_mem_size_default(
			mp, n, pg_shift, min_chunk_size, align);
}

/* Fails after it has cut the objects, which is the worst moment. */
static int
/* NOLINTNEXTLINE(readability-function-size): parameters as in 22.11 */
own_populate(struct rte_mempool *mp, unsigned int max_objs, void *vaddr,
		rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	int rc = rte_mempool_op_populate_default(
			mp, max_objs, vaddr, iova, len, obj_cb, obj_cb_arg);

	return own.populate != 0 ? own.populate : rc;
}

/* Fill in each way while the handler fails, and once more when it works. */
static void
assert_own_fails(int error, unsigned int allocs)
{
	const char *const names[] = {"own", "guard:own"};
	const struct holdings before = take_stock();
	struct rte_mempool *mp;
	unsigned int way;

	for (way = 0; way < 2 * RTE_DIM(ways); way++) {
		own.allocs = own.frees = own.seen = 0;
		rte_errno = 0;
		mp = create(names[way % 2], 16, ways[way / 2].fill);
		/* The caller's memory is of a size that nobody asks for. */
		if (own.mem_size != 0 && way / 2 >= 2) {
			assert_non_null(mp);
			rte_mempool_free(mp);
		} else {
			assert_null(mp);
			assert_int_equal(rte_errno, error);
		}
		assert_int_equal(own.allocs, allocs);
		assert_int_equal(own.frees, allocs);
		assert_int_equal(own.count, 0);
		assert_nothing_left(before, ways[way / 2].name);
		assert_null(rte_mempool_lookup(NAME));
	}
	own.alloc = own.mem_size = own.populate = 0;
	own.enqueue_at = 0;
	for (way = 0; way < 2 * RTE_DIM(ways); way++) {
		mp = create(names[way % 2], 16, ways[way / 2].fill);
		assert_non_null(mp);
		assert_works(mp);
		rte_mempool_free(mp);
		assert_nothing_left(before, "after a failure");
	}
}

static void
test_own_handler(void **state)
{
	unsigned int i;

	(void)state;
	own.alloc = -EXDEV;
	assert_own_fails(EXDEV, 0);
	own.mem_size = -ERANGE;
	assert_own_fails(ERANGE, 1);
	own.populate = -EILSEQ;
	assert_own_fails(EILSEQ, 1);
	for (i = 1; i <= OBJECTS; i += i == 2 ? 60 : 1 + i / 64 * 10) {
		own.enqueue_at = i;
		assert_own_fails(EDOM, 1);
	}
	own.enqueue_at = OBJECTS;
	assert_own_fails(EDOM, 1);
}

static const struct rte_mempool_ops own_ops = {
		.name = "own",
		.alloc = own_alloc,
		.free = own_free,
		.enqueue = own_enqueue,
		.dequeue = own_dequeue,
		.get_count = own_get_count,
		.calc_mem_size = own_calc_mem_size,
		.populate = own_populate,
};

/* The first pools grow the heap and set up what stays. */
static int
start(void **state)
{
	unsigned int i;

	if (fixture_start(state) != 0 || rte_mempool_register_ops(&own_ops) < 0)
		return -1;
	memory_len = 4u << 20;
	memory = aligned_alloc(1u << 16, memory_len);
	if (memory == NULL)
		return -1;
	for (i = 0; i < RTE_DIM(handlers); i++)
		rte_mempool_free(create(handlers[i], 16, fill_default));
	return 0;
}

static int
stop(void **state)
{
	free(memory);
	return fixture_stop(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_create),
			cmocka_unit_test(test_default),
			cmocka_unit_test(test_anon),
			cmocka_unit_test(test_virt),
			cmocka_unit_test(test_iova),
			cmocka_unit_test(test_chunks),
			cmocka_unit_test(test_again),
			cmocka_unit_test(test_name_taken),
			cmocka_unit_test(test_inner_name_taken),
			cmocka_unit_test(test_own_handler),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
