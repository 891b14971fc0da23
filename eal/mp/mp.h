/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages between processes, inside the library: a server thread receives
 * packets, answers those about memory and settles requests; what programs
 * registered runs in a thread of its own, so that it may wait for memory, locks
 * and replies.
 */
#ifndef MP_H
#define MP_H

#include <stdbool.h>

#include <rte_eal.h>

#include "mp/wire.h"

/* action.c: what a program registered for a name. */
int mp_action_add(const char *name, rte_mp_t call);
void mp_action_remove(const char *name);
/* Have the action of a parcel's message called; its descriptors are taken. */
void mp_action_queue(struct wire_parcel *parcel);
/* Have an asynchronous request that has ended, or is to, looked at. */
void mp_action_wake(void);
/* Have the thread for it: 0 or -errno. */
int mp_action_thread_need(void);

/* request.c: requests that wait for replies. */
struct timespec;
/*
 * 0 or -errno, as the public functions have it in rte_errno; to one slot
 * only, or (-1) to all that this process speaks to.
 */
int mp_request_sync(const struct rte_mp_msg *req, int only,
		struct rte_mp_reply *reply, const struct timespec *ts);
int mp_request_async(const struct rte_mp_msg *req, const struct timespec *ts,
		rte_mp_async_reply_t call);
/* A reply, or that there will be none; descriptors are taken. */
void mp_request_settle(struct wire_parcel *parcel);
/*
 * Call back for one asynchronous request that has ended: true if there was
 * one. Else *next is when the next one ends, in us of mp_now(), or UINT64_MAX.
 */
bool mp_request_run(uint64_t *next);
void mp_requests_drop(void);

/* The time that requests are measured in, of CLOCK_MONOTONIC. */
uint64_t mp_now(void);

/* server.c: the socket of this process; -1 if it has none. */
int mp_socket(void);
/*
 * Send to one process: 0, also when it died meanwhile, or -errno after a log
 * line. *sent says whether it was there.
 */
int mp_send(const char *path, const struct wire_packet *p, const int *fds,
		bool *sent);

/*
 * mp.c: the next slot after slot (-1: the first) of whom this process speaks
 * to; -1: nobody else.
 */
int mp_next_peer(int slot);

#endif
