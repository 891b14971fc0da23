/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trails: what was done last to each object of a guarded pool, when, by which
 * thread and at which place of the program. The pool notes get and put, layers
 * above mark what else they do. Programs use bufplane_mbuf_history.h.
 *
 * All calls may be made by any thread at any time while the pool is there.
 */
#ifndef BUFPLANE_MEMPOOL_TRAIL_H
#define BUFPLANE_MEMPOOL_TRAIL_H

#include <bufplane_settings.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mempool;

#define BP_MEMPOOL_TRAIL_DEFAULT BP_MBUF_HISTORY_DEFAULT
#define BP_MEMPOOL_TRAIL_MAX     BP_MBUF_HISTORY_MAX

/* What was done, and what the two words of a mark are then. */
enum bp_mempool_trail_op {
	BP_MEMPOOL_TRAIL_GET,
	BP_MEMPOOL_TRAIL_PUT,
	BP_MEMPOOL_TRAIL_LABEL,       /* 15 characters and a NUL */
	BP_MEMPOOL_TRAIL_RX,          /* port, queue */
	BP_MEMPOOL_TRAIL_TX,          /* port, queue */
	BP_MEMPOOL_TRAIL_ATTACH,      /* address of what owns its data now */
	BP_MEMPOOL_TRAIL_ATTACHED_BY, /* address of what was attached to it */
	BP_MEMPOOL_TRAIL_DETACH,      /* the same two, undone */
	BP_MEMPOOL_TRAIL_DETACHED_BY,
	BP_MEMPOOL_TRAIL_DROP, /* one of how many users let go */
};

/*
 * A mark to be put on one object or many, of any pools, by one call of the
 * program: the place of the program is looked up once a run of one pool.
 */
struct bp_mempool_mark {
	uint64_t word[2];
	enum bp_mempool_trail_op op;
	uint32_t site;                /* of mp; the library's own */
	const struct rte_mempool *mp; /* the same; NULL at first */
};

/*
 * How many pools have trails that this process gave them, and the highest bit
 * when it uses those of another process: read with an atomic, relaxed load.
 * While it is 0, marks would go nowhere.
 */
extern uint32_t bp_mempool_trails;

/*
 * Keep the last n operations on each object of mp, which is guarded and
 * populated; n is a power of two from 2 on, or 0 for the default or what is
 * there already. 0; 1 when bp_mempool_trails was 0 until now; or, with a log
 * line, -EINVAL, -ENOTSUP when mp is not guarded or not populated, -EBUSY when
 * it keeps another number, -ENOMEM.
 */
int bp_mempool_trail_enable(struct rte_mempool *mp, unsigned int n);

/* Note mark for an object; nothing happens if mp keeps no trails. */
void bp_mempool_trail_mark(struct bp_mempool_mark *mark,
		const struct rte_mempool *mp, const void *obj);

/*
 * Print the trail of obj, oldest first, which is not looked at: its pool is
 * found by its address. Returns how many operations, -EINVAL for NULL, -ENOENT
 * when obj is no object of a pool, -ENOTSUP when the pool keeps no trails.
 */
int bp_mempool_trail_dump(FILE *f, const void *obj);

/*
 * As above, but of each object of mp that is out. Returns how many these are,
 * -EINVAL or -ENOTSUP.
 */
int bp_mempool_trail_dump_out(FILE *f, const struct rte_mempool *mp);

#ifdef __cplusplus
}
#endif

#endif
