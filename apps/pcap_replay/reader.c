/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The packets of all files in order, round after round. In turn, one file is
 * open at a time. Merged, each file holds its next packet ready, and the one
 * of the lowest stamp goes first, that of the earlier file where two are
 * equal; a file's own order is never changed.
 */
#include <errno.h>
#include <stdlib.h>

#include "replay.h"

struct lane {
	struct replay_file file;
	struct replay_packet head; /* merged only */
	bool ready;                /* head is valid */
	bool done;                 /* in this round */
	bool first_known;
	uint64_t first; /* stamp of its first packet, for --align */
};

struct replay_reader {
	struct lane *lanes;
	unsigned int lanes_n;
	unsigned int current; /* the lane that gave the last packet */
	enum replay_order order;
	bool align;
	bool flows;
	uint64_t loops;
	uint64_t round;
	uint64_t in_round; /* packets of it so far */
	uint64_t size;
	uint64_t done; /* in turn: bytes of the files that are done */
	bool cancelled;
};

struct replay_reader *
replay_reader_open(const struct replay_options *opt)
{
	struct replay_reader *r = calloc(1, sizeof(*r));
	bool pipe = false;

	if (r != NULL)
		r->lanes = calloc(opt->files_n, sizeof(r->lanes[0]));
	if (r == NULL || r->lanes == NULL) {
		fprintf(stderr, "no memory for the reader of %u files\n",
				opt->files_n);
		free(r);
		return NULL;
	}
	r->order = opt->order;
	r->align = opt->align;
	r->loops = opt->loops;
	r->flows = opt->queues > 1 || opt->ports_n != 1;
	for (; r->lanes_n < opt->files_n; r->lanes_n++) {
		struct replay_file *f = &r->lanes[r->lanes_n].file;

		if (replay_file_check(f, opt->files[r->lanes_n]) < 0) {
			replay_reader_close(r);
			return NULL;
		}
		r->size += f->size;
		pipe |= f->pipe;
	}
	if (pipe)
		r->size = 0;
	return r;
}

static int
lane_next(const struct replay_reader *r, struct lane *lane,
		struct replay_packet *packet)
{
	int rc = replay_file_next(&lane->file, packet);

	if (rc == 1 && r->align) {
		if (!lane->first_known)
			lane->first = packet->stamp;
		lane->first_known = true;
		packet->stamp = packet->stamp > lane->first
				? packet->stamp - lane->first
				: 0;
	}
	return rc;
}

static int
next_in_turn(struct replay_reader *r, struct replay_packet *packet)
{
	for (; r->current < r->lanes_n; r->current++) {
		struct lane *lane = &r->lanes[r->current];
		int rc = lane_next(r, lane, packet);

		if (rc != 0) {
			packet->position = r->done + lane->file.position;
			return rc;
		}
		r->done += lane->file.size;
	}
	return 0;
}

/* Fills the empty heads; only one is, except at the start of a round. */
static int
fill_heads(struct replay_reader *r)
{
	for (unsigned int i = 0; i < r->lanes_n; i++) {
		struct lane *lane = &r->lanes[i];
		int rc;

		if (lane->ready || lane->done)
			continue;
		rc = lane_next(r, lane, &lane->head);
		if (rc < 0)
			return rc;
		lane->ready = rc == 1;
		lane->done = rc == 0;
	}
	return 0;
}

static int
next_merged(struct replay_reader *r, struct replay_packet *packet)
{
	struct lane *best = NULL;
	uint64_t position = 0;
	int rc = fill_heads(r);

	if (rc < 0)
		return rc;
	for (unsigned int i = 0; i < r->lanes_n; i++) {
		struct lane *lane = &r->lanes[i];

		position += lane->file.position;
		if (lane->ready &&
				(best == NULL ||
						lane->head.stamp <
								best->head.stamp))
			best = lane;
	}
	if (best == NULL)
		return 0;
	best->ready = false;
	*packet = best->head;
	packet->position = position;
	r->current = (unsigned int)(best - r->lanes);
	return 1;
}

static void
rewind_all(struct replay_reader *r)
{
	for (unsigned int i = 0; i < r->lanes_n; i++) {
		r->lanes[i].done = false;
		r->lanes[i].ready = false;
	}
	r->current = 0;
	r->done = 0;
	r->in_round = 0;
	r->round++;
}

/* Pairs with the store of replay_reader_cancel(). */
static bool
cancelled(const struct replay_reader *r)
{
	return __atomic_load_n(&r->cancelled, __ATOMIC_RELAXED) ||
			app_stopping();
}

int
replay_reader_next(struct replay_reader *r, struct replay_packet *packet)
{
	for (;;) {
		int rc;

		if (cancelled(r))
			return 0;
		rc = r->order == REPLAY_IN_TURN ? next_in_turn(r, packet)
						: next_merged(r, packet);
		if (rc < 0)
			return rc == -EINTR ? 0 : rc;
		if (rc > 0)
			break;
		if (r->in_round == 0 || r->round + 1 == r->loops)
			return 0;
		rewind_all(r);
	}
	r->in_round++;
	packet->round = r->round;
	packet->file = r->current;
	packet->flow = r->flows ? replay_flow_hash(packet->data, packet->len)
				: 0;
	return 1;
}

uint64_t
replay_reader_size(const struct replay_reader *r)
{
	return r->size;
}

void
replay_reader_cancel(struct replay_reader *r)
{
	__atomic_store_n(&r->cancelled, true, __ATOMIC_RELAXED);
}

void
replay_reader_close(struct replay_reader *r)
{
	if (r == NULL)
		return;
	for (unsigned int i = 0; i < r->lanes_n; i++)
		replay_file_close(&r->lanes[i].file);
	free(r->lanes);
	free(r);
}
