/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taps: a callback on a queue that writes what passes into a ring of another
 * process. A burst may have found the callback just before it was removed, so a
 * tap is never freed while packets may move: it is idle then, and used again
 * for the same queue. Its lock is held while it writes; who detaches takes it,
 * and then knows that nobody writes any more. A ring has one writer, us, and
 * its reader can do no more to us than say wrongly that it is full.
 */
#include <bufplane_ethdev_callback.h>
#include <errno.h>
#include <ethdev_driver.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_mbuf.h>
#include <rte_spinlock.h>

#include "capture.h"

struct capture_tap {
	struct rte_eth_rxtx_callback callback;
	rte_spinlock_t lock;
	bool idle;
	struct capture_target to;
	uint64_t head; /* ours, which to.shared->head only shows */
	struct capture_tap *next;
};

static struct capture_tap *taps; /* those that ever were; capture.c's lock */

/* The place for a record of that size, or NULL: there is no room. */
static struct bp_capture_record *
make_room(struct capture_tap *t, uint32_t size, uint64_t tail)
{
	const uint64_t at = t->head & (t->to.size - 1);
	const uint64_t pad = t->to.size - at < size ? t->to.size - at : 0;
	const uint64_t used = t->head - tail;
	struct bp_capture_record *r = (void *)(t->to.ring + at);

	if (used > t->to.size || t->to.size - used < pad + size)
		return NULL;
	if (pad == 0)
		return r;
	r->size = (uint32_t)pad;
	r->caplen = BP_CAPTURE_PAD;
	t->head += pad;
	return (void *)t->to.ring;
}

static bool
write_packet(struct capture_tap *t, const struct rte_mbuf *m, uint64_t tail,
		uint64_t ns)
{
	const uint32_t caplen = RTE_MIN(m->pkt_len, t->to.snaplen);
	const uint64_t size = RTE_ALIGN_CEIL(
			sizeof(struct bp_capture_record) + (uint64_t)caplen,
			BP_CAPTURE_ALIGN);
	struct bp_capture_record *r = NULL;
	const void *data;

	if (size <= t->to.size)
		r = make_room(t, (uint32_t)size, tail);
	if (r == NULL)
		return false;
	data = rte_pktmbuf_read(m, 0, caplen, r + 1);
	if (data == NULL)
		return false;
	if (data != r + 1)
		memcpy(r + 1, data, caplen);
	r->size = (uint32_t)size;
	r->caplen = caplen;
	r->len = m->pkt_len;
	r->ns = ns;
	t->head += size;
	return true;
}

/* Only one thread writes these; readers look at any time. */
static void
count(uint64_t *counter, uint64_t n)
{
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

static void
write_burst(struct capture_tap *t, struct rte_mbuf *const *pkts, uint16_t n)
{
	struct bp_capture_tap *shared = t->to.shared;
	/* Acquire pairs with the release of who reads the ring. */
	const uint64_t tail = __atomic_load_n(&shared->tail, __ATOMIC_ACQUIRE);
	unsigned int accepted = 0, dropped = 0;
	struct timespec now;
	uint64_t ns;

	clock_gettime(CLOCK_REALTIME, &now);
	ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	for (uint16_t i = 0; i < n; i++) {
		if (!capture_filter_takes(t->to.filter, pkts[i]))
			continue;
		accepted++;
		if (!write_packet(t, pkts[i], tail, ns))
			dropped++;
	}
	count(&shared->seen, n);
	count(&shared->accepted, accepted);
	count(&shared->dropped, dropped);
	/* Release pairs with the acquire of who reads the ring. */
	__atomic_store_n(&shared->head, t->head, __ATOMIC_RELEASE);
}

static void
see(struct capture_tap *t, struct rte_mbuf *const *pkts, uint16_t n)
{
	if (n == 0)
		return;
	rte_spinlock_lock(&t->lock);
	if (t->to.shared != NULL)
		write_burst(t, pkts, n);
	rte_spinlock_unlock(&t->lock);
}

static uint16_t
see_received(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **pkts,
		uint16_t n, uint16_t max, void *param)
{
	(void)port_id;
	(void)queue_id;
	(void)max;
	see(param, pkts, n);
	return n;
}

static uint16_t
see_sent(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **pkts,
		uint16_t n, void *param)
{
	(void)port_id;
	(void)queue_id;
	see(param, pkts, n);
	return n;
}

/* An idle one of that queue, or a new one; NULL: no memory. */
static struct capture_tap *
find_tap(const struct capture_target *to)
{
	struct capture_tap *t;

	for (t = taps; t != NULL; t = t->next)
		if (t->idle && t->to.port_id == to->port_id &&
				t->to.queue_id == to->queue_id &&
				t->to.sends == to->sends)
			return t;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	rte_spinlock_init(&t->lock);
	t->callback.param = t;
	if (to->sends)
		t->callback.fn.tx = see_sent;
	else
		t->callback.fn.rx = see_received;
	t->next = taps;
	taps = t;
	return t;
}

static void
lock(struct capture_tap *t)
{
	/* Who has it may wait for the CPU that we are on. */
	while (!rte_spinlock_trylock(&t->lock))
		sched_yield();
}

static void
make_idle(struct capture_tap *t)
{
	lock(t);
	t->to.shared = NULL;
	rte_spinlock_unlock(&t->lock);
	t->idle = true;
}

struct capture_tap *
capture_tap_attach(const struct capture_target *target, int *rc)
{
	struct capture_tap *t = find_tap(target);

	if (t == NULL) {
		*rc = -ENOMEM;
		return NULL;
	}
	lock(t);
	t->to = *target;
	t->head = 0;
	t->idle = false;
	rte_spinlock_unlock(&t->lock);
	*rc = target->sends ? bp_eth_link_tx_callback(target->port_id,
					      target->queue_id, &t->callback)
			    : bp_eth_link_rx_callback(target->port_id,
					      target->queue_id, &t->callback);
	if (*rc == 0)
		return t;
	make_idle(t);
	return NULL;
}

void
capture_tap_detach(struct capture_tap *t)
{
	const struct capture_target *to = &t->to;

	if (t->idle)
		return;
	if (to->sends)
		rte_eth_remove_tx_callback(
				to->port_id, to->queue_id, &t->callback);
	else
		rte_eth_remove_rx_callback(
				to->port_id, to->queue_id, &t->callback);
	make_idle(t);
}

uint16_t
capture_tap_port(const struct capture_tap *t)
{
	return t->to.port_id;
}

void
capture_tap_end(struct capture_tap *t)
{
	if (t->idle)
		return;
	/* Release pairs with the acquire of who reads; it has to be last. */
	__atomic_store_n(&t->to.shared->ended, 1, __ATOMIC_RELEASE);
	capture_tap_detach(t);
}

void
capture_taps_free(void)
{
	struct capture_tap *next;

	for (; taps != NULL; taps = next) {
		next = taps->next;
		free(taps);
	}
}
