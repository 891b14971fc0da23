/* SPDX-License-Identifier: BSD-3-Clause */
/* The arguments of net_af_packet: defaults, limits, what is refused. */
#include "net/af_packet/af_packet_private.h"
#include "ports.h"

static void
defaults(void **state)
{
	struct afp_args a;

	assert_int_equal(afp_args_parse("d", "iface=eth0", &a), 0);
	assert_string_equal(a.iface, "eth0");
	assert_int_equal(a.qpairs, 1);
	assert_int_equal(a.blocksz, 4096);
	assert_int_equal(a.framesz, 2048);
	assert_int_equal(a.framecnt, 512);
	assert_int_equal(a.qdisc_bypass, 1);
	assert_int_equal(a.fanout, PACKET_FANOUT_HASH);
	assert_false(a.sized);
	assert_int_equal(a.rx_version, 2);
}

static void
everything(void **state)
{
	struct afp_args a;

	assert_int_equal(afp_args_parse("d",
					 "iface=abcdefghijklmno,qpairs=256,"
					 "blocksz=16384,framesz=4000,"
					 "framecnt=12,qdisc_bypass=0,"
					 "fanout_mode=qm",
					 &a),
			0);
	assert_string_equal(a.iface, "abcdefghijklmno");
	assert_int_equal(a.qpairs, 256);
	assert_int_equal(a.blocksz, 16384);
	assert_int_equal(a.framesz, 4000);
	assert_int_equal(a.framecnt, 12);
	assert_int_equal(a.qdisc_bypass, 0);
	assert_int_equal(a.fanout, PACKET_FANOUT_QM);
	assert_true(a.sized);
}

/* Without framecnt, as many as fill blocks; numbers may be hexadecimal. */
static void
sizes_alone(void **state)
{
	struct afp_args a;

	assert_int_equal(afp_args_parse("d", "iface=a,framesz=144", &a), 0);
	assert_int_equal(a.framecnt, 532);
	assert_int_equal(afp_args_parse("d", "iface=a,framesz=0x800", &a), 0);
	assert_int_equal(a.framesz, 2048);
	assert_int_equal(a.framecnt, 512);
	assert_int_equal(afp_args_parse("d", "iface=a,qpairs=2,qpairs=3", &a),
			0);
	assert_int_equal(a.qpairs, 3);
	assert_int_equal(afp_args_parse("d", "iface=a,qpairs=0x", &a), -EINVAL);
}

static void
fanout_modes(void **state)
{
	static const struct {
		const char *text;
		int mode;
	} modes[] = {
			{"iface=a,fanout_mode=hash", PACKET_FANOUT_HASH},
			{"iface=a,fanout_mode=lb", PACKET_FANOUT_LB},
			{"iface=a,fanout_mode=cpu", PACKET_FANOUT_CPU},
			{"iface=a,fanout_mode=rollover",
					PACKET_FANOUT_ROLLOVER},
			{"iface=a,fanout_mode=rnd", PACKET_FANOUT_RND},
			{"iface=a,fanout_mode=qm", PACKET_FANOUT_QM},
	};
	struct afp_args a;
	unsigned int i;

	for (i = 0; i < RTE_DIM(modes); i++) {
		assert_int_equal(afp_args_parse("d", modes[i].text, &a), 0);
		assert_int_equal(a.fanout, modes[i].mode);
	}
}

/* The ring of V3 has the memory of V2's, in blocks of its own size. */
static void
blocks(void **state)
{
	static const struct {
		const char *text;
		unsigned int size;
		unsigned int n;
		unsigned int ms;
	} rings[] = {
			{"iface=a,rx_version=3", 131072, 8, 1},
			{"iface=a,rx_version=3,framecnt=2", 131072, 4, 1},
			{"iface=a,rx_version=3,rx_blocksz=4096,framecnt=3,"
			 "framesz=4096,rx_retire_ms=1000",
					4096, 4, 1000},
			{"iface=a,rx_version=3,rx_blocksz=8192,framecnt=10",
					8192, 4, 1},
			{"iface=a,rx_version=3,rx_blocksz=4096,framecnt=11,"
			 "framesz=2064",
					4096, 6, 1},
	};
	struct afp_args a, b;
	unsigned int i;

	for (i = 0; i < RTE_DIM(rings); i++) {
		assert_int_equal(afp_args_parse("d", rings[i].text, &a), 0);
		assert_int_equal(a.rx_version, 3);
		afp_args_blocks(&a, &b);
		assert_int_equal(b.blocksz, rings[i].size);
		assert_int_equal(b.framesz, rings[i].size);
		assert_int_equal(b.framecnt, rings[i].n);
		assert_int_equal(b.rx_retire_ms, rings[i].ms);
	}
}

