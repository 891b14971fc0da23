/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The history of mbufs: which operations are marked, and how, in the trails
 * that a guarded pool keeps of its objects (bufplane_mempool_trail.h). A mark
 * is made while the buffer cannot go away: before it is given back or its
 * user let go.
 */
#include <bufplane_export.h>
#include <bufplane_mbuf_history.h>
#include <bufplane_mempool_trail.h>
#include <bufplane_settings.h>
#include <errno.h>

#include "mbuf.h"

static void (*watcher)(void);

BP_EXPORT
void
bp_mbuf_history_watch(void (*fn)(void))
{
	/* Pairs with switched_on(): one of both sees the other's store. */
	__atomic_store_n(&watcher, fn, __ATOMIC_SEQ_CST);
}

/* The first pool with a history counts in bp_mempool_trails already. */
static void
switched_on(void)
{
	/* Pairs with bp_mbuf_history_watch(). */
	void (*fn)(void) = __atomic_load_n(&watcher, __ATOMIC_SEQ_CST);

	if (fn != NULL)
		fn();
}

BP_EXPORT
int
bp_mbuf_history_is_on(void)
{
	/* Sequential as bp_mbuf_history_watch(), which comes before. */
	return __atomic_load_n(&bp_mempool_trails, __ATOMIC_SEQ_CST) > 0;
}

/* Whether a pool can be one of mbufs: there is no sure sign. */
static bool
has_mbufs(struct rte_mempool *mp)
{
	size_t size;

	if (mp->private_data_size < sizeof(struct rte_pktmbuf_pool_private))
		return false;
	size = sizeof(struct rte_mbuf) + rte_pktmbuf_priv_size(mp);
	if (!(rte_pktmbuf_priv_flags(mp) & RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF))
		size += rte_pktmbuf_data_room_size(mp);
	return mp->elt_size >= size;
}

BP_EXPORT
int
bp_mbuf_history_enable(struct rte_mempool *mp, unsigned int entries)
{
	int rc;

	if (mp != NULL && !has_mbufs(mp)) {
		MBUF_LOG(ERR, "%s: a history needs a pool of mbufs\n",
				mp->name);
		return -ENOTSUP;
	}
	rc = bp_mempool_trail_enable(mp, entries);
	if (rc > 0)
		switched_on();
	return rc < 0 ? rc : 0;
}

void
mbuf_history_pool(struct rte_mempool *mp)
{
	const unsigned int entries = bp_mbuf_history();

	if (entries > 0)
		(void)bp_mbuf_history_enable(mp, entries); /* logs */
}

BP_EXPORT
int
bp_mbuf_history_dump(FILE *f, const struct rte_mbuf *m)
{
	return bp_mempool_trail_dump(f, m);
}

BP_EXPORT
int
bp_mbuf_history_dump_out(FILE *f, struct rte_mempool *mp)
{
	return bp_mempool_trail_dump_out(f, mp);
}

static void
mark(const struct rte_mbuf *m, enum bp_mempool_trail_op op, uint64_t word)
{
	struct bp_mempool_mark what = {.op = op, .word = {word, 0}};

	bp_mempool_trail_mark(&what, m->pool, m);
}

BP_EXPORT
void
bp_mbuf_history_mark(struct rte_mbuf *m, const char *label)
{
	struct bp_mempool_mark what = {.op = BP_MEMPOOL_TRAIL_LABEL};

	if (m == NULL || label == NULL || !mbuf_history_wanted())
		return;
	memcpy(what.word, label, strnlen(label, sizeof(what.word) - 1));
	bp_mempool_trail_mark(&what, m->pool, m);
}

/* A packet's segments; a chain that is broken ends the work. */
static void
mark_packets(struct bp_mempool_mark *what, struct rte_mbuf *const *pkts,
		uint16_t n)
{
	const struct rte_mbuf *m;
	unsigned int i, left;

	if (!mbuf_history_wanted())
		return;
	for (i = 0; i < n; i++) {
		m = pkts[i];
		left = m->nb_segs;
		for (; m != NULL && left > 0; m = m->next, left--)
			bp_mempool_trail_mark(what, m->pool, m);
	}
}

BP_EXPORT
void
bp_mbuf_history_rx(struct rte_mbuf *const *pkts, uint16_t n, uint16_t port_id,
		uint16_t queue_id)
{
	struct bp_mempool_mark what = {
			.op = BP_MEMPOOL_TRAIL_RX, .word = {port_id, queue_id}};

	mark_packets(&what, pkts, n);
}

BP_EXPORT
void
bp_mbuf_history_tx(struct rte_mbuf *const *pkts, uint16_t n, uint16_t port_id,
		uint16_t queue_id)
{
	struct bp_mempool_mark what = {
			.op = BP_MEMPOOL_TRAIL_TX, .word = {port_id, queue_id}};

	mark_packets(&what, pkts, n);
}

/* The buffer that owns the data of m, which is attached; NULL: none does. */
static const struct rte_mbuf *
owner_of(struct rte_mbuf *m)
{
	return RTE_MBUF_HAS_EXTBUF(m) ? mbuf_pinned_owner(m->shinfo)
				      : rte_mbuf_from_indirect(m);
}

/* In the histories of both buffers; memory has none. */
static void
mark_both(struct rte_mbuf *m, enum bp_mempool_trail_op op,
		enum bp_mempool_trail_op op_of_owner)
{
	const struct rte_mbuf *owner = owner_of(m);

	if (owner == NULL) {
		mark(m, op, (uintptr_t)m->buf_addr);
		return;
	}
	mark(m, op, (uintptr_t)owner);
	mark(owner, op_of_owner, (uintptr_t)m);
}

void
mbuf_history_attach(struct rte_mbuf *m)
{
	mark_both(m, BP_MEMPOOL_TRAIL_ATTACH, BP_MEMPOOL_TRAIL_ATTACHED_BY);
}

void
mbuf_history_detach(struct rte_mbuf *m)
{
	mark_both(m, BP_MEMPOOL_TRAIL_DETACH, BP_MEMPOOL_TRAIL_DETACHED_BY);
}

void
mbuf_history_drop(const struct rte_mbuf *m, uint16_t users)
{
	mark(m, BP_MEMPOOL_TRAIL_DROP, users);
}
