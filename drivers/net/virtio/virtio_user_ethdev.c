/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio_user: a port whose device is a vhost-user back end. From the start
 * of the port to its stop the interrupt thread looks now and then whether the
 * back end is there. If it is not, the port's link is down and bursts move
 * nothing; what was with it is taken back, and the next one who comes, or whom
 * we find, gets the session.
 */
#include <errno.h>
#include <ethdev_vdev.h>
#include <stdio.h>
#include <unistd.h>

#include <sys/eventfd.h>

#include <rte_alarm.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "builtin.h"
#include "net/virtio/virtio_net.h"
#include "net/virtio/virtio_user.h"

#define LOOK_US 20000
/* Looks left out after a back end that is of no use, or that kept us waiting.
 */
#define LOOKS_OFF  25
#define LOOKS_LONG 500

struct user_port {
	struct vnet_port port; /* first */
	struct virtio_user user;
	struct eth_dev_ops ops;         /* net_virtio's, but start and stop */
	const struct eth_dev_ops *base; /* net_virtio's */
	bool can_return;                /* a back end, to a started port */
	int vectors[1 + VIRTIO_USER_PAIRS];

	/* The interrupt thread's, while the port is started. */
	bool running; /* the queues are */
	bool fresh;   /* they are empty, since the back end has gone */
	int told;     /* why there is none, as last logged */
	unsigned int looks_off;
};

static struct user_port *
user_port_of(const struct rte_eth_dev *eth)
{
	return eth->data->dev_private;
}

/* The link has changed: the port's interrupt tells whom it concerns. */
static void
signal_change(const struct rte_eth_dev *eth)
{
	eventfd_write(rte_intr_fd_get(eth->intr_handle), 1);
}

/* The back end is gone, or of no use. */
static void
lose(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);

	VNET_LOG(NOTICE, "%s: the back end is gone: the link is down\n",
			eth->data->name);
	vnet_pause(eth);
	p->running = false;
	p->fresh = false;
	p->told = 0;
	p->looks_off = 0;
	signal_change(eth);
}

/* Once for each reason. One that is of no use is not asked all the time. */
static void
tell(struct rte_eth_dev *eth, int rc)
{
	struct user_port *p = user_port_of(eth);

	if (rc == -EAGAIN) {
		p->user.conn.quiet = false;
		return;
	}
	if (rc != p->told)
		VNET_LOG(WARNING, "%s: no session with a back end: %s\n",
				eth->data->name,
				rc == -EBUSY ? "the one before may still use "
					       "the rings"
					     : rte_strerror(-rc));
	p->told = rc;
	p->user.conn.quiet = true;
	if (rc == -ETIMEDOUT)
		p->looks_off = LOOKS_LONG;
	else
		p->looks_off = rc == -EBUSY ? 0 : LOOKS_OFF;
}

/* Somebody who is there gets empty queues: 0 or -errno. */
static int
give_session(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);
	int rc;

	/* One that left halfway may have written to them. */
	vnet_queues_close(eth);
	rc = vnet_queues_open(eth);
	if (rc != 0)
		return rc;
	virtio_user_lock(&p->user);
	rc = virtio_user_begin(&p->user);
	virtio_user_unlock(&p->user);
	return rc;
}

static void
find(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);
	bool haunted;
	int rc = 0;

	pthread_mutex_lock(&p->user.lock);
	haunted = virtio_user_is_haunted(&p->user);
	if (p->user.conn.fd < 0)
		rc = virtio_user_meet(&p->user);
	pthread_mutex_unlock(&p->user.lock);
	if (!haunted && !p->fresh)
		p->fresh = vnet_refresh(eth) == 0;
	if (rc == 0)
		rc = give_session(eth);
	if (rc != 0) {
		tell(eth, rc);
		return;
	}
	VNET_LOG(NOTICE, "%s: a back end is there: the link is up\n",
			eth->data->name);
	vnet_resume(eth);
	p->running = true;
	p->user.conn.quiet = false;
	signal_change(eth);
}

/* Whether the one who has the rings is still there. */
static bool
is_there(struct virtio_user *u)
{
	int rc = 0;

	pthread_mutex_lock(&u->lock);
	if (u->up)
		rc = vhost_user_look(&u->conn);
	if (rc == -EPROTO)
		VNET_LOG(ERR, "%s: the back end speaks unasked\n", u->dev.name);
	if (rc != 0)
		virtio_user_part(u, rc);
	pthread_mutex_unlock(&u->lock);
	return virtio_user_is_up(u);
}

static void
look(void *arg)
{
	struct rte_eth_dev *eth = arg;
	struct user_port *p = user_port_of(eth);

	if (p->running && !is_there(&p->user))
		lose(eth);
	else if (p->looks_off > 0)
		p->looks_off--;
	else if (!p->running && p->can_return)
		find(eth);
	rte_eal_alarm_set(LOOK_US, look, eth);
}

