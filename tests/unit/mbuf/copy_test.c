/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copy, linearize and read, at every offset and length over segment borders.
 */
#include "mixed.h"

static const uint16_t lens[] = {5, 0, 7, 1, 0};

static void
copies_of_every_stretch(void **state)
{
	struct rte_mbuf *m = make_packet(pool, lens, 5, 40);
	struct rte_mbuf *copy;
	uint32_t off, len;

	(void)state;
	m->ol_flags = RTE_MBUF_F_RX_VLAN;
	m->vlan_tci = 3;
	for (off = 0; off < 13; off++) {
		for (len = 0; len < 16; len++) {
			uint32_t n = RTE_MIN(len, 13 - off);

			copy = rte_pktmbuf_copy(m, pool, off, len);
			assert_non_null(copy);
			assert_sound(copy);
			assert_int_equal(copy->pkt_len, n);
			assert_int_equal(copy->vlan_tci, 3);
			assert_int_equal(copy->ol_flags, RTE_MBUF_F_RX_VLAN);
			assert_bytes(copy, 0, n, (uint8_t)(40 + off));
			rte_pktmbuf_free(copy);
		}
	}
	assert_null(rte_pktmbuf_copy(m, pool, 13, 1));
	assert_null(rte_pktmbuf_copy(m, pool, UINT32_MAX, UINT32_MAX));
	rte_pktmbuf_free(m);
}

/* From each byte of each kind of segment to each other, whoever is copied. */
static void
copies_of_mixed_packets(void **state)
{
	struct rte_mbuf *m = make_mixed();
	struct rte_mbuf *clone = rte_pktmbuf_clone(m, pool);
	struct rte_mbuf *copy;
	uint32_t off, len;

	(void)state;
	assert_non_null(clone);
	for (off = 0; off < MIXED_LEN; off++) {
		for (len = 0; len <= MIXED_LEN - off; len++) {
			copy = rte_pktmbuf_copy(
					len % 2 ? m : clone, pool, off, len);
			assert_non_null(copy);
			assert_sound(copy);
			assert_true(RTE_MBUF_DIRECT(copy));
			assert_int_equal(copy->nb_segs, 1);
			assert_int_equal(copy->pkt_len, len);
			assert_bytes(copy, 0, len, (uint8_t)off);
			rte_pktmbuf_free(copy);
		}
	}
	assert_null(rte_pktmbuf_copy(m, pool, MIXED_LEN, UINT32_MAX));
	assert_null(rte_pktmbuf_copy(clone, pool, MIXED_LEN, 0));
	/* The copies were no users of any data. */
	assert_int_equal(rte_mbuf_refcnt_read(m), 2);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 0);
	rte_pktmbuf_free(clone);
	assert_int_equal(freed, 1);
}

/* The first segment has the packet's, those behind it none. */
static void
copies_have_the_fields(void **state)
{
	const uint16_t two[] = {200, POOL_DATA};
	struct rte_mbuf *m = make_packet(pool, two, 2, 0);
	struct rte_mbuf *copy;

	(void)state;
	set_fields(m);
	copy = rte_pktmbuf_copy(m, pool, 150, UINT32_MAX);
	assert_non_null(copy);
	assert_int_equal(copy->nb_segs, 2);
	assert_int_equal(copy->data_len, POOL_DATA);
	assert_int_equal(copy->next->data_len, 50);
	assert_int_equal(copy->data_off, RTE_PKTMBUF_HEADROOM);
	assert_int_equal(copy->next->data_off, RTE_PKTMBUF_HEADROOM);
	assert_fields(copy, m);
	assert_int_equal(copy->ol_flags, m->ol_flags);
	assert_int_equal(copy->next->ol_flags, 0);
	rte_pktmbuf_free(copy);
	rte_pktmbuf_free(m);
}

/* It fails at each segment in turn, and leaves nothing behind. */
static void
copies_need_all_buffers(void **state)
{
	const uint16_t three[] = {POOL_DATA, POOL_DATA, POOL_DATA};
	struct rte_mbuf *m = make_packet(pool, three, 3, 0);
	struct rte_mbuf *out[POOL_N];
	unsigned int have;

	(void)state;
	for (have = 0; have < 3; have++) {
		unsigned int n = POOL_N - 3 - have;

		assert_int_equal(rte_pktmbuf_alloc_bulk(pool, out, n), 0);
		assert_null(rte_pktmbuf_copy(m, pool, 0, UINT32_MAX));
		assert_int_equal(rte_mempool_avail_count(pool), have);
		assert_int_equal(rte_mbuf_refcnt_read(m), 1);
		rte_pktmbuf_free_bulk(out, n);
	}
	rte_pktmbuf_free(m);
}

static void
copies_into_many_segments(void **state)
{
	const uint16_t big[] = {POOL_DATA, 300, POOL_DATA};
	struct rte_mempool *small = rte_pktmbuf_pool_create("small", 31, 0, 0,
			RTE_PKTMBUF_HEADROOM + 50, SOCKET_ID_ANY);
	struct rte_mempool *none = rte_pktmbuf_pool_create(
			"none", 31, 0, 0, RTE_PKTMBUF_HEADROOM, SOCKET_ID_ANY);
	struct rte_mbuf *m = make_packet(pool, big, 3, 0);
	struct rte_mbuf *copy = rte_pktmbuf_copy(m, small, 0, UINT32_MAX);

	(void)state;
	assert_non_null(copy);
	assert_sound(copy);
	assert_int_equal(copy->pkt_len, m->pkt_len);
	assert_int_equal(copy->nb_segs, (m->pkt_len + 49) / 50);
	assert_bytes(copy, 0, copy->pkt_len, 0);
	/* The pool has not enough for a second one. */
	assert_null(rte_pktmbuf_copy(m, small, 0, UINT32_MAX));
	rte_pktmbuf_free(copy);
	/* A pool whose buffers hold no data. */
	assert_null(rte_pktmbuf_copy(m, none, 0, 1));
	assert_pool_whole(small);
	assert_pool_whole(none);
	rte_pktmbuf_free(m);
	rte_mempool_free(small);
	rte_mempool_free(none);
}

