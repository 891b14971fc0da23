/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages about links: which interface they are of, and any that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "net/af_packet/af_packet_private.h"

#include <cmocka.h>

#define MINE    7
#define CHANGED AFP_LINK_CHANGED
#define GONE    (AFP_LINK_CHANGED | AFP_LINK_DELETED)

static uint8_t buffer[512] __attribute__((aligned(NLMSG_ALIGNTO)));
static size_t used;

/* One more message, of the interface; len is what its header says. */
static struct nlmsghdr *
add(uint16_t type, int if_index, uint32_t len)
{
	struct nlmsghdr *h = (void *)(buffer + used);
	struct ifinfomsg info = {.ifi_index = if_index};

	memset(h, 0, NLMSG_SPACE(sizeof(info)));
	h->nlmsg_type = type;
	h->nlmsg_len = len;
	memcpy(NLMSG_DATA(h), &info, sizeof(info));
	used += NLMSG_SPACE(sizeof(info));
	return h;
}

/* From memory of exactly that size, so that a read beyond it is seen. */
static unsigned int
read_some(size_t len, unsigned int if_index)
{
	void *copy = malloc(len + (len == 0));
	unsigned int what;

	assert_non_null(copy);
	memcpy(copy, buffer, len);
	what = afp_link_read(copy, len, if_index);
	free(copy);
	return what;
}

#define FULL NLMSG_LENGTH(sizeof(struct ifinfomsg))

static int
setup(void **state)
{
	used = 0;
	return 0;
}

static void
which(void **state)
{
	add(RTM_NEWADDR, MINE, FULL);
	add(RTM_NEWLINK, MINE + 1, FULL);
	add(RTM_DELLINK, MINE + 1, FULL);
	assert_int_equal(read_some(used, MINE), 0);
	add(RTM_NEWLINK, MINE, FULL);
	assert_int_equal(read_some(used, MINE), CHANGED);
	add(RTM_DELLINK, MINE, FULL);
	assert_int_equal(read_some(used, MINE), GONE);
	/* One that is gone may come back as any, and goes only once. */
	assert_int_equal(read_some(used, 0), CHANGED);
	used = 0;
	add(RTM_NEWADDR, MINE, FULL);
	assert_int_equal(read_some(used, 0), 0);
}

static void
too_short(void **state)
{
	size_t len;

	add(RTM_DELLINK, MINE, FULL);
	for (len = 0; len < FULL; len++)
		assert_int_equal(read_some(len, MINE), 0);
	assert_int_equal(read_some(FULL, MINE), GONE);
}

static void
lengths_that_lie(void **state)
{
	static const uint32_t lens[] = {0, 1, 15, 16, FULL - 1, FULL + 1, 1000,
			INT32_MAX, UINT32_MAX - 3, UINT32_MAX};
	unsigned int i;

	for (i = 0; i < RTE_DIM(lens); i++) {
		used = 0;
		add(RTM_DELLINK, MINE, lens[i]);
		assert_int_equal(read_some(used, MINE), 0);
	}
	/* One without a body is passed over, and the next one read. */
	used = 0;
	add(RTM_NEWLINK, MINE, NLMSG_HDRLEN);
	used = NLMSG_HDRLEN;
	add(RTM_DELLINK, MINE, FULL);
	assert_int_equal(read_some(used, MINE), GONE);
}

/* Whatever bytes: it ends, and reads nothing beyond them. */
static void
noise(void **state)
{
	unsigned int i, round;

	srandom(1);
	for (round = 0; round < 20000; round++) {
		used = 0;
		for (i = 0; i < 5; i++)
			add(RTM_NEWLINK, MINE, FULL);
		for (i = 0; i < 4; i++)
			buffer[(size_t)random() % used] = (uint8_t)random();
		read_some((size_t)random() % (used + 1), MINE);
	}
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(which),
			TEST(too_short),
			TEST(lengths_that_lie),
			TEST(noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
