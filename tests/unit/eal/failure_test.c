/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every system call fails once of each operation of memory that runs; a table
 * of operations. failure_util.h says what must be true then.
 */
#include <rte_memzone.h>

#include "failure_util.h"

#define BIG (3 * MIB)

static void *held[3];
static const struct rte_memzone *zone;

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

static const struct op ops[] = {
		{"malloc that grows", NULL, op_malloc},
		{"aligned zmalloc", NULL, op_malloc_aligned},
		{"realloc", prepare_block, op_realloc},
		{"free that shrinks", prepare_big, op_free},
		{"memzone", NULL, op_zone},
		{"fbarray", NULL, op_array},
		{"extmem", prepare_area, op_extmem},
		{"heap", NULL, op_heap_create},
		{"heap memory", prepare_heap, op_heap_add},
		{"heap memory gone", prepare_added, op_heap_remove},
		{"callback", NULL, op_callback},
		{"validator", NULL, op_validator},
};

static void
run_failures(bool all)
{
	unsigned int i, n = all ? RTE_DIM(ops) : 1;

	for (i = 0; i < n; i++)
		fail_each_call(&ops[i]);
}

int
main(void)
{
	return failure_main();
}
