/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ends of what a pool can be: one object, objects of a byte and of several
 * pages, caches of every size, names, private areas, flags and sockets. A pool
 * that is made works: its objects are distinct, aligned, within its chunks and
 * all there. The others get the errors that 22.11 gives. Very large pools are
 * in tests/stress/mempool_limits.c.
 */
#include <stdlib.h>

#include "pool_fixture.h"

#define NAMES "1234567890123456789012345678901234567890"

static const char *const handlers[] = {"ring_mp_mc", "ring_sp_sc", "ring_mp_sc",
		"ring_sp_mc", "ring_mt_rts", "ring_mt_hts", "stack", "lf_stack",
		"bucket", "guard:ring_mp_mc"};

struct request {
	unsigned int n, elt_size, cache_size, priv_size, flags;
	int socket_id;
};

static struct rte_mempool *
create(const char *name, const struct request *r)
{
	rte_errno = 0;
	return rte_mempool_create(name, r->n, r->elt_size, r->cache_size,
			r->priv_size, NULL, NULL, NULL, NULL, r->socket_id,
			r->flags);
}

static void
assert_refused(const char *name, const struct request *r, int error)
{
	struct rte_mempool *mp = create(name, r);

	if (mp != NULL || rte_errno != error)
		fail_msg("%s: %u of %u, cache %u, priv %u, flags %x, socket %d: %p, error %d, not %d",
				name, r->n, r->elt_size, r->cache_size,
				r->priv_size, r->flags, r->socket_id,
				(void *)mp, rte_errno, error);
	assert_null(rte_mempool_lookup(name));
}

static int
compare(const void *a, const void *b)
{
	const uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;

	return (x > y) - (x < y);
}

struct place {
	uintptr_t begin, end;
	bool found;
};

static void
look_in(struct rte_mempool *mp, void *arg, struct rte_mempool_memhdr *chunk,
		unsigned int i)
{
	const uintptr_t begin = (uintptr_t)chunk->addr;
	struct place *p = arg;

	(void)mp;
	(void)i;
	p->found |= p->begin >= begin && p->end <= begin + chunk->len;
}

/* One object after the other, by address: none is of another's bytes. */
static void
assert_placed(struct rte_mempool *mp, uintptr_t *objs, unsigned int n)
{
	const uintptr_t align = (mp->flags & RTE_MEMPOOL_F_NO_CACHE_ALIGN) != 0
			? sizeof(uint64_t)
			: RTE_MEMPOOL_ALIGN;
	uintptr_t last_end = 0;
	unsigned int i;

	qsort(objs, n, sizeof(*objs), compare);
	for (i = 0; i < n; i++) {
		struct place p = {.begin = objs[i] - mp->header_size};

		p.end = p.begin + mempool_total_size(mp);
		assert_int_equal(objs[i] % align, 0);
		assert_true(p.begin >= last_end);
		rte_mempool_mem_iter(mp, look_in, &p);
		assert_true(p.found);
		assert_ptr_equal(rte_mempool_from_obj((void *)objs[i]), mp);
		/* The first byte and the last are the object's to use. */
		*(char *)objs[i] = *((char *)objs[i] + mp->elt_size - 1) = 1;
		last_end = p.end;
	}
}

/* All objects can be got, no more, and put back; then the pool goes. */
static void
use_and_free(struct rte_mempool *mp, const struct request *r)
{
	uintptr_t *objs = calloc(r->n + 1, sizeof(*objs));
	unsigned int i;

	if (mp == NULL)
		fail_msg("%u of %u, cache %u, priv %u, flags %x, socket %d: error %d",
				r->n, r->elt_size, r->cache_size, r->priv_size,
				r->flags, r->socket_id, rte_errno);
	assert_pool(mp);
	assert_int_equal(mp->populated_size, r->n);
	assert_int_equal(rte_mempool_avail_count(mp), r->n);
	for (i = 0; i < r->n; i++)
		assert_int_equal(rte_mempool_get(mp, (void **)&objs[i]), 0);
	assert_int_equal(rte_mempool_get(mp, (void **)&objs[i]), -ENOBUFS);
	assert_true(rte_mempool_empty(mp));
	assert_placed(mp, objs, r->n);
	rte_mempool_put_bulk(mp, (void **)objs, r->n);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_pool(mp);
	rte_mempool_free(mp);
	free(objs);
}

