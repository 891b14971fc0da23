/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The handlers of examples/handlers under pools of packet buffers. Built with
 * the handlers inside (LINKED_IN), and without them:
 *
 *   handlers_test PLUGIN.so ...     loads each, as -d PLUGIN.so
 *
 * After each test, no pool's memory is left anywhere.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_memzone.h>

#include "hwbuf_handler.h"

#include <cmocka.h>

#define N        255
#define ROOM     2048
#define MAX_ARGS 32
#define HW_POOLS 8
#define ROUNDS   100000

static const char *const both[] = {"malloc", "hwbuf"};

static void
count_zone(const struct rte_memzone *mz, void *arg)
{
	(void)mz;
	++*(unsigned int *)arg;
}

/* What the library has given out. */
static struct footprint {
	unsigned int zones;
	unsigned int allocations;
} before;

static struct footprint
measure(void)
{
	struct rte_malloc_socket_stats stats;
	struct footprint fp = {0};

	rte_memzone_walk(count_zone, &fp.zones);
	assert_int_equal(rte_malloc_get_socket_stats(0, &stats), 0);
	fp.allocations = stats.alloc_count;
	return fp;
}

#ifdef LINKED_IN
/* What was allocated while `counting`, and which one allocation fails. */
static void *blocks[N + 8];
static unsigned int n_blocks;
static bool counting;
static int allocations_left = -1;

void *__real_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void __real_free(void *ptr);
void __wrap_free(void *ptr);

static bool
may_allocate(void)
{
	if (!counting || allocations_left < 0)
		return true;
	return allocations_left-- != 0;
}

static void *
count_block(void *block)
{
	if (counting && block != NULL) {
		assert_true(n_blocks < RTE_DIM(blocks));
		blocks[n_blocks++] = block;
	}
	return block;
}

void *
__wrap_aligned_alloc(size_t align, size_t size)
{
	if (!may_allocate())
		return NULL;
	return count_block(__real_aligned_alloc(align, size));
}

void *
__wrap_calloc(size_t n, size_t size)
{
	if (!may_allocate())
		return NULL;
	return count_block(__real_calloc(n, size));
}

void
__wrap_free(void *ptr)
{
	unsigned int i;

	for (i = 0; i < n_blocks && ptr != NULL; i++) {
		if (blocks[i] == ptr) {
			blocks[i] = blocks[--n_blocks];
			break;
		}
	}
	__real_free(ptr);
}
#endif

static int
begin(void **state)
{
	(void)state;
	before = measure();
	return 0;
}

static int
end(void **state)
{
	struct footprint after = measure();

	(void)state;
	assert_int_equal(after.zones, before.zones);
	assert_int_equal(after.allocations, before.allocations);
#ifdef LINKED_IN
	assert_int_equal(n_blocks, 0);
#endif
	return 0;
}

static struct rte_mempool *
make_pool(const char *ops, unsigned int cache_size)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create_by_ops(
			"handlers", N, cache_size, 0, ROOM, SOCKET_ID_ANY, ops);

	assert_non_null(mp);
	assert_string_equal(rte_mempool_ops_table.ops[mp->ops_index].name, ops);
	assert_int_equal(mp->populated_size, N);
	assert_int_equal(rte_mempool_avail_count(mp), N);
	assert_true(rte_mempool_full(mp));
	return mp;
}

/* An empty hwbuf pool, as rte_pktmbuf_pool_create_by_ops() makes it. */
static struct rte_mempool *
make_empty(struct hwbuf_config *config)
{
	struct rte_pktmbuf_pool_private priv = {.mbuf_data_room_size = ROOM};
	struct rte_mempool *mp = rte_mempool_create_empty("handlers", N,
			sizeof(struct rte_mbuf) + ROOM, 0, sizeof(priv),
			SOCKET_ID_ANY, 0);

	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "hwbuf", config), 0);
	rte_pktmbuf_pool_init(mp, &priv);
	return mp;
}

/* Get all N objects one by one; none comes twice. */
static void
take_all(struct rte_mempool *mp, void **objs)
{
	unsigned int i, k;

	for (i = 0; i < N; i++) {
		assert_int_equal(rte_mempool_get(mp, &objs[i]), 0);
		for (k = 0; k < i; k++)
			assert_ptr_not_equal(objs[k], objs[i]);
	}
}

