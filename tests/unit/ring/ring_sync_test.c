/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sync modes on one thread: which flags give which mode, and that any
 * order of bulk and burst calls of any size, in every pair of modes, moves
 * what a plain queue would move and tells the same room.
 */
#include <stdlib.h>
#include <string.h>

#include "ring_env.h"

#define SLOTS  16
#define STEPS  3000
#define WORDS  3
#define ESIZE  (WORDS * 4)
#define N_MODE 4

static const unsigned int prod_flags[N_MODE] = {
		0, RING_F_SP_ENQ, RING_F_MP_RTS_ENQ, RING_F_MP_HTS_ENQ};
static const unsigned int cons_flags[N_MODE] = {
		0, RING_F_SC_DEQ, RING_F_MC_RTS_DEQ, RING_F_MC_HTS_DEQ};
static const enum rte_ring_sync_type types[N_MODE] = {RTE_RING_SYNC_MT,
		RTE_RING_SYNC_ST, RTE_RING_SYNC_MT_RTS, RTE_RING_SYNC_MT_HTS};

/* How many come before and how many are in: all that a queue has to know. */
struct queue {
	uint32_t out;
	uint32_t in;
};

static void
number(uint32_t (*table)[WORDS], uint32_t first, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		table[i][0] = first + i;
		table[i][1] = ~(first + i);
		table[i][2] = (first + i) * 7;
	}
}

static unsigned int
expected(unsigned int n, unsigned int room, bool bulk)
{
	if (n <= room)
		return n;
	return bulk ? 0 : room;
}

static unsigned int
put_own_mode(struct rte_ring *r, const void *t, unsigned int n, bool bulk,
		unsigned int *left)
{
	if (rte_ring_get_prod_sync_type(r) == RTE_RING_SYNC_MT_RTS)
		return bulk ? rte_ring_mp_rts_enqueue_bulk_elem(
					      r, t, ESIZE, n, left)
			    : rte_ring_mp_rts_enqueue_burst_elem(
					      r, t, ESIZE, n, left);
	if (rte_ring_get_prod_sync_type(r) == RTE_RING_SYNC_MT_HTS)
		return bulk ? rte_ring_mp_hts_enqueue_bulk_elem(
					      r, t, ESIZE, n, left)
			    : rte_ring_mp_hts_enqueue_burst_elem(
					      r, t, ESIZE, n, left);
	return bulk ? rte_ring_enqueue_bulk_elem(r, t, ESIZE, n, left)
		    : rte_ring_enqueue_burst_elem(r, t, ESIZE, n, left);
}

static unsigned int
get_own_mode(struct rte_ring *r, void *t, unsigned int n, bool bulk,
		unsigned int *left)
{
	if (rte_ring_get_cons_sync_type(r) == RTE_RING_SYNC_MT_RTS)
		return bulk ? rte_ring_mc_rts_dequeue_bulk_elem(
					      r, t, ESIZE, n, left)
			    : rte_ring_mc_rts_dequeue_burst_elem(
					      r, t, ESIZE, n, left);
	if (rte_ring_get_cons_sync_type(r) == RTE_RING_SYNC_MT_HTS)
		return bulk ? rte_ring_mc_hts_dequeue_bulk_elem(
					      r, t, ESIZE, n, left)
			    : rte_ring_mc_hts_dequeue_burst_elem(
					      r, t, ESIZE, n, left);
	return bulk ? rte_ring_dequeue_bulk_elem(r, t, ESIZE, n, left)
		    : rte_ring_dequeue_burst_elem(r, t, ESIZE, n, left);
}

static void
put(struct rte_ring *r, struct queue *q, unsigned int n, bool bulk, bool own)
{
	uint32_t table[SLOTS + 1][WORDS];
	unsigned int room = r->capacity - (q->in - q->out);
	unsigned int got, left = 99, want = expected(n, room, bulk);

	number(table, q->in, n);
	if (own)
		got = put_own_mode(r, table, n, bulk, &left);
	else if (bulk)
		got = rte_ring_enqueue_bulk_elem(r, table, ESIZE, n, &left);
	else
		got = rte_ring_enqueue_burst_elem(r, table, ESIZE, n, &left);
	assert_int_equal(got, want);
	assert_int_equal(left, room - want);
	q->in += got;
}

