/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cookies: good objects pass every check in any build; in one with cookies,
 * what breaks one or puts an object twice stops the program, with the pool,
 * the object and the meaning named.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include "account.h"
#include "pool_fixture.h"

#define N 64

static void
test_good(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 16);
	struct rte_mempool_cache *cache;
	void *objs[N];

	(void)state;
	rte_mempool_audit(mp);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 5), 0);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[5], 3), 0);
	rte_mempool_check_cookies(mp, objs, 8, 2);
	rte_mempool_check_cookies(mp, objs, 0, 0);
	rte_mempool_check_cookies(mp, objs, 8, 0);
	rte_mempool_check_cookies(mp, objs, 8, 1);
	rte_mempool_audit(mp);
	rte_mempool_put_bulk(mp, objs, 8);
	assert_int_equal(rte_mempool_generic_get(mp, objs, N, NULL), -ENOBUFS);
	assert_int_equal(rte_mempool_generic_get(mp, objs, 9, NULL), 0);
	rte_mempool_generic_put(mp, objs, 9, NULL);
	cache = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	assert_non_null(cache);
	assert_int_equal(rte_mempool_generic_get(mp, objs, 1, cache), 0);
	assert_int_equal(rte_mempool_generic_get(mp, &objs[1], 2, cache), 0);
	rte_mempool_generic_put(mp, objs, 3, cache);
	rte_mempool_cache_flush(cache, mp);
	rte_mempool_cache_free(cache);
	rte_mempool_audit(mp);
	rte_mempool_free(mp);
}

static struct rte_mempool *
make_buckets(void)
{
	struct rte_mempool *mp;

	mp = rte_mempool_create_empty("b", 500, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "bucket", NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), 500);
	return mp;
}

static void
test_blocks(void **state)
{
	struct rte_mempool *mp = make_buckets();
	const size_t total = mempool_total_size(mp);
	struct rte_mempool_info info;
	void *first, *obj;
	unsigned int i;

	(void)state;
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, &first, 1), 0);
	rte_mempool_contig_blocks_check_cookies(mp, &first, 1, 2);
	rte_mempool_audit(mp);
	for (i = 0; i < info.contig_block_size; i++) {
		obj = RTE_PTR_ADD(first, i * total);
		rte_mempool_put(mp, obj);
	}
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_audit(mp);
	rte_mempool_free(mp);
	/* A handler without blocks. */
	mp = make_pool("p", N, 0);
	rte_mempool_contig_blocks_check_cookies(mp, &first, 1, 2);
	rte_mempool_free(mp);
}

static void
test_sizes(void **state)
{
	struct rte_mempool_objsz sz;
	uint32_t total;

	(void)state;
	total = rte_mempool_calc_obj_size(
			60, RTE_MEMPOOL_F_NO_CACHE_ALIGN | 1, &sz);
	assert_int_equal(sz.header_size, sizeof(struct rte_mempool_objhdr));
	assert_int_equal(sz.elt_size, 64);
	assert_int_equal(sz.trailer_size, MEMPOOL_TRAILER_SIZE);
	assert_int_equal(total, sz.header_size + 64 + sz.trailer_size);
	/* An element that fills its lines needs one more for a trailer. */
	rte_mempool_calc_obj_size(
			RTE_CACHE_LINE_SIZE, RTE_MEMPOOL_F_NO_SPREAD, &sz);
	assert_int_equal(sz.trailer_size,
			MEMPOOL_TRAILER_SIZE == 0 ? 0 : RTE_CACHE_LINE_SIZE);
}

#ifdef RTE_LIBRTE_MEMPOOL_DEBUG

static void
put_twice(struct rte_mempool *mp, void **objs)
{
	rte_mempool_put(mp, objs[1]);
	rte_mempool_put(mp, objs[1]);
}

static void
put_twice_in_bulk(struct rte_mempool *mp, void **objs)
{
	objs[3] = objs[2];
	rte_mempool_generic_put(mp, objs, 4, NULL);
}

static void
hand_out_twice(struct rte_mempool *mp, void **objs)
{
	assert_int_equal(rte_mempool_ops_enqueue_bulk(mp, objs, 1), 0);
	while (rte_mempool_generic_get(mp, objs, 1, NULL) == 0)
		;
}

static void
write_before(struct rte_mempool *mp, void **objs)
{
	((char *)objs[0])[-1] = 1;
	rte_mempool_put(mp, objs[0]);
}

