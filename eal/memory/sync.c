/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Telling and being told of memory. A question travels as a packet with one
 * end of a socket pair, on which the answers come back, so that a process can
 * ask before it has a socket of its own, and from any thread. Each change has
 * a ticket in shared memory while it is under way: what is told of any other is
 * late, and without effect.
 */
#include "memory/sync.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/time.h>

#include <rte_common.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>

#include "eal.h"
#include "memory/heap.h"
#include "memory/lazy.h"
#include "memory/lend.h"
#include "memory/memseg.h"
#include "memory/shared.h"
#include "memory/source.h"
#include "mp/member.h"
#include "mp/mp.h"

/* One place is for the end of the socket pair. */
#define FILES_MAX (WIRE_FDS_MAX - 1)
#define ANSWER_MS 5000
#define SLICE_MS  10

_Static_assert(EAL_MEMBERS <= 64, "a bit each");

/* A question under way. */
struct question {
	struct wire_packet packet;
	int fds[WIRE_FDS_MAX]; /* the first is for answers */
	int answers;           /* our end */
	uint64_t asked;        /* a bit a slot that has not answered */
	uint64_t done;         /* that answered with 0 */
	int rc;                /* the first error */
};

static int
open_question(struct question *q, enum wire_memory_op op)
{
	int pair[2];

	memset(q, 0, sizeof(*q));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	wire_begin(&q->packet, WIRE_MEMORY);
	q->packet.len = sizeof(q->packet.memory);
	q->packet.n_fds = 1;
	q->packet.memory.op = op;
	q->packet.memory.slot = member_self();
	q->fds[0] = pair[1];
	q->answers = pair[0];
	return 0;
}

/* Ours stays open until all is sent, so that answers do not end before. */
static void
close_question(struct question *q)
{
	if (q->fds[0] >= 0)
		close(q->fds[0]);
	close(q->answers);
}

/* A socket to ask with, which waits a while for a full queue. */
static int
open_sender(void)
{
	const struct timeval limit = {.tv_sec = 1};
	int sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0)
		return -errno;
	setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return sock;
}

static void
ask(struct question *q, unsigned int slot)
{
	char path[WIRE_PATH_MAX];
	int sock = open_sender();
	int rc = sock < 0 ? sock : member_path(slot, path, sizeof(path));

	if (rc == 0)
		rc = wire_send(sock, path, &q->packet, q->fds);
	if (sock >= 0)
		close(sock);
	if (rc == 0) {
		q->asked |= UINT64_C(1) << slot;
	} else if (rc != -ECONNREFUSED && rc != -ENOENT && q->rc == 0) {
		q->rc = rc;
		EAL_LOG(ERR, "cannot ask process %d of the group: %s\n",
				eal_shared->members[slot].pid,
				rte_strerror(-rc));
	}
}

static void
forget_dead(struct question *q)
{
	unsigned int i;

	for (i = 0; i < EAL_MEMBERS; i++)
		if ((q->asked >> i & 1) != 0 && !member_alive(i))
			q->asked &= ~(UINT64_C(1) << i);
}

/* One answer: who it is from, or -errno; -EAGAIN: none has come yet. */
static int
hear(struct question *q, struct wire_parcel *parcel)
{
	struct pollfd fd = {.fd = q->answers, .events = POLLIN};
	int rc = poll(&fd, 1, SLICE_MS);

	if (rc <= 0)
		return rc == 0 || errno == EINTR ? -EAGAIN : -errno;
	rc = wire_receive(q->answers, parcel);
	if (rc < 0)
		return rc;
	if (parcel->packet.kind == WIRE_MEMORY &&
			parcel->packet.memory.slot < EAL_MEMBERS)
		return (int)parcel->packet.memory.slot;
	wire_close(parcel);
	return -EBADMSG;
}

static void
note(struct question *q, unsigned int slot, int rc)
{
	uint64_t bit = UINT64_C(1) << slot;

	q->asked &= ~bit;
	if (rc == 0)
		q->done |= bit;
	else if (q->rc == 0)
		q->rc = rc;
	if (rc != 0)
		EAL_LOG(ERR, "process %d cannot follow a change of memory: %s (its own log says more)\n",
				eal_shared->members[slot].pid,
				rte_strerror(-rc));
}

static void
tell_late(const struct question *q)
{
	unsigned int i;

	for (i = 0; i < EAL_MEMBERS; i++)
		if ((q->asked >> i & 1) != 0)
			EAL_LOG(ERR, "process %d does not answer about memory within %d s: is it stopped?\n",
					eal_shared->members[i].pid,
					ANSWER_MS / 1000);
}

