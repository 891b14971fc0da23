/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where packets come from. file.c reads one capture, reader.c all of them in
 * order and round after round, ahead.c does that in a thread of its own and
 * preload.c keeps everything in memory; feed.c chooses among these. Each
 * gives packets through a function *_next() that returns 1 and a packet, 0
 * after the last one, or a negative errno after a message.
 */
#ifndef REPLAY_SOURCE_H
#define REPLAY_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pcap;
struct replay_options;

struct replay_packet {
	uint64_t stamp;      /* ns since the epoch, or since its file began */
	uint64_t round;      /* from 0 */
	uint64_t position;   /* bytes of all files read in this round */
	const uint8_t *data; /* valid until the next call */
	uint32_t len;        /* bytes in data */
	uint32_t flow;       /* replay_flow_hash(), if that is asked for */
	uint32_t file;       /* the number of its file, from 0 */
};

/* What ahead.c and preload.c keep: this struct and the data behind it. */
#define REPLAY_RECORD_ALIGN 16u
static inline size_t
replay_record_size(uint32_t len)
{
	return (sizeof(struct replay_packet) + len + REPLAY_RECORD_ALIGN - 1) &
			~(size_t)(REPLAY_RECORD_ALIGN - 1);
}

/*
 * flow.c: a number that is the same for all packets of a conversation, in both
 * directions: of addresses, protocol and ports. Fragments go by their
 * addresses, and what is not IP by its MAC addresses.
 */
uint32_t replay_flow_hash(const uint8_t *data, uint32_t len);

/* file.c: one capture. */
struct replay_file {
	const char *name;
	struct pcap *pcap; /* NULL: not open */
	bool pipe;         /* can be read once */
	bool spent;        /* a pipe that has been */
	uint64_t size;     /* bytes; 0 of a pipe */
	uint64_t position; /* about as many have been read */
	uint64_t packets;  /* read since it was opened */
};

/* Sees that it can be replayed; only a pipe stays open. 0 or -EIO. */
int replay_file_check(struct replay_file *f, const char *name);
/* Opens it if need be, and closes it at its end. */
int replay_file_next(struct replay_file *f, struct replay_packet *packet);
void replay_file_close(struct replay_file *f);

/* reader.c */
enum replay_order {
	REPLAY_IN_TURN,       /* one file after the other */
	REPLAY_MERGED,        /* by time */
	REPLAY_FILE_PER_PORT, /* likewise, and each file has a port */
};

struct replay_reader;

/* Opens each file once to see that it can be replayed; NULL after a message. */
struct replay_reader *replay_reader_open(const struct replay_options *opt);
int replay_reader_next(struct replay_reader *r, struct replay_packet *packet);
/* Bytes of all files; 0 if one is a pipe. */
uint64_t replay_reader_size(const struct replay_reader *r);
/*
 * From any thread: no further packets. One that waits in a system call needs
 * a signal to notice.
 */
void replay_reader_cancel(struct replay_reader *r);
void replay_reader_close(struct replay_reader *r);

/*
 * ahead.c: a thread reads into a ring of so many bytes, a power of two of at
 * least REPLAY_AHEAD_MIN. The reader is the thread's until close. next()
 * returns -EAGAIN while the ring is empty; only one thread may call it.
 */
#define REPLAY_AHEAD_MIN (1u << 20)
struct replay_ahead;

struct replay_ahead *replay_ahead_open(struct replay_reader *r, size_t bytes);
int replay_ahead_next(struct replay_ahead *a, struct replay_packet *packet);
void replay_ahead_close(struct replay_ahead *a);

/* preload.c: all that the reader gives, so many times (0: for ever). */
struct replay_preload;

struct replay_preload *replay_preload_open(
		struct replay_reader *r, uint64_t loops);
int replay_preload_next(struct replay_preload *p, struct replay_packet *packet);
void replay_preload_close(struct replay_preload *p);

/* feed.c: one of these three, as the options say. */
struct replay_feed {
	struct replay_reader *reader;
	struct replay_ahead *ahead;
	struct replay_preload *preload;
};

int replay_feed_open(struct replay_feed *f, const struct replay_options *opt);
/* Also -EAGAIN: nothing yet. */
int replay_feed_next(struct replay_feed *f, struct replay_packet *packet);
void replay_feed_close(struct replay_feed *f);

#endif
