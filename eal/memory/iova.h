/* SPDX-License-Identifier: BSD-3-Clause */
/* The choice of the IOVA mode, from the configuration: 0 or -errno. */
#ifndef EAL_IOVA_H
#define EAL_IOVA_H

int eal_iova_init(void);

#endif