/* Until all who were asked have answered, died, or are late. */
static void
await_all(struct question *q)
{
	uint64_t until = mp_now() + ANSWER_MS * UINT64_C(1000);
	struct wire_parcel parcel;
	int slot;

	close(q->fds[0]);
	q->fds[0] = -1;
	while (q->asked != 0 && mp_now() < until) {
		slot = hear(q, &parcel);
		if (slot >= 0) {
			note(q, (unsigned int)slot, parcel.packet.memory.rc);
			wire_close(&parcel);
		} else if (slot == -ECONNRESET) {
			break; /* nobody is left who could answer */
		} else {
			forget_dead(q);
		}
	}
	forget_dead(q);
	if (q->asked == 0)
		return;
	tell_late(q);
	if (q->rc == 0)
		q->rc = -ETIMEDOUT;
}

/* Whom a change concerns: all that have the memory. */
static uint64_t
all_mapped(void)
{
	uint64_t whom = 0;
	int slot;

	for (slot = member_next(-1); slot >= 0; slot = member_next(slot))
		whom |= UINT64_C(1) << slot;
	return whom;
}

static void
ask_all(struct question *q, uint64_t whom)
{
	unsigned int i;

	for (i = 0; i < EAL_MEMBERS; i++)
		if ((whom >> i & 1) != 0)
			ask(q, i);
}

/*
 * Tell of one change, with the memory lock held: 0 or -errno; *whom becomes who
 * has done it.
 */
static int
tell(enum wire_memory_op op, const struct eal_range *r, uint64_t *whom)
{
	uint64_t ticket = ++eal_shared->sync_count;
	struct question q;
	int rc = open_question(&q, op);

	if (rc == 0 && op == WIRE_MEMORY_TAKE) {
		rc = eal_backing_files(
				r->list, r->addr, r->len, &q.fds[1], FILES_MAX);
		q.packet.n_fds += (unsigned int)RTE_MAX(rc, 0);
	}
	if (rc < 0) {
		*whom = 0;
		return rc;
	}
	q.packet.memory.list = r->list;
	q.packet.memory.addr = (uintptr_t)r->addr;
	q.packet.memory.len = r->len;
	q.packet.memory.ticket = ticket;
	/* Pairs with is_current(). */
	__atomic_store_n(&eal_shared->sync_ticket, ticket, __ATOMIC_RELEASE);
	ask_all(&q, *whom);
	await_all(&q);
	__atomic_store_n(&eal_shared->sync_ticket, 0, __ATOMIC_RELEASE);
	close_question(&q);
	*whom = q.done;
	return q.rc;
}

/* As tell(), in as many parts as the descriptors of a range need. */
static int
tell_parts(enum wire_memory_op op, const struct eal_range *r, uint64_t *whom,
		size_t *done)
{
	size_t span = eal_backing_span(r->list, FILES_MAX);
	struct eal_range part = *r;
	int rc = 0;

	for (*done = 0; *done < r->len && rc == 0; *done += part.len) {
		part.addr = r->addr + *done;
		part.len = RTE_MIN(r->len - *done, span);
		rc = tell(op, &part, whom);
	}
	return rc;
}

int
eal_sync_take(const struct eal_range *r)
{
	uint64_t all = eal_sharing() ? all_mapped() : 0;
	uint64_t whom = all;
	struct eal_range undo = *r;
	size_t done;
	int rc;

	if (all == 0)
		return 0;
	rc = tell_parts(WIRE_MEMORY_TAKE, r, &whom, &done);
	if (rc == 0)
		return 0;
	/* The last part is with those that said so, others are with all. */
	undo.len = RTE_MIN(done, r->len);
	if (undo.len <= eal_backing_span(r->list, FILES_MAX))
		all = whom;
	tell(WIRE_MEMORY_GIVE, &undo, &all);
	return rc;
}

void
eal_sync_give(const struct eal_range *r)
{
	uint64_t whom = eal_sharing() ? all_mapped() : 0;

	if (whom != 0)
		tell(WIRE_MEMORY_GIVE, r, &whom);
}

int
eal_sync_join(void)
{
	const struct eal_range none = {.addr = NULL};
	uint64_t whom = all_mapped();

	return whom == 0 ? 0 : tell(WIRE_MEMORY_JOIN, &none, &whom);
}

void
eal_sync_leave(void)
{
	struct eal_member *m = &eal_shared->members[member_self()];

	/* Nobody is to wait for an answer that never comes. */
	rte_mcfg_mem_write_lock();
	__atomic_store_n(&m->state, MEMBER_NONE, __ATOMIC_RELEASE);
	rte_mcfg_mem_write_unlock();
}

