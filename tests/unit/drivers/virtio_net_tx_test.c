/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit: packets of any make-up arrive at the device as they should be on
 * the wire, with the header that their flags ask for, and none is lost or sent
 * twice. Every test runs on split and packed rings, with and without tables.
 */
#include <bufplane_mbuf_bytes.h>

#include "af_packet_frames.h"
#include "virtio_net_env.h"
#include "virtq_check.h"

#define V4  RTE_MBUF_F_TX_IPV4
#define V6  RTE_MBUF_F_TX_IPV6
#define SUM RTE_MBUF_F_TX_IP_CKSUM
#define TCP RTE_MBUF_F_TX_TCP_CKSUM
#define UDP RTE_MBUF_F_TX_UDP_CKSUM
#define TSO RTE_MBUF_F_TX_TCP_SEG
#define TX_ALL                                                                 \
	(F(VIRTIO_NET_F_CSUM) | F(VIRTIO_NET_F_HOST_TSO4) |                    \
			F(VIRTIO_NET_F_HOST_TSO6))
#define ECN F(VIRTIO_NET_F_HOST_ECN)
#define OFFLOADS                                                               \
	(RTE_ETH_TX_OFFLOAD_TCP_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM |         \
			RTE_ETH_TX_OFFLOAD_TCP_TSO)

static const uint64_t kinds[] = {0, PACKED, INDIRECT, PACKED | INDIRECT,
		IN_ORDER | INDIRECT, PACKED | IN_ORDER};

static struct rte_mempool *small;

static int
send_one(struct rte_mbuf *m)
{
	env.sent = 0;
	return rte_eth_tx_burst(env.id, 0, &m, 1);
}

/* The frame that the device got, without its header. */
static void
check_sent(const uint8_t *bytes, uint32_t len)
{
	uint32_t hdr = vnet_hdr_len(env_port()->dev);

	assert_int_equal(env.sent, 1);
	assert_int_equal(env.sent_len, len + hdr);
	assert_memory_equal(env.last + hdr, bytes, len);
}

static uint64_t
errors(void)
{
	struct rte_eth_stats stats;

	assert_int_equal(rte_eth_stats_get(env.id, &stats), 0);
	return stats.oerrors;
}

/* As packets may be: alone or in chains, shared, without headroom, cloned. */
static struct rte_mbuf *
make(unsigned int kind, const uint8_t *frame, uint32_t len)
{
	struct rte_mbuf *m = bp_pktmbuf_from_bytes(
			kind & 1 ? small : pool, frame, len);
	struct rte_mbuf *clone;

	assert_non_null(m);
	if (kind & 2) {
		clone = rte_pktmbuf_clone(m, pool);
		assert_non_null(clone);
		rte_pktmbuf_free(m);
		m = clone;
	}
	if (kind & 4) {
		/* No room in front: what was there was data. */
		assert_non_null(rte_pktmbuf_prepend(
				m, (uint16_t)(rte_pktmbuf_headroom(m) - 3)));
		memmove(rte_pktmbuf_mtod(m, void *), frame,
				RTE_MIN(len, (uint32_t)m->data_len));
	}
	return m;
}

static void
packets_of_any_make_up(void **state)
{
	static uint8_t bytes[4096];
	struct rte_mbuf *m;
	unsigned int k, i, kind;
	uint32_t len;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k], 0, 0);
		for (i = 0; i < 200; i++) {
			kind = i % 8;
			if (kind == 6 || kind == 7)
				continue; /* a clone's bytes are shared */
			len = 14 + i * 13 % 1800;
			env_frame(bytes, len, i);
			m = make(kind, bytes, len);
			len = m->pkt_len;
			rte_pktmbuf_read(m, 0, len, bytes);
			memcpy(bytes, rte_pktmbuf_read(m, 0, len, bytes), len);
			assert_int_equal(send_one(m), 1);
			check_sent(bytes, len);
			/* Their header is all zeros. */
			assert_memory_equal(env.last,
					"\0\0\0\0\0\0\0\0\0\0\0\0", 12);
		}
		assert_int_equal(errors(), 0);
		assert_true(rte_eth_tx_done_cleanup(env.id, 0, 0) > 0);
		assert_int_equal(rte_mempool_in_use_count(small), 0);
		env_down();
	}
}

