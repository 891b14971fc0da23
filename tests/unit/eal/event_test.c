/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory callbacks and validators: who is asked and told, of what, when. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "memory/heap.h"
#include "memory/memseg.h"
#include "memory/source.h"
#include "memory/space.h"
#include "memory_util.h"

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

static char order[64];

static void
note_event(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	if (strlen(order) < sizeof(order) - 1)
		strcat(order, arg);
}

/* In the order of registration, from the first on. */
static void
test_order(void **state)
{
	order[0] = '\0';
	rte_mem_event_callback_register("z", note_event, "1");
	rte_mem_event_callback_register("a", note_event, "2");
	rte_mem_event_callback_register("m", note_event, "3");
	rte_free(rte_malloc(NULL, 100, 0));
	assert_string_equal(order, "123");
	rte_mem_event_callback_unregister("a", "2");
	order[0] = '\0';
	rte_free(rte_malloc(NULL, EAL_UNIT, 0));
	assert_memory_equal(order, "1313", 4);
}

/* Memory that is all taken at the start has neither. */
static void
test_legacy(void **state)
{
	eal_config.legacy_mem = true;
	assert_fails(rte_mem_event_callback_register(NULL, NULL, NULL),
			ENOTSUP);
	assert_fails(rte_mem_event_callback_unregister("a", NULL), ENOTSUP);
	assert_fails(rte_mem_alloc_validator_register("a", allow, 0, 0),
			ENOTSUP);
	assert_fails(rte_mem_alloc_validator_unregister("a", -1), ENOTSUP);
}

static unsigned int asked_n;

static int
count_and_refuse(int socket_id, size_t cur_limit, size_t new_len)
{
	asked_n++;
	return -1;
}

static int
count_and_allow(int socket_id, size_t cur_limit, size_t new_len)
{
	asked_n++;
	return 1; /* whatever is not negative */
}

static int
count_and_leave(int socket_id, size_t cur_limit, size_t new_len)
{
	asked_n++;
	rte_mem_alloc_validator_unregister("first", socket_id);
	rte_mem_alloc_validator_unregister("second", socket_id);
	return 0;
}

/* All are asked, one refusal is enough; at the limit, not only above it. */
static void
test_validators(void **state)
{
	int id = eal_numa_node_id(0);
	void *p;

	asked_n = 0;
	rte_mem_alloc_validator_register("no", count_and_refuse, id, 0);
	rte_mem_alloc_validator_register("yes", count_and_allow, id, EAL_UNIT);
	rte_mem_alloc_validator_register(
			"high", count_and_allow, id, EAL_UNIT + 1);
	rte_mem_alloc_validator_register("far", count_and_allow, id + 1, 0);
	assert_null(rte_malloc(NULL, 100, 0));
	assert_int_equal(asked_n % 2, 0);
	assert_true(asked_n >= 2);
	assert_int_equal(rte_mem_alloc_validator_unregister("no", id), 0);
	asked_n = 0;
	p = rte_malloc(NULL, 100, 0);
	assert_non_null(p);
	assert_int_equal(asked_n, 1);
	rte_free(p);
	rte_mem_alloc_validator_unregister("yes", id);
	rte_mem_alloc_validator_register("first", count_and_leave, id, 0);
	rte_mem_alloc_validator_register("second", count_and_allow, id, 0);
	asked_n = 0;
	p = rte_malloc(NULL, 10 * EAL_UNIT, 0);
	assert_non_null(p);
	assert_int_equal(asked_n, 2); /* of them, "high" */
	rte_free(p);
	assert_fails(rte_mem_alloc_validator_unregister("second", id), ENOENT);
}

/* Removes the one after it, takes its name anew, and goes. */
static void
replace_others(enum rte_mem_event event, const void *addr, size_t len,
		void *arg)
{
	strcat(order, "r");
	assert_int_equal(rte_mem_event_callback_unregister("later", "l"), 0);
	assert_fails(rte_mem_event_callback_unregister("later", "l"), ENOENT);
	assert_int_equal(rte_mem_event_callback_register(
					 "later", note_event, "l"),
			0);
	assert_int_equal(rte_mem_event_callback_unregister("self", arg), 0);
}

static void
test_change_while_called(void **state)
{
	void *p;

	order[0] = '\0';
	rte_mem_event_callback_register("self", replace_others, NULL);
	rte_mem_event_callback_register("later", note_event, "l");
	p = rte_malloc(NULL, EAL_UNIT / 2, 0);
	/* What came during an event is told from the next one on. */
	assert_string_equal(order, "r");
	rte_free(p);
	p = rte_malloc(NULL, 2 * EAL_UNIT, 0);
	assert_memory_equal(order, "rl", 2);
	rte_free(p);
	assert_int_equal(rte_mem_event_callback_unregister("later", "l"), 0);
	heaps_check();
}

#define PIECES 64
static struct {
	const void *addr;
	size_t len;
} pieces[PIECES];