static void
get(struct rte_ring *r, struct queue *q, unsigned int n, bool bulk, bool own)
{
	uint32_t table[SLOTS + 1][WORDS], wish[SLOTS + 1][WORDS];
	unsigned int room = q->in - q->out;
	unsigned int got, left = 99, want = expected(n, room, bulk);

	if (own)
		got = get_own_mode(r, table, n, bulk, &left);
	else if (bulk)
		got = rte_ring_dequeue_bulk_elem(r, table, ESIZE, n, &left);
	else
		got = rte_ring_dequeue_burst_elem(r, table, ESIZE, n, &left);
	assert_int_equal(got, want);
	assert_int_equal(left, room - want);
	number(wish, q->out, got);
	assert_memory_equal(table, wish, got * sizeof(wish[0]));
	q->out += got;
}

static void
check_pair(unsigned int p, unsigned int c)
{
	struct rte_ring *r = make_ring(ESIZE, SLOTS,
			prod_flags[p] | cons_flags[c] |
					(p == c ? RING_F_EXACT_SZ : 0));
	struct queue q = {0, 0};
	unsigned int i, n;
	long x;

	assert_int_equal(rte_ring_get_prod_sync_type(r), types[p]);
	assert_int_equal(rte_ring_get_cons_sync_type(r), types[c]);
	set_positions(r, UINT32_MAX - STEPS);
	for (i = 0; i < STEPS; i++) {
		x = random();
		n = (unsigned int)(x >> 8) % (SLOTS + 2);
		if ((x & 1) != 0)
			put(r, &q, n, (x & 2) != 0, (x & 4) != 0);
		else
			get(r, &q, n, (x & 2) != 0, (x & 4) != 0);
		assert_ring(r);
		assert_int_equal(rte_ring_count(r), q.in - q.out);
	}
	assert_true(q.in > STEPS / 2);
	rte_ring_free(r);
}

static void
test_pairs_of_modes(void **state)
{
	unsigned int p, c;

	(void)state;
	srandom(4);
	for (p = 0; p < N_MODE; p++)
		for (c = 0; c < N_MODE; c++)
			check_pair(p, c);
}

static void
test_pointers(void **state)
{
	struct rte_ring *r = make_ring(sizeof(void *), 8,
			RING_F_MP_RTS_ENQ | RING_F_MC_HTS_DEQ);
	void *in[3] = {in, in + 1, in + 2}, *out[3];

	(void)state;
	assert_int_equal(rte_ring_mp_rts_enqueue_bulk(r, in, 3, NULL), 3);
	assert_int_equal(rte_ring_mp_rts_enqueue_burst(r, in, 3, NULL), 3);
	assert_int_equal(rte_ring_mp_rts_enqueue_bulk(r, in, 3, NULL), 0);
	assert_int_equal(rte_ring_enqueue(r, in), 0);
	assert_int_equal(rte_ring_enqueue(r, in), -ENOBUFS);
	assert_int_equal(rte_ring_mc_hts_dequeue_bulk(r, out, 3, NULL), 3);
	assert_memory_equal(in, out, sizeof(in));
	assert_int_equal(rte_ring_mc_hts_dequeue_burst(r, out, 3, NULL), 3);
	assert_memory_equal(in, out, sizeof(in));
	assert_int_equal(rte_ring_dequeue(r, out), 0);
	assert_ptr_equal(out[0], in);
	assert_int_equal(rte_ring_dequeue(r, out), -ENOENT);
	rte_ring_free(r);
	r = make_ring(sizeof(void *), 8, RING_F_MP_HTS_ENQ | RING_F_MC_RTS_DEQ);
	assert_int_equal(rte_ring_mp_hts_enqueue_bulk(r, in, 3, NULL), 3);
	assert_int_equal(rte_ring_mp_hts_enqueue_burst(r, in, 3, NULL), 3);
	assert_int_equal(rte_ring_mc_rts_dequeue_bulk(r, out, 3, NULL), 3);
	assert_int_equal(rte_ring_mc_rts_dequeue_burst(r, out, 3, NULL), 3);
	assert_memory_equal(in, out, sizeof(in));
	rte_ring_free(r);
}

