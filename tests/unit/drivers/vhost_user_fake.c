/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The back end of tests: the protocol from the other side. Its memory is our
 * own, so that addresses of the front end are its own too; the descriptors are
 * mapped all the same, and must show the same bytes.
 */
#include "vhost_user_fake.h"

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/virtio_net.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <rte_common.h>

#define BIT(n)      (UINT64_C(1) << (n))
#define POLL_MS     1
#define FRAME_MAX   2048
#define PACKED_BASE (1U << 15 | 1U << 31)
#define STOPPED     7 /* as GET_VRING_BASE says */

struct message {
	struct vhost_user_header h;
	union {
		uint64_t u64;
		struct vhost_vring_state state;
		struct vhost_vring_addr addr;
		struct vhost_user_table table;
	} p;
	int fds[VHOST_USER_FDS];
	unsigned int fds_n;
};

static void
wrong(struct vhost_user_fake *f, const char *what)
{
	if (__atomic_load_n(&f->wrong, __ATOMIC_ACQUIRE) == NULL)
		__atomic_store_n(&f->wrong, what, __ATOMIC_RELEASE);
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
unmap(struct vhost_user_fake *f)
{
	unsigned int i;

	for (i = 0; i < VHOST_USER_REGIONS; i++) {
		if (f->maps[i] != NULL)
			munmap(f->maps[i], f->rows[i].size);
		f->maps[i] = NULL;
	}
	f->regions = 0;
}

/* It forgets all. */
static void
disconnect(struct vhost_user_fake *f)
{
	unsigned int i;

	close_fd(&f->conn);
	__atomic_store_n(&f->is_connected, false, __ATOMIC_RELEASE);
	f->rings->dev.transport->reset(&f->rings->dev);
	unmap(f);
	for (i = 0; i < FAKE_QUEUES; i++) {
		close_fd(&f->kicks[i]);
		close_fd(&f->calls[i]);
		f->on[i] = false;
	}
	f->enabled = 0;
	f->owned = false;
	f->status = 0;
}

/* The regions' bytes, through their descriptors. */
static void
set_table(struct vhost_user_fake *f, const struct message *m)
{
	unsigned int i, n = m->p.table.n;

	unmap(f);
	if (n > VHOST_USER_REGIONS || n != m->fds_n ||
			m->h.size != 8 + n * sizeof(m->p.table.regions[0])) {
		wrong(f, "the form of a memory table");
		return;
	}
	for (i = 0; i < n; i++) {
		const struct vhost_user_region *r = &m->p.table.regions[i];
		void *map = mmap(NULL, r->size, PROT_READ, MAP_SHARED,
				m->fds[i], (off_t)r->offset);

		f->rows[i] = *r;
		f->maps[i] = map == MAP_FAILED ? NULL : map;
		if (map == MAP_FAILED)
			wrong(f, "a region cannot be mapped");
		if (r->guest_addr != r->user_addr)
			wrong(f, "addresses differ");
	}
	__atomic_store_n(&f->regions, n, __ATOMIC_RELEASE);
}

/*
 * Whether two mappings show the same bytes. The driver may write there, for a
 * message that needs no answer is not waited for: one look is not enough.
 */
__attribute__((no_sanitize("thread"))) static bool
are_same(const volatile uint64_t *a, const volatile uint64_t *b)
{
	unsigned int tries;

	for (tries = 0; tries < 1000; tries++) {
		if (a[0] == b[0] && a[1] == b[1])
			return true;
		sched_yield();
	}
	return false;
}

/* Whether a ring is in the memory that was told of: its file's own bytes. */
static void
check_ring(struct vhost_user_fake *f, uint64_t addr)
{
	unsigned int i;

	for (i = 0; i < f->regions; i++) {
		uint64_t at = addr - f->rows[i].user_addr;

		if (addr < f->rows[i].user_addr || at >= f->rows[i].size)
			continue;
		if (f->maps[i] != NULL &&
				!are_same((void *)((uint8_t *)f->maps[i] + at),
						(void *)(uintptr_t)addr))
			wrong(f, "a descriptor shows other memory");
		return;
	}
	wrong(f, "a ring outside the memory");
}

/* The last message of a ring: it starts. */
static void
start_ring(struct vhost_user_fake *f, unsigned int i)
{
	struct virtio_queue_place *place = &f->places[i];
	void *bell;

	place->index = (uint16_t)i;
	place->vector = f->calls[i] < 0 ? VIRTIO_NO_VECTOR : place->index;
	check_ring(f, place->desc);
	check_ring(f, place->device);
	f->rings->features = f->features & ~BIT(VHOST_USER_F_PROTOCOL_FEATURES);
	f->rings->status = 0xf;
	if (f->rings->dev.transport->queue_enable(
			    &f->rings->dev, place, &bell) != 0)
		wrong(f, "a ring that cannot be");
	f->on[i] = (f->features & BIT(VHOST_USER_F_PROTOCOL_FEATURES)) == 0;
}

/* A ring's own descriptor, or none. */
static void
take_fd(struct vhost_user_fake *f, const struct message *m, int *fds)
{
	unsigned int i = m->p.u64 & VHOST_USER_VRING_INDEX;
	bool none = (m->p.u64 & VHOST_USER_VRING_NO_FD) != 0;

	if (i >= FAKE_QUEUES || m->fds_n != (none ? 0 : 1)) {
		wrong(f, "a descriptor of a ring");
		return;
	}
	close_fd(&fds[i]);
	if (!none)
		fds[i] = dup(m->fds[0]);
	if (fds == f->kicks)
		start_ring(f, i);
}

static void
count_enabled(struct vhost_user_fake *f)
{
	unsigned int i, n = 0;

	for (i = 0; i < FAKE_QUEUES; i++)
		n += f->on[i];
	__atomic_store_n(&f->enabled, n, __ATOMIC_RELEASE);
}

static void
set_state(struct vhost_user_fake *f, const struct message *m)
{
	unsigned int i = m->p.state.index, n = m->p.state.num;
	bool packed = f->features >> VIRTIO_F_RING_PACKED & 1;

	if (i >= FAKE_QUEUES || m->h.size != sizeof(m->p.state)) {
		wrong(f, "a ring's index");
		return;
	}
	if (m->h.request == VHOST_USER_SET_VRING_NUM)
		f->places[i].size = (uint16_t)n;
	else if (m->h.request == VHOST_USER_SET_VRING_ENABLE)
		f->on[i] = n != 0;
	else if (n != (packed ? PACKED_BASE : 0))
		wrong(f, "a ring does not begin at its start");
	count_enabled(f);
}

static void
stop_ring(struct vhost_user_fake *f, unsigned int i)
{
	struct virtio_fake *rings = f->rings;

	if (i >= FAKE_QUEUES)
		return;
	f->on[i] = false;
	rings->features |= BIT(VIRTIO_F_RING_RESET);
	if (rings->queues[i].size != 0)
		rings->dev.transport->queue_reset(&rings->dev, (uint16_t)i);
	close_fd(&f->kicks[i]);
	count_enabled(f);
}

/* Do it: how many bytes of payload the reply has, 0: none of its own. */
static uint32_t
handle(struct vhost_user_fake *f, struct message *m)
{
	unsigned int i = m->p.state.index;

	switch (m->h.request) {
	case VHOST_USER_GET_FEATURES:
		m->p.u64 = f->offered;
		return 8;
	case VHOST_USER_GET_PROTOCOL_FEATURES:
		m->p.u64 = f->protocol;
		return 8;
	case VHOST_USER_GET_QUEUE_NUM:
		m->p.u64 = f->pairs;
		return 8;
	case VHOST_USER_GET_STATUS:
		m->p.u64 = f->refuse_features ? 3 : f->status;
		return 8;
	case VHOST_USER_GET_VRING_BASE:
		stop_ring(f, i);
		m->p.state.num = STOPPED;
		return sizeof(m->p.state);
	case VHOST_USER_SET_OWNER:
		if (f->owned)
			wrong(f, "it is owned twice");
		f->owned = true;
		return 0;
	case VHOST_USER_SET_FEATURES:
		if ((m->p.u64 & ~f->offered) != 0)
			wrong(f, "features that were not offered");
		f->features = m->p.u64;
		return 0;
	case VHOST_USER_SET_PROTOCOL_FEATURES:
		if ((m->p.u64 & ~f->protocol) != 0)
			wrong(f, "protocol features that were not offered");
		return 0;
	case VHOST_USER_SET_STATUS:
		f->status = (uint8_t)m->p.u64;
		return 0;
	case VHOST_USER_SET_MEM_TABLE:
		set_table(f, m);
		return 0;
	case VHOST_USER_SET_VRING_NUM:
	case VHOST_USER_SET_VRING_BASE:
	case VHOST_USER_SET_VRING_ENABLE:
		set_state(f, m);
		return 0;
	case VHOST_USER_SET_VRING_ADDR:
		if (m->p.addr.index >= FAKE_QUEUES)
			return 0;
		f->places[m->p.addr.index].desc = m->p.addr.desc_user_addr;
		f->places[m->p.addr.index].driver = m->p.addr.avail_user_addr;
		f->places[m->p.addr.index].device = m->p.addr.used_user_addr;
		return 0;
	case VHOST_USER_SET_VRING_CALL:
		take_fd(f, m, f->calls);
		return 0;
	case VHOST_USER_SET_VRING_KICK:
		take_fd(f, m, f->kicks);
		return 0;
	default:
		wrong(f, "a request that does not exist");
		return 0;
	}
}

/* As many bytes of it; with a descriptor, if it is to be wrong. */
static void
put(struct vhost_user_fake *f, struct message *m, size_t len, bool fd)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec parts[] = {{&m->h, RTE_MIN(len, sizeof(m->h))},
			{&m->p, len - RTE_MIN(len, sizeof(m->h))}};
	struct msghdr msg = {.msg_iov = parts, .msg_iovlen = 2};

	if (fd) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		control.align.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.align), &f->conn, sizeof(int));
	}
	if (sendmsg(f->conn, &msg, MSG_NOSIGNAL) < 0)
		disconnect(f);
}

