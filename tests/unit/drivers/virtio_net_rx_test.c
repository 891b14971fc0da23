/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive: packets over several buffers, checksums, large packets, hashes and
 * tags; what the device may do wrong to each; and pools that run dry. Every
 * test runs on split and on packed rings, what is of all paths on each.
 */
#include "af_packet_frames.h"
#include "virtio_net_env.h"

#define SCATTER RTE_ETH_RX_OFFLOAD_SCATTER
#define TCP     RTE_ETH_RX_OFFLOAD_TCP_CKSUM
#define UDP     RTE_ETH_RX_OFFLOAD_UDP_CKSUM
#define LRO     RTE_ETH_RX_OFFLOAD_TCP_LRO
#define STRIP   RTE_ETH_RX_OFFLOAD_VLAN_STRIP
#define CSUM    F(VIRTIO_NET_F_GUEST_CSUM)
#define RX_ALL                                                                 \
	(MERGE | F(VIRTIO_NET_F_GUEST_CSUM) | F(VIRTIO_NET_F_GUEST_TSO4) |     \
			F(VIRTIO_NET_F_GUEST_TSO6) |                           \
			F(VIRTIO_NET_F_GUEST_ECN))

static const uint64_t kinds[] = {0, PACKED, IN_ORDER, PACKED | IN_ORDER};
/* Each has a burst function of its own. */
static const uint64_t paths[] = {0, PACKED, IN_ORDER, PACKED | IN_ORDER, MERGE,
		PACKED | MERGE, IN_ORDER | MERGE, PACKED | IN_ORDER | MERGE};

/* Of 512 bytes of room. */
static struct rte_mempool *small;

/* As env_up(), over small mbufs. */
static void
up_small(uint64_t features, uint64_t rx)
{
	struct rte_eth_conf conf = {.rxmode = {.mtu = 68, .offloads = rx}};

	env_device_new(features, 1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(env_queues(1, small), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
}

/* A frame, with its header, from the device: the packet, or NULL. */
static struct rte_mbuf *
pass(const struct made *f)
{
	uint8_t hdr[sizeof(struct virtio_net_hdr_v1_hash)] = {0};

	memcpy(hdr, frame_hdr(f), sizeof(struct virtio_net_hdr));
	assert_true(virtio_fake_receive(env.fake, 0, hdr,
			vnet_hdr_len(env_port()->dev), f->bytes, f->len));
	return env_receive();
}

static uint64_t
errors(void)
{
	struct rte_eth_stats stats;

	assert_int_equal(rte_eth_stats_get(env.id, &stats), 0);
	return stats.ierrors;
}

static void
packets_of_many_buffers(void **state)
{
	struct rte_mbuf *pkts[8];
	unsigned int k, i;
	uint32_t len;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		up_small(kinds[k] | MERGE, SCATTER);
		for (i = 0; i < 300; i++) {
			len = 14 + i * 61 % 9700;
			assert_true(env_deliver(NULL, len, i));
			/* Bursts of one do not lose what is half there. */
			pkts[0] = env_receive();
			assert_non_null(pkts[0]);
			assert_int_equal(pkts[0]->nb_segs,
					(len + 12 + 523) / 524);
			env_check_packet(pkts[0], len, i);
			rte_pktmbuf_free(pkts[0]);
		}
		for (i = 0; i < 8; i++)
			assert_true(env_deliver(NULL, 1000 + i, i));
		assert_int_equal(rte_eth_rx_burst(env.id, 0, pkts, 8), 8);
		for (i = 0; i < 8; i++) {
			env_check_packet(pkts[i], 1000 + i, i);
			rte_pktmbuf_free(pkts[i]);
		}
		assert_int_equal(errors(), 0);
		env_down();
	}
}

/* Nobody asked for chains: all buffers of the packet go, and no other. */
static void
packets_that_are_too_long(void **state)
{
	struct rte_mbuf *m;
	unsigned int k;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		up_small(kinds[k] | MERGE, 0);
		assert_true(env_deliver(NULL, 1500, 1));
		assert_true(env_deliver(NULL, 100, 2));
		m = env_receive();
		if (m == NULL)
			m = env_receive();
		env_check_packet(m, 100, 2);
		rte_pktmbuf_free(m);
		assert_int_equal(errors(), 1);
		assert_int_equal(env_xstat("rx_q0_bad_length_packets"), 1);
		env_down();
		/* Beyond what the port takes at all. */
		up_small(kinds[k] | MERGE, SCATTER);
		assert_true(env_deliver(NULL, 9729, 1));
		assert_null(env_receive());
		assert_true(env_deliver(NULL, 9728, 2));
		m = env_receive();
		env_check_packet(m, 9728, 2);
		rte_pktmbuf_free(m);
		assert_int_equal(env_xstat("rx_q0_bad_length_packets"), 1);
		env_down();
	}
}

