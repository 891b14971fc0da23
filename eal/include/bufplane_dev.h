/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device lock. One recursive lock a process guards the lists of buses,
 * drivers, devices and device arguments, and is held while a bus or driver
 * works on them (scan, probe, remove), so that devices can be added and
 * removed from any thread, and a driver may add further devices in its probe.
 * Code outside buses needs it only to keep a pointer valid for some time.
 */
#ifndef BUFPLANE_DEV_H
#define BUFPLANE_DEV_H

#ifdef __cplusplus
extern "C" {
#endif

/* Take the lock; a thread that has it may take it again. */
void bp_dev_lock(void);

/* Give it back, as often as it was taken. */
void bp_dev_unlock(void);

#ifdef __cplusplus
}
#endif

#endif
