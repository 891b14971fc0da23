/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The file, written in large pieces, and up to the last packet whenever there
 * is nothing to do, so that somebody can read along. The first error ends it.
 */
#include "write.h"

#include <bufplane.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>

#define BUFFER 0x40000

static int
complain(struct writer *w, const char *what, int error)
{
	if (w->broken != 0)
		return w->broken;
	fprintf(stderr, "%s cannot be %s: %s\n", w->name, what,
			rte_strerror(error));
	w->broken = -error;
	return w->broken;
}

int
writer_open(struct writer *w, const struct dump_options *opt)
{
	const bool is_stdout = strcmp(opt->file, "-") == 0;
	int fd;

	*w = (struct writer){.name = is_stdout ? "standard output" : opt->file,
			.left = opt->count != 0 ? opt->count : UINT64_MAX};
	fd = is_stdout ? dup(STDOUT_FILENO)
		       : open(opt->file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return complain(w, "opened", errno);
	if (isatty(fd)) {
		fprintf(stderr, "%s is a terminal, which cannot show packets: pipe them into 'tshark -r -', or name a file\n",
				w->name);
		close(fd);
		return -EINVAL;
	}
	w->out = fdopen(fd, "w");
	if (w->out == NULL) {
		close(fd);
		return complain(w, "opened", ENOMEM);
	}
	setvbuf(w->out, NULL, _IOFBF, BUFFER);
	return 0;
}

int
writer_begin(struct writer *w, const struct dump_client *c,
		const struct dump_options *opt)
{
	char text[64];

	/* Nothing to empty in a pipe or a device. */
	if (strcmp(opt->file, "-") != 0 && ftruncate(fileno(w->out), 0) != 0 &&
			errno != EINVAL)
		return complain(w, "emptied", errno);
	snprintf(text, sizeof(text), "bufplane-dump %s", bp_version());
	pcapng_section(w->out, text);
	for (unsigned int i = 0; i < c->ports_n; i++) {
		const struct bp_capture_reply *is = &c->ports[i].is;
		const struct pcapng_if interface = {
				.name = is->name,
				.description = text,
				.filter = opt->filter,
				.snaplen = (uint32_t)opt->snaplen,
				.mbit = is->mbit,
				.mac = &is->mac,
		};

		snprintf(text, sizeof(text), "port %u", is->port_id);
		pcapng_interface(w->out, &interface);
	}
	return writer_flush(w);
}

void
writer_packet(struct writer *w, const struct dump_packet *packet)
{
	pcapng_packet(w->out, packet);
	w->bytes += packet->caplen;
	w->left--;
}

bool
writer_full(const struct writer *w)
{
	return w->left == 0 || ferror(w->out);
}

void
writer_statistics(struct writer *w, const struct dump_client *c,
		const struct reader *r, uint64_t start, uint64_t end)
{
	for (unsigned int i = 0; i < c->ports_n; i++) {
		const struct reader_counts n = reader_count(r, i);
		const struct pcapng_stats stats = {
				.interface = i,
				.start = start,
				.end = end,
				.received = n.seen,
				.dropped = n.dropped,
				.accepted = n.accepted,
				.written = c->ports[i].written,
		};

		pcapng_statistics(w->out, &stats);
	}
}

int
writer_flush(struct writer *w)
{
	if (fflush(w->out) != 0 || ferror(w->out))
		return complain(w, "written", errno);
	return w->broken;
}

int
writer_close(struct writer *w)
{
	if (fclose(w->out) != 0)
		complain(w, "written", errno);
	return w->broken;
}
