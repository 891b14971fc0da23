/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames for the tests of this folder: headers appended one by one, and the
 * frame as an mbuf of one segment or of segments of one byte. Each segment is
 * an area of its own that ends where its data ends.
 */
#ifndef FRAME_H
#define FRAME_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_mbuf.h>

#include <cmocka.h>

#define FRAME_MAX 512

struct frame {
	uint8_t bytes[FRAME_MAX];
	uint16_t n;
};

/* The frame's end, moved by len bytes of zeros. */
static inline uint8_t *
frame_add(struct frame *f, size_t len)
{
	uint8_t *at = f->bytes + f->n;

	assert_true(f->n + len <= FRAME_MAX);
	memset(at, 0, len);
	f->n = (uint16_t)(f->n + len);
	return at;
}

static inline void
frame_be16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void
frame_ether(struct frame *f, unsigned int type)
{
	frame_be16(frame_add(f, 14) + 12, type);
}

static inline void
frame_tag(struct frame *f, unsigned int type)
{
	frame_be16(frame_add(f, 4) + 2, type);
}

static inline void
frame_label(struct frame *f, bool bottom)
{
	frame_add(f, 4)[2] = bottom;
}

/* vihl: version and length in words; frag: flags and offset. */
static inline void
frame_ip4(struct frame *f, unsigned int vihl, unsigned int frag,
		unsigned int proto)
{
	uint8_t *at = frame_add(f, 20);

	at[0] = (uint8_t)vihl;
	frame_be16(at + 6, frag);
	at[9] = (uint8_t)proto;
	if ((vihl & 15) > 5)
		frame_add(f, ((vihl & 15) - 5) * 4);
}

static inline void
frame_ip6(struct frame *f, unsigned int proto)
{
	uint8_t *at = frame_add(f, 40);

	at[0] = 0x60;
	at[6] = (uint8_t)proto;
}

/* An extension header of units * 8 bytes. */
static inline void
frame_ext(struct frame *f, unsigned int next, unsigned int units)
{
	uint8_t *at = frame_add(f, units * 8);

	at[0] = (uint8_t)next;
	at[1] = (uint8_t)(units - 1);
}

static inline void
frame_tcp(struct frame *f, unsigned int words)
{
	frame_add(f, words * 4)[12] = (uint8_t)(words << 4);
}

static inline void
frame_gre(struct frame *f, unsigned int flags, unsigned int type)
{
	const unsigned int words = (flags >> 15 & 1) + (flags >> 13 & 1) +
			(flags >> 12 & 1);
	uint8_t *at = frame_add(f, 4 + words * 4);

	frame_be16(at, flags);
	frame_be16(at + 2, type);
}

/* The first n bytes as segments of at most step bytes, at an odd address. */
static inline struct rte_mbuf *
frame_mbuf(const struct frame *f, uint16_t n, uint16_t step)
{
	const unsigned int segs = n == 0 ? 1 : (n + step - 1u) / step;
	struct rte_mbuf *m = calloc(segs, sizeof(*m));
	unsigned int i;

	assert_non_null(m);
	for (i = 0; i < segs; i++) {
		const uint16_t len = RTE_MIN(step, (uint16_t)(n - i * step));

		m[i].buf_addr = malloc(len + 1u);
		assert_non_null(m[i].buf_addr);
		m[i].data_off = 1;
		m[i].data_len = len;
		m[i].buf_len = (uint16_t)(len + 1);
		m[i].next = i + 1 < segs ? &m[i + 1] : NULL;
		memcpy((uint8_t *)m[i].buf_addr + 1, f->bytes + i * step, len);
	}
	m->pkt_len = n;
	m->nb_segs = (uint16_t)segs;
	return m;
}

static inline void
frame_free(struct rte_mbuf *m)
{
	struct rte_mbuf *seg;

	for (seg = m; seg != NULL; seg = seg->next)
		free(seg->buf_addr);
	free(m);
}

#endif
