/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of drivers of virtual devices: the library started with the bus
 * and the built-in drivers, a pool, and ports that are made and undone.
 */
#ifndef PORTS_H
#define PORTS_H

#include <bufplane.h>
#include <bufplane_ethdev.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bus_vdev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <cmocka.h>

#define POOL_SIZE 1023

/* With PORTS_PREFIX the library's memory is files, which others can map. */
#ifndef PORTS_PREFIX
#define PORTS_PREFIX NULL
#endif
#ifndef PORTS_DMA
#define PORTS_DMA BP_DMA_ALL
#endif

static struct rte_mempool *pool;

static inline int
ports_setup(void **state)
{
	struct bp_config config = {.size = sizeof(config),
			.prefix = PORTS_PREFIX,
			.no_huge = true,
			.in_memory = PORTS_PREFIX == NULL,
			.dma = PORTS_DMA,
			.affinity = BP_AFFINITY_KEEP,
			.components = bp_builtin_components,
			.components_n = bp_builtin_components_n,
			.no_pci = true,
			.log_level = RTE_LOG_EMERG};

	if (bp_init(&config) != 0)
		return -1;
	pool = rte_pktmbuf_pool_create("pool", POOL_SIZE, 32, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	return pool == NULL ? -1 : 0;
}

static inline int
ports_teardown(void **state)
{
	unsigned int left = rte_mempool_in_use_count(pool);

	rte_mempool_free(pool);
	return rte_eal_cleanup() != 0 || left != 0;
}

/* After each test: no port, no mbuf is left. */
static inline int
ports_check(void **state)
{
	return rte_eth_dev_count_total() != 0 ||
			rte_mempool_in_use_count(pool) != 0;
}

/* A device of this name, and its port's id. */
static inline uint16_t
port_new(const char *name, const char *args)
{
	uint16_t id = UINT16_MAX;

	assert_int_equal(rte_vdev_init(name, args), 0);
	assert_int_equal(rte_eth_dev_get_port_by_name(name, &id), 0);
	return id;
}

/* n queues each way, started. */
static inline void
port_start(uint16_t id, uint16_t n, struct rte_mempool *mp)
{
	struct rte_eth_conf conf = {0};
	uint16_t q;

	assert_int_equal(rte_eth_dev_configure(id, n, n, &conf), 0);
	for (q = 0; q < n; q++) {
		assert_int_equal(rte_eth_rx_queue_setup(id, q, 0, 0, NULL, mp),
				0);
		assert_int_equal(rte_eth_tx_queue_setup(id, q, 0, 0, NULL), 0);
	}
	assert_int_equal(rte_eth_dev_start(id), 0);
}

static inline uint64_t
port_xstat(uint16_t id, const char *name)
{
	uint64_t counter, value;

	assert_int_equal(rte_eth_xstats_get_id_by_name(id, name, &counter), 0);
	assert_int_equal(rte_eth_xstats_get_by_id(id, &counter, &value, 1), 1);
	return value;
}

#endif
