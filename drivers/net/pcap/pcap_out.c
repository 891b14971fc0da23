/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Records on their way into a file: gathered, and written in large pieces
 * behind the back of libpcap's dumper, which has written the head of the file
 * and nothing since.
 * Invariant: used < OUT_PIECE between two calls, so that any record fits.
 */
#include <errno.h>
#include <string.h>

#include <rte_mbuf.h>

#include "pcap_private.h"

int
pcap_out_flush(struct pcap_txq *q)
{
	size_t n = q->used;

	q->used = 0;
	errno = 0;
	if (pcap_pipe_write(q->out, q->buf, n) == n)
		return 0;
	return errno != 0 ? -errno : -EIO;
}

int
pcap_out_put(struct pcap_txq *q, const struct rte_mbuf *m)
{
	const uint32_t len = RTE_MIN(m->pkt_len, q->snaplen);
	const uint32_t head[] = {(uint32_t)q->last.tv_sec,
			(uint32_t)q->last.tv_nsec, len, m->pkt_len};
	uint8_t *to = q->buf + q->used;
	const void *data;

	_Static_assert(sizeof(head) == PCAP_RECORD_HEAD, "of the file format");
	memcpy(to, head, sizeof(head));
	to += sizeof(head);
	data = rte_pktmbuf_read(m, 0, len, to);
	if (likely(data != to))
		memcpy(to, data, len);
	q->used += sizeof(head) + len;
	return q->used < PCAP_OUT_PIECE ? 0 : pcap_out_flush(q);
}