static void
write_behind(struct rte_mempool *mp, void **objs)
{
	((char *)objs[0])[mp->elt_size] = 1;
	rte_mempool_put_bulk(mp, objs, 2);
}

static void
write_behind_free(struct rte_mempool *mp, void **objs)
{
	rte_mempool_put_bulk(mp, objs, 2);
	((char *)objs[1])[mp->elt_size + 7] = 1;
	rte_mempool_audit(mp);
}

static void
put_into_other(struct rte_mempool *mp, void **objs)
{
	struct rte_mempool *other = make_pool("other", N, 0);

	(void)mp;
	rte_mempool_put(other, objs[0]);
}

static void
put_foreign(struct rte_mempool *mp, void **objs)
{
	static uint64_t memory[64];

	(void)objs;
	rte_mempool_put(mp, &memory[32]);
}

static void
break_block(struct rte_mempool *mp, void **objs)
{
	struct rte_mempool *blocks = make_buckets();
	struct rte_mempool_objhdr *hdr;
	void *first;

	(void)mp;
	STAILQ_FOREACH (hdr, &blocks->elt_list, next)
		rte_mempool_get_trailer(hdr + 1)->cookie = 0;
	rte_mempool_get_contig_blocks(blocks, &first, 1);
	(void)objs;
}

static void
child(void (*fn)(struct rte_mempool *, void **), int fd)
{
	struct rte_mempool *mp;
	void *objs[4];

	dup2(fd, STDERR_FILENO);
	signal(SIGABRT, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	if (fixture_start(NULL) != 0)
		_exit(1);
	mp = make_pool("cookie_jar", N, 8);
	if (rte_mempool_get_bulk(mp, objs, 4) == 0)
		fn(mp, objs);
	_exit(0);
}

/* Run it in a child, which must abort; what it said. */
static void
stops(void (*fn)(struct rte_mempool *, void **), char *text, size_t size)
{
	int fds[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child(fn, fds[1]);
	close(fds[1]);
	while (len < size - 1 &&
			(n = read(fds[0], text + len, size - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void
test_broken(void **state)
{
	static const struct {
		void (*fn)(struct rte_mempool *mp, void **objs);
		const char *text[2];
	} rows[] = {
			{put_twice, {"cookie_jar", "is put twice"}},
			{put_twice_in_bulk, {"cookie_jar", "is put twice"}},
			{hand_out_twice, {"cookie_jar", "hands it out twice"}},
			{write_before, {"header cookie", "before the object"}},
			{write_behind, {"trailer cookie", "behind the object"}},
			{write_behind_free,
					{"trailer cookie",
							"behind the object"}},
			{put_into_other, {"pool other", "another pool"}},
			{put_foreign, {"cookie_jar", "no object of a pool"}},
			{break_block, {"pool b,", "behind the object"}},
	};
	char text[8192];
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		stops(rows[i].fn, text, sizeof(text));
		if (strstr(text, rows[i].text[0]) == NULL ||
				strstr(text, rows[i].text[1]) == NULL)
			fail_msg("row %u: %s", i, text);
	}
}

static void
test_values(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 8);
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	assert_true(rte_mempool_get_header(obj)->cookie ==
			RTE_MEMPOOL_HEADER_COOKIE2);
	assert_true(rte_mempool_get_trailer(obj)->cookie ==
			RTE_MEMPOOL_TRAILER_COOKIE);
	memset(obj, 0xff, mp->elt_size);
	rte_mempool_put(mp, obj);
	assert_true(rte_mempool_get_header(obj)->cookie ==
			RTE_MEMPOOL_HEADER_COOKIE1);
	rte_mempool_free(mp);
}

#else

static void
test_broken(void **state)
{
	(void)state;
	print_message("only with -Dmempool_debug=enabled\n");
	skip();
}

static void
test_values(void **state)
{
	test_broken(state);
}

#endif

int
main(void)
{
	/* Each child starts the library: it would not get a parent's memory. */
	const struct CMUnitTest alone[] = {cmocka_unit_test(test_broken)};
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_good),
			cmocka_unit_test(test_blocks),
			cmocka_unit_test(test_sizes),
			cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(alone, NULL, NULL) +
			cmocka_run_group_tests(
					tests, fixture_start, fixture_stop);
}