/* What dev_info tells: a small block limits frames, as small slots do. */
static void
largest_frames(void **state)
{
	struct afp_args a;

	assert_int_equal(afp_args_parse("d", "iface=a", &a), 0);
	assert_int_equal(afp_largest_frame(&a), AFP_LARGEST);
	assert_int_equal(afp_args_parse("d", "iface=a,rx_version=3", &a), 0);
	assert_int_equal(afp_largest_frame(&a), AFP_LARGEST);
	assert_int_equal(afp_args_parse("d",
					 "iface=a,rx_version=3,rx_blocksz=4096",
					 &a),
			0);
	assert_int_equal(afp_largest_frame(&a),
			4096 - sizeof(struct tpacket_block_desc) -
					AFP_RX3_OFFSET);
	assert_int_equal(
			afp_args_parse("d", "iface=a,rx_version=3,framesz=2048",
					&a),
			0);
	assert_int_equal(afp_largest_frame(&a), 2048 - AFP_RX_OFFSET);
}

static void
refused(void **state)
{
	static const char *const bad[] = {NULL, "", "iface=", "iface",
			"iface=a,iface=b", "iface=abcdefghijklmnop", "qpairs=1",
			"iface=a,qpairs=0", "iface=a,qpairs=257",
			"iface=a,qpairs=x", "iface=a,qpairs=2x",
			"iface=a,qpairs=-1",
			"iface=a,qpairs=", "iface=a,blocksz=0",
			"iface=a,blocksz=100", "iface=a,blocksz=2048",
			"iface=a,blocksz=6000",
			"iface=a,blocksz=12288,framecnt=512",
			"iface=a,framesz=0", "iface=a,framesz=64",
			"iface=a,framesz=100", "iface=a,framesz=128",
			"iface=a,framesz=1000", "iface=a,framesz=8192",
			"iface=a,framesz=-16", "iface=a,framecnt=0",
			"iface=a,framecnt=1", "iface=a,framecnt=3",
			"iface=a,framecnt=99999999999",
			"iface=a,qdisc_bypass=2", "iface=a,qdisc_bypass=x",
			"iface=a,qdisc_bypass=", "iface=a,fanout_mode=",
			"iface=a,fanout_mode=HASH", "iface=a,fanout_mode",
			"iface=a,foo=1", "iface=a,rx_version=1",
			"iface=a,rx_version=4",
			"iface=a,rx_version=", "iface=a,rx_blocksz=4096",
			"iface=a,rx_retire_ms=1",
			"iface=a,rx_version=2,rx_retire_ms=1",
			"iface=a,rx_version=3,rx_retire_ms=0",
			"iface=a,rx_version=3,rx_retire_ms=1001",
			"iface=a,rx_version=3,rx_blocksz=0",
			"iface=a,rx_version=3,rx_blocksz=5000",
			"iface=a,rx_version=3,rx_blocksz=8388608",
			"iface=a,blocksz=4294967296,framesz=4096"};
	struct afp_args a;
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++)
		assert_int_equal(afp_args_parse("d", bad[i], &a), -EINVAL);
}

static void
sizes_follow_the_mtu(void **state)
{
	static const struct {
		uint32_t mtu;
		uint32_t framesz;
	} sizes[] = {{0, 2048}, {1500, 2048}, {1954, 2048}, {1955, 4096},
			{9000, 16384}, {65535, 131072},
			{UINT16_MAX * 2, 262144}};
	struct afp_args a, before;
	unsigned int i, per_block;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		assert_int_equal(afp_args_parse("d", "iface=a,framecnt=10", &a),
				0);
		afp_args_fit(&a, sizes[i].mtu);
		assert_int_equal(a.framesz, sizes[i].framesz);
		assert_true(a.framesz <= a.blocksz);
		per_block = a.blocksz / a.framesz;
		assert_int_equal(a.framecnt % per_block, 0);
		assert_true(afp_max_frame(&a) >= sizes[i].mtu +
						RTE_ETHER_HDR_LEN +
						RTE_VLAN_HLEN);
	}
	/* And back; but what was chosen stays. */
	afp_args_fit(&a, 1500);
	assert_int_equal(a.framesz, 2048);
	assert_int_equal(afp_args_parse("d", "iface=a,framesz=1024", &a), 0);
	before = a;
	afp_args_fit(&a, 9000);
	assert_memory_equal(&a, &before, sizeof(a));
}

/* The port is refused as a whole, under either name. */
static void
no_such_interface(void **state)
{
	assert_true(rte_vdev_init("net_af_packet0", "iface=bp77") < 0);
	assert_true(rte_vdev_init("eth_af_packet0", "iface=bp77") < 0);
	assert_true(rte_vdev_init("net_af_packet0", NULL) < 0);
	assert_int_equal(rte_eth_dev_count_total(), 0);
}

#define TEST(f) cmocka_unit_test_teardown(f, ports_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(defaults),
			TEST(everything),
			TEST(sizes_alone),
			TEST(fanout_modes),
			TEST(blocks),
			TEST(largest_frames),
			TEST(refused),
			TEST(sizes_follow_the_mtu),
			TEST(no_such_interface),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