static void
assert_made(const char *name, const struct request *r)
{
	use_and_free(create(name, r), r);
}

static void
test_elements(void **state)
{
	static const unsigned int sizes[] = {1, 2, 7, 8, 9, 63, 64, 65, 1000,
			2048, 3968, 4031, 4032, 4033, 4096, 4097, 9000, 65536,
			1 << 20, (2 << 20) - 64, 2 << 20, (2 << 20) + 1,
			5 << 20};
	static const unsigned int flags[] = {0, RTE_MEMPOOL_F_NO_SPREAD,
			RTE_MEMPOOL_F_NO_CACHE_ALIGN,
			RTE_MEMPOOL_F_NO_IOVA_CONTIG};
	struct request r = {.socket_id = SOCKET_ID_ANY};
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(sizes); i++) {
		for (j = 0; j < RTE_DIM(flags); j++) {
			r.elt_size = sizes[i];
			r.flags = flags[j];
			for (r.n = 1; r.n <= 3; r.n++)
				assert_made("p", &r);
		}
	}
	r.elt_size = UINT32_MAX; /* 22.11 makes it 0, and a pool */
	assert_refused("p", &r, EINVAL);
	r.elt_size = 0; /* as above */
	assert_refused("p", &r, EINVAL);
	r.elt_size = UINT32_MAX - 64;
	r.flags = 0;
	assert_refused("p", &r, EINVAL);
}

/* From one object up, around powers of two, with each handler. */
static void
test_counts(void **state)
{
	static const unsigned int counts[] = {
			1, 2, 3, 4, 5, 31, 32, 33, 63, 64, 65, 255, 256, 257};
	struct request r = {.elt_size = 1, .socket_id = SOCKET_ID_ANY};
	struct rte_mempool *mp;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(handlers); i++) {
		for (j = 0; j < RTE_DIM(counts); j++) {
			r.n = counts[j];
			mp = rte_mempool_create_empty(
					"p", r.n, 1, 0, 0, SOCKET_ID_ANY, 0);
			assert_non_null(mp);
			assert_int_equal(rte_mempool_set_ops_byname(
							 mp, handlers[i], NULL),
					0);
			assert_int_equal(rte_mempool_populate_default(mp), r.n);
			use_and_free(mp, &r);
		}
	}
	r.n = 0;
	assert_refused("p", &r, EINVAL);
}

/* No handler has room for so many; 22.11 tells no reason. */
static void
test_too_many(void **state)
{
	struct request r = {.n = UINT32_MAX,
			.elt_size = 1,
			.socket_id = SOCKET_ID_ANY};

	(void)state;
	assert_refused("p", &r, EINVAL);
	r.n = UINT32_C(1) << 31;
	assert_refused("p", &r, EINVAL);
}

static void
test_caches(void **state)
{
	struct request r = {.elt_size = 8, .socket_id = SOCKET_ID_ANY};
	unsigned int cache;

	(void)state;
	/* 1.5 times the size, cut to a whole number, must not exceed n. */
	for (cache = 0; cache <= RTE_MEMPOOL_CACHE_MAX_SIZE;
			cache += cache < 8 || cache > 500 ? 1 : 61) {
		r.cache_size = cache;
		r.n = RTE_MAX(1u, cache * 3 / 2);
		assert_made("p", &r);
		if (cache > 1) {
			r.n--;
			assert_refused("p", &r, EINVAL);
		}
	}
	r.n = 100000;
	for (cache = RTE_MEMPOOL_CACHE_MAX_SIZE + 1; cache < UINT32_MAX / 2;
			cache *= 2) {
		r.cache_size = cache;
		assert_refused("p", &r, EINVAL);
	}
	r.cache_size = UINT32_MAX;
	assert_refused("p", &r, EINVAL);
}

