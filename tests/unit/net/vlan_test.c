/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * VLAN tags in and out of frames: bytes, flags and lengths, over segment
 * borders, in buffers of all kinds, and what is refused. Results are those of
 * 22.11, but for frames shorter than what is to be stripped.
 */
#include <rte_ether.h>

#include "../mbuf/mbuf_env.h"

#define TCI 0xa123

/* A frame of zero or more segments' bytes, with TCI in a tag of this type. */
static struct rte_mbuf *
make_frame(const uint16_t *lens, unsigned int n, uint16_t type)
{
	const uint8_t tag[] = {(uint8_t)(type >> 8), (uint8_t)type, TCI >> 8,
			TCI & 0xff};
	struct rte_mbuf *m = make_packet(pool, lens, n, 0);
	struct rte_mbuf *seg = m;
	unsigned int i, off = 12;

	for (i = 0; i < sizeof(tag); i++, off++) {
		while (seg != NULL && off >= seg->data_len) {
			off -= seg->data_len;
			seg = seg->next;
		}
		if (seg != NULL)
			*rte_pktmbuf_mtod_offset(seg, uint8_t *, off) = tag[i];
	}
	return m;
}

static struct rte_mbuf *
make_tagged(uint16_t len)
{
	return make_frame(&len, 1, RTE_ETHER_TYPE_VLAN);
}

static void
there_and_back(void **state)
{
	const uint16_t len = 60;
	struct rte_mbuf *m = make_packet(pool, &len, 1, 0);
	const uint8_t *data;

	(void)state;
	m->vlan_tci = RTE_VLAN_TCI_MAKE(0x123, 5, 0);
	assert_int_equal(rte_vlan_insert(&m), 0);
	data = rte_pktmbuf_mtod(m, uint8_t *);
	assert_int_equal(m->pkt_len, 64);
	assert_int_equal(data[11], 11);
	assert_memory_equal(data + 12, "\x81\x00\xa1\x23\x0c\x0d", 6);
	m->vlan_tci = RTE_VLAN_TCI_MAKE(0x456, 1, 1);
	assert_int_equal(rte_vlan_insert(&m), 0);
	m->vlan_tci = 0;
	assert_int_equal(rte_vlan_strip(m), 0);
	assert_int_equal(m->vlan_tci, 0x3456);
	assert_int_equal(rte_vlan_strip(m), 0);
	assert_int_equal(RTE_VLAN_TCI_ID(m->vlan_tci), 0x123);
	assert_int_equal(RTE_VLAN_TCI_PRI(m->vlan_tci), 5);
	assert_int_equal(RTE_VLAN_TCI_DEI(m->vlan_tci), 0);
	assert_int_equal(m->pkt_len, 60);
	assert_bytes(m, 0, 60, 0);
	assert_sound(m);
	assert_int_equal(rte_vlan_strip(m), -1);
	rte_pktmbuf_free(m);
}