static void
answer(struct vhost_user_fake *f, struct message *m, uint32_t size)
{
	enum vhost_user_fault fault =
			m->h.request == f->fault_at ? f->fault : PEER_WELL;

	if (fault != PEER_WELL && f->after > 0) {
		f->after--;
		fault = PEER_WELL;
	}
	if (fault == PEER_CLOSES) {
		disconnect(f);
		return;
	}
	f->frozen = fault == PEER_FROZEN;
	if (f->frozen)
		return;
	if (size == 0 && (m->h.flags & VHOST_USER_NEED_REPLY) != 0) {
		m->p.u64 = fault == PEER_REFUSES;
		size = 8;
	}
	if (size == 0 || fault == PEER_SILENT)
		return;
	m->h.flags = VHOST_USER_VERSION | VHOST_USER_REPLY;
	m->h.flags ^= fault == PEER_VERSION ? 3 : 0;
	m->h.flags ^= fault == PEER_NO_REPLY ? VHOST_USER_REPLY : 0;
	m->h.request += fault == PEER_REQUEST;
	size += fault == PEER_SIZE ? 4 : 0;
	m->h.size = size;
	put(f, m, fault == PEER_HALF ? 6 : size + sizeof(m->h),
			fault == PEER_FDS);
	if (fault == PEER_HALF)
		disconnect(f);
}

