/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Captures through libpcap, with nanosecond stamps. All files are opened once
 * at the start, so that one that cannot be replayed is found before the first
 * packet leaves; a pipe stays open from then on, for it can be read only once.
 * A file that is being written is refused, for that may be our own port's
 * output. What is wrong with a file is said with its name and, where it
 * is in the middle, the number of the packet.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include <pcap/pcap.h>
#include <sys/file.h>
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
	pcap_t **pipes;  /* one a file: not read from yet, or NULL */
};

static bool
is_pipe(pcap_t *pcap)
{
	struct stat st;

	return fstat(fileno(pcap_file(pcap)), &st) == 0 && !S_ISREG(st.st_mode);
}

/* The lock that net_pcap holds on a file while it writes that. */
static bool
is_being_written(pcap_t *pcap)
{
	return flock(fileno(pcap_file(pcap)), LOCK_SH | LOCK_NB) != 0 &&
			errno == EWOULDBLOCK;
}

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
	if (is_being_written(pcap)) {
		fprintf(stderr, "%s: cannot be read: it is being written\n",
				name);
		pcap_close(pcap);
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
	/* NOLINTNEXTLINE(bugprone-sizeof-expression) */
	r->pipes = calloc(n, sizeof(r->pipes[0]));
	if (r->pipes == NULL) {
		fprintf(stderr, "no memory for the reader\n");
		free(r);
		return NULL;
	}
	for (unsigned int i = 0; i < n; i++) {
		pcap_t *pcap = open_file(files[i]);

		if (pcap == NULL) {
			replay_reader_close(r);
			return NULL;
		}
		if (is_pipe(pcap))
			r->pipes[i] = pcap;
		else
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

/* Open the current file, or take up the pipe that is open. */
static pcap_t *
start_file(struct replay_reader *r)
{
	const char *name = r->files[r->current];
	pcap_t *pcap = r->pipes[r->current];
	struct stat st;

	r->pipes[r->current] = NULL;
	if (pcap != NULL)
		return pcap;
	if (stat(name, &st) == 0 && !S_ISREG(st.st_mode)) {
		fprintf(stderr, "%s: can be read only once, for it is no regular file\n",
				name);
		return NULL;
	}
	return open_file(name);
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
			r->pcap = start_file(r);
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
	for (unsigned int i = 0; i < r->files_n; i++)
		if (r->pipes[i] != NULL)
			pcap_close(r->pipes[i]);
	free(r->pipes);
	free(r);
}
