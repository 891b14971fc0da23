/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For the tests of rings: a library without files or hugepages, rings that
 * are checked, and positions near their wrap-around.
 */
#ifndef RING_ENV_H
#define RING_ENV_H

#include <bufplane.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ring.h>
#include <rte_ring_elem.h>

#include "ring.h"

#include <cmocka.h>

static inline void
assert_ring(const struct rte_ring *r)
{
	const char *reason = "ok";

	if (!ring_check(r, &reason))
		fail_msg("%s: %s", r->name, reason);
}

static inline struct rte_ring *
make_ring(unsigned int esize, unsigned int count, unsigned int flags)
{
	struct rte_ring *r = rte_ring_create_elem(
			"r", esize, count, SOCKET_ID_ANY, flags);

	assert_non_null(r);
	assert_ring(r);
	return r;
}

/* An empty ring whose positions are all pos. */
static inline void
set_positions(struct rte_ring *r, uint32_t pos)
{
	rte_ring_reset(r);
	r->prod.tail = r->cons.tail = pos;
	if (r->prod.sync_type == RTE_RING_SYNC_MT_RTS)
		r->rts_prod.head.val.pos = pos;
	else
		r->prod.head = pos;
	if (r->cons.sync_type == RTE_RING_SYNC_MT_RTS)
		r->rts_cons.head.val.pos = pos;
	else
		r->cons.head = pos;
	assert_ring(r);
}

static inline int
ring_setup(void **state)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
	};

	(void)state;
	return bp_init(&config);
}

static inline int
ring_teardown(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

#endif
