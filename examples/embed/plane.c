/* SPDX-License-Identifier: BSD-3-Clause */
/* A data plane of its own: a thread makes packets, main() takes them. */
#include <bufplane.h>
#include <pthread.h>
#include <stdio.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mbuf.h>
#include <rte_ring.h>

#define PACKETS 10000u

static struct rte_mempool *pool;
static struct rte_ring *ring;

static void *
make_packets(void *arg)
{
	unsigned int n = 0;

	while (n < PACKETS) {
		struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

		if (m == NULL)
			continue; /* all are on their way */
		*(unsigned int *)rte_pktmbuf_append(m, sizeof(n)) = n++;
		while (rte_ring_enqueue(ring, m) != 0)
			;
	}
	return arg;
}

int
main(void)
{
	struct bp_config config = {.size = sizeof(config), .in_memory = true};
	struct rte_mbuf *m[32];
	unsigned int got = 0, n, i;
	pthread_t thread;

	if (bp_init(&config) != 0)
		return 1;
	pool = rte_pktmbuf_pool_create("pool", 8191, 256, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	ring = rte_ring_create("ring", 1024, SOCKET_ID_ANY, 0);
	if (pool == NULL || ring == NULL ||
			pthread_create(&thread, NULL, make_packets, NULL) != 0)
		return 1;
	for (; got < PACKETS; got += n) { /* your main loop */
		n = rte_ring_dequeue_burst(ring, (void **)m, 32, NULL);
		for (i = 0; i < n; i++)
			rte_pktmbuf_free(m[i]);
	}
	pthread_join(thread, NULL);
	printf("%u packets, %s\n", got,
			rte_mempool_full(pool) ? "all back" : "some lost");
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