int
eal_sync_files(int list, const void *addr, uint64_t len, int *fds,
		unsigned int n)
{
	struct wire_parcel parcel = {.packet.n_fds = 0};
	uint64_t until = mp_now() + ANSWER_MS * UINT64_C(1000);
	struct question q;
	int rc = open_question(
			&q, list < 0 ? WIRE_MEMORY_LAZY : WIRE_MEMORY_FILES);

	if (rc < 0)
		return rc;
	q.packet.memory.list = (uint32_t)list;
	q.packet.memory.addr = (uintptr_t)addr;
	q.packet.memory.len = len;
	ask(&q, EAL_MEMBER_PRIMARY);
	close(q.fds[0]);
	q.fds[0] = -1;
	rc = q.asked != 0 ? -EAGAIN : -ESRCH;
	while (rc == -EAGAIN && mp_now() < until &&
			member_alive(EAL_MEMBER_PRIMARY))
		rc = hear(&q, &parcel);
	close_question(&q);
	if (rc >= 0)
		rc = parcel.packet.memory.rc;
	if (rc == 0 && parcel.packet.n_fds <= n) {
		memcpy(fds, parcel.fds, parcel.packet.n_fds * sizeof(int));
		return (int)parcel.packet.n_fds;
	}
	wire_close(&parcel);
	return rc == 0 ? -EPROTO : rc == -EAGAIN ? -ETIMEDOUT : rc;
}

/* Whether a range lies in a list that has files, in whole units. */
static bool
is_sound(const struct wire_memory *m)
{
	const struct rte_memseg_list *msl;
	uint64_t off;

	if (m->list >= RTE_MAX_MEMSEG_LISTS)
		return false;
	msl = &eal_shared->lists[m->list];
	if (msl->page_sz == 0 || msl->external)
		return false;
	off = m->addr - (uintptr_t)msl->base_va;
	return off <= msl->len && m->len <= msl->len - off &&
			off % eal_unit(m->list) == 0 &&
			m->len % eal_unit(m->list) == 0;
}

static bool
is_current(const struct wire_memory *m)
{
	/* Pairs with tell(). */
	return m->ticket != 0 &&
			__atomic_load_n(&eal_shared->sync_ticket,
					__ATOMIC_ACQUIRE) == m->ticket;
}

static int
serve_take(const struct eal_range *r, const struct wire_parcel *parcel)
{
	int rc = eal_backing_adopt(r->list, r->addr, r->len, &parcel->fds[1],
			parcel->packet.n_fds - 1);

	if (rc < 0)
		EAL_LOG(ERR, "cannot map %zu KiB at %p that process %d has taken: %s\n",
				r->len >> 10, (void *)r->addr,
				eal_shared->members[parcel->packet.memory.slot]
						.pid,
				rte_strerror(-rc));
	else
		eal_pages_announce(RTE_MEM_EVENT_ALLOC, r);
	return rc;
}

static int
serve_give(const struct eal_range *r)
{
	eal_pages_announce(RTE_MEM_EVENT_FREE, r);
	return eal_backing_drop(r->list, r->addr, r->len);
}

/* On behalf of who holds the memory lock: 0 or -errno. */
static int
serve_change(const struct wire_parcel *parcel)
{
	const struct wire_memory *m = &parcel->packet.memory;
	const struct eal_range r = {
			.addr = (uint8_t *)(uintptr_t)m->addr,
			.len = m->len,
			.list = m->list,
	};

	if (!is_current(m))
		return -ESTALE;
	if (m->op == WIRE_MEMORY_JOIN) {
		eal_heaps_expose();
		return 0;
	}
	if (!is_sound(m))
		return -EINVAL;
	return m->op == WIRE_MEMORY_TAKE ? serve_take(&r, parcel)
					 : serve_give(&r);
}

/* Descriptors for an answer: how many, or -errno. */
static int
find_files(const struct wire_memory *m, int *fds)
{
	if (m->op == WIRE_MEMORY_LAZY)
		return eal_lazy_fd(fds);
	if (!is_sound(m))
		return -EINVAL;
	return eal_backing_files(m->list, (uint8_t *)(uintptr_t)m->addr, m->len,
			fds, WIRE_FDS_MAX);
}

void
eal_sync_serve(struct wire_parcel *parcel)
{
	const struct wire_memory *m = &parcel->packet.memory;
	struct wire_packet answer;
	int fds[WIRE_FDS_MAX];
	int rc = -EINVAL;

	if (parcel->packet.n_fds == 0 || m->slot >= EAL_MEMBERS)
		return;
	wire_begin(&answer, WIRE_MEMORY);
	answer.len = sizeof(answer.memory);
	if (m->op == WIRE_MEMORY_FILES || m->op == WIRE_MEMORY_LAZY) {
		rc = find_files(m, fds);
		answer.n_fds = (uint32_t)RTE_MAX(rc, 0);
		rc = RTE_MIN(rc, 0);
	} else if (m->op <= WIRE_MEMORY_JOIN) {
		eal_mem_lend(true);
		rc = serve_change(parcel);
		eal_mem_lend(false);
	}
	answer.memory.op = m->op;
	answer.memory.slot = member_self();
	answer.memory.rc = rc;
	wire_send(parcel->fds[0], NULL, &answer, fds);
}
