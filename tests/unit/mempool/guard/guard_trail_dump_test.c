/* SPDX-License-Identifier: BSD-3-Clause */
/* What a trail looks like, and in which reports it is; errors of the dumps. */
#include "guard/guard_trail.h"
#include "guard_fixture.h"

static char text[16384];

/* Nothing that is written leaves the text empty. */
static FILE *
text_file(void)
{
	text[0] = '\0';
	return fmemopen(text, sizeof(text), "w");
}

static int
dump(const void *obj)
{
	FILE *f = text_file();
	int rc = bp_mempool_trail_dump(f, obj);

	fclose(f);
	return rc;
}

static int
dump_out(struct rte_mempool *mp)
{
	FILE *f = text_file();
	int rc = bp_mempool_trail_dump_out(f, mp);

	fclose(f);
	return rc;
}

/* Where the next line of text is that has what, after from. */
static const char *
find(const char *from, const char *what)
{
	const char *at = strstr(from, what);

	if (at == NULL)
		fail_msg("\"%s\" is not in \"%s\"", what, from);
	return at;
}

static void
mark(struct rte_mempool *mp, void *obj, unsigned int op, uint64_t a, uint64_t b)
{
	struct bp_mempool_mark m = {
			.op = (enum bp_mempool_trail_op)op, .word = {a, b}};

	bp_mempool_trail_mark(&m, mp, obj);
}

static void
label(struct rte_mempool *mp, void *obj, const char *name)
{
	uint64_t word[2] = {0, 0};

	memcpy(word, name, strnlen(name, sizeof(word)));
	mark(mp, obj, BP_MEMPOOL_TRAIL_LABEL, word[0], word[1]);
}

static void
test_each_operation(void **state)
{
	struct rte_mempool *mp = make_trailed(16);
	const char *at = text;
	char head[128];
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	mark(mp, obj, BP_MEMPOOL_TRAIL_RX, 3, 1);
	mark(mp, obj, BP_MEMPOOL_TRAIL_TX, 31, 1023);
	mark(mp, obj, BP_MEMPOOL_TRAIL_ATTACH, 0xabc, 0);
	mark(mp, obj, BP_MEMPOOL_TRAIL_ATTACHED_BY, 0xdef, 0);
	mark(mp, obj, BP_MEMPOOL_TRAIL_DETACH, 0xabc, 0);
	mark(mp, obj, BP_MEMPOOL_TRAIL_DETACHED_BY, 0xdef, 0);
	mark(mp, obj, BP_MEMPOOL_TRAIL_DROP, 3, 0);
	label(mp, obj, "checked");
	label(mp, obj, "sixteen or more.");
	label(mp, obj, "a\nb\x7f");
	mark(mp, obj, 200, 1, 2);
	assert_int_equal(dump(obj), 12);
	snprintf(head, sizeof(head),
			"history of %p of pool p, out now: 12 of 12 operations\n  ",
			obj);
	assert_memory_equal(text, head, strlen(head));
	at = find(at, "us               lcore 0    alloc  at unit_mempool_guard_guard_trail_dump+0x");
	at = find(at, " < ");
	at = find(at, "lcore 0    rx port 3 queue 1  at unit");
	at = find(at, " tx port 31 queue 1023  at ");
	at = find(at, " attach to 0xabc  at ");
	at = find(at, " attached by 0xdef  at ");
	at = find(at, " detach from 0xabc  at ");
	at = find(at, " detached by 0xdef  at ");
	at = find(at, " free by one of 3 users  at ");
	at = find(at, " \"checked\"  at ");
	at = find(at, " \"sixteen or more.\"  at ");
	at = find(at, " \"a?b?\"  at ");
	at = find(at, " operation 200  at ");
	rte_mempool_put(mp, obj);
	assert_int_equal(dump(obj), 13);
	at = find(text, "free now: 13 of 13 operations\n");
	find(at, " free  at unit");
	rte_mempool_free(mp);
}

/* All from one place: a loop that is unrolled has several. */
__attribute__((noinline)) static void
send_times(struct rte_mempool *mp, void *obj, unsigned int n)
{
	volatile unsigned int i;

	for (i = 0; i < n; i++)
		mark(mp, obj, BP_MEMPOOL_TRAIL_TX, 0, 0);
}

