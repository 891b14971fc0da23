/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Read-ahead: a thread puts packets into a ring of bytes, the sender takes
 * them out. Positions run freely and are masked on access. A packet lies in
 * one piece, its struct before its data; one that would not fit before the end
 * of the ring starts at its beginning, and where the struct still fits, one
 * with the length SKIP says so.
 * Invariant: tail <= at <= head <= tail + size. Only the thread moves head,
 * only the sender tail; neither ever waits for the other inside the ring, and
 * the sender never in the kernel.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_errno.h>
#include <rte_lcore.h>

#include "replay.h"

#define SKIP    UINT32_MAX
#define NAP_NS  200000
#define TICK_NS 1000000
#define LINE    64 /* the two sides keep to lines of their own */

struct replay_ahead {
	struct replay_reader *reader;
	uint8_t *ring;
	size_t size;
	pthread_t thread;
	/* The thread's. */
	_Alignas(LINE) uint64_t head;
	int status; /* of its end, valid once ended is set */
	bool ended;
	/* The sender's. */
	_Alignas(LINE) uint64_t tail;
	uint64_t at;   /* behind the packet that was taken last */
	uint64_t seen; /* of head */
	_Alignas(LINE) bool quit;
};

static void
nap(long ns)
{
	const struct timespec pause = {.tv_nsec = ns};

	nanosleep(&pause, NULL);
}

/* Bytes from this position to the end of the ring. */
static size_t
to_end(const struct replay_ahead *a, uint64_t pos)
{
	return a->size - (pos & (a->size - 1));
}

static bool
has_room(const struct replay_ahead *a, size_t n)
{
	/* Pairs with the store in release(). */
	uint64_t tail = __atomic_load_n(&a->tail, __ATOMIC_ACQUIRE);

	return a->head + n - tail <= a->size;
}

static bool
wait_for_room(const struct replay_ahead *a, size_t n)
{
	while (!has_room(a, n)) {
		/* Pairs with the store in replay_ahead_close(). */
		if (__atomic_load_n(&a->quit, __ATOMIC_RELAXED))
			return false;
		nap(NAP_NS);
	}
	return true;
}

/* Returns false if there is no use in going on. */
static bool
put(struct replay_ahead *a, const struct replay_packet *packet)
{
	const size_t need = replay_record_size(packet->len);
	size_t left = to_end(a, a->head);
	uint8_t *to = a->ring + (a->head & (a->size - 1));

	if (left >= need)
		left = 0;
	if (!wait_for_room(a, left + need))
		return false;
	if (left >= sizeof(*packet)) {
		const struct replay_packet skip = {.len = SKIP};

		memcpy(to, &skip, sizeof(skip));
	}
	if (left > 0)
		to = a->ring;
	memcpy(to, packet, sizeof(*packet));
	memcpy(to + sizeof(*packet), packet->data, packet->len);
	/* Pairs with the load in replay_ahead_next(). */
	__atomic_store_n(&a->head, a->head + left + need, __ATOMIC_RELEASE);
	return true;
}

static void *
read_ahead(void *arg)
{
	struct replay_ahead *a = arg;
	struct replay_packet packet;
	int rc;

	do {
		rc = replay_reader_next(a->reader, &packet);
		if (rc == 1 && replay_record_size(packet.len) > a->size / 2) {
			fprintf(stderr, "a packet of %u bytes is too long to be read ahead\n",
					packet.len);
			rc = -EMSGSIZE;
		}
	} while (rc == 1 && put(a, &packet));
	a->status = rc < 0 ? rc : 0;
	/* Pairs with the loads in replay_ahead_next() and ..._close(). */
	__atomic_store_n(&a->ended, true, __ATOMIC_RELEASE);
	return NULL;
}

/* A signal that only ends a system call. */
static void
on_signal(int number)
{
	(void)number;
}

struct replay_ahead *
replay_ahead_open(struct replay_reader *r, size_t bytes)
{
	const struct sigaction action = {.sa_handler = on_signal};
	struct replay_ahead *a = aligned_alloc(LINE, sizeof(*a));
	int rc;

	if (a != NULL) {
		memset(a, 0, sizeof(*a));
		a->reader = r;
		a->size = bytes;
		a->ring = aligned_alloc(LINE, bytes);
	}
	if (a == NULL || a->ring == NULL) {
		fprintf(stderr, "--read-ahead: no memory for %zu bytes\n",
				bytes);
		free(a);
		return NULL;
	}
	sigaction(SIGUSR2, &action, NULL);
	rc = rte_ctrl_thread_create(
			&a->thread, "replay-read", NULL, read_ahead, a);
	if (rc != 0) {
		fprintf(stderr, "--read-ahead: no thread: %s\n",
				rte_strerror(-rc));
		free(a->ring);
		free(a);
		return NULL;
	}
	return a;
}

/* Give back what has been taken: at times, or when there is nothing else. */
static void
release(struct replay_ahead *a, bool now)
{
	if (now || a->at - a->tail >= a->size / 8)
		/* Pairs with the load in has_room(). */
		__atomic_store_n(&a->tail, a->at, __ATOMIC_RELEASE);
}

/* Is there something between at and head? */
static int
look(struct replay_ahead *a)
{
	bool ended;

	if (a->at != a->seen)
		return 1;
	release(a, true);
	/* Pair with the stores in read_ahead() and put(), in this order. */
	ended = __atomic_load_n(&a->ended, __ATOMIC_ACQUIRE);
	a->seen = __atomic_load_n(&a->head, __ATOMIC_ACQUIRE);
	if (a->at != a->seen)
		return 1;
	return ended ? a->status : -EAGAIN;
}

int
replay_ahead_next(struct replay_ahead *a, struct replay_packet *packet)
{
	int rc = look(a);
	const uint8_t *from;
	size_t left;

	if (rc <= 0)
		return rc;
	release(a, false);
	left = to_end(a, a->at);
	from = a->ring + (a->at & (a->size - 1));
	if (left >= sizeof(*packet))
		memcpy(packet, from, sizeof(*packet));
	if (left < sizeof(*packet) || packet->len == SKIP) {
		a->at += left;
		from = a->ring;
		memcpy(packet, from, sizeof(*packet));
	}
	packet->data = from + sizeof(*packet);
	a->at += replay_record_size(packet->len);
	return 1;
}

void
replay_ahead_close(struct replay_ahead *a)
{
	if (a == NULL)
		return;
	replay_reader_cancel(a->reader);
	/* Pairs with the load in wait_for_room(). */
	__atomic_store_n(&a->quit, true, __ATOMIC_RELAXED);
	/* It may be about to enter a system call: until it is seen to end. */
	while (!__atomic_load_n(&a->ended, __ATOMIC_ACQUIRE)) {
		pthread_kill(a->thread, SIGUSR2);
		nap(TICK_NS);
	}
	pthread_join(a->thread, NULL);
	free(a->ring);
	free(a);
}