static void
registered_twice_keeps_index(void **state)
{
	struct rte_mempool_ops_table *table = &rte_mempool_ops_table;
	unsigned int h, i, found;

	(void)state;
	for (h = 0; h < RTE_DIM(both); h++) {
		struct rte_mempool_ops copy;

		found = 0;
		for (i = 0; i < table->num_ops; i++) {
			if (strcmp(table->ops[i].name, both[h]) != 0)
				continue;
			found++;
			copy = table->ops[i];
			assert_int_equal(rte_mempool_register_ops(&copy), i);
		}
		assert_int_equal(found, 1);
	}
}

static void
another_of_that_name_is_refused(void **state)
{
	struct rte_mempool *mp = make_pool("malloc", 0);
	struct rte_mempool_ops other = rte_mempool_ops_table.ops[mp->ops_index];

	(void)state;
	other.populate = NULL;
	assert_int_equal(rte_mempool_register_ops(&other), -EEXIST);
	rte_mempool_free(mp);
}

static void
every_mbuf_out_and_in(const char *ops, unsigned int cache_size)
{
	struct rte_mempool *mp = make_pool(ops, cache_size);
	struct rte_mbuf *m[N];
	unsigned int i;

	for (i = 0; i < N; i++) {
		m[i] = rte_pktmbuf_alloc(mp);
		assert_non_null(m[i]);
		memset(m[i]->buf_addr, (int)i, m[i]->buf_len);
	}
	assert_null(rte_pktmbuf_alloc(mp));
	assert_true(rte_mempool_empty(mp));
	for (i = 0; i < N; i++) {
		assert_int_equal(*rte_pktmbuf_mtod(m[i], uint8_t *), i);
		assert_ptr_equal(m[i]->pool, mp);
		rte_pktmbuf_free(m[i]);
	}
	assert_true(rte_mempool_full(mp));
	rte_mempool_audit(mp);
	rte_mempool_free(mp);
}

static void
all_out_and_in(void **state)
{
	unsigned int h;

	(void)state;
	for (h = 0; h < RTE_DIM(both); h++) {
		every_mbuf_out_and_in(both[h], 0);
		every_mbuf_out_and_in(both[h], 32);
	}
}

static void
get_gives_all_or_none(void **state)
{
	unsigned int h;
	void *objs[N];

	(void)state;
	for (h = 0; h < RTE_DIM(both); h++) {
		struct rte_mempool *mp = make_pool(both[h], 0);

		take_all(mp, objs);
		rte_mempool_put_bulk(mp, objs, 12);
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 20), -ENOBUFS);
		assert_int_equal(rte_mempool_avail_count(mp), 12);
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 12), 0);
		rte_mempool_put_bulk(mp, objs, N);
		take_all(mp, objs);
		rte_mempool_put_bulk(mp, objs, N);
		rte_mempool_free(mp);
	}
}

static void
freed_with_objects_out(void **state)
{
	unsigned int h;

	(void)state;
	for (h = 0; h < RTE_DIM(both); h++) {
		struct rte_mempool *mp = make_pool(both[h], 32);

		assert_non_null(rte_pktmbuf_alloc(mp));
		rte_mempool_free(mp);
		assert_null(rte_mempool_lookup("handlers"));
	}
}

static void
freed_before_filled(void **state)
{
	unsigned int h;

	(void)state;
	for (h = 0; h < RTE_DIM(both); h++) {
		struct rte_mempool *mp = rte_mempool_create_empty(
				"handlers", N, 64, 0, 0, SOCKET_ID_ANY, 0);

		assert_non_null(mp);
		assert_int_equal(rte_mempool_set_ops_byname(mp, both[h], NULL),
				0);
		rte_mempool_free(mp);
	}
}

static void
info_and_blocks(void **state)
{
	struct rte_mempool *mp = make_pool("malloc", 0);
	struct rte_mempool_info info = {.contig_block_size = 99};
	void *objs[20];

	(void)state;
	assert_int_not_equal(mp->flags & RTE_MEMPOOL_F_NON_IO, 0);
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), -ENOTSUP);
	rte_mempool_free(mp);

	mp = make_pool("hwbuf", 0);
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	assert_int_equal(info.contig_block_size, 1);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, objs, 20), 0);
	assert_int_equal(rte_mempool_avail_count(mp), N - 20);
	rte_mempool_put_bulk(mp, objs, 20);
	rte_mempool_free(mp);
}

