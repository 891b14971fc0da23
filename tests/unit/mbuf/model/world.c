/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pools and memories that the model is about, and its own idea of what
 * happens to them: nothing but counting.
 */
#include <stdlib.h>
#include <string.h>

#include "model.h"

struct model model;

/* Pools of all sorts; the last but one holds few bytes, the last none. */
static const struct model_pool kinds[MODEL_POOLS] = {
		{.n = 96, .cache_size = 16, .room = 512, .priv_size = 16},
		{.n = 64, .cache_size = 0, .room = 300, .priv_size = 0},
		{.n = 48,
				.cache_size = 8,
				.room = MODEL_ROOM,
				.priv_size = 128},
		{.n = 40,
				.cache_size = 4,
				.room = 400,
				.priv_size = 8,
				.pinned = true},
		{.n = 64, .cache_size = 32, .room = 160, .priv_size = 0},
		{.n = 8, .cache_size = 0, .room = 100, .priv_size = 8},
};

static char pinned_memory[40 * 400];

uint32_t
model_below(uint32_t n)
{
	model.rng ^= model.rng << 13;
	model.rng ^= model.rng >> 7;
	model.rng ^= model.rng << 17;
	return (uint32_t)((model.rng >> 16) % n);
}

static int
by_address(const void *a, const void *b)
{
	const struct model_buffer *x = a;
	const struct model_buffer *y = b;

	return x->m < y->m ? -1 : x->m > y->m;
}

/* Each data room and private area has bytes by which it is known. */
static void
add_buffer(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	struct model_pool *p = arg;
	struct model_buffer *b = &p->buffers[i];
	unsigned int j;

	(void)mp;
	b->m = obj;
	b->pool = p;
	b->room.kind = p->pinned ? MODEL_PINNED : MODEL_DIRECT;
	b->room.shinfo = b->m->shinfo;
	b->room.addr = b->m->buf_addr;
	b->room.iova = b->m->buf_iova;
	b->room.len = p->room;
	for (j = 0; j < p->room; j++)
		b->room.bytes[j] = (uint8_t)(i + j * 7);
	memcpy(b->room.addr, b->room.bytes, p->room);
	memset(rte_mbuf_to_priv(b->m), (int)i, p->priv_size);
}

static void
make_pool(struct model_pool *p, const char *name)
{
	const struct rte_pktmbuf_extmem mem = {
			pinned_memory, 0x4000, sizeof(pinned_memory), 400};
	unsigned int i;

	if (p->pinned)
		p->mp = rte_pktmbuf_pool_create_extbuf(name, p->n,
				p->cache_size, p->priv_size, p->room,
				SOCKET_ID_ANY, &mem, 1);
	else
		p->mp = rte_pktmbuf_pool_create(name, p->n, p->cache_size,
				p->priv_size, p->room, SOCKET_ID_ANY);
	must(p->mp != NULL);
	p->buffers = calloc(p->n, sizeof(*p->buffers));
	must(p->buffers != NULL);
	must(rte_mempool_obj_iter(p->mp, add_buffer, p) == p->n);
	qsort(p->buffers, p->n, sizeof(*p->buffers), by_address);
	for (i = 0; i < p->n; i++)
		p->buffers[i].room.owner = &p->buffers[i];
}

void
model_start(uint64_t seed)
{
	char name[] = "model0";
	unsigned int i;

	memset(&model, 0, sizeof(model));
	model.seed = seed;
	model.rng = seed * 2 + 1;
	model.step_name = "start";
	memcpy(model.pools, kinds, sizeof(kinds));
	for (i = 0; i < MODEL_POOLS; i++, name[5]++)
		make_pool(&model.pools[i], name);
	for (i = 0; i < MODEL_AREAS; i++) {
		model.areas[i].mem.kind = MODEL_EXTERNAL;
		model.areas[i].mem.iova = RTE_BAD_IOVA;
	}
}

/* Free all that is left: then every pool is full. */
void
model_stop(void)
{
	unsigned int i;

	model.step_name = "stop";
	for (i = 0; i < MODEL_SLOTS; i++)
		if (model.slots[i].b != NULL)
			model_free(&model.slots[i]);
	model_check_all();
	for (i = 0; i < MODEL_AREAS; i++) {
		must(model.areas[i].mem.users == 0);
		must(model.areas[i].freed == model.areas[i].attached);
		free(model.areas[i].memory);
	}
	for (i = 0; i < MODEL_POOLS; i++) {
		must(model.pools[i].out == 0);
		must(rte_mempool_full(model.pools[i].mp));
		rte_mempool_audit(model.pools[i].mp);
		rte_mempool_free(model.pools[i].mp);
		free(model.pools[i].buffers);
	}
}

