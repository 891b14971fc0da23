/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checksums and segmentation through the kernel: one port of net_af_packet
 * leaves them to it, another one at the other end of the pair finishes them, or
 * is told. The frames and the checks of the unit tests are used.
 */
#include <bufplane_mbuf_bytes.h>

#include "../unit/drivers/af_packet_frames.h"
#include "veth.h"

#define SENDER "net_af_packet1"

static const struct rte_eth_conf send_all = {
		.txmode.offloads = RTE_ETH_TX_OFFLOAD_IPV4_CKSUM |
				RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
				RTE_ETH_TX_OFFLOAD_UDP_CKSUM |
				RTE_ETH_TX_OFFLOAD_TCP_TSO |
				RTE_ETH_TX_OFFLOAD_MULTI_SEGS |
				RTE_ETH_TX_OFFLOAD_VLAN_INSERT};

/* The packet of a frame, its checksums left to the port. */
static void
send_frame(uint16_t id, const struct made *f, uint16_t segsz, uint64_t more)
{
	struct rte_mbuf *m = bp_pktmbuf_from_bytes(pool, f->bytes, f->len);

	assert_non_null(m);
	m->l2_len = f->l3;
	m->l3_len = f->l4 - f->l3;
	m->l4_len = f->data - f->l4;
	m->tso_segsz = segsz;
	m->vlan_tci = 5;
	m->ol_flags = more |
			(f->shape.ip6 ? RTE_MBUF_F_TX_IPV6
				      : RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM);
	m->ol_flags |= segsz != 0      ? RTE_MBUF_F_TX_TCP_SEG
			: f->shape.udp ? RTE_MBUF_F_TX_UDP_CKSUM
				       : RTE_MBUF_F_TX_TCP_CKSUM;
	assert_int_equal(rte_eth_tx_prepare(id, 0, &m, 1), 1);
	assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
}

/* All parts of the frame come, and are right; tag bytes were put in. */
static void
expect(uint16_t id, struct made f, uint16_t segsz, uint32_t tag)
{
	uint32_t size = segsz != 0 ? segsz : f.shape.payload, at = 0, part;
	unsigned int i, n = (f.shape.payload + size - 1) / size;

	f.l3 += tag;
	f.l4 += tag;
	f.data += tag;
	assert_int_equal(receive(id, 1, n), n);
	for (i = 0; i < n; i++) {
		part = RTE_MIN(size, f.shape.payload - at);
		assert_int_equal(got[i]->pkt_len, f.data + part);
		check_frame(&f, flat(got[i]), got[i]->pkt_len);
		assert_memory_equal(flat(got[i]) + f.data,
				f.bytes + f.data - tag + at, part);
		at += part;
		rte_pktmbuf_free(got[i]);
	}
}