static void
test_times(void **state)
{
	struct rte_mempool *mp = make_trailed(2);
	void *obj;
	double us;
	long cycles;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	assert_int_equal(dump(obj), 1);
	send_times(mp, obj, 3);
	assert_int_equal(dump(obj), 2);
	find(text, "tx port 0 queue 0, 3 times  at");
	assert_int_equal(sscanf(strchr(text, '\n'), " %lf us", &us), 1);
	assert_true(us < 0 && us > -60e6);
	assert_int_equal(sscanf(strchr(strchr(text, '\n') + 1, '\n'),
					 " %lf us %ld ", &us, &cycles),
			2);
	assert_true(us < 0 && us > -60e6);
	assert_true(cycles > 0);
	send_times(mp, obj, 400); /* another place, another operation */
	assert_int_equal(dump(obj), 2);
	find(text, "tx port 0 queue 0, over 255 times  at");
	rte_mempool_put(mp, obj);
	assert_int_equal(dump(obj), 2);
	find(text, "2 of 4 operations");
	rte_mempool_free(mp);
}

static void
test_dump_out(void **state)
{
	struct rte_mempool *mp = make_trailed(2);
	void *objs[3];

	(void)state;
	assert_int_equal(dump_out(mp), 0);
	assert_string_equal(text, "");
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 3), 0);
	label(mp, objs[1], "mine");
	rte_mempool_put(mp, objs[0]);
	assert_int_equal(dump_out(mp), 2);
	find(find(text, "history of "), "\nhistory of ");
	find(text, "\"mine\"");
	assert_null(strstr(text, " free  "));
	rte_mempool_put_bulk(mp, &objs[1], 2);
	rte_mempool_free(mp);
}

static void
test_nothing_yet(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	assert_int_equal(bp_mempool_trail_enable(mp, 0), 1);
	assert_int_equal(dump(obj), 0);
	find(text, "of pool p, out now: no operation since it is kept\n");
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

static void
test_errors(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	assert_int_equal(dump(obj), -ENOTSUP);
	assert_int_equal(dump_out(mp), -ENOTSUP);
	assert_int_equal(bp_mempool_trail_enable(mp, 0), 1);
	assert_int_equal(dump(NULL), -EINVAL);
	assert_int_equal(bp_mempool_trail_dump(NULL, obj), -EINVAL);
	assert_int_equal(dump((char *)obj + 8), -ENOENT);
	assert_int_equal(dump(text), -ENOENT);
	assert_int_equal(dump_out(NULL), -EINVAL);
	assert_int_equal(bp_mempool_trail_dump_out(NULL, mp), -EINVAL);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

static void
test_reports(void **state)
{
	struct rte_mempool *mp = make_trailed(8);
	void *objs[6];
	char head[64];

	(void)state;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 6), 0);
	label(mp, objs[0], "crypto");
	rte_mempool_put(mp, objs[0]);
	clear_log();
	rte_mempool_put(mp, objs[0]);
	assert_int_equal(logged_n, 1);
	assert_logged("double free of object");
	snprintf(head, sizeof(head),
			"\nhistory of %p of pool p, free now: 3 of 3", objs[0]);
	assert_logged(head);
	assert_logged("\"crypto\"");
	memset(objs[0], 1, 8);
	clear_log();
	rte_mempool_audit(mp);
	assert_logged("write after free");
	assert_logged(head);
	clear_log();
	rte_mempool_free(mp); /* four of five */
	assert_logged("freed while 5 of its objects are out");
	assert_logged("out now: 1 of 1 operations");
}

/* Without trails reports are as they were. */
static void
test_reports_without(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	rte_mempool_put(mp, obj);
	clear_log();
	rte_mempool_put(mp, obj);
	assert_logged("double free");
	assert_null(strstr(logged, "history"));
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_each_operation),
			cmocka_unit_test(test_times),
			cmocka_unit_test(test_dump_out),
			cmocka_unit_test(test_nothing_yet),
			cmocka_unit_test(test_errors),
			cmocka_unit_test(test_reports),
			cmocka_unit_test(test_reports_without),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
