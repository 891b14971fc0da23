/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The control queue (VIRTIO 1.2, section 5.1.6.5): one command at a time, whose
 * answer is waited for. The wait ends; from then on the queue is out of use,
 * since the device may still write to where the answer was to come, until the
 * port starts again.
 */
#include <errno.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_cycles.h>

#include "net/virtio/virtio_net_queue.h"
#include "net/virtio/virtq_any.h"

#define QUEUE_SIZE 16
#define PIECES     3
#define POLL_US    10
#define MS_PER_S   1000

/* What the device sees. */
struct command {
	struct virtio_net_ctrl_hdr hdr;
	virtio_net_ctrl_ack ack;
	uint8_t data[VNET_CTRL_DATA];
};

/* Section 5.1.2: behind the pairs that there may be. */
uint16_t
vnet_ctrl_index(const struct vnet_port *port)
{
	bool many = virtio_has(port->dev, VIRTIO_NET_F_MQ) ||
			virtio_has(port->dev, VIRTIO_NET_F_RSS);

	return many ? (uint16_t)(2 * port->config.pairs) : 2;
}

static int
open_memory(struct vnet_port *port)
{
	char name[RTE_MEMZONE_NAMESIZE];

	if (port->ctrl.memory != NULL)
		return 0;
	vnet_memory_name(port, "cmd", 0, name);
	port->ctrl.memory = rte_memzone_reserve_aligned(name,
			sizeof(struct command), port->dev->socket_id,
			RTE_MEMZONE_IOVA_CONTIG, RTE_CACHE_LINE_SIZE);
	if (port->ctrl.memory != NULL)
		return virtio_need(port->dev, port->ctrl.memory->addr,
				sizeof(struct command));
	VNET_LOG(ERR, "%s: no memory for the control queue\n", vnet_name(port));
	return -ENOMEM;
}

static int
open_queue(struct vnet_port *port)
{
	uint16_t index = vnet_ctrl_index(port);
	uint16_t size = vnet_queue_max(port, index);
	char name[RTE_MEMZONE_NAMESIZE];
	struct virtq_conf conf = {.name = name,
			.index = index,
			.pieces = PIECES,
			.socket_id = port->dev->socket_id};
	int rc;

	conf.size = RTE_MIN(size, (uint16_t)QUEUE_SIZE);
	vnet_memory_name(port, "ctrl", 0, name);
	if (size == 0) {
		VNET_LOG(ERR, "%s: the device has no control queue %u\n",
				vnet_name(port), index);
		return -ENODEV;
	}
	rc = virtq_init(&port->ctrl.vq, port->dev, &conf);
	if (rc != 0)
		return rc;
	if (port->ctrl.vq.pieces == PIECES)
		return vnet_queue_enable(
				port, &port->ctrl.vq, VIRTIO_NO_VECTOR);
	VNET_LOG(ERR, "%s: the control queue of %u is too small for commands\n",
			vnet_name(port), size);
	return -ENOSPC;
}

/* Before the device works; nothing happens if it has no such queue. */
int
vnet_ctrl_open(struct vnet_port *port)
{
	int rc;

	if (!virtio_has(port->dev, VIRTIO_NET_F_CTRL_VQ))
		return 0;
	port->ctrl.works = port->dev->transport->command != NULL;
	if (port->ctrl.works)
		return 0;
	rc = open_memory(port);
	if (rc == 0)
		rc = open_queue(port);
	port->ctrl.works = rc == 0;
	return rc;
}

/* Of a device that is reset. */
void
vnet_ctrl_close(struct vnet_port *port)
{
	struct vnet_ctrl *ctrl = &port->ctrl;

	rte_spinlock_lock(&ctrl->lock);
	ctrl->works = false;
	while (virtq_detach(&ctrl->vq) != NULL)
		;
	virtq_fini(&ctrl->vq);
	rte_memzone_free(ctrl->memory);
	ctrl->memory = NULL;
	rte_spinlock_unlock(&ctrl->lock);
}