/* What a device does wrong, and what is counted. */
static const struct fault {
	enum virtio_fault fault;
	const char *xstat;
	bool breaks;   /* the queue stands still */
	uint64_t only; /* on rings of these features */
	uint64_t never;
} faults[] = {
		{FAULT_ID_RANGE, "rx_q0_bad_used_id", true, 0, IN_ORDER},
		{FAULT_ID_STALE, "rx_q0_stale_used_id", true, 0, IN_ORDER},
		{FAULT_LEN_LONG, "rx_q0_bad_used_length", true, 0, 0},
		{FAULT_LEN_MAX, "rx_q0_bad_used_length", true, 0, 0},
		{FAULT_INDEX_JUMP, "rx_q0_bad_used_index", true, 0, PACKED},
		{FAULT_LEN_SHORT, "rx_q0_bad_length_packets", false, 0, 0},
		{FAULT_LEN_ZERO, "rx_q0_bad_length_packets", false, 0, 0},
		{FAULT_MERGE_ZERO, "rx_q0_bad_buffer_count_packets", false,
				MERGE, 0},
		{FAULT_MERGE_MANY, "rx_q0_bad_buffer_count_packets", false,
				MERGE, 0},
		{FAULT_MERGE_MAX, "rx_q0_bad_buffer_count_packets", false,
				MERGE, 0},
};

static int resets;

static int
on_reset(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	__atomic_fetch_add(&resets, 1, __ATOMIC_RELEASE);
	return 0;
}

static void
wait_for_reset(void)
{
	unsigned int i;

	for (i = 0; i < 2000; i++) {
		if (__atomic_load_n(&resets, __ATOMIC_ACQUIRE) != 0)
			return;
		usleep(1000);
	}
	fail_msg("no event");
}

static void
run_fault(const struct fault *f, uint64_t features)
{
	struct rte_mbuf *m;
	unsigned int i;

	env_up(features, features & MERGE ? SCATTER : 0, 0);
	resets = 0;
	assert_int_equal(rte_eth_dev_callback_register(env.id,
					 RTE_ETH_EVENT_INTR_RESET, on_reset,
					 NULL),
			0);
	assert_true(env_deliver(NULL, 100, 1));
	rte_pktmbuf_free(env_receive());
	env.fake->fault = f->fault;
	env.fake->fault_at = 0;
	assert_true(env_deliver(NULL, 100, 2));
	assert_int_equal(env.fake->faults_n, 1);
	for (i = 0; i < 3; i++)
		assert_null(env_receive());
	assert_int_equal(env_xstat(f->xstat), 1);
	if (f->breaks) {
		wait_for_reset();
		assert_int_equal(rte_eth_dev_stop(env.id), 0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
		assert_int_equal(rte_eth_dev_start(env.id), 0);
	} else {
		assert_int_equal(errors(), 1);
	}
	assert_true(env_deliver(NULL, 100, 3));
	m = env_receive();
	assert_non_null(m);
	env_check_packet(m, 100, 3);
	rte_pktmbuf_free(m);
	assert_int_equal(__atomic_load_n(&resets, __ATOMIC_ACQUIRE),
			f->breaks ? 1 : 0);
	env.fake->wrong = NULL;
	assert_int_equal(rte_eth_dev_callback_unregister(env.id,
					 RTE_ETH_EVENT_INTR_RESET, on_reset,
					 NULL),
			0);
	env_down();
}

static void
a_device_that_breaks_rules(void **state)
{
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(faults); i++)
		for (k = 0; k < RTE_DIM(paths); k++)
			if ((paths[k] & faults[i].never) == 0 &&
					(paths[k] & faults[i].only) ==
							faults[i].only)
				run_fault(&faults[i], paths[k]);
}

