/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Bufplane adds to the port interface: whether a receive queue that reads
 * something finite, such as a capture file, has come to its end.
 */
#ifndef BUFPLANE_ETHDEV_H
#define BUFPLANE_ETHDEV_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Has this receive queue delivered its last packet? 1: it is spent, no packet
 * comes before the port starts again. 0: more may come. -ENOTSUP: it reads
 * nothing that could end, such as a device. -EIO: its input broke off in the
 * middle (a log line names file, packet and reason), and no packet comes
 * either. -ENODEV, -EINVAL: no such port or queue, or it is not set up. Any
 * thread may ask.
 */
int bp_eth_rx_at_end(uint16_t port_id, uint16_t queue_id);

#ifdef __cplusplus
}
#endif

#endif
