/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that comes and goes, in all processes of a group. Who changes the
 * tables, with the memory lock held, tells the others and waits until each has
 * done the same with its mappings and told its callbacks. They do it in the
 * thread that receives messages, on behalf of who holds the lock. One that has
 * died is not waited for; one that does not answer in time, or that has no room
 * at these addresses, makes taking memory fail everywhere.
 */
#ifndef EAL_SYNC_H
#define EAL_SYNC_H

#include <stdbool.h>
#include <stdint.h>

struct eal_range;
struct wire_parcel;

/*
 * Others map a range that was taken and is in the tables: 0, or -errno after a
 * log line, and none of them has it.
 */
int eal_sync_take(const struct eal_range *r);
/* Others let go of a range that is out of the tables. */
void eal_sync_give(const struct eal_range *r);
/* A process has come: others stop what works in one process only. */
int eal_sync_join(void);
/* This process does not follow changes any more. */
void eal_sync_leave(void);

/* Answer what another process says about memory. */
void eal_sync_serve(struct wire_parcel *parcel);

/*
 * Have the primary's descriptors for a range, or (list -1) for lazy memory:
 * how many, at most n, or -errno.
 */
int eal_sync_files(int list, const void *addr, uint64_t len, int *fds,
		unsigned int n);

#endif
