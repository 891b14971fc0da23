/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The types of a ring: a fixed number of slots behind a header. Two pairs of
 * free-running 32-bit positions say who owns which slot; rte_ring_c11_pvt.h
 * states the rules. Producers and consumers keep their pairs on cache lines
 * of their own, with an empty line on either side against the prefetcher of
 * adjacent lines. The layout is part of the compatibility contract.
 */
#ifndef RTE_RING_CORE_H
#define RTE_RING_CORE_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sys/types.h>

#include <rte_atomic.h>
#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_config.h>
#include <rte_debug.h>
#include <rte_lcore.h>
#include <rte_memory.h>
#include <rte_memzone.h>
#include <rte_pause.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_TAILQ_RING_NAME "RTE_RING"

/* Whether a call moves n elements or none, or as many as it can. */
enum rte_ring_queue_behavior {
	RTE_RING_QUEUE_FIXED = 0,
	RTE_RING_QUEUE_VARIABLE
};

#define RTE_RING_MZ_PREFIX "RG_"
/* Longest name of a ring, with its NUL. */
#define RTE_RING_NAMESIZE                                                      \
	(RTE_MEMZONE_NAMESIZE - sizeof(RTE_RING_MZ_PREFIX) + 1)

/* How the threads on one side of a ring keep out of each other's way. */
enum rte_ring_sync_type {
	RTE_RING_SYNC_MT,     /* any number of threads */
	RTE_RING_SYNC_ST,     /* one thread at a time */
	RTE_RING_SYNC_MT_RTS, /* any number, relaxed tail */
	RTE_RING_SYNC_MT_HTS, /* any number, head and tail move together */
};

/* One side of a ring in the modes MT and ST. */
struct rte_ring_headtail {
	volatile uint32_t head; /* the next slot that nobody has claimed */
	volatile uint32_t tail; /* all slots before it are finished */
	union {
		enum rte_ring_sync_type sync_type;
		uint32_t single; /* non-zero: one thread at a time */
	};
};

union __rte_ring_rts_poscnt {
	uint64_t raw __rte_aligned(8);
	struct {
		uint32_t cnt;
		uint32_t pos;
	} val;
};

/* One side of a ring in the mode MT_RTS. */
struct rte_ring_rts_headtail {
	volatile union __rte_ring_rts_poscnt tail;
	enum rte_ring_sync_type sync_type;
	uint32_t htd_max; /* how far the head may lead the tail */
	volatile union __rte_ring_rts_poscnt head;
};

union __rte_ring_hts_pos {
	uint64_t raw __rte_aligned(8);
	struct {
		uint32_t head;
		uint32_t tail;
	} pos;
};

/* One side of a ring in the mode MT_HTS. */
struct rte_ring_hts_headtail {
	volatile union __rte_ring_hts_pos ht;
	enum rte_ring_sync_type sync_type;
};

/* The header of a ring; its slots follow it. */
struct rte_ring {
	char name[RTE_RING_NAMESIZE] __rte_cache_aligned;
	int flags;                         /* RING_F_* it was created with */
	const struct rte_memzone *memzone; /* its memory; NULL: the caller's */
	uint32_t size;                     /* slots, a power of two */
	uint32_t mask;                     /* size - 1 */
	uint32_t capacity;                 /* elements it may hold */

	char pad0 __rte_cache_aligned;

	union {
		struct rte_ring_headtail prod;
		struct rte_ring_hts_headtail hts_prod;
		struct rte_ring_rts_headtail rts_prod;
	} __rte_cache_aligned;

	char pad1 __rte_cache_aligned;

	union {
		struct rte_ring_headtail cons;
		struct rte_ring_hts_headtail hts_cons;
		struct rte_ring_rts_headtail rts_cons;
	} __rte_cache_aligned;

	char pad2 __rte_cache_aligned;
};

#define RING_F_SP_ENQ 0x0001 /* by default one producer at a time */
#define RING_F_SC_DEQ 0x0002 /* by default one consumer at a time */
/*
 * The ring holds exactly as many elements as were asked for, which need not
 * be a power of two; otherwise it holds one less than its power of two.
 */
#define RING_F_EXACT_SZ  0x0004
#define RTE_RING_SZ_MASK (0x7fffffffU) /* most elements a ring may hold */

#define RING_F_MP_RTS_ENQ 0x0008 /* by default MT_RTS producers */
#define RING_F_MC_RTS_DEQ 0x0010 /* by default MT_RTS consumers */
#define RING_F_MP_HTS_ENQ 0x0020 /* by default MT_HTS producers */
#define RING_F_MC_HTS_DEQ 0x0040 /* by default MT_HTS consumers */

#ifdef __cplusplus
}
#endif

#endif
