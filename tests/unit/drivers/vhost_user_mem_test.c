/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rows of memory for a back end, and sets of ranges.
 */
#include <bufplane.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_eal.h>
#include <rte_eal_memconfig.h>
#include <rte_log.h>
#include <rte_malloc.h>

#include "net/virtio/vhost_user_mem.h"

#include <cmocka.h>

#define MB     (UINT64_C(1) << 20)
#define PIECES 20

static int
start(bool in_memory)
{
	char prefix[32];
	const struct bp_config config = {.size = sizeof(config),
			.prefix = prefix,
			.no_huge = true,
			.in_memory = in_memory,
			.affinity = BP_AFFINITY_KEEP,
			.log_level = RTE_LOG_EMERG};

	snprintf(prefix, sizeof(prefix), "vumem%d", (int)getpid());
	return bp_init(&config);
}

static int
start_shared(void **state)
{
	return start(false);
}

static int
stop(void **state)
{
	return rte_eal_cleanup();
}

static int
get(const struct vhost_user_want *want, struct vhost_user_mem *mem)
{
	int rc;

	rte_mcfg_mem_read_lock();
	rc = vhost_user_mem_get(want, mem);
	rte_mcfg_mem_read_unlock();
	return rc;
}

/* The row with that address, or NULL. */
static const struct vhost_user_region *
row_of(const struct vhost_user_mem *mem, const void *addr, unsigned int *at)
{
	unsigned int i;

	for (i = 0; i < mem->n; i++)
		if ((uintptr_t)addr - mem->rows[i].user_addr <
				mem->rows[i].size) {
			*at = i;
			return &mem->rows[i];
		}
	return NULL;
}

/* What a back end sees there. */
static void
check_bytes(const struct vhost_user_mem *mem, const uint8_t *addr)
{
	const struct vhost_user_region *r;
	unsigned int at;
	uint8_t *map;

	r = row_of(mem, addr, &at);
	assert_non_null(r);
	map = mmap(NULL, r->size, PROT_READ, MAP_SHARED, mem->fds[at],
			(off_t)r->offset);
	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(map[(uintptr_t)addr - r->user_addr], *addr);
	munmap(map, r->size);
}

static void
test_all(void **state)
{
	struct vhost_user_want want = {.name = "test"};
	struct vhost_user_mem mem, again;
	uint8_t *a = rte_malloc(NULL, 100, 0);
	uint8_t *b = rte_malloc(NULL, 30 * MB, 0);

	assert_true(a != NULL && b != NULL);
	*a = 0x5a;
	b[29 * MB] = 0xa5;
	assert_int_equal(get(&want, &mem), 0);
	assert_in_range(mem.n, 1, VHOST_USER_REGIONS);
	check_bytes(&mem, a);
	check_bytes(&mem, b + 29 * MB);
	assert_int_equal(get(&want, &again), 0);
	assert_true(vhost_user_mem_is_same(&mem, &again));
	rte_free(b);
	assert_int_equal(get(&want, &again), 0);
	assert_false(vhost_user_mem_is_same(&mem, &again));
	rte_free(a);
}

static void
test_gone(void **state)
{
	struct vhost_user_want want = {.name = "test"};
	struct vhost_user_mem mem;
	uint8_t *a = rte_malloc(NULL, 10 * MB, 0);
	unsigned int at;

	assert_non_null(a);
	want.gone.start = RTE_ALIGN_CEIL((uintptr_t)a, 2 * MB);
	want.gone.end = want.gone.start + 4 * MB;
	assert_int_equal(get(&want, &mem), 0);
	assert_null(row_of(&mem, (void *)(uintptr_t)want.gone.start, &at));
	assert_null(row_of(&mem, (void *)(uintptr_t)(want.gone.end - 1), &at));
	assert_non_null(row_of(&mem, (void *)(uintptr_t)want.gone.end, &at));
	rte_free(a);
}

/* More pieces than rows: they are joined over the gaps, and no others are in.
 */
