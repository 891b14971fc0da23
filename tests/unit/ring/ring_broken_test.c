/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings with a claim that nobody ends: a dead process's, which the test says is
 * proven, or one that takes its time. The proof itself is tested by
 * tests/unit/eal/proof_test.c, real deaths by tests/system/group_test.py.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_errno.h>

#include "ring.h"

#include <cmocka.h>

#define SLOTS 64
#define CAP   (SLOTS - 1)

static struct {
	struct rte_ring r;
	void *slots[SLOTS];
} mem;
static struct rte_ring *const r = &mem.r;

static bool dead;               /* what the proof says */
static unsigned int asked;      /* for it */
static void (*meanwhile)(void); /* what happens then */

bool __wrap_bp_group_stuck(const volatile uint32_t *word, uint32_t value);

bool
__wrap_bp_group_stuck(const volatile uint32_t *word, uint32_t value)
{
	asked++;
	assert_int_equal(*word, value);
	if (meanwhile != NULL)
		meanwhile();
	return dead;
}

struct mode {
	const char *name;
	unsigned int flags;
};

static const struct mode modes[] = {
		{"mt", 0},
		{"rts", RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ},
		{"hts", RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ},
};

static void
fresh(unsigned int flags)
{
	dead = true;
	asked = 0;
	meanwhile = NULL;
	assert_int_equal(rte_ring_init(r, "broken", SLOTS, flags), 0);
	/* The first claim that waits is the one behind a dead one. */
	rte_ring_set_prod_htd_max(r, 1);
	rte_ring_set_cons_htd_max(r, 1);
}

/* Numbers from first on. */
static unsigned int
put(uintptr_t first, unsigned int n)
{
	void *objs[SLOTS];
	unsigned int i;

	for (i = 0; i < n; i++)
		objs[i] = (void *)(first + i);
	return rte_ring_enqueue_bulk(r, objs, n, NULL);
}

static unsigned int
get(uintptr_t first, unsigned int n)
{
	void *objs[SLOTS];
	unsigned int i, got = rte_ring_dequeue_bulk(r, objs, n, NULL);

	for (i = 0; i < got; i++)
		assert_int_equal((uintptr_t)objs[i], first + i);
	return got;
}

/* What a thread does that dies between claim and hand-over. */
static uint32_t
claim(bool prod, uint32_t n)
{
	struct rte_ring_headtail *own = prod ? &r->prod : &r->cons;
	const struct rte_ring_headtail *other = prod ? &r->cons : &r->prod;
	const uint32_t limit = prod ? r->capacity : 0;
	uint32_t pos, room;

	if (own->sync_type == RTE_RING_SYNC_MT_RTS)
		n = bp_ring_rts_claim((struct rte_ring_rts_headtail *)own,
				other, limit, n, RTE_RING_QUEUE_FIXED, &pos,
				&room);
	else if (own->sync_type == RTE_RING_SYNC_MT_HTS)
		n = bp_ring_hts_claim((struct rte_ring_hts_headtail *)own,
				other, limit, n, RTE_RING_QUEUE_FIXED, &pos,
				&room);
	else
		n = bp_ring_claim(own, other, limit, 0, n, RTE_RING_QUEUE_FIXED,
				&pos, &room);
	assert_int_not_equal(n, 0);
	return pos;
}

static void
check(void)
{
	const char *reason = "";

	if (!ring_check(r, &reason))
		fail_msg("%s", reason);
}

static void
dead_producer(const struct mode *mode)
{
	fresh(mode->flags);
	assert_int_equal(put(1, 5), 5);
	claim(true, 3);
	assert_false(bp_ring_broken(r));
	assert_int_equal(put(100, 2), 0);
	assert_true(bp_ring_broken(r));
	assert_int_equal(asked, 1);
	/* Once it is known nobody waits. */
	assert_int_equal(put(100, 2), 0);
	assert_int_equal(put(100, 1), 0);
	assert_int_equal(asked, 1);
	check();
	/* What was in there before still comes out. */
	assert_int_equal(get(1, 4), 4);
	assert_int_equal(get(5, 2), 0);
	/* Nothing that was refused is there. */
	bp_ring_recover(r);
	assert_false(bp_ring_broken(r));
	check();
	assert_int_equal(rte_ring_count(r), 1);
	assert_int_equal(put(6, CAP - 1), CAP - 1);
	assert_int_equal(get(5, CAP), CAP);
	assert_int_equal(asked, 1);
}

static void
dead_consumer(const struct mode *mode)
{
	bool rts;

	fresh(mode->flags);
	rts = r->cons.sync_type == RTE_RING_SYNC_MT_RTS;
	assert_int_equal(put(1, 10), 10);
	claim(false, 3);
	assert_int_equal(get(4, 2), 0);
	assert_true(bp_ring_broken(r));
	assert_int_equal(get(4, 1), 0);
	assert_int_equal(asked, 1);
	check();
	/* All that nobody got is there, but for relaxed tails. */
	assert_int_equal(bp_ring_recover(r), rts ? 3 : 0);
	check();
	assert_int_equal(get(rts ? 4 : 1, 7), 7);
	assert_int_equal(rte_ring_count(r), rts ? 0 : 3);
	assert_int_equal(put(1, CAP - 3), CAP - 3);
}