/* A message, whole: whether there was one. */
static bool
get(struct vhost_user_fake *f, struct message *m)
{
	char space[CMSG_SPACE(sizeof(m->fds))];
	struct iovec part = {&m->h, sizeof(m->h)};
	struct msghdr msg = {.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = space,
			.msg_controllen = sizeof(space)};
	ssize_t n = recvmsg(f->conn, &msg, MSG_WAITALL);
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&msg) : NULL;

	m->fds_n = 0;
	if (c != NULL) {
		m->fds_n = (unsigned int)((c->cmsg_len - CMSG_LEN(0)) /
				sizeof(int));
		memcpy(m->fds, CMSG_DATA(c), m->fds_n * sizeof(int));
	}
	if (n != sizeof(m->h) || m->h.size > sizeof(m->p))
		return false;
	return m->h.size == 0 ||
			recv(f->conn, &m->p, m->h.size, MSG_WAITALL) ==
			m->h.size;
}

static void
serve(struct vhost_user_fake *f)
{
	struct message m;
	uint32_t size;

	if (!get(f, &m)) {
		disconnect(f);
		return;
	}
	if ((m.h.flags & VHOST_USER_VERSION_MASK) != VHOST_USER_VERSION ||
			m.h.request >= FAKE_REQUESTS) {
		wrong(f, "a header");
		disconnect(f);
		return;
	}
	size = handle(f, &m);
	while (m.fds_n > 0)
		close(m.fds[--m.fds_n]);
	/* Whoever counts sees what it did. */
	__atomic_add_fetch(&f->counts[m.h.request], 1, __ATOMIC_RELEASE);
	answer(f, &m, size);
}

