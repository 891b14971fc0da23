/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that embeds pools: no argv, no drivers, its own thread. */
#include <bufplane.h>
#include <stdio.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mbuf.h>

static int
use_pool(void)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create("pool", 1023, 32, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	struct rte_mbuf *m;
	char *text;

	if (mp == NULL || (m = rte_pktmbuf_alloc(mp)) == NULL) {
		fprintf(stderr, "no mbuf: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	text = rte_pktmbuf_append(m, 6);
	memcpy(text, "hello", 6);
	rte_pktmbuf_free(m);
	if (!rte_mempool_full(mp))
		return 1;
	rte_mempool_free(mp);
	return 0;
}

int
main(void)
{
	struct bp_config config;
	int rc;

	memset(&config, 0, sizeof(config));
	config.size = sizeof(config);
	config.no_huge = true;
	config.in_memory = true;
	if (bp_init(&config) != 0) {
		fprintf(stderr, "no start: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	rc = use_pool();
	return rte_eal_cleanup() != 0 ? 1 : rc;
}