/* The claimer was only slow. */
static uint32_t slow_pos;
static unsigned int after;

static void
hand_over(void)
{
	if (asked < after)
		return;
	if (r->prod.sync_type == RTE_RING_SYNC_MT_RTS)
		bp_ring_rts_hand_over(&r->rts_prod);
	else if (r->prod.sync_type == RTE_RING_SYNC_MT_HTS)
		bp_ring_hts_hand_over(&r->hts_prod, slow_pos, 2);
	else
		bp_ring_hand_over(&r->prod, slow_pos, 2, 0);
}

static void
slow_producer(const struct mode *mode)
{
	void *objs[2] = {(void *)1, (void *)2};

	fresh(mode->flags);
	dead = false;
	slow_pos = claim(true, 2);
	bp_ring_copy_in(r, slow_pos, objs, sizeof(void *), 2);
	after = 3;
	meanwhile = hand_over;
	assert_int_equal(put(3, 2), 2);
	assert_int_equal(asked, 3);
	assert_false(bp_ring_broken(r));
	assert_int_equal(get(1, 4), 4);
}

/* The proof was wrong: nothing is lost or there twice. */
static void
wrong_proof(const struct mode *mode)
{
	void *objs[2] = {(void *)1, (void *)2};

	fresh(mode->flags);
	slow_pos = claim(true, 2);
	assert_int_equal(put(3, 2), 0);
	bp_ring_copy_in(r, slow_pos, objs, sizeof(void *), 2);
	after = 0;
	hand_over();
	assert_int_equal(get(1, 2), 2);
	assert_int_equal(get(3, 1), 0);
	bp_ring_recover(r);
	assert_int_equal(put(3, 2), 2);
	assert_int_equal(get(3, 2), 2);
}

static void
each_mode(void (*run)(const struct mode *mode))
{
	size_t i;

	for (i = 0; i < RTE_DIM(modes); i++) {
		print_message("%s\n", modes[i].name);
		run(&modes[i]);
	}
}

static void
test_dead_producer(void **state)
{
	(void)state;
	each_mode(dead_producer);
}

static void
test_dead_consumer(void **state)
{
	(void)state;
	each_mode(dead_consumer);
}

static void
test_slow_producer(void **state)
{
	(void)state;
	each_mode(slow_producer);
}

static void
test_wrong_proof(void **state)
{
	(void)state;
	each_mode(wrong_proof);
}

/* A relaxed tail keeps its limit, and pools with one do not wait for ever. */
static void
test_relaxed(void **state)
{
	unsigned int turns = 0;

	(void)state;
	fresh(modes[1].flags);
	rte_ring_set_prod_htd_max(r, 7);
	claim(true, 8);
	assert_int_equal(put(1, 1), 0);
	assert_int_equal(rte_ring_get_prod_htd_max(r), 0);
	bp_ring_recover(r);
	assert_int_equal(rte_ring_get_prod_htd_max(r), 7);
	claim(true, 1);
	while (!bp_ring_rts_hopeless(r, &r->rts_prod, &turns))
		continue;
	assert_int_equal(asked, 2);
	assert_true(bp_ring_broken(r));
	assert_int_equal(bp_ring_rts_hopeless(r, &r->rts_cons, &turns), 1);
	assert_int_equal(asked, 2);
	rte_ring_reset(r);
	assert_false(bp_ring_broken(r));
	assert_int_equal(rte_ring_get_prod_htd_max(r), 7);
}

/* A side of one thread: who takes a dead one's place says so. */
static void
test_single(void **state)
{
	uint32_t pos, room;

	(void)state;
	fresh(RING_F_SP_ENQ | RING_F_SC_DEQ);
	assert_int_equal(put(1, 4), 4);
	bp_ring_claim(&r->prod, &r->cons, r->capacity, 1, 5,
			RTE_RING_QUEUE_FIXED, &pos, &room);
	bp_ring_claim(&r->cons, &r->prod, 0, 1, 2, RTE_RING_QUEUE_FIXED, &pos,
			&room);
	assert_int_equal(bp_ring_recover(r), 0);
	assert_int_equal(put(5, 2), 2);
	assert_int_equal(get(1, 6), 6);
	assert_int_equal(asked, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_dead_producer),
			cmocka_unit_test(test_dead_consumer),
			cmocka_unit_test(test_slow_producer),
			cmocka_unit_test(test_wrong_proof),
			cmocka_unit_test(test_relaxed),
			cmocka_unit_test(test_single),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
