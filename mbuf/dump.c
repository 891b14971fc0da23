/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A packet as text: the fields of its first segment, a line for each segment,
 * and the first bytes of its data in hexadecimal.
 */
#include <bufplane_export.h>
#include <inttypes.h>

#include <rte_hexdump.h>

#include "mbuf.h"

static void
dump_packet(FILE *f, const struct rte_mbuf *m)
{
	const uint64_t vlan = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_TX_VLAN;
	const uint64_t qinq = RTE_MBUF_F_RX_QINQ | RTE_MBUF_F_TX_QINQ;

	fprintf(f, "dump mbuf at %p, iova=%#" PRIx64 ", buf_len=%u\n",
			(const void *)m, (uint64_t)rte_mbuf_iova_get(m),
			m->buf_len);
	fprintf(f,
			"  pkt_len=%" PRIu32 ", ol_flags=%#" PRIx64
			", nb_segs=%u, port=%u",
			m->pkt_len, m->ol_flags, m->nb_segs, m->port);
	if (m->ol_flags & qinq)
		fprintf(f, ", vlan_tci_outer=%u", m->vlan_tci_outer);
	if (m->ol_flags & vlan)
		fprintf(f, ", vlan_tci=%u", m->vlan_tci);
	fprintf(f, ", ptype=%#" PRIx32 "\n", m->packet_type);
}

static void
dump_segment(FILE *f, const struct rte_mbuf *m, unsigned int dump_len)
{
	const char *data = rte_pktmbuf_mtod(m, const char *);

	fprintf(f, "  segment at %p, data=%p, len=%u, off=%u, refcnt=%u\n",
			(const void *)m, (const void *)data, m->data_len,
			m->data_off, rte_mbuf_refcnt_read(m));
	if (dump_len > 0)
		rte_hexdump(f, "  Dump data", data, dump_len);
}

BP_EXPORT
void
rte_pktmbuf_dump(FILE *f, const struct rte_mbuf *m, unsigned int dump_len)
{
	unsigned int nb_segs, n;

	dump_packet(f, m); /* unchecked: dumps are for what is broken, too */
	for (nb_segs = m->nb_segs; m != NULL && nb_segs > 0; nb_segs--) {
		n = RTE_MIN(dump_len, m->data_len);
		dump_segment(f, m, n);
		dump_len -= n;
		m = m->next;
	}
}
