/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of pools, walked over while another thread makes pools, fails to,
 * and frees them: the chunks of each are whole at any time.
 */
#include <pthread.h>
#include <stdbool.h>

#include "pool_fixture.h"

#define LIMIT  (UINT64_C(4) << 20)
#define ROUNDS 20
/* The last one takes several chunks, and then there is no more memory. */
#define TOO_MANY (2 * LIMIT / 2048)

static int
start_small(void **state)
{
	static const uint64_t limit = LIMIT;
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.socket_limit = &limit,
			.socket_limit_n = 1,
	};

	(void)state;
	return bp_init(&config);
}

static struct rte_mempool *
create(const char *name, unsigned int n)
{
	return rte_mempool_create(name, n, 2048, 0, 0, NULL, NULL, NULL, NULL,
			SOCKET_ID_ANY, 0);
}

static bool done;

static void *
come_and_go(void *arg)
{
	unsigned int i, *made = arg;
	struct rte_mempool *mp;

	for (i = 0; i < ROUNDS; i++) {
		mp = create("small", 100);
		if (mp != NULL)
			++*made;
		rte_mempool_free(mp);
		mp = create("large", TOO_MANY);
		if (mp == NULL)
			++*made;
		rte_mempool_free(mp);
	}
	__atomic_store_n(&done, true, __ATOMIC_RELEASE);
	return NULL;
}

static void
add_chunks(struct rte_mempool *mp, void *arg)
{
	const struct rte_mempool_memhdr *chunk;
	uint64_t *sum = arg;
	unsigned int n = 0;

	STAILQ_FOREACH (chunk, &mp->mem_list, next) {
		*sum += chunk->len;
		n++;
	}
	assert_int_equal(n, mp->nb_mem_chunks);
	assert_null(mempool_chunk_at(mp, 1));
}

static void
test_walk_while_pools_fail(void **state)
{
	unsigned int made = 0;
	uint64_t sum = 0;
	pthread_t thread;

	(void)state;
	done = false;
	assert_int_equal(pthread_create(&thread, NULL, come_and_go, &made), 0);
	while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE))
		rte_mempool_walk(add_chunks, &sum);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(made, 2 * ROUNDS);
	sum = 0;
	rte_mempool_walk(add_chunks, &sum);
	assert_int_equal(sum, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_walk_while_pools_fail),
	};

	return cmocka_run_group_tests(tests, start_small, fixture_stop);
}
