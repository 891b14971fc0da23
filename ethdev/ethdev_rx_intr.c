/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of receive queues: the driver switches them on and off, and ties
 * each queue to a vector of the device's interrupt handle, whose descriptor
 * can then be waited for with rte_epoll_wait().
 */
#include <rte_interrupts.h>

#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_dev_rx_intr_enable(uint16_t port_id, uint16_t queue_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq(dev, queue_id) != 0)
		return -EINVAL;
	return ethdev_call(rx_queue_intr_enable, dev, dev, queue_id);
}

BP_EXPORT
int
rte_eth_dev_rx_intr_disable(uint16_t port_id, uint16_t queue_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq(dev, queue_id) != 0)
		return -EINVAL;
	return ethdev_call(rx_queue_intr_disable, dev, dev, queue_id);
}

/* The vector of a queue, or -ENOTSUP, or -EPERM when none has any. */
static int
get_vector(const struct rte_eth_dev *dev, uint16_t queue_id)
{
	int vec;

	if (dev->intr_handle == NULL) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u (%s) has no interrupts of queues\n",
				dev->data->port_id, dev->data->name);
		return -ENOTSUP;
	}
	vec = rte_intr_vec_list_index_get(dev->intr_handle, queue_id);
	if (vec >= 0)
		return vec;
	RTE_ETHDEV_LOG(ERR,
			"Port %u (%s): receive queue %u has no vector; "
			"intr_conf.rxq asks for one, from start on\n",
			dev->data->port_id, dev->data->name, queue_id);
	return -EPERM;
}

/* A queue that is waited for already is no error. */
static int
control(const struct rte_eth_dev *dev, uint16_t queue_id, int epfd, int op,
		void *data)
{
	int vec = get_vector(dev, queue_id), rc;

	if (vec < 0)
		return vec;
	rc = rte_intr_rx_ctl(
			dev->intr_handle, epfd, op, (unsigned int)vec, data);
	if (rc == 0 || rc == -EEXIST)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u: interrupts of receive queue %u (vector %d): "
			"operation %d at %d fails\n",
			dev->data->port_id, queue_id, vec, op, epfd);
	return rc;
}

/* Once there are vectors, a queue that fails is only logged, as in 22.11. */
BP_EXPORT
int
rte_eth_dev_rx_intr_ctl(uint16_t port_id, int epfd, int op, void *data)
{
	const struct rte_eth_dev *dev = ethdev_get(port_id);
	uint16_t q;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = get_vector(dev, 0);
	if (rc < 0)
		return rc;
	for (q = 0; q < dev->data->nb_rx_queues; q++)
		control(dev, q, epfd, op, data);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_rx_intr_ctl_q(uint16_t port_id, uint16_t queue_id, int epfd, int op,
		void *data)
{
	const struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq_id(dev, queue_id) != 0)
		return -EINVAL;
	return control(dev, queue_id, epfd, op, data);
}

/* A file descriptor or -1. */
BP_EXPORT
int
rte_eth_dev_rx_intr_ctl_q_get_fd(uint16_t port_id, uint16_t queue_id)
{
	const struct rte_eth_dev *dev = ethdev_get(port_id);
	int vec, fd;

	if (dev == NULL || ethdev_check_rxq_id(dev, queue_id) != 0)
		return -1;
	vec = get_vector(dev, queue_id);
	if (vec < 0)
		return -1;
	fd = rte_intr_efds_index_get(dev->intr_handle,
			vec >= RTE_INTR_VEC_RXTX_OFFSET
					? vec - RTE_INTR_VEC_RXTX_OFFSET
					: vec);
	return fd < 0 ? -1 : fd;
}
