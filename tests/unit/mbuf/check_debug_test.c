/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program that is compiled with RTE_LIBRTE_MBUF_DEBUG and RTE_ENABLE_ASSERT:
 * each misuse ends it with a text that names what is wrong, with a library of
 * any build; a correct life runs through.
 */
#include "mbuf_child.h"

#if !defined(RTE_LIBRTE_MBUF_DEBUG) || !defined(RTE_ENABLE_ASSERT)
#error "to be compiled with both"
#endif

/* A call, and a buffer made wrong for it; the child runs it. */
struct misuse {
	const char *text;
	void (*act)(struct rte_mbuf *m);
	/* Where act is called with a sound packet of two segments, but: */
	void (*spoil)(struct rte_mbuf *m);
};

static struct rte_mbuf_ext_shared_info info;
static char area[256];

static void
ignore(void *addr, void *opaque)
{
	(void)addr;
	(void)opaque;
}

static void
attach_area(struct rte_mbuf *m)
{
	rte_pktmbuf_attach_extbuf(m, area, RTE_BAD_IOVA, sizeof(area), &info);
}

static struct rte_mbuf *
one(void)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	if (m == NULL)
		_exit(98);
	return m;
}

/* Spoilers. */
static void
no_users(struct rte_mbuf *m)
{
	rte_mbuf_refcnt_update(m, -1);
}

static void
no_users_behind(struct rte_mbuf *m)
{
	rte_mbuf_refcnt_update(m->next, -1);
}

static void
two_users(struct rte_mbuf *m)
{
	rte_mbuf_refcnt_update(m, 1);
}

static void
all_users(struct rte_mbuf *m)
{
	rte_mbuf_refcnt_set(m, UINT16_MAX - 1);
}

static void
longer(struct rte_mbuf *m)
{
	m->pkt_len++;
}

static void
too_many(struct rte_mbuf *m)
{
	m->nb_segs = 3;
}

static void
no_address(struct rte_mbuf *m)
{
	m->buf_addr = NULL;
}

static void
no_pool(struct rte_mbuf *m)
{
	m->pool = NULL;
}

static void
no_iova(struct rte_mbuf *m)
{
	rte_mbuf_iova_set(m, 0);
}

static void
no_info(struct rte_mbuf *m)
{
	rte_pktmbuf_free(m->next);
	m->next = NULL;
	m->nb_segs = 1;
	m->data_len = 0;
	m->pkt_len = 0;
	attach_area(m);
	m->shinfo = NULL;
}

static void
no_callback(struct rte_mbuf *m)
{
	(void)m;
	info.free_cb = NULL;
}

/* Put a single buffer back, which somebody writes to afterwards. */
static struct rte_mbuf *freed;

static void
put_back(struct rte_mbuf *m)
{
	rte_pktmbuf_free(m);
	freed = one();
	rte_pktmbuf_free(freed);
}

static void
freed_unused(struct rte_mbuf *m)
{
	put_back(m);
	freed->refcnt = 0;
}

static void
freed_shared(struct rte_mbuf *m)
{
	put_back(m);
	freed->refcnt = 2;
}

static void
freed_chained(struct rte_mbuf *m)
{
	put_back(m);
	freed->next = freed;
}

static void
freed_counted(struct rte_mbuf *m)
{
	put_back(m);
	freed->nb_segs = 2;
}

/* Calls. */
static void
alloc(struct rte_mbuf *m)
{
	(void)m;
	one();
}

static void
alloc_bulk(struct rte_mbuf *m)
{
	struct rte_mbuf *ms[4];

	(void)m;
	if (rte_pktmbuf_alloc_bulk(pool, ms, 4) != 0)
		_exit(98);
}

static void
raw_alloc(struct rte_mbuf *m)
{
	(void)m;
	rte_mbuf_raw_alloc(pool);
}

static void
prefree(struct rte_mbuf *m)
{
	rte_pktmbuf_prefree_seg(m);
}

static void
raw_free_clone(struct rte_mbuf *m)
{
	struct rte_mbuf *mi = one();

	rte_pktmbuf_attach(mi, m);
	rte_mbuf_raw_free(mi);
}

static void
raw_free_external(struct rte_mbuf *m)
{
	struct rte_mbuf *mi = one();

	(void)m;
	attach_area(mi);
	rte_mbuf_raw_free(mi);
}

static void
free_clone(struct rte_mbuf *m)
{
	struct rte_mbuf *mi = one();

	rte_pktmbuf_attach(mi, m);
	rte_mbuf_refcnt_set(m, 0);
	rte_pktmbuf_free(mi);
}

