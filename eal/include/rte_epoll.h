/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for file descriptors with epoll(7). What is waited for is a struct
 * rte_epoll_event that the caller owns: it stays where it is, untouched, until
 * it has been taken out again. Each thread has an epoll instance of its own,
 * meant by RTE_EPOLL_PER_THREAD; it ends with the thread.
 */
#ifndef RTE_EPOLL_H
#define RTE_EPOLL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_INTR_EVENT_ADD 1UL
#define RTE_INTR_EVENT_DEL 2UL

#define RTE_EPOLL_PER_THREAD (-1)

typedef void (*rte_intr_event_cb_t)(int fd, void *arg);

struct rte_epoll_data {
	uint32_t event; /* EPOLLIN ...: waited for; in a result: what came */
	void *data;     /* the caller's */
	rte_intr_event_cb_t cb_fun; /* NULL, or called before it is reported */
	void *cb_arg;
};

enum {
	RTE_EPOLL_INVALID = 0, /* nobody waits for it */
	RTE_EPOLL_VALID,
	RTE_EPOLL_EXEC, /* its cb_fun runs */
};

struct rte_epoll_event {
	uint32_t status;
	int fd;
	int epfd;
	struct rte_epoll_data epdata;
};

/*
 * Wait for at most timeout ms (-1: for ever; 0: not at all), also when signals
 * come. Returns how many entries of events were filled in (status, fd, epfd,
 * epdata.event and .data), 0 when time is up, or -1.
 */
int rte_epoll_wait(int epfd, struct rte_epoll_event *events, int maxevents,
		int timeout);

/* As rte_epoll_wait(), but a signal ends it: -1 with errno EINTR. */
int rte_epoll_wait_interruptible(int epfd, struct rte_epoll_event *events,
		int maxevents, int timeout);

/*
 * op is EPOLL_CTL_ADD, _MOD or _DEL. 0, or -1. After a DEL no thread is in the
 * event's cb_fun, unless that is the caller, and none looks at the event any
 * more: it can be freed. So also after one that fails since fd was closed.
 */
int rte_epoll_ctl(int epfd, int op, int fd, struct rte_epoll_event *event);

#ifdef __cplusplus
}
#endif

#endif
