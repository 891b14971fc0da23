/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The reverse ARP frame, byte for byte, and pools that cannot hold it.
 */
#include <bufplane.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_arp.h>
#include <rte_eal.h>

#include <cmocka.h>

static const struct rte_ether_addr mac = {{2, 3, 4, 5, 6, 7}};

static int
start(void **state)
{
	struct bp_config config = {
			.size = sizeof(config),
			.affinity = BP_AFFINITY_KEEP,
			.no_huge = true,
			.in_memory = true,
			.no_pci = true,
	};

	(void)state;
	return bp_init(&config);
}

static int
stop(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

static void
byte_for_byte(void **state)
{
	static const uint8_t want[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2,
			3, 4, 5, 6, 7, 0x80, 0x35, 0, 1, 8, 0, 6, 4, 0, 3, 2, 3,
			4, 5, 6, 7, 0, 0, 0, 0, 2, 3, 4, 5, 6, 7};
	struct rte_mempool *mp = rte_pktmbuf_pool_create(
			"m", 1, 0, 0, 256, SOCKET_ID_ANY);
	struct rte_mbuf *m;

	(void)state;
	assert_non_null(mp);
	m = rte_net_make_rarp_packet(mp, &mac);
	assert_non_null(m);
	assert_int_equal(m->pkt_len, 64);
	assert_memory_equal(rte_pktmbuf_mtod(m, char *), want, 64);
	assert_null(rte_net_make_rarp_packet(mp, &mac)); /* empty */
	rte_pktmbuf_free(m);
	assert_null(rte_net_make_rarp_packet(NULL, &mac));
	rte_mempool_free(mp);
}

static void
too_small(void **state)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create(
			"m", 1, 0, 0, RTE_PKTMBUF_HEADROOM + 63, SOCKET_ID_ANY);

	(void)state;
	assert_non_null(mp);
	assert_null(rte_net_make_rarp_packet(mp, &mac));
	assert_int_equal(rte_mempool_in_use_count(mp), 0);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(byte_for_byte),
			cmocka_unit_test(too_small),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