struct model_pool *
model_any_pool(void)
{
	return &model.pools[model_below(MODEL_POOLS)];
}

struct model_slot *
model_any_slot(void)
{
	return &model.slots[model_below(MODEL_SLOTS)];
}

struct model_slot *
model_empty_slot(void)
{
	unsigned int at = model_below(MODEL_SLOTS);
	unsigned int i;

	for (i = 0; i < MODEL_SLOTS; i++, at++)
		if (model.slots[at % MODEL_SLOTS].b == NULL)
			return &model.slots[at % MODEL_SLOTS];
	return NULL;
}

struct model_buffer *
model_find(const struct rte_mbuf *m)
{
	const struct model_buffer key = {.m = (struct rte_mbuf *)(uintptr_t)m};
	struct model_buffer *b = NULL;
	unsigned int i;

	for (i = 0; i < MODEL_POOLS; i++)
		if (m->pool == model.pools[i].mp)
			b = bsearch(&key, model.pools[i].buffers,
					model.pools[i].n, sizeof(key),
					by_address);
	must(b != NULL);
	return b;
}

bool
model_is_out(const struct model_buffer *b)
{
	return b->users > 0 || b->room.users > 0;
}

/* b comes from its pool, with any bytes: a copy that failed leaves some. */
void
model_take(struct model_buffer *b)
{
	must(!model_is_out(b));
	memcpy(b->room.bytes, b->room.addr, b->room.len);
	b->pool->out++;
	b->users = 1;
	b->room.users = 1;
	b->mem = &b->room;
	b->next = NULL;
	b->flags = 0;
	b->tag = 0;
	model_empty(b);
}

/* b has no data, behind the usual headroom. */
void
model_empty(struct model_buffer *b)
{
	b->data_off = RTE_MIN(RTE_PKTMBUF_HEADROOM, b->mem->len);
	b->data_len = 0;
}

static void
leave(struct model_memory *mem)
{
	mem->users--;
	if (mem->owner != NULL && !model_is_out(mem->owner))
		mem->owner->pool->out--;
}

/* b no longer shows the memory that it did, but mem. */
void
model_show(struct model_buffer *b, struct model_memory *mem)
{
	leave(b->mem);
	mem->users++;
	b->mem = mem;
}

/* b has one user less. */
void
model_drop(struct model_buffer *b)
{
	if (--b->users > 0)
		return;
	if (b->mem != &b->room)
		b->pool->out--;
	leave(b->mem);
	b->mem = NULL;
	b->next = NULL;
}

void
model_drop_packet(struct model_buffer *head)
{
	struct model_buffer *next;

	for (; head != NULL; head = next) {
		next = head->next;
		model_drop(head);
	}
}

struct model_buffer *
model_last(struct model_buffer *head)
{
	while (head->next != NULL)
		head = head->next;
	return head;
}

struct model_buffer *
model_any_segment(struct model_buffer *head)
{
	uint32_t n = model_below(model_segs(head));

	while (n-- > 0)
		head = head->next;
	return head;
}

unsigned int
model_segs(const struct model_buffer *head)
{
	unsigned int n = 0;

	for (; head != NULL; head = head->next)
		n++;
	return n;
}

uint32_t
model_len(const struct model_buffer *head)
{
	uint32_t len = 0;

	for (; head != NULL; head = head->next)
		len += head->data_len;
	return len;
}

/* Whether nobody else has a part of this packet; its bytes may be shared. */
bool
model_sole(const struct model_buffer *head)
{
	for (; head != NULL; head = head->next)
		if (head->users != 1)
			return false;
	return true;
}

/* len bytes of a packet as they should be; it has them. */
void
model_read(const struct model_buffer *head, uint32_t off, uint32_t len,
		uint8_t *to)
{
	uint32_t n;

	for (; len > 0; head = head->next) {
		if (off >= head->data_len) {
			off -= head->data_len;
			continue;
		}
		n = RTE_MIN(len, head->data_len - off);
		memcpy(to, head->mem->bytes + head->data_off + off, n);
		to += n;
		len -= n;
		off = 0;
	}
}