static void
a_packet_that_lies(void **state)
{
	struct rte_mbuf *m;
	uint8_t buf[64];

	(void)state;
	if (UNSOUND_ENDS)
		skip();
	m = make_packet(pool, lens, 5, 0);
	m->pkt_len = 50;
	assert_null(rte_pktmbuf_copy(m, pool, 0, UINT32_MAX));
	assert_null(rte_pktmbuf_copy(m, pool, 20, 1));
	assert_null(rte_pktmbuf_read(m, 0, 50, buf));
	assert_null(rte_pktmbuf_read(m, 40, 1, buf));
	assert_int_equal(rte_mempool_in_use_count(pool), 5);
	assert_int_equal(rte_pktmbuf_linearize(m), 0);
	assert_int_equal(m->pkt_len, 13);
	rte_pktmbuf_free(m);
}

static void
linear_if_there_is_room(void **state)
{
	const uint16_t fits[] = {POOL_DATA - 9, 4, 5};
	const uint16_t over[] = {POOL_DATA - 8, 4, 5};
	struct rte_mbuf *m = make_packet(pool, fits, 3, 0);

	(void)state;
	assert_int_equal(rte_pktmbuf_linearize(m), 0);
	assert_int_equal(rte_pktmbuf_linearize(m), 0);
	assert_sound(m);
	assert_int_equal(m->nb_segs, 1);
	assert_int_equal(m->data_len, POOL_DATA);
	assert_bytes(m, 0, POOL_DATA, 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 1);
	rte_pktmbuf_free(m);
	m = make_packet(pool, over, 3, 0);
	assert_int_equal(rte_pktmbuf_linearize(m), -1);
	assert_sound(m);
	assert_int_equal(m->nb_segs, 3);
	rte_pktmbuf_free(m);
}

/* Segments that others use stay theirs; only the bytes come over. */
static void
linear_with_segments_of_others(void **state)
{
	struct rte_mbuf *m = make_mixed();
	struct rte_mbuf *held = m->next->next->next;

	(void)state;
	rte_mbuf_refcnt_update(held, 1);
	assert_int_equal(rte_pktmbuf_linearize(m), 0);
	assert_sound(m);
	assert_int_equal(m->data_len, MIXED_LEN);
	assert_true(RTE_MBUF_DIRECT(m));
	assert_bytes(m, 0, MIXED_LEN, 0);
	assert_int_equal(freed, 1);
	assert_int_equal(rte_mempool_in_use_count(pool), 1);
	assert_int_equal(rte_mempool_in_use_count(pinned), 1);
	assert_int_equal(rte_mbuf_refcnt_read(held), 1);
	assert_bytes(held, 0, 10, 30);
	rte_pktmbuf_free_seg(held);
	rte_pktmbuf_free(m);
}

static void
reads_of_every_stretch(void **state)
{
	struct rte_mbuf *m = make_packet(pool, lens, 5, 90);
	uint8_t buf[32];
	const uint8_t *p;
	uint32_t off, len, i;

	(void)state;
	for (off = 0; off < 16; off++) {
		for (len = 0; len < 16; len++) {
			p = rte_pktmbuf_read(m, off, len, buf);
			assert_true((p != NULL) == (off + len <= 13));
			for (i = 0; p != NULL && i < len; i++)
				assert_int_equal(p[i], 90 + off + i);
		}
	}
	/* Within one segment nothing is copied. */
	assert_ptr_equal(rte_pktmbuf_read(m, 5, 7, buf),
			rte_pktmbuf_mtod(m->next->next, char *));
	assert_ptr_equal(rte_pktmbuf_read(m, 4, 2, buf), buf);
	rte_pktmbuf_free(m);
}

/* 22.11 wraps on the first, and crashes on the second. */
static void
reads_neither_wrap_nor_crash(void **state)
{
	struct rte_mbuf *m = make_packet(pool, lens, 5, 0);
	uint8_t buf[32];

	(void)state;
	assert_null(rte_pktmbuf_read(m, 5, UINT32_MAX - 3, buf));
	assert_null(rte_pktmbuf_read(m, UINT32_MAX, 2, buf));
	assert_null(rte_pktmbuf_read(m, UINT32_MAX, 1, buf));
	assert_non_null(rte_pktmbuf_read(m, 13, 0, buf));
	assert_null(rte_pktmbuf_read(m, 14, 0, buf));
	rte_pktmbuf_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mixed_test(copies_of_every_stretch),
			mixed_test(copies_of_mixed_packets),
			mixed_test(copies_have_the_fields),
			mixed_test(copies_need_all_buffers),
			mixed_test(copies_into_many_segments),
			mixed_test(a_packet_that_lies),
			mixed_test(linear_if_there_is_room),
			mixed_test(linear_with_segments_of_others),
			mixed_test(reads_of_every_stretch),
			mixed_test(reads_neither_wrap_nor_crash),
	};

	return cmocka_run_group_tests(tests, mixed_start, mixed_stop);
}
