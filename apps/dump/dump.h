/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of bufplane-dump. args.c reads the command line and compiles the
 * filter, client.c asks the program for ports and captures, reader.c reads the
 * rings that the program fills, pcapng.c writes the file, and main.c is the
 * order of things.
 *
 * What the program writes is checked before it is used, as its rings may be
 * damaged.
 */
#ifndef DUMP_H
#define DUMP_H

#include <bufplane_capture.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <pcap/bpf.h>

#define DUMP_PORTS 32 /* on the command line, at most */

struct dump_options {
	const char *prefix; /* of the program's group, or NULL */
	const char *ports[DUMP_PORTS];
	unsigned int ports_n; /* 0: all */
	bool list;            /* only show the ports */
	bool received;
	bool sent;
	const char *file;   /* "-": standard output */
	const char *filter; /* the words, or "" */
	struct bpf_program program;
	uint64_t snaplen;
	uint64_t count;  /* packets; 0: no limit */
	double duration; /* seconds; 0: no limit */
	uint64_t buffer; /* MiB */
};

/* args.c: 0, 1 when help was asked for and given, or a negative errno. */
int dump_parse_args(struct dump_options *opt, int argc, char **argv);
void dump_free_args(struct dump_options *opt);

/* A port that is listened to. */
struct dump_port {
	struct bp_capture_reply is;
	uint64_t written;
};

struct dump_client {
	struct dump_port ports[RTE_MAX_ETHPORTS];
	unsigned int ports_n;
	int fd; /* open while the capture is; -1 */
	struct bp_capture *zone;
	size_t size;
};

/* client.c: 0, or a negative errno after a message. */
int client_find_ports(struct dump_client *c, const struct dump_options *opt);
int client_start(struct dump_client *c, const struct dump_options *opt);
/* Nothing is written to the rings any more; also if the program is gone. */
void client_stop(struct dump_client *c);
/* The program takes everything back. */
void client_close(struct dump_client *c);
/* Wait for ms; false: the program has ended. */
bool client_wait(const struct dump_client *c, int ms);

/* A packet in a ring, until it is released. */
struct dump_packet {
	unsigned int port; /* index in the client's ports */
	uint16_t queue;
	bool sent;
	uint64_t ns;
	uint32_t len;
	uint32_t caplen;
	const uint8_t *data;
};

/* reader.c */
struct reader_tap {
	struct bp_capture_tap *shared;
	const uint8_t *ring;
	unsigned int port;
	uint64_t tail;
	uint64_t end;  /* records up to there are looked at */
	uint32_t step; /* from the packet at hand to what is behind */
	struct dump_packet packet;
	bool has; /* packet is valid */
};

struct reader {
	uint64_t ring_size;
	unsigned int taps_n;
	struct reader_tap *last; /* whose packet is in use, or NULL */
	struct reader_tap taps[BP_CAPTURE_TAPS];
};

/* Of the zone with its taps, whose ports are ports[]. */
void reader_open(struct reader *r, struct bp_capture *zone,
		const struct dump_port *ports, unsigned int ports_n);
/*
 * The next packet in the order of time, of those that were there at the call
 * that had none. 1, 0: there is none; -EBADMSG: the ring is damaged. A packet
 * is released by the next call.
 */
int reader_next(struct reader *r, struct dump_packet *packet);
/* All ports are gone, and nothing more will come. */
bool reader_at_end(const struct reader *r);
/* What the taps of a port counted. */
struct reader_counts {
	uint64_t seen;
	uint64_t accepted;
	uint64_t dropped;
};
struct reader_counts reader_count(const struct reader *r, unsigned int port);

/* pcapng.c: each writes one block; errors are the stream's. */
struct pcapng_if {
	const char *name;
	const char *description;
	const char *filter; /* or "" */
	uint32_t snaplen;
	uint64_t mbit; /* 0: not known */
	const struct rte_ether_addr *mac;
};
struct pcapng_stats {
	uint32_t interface;
	uint64_t start; /* ns since 1970 */
	uint64_t end;
	uint64_t received; /* by the interface */
	uint64_t dropped;
	uint64_t accepted; /* by the filter */
	uint64_t written;
};
void pcapng_section(FILE *out, const char *application);
void pcapng_interface(FILE *out, const struct pcapng_if *interface);
void pcapng_packet(FILE *out, const struct dump_packet *packet);
void pcapng_statistics(FILE *out, const struct pcapng_stats *stats);

#endif
