/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The protocol of heads and tails as it is compiled into programs: two threads
 * with two operations each, in every order of their accesses, in every mode.
 * The ring keeps its invariants after each access; in the end each element was
 * got once or is in the ring, and those of one producer are in order. A
 * compare-and-swap that always succeeds has to be noticed.
 */
#include <bufplane_export.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <rte_atomic.h>
#include <rte_common.h>
#include <rte_lcore.h>
#include <rte_memzone.h>
#include <rte_pause.h>

#include "../interleave.h"

/* The source itself; its calls are those of interleave.h now. */
#include "ring.h"
#include "ring_wait.c"

#include <cmocka.h>

#define SLOTS   4
#define OPS     2
#define MOST    3 /* elements of one operation */
#define PREFILL 0x700

enum kind {
	PUT,      /* all or none */
	PUT_SOME, /* as many as fit */
	GET,
	GET_SOME,
	PEEK_PUT, /* start, finish with one less */
	PEEK_GET,
};

struct op {
	enum kind kind;
	unsigned int n;
};

struct scenario {
	struct op ops[IL_THREADS][OPS];
	unsigned int prefill;
};

static const struct scenario several[] = {
		{{{{PUT, 1}, {PUT, 2}}, {{PUT, 2}, {PUT_SOME, 1}}}, 0},
		{{{{GET, 1}, {GET, 1}}, {{GET, 2}, {GET_SOME, 1}}}, 3},
		{{{{PUT, 2}, {PUT_SOME, 2}}, {{GET_SOME, 2}, {GET, 1}}}, 1},
		{{{{PUT, 1}, {GET, 1}}, {{PUT, 1}, {GET, 1}}}, 0},
		{{{{PUT_SOME, 3}, {GET_SOME, 3}}, {{GET_SOME, 3}, {PUT, 2}}},
				2},
};

static const struct scenario one_a_side[] = {
		{{{{PUT, 2}, {PUT_SOME, 3}}, {{GET_SOME, 2}, {GET, 1}}}, 1},
		{{{{PUT_SOME, 3}, {PUT, 1}}, {{GET, 2}, {GET_SOME, 3}}}, 2},
};

static const struct scenario peeks[] = {
		{{{{PEEK_PUT, 2}, {PUT, 1}}, {{PUT, 1}, {PEEK_PUT, 2}}}, 0},
		{{{{PEEK_GET, 2}, {GET, 1}}, {{GET, 1}, {PEEK_GET, 2}}}, 3},
		{{{{PEEK_PUT, 3}, {PEEK_PUT, 2}},
				 {{PEEK_GET, 2}, {PEEK_GET, 3}}},
				1},
};

static union {
	struct rte_ring ring;
	uint8_t bytes[sizeof(struct rte_ring) + SLOTS * sizeof(uint32_t)];
} memory;

static const struct scenario *scene;

/* What the threads did; complete for those that have ended. */
static struct result {
	uint32_t put[OPS * MOST];
	uint32_t got[OPS * MOST];
	unsigned int n_put;
	unsigned int n_got;
} results[IL_THREADS];

static void
do_put(struct result *res, const struct op *op, uint32_t first)
{
	struct rte_ring *r = &memory.ring;
	uint32_t table[MOST];
	unsigned int i, n = 0;

	for (i = 0; i < op->n; i++)
		table[i] = first + i;
	if (op->kind == PUT) {
		n = rte_ring_enqueue_bulk_elem(r, table, 4, op->n, NULL);
	} else if (op->kind == PUT_SOME) {
		n = rte_ring_enqueue_burst_elem(r, table, 4, op->n, NULL);
	} else {
		n = rte_ring_enqueue_burst_elem_start(r, op->n, NULL);
		if (n != 0)
			rte_ring_enqueue_elem_finish(r, table, 4, --n);
	}
	for (i = 0; i < n; i++)
		res->put[res->n_put++] = table[i];
}

static void
do_get(struct result *res, const struct op *op)
{
	struct rte_ring *r = &memory.ring;
	uint32_t table[MOST];
	unsigned int i, n = 0;

	if (op->kind == GET) {
		n = rte_ring_dequeue_bulk_elem(r, table, 4, op->n, NULL);
	} else if (op->kind == GET_SOME) {
		n = rte_ring_dequeue_burst_elem(r, table, 4, op->n, NULL);
	} else {
		n = rte_ring_dequeue_burst_elem_start(r, table, 4, op->n, NULL);
		if (n != 0)
			rte_ring_dequeue_elem_finish(r, --n);
	}
	for (i = 0; i < n; i++)
		res->got[res->n_got++] = table[i];
}

static void
body(unsigned int id)
{
	struct result *res = &results[id];
	const struct op *op;
	unsigned int i;

	memset(res, 0, sizeof(*res));
	for (i = 0; i < OPS; i++) {
		op = &scene->ops[id][i];
		if (op->kind == GET || op->kind == GET_SOME ||
				op->kind == PEEK_GET)
			do_get(res, op);
		else
			do_put(res, op, (id + 1) << 8 | i << 4);
	}
}

/* What is in the ring: read from its slots, past the code under test. */
static unsigned int
left_over(uint32_t *values)
{
	const uint32_t *slots = (const uint32_t *)(&memory.ring + 1);
	uint32_t pos = memory.ring.cons.tail;
	unsigned int n = 0;

	while (pos != memory.ring.prod.tail && n < SLOTS)
		values[n++] = slots[pos++ & memory.ring.mask];
	return n;
}

