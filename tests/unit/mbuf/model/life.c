/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Steps that take buffers from their pools and give them back.
 */
#include <errno.h>
#include <string.h>

#include "model.h"

#define BULK 12

/* A new packet's buffer comes into a slot, with a tag to know it by. */
static void
settle(struct model_slot *s, struct rte_mbuf *m)
{
	s->b = model_find(m);
	s->alone = false;
	model_take(s->b);
	model_check_slot(s);
	s->b->tag = (uint16_t)model_below(4096);
	s->b->flags = RTE_MBUF_F_RX_VLAN;
	m->vlan_tci = s->b->tag;
	m->ol_flags |= RTE_MBUF_F_RX_VLAN;
}

void
model_make(struct model_slot *s)
{
	struct model_pool *p = model_any_pool();
	struct rte_mbuf *m = rte_pktmbuf_alloc(p->mp);

	must((m == NULL) == (p->out == p->n));
	if (m != NULL)
		settle(s, m);
}

/* A buffer at rest, taken raw: it goes back, or becomes a packet. */
void
model_raw(struct model_slot *s)
{
	struct model_pool *p = model_any_pool();
	struct rte_mbuf *m = rte_mbuf_raw_alloc(p->mp);
	struct model_slot *t = model_empty_slot();

	(void)s;
	must((m == NULL) == (p->out == p->n));
	if (m == NULL)
		return;
	must(rte_mbuf_refcnt_read(m) == 1 && m->nb_segs == 1);
	must(m->next == NULL && m->pool == p->mp);
	must(!model_is_out(model_find(m)));
	must(m->buf_addr == model_find(m)->room.addr);
	if (t == NULL) {
		rte_mbuf_raw_free(m);
		return;
	}
	rte_pktmbuf_reset(m);
	settle(t, m);
}

void
model_alloc_bulk(struct model_slot *s)
{
	struct model_pool *p = model_any_pool();
	unsigned int n = 1 + model_below(BULK);
	struct rte_mbuf *mbufs[BULK];
	unsigned int i, kept = 0;
	int rc = rte_pktmbuf_alloc_bulk(p->mp, mbufs, n);

	(void)s;
	must(rc == (p->out + n <= p->n ? 0 : -ENOBUFS));
	if (rc != 0)
		return;
	for (i = 0; i < n; i++) {
		struct model_slot *t = model_empty_slot();

		if (t != NULL)
			settle(t, mbufs[i]);
		else
			mbufs[kept++] = mbufs[i];
	}
	rte_pktmbuf_free_bulk(mbufs, kept);
}

void
model_free(struct model_slot *s)
{
	struct rte_mbuf *m = s->b->m;

	if (s->alone) {
		model_drop(s->b);
		rte_pktmbuf_free_seg(m);
	} else {
		model_drop_packet(s->b);
		rte_pktmbuf_free(m);
	}
	s->b = NULL;
}

/* Several packets at once, and places without one. */
void
model_free_bulk(struct model_slot *s)
{
	struct rte_mbuf *mbufs[BULK];
	unsigned int i, n = 1 + model_below(BULK);

	for (i = 0; i < n; i++, s = model_any_slot()) {
		mbufs[i] = NULL;
		if (s->b == NULL || s->alone)
			continue;
		mbufs[i] = s->b->m;
		model_drop_packet(s->b);
		s->b = NULL;
	}
	rte_pktmbuf_free_bulk(mbufs, n);
}

/* The first segment goes; the second becomes the first. */
void
model_behead(struct model_slot *s)
{
	struct model_buffer *head = s->b;
	struct model_buffer *next = head->next;

	if (s->alone || next == NULL || !model_sole(head))
		return;
	next->m->nb_segs = (uint16_t)(head->m->nb_segs - 1);
	next->m->pkt_len = head->m->pkt_len - head->data_len;
	model_drop(head);
	rte_pktmbuf_free_seg(head->m);
	s->b = next;
}

/* Whether b goes home when one user of it lets go. */
static bool
is_last(const struct model_buffer *b)
{
	return b->users == 1 && (b->mem != &b->room || b->room.users == 1);
}

static void
prefree(struct model_buffer *b)
{
	const bool last = is_last(b);
	struct rte_mbuf *m = rte_pktmbuf_prefree_seg(b->m);

	must(m == (last ? b->m : NULL));
	model_drop(b);
	if (m == NULL)
		return;
	must(rte_mbuf_refcnt_read(m) == 1 && m->nb_segs == 1);
	must(m->next == NULL && m->buf_addr == b->room.addr);
	must(m->buf_len == b->pool->room);
	must(m->priv_size == b->pool->priv_size);
	must(b->pool->pinned ? RTE_MBUF_HAS_EXTBUF(m) : RTE_MBUF_DIRECT(m));
	rte_mbuf_raw_free(m);
}

/* As drivers free what they sent: segment by segment. */
void
model_prefree(struct model_slot *s)
{
	struct model_buffer *b, *next;

	for (b = s->b; b != NULL; b = next) {
		next = s->alone ? NULL : b->next;
		prefree(b);
	}
	s->b = NULL;
}

/* One segment becomes an empty packet; a clone may not be reset. */
void
model_reset(struct model_slot *s)
{
	struct model_buffer *b = s->b;

	if (s->alone || b->next != NULL || b->users != 1 ||
			(b->mem != &b->room && b->mem->kind == MODEL_DIRECT))
		return;
	rte_pktmbuf_reset(b->m);
	model_empty(b);
	b->tag = 0;
	b->flags = 0;
}
