/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The loop of an lcore: read a burst from each of its queues, rewrite the
 * addresses, send on the partner. A burst leaves at once, whatever its size:
 * under load bursts are full by themselves, and without, nobody waits. What a
 * port does not take is freed and counted as dropped. A flow's fields belong
 * to its lcore; the statistics read its counters without a lock.
 */
#include <bufplane_ethdev.h>
#include <errno.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>

#include "l2fwd.h"

#define PREFETCH_AHEAD 4

/* One writer, readers elsewhere: plain arithmetic, an atomic store. */
static inline void
count(uint64_t *counter, uint64_t n)
{
	/* Pairs with the loads of stats.c and stop_at_end(). */
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

static inline void
rewrite(const struct l2fwd_flow *flow, struct rte_mbuf *m)
{
	struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, struct rte_ether_hdr *);

	/* Cut short by its capture: there is no header to rewrite. */
	if (unlikely(rte_pktmbuf_data_len(m) < RTE_ETHER_HDR_LEN))
		return;
	eth->dst_addr = flow->dst;
	eth->src_addr = flow->src;
}

static void
rewrite_burst(const struct l2fwd_flow *flow, struct rte_mbuf **pkts, uint16_t n)
{
	uint16_t ahead = RTE_MIN((uint16_t)PREFETCH_AHEAD, n);

	for (uint16_t i = 0; i < ahead; i++)
		rte_prefetch0(rte_pktmbuf_mtod(pkts[i], void *));
	for (uint16_t i = 0; i < n; i++) {
		if (i + PREFETCH_AHEAD < n)
			rte_prefetch0(rte_pktmbuf_mtod(
					pkts[i + PREFETCH_AHEAD], void *));
		rewrite(flow, pkts[i]);
	}
}

static uint64_t
bytes_of(struct rte_mbuf *const *pkts, uint16_t n)
{
	uint64_t bytes = 0;

	for (uint16_t i = 0; i < n; i++)
		bytes += rte_pktmbuf_pkt_len(pkts[i]);
	return bytes;
}

static uint16_t
hand_over(struct l2fwd_flow *flow, struct rte_mbuf **pkts, uint16_t n)
{
	uint16_t sent;

	if (unlikely(flow->tx_removed))
		return 0;
	if (likely(flow->lock == NULL))
		return rte_eth_tx_burst(flow->tx_port, flow->tx_queue, pkts, n);
	rte_spinlock_lock(flow->lock);
	sent = rte_eth_tx_burst(flow->tx_port, flow->tx_queue, pkts, n);
	rte_spinlock_unlock(flow->lock);
	return sent;
}

/* Sends n packets of the given total size; the rest is dropped. */
static void
send_burst(struct l2fwd_flow *flow, struct rte_mbuf **pkts, uint16_t n,
		uint64_t bytes)
{
	uint16_t sent = hand_over(flow, pkts, n);

	if (unlikely(sent < n)) {
		bytes -= bytes_of(&pkts[sent], n - sent);
		rte_pktmbuf_free_bulk(&pkts[sent], n - sent);
		count(&flow->tx.dropped, n - sent);
	}
	count(&flow->tx.packets, sent);
	count(&flow->tx.bytes, bytes);
}

uint16_t
l2fwd_poll(struct l2fwd_flow *flow)
{
	struct rte_mbuf *pkts[L2FWD_BURST];
	uint64_t bytes;
	uint16_t n;

	if (unlikely(flow->rx_removed))
		return 0;
	n = rte_eth_rx_burst(flow->rx_port, flow->rx_queue, pkts, L2FWD_BURST);
	if (n == 0)
		return 0;
	if (flow->rewrite)
		rewrite_burst(flow, pkts, n);
	bytes = bytes_of(pkts, n);
	count(&flow->rx.packets, n);
	count(&flow->rx.bytes, bytes);
	send_burst(flow, pkts, n, bytes);
	return n;
}

