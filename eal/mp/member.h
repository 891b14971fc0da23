/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who belongs to a group: a slot of the shared region for each process, the
 * primary's first. A process is alive while it holds the lock on its slot's
 * byte of the region's file, which the kernel takes away when it dies,
 * whatever way; process ids are only told to the user.
 */
#ifndef MP_MEMBER_H
#define MP_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EAL_MEMBERS        64 /* processes of a group, at most */
#define EAL_MEMBER_PRIMARY 0

/* Values that stand in shared memory. */
enum member_state {
	MEMBER_NONE = 0,
	MEMBER_MAPPED, /* has the memory, and follows its changes */
};

struct eal_member {
	uint32_t state;
	int32_t pid;
	uint64_t start;  /* when, as the kernel counts: tells who has the pid */
	uint32_t number; /* bp_group_self of that process */
};

/*
 * The lock of a slot's byte through an open file: 0, or -errno; -EAGAIN if
 * another has it. It ends with the descriptor.
 */
int member_lock(int fd, unsigned int slot);
/* Whether somebody else holds it. */
bool member_locked(int fd, unsigned int slot);

/* This process has that slot, by that descriptor of the region's file. */
void member_start(int fd, unsigned int slot);
void member_stop(void);
unsigned int member_self(void);
/* Whether this is a child of fork() of the process that has the slot. */
bool member_forked(void);

/* Whether the process of a slot lives; this one's does. */
bool member_alive(unsigned int slot);
/*
 * Hold the slot of another process that has died, so that nobody takes it:
 * whether it is free for that.
 */
bool member_hold(unsigned int slot);
void member_let_go(unsigned int slot);

/*
 * deaths.c: count one, whose slot is held. What it left there is gone then.
 */
void member_count_death(unsigned int slot);
/*
 * Look for processes that died instead of ending, take their lcore ids back and
 * count them: how many died so far.
 */
unsigned int member_deaths(void);
/* As member_deaths(), and a log line if there are more than at the last call.
 */
void member_tell_deaths(void);

/*
 * The next slot after slot (-1: the first) of another living process that has
 * the memory; -1: there is none.
 */
int member_next(int slot);

/* The path of a slot's socket: 0 or -ENAMETOOLONG. */
int member_path(unsigned int slot, char *path, size_t len);

#endif
