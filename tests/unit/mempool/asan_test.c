/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools under AddressSanitizer, as asan_runtime.h plays it: what is poisoned
 * when, that a put poisons before the handler has the object, that nothing
 * stays poisoned.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/wait.h>

#include "checks.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REAL_RUNTIME
#endif
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(REAL_RUNTIME)
int
main(void)
{
	printf("skipped: AddressSanitizer runs, and cannot be played\n");
	return 77;
}
#else

#include "asan_runtime.h"

static void
assert_object(const struct rte_mempool *mp, void *obj, bool is_free)
{
	const size_t header = sizeof(struct rte_mempool_objhdr);
	const char *end = (char *)obj + mp->elt_size;

	assert_true(all((char *)obj - mp->header_size, mp->header_size - header,
			true));
	assert_true(all((char *)obj - header, header, false));
	assert_true(all(obj, mp->elt_size, is_free));
#ifdef RTE_LIBRTE_MEMPOOL_DEBUG
	assert_true(all(end, 8, false));
	assert_true(all(end + 8, mp->trailer_size - 8, true));
#else
	assert_true(all(end, mp->trailer_size, true));
#endif
}

/* Objects whose element is poisoned; each is so in whole or not at all. */
static unsigned int
count_free(struct rte_mempool *mp)
{
	struct rte_mempool_objhdr *hdr;
	unsigned int n = 0;
	bool is_free;

	STAILQ_FOREACH (hdr, &mp->elt_list, next) {
		is_free = __asan_address_is_poisoned(hdr + 1) != 0;
		assert_object(mp, hdr + 1, is_free);
		n += is_free;
	}
	return n;
}

static struct rte_mempool *
empty_pool(const char *handler, unsigned int n, unsigned int elt_size,
		unsigned int cache_size, unsigned int flags)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"p", n, elt_size, cache_size, 0, SOCKET_ID_ANY, flags);

	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(mp, handler, NULL), 0);
	return mp;
}

static struct rte_mempool *
full_pool(const char *handler, unsigned int n, unsigned int elt_size)
{
	struct rte_mempool *mp = empty_pool(handler, n, elt_size, 0, 0);

	assert_int_equal(rte_mempool_populate_default(mp), (int)n);
	assert_int_equal(count_free(mp), n);
	assert_pool(mp);
	return mp;
}

/* Nothing of a pool stays poisoned. */
static void
free_pool(struct rte_mempool *mp)
{
	rte_mempool_free(mp);
	assert_int_equal(n_poisoned, 0);
}

static const char *const builtin[] = {"ring_mp_mc", "ring_sp_sc", "ring_mp_sc",
		"ring_sp_mc", "ring_mt_rts", "ring_mt_hts", "stack", "lf_stack",
		"bucket"};

static void
test_get_put(void **state)
{
	void *objs[150];
	struct rte_mempool *mp;
	size_t i, k;

	(void)state;
	for (i = 0; i < RTE_DIM(builtin); i++) {
		mp = full_pool(builtin[i], 150, 100);
		assert_string_equal(rte_mempool_get_ops(mp->ops_index)->name,
				"guard");
		assert_int_equal(rte_mempool_get(mp, &objs[0]), 0);
		assert_object(mp, objs[0], false);
		assert_int_equal(count_free(mp), 149);
		assert_int_equal(rte_mempool_get_bulk(mp, &objs[1], 100), 0);
		assert_int_equal(rte_mempool_get_bulk(mp, objs, 150), -ENOBUFS);
		assert_int_equal(count_free(mp), 49);
		assert_int_equal(rte_mempool_ops_dequeue_bulk(
						 mp, &objs[101], 49),
				0);
		assert_int_equal(count_free(mp), 0);
		for (k = 0; k < 150; k++)
			memset(objs[k], 1, mp->elt_size);
		rte_mempool_put_bulk(mp, objs, 100);
		assert_int_equal(count_free(mp), 100);
		assert_int_equal(rte_mempool_ops_enqueue_bulk(
						 mp, &objs[101], 49),
				0);
		rte_mempool_put(mp, objs[100]);
		assert_int_equal(count_free(mp), 150);
		rte_mempool_audit(mp);
		assert_pool(mp);
		free_pool(mp);
	}
}

