/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rings: each way of synchronization with each other one, sizes of rings and
 * elements, bulks and bursts beyond both edges, peeking, zero copy, and what
 * create refuses.
 */
#include <string.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_ring_elem.h>
#include <rte_ring_peek_zc.h>

#include "case.h"

#define ROOM      80 /* elements */
#define ESIZE_MAX 32

static const unsigned int producers[] = {
		0, RING_F_SP_ENQ, RING_F_MP_RTS_ENQ, RING_F_MP_HTS_ENQ};
static const unsigned int consumers[] = {
		0, RING_F_SC_DEQ, RING_F_MC_RTS_DEQ, RING_F_MC_HTS_DEQ};

struct subject {
	struct rte_ring *r;
	char label[64];
	unsigned int esize;
	uint8_t data[ROOM * ESIZE_MAX];
};

static void
told(struct subject *s, unsigned int step, const char *what, unsigned int n,
		unsigned int rc, unsigned int left)
{
	const struct rte_ring *r = s->r;

	tell("%s step %u %s %u: %u, left %u, count %u free %u empty %d full %d, "
	     "%016lx",
			s->label, step, what, n, rc, left, rte_ring_count(r),
			rte_ring_free_count(r), rte_ring_empty(r),
			rte_ring_full(r),
			hash(0, s->data, (size_t)ROOM * s->esize));
}

static void
enqueue(struct subject *s, unsigned int step, unsigned int n)
{
	unsigned int left = 99, rc;

	rnd_fill(s->data, (size_t)n * s->esize);
	switch (below(3)) {
	case 0:
		rc = rte_ring_enqueue_bulk_elem(
				s->r, s->data, s->esize, n, &left);
		told(s, step, "enqueue bulk", n, rc, left);
		break;
	case 1:
		rc = rte_ring_enqueue_burst_elem(
				s->r, s->data, s->esize, n, &left);
		told(s, step, "enqueue burst", n, rc, left);
		break;
	default:
		rc = (unsigned int)rte_ring_enqueue_elem(
				s->r, s->data, s->esize);
		told(s, step, "enqueue", 1, rc, left);
	}
}

static void
dequeue(struct subject *s, unsigned int step, unsigned int n)
{
	unsigned int left = 99, rc;

	memset(s->data, 0, sizeof(s->data));
	switch (below(3)) {
	case 0:
		rc = rte_ring_dequeue_bulk_elem(
				s->r, s->data, s->esize, n, &left);
		told(s, step, "dequeue bulk", n, rc, left);
		break;
	case 1:
		rc = rte_ring_dequeue_burst_elem(
				s->r, s->data, s->esize, n, &left);
		told(s, step, "dequeue burst", n, rc, left);
		break;
	default:
		rc = (unsigned int)rte_ring_dequeue_elem(
				s->r, s->data, s->esize);
		told(s, step, "dequeue", 1, rc, left);
	}
}

static void
peek_enqueue(struct subject *s, unsigned int step, unsigned int n)
{
	unsigned int left = 99, rc, taken;

	rc = below(2) ? rte_ring_enqueue_bulk_elem_start(s->r, n, &left)
		      : rte_ring_enqueue_burst_elem_start(s->r, n, &left);
	taken = below(rc + 1);
	rnd_fill(s->data, (size_t)taken * s->esize);
	if (rc > 0)
		rte_ring_enqueue_elem_finish(s->r, s->data, s->esize, taken);
	told(s, step, "peek enqueue", n, rc, left);
}

static void
peek_dequeue(struct subject *s, unsigned int step, unsigned int n)
{
	unsigned int left = 99, rc;

	memset(s->data, 0, sizeof(s->data));
	rc = below(2) ? rte_ring_dequeue_bulk_elem_start(
					s->r, s->data, s->esize, n, &left)
		      : rte_ring_dequeue_burst_elem_start(
					s->r, s->data, s->esize, n, &left);
	if (rc > 0)
		rte_ring_dequeue_elem_finish(s->r, below(rc + 1));
	told(s, step, "peek dequeue", n, rc, left);
}