static void
hwbuf_suits_devices(void **state)
{
	struct rte_mempool *mp = make_pool("hwbuf", 0);
	const size_t total = (size_t)mp->header_size + mp->elt_size +
			mp->trailer_size;
	struct rte_mempool_objhdr *hdr;
	void *objs[N];
	unsigned int i;

	(void)state;
	take_all(mp, objs);
	assert_int_equal(mp->flags & RTE_MEMPOOL_F_NON_IO, 0);
	for (i = 0; i < N; i++) {
		assert_int_equal(((uintptr_t)objs[i] - mp->header_size) % total,
				0);
		hdr = (struct rte_mempool_objhdr *)objs[i] - 1;
		assert_int_equal(hdr->iova, rte_mem_virt2iova(objs[i]));
	}
	rte_mempool_put_bulk(mp, objs, N);
	rte_mempool_free(mp);
}

static void
failed_acquire_is_rolled_back(void **state)
{
	struct hwbuf_config config = {0};
	struct rte_mempool *mp = make_empty(&config);
	void *objs[N];
	unsigned int i;

	(void)state;
	assert_int_equal(rte_mempool_populate_default(mp), N);
	for (i = 1; i < 4; i++) {
		config.n_acquired = 0;
		config.fail_acquire = i;
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 30), -ENOBUFS);
		assert_int_equal(config.n_acquired, i + 1);
		assert_int_equal(rte_mempool_avail_count(mp), N);
	}
	config.n_acquired = 0;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 24), 0);
	assert_int_equal(config.n_acquired, 3);
	config.fail_acquire = 0;
	rte_mempool_put_bulk(mp, objs, 24);
	take_all(mp, objs);
	rte_mempool_put_bulk(mp, objs, N);
	rte_mempool_free(mp);
}

static void
fills_chunk_by_chunk(void **state)
{
	struct hwbuf_config config = {.chunk_objs = 50};
	struct rte_mempool *mp = make_empty(&config);
	void *objs[N];

	(void)state;
	assert_int_equal(rte_mempool_populate_default(mp), N);
	assert_int_equal(mp->nb_mem_chunks, (N + 49) / 50);
	take_all(mp, objs);
	rte_mempool_put_bulk(mp, objs, N);
	rte_mempool_free(mp);
}

/* The device fails half-way; the pool can be filled all the same, later. */
static void
failed_fill_is_undone(void **state)
{
	struct hwbuf_config config = {.chunk_objs = 100};
	struct rte_mempool *mp = make_empty(&config);
	void *objs[N];
	unsigned int i;

	(void)state;
	for (i = 1; i < 30; i += 7) {
		config.fail_release = i;
		config.n_released = 0;
		/* Not even what the device has can be taken out of it. */
		config.fail_acquire = 1;
		config.n_acquired = 0;
		assert_int_equal(rte_mempool_populate_default(mp), -EIO);
		assert_int_equal(mp->populated_size, 0);
		assert_int_equal(mp->nb_mem_chunks, 0);
	}
	config.fail_release = 0;
	config.fail_acquire = 0;
	assert_int_equal(rte_mempool_populate_default(mp), N);
	assert_int_equal(rte_mempool_avail_count(mp), N);
	/* The pool's, and for each chunk the library's and the handler's. */
	assert_int_equal(measure().zones, before.zones + 1 + 2 * 3);
	take_all(mp, objs);
	rte_mempool_put_bulk(mp, objs, N);
	rte_mempool_free(mp);
}

static void
device_runs_out_of_pools(void **state)
{
	struct rte_mempool *pools[HW_POOLS];
	char name[] = "handlers-0";
	unsigned int i;

	(void)state;
	for (i = 0; i < HW_POOLS; i++) {
		name[sizeof(name) - 2] = (char)('0' + i);
		pools[i] = rte_pktmbuf_pool_create_by_ops(
				name, 7, 0, 0, 128, SOCKET_ID_ANY, "hwbuf");
		assert_non_null(pools[i]);
	}
	assert_null(rte_pktmbuf_pool_create_by_ops(
			"handlers", 7, 0, 0, 128, SOCKET_ID_ANY, "hwbuf"));
	assert_int_equal(rte_errno, ENOSPC);
	for (i = 0; i < HW_POOLS; i++)
		rte_mempool_free(pools[i]);
}