static void
post(struct vnet_ctrl *ctrl, uint32_t len)
{
	uint64_t iova = ctrl->memory->iova;
	struct virtq_piece pieces[PIECES] = {
			{iova, sizeof(struct virtio_net_ctrl_hdr)}};
	uint16_t n = 1;

	if (len != 0)
		pieces[n++] = (struct virtq_piece){
				iova + offsetof(struct command, data), len};
	pieces[n] = (struct virtq_piece){iova + offsetof(struct command, ack),
			sizeof(virtio_net_ctrl_ack)};
	virtq_add(&ctrl->vq, pieces, n, 1, ctrl->memory->addr);
	virtq_submit(&ctrl->vq, virtq_kind(&ctrl->vq));
}

/* Whether the answer is there. */
static bool
take(struct vnet_ctrl *ctrl, uint32_t *len)
{
	void *cookie;

	return virtq_take_n(&ctrl->vq, &cookie, len, 1, 0,
			       virtq_kind(&ctrl->vq)) != 0;
}

/* In cycles, when the device has had time enough for what begins now. */
static uint64_t
deadline(const struct vnet_port *port)
{
	return rte_get_timer_cycles() +
			rte_get_timer_hz() * port->ctrl.patience / MS_PER_S;
}

/* From here on all commands together have the time of one; or not any more. */
void
vnet_ctrl_hurry(struct vnet_port *port, bool hurry)
{
	rte_spinlock_lock(&port->ctrl.lock);
	port->ctrl.end = hurry ? deadline(port) : 0;
	rte_spinlock_unlock(&port->ctrl.lock);
}

/*
 * 0, -ETIMEDOUT, -ENODEV, or -EIO for a queue that is broken or a device that
 * wants to be reset.
 */
static int
wait_for(struct vnet_port *port, uint32_t *len)
{
	struct vnet_ctrl *ctrl = &port->ctrl;
	uint64_t end = ctrl->end != 0 ? ctrl->end : deadline(port);
	int rc;

	while (!take(ctrl, len)) {
		if (ctrl->vq.broken)
			return -EIO;
		rc = virtio_dev_check(port->dev);
		if (rc != 0)
			return rc;
		if (rte_get_timer_cycles() > end)
			return -ETIMEDOUT;
		rte_delay_us_sleep(POLL_US);
	}
	return 0;
}

/* The device's word on the command, which is written once. */
static int
read_ack(struct vnet_port *port, const struct command *c, uint32_t len)
{
	virtio_net_ctrl_ack ack = __atomic_load_n(&c->ack, __ATOMIC_RELAXED);

	if (len == sizeof(ack) && ack == VIRTIO_NET_OK)
		return 0;
	if (len == sizeof(ack) && ack == VIRTIO_NET_ERR) {
		bp_eth_count(&port->events[VNET_CTRL_REFUSALS], 1);
		return -EIO;
	}
	bp_eth_count(&port->events[VNET_CTRL_BAD_ACKS], 1);
	VNET_LOG(ERR, "%s: the device answers a command with %u bytes and %u\n",
			vnet_name(port), len, ack);
	return -EIO;
}

static const char *
reason(const struct vnet_ctrl *ctrl, int rc)
{
	if (rc == -ETIMEDOUT)
		return "no answer";
	if (rc == -ENODEV)
		return "the device is gone";
	return ctrl->vq.broken ? "the queue is broken"
			       : "the device wants to be reset";
}

