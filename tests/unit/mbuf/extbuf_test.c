/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * External memory: where its shared information fits, what attach and detach
 * make of a buffer, and that the callback comes once, with the last user.
 */
#include "mbuf_env.h"

#define INFO (sizeof(struct rte_mbuf_ext_shared_info))

static unsigned int freed;
static void *freed_addr;

static void
count_free(void *addr, void *opaque)
{
	freed_addr = addr;
	*(unsigned int *)opaque += 1;
}

static int
forget_calls(void **state)
{
	(void)state;
	freed = 0;
	freed_addr = NULL;
	return 0;
}

/* A buffer attached to area, whose end has the shared information. */
static struct rte_mbuf *
make_external(void *area, uint16_t len)
{
	struct rte_mbuf_ext_shared_info *info =
			rte_pktmbuf_ext_shinfo_init_helper(
					area, &len, count_free, &freed);
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	assert_non_null(info);
	assert_non_null(m);
	m->ol_flags = RTE_MBUF_F_RX_VLAN;
	rte_pktmbuf_attach_extbuf(m, area, 0x7000, len, info);
	return m;
}

static void
users_share_the_memory(void **state)
{
	static char area[1024] __rte_aligned(8);
	struct rte_mbuf *m = make_external(area, sizeof(area));
	struct rte_mbuf *clone, *copy;

	(void)state;
	assert_ptr_equal(m->shinfo, area + sizeof(area) - INFO);
	assert_true(RTE_MBUF_HAS_EXTBUF(m));
	assert_false(RTE_MBUF_CLONED(m));
	assert_false(RTE_MBUF_DIRECT(m));
	assert_false(RTE_MBUF_HAS_PINNED_EXTBUF(m));
	rte_pktmbuf_reset_headroom(m);
	memset(rte_pktmbuf_append(m, 200), 9, 200);
	clone = rte_pktmbuf_clone(m, pool);
	copy = rte_pktmbuf_copy(m, pool, 0, UINT32_MAX);
	assert_non_null(clone);
	assert_non_null(copy);
	assert_true(RTE_MBUF_DIRECT(copy));
	assert_int_equal(clone->ol_flags,
			RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_EXTERNAL);
	assert_ptr_equal(clone->shinfo, m->shinfo);
	/* Its own, other than that of an indirect one. */
	assert_int_equal(clone->priv_size, POOL_PRIV);
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 2);
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 0);
	assert_int_equal(rte_pktmbuf_mtod(clone, char *)[199], 9);
	rte_pktmbuf_free(clone);
	assert_int_equal(freed, 1);
	assert_ptr_equal(freed_addr, area);
	rte_pktmbuf_free(copy);
}

static void
attached_and_detached(void **state)
{
	static char area[256] __rte_aligned(8);
	struct rte_mbuf *m = make_external(area, sizeof(area));

	(void)state;
	assert_ptr_equal(m->buf_addr, area);
	assert_int_equal(m->buf_iova, 0x7000);
	assert_int_equal(m->buf_len, sizeof(area) - INFO);
	assert_int_equal(m->data_off, 0);
	assert_int_equal(m->data_len, 0);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_EXTERNAL);
	assert_int_equal(m->priv_size, POOL_PRIV);
	rte_pktmbuf_detach_extbuf(m);
	assert_int_equal(freed, 1);
	assert_true(RTE_MBUF_DIRECT(m));
	assert_int_equal(m->ol_flags, 0);
	assert_ptr_equal(m->buf_addr, rte_mbuf_to_baddr(m));
	assert_int_equal(m->buf_iova,
			rte_mempool_virt2iova(m) + sizeof(*m) + POOL_PRIV);
	assert_int_equal(m->buf_len, POOL_ROOM);
	assert_int_equal(m->data_off, RTE_PKTMBUF_HEADROOM);
	assert_int_equal(m->priv_size, POOL_PRIV);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 1);
}

/* A reset empties the packet; the memory stays. */
static void
reset_keeps_the_memory(void **state)
{
	static char area[1024] __rte_aligned(8);
	struct rte_mbuf *m = make_external(area, sizeof(area));

	(void)state;
	assert_non_null(rte_pktmbuf_append(m, 10));
	rte_pktmbuf_reset(m);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_EXTERNAL);
	assert_ptr_equal(m->buf_addr, area);
	assert_int_equal(m->data_off, RTE_PKTMBUF_HEADROOM);
	assert_int_equal(m->pkt_len, 0);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 1);
}

