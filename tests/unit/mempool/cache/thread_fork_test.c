/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Caches of threads that are no lcores, in the child of a fork that shares the
 * pool's memory with its parent: neither uses, nor takes, the other's.
 */
#include <bufplane_mempool_cache.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

#include "thread_fixture.h"

#define N     200
#define CACHE 16

/* What the child of a fork does; the pool's memory is shared with it. */
static int
forked_child(struct objects *o, const struct rte_mempool_cache *parents)
{
	const struct rte_mempool_cache *mine;

	if (mempool_thread_cache_find(o->mp) != NULL)
		return 1;
	step_get(o);
	mine = mempool_thread_cache_find(o->mp);
	if (o->rc != 0 || mine == NULL || mine == parents)
		return 2;
	if (mine->len != CACHE / 2 || parents->len != CACHE / 2)
		return 3;
	step_put(o);
	/* Not all of what it sees is its own. */
	if (bp_mempool_reclaim(o->mp) != CACHE / 2 + o->n)
		return 4;
	return mine->len == 0 && parents->len == CACHE / 2 ? 0 : 5;
}

static void
step_fork(void *arg)
{
	const struct rte_mempool_cache *mine;
	struct objects *o = arg;
	int status = -1;
	pid_t pid;

	step_get(o);
	mine = mempool_thread_cache_find(o->mp);
	pid = fork();
	if (pid == 0)
		_exit(forked_child(o, mine));
	if (pid > 0)
		waitpid(pid, &status, 0);
	step_put(o);
	o->rc = status;
}

static void
test_fork(void **state)
{
	char dir[] = "/tmp/bp-unit-XXXXXX";
	char prefix[32];
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.prefix = prefix,
			.affinity = BP_AFFINITY_KEEP,
	};
	struct objects o = {.n = 3};
	struct helper h, h2;

	(void)state;
	snprintf(prefix, sizeof(prefix), "unit-thread-%d", (int)getpid());
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_non_null(mkdtemp(dir));
	assert_int_equal(setenv("XDG_RUNTIME_DIR", dir, 1), 0);
	assert_int_equal(bp_init(&config), 0);
	o.mp = make_pool("p", N, CACHE);
	helper_start(&h);
	helper_start(&h2);
	helper_do(&h, step_get, &o);
	helper_do(&h, step_put, &o);
	/* AddressSanitizer knows of memory that this process takes only. */
	helper_do(&h2, step_get, &o);
	helper_do(&h2, step_put, &o);
	helper_end(&h2);
	helper_do(&h, step_flush, &o);
	helper_do(&h, step_fork, &o);
	assert_true(WIFEXITED(o.rc));
	assert_int_equal(WEXITSTATUS(o.rc), 0);
	helper_end(&h);
	assert_int_equal(rte_mempool_full(o.mp), 1);
	assert_pool(o.mp);
	rte_mempool_free(o.mp);
	/* The directory is in use until then. */
	assert_int_equal(fixture_stop(NULL), 0);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(fixture_start(NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_fork),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
