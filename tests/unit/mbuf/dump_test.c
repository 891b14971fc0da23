/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of a packet, with and without data, VLAN tags and a loop. Scripts
 * read it: it is that of 22.11, to the last space.
 */
#include "mbuf_env.h"

static char text[8192];

static const char *
dump(const struct rte_mbuf *m, unsigned int len)
{
	FILE *f = fmemopen(text, sizeof(text), "w");

	assert_non_null(f);
	rte_pktmbuf_dump(f, m, len);
	fclose(f);
	return text;
}

static unsigned int
count(const char *what)
{
	unsigned int n = 0;
	const char *at;

	for (at = text; (at = strstr(at, what)) != NULL; at++)
		n++;
	return n;
}

static void
fields_are_named(void **state)
{
	const uint16_t lens[] = {20, 10};
	struct rte_mbuf *m = make_packet(pool, lens, 2, 'A');
	char want[256];

	(void)state;
	m->packet_type = 0x111;
	dump(m, 0);
	snprintf(want, sizeof(want),
			"dump mbuf at %p, iova=%#lx, buf_len=512\n"
			"  pkt_len=30, ol_flags=0, nb_segs=2, port=65535, ptype=0x111\n"
			"  segment at %p, data=%p, len=20, off=128, refcnt=1\n",
			(void *)m, (unsigned long)m->buf_iova, (void *)m,
			rte_pktmbuf_mtod(m, void *));
	assert_memory_equal(text, want, strlen(want));
	assert_int_equal(count("segment at"), 2);
	assert_int_equal(count("Dump data"), 0);
	m->ol_flags = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_QINQ;
	m->vlan_tci = 5;
	m->vlan_tci_outer = 6;
	dump(m, 0);
	assert_non_null(strstr(text, ", vlan_tci_outer=6, vlan_tci=5, ptype"));
	rte_pktmbuf_free(m);
}

static void
tags_are_named(void **state)
{
	static const struct {
		uint64_t flags;
		const char *want;
	} rows[] = {
			{0, "ol_flags=0, nb_segs=1, port=3, ptype=0x12345\n"},
			{RTE_MBUF_F_RX_VLAN,
					"ol_flags=0x1, nb_segs=1, port=3, "
					"vlan_tci=77, ptype=0x12345\n"},
			{RTE_MBUF_F_TX_VLAN,
					"ol_flags=0x200000000000000, nb_segs=1, "
					"port=3, vlan_tci=77, ptype=0x12345\n"},
			{RTE_MBUF_F_RX_QINQ,
					"ol_flags=0x100000, nb_segs=1, port=3, "
					"vlan_tci_outer=88, ptype=0x12345\n"},
			{RTE_MBUF_F_TX_QINQ,
					"ol_flags=0x2000000000000, nb_segs=1, "
					"port=3, vlan_tci_outer=88, "
					"ptype=0x12345\n"},
			{RTE_MBUF_F_TX_QINQ | RTE_MBUF_F_RX_VLAN,
					"ol_flags=0x2000000000001, nb_segs=1, "
					"port=3, vlan_tci_outer=88, "
					"vlan_tci=77, ptype=0x12345\n"},
			{RTE_MBUF_F_RX_VLAN_STRIPPED,
					"ol_flags=0x40, nb_segs=1, port=3, "
					"ptype=0x12345\n"},
			{RTE_MBUF_F_RX_QINQ_STRIPPED,
					"ol_flags=0x8000, nb_segs=1, port=3, "
					"ptype=0x12345\n"},
	};
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	unsigned int i;

	(void)state;
	assert_non_null(m);
	m->vlan_tci = 77;
	m->vlan_tci_outer = 88;
	m->packet_type = 0x12345;
	m->port = 3;
	for (i = 0; i < RTE_DIM(rows); i++) {
		m->ol_flags = rows[i].flags;
		dump(m, 0);
		assert_non_null(strstr(text, rows[i].want));
	}
	m->ol_flags = 0;
	rte_pktmbuf_free(m);
}

/* The lines of a segment, whose first n bytes are shown. */
static int
want_segment(char *at, size_t size, const struct rte_mbuf *m, unsigned int n,
		const char *hex)
{
	const void *data = rte_pktmbuf_mtod(m, void *);
	char title[64] = "";

	if (n > 0)
		snprintf(title, sizeof(title), "  Dump data at [%p], len=%u\n",
				data, n);
	return snprintf(at, size,
			"  segment at %p, data=%p, len=%u, off=128, refcnt=1\n"
			"%s%s",
			(const void *)m, data, m->data_len, title, hex);
}

static void
a_chain_to_the_letter(void **state)
{
	const uint16_t lens[] = {20, 0, 33};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 0);
	char want[2048];
	int n;

	(void)state;
	n = snprintf(want, sizeof(want),
			"dump mbuf at %p, iova=%#lx, buf_len=512\n"
			"  pkt_len=53, ol_flags=0, nb_segs=3, port=65535, "
			"ptype=0\n",
			(void *)m, (unsigned long)m->buf_iova);
	n += want_segment(want + n, sizeof(want) - (size_t)n, m, 20,
			"00000000: 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D "
			"0E 0F | ................\n"
			"00000010: 10 11 12 13                               "
			"      | ....\n");
	n += want_segment(want + n, sizeof(want) - (size_t)n, m->next, 0, "");
	n += want_segment(want + n, sizeof(want) - (size_t)n, m->next->next, 33,
			"00000000: 14 15 16 17 18 19 1A 1B 1C 1D 1E 1F 20 21 "
			"22 23 | ............ !\"#\n"
			"00000010: 24 25 26 27 28 29 2A 2B 2C 2D 2E 2F 30 31 "
			"32 33 | $%&'()*+,-./0123\n"
			"00000020: 34                                        "
			"      | 4\n");
	assert_string_equal(dump(m, 53), want);
	assert_string_equal(dump(m, 54), want);
	assert_string_equal(dump(m, UINT_MAX), want);
	rte_pktmbuf_free(m);
}

static void
data_up_to_a_length(void **state)
{
	const uint16_t lens[] = {20, 10};
	struct rte_mbuf *m = make_packet(pool, lens, 2, 'A');

	(void)state;
	dump(m, 20);
	assert_int_equal(count("Dump data"), 1);
	dump(m, 25);
	assert_int_equal(count("Dump data"), 2);
	assert_int_equal(count("len=5\n"), 1);
	dump(m, UINT_MAX);
	assert_int_equal(count("Dump data"), 2);
	assert_non_null(strstr(text, "41 42 43"));
	rte_pktmbuf_free(m);
}

static void
a_loop_ends(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	(void)state;
	m->next = m;
	m->nb_segs = 3;
	dump(m, 0);
	assert_int_equal(count("segment at"), 3);
	m->next = NULL;
	m->nb_segs = 1;
	rte_pktmbuf_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(fields_are_named),
			mbuf_test(tags_are_named),
			mbuf_test(a_chain_to_the_letter),
			mbuf_test(data_up_to_a_length),
			mbuf_test(a_loop_ends),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
