/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Steps that change the bytes of packets and where they lie. What is written
 * through one buffer is seen by all who show that memory.
 */
#include <string.h>

#include "model.h"

/* Some length, now and then one next to a limit. */
static uint16_t
length(uint32_t limit)
{
	switch (model_below(8)) {
	case 0:
		return (uint16_t)limit;
	case 1:
		return (uint16_t)(limit + 1);
	default:
		return (uint16_t)model_below(150);
	}
}

/* Write n bytes of b's memory at an offset, to the memory and the model. */
static void
scribble(struct model_buffer *b, uint32_t off, uint32_t n)
{
	uint8_t *to = b->mem->addr + off;
	uint8_t value = (uint8_t)model_below(256);
	uint32_t i;

	for (i = 0; i < n; i++)
		to[i] = (uint8_t)(value + i * 3);
	memcpy(b->mem->bytes + off, to, n);
}

void
model_append(struct model_slot *s)
{
	struct model_buffer *last;
	uint32_t end, room;
	uint16_t n;
	char *at;

	if (s->alone)
		return;
	last = model_last(s->b);
	end = (uint32_t)last->data_off + last->data_len;
	room = last->mem->len - end;
	n = length(room);
	if (model_len(s->b) + n > MODEL_BYTES)
		return;
	at = rte_pktmbuf_append(s->b->m, n);
	must((at != NULL) == (n <= room));
	if (at == NULL)
		return;
	must(at == (char *)last->mem->addr + end);
	last->data_len = (uint16_t)(last->data_len + n);
	scribble(last, end, n);
}

void
model_prepend(struct model_slot *s)
{
	struct model_buffer *b = s->b;
	uint16_t n = length(b->data_off);
	char *at;

	if (s->alone || model_len(b) + n > MODEL_BYTES)
		return;
	at = rte_pktmbuf_prepend(b->m, n);
	must((at != NULL) == (n <= b->data_off));
	if (at == NULL)
		return;
	b->data_off = (uint16_t)(b->data_off - n);
	b->data_len = (uint16_t)(b->data_len + n);
	must(at == (char *)b->mem->addr + b->data_off);
	scribble(b, b->data_off, n);
}

void
model_adj(struct model_slot *s)
{
	struct model_buffer *b = s->b;
	uint16_t n = length(b->data_len);
	char *at;

	if (s->alone)
		return;
	at = rte_pktmbuf_adj(b->m, n);
	must((at != NULL) == (n <= b->data_len));
	if (at == NULL)
		return;
	b->data_off = (uint16_t)(b->data_off + n);
	b->data_len = (uint16_t)(b->data_len - n);
	must(at == (char *)b->mem->addr + b->data_off);
}

void
model_trim(struct model_slot *s)
{
	struct model_buffer *last;
	uint16_t n;
	int rc;

	if (s->alone)
		return;
	last = model_last(s->b);
	n = length(last->data_len);
	rc = rte_pktmbuf_trim(s->b->m, n);
	must(rc == (n <= last->data_len ? 0 : -1));
	if (rc == 0)
		last->data_len = (uint16_t)(last->data_len - n);
}

/* New bytes for old ones, in one segment. */
void
model_write(struct model_slot *s)
{
	struct model_buffer *b = s->alone ? s->b : model_any_segment(s->b);

	scribble(b, b->data_off, b->data_len);
}

void
model_chain(struct model_slot *s)
{
	struct model_slot *t = model_any_slot();

	if (s->alone || t == s || t->b == NULL || t->alone ||
			!model_sole(s->b) || !model_sole(t->b) ||
			model_len(s->b) + model_len(t->b) > MODEL_BYTES ||
			model_segs(s->b) + model_segs(t->b) > MODEL_SEGS)
		return;
	must(rte_pktmbuf_chain(s->b->m, t->b->m) == 0);
	model_last(s->b)->next = t->b;
	t->b = NULL;
}

/* Whether bytes would be moved within one memory. */
static bool
meets_itself(const struct model_buffer *head)
{
	const struct model_buffer *b;

	for (b = head->next; b != NULL; b = b->next)
		if (b->mem == head->mem)
			return true;
	return false;
}

void
model_linearize(struct model_slot *s)
{
	struct model_buffer *head = s->b;
	uint32_t len = model_len(head);
	int rc;

	if (s->alone || !model_sole(head) || meets_itself(head))
		return;
	rc = rte_pktmbuf_linearize(head->m);
	if (len > (uint32_t)head->mem->len - head->data_off) {
		must(rc == -1);
		return;
	}
	must(rc == 0);
	model_read(head, 0, len, head->mem->bytes + head->data_off);
	model_drop_packet(head->next);
	head->next = NULL;
	head->data_len = (uint16_t)len;
}

/* How many buffers of p n bytes take; more than it has: they never fit. */
static unsigned int
needed(const struct model_pool *p, uint32_t n)
{
	uint32_t each = p->room - RTE_MIN(RTE_PKTMBUF_HEADROOM, p->room);

	if (n == 0)
		return 1;
	return each == 0 ? UINT32_MAX : (n + each - 1) / each;
}

/* The segments of a copy, as full as can be. */
static void
take_copy(const struct rte_mbuf *m, const uint8_t *bytes, uint32_t n)
{
	struct model_buffer *b, *prev = NULL;

	for (; m != NULL; m = m->next, prev = b) {
		b = model_find(m);
		model_take(b);
		if (prev != NULL)
			prev->next = b;
		b->data_len = (uint16_t)RTE_MIN(
				n, (uint32_t)(b->mem->len - b->data_off));
		memcpy(b->mem->bytes + b->data_off, bytes, b->data_len);
		bytes += b->data_len;
		n -= b->data_len;
	}
	must(n == 0);
}

void
model_copy(struct model_slot *s)
{
	static uint8_t bytes[MODEL_BYTES];
	struct model_slot *t = model_empty_slot();
	struct model_pool *p = model_any_pool();
	struct rte_mbuf *copy;
	uint32_t len, off, n;

	if (s->alone || t == NULL)
		return;
	len = model_len(s->b);
	off = model_below(3) == 0 ? model_below(len + 2) : 0;
	n = model_below(2) == 0 ? model_below(len + 2) : UINT32_MAX;
	copy = rte_pktmbuf_copy(s->b->m, p->mp, off, n);
	n = RTE_MIN(n, len - RTE_MIN(len, off));
	must((copy != NULL) == (off < len && needed(p, n) <= p->n - p->out));
	if (copy == NULL)
		return;
	must(copy->nb_segs == needed(p, n));
	model_read(s->b, off, n, bytes);
	take_copy(copy, bytes, n);
	t->b = model_find(copy);
	t->alone = false;
	t->b->tag = s->b->tag;
	t->b->flags = s->b->flags;
	model_check_slot(t);
}
