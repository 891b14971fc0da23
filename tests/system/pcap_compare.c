/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compares two captures packet by packet, through libpcap alone:
 *
 *   pcap_compare INPUT OUTPUT [DST SRC]
 *
 * OUTPUT has to hold every packet that can be read from INPUT, once and in
 * order; with DST and SRC (aa:bb:..) its addresses are these, for packets that
 * are long enough for an Ethernet header. The stamps of OUTPUT must not run
 * backwards and lie between 2020 and 2100. Prints the number of packets.
 * Exit code 0: the same; 1: different; 2: cannot be opened; 3: the same, and
 * INPUT is broken behind the packets compared.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <net/ethernet.h>
#include <netinet/ether.h>
#include <pcap/pcap.h>

#define YEAR_2020 1577836800
#define YEAR_2100 4102444800

struct addresses {
	int given;
	uint8_t bytes[2 * ETHER_ADDR_LEN]; /* destination, source */
};

static pcap_t *
open_capture(const char *name)
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(
			name, PCAP_TSTAMP_PRECISION_NANO, reason);

	if (pcap == NULL)
		fprintf(stderr, "%s: %s\n", name, reason);
	return pcap;
}

static int
same_packet(const struct pcap_pkthdr *ih, const u_char *in,
		const struct pcap_pkthdr *oh, const u_char *out,
		const struct addresses *mac)
{
	size_t from = 0;

	if (ih->caplen != oh->caplen || oh->len != oh->caplen)
		return 0;
	if (mac->given && ih->caplen >= ETHER_HDR_LEN) {
		from = sizeof(mac->bytes);
		if (memcmp(out, mac->bytes, from) != 0)
			return 0;
	}
	return memcmp(in + from, out + from, ih->caplen - from) == 0;
}

static int
sane_stamp(const struct timeval *stamp, struct timeval *last)
{
	int sane = stamp->tv_sec >= YEAR_2020 && stamp->tv_sec < YEAR_2100 &&
			stamp->tv_usec < 1000000000 &&
			!timercmp(stamp, last, <);

	*last = *stamp;
	return sane;
}

static int
parse_addresses(char **argv, struct addresses *mac)
{
	for (int i = 0; i < 2; i++) {
		const struct ether_addr *a = ether_aton(argv[i]);

		if (a == NULL)
			return -1;
		memcpy(&mac->bytes[i * ETHER_ADDR_LEN], a, ETHER_ADDR_LEN);
	}
	mac->given = 1;
	return 0;
}

static int
compare(pcap_t *in, pcap_t *out, const struct addresses *mac)
{
	struct pcap_pkthdr *ih, *oh;
	const u_char *ip, *op;
	struct timeval last = {0};
	uint64_t n = 0;
	int irc, orc;

	while ((irc = pcap_next_ex(in, &ih, &ip)) == 1) {
		n++;
		orc = pcap_next_ex(out, &oh, &op);
		if (orc != 1) {
			printf("packet %" PRIu64 " is missing: %s\n", n,
					pcap_geterr(out));
			return 1;
		}
		if (!same_packet(ih, ip, oh, op, mac)) {
			printf("packet %" PRIu64
			       " differs: %u bytes, %u came\n",
					n, ih->caplen, oh->caplen);
			return 1;
		}
		if (!sane_stamp(&oh->ts, &last)) {
			printf("packet %" PRIu64 " has the stamp %ld.%09ld\n",
					n, (long)oh->ts.tv_sec,
					(long)oh->ts.tv_usec);
			return 1;
		}
	}
	if (pcap_next_ex(out, &oh, &op) != PCAP_ERROR_BREAK) {
		printf("the output has more than %" PRIu64 " packets\n", n);
		return 1;
	}
	printf("%" PRIu64 " packets\n", n);
	return irc == PCAP_ERROR_BREAK ? 0 : 3;
}

int
main(int argc, char **argv)
{
	struct addresses mac = {0};
	pcap_t *in, *out;
	int rc = 2;

	if ((argc != 3 && argc != 5) ||
			(argc == 5 && parse_addresses(argv + 3, &mac) < 0)) {
		fprintf(stderr, "usage: %s INPUT OUTPUT [DST SRC]\n", argv[0]);
		return 2;
	}
	in = open_capture(argv[1]);
	out = open_capture(argv[2]);
	if (in != NULL && out != NULL)
		rc = compare(in, out, &mac);
	if (in != NULL)
		pcap_close(in);
	if (out != NULL)
		pcap_close(out);
	return rc;
}
