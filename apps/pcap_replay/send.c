/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the feed to the queues. Packets that are due by the time at which the
 * first of them goes out travel in one burst. Each is made ready before it is
 * waited for. The clock starts with the first packet, or at --start; packets
 * that the feed does not have in time are late, and counted as such.
 */
#include <bufplane_mbuf_bytes.h>
#include <errno.h>
#include <time.h>

#include <rte_mbuf.h>
#include <rte_pause.h>

#include "replay.h"

#define NO_MBUF_NS REPLAY_S
#define LOOK_EVERY 8192 /* packets between two looks at the clock */
#define DRY_PAUSES 64   /* between two looks at an empty feed */
#define DRY_FLUSH  4    /* looks */
#define DRY_SPINS  32   /* looks before a nap that lets the reader run */
#define DRY_NAP_NS 50000

struct sender {
	const struct replay_options *opt;
	struct replay_feed *feed;
	struct rte_mempool *pool;
	struct replay_queues *queues;
	struct replay_result *result;
	struct replay_clock *clock; /* the queues' */
	struct replay_pacer pacer;
	struct replay_stats stats;
	uint64_t taken; /* packets from the feed */
	unsigned int unlooked;
	unsigned int dry; /* times in a row that the feed had nothing */
};

/* To SIGUSR1. */
static void
answer(const struct sender *s)
{
	if (!app_pools_asked())
		return;
	replay_progress_close();
	app_pools_report(&s->opt->pools);
}

static void
look_around(void *arg)
{
	struct sender *s = arg;
	uint64_t now = replay_clock_now(s->clock);

	s->unlooked = 0;
	s->result->sum = replay_queues_sum(s->queues);
	answer(s);
	if (s->taken == 0)
		return;
	replay_stats(&s->stats, stdout, s->result, now);
	replay_progress(s->result, now);
}

/* Sends what is gathered and waits until the next packet is due. */
static void
await(struct sender *s, uint64_t due)
{
	if (replay_clock_now(s->clock) >= due)
		return;
	replay_queues_flush(s->queues);
	look_around(s);
	while (!app_stopping() && !replay_pacer_wait(s->clock, due))
		look_around(s);
}

/* The first packet is here: wait for --start, and start the clock. */
static void
begin(struct sender *s)
{
	uint64_t now = replay_clock_now(s->clock);
	uint64_t start = now;

	while (s->opt->start_real != 0 && !app_stopping()) {
		start = replay_start_due(
				s->opt->start_real, replay_real_ns(), now);
		if (replay_pacer_wait(s->clock, start))
			break;
		answer(s);
		now = replay_clock_now(s->clock);
		replay_progress_waiting(start > now ? start - now : 0, now);
	}
	if (app_stopping())
		start = RTE_MIN(start, replay_clock_now(s->clock));
	s->result->started = start;
	s->result->began_real = replay_real_ns();
	replay_pacer_init(&s->pacer, s->opt, start);
	replay_stats_init(&s->stats, s->opt->stats, start);
}

/* The pool is empty: what waits is sent, and mbufs come back. */
static struct rte_mbuf *
wait_for_mbufs(struct sender *s, const struct replay_packet *packet)
{
	uint64_t give_up = replay_clock_now(s->clock) + NO_MBUF_NS;
	struct rte_mbuf *m;

	do {
		replay_queues_flush(s->queues);
		look_around(s);
		m = bp_pktmbuf_from_bytes(s->pool, packet->data, packet->len);
	} while (m == NULL && replay_clock_now(s->clock) < give_up);
	if (m == NULL)
		fprintf(stderr, "no mbufs for a packet of %u bytes: the ports keep them\n",
				packet->len);
	return m;
}

static int
make(struct sender *s, const struct replay_packet *packet, struct rte_mbuf **m)
{
	*m = bp_pktmbuf_from_bytes(s->pool, packet->data, packet->len);
	if (unlikely(*m == NULL)) {
		*m = wait_for_mbufs(s, packet);
		if (*m == NULL)
			return -ENOBUFS;
	}
	if (replay_rewrite_apply(&s->opt->rewrite, *m) < 0) {
		fprintf(stderr, "--rewrite: an mbuf has no room for a VLAN tag\n");
		rte_pktmbuf_free(*m);
		return -ENOSPC;
	}
	return 0;
}

static int
take(struct sender *s, const struct replay_packet *packet)
{
	struct rte_mbuf *m;
	uint64_t due;
	int rc;

	if (s->taken == 0)
		begin(s);
	if (packet->round != s->result->round)
		replay_pacer_next_round(&s->pacer);
	s->result->round = packet->round;
	s->result->position = packet->position;
	s->taken++;
	due = replay_pacer_due(&s->pacer, packet->stamp, packet->len);
	rc = make(s, packet, &m);
	if (rc < 0)
		return rc;
	if (s->opt->mode != REPLAY_TOPSPEED)
		await(s, due);
	if (app_stopping()) {
		rte_pktmbuf_free(m); /* not due yet */
		return 0;
	}
	replay_queues_add(s->queues, packet, m, due);
	if (++s->unlooked == LOOK_EVERY)
		look_around(s);
	return 0;
}

/*
 * Looks rarely, as each look takes a cache line from the reader. What is
 * gathered goes out if the next packet does not come at once.
 */
static void
wait_for_feed(struct sender *s)
{
	const struct timespec nap = {.tv_nsec = DRY_NAP_NS};

	s->dry++;
	if (s->dry == DRY_FLUSH) {
		replay_queues_flush(s->queues);
		if (s->taken > 0)
			s->result->dry++;
	}
	if (s->dry < DRY_SPINS) {
		for (unsigned int i = 0; i < DRY_PAUSES; i++)
			rte_pause();
		return;
	}
	look_around(s);
	nanosleep(&nap, NULL);
}

static int
send_all(struct sender *s)
{
	while (!app_stopping() &&
			(s->opt->limit == 0 || s->taken < s->opt->limit)) {
		struct replay_packet packet;
		int rc = replay_feed_next(s->feed, &packet);

		if (rc == -EAGAIN) {
			wait_for_feed(s);
			continue;
		}
		s->dry = 0;
		if (rc > 0)
			rc = take(s, &packet);
		else
			return rc;
		if (rc < 0)
			return rc;
	}
	return 0;
}

int
replay_send(const struct replay_options *opt, struct replay_feed *feed,
		struct rte_mempool *pool, struct replay_queues *queues,
		struct replay_result *result)
{
	struct sender s = {
			.opt = opt,
			.feed = feed,
			.pool = pool,
			.queues = queues,
			.result = result,
			.clock = &queues->clock,
	};
	int rc;

	replay_clock_init(s.clock);
	replay_queues_meanwhile(queues, look_around, &s);
	queues->error = opt->mode == REPLAY_TOPSPEED ? NULL : &result->error;
	result->size = replay_reader_size(feed->reader);
	result->started = replay_clock_now(s.clock);
	result->began_real = replay_real_ns();
	rc = send_all(&s);
	replay_queues_flush(queues);
	replay_queues_meanwhile(queues, NULL, NULL);
	result->sum = replay_queues_sum(queues);
	result->ended = replay_clock_now(s.clock);
	result->interrupted = app_stopping();
	return rc;
}
