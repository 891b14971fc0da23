/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The walker of packet buffers: what a sound one looks like. It reads no more
 * than nb_segs segments, so that a chain that loops ends too.
 */
#include <bufplane_export.h>

#include <rte_debug.h>

#include "mbuf.h"

/* What is wrong with one buffer by itself, or NULL. */
static const char *
check_buffer(const struct rte_mbuf *m)
{
	uint16_t users;

	if (m == NULL)
		return "mbuf is NULL";
	if (m->pool == NULL)
		return "bad mbuf pool";
	if (m->buf_iova == 0)
		return "bad IO addr";
	if (m->buf_addr == NULL)
		return "bad virt addr";
	users = rte_mbuf_refcnt_read(m);
	if (users == 0 || users == UINT16_MAX)
		return "bad ref cnt";
	return NULL;
}

/* What is wrong with a packet, whose first segment is m, or NULL. */
static const char *
check_packet(const struct rte_mbuf *m)
{
	uint32_t pkt_len = m->pkt_len;
	unsigned int nb_segs = m->nb_segs;

	if (m->data_len > pkt_len)
		return "bad data_len";
	for (; m != NULL && nb_segs > 0; m = m->next, nb_segs--) {
		if (m->data_off > m->buf_len)
			return "data offset too big in mbuf segment";
		if (m->data_off + m->data_len > m->buf_len)
			return "data length too big in mbuf segment";
		pkt_len -= m->data_len;
	}
	if (m != NULL || nb_segs != 0)
		return "bad nb_segs";
	return pkt_len == 0 ? NULL : "bad pkt_len";
}

BP_EXPORT
int
rte_mbuf_check(const struct rte_mbuf *m, int is_header, const char **reason)
{
	const char *why = check_buffer(m);

	if (why == NULL && is_header)
		why = check_packet(m);
	if (why == NULL)
		return 0;
	*reason = why;
	return -1;
}

BP_EXPORT
void
rte_mbuf_sanity_check(const struct rte_mbuf *m, int is_header)
{
	const char *reason;

	if (rte_mbuf_check(m, is_header, &reason) != 0)
		rte_panic("mbuf %p: %s\n", (const void *)m, reason);
}