/* The longest name of a pool, and of one that a handler must name after. */
static void
test_names(void **state)
{
	struct request r = {.n = 4, .elt_size = 8, .socket_id = SOCKET_ID_ANY};
	char name[sizeof(NAMES)];
	unsigned int len;

	(void)state;
	for (len = 0; len < sizeof(NAMES) - 1; len++) {
		snprintf(name, sizeof(name), "%.*s", (int)len, NAMES);
		if (len < RTE_MEMPOOL_NAMESIZE)
			assert_made(name, &r);
		else
			assert_refused(name, &r, ENAMETOOLONG);
	}
}

static void
test_names_of_handlers(void **state)
{
	const struct request r = {.n = 4, .elt_size = 8};
	struct rte_mempool *mp;
	unsigned int i, len, longest;
	char name[sizeof(NAMES)];
	int rc;

	(void)state;
	for (i = 0; i < RTE_DIM(handlers); i++) {
		longest = strstr(handlers[i], "stack") != NULL ? 24 : 25;
		for (len = 20; len < RTE_MEMPOOL_NAMESIZE; len++) {
			snprintf(name, sizeof(name), "%.*s", (int)len, NAMES);
			mp = rte_mempool_create_empty(name, r.n, r.elt_size, 0,
					0, SOCKET_ID_ANY, 0);
			assert_non_null(mp);
			assert_int_equal(rte_mempool_set_ops_byname(
							 mp, handlers[i], NULL),
					0);
			rc = rte_mempool_populate_default(mp);
			assert_int_equal(rc, len > longest ? -ENAMETOOLONG : 4);
			if (rc > 0)
				use_and_free(mp, &r);
			else
				rte_mempool_free(mp);
		}
	}
}

static void
test_private(void **state)
{
	static const unsigned int sizes[] = {
			0, 1, 63, 64, 65, 4095, 4096, 4097, 100000, 3 << 20};
	struct request r = {.n = 8, .elt_size = 8, .socket_id = SOCKET_ID_ANY};
	struct rte_mempool *mp;
	unsigned int i;

	(void)state;
	for (i = 0; i < 2 * RTE_DIM(sizes); i++) {
		r.priv_size = sizes[i / 2];
		r.cache_size = i % 2 * 4;
		mp = create("p", &r);
		assert_non_null(mp);
		assert_int_equal(mp->private_data_size,
				RTE_ALIGN_CEIL(r.priv_size, RTE_MEMPOOL_ALIGN));
		/* All of it is the program's, and nothing else is. */
		memset(rte_mempool_get_priv(mp), 0xff, mp->private_data_size);
		use_and_free(mp, &r);
	}
	r.priv_size = UINT32_MAX; /* 22.11 makes it 0, and a pool */
	assert_refused("p", &r, EINVAL);
	r.priv_size = UINT32_MAX - RTE_MEMPOOL_ALIGN_MASK + 1;
	assert_refused("p", &r, EINVAL);
}

/* Any of the flags that a program may set; no others. */
static void
test_flags(void **state)
{
	const unsigned int valid = 0x2f;
	struct request r = {.n = 10,
			.elt_size = 40,
			.cache_size = 2,
			.socket_id = SOCKET_ID_ANY};
	unsigned int bit;

	(void)state;
	assert_int_equal(RTE_MEMPOOL_VALID_USER_FLAGS, valid);
	for (r.flags = 0; r.flags <= 0xff; r.flags++) {
		if ((r.flags & ~valid) == 0)
			assert_made("p", &r);
		else
			assert_refused("p", &r, EINVAL);
	}
	for (bit = 8; bit < 32; bit++) {
		r.flags = 1u << bit;
		assert_refused("p", &r, EINVAL);
	}
}

static void
test_sockets(void **state)
{
	struct request r = {.n = 10, .elt_size = 64};

	(void)state;
	r.socket_id = 0;
	assert_made("p", &r);
	/* An id that no node has, or no heap: as for memzones. */
	r.socket_id = RTE_MAX_NUMA_NODES;
	assert_refused("p", &r, ENOMEM);
	r.socket_id = 100000;
	assert_refused("p", &r, ENOMEM);
	r.socket_id = -2;
	assert_refused("p", &r, EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_elements),
			cmocka_unit_test(test_counts),
			cmocka_unit_test(test_too_many),
			cmocka_unit_test(test_caches),
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_names_of_handlers),
			cmocka_unit_test(test_private),
			cmocka_unit_test(test_flags),
			cmocka_unit_test(test_sockets),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
