/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_pcap's transmit: files that are emptied no sooner than needed, records
 * cut to the snap length, and pipes whose reader comes and goes.
 */
#include <bufplane_mbuf_bytes.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>

#include <sys/ioctl.h>

#include "captures.h"

#define OTHER "net_pcap1"
/* Less than a pipe's 64 KiB, which the driver's pieces exceed. */
#define PIPE_HELD 60000

static uint16_t
open_output(const char *more)
{
	char args[256];

	snprintf(args, sizeof(args), "tx_pcap=%s%s", out, more);
	return port_new(NAME, args);
}

/* Send a packet of len bytes, which may take a chain. */
static void
send_one(uint16_t id, uint32_t len)
{
	uint8_t *data = calloc(1, len);
	struct rte_mbuf *m = bp_pktmbuf_from_bytes(pool, data, len);

	free(data);
	assert_non_null(m);
	assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
}

static void
a_file_is_emptied_by_start(void **state)
{
	uint16_t id;

	make(in, MAGIC, 0, 1, 5, 60, 60);
	make(out, MAGIC, 0, 1, 5, 60, 60);
	open_output("");
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_equal(compare(in, out), 5);
	id = open_output("");
	assert_int_equal(compare(in, out), 5);
	port_start(id, 1, pool);
	make(in, MAGIC, 0, 1, 0, 0, 0);
	assert_int_equal(compare(in, out), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Whichever device comes first, the file stays whole. */
static void
nobody_reads_what_is_to_be_written(void **state)
{
	static const char *const key[] = {"rx_pcap", "tx_pcap"};
	char args[256];
	unsigned int i;

	make(in, MAGIC, 0, 1, 5, 60, 60);
	make(out, MAGIC, 0, 1, 5, 60, 60);
	for (i = 0; i < RTE_DIM(key); i++) {
		open_output("");
		snprintf(args, sizeof(args), "%s=%s", key[i], out);
		assert_int_equal(rte_vdev_init(OTHER, args), -EBUSY);
		assert_int_equal(rte_vdev_uninit(NAME), 0);
		assert_int_equal(compare(in, out), 5);
	}
	snprintf(args, sizeof(args), "rx_pcap=%s,tx_pcap=%s", out, out);
	assert_int_equal(rte_vdev_init(NAME, args), -EBUSY);
	assert_int_equal(compare(in, out), 5);
}

static void
records_are_cut(void **state)
{
	static const uint32_t lens[] = {99, 100, 101, 5000};
	char why[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *h;
	struct rte_eth_stats stats;
	const u_char *d;
	unsigned int i;
	pcap_t *p;
	uint16_t id = open_output(",snaplen=100");

	port_start(id, 1, pool);
	for (i = 0; i < RTE_DIM(lens); i++)
		send_one(id, lens[i]);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.obytes, 5300);
	assert_int_equal(stats.oerrors, 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	p = pcap_open_offline(out, why);
	assert_non_null(p);
	assert_int_equal(pcap_snapshot(p), 100);
	for (i = 0; i < RTE_DIM(lens); i++) {
		assert_int_equal(pcap_next_ex(p, &h, &d), 1);
		assert_int_equal(h->len, lens[i]);
		assert_int_equal(h->caplen, RTE_MIN(lens[i], 100u));
	}
	pcap_close(p);
}

/* A pipe in the place of the output; its end to read from. */
static int
make_pipe(void)
{
	int fd;

	unlink(out);
	assert_int_equal(mkfifo(out, 0600), 0);
	fd = open(out, O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	return fd;
}

static void
a_pipe_without_reader_is_refused(void **state)
{
	char args[128];

	close(make_pipe());
	snprintf(args, sizeof(args), "tx_pcap=%s", out);
	assert_int_equal(rte_vdev_init(NAME, args), -ENXIO);
	unlink(out);
}

static void
a_pipe_carries_a_capture(void **state)
{
	struct pcap_pkthdr *h;
	char why[PCAP_ERRBUF_SIZE];
	const u_char *d;
	pcap_t *p;
	FILE *f;
	int fd = make_pipe();
	uint16_t id = open_output("");

	port_start(id, 1, pool);
	send_one(id, 60);
	send_one(id, 3000);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(fcntl(fd, F_SETFL, 0), 0);
	f = fdopen(fd, "r");
	p = pcap_fopen_offline(f, why);
	assert_non_null(p);
	assert_int_equal(pcap_next_ex(p, &h, &d), 1);
	assert_int_equal(h->caplen, 60);
	assert_int_equal(pcap_next_ex(p, &h, &d), 1);
	assert_int_equal(h->caplen, 3000);
	assert_int_equal(pcap_next_ex(p, &h, &d), PCAP_ERROR_BREAK);
	pcap_close(p);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	unlink(out);
}

/* SIGPIPE would end this test. */
static void
a_reader_that_goes_away(void **state)
{
	struct rte_eth_stats stats;
	int fd = make_pipe(), i;
	uint16_t id = open_output("");

	port_start(id, 1, pool);
	close(fd);
	for (i = 0; i < 100; i++)
		send_one(id, 9000);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.opackets + stats.oerrors, 100);
	assert_true(stats.oerrors > 0);
	assert_int_equal(rte_eth_dev_stop(id), -EPIPE);
	assert_int_equal(rte_eth_dev_start(id), -ENXIO);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	unlink(out);
}

/* Reads nothing, and goes when the pipe has no more room. */
static void *
go_when_full(void *arg)
{
	int fd = *(int *)arg, held = 0;

	while (held < PIPE_HELD && ioctl(fd, FIONREAD, &held) == 0)
		sched_yield();
	close(fd);
	return NULL;
}

/* The kernel sends SIGPIPE then although a part was written. */
static void
a_reader_that_goes_away_amid_a_write(void **state)
{
	int fd = make_pipe(), i;
	uint16_t id = open_output("");
	pthread_t reader;

	port_start(id, 1, pool);
	assert_int_equal(pthread_create(&reader, NULL, go_when_full, &fd), 0);
	for (i = 0; i < 10; i++)
		send_one(id, 9000);
	pthread_join(reader, NULL);
	assert_int_equal(rte_eth_dev_stop(id), -EPIPE);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	unlink(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(a_file_is_emptied_by_start),
			TEST(nobody_reads_what_is_to_be_written),
			TEST(records_are_cut),
			TEST(a_pipe_without_reader_is_refused),
			TEST(a_pipe_carries_a_capture),
			TEST(a_reader_that_goes_away),
			TEST(a_reader_that_goes_away_amid_a_write),
	};

	return cmocka_run_group_tests(tests, captures_setup, captures_teardown);
}
