/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_af_packet stopped and started: its sockets stay, unless something else is
 * wanted of them, but what comes meanwhile is not heard.
 */
#include <dirent.h>

#include "veth.h"

#define SOCKETS 64

static struct {
	char list[SOCKETS][64];
	unsigned int n;
} before;

/* Call for each socket that we have, by its name. */
static unsigned int
each_socket(void (*call)(const char *name, unsigned int n))
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *e;
	unsigned int n = 0;
	char name[64];
	ssize_t len;

	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL) {
		len = readlinkat(dirfd(dir), e->d_name, name, sizeof(name) - 1);
		if (len < 0)
			continue;
		name[len] = '\0';
		if (strncmp(name, "socket:", 7) == 0)
			call(name, n++);
	}
	closedir(dir);
	return n;
}

static void
keep(const char *name, unsigned int n)
{
	assert_true(n < SOCKETS);
	strcpy(before.list[n], name);
}

static unsigned int known;

static void
compare(const char *name, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < before.n; i++)
		known += strcmp(before.list[i], name) == 0;
}

static void
note_sockets(void)
{
	before.n = each_socket(keep);
}

/* How many of them are there no more. */
static unsigned int
lost_sockets(void)
{
	known = 0;
	each_socket(compare);
	return before.n - known;
}

static void
hear_one(uint16_t id, uint16_t queues, uint16_t len, uint8_t flow)
{
	peer_sends(len, flow);
	assert_int_equal(receive(id, queues, 1), 1);
	assert_int_equal(got[0]->pkt_len, len);
	rte_pktmbuf_free(got[0]);
}

/* Frames that nobody reads, before and after stop. */
static void
sleep_and_wake(uint16_t id, uint16_t len)
{
	uint8_t i;

	for (i = 0; i < 16; i++)
		peer_sends(len + i, i);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	for (i = 0; i < 16; i++)
		peer_sends(len + i, i);
	assert_int_equal(rte_eth_dev_start(id), 0);
}

static void
stops_and_starts(const char *args, uint16_t queues, unsigned int lost)
{
	uint16_t id = port_new(NAME, args), q;
	unsigned int round;

	port_start(id, queues, pool);
	for (round = 0; round < 3; round++) {
		note_sockets();
		sleep_and_wake(id, 100);
		assert_int_equal(lost_sockets(), lost);
		for (q = 0; q < 8; q++)
			hear_one(id, queues, 60 + q, (uint8_t)q);
		for (q = 0; q < queues; q++) {
			assert_int_equal(transmit(id, q, 100 + q), 1);
			assert_int_equal(peer_hears(), 100 + q);
		}
	}
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_equal(lost_sockets(), before.n - 1); /* but for the peer's */
}

static void
one_queue(void **state)
{
	stops_and_starts("iface=bp1,framecnt=32", 1, 0);
}

static int
set_mtu(const char *mtu)
{
	return setenv("MTU", mtu, 1) != 0 ||
			sh("for i in bp0 bp1; do ip link set $i mtu $MTU; "
			   "done") != 0;
}

/* They come beside it, and none is left there. */
static void
frames_beyond_the_ring(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,framesz=2048");
	unsigned int round;

	port_start(id, 1, pool);
	assert_int_equal(set_mtu("2000"), 0);
	note_sockets();
	for (round = 0; round < 3; round++) {
		sleep_and_wake(id, 1980);
		hear_one(id, 1, 1990, 1);
		hear_one(id, 1, 60, 1);
	}
	assert_int_equal(lost_sockets(), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
several_queues(void **state)
{
	stops_and_starts("iface=bp1,qpairs=4", 4, 0);
}

/* The receive sockets are others. */
static void
blocks(void **state)
{
	stops_and_starts("iface=bp1,rx_version=3", 1, 1);
}

/* Longer frames may need another ring. */
static void
mtu_meanwhile(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1");

	port_start(id, 1, pool);
	note_sockets();
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(set_mtu("1900"), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(lost_sockets(), 0);
	hear_one(id, 1, 1900, 1);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(set_mtu("1990"), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(lost_sockets(), 2);
	hear_one(id, 1, 1900, 1);
	assert_int_equal(transmit(id, 0, 2000), 1);
	assert_int_equal(peer_hears(), 2000);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Another interface of that name; the transmit sockets move. */
static void
replaced_meanwhile(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,qpairs=2");

	port_start(id, 2, pool);
	note_sockets();
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(close(peer), 0);
	assert_int_equal(sh("ip link del bp0"), 0);
	assert_int_equal(setup(state), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(lost_sockets(), 3); /* the peer's too */
	hear_one(id, 2, 100, 1);
	assert_int_equal(transmit(id, 1, 100), 1);
	assert_int_equal(peer_hears(), 100);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* A queue that is set up anew joins others of its group. */
static void
set_up_meanwhile(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,qpairs=2");
	uint8_t i;

	port_start(id, 2, pool);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_eth_rx_queue_setup(id, 1, 0, 0, NULL, pool), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	for (i = 0; i < 16; i++)
		hear_one(id, 2, 100 + i, i);
	assert_int_equal(receive(id, 2, 1), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(one_queue),
			TEST(frames_beyond_the_ring),
			TEST(several_queues),
			TEST(blocks),
			TEST(mtu_meanwhile),
			TEST(replaced_meanwhile),
			TEST(set_up_meanwhile),
	};

	if (!enter_namespace())
		return 77;
	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
