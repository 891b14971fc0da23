/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of a packet, with and without data, VLAN tags and a loop.
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
	rte_pktmbuf_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(fields_are_named),
			mbuf_test(data_up_to_a_length),
			mbuf_test(a_loop_ends),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