/* A chain of as many segments as a 16 bit number cannot count with a front. */
static void
endless_chains(void **state)
{
	const uint32_t n = UINT16_MAX;
	struct rte_mbuf *segs = calloc(n, sizeof(*segs)), *m = segs;
	uint8_t bytes[RTE_ETHER_HDR_LEN] = {0};
	unsigned int k;
	uint32_t i;

	assert_non_null(segs);
	for (i = 0; i < n; i++)
		segs[i] = (struct rte_mbuf){.buf_addr = bytes,
				.buf_iova = (uintptr_t)bytes,
				.pool = pool,
				.buf_len = sizeof(bytes),
				.data_len = i == 0 ? sizeof(bytes) : 1,
				.refcnt = 1,
				.next = i + 1 < n ? &segs[i + 1] : NULL};
	m->nb_segs = UINT16_MAX;
	m->pkt_len = sizeof(bytes) + n - 1;
	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k], 0, 0);
		assert_int_equal(rte_eth_tx_prepare(env.id, 0, &m, 1), 0);
		assert_int_equal(rte_errno, EINVAL);
		env_down();
	}
	free(segs);
}

/* Others go on using a packet that is sent. */
static void
shared_packets_stay_as_they_are(void **state)
{
	struct rte_mbuf *m;
	uint8_t frame[100], before[RTE_PKTMBUF_HEADROOM];
	unsigned int i;

	env_up(INDIRECT, 0, 0);
	env_frame(frame, sizeof(frame), 1);
	m = bp_pktmbuf_from_bytes(pool, frame, sizeof(frame));
	memset(m->buf_addr, 0x77, RTE_PKTMBUF_HEADROOM);
	memcpy(before, m->buf_addr, sizeof(before));
	rte_mbuf_refcnt_update(m, 2);
	for (i = 0; i < 2; i++) {
		m->ol_flags = i == 0 ? 0 : RTE_MBUF_F_TX_VLAN;
		assert_int_equal(send_one(m), 1);
		assert_int_equal(env.sent, 1);
		assert_memory_equal(m->buf_addr, before, sizeof(before));
		assert_memory_equal(rte_pktmbuf_mtod(m, void *), frame,
				sizeof(frame));
	}
	assert_int_equal(rte_eth_tx_done_cleanup(env.id, 0, 0), 2);
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	rte_pktmbuf_free(m);
	env_down();
}

static void
tags(void **state)
{
	uint8_t frame[300], wire[304];
	struct rte_mbuf *m;
	unsigned int k, i;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k], 0, RTE_ETH_TX_OFFLOAD_VLAN_INSERT);
		for (i = 0; i < 100; i++) {
			env_frame(frame, sizeof(frame), i);
			memcpy(wire, frame, 12);
			memcpy(wire + 12, "\x81\x00\xb1\x23", 4);
			memcpy(wire + 16, frame + 12, sizeof(frame) - 12);
			m = make(i % 4, frame, sizeof(frame));
			m->ol_flags |= RTE_MBUF_F_TX_VLAN;
			m->vlan_tci = 0xb123;
			assert_int_equal(send_one(m), 1);
			check_sent(wire, sizeof(wire));
		}
		assert_int_equal(errors(), 0);
		env_down();
	}
}

/* The packet of a frame, its checksums left to the device. */
static struct rte_mbuf *
packet(const struct made *f, uint16_t tso_segsz, struct rte_mempool *mp)
{
	struct rte_mbuf *m = bp_pktmbuf_from_bytes(mp, f->bytes, f->len);

	assert_non_null(m);
	m->l2_len = f->l3;
	m->l3_len = f->l4 - f->l3;
	m->l4_len = f->data - f->l4;
	m->tso_segsz = tso_segsz;
	m->ol_flags = f->shape.ip6 ? V6 : V4 | SUM;
	if (tso_segsz != 0)
		m->ol_flags |= TSO;
	else
		m->ol_flags |= f->shape.udp ? UDP : TCP;
	return m;
}

/* As a device does it. */
static void
complete(const struct virtio_net_hdr *h, uint8_t *data, uint32_t len)
{
	uint32_t sum;

	assert_int_equal(h->flags, VIRTIO_NET_HDR_F_NEEDS_CSUM);
	assert_true(h->hdr_len <= len && h->hdr_len > h->csum_start);
	sum = 0xffff - sum_bytes(0, data + h->csum_start, len - h->csum_start);
	put16(data + h->csum_start + h->csum_offset, sum == 0 ? 0xffff : sum);
}

