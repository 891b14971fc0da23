/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Named lists: registration before and after the start, names that are taken
 * or malformed, a full table, and start and stop over and over. The shared
 * region is one of the test's own.
 */
#include <bufplane_tailq.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/shared.h"

#include <cmocka.h>

static struct eal_shared *region;

static unsigned int lines;
static char last_line[256];

static void
count_line(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	lines++;
	snprintf(last_line, sizeof(last_line), "%s", text);
}

struct node {
	TAILQ_ENTRY(node) next;
	int value;
};
TAILQ_HEAD(node_list, node);

static struct rte_tailq_elem early = {.name = "EARLY"};
EAL_REGISTER_TAILQ(early)

static void
start(void)
{
	region = calloc(1, sizeof(*region));
	assert_non_null(region);
	assert_int_equal(eal_lock_init(&region->tailq_lock), 0);
	eal_shared = region;
	assert_int_equal(eal_tailqs_init(), 0);
}

static void
stop(void)
{
	eal_tailqs_fini();
	eal_lock_fini(&region->tailq_lock);
	eal_shared = NULL;
	free(region);
}

static int
setup(void **state)
{
	eal_log_init(count_line, NULL, 0);
	lines = 0;
	start();
	return 0;
}

static int
teardown(void **state)
{
	stop();
	eal_log_fini();
	return 0;
}

static void
test_not_running(void **state)
{
	assert_int_equal(eal_tailqs_init(), -EINVAL);
	assert_null(early.head);
	assert_null(rte_eal_tailq_lookup("EARLY"));
	assert_null(RTE_TAILQ_LOOKUP("EARLY", node_list));
	assert_null(bp_tailq_find(&early, "b"));
	assert_int_equal(rte_errno, E_RTE_NO_CONFIG);
	assert_null(bp_tailq_take(&early, &early));
}

static void
test_bound_at_start(void **state)
{
	struct node_list *list;

	assert_non_null(early.head);
	assert_string_equal(early.head->name, "EARLY");
	assert_ptr_equal(rte_eal_tailq_lookup("EARLY"), early.head);
	assert_null(rte_eal_tailq_lookup("EARL"));
	assert_null(rte_eal_tailq_lookup("EARLY2"));
	assert_null(rte_eal_tailq_lookup(""));
	assert_null(rte_eal_tailq_lookup(NULL));
	list = RTE_TAILQ_CAST(early.head, node_list);
	assert_ptr_equal(list, &early.head->tailq_head);
	assert_ptr_equal(RTE_TAILQ_LOOKUP("EARLY", node_list), list);
	assert_true(TAILQ_EMPTY(list));
}

static void
test_list_works(void **state)
{
	struct node_list *list = RTE_TAILQ_CAST(early.head, node_list);
	struct node nodes[4];
	struct node *n, *next;
	int sum = 0;

	for (int i = 0; i < 4; i++) {
		nodes[i].value = i;
		TAILQ_INSERT_TAIL(list, &nodes[i], next);
	}
	RTE_TAILQ_FOREACH_SAFE(n, list, next, next)
	{
		sum = sum * 10 + n->value;
		if (n->value != 2)
			TAILQ_REMOVE(list, n, next);
	}
	assert_int_equal(sum, 123);
	assert_ptr_equal(TAILQ_FIRST(list), &nodes[2]);
	TAILQ_REMOVE(list, &nodes[2], next);
	assert_true(TAILQ_EMPTY(list));
}

static void
test_register_while_running(void **state)
{
	static struct rte_tailq_elem late = {.name = "LATE"};

	assert_int_equal(rte_eal_tailq_register(&late), 0);
	assert_non_null(late.head);
	assert_ptr_equal(rte_eal_tailq_lookup("LATE"), late.head);
	assert_ptr_not_equal(late.head, early.head);
	/* It stays registered for the next start. */
	stop();
	assert_null(late.head);
	start();
	assert_non_null(late.head);
	assert_ptr_equal(rte_eal_tailq_lookup("LATE"), late.head);
}

static void
test_name_taken(void **state)
{
	struct rte_tailq_elem twin = {.head = early.head, .name = "EARLY"};
	struct rte_tailq_head *head = early.head;

	assert_int_equal(rte_eal_tailq_register(&twin), -1);
	assert_null(twin.head);
	assert_string_equal(
			last_line, "EAL: EARLY tailq is already registered\n");
	/* The element itself once more: refused, but still bound. */
	assert_int_equal(rte_eal_tailq_register(&early), -1);
	assert_ptr_equal(early.head, head);
	stop();
	assert_int_equal(rte_eal_tailq_register(&twin), -1);
	start();
	assert_null(twin.head);
	assert_non_null(early.head);
}

