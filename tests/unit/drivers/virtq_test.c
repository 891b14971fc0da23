/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtqueues of both kinds, with every feature: what goes to the device comes
 * back with its owner, whatever the sizes, also beyond the indices' wrap; what
 * breaks the rules ends the queue, is counted, and loses nothing.
 */
#include <errno.h>

#include "virtq_env.h"

#define BATCH     32
#define PIECES    5
#define PIECE_LEN 64

static const uint64_t feature_sets[] = {
		0,
		F(VIRTIO_RING_F_EVENT_IDX),
		F(VIRTIO_RING_F_INDIRECT_DESC),
		F(VIRTIO_RING_F_INDIRECT_DESC) | F(VIRTIO_RING_F_EVENT_IDX),
		F(VIRTIO_F_IN_ORDER),
		F(VIRTIO_F_IN_ORDER) | F(VIRTIO_RING_F_INDIRECT_DESC) |
				F(VIRTIO_RING_F_EVENT_IDX),
		F(VIRTIO_F_NOTIFICATION_DATA) | F(VIRTIO_F_ORDER_PLATFORM),
		F(VIRTIO_F_NOTIFICATION_DATA) | F(VIRTIO_RING_F_EVENT_IDX) |
				F(VIRTIO_F_IN_ORDER) |
				F(VIRTIO_F_ORDER_PLATFORM),
};

/* A traffic between both sides, and what it should be. */
struct traffic {
	struct queue t;
	uintptr_t added, taken;
	uint32_t *lens; /* that the device wrote, by number */
	bool *back;     /* was taken */
	uint64_t random;
	bool ordered;
};

static uint32_t
below(struct traffic *f, uint32_t n)
{
	f->random = f->random * UINT64_C(6364136223846793005) + 1;
	return (uint32_t)(f->random >> 33) % n;
}

static void
add_one(struct traffic *f)
{
	struct virtq_piece pieces[PIECES];
	uint16_t n = (uint16_t)(1 + below(f, f->t.q.pieces));
	uint16_t n_out = (uint16_t)below(f, n + 1U);
	uint16_t i;

	if (virtq_free(&f->t.q) < virtq_descs(&f->t.q, n))
		return;
	for (i = 0; i < n; i++) {
		pieces[i].iova = area_iova(below(f, AREA - PIECE_LEN));
		pieces[i].len = 1 + below(f, PIECE_LEN);
	}
	f->t.kind->add(&f->t.q, pieces, n_out, n - n_out, cookie_of(f->added));
	f->added++;
}

static void
add_burst(struct traffic *f)
{
	uint64_t iovas[BATCH];
	void *cookies[BATCH];
	uint16_t n = (uint16_t)RTE_MIN(below(f, BATCH), virtq_free(&f->t.q));
	uint16_t i;

	for (i = 0; i < n; i++) {
		iovas[i] = area_iova(below(f, AREA - PIECE_LEN));
		cookies[i] = cookie_of(f->added + i);
	}
	f->t.kind->add_in_n(&f->t.q, iovas, PIECE_LEN, cookies, n);
	f->added += n;
	if (virtq_free(&f->t.q) > 0) {
		add_out(f->t.kind, &f->t.q, area_iova(0), 9,
				cookie_of(f->added));
		f->added++;
	}
}

static void
driver_adds(struct traffic *f)
{
	uint32_t n = below(f, BATCH);

	if (below(f, 2) == 0)
		add_burst(f);
	while (n-- > 0)
		add_one(f);
	f->t.kind->publish(&f->t.q);
	if (f->t.kind->wants_kick(&f->t.q))
		virtq_kick(&f->t.q);
}

/* The device uses some, in another order if it may. */
static void
device_uses(struct traffic *f, uintptr_t *seen)
{
	static struct fake_buf bufs[BATCH];
	uint32_t n = below(f, BATCH), i, j;

	for (i = 0; i < n; i++)
		if (!virtio_fake_pop(f->t.fake, QUEUE, &bufs[i]))
			break;
	n = i;
	for (i = 0; i < n; i++) {
		uint32_t len = below(f, bufs[i].in_len + 1);

		/* Those that are not told of are written wholly. */
		if (f->t.fake->batch && i + 1 < n)
			len = bufs[i].in_len;
		f->lens[(*seen)++] = len;
		bufs[i].out_len = len;
	}
	for (i = 0; i < n; i++) {
		j = f->ordered ? i : n - 1 - i;
		virtio_fake_push(f->t.fake, QUEUE, &bufs[j], bufs[j].out_len);
	}
	virtio_fake_flush(f->t.fake, QUEUE);
}

