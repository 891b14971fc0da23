/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ground the tests of packet buffers stand on: the library started without
 * files and devices, one pool, and the rule that every buffer is back in it
 * when a test ends.
 */
#ifndef MBUF_ENV_H
#define MBUF_ENV_H

#include <bufplane.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

#include <cmocka.h>

#define POOL_N    128
#define POOL_ROOM 512
#define POOL_PRIV 16

/* A buffer's own bytes for data behind the headroom. */
#define POOL_DATA (POOL_ROOM - RTE_PKTMBUF_HEADROOM)

static struct rte_mempool *pool;

static inline int
env_start(void **state)
{
	struct bp_config config = {
			.size = sizeof(config),
			.affinity = BP_AFFINITY_KEEP,
			.no_huge = true,
			.in_memory = true,
			.no_pci = true,
	};

	(void)state;
	if (bp_init(&config) != 0)
		return -1;
	pool = rte_pktmbuf_pool_create("mbufs", POOL_N, 32, POOL_PRIV,
			POOL_ROOM, SOCKET_ID_ANY);
	return pool == NULL ? -1 : 0;
}

static inline int
env_stop(void **state)
{
	(void)state;
	rte_mempool_free(pool);
	return rte_eal_cleanup();
}

/* For the end of each test: nothing is out, and what is in is at rest. */
static inline void
check_at_rest(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	const char *reason = "";
	struct rte_mbuf *m = obj;

	(void)arg;
	(void)i;
	if (rte_mbuf_check(m, 0, &reason) != 0)
		fail_msg("%s", reason);
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	assert_int_equal(m->nb_segs, 1);
	assert_null(m->next);
	assert_ptr_equal(m->pool, mp);
	assert_int_equal(m->buf_len, rte_pktmbuf_data_room_size(mp));
	assert_int_equal(m->priv_size, rte_pktmbuf_priv_size(mp));
	if (!RTE_MBUF_HAS_PINNED_EXTBUF(m))
		assert_ptr_equal(m->buf_addr, rte_mbuf_to_baddr(m));
}

static inline void
assert_pool_whole(struct rte_mempool *mp)
{
	assert_int_equal(rte_mempool_avail_count(mp), mp->size);
	assert_int_equal(rte_mempool_in_use_count(mp), 0);
	rte_mempool_obj_iter(mp, check_at_rest, NULL);
}

static inline int
env_check(void **state)
{
	(void)state;
	assert_pool_whole(pool);
	return 0;
}

#define mbuf_test(f) cmocka_unit_test_setup_teardown(f, NULL, env_check)

/* Whether packets that are not sound end the program: tests of them skip(). */
#ifdef RTE_LIBRTE_MBUF_DEBUG
#define UNSOUND_ENDS 1
#else
#define UNSOUND_ENDS 0
#endif

/* The walker, after each step. */
static inline void
assert_sound(const struct rte_mbuf *m)
{
	const char *reason = "";

	if (rte_mbuf_check(m, 1, &reason) != 0)
		fail_msg("%s", reason);
}

/* A packet of the given segment lengths, whose byte i is first + i. */
static inline struct rte_mbuf *
make_packet(struct rte_mempool *mp, const uint16_t *lens, unsigned int n,
		uint8_t first)
{
	struct rte_mbuf *head = NULL;
	struct rte_mbuf *m;
	unsigned int i, j;
	uint8_t *data;

	for (i = 0; i < n; i++) {
		m = rte_pktmbuf_alloc(mp);
		assert_non_null(m);
		data = (uint8_t *)rte_pktmbuf_append(m, lens[i]);
		assert_non_null(data);
		for (j = 0; j < lens[i]; j++)
			data[j] = first++;
		if (head == NULL)
			head = m;
		else
			assert_int_equal(rte_pktmbuf_chain(head, m), 0);
	}
	assert_sound(head);
	return head;
}

/* len bytes of m from off on are first, first + 1 ... */
static inline void
assert_bytes(const struct rte_mbuf *m, uint32_t off, uint32_t len,
		uint8_t first)
{
	uint8_t buf[8192];
	const uint8_t *data;
	uint32_t i;

	assert_true(len <= sizeof(buf));
	data = rte_pktmbuf_read(m, off, len, buf);
	assert_non_null(data);
	for (i = 0; i < len; i++)
		assert_int_equal(data[i], (uint8_t)(first + i));
}

#endif
