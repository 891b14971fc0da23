/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock of a device, and IEEE 1588 time stamps. The driver keeps all state;
 * the calls only check their arguments.
 */
#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_timesync_enable(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(timesync_enable, dev, dev);
}

BP_EXPORT
int
rte_eth_timesync_disable(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(timesync_disable, dev, dev);
}

BP_EXPORT
int
rte_eth_timesync_read_rx_timestamp(
		uint16_t port_id, struct timespec *timestamp, uint32_t flags)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (timestamp == NULL)
		return -EINVAL;
	return ethdev_call(
			timesync_read_rx_timestamp, dev, dev, timestamp, flags);
}

BP_EXPORT
int
rte_eth_timesync_read_tx_timestamp(uint16_t port_id, struct timespec *timestamp)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (timestamp == NULL)
		return -EINVAL;
	return ethdev_call(timesync_read_tx_timestamp, dev, dev, timestamp);
}

BP_EXPORT
int
rte_eth_timesync_adjust_time(uint16_t port_id, int64_t delta)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(timesync_adjust_time, dev, dev, delta);
}

BP_EXPORT
int
rte_eth_timesync_read_time(uint16_t port_id, struct timespec *time)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (time == NULL)
		return -EINVAL;
	return ethdev_call(timesync_read_time, dev, dev, time);
}

BP_EXPORT
int
rte_eth_timesync_write_time(uint16_t port_id, const struct timespec *time)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (time == NULL)
		return -EINVAL;
	return ethdev_call(timesync_write_time, dev, dev, time);
}

BP_EXPORT
int
rte_eth_read_clock(uint16_t port_id, uint64_t *clock)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (clock == NULL)
		return -EINVAL;
	return ethdev_call(read_clock, dev, dev, clock);
}
