/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looking at pools: counts, dumps, walks, events, and that the checker finds
 * what is broken.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "pool_fixture.h"

static void
test_dump(void **state)
{
	struct rte_mempool *mp = make_pool("p", 100, 16);
	char *text = NULL;
	void *obj;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	rte_mempool_list_dump(f);
	fclose(f);
	assert_non_null(strstr(text, "mempool <p>@"));
	assert_non_null(strstr(text, "  ops_name: <ring_mp_mc>\n"));
	assert_non_null(strstr(text, "    total_cache_count=8\n"));
	assert_non_null(strstr(text, "  common_pool_count=91\n"));
	free(text);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

static void
free_pool(struct rte_mempool *mp, void *arg)
{
	(*(unsigned int *)arg)++;
	rte_mempool_free(mp);
}

static void
count_chunk(struct rte_mempool *mp, void *arg, struct rte_mempool_memhdr *chunk,
		unsigned int idx)
{
	assert_ptr_equal(chunk->mp, mp);
	assert_int_equal(idx, (*(unsigned int *)arg)++);
}

static void
test_walk(void **state)
{
	struct rte_mempool *mp = make_pool("a", 10, 0);
	unsigned int n = 0;

	(void)state;
	assert_int_equal(rte_mempool_mem_iter(mp, count_chunk, &n),
			mp->nb_mem_chunks);
	assert_int_equal(n, mp->nb_mem_chunks);
	make_pool("b", 10, 0);
	n = 0;
	rte_mempool_walk(free_pool, &n);
	assert_int_equal(n, 2);
	assert_null(rte_mempool_lookup("a"));
	assert_null(rte_mempool_lookup("b"));
}

static unsigned int events[2];

static void
on_event(enum rte_mempool_event event, struct rte_mempool *mp, void *arg)
{
	assert_ptr_equal(rte_mempool_lookup("p"),
			event == RTE_MEMPOOL_EVENT_READY ? mp : NULL);
	assert_ptr_equal(arg, events);
	events[event]++;
	if (event == RTE_MEMPOOL_EVENT_DESTROY)
		assert_int_equal(rte_mempool_event_callback_unregister(
						 on_event, arg),
				0);
}

static void *
look_up(void *arg)
{
	return rte_mempool_lookup(arg);
}

/* An event leaves no lock behind: another thread gets at the list. */
static void
test_event_unlocks(void **state)
{
	struct rte_mempool *mp = make_pool("p", 10, 0);
	void *found = NULL;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, look_up, mp->name), 0);
	assert_int_equal(pthread_join(thread, &found), 0);
	assert_ptr_equal(found, mp);
	rte_mempool_free(mp);
}

static void
test_events(void **state)
{
	struct rte_mempool *mp;

	(void)state;
	assert_int_equal(rte_mempool_event_callback_register(NULL, NULL),
			-EINVAL);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_mempool_event_callback_register(on_event, events),
			0);
	assert_int_equal(rte_mempool_event_callback_register(on_event, events),
			-EEXIST);
	assert_int_equal(rte_errno, EEXIST);
	mp = make_pool("p", 10, 0);
	assert_int_equal(events[RTE_MEMPOOL_EVENT_READY], 1);
	assert_int_equal(events[RTE_MEMPOOL_EVENT_DESTROY], 0);
	rte_mempool_free(mp);
	assert_int_equal(events[RTE_MEMPOOL_EVENT_DESTROY], 1);
	assert_int_equal(
			rte_mempool_event_callback_unregister(on_event, events),
			-ENOENT);
	assert_int_equal(rte_errno, ENOENT);
}

static void
assert_broken(const struct rte_mempool *mp)
{
	const char *reason = NULL;

	assert_false(mempool_check(mp, &reason));
	assert_non_null(reason);
}

static void
test_check_finds(void **state)
{
	struct rte_mempool *mp = make_pool("p", 10, 4);
	struct rte_mempool_objhdr *hdr;
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	hdr = rte_mempool_get_header(obj);
	hdr->mp = NULL;
	assert_broken(mp);
	hdr->mp = mp;
	mp->populated_size--;
	assert_broken(mp);
	mp->populated_size++;
	mp->nb_mem_chunks++;
	assert_broken(mp);
	mp->nb_mem_chunks--;
	mp->ops_index = RTE_MEMPOOL_MAX_OPS_IDX - 1;
	assert_broken(mp);
	mp->ops_index = 0;
	STAILQ_FIRST(&mp->mem_list)->len -= 1000;
	assert_broken(mp);
	STAILQ_FIRST(&mp->mem_list)->len += 1000;
	mp->local_cache[rte_lcore_id()].len += 7;
	assert_broken(mp);
	mp->local_cache[rte_lcore_id()].len -= 7;
	assert_pool(mp);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_dump),
			cmocka_unit_test(test_walk),
			cmocka_unit_test(test_event_unlocks),
			cmocka_unit_test(test_events),
			cmocka_unit_test(test_check_finds),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
