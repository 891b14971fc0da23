/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio_user from a program's point of view, with a back end that is a
 * thread of this process and sends back what it gets: all kinds of rings,
 * several queues, back ends that come, go, lie or fall silent.
 */
#include <bufplane.h>
#include <stdio.h>
#include <unistd.h>

static char prefix_text[32];
static const char *const prefix = prefix_text;
static enum bp_dma dma;
#define PORTS_PREFIX prefix
#define PORTS_DMA    dma

#include "net/virtio/virtio_net.h"
#include "net/virtio/virtio_user.h"
#include "ports.h"
#include "vhost_user_fake.h"

#define F(feature) (UINT64_C(1) << (feature))
#define PROTOCOL   F(VHOST_USER_F_PROTOCOL_FEATURES)
#define PACKED     F(VIRTIO_F_RING_PACKED)
#define MERGE      F(VIRTIO_NET_F_MRG_RXBUF)
#define IN_ORDER   F(VIRTIO_F_IN_ORDER)
#define EVENT      F(VIRTIO_RING_F_EVENT_IDX)
#define INDIRECT   F(VIRTIO_RING_F_INDIRECT_DESC)
#define MQ         F(VIRTIO_NET_F_MQ)
#define ALL        (PROTOCOL | PACKED | MERGE | IN_ORDER | EVENT | INDIRECT | MQ)
#define PATIENCE   50
#define WAIT_MS    10000
#define FRAME_LEN  200

static char folder[] = "/tmp/bufplane-vuXXXXXX";
static char path[64];
static struct vhost_user_fake *peer;
static uint16_t port;
static bool has_port;
static unsigned int events; /* of links; atomic */

static struct virtio_user *
user(void)
{
	const struct vnet_port *p = rte_eth_devices[port].data->dev_private;

	return (struct virtio_user *)(void *)p->dev;
}

#define WAIT_FOR(condition)                                                    \
	do {                                                                   \
		unsigned int ms_ = 0;                                          \
		bool is_so_ = (condition);                                     \
		while (!is_so_ && ms_++ < WAIT_MS) {                           \
			usleep(1000);                                          \
			is_so_ = (condition);                                  \
		}                                                              \
		assert_true(is_so_);                                           \
	} while (0)

static bool
link_is(uint16_t status)
{
	struct rte_eth_link link;

	assert_int_equal(rte_eth_link_get_nowait(port, &link), 0);
	return link.link_status == status;
}

static int
probe(const char *args)
{
	char text[128];
	int rc;

	snprintf(text, sizeof(text), "path=%s,mac=02:00:00:00:00:42%s", path,
			args);
	rc = rte_vdev_init("net_virtio_user0", text);
	if (rc != 0)
		return rc;
	assert_int_equal(
			rte_eth_dev_get_port_by_name("net_virtio_user0", &port),
			0);
	has_port = true;
	user()->conn.patience = PATIENCE;
	return 0;
}

static int
count_event(uint16_t id, enum rte_eth_event_type type, void *arg, void *ret)
{
	__atomic_add_fetch(&events, 1, __ATOMIC_RELEASE);
	return 0;
}

static void
configure(uint16_t n, const struct rte_eth_conf *conf)
{
	uint16_t q;

	assert_int_equal(rte_eth_dev_configure(port, n, n, conf), 0);
	for (q = 0; q < n; q++) {
		assert_int_equal(rte_eth_rx_queue_setup(
						 port, q, 0, 0, NULL, pool),
				0);
		assert_int_equal(
				rte_eth_tx_queue_setup(port, q, 0, 0, NULL), 0);
	}
}

/* A back end, and a port with n queue pairs that is started. */
static void
up(uint64_t features, const char *args, uint16_t n)
{
	const struct rte_eth_conf conf = {0};

	peer = vhost_user_fake_new(path, features);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(args), 0);
	configure(n, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
}

static void
remove_port(void)
{
	assert_int_equal(rte_vdev_uninit("net_virtio_user0"), 0);
	has_port = false;
}

static void
down(void)
{
	remove_port();
	assert_null(peer->wrong);
	vhost_user_fake_free(peer);
	peer = NULL;
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
}

static struct rte_mbuf *
make_frame(uint32_t seed)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	uint8_t *bytes;
	uint32_t i;

	assert_non_null(m);
	bytes = (uint8_t *)rte_pktmbuf_append(m, FRAME_LEN);
	for (i = 0; i < FRAME_LEN; i++)
		bytes[i] = (uint8_t)(seed * 31 + i * 7);
	return m;
}

