/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a packet carries for hardware and scheduler. The verdicts on transmit
 * flags are checked twice: some by eye, and all that there are by a sum of
 * what 22.11 says of them.
 */
#include "mbuf_env.h"

/* The flags for transmit are the bits from here on, so many of them. */
#define TX_SHIFT 41
#define TX_BITS  20

static void
lengths_pack(void **state)
{
	struct rte_mbuf m;

	(void)state;
	memset(&m, 0, sizeof(m));
	m.l2_len = 100;
	m.l3_len = 300;
	m.l4_len = 200;
	m.tso_segsz = 60000;
	m.outer_l3_len = 511;
	m.outer_l2_len = 127;
	assert_int_equal(m.tx_offload,
			rte_mbuf_tx_offload(100, 300, 200, 60000, 511, 127, 0));
	assert_int_equal(rte_mbuf_tx_offload(0, 0, 0, 0, 0, 0, 255),
			UINT64_C(255) << 56);
	/* Each argument alone: all bits of its field, and no others. */
	assert_int_equal(rte_mbuf_tx_offload(127, 0, 0, 0, 0, 0, 0), 0x7f);
	assert_int_equal(rte_mbuf_tx_offload(0, 511, 0, 0, 0, 0, 0), 0xff80);
	assert_int_equal(rte_mbuf_tx_offload(0, 0, 255, 0, 0, 0, 0), 0xff0000);
	assert_int_equal(rte_mbuf_tx_offload(0, 0, 0, 65535, 0, 0, 0),
			0xffff000000);
	assert_int_equal(rte_mbuf_tx_offload(0, 0, 0, 0, 511, 0, 0),
			0x1ff0000000000);
	assert_int_equal(rte_mbuf_tx_offload(0, 0, 0, 0, 0, 127, 0),
			0xfe000000000000);
}

static void
flags_agree(void **state)
{
	static const struct {
		uint64_t flags;
		uint16_t segsz;
		int rc;
	} rows[] = {
			{0, 0, 0},
			{RTE_MBUF_F_TX_IP_CKSUM, 0, 0},
			{RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_IPV4, 0, 0},
			{RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_IPV6, 0,
					-EINVAL},
			{RTE_MBUF_F_TX_TCP_CKSUM, 0, -EINVAL},
			{RTE_MBUF_F_TX_SCTP_CKSUM, 0, -EINVAL},
			{RTE_MBUF_F_TX_TCP_CKSUM | RTE_MBUF_F_TX_IPV6, 0, 0},
			{RTE_MBUF_F_TX_UDP_CKSUM | RTE_MBUF_F_TX_IPV4, 0, 0},
			{RTE_MBUF_F_TX_TCP_SEG, 1, -EINVAL},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV6, 0,
					-EINVAL},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV6, 1, 0},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV4, 1,
					-EINVAL},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV4 |
							RTE_MBUF_F_TX_IP_CKSUM,
					1, 0},
			{RTE_MBUF_F_TX_UDP_SEG, 0, 0},
			{RTE_MBUF_F_TX_OUTER_IP_CKSUM, 0, -EINVAL},
			{RTE_MBUF_F_TX_OUTER_IP_CKSUM | RTE_MBUF_F_TX_OUTER_IPV4,
					0, 0},
			{RTE_MBUF_F_TX_OUTER_IP_CKSUM | RTE_MBUF_F_TX_OUTER_IPV6,
					0, -EINVAL},
	};
	struct rte_mbuf m;
	unsigned int i;

	(void)state;
	memset(&m, 0, sizeof(m));
	for (i = 0; i < RTE_DIM(rows); i++) {
		m.ol_flags = rows[i].flags;
		m.tso_segsz = rows[i].segsz;
		assert_int_equal(rte_validate_tx_offload(&m), rows[i].rc);
	}
}

/* Every combination of flags, with and without a size of segments. */
static void
all_flags_as_22_11(void **state)
{
	struct rte_mbuf m;
	unsigned int flags, refused = 0;
	uint64_t sum = 0;
	int big;

	(void)state;
	memset(&m, 0, sizeof(m));
	for (flags = 0; flags < 1U << TX_BITS; flags++) {
		m.ol_flags = (uint64_t)flags << TX_SHIFT;
		for (big = 0; big < 2; big++) {
			m.tso_segsz = big ? 65535 : 0;
			sum = sum * 31;
			if (rte_validate_tx_offload(&m) == 0)
				continue;
			assert_int_equal(rte_validate_tx_offload(&m), -EINVAL);
			refused++;
			sum++;
		}
	}
	assert_int_equal(refused, 1556480);
	assert_int_equal(sum, UINT64_C(0xb8868932e6e28000));
}

/* What is received, dynamic, or the kind of the buffer says nothing of it. */
static void
other_bits_do_not_count(void **state)
{
	const uint64_t good = RTE_MBUF_F_TX_IPV6 | RTE_MBUF_F_TX_TCP_CKSUM;
	const uint64_t bad = RTE_MBUF_F_TX_IPV6 | RTE_MBUF_F_TX_IP_CKSUM;
	struct rte_mbuf m;
	unsigned int bit;

	(void)state;
	memset(&m, 0xff, sizeof(m));
	for (bit = 0; bit < 64; bit++) {
		if (bit >= TX_SHIFT && bit < TX_SHIFT + TX_BITS)
			continue;
		m.ol_flags = UINT64_C(1) << bit;
		assert_int_equal(rte_validate_tx_offload(&m), 0);
		m.ol_flags = UINT64_C(1) << bit | good;
		assert_int_equal(rte_validate_tx_offload(&m), 0);
		m.ol_flags = UINT64_C(1) << bit | bad;
		assert_int_equal(rte_validate_tx_offload(&m), -EINVAL);
	}
}

static void
scheduler_fields(void **state)
{
	struct rte_mbuf m;
	uint32_t queue;
	uint8_t class, color;

	(void)state;
	memset(&m, 0xff, sizeof(m));
	rte_mbuf_sched_set(&m, 70000, 3, 2);
	rte_mbuf_sched_get(&m, &queue, &class, &color);
	assert_int_equal(queue, 70000);
	assert_int_equal(class, 3);
	assert_int_equal(color, 2);
	assert_int_equal(m.hash.sched.reserved, 0);
	rte_mbuf_sched_queue_set(&m, 1);
	rte_mbuf_sched_traffic_class_set(&m, 2);
	rte_mbuf_sched_color_set(&m, 1);
	assert_int_equal(rte_mbuf_sched_queue_get(&m), 1);
	assert_int_equal(rte_mbuf_sched_traffic_class_get(&m), 2);
	assert_int_equal(rte_mbuf_sched_color_get(&m), 1);
	assert_int_equal(m.hash.sched.reserved, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(lengths_pack),
			cmocka_unit_test(flags_agree),
			cmocka_unit_test(all_flags_as_22_11),
			cmocka_unit_test(other_bits_do_not_count),
			cmocka_unit_test(scheduler_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
