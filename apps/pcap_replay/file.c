/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One capture through libpcap, with nanosecond stamps. It is looked at before
 * anything is sent, so that one that cannot be replayed is found then, and
 * opened again when its turn comes; a pipe stays open from the first look on,
 * for it can be read only once. A file that is being written is refused, for
 * that may be our own port's output. What is wrong with a file is said with
 * its name and, where it is in the middle, the number of the packet.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <pcap/pcap.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "replay.h"

#define RECORD_HEAD  16 /* bytes before a packet in a pcap file */
#define LOOK_UP_MASK 63 /* packets between two true positions, less 1 */

/* The lock that net_pcap holds on a file while it writes that. */
static bool
is_being_written(pcap_t *pcap)
{
	return flock(fileno(pcap_file(pcap)), LOCK_SH | LOCK_NB) != 0 &&
			errno == EWOULDBLOCK;
}

static bool
is_ethernet(const char *name, pcap_t *pcap)
{
	int link = pcap_datalink(pcap);
	const char *text;

	if (link == DLT_EN10MB)
		return true;
	text = pcap_datalink_val_to_name(link);
	fprintf(stderr, "%s: its link type is %s (%d), but only Ethernet (EN10MB) can be replayed\n",
			name, text != NULL ? text : "unknown", link);
	return false;
}

/* What libpcap says, without the name that it may begin with. */
static const char *
without(const char *name, const char *reason)
{
	size_t len = strlen(name);

	return strncmp(reason, name, len) == 0 &&
					strncmp(reason + len, ": ", 2) == 0
			? reason + len + 2
			: reason;
}

static pcap_t *
open_capture(const char *name)
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(
			name, PCAP_TSTAMP_PRECISION_NANO, reason);

	if (pcap == NULL) {
		fprintf(stderr, "%s: cannot be read: %s\n", name,
				without(name, reason));
		return NULL;
	}
	if (is_being_written(pcap)) {
		fprintf(stderr, "%s: cannot be read: it is being written\n",
				name);
		pcap_close(pcap);
		return NULL;
	}
	if (!is_ethernet(name, pcap)) {
		pcap_close(pcap);
		return NULL;
	}
	return pcap;
}

int
replay_file_check(struct replay_file *f, const char *name)
{
	struct stat st;

	*f = (struct replay_file){.name = name};
	f->pcap = open_capture(name);
	if (f->pcap == NULL)
		return -EIO;
	if (fstat(fileno(pcap_file(f->pcap)), &st) == 0 &&
			S_ISREG(st.st_mode)) {
		f->size = (uint64_t)st.st_size;
		replay_file_close(f);
	} else {
		f->pipe = true;
	}
	return 0;
}

static int
start(struct replay_file *f)
{
	long at;

	if (f->pipe && f->spent) {
		fprintf(stderr, "%s: can be read only once, for it is no regular file\n",
				f->name);
		return -EIO;
	}
	if (f->pcap == NULL)
		f->pcap = open_capture(f->name);
	if (f->pcap == NULL)
		return -EIO;
	at = ftell(pcap_file(f->pcap));
	f->position = at > 0 ? (uint64_t)at : 0;
	f->packets = 0;
	f->spent = true;
	return 0;
}

static void
advance(struct replay_file *f, uint32_t len)
{
	long at = 0;

	if ((++f->packets & LOOK_UP_MASK) == 0)
		at = ftell(pcap_file(f->pcap));
	f->position = at > 0 ? (uint64_t)at : f->position + RECORD_HEAD + len;
	if (f->position > f->size)
		f->position = f->size;
}

int
replay_file_next(struct replay_file *f, struct replay_packet *packet)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int rc = f->pcap == NULL || !f->spent ? start(f) : 0;

	if (rc < 0)
		return rc;
	errno = 0;
	rc = pcap_next_ex(f->pcap, &header, &data);
	if (rc == PCAP_ERROR_BREAK) {
		replay_file_close(f);
		f->position = f->size;
		return 0;
	}
	if (rc != 1) {
		if (errno != EINTR)
			fprintf(stderr,
					"%s: packet %" PRIu64
					" cannot be read: %s\n",
					f->name, f->packets + 1,
					pcap_geterr(f->pcap));
		return errno == EINTR ? -EINTR : -EIO;
	}
	advance(f, header->caplen);
	packet->stamp = (uint64_t)header->ts.tv_sec * REPLAY_S +
			(uint64_t)header->ts.tv_usec;
	packet->len = header->caplen;
	packet->data = data;
	return 1;
}

void
replay_file_close(struct replay_file *f)
{
	if (f->pcap != NULL)
		pcap_close(f->pcap);
	f->pcap = NULL;
}