static void
free_twice(struct rte_mbuf *m)
{
	rte_mbuf_refcnt_update(m, 1);
	rte_pktmbuf_free_seg(m);
	rte_mbuf_refcnt_update(m, -1);
	rte_pktmbuf_free_seg(m);
}

static void
attach_to(struct rte_mbuf *m)
{
	rte_pktmbuf_attach(one(), m);
}

static void
attach_shared(struct rte_mbuf *m)
{
	struct rte_mbuf *mi = one();

	rte_mbuf_refcnt_update(mi, 1);
	rte_pktmbuf_attach(mi, m);
}

static void
attach_twice(struct rte_mbuf *m)
{
	struct rte_mbuf *mi = one();

	rte_pktmbuf_attach(mi, m);
	rte_pktmbuf_attach(mi, m);
}

static void
attach_area_to_clone(struct rte_mbuf *m)
{
	struct rte_mbuf *mi = one();

	rte_pktmbuf_attach(mi, m);
	attach_area(mi);
}

static void
headroom(struct rte_mbuf *m)
{
	rte_pktmbuf_headroom(m);
}

static void
tailroom(struct rte_mbuf *m)
{
	rte_pktmbuf_tailroom(m);
}

static void
lastseg(struct rte_mbuf *m)
{
	rte_pktmbuf_lastseg(m);
}

static void
contiguous(struct rte_mbuf *m)
{
	rte_pktmbuf_is_contiguous(m);
}

static void
prepend(struct rte_mbuf *m)
{
	rte_pktmbuf_prepend(m, 1);
}

static void
append(struct rte_mbuf *m)
{
	rte_pktmbuf_append(m, 1);
}

static void
adj(struct rte_mbuf *m)
{
	rte_pktmbuf_adj(m, 1);
}

static void
trim(struct rte_mbuf *m)
{
	rte_pktmbuf_trim(m, 1);
}

static void
linearize(struct rte_mbuf *m)
{
	rte_pktmbuf_linearize(m);
}

static void
chain(struct rte_mbuf *m)
{
	rte_pktmbuf_chain(m, one());
}

static void
count_users(struct rte_mbuf *m)
{
	rte_pktmbuf_refcnt_update(m, 1);
}

static void
check_it(struct rte_mbuf *m)
{
	__rte_mbuf_sanity_check(m, 1);
}

static void
check_raw(struct rte_mbuf *m)
{
	MBUF_RAW_ALLOC_CHECK(m);
}

#define PANIC "PANIC in rte_mbuf_sanity_check():\nmbuf 0x"

static const struct misuse misuses[] = {
		/* What was written to after it was freed. */
		{"bad ref cnt", alloc, freed_unused},
		{"\"rte_mbuf_refcnt_read(m) == 1\"", alloc, freed_shared},
		{"\"m->next == NULL\"", alloc, freed_chained},
		{"\"m->nb_segs == 1\"", alloc, freed_counted},
		{"\"m->nb_segs == 1\"", raw_alloc, freed_counted},
		{"bad ref cnt", alloc_bulk, freed_unused},
		{"\"m->next == NULL\"", alloc_bulk, freed_chained},
		/* What is freed and should not be. */
		{"bad ref cnt", rte_pktmbuf_free, no_users},
		{"bad ref cnt", rte_pktmbuf_free, no_users_behind},
		{"bad ref cnt", rte_pktmbuf_free_seg, no_users},
		{"bad ref cnt", prefree, no_users},
		{"bad ref cnt", free_twice, NULL},
		{"bad ref cnt", free_clone, NULL},
		{"bad pkt_len", rte_pktmbuf_free, longer},
		{"bad nb_segs", rte_pktmbuf_free, too_many},
		{"bad virt addr", rte_pktmbuf_free, no_address},
		{"bad mbuf pool", rte_pktmbuf_free, no_pool},
		{"bad IO addr", rte_pktmbuf_free, no_iova},
		{"m->shinfo != NULL", rte_pktmbuf_free, no_info},
		{"PANIC in rte_mbuf_raw_free", raw_free_clone, NULL},
		{"PANIC in rte_mbuf_raw_free", raw_free_external, NULL},
		{"\"rte_mbuf_refcnt_read(m) == 1\"", rte_mbuf_raw_free,
				two_users},
		{"\"m->next == NULL\"", rte_mbuf_raw_free, NULL},
		/* What is attached or detached and should not be. */
		{"bad ref cnt", attach_to, all_users},
		{"\"rte_mbuf_refcnt_read(mi) == 1\"", attach_shared, NULL},
		{"\"RTE_MBUF_DIRECT(mi)\"", attach_twice, NULL},
		{"\"RTE_MBUF_DIRECT(m)\"", attach_area_to_clone, NULL},
		{"\"rte_mbuf_refcnt_read(m) == 1\"", attach_area, two_users},
		{"\"shinfo->free_cb != NULL\"", attach_area, no_callback},
		{"PANIC in rte_pktmbuf_detach", rte_pktmbuf_detach, NULL},
		{"m->shinfo != NULL", rte_pktmbuf_detach, no_info},
		/* Packets that are not sound. */
		{PANIC, headroom, no_address},
		{PANIC, tailroom, no_address},
		{PANIC, rte_pktmbuf_reset, no_address},
		{PANIC, lastseg, longer},
		{PANIC, contiguous, longer},
		{PANIC, prepend, longer},
		{PANIC, append, longer},
		{PANIC, adj, longer},
		{PANIC, trim, longer},
		{PANIC, linearize, longer},
		{PANIC, chain, longer},
		{PANIC, count_users, longer},
		{PANIC, check_it, longer},
		{PANIC, check_raw, no_users},
};