/* What a device does wrong once it has returned a packet that is good. */
static void
a_packet_and_a_lie(void **state)
{
	static const struct {
		enum virtio_fault fault;
		const char *xstat;
	} lies[] = {{FAULT_ID_TWICE, "rx_q0_stale_used_id"},
			{FAULT_WRAP, "rx_q0_bad_used_index"}};
	static const uint64_t rings[] = {0, PACKED};
	struct rte_mbuf *m;
	unsigned int i, k;

	for (i = 0; i < 2 * RTE_DIM(lies); i++) {
		env_up(rings[i % 2], 0, 0);
		assert_true(env_deliver(NULL, 100, 1));
		rte_pktmbuf_free(env_receive());
		env.fake->fault = lies[i / 2].fault;
		env.fake->fault_at = 0;
		env_deliver(NULL, 100, 2);
		for (k = 0; k < 3; k++) {
			m = env_receive();
			if (m != NULL)
				env_check_packet(m, 100, 2);
			rte_pktmbuf_free(m);
		}
		assert_int_equal(env_xstat(lies[i / 2].xstat), 1);
		env.fake->wrong = NULL;
		env_down();
	}
}

/* Whatever it does, in mid-burst, a stop and a start mend it. */
static void
a_device_that_does_anything(void **state)
{
	struct rte_mbuf *pkts[16];
	unsigned int k, i;
	uint16_t n;
	int fault;

	for (fault = FAULT_ID_RANGE; fault <= FAULT_GONE; fault++) {
		for (k = 0; k < RTE_DIM(kinds); k++) {
			up_small(kinds[k] | MERGE, SCATTER);
			env.fake->fault = fault;
			env.fake->fault_at = 0;
			env.fake->after = 3;
			for (i = 0; i < 40; i++) {
				env_deliver(NULL, 100 + i * 67 % 1500, i);
				if (i % 5 != 0)
					continue;
				n = rte_eth_rx_burst(
						env.id, 0, pkts, 1 + i % 16);
				rte_pktmbuf_free_bulk(pkts, n);
			}
			env.fake->wrong = NULL;
			assert_int_equal(rte_eth_dev_stop(env.id), 0);
			assert_int_equal(rte_mempool_in_use_count(small), 0);
			env.fake->fault = FAULT_NONE;
			if (fault != FAULT_GONE) {
				assert_int_equal(rte_eth_dev_start(env.id), 0);
				assert_true(env_deliver(NULL, 1000, 1));
				pkts[0] = env_receive();
				env_check_packet(pkts[0], 1000, 1);
				rte_pktmbuf_free(pkts[0]);
			}
			env_down();
		}
	}
}

static void
sums(uint64_t offloads, uint64_t tcp_flags, uint64_t udp_flags)
{
	struct rte_mbuf *m;
	struct made f;
	unsigned int i;

	for (i = 0; i < 300; i++) {
		f = make_frame(random_shape(1300));
		m = pass(&f);
		assert_non_null(m);
		assert_int_equal(m->ol_flags,
				f.shape.udp ? udp_flags : tcp_flags);
		if (m->ol_flags == 0)
			check_frame(&f, flat(m), f.len);
		else
			assert_memory_equal(flat(m), f.bytes, f.len);
		rte_pktmbuf_free(m);
		/* The sender has looked. */
		frame_hdr(&f)->flags = VIRTIO_NET_HDR_F_DATA_VALID;
		m = pass(&f);
		assert_int_equal(m->ol_flags,
				offloads & (f.shape.udp ? UDP : TCP)
						? RTE_MBUF_F_RX_L4_CKSUM_GOOD
						: 0);
		assert_memory_equal(flat(m), f.bytes, f.len);
		rte_pktmbuf_free(m);
	}
}

