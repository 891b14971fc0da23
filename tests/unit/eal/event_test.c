/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory callbacks and validators: who is asked and told, of what, when. */
#include <errno.h>

#include <rte_errno.h>
#include <rte_malloc.h>

#include "memory/source.h"
#include "memory_util.h"

#define assert_fails(call, err)                                                \
	do {                                                                   \
		rte_errno = 0;                                                 \
		assert_int_equal(call, -1);                                    \
		assert_int_equal(rte_errno, err);                              \
	} while (0)

static char name_63[64], name_64[65];
static int64_t known; /* bytes announced and not taken away */
static unsigned int calls;
static size_t asked;

static int
setup(void **state)
{
	memset(name_63, 'n', 63);
	memset(name_64, 'n', 64);
	known = 0;
	calls = 0;
	return memory_start(state);
}

static void
on_event(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	calls++;
	assert_int_equal(len, EAL_UNIT);
	/* The pages are in the tables in both cases, and readable. */
	assert_non_null(rte_mem_virt2memseg(addr, NULL));
	assert_true(*(const volatile uint8_t *)addr <= 255);
	known += event == RTE_MEM_EVENT_ALLOC ? (int64_t)len : -(int64_t)len;
	assert_true(arg == NULL || arg == &known);
}

static int
refuse(int socket_id, size_t cur_limit, size_t new_len)
{
	asked = new_len;
	assert_true(new_len > cur_limit);
	return -1;
}

static int
allow(int socket_id, size_t cur_limit, size_t new_len)
{
	asked = new_len;
	return 0;
}

static void
test_callback_arguments(void **state)
{
	assert_fails(rte_mem_event_callback_register(NULL, on_event, NULL),
			EINVAL);
	assert_fails(rte_mem_event_callback_register("", on_event, NULL),
			EINVAL);
	assert_fails(rte_mem_event_callback_register("a", NULL, NULL), EINVAL);
	assert_fails(rte_mem_event_callback_register(name_64, on_event, NULL),
			ENAMETOOLONG);
	assert_int_equal(rte_mem_event_callback_register(
					 name_63, on_event, NULL),
			0);
	assert_fails(rte_mem_event_callback_register(name_63, on_event, NULL),
			EEXIST);
	assert_int_equal(rte_mem_event_callback_register(
					 name_63, on_event, &known),
			0);
	assert_fails(rte_mem_event_callback_unregister("b", NULL), ENOENT);
	assert_fails(rte_mem_event_callback_unregister(NULL, NULL), EINVAL);
	assert_fails(rte_mem_event_callback_unregister("", NULL), EINVAL);
	assert_fails(rte_mem_event_callback_unregister(name_64, NULL),
			ENAMETOOLONG);
	assert_int_equal(rte_mem_event_callback_unregister(name_63, NULL), 0);
	assert_fails(rte_mem_event_callback_unregister(name_63, NULL), ENOENT);
}

static void
test_validator_arguments(void **state)
{
	assert_fails(rte_mem_alloc_validator_register(NULL, allow, 0, 0),
			EINVAL);
	assert_fails(rte_mem_alloc_validator_register("a", NULL, 0, 0), EINVAL);
	assert_fails(rte_mem_alloc_validator_register("a", allow, -1, 0),
			EINVAL);
	assert_fails(rte_mem_alloc_validator_register(name_64, allow, 0, 0),
			ENAMETOOLONG);
	assert_int_equal(rte_mem_alloc_validator_register("a", allow, 0, 0), 0);
	assert_fails(rte_mem_alloc_validator_register("a", refuse, 0, 5),
			EEXIST);
	assert_int_equal(rte_mem_alloc_validator_register("a", allow, 1, 0), 0);
	assert_fails(rte_mem_alloc_validator_unregister("b", 0), ENOENT);
	assert_fails(rte_mem_alloc_validator_unregister("a", -1), EINVAL);
	assert_fails(rte_mem_alloc_validator_unregister(name_64, 0),
			ENAMETOOLONG);
	assert_int_equal(rte_mem_alloc_validator_unregister("a", 0), 0);
	assert_fails(rte_mem_alloc_validator_unregister("a", 0), ENOENT);
}

static void
test_told(void **state)
{
	void *p;

	rte_mem_event_callback_register("one", on_event, NULL);
	p = rte_malloc(NULL, 10 * EAL_UNIT, 0);
	assert_non_null(p);
	assert_int_equal(known, rte_eal_get_physmem_size());
	assert_true(calls >= 10);
	rte_free(p);
	assert_int_equal(known, rte_eal_get_physmem_size());
	assert_true(known <= 2 * (int64_t)EAL_UNIT);
	rte_mem_event_callback_unregister("one", NULL);
	calls = 0;
	rte_free(rte_malloc(NULL, 10 * EAL_UNIT, 0));
	assert_int_equal(calls, 0);
}

static void
test_refused(void **state)
{
	int id = eal_numa_node_id(0);
	uint64_t before;
	void *p = rte_malloc(NULL, 100, 0);

	before = rte_eal_get_physmem_size();
	rte_mem_event_callback_register("one", on_event, NULL);
	rte_mem_alloc_validator_register("v", refuse, id, 8 * EAL_UNIT);
	assert_null(rte_malloc(NULL, 10 * EAL_UNIT, 0));
	assert_true(asked > 10 * EAL_UNIT);
	assert_int_equal(calls, 0);
	assert_int_equal(rte_eal_get_physmem_size(), before);
	heaps_check();
	rte_free(p);
	p = rte_malloc(NULL, 4 * EAL_UNIT, 0); /* below the limit */
	assert_non_null(p);
	rte_free(p);
	rte_mem_alloc_validator_unregister("v", id);
	rte_mem_alloc_validator_register("v", allow, id, 0);
	p = rte_malloc(NULL, 10 * EAL_UNIT, 0);
	assert_non_null(p);
	rte_free(p);
}

static void *inner;

static int
no_list(const struct rte_memseg_list *msl, void *arg)
{
	return 0;
}

/* A callback may use the heap; it lives on what is there. */
static void
reenter(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	void *p = rte_malloc(NULL, 100, 0);

	calls++;
	rte_free(inner);
	inner = p;
	assert_int_equal(rte_memseg_list_walk(no_list, NULL), 0);
	if (calls == 3)
		rte_mem_event_callback_unregister("again", NULL);
}

static void
test_reenter(void **state)
{
	void *p, *small = rte_malloc(NULL, 100, 0);

	inner = NULL;
	rte_mem_event_callback_register("again", reenter, NULL);
	p = rte_malloc(NULL, 10 * EAL_UNIT, 0);
	assert_non_null(p);
	assert_int_equal(calls, 3);
	assert_non_null(inner);
	heaps_check();
	rte_mem_event_callback_register("again", reenter, NULL);
	rte_free(p);
	heaps_check();
	rte_mem_event_callback_unregister("again", NULL);
	rte_free(inner);
	rte_free(small);
	heaps_check();
}

#define test(t) cmocka_unit_test_setup_teardown(t, setup, memory_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_callback_arguments),
			test(test_validator_arguments),
			test(test_told),
			test(test_refused),
			test(test_reenter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