static void
test_shapes(void **state)
{
	static const unsigned int sizes[] = {1, 8, 40, 64, 65, 5000};
	static const unsigned int flags[] = {0, RTE_MEMPOOL_F_NO_SPREAD,
			RTE_MEMPOOL_F_NO_CACHE_ALIGN,
			RTE_MEMPOOL_F_NO_IOVA_CONTIG};
	struct rte_mempool *mp;
	size_t i, k, h;
	void *obj;

	(void)state;
	for (i = 0; i < RTE_DIM(sizes) * RTE_DIM(flags); i++) {
		k = i % RTE_DIM(flags);
		h = i % 2 == 0 ? 0 : RTE_DIM(builtin) - 1;
		mp = empty_pool(builtin[h], 33, sizes[i / RTE_DIM(flags)], 0,
				flags[k]);
		assert_int_equal(rte_mempool_populate_default(mp), 33);
		assert_int_equal(count_free(mp), 33);
		assert_int_equal(rte_mempool_get(mp, &obj), 0);
		assert_int_equal(count_free(mp), 32);
		rte_mempool_put(mp, obj);
		assert_int_equal(count_free(mp), 33);
		free_pool(mp);
	}
}

/* All caches stay empty: lcores' and users' own. */
static void
test_caches(void **state)
{
	struct rte_mempool_cache *cache;
	struct rte_mempool *mp = empty_pool("ring_mp_mc", 100, 64, 32, 0);
	void *objs[8];

	(void)state;
	cache = rte_mempool_cache_create(32, SOCKET_ID_ANY);
	assert_non_null(cache);
	assert_int_equal(rte_mempool_populate_default(mp), 100);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 8), 0);
	assert_int_equal(count_free(mp), 92);
	rte_mempool_put_bulk(mp, objs, 8);
	assert_int_equal(count_free(mp), 100);
	assert_int_equal(rte_mempool_default_cache(mp, rte_lcore_id())->len, 0);
	assert_int_equal(rte_mempool_generic_get(mp, objs, 8, cache), 0);
	assert_int_equal(count_free(mp), 92);
	rte_mempool_generic_put(mp, objs, 8, cache);
	assert_int_equal(cache->len, 0);
	assert_int_equal(count_free(mp), 100);
	rte_mempool_cache_free(cache);
	free_pool(mp);
}

static struct rte_mempool *watched;
static unsigned int watched_free;

/* What is poisoned is not in the handler; what is exposed is out of it. */
static void
watch_count(const void *addr, size_t len, bool poison)
{
	(void)addr;
	(void)len;
	(void)poison;
	assert_int_equal(rte_mempool_avail_count(watched), watched_free);
}

static void
test_order(void **state)
{
	struct rte_mempool *mp = full_pool("stack", 100, 64);
	void *objs[50];

	(void)state;
	watched = mp;
	watched_free = 50;
	watch = watch_count;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 50), 0);
	rte_mempool_put_bulk(mp, objs, 50);
	watch = NULL;
	free_pool(mp);
}

static void
test_blocks(void **state)
{
	struct rte_mempool *mp = full_pool("bucket", 2000, 200);
	struct rte_mempool_info info;
	unsigned int i, b;
	void *first[2], *obj;

	(void)state;
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, first, 2), 0);
	assert_int_equal(count_free(mp), 2000 - 2 * info.contig_block_size);
	for (i = 0; i < 2 * info.contig_block_size; i++) {
		b = i / info.contig_block_size;
		obj = (char *)first[b] +
				i % info.contig_block_size *
						mempool_total_size(mp);
		assert_object(mp, obj, false);
		rte_mempool_put(mp, obj);
	}
	assert_int_equal(count_free(mp), 2000);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, first, 2000),
			-ENOBUFS);
	assert_int_equal(count_free(mp), 2000);
	free_pool(mp);
}

/* ------------------------------------------------------------- obj_iter */

/* What a callback does, in a thread of its own. */
struct deed {
	struct rte_mempool *mp;
	unsigned int at; /* which object it is done at */
	void **held;
	unsigned int n_held;
	bool elsewhere;
	void (*func)(struct deed *deed, void *obj);
};

static void *
run_deed(void *arg)
{
	struct deed *d = arg;

	d->func(d, NULL);
	return NULL;
}

static void
visit(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	struct deed *d = arg;
	pthread_t thread;

	assert_object(mp, obj, false);
	memset(obj, 3, mp->elt_size);
	if (d->func == NULL || idx != d->at)
		return;
	if (!d->elsewhere) {
		d->func(d, obj);
	} else {
		pthread_create(&thread, NULL, run_deed, d);
		pthread_join(thread, NULL);
	}
	assert_object(mp, obj, false);
}