/* The memory counts its buffers; users of a buffer are counted there. */
static void
users_of_a_buffer_and_of_the_memory(void **state)
{
	static char area[256] __rte_aligned(8);
	struct rte_mbuf *m = make_external(area, sizeof(area));
	struct rte_mbuf *mi = rte_pktmbuf_alloc(pool);

	(void)state;
	rte_mbuf_refcnt_update(m, 2);
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 1);
	rte_pktmbuf_attach(mi, m); /* m has other users: that is no matter */
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 2);
	assert_int_equal(rte_mbuf_refcnt_read(m), 3);
	rte_pktmbuf_free(m);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 2);
	rte_pktmbuf_free(m);
	assert_int_equal(freed, 0);
	assert_int_equal(rte_mbuf_ext_refcnt_read(mi->shinfo), 1);
	rte_pktmbuf_detach(mi);
	assert_int_equal(freed, 1);
	rte_pktmbuf_free(mi);
}

/* One memory, cut in two by the program, with information of its own. */
static void
two_buffers_of_one_memory(void **state)
{
	static char area[256];
	struct rte_mbuf_ext_shared_info info = {
			.free_cb = count_free, .fcb_opaque = &freed};
	struct rte_mbuf *m[2];

	(void)state;
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, 2), 0);
	rte_mbuf_ext_refcnt_set(&info, 2);
	rte_pktmbuf_attach_extbuf(m[0], area, RTE_BAD_IOVA, 128, &info);
	rte_pktmbuf_attach_extbuf(m[1], area + 128, RTE_BAD_IOVA, 128, &info);
	assert_ptr_equal(rte_pktmbuf_append(m[1], 128), area + 128);
	assert_null(rte_pktmbuf_append(m[1], 1));
	assert_int_equal(rte_pktmbuf_chain(m[0], m[1]), 0);
	assert_sound(m[0]);
	rte_pktmbuf_free(m[0]);
	assert_int_equal(freed, 1);
	/* It is told of the buffer that was the last. */
	assert_ptr_equal(freed_addr, area + 128);
}

/* From an address on, of len bytes: where the information lies, if it fits. */
static void
place_info(char *area, unsigned int at, uint16_t len)
{
	const uintptr_t start = (uintptr_t)area + at;
	const uintptr_t info = RTE_ALIGN_FLOOR(start + len - INFO, 8);
	uint16_t left = len;
	struct rte_mbuf_ext_shared_info *got;

	memset(area, 0x5a, 96);
	got = rte_pktmbuf_ext_shinfo_init_helper(
			area + at, &left, count_free, &freed);
	if (len <= INFO || info <= start) {
		assert_null(got);
		assert_int_equal(left, len);
		return;
	}
	assert_int_equal((uintptr_t)got, info);
	assert_int_equal(left, info - start);
	assert_int_equal(rte_mbuf_ext_refcnt_read(got), 1);
	assert_true(got->free_cb == count_free);
	assert_ptr_equal(got->fcb_opaque, &freed);
	/* Neither the data nor what is behind it was written to. */
	assert_int_equal(area[at], 0x5a);
	assert_int_equal(area[at + left - 1], 0x5a);
	assert_int_equal(area[at + len], 0x5a);
}

static void
information_at_the_end(void **state)
{
	static char area[96] __rte_aligned(8);
	static char longest[UINT16_MAX] __rte_aligned(8);
	unsigned int at;
	uint16_t len;

	(void)state;
	for (at = 0; at < 16; at++)
		for (len = 0; len < 64; len++)
			place_info(area, at, len);
	len = UINT16_MAX;
	assert_non_null(rte_pktmbuf_ext_shinfo_init_helper(
			longest, &len, count_free, NULL));
	assert_int_equal(len, 65504);
}

#define ext_test(f) cmocka_unit_test_setup_teardown(f, forget_calls, env_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			ext_test(users_share_the_memory),
			ext_test(attached_and_detached),
			ext_test(reset_keeps_the_memory),
			ext_test(users_of_a_buffer_and_of_the_memory),
			ext_test(two_buffers_of_one_memory),
			ext_test(information_at_the_end),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