static void
check_frame(struct rte_mbuf *m, uint32_t seed)
{
	struct rte_mbuf *wanted = make_frame(seed);

	assert_int_equal(m->pkt_len, FRAME_LEN);
	assert_int_equal(m->port, port);
	assert_memory_equal(rte_pktmbuf_mtod(m, void *),
			rte_pktmbuf_mtod(wanted, void *), FRAME_LEN);
	rte_pktmbuf_free(wanted);
	rte_pktmbuf_free(m);
}

/* A burst on a queue, which comes back in its order. */
static void
echo(uint16_t queue, uint16_t n)
{
	struct rte_mbuf *sent[32], *got[32];
	uint16_t i, k = 0;
	unsigned int ms;

	for (i = 0; i < n; i++)
		sent[i] = make_frame(i);
	assert_int_equal(rte_eth_tx_burst(port, queue, sent, n), n);
	for (ms = 0; k < n && ms < WAIT_MS; ms++) {
		i = rte_eth_rx_burst(port, queue, &got[k], n - k);
		k += i;
		if (i == 0)
			usleep(1000);
	}
	assert_int_equal(k, n);
	for (i = 0; i < n; i++)
		check_frame(got[i], i);
}

static void
test_kinds(void **state)
{
	static const struct {
		uint64_t features;
		const char *args;
		uint64_t agreed; /* of these */
	} kinds[] = {
			{0, "", 0},
			{PROTOCOL, "", 0},
			{ALL, "", MERGE | IN_ORDER | EVENT | INDIRECT},
			{ALL, ",in_order=0", MERGE | EVENT | INDIRECT},
			{ALL, ",mrg_rxbuf=0,in_order=0", EVENT | INDIRECT},
			{ALL, ",packed_vq=1", ALL & ~(PROTOCOL | MQ)},
			{ALL, ",packed_vq=1,in_order=0,mrg_rxbuf=0",
					PACKED | EVENT | INDIRECT},
			{MERGE, ",queue_size=128,vectorized=1,cq=0", MERGE},
			{PACKED, ",packed_vq=1,queue_size=100", PACKED},
			{PACKED, "", 0},
	};
	unsigned int i, round;

	for (i = 0; i < RTE_DIM(kinds); i++) {
		up(kinds[i].features, kinds[i].args, 1);
		assert_int_equal(user()->features & ALL, kinds[i].agreed);
		assert_true(link_is(RTE_ETH_LINK_UP));
		for (round = 0; round < 20; round++)
			echo(0, 32);
		assert_int_equal(rte_eth_dev_stop(port), 0);
		assert_true(link_is(RTE_ETH_LINK_DOWN));
		assert_int_equal(rte_eth_dev_start(port), 0);
		echo(0, 1);
		down();
	}
}

static void
test_pairs(void **state)
{
	const struct rte_eth_conf conf = {0};
	struct rte_eth_dev_info info;
	uint16_t q;

	up(ALL, ",queues=3", 3);
	WAIT_FOR(__atomic_load_n(&peer->enabled, __ATOMIC_ACQUIRE) == 6);
	for (q = 0; q < 3; q++)
		echo(q, 20);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	/* One of three. */
	configure(1, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	echo(0, 20);
	assert_int_equal(peer->enabled, 2);
	down();

	/* No more than the back end has. */
	peer = vhost_user_fake_new(path, ALL);
	peer->pairs = 2;
	vhost_user_fake_start(peer);
	assert_int_equal(probe(",queues=3"), 0);
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_int_equal(info.max_rx_queues, 2);
	down();
}

static void
test_facts(void **state)
{
	struct rte_eth_dev_info info;
	struct rte_ether_addr mac;
	struct rte_eth_link link;

	up(ALL, ",speed=40000,queue_size=512", 1);
	assert_int_equal(rte_eth_macaddr_get(port, &mac), 0);
	assert_memory_equal(&mac, "\x02\x00\x00\x00\x00\x42", 6);
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_string_equal(info.driver_name, "net_virtio_user");
	assert_int_equal(info.rx_desc_lim.nb_max, 512);
	assert_int_equal(rte_eth_link_get_nowait(port, &link), 0);
	assert_int_equal(link.link_speed, 40000);
	/* Everything is let in anyway. */
	assert_int_equal(rte_eth_promiscuous_enable(port), 0);
	assert_int_equal(rte_eth_promiscuous_disable(port), 0);
	assert_int_equal(rte_eth_allmulticast_enable(port), 0);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, &mac), 0);
	down();
}

