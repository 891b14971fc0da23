/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A simulated buffer manager, standing in for a device whose registers a real
 * handler would read and write: a table of buffer pools, known by number from
 * 1 on. A pool takes and gives at most HWBUF_BURST buffers a command, all of
 * them or none, from any thread.
 */
#ifndef HWBUF_DEVICE_H
#define HWBUF_DEVICE_H

#include <stdint.h>

#define HWBUF_POOLS 8
#define HWBUF_BURST 8

/* Open a pool for n buffers: its number, or -ENOSPC, -ENOMEM. */
int hwbuf_open(unsigned int n);

/* Close it; what it holds is forgotten. */
void hwbuf_close(uint64_t id);

/* Forget what it holds. */
void hwbuf_reset(uint64_t id);

/* Give n buffers to the pool: 0, or -EINVAL when they are more than it takes.
 */
int hwbuf_release(uint64_t id, void *const *bufs, unsigned int n);

/* Get n buffers: 0, or -ENOBUFS when it has fewer, -EINVAL for n too large. */
int hwbuf_acquire(uint64_t id, void **bufs, unsigned int n);

unsigned int hwbuf_level(uint64_t id);

#endif
