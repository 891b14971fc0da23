/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets to port 0, whose back end sends each back on its queue pair.
 *
 *	virtio_user_echo EAL... -- CAPTURE QUEUES
 *	virtio_user_echo EAL... -- CAPTURE QUEUES forever
 *
 * Once: every packet of the capture that is no longer than a frame, spread over
 * the queues, the second half from memory that is new; all have to come back,
 *in order, byte for byte. Forever, until standard input ends: as fast as it
 *goes, whatever becomes of the back end; a line "reconnects N" tells of each
 *one that is new. At the end no mbuf may be missing.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define FRAMES      4096
#define FRAME       1514
#define QUEUES      8
#define WINDOW      64
#define BURST       32
#define MBUFS       32767
#define MBUFS_LATER 4095
#define WAIT_S      20
#define DRAIN_S     2

struct frame {
	uint32_t len;
	uint8_t bytes[FRAME];
};

static struct frame *frames;
static uint32_t frames_n;
static struct rte_mempool *pool;
static struct rte_mempool *later; /* made while packets are on their way */
static uint16_t queues;

static void
die(const char *what)
{
	fprintf(stderr, "virtio_user_echo: %s\n", what);
	exit(1);
}

static void
read_capture(const char *path)
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_open_offline(path, error);
	const struct pcap_pkthdr *h;
	struct pcap_pkthdr header;
	const uint8_t *bytes;

	frames = calloc(FRAMES, sizeof(*frames));
	if (pcap == NULL || frames == NULL)
		die("the capture cannot be read");
	while (frames_n < FRAMES && (bytes = pcap_next(pcap, &header))) {
		h = &header;
		if (h->caplen < RTE_ETHER_HDR_LEN || h->caplen > FRAME)
			continue;
		frames[frames_n].len = h->caplen;
		memcpy(frames[frames_n++].bytes, bytes, h->caplen);
	}
	pcap_close(pcap);
	if (frames_n == 0)
		die("the capture has no packets");
}

static struct rte_mbuf *
make(const struct frame *f)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(later != NULL ? later : pool);

	if (m == NULL)
		die("the pool is empty");
	memcpy(rte_pktmbuf_append(m, (uint16_t)f->len), f->bytes, f->len);
	return m;
}

static void
compare(struct rte_mbuf *m, const struct frame *f)
{
	uint8_t space[FRAME];

	if (m->pkt_len != f->len ||
			memcmp(rte_pktmbuf_read(m, 0, f->len, space), f->bytes,
					f->len) != 0)
		die("another packet came back than was sent");
	rte_pktmbuf_free(m);
}

static struct rte_mempool *
make_pool(const char *name, unsigned int n)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create(name, n, 256, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);

	if (mp == NULL)
		die("no pool");
	return mp;
}

static void
start_port(void)
{
	struct rte_eth_conf conf = {0};
	uint16_t q;
	int rc;

	pool = make_pool("echo", MBUFS);
	rc = rte_eth_dev_configure(0, queues, queues, &conf);
	for (q = 0; q < queues && rc == 0; q++) {
		rc = rte_eth_rx_queue_setup(0, q, 0, 0, NULL, pool);
		if (rc == 0)
			rc = rte_eth_tx_queue_setup(0, q, 0, 0, NULL);
	}
	if (rc == 0)
		rc = rte_eth_dev_start(0);
	if (rc != 0)
		die("the port does not start");
}

static void
stop_port(void)
{
	if (rte_eth_dev_stop(0) != 0 || rte_eth_dev_close(0) != 0)
		die("the port does not stop");
	if (rte_mempool_in_use_count(pool) != 0 ||
			(later != NULL && rte_mempool_in_use_count(later) != 0))
		die("mbufs are missing");
	rte_mempool_free(pool);
	rte_mempool_free(later);
}

/* The frames of a queue are every so many-th of the capture. */
static void
send_once(void)
{
	uint32_t sent[QUEUES] = {0}, got[QUEUES] = {0}, done = 0;
	uint64_t end = rte_get_timer_cycles() + WAIT_S * rte_get_timer_hz();
	struct rte_mbuf *m;
	uint16_t q;

	while (done < frames_n) {
		for (q = 0; q < queues; q++) {
			uint32_t at = sent[q] * queues + q;

			if (at < frames_n && sent[q] - got[q] < WINDOW) {
				m = make(&frames[at]);
				if (rte_eth_tx_burst(0, q, &m, 1) == 1)
					sent[q]++;
				else
					rte_pktmbuf_free(m);
			}
			if (rte_eth_rx_burst(0, q, &m, 1) == 0)
				continue;
			compare(m, &frames[got[q]++ * queues + q]);
			done++;
		}
		if (later == NULL && done > frames_n / 2)
			later = make_pool("later", MBUFS_LATER);
		if (rte_get_timer_cycles() > end)
			die("packets do not come back");
	}
}

static uint64_t
xstat(const char *name)
{
	uint64_t id, value = 0;

	if (rte_eth_xstats_get_id_by_name(0, name, &id) != 0 ||
			rte_eth_xstats_get_by_id(0, &id, &value, 1) != 1)
		die("a statistic is missing");
	return value;
}

static uint64_t
receive(uint16_t q)
{
	struct rte_mbuf *m[BURST];
	uint16_t n = rte_eth_rx_burst(0, q, m, BURST);

	rte_pktmbuf_free_bulk(m, n);
	return n;
}

static uint64_t
transmit(uint16_t q, uint32_t *at)
{
	struct rte_mbuf *m[BURST];
	uint16_t n, i;

	for (i = 0; i < BURST; i++) {
		m[i] = make(&frames[*at]);
		*at = (*at + 1) % frames_n;
	}
	n = rte_eth_tx_burst(0, q, m, BURST);
	rte_pktmbuf_free_bulk(m + n, BURST - n);
	return n;
}

static bool
is_over(void)
{
	struct pollfd p = {0, POLLIN, 0};
	char byte;

	return poll(&p, 1, 0) > 0 && read(0, &byte, 1) <= 0;
}

static void
send_forever(void)
{
	uint64_t sent = 0, got = 0, told = 0, end;
	uint32_t at = 0, round;
	uint16_t q;

	for (round = 1; round % 256 != 0 || !is_over(); round++) {
		for (q = 0; q < queues; q++) {
			sent += transmit(q, &at);
			got += receive(q);
		}
		if (round % 64 != 0 || xstat("reconnects") == told)
			continue;
		told = xstat("reconnects");
		printf("reconnects %" PRIu64 " received %" PRIu64 "\n", told,
				got);
		fflush(stdout);
	}
	end = rte_get_timer_cycles() + DRAIN_S * rte_get_timer_hz();
	while (rte_get_timer_cycles() < end && got < sent)
		for (q = 0; q < queues; q++)
			got += receive(q);
	printf("sent %" PRIu64 " received %" PRIu64 " taken %" PRIu64 "\n",
			sent, got, xstat("taken_back_buffers"));
}

int
main(int argc, char **argv)
{
	int n = rte_eal_init(argc, argv);

	if (n < 0 || argc - n < 3)
		die("usage: EAL... -- CAPTURE QUEUES [forever]");
	argv += n;
	queues = (uint16_t)atoi(argv[2]);
	if (queues == 0 || queues > QUEUES)
		die("QUEUES is 1 to 8");
	read_capture(argv[1]);
	start_port();
	puts("started");
	fflush(stdout);
	if (argc - n > 3) {
		send_forever();
	} else {
		send_once();
		printf("%u packets\n", frames_n);
	}
	stop_port();
	free(frames);
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
