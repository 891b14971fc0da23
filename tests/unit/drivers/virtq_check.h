/* SPDX-License-Identifier: BSD-3-Clause */
/* For tests of virtqueues: a walker, to be called after each step. */
#ifndef VIRTQ_CHECK_H
#define VIRTQ_CHECK_H

#include "net/virtio/virtq.h"

/* Whether the driver's own side is sound; *reason says why not. */
int virtq_check(const struct virtq *q, const char **reason);

#endif
