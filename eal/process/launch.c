/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Handing functions to workers. Ownership of a worker's f, arg and ret goes
 * with its state:
 *
 *   WAIT -> CLAIMED   a launching thread owns them (acquire: it sees ret)
 *   CLAIMED -> RUNNING   the worker owns them (release: it sees f and arg,
 *                        and all that the launching thread did before)
 *   RUNNING -> WAIT   nobody does; ret may be read (release: who sees WAIT
 *                     with an acquire sees all that f did)
 *   WAIT -> STOPPING  the worker ends; -> WAIT again if that is called off
 *
 * Each side sleeps on the state itself with a futex. The kernel compares the
 * state with the one that was seen before it puts the thread to sleep, so that
 * no change between the two is missed; who changes the state wakes all.
 */
#include <errno.h>
#include <limits.h>
#include <time.h>
#include <unistd.h>

#include <linux/futex.h>
#include <sys/syscall.h>

#include "eal.h"
#include "lcore.h"

/* Acquire: pairs with the release in lcore_set_state() and lcore_claim(). */
static uint32_t
get_state(const struct lcore *lc)
{
	return __atomic_load_n(&lc->state, __ATOMIC_ACQUIRE);
}

/* Wakes without need are fine: every sleeper looks at the state again. */
static void
wake_all(struct lcore *lc)
{
	syscall(SYS_futex, &lc->state, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL,
			0);
}

/* Until the state differs from seen, or deadline, or for no reason. */
static int
sleep_on(struct lcore *lc, uint32_t seen, const struct timespec *deadline)
{
	long rc;

	rc = syscall(SYS_futex, &lc->state,
			FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, seen, deadline,
			NULL, FUTEX_BITSET_MATCH_ANY);
	return rc == 0 ? 0 : -errno;
}

void
lcore_set_state(struct lcore *lc, enum lcore_state to)
{
	__atomic_store_n(&lc->state, to, __ATOMIC_RELEASE);
	wake_all(lc);
}

bool
lcore_claim(struct lcore *lc, enum lcore_state to)
{
	uint32_t expected = LCORE_WAIT;

	return __atomic_compare_exchange_n(&lc->state, &expected, to, false,
			__ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

void
lcore_serve(struct lcore *lc)
{
	uint32_t state;

	for (;;) {
		state = get_state(lc);
		if (state == LCORE_STOPPING)
			return;
		if (state != LCORE_RUNNING) {
			sleep_on(lc, state, NULL);
			continue;
		}
		lc->ret = lc->f(lc->arg);
		lcore_set_state(lc, LCORE_WAIT);
	}
}

bool
lcore_wait_until(struct lcore *lc, const struct timespec *deadline)
{
	uint32_t state;
	int rc = 0;

	while ((state = get_state(lc)) != LCORE_WAIT) {
		if (rc == -ETIMEDOUT)
			return false;
		rc = sleep_on(lc, state, deadline);
	}
	return true;
}

BP_EXPORT
int
rte_eal_remote_launch(lcore_function_t *f, void *arg, unsigned int worker_id)
{
	struct lcore *lc;

	if (f == NULL || !lcore_is_worker(worker_id))
		return -EINVAL;
	lc = &lcores.table[worker_id];
	if (!lcore_claim(lc, LCORE_CLAIMED))
		return -EBUSY;
	lc->f = f;
	lc->arg = arg;
	lcore_set_state(lc, LCORE_RUNNING);
	return 0;
}

/* The result of the main lcore is kept as if it were a worker's. */
static void
run_here(lcore_function_t *f, void *arg)
{
	struct lcore *lc = &lcores.table[rte_get_main_lcore()];

	lc->ret = f(arg);
}

BP_EXPORT
int
rte_eal_mp_remote_launch(lcore_function_t *f, void *arg,
		enum rte_rmt_call_main_t call_main)
{
	unsigned int id;
	int rc;

	if (f == NULL)
		return -EINVAL;
	RTE_LCORE_FOREACH_WORKER (id) {
		if (rte_eal_get_lcore_state(id) != WAIT)
			return -EBUSY;
	}
	RTE_LCORE_FOREACH_WORKER (id) {
		rc = rte_eal_remote_launch(f, arg, id);
		if (rc != 0)
			return rc;
	}
	if (call_main == CALL_MAIN)
		run_here(f, arg);
	return 0;
}

BP_EXPORT
enum rte_lcore_state_t
rte_eal_get_lcore_state(unsigned int worker_id)
{
	if (worker_id >= RTE_MAX_LCORE)
		return WAIT;
	return get_state(&lcores.table[worker_id]) == LCORE_WAIT ? WAIT
								 : RUNNING;
}

BP_EXPORT
int
rte_eal_wait_lcore(unsigned int worker_id)
{
	struct lcore *lc;

	if (worker_id >= RTE_MAX_LCORE)
		return 0;
	lc = &lcores.table[worker_id];
	lcore_wait_until(lc, NULL);
	return lc->ret;
}

BP_EXPORT
void
rte_eal_mp_wait_lcore(void)
{
	unsigned int id;

	RTE_LCORE_FOREACH_WORKER (id) {
		rte_eal_wait_lcore(id);
	}
}
