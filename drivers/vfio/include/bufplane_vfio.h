/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Bufplane adds to VFIO: which neighbours a device may have.
 */
#ifndef BUFPLANE_VFIO_H
#define BUFPLANE_VFIO_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Whether a group of the IOMMU can be used while a device of it is bound to
 * that driver of the kernel ("": to none): VFIO lets those stay that do no DMA,
 * such as that of a bridge.
 */
bool bp_vfio_is_harmless(const char *driver);

#ifdef __cplusplus
}
#endif

#endif
