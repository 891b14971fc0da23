/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fast way through a capture file of the plain format, version 2.4: read
 * in large pieces, each record found by its head. Only records beyond doubt
 * are given out. One that is cut short, too long, or not to be read is left to
 * libpcap, whose stream is put there: it judges, and names what is wrong.
 * Invariant: at <= have <= PLAIN_SIZE, and buf is what the file has at pos. A
 * mapping would save a copy, and end the program if the file is cut meanwhile.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pcap_private.h"

#define FILE_HEAD   24
#define VERSION_2_4 (4u << 16 | 2)
#define SWAPPED_2_4 (4u << 24 | 2u << 8)
#define MICRO       0xa1b2c3d4u
#define NANO        0xa1b23c4du

/* At a time; what stays in the caches that lie next to the CPU. */
#define PIECE      ((size_t)64 * 1024)
#define PLAIN_SIZE (PCAP_RECORD_HEAD + PCAP_SNAPLEN)

/* Is it one of ours? The head alone tells, and libpcap has accepted it. */
static int
understand(struct pcap_plain *f, const uint32_t head[2])
{
	uint32_t magic = head[0];

	f->swap = magic == __builtin_bswap32(MICRO) ||
			magic == __builtin_bswap32(NANO);
	if (f->swap)
		magic = __builtin_bswap32(magic);
	f->tick = magic == NANO ? 1 : 1000;
	return (magic == MICRO || magic == NANO) &&
			head[1] == (f->swap ? SWAPPED_2_4 : VERSION_2_4);
}

void
pcap_plain_open(struct pcap_plain *f, pcap_t *pcap)
{
	uint32_t head[FILE_HEAD / 4];

	*f = (struct pcap_plain){.pcap = pcap};
	f->fd = fileno(pcap_file(pcap));
	if (pread(f->fd, head, FILE_HEAD, 0) != FILE_HEAD ||
			!understand(f, head))
		return;
	f->snaplen = (uint32_t)pcap_snapshot(pcap);
	f->buf = malloc(PLAIN_SIZE);
	pcap_plain_rewind(f);
}

void
pcap_plain_rewind(struct pcap_plain *f)
{
	/* A file of one piece is still here. */
	if (f->pos != FILE_HEAD)
		f->have = 0;
	f->pos = FILE_HEAD;
	f->at = 0;
}

void
pcap_plain_close(struct pcap_plain *f)
{
	free(f->buf);
	f->buf = NULL;
}

/* Have n bytes at f->at; 1, 0 if the file has fewer, -1 if it has an error. */
static int
have_bytes(struct pcap_plain *f, size_t n)
{
	size_t want = RTE_MAX(n, PIECE), got = 0;
	ssize_t rc;

	do {
		rc = pread(f->fd, f->buf + got, want - got,
				f->pos + (off_t)(f->at + got));
		got += rc > 0 ? (size_t)rc : 0;
	} while ((rc > 0 && got < n) || (rc < 0 && errno == EINTR));
	if (got == 0)
		return rc < 0 ? -1 : 0;
	f->pos += (off_t)f->at;
	f->at = 0;
	f->have = got;
	return got >= n;
}

/* libpcap goes on from here. */
static int
hand_over(struct pcap_plain *f)
{
	fseeko(pcap_file(f->pcap), f->pos + (off_t)f->at, SEEK_SET);
	pcap_plain_close(f);
	return 0;
}

/* The head of the record at f->at, in this machine's order. */
static inline void
read_head(const struct pcap_plain *f, uint32_t head[4])
{
	memcpy(head, f->buf + f->at, PCAP_RECORD_HEAD);
	for (int i = 0; unlikely(f->swap) && i < 4; i++)
		head[i] = __builtin_bswap32(head[i]);
}

int
pcap_plain_next(struct pcap_plain *f, const u_char **data)
{
	uint32_t head[4];
	int rc;

	if (unlikely(f->buf == NULL))
		return 0;
	if (unlikely(f->have - f->at < PCAP_RECORD_HEAD)) {
		rc = have_bytes(f, PCAP_RECORD_HEAD);
		if (rc == 0 && f->at == f->have)
			return PCAP_ERROR_BREAK;
		if (rc <= 0)
			return hand_over(f);
	}
	read_head(f, head);
	if (unlikely(head[2] > PCAP_SNAPLEN))
		return hand_over(f);
	if (unlikely(f->have - f->at < PCAP_RECORD_HEAD + head[2]) &&
			have_bytes(f, PCAP_RECORD_HEAD + head[2]) <= 0)
		return hand_over(f);
	f->hdr.ts.tv_sec = head[0];
	f->hdr.ts.tv_usec = (suseconds_t)head[1] * f->tick;
	f->hdr.caplen = RTE_MIN(head[2], f->snaplen);
	f->hdr.len = head[3];
	*data = f->buf + f->at + PCAP_RECORD_HEAD;
	f->at += PCAP_RECORD_HEAD + head[2];
	return 1;
}
