/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_pcap with files: what comes in goes out, in every format; what is broken
 * or cannot be written is noticed. Files lie in a temporary directory.
 */
#include <dirent.h>

#include "captures.h"

static void
round_trip(const char *file, unsigned int want, int end)
{
	uint16_t id = open_both(file, out, "");
	struct rte_eth_stats stats;

	port_start(id, 1, pool);
	assert_int_equal(bp_eth_rx_at_end(id, 0), 0);
	assert_int_equal(forward(id, 0), want);
	assert_int_equal(bp_eth_rx_at_end(id, 0), end);
	assert_int_equal(forward(id, 0), 0);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.ipackets, want);
	assert_int_equal(stats.opackets, want);
	assert_int_equal(stats.ibytes, stats.obytes);
	assert_int_equal(stats.q_ibytes[0], stats.ibytes);
	assert_int_equal(stats.ierrors, end < 0);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_equal(compare(file, out), want);
}

static void
formats(void **state)
{
	static const uint32_t magic[] = {MAGIC, NANO};
	int i, swap;

	for (i = 0; i < 2; i++) {
		for (swap = 0; swap < 2; swap++) {
			make(in, magic[i], swap, 1, 70, 60, 60);
			round_trip(in, 70, 1);
		}
	}
}

static void
sizes(void **state)
{
	static const uint32_t size[] = {0, 1, 60, 2047, 2048, 2049, 4096, 9018,
			65535, 65536, 262144};
	unsigned int i;

	for (i = 0; i < RTE_DIM(size); i++) {
		make(in, MAGIC, 0, 1, 3, size[i], size[i]);
		round_trip(in, 3, 1);
	}
}

static void
an_empty_file_is_at_its_end(void **state)
{
	make(in, MAGIC, 0, 1, 0, 0, 0);
	round_trip(in, 0, 1);
}

