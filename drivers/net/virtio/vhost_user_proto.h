/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The vhost-user protocol on the wire, as QEMU's docs/interop/vhost-user has
 * it: requests, flags and payloads, in this machine's byte order. Those of
 * vrings are of linux/vhost_types.h. Only what a front end without migration
 * needs is here.
 */
#ifndef VHOST_USER_PROTO_H
#define VHOST_USER_PROTO_H

#include <stdint.h>

#include <linux/vhost_types.h>

enum vhost_user_request {
	VHOST_USER_GET_FEATURES = 1,
	VHOST_USER_SET_FEATURES = 2,
	VHOST_USER_SET_OWNER = 3,
	VHOST_USER_SET_MEM_TABLE = 5,
	VHOST_USER_SET_VRING_NUM = 8,
	VHOST_USER_SET_VRING_ADDR = 9,
	VHOST_USER_SET_VRING_BASE = 10,
	VHOST_USER_GET_VRING_BASE = 11,
	VHOST_USER_SET_VRING_KICK = 12,
	VHOST_USER_SET_VRING_CALL = 13,
	VHOST_USER_GET_PROTOCOL_FEATURES = 15,
	VHOST_USER_SET_PROTOCOL_FEATURES = 16,
	VHOST_USER_GET_QUEUE_NUM = 17,
	VHOST_USER_SET_VRING_ENABLE = 18,
	VHOST_USER_SET_STATUS = 39,
	VHOST_USER_GET_STATUS = 40,
};

/* Of the header. */
#define VHOST_USER_VERSION      0x1
#define VHOST_USER_VERSION_MASK 0x3
#define VHOST_USER_REPLY        0x4
#define VHOST_USER_NEED_REPLY   0x8

/* A bit among the features of the device, which it is none of. */
#define VHOST_USER_F_PROTOCOL_FEATURES 30

/* Features of the protocol. */
#define VHOST_USER_PROTOCOL_F_MQ        0
#define VHOST_USER_PROTOCOL_F_REPLY_ACK 3
#define VHOST_USER_PROTOCOL_F_STATUS    16

/* Of the payload of SET_VRING_KICK and _CALL: the vring, and that it has none.
 */
#define VHOST_USER_VRING_INDEX 0xff
#define VHOST_USER_VRING_NO_FD 0x100

#define VHOST_USER_REGIONS 8 /* of SET_MEM_TABLE */
#define VHOST_USER_FDS     VHOST_USER_REGIONS

struct vhost_user_header {
	uint32_t request;
	uint32_t flags;
	uint32_t size; /* of the payload */
};

/* size bytes, at an offset of the file whose descriptor comes with it. */
struct vhost_user_region {
	uint64_t guest_addr; /* in descriptors of rings */
	uint64_t size;
	uint64_t user_addr; /* in SET_VRING_ADDR */
	uint64_t offset;
};

struct vhost_user_table {
	uint32_t n;
	uint32_t padding;
	struct vhost_user_region regions[VHOST_USER_REGIONS];
};

_Static_assert(sizeof(struct vhost_user_header) == 12, "header");
_Static_assert(sizeof(struct vhost_user_region) == 32, "region");
_Static_assert(sizeof(struct vhost_user_table) == 264, "table");
_Static_assert(sizeof(struct vhost_vring_state) == 8, "vring state");
_Static_assert(sizeof(struct vhost_vring_addr) == 40, "vring address");

#endif
