/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <rte_mbuf.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

#define DST "\x02\0\0\0\0\x01"
#define SRC "\x02\0\0\0\0\x02"

static uint8_t area[256];
static struct rte_mbuf m;

static void
set_frame(const void *data, uint16_t len, uint16_t headroom)
{
	memset(&m, 0, sizeof(m));
	memset(area, 0xee, sizeof(area));
	m.buf_addr = area;
	m.buf_len = sizeof(area);
	m.data_off = headroom;
	m.data_len = len;
	m.pkt_len = len;
	m.nb_segs = 1;
	/* Builds that check each mbuf want to see these. */
	m.pool = (void *)area;
	m.buf_iova = (uintptr_t)area;
	rte_mbuf_refcnt_set(&m, 1);
	memcpy(area + headroom, data, len);
}

static void
check_frame(const void *data, uint16_t len)
{
	assert_int_equal(m.data_len, len);
	assert_int_equal(m.pkt_len, len);
	assert_memory_equal(area + m.data_off, data, len);
}

/* The frame's bytes before and after, without the string's end. */
#define CHECK(options, before, after)                                          \
	do {                                                                   \
		struct replay_rewrite rw = {0};                                \
		assert_int_equal(replay_rewrite_parse(&rw, options), 0);       \
		set_frame(before, sizeof(before) - 1, 128);                    \
		assert_int_equal(replay_rewrite_apply(&rw, &m), 0);            \
		check_frame(after, sizeof(after) - 1);                         \
	} while (0)

static void
test_macs(void **state)
{
	(void)state;
	CHECK("dst=02:00:00:00:00:aa", DST SRC "\x08\0abc",
			"\x02\0\0\0\0\xaa" SRC "\x08\0abc");
	CHECK("src=02:00:00:00:00:bb", DST SRC "\x08\0abc",
			DST "\x02\0\0\0\0\xbb"
			    "\x08\0abc");
	CHECK("src=02:00:00:00:00:bb,dst=ff:ff:ff:ff:ff:ff", DST SRC "\x08\0",
			"\xff\xff\xff\xff\xff\xff"
			"\x02\0\0\0\0\xbb"
			"\x08\0");
}

static void
test_vlan_set(void **state)
{
	(void)state;
	CHECK("vlan=7", DST SRC "\x81\0\x61\x23\x08\0x",
			DST SRC "\x81\0\x60\x07\x08\0x");
	CHECK("vlan=4094", DST SRC "\x88\xa8\x01\x23\x81\0\0\x05\x08\0x",
			DST SRC "\x88\xa8\x0f\xfe\x81\0\0\x05\x08\0x");
	CHECK("vlan=0", DST SRC "\x91\0\x21\x23\x08\0",
			DST SRC "\x91\0\x20\0\x08\0");
}

static void
test_vlan_add(void **state)
{
	(void)state;
	CHECK("vlan=257", DST SRC "\x08\0xyz",
			DST SRC "\x81\0\x01\x01\x08\0xyz");
	CHECK("vlan=257,pcp=5,dst=02:00:00:00:00:aa", DST SRC "\x08\0xyz",
			"\x02\0\0\0\0\xaa" SRC "\x81\0\xa1\x01\x08\0xyz");
}

static void
test_vlan_strip(void **state)
{
	(void)state;
	CHECK("vlan=none", DST SRC "\x81\0\x61\x23\x08\0x", DST SRC "\x08\0x");
	CHECK("vlan=none", DST SRC "\x88\xa8\0\x01\x81\0\0\x02\x08\0x",
			DST SRC "\x81\0\0\x02\x08\0x");
	CHECK("vlan=none", DST SRC "\x08\0x", DST SRC "\x08\0x");
}

static void
test_pcp(void **state)
{
	(void)state;
	CHECK("pcp=7", DST SRC "\x81\0\x11\x23\x08\0",
			DST SRC "\x81\0\xf1\x23\x08\0");
	CHECK("pcp=7", DST SRC "\x08\0", DST SRC "\x08\0");
}

/* A tag or header that is cut off. */
static void
test_short_frames(void **state)
{
	(void)state;
	CHECK("dst=02:00:00:00:00:aa,vlan=9", "", "");
	CHECK("dst=02:00:00:00:00:aa,vlan=9", DST SRC "\x08", DST SRC "\x08");
	CHECK("vlan=none", DST SRC "\x81\0\0\x05\x08",
			DST SRC "\x81\0\0\x05\x08");
}

static void
test_no_room(void **state)
{
	struct replay_rewrite rw = {0};

	(void)state;
	assert_int_equal(replay_rewrite_parse(&rw, "vlan=1"), 0);
	set_frame(DST SRC "\x08\0", 14, 3);
	assert_int_equal(replay_rewrite_apply(&rw, &m), -ENOSPC);
}

static void
test_refused(void **state)
{
	static const char *const bad[] = {
			"",
			"src",
			"src=",
			"src=02:00:00:00:00",
			"dst=gg:00:00:00:00:00",
			"vlan=",
			"vlan=4095",
			"vlan=-1",
			"vlan=x",
			"pcp=8",
			"mac=02:00:00:00:00:01",
			"vlan=1,",
			"vlan=1,,pcp=1",
	};
	char longer[512];

	(void)state;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct replay_rewrite rw = {0};

		assert_int_equal(replay_rewrite_parse(&rw, bad[i]), -EINVAL);
	}
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(replay_rewrite_parse(
					 &(struct replay_rewrite){0}, longer),
			-EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_macs),
			cmocka_unit_test(test_vlan_set),
			cmocka_unit_test(test_vlan_add),
			cmocka_unit_test(test_vlan_strip),
			cmocka_unit_test(test_pcp),
			cmocka_unit_test(test_short_frames),
			cmocka_unit_test(test_no_room),
			cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
