/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit buffers: set-up, and the two callbacks that take what could not be
 * sent. Filling and flushing are inline in rte_ethdev_burst.h.
 */
#include <rte_mbuf.h>

#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_tx_buffer_init(struct rte_eth_dev_tx_buffer *buffer, uint16_t size)
{
	if (buffer == NULL) {
		RTE_ETHDEV_LOG(ERR, "A transmit buffer to be made is NULL\n");
		return -EINVAL;
	}
	buffer->size = size;
	buffer->length = 0;
	if (buffer->error_callback != NULL)
		return 0;
	return rte_eth_tx_buffer_set_err_callback(
			buffer, rte_eth_tx_buffer_drop_callback, NULL);
}

BP_EXPORT
int
rte_eth_tx_buffer_set_err_callback(struct rte_eth_dev_tx_buffer *buffer,
		buffer_tx_error_fn callback, void *userdata)
{
	if (buffer == NULL) {
		RTE_ETHDEV_LOG(ERR, "A transmit buffer to be set is NULL\n");
		return -EINVAL;
	}
	buffer->error_callback = callback;
	buffer->error_userdata = userdata;
	return 0;
}

BP_EXPORT
void
rte_eth_tx_buffer_drop_callback(
		struct rte_mbuf **pkts, uint16_t unsent, void *userdata)
{
	(void)userdata;
	rte_pktmbuf_free_bulk(pkts, unsent);
}

BP_EXPORT
void
rte_eth_tx_buffer_count_callback(
		struct rte_mbuf **pkts, uint16_t unsent, void *userdata)
{
	uint64_t *count = userdata;

	rte_pktmbuf_free_bulk(pkts, unsent);
	*count += unsent;
}