/* As observed with 22.11: an eighth of the capacity, any value may be set. */
static void
test_htd_max(void **state)
{
	struct rte_ring *r = make_ring(
			8, 1024, RING_F_MP_RTS_ENQ | RING_F_MC_HTS_DEQ);

	(void)state;
	assert_int_equal(rte_ring_get_prod_htd_max(r), 127);
	assert_int_equal(rte_ring_get_cons_htd_max(r), UINT32_MAX);
	assert_int_equal(rte_ring_set_cons_htd_max(r, 1), -ENOTSUP);
	assert_int_equal(rte_ring_set_prod_htd_max(r, 5), 0);
	assert_int_equal(rte_ring_get_prod_htd_max(r), 5);
	rte_ring_reset(r);
	assert_int_equal(rte_ring_get_prod_htd_max(r), 5);
	rte_ring_free(r);
	r = make_ring(8, 10,
			RING_F_EXACT_SZ | RING_F_MC_RTS_DEQ | RING_F_SP_ENQ);
	assert_int_equal(rte_ring_get_cons_htd_max(r), 1);
	assert_int_equal(rte_ring_get_prod_htd_max(r), UINT32_MAX);
	assert_int_equal(rte_ring_set_prod_htd_max(r, 1), -ENOTSUP);
	assert_int_equal(rte_ring_set_cons_htd_max(r, UINT32_MAX), 0);
	assert_int_equal(rte_ring_get_cons_htd_max(r), UINT32_MAX);
	rte_ring_free(r);
}

static void
test_contradictions(void **state)
{
	static const unsigned int flags[] = {
			RING_F_SP_ENQ | RING_F_MP_RTS_ENQ,
			RING_F_SP_ENQ | RING_F_MP_HTS_ENQ,
			RING_F_MP_RTS_ENQ | RING_F_MP_HTS_ENQ,
			RING_F_SC_DEQ | RING_F_MC_RTS_DEQ,
			RING_F_SC_DEQ | RING_F_MC_HTS_DEQ,
			RING_F_MC_RTS_DEQ | RING_F_MC_HTS_DEQ,
			0x80,
	};
	struct rte_ring *mem = aligned_alloc(RTE_CACHE_LINE_SIZE, 4096);
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(flags); i++) {
		rte_errno = 0;
		assert_null(rte_ring_create("r", 8, SOCKET_ID_ANY, flags[i]));
		assert_int_equal(rte_errno, EINVAL);
		assert_int_equal(rte_ring_init(mem, "r", 8, flags[i]), -EINVAL);
	}
	free(mem);
}

/* What a dump says of positions does not depend on the mode. */
static void
test_dump(void **state)
{
	struct rte_ring *r =
			make_ring(8, 8, RING_F_MP_RTS_ENQ | RING_F_MC_HTS_DEQ);
	void *table[4] = {0};
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	rte_ring_enqueue_bulk(r, table, 4, NULL);
	rte_ring_dequeue_bulk(r, table, 3, NULL);
	rte_ring_dump(f, r);
	fclose(f);
	assert_non_null(strstr(text, "  ct=3\n  ch=3\n  pt=4\n  ph=4\n"));
	free(text);
	rte_ring_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_pairs_of_modes),
			cmocka_unit_test(test_pointers),
			cmocka_unit_test(test_htd_max),
			cmocka_unit_test(test_contradictions),
			cmocka_unit_test(test_dump),
	};

	return cmocka_run_group_tests(tests, ring_setup, ring_teardown);
}