/* A frame goes back on the same pair. */
static void
echo(struct virtio_fake *rings, uint16_t queue, const uint8_t *frame,
		uint32_t len)
{
	const uint32_t hdr = sizeof(struct virtio_net_hdr_v1);
	struct vhost_user_fake *f = rings->user;

	if (f->on[queue - 1] && len >= hdr &&
			virtio_fake_receive(rings, queue - 1, NULL, hdr,
					frame + hdr, len - hdr))
		__atomic_add_fetch(&f->echoed, 1, __ATOMIC_RELEASE);
}

static void
run_rings(struct vhost_user_fake *f)
{
	uint16_t i;

	for (i = 1; i < FAKE_QUEUES; i += 2)
		if (f->on[i] && f->on[i - 1] && f->rings->queues[i].size != 0)
			virtio_fake_run_queue(f->rings, i);
	if (f->rings->wrong != NULL)
		wrong(f, f->rings->wrong);
}

/* A ring's vector is its index. */
static void
call(struct virtio_fake *rings, uint16_t vector)
{
	const struct vhost_user_fake *f = rings->user;

	if (f->calls[vector] >= 0)
		eventfd_write(f->calls[vector], 1);
}

static void
find_front(struct vhost_user_fake *f)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	if (!f->client) {
		f->conn = accept4(f->listener, NULL, NULL, SOCK_CLOEXEC);
	} else {
		f->conn = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		strcpy(addr.sun_path, f->path);
		if (connect(f->conn, (struct sockaddr *)&addr, sizeof(addr)) !=
				0)
			close_fd(&f->conn);
	}
	if (f->conn >= 0)
		__atomic_store_n(&f->is_connected, true, __ATOMIC_RELEASE);
}

static void *
life(void *arg)
{
	struct vhost_user_fake *f = arg;

	while (!__atomic_load_n(&f->stop, __ATOMIC_ACQUIRE)) {
		if (f->frozen) {
			usleep(1000);
			continue;
		}
		struct pollfd p = {f->conn >= 0 ? f->conn : f->listener, POLLIN,
				0};
		int n = poll(&p, 1, POLL_MS);

		if (f->conn < 0 && (n > 0 || f->client))
			find_front(f);
		else if (f->conn >= 0 && n > 0)
			serve(f);
		if (!f->deaf)
			run_rings(f);
	}
	disconnect(f);
	return NULL;
}

struct vhost_user_fake *
vhost_user_fake_new(const char *path, uint64_t features)
{
	struct vhost_user_fake *f = calloc(1, sizeof(*f));
	unsigned int i;

	if (f == NULL)
		abort();
	f->rings = virtio_fake_new(0, FAKE_QUEUES - 1, 1024);
	f->rings->trusting = true;
	f->rings->asleep = true;
	f->rings->on_transmit = echo;
	f->rings->on_interrupt = call;
	f->rings->user = f;
	f->path = path;
	f->offered = features | BIT(VIRTIO_F_VERSION_1);
	f->protocol = BIT(VHOST_USER_PROTOCOL_F_MQ) |
			BIT(VHOST_USER_PROTOCOL_F_REPLY_ACK) |
			BIT(VHOST_USER_PROTOCOL_F_STATUS);
	f->pairs = (FAKE_QUEUES - 1) / 2;
	f->listener = -1;
	f->conn = -1;
	for (i = 0; i < FAKE_QUEUES; i++) {
		f->kicks[i] = -1;
		f->calls[i] = -1;
	}
	return f;
}

void
vhost_user_fake_start(struct vhost_user_fake *f)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	if (!f->client) {
		f->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		strcpy(addr.sun_path, f->path);
		unlink(f->path);
		if (bind(f->listener, (struct sockaddr *)&addr, sizeof(addr)) !=
						0 ||
				listen(f->listener, 1) != 0)
			abort();
	}
	f->stop = false;
	f->frozen = false;
	if (pthread_create(&f->thread, NULL, life, f) != 0)
		abort();
	f->runs = true;
}

void
vhost_user_fake_stop(struct vhost_user_fake *f)
{
	if (!f->runs)
		return;
	__atomic_store_n(&f->stop, true, __ATOMIC_RELEASE);
	pthread_join(f->thread, NULL);
	f->runs = false;
	close_fd(&f->listener);
	if (!f->client)
		unlink(f->path);
}

void
vhost_user_fake_hang_up(struct vhost_user_fake *f)
{
	vhost_user_fake_stop(f);
	vhost_user_fake_start(f);
}

void
vhost_user_fake_free(struct vhost_user_fake *f)
{
	vhost_user_fake_stop(f);
	virtio_fake_free(f->rings);
	free(f);
}