static void
test_name_malformed(void **state)
{
	struct rte_tailq_elem empty = {.name = ""};
	struct rte_tailq_elem full = {
			.name = {[0 ... RTE_TAILQ_NAMESIZE - 1] = 'x'}};

	assert_int_equal(rte_eal_tailq_register(&empty), -1);
	assert_int_equal(lines, 1);
	assert_int_equal(rte_eal_tailq_register(&full), -1);
	assert_int_equal(lines, 2);
	assert_null(empty.head);
	assert_null(full.head);
}

/* A head that another process made is found, with what is on the list. */
static void
test_head_exists(void **state)
{
	static struct rte_tailq_elem shared = {.name = "SHARED"};
	struct rte_tailq_head *head = &region->tailq_head[20];
	struct node_list *list = RTE_TAILQ_CAST(head, node_list);
	struct node n;

	TAILQ_INIT(list);
	TAILQ_INSERT_TAIL(list, &n, next);
	strcpy(head->name, "SHARED");
	assert_int_equal(rte_eal_tailq_register(&shared), 0);
	assert_ptr_equal(shared.head, head);
	assert_ptr_equal(TAILQ_FIRST(list), &n);
}

static void
test_dump(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	unsigned int n = 0;

	rte_dump_tailq(f);
	fclose(f);
	for (const char *p = text; *p != '\0'; p++)
		n += *p == '\n';
	assert_int_equal(n, RTE_MAX_TAILQ);
	assert_non_null(strstr(text,
			": qname:<EARLY>, tqh_first:(nil), "
			"tqh_last:0x"));
	assert_non_null(strstr(text,
			"Tailq 31: qname:<>, tqh_first:(nil), "
			"tqh_last:(nil)\n"));
	free(text);
}

static void
test_start_stop(void **state)
{
	for (unsigned int i = 0; i < 200; i++) {
		stop();
		assert_null(early.head);
		start();
		assert_non_null(early.head);
	}
}

/* The last test: what it registers stays. */
static void
test_table_full(void **state)
{
	static char names[RTE_MAX_TAILQ + 1][RTE_TAILQ_NAMESIZE];
	struct rte_tailq_elem *elems;
	unsigned int n = 0;

	elems = calloc(RTE_MAX_TAILQ + 1, sizeof(*elems));
	for (unsigned int i = 0; i <= RTE_MAX_TAILQ; i++) {
		snprintf(names[i], sizeof(names[i]), "FULL%u", i);
		memcpy((void *)(uintptr_t)elems[i].name, names[i],
				sizeof(names[i]));
	}
	while (n <= RTE_MAX_TAILQ && rte_eal_tailq_register(&elems[n]) == 0)
		n++;
	assert_in_range(n, 20, RTE_MAX_TAILQ - 1);
	assert_null(elems[n].head);
	assert_non_null(strstr(last_line, elems[n].name));
	assert_non_null(early.head);
	/* Before the start nobody counts; the start fails and binds none. */
	stop();
	assert_int_equal(rte_eal_tailq_register(&elems[n]), 0);
	region = calloc(1, sizeof(*region));
	assert_int_equal(eal_lock_init(&region->tailq_lock), 0);
	eal_shared = region;
	assert_int_equal(eal_tailqs_init(), -ENOSPC);
	assert_null(early.head);
	assert_null(elems[0].head);
	assert_non_null(strstr(last_line, elems[n].name));
	*state = elems; /* stays registered, and reachable */
}

/* Objects of a list begin with their name. */
static void
test_named_objects(void **state)
{
	char a[] = "a", b[] = "b", none[] = "none";
	struct rte_tailq_entry entries[] = {{.data = a}, {.data = b}};
	struct rte_tailq_entry_head *head = &early.head->tailq_head;

	TAILQ_INSERT_TAIL(head, &entries[0], next);
	TAILQ_INSERT_TAIL(head, &entries[1], next);
	assert_ptr_equal(bp_tailq_find(&early, "b"), b);
	rte_errno = 0;
	assert_null(bp_tailq_find(&early, "c"));
	assert_int_equal(rte_errno, ENOENT);
	assert_null(bp_tailq_find(&early, NULL));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(bp_tailq_take(&early, none));
	assert_ptr_equal(bp_tailq_take(&early, a), &entries[0]);
	assert_null(bp_tailq_take(&early, a));
	assert_null(bp_tailq_find(&early, "a"));
	assert_ptr_equal(bp_tailq_take(&early, b), &entries[1]);
	assert_true(TAILQ_EMPTY(head));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_not_running),
			TEST(test_bound_at_start),
			TEST(test_list_works),
			TEST(test_named_objects),
			TEST(test_register_while_running),
			TEST(test_name_taken),
			TEST(test_name_malformed),
			TEST(test_head_exists),
			TEST(test_dump),
			TEST(test_start_stop),
			TEST(test_table_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
