/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The longest packets there are, of real segments: 65,535 of them is the
 * limit, and a segment of 65,535 bytes. What is beyond is refused by each call
 * that could make it, and changes nothing.
 */
#include "mbuf_env.h"

#define MOST  RTE_MBUF_MAX_NB_SEGS
#define TINY  (RTE_PKTMBUF_HEADROOM + 1) /* room for one byte of data */
#define LARGE UINT16_MAX

/* 65,535 buffers and one, each with room for one byte; and those to clone. */
static struct rte_mempool *tiny;
static struct rte_mempool *clones;
static struct rte_mempool *large;

static int
start(void **state)
{
	if (env_start(state) != 0)
		return -1;
	tiny = rte_pktmbuf_pool_create(
			"tiny", MOST + 1, 0, 0, TINY, SOCKET_ID_ANY);
	clones = rte_pktmbuf_pool_create(
			"clones", MOST + 1, 0, 0, 0, SOCKET_ID_ANY);
	large = rte_pktmbuf_pool_create("large", 3, 0, 0, LARGE, SOCKET_ID_ANY);
	return tiny == NULL || clones == NULL || large == NULL ? -1 : 0;
}

static int
stop(void **state)
{
	rte_mempool_free(tiny);
	rte_mempool_free(clones);
	rte_mempool_free(large);
	return env_stop(state);
}

static int
check(void **state)
{
	assert_pool_whole(tiny);
	assert_pool_whole(clones);
	assert_pool_whole(large);
	return env_check(state);
}

/* A packet of n segments of a byte each, linked by hand; chain() is slow. */
static struct rte_mbuf *
make_long(unsigned int n)
{
	struct rte_mbuf *head = NULL;
	struct rte_mbuf *m, *prev = NULL;
	unsigned int i;

	for (i = 0; i < n; i++, prev = m) {
		m = rte_pktmbuf_alloc(tiny);
		assert_non_null(m);
		*rte_pktmbuf_append(m, 1) = (char)i;
		if (prev == NULL)
			head = m;
		else
			prev->next = m;
	}
	head->nb_segs = (uint16_t)n;
	head->pkt_len = n;
	return head;
}

static void
chains_end_there(void **state)
{
	struct rte_mbuf *m = make_long(MOST - 2);
	struct rte_mbuf *two = make_long(2);
	struct rte_mbuf *one = rte_pktmbuf_alloc(pool);

	(void)state;
	assert_non_null(one);
	assert_int_equal(rte_pktmbuf_chain(m, two), 0);
	assert_int_equal(m->nb_segs, MOST);
	assert_int_equal(m->pkt_len, MOST);
	assert_sound(m);
	assert_int_equal(rte_pktmbuf_chain(m, one), -EOVERFLOW);
	assert_int_equal(rte_pktmbuf_chain(one, m), -EOVERFLOW);
	assert_int_equal(m->nb_segs, MOST);
	assert_null(one->next);
	assert_int_equal(one->nb_segs, 1);
	assert_int_equal(one->pkt_len, 0);
	assert_sound(m);
	rte_pktmbuf_free(one);
	rte_pktmbuf_free(m);
}

static void
clones_of_the_longest(void **state)
{
	struct rte_mbuf *m = make_long(MOST);
	struct rte_mbuf *clone = rte_pktmbuf_clone(m, clones);
	char last;

	(void)state;
	assert_non_null(clone);
	assert_int_equal(clone->nb_segs, MOST);
	assert_int_equal(clone->pkt_len, MOST);
	assert_sound(clone);
	assert_int_equal(*(const char *)rte_pktmbuf_read(
					 clone, MOST - 1, 1, &last),
			(char)(MOST - 1));
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(tiny), MOST);
	rte_pktmbuf_free(clone);
}

/* One segment more than there can be, by hand: 22.11 wraps to 0. */
static void
clones_of_a_longer_one(void **state)
{
	struct rte_mbuf *m = make_long(MOST);
	struct rte_mbuf *last = rte_pktmbuf_lastseg(m);
	struct rte_mbuf *more = rte_pktmbuf_alloc(tiny);

	(void)state;
	last->next = more;
	assert_null(rte_pktmbuf_clone(m, clones));
	assert_pool_whole(clones);
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	assert_int_equal(rte_mbuf_refcnt_read(more), 1);
	last->next = NULL;
	rte_pktmbuf_free(more);
	rte_pktmbuf_free(m);
}

