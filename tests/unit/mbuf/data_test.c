/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes of a packet: adding and cutting at both ends, chains. Each limit is
 * met exactly and then passed by one, and what is refused changes nothing.
 */
#include "digest.h"
#include "mbuf_env.h"

#define SEGS 4

static void
both_ends_to_the_limit(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	char *start;

	(void)state;
	assert_non_null(m);
	start = rte_pktmbuf_mtod(m, char *);
	assert_int_equal(rte_pktmbuf_headroom(m), RTE_PKTMBUF_HEADROOM);
	assert_int_equal(rte_pktmbuf_tailroom(m), POOL_DATA);
	assert_null(rte_pktmbuf_append(m, POOL_DATA + 1));
	assert_ptr_equal(rte_pktmbuf_append(m, 100), start);
	assert_ptr_equal(rte_pktmbuf_append(m, POOL_DATA - 100), start + 100);
	assert_null(rte_pktmbuf_append(m, 1));
	assert_ptr_equal(rte_pktmbuf_append(m, 0), start + POOL_DATA);
	assert_int_equal(rte_pktmbuf_tailroom(m), 0);
	assert_null(rte_pktmbuf_prepend(m, RTE_PKTMBUF_HEADROOM + 1));
	assert_ptr_equal(rte_pktmbuf_prepend(m, RTE_PKTMBUF_HEADROOM),
			m->buf_addr);
	assert_null(rte_pktmbuf_prepend(m, 1));
	assert_int_equal(rte_pktmbuf_pkt_len(m), POOL_ROOM);
	assert_int_equal(rte_pktmbuf_data_len(m), POOL_ROOM);
	assert_sound(m);
	assert_null(rte_pktmbuf_adj(m, POOL_ROOM + 1));
	assert_ptr_equal(rte_pktmbuf_adj(m, 12), (char *)m->buf_addr + 12);
	assert_int_equal(rte_pktmbuf_trim(m, POOL_ROOM - 12 + 1), -1);
	assert_int_equal(rte_pktmbuf_trim(m, POOL_ROOM - 12), 0);
	assert_int_equal(m->pkt_len, 0);
	assert_sound(m);
	assert_ptr_equal(rte_pktmbuf_mtod_offset(m, char *, 5),
			(char *)m->buf_addr + 17);
	rte_pktmbuf_free(m);
}

static void
chains_change_at_their_ends(void **state)
{
	const uint16_t lens[] = {10, 20, 30};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 0);
	struct rte_mbuf *last = rte_pktmbuf_lastseg(m);

	(void)state;
	assert_false(rte_pktmbuf_is_contiguous(m));
	assert_true(rte_pktmbuf_is_contiguous(last));
	assert_int_equal(m->pkt_len, 60);
	assert_int_equal(last->pkt_len, 30);
	assert_non_null(rte_pktmbuf_append(m, 5));
	assert_int_equal(last->data_len, 35);
	assert_int_equal(m->pkt_len, 65);
	assert_int_equal(rte_pktmbuf_trim(m, 36), -1);
	assert_int_equal(rte_pktmbuf_trim(m, 35), 0);
	assert_null(rte_pktmbuf_adj(m, 11));
	assert_non_null(rte_pktmbuf_adj(m, 10));
	assert_int_equal(m->pkt_len, 20);
	assert_sound(m);
	assert_bytes(m, 0, 20, 10);
	rte_pktmbuf_free(m);
}

static void
chains_have_a_limit(void **state)
{
	struct rte_mbuf *m, *tail;

	(void)state;
	if (UNSOUND_ENDS)
		skip();
	m = rte_pktmbuf_alloc(pool);
	tail = rte_pktmbuf_alloc(pool);
	assert_non_null(m);
	assert_non_null(tail);
	m->nb_segs = RTE_MBUF_MAX_NB_SEGS;
	assert_int_equal(rte_pktmbuf_chain(m, tail), -EOVERFLOW);
	assert_null(m->next);
	m->nb_segs = RTE_MBUF_MAX_NB_SEGS - 1;
	assert_int_equal(rte_pktmbuf_chain(m, tail), 0);
	assert_int_equal(m->nb_segs, RTE_MBUF_MAX_NB_SEGS);
	assert_ptr_equal(m->next, tail);
	rte_pktmbuf_free(m);
}

