/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A vhost-user back end for tests, a thread of the test's own process: it
 * listens at a path, or connects to it, answers messages and, on the rings of a
 * struct virtio_fake, sends back on receive queue 2n what comes on transmit
 * queue 2n + 1. What the front end does against the protocol is kept in wrong.
 *
 *	struct vhost_user_fake *fake = vhost_user_fake_new(path, features);
 *	... set what it is to do wrong ...
 *	vhost_user_fake_start(fake);
 *	... a port with path= ...
 *	vhost_user_fake_stop(fake);      as if it had been killed; start again
 *	vhost_user_fake_free(fake);
 */
#ifndef VHOST_USER_FAKE_H
#define VHOST_USER_FAKE_H

#include <pthread.h>

#include "net/virtio/vhost_user_proto.h"
#include "virtio_fake.h"

#define FAKE_REQUESTS 64

/* What it does wrong when it gets a certain message. */
enum vhost_user_fault {
	PEER_WELL,
	PEER_SILENT,   /* does not answer */
	PEER_CLOSES,   /* instead of an answer */
	PEER_REFUSES,  /* an acknowledgement other than 0 */
	PEER_SIZE,     /* of another size */
	PEER_REQUEST,  /* to another request */
	PEER_NO_REPLY, /* without the flag */
	PEER_VERSION,  /* other than 1 */
	PEER_FDS,      /* with a descriptor */
	PEER_HALF,     /* half a header, then closes */
	PEER_FROZEN,   /* does nothing any more, until it is stopped */
};

struct vhost_user_fake {
	struct virtio_fake *rings; /* the thread's while it runs */
	const char *path;
	bool client;

	/* To be set while it does not run. */
	uint64_t protocol;
	uint16_t pairs;
	bool refuse_features; /* FEATURES_OK does not stay */
	bool deaf;            /* does not use the rings */
	enum vhost_user_fault fault;
	uint32_t fault_at;  /* request */
	unsigned int after; /* so many of these go well before */

	/* What came; atomic. */
	const char *wrong;
	unsigned int counts[FAKE_REQUESTS]; /* by request */
	unsigned int regions;
	uint64_t features;
	unsigned int enabled; /* queues */
	uint64_t echoed;
	bool is_connected;

	/* Its own. */
	pthread_t thread;
	bool runs;
	bool stop; /* atomic */
	int listener;
	int conn;
	uint64_t offered;
	uint8_t status;
	bool owned;
	bool frozen;
	struct vhost_user_region rows[VHOST_USER_REGIONS];
	void *maps[VHOST_USER_REGIONS];
	struct virtio_queue_place places[FAKE_QUEUES];
	bool on[FAKE_QUEUES];
	int kicks[FAKE_QUEUES], calls[FAKE_QUEUES];
};

/* The library's memory has to be there. VERSION_1 is always offered. */
struct vhost_user_fake *vhost_user_fake_new(
		const char *path, uint64_t features);
void vhost_user_fake_start(struct vhost_user_fake *fake);
void vhost_user_fake_stop(struct vhost_user_fake *fake);
void vhost_user_fake_free(struct vhost_user_fake *fake);

/* Close what is connected, and go on. */
void vhost_user_fake_hang_up(struct vhost_user_fake *fake);

static inline unsigned int
vhost_user_fake_count(const struct vhost_user_fake *fake, unsigned int request)
{
	return __atomic_load_n(&fake->counts[request], __ATOMIC_ACQUIRE);
}

#endif
