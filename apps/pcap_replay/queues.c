/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bursts of all transmit queues. A port that takes nothing for a second
 * loses the burst at hand; that is counted as dropped. Every mbuf is either
 * taken by the port or freed. Flows are spread over all queues of all ports,
 * or over those of one port where each file has its own.
 */
#include <errno.h>
#include <stdlib.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_pause.h>

#include "replay.h"

#define STALL_NS REPLAY_S
#define LOOK_NS  1000000 /* between two looks around while a port stalls */

int
replay_queues_init(struct replay_queues *q, const struct replay_options *opt)
{
	*q = (struct replay_queues){
			.n = (uint32_t)opt->ports_n * opt->queues,
			.per_port = opt->queues,
			.file_per_port = opt->order == REPLAY_FILE_PER_PORT,
	};
	q->list = calloc(q->n, sizeof(q->list[0]));
	if (q->list == NULL) {
		fprintf(stderr, "no memory for %u transmit queues\n", q->n);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < q->n; i++) {
		q->list[i].port = opt->ports[i / opt->queues];
		q->list[i].queue = (uint16_t)(i % opt->queues);
	}
	return 0;
}

void
replay_queues_free(struct replay_queues *q)
{
	free(q->list);
	q->list = NULL;
	q->n = 0;
}

static void
note_errors(struct replay_queues *q, const uint64_t *due, uint16_t n,
		uint64_t now)
{
	for (uint16_t i = 0; i < n; i++)
		replay_histogram_add(q->error, now > due[i] ? now - due[i] : 0);
}

/* As rte_eth_tx_burst(), of all packets from the given one on. */
static uint16_t
hand_over(struct replay_queues *q, struct replay_queue *to, uint16_t from)
{
	uint64_t now = q->error != NULL ? replay_clock_now(&q->clock) : 0;
	uint16_t taken = rte_eth_tx_burst(
			to->port, to->queue, &to->pkts[from], to->n - from);

	if (q->error != NULL)
		note_errors(q, &to->due[from], taken, now);
	return taken;
}

/* Sends until all is taken, the port stalls, or the program stops. */
static uint16_t
push(struct replay_queues *q, struct replay_queue *to)
{
	uint64_t stalled = 0, looked = 0;
	uint16_t sent = 0;

	while (sent < to->n) {
		uint16_t taken = hand_over(q, to, sent);
		uint64_t now;

		sent += taken;
		if (likely(sent == to->n))
			break;
		now = replay_clock_now(&q->clock);
		if (taken > 0 || stalled == 0)
			stalled = looked = now;
		else if (now - stalled > STALL_NS || app_stopping())
			break;
		if (q->meanwhile != NULL && now - looked > LOOK_NS) {
			looked = now;
			q->meanwhile(q->meanwhile_arg);
		}
		rte_pause();
	}
	return sent;
}

static void
flush_one(struct replay_queues *q, struct replay_queue *to)
{
	uint64_t bytes = 0;
	uint16_t sent;

	for (uint16_t i = 0; i < to->n; i++)
		bytes += to->pkts[i]->pkt_len;
	sent = push(q, to);
	for (uint16_t i = sent; i < to->n; i++)
		bytes -= to->pkts[i]->pkt_len;
	rte_pktmbuf_free_bulk(&to->pkts[sent], to->n - sent);
	to->count.packets += sent;
	to->count.bytes += bytes;
	to->count.dropped += to->n - sent;
	q->waiting -= to->n;
	to->n = 0;
}

void
replay_queues_meanwhile(
		struct replay_queues *q, void (*call)(void *arg), void *arg)
{
	q->meanwhile = call;
	q->meanwhile_arg = arg;
}

void
replay_queues_flush(struct replay_queues *q)
{
	for (uint32_t i = 0; i < q->n && q->waiting > 0; i++)
		if (q->list[i].n > 0)
			flush_one(q, &q->list[i]);
}

/* A number below n, evenly. */
static uint32_t
spread(uint32_t flow, uint32_t n)
{
	return (uint32_t)(((uint64_t)flow * n) >> 32);
}

static struct replay_queue *
choose(const struct replay_queues *q, const struct replay_packet *packet)
{
	if (q->n == 1)
		return &q->list[0];
	if (q->file_per_port)
		return &q->list[packet->file * q->per_port +
				spread(packet->flow, q->per_port)];
	return &q->list[spread(packet->flow, q->n)];
}

void
replay_queues_add(struct replay_queues *q, const struct replay_packet *packet,
		struct rte_mbuf *m, uint64_t due)
{
	struct replay_queue *to = choose(q, packet);

	to->due[to->n] = due;
	to->pkts[to->n++] = m;
	q->waiting++;
	if (to->n == REPLAY_BURST)
		flush_one(q, to);
}

struct app_count
replay_queues_sum(const struct replay_queues *q)
{
	struct app_count sum = {0};

	for (uint32_t i = 0; i < q->n; i++) {
		sum.packets += q->list[i].count.packets;
		sum.bytes += q->list[i].count.bytes;
		sum.dropped += q->list[i].count.dropped;
	}
	return sum;
}