static void
checksums(void **state)
{
	const uint64_t none = RTE_MBUF_F_RX_L4_CKSUM_NONE;
	unsigned int k;

	srand(1);
	for (k = 0; k < RTE_DIM(paths); k++) {
		env_up(paths[k] | CSUM, 0, 0);
		sums(0, 0, 0);
		env_down();
		env_up(paths[k] | CSUM, TCP, 0);
		sums(TCP, none, 0);
		env_down();
		env_up(paths[k] | CSUM, TCP | UDP, 0);
		sums(TCP | UDP, none, none);
		env_down();
		/* In chains the field lies anywhere. */
		up_small(paths[k] | RX_ALL, SCATTER);
		sums(0, 0, 0);
		env_down();
	}
}

static void
checksums_beyond_the_packet(void **state)
{
	static const uint16_t bad[][2] = {{0, 16}, {13, 16}, {34, 65535},
			{65535, 65535}, {65535, 0}, {53, 0}, {52, 1}, {14, 39}};
	struct made f = make_frame((struct shape){.payload = 0});
	unsigned int k, i;

	for (k = 0; k < RTE_DIM(paths); k++) {
		env_up(paths[k] | CSUM, 0, 0);
		for (i = 0; i < RTE_DIM(bad); i++) {
			frame_hdr(&f)->csum_start = bad[i][0];
			frame_hdr(&f)->csum_offset = bad[i][1];
			assert_null(pass(&f));
			assert_int_equal(
					env_xstat("rx_q0_bad_checksum_start_packets"),
					i + 1);
		}
		assert_int_equal(errors(), RTE_DIM(bad));
		frame_hdr(&f)->csum_start = 52;
		frame_hdr(&f)->csum_offset = 0;
		rte_pktmbuf_free(pass(&f));
		assert_int_equal(errors(), RTE_DIM(bad));
		env_down();
	}
}

static void
large_packets(void **state)
{
	struct shape shape = {0};
	struct rte_mbuf *m;
	struct made f;
	unsigned int k, i;

	srand(1);
	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k] | RX_ALL, LRO, 0);
		for (i = 0; i < 40; i++) {
			shape = random_shape(60000);
			shape.udp = false;
			f = make_large(shape, 1448);
			m = pass(&f);
			assert_non_null(m);
			assert_int_equal(m->ol_flags, RTE_MBUF_F_RX_LRO);
			assert_int_equal(m->tso_segsz, 1448);
			check_frame(&f, flat(m), f.len);
			rte_pktmbuf_free(m);
		}
		assert_int_equal(errors(), 0);
		env_down();
	}
}

/* What no packet can be, or what nobody asked for. */
static void
large_packets_that_are_none(void **state)
{
	struct shape shape = {.payload = 1000};
	struct made f = make_large(shape, 500);
	struct virtio_net_hdr good = *frame_hdr(&f);
	static const struct virtio_net_hdr bad[] = {
			{.gso_type = VIRTIO_NET_HDR_GSO_TCPV6, .gso_size = 500},
			{.gso_type = VIRTIO_NET_HDR_GSO_UDP, .gso_size = 500},
			{.gso_type = 77, .gso_size = 500},
			{.gso_type = VIRTIO_NET_HDR_GSO_TCPV4, .gso_size = 0},
			{.gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
					.gso_size = 500,
					.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
					.csum_start = 14,
					.csum_offset = 16},
	};
	unsigned int i;

	env_up(RX_ALL, TCP | UDP | SCATTER, 0);
	assert_null(pass(&f));
	assert_int_equal(env_xstat("rx_q0_bad_segmentation_packets"), 1);
	env_down();
	env_up(RX_ALL, LRO, 0);
	for (i = 0; i < RTE_DIM(bad); i++) {
		*frame_hdr(&f) = bad[i];
		assert_null(pass(&f));
		assert_int_equal(env_xstat("rx_q0_bad_segmentation_packets"),
				i + 1);
	}
	*frame_hdr(&f) = good;
	rte_pktmbuf_free(pass(&f));
	assert_int_equal(errors(), RTE_DIM(bad));
	env_down();
}

