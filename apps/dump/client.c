/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the program is asked for: its ports, and a capture. The capture lasts as
 * long as our end of a socket pair is open, so the kernel ends it if we die.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memzone.h>
#include <rte_string_fns.h>

#include "dump.h"

#define ANSWER_S 5 /* how long an answer is waited for */

/* The answer: 0, or a negative errno after a message. */
static int
receive(const struct rte_mp_reply *from, struct bp_capture_reply *reply)
{
	if (from->nb_received < 1) {
		fprintf(stderr, "the program does not answer: it has no component for captures, is of another version, or is stopped\n");
		return -ETIMEDOUT;
	}
	if (from->msgs[0].len_param != sizeof(*reply)) {
		fprintf(stderr, "the program answers what cannot be\n");
		return -EPROTO;
	}
	memcpy(reply, from->msgs[0].param, sizeof(*reply));
	reply->name[sizeof(reply->name) - 1] = '\0';
	return 0;
}

/* fd -1: none goes along. */
static int
ask(const struct bp_capture_request *req, int fd,
		struct bp_capture_reply *reply)
{
	const struct timespec limit = {.tv_sec = ANSWER_S};
	struct rte_mp_msg msg = {
			.name = BP_CAPTURE_ACTION, .len_param = sizeof(*req)};
	struct rte_mp_reply answers;
	int rc;

	memcpy(msg.param, req, sizeof(*req));
	if (fd >= 0)
		msg.fds[msg.num_fds++] = fd;
	if (rte_mp_request_sync(&msg, &answers, &limit) != 0 &&
			rte_errno != ETIMEDOUT) {
		fprintf(stderr, "the program cannot be asked: %s\n",
				rte_strerror(rte_errno));
		return -rte_errno;
	}
	rc = receive(&answers, reply);
	free(answers.msgs);
	return rc;
}

/* The first port from an id on, or that of a name: 0 or -errno. */
static int
ask_port(const char *name, uint32_t id, struct bp_capture_reply *reply)
{
	struct bp_capture_request req = {.version = BP_CAPTURE_VERSION,
			.op = BP_CAPTURE_PORT,
			.port_id = id};
	int rc;

	rte_strscpy(req.name, name, sizeof(req.name));
	rc = ask(&req, -1, reply);
	return rc != 0 ? rc : reply->rc;
}

static int
add_port(struct dump_client *c, const struct bp_capture_reply *reply)
{
	for (unsigned int i = 0; i < c->ports_n; i++)
		if (c->ports[i].is.port_id == reply->port_id)
			return 0;
	if (c->ports_n == RTE_DIM(c->ports))
		return -EPROTO;
	c->ports[c->ports_n++] = (struct dump_port){.is = *reply};
	return 0;
}

static int
find_all(struct dump_client *c)
{
	struct bp_capture_reply reply;
	uint32_t id = 0;
	int rc = 0;

	while (rc == 0) {
		rc = ask_port("", id, &reply);
		if (rc == -ENODEV)
			break;
		if (rc == 0)
			rc = add_port(c, &reply);
		id = reply.port_id + 1U;
	}
	if (rc == -ENODEV && c->ports_n > 0)
		return 0;
	if (rc == -ENODEV)
		fprintf(stderr, "the program has no ports\n");
	return rc;
}

/* An id or a name. */
static int
find_one(struct dump_client *c, const char *text)
{
	struct bp_capture_reply reply;
	char *end;
	const unsigned long id = strtoul(text, &end, 10);
	const bool is_id = *end == '\0' && id < RTE_MAX_ETHPORTS;
	int rc = ask_port(is_id ? "" : text, (uint32_t)id, &reply);

	if (rc == 0 && is_id && reply.port_id != id)
		rc = -ENODEV;
	if (rc == 0)
		return add_port(c, &reply);
	if (rc == -ENODEV)
		fprintf(stderr, "--port: the program has no port '%s'; --list shows those that it has\n",
				text);
	return rc;
}

int
client_find_ports(struct dump_client *c, const struct dump_options *opt)
{
	int rc = 0;

	*c = (struct dump_client){.fd = -1};
	if (opt->ports_n == 0)
		return find_all(c);
	for (unsigned int i = 0; i < opt->ports_n && rc == 0; i++)
		rc = find_one(c, opt->ports[i]);
	return rc;
}

static unsigned int
count_taps(const struct dump_client *c, const struct dump_options *opt)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < c->ports_n; i++) {
		n += opt->received ? c->ports[i].is.rx_queues : 0;
		n += opt->sent ? c->ports[i].is.tx_queues : 0;
	}
	return n;
}

