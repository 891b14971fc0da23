/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads, their priority, the CPUs they may use and their private values,
 * in one form for every system. Calls return 0 or a positive errno unless
 * they say otherwise, and may be made by any thread at any time, before
 * rte_eal_init() too.
 */
#ifndef RTE_THREAD_H
#define RTE_THREAD_H

#include <stdint.h>

#include <rte_compat.h>
#include <rte_os.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a thread started by rte_thread_create() runs. */
typedef uint32_t (*rte_thread_func)(void *arg);

typedef struct {
	uintptr_t opaque_id; /* known to this library alone */
} rte_thread_t;

enum rte_thread_priority {
	RTE_THREAD_PRIORITY_NORMAL = 0,
	/* needs a privilege; starves what else wants the CPU */
	RTE_THREAD_PRIORITY_REALTIME_CRITICAL = 1,
};

typedef struct {
	enum rte_thread_priority priority;
#ifdef RTE_HAS_CPUSET
	rte_cpuset_t cpuset; /* empty: inherited */
#endif
} rte_thread_attr_t;

typedef struct eal_tls_key *rte_thread_key;

/*
 * Start func(arg) in a new thread, with attr or, if NULL, as its creator.
 * EINVAL for a NULL func or id or an unknown priority, EPERM for a priority
 * that this user may not have. The new thread does not start func before its
 * attributes are in force.
 */
__rte_experimental int rte_thread_create(rte_thread_t *thread_id,
		const rte_thread_attr_t *thread_attr,
		rte_thread_func thread_func, void *arg);

/* Wait for the end of a thread; its result goes to value_ptr unless NULL. */
__rte_experimental int rte_thread_join(
		rte_thread_t thread_id, uint32_t *value_ptr);

/* Let a thread's remains go when it ends; it can no longer be joined. */
__rte_experimental int rte_thread_detach(rte_thread_t thread_id);

/* The calling thread. */
__rte_experimental rte_thread_t rte_thread_self(void);

/* Non-zero if t1 and t2 are the same thread. */
__rte_experimental int rte_thread_equal(rte_thread_t t1, rte_thread_t t2);

/* Normal priority, inherited CPUs. EINVAL for NULL, as below. */
__rte_experimental int rte_thread_attr_init(rte_thread_attr_t *attr);

__rte_experimental int rte_thread_attr_set_priority(
		rte_thread_attr_t *thread_attr,
		enum rte_thread_priority priority);

__rte_experimental int rte_thread_get_priority(
		rte_thread_t thread_id, enum rte_thread_priority *priority);

__rte_experimental int rte_thread_set_priority(
		rte_thread_t thread_id, enum rte_thread_priority priority);

#ifdef RTE_HAS_CPUSET

__rte_experimental int rte_thread_attr_set_affinity(
		rte_thread_attr_t *thread_attr, rte_cpuset_t *cpuset);

__rte_experimental int rte_thread_attr_get_affinity(
		rte_thread_attr_t *thread_attr, rte_cpuset_t *cpuset);

/*
 * Bind the calling thread to the CPUs of cpusetp and note its NUMA node.
 * Returns 0, or -1 when the kernel refuses: nothing is changed then.
 */
int rte_thread_set_affinity(rte_cpuset_t *cpusetp);

/* The CPUs last given to rte_thread_set_affinity() or by rte_eal_init(). */
void rte_thread_get_affinity(rte_cpuset_t *cpusetp);

__rte_experimental int rte_thread_set_affinity_by_id(
		rte_thread_t thread_id, const rte_cpuset_t *cpuset);

__rte_experimental int rte_thread_get_affinity_by_id(
		rte_thread_t thread_id, rte_cpuset_t *cpuset);

#endif /* RTE_HAS_CPUSET */

/*
 * A name under which each thread keeps one pointer; destructor, unless NULL,
 * is called with it when a thread ends. The four calls return 0 (or the
 * pointer), else -1 (or NULL) with rte_errno EINVAL, ENOMEM, EAGAIN or
 * ENOEXEC.
 */
__rte_experimental int rte_thread_key_create(
		rte_thread_key *key, void (*destructor)(void *));

__rte_experimental int rte_thread_key_delete(rte_thread_key key);

__rte_experimental int rte_thread_value_set(
		rte_thread_key key, const void *value);

__rte_experimental void *rte_thread_value_get(rte_thread_key key);

#ifdef __cplusplus
}
#endif

#endif
