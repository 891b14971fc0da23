/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A ring of frames: memory of the kernel, in blocks, mapped here. A frame never
 * crosses a block's end. Nobody but the queue's own thread uses it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <rte_errno.h>

#include "af_packet_private.h"

/* Lay out frames over the memory at base; 0 or -ENOMEM. */
int
afp_ring_frames(struct afp_ring *ring, uint8_t *base,
		const struct afp_args *args)
{
	unsigned int i, per_block = args->blocksz / args->framesz;

	ring->frame = calloc(args->framecnt, sizeof(*ring->frame));
	if (ring->frame == NULL)
		return -ENOMEM;
	for (i = 0; i < args->framecnt; i++)
		ring->frame[i] = base +
				(size_t)(i / per_block) * args->blocksz +
				(size_t)(i % per_block) * args->framesz;
	ring->base = base;
	ring->n = args->framecnt;
	ring->framesz = args->framesz;
	return 0;
}

/* Whether it is what afp_ring_map() would make, of TPACKET_V2. */
bool
afp_ring_is_fit(const struct afp_ring *ring, const struct afp_args *args)
{
	return ring->n == args->framecnt && ring->framesz == args->framesz;
}

/* option is PACKET_RX_RING or PACKET_TX_RING, the only one of TPACKET_V2. */
int
afp_ring_map(struct afp_ring *ring, int fd, int option,
		const struct afp_args *args)
{
	struct tpacket_req3 req = {
			.tp_block_size = args->blocksz,
			.tp_block_nr = args->framecnt /
					(args->blocksz / args->framesz),
			.tp_frame_size = args->framesz,
			.tp_frame_nr = args->framecnt,
			.tp_retire_blk_tov = args->rx_retire_ms,
	};
	int is_v3 = option == PACKET_RX_RING && args->rx_version == 3;
	socklen_t size = is_v3 ? sizeof(req) : sizeof(struct tpacket_req);
	size_t bytes = (size_t)req.tp_block_size * req.tp_block_nr;
	uint8_t *base;
	int rc;

	if (setsockopt(fd, SOL_PACKET, option, &req, size) != 0) {
		rc = -errno;
		AFP_LOG(ERR,
				"Interface %s: a ring of %u frames of %u bytes "
				"in blocks of %u: %s\n",
				args->iface, args->framecnt, args->framesz,
				args->blocksz, rte_strerror(-rc));
		return rc;
	}
	base = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_POPULATE, fd, 0);
	if (base == MAP_FAILED) {
		rc = -errno;
		AFP_LOG(ERR, "Interface %s: mapping %zu bytes of ring: %s\n",
				args->iface, bytes, rte_strerror(-rc));
		return rc;
	}
	ring->bytes = bytes;
	rc = afp_ring_frames(ring, base, args);
	if (rc != 0)
		munmap(base, bytes);
	return rc;
}

void
afp_ring_unmap(struct afp_ring *ring)
{
	if (ring->base != NULL && ring->bytes != 0)
		munmap(ring->base, ring->bytes);
	free(ring->frame);
	memset(ring, 0, sizeof(*ring));
}

/* A packet socket that hears nothing yet, or -errno with a log line. */
int
afp_socket(const struct afp_args *args)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	int version = TPACKET_V2, rc;

	if (fd < 0) {
		rc = -errno;
		AFP_LOG(ERR, "Interface %s: a packet socket: %s%s\n",
				args->iface, rte_strerror(-rc),
				rc == -EPERM ? " (it needs CAP_NET_RAW)" : "");
		return rc;
	}
	if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version,
			    sizeof(version)) == 0)
		return fd;
	rc = -errno;
	AFP_LOG(ERR, "Interface %s: TPACKET_V2: %s\n", args->iface,
			rte_strerror(-rc));
	close(fd);
	return rc;
}

int
afp_bind(int fd, unsigned int if_index, uint16_t protocol)
{
	struct sockaddr_ll addr;

	memset(&addr, 0, sizeof(addr));
	addr.sll_family = AF_PACKET;
	addr.sll_protocol = htons(protocol);
	addr.sll_ifindex = (int)if_index;
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0)
		return -errno;
	return 0;
}
