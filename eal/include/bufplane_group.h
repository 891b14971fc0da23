/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For layers above the EAL, about the group of processes that share memory:
 * what they agree on, and how to wait for one that may die.
 *
 * A process is dead when the kernel says so: it has let go of the lock on its
 * slot. Time alone proves nothing, for a thread may be kept from running for
 * as long as the system likes.
 */
#ifndef BUFPLANE_GROUP_H
#define BUFPLANE_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BP_GROUP_NAMES    16
#define BP_GROUP_NAMESIZE 32
#define BP_GROUP_MEMBERS  64

struct rte_mp_msg;

/*
 * The names of the handlers of mempools by index, "" where nobody has used an
 * index yet: the same array in all processes, which rte_mcfg_mempool_write_lock
 * guards. NULL where this process shares with nobody.
 */
char (*bp_group_handlers(void))[BP_GROUP_NAMESIZE];

/*
 * Whether several processes use this memory, or have: what works in one of
 * them only, as AddressSanitizer does, must not be used on it any more.
 */
bool bp_group_joined(void);

/* The slot of this process in its group, which is 0 for the primary. */
unsigned int bp_group_slot(void);

/* The id of the process that has a slot; 0: no living one. */
int bp_group_pid(unsigned int slot);

/*
 * As rte_mp_request_sync(), but of one process, whichever: 0 with its reply,
 * which replaces *msg, or -errno: -ENOENT if it is not there, -ETIMEDOUT after
 * that many ms, -ENOTSUP where this process shares with nobody. One request of
 * a name at a time to one process (-EEXIST).
 */
int bp_group_request(
		unsigned int slot, struct rte_mp_msg *msg, unsigned int ms);

/*
 * The number of this process in its group, which no other one of it has or had;
 * BP_GROUP_ALONE where it shares with nobody. Constant while the library runs.
 */
extern uint32_t bp_group_self;

#define BP_GROUP_ALONE 1U

/* The same, but BP_GROUP_ALONE in a child of fork(), which is another one. */
uint32_t bp_group_number(void);

/* Whether the process of a number is no more. */
bool bp_group_gone(uint32_t number);

/*
 * A word of shared memory that is not value any more once some thread is
 * through with what takes it a moment, and that has been value for long: wait
 * until it is another one, and return false, or return true with the proof that
 * the thread's process is dead. That is one by elimination: a process of the
 * group died, and each thread of each that lives has since run long enough to
 * be through, or sleeps elsewhere. False at once as long as none died.
 */
bool bp_group_stuck(const volatile uint32_t *word, uint32_t value);

/*
 * A lock in shared memory, for a moment each time; the word is the number of
 * its holder's process, 0 when it is free. Acquire, pairs with
 * bp_group_unlock(). This one fails where another thread has it.
 */
static __rte_always_inline bool
bp_group_trylock(volatile int *word)
{
	int nobody = 0;

	return __atomic_compare_exchange_n(word, &nobody, (int)bp_group_self,
			false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/*
 * Take the lock, waiting for it. Returns true; or false when its holder died,
 * and what it guards may be half changed.
 */
bool bp_group_lock_wait(volatile int *word);

static __rte_always_inline bool
bp_group_lock(volatile int *word)
{
	return likely(bp_group_trylock(word)) || bp_group_lock_wait(word);
}

static __rte_always_inline void
bp_group_unlock(volatile int *word)
{
	/* Release, pairs with bp_group_lock(). */
	__atomic_store_n(word, 0, __ATOMIC_RELEASE);
}

#ifdef __cplusplus
}
#endif

#endif
