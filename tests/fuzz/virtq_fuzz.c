/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The input is a virtio device: its bytes say what it agrees on, and, between
 * the driver's calls, what it writes anywhere into the memory that both share.
 * Whatever that is, a buffer comes back once, to its owner, with a length that
 * it can have, and the driver's own side stays sound.
 *
 * With clang this is a target of libFuzzer's (its options: -help=1). Else, or
 * as a test, main() makes inputs by chance that repeats: [COUNT [SEED]].
 */
#include <bufplane.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "fuzz_main.h"
#include "virtio_fake.h"
#include "virtq_check.h"
#include "virtq_kinds.h"

#define OWNERS    256 /* buffers that can be with the device at once */
#define PIECES    4
#define PIECE_LEN 100
#define INPUT_MAX 512

struct input {
	const uint8_t *at;
	size_t left;
};

struct run {
	struct input in;
	const struct kind *kind;
	struct virtio_fake *fake;
	struct virtq q;
	uint32_t owners[OWNERS]; /* bytes that may be written + 1; 0: not out */
};

static uint8_t *area;

static void
die(const char *what)
{
	fprintf(stderr, "virtq_fuzz: %s\n", what);
	abort();
}

static uint8_t
next_byte(struct input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

static uint32_t
next_number(struct input *in, unsigned int bytes)
{
	uint32_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | next_byte(in);
	return n;
}

/* Somebody who owns nothing yet; NULL: all do. */
static void *
new_owner(struct run *r, uint32_t room)
{
	uintptr_t i;

	for (i = 0; i < OWNERS; i++)
		if (r->owners[i] == 0) {
			r->owners[i] = room + 1;
			return (void *)(i + 1);
		}
	return NULL;
}

static void
got_back(struct run *r, void *cookie, uint32_t len)
{
	uintptr_t i = (uintptr_t)cookie - 1;

	if (i >= OWNERS || r->owners[i] == 0)
		die("a buffer came back twice, or was never out");
	if (len >= r->owners[i])
		die("a length that cannot be");
	r->owners[i] = 0;
}

static void
add(struct run *r)
{
	struct virtq_piece pieces[PIECES];
	uint16_t n = 1 + next_byte(&r->in) % r->q.pieces;
	uint16_t n_in = next_byte(&r->in) % (n + 1), i;
	void *owner;

	if (virtq_free(&r->q) < virtq_descs(&r->q, n))
		return;
	for (i = 0; i < n; i++) {
		pieces[i].iova = rte_malloc_virt2iova(area);
		pieces[i].len = PIECE_LEN;
	}
	owner = new_owner(r, n_in * PIECE_LEN);
	if (owner != NULL)
		r->kind->add(&r->q, pieces, n - n_in, n_in, owner);
}

static void
add_burst(struct run *r)
{
	uint16_t n = next_byte(&r->in) % 16, i;
	uint64_t iovas[16];
	void *cookies[16];

	for (i = 0; i < n && i < virtq_free(&r->q); i++) {
		iovas[i] = rte_malloc_virt2iova(area);
		cookies[i] = new_owner(r, PIECE_LEN);
		if (cookies[i] == NULL)
			break;
	}
	r->kind->add_in_n(&r->q, iovas, PIECE_LEN, cookies, i);
}

static void
publish(struct run *r)
{
	r->kind->publish(&r->q);
	if (r->kind->wants_kick(&r->q))
		virtq_kick(&r->q);
}

static void
take(struct run *r)
{
	uint16_t most = next_byte(&r->in) % 17, n, i;
	void *cookies[16];
	uint32_t lens[16];
	bool lengths = most != 16;

	publish(r);
	n = r->kind->take_n(&r->q, cookies, lengths ? lens : NULL, most);
	if (n > most)
		die("more than was asked for");
	for (i = 0; i < n; i++)
		got_back(r, cookies[i], lengths ? lens[i] : 0);
}

static void
interrupts(struct run *r)
{
	if (virtq_used_count(&r->q) > r->q.size)
		die("more are used than there are");
	if (next_byte(&r->in) % 2 == 0)
		r->kind->intr_disable(&r->q);
	else
		r->kind->intr_enable(&r->q);
	r->kind->has_used(&r->q);
}

/* The device writes somewhere, at best where it is looked at. */
static void
write_bytes(struct run *r)
{
	uint8_t *base = r->q.memory->addr;
	uint32_t at = next_number(&r->in, 2) % (uint32_t)r->q.memory->len;
	uint8_t n = next_byte(&r->in) % 16;

	for (; n > 0 && at < r->q.memory->len; n--)
		base[at++] = next_byte(&r->in);
}

/* A word of the ring at the driver's place, and how far the device is. */
static void
write_used(struct run *r)
{
	uint16_t ahead = next_byte(&r->in) % 4;
	uint32_t id = next_byte(&r->in), len = next_byte(&r->in);
	uint8_t how = next_byte(&r->in);
	uint16_t at = r->q.taken + ahead;

	if (how % 16 == 0)
		id = next_number(&r->in, 4);
	if (how / 16 == 0)
		len = next_number(&r->in, 4);
	if (r->q.is_packed) {
		struct vring_packed_desc *d = &r->q.packed.desc[at % r->q.size];

		d->id = (uint16_t)id;
		d->len = len;
		d->flags = how % 8 == 1 ? how << 8 : r->q.used_flags;
	} else {
		r->q.split.used->ring[at % r->q.size].id = id;
		r->q.split.used->ring[at % r->q.size].len = len;
		r->q.split.used->idx = at + 1;
	}
}

/* The device does as it should. */
static void
use(struct run *r)
{
	uint8_t n = next_byte(&r->in) % 16;
	struct fake_buf buf;

	for (; n > 0 && virtio_fake_pop(r->fake, 0, &buf); n--)
		virtio_fake_push(r->fake, 0, &buf, buf.in_len);
	virtio_fake_flush(r->fake, 0);
}

static void
start_queue(struct run *r)
{
	struct virtio_queue_place place;

	virtq_place(&r->q, &place);
	if (r->fake->dev.transport->queue_enable(
			    &r->fake->dev, &place, &r->q.doorbell) != 0)
		die("the queue does not start");
}

static void
empty(struct run *r)
{
	uintptr_t i;
	void *cookie;

	while ((cookie = virtq_detach(&r->q)) != NULL)
		got_back(r, cookie, 0);
	for (i = 0; i < OWNERS; i++)
		if (r->owners[i] != 0)
			die("a buffer is lost");
}

static void
reset(struct run *r)
{
	r->fake->dev.transport->reset(&r->fake->dev);
	empty(r);
	virtq_reset(&r->q);
	r->fake->wrong = NULL;
	virtio_fake_agree(r->fake);
	start_queue(r);
}

static void
step(struct run *r)
{
	static void (*const steps[])(struct run *) = {add, add_burst, publish,
			take, take, interrupts, write_bytes, write_used,
			write_used, use, use, reset};
	const char *reason;

	steps[next_byte(&r->in) % RTE_DIM(steps)](r);
	if (virtq_check(&r->q, &reason) != 0)
		die(reason);
}

static uint64_t
choose_features(uint8_t bits)
{
	static const unsigned int features[] = {VIRTIO_F_RING_PACKED,
			VIRTIO_RING_F_EVENT_IDX, VIRTIO_RING_F_INDIRECT_DESC,
			VIRTIO_F_IN_ORDER, VIRTIO_F_NOTIFICATION_DATA,
			VIRTIO_F_ORDER_PLATFORM};
	uint64_t chosen = F(VIRTIO_F_RING_RESET);
	size_t i;

	for (i = 0; i < RTE_DIM(features); i++)
		if ((bits >> i & 1) != 0)
			chosen |= F(features[i]);
	return chosen;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run r = {.in = {data, size}};
	uint8_t bits = next_byte(&r.in), n = next_byte(&r.in);
	struct virtq_conf conf = {
			"fuzz", 0, n + 1, 1 + n % PIECES, SOCKET_ID_ANY};

	r.kind = (bits & 1) != 0 ? &kind_packed : &kind_split;
	if (r.kind == &kind_split)
		conf.size = 1 << n % 9;
	r.fake = virtio_fake_new(choose_features(bits), 1, conf.size);
	r.fake->manual = true;
	r.fake->batch = (bits & 0x80) != 0;
	virtio_fake_agree(r.fake);
	if (virtq_init(&r.q, &r.fake->dev, &conf) != 0)
		die("no memory");
	start_queue(&r);
	while (r.in.left > 0)
		step(&r);
	empty(&r);
	virtq_fini(&r.q);
	virtio_fake_free(r.fake);
	return 0;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.log_level = RTE_LOG_EMERG};

	if (bp_init(&config) != 0)
		die("bp_init failed");
	area = rte_zmalloc("area", PIECE_LEN, 64);
	if (area == NULL)
		die("no memory");
	return 0;
}

#ifndef WITH_LIBFUZZER
int
main(int argc, char **argv)
{
	uint8_t bytes[INPUT_MAX];
	uint64_t count = fuzz_by_chance(argc, argv, 3000, bytes, sizeof(bytes));

	rte_free(area);
	if (rte_eal_cleanup() != 0)
		die("the library does not stop");
	printf("%" PRIu64 " devices\n", count);
	return 0;
}
#endif
