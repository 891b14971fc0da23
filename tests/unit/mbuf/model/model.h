/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A simple model of the life of packet buffers. It knows of each buffer who
 * uses it and which memory it shows, and of each memory its users and bytes.
 * Steps do the same to the library and to the model; each predicts exactly
 * what the library returns. Then both are compared.
 *
 * Invariant: the users of a buffer are the packets in slots that it is part
 * of, plus the slots that hold it alone.
 */
#ifndef MODEL_H
#define MODEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_mbuf.h>

#include <cmocka.h>

#define MODEL_POOLS 6
#define MODEL_AREAS 24 /* of external memory */
#define MODEL_SLOTS 48
#define MODEL_ROOM  2176  /* the largest memory */
#define MODEL_BYTES 16384 /* the longest packet that a step makes */
#define MODEL_SEGS  24    /* and the most segments */

enum model_kind {
	MODEL_DIRECT,
	MODEL_PINNED,
	MODEL_EXTERNAL,
};

/* Where data lies: the data room of a buffer, or memory of the program's. */
struct model_memory {
	enum model_kind kind;
	unsigned int users; /* buffers that show it, its own among them */
	struct model_buffer *owner; /* NULL: external */
	struct rte_mbuf_ext_shared_info *shinfo;
	uint8_t *addr;
	rte_iova_t iova;
	uint16_t len;
	uint8_t bytes[MODEL_ROOM]; /* what all of it should contain */
};

/* One buffer of a pool. It is out while it or its data room has users. */
struct model_buffer {
	struct rte_mbuf *m;
	struct model_pool *pool;
	struct model_memory room;
	unsigned int users;
	/* What follows is of use while there are users. */
	struct model_memory *mem;
	struct model_buffer *next; /* of the packet */
	uint16_t data_off;
	uint16_t data_len;
	uint16_t tag;   /* in vlan_tci */
	uint64_t flags; /* but for the kind of buffer */
};

struct model_pool {
	struct rte_mempool *mp;
	struct model_buffer *buffers; /* by address */
	unsigned int n;
	unsigned int out;
	unsigned int cache_size;
	uint16_t room;
	uint16_t priv_size;
	bool pinned;
};

/* External memory, which is idle while mem.users is 0. */
struct model_area {
	struct model_memory mem;
	struct rte_mbuf_ext_shared_info apart; /* where not in the memory */
	uint8_t *memory;
	unsigned int attached; /* how often it was given to a buffer */
	unsigned int freed;    /* how often the callback came */
};

/* What a step works on: a packet, or one buffer of one, held by hand. */
struct model_slot {
	struct model_buffer *b; /* NULL: empty */
	bool alone;
};

struct model {
	struct model_pool pools[MODEL_POOLS];
	struct model_area areas[MODEL_AREAS];
	struct model_slot slots[MODEL_SLOTS];
	uint64_t seed;
	uint64_t rng;
	unsigned int step;
	const char *step_name;
};

extern struct model model;

/* Ends the test with seed, step and place. */
#define must(cond)                                                             \
	do {                                                                   \
		if (!(cond))                                                   \
			fail_msg("%s:%d: seed %ju, step %u (%s): not so: %s",  \
					__FILE__, __LINE__,                    \
					(uintmax_t)model.seed, model.step,     \
					model.step_name, #cond);               \
	} while (0)

/* world.c */
void model_start(uint64_t seed);
void model_stop(void);
uint32_t model_below(uint32_t n);
struct model_pool *model_any_pool(void);
struct model_slot *model_any_slot(void);
struct model_slot *model_empty_slot(void); /* NULL: none */
struct model_buffer *model_find(const struct rte_mbuf *m);

/* world.c: what happens to buffers and memory, in the model alone */
void model_take(struct model_buffer *b);
void model_empty(struct model_buffer *b);
void model_show(struct model_buffer *b, struct model_memory *mem);
void model_drop(struct model_buffer *b);
void model_drop_packet(struct model_buffer *head);
bool model_is_out(const struct model_buffer *b);

/* world.c: what is asked of packets */
struct model_buffer *model_last(struct model_buffer *head);
struct model_buffer *model_any_segment(struct model_buffer *head);
unsigned int model_segs(const struct model_buffer *head);
uint32_t model_len(const struct model_buffer *head);
bool model_sole(const struct model_buffer *head);
void model_read(const struct model_buffer *head, uint32_t off, uint32_t len,
		uint8_t *to);

/* check.c */
void model_check_slot(const struct model_slot *s);
void model_check_all(void);

/* Steps on a slot in use: life.c */
void model_make(struct model_slot *s); /* an empty one */
void model_free(struct model_slot *s);
void model_alloc_bulk(struct model_slot *s);
void model_free_bulk(struct model_slot *s);
void model_raw(struct model_slot *s);
void model_behead(struct model_slot *s);
void model_prefree(struct model_slot *s);
void model_reset(struct model_slot *s);

/* bytes.c */
void model_append(struct model_slot *s);
void model_prepend(struct model_slot *s);
void model_adj(struct model_slot *s);
void model_trim(struct model_slot *s);
void model_write(struct model_slot *s);
void model_chain(struct model_slot *s);
void model_linearize(struct model_slot *s);
void model_copy(struct model_slot *s);

/* share.c */
void model_clone(struct model_slot *s);
void model_attach(struct model_slot *s);
void model_attach_extbuf(struct model_slot *s);
void model_detach(struct model_slot *s);
void model_hold(struct model_slot *s);
void model_hold_segment(struct model_slot *s);

#endif
