/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hundred rounds of start, pool, traffic and clean-up in one process: after
 * the first few, the process has as many descriptors, threads, mappings and
 * files as before, and no more heap.
 *
 *   rounds_test SAMPLE.pcap
 */
#include <dirent.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>

#include <cmocka.h>

#define ROUNDS            100
#define WARM_UP           5
#define SAMPLE_PACKETS    791
#define BURST             32
#define IDLE_TASK_ENTRIES 3 /* this thread and the two dots */

/* Allocators of sanitizers map memory as they please. */
#ifdef __SANITIZE_ADDRESS__
#define MAPPINGS_MORE 1000
#else
#define MAPPINGS_MORE 2
#endif

struct footprint {
	unsigned int descriptors;
	unsigned int threads;
	unsigned int mappings;
	size_t heap;
};

static const char *sample;
static char folder[] = "/tmp/bufplane-rounds-XXXXXX";

static unsigned int
entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static unsigned int
lines(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned int n = 0;
	int c;

	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		n += c == '\n';
	fclose(file);
	return n;
}

/* A thread that was joined may stand in /proc for a moment longer. */
static unsigned int
threads_left(void)
{
	unsigned int n = entries("/proc/self/task");

	for (unsigned int i = 0; i < 1000 && n > IDLE_TASK_ENTRIES; i++) {
		usleep(1000);
		n = entries("/proc/self/task");
	}
	return n;
}

static struct footprint
measure(void)
{
	return (struct footprint){
			.descriptors = entries("/proc/self/fd"),
			.threads = threads_left(),
			.mappings = lines("/proc/self/maps"),
			.heap = mallinfo2().uordblks,
	};
}

static void
open_port(uint16_t port, struct rte_mempool *pool)
{
	struct rte_eth_conf conf;

	memset(&conf, 0, sizeof(conf));
	assert_int_equal(rte_eth_dev_configure(port, 1, 1, &conf), 0);
	assert_int_equal(
			rte_eth_rx_queue_setup(port, 0, 512, 0, NULL, pool), 0);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 512, 0, NULL), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
}

/* Forwards all of the capture from port 0 to port 1. */
static int
forward(void *count)
{
	struct rte_mbuf *pkts[BURST];
	unsigned int *total = count;
	unsigned int idle = 0;

	while (*total < SAMPLE_PACKETS && idle < 1000000) {
		uint16_t n = rte_eth_rx_burst(0, 0, pkts, BURST);

		*total += n;
		idle += n == 0;
		if (rte_eth_tx_burst(1, 0, pkts, n) != n)
			return -1;
	}
	return 0;
}

static void
traffic(void)
{
	struct rte_mempool *pool = rte_pktmbuf_pool_create("rounds", 2047, 64,
			0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	unsigned int total = 0;
	unsigned int worker = rte_get_next_lcore(-1, 1, 0);

	assert_non_null(pool);
	open_port(0, pool);
	open_port(1, pool);
	assert_int_equal(rte_eal_remote_launch(forward, &total, worker), 0);
	assert_int_equal(rte_eal_wait_lcore(worker), 0);
	assert_int_equal(total, SAMPLE_PACKETS);
	for (uint16_t port = 0; port < 2; port++) {
		assert_int_equal(rte_eth_dev_stop(port), 0);
		assert_int_equal(rte_eth_dev_close(port), 0);
	}
	assert_int_equal(rte_mempool_avail_count(pool), 2047);
	rte_mempool_free(pool);
}

static void
one_round(void)
{
	char in[4096], out[4096], runtime[4096], prefix[32];
	char *args[] = {(char *)"rounds", (char *)"--no-huge",
			(char *)"--no-pci", (char *)"--lcores",
			(char *)"(0-1)@0", (char *)"--file-prefix", prefix,
			(char *)"--vdev", in, (char *)"--vdev", out};

	snprintf(prefix, sizeof(prefix), "rounds%d", (int)getpid());
	snprintf(in, sizeof(in), "net_pcap0,rx_pcap=%s", sample);
	snprintf(out, sizeof(out), "net_pcap1,tx_pcap=%s/out.pcap", folder);
	assert_true(rte_eal_init((int)RTE_DIM(args), args) >= 0);
	snprintf(runtime, sizeof(runtime), "%s", rte_eal_get_runtime_dir());
	traffic();
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(access(runtime, F_OK), -1);
}

static void
test_rounds_leave_nothing(void **state)
{
	struct footprint before = {0}, after;

	(void)state;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (i == WARM_UP)
			before = measure();
		one_round();
	}
	after = measure();
	assert_int_equal(after.descriptors, before.descriptors);
	assert_int_equal(after.threads, before.threads);
	assert_in_range(after.mappings, 0, before.mappings + MAPPINGS_MORE);
	assert_in_range(after.heap, 0, before.heap + 4096);
}

/* A start that fails leaves nothing either. */
static void
test_failed_starts_leave_nothing(void **state)
{
	char *bad[][5] = {
			{(char *)"x", (char *)"--no-pci", (char *)"--in-memory",
					(char *)"--vdev", (char *)"net_none0"},
			{(char *)"x", (char *)"--no-pci", (char *)"--in-memory",
					(char *)"--lcores", (char *)"(0-"},
			{(char *)"x", (char *)"--no-pci", (char *)"--in-memory",
					(char *)"--vdev",
					(char *)"net_pcap0,rx_pcap=/nowhere"},
			{(char *)"x", (char *)"--no-pci", (char *)"--in-memory",
					(char *)"--what", (char *)"ever"},
	};
	struct footprint before = {0}, after;

	(void)state;
	for (unsigned int i = 0; i < 40; i++) {
		if (i == 8)
			before = measure();
		assert_true(rte_eal_init(5, bad[i % RTE_DIM(bad)]) < 0);
	}
	after = measure();
	assert_int_equal(after.descriptors, before.descriptors);
	assert_int_equal(after.threads, before.threads);
	assert_in_range(after.mappings, 0, before.mappings + MAPPINGS_MORE);
	assert_in_range(after.heap, 0, before.heap + 4096);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_rounds_leave_nothing),
			cmocka_unit_test(test_failed_starts_leave_nothing),
	};
	char out[4096];
	int rc;

	if (argc != 2 || mkdtemp(folder) == NULL)
		return 1;
	sample = argv[1];
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	snprintf(out, sizeof(out), "%s/out.pcap", folder);
	unlink(out);
	rmdir(folder);
	return rc;
}
