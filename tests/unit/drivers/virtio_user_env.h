/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of net_virtio_user: a back end that is a thread of this process and
 * sends back what it gets, a port, and packets that go there and come back. The
 * library's memory is files. After each test nothing may be left.
 */
#ifndef VIRTIO_USER_ENV_H
#define VIRTIO_USER_ENV_H

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

static inline struct virtio_user *
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

static inline bool
link_is(uint16_t status)
{
	struct rte_eth_link link;

	assert_int_equal(rte_eth_link_get_nowait(port, &link), 0);
	return link.link_status == status;
}

/* With a back end that is about to be silent. */
static inline void
be_patient(bool patient)
{
	pthread_mutex_lock(&user()->lock);
	user()->conn.patience = patient ? VIRTIO_USER_PATIENCE : PATIENCE;
	pthread_mutex_unlock(&user()->lock);
}

static inline int
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
	return 0;
}

static inline void
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
static inline void
up(uint64_t features, const char *args, uint16_t n)
{
	const struct rte_eth_conf conf = {0};

	peer = vhost_user_fake_new(path, features);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(args), 0);
	configure(n, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
}

static inline void
remove_port(void)
{
	assert_int_equal(rte_vdev_uninit("net_virtio_user0"), 0);
	has_port = false;
}

static inline void
down(void)
{
	remove_port();
	assert_null(peer->wrong);
	vhost_user_fake_free(peer);
	peer = NULL;
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
}

static inline struct rte_mbuf *
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

static inline void
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
static inline void
echo(uint16_t queue, uint16_t n)
{
	struct rte_mbuf *sent[32], *got[32];
	uint16_t i, k = 0, out = 0;
	unsigned int ms;

	for (i = 0; i < n; i++)
		sent[i] = make_frame(i);
	/* The link is up a moment before bursts run. */
	WAIT_FOR((out += rte_eth_tx_burst(port, queue, sent + out, n - out)) ==
			n);
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

/* Whatever a test left when it failed. */
static inline int
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

static inline int
setup(void **state)
{
	snprintf(prefix_text, sizeof(prefix_text), "vutest%d", (int)getpid());
	strcpy(folder, "/tmp/bufplane-vuXXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/s", folder);
	return ports_setup(state);
}

static inline int
teardown(void **state)
{
	rmdir(folder);
	return ports_teardown(state);
}

#endif