static void
add_taps(struct bp_capture *zone, const struct bp_capture_reply *port,
		uint16_t queues, bool sends)
{
	for (uint16_t q = 0; q < queues; q++) {
		struct bp_capture_tap *tap = &zone->taps[zone->taps_n++];

		*tap = (struct bp_capture_tap){.port_id = port->port_id,
				.queue_id = q,
				.sends = sends};
	}
}

/* An equal share of the memory for each, a power of two. */
static uint64_t
share(uint64_t mib, unsigned int taps)
{
	const uint64_t each = rte_align64prevpow2((mib << 20) / taps);

	return RTE_MIN(RTE_MAX(each, (uint64_t)BP_CAPTURE_RING_MIN),
			(uint64_t)BP_CAPTURE_RING_MAX);
}

static int
make_zone(struct dump_client *c, const struct dump_options *opt,
		unsigned int taps, const char *name)
{
	const uint64_t ring_size = share(opt->buffer, taps);
	const size_t insns_at = sizeof(struct bp_capture) +
			taps * sizeof(struct bp_capture_tap);
	const size_t insns = opt->program.bf_len * sizeof(struct bpf_insn);
	const size_t rings_at =
			RTE_ALIGN_CEIL(insns_at + insns, RTE_CACHE_LINE_SIZE);
	const struct rte_memzone *mz;

	c->size = rings_at + taps * ring_size;
	mz = rte_memzone_reserve(name, c->size, SOCKET_ID_ANY, 0);
	if (mz == NULL) {
		fprintf(stderr, "no memory for a buffer of %zu KiB (%s): a smaller --buffer may do\n",
				c->size >> 10, rte_strerror(rte_errno));
		return -rte_errno;
	}
	c->zone = mz->addr;
	*c->zone = (struct bp_capture){.version = BP_CAPTURE_VERSION,
			.snaplen = (uint32_t)opt->snaplen,
			.insns_n = opt->program.bf_len,
			.insns_at = insns_at,
			.rings_at = rings_at,
			.ring_size = ring_size};
	if (insns != 0)
		memcpy((uint8_t *)mz->addr + insns_at, opt->program.bf_insns,
				insns);
	for (unsigned int i = 0; i < c->ports_n; i++) {
		const struct bp_capture_reply *port = &c->ports[i].is;

		add_taps(c->zone, port, opt->received ? port->rx_queues : 0,
				false);
		add_taps(c->zone, port, opt->sent ? port->tx_queues : 0, true);
	}
	return 0;
}

/* The program's end of the pair goes with the message. */
static int
ask_start(struct dump_client *c, const char *name)
{
	struct bp_capture_request req = {
			.version = BP_CAPTURE_VERSION, .op = BP_CAPTURE_START};
	struct bp_capture_reply reply;
	int ends[2], rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	rte_strscpy(req.name, name, sizeof(req.name));
	rc = ask(&req, ends[1], &reply);
	close(ends[1]);
	if (rc == 0 && reply.rc != 0) {
		rc = reply.rc;
		fprintf(stderr, "the program does not start a capture: %s\n",
				rte_strerror(-rc));
	}
	if (rc == 0)
		c->fd = ends[0];
	else
		close(ends[0]);
	return rc;
}

int
client_start(struct dump_client *c, const struct dump_options *opt)
{
	const unsigned int taps = count_taps(c, opt);
	char name[RTE_MEMZONE_NAMESIZE];
	int rc;

	if (taps == 0 || taps > BP_CAPTURE_TAPS) {
		fprintf(stderr,
				taps == 0 ? "no queue is set up on these ports\n"
					  : "these are too many queues: name fewer ports with --port\n");
		return -EINVAL;
	}
	snprintf(name, sizeof(name), "capture_%d", getpid());
	rc = make_zone(c, opt, taps, name);
	if (rc != 0)
		return rc;
	rc = ask_start(c, name);
	/* Who answers late finds our end closed, and frees it. */
	if (rc != 0 && rc != -ETIMEDOUT)
		rte_memzone_free(rte_memzone_lookup(name));
	return rc;
}

void
client_stop(struct dump_client *c)
{
	const struct timeval limit = {.tv_sec = ANSWER_S};
	char byte = 0;

	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (send(c->fd, &byte, 1, MSG_NOSIGNAL) == 1 &&
			recv(c->fd, &byte, 1, 0) < 0)
		fprintf(stderr, "the program does not say that the capture is over\n");
}

void
client_close(struct dump_client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

bool
client_wait(const struct dump_client *c, int ms)
{
	struct pollfd p = {.fd = c->fd};

	return poll(&p, 1, ms) != 1 || (p.revents & (POLLHUP | POLLERR)) == 0;
}
