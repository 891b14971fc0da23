/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What all processes of a group share, in one region at one address: the
 * locks, the memory tables, the heaps, the memzones and the lists of named
 * objects. It holds indices and addresses inside the group's memory, never a
 * function or a private address. It is the file "bufplane" of the run-time
 * folder; in a private process it is anonymous memory.
 */
#ifndef EAL_SHARED_H
#define EAL_SHARED_H

#include <bufplane_group.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_config.h>
#include <rte_memory.h>
#include <rte_tailq.h>

#include "memory/heap.h"
#include "memory/lazy.h"
#include "memory/lock.h"
#include "mp/member.h"

/* DPDK has a file "config" there, locked in another way: not to be touched. */
#define EAL_SHARED_FILE "bufplane"

#define EAL_SHARED_MAGIC     0x62706c31 /* "bpl1" */
#define EAL_SHARED_VERSION   2
#define EAL_SHARED_BUILDSIZE 32

struct eal_shared {
	uint32_t magic;
	uint32_t version;
	uint64_t layout; /* eal_shared_layout() of who made it */
	uint64_t size;
	uint64_t addr;                    /* where it lies in every process */
	char build[EAL_SHARED_BUILDSIZE]; /* of who made it, for people */
	uint32_t ready;                   /* the primary has started */
	uint32_t closed; /* rte_mp_disable(): nobody may join */
	struct eal_member members[EAL_MEMBERS];

	struct eal_lock mem_lock;
	struct eal_lock tailq_lock;
	struct eal_lock mempool_lock;
	struct eal_lock timer_lock;
	struct eal_lock memzone_lock;

	uint32_t iova_mode; /* enum rte_iova_mode */
	uint32_t nchannel;
	uint32_t nrank;
	uint32_t dma_bits; /* 0: no limit */

	/* How the primary was told to run: the same for all processes. */
	uint32_t no_huge;
	uint32_t legacy_mem;
	uint32_t match_allocations;
	uint32_t single_file_segments;
	uint32_t huge_unlink; /* enum bp_huge_unlink */

	uint32_t joined;  /* there was a secondary */
	uint32_t numbers; /* of processes, given so far */
	uint32_t deaths;  /* of processes, noticed so far */
	int32_t dead_pid; /* the last one of these */
	char handlers[BP_GROUP_NAMES][BP_GROUP_NAMESIZE]; /* of mempools */
	/* Whose lcore an id is: slot + 1; 0: nobody's. */
	uint8_t lcores[RTE_MAX_LCORE];
	/* Of the change of memory that others are told of now; 0: none. */
	uint64_t sync_ticket;
	uint64_t sync_count;
	/* Pages that are on their way in or out; len 0: none. */
	struct {
		uint64_t addr;
		uint64_t len;
		uint32_t list;
	} change;

	uint32_t lists_n;
	uint32_t heaps_n;
	struct rte_memseg_list lists[RTE_MAX_MEMSEG_LISTS];
	uint8_t sources[RTE_MAX_MEMSEG_LISTS]; /* of what: eal_source_kind */
	/* Below that offset, a list's file may hold what was written once. */
	uint64_t dirty[RTE_MAX_MEMSEG_LISTS];
	/* Serial numbers of lists of external memory, the last one given. */
	uint32_t areas[RTE_MAX_MEMSEG_LISTS];
	uint32_t areas_n;
	uint32_t external_n;         /* socket ids given to external memory */
	struct rte_fbarray memzones; /* of struct rte_memzone */
	struct rte_tailq_head tailq_head[RTE_MAX_TAILQ];
	struct eal_heap heaps[RTE_MAX_HEAPS];
	struct eal_lazy lazy;
};

/* NULL while the library does not run. */
extern struct eal_shared *eal_shared;

/* A fingerprint of the sizes of what lies in the region. */
uint64_t eal_shared_layout(void);

/*
 * Make the region and its locks, and decide whether this process shares: 0 or
 * -errno; -EBUSY when a process of the same prefix runs.
 */
int eal_shared_init(void);
void eal_shared_fini(void);
/*
 * The same in a secondary: find the region of the primary of this prefix, make
 * sure that both understand each other, take a slot and map it. 0, or -errno
 * after a log line.
 */
int eal_shared_attach(void);
/* Let go of the region, which others use. */
void eal_shared_detach(void);
/* In a primary: secondaries may attach from now on. */
void eal_shared_open(void);
/* Whether other processes have this group's memory. */
bool eal_shared_used(void);
/* Whether a primary of this prefix runs. */
bool eal_shared_primary_runs(void);
/*
 * In a child of fork(), where all is its parent's: forget it, change nothing,
 * and return true.
 */
bool eal_shared_leave(void);

#endif
