/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copies of what ports receive and send, for another process of the group: the
 * component "capture" of a primary, and what one asks it for. bufplane-dump is
 * such a process.
 *
 * Who wants a capture reserves a memzone, a struct bp_capture with a filter and
 * a ring for each tap behind it, and sends BP_CAPTURE_START with its name and
 * one end of a socket pair (SOCK_SEQPACKET). The primary adds a callback to
 * each of the queues named, which writes a record for each packet that the
 * filter takes. A byte on the socket stops that; a byte comes back when nothing
 * is written any more. When the socket's other end is closed, be it by a death,
 * the primary frees the memzone. Who finds its own end closed has lost the
 * primary, and the memzone stays.
 *
 * Without a capture there is no callback, and nothing is in the way of packets.
 */
#ifndef BUFPLANE_CAPTURE_H
#define BUFPLANE_CAPTURE_H

#include <stdint.h>

#include <rte_common.h>
#include <rte_ether.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BP_CAPTURE_ACTION  "bp_capture" /* the name of messages */
#define BP_CAPTURE_VERSION 1

#define BP_CAPTURE_TAPS     256     /* at most */
#define BP_CAPTURE_INSNS    4096    /* instructions of a filter, at most */
#define BP_CAPTURE_RING_MIN 0x10000 /* bytes of a ring, a power of two */
#define BP_CAPTURE_RING_MAX 0x40000000

enum bp_capture_op {
	BP_CAPTURE_PORT,  /* ask for a port */
	BP_CAPTURE_START, /* and the memzone of a capture */
};

struct bp_capture_request {
	uint32_t version;
	uint32_t op;      /* enum bp_capture_op */
	char name[64];    /* of a port, "": see port_id; or of a memzone */
	uint32_t port_id; /* the first port from this one on */
};

struct bp_capture_reply {
	int32_t rc; /* 0 or -errno; -ENODEV: there is no such port */
	uint16_t port_id;
	uint16_t rx_queues; /* that are configured */
	uint16_t tx_queues;
	uint16_t started;
	uint32_t mbit; /* 0: not known */
	struct rte_ether_addr mac;
	char name[64];
};

/* A queue, and the ring for what it moves. */
struct bp_capture_tap {
	uint16_t port_id;
	uint16_t queue_id;
	uint32_t sends; /* 0: it receives */

	/* Written by the primary. */
	uint64_t head __rte_cache_aligned; /* bytes written, ever */
	uint64_t seen;                     /* packets */
	uint64_t accepted;                 /* by the filter */
	uint64_t dropped;                  /* of these, for want of room */
	uint32_t ended;                    /* the port is gone */

	/* Written by who reads. */
	uint64_t tail __rte_cache_aligned;
};

struct bp_capture {
	uint32_t version;
	uint32_t snaplen;  /* bytes of a packet, at most */
	uint32_t taps_n;   /* 1 to BP_CAPTURE_TAPS */
	uint32_t insns_n;  /* 0: all packets */
	uint64_t insns_at; /* offset of struct bpf_insn of libpcap; 8 divides */
	uint64_t rings_at; /* offset of the first ring; 64 divides */
	uint64_t ring_size; /* of each */
	struct bp_capture_tap taps[];
};

#define BP_CAPTURE_ALIGN 32
#define BP_CAPTURE_PAD   UINT32_MAX

/* In a ring: this, and the bytes of the packet. Never across its end. */
struct bp_capture_record {
	uint32_t size;   /* up to the next record; BP_CAPTURE_ALIGN divides */
	uint32_t caplen; /* BP_CAPTURE_PAD: no packet, go on */
	uint32_t len;    /* of the packet as it was */
	uint32_t reserved;
	uint64_t ns; /* since 1970 */
	uint64_t reserved2;
};

struct bp_component;
extern const struct bp_component bp_component_capture;

#ifdef __cplusplus
}
#endif

#endif
