/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every reason the walker can give, which of several it gives, what it does not
 * look at, and what the sanity check makes of each. Agreed with 22.11.11.
 */
#include "mbuf_child.h"

/* A field with another value, and what is then wrong; NULL: nothing. */
struct spoiled {
	size_t at;
	size_t size;
	uint64_t value;
	const char *alone;  /* as a buffer */
	const char *packet; /* as the first segment of a packet */
};

#define WITH(field, value, alone, packet)                                      \
	{                                                                      \
		offsetof(struct rte_mbuf, field),                              \
				sizeof(((struct rte_mbuf *)0)->field), value,  \
				alone, packet                                  \
	}

#define OFFSET "data offset too big in mbuf segment"
#define LENGTH "data length too big in mbuf segment"

/* The first of two segments, with 20 bytes of the packet's 30. */
static const struct spoiled firsts[] = {
		WITH(pool, 0, "bad mbuf pool", "bad mbuf pool"),
		WITH(buf_iova, 0, "bad IO addr", "bad IO addr"),
		WITH(buf_iova, RTE_BAD_IOVA, NULL, NULL),
		WITH(buf_addr, 0, "bad virt addr", "bad virt addr"),
		WITH(refcnt, 0, "bad ref cnt", "bad ref cnt"),
		WITH(refcnt, 65535, "bad ref cnt", "bad ref cnt"),
		WITH(refcnt, 65534, NULL, NULL),
		WITH(pkt_len, 0, NULL, "bad data_len"),
		WITH(pkt_len, 19, NULL, "bad data_len"),
		WITH(data_len, 31, NULL, "bad data_len"),
		WITH(data_off, POOL_ROOM + 1, NULL, OFFSET),
		WITH(data_off, 65535, NULL, OFFSET),
		WITH(buf_len, RTE_PKTMBUF_HEADROOM - 1, NULL, OFFSET),
		WITH(data_off, POOL_ROOM, NULL, LENGTH),
		WITH(data_off, POOL_ROOM - 19, NULL, LENGTH),
		WITH(buf_len, RTE_PKTMBUF_HEADROOM + 19, NULL, LENGTH),
		WITH(data_off, POOL_ROOM - 20, NULL, NULL),
		WITH(data_off, 0, NULL, NULL),
		WITH(nb_segs, 0, NULL, "bad nb_segs"),
		WITH(nb_segs, 1, NULL, "bad nb_segs"),
		WITH(nb_segs, 3, NULL, "bad nb_segs"),
		WITH(nb_segs, 65535, NULL, "bad nb_segs"),
		WITH(next, 0, NULL, "bad nb_segs"),
		WITH(pkt_len, 20, NULL, "bad pkt_len"),
		WITH(pkt_len, 31, NULL, "bad pkt_len"),
		WITH(pkt_len, UINT32_MAX, NULL, "bad pkt_len"),
		WITH(data_len, 19, NULL, "bad pkt_len"),
		WITH(data_len, 30, NULL, "bad pkt_len"),
		WITH(ol_flags, UINT64_MAX, NULL, NULL),
		WITH(shinfo, 0, NULL, NULL),
		WITH(priv_size, 65535, NULL, NULL),
		WITH(port, 7, NULL, NULL),
};

/* The second one, of 10 bytes; alone is not asked. */
static const struct spoiled seconds[] = {
		WITH(data_off, POOL_ROOM + 1, NULL, OFFSET),
		WITH(data_off, POOL_ROOM - 9, NULL, LENGTH),
		WITH(data_off, POOL_ROOM - 10, NULL, NULL),
		WITH(data_len, POOL_DATA + 1, NULL, LENGTH),
		WITH(data_len, POOL_DATA, NULL, "bad pkt_len"),
		WITH(buf_len, 0, NULL, OFFSET),
		WITH(pool, 0, NULL, NULL),
		WITH(buf_iova, 0, NULL, NULL),
		WITH(buf_addr, 0, NULL, NULL),
		WITH(refcnt, 0, NULL, NULL),
		WITH(nb_segs, 9, NULL, NULL),
		WITH(pkt_len, 0, NULL, NULL),
};

/* Each of these comes before those above it. */
static const struct spoiled order[] = {
		WITH(pkt_len, 31, NULL, "bad pkt_len"),
		WITH(nb_segs, 3, NULL, "bad nb_segs"),
		WITH(buf_len, RTE_PKTMBUF_HEADROOM + 19, NULL, LENGTH),
		WITH(data_off, POOL_ROOM, NULL, OFFSET),
		WITH(pkt_len, 19, NULL, "bad data_len"),
		WITH(refcnt, 0, "bad ref cnt", "bad ref cnt"),
		WITH(buf_addr, 0, "bad virt addr", "bad virt addr"),
		WITH(buf_iova, 0, "bad IO addr", "bad IO addr"),
		WITH(pool, 0, "bad mbuf pool", "bad mbuf pool"),
};

