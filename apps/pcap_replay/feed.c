/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets straight from the reader, from memory, or from the read-ahead.
 */
#include <errno.h>

#include "replay.h"

static int
open_parts(struct replay_feed *f, const struct replay_options *opt)
{
	struct replay_options once = *opt;

	if (opt->preload)
		once.loops = 1;
	f->reader = replay_reader_open(&once);
	if (f->reader == NULL)
		return -EIO;
	if (opt->preload) {
		f->preload = replay_preload_open(f->reader, opt->loops);
		return f->preload == NULL ? -EIO : 0;
	}
	if (opt->read_ahead > 0) {
		f->ahead = replay_ahead_open(f->reader, opt->read_ahead);
		return f->ahead == NULL ? -ENOMEM : 0;
	}
	return 0;
}

int
replay_feed_open(struct replay_feed *f, const struct replay_options *opt)
{
	int rc;

	*f = (struct replay_feed){0};
	rc = open_parts(f, opt);
	if (rc < 0)
		replay_feed_close(f);
	return rc;
}

int
replay_feed_next(struct replay_feed *f, struct replay_packet *packet)
{
	if (f->ahead != NULL)
		return replay_ahead_next(f->ahead, packet);
	if (f->preload != NULL)
		return replay_preload_next(f->preload, packet);
	return replay_reader_next(f->reader, packet);
}

void
replay_feed_close(struct replay_feed *f)
{
	replay_ahead_close(f->ahead);
	replay_preload_close(f->preload);
	replay_reader_close(f->reader);
	*f = (struct replay_feed){0};
}
