/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtqueues of both kinds with the device in a thread of its own: what one
 * side writes before it hands a buffer over, the other side sees. For
 * ThreadSanitizer above all; without it the numbers in the buffers tell.
 */
#include <pthread.h>
#include <sched.h>

#include "virtq_env.h"

#define BUFFERS 64
#define ROUNDS  2000
#define PIECE   (AREA / BUFFERS / 2)

struct side {
	struct queue *t;
	unsigned int done; /* buffers */
	bool dead;         /* it has given up */
};

/* Doubles the number in each buffer, which is first read, then written. */
static void *
device_thread(void *arg)
{
	struct side *side = arg;
	struct virtio_fake *fake = side->t->fake;
	struct fake_buf buf;
	uint64_t number;

	while (side->done < ROUNDS && fake->wrong == NULL) {
		if (!virtio_fake_pop(fake, QUEUE, &buf)) {
			sched_yield();
			continue;
		}
		virtio_fake_gather(&buf, (void *)&number, sizeof(number));
		number *= 2;
		virtio_fake_scatter(&buf, 0, &number, sizeof(number));
		virtio_fake_push(fake, QUEUE, &buf, sizeof(number));
		if (++side->done % 3 == 0 || side->done == ROUNDS)
			virtio_fake_flush(fake, QUEUE);
	}
	__atomic_store_n(&side->dead, side->done < ROUNDS, __ATOMIC_RELAXED);
	return NULL;
}

/* A buffer's two pieces. */
static uint64_t *
piece_of(unsigned int n, unsigned int which)
{
	return (uint64_t *)(void *)(area + (2 * (n % BUFFERS) + which) * PIECE);
}

static unsigned int
add_some(struct queue *t, unsigned int added, unsigned int taken)
{
	while (added < ROUNDS && added - taken < BUFFERS / 2 &&
			virtq_free(&t->q) >= 2) {
		struct virtq_piece pieces[2];
		unsigned int i;

		*piece_of(added, 0) = added;
		for (i = 0; i < 2; i++) {
			pieces[i].iova = area_iova(
					(uint8_t *)piece_of(added, i) - area);
			pieces[i].len = sizeof(uint64_t);
		}
		t->kind->add(&t->q, pieces, 1, 1, cookie_of(added++));
	}
	t->kind->publish(&t->q);
	if (t->kind->wants_kick(&t->q))
		virtq_kick(&t->q);
	return added;
}

static unsigned int
take_some(struct queue *t)
{
	void *cookies[16];
	uint32_t lens[16];
	uint16_t n = t->kind->take_n(&t->q, cookies, lens, RTE_DIM(lens));
	uint16_t i;

	for (i = 0; i < n; i++) {
		uintptr_t number = number_of(cookies[i]);

		assert_int_equal(lens[i], sizeof(uint64_t));
		assert_int_equal(*piece_of(number, 1), 2 * number);
	}
	return n;
}

static void
run_threads(const struct kind *kind, uint64_t features)
{
	struct side side = {0};
	unsigned int added = 0, taken = 0, n;
	struct queue t;
	pthread_t thread;

	queue_new(&t, kind, features, BUFFERS, 2);
	side.t = &t;
	assert_int_equal(
			pthread_create(&thread, NULL, device_thread, &side), 0);
	/* The device flushes by threes, so the last ones come at the end. */
	while (taken < ROUNDS && !t.q.broken &&
			!__atomic_load_n(&side.dead, __ATOMIC_RELAXED)) {
		added = add_some(&t, added, taken);
		n = take_some(&t);
		taken += n;
		if (n == 0 && t.kind->intr_enable(&t.q))
			sched_yield();
		t.kind->intr_disable(&t.q);
	}
	pthread_join(thread, NULL);
	assert_null(t.fake->wrong);
	assert_int_equal(taken, ROUNDS);
	queue_free(&t);
}

static void
test_threads(void **state)
{
	run_threads(*state, 0);
	run_threads(*state,
			F(VIRTIO_RING_F_EVENT_IDX) |
					F(VIRTIO_RING_F_INDIRECT_DESC));
	run_threads(*state, F(VIRTIO_F_IN_ORDER) | F(VIRTIO_F_ORDER_PLATFORM));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			BOTH(test_threads),
	};

	return cmocka_run_group_tests(tests, env_setup, env_teardown);
}
