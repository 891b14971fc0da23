/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Functions called once, after a time, by the interrupt thread, which also
 * calls what rte_interrupts.h registers: they should be short. Any thread may
 * set and cancel, alarms included. Times follow CLOCK_MONOTONIC.
 */
#ifndef RTE_ALARM_H
#define RTE_ALARM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*rte_eal_alarm_callback)(void *arg);

/*
 * Call cb(cb_arg) in us microseconds or a little later. 0; -EINVAL for no
 * function, and for times of 0 or beyond UINT64_MAX less a second; -ENOMEM;
 * -1 with rte_errno EINVAL when the library does not run.
 */
int rte_eal_alarm_set(uint64_t us, rte_eal_alarm_callback cb, void *cb_arg);

/*
 * Take back all alarms of this function and argument ((void *)-1: whatever
 * argument), waiting for one that runs unless called by the interrupt thread.
 * Returns how many will not be called any more. If it is 0, rte_errno is
 * ENOENT; if the alarm that calls this was meant too, it is EINPROGRESS.
 * -1 with EINVAL for no function.
 */
int rte_eal_alarm_cancel(rte_eal_alarm_callback cb_fn, void *cb_arg);

#ifdef __cplusplus
}
#endif

#endif