static void
zc_enqueue(struct subject *s, unsigned int step, unsigned int n)
{
	struct rte_ring_zc_data zcd = {0};
	unsigned int left = 99, rc;

	rc = rte_ring_enqueue_zc_burst_elem_start(
			s->r, s->esize, n, &zcd, &left);
	if (rc > 0) {
		rnd_fill(zcd.ptr1, (size_t)zcd.n1 * s->esize);
		if (rc > zcd.n1)
			rnd_fill(zcd.ptr2, (size_t)(rc - zcd.n1) * s->esize);
		rte_ring_enqueue_zc_elem_finish(s->r, rc);
	}
	told(s, step, zcd.ptr2 ? "copyless enqueue in two" : "copyless enqueue",
			n, rc, left);
}

static void
zc_dequeue(struct subject *s, unsigned int step, unsigned int n)
{
	struct rte_ring_zc_data zcd = {0};
	unsigned int left = 99, rc;

	memset(s->data, 0, sizeof(s->data));
	rc = rte_ring_dequeue_zc_bulk_elem_start(
			s->r, s->esize, n, &zcd, &left);
	if (rc > 0) {
		size_t first = (size_t)zcd.n1 * s->esize;

		memcpy(s->data, zcd.ptr1, first);
		if (rc > zcd.n1)
			memcpy(s->data + first, zcd.ptr2,
					(size_t)(rc - zcd.n1) * s->esize);
		rte_ring_dequeue_zc_elem_finish(s->r, rc);
	}
	told(s, step, "copyless dequeue", n, rc, left);
}

/* Only rings with at most one thread at a time at an end can be peeked. */
static void
one_step(struct subject *s, unsigned int step)
{
	enum rte_ring_sync_type in = rte_ring_get_prod_sync_type(s->r);
	enum rte_ring_sync_type out = rte_ring_get_cons_sync_type(s->r);
	bool peek_in = in == RTE_RING_SYNC_ST || in == RTE_RING_SYNC_MT_HTS;
	bool peek_out = out == RTE_RING_SYNC_ST || out == RTE_RING_SYNC_MT_HTS;
	unsigned int n = below(below(3) ? 8 : ROOM);

	switch (below(64)) {
	case 0:
		rte_ring_reset(s->r);
		told(s, step, "reset", 0, 0, 0);
		break;
	case 1 ... 8:
		(peek_in ? peek_enqueue : enqueue)(s, step, n);
		break;
	case 9 ... 16:
		(peek_out ? peek_dequeue : dequeue)(s, step, n);
		break;
	case 17 ... 22:
		(peek_in ? zc_enqueue : enqueue)(s, step, n);
		break;
	case 23 ... 28:
		(peek_out ? zc_dequeue : dequeue)(s, step, n);
		break;
	case 29 ... 46:
		enqueue(s, step, n);
		break;
	default:
		dequeue(s, step, n);
	}
}

static void
life(unsigned int number, unsigned int flags, unsigned int steps)
{
	static const unsigned int counts[] = {2, 4, 8, 16, 32, 64};
	static const unsigned int exact[] = {1, 2, 3, 5, 7, 8, 31, 33, 64};
	unsigned int count = counts[below(RTE_DIM(counts))];
	struct subject s = {.esize = 4 + 4 * below(ESIZE_MAX / 4)};

	if (below(2)) {
		flags |= RING_F_EXACT_SZ;
		count = exact[below(RTE_DIM(exact))];
	}
	snprintf(s.label, sizeof(s.label), "rings/%u %u of %u flags %#x",
			number, count, s.esize, flags);
	rte_errno = 0;
	s.r = rte_ring_create_elem(
			"life", s.esize, count, SOCKET_ID_ANY, flags);
	if (s.r == NULL) {
		tell("%s: none, %d", s.label, rte_errno);
		return;
	}
	tell("%s: size %u capacity %u single %d %d, sync %d %d, name %s",
			s.label, rte_ring_get_size(s.r),
			rte_ring_get_capacity(s.r),
			rte_ring_is_prod_single(s.r),
			rte_ring_is_cons_single(s.r),
			(int)rte_ring_get_prod_sync_type(s.r),
			(int)rte_ring_get_cons_sync_type(s.r), s.r->name);
	for (unsigned int step = 0; step < steps; step++)
		one_step(&s, step);
	rte_ring_free(s.r);
}