static void
driver_takes(struct traffic *f)
{
	void *cookies[BATCH];
	uint32_t lens[BATCH];
	uint16_t most = (uint16_t)below(f, BATCH);
	uint16_t known = virtq_used_count(&f->t.q);
	bool has = f->t.kind->has_used(&f->t.q);
	uint16_t n, i;

	n = f->t.kind->take_n(&f->t.q, cookies, lens, most);
	assert_int_equal(n, RTE_MIN(known, most));
	assert_int_equal(has, known != 0);
	for (i = 0; i < n; i++) {
		uintptr_t number = number_of(cookies[i]);

		assert_true(number < f->added);
		assert_false(f->back[number]);
		assert_int_equal(lens[i], f->lens[number]);
		if (f->ordered)
			assert_int_equal(number, f->taken);
		f->back[number] = true;
		f->taken++;
	}
	queue_check(&f->t);
}

/* Traffic until count buffers have been there and back. */
static void
run_traffic(const struct kind *kind, uint64_t features, uint16_t size,
		uintptr_t count, bool batch)
{
	struct traffic f = {.random = size + features,
			.ordered = (features & F(VIRTIO_F_IN_ORDER)) != 0};
	uintptr_t seen = 0;

	queue_new(&f.t, kind, features, size, PIECES);
	f.t.fake->batch = batch;
	f.lens = calloc(count + 2 * VIRTQ_SIZE_MAX, sizeof(*f.lens));
	f.back = calloc(count + 2 * VIRTQ_SIZE_MAX, sizeof(*f.back));
	while (f.taken < count) {
		driver_adds(&f);
		device_uses(&f, &seen);
		driver_takes(&f);
	}
	assert_int_equal(queue_empty(&f.t), f.added - f.taken);
	free(f.lens);
	free(f.back);
	queue_free(&f.t);
}

static void
test_features(void **state)
{
	size_t i;

	for (i = 0; i < RTE_DIM(feature_sets); i++) {
		run_traffic(*state, feature_sets[i], 64, 1500, false);
		if ((feature_sets[i] & F(VIRTIO_F_IN_ORDER)) != 0)
			run_traffic(*state, feature_sets[i], 64, 1500, true);
	}
}

static void
test_sizes(void **state)
{
	static const uint16_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 33, 256, 1000};
	const struct kind *kind = *state;
	size_t i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		if (kind == &kind_split && !rte_is_power_of_2(sizes[i]))
			continue;
		run_traffic(kind, 0, sizes[i], 300, false);
		run_traffic(kind, feature_sets[5], sizes[i], 300, true);
	}
}

/* Split: indices of 16 bits wrap; packed: so does nothing, but the ring. */
static void
test_wrap(void **state)
{
	run_traffic(*state, F(VIRTIO_RING_F_EVENT_IDX), 128, 66000, false);
	run_traffic(*state, F(VIRTIO_F_IN_ORDER), 128, 66000, true);
}

/* Full, used wholly, twice, so that every bit of the wrap is there. */
static void
fill_and_empty(struct queue *t)
{
	uint16_t n = t->q.size, i;
	uint32_t len;

	for (i = 0; i < n; i++)
		queue_add_in(t, 10, i);
	assert_int_equal(virtq_free(&t->q), 0);
	for (i = 0; i < n; i++)
		device_use(t, 10);
	assert_int_equal(virtq_used_count(&t->q), n);
	for (i = 0; i < n; i++)
		assert_ptr_equal(take_one(t->kind, &t->q, &len), cookie_of(i));
	assert_null(take_one(t->kind, &t->q, &len));
	assert_int_equal(virtq_free(&t->q), n);
	queue_check(t);
}

static void
test_largest(void **state)
{
	struct queue t;

	queue_new(&t, *state, 0, VIRTQ_SIZE_MAX, 1);
	t.fake->trusting = true;
	fill_and_empty(&t);
	fill_and_empty(&t);
	fill_and_empty(&t);
	queue_free(&t);
}