static int
run(struct vnet_port *port, struct command *c, uint32_t data_len)
{
	struct vnet_ctrl *ctrl = &port->ctrl;
	uint32_t len = 0;
	int rc;

	post(ctrl, data_len);
	rc = wait_for(port, &len);
	if (rc == 0)
		return read_ack(port, c, len);
	ctrl->works = false;
	if (rc == -ETIMEDOUT)
		bp_eth_count(&port->events[VNET_CTRL_TIMEOUTS], 1);
	if (ctrl->vq.broken)
		bp_eth_count(&port->events[VNET_CTRL_BROKEN], 1);
	VNET_LOG(ERR,
			"%s: command %u of class %u: %s; the control queue is "
			"out of use until the port starts again\n",
			vnet_name(port), c->hdr.cmd, c->hdr.class,
			reason(ctrl, rc));
	return rc;
}

/* Whether many commands have taken too long together. */
static bool
is_late(struct vnet_port *port, uint8_t class, uint8_t command)
{
	const struct vnet_ctrl *ctrl = &port->ctrl;

	if (ctrl->end == 0 || rte_get_timer_cycles() <= ctrl->end)
		return false;
	bp_eth_count(&port->events[VNET_CTRL_TIMEOUTS], 1);
	VNET_LOG(ERR,
			"%s: command %u of class %u is not sent: those before "
			"it took the device too long\n",
			vnet_name(port), command, class);
	return true;
}

/* With the lock. */
static int
send(struct vnet_port *port, uint8_t class, uint8_t command, const void *data,
		uint32_t len)
{
	const struct vnet_ctrl *ctrl = &port->ctrl;
	struct command *c;

	if (!ctrl->works)
		return -EIO;
	if (is_late(port, class, command))
		return -ETIMEDOUT;
	if (port->dev->transport->command != NULL)
		return port->dev->transport->command(
				port->dev, class, command, data, len);
	c = ctrl->memory->addr;
	c->hdr.class = class;
	c->hdr.cmd = command;
	c->ack = (virtio_net_ctrl_ack)~VIRTIO_NET_OK;
	if (len != 0)
		memcpy(c->data, data, len);
	return run(port, c, len);
}

/*
 * Give the lock back, and send before what the interrupt thread left to us
 * while we had it: that does not wait for a lock (5.1.6.5.4).
 */
static void
unlock(struct vnet_port *port)
{
	struct vnet_ctrl *ctrl = &port->ctrl;

	do {
		if (__atomic_exchange_n(
				    &ctrl->announced, false, __ATOMIC_SEQ_CST))
			send(port, VIRTIO_NET_CTRL_ANNOUNCE,
					VIRTIO_NET_CTRL_ANNOUNCE_ACK, NULL, 0);
		rte_spinlock_unlock(&ctrl->lock);
		/* We see what was left here, or that thread gets the lock. */
		rte_smp_mb();
	} while (__atomic_load_n(&ctrl->announced, __ATOMIC_SEQ_CST) &&
			rte_spinlock_trylock(&ctrl->lock));
}

int
vnet_ctrl_send(struct vnet_port *port, uint8_t class, uint8_t command,
		const void *data, uint32_t len)
{
	int rc;

	if (!virtio_has(port->dev, VIRTIO_NET_F_CTRL_VQ))
		return -ENOTSUP;
	if (len > VNET_CTRL_DATA)
		return -EINVAL;
	rte_spinlock_lock(&port->ctrl.lock);
	rc = send(port, class, command, data, len);
	unlock(port);
	return rc;
}

/* Section 5.1.6.5.5. */
int
vnet_ctrl_pairs(struct vnet_port *port, uint16_t pairs)
{
	struct virtio_net_ctrl_mq mq = {rte_cpu_to_le_16(pairs)};

	return vnet_ctrl_send(port, VIRTIO_NET_CTRL_MQ,
			VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET, &mq, sizeof(mq));
}

/* From the interrupt thread: now, or after the command that is under way. */
void
vnet_ctrl_announced(struct vnet_port *port)
{
	/* Pairs with unlock(). */
	__atomic_store_n(&port->ctrl.announced, true, __ATOMIC_SEQ_CST);
	rte_smp_mb();
	if (rte_spinlock_trylock(&port->ctrl.lock))
		unlock(port);
}