static void
hashes(void **state)
{
	struct rte_eth_conf conf = {
			.rxmode = {.mq_mode = RTE_ETH_MQ_RX_RSS,
					.offloads = RTE_ETH_RX_OFFLOAD_RSS_HASH}};
	struct virtio_net_hdr_v1_hash hdr = {.hash_value = 0x12345678};
	struct rte_mbuf *m;
	unsigned int k, i;

	for (k = 0; k < RTE_DIM(paths); k++) {
		env_device_new(paths[k] | RSS | F(VIRTIO_NET_F_HASH_REPORT), 1);
		assert_int_equal(env_probe(NULL), 0);
		assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
		assert_int_equal(env_queues(1, pool), 0);
		assert_int_equal(rte_eth_dev_start(env.id), 0);
		for (i = 0; i < 12; i++) {
			hdr.hash_report = (uint16_t)i;
			assert_true(env_deliver(&hdr, 100, i));
			m = env_receive();
			env_check_packet(m, 100, i);
			assert_int_equal(m->ol_flags,
					i >= 1 && i <= 9
							? RTE_MBUF_F_RX_RSS_HASH
							: 0);
			if (m->ol_flags != 0)
				assert_int_equal(m->hash.rss, 0x12345678);
			rte_pktmbuf_free(m);
		}
		env_down();
	}
}

static void
tags(void **state)
{
	uint8_t frame[100];
	struct rte_mbuf *m;

	env_frame(frame, sizeof(frame), 1);
	memcpy(frame + 12, "\x81\x00\xa1\x23\x88\xb5", 6);
	env_up(0, STRIP, 0);
	assert_true(virtio_fake_receive(
			env.fake, 0, NULL, 12, frame, sizeof(frame)));
	m = env_receive();
	assert_int_equal(m->pkt_len, 96);
	assert_int_equal(m->vlan_tci, 0xa123);
	assert_int_equal(m->ol_flags,
			RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED);
	assert_memory_equal(rte_pktmbuf_mtod(m, void *), frame, 12);
	assert_memory_equal(
			rte_pktmbuf_mtod_offset(m, void *, 12), frame + 16, 84);
	rte_pktmbuf_free(m);
	/* While it runs: off, and on again. */
	assert_int_equal(rte_eth_dev_set_vlan_offload(env.id, 0), 0);
	assert_true(virtio_fake_receive(
			env.fake, 0, NULL, 12, frame, sizeof(frame)));
	m = env_receive();
	assert_int_equal(m->pkt_len, 100);
	assert_int_equal(m->ol_flags, 0);
	rte_pktmbuf_free(m);
	/* The filter is not agreed on. */
	assert_int_equal(rte_eth_dev_set_vlan_offload(
					 env.id, RTE_ETH_VLAN_FILTER_OFFLOAD),
			-EINVAL);
	env_down();
}

static void
paths_are_told_apart(void **state)
{
	static const char *const names[] = {"Scalar, split", "Scalar, packed",
			"Scalar, split, in order", "Scalar, packed, in order",
			"Scalar, split, mergeable", "Scalar, packed, mergeable",
			"Scalar, split, in order, mergeable",
			"Scalar, packed, in order, mergeable"};
	eth_rx_burst_t seen[RTE_DIM(paths)];
	struct rte_eth_burst_mode mode;
	unsigned int k, i;

	for (k = 0; k < RTE_DIM(paths); k++) {
		env_up(paths[k], 0, 0);
		assert_int_equal(
				rte_eth_rx_burst_mode_get(env.id, 0, &mode), 0);
		assert_string_equal(mode.info, names[k]);
		assert_int_equal(
				rte_eth_tx_burst_mode_get(env.id, 0, &mode), 0);
		assert_string_equal(mode.info, names[k % 4]);
		seen[k] = env.eth->rx_pkt_burst;
		for (i = 0; i < k; i++)
			assert_ptr_not_equal(seen[i], seen[k]);
		env_down();
	}
}

