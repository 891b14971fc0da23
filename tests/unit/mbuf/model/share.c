/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Steps that let several buffers show one memory, or several users one buffer.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>

#include "model.h"

#define AREA_LEN 1024

/* b becomes a packet of what src shows. */
static void
imitate(struct model_buffer *b, const struct model_buffer *src)
{
	model_show(b, src->mem);
	b->data_off = src->data_off;
	b->data_len = src->data_len;
	b->tag = src->tag;
	b->flags = src->flags;
}

static void
take_clone(const struct rte_mbuf *m, const struct model_buffer *src)
{
	struct model_buffer *b, *prev = NULL;

	for (; src != NULL; src = src->next, m = m->next, prev = b) {
		must(m != NULL);
		b = model_find(m);
		model_take(b);
		imitate(b, src);
		if (prev != NULL)
			prev->next = b;
	}
}

void
model_clone(struct model_slot *s)
{
	struct model_slot *t = model_empty_slot();
	struct model_pool *p = model_any_pool();
	struct rte_mbuf *m;

	if (s->alone || t == NULL)
		return;
	rte_errno = 0;
	m = rte_pktmbuf_clone(s->b->m, p->mp);
	if (p->pinned)
		must(m == NULL && rte_errno == EINVAL);
	else
		must((m != NULL) == (model_segs(s->b) <= p->n - p->out));
	if (m == NULL)
		return;
	take_clone(m, s->b);
	t->b = model_find(m);
	t->alone = false;
	model_check_slot(t);
}

static bool
is_direct(const struct model_buffer *b)
{
	return b->mem == &b->room && b->room.kind == MODEL_DIRECT;
}

/* Whether the buffer in s may be attached: direct, all its own. */
static bool
can_attach(const struct model_slot *s)
{
	const struct model_buffer *b = s->b;

	return !s->alone && b->next == NULL && b->users == 1 && is_direct(b) &&
			b->room.users == 1;
}

/* To any segment of any packet, whoever uses that. */
void
model_attach(struct model_slot *s)
{
	struct model_slot *t = model_any_slot();
	struct model_buffer *src;

	if (!can_attach(s) || t == s || t->b == NULL)
		return;
	src = t->alone ? t->b : model_any_segment(t->b);
	rte_pktmbuf_attach(s->b->m, src->m);
	imitate(s->b, src);
	/* The buffer stays out, although nobody shows its room. */
	model_check_slot(t);
}

static void
count_free(void *addr, void *opaque)
{
	struct model_area *a = opaque;

	must(addr == a->mem.addr);
	a->freed++;
	must(a->freed == a->attached);
	/* Whoever still reads from there is found out. */
	memset(a->mem.addr, 0xdd, a->mem.len);
}

/* An area begins a new life: of some length, from any address on. */
static void
prepare(struct model_area *a)
{
	uint16_t len = (uint16_t)(40 + model_below(AREA_LEN - 60));
	unsigned int i;

	if (a->memory == NULL)
		a->memory = malloc(AREA_LEN);
	must(a->memory != NULL);
	a->mem.addr = a->memory + model_below(16);
	if (model_below(2) == 0) {
		a->mem.shinfo = rte_pktmbuf_ext_shinfo_init_helper(
				a->mem.addr, &len, count_free, a);
		must(a->mem.shinfo != NULL);
	} else {
		a->mem.shinfo = &a->apart;
		a->apart.free_cb = count_free;
		a->apart.fcb_opaque = a;
		rte_mbuf_ext_refcnt_set(&a->apart, 1);
	}
	a->mem.len = len;
	for (i = 0; i < len; i++)
		a->mem.bytes[i] = (uint8_t)(a->attached + i);
	memcpy(a->mem.addr, a->mem.bytes, len);
	a->attached++;
}

/* To external memory, which may have users already. */
void
model_attach_extbuf(struct model_slot *s)
{
	struct model_area *a = &model.areas[model_below(MODEL_AREAS)];
	struct model_buffer *b = s->b;

	if (!can_attach(s))
		return;
	if (a->mem.users == 0)
		prepare(a);
	else
		rte_mbuf_ext_refcnt_update(a->mem.shinfo, 1);
	b->m->pkt_len = 0;
	rte_pktmbuf_attach_extbuf(b->m, a->mem.addr, a->mem.iova, a->mem.len,
			a->mem.shinfo);
	model_show(b, &a->mem);
	b->data_off = 0;
	b->data_len = 0;
	if (model_below(2) == 0)
		return;
	rte_pktmbuf_reset_headroom(b->m);
	model_empty(b);
}

/* A buffer comes back to its own memory; a pinned one stays as it is. */
void
model_detach(struct model_slot *s)
{
	struct model_buffer *b = s->b;

	if (s->alone || b->next != NULL || b->users != 1 || is_direct(b))
		return;
	if (b->mem->kind == MODEL_EXTERNAL)
		rte_pktmbuf_detach_extbuf(b->m);
	else
		rte_pktmbuf_detach(b->m);
	if (b->mem == &b->room)
		return;
	must(b->m->data_len == 0);
	b->m->pkt_len = 0;
	model_show(b, &b->room);
	model_empty(b);
	b->flags = 0;
}

/* A second user of the whole packet. */
void
model_hold(struct model_slot *s)
{
	struct model_slot *t = model_empty_slot();
	struct model_buffer *b;

	if (s->alone || t == NULL)
		return;
	rte_pktmbuf_refcnt_update(s->b->m, 1);
	for (b = s->b; b != NULL; b = b->next)
		b->users++;
	*t = *s;
}

/* A second user of one segment. */
void
model_hold_segment(struct model_slot *s)
{
	struct model_slot *t = model_empty_slot();

	if (t == NULL)
		return;
	t->b = s->alone ? s->b : model_any_segment(s->b);
	t->alone = true;
	t->b->users++;
	rte_mbuf_refcnt_update(t->b->m, 1);
}