static void
flags_and_lengths(void **state)
{
	static const struct {
		uint64_t before, after;
		uint16_t l2, outer_l2, l2_after, outer_l2_after;
	} rows[] = {
			{0, 0, 14, 14, 18, 14},
			{RTE_MBUF_F_TX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED, 0,
					14, 0, 18, 0},
			{RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_TX_QINQ,
					RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_TX_QINQ,
					0, 0, 4, 0},
			{RTE_MBUF_F_TX_TUNNEL_VXLAN | RTE_MBUF_F_TX_VLAN,
					RTE_MBUF_F_TX_TUNNEL_VXLAN, 14, 14, 14,
					18},
			{RTE_MBUF_F_TX_TUNNEL_ESP, RTE_MBUF_F_TX_TUNNEL_ESP, 30,
					14, 30, 18},
			{RTE_MBUF_F_TX_OUTER_IPV4, RTE_MBUF_F_TX_OUTER_IPV4, 14,
					125, 18, 125},
			/* The fields have seven bits. */
			{0, 0, 126, 0, 2, 0},
	};
	struct rte_mbuf *m;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		m = make_tagged(60);
		m->ol_flags = rows[i].before;
		m->l2_len = rows[i].l2 & 0x7f;
		m->outer_l2_len = rows[i].outer_l2 & 0x7f;
		assert_int_equal(rte_vlan_insert(&m), 0);
		assert_int_equal(m->ol_flags, rows[i].after);
		assert_int_equal(m->l2_len, rows[i].l2_after);
		assert_int_equal(m->outer_l2_len, rows[i].outer_l2_after);
		assert_int_equal(m->l3_len, 0);
		m->ol_flags = rows[i].before;
		assert_int_equal(rte_vlan_strip(m), 0);
		assert_int_equal(m->ol_flags,
				rows[i].before | RTE_MBUF_F_RX_VLAN |
						RTE_MBUF_F_RX_VLAN_STRIPPED);
		assert_int_equal(m->l2_len, rows[i].l2_after);
		rte_pktmbuf_free(m);
	}
}

/* Only the tag 0x8100, and only if the first segment holds it. */
static void
what_is_stripped(void **state)
{
	static const struct {
		uint16_t lens[2];
		uint16_t type;
		int rc;
	} rows[] = {
			{{60, 0}, RTE_ETHER_TYPE_VLAN, 0},
			{{18, 0}, RTE_ETHER_TYPE_VLAN, 0},
			{{18, 50}, RTE_ETHER_TYPE_VLAN, 0},
			{{17, 0}, RTE_ETHER_TYPE_VLAN, -1},
			{{17, 50}, RTE_ETHER_TYPE_VLAN, -1},
			{{14, 0}, RTE_ETHER_TYPE_VLAN, -1},
			{{13, 50}, RTE_ETHER_TYPE_VLAN, -1},
			{{0, 50}, RTE_ETHER_TYPE_VLAN, -1},
			{{60, 0}, RTE_ETHER_TYPE_QINQ, -1},
			{{60, 0}, RTE_ETHER_TYPE_QINQ1, -1},
			{{60, 0}, RTE_ETHER_TYPE_IPV4, -1},
			{{60, 0}, 0x0081, -1},
	};
	struct rte_mbuf *m;
	unsigned int i, len;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		m = make_frame(rows[i].lens, 2, rows[i].type);
		m->vlan_tci = 0x4321;
		len = m->pkt_len;
		assert_int_equal(rte_vlan_strip(m), rows[i].rc);
		assert_sound(m);
		assert_int_equal(m->vlan_tci, rows[i].rc == 0 ? TCI : 0x4321);
		assert_int_equal(m->pkt_len, rows[i].rc == 0 ? len - 4 : len);
		assert_int_equal(m->data_off,
				RTE_PKTMBUF_HEADROOM + (rows[i].rc == 0) * 4);
		if (rows[i].rc == 0)
			assert_bytes(m, 0, 12, 0);
		else
			assert_int_equal(m->ol_flags, 0);
		rte_pktmbuf_free(m);
	}
}

/* The type behind the addresses may lie in the next segment, or nowhere. */
static void
headers_in_two_segments(void **state)
{
	uint16_t lens[] = {0, 20};
	struct rte_mbuf *m;

	(void)state;
	for (lens[0] = 0; lens[0] <= 20; lens[0]++) {
		m = make_packet(pool, lens, 2, 0);
		m->vlan_tci = TCI;
		if (lens[0] < 12) {
			assert_int_equal(rte_vlan_insert(&m), -EINVAL);
			assert_bytes(m, 0, lens[0] + 20u, 0);
			assert_int_equal(m->l2_len, 0);
		} else {
			assert_int_equal(rte_vlan_insert(&m), 0);
			assert_int_equal(m->pkt_len, lens[0] + 24);
			assert_int_equal(m->data_len, lens[0] + 4);
			assert_bytes(m, 0, 12, 0);
			assert_memory_equal(
					rte_pktmbuf_mtod_offset(m, char *, 12),
					"\x81\x00\xa1\x23", 4);
			assert_bytes(m, 16, lens[0] + 8u, 12);
		}
		assert_sound(m);
		rte_pktmbuf_free(m);
	}
}