static void
a_pool_that_runs_dry(void **state)
{
	struct rte_mbuf *hold[POOL_SIZE], *m;
	struct rte_eth_stats stats;
	unsigned int k, n, i;

	for (k = 0; k < RTE_DIM(paths); k++) {
		env_up(paths[k], 0, 0);
		for (n = 0; n < POOL_SIZE; n++) {
			hold[n] = rte_pktmbuf_alloc(pool);
			if (hold[n] == NULL)
				break;
		}
		for (i = 0; i < QUEUE_SIZE; i++) {
			assert_true(env_deliver(NULL, 60, i));
			rte_pktmbuf_free(env_receive());
		}
		for (; n > 0; n--)
			rte_pktmbuf_free(hold[n - 1]);
		/* Of all buffers, none with the device, and back again. */
		for (n = 0; n < POOL_SIZE; n++) {
			hold[n] = rte_pktmbuf_alloc(pool);
			if (hold[n] == NULL)
				break;
		}
		for (i = 0; env_deliver(NULL, 60, i); i++) {
			assert_true(i < QUEUE_SIZE);
			hold[n++] = env_receive();
			assert_non_null(hold[n - 1]);
		}
		assert_null(env_receive());
		assert_int_equal(rte_eth_stats_get(env.id, &stats), 0);
		assert_true(stats.rx_nombuf > 0);
		rte_pktmbuf_free_bulk(hold, n);
		assert_null(env_receive());
		assert_true(env_deliver(NULL, 60, 7));
		m = env_receive();
		env_check_packet(m, 60, 7);
		rte_pktmbuf_free(m);
		env_down();
	}
}

static void
counters(void **state)
{
	static const struct {
		uint32_t len;
		const char *name;
	} bins[] = {{14, "undersize_packets"}, {63, "undersize_packets"},
			{64, "size_64_packets"}, {65, "size_65_127_packets"},
			{127, "size_65_127_packets"},
			{128, "size_128_255_packets"},
			{255, "size_128_255_packets"},
			{256, "size_256_511_packets"},
			{511, "size_256_511_packets"},
			{512, "size_512_1023_packets"},
			{1023, "size_512_1023_packets"},
			{1024, "size_1024_1518_packets"},
			{1518, "size_1024_1518_packets"},
			{1519, "size_1519_max_packets"},
			{2000, "size_1519_max_packets"}};
	static const char *const dirs[] = {"rx_q0_", "tx_q0_"};
	struct rte_mbuf *m;
	char name[64];
	unsigned int i, d;

	env_up(0, 0, 0);
	for (i = 0; i < RTE_DIM(bins); i++) {
		assert_int_equal(rte_eth_xstats_reset(env.id), 0);
		assert_true(env_deliver(NULL, bins[i].len, i));
		m = env_receive();
		/* One goes to all, one to a group. */
		rte_pktmbuf_mtod(m, uint8_t *)[0] = 1;
		if (i & 1)
			memset(rte_pktmbuf_mtod(m, void *), 0xff, 6);
		assert_int_equal(rte_eth_tx_burst(env.id, 0, &m, 1), 1);
		for (d = 0; d < 2; d++) {
			snprintf(name, sizeof(name), "%s%s", dirs[d],
					bins[i].name);
			assert_int_equal(env_xstat(name), 1);
			snprintf(name, sizeof(name), "%sgood_bytes", dirs[d]);
			assert_int_equal(env_xstat(name), bins[i].len);
		}
		assert_int_equal(env_xstat("tx_q0_broadcast_packets"), i & 1);
		assert_int_equal(
				env_xstat("tx_q0_multicast_packets"), !(i & 1));
		assert_int_equal(env_xstat("rx_q0_multicast_packets"), 0);
		assert_int_equal(env_xstat("rx_good_packets"), 1);
	}
	env_down();
}

static int
setup(void **state)
{
	if (ports_setup(state) != 0)
		return -1;
	small = rte_pktmbuf_pool_create("small", 1023, 0, 0,
			RTE_PKTMBUF_HEADROOM + 512, SOCKET_ID_ANY);
	return small == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	unsigned int left = rte_mempool_in_use_count(small);

	rte_mempool_free(small);
	return ports_teardown(state) != 0 || left != 0;
}

#define TEST(f) cmocka_unit_test_teardown(f, env_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(packets_of_many_buffers),
			TEST(packets_that_are_too_long),
			TEST(a_device_that_breaks_rules),
			TEST(a_packet_and_a_lie),
			TEST(a_device_that_does_anything),
			TEST(checksums),
			TEST(checksums_beyond_the_packet),
			TEST(large_packets),
			TEST(large_packets_that_are_none),
			TEST(hashes),
			TEST(tags),
			TEST(paths_are_told_apart),
			TEST(a_pool_that_runs_dry),
			TEST(counters),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