static void
test_bad_conf(void **state)
{
	static const struct {
		uint16_t size, pieces;
		int rc;
	} rows[] = {{0, 1, -EINVAL}, {32769, 1, -EINVAL}, {65535, 1, -EINVAL},
			{8, 0, -EINVAL}, {12, 1, -EINVAL}};
	const struct kind *kind = *state;
	struct virtio_fake *fake = virtio_fake_new(kind->features, 1, 8);
	struct virtq_conf conf = {.name = "virtq"};
	struct virtq q;
	size_t i;

	virtio_fake_agree(fake);
	for (i = 0; i < RTE_DIM(rows); i++) {
		conf.size = rows[i].size;
		conf.pieces = rows[i].pieces;
		if (kind == &kind_packed && conf.size == 12)
			continue;
		assert_int_equal(virtq_init(&q, &fake->dev, &conf), rows[i].rc);
		virtq_fini(&q);
	}
	virtio_fake_free(fake);
}

static void
test_no_memory(void **state)
{
	struct virtq_conf conf = {.name = "virtq",
			.size = 8,
			.pieces = 1,
			.socket_id = SOCKET_ID_ANY};
	struct queue t;
	struct virtq q;

	queue_new(&t, *state, 0, 8, 1);
	assert_int_equal(virtq_init(&q, &t.fake->dev, &conf), -EEXIST);
	assert_null(q.memory);
	conf.name = "a name that is longer than a memzone's may be";
	assert_int_equal(virtq_init(&q, &t.fake->dev, &conf), -ENAMETOOLONG);
	virtq_fini(&q);
	queue_free(&t);
}

/* More pieces than descriptors are not possible (2.7.5.3.1). */
static void
test_pieces(void **state)
{
	struct queue t;

	queue_new(&t, *state, F(VIRTIO_RING_F_INDIRECT_DESC), 4, 9);
	assert_int_equal(t.q.pieces, 4);
	assert_int_equal(virtq_descs(&t.q, 4), 1);
	queue_free(&t);
	queue_new(&t, *state, F(VIRTIO_RING_F_INDIRECT_DESC), 1, 9);
	assert_int_equal(t.q.pieces, 1);
	assert_false(t.q.indirect);
	queue_free(&t);
	queue_new(&t, *state, 0, 4, 9);
	assert_int_equal(virtq_descs(&t.q, 3), 3);
	queue_free(&t);
}

struct fault_row {
	enum virtio_fault fault;
	enum virtq_breach split, packed;
};

static const struct fault_row faults[] = {
		{FAULT_ID_RANGE, VIRTQ_BAD_ID, VIRTQ_BAD_ID},
		{FAULT_ID_STALE, VIRTQ_STALE_ID, VIRTQ_STALE_ID},
		{FAULT_ID_TWICE, VIRTQ_STALE_ID, VIRTQ_STALE_ID},
		{FAULT_LEN_LONG, VIRTQ_BAD_LEN, VIRTQ_BAD_LEN},
		{FAULT_LEN_MAX, VIRTQ_BAD_LEN, VIRTQ_BAD_LEN},
		{FAULT_INDEX_JUMP, VIRTQ_BAD_INDEX, VIRTQ_STALE_ID},
		{FAULT_WRAP, VIRTQ_BAD_INDEX, VIRTQ_BAD_INDEX},
};

/*
 * Eight buffers, of which the device uses three well and breaks the rule with
 * the next. What is left is detached.
 */
static void
run_fault(const struct kind *kind, const struct fault_row *row,
		uint64_t features)
{
	enum virtq_breach expect =
			kind == &kind_split ? row->split : row->packed;
	unsigned int n = 0, i;
	uint32_t len;
	struct queue t;

	queue_new(&t, kind, features, 16, 1);
	for (i = 0; i < 8; i++)
		queue_add_in(&t, 100, i);
	t.fake->fault = row->fault;
	t.fake->after = 3;
	for (i = 0; i < 4; i++) {
		device_use(&t, 50);
		for (; take_one(t.kind, &t.q, &len) != NULL; n++)
			assert_true(len <= 100);
	}
	assert_int_equal(t.fake->faults_n, 1);
	assert_true(t.q.broken);
	for (i = 0; i < VIRTQ_BREACHES; i++)
		assert_int_equal(t.q.breaches[i], i == expect);
	assert_int_equal(virtq_free(&t.q), 0);
	assert_false(t.kind->has_used(&t.q));
	assert_int_equal(virtq_used_count(&t.q), 0);
	assert_null(take_one(t.kind, &t.q, &len));
	queue_check(&t);
	assert_int_equal(queue_empty(&t), 8 - n);
	virtq_reset(&t.q);
	queue_check(&t);
	queue_free(&t);
}