#ifdef LINKED_IN
/* The handlers make do with C's heap here: all of it comes back. */
static void
create_without_memory(const char *ops, int left)
{
	counting = true;
	allocations_left = left;
	assert_null(rte_pktmbuf_pool_create_by_ops(
			"handlers", N, 0, 0, ROOM, SOCKET_ID_ANY, ops));
	assert_int_equal(rte_errno, ENOMEM);
	allocations_left = -1;
	counting = false;
	assert_int_equal(n_blocks, 0);
}

static void
allocation_fails(void **state)
{
	int left;

	(void)state;
	/* Three tables, and a block an object. */
	for (left = 0; left < 3 + N; left += left < 4 ? 1 : 83)
		create_without_memory("malloc", left);
	create_without_memory("hwbuf", 0);
}

static void
every_allocation_is_freed(void **state)
{
	unsigned int h;

	(void)state;
	for (h = 0; h < RTE_DIM(both); h++) {
		struct rte_mempool *mp;

		counting = true;
		mp = make_pool(both[h], 0);
		counting = false;
		assert_int_equal(n_blocks, h == 0 ? 3 + N : 1);
		rte_mempool_free(mp);
		assert_int_equal(n_blocks, 0);
	}
}
#endif

static void *
get_and_put(void *arg)
{
	struct rte_mempool *mp = arg;
	void *objs[40];
	uintptr_t bad = 0;
	unsigned int i, k;
	cpu_set_t cpus;

	/* Away from the CPU of the lcore that made this thread. */
	memset(&cpus, 0xff, sizeof(cpus));
	pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
	for (i = 0; i < ROUNDS; i++) {
		if (rte_mempool_get_bulk(mp, objs, 40) != 0)
			continue;
		/* Two owners of one object would see each other's mark. */
		for (k = 0; k < RTE_DIM(objs); k++)
			*(void *volatile *)objs[k] = &bad;
		for (k = 0; k < RTE_DIM(objs); k++)
			bad += *(void *volatile *)objs[k] != &bad;
		rte_mempool_put_bulk(mp, objs, 40);
	}
	return (void *)bad;
}

static void
threads_share_a_pool(void **state)
{
	pthread_t threads[4];
	unsigned int h, i;
	void *bad;

	(void)state;
	for (h = 0; h < RTE_DIM(both); h++) {
		struct rte_mempool *mp = make_pool(both[h], 0);

		for (i = 0; i < RTE_DIM(threads); i++)
			assert_int_equal(pthread_create(&threads[i], NULL,
							 get_and_put, mp),
					0);
		for (i = 0; i < RTE_DIM(threads); i++) {
			assert_int_equal(pthread_join(threads[i], &bad), 0);
			assert_null(bad);
		}
		assert_int_equal(rte_mempool_avail_count(mp), N);
		rte_mempool_free(mp);
	}
}

static int
start(int argc, char **argv)
{
	char *args[MAX_ARGS] = {argv[0], "--in-memory", "--no-huge", "--no-pci",
			"-l", "0", "-m", "64"};
	int i, n = 8;

	for (i = 1; i < argc && n + 2 < MAX_ARGS; i++) {
		args[n++] = "-d";
		args[n++] = argv[i];
	}
	return rte_eal_init(n, args);
}

#define HANDLER_TEST(function)                                                 \
	cmocka_unit_test_setup_teardown(function, begin, end)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
			HANDLER_TEST(registered_twice_keeps_index),
			HANDLER_TEST(another_of_that_name_is_refused),
			HANDLER_TEST(all_out_and_in),
			HANDLER_TEST(get_gives_all_or_none),
			HANDLER_TEST(freed_with_objects_out),
			HANDLER_TEST(freed_before_filled),
			HANDLER_TEST(info_and_blocks),
			HANDLER_TEST(hwbuf_suits_devices),
			HANDLER_TEST(failed_acquire_is_rolled_back),
			HANDLER_TEST(fills_chunk_by_chunk),
			HANDLER_TEST(failed_fill_is_undone),
			HANDLER_TEST(device_runs_out_of_pools),
#ifdef LINKED_IN
			HANDLER_TEST(allocation_fails),
			HANDLER_TEST(every_allocation_is_freed),
#endif
			HANDLER_TEST(threads_share_a_pool),
	};
	int rc;

	if (start(argc, argv) < 0)
		return EXIT_FAILURE;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	return rte_eal_cleanup() == 0 && rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