static void
there_and_back(const char *receiver)
{
	static const struct {
		struct shape shape;
		uint16_t segsz;
		uint16_t tag;
	} rows[] = {
			{{.payload = 100}, 0, 0},
			{{.payload = 101, .udp = true}, 0, 0},
			{{.payload = 100, .ip6 = true}, 0, 4},
			{{.payload = 1001, .ip6 = true, .udp = true}, 0, 0},
			{{.payload = 1400}, 100, 0},
			{{.payload = 1400, .ip6 = true}, 700, 4},
			{{.payload = 65000, .flags = 0x99}, 1440, 0},
			{{.payload = 64000, .ip6 = true, .l4_more = 3}, 1400,
					4},
			{{.payload = 10000, .l4_more = 10}, 300, 4},
			{{.payload = 50}, 100, 0},
	};
	uint16_t to = port_new(NAME, receiver);
	uint16_t from = port_new(SENDER, "iface=bp0");
	struct rte_eth_stats stats;
	struct made f;
	unsigned int i;

	port_start(to, 1, pool);
	port_start_conf(from, &send_all);
	for (i = 0; i < 3 * RTE_DIM(rows); i++) {
		f = make_frame(rows[i % RTE_DIM(rows)].shape);
		send_frame(from, &f, rows[i % RTE_DIM(rows)].segsz,
				rows[i % RTE_DIM(rows)].tag == 0
						? 0
						: RTE_MBUF_F_TX_VLAN);
		expect(to, f, rows[i % RTE_DIM(rows)].segsz,
				rows[i % RTE_DIM(rows)].tag);
	}
	assert_int_equal(rte_eth_stats_get(from, &stats), 0);
	assert_int_equal(stats.opackets, 3 * RTE_DIM(rows));
	assert_int_equal(stats.oerrors, 0);
	assert_int_equal(rte_eth_stats_get(to, &stats), 0);
	assert_int_equal(stats.ierrors + stats.imissed, 0);
	assert_int_equal(rte_vdev_uninit(SENDER), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
finished_here(void **state)
{
	there_and_back("iface=bp1");
}

static void
finished_in_larger_frames(void **state)
{
	there_and_back("iface=bp1,framesz=131072,blocksz=131072,framecnt=8");
}

static void
finished_in_blocks(void **state)
{
	there_and_back("iface=bp1,rx_version=3");
}

/* The interface does it, and the port sees nothing of it. */
static void
finished_by_the_kernel(void **state)
{
	assert_int_equal(sh("ethtool -K bp0 tx off tso off gso off sg off "
			    ">/dev/null 2>&1"),
			0);
	there_and_back("iface=bp1");
}

static void
left_to_the_application(void **state)
{
	const struct rte_eth_conf conf = {
			.rxmode.offloads = RTE_ETH_RX_OFFLOAD_TCP_CKSUM |
					RTE_ETH_RX_OFFLOAD_UDP_CKSUM |
					RTE_ETH_RX_OFFLOAD_TCP_LRO};
	struct shape shape = {.payload = 60000};
	uint16_t to = port_new(NAME, "iface=bp1");
	uint16_t from = port_new(SENDER, "iface=bp0");
	struct made f = make_frame(shape);

	port_start_conf(to, &conf);
	port_start_conf(from, &send_all);
	send_frame(from, &f, 1400, 0);
	assert_int_equal(receive(to, 1, 1), 1);
	assert_int_equal(got[0]->pkt_len, f.len);
	assert_int_equal(got[0]->tso_segsz, 1400);
	assert_int_equal(got[0]->ol_flags,
			RTE_MBUF_F_RX_LRO | RTE_MBUF_F_RX_L4_CKSUM_NONE);
	assert_memory_equal(flat(got[0]) + f.data, f.bytes + f.data, 60000);
	rte_pktmbuf_free(got[0]);
	shape.udp = true;
	shape.payload = 100;
	f = make_frame(shape);
	send_frame(from, &f, 0, 0);
	assert_int_equal(receive(to, 1, 1), 1);
	assert_int_equal(got[0]->ol_flags, RTE_MBUF_F_RX_L4_CKSUM_NONE);
	assert_int_equal(
			sum_bytes(0,
					frame_sum_field(&f,
							rte_pktmbuf_mtod(got[0],
									uint8_t *)),
					2),
			pseudo_sum(&f, f.bytes, f.len - f.l4));
	rte_pktmbuf_free(got[0]);
	assert_int_equal(rte_vdev_uninit(SENDER), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* The sum of bytes is what the kernel counts, whatever stands in front. */
static void
mtu_lowered(void **state)
{
	uint16_t from = port_new(SENDER, "iface=bp0");
	struct shape shape = {.payload = 1400};
	struct rte_eth_stats stats;
	struct made f;

	port_start_conf(from, &send_all);
	assert_int_equal(rte_eth_dev_set_mtu(from, 1000), 0);
	shape.payload = 900;
	f = make_frame(shape);
	send_frame(from, &f, 0, 0);
	assert_int_equal(rte_eth_stats_get(from, &stats), 0);
	assert_int_equal(stats.opackets, 1);
	assert_int_equal(stats.obytes, f.len);
	assert_int_equal(rte_vdev_uninit(SENDER), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(finished_here),
			TEST(finished_in_larger_frames),
			TEST(finished_in_blocks),
			TEST(finished_by_the_kernel),
			TEST(left_to_the_application),
			TEST(mtu_lowered),
	};

	if (!enter_namespace())
		return 77;
	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