/* A buffer's own size, not the pool's, is what bounds its data. */
static void
the_largest_buffer(void **state)
{
	static char area[UINT16_MAX];
	struct rte_mbuf m = {.buf_addr = area,
			.buf_iova = RTE_BAD_IOVA,
			.buf_len = UINT16_MAX,
			.refcnt = 1,
			.nb_segs = 1,
			.pool = pool};

	(void)state;
	assert_int_equal(rte_pktmbuf_headroom(&m), 0);
	assert_int_equal(rte_pktmbuf_tailroom(&m), UINT16_MAX);
	assert_ptr_equal(rte_pktmbuf_append(&m, UINT16_MAX), area);
	assert_null(rte_pktmbuf_append(&m, 1));
	assert_null(rte_pktmbuf_prepend(&m, 1));
	assert_ptr_equal(rte_pktmbuf_adj(&m, UINT16_MAX), area + UINT16_MAX);
	assert_int_equal(m.pkt_len, 0);
	assert_null(rte_pktmbuf_adj(&m, 1));
	assert_int_equal(rte_pktmbuf_trim(&m, 1), -1);
	assert_ptr_equal(rte_pktmbuf_prepend(&m, UINT16_MAX), area);
	assert_int_equal(rte_pktmbuf_trim(&m, UINT16_MAX), 0);
	assert_int_equal(m.data_len, 0);
}

/* What the fields of a chain should say. */
struct shadow {
	struct {
		unsigned int off, len;
	} seg[SEGS];
	unsigned int n;
};

static void
check_shadow(const struct shadow *s, const struct rte_mbuf *m)
{
	const struct rte_mbuf *seg = m;
	unsigned int i, sum = 0;

	for (i = 0; i < s->n; i++, seg = seg->next) {
		assert_int_equal(rte_pktmbuf_headroom(seg), s->seg[i].off);
		assert_int_equal(seg->data_len, s->seg[i].len);
		assert_int_equal(rte_pktmbuf_tailroom(seg),
				POOL_ROOM - s->seg[i].off - s->seg[i].len);
		sum += s->seg[i].len;
	}
	assert_int_equal(m->pkt_len, sum);
	assert_sound(m);
}

/* A length at, below or above a limit of the chain; or any. */
static uint16_t
pick_length(const struct shadow *s, uint64_t *seed)
{
	const unsigned int last = s->n - 1;
	const unsigned int limits[] = {s->seg[0].off, s->seg[0].len,
			s->seg[last].len,
			POOL_ROOM - s->seg[last].off - s->seg[last].len, 0, 20};
	const uint64_t r = digest_next(seed);

	if (r % 16 == 0)
		return (uint16_t)(r >> 32);
	return (uint16_t)(limits[(r >> 8) % RTE_DIM(limits)] + (r >> 16) % 3 -
			1);
}

static void
change_start(struct shadow *s, struct rte_mbuf *m, bool add, uint16_t len)
{
	const unsigned int room = add ? s->seg[0].off : s->seg[0].len;
	char *at = add ? rte_pktmbuf_prepend(m, len) : rte_pktmbuf_adj(m, len);

	if (len > room) {
		assert_null(at);
		return;
	}
	s->seg[0].off += add ? 0U - len : len;
	s->seg[0].len += add ? len : 0U - len;
	assert_ptr_equal(at, (char *)m->buf_addr + s->seg[0].off);
}

static void
change_end(struct shadow *s, struct rte_mbuf *m, bool add, uint16_t len)
{
	unsigned int *const have = &s->seg[s->n - 1].len;
	const unsigned int start = s->seg[s->n - 1].off + *have;
	const struct rte_mbuf *last = rte_pktmbuf_lastseg(m);
	char *at;

	if (!add) {
		assert_int_equal(
				rte_pktmbuf_trim(m, len), len > *have ? -1 : 0);
		*have -= len > *have ? 0 : len;
		return;
	}
	at = rte_pktmbuf_append(m, len);
	if (len > POOL_ROOM - start) {
		assert_null(at);
		return;
	}
	*have += len;
	assert_ptr_equal(at, (char *)last->buf_addr + start);
}

static void
any_changes_in_a_row(void **state)
{
	uint64_t seed = 7, r;
	struct shadow s;
	struct rte_mbuf *m;
	unsigned int round, i;
	uint16_t lens[SEGS], len;

	(void)state;
	for (round = 0; round < 200; round++) {
		s.n = 1 + round % SEGS;
		for (i = 0; i < s.n; i++) {
			lens[i] = (uint16_t)(digest_next(&seed) % 200);
			s.seg[i].off = RTE_PKTMBUF_HEADROOM;
			s.seg[i].len = lens[i];
		}
		m = make_packet(pool, lens, s.n, 0);
		for (i = 0; i < 30; i++) {
			r = digest_next(&seed);
			len = pick_length(&s, &seed);
			if (r & 1)
				change_start(&s, m, r & 2, len);
			else
				change_end(&s, m, r & 2, len);
			check_shadow(&s, m);
		}
		rte_pktmbuf_free(m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(both_ends_to_the_limit),
			mbuf_test(chains_change_at_their_ends),
			mbuf_test(chains_have_a_limit),
			mbuf_test(the_largest_buffer),
			mbuf_test(any_changes_in_a_row),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
