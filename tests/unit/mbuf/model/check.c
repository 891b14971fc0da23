/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Comparing the library's buffers with the model's.
 */
#include <string.h>

#include "model.h"

#define KIND (RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)

/* The flags that say what kind of buffer this is. */
static uint64_t
kind_flags(const struct model_buffer *b)
{
	if (b->mem->kind != MODEL_DIRECT)
		return RTE_MBUF_F_EXTERNAL;
	return b->mem == &b->room ? 0 : RTE_MBUF_F_INDIRECT;
}

/* What the library should count as users of a buffer that is out. */
static unsigned int
refcnt(const struct model_buffer *b)
{
	if (b->room.kind == MODEL_PINNED)
		return b->users > 0 ? b->users : 1;
	if (b->users == 0)
		return b->room.users;
	return b->mem == &b->room ? b->users + b->room.users - 1 : b->users;
}

/* The place where b's data is, and nothing of it. */
static void
check_memory_of(const struct model_buffer *b)
{
	const struct rte_mbuf *m = b->m;
	const struct model_memory *mem = b->mem;

	must(m->buf_addr == mem->addr);
	must(m->buf_len == mem->len);
	must(m->buf_iova == mem->iova);
	must((m->ol_flags & KIND) == kind_flags(b));
	if (mem->kind == MODEL_DIRECT)
		must(m->priv_size == mem->owner->pool->priv_size);
	else
		must(m->shinfo == mem->shinfo);
	if (mem->kind != MODEL_DIRECT)
		must(rte_mbuf_ext_refcnt_read(m->shinfo) == mem->users);
}

/* A buffer that has users. */
static void
check_buffer(const struct model_buffer *b)
{
	const struct rte_mbuf *m = b->m;

	must(m->pool == b->pool->mp);
	must(rte_mbuf_refcnt_read(m) == refcnt(b));
	must(m->data_off == b->data_off);
	must(m->data_len == b->data_len);
	must(m->vlan_tci == b->tag);
	must((m->ol_flags & ~KIND) == b->flags);
	check_memory_of(b);
	must(memcmp(rte_pktmbuf_mtod(m, uint8_t *), b->mem->bytes + b->data_off,
			     b->data_len) == 0);
}

/* A stretch of the packet, read as programs do it. */
static void
check_bytes(const struct model_buffer *head, uint32_t pkt_len)
{
	static uint8_t want[MODEL_BYTES], buf[MODEL_BYTES];
	uint32_t off = model_below(pkt_len + 1);
	uint32_t len = model_below(pkt_len - off + 1);
	const void *got = rte_pktmbuf_read(head->m, off, len, buf);

	must(got != NULL);
	model_read(head, off, len, want);
	must(memcmp(got, want, len) == 0);
	must(rte_pktmbuf_read(head->m, off, pkt_len - off + 1, buf) == NULL);
}

static void
check_packet(const struct model_buffer *head)
{
	const struct rte_mbuf *m = head->m;
	const struct model_buffer *b;
	const char *reason = "";
	uint32_t pkt_len = model_len(head);

	if (rte_mbuf_check(m, 1, &reason) != 0)
		print_error("%s\n", reason);
	must(*reason == '\0');
	must(m->pkt_len == pkt_len);
	must(m->nb_segs == model_segs(head));
	for (b = head; b != NULL; b = b->next) {
		must(b->m->next == (b->next == NULL ? NULL : b->next->m));
		check_buffer(b);
	}
	check_bytes(head, pkt_len);
}

void
model_check_slot(const struct model_slot *s)
{
	if (s->b == NULL)
		return;
	if (s->alone)
		check_buffer(s->b);
	else
		check_packet(s->b);
}

/* The whole of a memory, headroom and tailroom too. */
static void
check_memory(const struct model_memory *mem)
{
	must(memcmp(mem->addr, mem->bytes, mem->len) == 0);
}

static void
check_out(const struct model_buffer *b)
{
	const uint8_t *priv = rte_mbuf_to_priv(b->m);
	unsigned int i;

	must(rte_mbuf_refcnt_read(b->m) == refcnt(b));
	for (i = 1; i < b->pool->priv_size; i++)
		must(priv[i] == priv[0]);
	check_memory(&b->room);
}

static void
check_pool(const struct model_pool *p)
{
	unsigned int i, out = 0;

	for (i = 0; i < p->n; i++) {
		if (!model_is_out(&p->buffers[i]))
			continue;
		out++;
		check_out(&p->buffers[i]);
	}
	must(p->out == out);
	must(rte_mempool_in_use_count(p->mp) == out);
}

/* The users of a buffer are the slots that have it. */
static unsigned int
holders(const struct model_buffer *b)
{
	const struct model_buffer *seg;
	unsigned int i, n = 0;

	for (i = 0; i < MODEL_SLOTS; i++) {
		if (model.slots[i].alone)
			n += model.slots[i].b == b;
		for (seg = model.slots[i].b; seg != NULL; seg = seg->next)
			if (!model.slots[i].alone)
				n += seg == b;
	}
	return n;
}

void
model_check_all(void)
{
	unsigned int i;

	for (i = 0; i < MODEL_SLOTS; i++) {
		model_check_slot(&model.slots[i]);
		if (model.slots[i].b != NULL)
			must(model.slots[i].b->users ==
					holders(model.slots[i].b));
	}
	for (i = 0; i < MODEL_AREAS; i++) {
		struct model_area *a = &model.areas[i];

		must(a->freed + (a->mem.users > 0) == a->attached);
		if (a->mem.users > 0)
			check_memory(&a->mem);
	}
	for (i = 0; i < MODEL_POOLS; i++)
		check_pool(&model.pools[i]);
}