static void
get_all(struct deed *d, void *obj)
{
	(void)obj;
	d->n_held = rte_mempool_avail_count(d->mp);
	assert_int_equal(rte_mempool_get_bulk(d->mp, d->held, d->n_held), 0);
}

static void
put_all(struct deed *d, void *obj)
{
	(void)obj;
	rte_mempool_put_bulk(d->mp, d->held, d->n_held);
	d->n_held = 0;
}

static void
put_then_get(struct deed *d, void *obj)
{
	put_all(d, obj);
	get_all(d, obj);
}

static void
iterate_again(struct deed *d, void *obj)
{
	struct deed inner = {.mp = d->mp};

	(void)obj;
	assert_int_equal(rte_mempool_obj_iter(d->mp, visit, &inner),
			d->mp->size);
}

/* One iteration nested in another one, in which all objects are got. */
static void
get_in_inner(struct deed *d, void *obj)
{
	struct deed inner = *d;

	(void)obj;
	inner.func = get_all;
	rte_mempool_obj_iter(d->mp, visit, &inner);
	d->n_held = inner.n_held;
}

static void
test_iter(void **state)
{
	void (*const deeds[])(struct deed *, void *) = {NULL, iterate_again,
			get_all, put_all, put_then_get, get_in_inner};
	void *held[50];
	struct deed d;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * RTE_DIM(deeds); i++) {
		d = (struct deed){.mp = full_pool("ring_mp_mc", 50, 64),
				.at = (unsigned int)i,
				.held = held,
				.n_held = 20,
				.elsewhere = i % 2 != 0,
				.func = deeds[i / 2]};
		assert_int_equal(rte_mempool_get_bulk(d.mp, held, 20), 0);
		if (d.func == get_all || d.func == get_in_inner) {
			rte_mempool_put_bulk(d.mp, held, 20);
			d.n_held = 0;
		}
		assert_int_equal(rte_mempool_obj_iter(d.mp, visit, &d), 50);
		assert_int_equal(count_free(d.mp), 50 - d.n_held);
		assert_int_equal(rte_mempool_avail_count(d.mp), 50 - d.n_held);
		while (d.n_held > 0) {
			d.n_held--;
			assert_object(d.mp, held[d.n_held], false);
		}
		free_pool(d.mp);
	}
}

/* -------------------------------------------------------- memory of pools */

static unsigned int n_given_back;

static void
give_back(struct rte_mempool_memhdr *chunk, void *opaque)
{
	(void)opaque;
	assert_true(all(chunk->addr, chunk->len, false));
	n_given_back++;
}

static char *
map(size_t len)
{
	char *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

/* Memory of the user's, with objects out; it may even be gone before. */
static void
test_memory(void **state)
{
	struct rte_mempool *mp = empty_pool("ring_mp_mc", 100, 64, 0, 0);
	char *a = map(PAGE), *b = map(4 * PAGE);
	void *objs[30];
	int n;

	(void)state;
	n_given_back = 0;
	n = rte_mempool_populate_iova(
			mp, a + 8, RTE_BAD_IOVA, PAGE - 8, give_back, NULL);
	assert_true(n > 0);
	assert_int_equal(count_free(mp), n);
	n += rte_mempool_populate_iova(
			mp, b, RTE_BAD_IOVA, 3 * PAGE, give_back, NULL);
	assert_int_equal(count_free(mp), n);
	assert_true(all(b + 3 * PAGE, PAGE, false));
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 30), 0);
	munmap(a, PAGE);
	free_pool(mp);
	assert_int_equal(n_given_back, 2);
	munmap(b, 4 * PAGE);

	mp = empty_pool("ring_mp_mc", 100, 64, 0, 0);
	assert_int_equal(rte_mempool_populate_anon(mp), 100);
	assert_int_equal(count_free(mp), 100);
	free_pool(mp);
}

/* A ring that is full already refuses objects in the middle of a chunk. */
static void
test_half_way(void **state)
{
	static uint64_t junk[8];
	struct rte_mempool *mp = empty_pool("ring_mp_mc", 200, 64, 0, 0);
	const size_t len = 20 * PAGE;
	char *a = map(PAGE), *b = map(len);
	void *objs[100];
	size_t i;

	(void)state;
	n_given_back = 0;
	assert_true(rte_mempool_populate_iova(mp, a, RTE_BAD_IOVA, PAGE,
				    give_back, NULL) > 0);
	for (i = 0; i < RTE_DIM(objs); i++)
		objs[i] = junk;
	assert_int_equal(mempool_handler(mp)->enqueue(mp, objs, 100), 0);
	assert_int_equal(rte_mempool_populate_iova(mp, b, RTE_BAD_IOVA, len,
					 give_back, NULL),
			-ENOBUFS);
	assert_int_equal(n_given_back, 1);
	assert_int_equal(n_poisoned, 0);
	free_pool(mp);
	munmap(a, PAGE);
	munmap(b, len);
}

