/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets between the processes of a group: datagrams of one size over Unix
 * sockets in the run-time folder, with descriptors. What arrives is from
 * another program, and nothing of it is believed before it was checked here.
 */
#ifndef MP_WIRE_H
#define MP_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/un.h>

#include <rte_eal.h>

#define WIRE_FDS_MAX  64 /* descriptors in one packet */
#define WIRE_PATH_MAX sizeof(((struct sockaddr_un *)NULL)->sun_path)

enum wire_kind {
	WIRE_MESSAGE = 1, /* for an action, no answer */
	WIRE_REQUEST,     /* for an action, which answers */
	WIRE_REPLY,
	WIRE_IGNORED, /* instead of a reply: do not wait */
	WIRE_MEMORY,  /* the library's own: struct wire_memory */
};

/* In the place of a message's data, about memory. */
enum wire_memory_op {
	WIRE_MEMORY_FILES = 1, /* hand over the files of a range */
	WIRE_MEMORY_LAZY,      /* the file of lazy memory */
	WIRE_MEMORY_TAKE,      /* a range has come: map it */
	WIRE_MEMORY_GIVE,      /* a range goes: unmap it */
	WIRE_MEMORY_JOIN,      /* a process has come */
};

struct wire_memory {
	uint32_t op;
	uint32_t list;
	uint64_t addr;
	uint64_t len;
	uint64_t ticket; /* of the change: eal_shared->sync_ticket */
	int32_t rc;      /* of the answer: 0 or -errno */
	uint32_t slot;   /* of who sends it */
};

struct wire_packet {
	uint32_t magic;
	uint32_t kind;
	char name[RTE_MP_MAX_NAME_LEN];
	uint32_t len;
	uint32_t n_fds;
	union {
		uint8_t param[RTE_MP_MAX_PARAM_LEN];
		struct wire_memory memory;
	};
};

/* What came with a packet. */
struct wire_parcel {
	struct wire_packet packet;
	char from[WIRE_PATH_MAX]; /* "" if the sender's socket has no name */
	int fds[WIRE_FDS_MAX];
};

/* Begin a packet: all zero but its kind and what marks it as ours. */
void wire_begin(struct wire_packet *p, enum wire_kind kind);

/* A message as a packet of that kind. */
void wire_from_msg(struct wire_packet *p, enum wire_kind kind,
		const struct rte_mp_msg *msg);
/* The message of a parcel, its descriptors included. */
void wire_to_msg(struct rte_mp_msg *msg, const struct wire_parcel *parcel);

/*
 * Send a packet with n_fds descriptors, to a path or (NULL) to who a socket is
 * connected to: 0, or -errno; -ENOENT and -ECONNREFUSED: nobody listens there,
 * -EAGAIN: its queue stays full.
 */
int wire_send(int sock, const char *path, const struct wire_packet *p,
		const int *fds);

/*
 * Receive one that is there: 0, or -errno; -EBADMSG for what is none of ours,
 * after a log line. The descriptors are the caller's, who closes them.
 */
int wire_receive(int sock, struct wire_parcel *parcel);
void wire_close(struct wire_parcel *parcel);

#endif