static void
test_reconnect(void **state)
{
	unsigned int round;

	up(ALL, "", 1);
	for (round = 0; round < 5; round++) {
		struct rte_mbuf *m[16];
		unsigned int i;

		echo(0, 32);
		vhost_user_fake_stop(peer);
		for (i = 0; i < RTE_DIM(m); i++)
			m[i] = make_frame(i);
		i = rte_eth_tx_burst(port, 0, m, RTE_DIM(m));
		rte_pktmbuf_free_bulk(m + i, RTE_DIM(m) - i);
		WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
		/* Nothing moves, and all was taken back. */
		m[0] = make_frame(0);
		assert_int_equal(rte_eth_tx_burst(port, 0, m, 1), 0);
		rte_pktmbuf_free(m[0]);
		assert_int_equal(rte_eth_rx_burst(port, 0, m, 1), 0);
		assert_int_equal(rte_eth_tx_done_cleanup(port, 0, 0), 0);
		WAIT_FOR(rte_mempool_in_use_count(pool) == 0);
		assert_true(port_xstat(port, "taken_back_buffers") > 0);
		vhost_user_fake_start(peer);
		WAIT_FOR(port_xstat(port, "reconnects") == round + 1);
		assert_true(link_is(RTE_ETH_LINK_UP));
	}
	echo(0, 32);
	/* It is away when the port stops and starts. */
	vhost_user_fake_stop(peer);
	WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	vhost_user_fake_start(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == round + 1);
	echo(0, 32);
	down();
}

static void
test_server(void **state)
{
	const struct rte_eth_conf conf = {0};

	peer = vhost_user_fake_new(path, ALL);
	peer->client = true;
	assert_int_equal(probe(",server=1,queues=2"), 0);
	configure(2, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	vhost_user_fake_start(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == 1);
	assert_true(link_is(RTE_ETH_LINK_UP));
	echo(0, 32);
	echo(1, 32);
	vhost_user_fake_hang_up(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == 2);
	echo(1, 32);
	down();
	assert_int_not_equal(access(path, F_OK), 0);
}

/* A back end that offers less than the port works with. */
static void
test_less(void **state)
{
	up(ALL, "", 1);
	echo(0, 1);
	vhost_user_fake_stop(peer);
	peer->offered &= ~IN_ORDER;
	vhost_user_fake_start(peer);
	WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
	WAIT_FOR(vhost_user_fake_count(peer, VHOST_USER_GET_FEATURES) > 1);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	/* Configured anew, it does. */
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_eth_dev_configure(
					 port, 1, 1, &(struct rte_eth_conf){0}),
			0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	WAIT_FOR(link_is(RTE_ETH_LINK_UP));
	echo(0, 32);
	down();
}

static void
test_probe_faults(void **state)
{
	static const uint32_t at[] = {VHOST_USER_GET_FEATURES,
			VHOST_USER_GET_PROTOCOL_FEATURES,
			VHOST_USER_GET_QUEUE_NUM, VHOST_USER_SET_OWNER};
	enum vhost_user_fault fault;
	unsigned int i;

	assert_int_equal(probe(""), -EAGAIN);
	for (i = 0; i < RTE_DIM(at); i++) {
		for (fault = PEER_CLOSES; fault <= PEER_HALF; fault++) {
			if (fault == PEER_REFUSES &&
					at[i] != VHOST_USER_SET_OWNER)
				continue;
			peer = vhost_user_fake_new(path, ALL);
			peer->fault = fault;
			peer->fault_at = at[i];
			vhost_user_fake_start(peer);
			assert_true(probe("") < 0);
			assert_int_equal(rte_eth_dev_count_total(), 0);
			vhost_user_fake_free(peer);
			peer = NULL;
		}
	}
	peer = vhost_user_fake_new(path, ALL);
	peer->offered &= ~F(VIRTIO_F_VERSION_1);
	vhost_user_fake_start(peer);
	assert_true(probe("") < 0);
	assert_null(peer->wrong);
	vhost_user_fake_free(peer);
	peer = NULL;
}

/* What is wrong in the middle of a start makes it fail; the next one works. */
static void
test_start_faults(void **state)
{
	static const uint32_t at[] = {VHOST_USER_SET_FEATURES,
			VHOST_USER_SET_STATUS, VHOST_USER_GET_STATUS,
			VHOST_USER_SET_MEM_TABLE, VHOST_USER_SET_VRING_NUM,
			VHOST_USER_SET_VRING_BASE, VHOST_USER_SET_VRING_ADDR,
			VHOST_USER_SET_VRING_CALL, VHOST_USER_SET_VRING_KICK,
			VHOST_USER_SET_VRING_ENABLE};
	static const enum vhost_user_fault faults[] = {
			PEER_SILENT, PEER_REFUSES, PEER_SIZE, PEER_FDS};
	const struct rte_eth_conf conf = {0};
	unsigned int i, j;

	peer = vhost_user_fake_new(path, ALL);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	for (i = 0; i < RTE_DIM(at); i++) {
		j = i % RTE_DIM(faults);
		if (at[i] == VHOST_USER_GET_STATUS)
			j = 0;
		vhost_user_fake_stop(peer);
		peer->fault = faults[j];
		peer->fault_at = at[i];
		vhost_user_fake_start(peer);
		assert_true(rte_eth_dev_start(port) < 0);
		vhost_user_fake_stop(peer);
		peer->fault = PEER_WELL;
		vhost_user_fake_start(peer);
		WAIT_FOR(rte_eth_dev_start(port) == 0);
		echo(0, 4);
		assert_int_equal(rte_eth_dev_stop(port), 0);
	}
	vhost_user_fake_stop(peer);
	peer->refuse_features = true;
	vhost_user_fake_start(peer);
	assert_true(rte_eth_dev_start(port) < 0);
	down();
}

/* One that does not say that it let go keeps the memory until it is gone. */
static void
test_haunted(void **state)
{
	const struct rte_eth_conf conf = {0};

	peer = vhost_user_fake_new(path, ALL);
	peer->fault = PEER_FROZEN;
	peer->fault_at = VHOST_USER_GET_VRING_BASE;
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	echo(0, 32);
	assert_int_equal(rte_eth_dev_stop(port), -ETIMEDOUT);
	assert_int_not_equal(rte_mempool_in_use_count(pool), 0);
	assert_int_equal(rte_eth_dev_start(port), -ETIMEDOUT);
	vhost_user_fake_stop(peer);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);

	/* The same while the port runs, by a question about new memory. */
	peer->fault_at = VHOST_USER_SET_MEM_TABLE;
	peer->after = 1;
	vhost_user_fake_start(peer);
	assert_int_equal(rte_eth_dev_start(port), 0);
	echo(0, 32);
	rte_free(rte_malloc(NULL, 64 << 20, 0));
	WAIT_FOR(link_is(RTE_ETH_LINK_DOWN));
	usleep(100 * 1000);
	assert_int_not_equal(rte_mempool_in_use_count(pool), 0);
	vhost_user_fake_stop(peer);
	WAIT_FOR(rte_mempool_in_use_count(pool) == 0);
	peer->fault = PEER_WELL;
	vhost_user_fake_start(peer);
	WAIT_FOR(port_xstat(port, "reconnects") == 1);
	echo(0, 32);
	down();
}