/* ----------------------------------------------------------------- threads */

static bool stop;

static void *
hammer(void *arg)
{
	struct rte_mempool *mp = arg;
	unsigned int i, k, bad = 0;
	void *objs[10];

	for (i = 0; i < 2000; i++) {
		if (rte_mempool_get_bulk(mp, objs, 10) != 0)
			continue;
		for (k = 0; k < 10; k++)
			bad += !all(objs[k], mp->elt_size, false);
		rte_mempool_put_bulk(mp, objs, 10);
	}
	return (void *)(uintptr_t)bad;
}

static void
look(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	(void)idx;
	*(unsigned int *)arg += !all(obj, mp->elt_size, false);
}

static void *
iterate(void *arg)
{
	unsigned int bad = 0;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		rte_mempool_obj_iter(arg, look, &bad);
	return (void *)(uintptr_t)bad;
}

static void
test_threads(void **state)
{
	struct rte_mempool *mp = full_pool("ring_mp_mc", 32, 64);
	pthread_t threads[4];
	void *bad;
	size_t i;

	(void)state;
	for (i = 0; i < RTE_DIM(threads); i++)
		pthread_create(&threads[i], NULL, i < 2 ? hammer : iterate, mp);
	for (i = 0; i < RTE_DIM(threads); i++) {
		if (i == 2)
			__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
		pthread_join(threads[i], &bad);
		assert_null(bad);
	}
	assert_int_equal(count_free(mp), 32);
	free_pool(mp);
}

/* --------------------------------------------------- handlers from outside */

static struct rte_mempool_ops outside;

static void
test_outside(void **state)
{
	struct rte_mempool *mp;
	unsigned int bad = 0;
	int idx;

	(void)state;
	outside = *rte_mempool_get_ops(0);
	strcpy(outside.name, "outside");
	idx = rte_mempool_register_ops(&outside);
	assert_true(idx > 0);
	mp = empty_pool("outside", 10, 64, 0, 0);
	assert_int_equal(mp->ops_index, idx);
	assert_int_equal(rte_mempool_populate_default(mp), 10);
	assert_int_equal(rte_mempool_obj_iter(mp, look, &bad), 10);
	assert_int_equal(bad, 0);
	assert_int_equal(n_poisoned, 0);
	free_pool(mp);
}

/* ------------------------------------------------------------ switched off */

/* In a process with BUFPLANE_ASAN=0. */
static void
test_off(void **state)
{
	struct rte_mempool *mp = empty_pool("ring_mp_mc", 100, 64, 32, 0);
	void *obj;

	(void)state;
	assert_int_equal(mp->ops_index, 0);
	assert_int_equal(rte_mempool_populate_default(mp), 100);
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	rte_mempool_put(mp, obj);
	assert_true(rte_mempool_default_cache(mp, rte_lcore_id())->len > 0);
	assert_int_equal(n_poisoned, 0);
	free_pool(mp);
}

/* Run this program once more with the value in its environment. */
static int
run_with(const char *value)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		setenv("BUFPLANE_ASAN", value, 1);
		execl("/proc/self/exe", "asan_test", "again", NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status;
}

static void
test_switch(void **state)
{
	int status = run_with("0");

	(void)state;
	/* An emulator may not be able to start what it runs once more. */
	if (WEXITSTATUS(status) == 127)
		skip();
	assert_int_equal(status, 0);
	assert_int_equal(WEXITSTATUS(run_with("1")), 1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest off[] = {cmocka_unit_test(test_off)};
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_get_put),
			cmocka_unit_test(test_shapes),
			cmocka_unit_test(test_caches),
			cmocka_unit_test(test_order),
			cmocka_unit_test(test_blocks),
			cmocka_unit_test(test_iter),
			cmocka_unit_test(test_memory),
			cmocka_unit_test(test_half_way),
			cmocka_unit_test(test_outside),
			cmocka_unit_test(test_threads),
			cmocka_unit_test(test_switch),
	};

	(void)argv;
	if (argc > 1 && mempool_asan_on())
		return 1;
	if (argc > 1)
		return cmocka_run_group_tests(off, fixture_start, fixture_stop);
	unsetenv("BUFPLANE_ASAN");
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
#endif
