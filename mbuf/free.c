/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Giving packets back. Buffers go to their pools in as few calls as can be: a
 * run of plain packets straight from the caller's array, all else gathered in
 * a batch. Nothing touches a buffer any more once it is in a pool or its
 * last but one user's reference is dropped.
 */
#include <bufplane_export.h>

#include <rte_mempool.h>

#include "mbuf.h"

#define BATCH 64

/* Segments that will go back to one pool together. */
struct batch {
	struct rte_mempool *mp;
	unsigned int n;
	void *objs[BATCH];
};

static void
flush(struct batch *b)
{
	if (b->n > 0)
		rte_mempool_put_bulk(b->mp, b->objs, b->n);
	b->n = 0;
}

static void
gather(struct batch *b, struct rte_mbuf *m)
{
	if (b->n == BATCH || b->mp != m->pool)
		flush(b);
	b->mp = m->pool;
	b->objs[b->n++] = m;
}

/* Drop a user of each segment of a packet, and gather those without one. */
static void
free_chain(struct batch *b, struct rte_mbuf *m)
{
	struct rte_mbuf *next;

	for (; m != NULL; m = next) {
		next = m->next;
		m = rte_pktmbuf_prefree_seg(m);
		if (m != NULL)
			gather(b, m);
	}
}

/* Whether m is at rest already, but for giving it back. */
static inline int
is_plain(const struct rte_mbuf *m)
{
	return rte_mbuf_refcnt_read(m) == 1 && m->nb_segs == 1 &&
			RTE_MBUF_DIRECT(m) && m->next == NULL;
}

/* How many packets, from the first on, are plain and of one pool. */
static unsigned int
plain_run(struct rte_mbuf **mbufs, unsigned int count)
{
	const struct rte_mempool *mp;
	unsigned int n;

	if (mbufs[0] == NULL)
		return 0;
	mp = mbufs[0]->pool;
	for (n = 0; n < count && mbufs[n] != NULL; n++) {
		BP_MBUF_SANITY(mbufs[n], 1);
		if (mbufs[n]->pool != mp || !is_plain(mbufs[n]))
			break;
	}
	return n;
}

BP_EXPORT
void
rte_pktmbuf_free_bulk(struct rte_mbuf **mbufs, unsigned int count)
{
	struct batch b;
	unsigned int n;

	b.mp = NULL;
	b.n = 0;
	for (; count > 0; mbufs += n, count -= n) {
		n = plain_run(mbufs, count);
		if (n > 0) {
			rte_mempool_put_bulk(mbufs[0]->pool, (void **)mbufs, n);
		} else {
			free_chain(&b, mbufs[0]);
			n = 1;
		}
	}
	flush(&b);
}

/*
 * A pinned buffer has no user left; it goes home unless attached buffers still
 * use its data: then the last of those takes it there. It is at rest but for
 * the count in shinfo, which decides who of both came last.
 */
static struct rte_mbuf *
prefree_pinned(struct rte_mbuf *m)
{
	uint16_t users;

	if (mbuf_history_wanted()) {
		users = rte_mbuf_ext_refcnt_read(m->shinfo);
		if (users > 1)
			mbuf_history_drop(m, users);
	}
	m->ol_flags = RTE_MBUF_F_EXTERNAL;
	if (rte_mbuf_ext_refcnt_update(m->shinfo, -1) != 0)
		return NULL;
	rte_mbuf_ext_refcnt_set(m->shinfo, 1);
	return m;
}

BP_EXPORT
struct rte_mbuf *
bp_mbuf_prefree_slow(struct rte_mbuf *m)
{
	if (mbuf_history_wanted() && rte_mbuf_refcnt_read(m) > 1)
		mbuf_history_drop(m, rte_mbuf_refcnt_read(m));
	if (rte_mbuf_refcnt_update(m, -1) != 0)
		return NULL;
	rte_mbuf_refcnt_set(m, 1);
	m->next = NULL;
	m->nb_segs = 1;
	if (RTE_MBUF_HAS_EXTBUF(m) && RTE_MBUF_HAS_PINNED_EXTBUF(m))
		return prefree_pinned(m);
	if (!RTE_MBUF_DIRECT(m))
		rte_pktmbuf_detach(m);
	return m;
}
