/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lcores: the threads that the library starts or was told of, each with an
 * id below RTE_MAX_LCORE that indexes per-lcore arrays, a role, and the CPUs
 * it may use. The caller of rte_eal_init() is the main lcore, the others are
 * workers; a foreign thread becomes an lcore with rte_thread_register().
 * Roles change only in init, cleanup, and the two register calls.
 */
#ifndef RTE_LCORE_H
#define RTE_LCORE_H

#include <stdio.h>

#include <rte_compat.h>
#include <rte_config.h>
#include <rte_eal.h>
#include <rte_launch.h>
#include <rte_per_lcore.h>
#include <rte_thread.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LCORE_ID_ANY UINT32_MAX /* this thread is no lcore */

RTE_DECLARE_PER_LCORE(unsigned int, _lcore_id);

enum rte_lcore_role_t {
	ROLE_RTE,     /* main or worker */
	ROLE_OFF,     /* the id is not in use */
	ROLE_SERVICE, /* runs services */
	ROLE_NON_EAL, /* taken by rte_thread_register() */
};

/* ROLE_OFF for an id out of range. */
enum rte_lcore_role_t rte_eal_lcore_role(unsigned int lcore_id);

/* 1 or 0; 0 for an id out of range. */
int rte_lcore_has_role(unsigned int lcore_id, enum rte_lcore_role_t role);

/* The lcore that runs this, or LCORE_ID_ANY. */
static inline unsigned int
rte_lcore_id(void)
{
	return RTE_PER_LCORE(_lcore_id);
}

unsigned int rte_get_main_lcore(void);

/* How many lcores there are: main, workers and registered threads. */
unsigned int rte_lcore_count(void);

/*
 * The position of an lcore among those of ROLE_RTE, by rising id; -1 as
 * lcore_id means the caller. -1 for an lcore without that role.
 */
int rte_lcore_index(int lcore_id);

/* The node of the caller: SOCKET_ID_ANY when its CPUs are on several. */
unsigned int rte_socket_id(void);

/* How many NUMA nodes there are, and the id of the idx-th or -1. */
unsigned int rte_socket_count(void);
int rte_socket_id_by_idx(unsigned int idx);

/* The node of an lcore's CPUs, as rte_socket_id(); 0 for an unused id. */
unsigned int rte_lcore_to_socket_id(unsigned int lcore_id);

/* The lowest CPU of an lcore; -1 as lcore_id means the caller. -1 if none. */
int rte_lcore_to_cpu_id(int lcore_id);

#ifdef RTE_HAS_CPUSET
/* The CPUs of an lcore. */
rte_cpuset_t rte_lcore_cpuset(unsigned int lcore_id);
#endif

/* 1 if the lcore has ROLE_RTE, else 0. */
int rte_lcore_is_enabled(unsigned int lcore_id);

/*
 * The next enabled lcore after i, leaving out the main one if skip_main is
 * set and going round at the end if wrap is; RTE_MAX_LCORE when there is
 * none. Start with i = -1.
 */
unsigned int rte_get_next_lcore(unsigned int i, int skip_main, int wrap);

#define RTE_LCORE_FOREACH(i)                                                   \
	for ((i) = rte_get_next_lcore(-1, 0, 0); (i) < RTE_MAX_LCORE;          \
			(i) = rte_get_next_lcore((i), 0, 0))

#define RTE_LCORE_FOREACH_WORKER(i)                                            \
	for ((i) = rte_get_next_lcore(-1, 1, 0); (i) < RTE_MAX_LCORE;          \
			(i) = rte_get_next_lcore((i), 1, 0))

/* Called for an lcore that comes; a negative result keeps it from coming. */
typedef int (*rte_lcore_init_cb)(unsigned int lcore_id, void *arg);

/* Called for an lcore that goes. */
typedef void (*rte_lcore_uninit_cb)(unsigned int lcore_id, void *arg);

/*
 * Have init called now for each lcore in use and later for each that comes,
 * and uninit for each that goes; either may be NULL. If init refuses one now,
 * uninit is called for those before it and NULL is returned. The pair stays
 * registered through cleanup and a new init. The callbacks may read lcores,
 * but not register, unregister or iterate.
 */
void *rte_lcore_callback_register(const char *name, rte_lcore_init_cb init,
		rte_lcore_uninit_cb uninit, void *arg);

/* Forget a pair of callbacks, calling uninit for each lcore in use. */
void rte_lcore_callback_unregister(void *handle);

typedef int (*rte_lcore_iterate_cb)(unsigned int lcore_id, void *arg);

/*
 * Call cb for each lcore in use, whatever its role, until one call returns
 * non-zero; returns the last result. Roles stay as they are meanwhile.
 */
int rte_lcore_iterate(rte_lcore_iterate_cb cb, void *arg);

/* One line an lcore: id, node, role, CPUs. */
void rte_lcore_dump(FILE *f);

/*
 * Give the calling thread an lcore id, the lowest that is free; for a thread
 * that has one nothing happens. Returns 0, or -1 with rte_errno ENOMEM when
 * no id is free or a callback refuses, EINVAL before init. An id still held
 * when its thread ends is given back then, or by rte_eal_cleanup().
 */
int rte_thread_register(void);

/* Give the id back; nothing happens in a thread that did not register. */
void rte_thread_unregister(void);

/*
 * Start a thread that stays off the lcores' CPUs, under a name of at most 15
 * characters (longer ones are cut). attr may be NULL. Returns 0 or -errno.
 */
int rte_ctrl_thread_create(pthread_t *thread, const char *name,
		const pthread_attr_t *attr, void *(*start_routine)(void *),
		void *arg);

/* Name a thread, cutting the name to 15 characters. Returns 0 or -errno. */
int rte_thread_setname(pthread_t id, const char *name);

/* Read a thread's name; len is at least 16. Returns 0 or -errno. */
__rte_experimental int rte_thread_getname(pthread_t id, char *name, size_t len);

#ifdef __cplusplus
}
#endif

#endif
