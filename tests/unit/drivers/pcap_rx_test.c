/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_pcap's receive: time stamps, the end of the input and who is told of it,
 * files that repeat, pcapng, and inputs that would block.
 */
#include <rte_mbuf_dyn.h>

#include "captures.h"

static int ts_offset;
static uint64_t ts_flag;
static unsigned int told; /* events of the link */
static uint16_t stop_when_told = UINT16_MAX;

static void
stamps_are_nanoseconds(void **state)
{
	static const uint32_t magic[] = {MAGIC, NANO};
	static const uint64_t fraction[] = {999999000, 999999};
	struct rte_eth_dev_info info;
	struct rte_mbuf *m;
	uint16_t id;
	int i, swap;

	for (i = 0; i < 2; i++) {
		for (swap = 0; swap < 2; swap++) {
			make(in, magic[i], swap, 1, 1, 60, 60);
			id = open_both(in, out, "");
			port_start(id, 1, pool);
			assert_int_equal(rte_eth_rx_burst(id, 0, &m, 1), 1);
			assert_true(m->ol_flags & ts_flag);
			assert_int_equal(*RTE_MBUF_DYNFIELD(m, ts_offset,
							 uint64_t *),
					UINT64_C(1000000000000) + fraction[i]);
			rte_pktmbuf_free(m);
			assert_int_equal(rte_eth_dev_info_get(id, &info), 0);
			assert_true(info.rx_offload_capa &
					RTE_ETH_RX_OFFLOAD_TIMESTAMP);
			assert_int_equal(rte_vdev_uninit(NAME), 0);
		}
	}
}

