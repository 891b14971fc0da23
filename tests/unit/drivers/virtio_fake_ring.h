/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What both parts of the device's side of rings need: words that the driver
 * writes or reads meanwhile, each with one load or store.
 */
#ifndef VIRTIO_FAKE_RING_H
#define VIRTIO_FAKE_RING_H

#include <rte_atomic.h>
#include <rte_common.h>

#include "virtio_fake.h"

#define AVAIL (1U << VRING_PACKED_DESC_F_AVAIL)
#define USED  (1U << VRING_PACKED_DESC_F_USED)
#define WRAP  (1U << VRING_PACKED_EVENT_F_WRAP_CTR)

#define LOAD(p)         __atomic_load_n(p, __ATOMIC_RELAXED)
#define LOAD_ACQ(p)     __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define STORE(p, v)     __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define STORE_REL(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)

static inline bool
has(const struct virtio_fake *fake, unsigned int feature)
{
	return fake->features >> feature & 1;
}

static inline bool
refuse(struct virtio_fake *fake, const char *what)
{
	virtio_fake_wrong(fake, what);
	return false;
}

#endif
