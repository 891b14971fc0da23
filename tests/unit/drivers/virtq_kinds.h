/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of virtqueues: the calls of both kinds, which are inline, behind
 * one table, so that what is the same for both is tested by the same code.
 */
#ifndef VIRTQ_KINDS_H
#define VIRTQ_KINDS_H

#include "net/virtio/virtq_packed_take.h"
#include "net/virtio/virtq_split.h"

#define F(feature) (UINT64_C(1) << (feature))

struct kind {
	const char *name;
	uint64_t features;
	void (*add_in_n)(struct virtq *q, const uint64_t *iovas, uint32_t len,
			void *const *cookies, uint16_t n);
	void (*add_out_n)(struct virtq *q, const uint64_t *iovas,
			const uint32_t *lens, void *const *cookies, uint16_t n);
	void (*add)(struct virtq *q, const struct virtq_piece *pieces,
			uint16_t n_out, uint16_t n_in, void *cookie);
	void (*publish)(struct virtq *q);
	bool (*wants_kick)(struct virtq *q);
	bool (*has_used)(const struct virtq *q);
	uint16_t (*take_n)(struct virtq *q, void **cookies, uint32_t *lens,
			uint16_t n);
	bool (*intr_enable)(struct virtq *q);
	void (*intr_disable)(struct virtq *q);
};

/* add_in_n and add_out_n, of both kinds, by single calls. */
static inline void
split_add_n(struct virtq *q, const uint64_t *iovas, const uint32_t *lens,
		size_t step, uint16_t flags, void *const *cookies, uint16_t n)
{
	struct virtq_adder a = virtq_split_add_begin(q, 0, flags);
	uint16_t i;

	for (i = 0; i < n; i++)
		virtq_split_add_next(&a, iovas[i], lens[i * step], cookies[i]);
	virtq_split_add_end(q, &a, n);
}

static inline void
packed_add_n(struct virtq *q, const uint64_t *iovas, const uint32_t *lens,
		size_t step, uint16_t flags, void *const *cookies, uint16_t n)
{
	struct virtq_adder a = virtq_packed_add_begin(q, 0, flags);
	uint16_t i;

	for (i = 0; i < n; i++)
		virtq_packed_add_next(&a, iovas[i], lens[i * step], cookies[i]);
	virtq_packed_add_end(q, &a, n);
}

static inline void
split_add_in_n(struct virtq *q, const uint64_t *iovas, uint32_t len,
		void *const *cookies, uint16_t n)
{
	split_add_n(q, iovas, &len, 0, VRING_DESC_F_WRITE, cookies, n);
}

static inline void
split_add_out_n(struct virtq *q, const uint64_t *iovas, const uint32_t *lens,
		void *const *cookies, uint16_t n)
{
	split_add_n(q, iovas, lens, 1, 0, cookies, n);
}

static inline void
packed_add_in_n(struct virtq *q, const uint64_t *iovas, uint32_t len,
		void *const *cookies, uint16_t n)
{
	packed_add_n(q, iovas, &len, 0, VRING_DESC_F_WRITE, cookies, n);
}

static inline void
packed_add_out_n(struct virtq *q, const uint64_t *iovas, const uint32_t *lens,
		void *const *cookies, uint16_t n)
{
	packed_add_n(q, iovas, lens, 1, 0, cookies, n);
}

static const struct kind kind_split = {"split", 0, split_add_in_n,
		split_add_out_n, virtq_split_add, virtq_split_publish,
		virtq_split_wants_kick, virtq_split_has_used,
		virtq_split_take_n, virtq_split_intr_enable,
		virtq_split_intr_disable};
static const struct kind kind_packed = {"packed", F(VIRTIO_F_RING_PACKED),
		packed_add_in_n, packed_add_out_n, virtq_packed_add,
		virtq_packed_publish, virtq_packed_wants_kick,
		virtq_packed_has_used, virtq_packed_take_n,
		virtq_packed_intr_enable, virtq_packed_intr_disable};

static inline void
add_out(const struct kind *kind, struct virtq *q, uint64_t iova, uint32_t len,
		void *cookie)
{
	kind->add_out_n(q, &iova, &len, &cookie, 1);
}

/* The next used buffer's cookie, or NULL. */
static inline void *
take_one(const struct kind *kind, struct virtq *q, uint32_t *len)
{
	void *cookie = NULL;

	kind->take_n(q, &cookie, len, 1);
	return cookie;
}

#endif