static void
test_ranges_only(void **state)
{
	struct vhost_user_ranges ranges = {0};
	struct vhost_user_want want = {.name = "test", .ranges = &ranges};
	struct vhost_user_mem mem;
	uint8_t *a = rte_malloc(NULL, 64 * MB, 0);
	unsigned int i, at;

	assert_non_null(a);
	assert_int_equal(get(&want, &mem), 0);
	assert_int_equal(mem.n, 0);
	for (i = 0; i < PIECES; i++) {
		struct vhost_user_range r = {(uintptr_t)a + i * 3 * MB,
				(uintptr_t)a + i * 3 * MB + 10};

		a[i * 3 * MB] = (uint8_t)i;
		assert_int_equal(vhost_user_ranges_add(&ranges, &r), 0);
		assert_int_equal(get(&want, &mem), 0);
		assert_int_equal(mem.n, RTE_MIN(i + 1, 8U));
	}
	for (i = 0; i < PIECES; i++)
		check_bytes(&mem, a + i * 3 * MB);
	assert_null(row_of(&mem, a + 61 * MB, &at));
	vhost_user_ranges_free(&ranges);
	rte_free(a);
}

static void
add(struct vhost_user_ranges *r, uint64_t start, uint64_t end)
{
	assert_int_equal(
			vhost_user_ranges_add(r,
					&(struct vhost_user_range){start, end}),
			0);
}

static void
cut(struct vhost_user_ranges *r, uint64_t start, uint64_t end)
{
	assert_int_equal(
			vhost_user_ranges_cut(r,
					&(struct vhost_user_range){start, end}),
			0);
}

static bool
have(const struct vhost_user_ranges *r, uint64_t start, uint64_t end)
{
	return vhost_user_ranges_have(
			r, &(struct vhost_user_range){start, end});
}

static void
test_ranges(void **state)
{
	struct vhost_user_ranges r = {0};
	uint64_t i;

	add(&r, 10, 20);
	add(&r, 30, 40);
	assert_int_equal(r.n, 2);
	assert_true(have(&r, 12, 20));
	assert_false(have(&r, 12, 31));
	/* Touching both, then over all. */
	add(&r, 20, 30);
	assert_int_equal(r.n, 1);
	assert_true(have(&r, 10, 40));
	add(&r, 50, 60);
	add(&r, 0, 100);
	assert_int_equal(r.n, 1);
	/* The middle, the ends, what is not there, all. */
	cut(&r, 40, 50);
	assert_int_equal(r.n, 2);
	assert_false(have(&r, 39, 41));
	cut(&r, 0, 10);
	cut(&r, 90, 200);
	cut(&r, 42, 48);
	assert_true(have(&r, 10, 40) && have(&r, 50, 90));
	cut(&r, 35, 55);
	assert_true(have(&r, 10, 35) && have(&r, 55, 90));
	cut(&r, 0, UINT64_MAX);
	assert_int_equal(r.n, 0);
	for (i = 0; i < 100; i++)
		add(&r, 10 * i, 10 * i + 5);
	assert_int_equal(r.n, 100);
	for (i = 0; i < 100; i++)
		cut(&r, 10 * i + 1, 10 * i + 2);
	assert_int_equal(r.n, 200);
	cut(&r, 7, 985);
	assert_int_equal(r.n, 4);
	vhost_user_ranges_free(&r);
}

/* Memory without files. */
static void
test_private(void **state)
{
	struct vhost_user_want want = {.name = "test"};
	struct vhost_user_mem mem;
	void *a;

	assert_int_equal(start(true), 0);
	a = rte_malloc(NULL, 100, 0);
	assert_non_null(a);
	assert_int_equal(get(&want, &mem), -ENOTSUP);
	rte_free(a);
	assert_int_equal(rte_eal_cleanup(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_all),
			cmocka_unit_test(test_gone),
			cmocka_unit_test(test_ranges_only),
	};
	const struct CMUnitTest alone[] = {
			cmocka_unit_test(test_ranges),
			cmocka_unit_test(test_private),
	};

	return cmocka_run_group_tests(tests, start_shared, stop) +
			cmocka_run_group_tests(alone, NULL, NULL);
}
