/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The guard: what its files share, and what checks.c calls.
 *
 * record: what the guard knows of one object; guard_table.c finds it
 * state:  where an object is; guard.c changes it
 * seal:   a checksum of a free object; guard_seal.c
 * site:   where objects were got or put, by index; guard_site.c
 * trail:  the last operations on each object, if asked for; guard_trail.c
 * frame:  an address inside a call, outermost last; guard_frame.c
 * policy: what is done about a fault; guard_policy.c and guard_report.c
 *
 * A pool's guard lies in shared memory. Its addresses are those of objects,
 * and frames, which are marked with the process that they are of.
 */
#ifndef GUARD_H
#define GUARD_H

#include <bufplane_mempool_guard.h>

#include "mempool.h"

#define GUARD_FRAMES 8

/* One place in the program; immutable once its hash is not 0. */
struct guard_site {
	uint64_t hash;
	uint64_t process; /* guard_frame_process() */
	uint32_t n;
	uintptr_t frames[GUARD_FRAMES];
};

/* A power of two, of which a quarter stays empty. */
#define GUARD_SITES 4096U

enum guard_state {
	GUARD_FRESH, /* cut from memory, not known to be free yet */
	GUARD_OUT,   /* somebody has it */
	GUARD_FREE,  /* the inner handler has it; seal and parts are valid */
	GUARD_BUSY,  /* on its way, or looked at, by whoever set this state */
};

/* Only who sets state to GUARD_BUSY may write the other fields. */
struct guard_record {
	uintptr_t obj;
	uint64_t seal;
	uint32_t parts;  /* a short checksum of each quarter */
	uint32_t state;  /* enum guard_state */
	uint32_t got_at; /* sites; 0: none known */
	uint32_t put_at;
};

/* Of a record, what a report tells; not its state, which may change. */
struct guard_past {
	uintptr_t obj;
	uint32_t got_at;
	uint32_t put_at;
};

struct guard_trail;

struct mempool_guard {
	uint32_t max_records;
	uint32_t n_records;
	uint32_t n_settled; /* records from here on may be GUARD_FRESH */
	uint32_t slot_mask;
	uint32_t n_sites;
	rte_spinlock_t lock; /* of adding a record or a site */
	struct guard_record *records;
	uint32_t *slots;           /* index of a record + 1; 0: none */
	struct guard_trail *trail; /* guard_trail.c; NULL: none is kept */
	struct guard_site sites[GUARD_SITES];
};

static inline struct mempool_guard *
guard_of(const struct rte_mempool *mp)
{
	return mempool_hidden(mp)->guard;
}

/* As mempool_checks_*() of checks.h, for a pool with MEMPOOL_CHECK_GUARD. */
int guard_start(struct rte_mempool *mp);
void guard_stop(struct rte_mempool *mp);
void guard_add(struct rte_mempool *mp, void *obj);
void guard_added(struct rte_mempool *mp);
unsigned int guard_put(struct rte_mempool *mp, void **good,
		void *const *obj_table, unsigned int n);
void guard_get(struct rte_mempool *mp, void *const *obj_table, unsigned int n);
void guard_closing(struct rte_mempool *mp);
void guard_forget(struct rte_mempool *mp);
void guard_audit(struct rte_mempool *mp);
void guard_open(struct rte_mempool *mp, void *obj);
void guard_close(struct rte_mempool *mp, void *obj);

/* guard_table.c: a guard for n objects in zeroed memory, or NULL. */
struct mempool_guard *guard_table_create(uint32_t n, int socket_id);
/* A record for obj, a former one if there is; NULL: there are max_records. */
struct guard_record *guard_table_add(struct mempool_guard *g, uintptr_t obj);
/* The record of exactly this object, or NULL. */
struct guard_record *guard_table_find(
		const struct mempool_guard *g, uintptr_t obj);
/* The record of the object of size bytes that addr lies in; slow. */
const struct guard_record *guard_table_around(
		const struct mempool_guard *g, uintptr_t addr, size_t size);
/* Forget all records. */
void guard_table_clear(struct mempool_guard *g);

/*
 * guard_seal.c: the checksum of size bytes at obj, a multiple of 8, and of
 * their quarters, a byte each. Any change of one word changes the former.
 */
uint64_t guard_seal(const void *obj, size_t size, uint32_t *parts);

/*
 * guard_frame.c: the frames of the calling thread, from the first outside the
 * library on, GUARD_FRAMES at most; how many.
 */
unsigned int guard_frame_walk(uintptr_t *frames);
/* Print a frame as function+0x12 (module+0x3456). */
void guard_frame_print(FILE *f, uintptr_t frame);
/* Frames of a process that has another value mean nothing here; not 0. */
uint64_t guard_frame_process(void);

/* guard_site.c: the index of where this thread is; 0 when all are taken. */
uint32_t guard_site_here(struct mempool_guard *g);
bool guard_site_all_taken(const struct mempool_guard *g);
/* Print its frames, each on a line that begins with indent. */
void guard_site_print(FILE *f, const struct mempool_guard *g, uint32_t idx,
		const char *indent);
/* Print the innermost two of its frames, without ending the line. */
void guard_site_print_short(
		FILE *f, const struct mempool_guard *g, uint32_t idx);

/* guard_policy.c */
enum guard_policy {
	GUARD_LOG,
	GUARD_COUNT,
	GUARD_ABORT,
};

enum guard_fault {
	GUARD_DOUBLE_FREE,
	GUARD_FOREIGN_FREE,
	GUARD_WRITE_AFTER_FREE,
	GUARD_LEAK,
};

/* Whether each pool is guarded. */
bool guard_everywhere(void);
enum guard_policy guard_policy(void);
/* Count n faults, be it in a pool with no guard any more. */
void guard_count(enum guard_fault fault, uint64_t n);

/* guard_report.c: count a fault and do about it what the policy says. */
void guard_report_double(struct rte_mempool *mp, const struct guard_past *past,
		uint32_t here);
void guard_report_foreign(struct rte_mempool *mp, uintptr_t obj, uint32_t here);
/* parts are the quarters that changed, a byte each. */
void guard_report_write(struct rte_mempool *mp, const struct guard_past *past,
		uint32_t parts, uint32_t here);
/* n objects are out. */
void guard_report_leaks(struct rte_mempool *mp, uint32_t n);

/* guard_dump.c: print which objects are out, by site; how many; -ENOMEM. */
int guard_dump_out(FILE *f, const struct mempool_guard *g);

#endif
