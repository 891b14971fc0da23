/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Captures that other processes asked for. Each has a thread, which waits on a
 * socket whose other end the asker holds: the kernel closes that end when the
 * asker dies, in whatever way, and the callbacks go. One lock guards the list
 * of captures and all taps.
 */
#include "capture.h"

#include <bufplane.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_memzone.h>
#include <rte_string_fns.h>

struct capture {
	struct capture *next;
	char zone[RTE_MEMZONE_NAMESIZE];
	int fd;
	pthread_t thread;
	struct capture_filter filter;
	uint32_t taps_n;
	struct capture_tap *taps[BP_CAPTURE_TAPS]; /* NULL: detached */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
static struct capture *captures;
static unsigned int leaving; /* threads that free their capture */
static bool up;

/* With the lock held. */
static void
detach_all(struct capture *c)
{
	for (uint32_t i = 0; i < c->taps_n; i++) {
		if (c->taps[i] != NULL)
			capture_tap_detach(c->taps[i]);
		c->taps[i] = NULL;
	}
}

static int
port_leaves(uint16_t port_id, enum rte_eth_event_type event, void *arg,
		void *ret_param)
{
	(void)event;
	(void)arg;
	(void)ret_param;
	pthread_mutex_lock(&lock);
	for (struct capture *c = captures; c != NULL; c = c->next)
		for (uint32_t i = 0; i < c->taps_n; i++) {
			if (c->taps[i] == NULL ||
					capture_tap_port(c->taps[i]) != port_id)
				continue;
			capture_tap_end(c->taps[i]);
			c->taps[i] = NULL;
		}
	pthread_mutex_unlock(&lock);
	return 0;
}

static void
free_capture(struct capture *c)
{
	close(c->fd);
	capture_filter_free(&c->filter);
	free(c);
}

static void
free_zone(const char *name)
{
	const struct rte_memzone *mz = rte_memzone_lookup(name);

	if (mz != NULL)
		rte_memzone_free(mz);
}

/* With the lock held: it is not in the list any more. */
static void
unlink_capture(const struct capture *c)
{
	struct capture **at = &captures;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
}

/* What the other end is told, and nothing is written any more. */
static void
stop_writing(struct capture *c)
{
	const char done = 1;

	pthread_mutex_lock(&lock);
	detach_all(c);
	pthread_mutex_unlock(&lock);
	if (send(c->fd, &done, 1, MSG_NOSIGNAL) < 0)
		CAPTURE_LOG(DEBUG, "%s: %s\n", c->zone, rte_strerror(errno));
}

/*
 * The other end is closed. When the library stops, who stops it waits for this
 * thread and frees the capture; the memzone stays, as others may read it yet.
 */
static void
leave(struct capture *c)
{
	pthread_mutex_lock(&lock);
	detach_all(c);
	if (!up) {
		pthread_mutex_unlock(&lock);
		return;
	}
	unlink_capture(c);
	pthread_detach(pthread_self());
	leaving++;
	pthread_mutex_unlock(&lock);
	free_zone(c->zone);
	free_capture(c);
	pthread_mutex_lock(&lock);
	leaving--;
	pthread_cond_signal(&left);
	pthread_mutex_unlock(&lock);
}

static void *
thread_main(void *arg)
{
	struct capture *c = arg;
	ssize_t n;
	char byte;

	for (;;) {
		n = recv(c->fd, &byte, 1, 0);
		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		if (n > 0)
			stop_writing(c);
	}
	leave(c);
	return NULL;
}

/* With the lock held: 0 or -errno, with some taps attached. */
static int
attach_taps(struct capture *c, const struct capture_area *a)
{
	int rc;

	for (uint32_t i = 0; i < a->taps_n; i++) {
		struct bp_capture_tap *shared = &a->zone->taps[i];
		const struct capture_target target = {
				.port_id = shared->port_id,
				.queue_id = shared->queue_id,
				.sends = shared->sends != 0,
				.shared = shared,
				.ring = a->rings + i * a->ring_size,
				.size = a->ring_size,
				.snaplen = a->snaplen,
				.filter = &c->filter,
		};

		c->taps[i] = capture_tap_attach(&target, &rc);
		if (c->taps[i] == NULL)
			return rc;
		c->taps_n = i + 1;
	}
	return 0;
}

/* With the lock held. */
static int
launch(struct capture *c, const struct capture_area *a)
{
	int rc = capture_filter_copy(&c->filter, a->insns, a->insns_n);

	if (rc == 0)
		rc = attach_taps(c, a);
	if (rc == 0)
		rc = rte_ctrl_thread_create(
				&c->thread, "bp-capture", NULL, thread_main, c);
	if (rc != 0) {
		detach_all(c);
		return rc;
	}
	c->next = captures;
	captures = c;
	return 0;
}

static bool
is_known(const char *zone)
{
	const struct capture *c = captures;

	while (c != NULL && strcmp(c->zone, zone) != 0)
		c = c->next;
	return c != NULL;
}

/* The descriptor is ours if it succeeds. */
static int
start(const char *zone, int fd)
{
	const struct rte_memzone *mz = rte_memzone_lookup(zone);
	struct capture *c;
	struct capture_area a;
	int rc = mz == NULL ? -ENOENT : capture_area_check(&a, mz);

	if (rc != 0)
		return rc;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	rte_strscpy(c->zone, zone, sizeof(c->zone));
	c->fd = fd;
	pthread_mutex_lock(&lock);
	rc = !up ? -ESHUTDOWN : is_known(zone) ? -EBUSY : launch(c, &a);
	pthread_mutex_unlock(&lock);
	if (rc != 0) {
		capture_filter_free(&c->filter);
		free(c);
	}
	return rc;
}

/* The port of a name, or else the next one from an id on. */
static uint16_t
find_port(const struct bp_capture_request *req)
{
	uint16_t id = RTE_MAX_ETHPORTS;

	if (req->name[0] != '\0')
		rte_eth_dev_get_port_by_name(req->name, &id);
	else if (req->port_id < RTE_MAX_ETHPORTS)
		id = (uint16_t)rte_eth_find_next((uint16_t)req->port_id);
	return id;
}

static void
describe(const struct bp_capture_request *req, struct bp_capture_reply *out)
{
	const uint16_t id = find_port(req);
	struct rte_eth_dev_info info;
	struct rte_eth_link link = {0};

	out->rc = id == RTE_MAX_ETHPORTS ? -ENODEV
					 : rte_eth_dev_info_get(id, &info);
	if (out->rc != 0)
		return;
	out->port_id = id;
	out->rx_queues = info.nb_rx_queues;
	out->tx_queues = info.nb_tx_queues;
	rte_eth_dev_get_name_by_port(id, out->name);
	rte_eth_macaddr_get(id, &out->mac);
	if (rte_eth_link_get_nowait(id, &link) == 0 &&
			link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN)
		out->mbit = link.link_speed;
}

static int
serve(const struct rte_mp_msg *msg, struct bp_capture_reply *out)
{
	struct bp_capture_request req;

	if (msg->len_param != sizeof(req))
		return -EPROTO;
	memcpy(&req, msg->param, sizeof(req));
	if (req.version != BP_CAPTURE_VERSION)
		return -EPROTO;
	if (strnlen(req.name, sizeof(req.name)) >= RTE_MEMZONE_NAMESIZE &&
			req.op == BP_CAPTURE_START)
		return -EINVAL;
	if (strnlen(req.name, sizeof(req.name)) == sizeof(req.name))
		return -EINVAL;
	if (req.op == BP_CAPTURE_START)
		return msg->num_fds == 1 ? start(req.name, msg->fds[0])
					 : -EINVAL;
	if (req.op != BP_CAPTURE_PORT)
		return -EPROTO;
	describe(&req, out);
	return out->rc;
}

static int
answer(const struct rte_mp_msg *msg, const void *peer)
{
	struct rte_mp_msg reply = {
			.len_param = sizeof(struct bp_capture_reply)};
	struct bp_capture_reply out = {0};

	out.rc = serve(msg, &out);
	if (out.rc != 0 || msg->num_fds != 1)
		for (int i = 0; i < msg->num_fds; i++)
			close(msg->fds[i]);
	rte_strscpy(reply.name, msg->name, sizeof(reply.name));
	memcpy(reply.param, &out, sizeof(out));
	return rte_mp_reply(&reply, peer);
}

static void
set_up(bool now)
{
	pthread_mutex_lock(&lock);
	up = now;
	pthread_mutex_unlock(&lock);
}

/* Where nobody can attach, nobody can ask either. */
static int
capture_init(void)
{
	int rc;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return 0;
	if (rte_mp_action_register(BP_CAPTURE_ACTION, answer) != 0)
		return rte_errno == ENOTSUP ? 0 : -rte_errno;
	rc = rte_eth_dev_callback_register(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, port_leaves, NULL);
	if (rc != 0)
		rte_mp_action_unregister(BP_CAPTURE_ACTION);
	else
		set_up(true);
	return rc;
}

/* Nobody adds to the list any more. */
static void
end_all(void)
{
	struct capture *c;

	while (captures != NULL) {
		c = captures;
		captures = c->next;
		shutdown(c->fd, SHUT_RDWR);
		pthread_join(c->thread, NULL);
		free_capture(c);
	}
}

static void
capture_fini(void)
{
	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return;
	rte_mp_action_unregister(BP_CAPTURE_ACTION);
	set_up(false);
	rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, port_leaves, NULL);
	end_all();
	pthread_mutex_lock(&lock);
	while (leaving > 0)
		pthread_cond_wait(&left, &lock);
	pthread_mutex_unlock(&lock);
	capture_taps_free();
}

BP_EXPORT
const struct bp_component bp_component_capture = {
		.name = "capture",
		.init = capture_init,
		.fini = capture_fini,
};
