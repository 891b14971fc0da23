/* SPDX-License-Identifier: BSD-3-Clause */
/* The memzone table's life: 0 or -errno. */
#ifndef EAL_MEMZONE_H
#define EAL_MEMZONE_H

int eal_memzone_init(void);
void eal_memzone_fini(void);

#endif