static unsigned int
times(const uint32_t *values, unsigned int n, uint32_t value)
{
	unsigned int i, count = 0;

	for (i = 0; i < n; i++)
		count += values[i] == value;
	return count;
}

/* Whether the values of each producer rise. */
static bool
in_order(const uint32_t *values, unsigned int n)
{
	unsigned int i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			if (values[i] >> 8 == values[j] >> 8 &&
					values[i] >= values[j])
				return false;
	return true;
}

static const char *
check_end(void)
{
	uint32_t left[SLOTS];
	unsigned int i, j, seen, all, n_left = left_over(left);
	unsigned int n_put = scene->prefill, n_got = n_left;

	if (!in_order(left, n_left))
		return "what is left is out of order";
	for (i = 0; i < IL_THREADS; i++) {
		n_put += results[i].n_put;
		n_got += results[i].n_got;
		if (!in_order(results[i].got, results[i].n_got))
			return "a consumer got a producer's out of order";
	}
	if (n_put != n_got)
		return "elements were lost or came twice";
	for (i = 0; i < IL_THREADS + 1; i++) {
		all = i < IL_THREADS ? results[i].n_put : scene->prefill;
		for (j = 0; j < all; j++) {
			uint32_t v = i < IL_THREADS ? results[i].put[j]
						    : PREFILL + j;

			seen = times(left, n_left, v) +
					times(results[0].got, results[0].n_got,
							v) +
					times(results[1].got, results[1].n_got,
							v);
			if (seen != 1)
				return "an element is not there just once";
		}
	}
	return NULL;
}

static const char *
check(bool all_ended)
{
	const char *reason = NULL;

	if (!ring_check(&memory.ring, &reason))
		return reason;
	return all_ended ? check_end() : NULL;
}

/* A ring with some elements in it, its positions about to wrap. */
static void
make(unsigned int flags, unsigned int prefill)
{
	struct rte_ring *r = &memory.ring;
	uint32_t *slots = (uint32_t *)(r + 1);
	const uint32_t pos = UINT32_MAX - 1;
	unsigned int i;

	memset(&memory, 0, sizeof(memory));
	assert_int_equal(rte_ring_init(r, "r", SLOTS, flags), 0);
	rte_ring_set_prod_htd_max(r, 1);
	rte_ring_set_cons_htd_max(r, 1);
	for (i = 0; i < prefill; i++)
		slots[(pos + i) & r->mask] = PREFILL + i;
	r->prod.tail = pos + prefill;
	r->cons.tail = pos;
	if (r->prod.sync_type == RTE_RING_SYNC_MT_RTS)
		r->rts_prod.head.val.pos = pos + prefill;
	else
		r->prod.head = pos + prefill;
	if (r->cons.sync_type == RTE_RING_SYNC_MT_RTS)
		r->rts_cons.head.val.pos = pos;
	else
		r->cons.head = pos;
}

static const char *
try_scene(unsigned int flags, const struct scenario *s)
{
	static void (*const bodies[IL_THREADS])(unsigned int) = {body, body};

	make(flags, s->prefill);
	scene = s;
	return il_run(bodies, &memory, sizeof(memory), check);
}

static void
try_all(unsigned int flags, const struct scenario *s, unsigned int n)
{
	const char *wrong;
	unsigned int i, states = 0;

	for (i = 0; i < n; i++) {
		wrong = try_scene(flags, &s[i]);
		if (wrong != NULL)
			fail_msg("flags 0x%x, scenario %u: %s", flags, i,
					wrong);
		states += il.states;
	}
	print_message("flags 0x%x: %u states\n", flags, states);
}

static void
test_several(void **state)
{
	static const unsigned int prod[] = {
			0, RING_F_MP_RTS_ENQ, RING_F_MP_HTS_ENQ};
	static const unsigned int cons[] = {
			0, RING_F_MC_RTS_DEQ, RING_F_MC_HTS_DEQ};
	unsigned int p, c;

	(void)state;
	for (p = 0; p < RTE_DIM(prod); p++)
		for (c = 0; c < RTE_DIM(cons); c++)
			try_all(prod[p] | cons[c], several, RTE_DIM(several));
}

static void
test_one_a_side(void **state)
{
	static const unsigned int flags[] = {RING_F_SP_ENQ | RING_F_SC_DEQ,
			RING_F_SP_ENQ, RING_F_SC_DEQ | RING_F_MP_RTS_ENQ,
			RING_F_SP_ENQ | RING_F_MC_HTS_DEQ};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(flags); i++)
		try_all(flags[i], one_a_side, RTE_DIM(one_a_side));
}

static void
test_peek(void **state)
{
	(void)state;
	try_all(RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ, peeks, RTE_DIM(peeks));
	try_all(RING_F_SP_ENQ | RING_F_SC_DEQ, &peeks[2], 1);
}

static void
test_lies_are_found(void **state)
{
	static const unsigned int flags[] = {0,
			RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ,
			RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ};
	unsigned int i;

	(void)state;
	il.swaps_lie = true;
	for (i = 0; i < RTE_DIM(flags); i++) {
		assert_non_null(try_scene(flags[i], &several[0]));
		assert_non_null(try_scene(flags[i], &several[1]));
	}
	il.swaps_lie = false;
	/* Two producers where one is allowed. */
	assert_non_null(try_scene(RING_F_SP_ENQ, &several[0]));
	assert_non_null(try_scene(RING_F_SC_DEQ, &several[1]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_several),
			cmocka_unit_test(test_one_a_side),
			cmocka_unit_test(test_peek),
			cmocka_unit_test(test_lies_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