/* An interrupt of the port's for its link, and one for each receive queue. */
static int
open_interrupts(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);
	struct rte_intr_handle *handle = eth->intr_handle;
	uint16_t n = eth->data->dev_conf.intr_conf.rxq ? eth->data->nb_rx_queues
						       : 0;
	uint16_t i;

	for (i = 0; i <= n; i++) {
		if (p->vectors[i] < 0)
			p->vectors[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (p->vectors[i] < 0) {
			VNET_LOG(ERR, "%s: no event descriptor: %s\n",
					eth->data->name, rte_strerror(errno));
			return -errno;
		}
		if (i > 0)
			rte_intr_efds_index_set(handle, i - 1, p->vectors[i]);
	}
	rte_intr_fd_set(handle, p->vectors[0]);
	rte_intr_nb_efd_set(handle, n);
	p->user.vectors_n = 1U + n;
	return 0;
}

static int
start(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);
	int rc = open_interrupts(eth);

	if (rc == 0)
		rc = p->base->dev_start(eth);
	if (rc != 0)
		return rc;
	p->told = 0;
	p->looks_off = 0;
	p->user.conn.quiet = false;
	p->fresh = true;
	p->running = virtio_user_is_up(&p->user);
	if (!p->running)
		vnet_pause(eth);
	return rte_eal_alarm_set(LOOK_US, look, eth);
}

static int
stop(struct rte_eth_dev *eth)
{
	rte_eal_alarm_cancel(look, eth);
	return user_port_of(eth)->base->dev_stop(eth);
}

/* From the port's close on. */
static void
on_close(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);
	unsigned int i;

	virtio_user_close(&p->user);
	for (i = 0; i < RTE_DIM(p->vectors); i++)
		if (p->vectors[i] >= 0)
			close(p->vectors[i]);
	rte_intr_instance_free(eth->intr_handle);
	eth->intr_handle = NULL;
}

static int
make_handle(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);
	unsigned int i;

	for (i = 0; i < RTE_DIM(p->vectors); i++)
		p->vectors[i] = -1;
	p->user.vectors = p->vectors;
	eth->intr_handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (eth->intr_handle == NULL)
		return -ENOMEM;
	rte_intr_type_set(eth->intr_handle, RTE_INTR_HANDLE_VDEV);
	rte_intr_efd_counter_size_set(eth->intr_handle, sizeof(uint64_t));
	return 0;
}

/* net_virtio's arguments of the same meaning. */
static int
init_net(struct rte_eth_dev *eth)
{
	struct user_port *p = user_port_of(eth);
	char text[32] = "";
	int rc;

	if (p->user.args.has_speed)
		snprintf(text, sizeof(text), "speed=%u", p->user.args.speed);
	p->port.on_close = on_close;
	rc = vnet_init(eth, &p->user.dev, text);
	if (rc != 0)
		return rc;
	p->base = eth->dev_ops;
	p->ops = *p->base;
	p->ops.dev_start = start;
	p->ops.dev_stop = stop;
	eth->dev_ops = &p->ops;
	return 0;
}

static void
check_kernel(struct rte_eth_dev *eth)
{
	int rc = vnet_pause_init();

	user_port_of(eth)->can_return = rc == 0;
	if (rc != 0)
		VNET_LOG(WARNING,
				"%s: without membarrier(2) (%s) a back end that "
				"is gone comes back when the port is stopped and "
				"started only\n",
				eth->data->name, rte_strerror(-rc));
}

static int
init_port(struct rte_eth_dev *eth, const char *args)
{
	struct user_port *p = user_port_of(eth);
	int rc = virtio_user_args_parse(eth->data->name, args, &p->user.args);

	if (rc == 0)
		rc = make_handle(eth);
	if (rc == 0)
		rc = virtio_user_open(&p->user, eth->data->name);
	if (rc != 0) {
		rte_intr_instance_free(eth->intr_handle);
		return rc;
	}
	check_kernel(eth);
	rc = init_net(eth);
	if (rc != 0)
		on_close(eth);
	return rc;
}

static int
probe(struct rte_vdev_device *vdev)
{
	const char *name = rte_vdev_device_name(vdev);
	struct rte_eth_dev *eth;
	int rc;

	/* Its memory map and sockets are of one process. */
	if (bp_eth_attach_all(&vdev->device, NULL) != 0)
		return 0;
	if (rte_eal_process_type() != RTE_PROC_PRIMARY) {
		VNET_LOG(ERR,
				"%s: only the primary process can have such a "
				"port\n",
				name);
		return -ENOTSUP;
	}
	eth = rte_eth_vdev_allocate(vdev, sizeof(struct user_port));
	if (eth == NULL)
		return -ENOMEM;
	rc = init_port(eth, rte_vdev_device_args(vdev));
	if (rc != 0) {
		rte_eth_dev_release_port(eth);
		return rc;
	}
	rte_eth_dev_probing_finish(eth);
	return 0;
}

static struct rte_vdev_driver driver = {
		.driver = {.name = "net_virtio_user", .alias = "virtio_user"},
		.probe = probe,
		.remove = bp_eth_vdev_remove,
};

VDEV_DRIVER_COMPONENT(net_virtio_user, driver);