static void
check_sums(const struct made *f, uint32_t tag)
{
	struct virtio_net_hdr h;
	struct made wire = *f;
	uint8_t *data = env.last + vnet_hdr_len(env_port()->dev);

	assert_int_equal(env.sent, 1);
	assert_int_equal(env.sent_len - 12, f->len + tag);
	memcpy(&h, env.last, sizeof(h));
	assert_int_equal(h.csum_start, f->l4 + tag);
	complete(&h, data, f->len + tag);
	wire.l3 += tag;
	wire.l4 += tag;
	check_frame(&wire, data, f->len + tag);
}

static void
checksums(void **state)
{
	struct shape shape;
	struct rte_mbuf *m;
	struct made f;
	unsigned int k, i;

	srand(1);
	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k] | TX_ALL, 0, OFFLOADS);
		for (i = 0; i < 300; i++) {
			shape = random_shape(1000);
			if (shape.ip6)
				shape.l3_more = 0;
			f = make_frame(shape);
			put16(frame_sum_field(&f, f.bytes), 0x5555);
			if (!shape.ip6)
				put16(f.bytes + f.l3 + 10, 0x5555);
			m = packet(&f, 0, i & 1 ? small : pool);
			if (i & 2) {
				m->ol_flags |= RTE_MBUF_F_TX_VLAN;
				m->vlan_tci = 5;
			}
			assert_int_equal(rte_eth_tx_prepare(env.id, 0, &m, 1),
					1);
			assert_int_equal(send_one(m), 1);
			check_sums(&f, i & 2 ? 4 : 0);
		}
		assert_int_equal(errors(), 0);
		env_down();
	}
}

static void
segmentation(void **state)
{
	struct virtio_net_hdr h;
	struct shape shape;
	struct rte_mbuf *m;
	struct made f;
	unsigned int k, i, type;

	srand(1);
	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k] | TX_ALL | (k & 1 ? ECN : 0), 0, OFFLOADS);
		for (i = 0; i < 50; i++) {
			shape = random_shape(60000);
			shape.udp = false;
			if (shape.ip6)
				shape.l3_more = 0;
			f = make_frame(shape);
			put16(frame_sum_field(&f, f.bytes), 0x5555);
			m = packet(&f, 1400, pool);
			assert_int_equal(rte_eth_tx_prepare(env.id, 0, &m, 1),
					1);
			/* Twice is as once. */
			assert_int_equal(rte_eth_tx_prepare(env.id, 0, &m, 1),
					1);
			assert_int_equal(send_one(m), 1);
			memcpy(&h, env.last, sizeof(h));
			type = shape.ip6 ? VIRTIO_NET_HDR_GSO_TCPV6
					 : VIRTIO_NET_HDR_GSO_TCPV4;
			if ((k & 1) && (shape.flags & RTE_TCP_CWR_FLAG))
				type |= VIRTIO_NET_HDR_GSO_ECN;
			assert_int_equal(h.gso_type, type);
			assert_int_equal(h.gso_size, 1400);
			assert_int_equal(h.hdr_len, f.data);
			check_sums(&f, 0);
		}
		assert_int_equal(errors(), 0);
		env_down();
	}
}

static void
refused(struct rte_mbuf *m, int rc)
{
	uint64_t before = errors();

	rte_errno = 0;
	assert_int_equal(rte_eth_tx_prepare(env.id, 0, &m, 1), 0);
	assert_int_equal(rte_errno, -rc);
	/* Sent all the same, it is dropped. */
	assert_int_equal(send_one(m), 1);
	assert_int_equal(env.sent, 0);
	assert_int_equal(errors(), before + 1);
}

