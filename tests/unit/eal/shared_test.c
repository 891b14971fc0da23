/* SPDX-License-Identifier: BSD-3-Clause */
/* The shared region: what it holds when it appears, and its locks. */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include <rte_eal_memconfig.h>
#include <rte_malloc.h>

#include "memory_util.h"

static void
test_contents(void **state)
{
	unsigned int i;

	assert_non_null(eal_shared);
	assert_int_equal(eal_shared->magic, EAL_SHARED_MAGIC);
	assert_int_equal(eal_shared->version, EAL_SHARED_VERSION);
	assert_int_equal(eal_shared->layout, eal_shared_layout());
	assert_int_equal(eal_shared->size, sizeof(struct eal_shared));
	assert_int_equal(eal_shared->heaps_n, eal_numa_nodes());
	assert_true(eal_shared->lists_n >= eal_numa_nodes());
	for (i = 0; i < RTE_MAX_TAILQ; i++)
		assert_int_equal(eal_shared->tailq_head[i].name[0], '\0');
	for (i = 0; i < eal_shared->heaps_n; i++)
		assert_int_equal(eal_shared->heaps[i].total, 0);
	assert_int_equal(eal_memory_init(), -EALREADY);
}

static int progress;

static void *
wait_for_locks(void *arg)
{
	rte_mcfg_mem_read_lock();
	rte_mcfg_tailq_read_lock();
	rte_mcfg_mempool_read_lock();
	rte_mcfg_timer_lock();
	__atomic_store_n(&progress, 1, __ATOMIC_RELEASE);
	rte_mcfg_timer_unlock();
	rte_mcfg_mempool_read_unlock();
	rte_mcfg_tailq_read_unlock();
	rte_mcfg_mem_read_unlock();
	return NULL;
}

static void
take_all(void)
{
	rte_mcfg_mem_write_lock();
	rte_mcfg_tailq_write_lock();
	rte_mcfg_mempool_write_lock();
	rte_mcfg_timer_lock();
}

static void
release_all(void)
{
	rte_mcfg_timer_unlock();
	rte_mcfg_mempool_write_unlock();
	rte_mcfg_tailq_write_unlock();
	rte_mcfg_mem_write_unlock();
}

static void
test_locks(void **state)
{
	pthread_t thread;

	progress = 0;
	take_all();
	take_all(); /* they are recursive */
	release_all();
	assert_int_equal(
			pthread_create(&thread, NULL, wait_for_locks, NULL), 0);
	usleep(20000);
	assert_int_equal(__atomic_load_n(&progress, __ATOMIC_ACQUIRE), 0);
	release_all();
	pthread_join(thread, NULL);
	assert_int_equal(progress, 1);
}

static void *
die_in_heap(void *arg)
{
	eal_heap_lock(&eal_shared->heaps[0]);
	if (arg != NULL)
		eal_shared->heaps[0].alloc += 1;
	return NULL;
}

static void
holder_dies(void *damage)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, die_in_heap, damage), 0);
	pthread_join(thread, NULL);
}

/* A heap whose holder died is checked: whole ones go on, others stop. */
static void
test_heap_holder_dies(void **state)
{
	void *p = rte_malloc(NULL, 10, 0);

	if (!dead_holders_are_told()) {
		print_message("no robust lists here\n");
		skip();
	}
	holder_dies(NULL);
	rte_free(p);
	p = rte_malloc(NULL, 10, 0);
	assert_non_null(p);
	assert_int_equal(eal_shared->heaps[0].broken, 0);
	holder_dies(&progress);
	assert_null(rte_malloc(NULL, 10, 0));
	assert_int_equal(eal_shared->heaps[0].broken, 1);
}

static void
test_locks_not_started(void **state)
{
	eal_memory_fini();
	assert_null(eal_shared);
	take_all();
	release_all();
	assert_false(rte_mcfg_get_single_file_segments());
	eal_memory_fini();
}

#define test(t) cmocka_unit_test_setup_teardown(t, memory_start, memory_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_contents),
			test(test_locks),
			test(test_heap_holder_dies),
			test(test_locks_not_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