static void
test_memory(void **state)
{
	unsigned int before;
	void *more;

	up(ALL, "", 1);
	echo(0, 32);
	before = vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE);
	more = rte_malloc(NULL, 64 << 20, 0);
	assert_non_null(more);
	assert_true(vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE) >
			before);
	echo(0, 32);
	before = vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE);
	rte_free(more);
	assert_true(vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE) >
			before);
	echo(0, 32);
	down();
}

/* With BP_DMA_POOLS: pools are announced, other memory is not. */
static void
test_pools(void **state)
{
	const unsigned int at = VHOST_USER_SET_MEM_TABLE;
	struct rte_mempool *mp;
	unsigned int before;
	void *more;

	up(ALL, ",packed_vq=1", 1);
	echo(0, 32);
	assert_int_not_equal(user()->ranges.n, 0);
	before = vhost_user_fake_count(peer, at);
	more = rte_malloc(NULL, 64 << 20, 0);
	assert_non_null(more);
	rte_free(more);
	assert_int_equal(vhost_user_fake_count(peer, at), before);
	mp = rte_pktmbuf_pool_create("other", 20000, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	assert_non_null(mp);
	assert_true(vhost_user_fake_count(peer, at) > before);
	rte_mempool_free(mp);
	echo(0, 32);
	down();
}

static void
test_link_events(void **state)
{
	struct rte_eth_conf conf = {.intr_conf.lsc = 1};

	peer = vhost_user_fake_new(path, ALL);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	events = 0;
	assert_int_equal(rte_eth_dev_callback_register(port,
					 RTE_ETH_EVENT_INTR_LSC, count_event,
					 NULL),
			0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	vhost_user_fake_stop(peer);
	WAIT_FOR(__atomic_load_n(&events, __ATOMIC_ACQUIRE) == 1);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	vhost_user_fake_start(peer);
	WAIT_FOR(__atomic_load_n(&events, __ATOMIC_ACQUIRE) == 2);
	assert_true(link_is(RTE_ETH_LINK_UP));
	down();
}

static void
test_sleep(void **state)
{
	struct rte_eth_conf conf = {.intr_conf.rxq = 1};
	struct rte_epoll_event event;
	struct rte_mbuf *m;

	peer = vhost_user_fake_new(path, ALL);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(
			rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD,
					RTE_INTR_EVENT_ADD, NULL),
			0);
	assert_int_equal(rte_eth_dev_rx_intr_enable(port, 0), 0);
	assert_int_equal(rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1, 0), 0);
	m = make_frame(7);
	assert_int_equal(rte_eth_tx_burst(port, 0, &m, 1), 1);
	assert_int_equal(rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1,
					 WAIT_MS),
			1);
	WAIT_FOR(rte_eth_rx_burst(port, 0, &m, 1) == 1);
	check_frame(m, 7);
	/* Who sleeps is told of a back end that came. */
	assert_int_equal(rte_eth_dev_rx_intr_enable(port, 0), 0);
	vhost_user_fake_hang_up(peer);
	assert_int_equal(rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1,
					 WAIT_MS),
			1);
	WAIT_FOR(port_xstat(port, "reconnects") == 1);
	assert_int_equal(rte_eth_dev_rx_intr_disable(port, 0), 0);
	echo(0, 8);
	assert_int_equal(
			rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD,
					RTE_INTR_EVENT_DEL, NULL),
			0);
	down();
}

