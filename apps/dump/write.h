/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The file that packets are written to. What it held before stays until the
 * capture has begun.
 */
#ifndef DUMP_WRITE_H
#define DUMP_WRITE_H

#include "dump.h"

struct writer {
	FILE *out;
	const char *name;
	uint64_t left;  /* packets that may still be written */
	uint64_t bytes; /* of packets that were */
	int broken;     /* 0, or the first error, which was said */
};

/* 0, or a negative errno after a message. */
int writer_open(struct writer *w, const struct dump_options *opt);
/* The file's head, with the ports as interfaces in that order. */
int writer_begin(struct writer *w, const struct dump_client *c,
		const struct dump_options *opt);
void writer_packet(struct writer *w, const struct dump_packet *packet);
bool writer_full(const struct writer *w);
/* Of the time from start to end, ns since 1970. */
void writer_statistics(struct writer *w, const struct dump_client *c,
		const struct reader *r, uint64_t start, uint64_t end);
/* Have all of it in the file: 0, or a negative errno after a message. */
int writer_flush(struct writer *w);
int writer_close(struct writer *w);

#endif
