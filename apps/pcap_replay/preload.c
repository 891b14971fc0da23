/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All packets in memory, in blocks of some megabytes: a packet's struct, then
 * its data, one after the other. Whoever stops the program while it loads is
 * heard, as the reader then has no more packets.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"

#define BLOCK (4u << 20)

struct block {
	struct block *next;
	size_t used;
	size_t size;
	_Alignas(REPLAY_RECORD_ALIGN) uint8_t data[];
};

struct replay_preload {
	struct block *first;
	struct block *last;
	struct block *current; /* NULL: this round is done */
	size_t at;
	uint64_t bytes;
	uint64_t round;
	uint64_t loops;
};

static struct block *
add_block(struct replay_preload *p, size_t at_least)
{
	size_t size = at_least > BLOCK ? at_least : BLOCK;
	struct block *b = malloc(sizeof(*b) + size);

	if (b == NULL) {
		fprintf(stderr,
				"--preload: no memory beyond %" PRIu64
				" bytes; without it files are read as they are sent\n",
				p->bytes);
		return NULL;
	}
	*b = (struct block){.size = size};
	if (p->last == NULL)
		p->first = b;
	else
		p->last->next = b;
	p->last = b;
	p->bytes += size;
	return b;
}

static int
keep(struct replay_preload *p, const struct replay_packet *packet)
{
	const size_t need = replay_record_size(packet->len);
	struct block *b = p->last;

	if (b == NULL || b->size - b->used < need)
		b = add_block(p, need);
	if (b == NULL)
		return -ENOMEM;
	memcpy(b->data + b->used, packet, sizeof(*packet));
	memcpy(b->data + b->used + sizeof(*packet), packet->data, packet->len);
	b->used += need;
	return 0;
}

struct replay_preload *
replay_preload_open(struct replay_reader *r, uint64_t loops)
{
	struct replay_preload *p = calloc(1, sizeof(*p));
	struct replay_packet packet;
	int rc;

	if (p == NULL) {
		fprintf(stderr, "--preload: no memory\n");
		return NULL;
	}
	do {
		rc = replay_reader_next(r, &packet);
		if (rc == 1 && keep(p, &packet) < 0)
			rc = -ENOMEM;
	} while (rc == 1);
	if (rc < 0) {
		replay_preload_close(p);
		return NULL;
	}
	p->loops = loops;
	p->current = p->first;
	return p;
}

int
replay_preload_next(struct replay_preload *p, struct replay_packet *packet)
{
	const uint8_t *from;

	if (p->current != NULL && p->at == p->current->used) {
		p->current = p->current->next;
		p->at = 0;
	}
	if (p->current == NULL) {
		if (p->first == NULL || ++p->round == p->loops) {
			p->round--; /* the end stays the end */
			return 0;
		}
		p->current = p->first;
	}
	from = p->current->data + p->at;
	memcpy(packet, from, sizeof(*packet));
	packet->data = from + sizeof(*packet);
	packet->round = p->round;
	p->at += replay_record_size(packet->len);
	return 1;
}

void
replay_preload_close(struct replay_preload *p)
{
	if (p == NULL)
		return;
	while (p->first != NULL) {
		struct block *next = p->first->next;

		free(p->first);
		p->first = next;
	}
	free(p);
}
