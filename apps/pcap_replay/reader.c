/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Captures through libpcap, with nanosecond stamps. All files are opened once
 * at the start, so that one that cannot be replayed is found before the first
 * packet leaves. What is wrong with a file is said with its name and, where it
 * is in the middle, the number of the packet.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include <pcap/pcap.h>
#include <sys/stat.h>

#include "replay.h"

struct replay_reader {
	char *const *files;
	unsigned int files_n;
	unsigned int current; /* files before this one are done */
	uint64_t size;
	uint64_t done;   /* bytes of the files that are done */
	uint64_t packet; /* number in the current file, from 1 */
	pcap_t *pcap;    /* the current file, or NULL */
};

static uint64_t
file_size(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISREG(st.st_mode)
			? (uint64_t)st.st_size
			: 0;
}

static pcap_t *
open_file(const char *name)
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(
			name, PCAP_TSTAMP_PRECISION_NANO, reason);
	int link;

	if (pcap == NULL) {
		fprintf(stderr, "%s: cannot be read: %s\n", name, reason);
		return NULL;
	}
	link = pcap_datalink(pcap);
	if (link != DLT_EN10MB) {
		const char *text = pcap_datalink_val_to_name(link);

		fprintf(stderr, "%s: its link type is %s (%d), but only Ethernet (EN10MB) can be replayed\n",
				name, text != NULL ? text : "unknown", link);
		pcap_close(pcap);
		return NULL;
	}
	return pcap;
}

struct replay_reader *
replay_reader_open(char *const *files, unsigned int n)
{
	struct replay_reader *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		fprintf(stderr, "no memory for the reader\n");
		return NULL;
	}
	r->files = files;
	r->files_n = n;
	for (unsigned int i = 0; i < n; i++) {
		pcap_t *pcap = open_file(files[i]);

		if (pcap == NULL) {
			free(r);
			return NULL;
		}
		pcap_close(pcap);
		r->size += file_size(files[i]);
	}
	return r;
}

static void
finish_file(struct replay_reader *r)
{
	pcap_close(r->pcap);
	r->pcap = NULL;
	r->done += file_size(r->files[r->current]);
	r->current++;
}

/* One packet of the current file: 1, 0 at its end, -EIO. */
static int
next_of_file(struct replay_reader *r, struct replay_packet *packet)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int rc = pcap_next_ex(r->pcap, &header, &data);

	if (rc == PCAP_ERROR_BREAK)
		return 0;
	if (rc != 1) {
		fprintf(stderr, "%s: packet %" PRIu64 " cannot be read: %s\n",
				r->files[r->current], r->packet + 1,
				pcap_geterr(r->pcap));
		return -EIO;
	}
	r->packet++;
	packet->stamp = (uint64_t)header->ts.tv_sec * REPLAY_S +
			(uint64_t)header->ts.tv_usec;
	packet->len = header->caplen;
	packet->data = data;
	return 1;
}

int
replay_reader_next(struct replay_reader *r, struct replay_packet *packet)
{
	while (r->current < r->files_n) {
		int rc;

		if (r->pcap == NULL) {
			r->pcap = open_file(r->files[r->current]);
			r->packet = 0;
			if (r->pcap == NULL)
				return -EIO;
		}
		rc = next_of_file(r, packet);
		if (rc != 0)
			return rc;
		finish_file(r);
	}
	return 0;
}

void
replay_reader_rewind(struct replay_reader *r)
{
	if (r->pcap != NULL)
		pcap_close(r->pcap);
	r->pcap = NULL;
	r->current = 0;
	r->done = 0;
}

uint64_t
replay_reader_size(const struct replay_reader *r)
{
	return r->size;
}

uint64_t
replay_reader_position(const struct replay_reader *r)
{
	long at = 0;

	if (r->pcap != NULL)
		at = ftell(pcap_file(r->pcap));
	return r->done + (at > 0 ? (uint64_t)at : 0);
}

void
replay_reader_close(struct replay_reader *r)
{
	if (r == NULL)
		return;
	replay_reader_rewind(r);
	free(r);
}
