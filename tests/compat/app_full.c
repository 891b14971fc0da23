/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program like those written for DPDK: the built-in drivers and handlers
 * have to be there although nothing here names them.
 */
#include <stdio.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

static const char *const handlers[] = {
		"ring_mp_mc",
		"ring_sp_sc",
		"ring_mp_sc",
		"ring_sp_mc",
		"ring_mt_rts",
		"ring_mt_hts",
		"stack",
		"lf_stack",
		"bucket",
		"bucket",
};

static int
try_handlers(void)
{
	for (unsigned int i = 0; i < RTE_DIM(handlers); i++) {
		struct rte_mempool *mp = rte_pktmbuf_pool_create_by_ops("pool",
				1023, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE,
				SOCKET_ID_ANY, handlers[i]);

		if (mp == NULL) {
			fprintf(stderr, "%s: %s\n", handlers[i],
					rte_strerror(rte_errno));
			return 1;
		}
		rte_mempool_free(mp);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	char *args[] = {argv[0], (char *)"--no-huge", (char *)"--no-pci",
			(char *)"--in-memory", (char *)"--vdev",
			(char *)"net_null0", (char *)"--vdev",
			(char *)"net_ring0", (char *)"--vdev",
			(char *)"net_pcap0,tx_pcap=/dev/null"};

	(void)argc;
	if (rte_eal_init((int)RTE_DIM(args), args) < 0) {
		fprintf(stderr, "no start: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	if (rte_eth_dev_count_avail() != 3) {
		fprintf(stderr, "%u ports instead of 3\n",
				rte_eth_dev_count_avail());
		return 1;
	}
	return try_handlers() || rte_eal_cleanup() != 0;
}
