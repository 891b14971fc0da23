/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of pools: what is refused and how, names, sizes, callbacks, and
 * that a creation which fails at any step leaves nothing. Reservations are
 * failed through the linker: fail_at counts down to the one that fails.
 */
#include <stdlib.h>
#include <unistd.h>

#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_ring.h>

#include "account.h"
#include "pool_fixture.h"

static int fail_at; /* 0: none fails */

static bool
fails(void)
{
	return fail_at > 0 && --fail_at == 0;
}

const struct rte_memzone *__real_rte_memzone_reserve(const char *name,
		size_t len, int socket_id, unsigned int flags);
const struct rte_memzone *__wrap_rte_memzone_reserve(const char *name,
		size_t len, int socket_id, unsigned int flags);
const struct rte_memzone *__real_rte_memzone_reserve_aligned(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align);
const struct rte_memzone *__wrap_rte_memzone_reserve_aligned(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align);
void *__real_rte_zmalloc(const char *type, size_t size, unsigned int align);
void *__wrap_rte_zmalloc(const char *type, size_t size, unsigned int align);

const struct rte_memzone *
__wrap_rte_memzone_reserve(
		const char *name, size_t len, int socket_id, unsigned int flags)
{
	if (!fails())
		return __real_rte_memzone_reserve(name, len, socket_id, flags);
	rte_errno = ENOSPC;
	return NULL;
}

const struct rte_memzone *
__wrap_rte_memzone_reserve_aligned(const char *name, size_t len, int socket_id,
		unsigned int flags, unsigned int align)
{
	if (!fails())
		return __real_rte_memzone_reserve_aligned(
				name, len, socket_id, flags, align);
	rte_errno = ENOSPC;
	return NULL;
}

void *
__wrap_rte_zmalloc(const char *type, size_t size, unsigned int align)
{
	return fails() ? NULL : __real_rte_zmalloc(type, size, align);
}

struct create {
	const char *name;
	unsigned int n, elt_size, cache_size, priv, flags;
};

static void
assert_refused(struct create c, int error)
{
	rte_errno = 0;
	assert_null(rte_mempool_create_empty(c.name, c.n, c.elt_size,
			c.cache_size, c.priv, SOCKET_ID_ANY, c.flags));
	assert_int_equal(rte_errno, error);
}

static void
test_refused(void **state)
{
	(void)state;
	assert_refused((struct create){"p", 0, 64, 0, 0, 0}, EINVAL);
	assert_refused((struct create){"p", 10, 0, 0, 0, 0}, EINVAL);
	assert_refused((struct create){"p", 10, UINT32_MAX, 0, 0, 0}, EINVAL);
	assert_refused((struct create){"p", 1000, 64, 513, 0, 0}, EINVAL);
	assert_refused((struct create){"p", 100, 64, 68, 0, 0}, EINVAL);
	assert_refused((struct create){"p", 10, 64, 0, UINT32_MAX, 0}, EINVAL);
	assert_refused((struct create){"p", 10, 64, 0, 0, 0x10}, EINVAL);
	assert_refused((struct create){"p", 10, 64, 0, 0, 0x40}, EINVAL);
	assert_refused((struct create){"p", 10, 64, 0, 0, 0x80}, EINVAL);
	assert_refused((struct create){NULL, 10, 64, 0, 0, 0}, EINVAL);
	assert_refused((struct create){"12345678901234567890123456", 10, 64, 0,
				       0, 0},
			ENAMETOOLONG);
	/* More than any machine that runs this test has. */
	rte_errno = 0;
	assert_null(rte_mempool_create("p", 1 << 20, 1 << 30, 0, 0, NULL, NULL,
			NULL, NULL, SOCKET_ID_ANY, 0));
	assert_int_equal(rte_errno, ENOMEM);
	assert_null(rte_memzone_lookup("MP_p"));
}

static void
test_names(void **state)
{
	const char *longest = "1234567890123456789012345";
	struct rte_mempool *mp = make_pool(longest, 10, 0);

	(void)state;
	assert_refused((struct create){longest, 10, 64, 0, 0, 0}, EEXIST);
	assert_ptr_equal(rte_mempool_lookup(longest), mp);
	rte_mempool_free(mp);
	rte_errno = 0;
	assert_null(rte_mempool_lookup(longest));
	assert_int_equal(rte_errno, ENOENT);
	rte_mempool_free(make_pool(longest, 10, 0));
	rte_mempool_free(NULL);
}

