/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is the same for a virtio device whatever its transport (VIRTIO 1.2,
 * sections 2.1, 2.2 and 3.1): its status, step by step, and the features that
 * both sides agree on.
 *
 * The order is: virtio_dev_reset(); virtio_dev_negotiate(); queues, through the
 * transport; virtio_dev_ready(). The configuration may be read from the first
 * step on. Each returns 0 or -errno, logs why, and has told the device FAILED
 * then; virtio_dev_reset() begins anew. -ENODEV always means that the device is
 * gone, -EIO that it wants to be reset.
 */
#ifndef VIRTIO_DEV_H
#define VIRTIO_DEV_H

#include "net/virtio/virtio_transport.h"

/* Reset it, and tell it that it has a driver: ACKNOWLEDGE and DRIVER. */
int virtio_dev_reset(struct virtio_dev *dev);

/*
 * After a reset that failed: whether the device is kept from memory all the
 * same, until a reset goes well; if not, what it had stays with it. That it is
 * gone is believed only of a transport that cannot cut it off.
 */
bool virtio_dev_cut_off(struct virtio_dev *dev);

/*
 * Agree on features: what is wanted and offered, always with VERSION_1, without
 * which the device is refused, and ACCESS_PLATFORM, without which it is if
 * iova_va is set. dev->features tells what came of it.
 * -ENOTSUP; -EINVAL if it is not the turn of this step.
 */
int virtio_dev_negotiate(struct virtio_dev *dev, uint64_t wanted);

/* DRIVER_OK: the device works from here on. */
int virtio_dev_ready(struct virtio_dev *dev);

/*
 * Whether a device that works still does: 0; -EIO: it wants to be reset
 * (NEEDS_RESET), or forgot its driver; -ENODEV. Nothing is logged or written;
 * any thread may ask.
 */
int virtio_dev_check(struct virtio_dev *dev);

/* Given up: FAILED. Nothing happens to a device that is gone. */
void virtio_dev_fail(struct virtio_dev *dev);

#endif
