/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of net_pcap: capture files made to order in a temporary directory,
 * and what comes of them.
 */
#ifndef CAPTURES_H
#define CAPTURES_H

#include <stdio.h>
#include <unistd.h>

#include <pcap/pcap.h>
#include <sys/stat.h>

#include "ports.h"

#define NAME  "net_pcap0"
#define MAGIC 0xa1b2c3d4u
#define NANO  0xa1b23c4du
#define BURST 32

static char dir[] = "/tmp/pcap_test.XXXXXX";
static char in[64], out[64], in2[64];

static inline void
put32(FILE *f, uint32_t v, int swap)
{
	v = swap ? __builtin_bswap32(v) : v;
	assert_int_equal(fwrite(&v, 4, 1, f), 1);
}

/* A file of n packets of len bytes, cap of which are in it. */
static inline void
make(const char *path, uint32_t magic, int swap, uint32_t link, unsigned int n,
		uint32_t cap, uint32_t len)
{
	uint8_t *data = calloc(1, cap + 1);
	FILE *f = fopen(path, "w");
	unsigned int i;

	assert_non_null(f);
	put32(f, magic, swap);
	put32(f, swap ? 2u << 16 | 4 : 4u << 16 | 2, swap);
	put32(f, 0, 0);
	put32(f, 0, 0);
	put32(f, 262144, swap);
	put32(f, link, swap);
	for (i = 0; i < n; i++) {
		put32(f, 1000 + i, swap);
		put32(f, 999999, swap);
		put32(f, cap, swap);
		put32(f, len, swap);
		memset(data, (int)i + 1, cap);
		assert_int_equal(fwrite(data, 1, cap, f), cap);
	}
	assert_int_equal(fclose(f), 0);
	free(data);
}

static inline uint16_t
open_both(const char *from, const char *to, const char *more)
{
	char args[256];

	snprintf(args, sizeof(args), "rx_pcap=%s,tx_pcap=%s%s", from, to, more);
	return port_new(NAME, args);
}

/* Everything that queue q receives goes out again; how many packets. */
static inline unsigned int
forward(uint16_t id, uint16_t q)
{
	struct rte_mbuf *m[BURST];
	unsigned int total = 0;
	uint16_t i, n;

	while ((n = rte_eth_rx_burst(id, q, m, BURST)) != 0) {
		for (i = 0; i < n; i++) {
			rte_mbuf_sanity_check(m[i], 1);
			assert_int_equal(m[i]->port, id);
		}
		assert_int_equal(rte_eth_tx_burst(id, q, m, n), n);
		total += n;
	}
	return total;
}

/* The packets of two files are the same; stamps of the second never fall. */
static inline unsigned int
compare(const char *a, const char *b)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *pa = pcap_open_offline(a, why), *pb;
	struct pcap_pkthdr *ha, *hb;
	const u_char *da, *db;
	struct timeval last = {0, 0};
	unsigned int n = 0;

	pb = pcap_open_offline_with_tstamp_precision(
			b, PCAP_TSTAMP_PRECISION_NANO, why);
	assert_non_null(pa);
	assert_non_null(pb);
	for (; pcap_next_ex(pa, &ha, &da) == 1; n++) {
		assert_int_equal(pcap_next_ex(pb, &hb, &db), 1);
		assert_int_equal(ha->caplen, hb->caplen);
		assert_int_equal(hb->caplen, hb->len);
		assert_memory_equal(da, db, ha->caplen);
		assert_true(timercmp(&last, &hb->ts, <=));
		assert_true(hb->ts.tv_usec >= 0 && hb->ts.tv_usec < 1000000000);
		last = hb->ts;
	}
	assert_true(pcap_next_ex(pb, &hb, &db) < 0);
	pcap_close(pa);
	pcap_close(pb);
	return n;
}

static inline int
captures_setup(void **state)
{
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(in, sizeof(in), "%s/in", dir);
	snprintf(in2, sizeof(in2), "%s/in2", dir);
	snprintf(out, sizeof(out), "%s/out", dir);
	return ports_setup(state);
}

static inline int
captures_teardown(void **state)
{
	unlink(in);
	unlink(in2);
	unlink(out);
	return rmdir(dir) != 0 || ports_teardown(state) != 0;
}

#define TEST(f) cmocka_unit_test_teardown(f, ports_check)

#endif