static void
jumbo_packets_are_chains(void **state)
{
	struct rte_mbuf *m;
	uint16_t id;

	make(in, MAGIC, 0, 1, 1, 5000, 5000);
	id = open_both(in, out, "");
	port_start(id, 1, pool);
	assert_int_equal(rte_eth_rx_burst(id, 0, &m, 1), 1);
	assert_int_equal(m->nb_segs, 3);
	assert_int_equal(m->pkt_len, 5000);
	rte_mbuf_sanity_check(m, 1);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
all_ethernet_captures(void **state)
{
	const char *path = DATA_DIR "/pcaps/eth";
	char file[512], why[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *h;
	const u_char *d;
	unsigned int files = 0, n;
	struct dirent *e;
	DIR *list = opendir(path);
	pcap_t *p;
	int rc;

	if (list == NULL)
		skip();
	while ((e = readdir(list)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, e->d_name);
		p = pcap_open_offline(file, why);
		assert_non_null(p);
		for (n = 0; (rc = pcap_next_ex(p, &h, &d)) == 1; n++)
			;
		pcap_close(p);
		round_trip(file, n, rc == PCAP_ERROR_BREAK ? 1 : -EIO);
		files++;
	}
	closedir(list);
	assert_true(files > 0);
}

static void
records_cut_by_the_capture(void **state)
{
	uint16_t id;

	make(in, MAGIC, 0, 1, 5, 60, 1500);
	id = open_both(in, out, "");
	port_start(id, 1, pool);
	assert_int_equal(forward(id, 0), 5);
	assert_int_equal(port_xstat(id, "rx_truncated_records"), 5);
	assert_int_equal(port_xstat(id, "rx_good_bytes"), 300);
	assert_int_equal(rte_eth_xstats_reset(id), 0);
	assert_int_equal(port_xstat(id, "rx_truncated_records"), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_equal(compare(in, out), 5);
}

static void
a_file_that_breaks_off(void **state)
{
	make(in, MAGIC, 0, 1, 5, 100, 100);
	assert_int_equal(truncate(in, 24 + 4 * 116 + 50), 0);
	round_trip(in, 4, -EIO);
	assert_int_equal(truncate(in, 24 + 3 * 116 + 7), 0);
	round_trip(in, 3, -EIO);
}

static void
a_corrupt_record_in_the_middle(void **state)
{
	uint32_t huge = 0x7fffffff;
	FILE *f;

	make(in, MAGIC, 0, 1, 5, 100, 100);
	f = fopen(in, "r+");
	assert_non_null(f);
	assert_int_equal(fseek(f, 24 + 2 * 116 + 8, SEEK_SET), 0);
	assert_int_equal(fwrite(&huge, 4, 1, f), 1);
	fclose(f);
	round_trip(in, 2, -EIO);
}

static void
inputs_that_are_refused(void **state)
{
	static const char *const bad[] = {"", "rx_pcap=", "foo=1",
			"rx_pcap=/nonexistent/file", "rx_pcap=/dev/null",
			"rx_pcap=/tmp", "tx_pcap=/nonexistent/dir/file",
			"tx_pcap=/tmp", "tx_pcap=/dev/full",
			"rx_iface=no_such_iface", "iface=no_such_iface",
			"iface=a,iface=b", "iface=a,rx_pcap=b",
			"rx_pcap=/dev/null,infinite_rx=x",
			"tx_pcap=/dev/null,infinite_rx=2",
			"tx_pcap=/dev/null,infinite_rx=-1",
			"tx_pcap=/dev/null,eof=99999999999999999999",
			"tx_pcap=/dev/null,phy_mac=2"};
	char args[128];
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++) {
		assert_true(rte_vdev_init(NAME, bad[i]) < 0);
		assert_int_equal(rte_eth_dev_count_total(), 0);
	}
	make(in, MAGIC, 0, 101, 1, 60, 60); /* raw IP */
	snprintf(args, sizeof(args), "rx_pcap=%s", in);
	assert_true(rte_vdev_init(NAME, args) < 0);
	make(in, 0x12345678, 0, 1, 1, 60, 60);
	assert_true(rte_vdev_init(NAME, args) < 0);
	assert_int_equal(truncate(in, 10), 0);
	assert_true(rte_vdev_init(NAME, args) < 0);
}

/* Whatever is open on this file writes to a full device from here on. */
static void
fill_disk_of(const char *path)
{
	char link[128], fd_path[64];
	int fd, full = -1;
	FILE *f = fopen("/dev/full", "w");
	ssize_t len;

	assert_non_null(f);
	full = fileno(f);
	for (fd = 3; fd < 256; fd++) {
		snprintf(fd_path, sizeof(fd_path), "/proc/self/fd/%d", fd);
		len = readlink(fd_path, link, sizeof(link) - 1);
		link[len < 0 ? 0 : len] = '\0';
		if (strcmp(link, path) == 0)
			assert_int_equal(dup2(full, fd), fd);
	}
	fclose(f);
}

static void
a_disk_that_fills_up(void **state)
{
	struct rte_eth_stats stats;
	uint16_t id;

	make(in, MAGIC, 0, 1, 200, 9000, 9000);
	id = open_both(in, out, "");
	port_start(id, 1, pool);
	fill_disk_of(out);
	assert_int_equal(forward(id, 0), 200);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.opackets + stats.oerrors, 200);
	assert_true(stats.oerrors > 0);
	assert_int_equal(rte_eth_dev_stop(id), -ENOSPC);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* So little is sent that only the last flush can notice. */
static void
a_disk_that_is_full_at_the_end(void **state)
{
	uint16_t id;

	make(in, MAGIC, 0, 1, 2, 60, 60);
	id = open_both(in, out, "");
	port_start(id, 1, pool);
	fill_disk_of(out);
	assert_int_equal(forward(id, 0), 2);
	assert_int_equal(rte_eth_dev_stop(id), -ENOSPC);
	assert_int_equal(rte_eth_dev_close(id), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
an_empty_pool_loses_nothing(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create(
			"small", 7, 0, 0, RTE_PKTMBUF_HEADROOM + 512, 0);
	struct rte_mbuf *m[16], *held[7];
	struct rte_eth_stats stats;
	uint16_t id, i;

	assert_non_null(small);
	make(in, MAGIC, 0, 1, 3, 1500, 1500);
	id = open_both(in, out, "");
	port_start(id, 1, small);
	assert_int_equal(rte_pktmbuf_alloc_bulk(small, held, 6), 0);
	assert_int_equal(rte_eth_rx_burst(id, 0, m, 1), 0);
	rte_pktmbuf_free_bulk(held, 6);
	for (i = 0; i < 3; i++) {
		assert_int_equal(rte_eth_rx_burst(id, 0, m, 1), 1);
		assert_int_equal(m[0]->pkt_len, 1500);
		assert_int_equal(*rte_pktmbuf_mtod(m[0], uint8_t *), i + 1);
		rte_pktmbuf_free(m[0]);
	}
	assert_int_equal(rte_eth_rx_burst(id, 0, m, 1), 0);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.rx_nombuf, 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	rte_mempool_free(small);
}

/* Fewer mbufs than the burst may have, or than it and a chain need. */
static void
a_small_pool_still_receives(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create(
			"small", 15, 0, 0, RTE_PKTMBUF_HEADROOM + 512, 0);
	struct rte_eth_stats stats;
	struct rte_mbuf *m[16];
	uint16_t id, i;

	assert_non_null(small);
	make(in, MAGIC, 0, 1, 6, 1500, 1500);
	id = open_both(in, out, "");
	port_start(id, 1, small);
	assert_int_equal(rte_eth_rx_burst(id, 0, m, 16), 5);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.rx_nombuf, 1);
	for (i = 0; i < 5; i++)
		assert_int_equal(*rte_pktmbuf_mtod(m[i], uint8_t *), i + 1);
	rte_pktmbuf_free_bulk(m, 5);
	assert_int_equal(rte_eth_rx_burst(id, 0, m, 14), 1);
	assert_int_equal(*rte_pktmbuf_mtod(m[0], uint8_t *), 6);
	rte_pktmbuf_free(m[0]);
	assert_int_equal(rte_mempool_in_use_count(small), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	rte_mempool_free(small);
}

static void
mbufs_that_are_too_small(void **state)
{
	struct rte_mempool *tiny = rte_pktmbuf_pool_create(
			"tiny", 7, 0, 0, RTE_PKTMBUF_HEADROOM + 63, 0);
	struct rte_eth_conf conf = {0};
	uint16_t id;

	make(in, MAGIC, 0, 1, 1, 60, 60);
	id = open_both(in, out, "");
	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(id, 0, 0, 0, NULL, tiny),
			-EINVAL);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	rte_mempool_free(tiny);
}

static void
several_queues(void **state)
{
	char args[256];
	uint16_t id;
	struct rte_eth_stats stats;

	make(in, MAGIC, 0, 1, 4, 60, 60);
	make(in2, MAGIC, 0, 1, 9, 80, 80);
	snprintf(args, sizeof(args), "rx_pcap=%s,rx_pcap=%s", in, in2);
	id = port_new(NAME, args);
	port_start(id, 2, pool);
	assert_int_equal(forward(id, 1), 9);
	assert_int_equal(bp_eth_rx_at_end(id, 0), 0);
	assert_int_equal(bp_eth_rx_at_end(id, 1), 1);
	assert_int_equal(forward(id, 0), 4);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.q_ipackets[0], 4);
	assert_int_equal(stats.q_ibytes[1], 720);
	assert_int_equal(stats.q_opackets[1], 9);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
output_only(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool), *none;
	char args[128];
	uint16_t id;

	snprintf(args, sizeof(args), "tx_pcap=%s", out);
	id = port_new(NAME, args);
	port_start(id, 1, pool);
	assert_int_equal(rte_eth_rx_burst(id, 0, &none, 1), 0);
	assert_int_equal(bp_eth_rx_at_end(id, 0), -ENOTSUP);
	assert_non_null(rte_pktmbuf_append(m, 60));
	memset(rte_pktmbuf_mtod(m, void *), 1, 60);
	assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	make(in, MAGIC, 0, 1, 1, 60, 60);
	assert_int_equal(compare(in, out), 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
again_and_again(void **state)
{
	struct rte_mbuf *m[BURST];
	unsigned int i, total = 0;
	uint16_t id, n;

	make(in, NANO, 0, 1, 3, 60, 60);
	id = open_both(in, out, ",infinite_rx=1");
	port_start(id, 1, pool);
	while (total < 1000) {
		n = rte_eth_rx_burst(id, 0, m, BURST);
		assert_int_equal(n, BURST);
		for (i = 0; i < n; i++)
			assert_int_equal(*rte_pktmbuf_mtod(m[i], uint8_t *),
					(total + i) % 3 + 1);
		rte_pktmbuf_free_bulk(m, n);
		total += n;
	}
	assert_int_equal(bp_eth_rx_at_end(id, 0), -ENOTSUP);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	make(in, NANO, 0, 1, 0, 0, 0);
	id = open_both(in, out, ",infinite_rx=1");
	port_start(id, 1, pool);
	assert_int_equal(rte_eth_rx_burst(id, 0, m, BURST), 0);
	assert_int_equal(bp_eth_rx_at_end(id, 0), 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
a_restart_begins_anew(void **state)
{
	uint16_t id;

	make(in, MAGIC, 0, 1, 3, 60, 60);
	id = open_both(in, out, "");
	port_start(id, 1, pool);
	assert_int_equal(forward(id, 0), 3);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(bp_eth_rx_at_end(id, 0), 0);
	assert_int_equal(forward(id, 0), 3);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_equal(compare(in, out), 3);
}

static void
queues_start_and_stop(void **state)
{
	uint16_t id;

	make(in, MAGIC, 0, 1, 3, 60, 60);
	id = open_both(in, out, "");
	port_start(id, 1, pool);
	assert_int_equal(rte_eth_dev_rx_queue_stop(id, 0), 0);
	assert_int_equal(forward(id, 0), 0);
	assert_int_equal(rte_eth_dev_rx_queue_start(id, 0), 0);
	assert_int_equal(rte_eth_dev_tx_queue_stop(id, 0), 0);
	assert_int_equal(rte_eth_dev_tx_queue_start(id, 0), 0);
	assert_int_equal(forward(id, 0), 3);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
addresses(void **state)
{
	struct rte_ether_addr a;
	uint16_t id;

	make(in, MAGIC, 0, 1, 1, 60, 60);
	id = open_both(in, out, "");
	assert_int_equal(rte_eth_macaddr_get(id, &a), 0);
	assert_memory_equal(a.addr_bytes, "\x02pcap", 5);
	assert_int_equal(rte_eth_dev_set_mtu(id, 1400), -ENOTSUP);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(formats),
			TEST(sizes),
			TEST(an_empty_file_is_at_its_end),
			TEST(jumbo_packets_are_chains),
			TEST(all_ethernet_captures),
			TEST(records_cut_by_the_capture),
			TEST(a_file_that_breaks_off),
			TEST(a_corrupt_record_in_the_middle),
			TEST(inputs_that_are_refused),
			TEST(a_disk_that_fills_up),
			TEST(a_disk_that_is_full_at_the_end),
			TEST(an_empty_pool_loses_nothing),
			TEST(a_small_pool_still_receives),
			TEST(mbufs_that_are_too_small),
			TEST(several_queues),
			TEST(output_only),
			TEST(again_and_again),
			TEST(a_restart_begins_anew),
			TEST(queues_start_and_stop),
			TEST(addresses),
	};

	return cmocka_run_group_tests(tests, captures_setup, captures_teardown);
}
