/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one object behind rte_spinlock.h, which is otherwise inline: programs
 * read it to learn whether the *_tm calls use transactions. They never do.
 */
#include <bufplane_export.h>

#include <rte_spinlock.h>

BP_EXPORT
uint8_t rte_rtm_supported;