static void
packets_that_cannot_be(void **state)
{
	struct made f = make_frame((struct shape){.payload = 100});
	struct rte_mbuf *m, *tail;
	unsigned int i;

	env_up(TX_ALL | INDIRECT, 0, OFFLOADS);
	m = packet(&f, 0, pool);
	m->l2_len = 13;
	refused(m, -EINVAL);
	m = packet(&f, 0, pool);
	m->l3_len = 19;
	refused(m, -EINVAL);
	m = packet(&f, 0, pool);
	m->l3_len = 200;
	refused(m, -EINVAL);
	m = packet(&f, 100, pool);
	m->l4_len = 19;
	refused(m, -EINVAL);
	m = packet(&f, 100, pool);
	m->tso_segsz = 0;
	refused(m, -EINVAL);
	m = packet(&f, 0, pool);
	m->ol_flags |= RTE_MBUF_F_TX_TUNNEL_VXLAN;
	refused(m, -ENOTSUP);
	m = packet(&f, 0, pool);
	m->ol_flags = V4 | RTE_MBUF_F_TX_SCTP_CKSUM;
	refused(m, -ENOTSUP);
	/* Shorter than a header of Ethernet, none at all. */
	m = rte_pktmbuf_alloc(pool);
	refused(m, -EINVAL);
	m = bp_pktmbuf_from_bytes(pool, f.bytes, 13);
	refused(m, -EINVAL);
	/* More segments than a table has room for. */
	m = bp_pktmbuf_from_bytes(pool, f.bytes, 100);
	for (i = 0; i < VNET_TX_PIECES; i++) {
		tail = bp_pktmbuf_from_bytes(pool, f.bytes, 10);
		assert_int_equal(rte_pktmbuf_chain(m, tail), 0);
	}
	refused(m, -EINVAL);
	env_down();
	/* What was not agreed on. */
	env_up(TX_ALL, 0, 0);
	refused(packet(&f, 0, pool), -ENOTSUP);
	refused(packet(&f, 100, pool), -ENOTSUP);
	env_down();
}

/* Empty segments are no buffers of the device's. */
static void
empty_segments(void **state)
{
	uint8_t frame[200];
	struct rte_mbuf *m, *seg[3];
	unsigned int i;

	env_up(0, 0, 0);
	env_frame(frame, sizeof(frame), 1);
	m = bp_pktmbuf_from_bytes(pool, frame, 100);
	seg[0] = bp_pktmbuf_from_bytes(pool, frame, 0);
	seg[1] = bp_pktmbuf_from_bytes(pool, frame + 100, 100);
	seg[2] = bp_pktmbuf_from_bytes(pool, frame, 0);
	for (i = 0; i < 3; i++)
		assert_int_equal(rte_pktmbuf_chain(m, seg[i]), 0);
	assert_int_equal(send_one(m), 1);
	check_sent(frame, sizeof(frame));
	env_down();
}

/* Chains and a ring that is full: what is not taken stays, in order. */
static void
full_rings(void **state)
{
	struct rte_mbuf *pkts[QUEUE_SIZE];
	uint8_t frame[2000];
	unsigned int k, i, round;
	uint16_t n, done;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k], 0, 0);
		env.fake->asleep = true;
		for (round = 0; round < 20; round++) {
			for (i = 0; i < QUEUE_SIZE; i++) {
				env_frame(frame, 1500, i);
				pkts[i] = make(i % 4, frame, 1500);
			}
			env.sent = 0;
			done = 0;
			while (done < QUEUE_SIZE) {
				n = rte_eth_tx_burst(env.id, 0, pkts + done,
						QUEUE_SIZE - done);
				assert_true(n > 0);
				done += n;
				assert_true(virtio_fake_run(env.fake) == n);
			}
			assert_int_equal(env.sent, QUEUE_SIZE);
		}
		assert_int_equal(errors(), 0);
		env_down();
		assert_int_equal(rte_mempool_in_use_count(small), 0);
	}
}

/* The smallest rings: what does not fit at all is not waited for. */
static void
rings_of_one(void **state)
{
	uint8_t frame[1500];
	unsigned int k;

	for (k = 0; k < 2; k++) {
		env_device_new(kinds[k], 1);
		env.desc = 1;
		assert_int_equal(env_probe(NULL), 0);
		env_start(1, 0, 0);
		env_frame(frame, sizeof(frame), 1);
		assert_int_equal(send_one(make(0, frame, 1500)), 1);
		check_sent(frame, 1500);
		refused(make(1, frame, 1500), -EINVAL);
		assert_int_equal(send_one(make(0, frame, 1500)), 1);
		check_sent(frame, 1500);
		env_down();
	}
}

