/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts inside. A source is a descriptor that the interrupt thread waits
 * for, with its callbacks. Sources and alarms are under intr_lock, which is
 * never held while a callback runs. The thread waits in one epoll instance, to
 * which any thread adds sources, and from which any removes them.
 */
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_interrupts.h>

#include "eal.h"

#define INTR_READ_MAX 16 /* bytes of a counter */

struct rte_intr_handle {
	int fd;
	int dev_fd;
	enum rte_intr_handle_type type;
	uint32_t flags; /* RTE_INTR_INSTANCE_F_* */
	int max_intr;
	int nb_efd;
	int nb_intr; /* the size of efds and elist */
	uint8_t counter_size;
	int *efds;
	struct rte_epoll_event *elist;
	int *vec_list; /* NULL: there is none */
	int vec_list_size;
	void *windows_handle;
};

/* handle.c: set rte_errno, and return it as the public calls do. */
int intr_fail(int error);

/* handle.c: memory of the kind that the handle lives in, all zero. */
void *intr_zalloc(const struct rte_intr_handle *handle, const char *name,
		size_t n, size_t size);
void intr_release(const struct rte_intr_handle *handle, void *memory);

/* dispatch.c: how many bytes to read before such a handle's callbacks. */
size_t intr_read_size(const struct rte_intr_handle *handle);

/*
 * thread.c. Called with intr_lock held; 0 or -errno. Each source is known by a
 * number that is never used again; 0 is the timer's.
 */
extern pthread_mutex_t intr_lock;
extern pthread_cond_t intr_idle; /* a callback or an alarm has returned */
int intr_thread_need(void);
int intr_watch(int fd, uint64_t id); /* 1: now; 0: it is known */
void intr_unwatch(int fd);
/* In us of intr_now(); UINT64_MAX: never. */
void intr_timer_set(uint64_t at);
uint64_t intr_now(void);

/* dispatch.c, called by the thread without the lock; false: no such source. */
bool intr_dispatch(uint64_t id, uint32_t events);

/* The rest is called with the lock held: for an epoll instance made anew; */
void intr_watch_all(void);
/* in the child of a fork, which has no interrupt thread; */
void intr_sources_forked(void);
void intr_alarms_forked(void);
/* and when the library stops. */
void intr_sources_drop(void);
void intr_alarms_drop(void);

/* alarm.c: call what is due. Without the lock. */
void intr_alarms_run(void);

/* epoll.c: wait until nobody reports an event; close the caller's instance. */
void intr_epoll_retire(struct rte_epoll_event *event);
void intr_epoll_forget(void);

#endif