static int
on_link(uint16_t id, enum rte_eth_event_type type, void *arg, void *ret)
{
	struct rte_eth_link link;

	assert_int_equal(rte_eth_link_get_nowait(id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_DOWN);
	told++;
	if (stop_when_told == id)
		assert_int_equal(rte_eth_dev_stop(id), 0);
	return 0;
}

static int
link_is_up(uint16_t id)
{
	struct rte_eth_link link;

	assert_int_equal(rte_eth_link_get_nowait(id, &link), 0);
	return link.link_status;
}

/* A port of two files, with one packet and with two, whose end is told. */
static uint16_t
open_two_that_end(void)
{
	char args[256];
	uint16_t id;

	make(in, MAGIC, 0, 1, 1, 60, 60);
	make(in2, MAGIC, 0, 1, 2, 60, 60);
	snprintf(args, sizeof(args), "rx_pcap=%s,rx_pcap=%s,eof=1", in, in2);
	id = port_new(NAME, args);
	assert_int_equal(rte_eth_dev_callback_register(id,
					 RTE_ETH_EVENT_INTR_LSC, on_link, NULL),
			0);
	told = 0;
	return id;
}

static void
receive_one(uint16_t id, uint16_t q)
{
	struct rte_mbuf *m[BURST];

	assert_int_equal(rte_eth_rx_burst(id, q, m, 1), 1);
	rte_pktmbuf_free(m[0]);
}

static void
receive_nothing(uint16_t id, uint16_t q)
{
	struct rte_mbuf *m[BURST];

	assert_int_equal(rte_eth_rx_burst(id, q, m, BURST), 0);
}

static void
the_end_of_all_files_is_told(void **state)
{
	uint16_t id = open_two_that_end();
	int round;

	port_start(id, 2, pool);
	for (round = 0; round < 2; round++) {
		assert_true(link_is_up(id));
		receive_one(id, 0);
		receive_nothing(id, 0);
		receive_one(id, 1);
		receive_one(id, 1);
		assert_int_equal(told, round);
		assert_true(link_is_up(id));
		receive_nothing(id, 1);
		assert_int_equal(told, round + 1);
		assert_false(link_is_up(id));
		receive_nothing(id, 0);
		receive_nothing(id, 1);
		assert_int_equal(told, round + 1);
		assert_int_equal(rte_eth_dev_stop(id), 0);
		assert_int_equal(rte_eth_dev_start(id), 0);
	}
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* A file whose queue is not in use holds nobody up. */
static void
queues_that_are_used_end(void **state)
{
	uint16_t id = open_two_that_end();

	port_start(id, 1, pool);
	receive_one(id, 0);
	receive_nothing(id, 0);
	assert_int_equal(told, 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
who_is_told_may_stop_the_port(void **state)
{
	uint16_t id = open_two_that_end();

	port_start(id, 1, pool);
	stop_when_told = id;
	receive_one(id, 0);
	receive_nothing(id, 0);
	stop_when_told = UINT16_MAX;
	assert_int_equal(told, 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
a_broken_file_ends_too(void **state)
{
	struct rte_eth_conf conf = {.intr_conf.lsc = 1};
	uint16_t id = open_two_that_end();

	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
	port_start(id, 1, pool);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	/* Only a start reads the file again. */
	assert_int_equal(truncate(in, 24 + 50), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	receive_nothing(id, 0);
	assert_int_equal(told, 1);
	assert_int_equal(bp_eth_rx_at_end(id, 0), -EIO);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
without_eof_nobody_is_told(void **state)
{
	struct rte_eth_conf conf = {.intr_conf.lsc = 1};
	uint16_t id;

	make(in, MAGIC, 0, 1, 0, 0, 0);
	id = open_both(in, out, "");
	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), -EINVAL);
	port_start(id, 1, pool);
	receive_nothing(id, 0);
	assert_int_equal(bp_eth_rx_at_end(id, 0), 1);
	assert_true(link_is_up(id));
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
arguments_that_are_refused(void **state)
{
	static const char *const bad[] = {"eof=x", "eof=1,infinite_rx=1",
			"snaplen=0", "snaplen=", "snaplen=-1", "snaplen=262145",
			"snaplen=64k"};
	char args[256];
	unsigned int i;

	make(in, MAGIC, 0, 1, 1, 60, 60);
	for (i = 0; i < RTE_DIM(bad); i++) {
		snprintf(args, sizeof(args), "rx_pcap=%s,%s", in, bad[i]);
		assert_int_equal(rte_vdev_init(NAME, args), -EINVAL);
		assert_int_equal(rte_eth_dev_count_total(), 0);
	}
}

static struct rte_mempool_ops watching;
static rte_mempool_enqueue_t put_back;
static uint16_t watched = UINT16_MAX;
static unsigned int looks;
static unsigned int looks_too_early; /* the end was there, but not all counts */

/* Stands for another thread, which looks in the middle of a burst. */
static int
look_and_put_back(struct rte_mempool *mp, void *const *objects, unsigned int n)
{
	struct rte_eth_stats stats;

	if (watched != UINT16_MAX) {
		looks++;
		rte_eth_stats_get(watched, &stats);
		looks_too_early += bp_eth_rx_at_end(watched, 0) != 0 &&
				stats.ipackets < 3;
	}
	return put_back(mp, objects, n);
}

static void
at_the_end_all_is_counted(void **state)
{
	struct rte_mbuf *m[BURST];
	struct rte_mempool *mp;
	uint16_t id;

	watching = *rte_mempool_get_ops(0); /* ring_mp_mc */
	strcpy(watching.name, "watching");
	put_back = watching.enqueue;
	watching.enqueue = look_and_put_back;
	assert_true(rte_mempool_register_ops(&watching) >= 0);
	mp = rte_pktmbuf_pool_create_by_ops("watched", POOL_SIZE, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY, "watching");
	assert_non_null(mp);
	make(in, MAGIC, 0, 1, 3, 60, 60);
	id = open_both(in, out, "");
	port_start(id, 1, mp);
	watched = id;
	assert_int_equal(rte_eth_rx_burst(id, 0, m, BURST), 3);
	watched = UINT16_MAX;
	assert_int_equal(looks, 1);
	assert_int_equal(looks_too_early, 0);
	assert_int_equal(bp_eth_rx_at_end(id, 0), 1);
	rte_pktmbuf_free_bulk(m, 3);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	rte_mempool_free(mp);
}

/* More packets than mbufs: the file is read again, not kept. */
static void
a_file_larger_than_the_pool_repeats(void **state)
{
	enum {
		N = 3 * POOL_SIZE
	};
	struct rte_mbuf *m[BURST];
	unsigned int total = 0;
	uint16_t id, i, n;

	make(in, MAGIC, 0, 1, N, 60, 60);
	id = open_both(in, out, ",infinite_rx=1");
	port_start(id, 1, pool);
	while (total < 2 * N + 100) {
		n = rte_eth_rx_burst(id, 0, m, BURST);
		assert_int_equal(n, BURST);
		for (i = 0; i < n; i++)
			assert_int_equal(*rte_pktmbuf_mtod(m[i], uint8_t *),
					(uint8_t)((total + i) % N + 1));
		rte_pktmbuf_free_bulk(m, n);
		total += n;
	}
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* A section of pcapng, and one block for each interface's link type. */
static FILE *
begin_ng(const char *path, const uint16_t *links, unsigned int n)
{
	FILE *f = fopen(path, "w");
	unsigned int i;

	assert_non_null(f);
	put32(f, 0x0a0d0d0a, 0);
	put32(f, 28, 0);
	put32(f, 0x1a2b3c4d, 0);
	put32(f, 1, 0);
	put32(f, UINT32_MAX, 0); /* the section's length: unknown */
	put32(f, UINT32_MAX, 0);
	put32(f, 28, 0);
	for (i = 0; i < n; i++) {
		put32(f, 1, 0);
		put32(f, 32, 0);
		put32(f, links[i], 0);
		put32(f, 65535, 0);
		put32(f, 1 << 16 | 9, 0); /* if_tsresol: nanoseconds */
		put32(f, 9, 0);
		put32(f, 0, 0);
		put32(f, 32, 0);
	}
	return f;
}

/* A packet of 60 bytes that interface saw at stamp. */
static void
add_ng(FILE *f, uint32_t interface, uint64_t stamp, uint8_t fill)
{
	uint8_t data[60];

	memset(data, fill, sizeof(data));
	put32(f, 6, 0);
	put32(f, 92, 0);
	put32(f, interface, 0);
	put32(f, (uint32_t)(stamp >> 32), 0);
	put32(f, (uint32_t)stamp, 0);
	put32(f, 60, 0);
	put32(f, 60, 0);
	assert_int_equal(fwrite(data, sizeof(data), 1, f), 1);
	put32(f, 92, 0);
}

static void
pcapng_of_two_interfaces(void **state)
{
	static const uint16_t links[] = {1, 1};
	const uint64_t stamp = UINT64_C(1700000000123456789);
	struct rte_mbuf *m[BURST];
	unsigned int i;
	uint16_t id;
	FILE *f = begin_ng(in, links, 2);

	add_ng(f, 0, stamp, 1);
	add_ng(f, 1, stamp + 1, 2);
	assert_int_equal(fclose(f), 0);
	id = open_both(in, out, ",infinite_rx=1");
	port_start(id, 1, pool);
	assert_int_equal(rte_eth_rx_burst(id, 0, m, 5), 5);
	for (i = 0; i < 5; i++) {
		assert_int_equal(m[i]->pkt_len, 60);
		assert_int_equal(*rte_pktmbuf_mtod(m[i], uint8_t *), i % 2 + 1);
		assert_int_equal(
				*RTE_MBUF_DYNFIELD(m[i], ts_offset, uint64_t *),
				stamp + i % 2);
	}
	rte_pktmbuf_free_bulk(m, 5);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
pcapng_of_two_link_types(void **state)
{
	static const uint16_t links[] = {1, 101};
	struct rte_eth_stats stats;
	uint16_t id;
	FILE *f = begin_ng(in, links, 1);

	add_ng(f, 0, 0, 1);
	put32(f, 1, 0); /* a second interface, with raw IP */
	put32(f, 20, 0);
	put32(f, links[1], 0);
	put32(f, 65535, 0);
	put32(f, 20, 0);
	add_ng(f, 1, 0, 2);
	assert_int_equal(fclose(f), 0);
	id = open_both(in, out, "");
	port_start(id, 1, pool);
	assert_int_equal(forward(id, 0), 1);
	assert_int_equal(bp_eth_rx_at_end(id, 0), -EIO);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.ierrors, 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Nobody writes it, and nobody waits for that. */
static void
a_pipe_is_no_input(void **state)
{
	char args[128];

	unlink(in);
	assert_int_equal(mkfifo(in, 0600), 0);
	snprintf(args, sizeof(args), "rx_pcap=%s", in);
	assert_int_equal(rte_vdev_init(NAME, args), -ESPIPE);
	assert_int_equal(rte_eth_dev_count_total(), 0);
	unlink(in);
}

static void
all_that_comes_is_received(void **state)
{
	uint16_t id;

	make(in, MAGIC, 0, 1, 1, 60, 60);
	id = open_both(in, out, "");
	assert_int_equal(rte_eth_promiscuous_get(id), 1);
	assert_int_equal(rte_eth_allmulticast_get(id), 1);
	assert_int_equal(rte_eth_promiscuous_enable(id), 0);
	assert_int_equal(rte_eth_promiscuous_disable(id), -ENOTSUP);
	assert_int_equal(rte_eth_allmulticast_enable(id), 0);
	assert_int_equal(rte_eth_allmulticast_disable(id), -ENOTSUP);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static int
setup(void **state)
{
	if (captures_setup(state) != 0)
		return -1;
	return rte_mbuf_dyn_rx_timestamp_register(&ts_offset, &ts_flag);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(stamps_are_nanoseconds),
			TEST(the_end_of_all_files_is_told),
			TEST(queues_that_are_used_end),
			TEST(who_is_told_may_stop_the_port),
			TEST(a_broken_file_ends_too),
			TEST(without_eof_nobody_is_told),
			TEST(at_the_end_all_is_counted),
			TEST(arguments_that_are_refused),
			TEST(a_file_larger_than_the_pool_repeats),
			TEST(pcapng_of_two_interfaces),
			TEST(pcapng_of_two_link_types),
			TEST(a_pipe_is_no_input),
			TEST(all_that_comes_is_received),
	};

	return cmocka_run_group_tests(tests, setup, captures_teardown);
}