static void
headroom_to_the_byte(void **state)
{
	struct rte_mbuf *m;
	unsigned int room;

	(void)state;
	for (room = 0; room < 8; room++) {
		m = make_tagged(60);
		rte_pktmbuf_prepend(m, (uint16_t)(RTE_PKTMBUF_HEADROOM - room));
		m->ol_flags = RTE_MBUF_F_TX_VLAN;
		if (room < 4) {
			assert_int_equal(rte_vlan_insert(&m), -ENOSPC);
			assert_int_equal(m->ol_flags, RTE_MBUF_F_TX_VLAN);
			assert_int_equal(m->data_off, room);
			assert_int_equal(m->l2_len, 0);
		} else {
			assert_int_equal(rte_vlan_insert(&m), 0);
			assert_int_equal(m->data_off, room - 4);
		}
		rte_pktmbuf_free(m);
	}
}

/* A tag goes into a direct buffer of one user only, but out of any. */
static void
buffers_that_are_shared(void **state)
{
	struct rte_mbuf *m = make_tagged(60);
	struct rte_mbuf *clone = rte_pktmbuf_clone(m, pool);

	(void)state;
	assert_non_null(clone);
	assert_int_equal(rte_vlan_insert(&m), -EINVAL);
	assert_int_equal(rte_vlan_insert(&clone), -EINVAL);
	assert_int_equal(rte_vlan_strip(clone), 0);
	assert_int_equal(clone->vlan_tci, TCI);
	assert_bytes(clone, 0, 12, 0);
	assert_true(RTE_MBUF_CLONED(clone));
	/* The owner still starts where it did, on bytes that have moved. */
	assert_int_equal(m->data_len, 60);
	assert_bytes(m, 4, 12, 0);
	rte_pktmbuf_free(clone);
	rte_mbuf_refcnt_update(m, 1);
	assert_int_equal(rte_vlan_insert(&m), -EINVAL);
	rte_mbuf_refcnt_update(m, -1);
	assert_int_equal(rte_vlan_insert(&m), 0);
	rte_pktmbuf_free(m);
}

static void
count_free(void *addr, void *opaque)
{
	(void)addr;
	++*(unsigned int *)opaque;
}

static void
external_buffers(void **state)
{
	static char area[512];
	unsigned int freed = 0;
	uint16_t len = sizeof(area);
	struct rte_mbuf_ext_shared_info *info =
			rte_pktmbuf_ext_shinfo_init_helper(
					area, &len, count_free, &freed);
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	char *frame;

	(void)state;
	assert_non_null(info);
	assert_non_null(m);
	rte_pktmbuf_attach_extbuf(m, area, RTE_BAD_IOVA, len, info);
	rte_pktmbuf_reset_headroom(m);
	frame = rte_pktmbuf_append(m, 60);
	assert_non_null(frame);
	memset(frame, 7, 60);
	memcpy(frame + 12, "\x81\x00\xa1\x23", 4);
	assert_int_equal(rte_vlan_insert(&m), -EINVAL);
	assert_int_equal(rte_vlan_strip(m), 0);
	assert_int_equal(m->vlan_tci, TCI);
	assert_true(RTE_MBUF_HAS_EXTBUF(m));
	assert_int_equal(m->data_len, 56);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(there_and_back),
			mbuf_test(flags_and_lengths),
			mbuf_test(what_is_stripped),
			mbuf_test(headers_in_two_segments),
			mbuf_test(headroom_to_the_byte),
			mbuf_test(buffers_that_are_shared),
			mbuf_test(external_buffers),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
