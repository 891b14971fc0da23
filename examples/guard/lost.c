/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The worked example of docs/mbufs.md about histories: packets go from a port
 * back to it, and a copy of one is lost on the way. It uses nothing but calls
 * of 22.11: BUFPLANE_HISTORY=1 ./lost tells what happened to each mbuf.
 */
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define MBUFS 255
#define BURST 4

struct rte_mbuf *mirror(struct rte_mbuf *m, struct rte_mempool *mp);
void forward(uint16_t port, struct rte_mempool *mp);

static struct rte_mbuf *waiting;

/* Keep a clone for somebody else, who never comes for the first one. */
__attribute__((noinline)) struct rte_mbuf *
mirror(struct rte_mbuf *m, struct rte_mempool *mp)
{
	struct rte_mbuf *clone = rte_pktmbuf_clone(m, mp);

	if (clone != NULL)
		waiting = clone;
	return m;
}

__attribute__((noinline)) void
forward(uint16_t port, struct rte_mempool *mp)
{
	struct rte_mbuf *pkts[BURST];
	uint16_t n = rte_eth_rx_burst(port, 0, pkts, BURST);
	uint16_t sent;

	if (n > 0)
		pkts[0] = mirror(pkts[0], mp);
	sent = rte_eth_tx_burst(port, 0, pkts, n);
	rte_pktmbuf_free_bulk(&pkts[sent], n - sent);
}

static int
start_port(uint16_t port, struct rte_mempool *mp)
{
	const struct rte_eth_conf conf = {0};

	if (rte_eth_dev_configure(port, 1, 1, &conf) != 0 ||
			rte_eth_rx_queue_setup(port, 0, 64, SOCKET_ID_ANY, NULL,
					mp) != 0 ||
			rte_eth_tx_queue_setup(
					port, 0, 64, SOCKET_ID_ANY, NULL) != 0)
		return -1;
	return rte_eth_dev_start(port);
}

int
main(void)
{
	char *argv[] = {"lost", "--no-huge", "--in-memory", "--no-pci",
			"--lcores=0", "--vdev=net_null0", NULL};
	struct rte_mempool *mp;
	unsigned int i;

	if (rte_eal_init(6, argv) < 0)
		return 1;
	mp = rte_pktmbuf_pool_create("packets", MBUFS, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (mp == NULL || start_port(0, mp) != 0)
		rte_exit(EXIT_FAILURE, "no pool or no port\n");
	for (i = 0; i < 2; i++)
		forward(0, mp);
	rte_pktmbuf_free(waiting);
	rte_eth_dev_stop(0);
	rte_eth_dev_close(0);
	rte_mempool_free(mp);
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