static void
test_faults(void **state)
{
	size_t i;

	for (i = 0; i < RTE_DIM(faults); i++) {
		run_fault(*state, &faults[i], 0);
		run_fault(*state, &faults[i], F(VIRTIO_F_IN_ORDER));
	}
}

/* With none left at the device, packed ones have no id to be wrong. */
static void
test_used_of_none(void **state)
{
	struct queue t;
	uint32_t len;

	queue_new(&t, *state, 0, 16, 1);
	queue_add_in(&t, 10, 1);
	t.fake->fault = FAULT_INDEX_JUMP;
	device_use(&t, 10);
	while (take_one(t.kind, &t.q, &len) != NULL)
		;
	assert_int_equal(t.q.breaches[VIRTQ_BAD_INDEX], 1);
	queue_free(&t);
}

/* What was transmitted has no length that matters. */
static void
test_length_of_out(void **state)
{
	struct queue t;
	void *cookie;

	queue_new(&t, *state, 0, 16, 1);
	add_out(t.kind, &t.q, area_iova(0), 10, cookie_of(1));
	t.kind->publish(&t.q);
	t.fake->fault = FAULT_LEN_MAX;
	device_use(&t, 0);
	assert_int_equal(t.kind->take_n(&t.q, &cookie, NULL, 1), 1);
	assert_ptr_equal(cookie, cookie_of(1));
	queue_free(&t);
}

static void
test_detach(void **state)
{
	bool seen[64] = {false};
	struct queue t;
	uint32_t len;
	void *cookie;
	unsigned int i;

	queue_new(&t, *state, 0, 64, 1);
	for (i = 0; i < 64; i++)
		queue_add_in(&t, 10, i);
	for (i = 0; i < 20; i++)
		device_use(&t, 10);
	for (i = 0; i < 10; i++)
		seen[number_of(take_one(t.kind, &t.q, &len))] = true;
	while ((cookie = virtq_detach(&t.q)) != NULL) {
		assert_false(seen[number_of(cookie)]);
		seen[number_of(cookie)] = true;
		i++;
	}
	assert_int_equal(i, 64);
	assert_null(virtq_detach(&t.q));
	queue_free(&t);
}

/* Stopped by the device alone, or with it; then it works as if it were new. */
static void
test_reset(void **state)
{
	struct queue t;
	unsigned int i;

	queue_new(&t, *state, F(VIRTIO_F_RING_RESET), 8, 1);
	for (i = 0; i < 3; i++) {
		fill_and_empty(&t);
		queue_add_in(&t, 10, 0);
		queue_add_in(&t, 10, 1);
		device_use(&t, 10);
		assert_int_equal(t.fake->dev.transport->queue_reset(
						 &t.fake->dev, QUEUE),
				0);
		assert_int_equal(queue_empty(&t), 2);
		virtq_reset(&t.q);
		queue_start(&t);
	}
	fill_and_empty(&t);
	queue_free(&t);
}

static void
check_interrupts(const struct kind *kind, uint64_t features)
{
	struct queue t;
	unsigned int i;
	uint32_t len;

	queue_new(&t, kind, features, 8, 1);
	for (i = 0; i < 100; i++) {
		queue_add_in(&t, 10, i);
		assert_false(virtio_fake_wants_interrupt(t.fake, QUEUE));
		assert_true(t.kind->intr_enable(&t.q));
		assert_true(virtio_fake_wants_interrupt(t.fake, QUEUE));
		device_use(&t, 10);
		assert_int_equal(t.fake->queues[QUEUE].interrupts, i + 1);
		assert_false(t.kind->intr_enable(&t.q));
		t.kind->intr_disable(&t.q);
		assert_ptr_equal(take_one(t.kind, &t.q, &len), cookie_of(i));
		queue_check(&t);
	}
	queue_free(&t);
}