/* Nothing is taken back but what was announced, whole. */
static void
match_pieces(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	unsigned int i = 0;

	if (event == RTE_MEM_EVENT_ALLOC) {
		while (i < PIECES && pieces[i].addr != NULL)
			i++;
		assert_true(i < PIECES);
		pieces[i].addr = addr;
		pieces[i].len = len;
		return;
	}
	while (i < PIECES && pieces[i].addr != addr)
		i++;
	assert_true(i < PIECES);
	assert_int_equal(pieces[i].len, len);
	pieces[i].addr = NULL;
}

static void
test_whole_pieces(void **state)
{
	uint8_t *p[4];
	unsigned int i;

	memset(pieces, 0, sizeof(pieces));
	rte_mem_event_callback_register("pieces", match_pieces, NULL);
	for (i = 0; i < 4; i++) {
		p[i] = rte_malloc(NULL, (i + 3) * 3 << 20, 0);
		assert_non_null(p[i]);
	}
	rte_free(p[1]);
	rte_free(rte_realloc(p[2], 100, 0));
	rte_free(p[0]);
	p[1] = rte_malloc(NULL, 7 << 20, 0);
	rte_free(p[3]);
	rte_free(p[1]);
	heaps_check();
}

static void
use_memzones(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	const struct rte_memzone *mz = rte_memzone_lookup("held");

	calls++;
	if (mz == NULL)
		mz = rte_memzone_reserve("held", 10, SOCKET_ID_ANY, 0);
	else
		assert_int_equal(rte_memzone_free(mz), 0);
	assert_non_null(mz);
}

static void
test_memzones_inside(void **state)
{
	void *p = rte_malloc(NULL, 100, 0);
	const struct rte_memzone *mz;

	rte_mem_event_callback_register("mz", use_memzones, NULL);
	mz = rte_memzone_reserve("big", 10 * EAL_UNIT, SOCKET_ID_ANY, 0);
	assert_non_null(mz);
	assert_true(calls > 0);
	assert_int_equal(rte_memzone_free(mz), 0);
	rte_mem_event_callback_unregister("mz", NULL);
	rte_memzone_free(rte_memzone_lookup("held"));
	rte_free(p);
	heaps_check();
}

#define FAR_NODE 7
#define ROUNDS   40

/* A second node, of ordinary pages. */
static void
add_far_node(void)
{
	unsigned int source = eal_sources_n() - 1;
	struct eal_list_spec spec = {.name = "far",
			.len = 64 * EAL_UNIT,
			.page_sz = eal_sources_page_sz(source),
			.node = FAR_NODE,
			.heap = true};
	int list;

	spec.va = eal_space_reserve(spec.len, EAL_UNIT);
	assert_non_null(spec.va);
	list = eal_list_add(&spec);
	assert_true(list >= 0);
	assert_int_equal(eal_backing_open(list, source), 0);
	assert_int_equal(eal_shared->heaps_n, 1);
	assert_int_equal(eal_heap_init(&eal_shared->heaps[1], "far", FAR_NODE),
			0);
	eal_shared->heaps_n = 2;
}

static int
other_node(int node)
{
	return node == FAR_NODE ? eal_numa_node_id(0) : FAR_NODE;
}

/* Uses the heap that is not growing, and memzones. */
static void
use_other_node(enum rte_mem_event event, const void *addr, size_t len,
		void *arg)
{
	int node = other_node(rte_mem_virt2memseg_list(addr)->socket_id);

	rte_free(rte_malloc_socket(NULL, 100, 0, node));
	assert_null(rte_memzone_lookup("none"));
}

static void
free_zone(const struct rte_memzone *mz, void *arg)
{
	rte_memzone_free(mz);
}

static void *
grow_and_shrink(void *arg)
{
	int node = *(int *)arg;
	char name[16];
	unsigned int i;

	snprintf(name, sizeof(name), "zone%d", node);
	for (i = 0; i < ROUNDS; i++) {
		void *p = rte_malloc_socket(NULL, 5 * EAL_UNIT, 0, node);

		rte_memzone_reserve(name, EAL_UNIT, node, 0);
		p = rte_realloc_socket(p, 100, 0, node);
		assert_non_null(p);
		rte_free(p);
		rte_memzone_walk(free_zone, NULL);
	}
	return NULL;
}

/* Two nodes grow and shrink, each callback using the other: no standstill. */
static void
test_two_nodes(void **state)
{
	int near = eal_numa_node_id(0), far = FAR_NODE;
	pthread_t t;

	add_far_node();
	rte_mem_event_callback_register("other", use_other_node, NULL);
	assert_int_equal(pthread_create(&t, NULL, grow_and_shrink, &far), 0);
	grow_and_shrink(&near);
	pthread_join(t, NULL);
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
			test(test_order),
			test(test_legacy),
			test(test_validators),
			test(test_change_while_called),
			test(test_whole_pieces),
			test(test_memzones_inside),
			test(test_two_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