static struct rte_mbuf *
make_two(void)
{
	const uint16_t lens[] = {20, 10};

	return make_packet(pool, lens, 2, 0);
}

static void
spoil(struct rte_mbuf *m, const struct spoiled *how)
{
	memcpy((char *)m + how->at, &how->value, how->size);
}

static void
expect(const struct rte_mbuf *m, int is_header, const char *want)
{
	const char *reason = "untouched";
	int rc = rte_mbuf_check(m, is_header, &reason);

	assert_string_equal(reason, want == NULL ? "untouched" : want);
	assert_int_equal(rc, want == NULL ? 0 : -1);
}

static void
every_reason(void **state)
{
	struct rte_mbuf *m = make_two();
	const struct rte_mbuf saved = *m;
	unsigned int i;

	(void)state;
	expect(NULL, 0, "mbuf is NULL");
	expect(NULL, 1, "mbuf is NULL");
	expect(m, 0, NULL);
	expect(m, 1, NULL);
	for (i = 0; i < RTE_DIM(firsts); i++) {
		spoil(m, &firsts[i]);
		expect(m, 0, firsts[i].alone);
		expect(m, 1, firsts[i].packet);
		expect(m, -1, firsts[i].packet);
		*m = saved;
	}
	rte_pktmbuf_free(m);
}

static void
later_segments_count(void **state)
{
	struct rte_mbuf *m = make_two();
	const struct rte_mbuf saved = *m->next;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(seconds); i++) {
		spoil(m->next, &seconds[i]);
		expect(m, 0, NULL);
		expect(m, 1, seconds[i].packet);
		*m->next = saved;
	}
	rte_pktmbuf_free(m);
}

static void
the_worst_comes_first(void **state)
{
	struct rte_mbuf *m = make_two();
	const struct rte_mbuf saved = *m;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(order); i++) {
		spoil(m, &order[i]);
		expect(m, 0, order[i].alone);
		expect(m, 1, order[i].packet);
	}
	*m = saved;
	rte_pktmbuf_free(m);
}

/* Whatever nb_segs says; 22.11 goes round for ever. */
static void
loops_end(void **state)
{
	struct rte_mbuf *m = make_two();
	struct rte_mbuf *second = m->next;
	unsigned int n;

	(void)state;
	for (n = 0; n <= UINT16_MAX; n += n < 5 ? 1 : 13106) {
		m->nb_segs = (uint16_t)n;
		m->next = m;
		expect(m, 1, "bad nb_segs");
		m->next = second;
		second->next = m;
		expect(m, 1, "bad nb_segs");
		second->next = second;
		expect(m, 1, "bad nb_segs");
		second->next = NULL;
	}
	m->nb_segs = 2;
	rte_pktmbuf_free(m);
}

static void
long_packets_are_fine(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	unsigned int i;

	(void)state;
	assert_non_null(m);
	for (i = 1; i < POOL_N; i++)
		assert_int_equal(rte_pktmbuf_chain(m, rte_pktmbuf_alloc(pool)),
				0);
	assert_int_equal(m->nb_segs, POOL_N);
	expect(m, 1, NULL);
	rte_mbuf_sanity_check(m, 1);
	rte_mbuf_sanity_check(m, 0);
	rte_pktmbuf_free(m);
}

static void
sanity_of_spoiled(const void *arg)
{
	struct rte_mbuf *m = make_two();

	rte_mbuf_sanity_check(m, 1);
	spoil(m, arg);
	rte_mbuf_sanity_check(m, 1);
}

static void
sanity_of_null(const void *arg)
{
	rte_mbuf_sanity_check(arg, 0);
}

/* The program, not this one: without a library, see mbuf_child.h. */
static void
sanity_ends_the_program(void **state)
{
	unsigned int i;

	(void)state;
	assert_true(child_panics(sanity_of_null, NULL, "mbuf is NULL\n"));
	for (i = 0; i < RTE_DIM(order); i++)
		assert_true(child_panics(sanity_of_spoiled, &order[i],
				"PANIC in rte_mbuf_sanity_check():\nmbuf 0x"));
	for (i = 0; i < RTE_DIM(firsts); i++)
		if (firsts[i].packet != NULL)
			assert_true(child_panics(sanity_of_spoiled, &firsts[i],
					firsts[i].packet));
}

int
main(void)
{
	const struct CMUnitTest ends[] = {
			cmocka_unit_test(sanity_ends_the_program),
	};
	const struct CMUnitTest tests[] = {
			mbuf_test(every_reason),
			mbuf_test(later_segments_count),
			mbuf_test(the_worst_comes_first),
			mbuf_test(loops_end),
			mbuf_test(long_packets_are_fine),
	};

	return cmocka_run_group_tests(ends, NULL, NULL) +
			cmocka_run_group_tests(tests, env_start, env_stop);
}
