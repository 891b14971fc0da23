/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device that is a vhost-user back end: another process, which maps
 * our memory and works on our rings. What the driver agrees on and the places
 * of its queues are the session; it is kept here and given to a back end,
 * whole, when the driver is ready, and again to each one that comes later. So
 * nothing but a working session needs somebody at the other end, and one back
 * end is as good as the next if it offers what the session has.
 *
 * Invariant: up is set as long as a back end may use the rings, and not longer,
 * unless one is haunting: it was given up without a word that it had let go.
 */
#ifndef VIRTIO_USER_H
#define VIRTIO_USER_H

#include <pthread.h>

#include <rte_ether.h>

#include "net/virtio/vhost_user_mem.h"
#include "net/virtio/virtio_transport.h"
#include "vfio/dma_pools.h"

#define VIRTIO_USER_PAIRS    128 /* a message has 8 bits for a queue */
#define VIRTIO_USER_QUEUES   (2 * VIRTIO_USER_PAIRS)
#define VIRTIO_USER_PATIENCE 3000 /* ms */
#define VIRTIO_USER_PATH     108

struct virtio_user_args {
	char path[VIRTIO_USER_PATH];
	struct rte_ether_addr mac; /* zeros: by chance */
	uint16_t queues;           /* pairs */
	uint16_t queue_size;
	bool server;
	bool mrg_rxbuf;
	bool in_order;
	bool packed_vq;
	bool has_speed;
	uint32_t speed;
};

struct virtio_user_queue {
	bool placed; /* of this session */
	struct virtio_queue_place place;
	int kick; /* -1: never used */
};

struct virtio_user {
	struct virtio_dev dev; /* first */
	struct virtio_user_args args;

	/* Of the session; none of it is touched while the driver is ready, */
	uint64_t features;
	uint16_t pairs; /* but this, that are enabled */
	uint8_t status; /* atomic */
	struct virtio_user_queue queues[VIRTIO_USER_QUEUES];
	/* Descriptors for interrupts, by vector; -1: none. The port's. */
	int *vectors;
	unsigned int vectors_n;

	/* With the lock: who is at the other end. */
	pthread_mutex_t lock;
	struct vhost_user_conn conn;
	int listener; /* -1: a client */
	int ghost;    /* who haunts us, or -1 */
	bool up;      /* atomic for readers */
	bool subscribed;
	uint64_t peer;       /* features of the last one, or supposed ones */
	uint16_t peer_pairs; /* queue pairs that it has */
	struct vhost_user_mem mem;
	/* With BP_DMA_POOLS, what is to be mapped; with the memory lock. */
	struct vhost_user_ranges ranges;
	struct dma_pools pools;
};

/* virtio_user_args.c: 0 or -EINVAL, with a log line. */
int virtio_user_args_parse(const char *name, const char *text,
		struct virtio_user_args *args);

/*
 * virtio_user.c: a device, zeros but for args, that is reset. A client needs
 * somebody there now. 0 or -errno with a log line, and nothing is left.
 */
int virtio_user_open(struct virtio_user *u, const char *name);
void virtio_user_close(struct virtio_user *u);

/*
 * virtio_user_peer.c, with the lock, begin with the memory lock, too: meet
 * whoever is there now: 0; -EAGAIN: nobody; -EBUSY: somebody haunts us; -errno
 * with a log line.
 */
int virtio_user_meet(struct virtio_user *u);
/* Give it the session: 0, and it is up; or -errno, and it is gone. */
int virtio_user_begin(struct virtio_user *u);
/* Take the rings back: 0, or -errno, and it is gone. */
int virtio_user_end(struct virtio_user *u);
/* Enable these queue pairs and no others; as vhost_user_tell(). */
int virtio_user_enable(struct virtio_user *u, uint16_t pairs);
/* Have done with it, for a reason. */
void virtio_user_part(struct virtio_user *u, int rc);
/* Whether one of before may still use the rings. */
bool virtio_user_is_haunted(struct virtio_user *u);

/* virtio_user_memory.c: memory comes and goes. Without the lock. */
int virtio_user_memory_start(struct virtio_user *u);
void virtio_user_memory_stop(struct virtio_user *u);
int virtio_user_memory_need(
		struct virtio_user *u, const void *addr, size_t len);
/* With the lock: give it all, or what changed. */
int virtio_user_memory_give(
		struct virtio_user *u, const struct vhost_user_range *gone);

/*
 * Both the memory lock and the device's, in the order of events of memory, for
 * who changes what is to be mapped or gives it to a back end. So an event that
 * finds none up need not wait for one that is being met, which takes its time.
 */
void virtio_user_lock(struct virtio_user *u);
void virtio_user_unlock(struct virtio_user *u);

static inline bool
virtio_user_is_up(const struct virtio_user *u)
{
	/* Pairs with the stores in virtio_user_peer.c. */
	return __atomic_load_n(&u->up, __ATOMIC_ACQUIRE);
}

#endif
