/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A packet of a segment of each kind: direct, indirect, external, pinned; for
 * tests of what treats them differently. The pinned pool is whole when a test
 * ends, as is the other. And the fields that clones and copies take along.
 */
#ifndef MIXED_H
#define MIXED_H

#include "mbuf_env.h"

#define MIXED_ROOM 256
#define MIXED_SEGS 4
#define MIXED_LEN  (MIXED_SEGS * 10)

static char pinned_area[8 * MIXED_ROOM];
static struct rte_mempool *pinned;
static unsigned int freed; /* how often the external memory was */

static inline void
mixed_freed(void *addr, void *opaque)
{
	(void)addr;
	(void)opaque;
	freed++;
}

static inline int
mixed_start(void **state)
{
	const struct rte_pktmbuf_extmem mem = {pinned_area, RTE_BAD_IOVA,
			sizeof(pinned_area), MIXED_ROOM};

	if (env_start(state) != 0)
		return -1;
	pinned = rte_pktmbuf_pool_create_extbuf(
			"pinned", 8, 0, 0, MIXED_ROOM, SOCKET_ID_ANY, &mem, 1);
	return pinned == NULL ? -1 : 0;
}

static inline int
mixed_stop(void **state)
{
	rte_mempool_free(pinned);
	return env_stop(state);
}

static inline int
mixed_check(void **state)
{
	assert_pool_whole(pinned);
	return env_check(state);
}

static inline void
mixed_chain(struct rte_mbuf *head, struct rte_mbuf *tail)
{
	assert_non_null(tail);
	assert_int_equal(rte_pktmbuf_chain(head, tail), 0);
}

static inline void
mixed_fill(struct rte_mbuf *m, uint16_t len, uint8_t first)
{
	uint8_t *data = (uint8_t *)rte_pktmbuf_append(m, len);
	uint16_t i;

	assert_non_null(data);
	for (i = 0; i < len; i++)
		data[i] = (uint8_t)(first + i);
}

/*
 * Bytes 0, 1 ...: ten in a direct segment, ten in an indirect one, whose owner
 * only it uses, ten in external memory, ten in a pinned buffer.
 */
static inline struct rte_mbuf *
make_mixed(void)
{
	static char area[MIXED_ROOM] __rte_aligned(8);
	const uint16_t len = 10;
	uint16_t area_len = MIXED_ROOM;
	struct rte_mbuf *m = make_packet(pool, &len, 1, 0);
	struct rte_mbuf *owner = make_packet(pool, &len, 1, 10);
	struct rte_mbuf *ext = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *pin = rte_pktmbuf_alloc(pinned);

	freed = 0;
	mixed_chain(m, rte_pktmbuf_clone(owner, pool));
	rte_pktmbuf_free(owner);
	rte_pktmbuf_attach_extbuf(ext, area, RTE_BAD_IOVA, MIXED_ROOM - 24,
			rte_pktmbuf_ext_shinfo_init_helper(
					area, &area_len, mixed_freed, NULL));
	mixed_fill(ext, 10, 20);
	mixed_chain(m, ext);
	mixed_fill(pin, 10, 30);
	mixed_chain(m, pin);
	assert_sound(m);
	return m;
}

/* Fields that a clone and a copy take along, each with a value of its own. */
static inline void
set_fields(struct rte_mbuf *m)
{
	m->port = 4;
	m->packet_type = 0x111;
	m->vlan_tci = 5;
	m->vlan_tci_outer = 6;
	m->hash.rss = 7;
	m->hash.fdir.hi = 8;
	m->tx_offload = 9;
	memset(m->dynfield1, 10, sizeof(m->dynfield1));
	m->ol_flags = RTE_MBUF_F_RX_RSS_HASH | RTE_MBUF_F_TX_IPV4;
}

/* Those of m, which set_fields() set; ol_flags may have more. */
static inline void
assert_fields(const struct rte_mbuf *taken, const struct rte_mbuf *m)
{
	assert_int_equal(taken->port, 4);
	assert_int_equal(taken->packet_type, 0x111);
	assert_int_equal(taken->vlan_tci, 5);
	assert_int_equal(taken->vlan_tci_outer, 6);
	assert_memory_equal(&taken->hash, &m->hash, sizeof(m->hash));
	assert_int_equal(taken->tx_offload, 9);
	assert_memory_equal(
			taken->dynfield1, m->dynfield1, sizeof(m->dynfield1));
}

#define mixed_test(f) cmocka_unit_test_setup_teardown(f, NULL, mixed_check)

#endif