static void
test_args(void **state)
{
	static const char *const wrong[] = {"", "path=", "path", "queues=1",
			"path=/s,queues=0", "path=/s,queues=129",
			"path=/s,queue_size=0", "path=/s,queue_size=100",
			"path=/s,queue_size=32769,packed_vq=1",
			"path=/s,packed_vq=2", "path=/s,server=x",
			"path=/s,mac=nonsense", "path=/s,mac=01:00:00:00:00:01",
			"path=/s,mac=", "path=/s,iface=tap0", "path=/s,cq=2",
			"path=/s,speed=-1", "path=/s,unknown=1",
			"path=/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"xxxxxxxxxxxxxxxxxxxxxxxxxx"};
	struct virtio_user_args args;
	unsigned int i;

	for (i = 0; i < RTE_DIM(wrong); i++)
		assert_int_equal(virtio_user_args_parse("t", wrong[i], &args),
				-EINVAL);
	assert_int_equal(virtio_user_args_parse("t", "path=/s", &args), 0);
	assert_string_equal(args.path, "/s");
	assert_int_equal(args.queues, 1);
	assert_int_equal(args.queue_size, 256);
	assert_true(args.mrg_rxbuf && args.in_order);
	assert_false(args.packed_vq || args.server || args.has_speed);
	assert_true(rte_is_valid_assigned_ether_addr(&args.mac));
	assert_int_equal(rte_vdev_init("net_virtio_user0", "path="), -EINVAL);
}

/* Whatever a test left when it failed. */
static int
check(void **state)
{
	if (has_port)
		rte_vdev_uninit("net_virtio_user0");
	has_port = false;
	if (peer != NULL) {
		if (peer->wrong != NULL)
			print_message("the front end: %s\n", peer->wrong);
		vhost_user_fake_free(peer);
	}
	peer = NULL;
	return ports_check(state);
}

static int
setup(void **state)
{
	snprintf(prefix_text, sizeof(prefix_text), "vutest%d", (int)getpid());
	strcpy(folder, "/tmp/bufplane-vuXXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/s", folder);
	return ports_setup(state);
}

static int
teardown(void **state)
{
	rmdir(folder);
	return ports_teardown(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_args, check),
			cmocka_unit_test_teardown(test_kinds, check),
			cmocka_unit_test_teardown(test_pairs, check),
			cmocka_unit_test_teardown(test_facts, check),
			cmocka_unit_test_teardown(test_reconnect, check),
			cmocka_unit_test_teardown(test_server, check),
			cmocka_unit_test_teardown(test_less, check),
			cmocka_unit_test_teardown(test_probe_faults, check),
			cmocka_unit_test_teardown(test_start_faults, check),
			cmocka_unit_test_teardown(test_haunted, check),
			cmocka_unit_test_teardown(test_memory, check),
			cmocka_unit_test_teardown(test_link_events, check),
			cmocka_unit_test_teardown(test_sleep, check),
	};

	const struct CMUnitTest of_pools[] = {
			cmocka_unit_test_teardown(test_pools, check),
			cmocka_unit_test_teardown(test_reconnect, check),
	};
	int failed = cmocka_run_group_tests(tests, setup, teardown);

	dma = BP_DMA_POOLS;
	return failed + cmocka_run_group_tests(of_pools, setup, teardown);
}