/* A copy that needs 65,535 segments is made, one that needs more is not. */
static void
copies_end_there(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(large);
	struct rte_mbuf *next = rte_pktmbuf_alloc(large);
	struct rte_mbuf *copy;

	(void)state;
	m->data_off = 0;
	memset(rte_pktmbuf_append(m, LARGE), 3, LARGE);
	memset(rte_pktmbuf_append(next, 2), 4, 2);
	assert_int_equal(rte_pktmbuf_chain(m, next), 0);
	assert_null(rte_pktmbuf_copy(m, tiny, 0, MOST + 1));
	assert_null(rte_pktmbuf_copy(m, tiny, 0, UINT32_MAX));
	assert_pool_whole(tiny);
	copy = rte_pktmbuf_copy(m, tiny, 1, MOST);
	assert_non_null(copy);
	assert_int_equal(copy->nb_segs, MOST);
	assert_int_equal(copy->pkt_len, MOST);
	assert_sound(copy);
	assert_int_equal(*rte_pktmbuf_mtod(rte_pktmbuf_lastseg(copy), char *),
			4);
	rte_pktmbuf_free(copy);
	rte_pktmbuf_free(m);
}

/* All bytes of the longest packet fit the largest segment, but one more no. */
static void
linear_at_the_limit(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(large);
	struct rte_mbuf *many = make_long(MOST - 1);

	(void)state;
	m->data_off = 0;
	memset(rte_pktmbuf_append(m, 2), 5, 2);
	assert_int_equal(rte_pktmbuf_chain(m, many), 0);
	assert_int_equal(m->pkt_len, LARGE + 1);
	assert_int_equal(rte_pktmbuf_linearize(m), -1);
	assert_int_equal(m->nb_segs, MOST);
	assert_int_equal(m->data_len, 2);
	assert_sound(m);
	assert_non_null(rte_pktmbuf_adj(m, 1));
	assert_int_equal(rte_pktmbuf_linearize(m), -1); /* no tailroom yet */
	m->data_off = 0;
	assert_int_equal(rte_pktmbuf_linearize(m), 0);
	assert_int_equal(m->nb_segs, 1);
	assert_int_equal(m->data_len, LARGE);
	assert_int_equal(m->pkt_len, LARGE);
	assert_null(m->next);
	assert_sound(m);
	assert_int_equal(rte_pktmbuf_mtod(m, char *)[LARGE - 1],
			(char)(MOST - 2));
	assert_pool_whole(tiny);
	rte_pktmbuf_free(m);
}

/* A segment's length ends at the buffer's, wherever it begins. */
static void
segments_of_the_largest_buffer(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(large);

	(void)state;
	assert_null(rte_pktmbuf_append(m, LARGE));
	assert_non_null(rte_pktmbuf_append(m, LARGE - RTE_PKTMBUF_HEADROOM));
	assert_null(rte_pktmbuf_append(m, 1));
	assert_null(rte_pktmbuf_append(m, LARGE));
	assert_null(rte_pktmbuf_prepend(m, LARGE));
	assert_ptr_equal(rte_pktmbuf_prepend(m, RTE_PKTMBUF_HEADROOM),
			m->buf_addr);
	assert_int_equal(m->data_len, LARGE);
	assert_int_equal(m->pkt_len, LARGE);
	assert_sound(m);
	assert_ptr_equal(
			rte_pktmbuf_adj(m, LARGE), (char *)m->buf_addr + LARGE);
	assert_null(rte_pktmbuf_append(m, 1));
	assert_int_equal(m->pkt_len, 0);
	rte_pktmbuf_free(m);
}

/* More bytes than a data_len can say: pkt_len has 32 bits. */
static void
packets_of_large_segments(void **state)
{
	struct rte_mbuf *m[3];
	struct rte_mbuf *clone;
	unsigned int i;
	char buf[2];

	(void)state;
	assert_int_equal(rte_pktmbuf_alloc_bulk(large, m, 3), 0);
	for (i = 0; i < 3; i++) {
		m[i]->data_off = 0;
		memset(rte_pktmbuf_append(m[i], LARGE), (int)i, LARGE);
		if (i > 0)
			assert_int_equal(rte_pktmbuf_chain(m[0], m[i]), 0);
	}
	assert_int_equal(m[0]->pkt_len, 3 * LARGE);
	assert_sound(m[0]);
	clone = rte_pktmbuf_clone(m[0], clones);
	assert_int_equal(clone->pkt_len, 3 * LARGE);
	assert_sound(clone);
	assert_ptr_equal(rte_pktmbuf_read(clone, 2 * LARGE - 1, 2, buf), buf);
	assert_int_equal(buf[0], 1);
	assert_int_equal(buf[1], 2);
	assert_int_equal(rte_pktmbuf_linearize(clone), -1);
	rte_pktmbuf_free(clone);
	rte_pktmbuf_free(m[0]);
}

#define limit_test(f) cmocka_unit_test_setup_teardown(f, NULL, check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			limit_test(chains_end_there),
			limit_test(clones_of_the_longest),
			limit_test(clones_of_a_longer_one),
			limit_test(copies_end_there),
			limit_test(linear_at_the_limit),
			limit_test(segments_of_the_largest_buffer),
			limit_test(packets_of_large_segments),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
