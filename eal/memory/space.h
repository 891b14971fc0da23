/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Address space: where the memory of a group of processes lies. Ranges are
 * reserved without any memory behind them, at low addresses, so that devices
 * behind a narrow IOMMU reach them and other processes have them free.
 */
#ifndef EAL_SPACE_H
#define EAL_SPACE_H

#include <stddef.h>
#include <stdint.h>

/* Devices behind the narrowest IOMMU that is common have 39 bits. */
#define EAL_SPACE_LIMIT (1ULL << 39)

/* Where to look from: base, or 4 GiB up when it is 0. */
void eal_space_start(uintptr_t base);

/*
 * Reserve len bytes aligned to align (a power of two, at least a page).
 * Returns NULL with errno set.
 */
void *eal_space_reserve(size_t len, size_t align);
/* As eal_space_reserve(), but without a log line for want of addresses. */
void *eal_space_try(size_t len, size_t align);
/*
 * Reserve exactly these addresses: 0, or -errno; -EADDRNOTAVAIL if something
 * lies there.
 */
int eal_space_claim(void *addr, size_t len);
void eal_space_release(void *addr, size_t len);

/* The same, but readable and writable, zero, and using memory as touched. */
void *eal_space_table(size_t len);

/* Take the memory of a range away again; its addresses stay reserved. */
int eal_space_vacate(void *addr, size_t len);

#endif