static void
test_interrupts(void **state)
{
	size_t i;

	for (i = 0; i < RTE_DIM(feature_sets); i++)
		check_interrupts(*state, feature_sets[i]);
}

/*
 * The device is told of the first buffer after it looked; and, with event
 * index, only then.
 */
static void
check_kicks(const struct kind *kind, uint64_t features)
{
	bool exact = (features & F(VIRTIO_RING_F_EVENT_IDX)) != 0;
	struct queue t;
	struct fake_buf buf;
	unsigned int i;
	uint32_t len;

	queue_new(&t, kind, features, 8, 1);
	for (i = 0; i < 100; i++) {
		/* It looks, finds nothing, and wants to be told. */
		assert_false(virtio_fake_pop(t.fake, QUEUE, &buf));
		assert_int_equal(t.kind->wants_kick(&t.q), !exact);
		queue_add_in(&t, 10, i);
		assert_true(t.kind->wants_kick(&t.q));
		virtq_kick(&t.q);
		queue_add_in(&t, 10, i);
		assert_int_equal(t.kind->wants_kick(&t.q), !exact);
		device_use(&t, 10);
		device_use(&t, 10);
		assert_non_null(take_one(t.kind, &t.q, &len));
		assert_non_null(take_one(t.kind, &t.q, &len));
		queue_check(&t);
	}
	assert_int_equal(t.fake->queues[QUEUE].kicks, 100);
	/* It does not want to be told at all. */
	t.fake->no_kicks = true;
	virtio_fake_pop(t.fake, QUEUE, &buf);
	queue_add_in(&t, 10, 0);
	assert_false(t.kind->wants_kick(&t.q));
	queue_free(&t);
}

static void
test_kicks(void **state)
{
	size_t i;

	for (i = 0; i < RTE_DIM(feature_sets); i++)
		check_kicks(*state, feature_sets[i]);
}

/* The device names a place, counted from its own, for its next kick. */
static void
device_names(struct queue *t, int offset)
{
	const struct fake_queue *q = &t->fake->queues[QUEUE];
	struct vring_packed_desc_event *event = q->device;
	int at = q->avail + offset;
	bool wrap = q->avail_wrap;

	if (at < 0 || at >= t->q.size) {
		at += at < 0 ? t->q.size : -t->q.size;
		wrap = !wrap;
	}
	__atomic_store_n(&event->off_wrap, (uint16_t)(at | wrap << 15),
			__ATOMIC_RELAXED);
	__atomic_store_n(&event->flags, VRING_PACKED_EVENT_FLAG_DESC,
			__ATOMIC_RELEASE);
}

/* Adds one and whether the device is to be told of it. */
static bool
add_tells(struct queue *t)
{
	queue_add_in(t, 10, 0);
	return t->kind->wants_kick(&t->q);
}

static void
use_and_take(struct queue *t, unsigned int n)
{
	uint32_t len;

	for (unsigned int i = 0; i < n; i++)
		device_use(t, 10);
	for (unsigned int i = 0; i < n; i++)
		assert_non_null(take_one(t->kind, &t->q, &len));
}

/*
 * A device that takes one of two, names the other's place, takes that, too, and
 * sleeps, although no kick is due: it is told of more once, wherever that is.
 */
static void
test_a_name_that_is_past(void **state)
{
	struct queue t;

	queue_new(&t, &kind_packed, F(VIRTIO_RING_F_EVENT_IDX), 8, 1);
	for (unsigned int i = 0; i < 100; i++) {
		device_names(&t, 0);
		queue_add_in(&t, 10, 0);
		assert_true(add_tells(&t));
		use_and_take(&t, 2);
		device_names(&t, -1);
		assert_true(add_tells(&t));
		assert_false(add_tells(&t));
		assert_false(add_tells(&t));
		use_and_take(&t, 3);
		queue_check(&t);
	}
	queue_free(&t);
}

/*
 * One that is to come is waited for, a whole ring if need be, but for a kick at
 * first if it is not next: it looks like one that is a ring and more ago.
 */
