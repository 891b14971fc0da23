/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the parts of a buffer lie, for programs and for devices: in pools with
 * and without private area and data room, in pinned ones, and of clones, whose
 * data is elsewhere. The numbers are those of 22.11.
 */
#include "mbuf_env.h"

#define PINNED_IOVA UINT64_C(0x100000)
#define PINNED_N    4

static char area[PINNED_N * POOL_ROOM] __rte_cache_aligned;

static struct rte_mempool *
make_pinned(uint16_t priv)
{
	const struct rte_pktmbuf_extmem mem = {.buf_ptr = area,
			.buf_iova = PINNED_IOVA,
			.buf_len = sizeof(area),
			.elt_size = POOL_ROOM};

	return rte_pktmbuf_pool_create_extbuf("pinned", PINNED_N, 0, priv,
			POOL_ROOM, SOCKET_ID_ANY, &mem, 1);
}

/* What is the same for each pool: priv and room bytes behind the structure. */
static void
check_own_place(struct rte_mbuf *m, uint16_t priv, uint16_t room)
{
	char *const own = (char *)m + sizeof(*m) + priv;

	assert_ptr_equal(rte_mbuf_to_priv(m), (char *)m + 128);
	assert_ptr_equal(rte_mbuf_buf_addr(m, m->pool), own);
	assert_ptr_equal(rte_mbuf_to_baddr(m), own);
	/* Not bounded by the room: where data starts if there is any. */
	assert_ptr_equal(rte_mbuf_data_addr_default(m),
			own + RTE_PKTMBUF_HEADROOM);
	assert_int_equal(rte_pktmbuf_priv_size(m->pool), priv);
	assert_int_equal(rte_pktmbuf_data_room_size(m->pool), room);
	assert_int_equal(rte_pktmbuf_headroom(m),
			RTE_MIN(room, RTE_PKTMBUF_HEADROOM));
	assert_int_equal(rte_pktmbuf_tailroom(m),
			room - RTE_MIN(room, RTE_PKTMBUF_HEADROOM));
}

static void
check_device_place(struct rte_mbuf *m)
{
	const rte_iova_t iova = m->buf_iova;

	assert_int_equal(rte_mbuf_iova_get(m), iova);
	assert_int_equal(rte_mbuf_data_iova(m), iova + m->data_off);
	assert_int_equal(rte_pktmbuf_iova(m), iova + m->data_off);
	assert_int_equal(rte_pktmbuf_iova_offset(m, 9), iova + m->data_off + 9);
	assert_int_equal(rte_mbuf_data_iova_default(m),
			iova + RTE_PKTMBUF_HEADROOM);
	m->data_off = 3;
	assert_int_equal(rte_mbuf_data_iova(m), iova + 3);
	assert_int_equal(rte_pktmbuf_iova_offset(m, 9), iova + 12);
	assert_ptr_equal(rte_pktmbuf_mtod(m, char *), (char *)m->buf_addr + 3);
	assert_int_equal(rte_mbuf_data_iova_default(m),
			iova + RTE_PKTMBUF_HEADROOM);
	rte_mbuf_iova_set(m, 0x1234567890);
	assert_int_equal(m->buf_iova, 0x1234567890);
	assert_int_equal(rte_pktmbuf_iova(m), 0x1234567893);
	rte_mbuf_iova_set(m, iova);
	rte_pktmbuf_reset_headroom(m);
}

static void
direct_buffers(void **state)
{
	static const struct {
		uint16_t priv, room;
	} sizes[] = {{0, 0}, {0, 2176}, {8, 100}, {64, 128}, {8, 129},
			{UINT16_MAX - 7, 0}};
	struct rte_mempool *mp;
	struct rte_mbuf *m;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(sizes); i++) {
		mp = rte_pktmbuf_pool_create("sized", 3, 0, sizes[i].priv,
				sizes[i].room, SOCKET_ID_ANY);
		assert_non_null(mp);
		m = rte_pktmbuf_alloc(mp);
		assert_non_null(m);
		check_own_place(m, sizes[i].priv, sizes[i].room);
		assert_ptr_equal(m->buf_addr, rte_mbuf_to_baddr(m));
		assert_ptr_equal(rte_mbuf_from_indirect(m), m);
		assert_false(RTE_MBUF_HAS_PINNED_EXTBUF(m));
		check_device_place(m);
		rte_pktmbuf_free(m);
		rte_mempool_free(mp);
	}
}

static void
pinned_buffers(void **state)
{
	struct rte_mempool *mp = make_pinned(24);
	struct rte_mbuf *m;

	(void)state;
	assert_non_null(mp);
	m = rte_pktmbuf_alloc(mp);
	assert_non_null(m);
	check_own_place(m, 24, POOL_ROOM);
	assert_true(RTE_MBUF_HAS_PINNED_EXTBUF(m));
	assert_int_equal(rte_pktmbuf_priv_flags(mp),
			RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF);
	assert_in_range((uintptr_t)m->buf_addr, (uintptr_t)area,
			(uintptr_t)area + sizeof(area) - POOL_ROOM);
	assert_int_equal(m->buf_iova - PINNED_IOVA, (char *)m->buf_addr - area);
	check_device_place(m);
	rte_pktmbuf_free(m);
	rte_mempool_free(mp);
}

/* A clone's data is the owner's; its own place is where its pool says. */
static void
clones(void **state)
{
	const uint16_t lens[] = {50, 60};
	struct rte_mempool *mp = rte_pktmbuf_pool_create(
			"clones", 7, 0, 40, 200, SOCKET_ID_ANY);
	struct rte_mbuf *m = make_packet(pool, lens, 2, 0);
	struct rte_mbuf *c, *cc;

	(void)state;
	assert_non_null(mp);
	c = rte_pktmbuf_clone(m, mp);
	cc = rte_pktmbuf_clone(c, mp);
	assert_non_null(c);
	assert_non_null(cc);
	assert_ptr_equal(rte_mbuf_from_indirect(c), m);
	assert_ptr_equal(rte_mbuf_from_indirect(cc), m);
	assert_ptr_equal(rte_mbuf_from_indirect(c->next), m->next);
	assert_ptr_equal(rte_mbuf_to_baddr(c), (char *)c + 128 + 40);
	assert_ptr_equal(rte_mbuf_data_addr_default(c),
			(char *)c + 128 + 40 + RTE_PKTMBUF_HEADROOM);
	assert_ptr_equal(c->buf_addr, m->buf_addr);
	assert_int_equal(c->buf_iova, m->buf_iova);
	assert_int_equal(c->priv_size, POOL_PRIV);
	assert_int_equal(rte_pktmbuf_priv_size(c->pool), 40);
	assert_int_equal(rte_pktmbuf_headroom(c), RTE_PKTMBUF_HEADROOM);
	assert_int_equal(rte_pktmbuf_tailroom(c), POOL_DATA - 50);
	assert_ptr_equal(rte_pktmbuf_lastseg(c), c->next);
	assert_false(rte_pktmbuf_is_contiguous(c));
	rte_pktmbuf_free(m);
	rte_pktmbuf_free(c);
	rte_pktmbuf_free(cc);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(direct_buffers),
			mbuf_test(pinned_buffers),
			mbuf_test(clones),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
