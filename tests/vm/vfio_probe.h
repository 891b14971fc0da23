/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of vfio_probe share: QEMU's device "edu", which copies. */
#ifndef VFIO_PROBE_H
#define VFIO_PROBE_H

#include <stdint.h>

/* Copies that end at the end of its buffer are refused by QEMU 7.2. */
#define PROBE_LEN 2048u

/* Where its buffer is for the device itself. */
#define EDU_BUFFER  0x40000
#define EDU_TO_HOST 2u

/* The device copies PROBE_LEN bytes; it takes a tenth of a second. */
void probe_copy(uint64_t from, uint64_t to, uint32_t way);

/* vfio_probe_dma.c */
void probe_dma(unsigned int rounds);
void probe_external(unsigned int rounds);

#endif