/* Notes the end of an input. */
static void
check_end(struct l2fwd *app, struct l2fwd_flow *flow)
{
	int end = 1;

	if (flow->spent)
		return;
	if (!flow->rx_removed)
		end = bp_eth_rx_at_end(flow->rx_port, flow->rx_queue);
	if (end == 0 || end == -ENOTSUP)
		return;
	flow->spent = true;
	flow->rx_error = end < 0 ? end : 0;
	/* Pairs with the load in stop_at_end(). */
	__atomic_add_fetch(&app->spent_n, 1, __ATOMIC_RELAXED);
}

/* What still comes for a port that is gone is dropped. */
static void
let_go(struct l2fwd_flow *flow)
{
	/* Pair with the loads in is_free(): no burst of ours is under way. */
	__atomic_store_n(&flow->rx_removed, l2fwd_is_removed(flow->rx_port),
			__ATOMIC_RELEASE);
	__atomic_store_n(&flow->tx_removed, l2fwd_is_removed(flow->tx_port),
			__ATOMIC_RELEASE);
}

static void
check_ends(struct l2fwd *app, const struct l2fwd_lcore *lcore)
{
	for (unsigned int i = 0; i < lcore->flows_n; i++) {
		struct l2fwd_flow *flow = &lcore->flows[i];

		let_go(flow);
		check_end(app, flow);
	}
}

/*
 * The main lcore stops the program when the last of the inputs that can end
 * has ended and what was still on its way (in a ring, on another lcore) has
 * arrived: nothing moves for a while, or it moves for ever.
 */
static void
stop_at_end(struct l2fwd *app)
{
	uint64_t seen = 0;

	if (!app->opt.exit_on_eof ||
			__atomic_load_n(&app->spent_n, __ATOMIC_RELAXED) <
					app->finite_n)
		return;
	for (unsigned int i = 0; i < app->flows_n; i++)
		seen += __atomic_load_n(
				&app->flows[i].rx.packets, __ATOMIC_RELAXED);
	app->quiet = seen == app->seen ? app->quiet + 1 : 0;
	app->seen = seen;
	if (app->quiet >= L2FWD_QUIET || ++app->ending >= L2FWD_ENDING)
		app_stop();
}

/* All but packets, every L2FWD_HOUSE_US. */
static void
keep_house(struct l2fwd *app, const struct l2fwd_lcore *lcore, bool is_main)
{
	check_ends(app, lcore);
	if (!is_main)
		return;
	l2fwd_stats_poll(app);
	l2fwd_ports_drop(app);
	stop_at_end(app);
}

static void
run(struct l2fwd *app, struct l2fwd_lcore *lcore, bool is_main)
{
	const uint64_t period =
			(rte_get_tsc_hz() * L2FWD_HOUSE_US + 999999) / 1000000;
	uint64_t next = rte_rdtsc() + period;

	while (!app_stopping()) {
		const uint64_t now = rte_rdtsc();
		unsigned int moved = 0;

		if (unlikely((int64_t)(now - next) >= 0)) {
			keep_house(app, lcore, is_main);
			next = now + period;
		}
		for (unsigned int i = 0; i < lcore->flows_n; i++)
			moved += l2fwd_poll(&lcore->flows[i]);
		if (moved > 0)
			count(&lcore->busy, rte_rdtsc() - now);
	}
	check_ends(app, lcore);
}

int
l2fwd_lcore_main(void *arg)
{
	static struct l2fwd_lcore idle;
	struct l2fwd *app = arg;
	const unsigned int id = rte_lcore_id();
	const bool is_main = id == rte_get_main_lcore();

	for (unsigned int i = 0; i < app->lcores_n; i++) {
		if (app->lcores[i].id != id)
			continue;
		run(app, &app->lcores[i], is_main);
		return 0;
	}
	while (is_main && !app_stopping()) {
		keep_house(app, &idle, true);
		usleep(L2FWD_HOUSE_US);
	}
	return 0;
}