static void
commit(const void *arg)
{
	const uint16_t lens[] = {20, 10};
	const struct misuse *misuse = arg;
	struct rte_mbuf *m;

	info.free_cb = ignore;
	rte_mbuf_ext_refcnt_set(&info, 1);
	m = make_packet(pool, lens, 2, 0);
	if (misuse->spoil != NULL)
		misuse->spoil(m);
	misuse->act(m);
}

static void
misuse_ends_the_program(void **state)
{
	unsigned int failed = 0;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(misuses); i++) {
		if (child_panics(commit, &misuses[i], misuses[i].text))
			continue;
		print_message("misuse %u\n", i);
		failed++;
	}
	assert_int_equal(failed, 0);
}

/* Bytes added and cut at both ends, a chain, and one segment again. */
static struct rte_mbuf *
live_data(void)
{
	struct rte_mbuf *m = one();
	struct rte_mbuf *tail = one();

	assert_non_null(rte_pktmbuf_append(m, 20));
	assert_non_null(rte_pktmbuf_prepend(m, 14));
	assert_non_null(rte_pktmbuf_adj(m, 4));
	assert_int_equal(rte_pktmbuf_trim(m, 10), 0);
	assert_non_null(rte_pktmbuf_append(tail, 7));
	assert_int_equal(rte_pktmbuf_chain(m, tail), 0);
	assert_int_equal(rte_pktmbuf_linearize(m), 0);
	assert_int_equal(rte_pktmbuf_pkt_len(m), 27);
	assert_int_equal(rte_pktmbuf_chain(m, one()), 0);
	return m;
}

/* Attached to either kind of memory, and to what is attached itself. */
static void
live_attached(struct rte_mbuf *m)
{
	struct rte_mbuf *clone = rte_pktmbuf_clone(m, pool);
	struct rte_mbuf *mi = one();
	struct rte_mbuf *mj = one();

	assert_non_null(clone);
	attach_area(mi);
	rte_pktmbuf_attach(mj, mi);
	rte_pktmbuf_detach(mi);
	rte_pktmbuf_reset(mi);
	rte_pktmbuf_attach(mi, clone);
	rte_pktmbuf_free(m);
	rte_pktmbuf_refcnt_update(mi, 1);
	rte_pktmbuf_free(mi);
	rte_pktmbuf_free(clone);
	rte_pktmbuf_free(mi);
	assert_int_equal(rte_mbuf_ext_refcnt_read(&info), 1);
	rte_pktmbuf_free(mj);
	assert_int_equal(rte_mbuf_ext_refcnt_read(&info), 0);
}

static void
correct_life_goes_on(void **state)
{
	struct rte_mbuf *ms[64];
	struct rte_mbuf *m;
	unsigned int i;

	(void)state;
	info.free_cb = ignore;
	rte_mbuf_ext_refcnt_set(&info, 1);
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, ms, 64), 0);
	for (i = 0; i < 64; i++)
		assert_non_null(rte_pktmbuf_append(ms[i], (uint16_t)i));
	rte_pktmbuf_free_bulk(ms, 64);
	assert_int_equal(
			rte_pktmbuf_alloc_bulk(pool, ms, POOL_N + 1), -ENOBUFS);
	live_attached(live_data());
	m = rte_mbuf_raw_alloc(pool);
	assert_non_null(m);
	MBUF_RAW_ALLOC_CHECK(m);
	rte_mbuf_raw_free(m);
	assert_pool_whole(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(misuse_ends_the_program),
			cmocka_unit_test_setup_teardown(correct_life_goes_on,
					env_start, env_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