static void
refused(const char *name, unsigned int esize, unsigned int count,
		unsigned int flags)
{
	struct rte_ring *r;

	rte_errno = 0;
	r = rte_ring_create_elem(name, esize, count, SOCKET_ID_ANY, flags);
	tell("rings/create \"%.8s\" (%zu) %u of %u flags %#x: %s, %d", name,
			strlen(name), count, esize, flags, r ? "made" : "none",
			r ? 0 : rte_errno);
	rte_ring_free(r);
}

static void
all_refused(void)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	struct rte_ring *r = rte_ring_create("twice", 8, SOCKET_ID_ANY, 0);

	refused("twice", 8, 8, 0);
	rte_ring_free(r);
	for (unsigned int len = 0; len <= 36; len++)
		refused(letters + 36 - len, 8, 8, 0);
	for (unsigned int esize = 0; esize <= 20; esize++)
		refused("esize", esize, 8, 0);
	for (unsigned int count = 0; count <= 9; count++) {
		refused("count", 4, count, 0);
		refused("count", 4, count, RING_F_EXACT_SZ);
	}
	refused("count", 4, UINT32_MAX, 0);
	refused("count", 4, 1u << 31, 0);
	refused("count", 4, 0, 0);
	for (unsigned int bit = 0; bit < 32; bit++)
		refused("flag", 4, 8, 1u << bit);
	refused("flags", 4, 8, RING_F_SP_ENQ | RING_F_MP_RTS_ENQ);
	refused("flags", 4, 8, RING_F_SC_DEQ | RING_F_MC_HTS_DEQ);
	rte_errno = 0;
	tell("rings/lookup unknown: %d %d", rte_ring_lookup("no") == NULL,
			rte_errno);
	rte_ring_free(NULL);
}

static void
watermarks(void)
{
	for (size_t i = 0; i < RTE_DIM(producers); i++) {
		struct rte_ring *r = rte_ring_create("marks", 16, SOCKET_ID_ANY,
				producers[i] | consumers[i]);

		tell("rings/htd %zu: %u %u, %d %d, %u %u", i,
				rte_ring_get_prod_htd_max(r),
				rte_ring_get_cons_htd_max(r),
				rte_ring_set_prod_htd_max(r, 5),
				rte_ring_set_cons_htd_max(r, 1000),
				rte_ring_get_prod_htd_max(r),
				rte_ring_get_cons_htd_max(r));
		rte_ring_free(r);
	}
}

static void
dumped(void)
{
	void *objects[3] = {0};
	struct rte_ring *r = rte_ring_create("dumped", 16, SOCKET_ID_ANY, 0);
	FILE *stream = text_open();

	rte_ring_enqueue_bulk(r, objects, 3, NULL);
	rte_ring_dequeue(r, objects);
	rte_ring_dump(stream, r);
	text_tell(stream, "rings/dump");
	tell("rings/lookup: %d", rte_ring_lookup("dumped") == r);
	rte_ring_free(r);
}

static void
in_place(unsigned int count, unsigned int flags)
{
	ssize_t len = rte_ring_get_memsize(1024);
	struct rte_ring *r = rte_zmalloc(NULL, (size_t)len, 64);
	int rc = rte_ring_init(r, "in place", count, flags);

	tell("rings/init %u flags %#x: %d, %u %u", count, flags, rc, r->size,
			r->capacity);
	rte_free(r);
}

void
rings_part(unsigned int rounds)
{
	unsigned int number = 0;

	for (size_t in = 0; in < RTE_DIM(producers); in++)
		for (size_t out = 0; out < RTE_DIM(consumers); out++)
			for (unsigned int i = 0; i < 3; i++)
				life(number++, producers[in] | consumers[out],
						rounds / 4);
	all_refused();
	watermarks();
	dumped();
	for (unsigned int count = 0; count <= 17; count++) {
		in_place(count, 0);
		in_place(count, RING_F_EXACT_SZ | RING_F_SP_ENQ);
	}
	in_place(8, 0x100);
	in_place(8, RING_F_SP_ENQ | RING_F_MP_HTS_ENQ);
}
