/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of lcores and who may touch it. Identity (role, CPUs, node,
 * index) is written under lcores_lock, by init, cleanup, and the two register
 * calls; it is read without a lock, one field at a time. The launch part is
 * between one launching thread and the worker, ordered by state alone.
 */
#ifndef LCORE_H
#define LCORE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_lcore.h>

/*
 * WAIT and RUNNING are enum rte_lcore_state_t's. CLAIMED: a launching thread
 * is filling in f and arg. STOPPING: the worker is to end.
 */
enum lcore_state {
	LCORE_WAIT = WAIT,
	LCORE_RUNNING = RUNNING,
	LCORE_CLAIMED,
	LCORE_STOPPING,
};

struct lcore {
	enum rte_lcore_role_t role;
	int index; /* among ROLE_RTE, by rising id */
	int node;  /* SOCKET_ID_ANY when the CPUs are on several */
	rte_cpuset_t cpus;
	/* where the thread keeps its lcore id; NULL if it cannot be reached */
	unsigned int *tls_id;

	/* launch; state is also what both sides sleep on */
	uint32_t state __rte_cache_aligned;
	lcore_function_t *f;
	void *arg;
	int ret;
	pthread_t thread;
	bool started; /* thread is to be joined */
} __rte_cache_aligned;

struct lcores {
	struct lcore table[RTE_MAX_LCORE];
	unsigned int count; /* lcores whose role is not ROLE_OFF */
	unsigned int main_id;
	bool up;
	/* the CPUs of the caller of init before it was pinned */
	rte_cpuset_t initial_cpus;
	pthread_t initial_thread;
};

extern struct lcores lcores;
extern pthread_rwlock_t lcores_lock;

/* True for the id of a worker. */
bool lcore_is_worker(unsigned int id);

/* The CPUs that are online, or if the kernel does not say the caller's. */
void lcore_usable_cpus(rte_cpuset_t *usable);

/* lcore_callback.c: tell all callbacks; lcores_lock held for writing. */
int lcore_callbacks_init(unsigned int id);
void lcore_callbacks_uninit(unsigned int id);

/*
 * lcore_register.c: tie an lcore to the calling thread, so that it goes with
 * it; untie all. lcores_lock held for writing.
 */
int lcore_ties_init(void);
int lcore_tie(unsigned int id);
void lcore_ties_fini(void);

/*
 * lcore_ids.c: claim the ids of the table in the group, or say that they are
 * not this process's own; and all back. One id: false if another has it.
 */
void lcore_ids_claim(void);
void lcore_ids_release(void);
bool lcore_id_claim(unsigned int id);
void lcore_id_release(unsigned int id);

/* worker.c: how long cleanup waits for functions to return. */
extern unsigned int worker_patience_ms;

/* launch.c: the life of a worker; returns once it is told to stop. */
void lcore_serve(struct lcore *lc);
/* Sleep until lc is in LCORE_WAIT or the time (CLOCK_MONOTONIC) has come. */
bool lcore_wait_until(struct lcore *lc, const struct timespec *deadline);
/* Change state from LCORE_WAIT; false if it was another one. */
bool lcore_claim(struct lcore *lc, enum lcore_state to);
void lcore_set_state(struct lcore *lc, enum lcore_state to);

/* affinity.c: note and apply the CPUs of the calling thread. */
void lcore_place_note(const rte_cpuset_t *cpus);
void lcore_place_forget(void);
int lcore_place_set(const rte_cpuset_t *cpus);
/* The node that has all these CPUs, or SOCKET_ID_ANY. */
int lcore_node_of_cpus(const rte_cpuset_t *cpus);

#endif