static void
test_fields(void **state)
{
	const unsigned int line = RTE_CACHE_LINE_SIZE;
	struct rte_mempool *mp;

	(void)state;
	/* 1.5 times 67 is above 100, but not once it is whole. */
	mp = rte_mempool_create_empty("p", 100, 100, 67, 10, SOCKET_ID_ANY,
			RTE_MEMPOOL_F_SP_PUT);
	assert_non_null(mp);
	assert_string_equal(mp->name, "p");
	assert_int_equal(
			mp->flags, RTE_MEMPOOL_F_NON_IO | RTE_MEMPOOL_F_SP_PUT);
	assert_int_equal(mp->header_size, line);
	assert_int_equal(mp->elt_size, 104);
	assert_int_equal(mp->trailer_size, 24); /* 3 lines of 64, 2 of 128 */
	assert_int_equal(mp->private_data_size, line);
	assert_int_equal(mp->populated_size, 0);
	assert_ptr_equal(rte_mempool_get_priv(mp), mp + 1);
	assert_int_equal(RTE_MEMPOOL_HEADER_SIZE(mp, 67), sizeof(*mp));
	assert_non_null(mp->local_cache);
	assert_int_equal((uintptr_t)mp->local_cache % (size_t)getpagesize(), 0);
	assert_string_equal(
			rte_mempool_get_ops(mp->ops_index)->name, "ring_sp_mc");
	assert_int_equal(rte_mempool_avail_count(mp), 0);
	assert_pool(mp);
	rte_mempool_free(mp);
	mp = rte_mempool_create_empty("p", 10, 10, 0, 0, SOCKET_ID_ANY,
			RTE_MEMPOOL_F_NO_CACHE_ALIGN);
	assert_non_null(mp);
	assert_int_equal(mp->flags, 0x43);
	assert_int_equal(mp->header_size, sizeof(struct rte_mempool_objhdr));
	assert_int_equal(mp->trailer_size, MEMPOOL_TRAILER_SIZE);
	assert_null(mp->local_cache);
	assert_ptr_equal(rte_mempool_get_priv(mp), mp + 1);
	rte_mempool_free(mp);
}

static void
write_priv(struct rte_mempool *mp, void *arg)
{
	*(int *)rte_mempool_get_priv(mp) = *(int *)arg;
}

static void
write_idx(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	assert_ptr_equal(rte_mempool_from_obj(obj), mp);
	assert_int_equal(rte_mempool_virt2iova(obj) % 8, 0);
	*(unsigned int *)obj = idx;
	(*(unsigned int *)arg)++;
}

static void
test_callbacks(void **state)
{
	unsigned int n = 0;
	int priv = 4711;
	struct rte_mempool *mp;

	(void)state;
	mp = rte_mempool_create("p", 50, 8, 10, 4, write_priv, &priv, write_idx,
			&n, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_int_equal(*(int *)rte_mempool_get_priv(mp), 4711);
	assert_int_equal(n, 50);
	assert_int_equal(rte_mempool_obj_iter(mp, write_idx, &n), 50);
	assert_pool(mp);
	rte_mempool_free(mp);
}

/* Every pool from one object up holds what it says, and no more. */
static void
test_sizes(void **state)
{
	static const unsigned int sizes[] = {1, 2, 3, 31, 64, 1000};
	static const unsigned int elts[] = {1, 8, 100, 2176, 4000, 5000};
	void *objs[1001];
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(sizes); i++) {
		for (j = 0; j < RTE_DIM(elts); j++) {
			struct rte_mempool *mp = rte_mempool_create("p",
					sizes[i], elts[j], 0, 0, NULL, NULL,
					NULL, NULL, SOCKET_ID_ANY, 0);

			assert_non_null(mp);
			assert_pool(mp);
			assert_int_equal(rte_mempool_get_bulk(mp, objs,
							 sizes[i] + 1),
					-ENOBUFS);
			assert_int_equal(rte_mempool_get_bulk(
							 mp, objs, sizes[i]),
					0);
			assert_int_equal(rte_mempool_empty(mp), 1);
			assert_int_equal(
					rte_mempool_in_use_count(mp), sizes[i]);
			rte_mempool_put_bulk(mp, objs, sizes[i]);
			assert_int_equal(rte_mempool_full(mp), 1);
			rte_mempool_free(mp);
		}
	}
}

static void
count_zone(const struct rte_memzone *mz, void *arg)
{
	(void)mz;
	(*(unsigned int *)arg)++;
}

static unsigned int
count_zones(void)
{
	unsigned int n = 0;

	rte_memzone_walk(count_zone, &n);
	return n;
}

static void
test_failing_steps(void **state)
{
	const unsigned int before = count_zones();
	struct rte_mempool *mp = NULL;
	int step;

	(void)state;
	for (step = 1; step < 20 && mp == NULL; step++) {
		fail_at = step;
		mp = rte_mempool_create("p", 100, 64, 8, 0, NULL, NULL, NULL,
				NULL, SOCKET_ID_ANY, 0);
		fail_at = 0;
		if (mp != NULL)
			break;
		assert_int_equal(count_zones(), before);
		assert_null(rte_mempool_lookup("p"));
		assert_null(rte_ring_lookup("MP_p"));
	}
	/* Entry and zone of pool and ring, zone and header of a chunk. */
	assert_int_equal(step, 7);
	assert_pool(mp);
	rte_mempool_free(mp);
	assert_int_equal(count_zones(), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_fields),
			cmocka_unit_test(test_callbacks),
			cmocka_unit_test(test_sizes),
			cmocka_unit_test(test_failing_steps),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