/* A device that breaks a ring stops the queue; no mbuf is lost. */
static void
a_device_that_breaks_rules(void **state)
{
	static const struct {
		enum virtio_fault fault;
		const char *xstat;
	} faults[] = {{FAULT_ID_RANGE, "tx_q0_bad_used_id"},
			{FAULT_ID_STALE, "tx_q0_stale_used_id"},
			{FAULT_INDEX_JUMP, "tx_q0_bad_used_index"}};
	uint8_t frame[100];
	struct rte_mbuf *m;
	unsigned int i;

	env_frame(frame, sizeof(frame), 1);
	for (i = 0; i < RTE_DIM(faults); i++) {
		env_up(0, 0, 0);
		env.fake->fault = faults[i].fault;
		env.fake->fault_at = 1;
		assert_int_equal(send_one(make(0, frame, 100)), 1);
		assert_int_equal(env.fake->faults_n, 1);
		rte_eth_tx_done_cleanup(env.id, 0, 0);
		assert_int_equal(env_xstat(faults[i].xstat), 1);
		m = make(0, frame, 100);
		assert_int_equal(send_one(m), 0);
		rte_pktmbuf_free(m);
		assert_int_equal(rte_eth_dev_stop(env.id), 0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
		assert_int_equal(rte_eth_dev_start(env.id), 0);
		assert_int_equal(send_one(make(0, frame, 100)), 1);
		check_sent(frame, 100);
		env.fake->wrong = NULL;
		env_down();
	}
}

/* All that the driver wrote into a ring, but what says whose turn it is. */
static void
scribble(struct virtq *vq)
{
	unsigned int i;

	for (i = 0; i < vq->size; i++) {
		if (vq->is_packed) {
			vq->packed.desc[i].addr = UINT64_MAX;
			vq->packed.desc[i].len = UINT32_MAX;
			vq->packed.desc[i].id = UINT16_MAX;
			continue;
		}
		memset(&vq->split.desc[i], 0xff, sizeof(vq->split.desc[i]));
		vq->split.avail->ring[i] = UINT16_MAX;
	}
	if (!vq->is_packed)
		vq->split.avail->idx = 0x5555;
	if (vq->indirect)
		memset(vq->tables, 0xff, (size_t)vq->size * vq->pieces * 16);
}

/* The driver does not read back what it has written: the device may change it.
 */
static void
a_device_that_scribbles(void **state)
{
	static struct fake_buf bufs[8];
	uint8_t frame[1000];
	const char *reason;
	struct virtq *vq;
	unsigned int k, i;

	env_frame(frame, sizeof(frame), 1);
	for (k = 0; k < 4; k++) {
		env_up(kinds[k], 0, 0);
		env.fake->manual = true;
		vq = &env_txq(0)->vq;
		for (i = 0; i < RTE_DIM(bufs); i++)
			assert_int_equal(send_one(make(i % 2, frame, 1000)), 1);
		for (i = 0; i < RTE_DIM(bufs); i++)
			assert_true(virtio_fake_pop(env.fake, 1, &bufs[i]));
		scribble(vq);
		for (i = 0; i < RTE_DIM(bufs); i++)
			virtio_fake_push(env.fake, 1, &bufs[i], 0);
		virtio_fake_flush(env.fake, 1);
		assert_int_equal(rte_eth_tx_done_cleanup(env.id, 0, 0),
				RTE_DIM(bufs));
		assert_int_equal(virtq_free(vq), QUEUE_SIZE);
		assert_int_equal(virtq_check(vq, &reason), 0);
		assert_int_equal(rte_mempool_in_use_count(small), 0);
		env.fake->wrong = NULL;
		env_down();
	}
}

static int
setup(void **state)
{
	if (ports_setup(state) != 0)
		return -1;
	small = rte_pktmbuf_pool_create("small", 1023, 0, 0,
			RTE_PKTMBUF_HEADROOM + 200, SOCKET_ID_ANY);
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
			TEST(packets_of_any_make_up),
			TEST(endless_chains),
			TEST(shared_packets_stay_as_they_are),
			TEST(tags),
			TEST(checksums),
			TEST(segmentation),
			TEST(packets_that_cannot_be),
			TEST(empty_segments),
			TEST(full_rings),
			TEST(rings_of_one),
			TEST(a_device_that_breaks_rules),
			TEST(a_device_that_scribbles),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
