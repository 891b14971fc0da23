/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The loop of an lcore: read a burst from each of its ports, rewrite the
 * addresses, send on the partner. Full bursts go out at once; a smaller one
 * waits for company until the drain timer, L2FWD_DRAIN_US at most. What a port
 * does not take is freed and counted as dropped. A flow's fields belong to its
 * lcore; the statistics read its counters without a lock.
 */
#include <bufplane_ethdev.h>
#include <errno.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>

#include "../common/app.h"
#include "l2fwd.h"

#define PREFETCH_AHEAD 4

/* One writer, readers elsewhere: plain arithmetic, an atomic store. */
static inline void
count(uint64_t *counter, uint64_t n)
{
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

static inline uint32_t
rewrite(const struct l2fwd_flow *flow, struct rte_mbuf *m)
{
	/* Cut short by its capture: there is no header to rewrite. */
	if (flow->rewrite &&
			likely(rte_pktmbuf_data_len(m) >= RTE_ETHER_HDR_LEN)) {
		struct rte_ether_hdr *eth =
				rte_pktmbuf_mtod(m, struct rte_ether_hdr *);

		eth->dst_addr = flow->dst;
		eth->src_addr = flow->src;
	}
	return rte_pktmbuf_pkt_len(m);
}

static uint64_t
rewrite_burst(const struct l2fwd_flow *flow, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t bytes = 0;
	uint16_t ahead = RTE_MIN((uint16_t)PREFETCH_AHEAD, n);

	for (uint16_t i = 0; i < ahead; i++)
		rte_prefetch0(rte_pktmbuf_mtod(pkts[i], void *));
	for (uint16_t i = 0; i < n; i++) {
		if (i + PREFETCH_AHEAD < n)
			rte_prefetch0(rte_pktmbuf_mtod(
					pkts[i + PREFETCH_AHEAD], void *));
		bytes += rewrite(flow, pkts[i]);
	}
	return bytes;
}

static uint64_t
bytes_of(struct rte_mbuf *const *pkts, uint16_t n)
{
	uint64_t bytes = 0;

	for (uint16_t i = 0; i < n; i++)
		bytes += rte_pktmbuf_pkt_len(pkts[i]);
	return bytes;
}

/* Sends n packets of the given total size; the rest is dropped. */
static void
send_burst(struct l2fwd_flow *flow, struct rte_mbuf **pkts, uint16_t n,
		uint64_t bytes)
{
	uint16_t sent = rte_eth_tx_burst(flow->tx_port, 0, pkts, n);

	if (unlikely(sent < n)) {
		bytes -= bytes_of(&pkts[sent], n - sent);
		rte_pktmbuf_free_bulk(&pkts[sent], n - sent);
		count(&flow->tx.dropped, n - sent);
	}
	count(&flow->tx.packets, sent);
	count(&flow->tx.bytes, bytes);
}

static void
flush(struct l2fwd_flow *flow)
{
	uint16_t n = flow->pending_n;

	if (n == 0)
		return;
	flow->pending_n = 0;
	send_burst(flow, flow->pending, n, bytes_of(flow->pending, n));
}

/* Reads one burst and passes it on; returns its size. */
static uint16_t
poll_flow(struct l2fwd_flow *flow)
{
	struct rte_mbuf **pkts = &flow->pending[flow->pending_n];
	uint16_t n = rte_eth_rx_burst(flow->rx_port, 0, pkts, L2FWD_BURST);
	uint64_t bytes;

	if (n == 0)
		return 0;
	bytes = rewrite_burst(flow, pkts, n);
	count(&flow->rx_packets, n);
	count(&flow->rx_bytes, bytes);
	if (flow->pending_n == 0 && n == L2FWD_BURST) {
		send_burst(flow, pkts, n, bytes);
		return n;
	}
	flow->pending_n += n;
	if (flow->pending_n >= L2FWD_BURST)
		flush(flow);
	return n;
}

/* Notes the end of an input. */
static void
check_end(struct l2fwd *app, struct l2fwd_flow *flow)
{
	int end = bp_eth_rx_at_end(flow->rx_port, 0);

	if (end == 0 || end == -ENOTSUP)
		return;
	flow->spent = true;
	flow->rx_error = end < 0 ? end : 0;
	__atomic_add_fetch(&app->spent_n, 1, __ATOMIC_RELAXED);
}

static void
drain(struct l2fwd *app, const struct l2fwd_lcore *lcore)
{
	for (unsigned int i = 0; i < lcore->flows_n; i++) {
		struct l2fwd_flow *flow = lcore->flows[i];

		flush(flow);
		if (app->opt.exit_on_eof && !flow->spent)
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
				&app->flows[i].rx_packets, __ATOMIC_RELAXED);
	app->quiet = seen == app->seen ? app->quiet + 1 : 0;
	app->seen = seen;
	if (app->quiet >= L2FWD_QUIET || ++app->ending >= L2FWD_ENDING)
		app_stop();
}

static void
keep_house(struct l2fwd *app)
{
	l2fwd_stats_poll(app);
	stop_at_end(app);
}

static void
run(struct l2fwd *app, const struct l2fwd_lcore *lcore, bool is_main)
{
	const uint64_t period =
			(rte_get_tsc_hz() * L2FWD_DRAIN_US + 999999) / 1000000;
	uint64_t next = rte_rdtsc() + period;

	while (!app_stopping()) {
		uint64_t now = rte_rdtsc();

		if (unlikely((int64_t)(now - next) >= 0)) {
			drain(app, lcore);
			if (is_main)
				keep_house(app);
			next = now + period;
		}
		for (unsigned int i = 0; i < lcore->flows_n; i++)
			poll_flow(lcore->flows[i]);
	}
	for (unsigned int i = 0; i < lcore->flows_n; i++)
		flush(lcore->flows[i]);
}

int
l2fwd_lcore_main(void *arg)
{
	struct l2fwd *app = arg;
	unsigned int id = rte_lcore_id();
	const struct l2fwd_lcore *lcore = &app->lcores[id];
	bool is_main = id == rte_get_main_lcore();

	if (lcore->flows_n > 0) {
		run(app, lcore, is_main);
		return 0;
	}
	while (is_main && !app_stopping()) {
		keep_house(app);
		usleep(L2FWD_DRAIN_US);
	}
	return 0;
}
