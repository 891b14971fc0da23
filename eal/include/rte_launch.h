/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Run a function on other lcores and collect what it returns. Each worker is
 * in one of two states: WAIT, when it sleeps and a function may be given to
 * it, and RUNNING. All calls here belong to the main lcore, except
 * rte_eal_remote_launch() and rte_eal_get_lcore_state(), which any thread may
 * make.
 */
#ifndef RTE_LAUNCH_H
#define RTE_LAUNCH_H

#ifdef __cplusplus
extern "C" {
#endif

enum rte_lcore_state_t {
	WAIT,    /* sleeps; the result of its last function may be read */
	RUNNING, /* was given a function that has not returned yet */
};

/* What an lcore runs. Its result is handed over by rte_eal_wait_lcore(). */
typedef int(lcore_function_t)(void *);

/*
 * Wake worker_id to call f(arg). All that the caller wrote before is seen by
 * f. Returns 0; -EBUSY when the worker runs something already; -EINVAL when
 * worker_id is no worker of this process.
 */
int rte_eal_remote_launch(
		lcore_function_t *f, void *arg, unsigned int worker_id);

enum rte_rmt_call_main_t {
	SKIP_MAIN, /* on the workers alone */
	CALL_MAIN, /* in the caller too, once the workers are started */
};

/*
 * As rte_eal_remote_launch(), but for every worker. Nothing is started, and
 * -EBUSY returned, when one of them is running.
 */
int rte_eal_mp_remote_launch(lcore_function_t *f, void *arg,
		enum rte_rmt_call_main_t call_main);

/* WAIT for a worker that can be given work, and for an id that is none. */
enum rte_lcore_state_t rte_eal_get_lcore_state(unsigned int worker_id);

/*
 * Sleep until worker_id is in WAIT. Returns what its last function returned,
 * 0 if it had none; all that the function wrote is seen by the caller then.
 */
int rte_eal_wait_lcore(unsigned int worker_id);

/* As rte_eal_wait_lcore(), but for every worker, dropping the results. */
void rte_eal_mp_wait_lcore(void);

#ifdef __cplusplus
}
#endif

#endif
