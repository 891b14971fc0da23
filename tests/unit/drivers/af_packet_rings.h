/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of net_af_packet's rings: memory laid out as a ring, where the test
 * plays the kernel, and a socket of another kind in place of a packet socket.
 */
#ifndef AF_PACKET_RINGS_H
#define AF_PACKET_RINGS_H

#include <unistd.h>

#include <sys/socket.h>

#include "net/af_packet/af_packet_private.h"
#include "ports.h"

#define FRAMES 6

static const struct afp_args ring_args = {.iface = "none",
		.qpairs = 1,
		.blocksz = 4096,
		.framesz = 1360, /* three a block, and a rest */
		.framecnt = FRAMES};
static struct afp_port fake_port;
static int pair[2]; /* the queue's end and the test's */

static inline void
ring_make_of(struct afp_ring *ring, const struct afp_args *args)
{
	unsigned int per_block = args->blocksz / args->framesz;
	uint8_t *base = calloc(args->framecnt / per_block, args->blocksz);

	assert_non_null(base);
	assert_int_equal(afp_ring_frames(ring, base, args), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	memset(&fake_port, 0, sizeof(fake_port));
	fake_port.args = *args;
	fake_port.ctl = -1;
	fake_port.mtu = 1500;
}

static inline void
ring_make(struct afp_ring *ring)
{
	ring_make_of(ring, &ring_args);
}

static inline void
ring_drop(struct afp_ring *ring)
{
	free(ring->base);
	ring->bytes = 0;
	afp_ring_unmap(ring);
	close(pair[0]);
	close(pair[1]);
}

static inline struct tpacket2_hdr *
ring_hdr(const struct afp_ring *ring, unsigned int i)
{
	return (void *)ring->frame[i % ring->n];
}

#endif