static void
test_a_name_to_come(void **state)
{
	struct queue t;

	queue_new(&t, &kind_packed, F(VIRTIO_RING_F_EVENT_IDX), 8, 1);
	for (int i = 0; i < 100; i++) {
		device_names(&t, i % 8);
		for (int k = 0; k < i % 8; k++)
			assert_int_equal(add_tells(&t), k == 0 && i % 8 > 1);
		assert_true(add_tells(&t));
		use_and_take(&t, i % 8 + 1U);
	}
	for (int i = 1; i < 100; i++) {
		device_names(&t, -1 - i % 8);
		assert_true(add_tells(&t));
		assert_false(add_tells(&t));
		use_and_take(&t, 2);
	}
	queue_free(&t);
}

/* The same name again: a kick that is left out for it is made good, once. */
static void
test_a_kick_that_is_owed(void **state)
{
	struct queue t;

	queue_new(&t, &kind_packed, F(VIRTIO_RING_F_EVENT_IDX), 8, 1);
	device_names(&t, 0);
	assert_false(virtq_packed_wants_owed(&t.q));
	assert_true(add_tells(&t));
	assert_false(virtq_packed_wants_owed(&t.q));
	assert_false(add_tells(&t));
	assert_true(virtq_packed_wants_owed(&t.q));
	assert_false(virtq_packed_wants_owed(&t.q));
	assert_false(add_tells(&t));
	t.fake->no_kicks = true;
	use_and_take(&t, 3);
	assert_false(virtq_packed_wants_owed(&t.q));
	queue_free(&t);
}

/* The same place two rounds later is another one. */
static void
test_a_name_comes_again(void **state)
{
	struct queue t;

	queue_new(&t, &kind_packed, F(VIRTIO_RING_F_EVENT_IDX), 8, 1);
	for (unsigned int i = 0; i < 10; i++) {
		device_names(&t, 0);
		assert_true(add_tells(&t));
		for (unsigned int k = 0; k < 15; k++) {
			use_and_take(&t, 1);
			queue_add_in(&t, 10, 0);
		}
		use_and_take(&t, 1);
	}
	queue_free(&t);
}

/* Nothing is seen before it is published. */
static void
test_publish(void **state)
{
	struct queue t;
	struct fake_buf buf;
	uint64_t iovas[3];
	void *cookies[3];
	unsigned int round, i;

	for (i = 0; i < RTE_DIM(iovas); i++) {
		iovas[i] = area_iova(64 * i);
		cookies[i] = cookie_of(i);
	}
	queue_new(&t, *state, 0, 4, 1);
	for (round = 0; round < 20; round++) {
		t.kind->publish(&t.q);
		t.kind->add_in_n(&t.q, iovas, 9, cookies, 3);
		assert_false(virtio_fake_pop(t.fake, QUEUE, &buf));
		add_out(t.kind, &t.q, iovas[0], 7, cookies[0]);
		assert_false(virtio_fake_pop(t.fake, QUEUE, &buf));
		t.kind->publish(&t.q);
		for (i = 0; i < 4; i++)
			device_use(&t, 0);
		assert_int_equal(t.kind->take_n(&t.q, cookies, NULL, 3), 3);
		assert_int_equal(t.kind->take_n(&t.q, cookies, NULL, 1), 1);
		for (i = 0; i < 3; i++)
			cookies[i] = cookie_of(i);
		queue_check(&t);
	}
	queue_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			BOTH(test_features),
			BOTH(test_sizes),
			BOTH(test_wrap),
			BOTH(test_largest),
			BOTH(test_bad_conf),
			BOTH(test_no_memory),
			BOTH(test_pieces),
			BOTH(test_faults),
			BOTH(test_used_of_none),
			BOTH(test_length_of_out),
			BOTH(test_detach),
			BOTH(test_reset),
			BOTH(test_interrupts),
			BOTH(test_kicks),
			cmocka_unit_test(test_a_name_that_is_past),
			cmocka_unit_test(test_a_name_to_come),
			cmocka_unit_test(test_a_kick_that_is_owed),
			cmocka_unit_test(test_a_name_comes_again),
			BOTH(test_publish),
	};

	return cmocka_run_group_tests(tests, env_setup, env_teardown);
}
