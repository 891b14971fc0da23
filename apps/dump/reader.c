/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rings of a capture, read in the order of time. A round looks at what is
 * in all of them when it begins, and takes the earliest packet each time. What
 * comes meanwhile waits for the next round, so that a queue with much traffic
 * does not make others wait.
 */
#include <errno.h>

#include "dump.h"

static unsigned int
find_port(const struct dump_port *ports, unsigned int n, uint16_t id)
{
	unsigned int i = 0;

	while (i + 1 < n && ports[i].is.port_id != id)
		i++;
	return i;
}

void
reader_open(struct reader *r, struct bp_capture *zone,
		const struct dump_port *ports, unsigned int ports_n)
{
	uint8_t *rings = (uint8_t *)zone + zone->rings_at;

	r->ring_size = zone->ring_size;
	r->taps_n = zone->taps_n;
	for (unsigned int i = 0; i < r->taps_n; i++) {
		struct bp_capture_tap *shared = &zone->taps[i];

		r->taps[i] = (struct reader_tap){
				.shared = shared,
				.ring = rings + i * r->ring_size,
				.port = find_port(ports, ports_n,
						shared->port_id),
		};
	}
}

/* Let the program have what is behind us. */
static void
release(struct reader_tap *t)
{
	if (!t->has)
		return;
	t->has = false;
	t->tail += t->step;
	/* Release pairs with the acquire of who writes the ring. */
	__atomic_store_n(&t->shared->tail, t->tail, __ATOMIC_RELEASE);
}

/* A record, copied first: 0, or -EBADMSG if it cannot be one. */
static int
read_record(struct reader_tap *t, uint64_t ring_size,
		struct bp_capture_record *copy)
{
	const uint64_t at = t->tail & (ring_size - 1);
	const uint64_t room = RTE_MIN(t->end - t->tail, ring_size - at);

	if (room < sizeof(*copy))
		return -EBADMSG;
	*copy = *(const struct bp_capture_record *)(t->ring + at);
	if (copy->size < sizeof(*copy) || copy->size % BP_CAPTURE_ALIGN != 0 ||
			copy->size > room)
		return -EBADMSG;
	if (copy->caplen != BP_CAPTURE_PAD &&
			copy->caplen > copy->size - sizeof(*copy))
		return -EBADMSG;
	return 0;
}

/* Have the next packet of a tap at hand, if there is one. */
static int
fill(struct reader_tap *t, uint64_t ring_size)
{
	struct bp_capture_record copy;
	int rc;

	while (!t->has && t->tail != t->end) {
		rc = read_record(t, ring_size, &copy);
		if (rc != 0)
			return rc;
		if (copy.caplen == BP_CAPTURE_PAD) {
			t->tail += copy.size;
			continue;
		}
		t->packet = (struct dump_packet){
				.port = t->port,
				.queue = t->shared->queue_id,
				.sent = t->shared->sends != 0,
				.ns = copy.ns,
				.len = copy.len,
				.caplen = copy.caplen,
				.data = t->ring + (t->tail & (ring_size - 1)) +
						sizeof(copy),
		};
		t->step = copy.size;
		t->has = true;
	}
	return 0;
}

static int
begin_round(struct reader *r)
{
	for (unsigned int i = 0; i < r->taps_n; i++) {
		struct reader_tap *t = &r->taps[i];

		/* Acquire pairs with the release of who writes the ring. */
		t->end = __atomic_load_n(&t->shared->head, __ATOMIC_ACQUIRE);
		if (t->end - t->tail > r->ring_size)
			return -EBADMSG;
	}
	return 0;
}

/* The tap with the earliest packet, or NULL in *first. */
static int
find_first(struct reader *r, struct reader_tap **first)
{
	int rc;

	*first = NULL;
	for (unsigned int i = 0; i < r->taps_n; i++) {
		struct reader_tap *t = &r->taps[i];

		rc = fill(t, r->ring_size);
		if (rc != 0)
			return rc;
		if (t->has &&
				(*first == NULL ||
						t->packet.ns < (*first)->packet.ns))
			*first = t;
	}
	return 0;
}

int
reader_next(struct reader *r, struct dump_packet *packet)
{
	struct reader_tap *first = r->last;
	int rc = 0;

	if (first != NULL)
		release(first);
	r->last = NULL;
	rc = find_first(r, &first);
	if (rc == 0 && first == NULL) {
		rc = begin_round(r);
		if (rc == 0)
			rc = find_first(r, &first);
	}
	if (rc != 0 || first == NULL)
		return rc;
	*packet = first->packet;
	r->last = first;
	return 1;
}

bool
reader_at_end(const struct reader *r)
{
	for (unsigned int i = 0; i < r->taps_n; i++)
		/* Acquire pairs with the release of who ends it. */
		if (__atomic_load_n(&r->taps[i].shared->ended,
				    __ATOMIC_ACQUIRE) == 0)
			return false;
	return true;
}

struct reader_counts
reader_count(const struct reader *r, unsigned int port)
{
	struct reader_counts sum = {0};

	for (unsigned int i = 0; i < r->taps_n; i++) {
		const struct bp_capture_tap *shared = r->taps[i].shared;

		if (r->taps[i].port != port)
			continue;
		sum.seen += __atomic_load_n(&shared->seen, __ATOMIC_RELAXED);
		sum.accepted += __atomic_load_n(
				&shared->accepted, __ATOMIC_RELAXED);
		sum.dropped += __atomic_load_n(
				&shared->dropped, __ATOMIC_RELAXED);
	}
	return sum;
}
