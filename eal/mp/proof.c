/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in shared memory for a thread that may be dead, and the proof that it
 * is. Where the holder has left its number, that is looked up. Else all others
 * are ruled out one by one: what is waited for takes a thread a moment of
 * running, in which it does not sleep, so a living thread that has run for
 * longer than that since the wait began, or that sleeps, is not the one. One
 * that is stopped, or is not given a CPU, may be, and is waited for.
 */
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/syscall.h>

#include <rte_pause.h>

#include "eal.h"
#include "memory/shared.h"
#include "mp/member.h"
#include "mp/thread_stat.h"

/* Of 10 ms: one may be a fraction. A moment is far less. */
#define TICKS_ENOUGH 2
#define NAP_US       1000

/* Polls of a lock before the CPU is given away, and looks at its holder. */
#define SPINS_BEFORE_YIELD 256
#define SPINS_BEFORE_DOUBT (256 * SPINS_BEFORE_YIELD)

struct wait {
	const volatile uint32_t *word;
	uint32_t value;
};

BP_EXPORT
bool
bp_group_gone(uint32_t number)
{
	unsigned int i;

	if (!eal_sharing() || number == BP_GROUP_ALONE)
		return false;
	for (i = 0; i < EAL_MEMBERS; i++)
		if (__atomic_load_n(&eal_shared->members[i].number,
				    __ATOMIC_ACQUIRE) == number)
			return !member_alive(i);
	return true;
}

BP_EXPORT
bool
bp_group_lock_wait(volatile int *word)
{
	const int self = (int)bp_group_self;
	unsigned int spins = 0;
	int holder;

	for (;;) {
		holder = __atomic_load_n(word, __ATOMIC_RELAXED);
		/* Acquire, pairs with bp_group_unlock(). */
		if (holder == 0 &&
				__atomic_compare_exchange_n(word, &holder, self,
						false, __ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return true;
		rte_pause();
		if (++spins % SPINS_BEFORE_YIELD == 0)
			sched_yield();
		/* Of several who find it out, one gets the lock. */
		if (spins % SPINS_BEFORE_DOUBT == 0 && holder != 0 &&
				bp_group_gone((uint32_t)holder) &&
				__atomic_compare_exchange_n(word, &holder, self,
						false, __ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return false;
	}
}

static bool
over(const struct wait *w)
{
	/* Pairs with nothing: who waits looks again, with the right order. */
	return __atomic_load_n(w->word, __ATOMIC_RELAXED) != w->value;
}

static bool
asleep(const struct thread_stat *st)
{
	return st->state == 'S' || st->state == 'I' || st->state == 'Z' ||
			st->state == 'X';
}

/* Wait until a thread is ruled out; false: the wait is over. */
static bool
rule_out(const struct wait *w, unsigned int slot, int pid, int tid)
{
	struct thread_stat first, now;

	if (thread_stat_read(&first, pid, tid) < 0)
		return true;
	now = first;
	while (!asleep(&now) && now.ticks < first.ticks + TICKS_ENOUGH) {
		if (over(w))
			return false;
		usleep(NAP_US);
		/* One that has ended, or whose process died, is ruled out. */
		if (!member_alive(slot) || thread_stat_read(&now, pid, tid) < 0)
			return true;
	}
	return true;
}

/* Whether all threads of a process, but for the calling one, are ruled out. */
static bool
rule_out_threads(const struct wait *w, unsigned int slot, int pid)
{
	const int self = (int)syscall(SYS_gettid);
	struct dirent *entry;
	char path[32];
	bool ok = true;
	DIR *dir;
	int tid;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	if (dir == NULL)
		return !member_alive(slot);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): this thread's own stream */
	while (ok && (entry = readdir(dir)) != NULL) {
		tid = atoi(entry->d_name);
		if (tid > 0 && tid != self)
			ok = rule_out(w, slot, pid, tid);
	}
	closedir(dir);
	return ok;
}

/* The process of a slot; one that cannot be looked at is not ruled out. */
static bool
rule_out_member(const struct wait *w, unsigned int slot)
{
	const struct eal_member *m = &eal_shared->members[slot];
	const uint64_t start = m->start;
	struct thread_stat st;

	if (!member_alive(slot))
		return true;
	if (thread_stat_read(&st, m->pid, 0) == 0 && st.start == start)
		return rule_out_threads(w, slot, m->pid);
	return !member_alive(slot);
}

BP_EXPORT
bool
bp_group_stuck(const volatile uint32_t *word, uint32_t value)
{
	const struct wait w = {.word = word, .value = value};
	const int saved = errno;
	bool alone = true;
	unsigned int i;

	if (!bp_group_joined() || member_deaths() == 0)
		return false;
	for (i = 0; i < EAL_MEMBERS && alone; i++)
		alone = rule_out_member(&w, i);
	errno = saved;
	if (alone && !over(&w))
		return true;
	/* Who cannot be ruled out is waited for, not asked all the time. */
	if (!over(&w))
		usleep(NAP_US);
	return false;
}
