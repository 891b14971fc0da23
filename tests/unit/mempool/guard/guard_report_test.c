/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a report says of each fault, in one piece of log; and what the policy
 * makes of it.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <sys/wait.h>

#include "guard_fixture.h"

static char expected[256];

static void
test_double(void **state)
{
	struct rte_mempool *mp = make_pool("a pool", N, 8);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	rte_mempool_put(mp, obj);
	clear_log();
	rte_mempool_put(mp, obj);
	assert_int_equal(logged_n, 1);
	snprintf(expected, sizeof(expected),
			"MEMPOOL: guard: pool a pool: double free of object %p\n  it is freed again at\n    unit_mempool_guard_guard_report+0x",
			obj);
	assert_memory_equal(logged, expected, strlen(expected));
	assert_logged("\n  it was freed at\n    unit_mempool_guard_guard_report+0x");
	assert_logged("\n  it was allocated at\n    unit_mempool_guard_guard_report+0x");
	rte_mempool_free(mp);
}

static void
freed(struct rte_mempool *mp, void *addr, const char *is)
{
	clear_log();
	rte_mempool_put(mp, addr);
	snprintf(expected, sizeof(expected),
			"guard: pool p: free of 0x%" PRIxPTR
			", which is no object of it: %s\n",
			(uintptr_t)addr, is);
	assert_logged(expected);
	assert_logged("  it is freed at\n    unit_mempool_guard_guard_report+0x");
	assert_int_equal(logged_n, 1);
}

static void
test_foreign(void **state)
{
	struct rte_mempool *mp = make_pool("p", 4, 0);
	struct rte_mempool *other = make_pool("other", 4, 0);
	void *a, *b;
	char is[128];

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &a), 0);
	assert_int_equal(rte_mempool_get(other, &b), 0);
	freed(mp, b, "it is an object of pool other");
	snprintf(is, sizeof(is),
			"it lies 16 bytes into object %p of pool other", b);
	freed(mp, (char *)b + 16, is);
	snprintf(is, sizeof(is), "it lies 63 bytes into object %p of pool p",
			a);
	freed(mp, (char *)a + 63, is);
	freed(mp, (char *)b - 8, "it lies in the memory of pool other");
	freed(mp, NULL, "it lies in no pool");
	freed(mp, is, "it lies in no pool");
	rte_mempool_put(mp, a);
	rte_mempool_put(other, b);
	rte_mempool_free(mp);
	rte_mempool_free(other);
}

static void
test_unguarded_owner(void **state)
{
	struct rte_mempool *mp, *other;
	void *b;

	(void)state;
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_start_with("0"), 0);
	mp = make_by_ops("p", "guard:stack");
	other = make_pool("other", N, 0);
	assert_int_equal(rte_mempool_get(other, &b), 0);
	freed(mp, b, "it lies in the memory of pool other");
	rte_mempool_free(mp);
	rte_mempool_free(other);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_setup(state), 0);
}

static void
written(struct rte_mempool *mp, size_t word, const char *where)
{
	uint64_t *obj, old;

	clear_log();
	assert_int_equal(rte_mempool_get(mp, (void **)&obj), 0);
	rte_mempool_put(mp, obj);
	old = obj[word];
	/* A change that the short checksum of a quarter shows. */
	do {
		obj[word]++;
		rte_mempool_audit(mp);
	} while (strstr(logged, "bytes 0 and 63") != NULL &&
			(clear_log(), obj[word] < old + 9));
	snprintf(expected, sizeof(expected),
			"guard: pool p: write after free to object %p, between bytes %s of 64\n  it was freed at\n",
			(void *)obj, where);
	assert_logged(expected);
	assert_logged("\n  it was allocated at\n");
	assert_logged("\n  the change is found at\n    unit_mempool_guard_guard_report+0x");
}

static void
test_write(void **state)
{
	struct rte_mempool *mp = make_pool("p", 1, 0);

	(void)state;
	written(mp, 0, "0 and 15");
	written(mp, 3, "16 and 31");
	written(mp, 4, "32 and 47");
	written(mp, 7, "48 and 63");
	rte_mempool_free(mp);
}

/* That no site is known is no proof that there never was one. */
static void
test_no_site(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 0);
	struct mempool_guard *g = guard_of(mp);
	const uint32_t n_sites = g->n_sites;
	void *obj = (void *)g->records[0].obj;

	(void)state;
	clear_log();
	rte_mempool_put(mp, obj);
	assert_logged("\n  it has been free since the pool was filled\n");
	g->n_sites = GUARD_SITES / 4 * 3;
	clear_log();
	rte_mempool_put(mp, obj);
	assert_logged("\n  it was freed at\n    unknown, more than 3072 sites");
	g->n_sites = n_sites;
	rte_mempool_free(mp);
}

static void
test_leaks(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 0);
	void *objs[7];

	(void)state;
	clear_log();
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 7), 0);
	rte_mempool_free(mp);
	assert_int_equal(logged_n, 1);
	assert_logged("guard: pool p: freed while 7 of its objects are out\n  7 got at\n    unit_mempool_guard_guard_report+0x");
}

static void
test_count_only(void **state)
{
	struct bp_mempool_guard_counts before;
	struct rte_mempool *mp;
	void *obj;

	(void)state;
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_start_with("count"), 0);
	bp_mempool_guard_totals(&before);
	mp = make_pool("p", N, 8);
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	rte_mempool_put(mp, obj);
	*(uint64_t *)obj += 1;
	rte_mempool_audit(mp);
	rte_mempool_put(mp, obj);
	rte_mempool_put(mp, &obj);
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	rte_mempool_free(mp);
	assert_counted(&before, 1, 1, 1, 1);
	assert_string_equal(logged, "");
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(guard_setup(state), 0);
}

static void
die_of_double_free(void)
{
	struct rte_mempool *mp;
	void *obj;
	int null = open("/dev/null", O_WRONLY);

	dup2(null, 2);
	if (guard_start_with("abort") != 0)
		_exit(1);
	mp = make_pool("p", N, 8);
	if (rte_mempool_get(mp, &obj) != 0)
		_exit(1);
	rte_mempool_put(mp, obj);
	signal(SIGABRT, SIG_DFL);
	rte_mempool_put(mp, obj);
	_exit(0);
}

static void
test_abort(void **state)
{
	int status = 0;
	pid_t pid;

	(void)state;
	assert_int_equal(rte_eal_cleanup(), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		die_of_double_free();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_int_equal(guard_setup(state), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_double),
			cmocka_unit_test(test_foreign),
			cmocka_unit_test(test_unguarded_owner),
			cmocka_unit_test(test_write),
			cmocka_unit_test(test_no_site),
			cmocka_unit_test(test_leaks),
			cmocka_unit_test(test_count_only),
			cmocka_unit_test(test_abort),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
