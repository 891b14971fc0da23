/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the reader to the port. Packets that are due by the time at which the
 * first of them goes out travel in one burst. A port that takes nothing for a
 * second loses the burst at hand; that is counted as dropped. Every mbuf is
 * either taken by the port or freed.
 */
#include <errno.h>
#include <string.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_pause.h>

#include "../common/app.h"
#include "replay.h"

#define BURST      32
#define STALL_NS   REPLAY_S
#define LOOK_EVERY 256 /* bursts between two looks at the clock */

struct sender {
	const struct replay_options *opt;
	struct replay_reader *reader;
	struct rte_mempool *pool;
	struct replay_result *result;
	struct replay_clock clock;
	struct replay_pacer pacer;
	unsigned int unlooked;
	uint16_t n; /* packets of the burst, and when they are due */
	struct rte_mbuf *pkts[BURST];
	uint64_t due[BURST];
};

/* A chain of mbufs with a copy of the packet, or NULL. */
static struct rte_mbuf *
packet_to_mbuf(struct rte_mempool *pool, const struct replay_packet *packet)
{
	struct rte_mbuf *head = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *last = head;
	uint32_t copied = 0;

	if (head == NULL)
		return NULL;
	for (;;) {
		uint16_t part = (uint16_t)RTE_MIN(packet->len - copied,
				(uint32_t)rte_pktmbuf_tailroom(last));

		memcpy(rte_pktmbuf_mtod(last, void *), packet->data + copied,
				part);
		last->data_len = part;
		copied += part;
		if (copied == packet->len)
			break;
		last->next = rte_pktmbuf_alloc(pool);
		if (last->next == NULL || head->nb_segs == UINT16_MAX) {
			rte_pktmbuf_free(head);
			return NULL;
		}
		last = last->next;
		head->nb_segs++;
	}
	head->pkt_len = packet->len;
	return head;
}

/* Sends until all is taken, the port stalls, or the program stops. */
static uint16_t
push(struct sender *s)
{
	uint64_t stalled = 0;
	uint16_t sent = 0;

	while (sent < s->n) {
		uint16_t taken = rte_eth_tx_burst(
				s->opt->port, 0, &s->pkts[sent], s->n - sent);
		uint64_t now;

		sent += taken;
		if (likely(sent == s->n))
			break;
		now = replay_clock_now(&s->clock);
		if (taken > 0 || stalled == 0)
			stalled = now;
		else if (now - stalled > STALL_NS || app_stopping())
			break;
		rte_pause();
	}
	return sent;
}

static void
note_errors(struct sender *s)
{
	uint64_t now = replay_clock_now(&s->clock);

	for (uint16_t i = 0; i < s->n; i++)
		replay_histogram_add(&s->result->error,
				now > s->due[i] ? now - s->due[i] : 0);
}

static void
look_around(struct sender *s)
{
	s->unlooked = 0;
	if (app_pools_asked()) {
		replay_progress_close();
		app_pools_report(&s->opt->pools);
	}
	replay_progress(s->reader, s->result, replay_clock_now(&s->clock));
}

static void
flush(struct sender *s)
{
	uint64_t bytes = 0;
	uint16_t sent;

	if (s->n == 0)
		return;
	if (s->opt->mode != REPLAY_TOPSPEED)
		note_errors(s);
	for (uint16_t i = 0; i < s->n; i++)
		bytes += s->pkts[i]->pkt_len;
	sent = push(s);
	for (uint16_t i = sent; i < s->n; i++)
		bytes -= s->pkts[i]->pkt_len;
	rte_pktmbuf_free_bulk(&s->pkts[sent], s->n - sent);
	s->result->packets += sent;
	s->result->bytes += bytes;
	s->result->dropped += s->n - sent;
	s->n = 0;
	if (++s->unlooked == LOOK_EVERY)
		look_around(s);
}

/* Sends what is gathered and waits until the next packet is due. */
static void
await(struct sender *s, uint64_t due)
{
	if (replay_clock_now(&s->clock) >= due)
		return;
	flush(s);
	look_around(s);
	while (!app_stopping() && !replay_pacer_wait(&s->clock, due))
		look_around(s);
}

static int
take(struct sender *s, const struct replay_packet *packet)
{
	uint64_t due = replay_pacer_due(&s->pacer, packet->stamp);
	uint64_t give_up;
	struct rte_mbuf *m;

	if (s->opt->mode != REPLAY_TOPSPEED)
		await(s, due);
	m = packet_to_mbuf(s->pool, packet);
	give_up = m == NULL ? replay_clock_now(&s->clock) + STALL_NS : 0;
	while (m == NULL) {
		flush(s);
		if (replay_clock_now(&s->clock) > give_up) {
			fprintf(stderr, "no mbufs for a packet of %u bytes: port %u keeps them\n",
					packet->len, s->opt->port);
			return -ENOBUFS;
		}
		m = packet_to_mbuf(s->pool, packet);
	}
	s->due[s->n] = due;
	s->pkts[s->n++] = m;
	if (s->n == BURST)
		flush(s);
	return 0;
}

/* The files once; 0 or -errno. */
static int
send_round(struct sender *s)
{
	struct replay_packet packet;
	int rc;

	for (;;) {
		if (app_stopping())
			return 0;
		rc = replay_reader_next(s->reader, &packet);
		if (rc > 0)
			rc = take(s, &packet) < 0 ? -ENOBUFS : 1;
		if (rc <= 0)
			return rc;
	}
}

int
replay_send(const struct replay_options *opt, struct replay_reader *r,
		struct rte_mempool *pool, struct replay_result *result)
{
	struct sender s = {
			.opt = opt,
			.reader = r,
			.pool = pool,
			.result = result,
	};
	int rc;

	replay_clock_init(&s.clock);
	result->started = replay_clock_now(&s.clock);
	replay_pacer_init(&s.pacer, opt, result->started);
	for (;;) {
		uint64_t before = s.pacer.count;

		rc = send_round(&s);
		if (rc < 0 || app_stopping() || s.pacer.count == before ||
				++result->round == opt->loops)
			break;
		replay_reader_rewind(r);
		replay_pacer_next_round(&s.pacer);
	}
	flush(&s);
	result->ended = replay_clock_now(&s.clock);
	return rc;
}
